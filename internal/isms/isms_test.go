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

// TestMainJob goes the way of an organisation from its assets to an approved Statement of Applicability, and looks
// back at it.
func TestMainJob(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		store, err := record.Open(ctx, d, journal.Keys(t.TempDir()), func() time.Time { return now }, isms.Kinds())
		must(t, err)
		org, err := store.Org("o1", record.System)
		must(t, err)
		must(t, org.Create(ctx))
		var server *asset.Asset
		var r *risk.Risk
		write := func(reason string, fn func(w *record.Writer) error) record.Batch {
			t.Helper()
			now = now.Add(time.Hour)
			b, err := org.Write(ctx, reason, fn)
			must(t, err)
			return b
		}
		write("start", func(w *record.Writer) error {
			if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
				return err
			}
			owner := &people.Person{Name: "M. Okafor", Email: "okafor@example.org"}
			if err := people.Persons.Put(w, owner); err != nil {
				return err
			}
			server = &asset.Asset{Name: "Server", Type: "server", Owner: record.Ref(owner.ID), Classification: "confidential", Availability: "very_high"}
			if err := asset.Assets.Put(w, server); err != nil {
				return err
			}
			c := risk.Starter()
			if err := risk.CriteriaVersions.Put(w, c); err != nil {
				return err
			}
			if err := risk.ApproveCriteria(w, c.ID, c.Rev); err != nil {
				return err
			}
			backup, err := control.Controls.Find(w.Reader, "A.8.13")
			if err != nil {
				return err
			}
			r = &risk.Risk{Title: "Ransomware", Assets: record.Refs{server.ID}, Owner: record.Ref(owner.ID), Likelihood: 4, Consequence: 5, Option: "modify",
				Controls: record.Refs{backup.ID}, ResidualLikelihood: 2, ResidualConsequence: 3}
			return risk.Risks.Put(w, r)
		})
		if server.Ref != "AS-1" || r.Level != 4 || r.ResidualLevel != 2 {
			t.Errorf("asset %s, level %d, residual %d", server.Ref, r.Level, r.ResidualLevel)
		}
		before := now // no moment lies inside a transaction
		bulk := write("decide", func(w *record.Writer) error {
			return w.Each(control.Controls.Kind(), record.Query{}, func(rec record.Record) error {
				c := rec.(*control.Control)
				c.Applicability, c.Reasons, c.BecauseBestPractice = "applicable", record.Set{"best_practice"}, "Good practice in our trade"
				return control.Controls.Put(w, c)
			})
		})
		if bulk.Count() != 93 {
			t.Errorf("%d changes, want 93", bulk.Count())
		}
		write("approve", func(w *record.Writer) error {
			_, err := control.Approve(w, catalog.Edition2022, "")
			return err
		})
		past, release, err := org.AsOf(ctx, before)
		must(t, err)
		defer release()
		must(t, past.Read(ctx, func(r *record.Reader) error {
			lines, err := control.Statement(r, catalog.Edition2022)
			if err == nil && (len(lines) != 93 || lines[0].State != control.Undecided) {
				t.Errorf("the past shows %d lines, the first %s", len(lines), lines[0].State)
			}
			return err
		}))
		hits := search(t, org, "ransom")
		if len(hits) != 1 || hits[0].Ref != "R-1" {
			t.Errorf("search found %v", hits)
		}
		rep, err := store.Verify(ctx, "o1")
		must(t, err)
		if len(rep.Faults) > 0 {
			t.Errorf("verify: %v", rep.Faults)
		}
		_, err = store.Rebuild(ctx)
		must(t, err)
		rep, err = store.Verify(ctx, "o1")
		must(t, err)
		if len(rep.Faults) > 0 {
			t.Errorf("verify after rebuild: %v", rep.Faults)
		}
	})
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
