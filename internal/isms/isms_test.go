package isms_test

import (
	"context"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// mainJob is one organisation on its way, with a clock of its own.
type mainJob struct {
	*testing.T
	org *record.Org
	now time.Time
}

func newMainJob(t *testing.T, d *db.DB) (*mainJob, *record.Store) {
	t.Helper()
	j := &mainJob{T: t, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	store, err := record.Open(t.Context(), d, journal.Keys(t.TempDir()), func() time.Time { return j.now }, isms.Kinds())
	must(t, err)
	j.org, err = store.Org("o1", record.System)
	must(t, err)
	must(t, j.org.Create(t.Context()))
	return j, store
}

func (j *mainJob) write(reason string, fn func(w *record.Writer) error) record.Batch {
	j.Helper()
	j.now = j.now.Add(time.Hour)
	b, err := j.org.Write(j.Context(), reason, fn)
	must(j.T, err)
	return b
}

// begin adds the controls, an owner, an asset, criteria in force and a risk rated and treated under them.
func (j *mainJob) begin() (server *asset.Asset, r *risk.Risk) {
	j.Helper()
	steps := func(all ...func() error) error {
		for _, step := range all {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	}
	j.write("start", func(w *record.Writer) error {
		owner := &people.Person{Name: "M. Okafor", Email: "okafor@example.org"}
		server = &asset.Asset{Name: "Server", Type: "server", Classification: "confidential", Availability: "very_high"}
		r = &risk.Risk{Title: "Ransomware", Likelihood: 4, Consequence: 5, Option: "modify", ResidualLikelihood: 2, ResidualConsequence: 3}
		c := risk.Starter()
		return steps(
			func() error { _, err := control.AddEdition(w, catalog.Edition2022); return err },
			func() error { return people.Persons.Put(w, owner) },
			func() error { server.Owner = record.Ref(owner.ID); return asset.Assets.Put(w, server) },
			func() error { return risk.CriteriaVersions.Put(w, c) },
			func() error { return risk.CriteriaVersions.Take(w, c, "approve") },
			func() error {
				backup, err := control.Controls.Find(w.Reader, "A.8.13")
				if err == nil {
					r.Assets, r.Owner, r.Controls = record.Refs{server.ID}, server.Owner, record.Refs{backup.ID}
					err = risk.Risks.Put(w, r)
				}
				return err
			})
	})
	return server, r
}

func (j *mainJob) decideAll() record.Batch {
	j.Helper()
	return j.write("decide", func(w *record.Writer) error {
		return w.Each(control.Controls.Kind(), record.Query{}, func(rec record.Record) error {
			c := rec.(*control.Control)
			c.Applicability, c.Reasons, c.BecauseBestPractice = "applicable", record.Set{"best_practice"}, "Good practice in our trade"
			return control.Controls.Put(w, c)
		})
	})
}

// TestMainJob goes the way of an organisation from its assets to an approved Statement of Applicability, and looks
// back at it.
func TestMainJob(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		j, store := newMainJob(t, d)
		server, r := j.begin()
		if server.Ref != "AS-1" || r.Level != 4 || r.ResidualLevel != 2 {
			t.Errorf("asset %s, level %d, residual %d", server.Ref, r.Level, r.ResidualLevel)
		}
		before := j.now
		if n := j.decideAll().Count(); n != 93 {
			t.Errorf("%d changes, want 93", n)
		}
		j.write("approve", func(w *record.Writer) error {
			_, err := control.Approve(w, catalog.Edition2022, "")
			return err
		})
		past, release, err := j.org.AsOf(t.Context(), before)
		must(t, err)
		defer release()
		must(t, past.Read(t.Context(), func(r *record.Reader) error {
			lines, err := control.Statement(r, catalog.Edition2022)
			if err == nil && (len(lines) != 93 || lines[0].State != control.Undecided) {
				t.Errorf("the past shows %d lines, the first %s", len(lines), lines[0].State)
			}
			return err
		}))
		if hits := search(t, j.org, "ransom"); len(hits) != 1 || hits[0].Ref != "R-1" {
			t.Errorf("search found %v", hits)
		}
		verifyClean(t, store)
		_, err = store.Rebuild(t.Context())
		must(t, err)
		verifyClean(t, store)
	})
}

func verifyClean(t *testing.T, store *record.Store) {
	t.Helper()
	rep, err := store.Verify(t.Context(), "o1")
	must(t, err)
	if len(rep.Faults) > 0 {
		t.Errorf("verify: %v", rep.Faults)
	}
}

func search(t *testing.T, org *record.Org, q string) (hits []record.Hit) {
	t.Helper()
	must(t, org.Read(context.Background(), func(r *record.Reader) (err error) {
		hits, err = r.Search(q, 10)
		return err
	}))
	return hits
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
