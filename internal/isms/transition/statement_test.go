package transition_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

func (f *firm) statement(e catalog.Edition) (s transition.Shown) {
	f.Helper()
	f.Must(f.System.Read(f.Context(), func(r *record.Reader) (err error) {
		s, err = transition.Statement(r, e)
		return err
	}))
	return s
}

// says is what a line says to who reads it.
func says(l *control.Line) string {
	var used []string
	for _, link := range l.Risks {
		used = append(used, link.Ref)
	}
	for _, e := range l.Evidence {
		used = append(used, e.Ref)
	}
	return fmt.Sprint(l.Ref, l.Title, l.Group, l.Applies(), l.Justification(), l.Implementation, l.Description, l.OwnerName, l.Due, l.State, l.Why, l.Conflict, strings.Join(used, " "))
}

// TestOneFactBase shows the decisions on 2013 as a statement of 2022 that nobody keeps: it says, line by line, what
// stands there once they are carried.
func TestOneFactBase(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := newFirm(t, d)
		if s := f.statement(catalog.Edition2022); len(s.Lines) != 0 || s.From != "" {
			t.Errorf("without controls: %d lines from %q", len(s.Lines), s.From)
		}
		f.begin()
		before := f.everything()
		derived := f.statement(catalog.Edition2022)
		if len(derived.Lines) != 93 || derived.From != catalog.Edition2013 || derived.Open != 1 {
			t.Fatalf("%d lines from %q, %d open", len(derived.Lines), derived.From, derived.Open)
		}
		if f.everything() != before {
			t.Error("looking at it wrote something")
		}
		if kept := f.statement(catalog.Edition2013); len(kept.Lines) != 114 || kept.From != "" {
			t.Errorf("the edition kept: %d lines from %q", len(kept.Lines), kept.From)
		}
		f.apply(transition.Options{Suggested: true})
		kept := f.statement(catalog.Edition2022)
		if kept.From != "" {
			t.Fatal("the edition carried is still derived")
		}
		for i := range kept.Lines {
			if want, got := says(&kept.Lines[i]), says(&derived.Lines[i]); got != want {
				t.Errorf("derived: %s\ncarried: %s", got, want)
			}
		}
	})
}
