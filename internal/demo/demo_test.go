package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// today is a Sunday, so that the days before it are no working days.
var today = time.Date(2026, 9, 13, 3, 30, 0, 0, time.UTC)

// filled is a store with the sample organisation in it.
func filled(t testing.TB, d *db.DB, now time.Time, blobs Blobs) (*record.Store, *record.Org) {
	t.Helper()
	store, org, clock := empty(t, d, now)
	must(t, Fill(context.Background(), store, clock.set, "demo", nil, blobs, now))
	if !clock.at.Equal(now) {
		t.Errorf("the clock stands at %s, want now", clock.at)
	}
	return store, org
}

type clock struct{ at time.Time }

func (c *clock) set(at time.Time) { c.at = at }

func (c *clock) now() time.Time { return c.at }

// empty is a store with an organisation in which nothing is written.
func empty(t testing.TB, d *db.DB, now time.Time) (*record.Store, *record.Org, *clock) {
	t.Helper()
	c := &clock{now}
	store, err := record.Open(context.Background(), d, journal.Keys(t.TempDir()), c.now, isms.Kinds())
	must(t, err)
	org, err := store.Org("demo", record.System)
	must(t, err)
	must(t, org.Create(context.Background()))
	return store, org, c
}

// memory is a Blobs without a disk.
type memory map[string][]byte

func (m memory) Put(_ context.Context, r io.Reader, _ int64) (string, int64, error) {
	b, err := io.ReadAll(r)
	sum := sha256.Sum256(b)
	m[hex.EncodeToString(sum[:])] = b
	return hex.EncodeToString(sum[:]), int64(len(b)), err
}

func TestFill(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		files := memory{}
		store, org := filled(t, d, today, files)
		rep, err := store.Verify(context.Background(), "demo")
		must(t, err)
		if len(rep.Faults) > 0 {
			t.Errorf("verify: %v", rep.Faults)
		}
		read(t, org, func(r *record.Reader) {
			checkCounts(t, r)
			checkRisks(t, r)
			checkStatement(t, r)
			checkEvidence(t, r, files)
		})
		checkVersions(t, org)
		checkFixed(t, org)
		checkHistory(t, d)
	})
}

func checkCounts(t *testing.T, r *record.Reader) {
	for kind, least := range map[*record.Kind]int64{asset.Assets.Kind(): 45, supplier.Suppliers.Kind(): 12, risk.Risks.Kind(): 28, treatment.Treatments.Kind(): 24,
		treatment.Acceptances.Kind(): 12, control.Controls.Kind(): 93, evidence.Evidences.Kind(): 60, scope.Issues.Kind(): 10, scope.Requirements.Kind(): 15} {
		n, err := r.Count(kind)
		must(t, err)
		t.Logf("%s: %d", kind.Plural, n)
		if n < least {
			t.Errorf("%d %s, want at least %d", n, kind.Plural, least)
		}
	}
}

// checkFixed makes sure that what pages show as fixed is refused by the register, whoever asks.
func checkFixed(t *testing.T, org *record.Org) {
	t.Helper()
	tried := map[string]bool{}
	for _, k := range org.Store().Registers() {
		var fixed []record.Record
		read(t, org, func(r *record.Reader) {
			must(t, r.Each(k, record.Query{}, func(rec record.Record) error {
				if k.Fixed(rec) && len(fixed) < 2 {
					fixed = append(fixed, rec)
				}
				return nil
			}))
		})
		for _, rec := range fixed {
			tried[k.Name] = true
			for does, fn := range map[string]func(w *record.Writer) error{
				"changed": func(w *record.Writer) error {
					must(t, k.Fields[0].Parse(rec, k.TitleOf(rec)+", again"))
					return w.Put(k, rec)
				},
				"deleted": func(w *record.Writer) error { return w.Delete(k, rec.Base().ID, rec.Base().Rev) },
			} {
				if _, err := org.Write(context.Background(), "", fn); !errs.Is(err, errs.Conflict) {
					t.Errorf("%s is fixed and was %s: %v", rec.Base().Ref, does, err)
				}
			}
		}
	}
	for _, kind := range []string{"personnel_checklist", "checklist_task", "access_review", "incident", "exception", "assessment", "criteria", "scope"} {
		if !tried[kind] {
			t.Errorf("the sample has no %s that is fixed", kind)
		}
	}
}

