package isms_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// filled is a sample with records of every kind, one redacted revision and a checkpoint.
func filled(t *testing.T, d *db.DB, org string) *sample {
	s := newSample(t, d, org)
	for _, k := range s.store.Kinds() {
		for range 3 {
			s.write(func(w *record.Writer) error { _, err := s.put(w, k); return err })
		}
	}
	a := asset.Assets.Kind()
	s.history(a)
	key, err := s.store.Keys.Get(org)
	must(t, err)
	_, err = journal.Sign(ctx, d, org, key, *s.now)
	must(t, err)
	return s
}

func head(t *testing.T, org *record.Org) (h journal.Head) {
	t.Helper()
	must(t, org.Read(ctx, func(r *record.Reader) (err error) {
		h, err = r.Head()
		return err
	}))
	return h
}

func (s *sample) emptyStore(d *db.DB) *record.Store {
	s.Helper()
	to, err := record.Open(ctx, d, s.store.Keys, s.store.Clock, isms.Kinds())
	must(s.T, err)
	return to
}

func TestMoveThereAndBack(t *testing.T) {
	s := filled(t, testdb.SQLite(t), "o1")
	want, root := state(t, s.org), head(t, s.org)
	from := s.store
	for _, d := range []*db.DB{testdb.Postgres(t), testdb.SQLite(t)} {
		to := s.emptyStore(d)
		must(t, record.Move(ctx, from, to))
		org, err := to.Org("o1", record.System)
		must(t, err)
		if got := state(t, org); got != want {
			t.Errorf("moved to %s: %s", d.Dialect, firstDifference(got, want))
		}
		if got := head(t, org); got != root {
			t.Errorf("moved to %s the head is %v, was %v", d.Dialect, got, root)
		}
		rep, err := to.Verify(ctx, "o1")
		must(t, err)
		for _, f := range rep.Faults {
			t.Error(f.What)
		}
		if err := record.Move(ctx, from, to); !errs.Is(err, errs.Conflict) {
			t.Errorf("moved into a store that is not empty: %v", err)
		}
		from = to
	}
}

// TestAlteredJournalIsNotTakenIn flips bytes of a journal in a file: it is refused, and nothing of it stays.
func TestAlteredJournalIsNotTakenIn(t *testing.T) {
	s := filled(t, testdb.SQLite(t), "o1")
	var file bytes.Buffer
	must(t, s.store.WriteJournal(ctx, "o1", &file))
	to := s.emptyStore(testdb.SQLite(t))
	lines := strings.SplitAfter(file.String(), "\n")
	for name, bad := range map[string]string{
		"empty":     "",
		"cut":       strings.Join(lines[:len(lines)/2], ""),
		"no end":    strings.Join(lines[:len(lines)-2], ""),
		"one lost":  strings.Join(append(append([]string{}, lines[:5]...), lines[6:]...), ""),
		"two swap":  strings.Join(append([]string{lines[0], lines[2], lines[1]}, lines[3:]...), ""),
		"body":      strings.Replace(file.String(), "Risk criteria", "Risk Criteria", 1),
		"actor":     strings.Replace(file.String(), `"actor":"system"`, `"actor":"nobody"`, 1),
		"signature": strings.Replace(file.String(), `"checkpoint":"assay/o1\n`, `"checkpoint":"assay/o2\n`, 1),
	} {
		if _, err := to.ReadJournal(ctx, strings.NewReader(bad)); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := to.ReadJournal(ctx, &file)
	must(t, err)
	if _, err := to.Rebuild(ctx); err != nil {
		t.Error(err)
	}
	org, err := to.Org("o1", record.System)
	must(t, err)
	if got, want := state(t, org), state(t, s.org); got != want {
		t.Error(firstDifference(got, want))
	}
}

func TestPastViews(t *testing.T) {
	s := filled(t, testdb.SQLite(t), "o1")
	k := asset.Assets.Kind()
	id := s.one("asset")
	past, release, err := s.org.AsOf(ctx, s.now.AddDate(-1, 0, 0))
	must(t, err)
	must(t, past.Read(ctx, func(r *record.Reader) error {
		if _, err := r.History(k, id, 0); !errs.Is(err, errs.NotFound) {
			t.Errorf("before the organisation was, an asset has a history: %v", err)
		}
		h, err := r.Head()
		if n, _ := r.Count(k); n != 0 || h.Size != 0 {
			t.Errorf("before the organisation was there are %d assets, %d entries", n, h.Size)
		}
		return err
	}))
	if _, err := past.Write(ctx, "", func(*record.Writer) error { return nil }); !errs.Is(err, errs.Denied) {
		t.Errorf("the past was written: %v", err)
	}
	release()
	release()
	if _, _, err := s.org.AsOf(ctx, s.now.Add(time.Second)); !errs.Is(err, errs.Invalid) {
		t.Errorf("the future: %v", err)
	}
}

// TestPastViewsAreSharedAndLetGo opens many moments from many goroutines while others write.
func TestPastViewsAreSharedAndLetGo(t *testing.T) {
	s := filled(t, testdb.SQLite(t), "o1")
	end := *s.now
	done := make(chan error, 16)
	for g := range 16 {
		go func() {
			done <- func() error {
				for i := range 6 {
					past, release, err := s.org.AsOf(ctx, end.Add(-time.Duration((g+i)%12)*time.Minute))
					if err != nil {
						return err
					}
					err = past.Read(ctx, func(r *record.Reader) error {
						_, err := r.List(asset.Assets.Kind(), record.Query{})
						return err
					})
					release()
					if err != nil {
						return err
					}
				}
				return nil
			}()
		}()
	}
	for range 16 {
		must(t, <-done)
	}
}
