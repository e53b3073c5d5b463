package isms_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/development"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestNobodyApprovesByGoingBack changes an approved use of test data, which voids the approval: who may only edit gets it back
// neither by the history nor by undoing the change; who may approve does.
func TestNobodyApprovesByGoingBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "o1")
		use := &development.TestDataUse{Title: "Load test", Form: "real", Protection: "As in operation", Purpose: "Speed", Place: "Test"}
		s.write(func(w *record.Writer) error {
			owner, user := &people.Person{Name: "Ann"}, &people.Person{Name: "Bob"}
			if err := people.Persons.Put(w, owner); err != nil {
				return err
			}
			if err := people.Persons.Put(w, user); err != nil {
				return err
			}
			use.Owner, use.User, use.DeleteBy = record.Ref(owner.ID), record.Ref(user.ID), w.Today().Plus(30)
			return development.TestDataUses.Put(w, use)
		})
		s.write(func(w *record.Writer) error { return development.TestDataUses.Take(w, use, "approve") })
		approved := use.Rev
		changed := s.write(func(w *record.Writer) error { use.Purpose = "Sales"; return development.TestDataUses.Put(w, use) })
		if use.Given() {
			t.Fatal("the change did not void the approval")
		}
		editor, err := s.store.Org("o1", record.Actor{ID: "ed", Name: "Ed", Can: record.MayRead | record.MayEdit, User: "ed"})
		must(t, err)
		back := func(w *record.Writer) error { return w.Restore(development.TestDataUses.Kind(), use.ID, approved) }
		undo := func(w *record.Writer) error { return w.Undo(changed.First) }
		for name, fn := range map[string]func(*record.Writer) error{"history": back, "undo": undo} {
			if _, err := editor.Write(ctx, "", fn); !errs.Is(err, errs.Denied) {
				t.Errorf("by %s: %v", name, err)
			}
		}
		s.write(undo)
		s.read(func(r *record.Reader) (err error) {
			use, err = development.TestDataUses.Get(r, use.ID)
			return err
		})
		if !use.Given() {
			t.Error("who may approve did not get the approval back")
		}
	})
}