func checkRisks(t *testing.T, r *record.Reader) {
	void := map[string]int{}
	all, err := risk.Risks.All(r, record.Query{})
	must(t, err)
	criteria, err := risk.InForce(r)
	must(t, err)
	for _, x := range all {
		if x.Level == 0 || x.ResidualLevel == 0 || string(x.Criteria) != criteria.ID || x.ResidualLevel > x.Level {
			t.Errorf("%s %s is at level %d, then %d, under criteria %s", x.Ref, x.Title, x.Level, x.ResidualLevel, x.Criteria)
		}
		if a, err := treatment.AcceptanceOf(r, x); err == nil && a != nil {
			if why := a.Words(); why != "" {
				t.Logf("%s: %s", x.Ref, why)
			}
			word, _, _ := strings.Cut(a.Words(), " ")
			void[word]++
		}
	}
	t.Logf("acceptances by why they are void: %v", void)
	if void[""] < 6 || void["void:"] != 1 || void["expired"] != 1 {
		t.Errorf("acceptances: %v, want several valid, one void, one expired", void)
	}
	late, dropped := 0, 0
	plan, err := treatment.Treatments.All(r, record.Query{})
	must(t, err)
	for _, x := range plan {
		if x.Status == "dropped" {
			dropped++
		} else if x.Status != "done" && x.Due < r.Today() {
			late++
		}
	}
	if late != 3 || dropped != 1 {
		t.Errorf("%d actions late and %d dropped, want 3 and 1", late, dropped)
	}
}

func checkStatement(t *testing.T, r *record.Reader) {
	lines, err := control.Statement(r, catalog.Edition2022)
	must(t, err)
	states := map[control.State]int{}
	var conflicts, undecided []string
	for _, l := range lines {
		states[l.State]++
		if l.Conflict != "" {
			conflicts = append(conflicts, l.Ref)
		}
		if l.Applicability == "undecided" {
			undecided = append(undecided, l.Ref)
		}
		if l.Owner == "" {
			t.Errorf("%s has no owner", l.Ref)
		}
	}
	t.Logf("states: %v", states)
	if !slices.Equal(conflicts, []string{"A.5.23"}) || !slices.Equal(undecided, []string{"A.8.11", "A.8.32"}) {
		t.Errorf("conflicts %v, undecided %v", conflicts, undecided)
	}
	for _, s := range []control.State{control.Working, control.Partly, control.Failing, control.Stale, control.None, control.Excluded} {
		if states[s] == 0 {
			t.Errorf("no control is %s", s)
		}
	}
}

func checkEvidence(t *testing.T, r *record.Reader, files memory) {
	all, err := evidence.Evidences.All(r, record.Query{})
	must(t, err)
	types, stale, soon := map[string]int{}, 0, 0
	for _, e := range all {
		types[e.Type]++
		switch {
		case !e.Fresh(r.Today()):
			stale++
		case !e.Fresh(record.Date(today.AddDate(0, 0, 21).Format(time.DateOnly))):
			soon++
		}
		if e.Type == "file" && (len(files[e.FileDigest]) != e.FileSize || e.FileSize < 150) {
			t.Errorf("%s: the file %s has %d bytes, of which %d were kept", e.Ref, e.FileName, e.FileSize, len(files[e.FileDigest]))
		}
	}
	t.Logf("evidence: %v, %d stale, %d until soon", types, stale, soon)
	if len(types) != 3 || stale < 4 || soon < 4 {
		t.Errorf("evidence: %v, %d stale, %d fresh until soon", types, stale, soon)
	}
	for _, b := range files {
		if !bytes.HasPrefix(b, []byte("PK")) { // a workbook is no text
			checkText(t, string(b))
		}
	}
}

// checkVersions looks at each approved version as of the moment before its approval.
func checkVersions(t *testing.T, org *record.Org) {
	var versions []*control.Version
	read(t, org, func(r *record.Reader) {
		var err error
		versions, err = control.Versions.All(r, record.Query{})
		must(t, err)
	})
	if len(versions) != 2 {
		t.Fatalf("%d approved versions, want 2", len(versions))
	}
	for _, v := range versions {
		past, release, err := org.AsOf(context.Background(), v.UpdatedAt.Add(-time.Microsecond))
		must(t, err)
		read(t, past, func(r *record.Reader) {
			lines, err := control.Statement(r, catalog.Edition2022)
			must(t, err)
			head, err := r.Head()
			must(t, err)
			if control.Digest(lines) != v.Digest || int(head.Size) != v.Entry {
				t.Errorf("%s: as of entry %d the statement is another", v.Title, head.Size)
			}
		})
		release()
	}
}

