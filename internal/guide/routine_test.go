package guide

import (
	"slices"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
)

func TestRoutines(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range Routines() {
		if seen[x.ID] {
			t.Errorf("%s is there twice", x.ID)
		}
		seen[x.ID] = true
		if x.Title == "" || x.What == "" || x.Who == "" || x.Register == "" || x.Grace < 1 {
			t.Errorf("%s is not complete: %+v", x.ID, x)
		}
		if !slices.Contains([]string{"daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly", "three-yearly"}, x.Interval) {
			t.Errorf("%s comes %q", x.ID, x.Interval)
		}
		for _, c := range x.Controls {
			if _, ok := catalog.Find(c); !ok {
				t.Errorf("%s names %s, which is no control", x.ID, c)
			}
		}
		if len(x.Controls)+len(x.Clauses) == 0 {
			t.Errorf("%s serves nothing", x.ID)
		}
	}
}
