package isms_test

import (
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// history changes a record, is refused on the old revision, and goes back.
func (s *sample) history(k *record.Kind) {
	rec := s.all(k, record.Query{})[0]
	old, err := k.Clone(rec)
	must(s.T, err)
	if !made[k.Name] || k.Name == "control" {
		rec.Base().Rev++
		_, err = s.org.Write(ctx, "", func(w *record.Writer) error { return w.Put(k, rec) })
		if !errs.Is(err, errs.Stale) {
			s.Errorf("a save on revision %d of %d: %v", rec.Base().Rev, old.Base().Rev, err)
		}
	}
	if made[k.Name] || k.Name == "criteria" {
		return
	}
	*free(k).Ptr(old).(*string) = "Changed"
	s.write(func(w *record.Writer) error { return w.Put(k, old) })
	b := s.write(func(w *record.Writer) error { return w.Restore(k, old.Base().ID, old.Base().Rev-1) })
	s.read(func(r *record.Reader) error {
		now, err := r.Get(k, old.Base().ID)
		if err != nil {
			return err
		}
		if k.TitleOf(now) != k.TitleOf(rec) || len(k.Diff(now, rec)) > 0 {
			s.Errorf("restored %+v, want %+v", now, rec)
		}
		versions, err := r.History(k, old.Base().ID, 2)
		if len(versions) != 2 || versions[0].Batch != b.First || versions[0].Changes[0].Old != "Changed" {
			s.Errorf("history: %+v", versions)
		}
		return err
	})
	s.write(func(w *record.Writer) error { return w.Redact(k, old.Base().ID, old.Base().Rev) })
	s.read(func(r *record.Reader) error {
		versions, err := r.History(k, old.Base().ID, 0)
		if !versions[1].Redacted || versions[1].Record != nil {
			s.Errorf("redacted: %+v", versions[1])
		}
		return err
	})
}

// free is a field that may hold any text: the title, unless rules make it.
func free(k *record.Kind) *record.AnyField {
	f := &k.Fields[0]
	for i := range k.Fields {
		if f.Computed && k.Fields[i].Long {
			f = &k.Fields[i]
		}
	}
	return f
}

// deletes removes all records of the kind that nothing uses, and brings them back with one undo.
func (s *sample) deletes(k *record.Kind) {
	before := state(s.T, s.org)
	var used, gone int
	b := s.write(func(w *record.Writer) error {
		used, gone = 0, 0
		for _, rec := range recordsIn(w, k) {
			links, err := w.LinksTo(rec.Base().ID, 1)
			if err != nil {
				return err
			}
			err = w.Delete(k, rec.Base().ID, rec.Base().Rev)
			if len(links) > 0 != errs.Is(err, errs.Conflict) {
				s.Errorf("%s is used by %v, and deleting it says: %v", rec.Base().Ref, links, err)
			}
			if err == nil {
				gone++
			} else {
				used++
			}
		}
		return nil
	})
	if gone == 0 {
		return
	}
	if n := len(s.all(k, record.Query{})); n != used {
		s.Errorf("%d left, want %d", n, used)
	}
	s.write(func(w *record.Writer) error { return w.Undo(b.First) })
	if after := state(s.T, s.org); strip(after) != strip(before) {
		s.Errorf("undo did not bring back what was: %s", firstDifference(strip(after), strip(before)))
	}
}

func recordsIn(w *record.Writer, k *record.Kind) (all []record.Record) {
	_ = w.Each(k, record.Query{}, func(r record.Record) error {
		all = append(all, r)
		return nil
	})
	return all
}

// strip leaves out what a new revision changes.
func strip(state string) string {
	lines := strings.Split(state, "\n")
	for i, l := range lines {
		if from, to := strings.Index(l, `"Rev":`), strings.Index(l, `"UpdatedBy"`); from > 0 && to > from {
			lines[i] = l[:from] + l[to:]
		}
	}
	return strings.Join(lines, "\n")
}

func TestUndo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "o1")
		kept := &asset.Asset{Name: "Kept"}
		gone := &asset.Asset{Name: "Gone"}
		s.write(func(w *record.Writer) error {
			if err := asset.Assets.Put(w, kept); err != nil {
				return err
			}
			return asset.Assets.Put(w, gone)
		})
		before := state(t, s.org)
		b := s.write(func(w *record.Writer) error { // makes, links, changes twice and deletes
			p := &people.Person{Name: "New"}
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
			kept.Owner = record.Ref(p.ID)
			if err := asset.Assets.Put(w, kept); err != nil {
				return err
			}
			kept.Name = "Twice"
			if err := asset.Assets.Put(w, kept); err != nil {
				return err
			}
			return w.Delete(asset.Assets.Kind(), gone.ID, gone.Rev)
		})
		s.write(func(w *record.Writer) error { return w.Undo(b.First) })
		if after := state(t, s.org); strip(after) != strip(before) {
			t.Error(firstDifference(strip(after), strip(before)))
		}
		for _, first := range []int64{0, b.First + 1, 1 << 40} {
			if _, err := s.org.Write(ctx, "", func(w *record.Writer) error { return w.Undo(first) }); !errs.Is(err, errs.NotFound) {
				t.Errorf("undo of %d: %v", first, err)
			}
		}
		if _, err := s.org.Write(ctx, "", func(w *record.Writer) error { return w.Undo(b.First) }); !errs.Is(err, errs.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		s.clean()
	})
}
