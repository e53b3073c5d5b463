package isms_test

import (
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/organization"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestNeverDoneIsDue makes sure that what nobody ever did comes up: after its own period, of at most a quarter, counted from
// the day the record was made, and not from when it was last changed.
func TestNeverDoneIsDue(t *testing.T) {
	s := newSample(t, testdb.SQLite(t), "o1")
	made := record.Date("2026-03-01")
	laptop, contact := &asset.Asset{Name: "Laptop", Type: "client", Status: "in_use"}, &organization.Contact{Name: "Police"}
	s.write(func(w *record.Writer) error {
		if err := asset.Assets.Put(w, laptop); err != nil {
			return err
		}
		return organization.Contacts.Put(w, contact)
	})
	due := func(id string) (day record.Date) {
		s.read(func(r *record.Reader) error {
			all, _, err := r.Dues(record.DueQuery{Limit: 50})
			for _, o := range all {
				if o.ID == id {
					day = o.Day
				}
			}
			return err
		})
		return day
	}
	check := func(when string) {
		t.Helper()
		for id, want := range map[string]record.Date{laptop.ID: made.Plus(91), contact.ID: made.Plus(91)} {
			if got := due(id); got != want {
				t.Errorf("%s: due on %q, want %s", when, got, want)
			}
		}
	}
	check("made")
	*s.now = s.now.AddDate(0, 0, 30)
	s.write(func(w *record.Writer) error {
		laptop.Name, contact.Name = "Laptop of the board", "Police, cyber desk"
		if err := asset.Assets.Put(w, laptop); err != nil {
			return err
		}
		return organization.Contacts.Put(w, contact)
	})
	check("renamed")
	laptop.ReviewedOn = record.Date(s.now.Format(time.DateOnly))
	s.write(func(w *record.Writer) error { return asset.Assets.Put(w, laptop) })
	if got, want := due(laptop.ID), laptop.ReviewedOn.Plus(365); got != want {
		t.Errorf("reviewed: due on %q, want %s", got, want)
	}
}
