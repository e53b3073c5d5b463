package guide

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
)

func TestScenarios(t *testing.T) {
	all := Scenarios()
	if len(all) < 100 {
		t.Errorf("%d scenarios, want 100 at least", len(all))
	}
	seen, used := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		f := faults{t, "library/scenarios: " + s.ID}
		f.when(seen[s.ID] || seen[s.Title], "its id or title is there twice")
		seen[s.ID], seen[s.Title] = true, true
		f.when(!strings.HasPrefix(s.ID, "scenario."), "ids begin with scenario.")
		f.when(s.Title == "" || s.Source == "" || s.Event == "" || s.Consequence == "" || s.Owner == "" || s.Ask == "" || s.Sector == "", "a text is missing")
		f.when(s.Approach != "event" && s.Approach != "asset", "approach is %q", s.Approach)
		f.between("threats", len(s.Threats), 1, 3)
		f.between("vulnerabilities", len(s.Vulnerabilities), 1, 4)
		f.between("controls", len(s.Controls), 2, 6)
		f.between("properties", len(s.Properties), 1, 3)
		for _, id := range slices.Concat(s.Threats, s.Vulnerabilities) {
			_, ok := FindCause(id)
			f.when(!ok, "%q is not in the library", id)
			used[id] = true
		}
		for _, id := range s.Controls {
			c, ok := catalog.Find(id)
			f.when(!ok || c.Edition != catalog.Edition2022, "%q is no control of 2022", id)
		}
		for _, p := range s.Properties {
			f.when(!slices.Contains([]string{"confidentiality", "integrity", "availability"}, p), "%q is no property", p)
		}
		f.when(s.Rate.Low <= 0 || s.Rate.High < s.Rate.Low || s.Rate.For == "", "rate must be an interval above 0, and say for whom")
		f.when(s.Loss.Low <= 0 || s.Loss.High < s.Loss.Low || s.Loss.Currency == "" || s.Loss.Includes == "", "loss must be an interval above 0, and say what it counts")
	}
	for _, c := range Threats() {
		if !used[c.ID] {
			t.Errorf("no scenario has %s", c.ID)
		}
	}
}