// checkHistory holds the journal against what makes an auditor suspicious.
func checkHistory(t *testing.T, d *db.DB) {
	var first, last time.Time
	actors, ops, batches, checkpoints := map[string]int{}, map[journal.Op]int{}, map[int64]bool{}, 0
	must(t, d.Read(context.Background(), "demo", func(tx *db.Tx) error {
		err := journal.Read(context.Background(), tx, "demo", journal.Range{}, func(e *journal.Entry) error {
			if first.IsZero() {
				first = e.Time
			}
			last = e.Time
			actors[e.Actor]++
			ops[e.Op]++
			batches[e.Batch] = true
			if h := e.Time.Hour(); !works(e.Time) || h < 6 || h > 18 {
				t.Errorf("entry %d was written %s", e.Seq, e.Time.Format("Monday 15:04"))
			}
			return nil
		})
		if err != nil {
			return err
		}
		return journal.Checkpoints(context.Background(), tx, "demo", func(int64, string) error {
			checkpoints++
			return nil
		})
	}))
	n := ops[journal.Put] + ops[journal.Delete] + ops[journal.Redact]
	t.Logf("%d entries in %d saves, %v, %v, %d checkpoints", n, len(batches), ops, actors, checkpoints)
	if last.Sub(first) < 355*24*time.Hour || today.Sub(last) > 8*24*time.Hour {
		t.Errorf("the history runs from %s to %s", first, last)
	}
	if n < 1000 || n > 6000 || len(actors) < 8 || ops[journal.Delete] < 3 || ops[journal.Redact] != 1 || checkpoints < 40 {
		t.Errorf("%d entries by %v: %v, %d checkpoints", n, actors, ops, checkpoints)
	}
}

var filler = regexp.MustCompile(`(?i)lorem|ipsum|\btbd\b|todo|xxx|placeholder|\{[qm]?-?\d|foo\b`)

func checkText(t *testing.T, s string) {
	t.Helper()
	if m := filler.FindString(s); m != "" {
		t.Errorf("%q holds %q", s[:min(len(s), 60)], m)
	}
}

// TestControlTextsDiffer compares every text about a control with every other: none may share half of its words.
func TestControlTextsDiffer(t *testing.T) {
	all := slices.Concat(organizational, ofPeople, ofPremises, technological)
	if len(all) != 93 {
		t.Fatalf("%d controls, want 93", len(all))
	}
	type text struct {
		where string
		words map[string]bool
	}
	var texts []text
	add := func(where, s string) {
		checkText(t, s)
		w := map[string]bool{}
		for _, word := range strings.Fields(strings.ToLower(s)) {
			w[word] = true
		}
		if len(w) < 6 {
			t.Errorf("%s says too little: %q", where, s)
		}
		texts = append(texts, text{where, w})
	}
	for i, fact := range catalog.Controls(catalog.Edition2022) {
		d := all[i]
		if d.id != fact.ID {
			t.Fatalf("%s stands at the place of %s", d.id, fact.ID)
		}
		add(d.id+" because", d.because)
		if d.implementation != "excluded" {
			add(d.id+" how", d.how)
		}
	}
	for i, a := range texts {
		for _, b := range texts[:i] {
			if s := similar(a.words, b.words); s > 0.4 {
				t.Errorf("%s and %s are alike to %.0f %%", a.where, b.where, 100*s)
			}
		}
	}
}

// similar is the share of words that two texts have in common (Jaccard).
func similar(a, b map[string]bool) float64 {
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// TestFillOnAnyDay fills on weekends, holidays and at the turn of the year.
func TestFillOnAnyDay(t *testing.T) {
	for _, now := range []time.Time{time.Date(2027, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(2028, 2, 29, 23, 59, 0, 0, time.UTC), time.Date(2026, 12, 28, 12, 0, 0, 0, time.UTC)} {
		filled(t, testdb.SQLite(t, journal.Migrate), now, memory{})
	}
}

// TestFillStopsAtTheFirstFailure gives an actor too few rights for the day the scope is approved: nothing later is
// written, and the error says who could not do what.
func TestFillStopsAtTheFirstFailure(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		store, org, clock := empty(t, d, today)
		actors := map[string]record.Actor{"claire.duval@northwind.example": {ID: "u1", Name: "C. Duval", Can: record.MayRead}}
		err := Fill(context.Background(), store, clock.set, "demo", actors, memory{}, today)
		if !errs.Is(err, errs.Denied) || !strings.Contains(err.Error(), "duval") {
			t.Errorf("error %v", err)
		}
		read(t, org, func(r *record.Reader) {
			n, err := r.Count(assessment.Assessments.Kind())
			must(t, err)
			scopes, err := scope.Scopes.All(r, record.Query{})
			must(t, err)
			if n != 0 || len(scopes) != 1 || scopes[0].Status != "draft" {
				t.Errorf("%d assessments and %d scopes after the failure", n, len(scopes))
			}
		})
	})
}

// BenchmarkFill measures the start of the demo, its files on disk included.
func BenchmarkFill(b *testing.B) {
	for range b.N {
		b.StopTimer()
		blobs, err := blob.Open(b.TempDir())
		must(b, err)
		d := testdb.SQLite(b, journal.Migrate)
		store, _, clock := empty(b, d, today)
		b.StartTimer()
		must(b, Fill(context.Background(), store, clock.set, "demo", nil, blobs, today))
	}
}

func read(t *testing.T, org *record.Org, fn func(r *record.Reader)) {
	t.Helper()
	must(t, org.Read(context.Background(), func(r *record.Reader) error {
		fn(r)
		return nil
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
