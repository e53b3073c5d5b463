package isms_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms"
)

// TestGuidanceNamesKinds makes sure that every record kind by which the guidance shows a control or clause at work is
// there, or is in the one list of kinds still to be built, which shrinks: what is built is not in it.
func TestGuidanceNamesKinds(t *testing.T) {
	known := map[string]bool{}
	for _, k := range isms.Kinds() {
		known[k.Name] = true
	}
	for _, p := range guide.PlannedKinds() {
		if known[p.Kind] {
			t.Errorf("content/library/planned-kinds.csv: %s is built, or there twice; take the line away", p.Kind)
		}
		known[p.Kind] = true
	}
	named := map[string]bool{}
	for _, c := range guide.Checklists() {
		for _, task := range c.Tasks {
			if !known[task.Register] || !known[c.Record] {
				t.Errorf("content/library/checklists/%s.yaml: %s touches %q, which is no record kind nor one to be built", c.ID, task.ID, task.Register)
			}
		}
	}
	check := func(g *guide.Guidance, err error) {
		if err != nil {
			t.Error(err)
			return
		}
		for _, e := range g.EvidencedBy {
			named[e.Kind] = true
			if !known[e.Kind] {
				t.Errorf("%s is evidenced by %q, which is no record kind nor one to be built", g.ID, e.Kind)
			}
		}
	}
	for _, edition := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
		for _, c := range catalog.Controls(edition) {
			check(guide.Control(c.ID))
		}
		for _, c := range catalog.Clauses(edition) {
			if c.Kind != catalog.Section {
				check(guide.Clause(edition, c.ID))
			}
		}
	}
	for _, p := range guide.Policies() {
		_, records, _ := strings.Cut(p.Text, "\n## Records\n")
		records, _, _ = strings.Cut(records, "\n## ")
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(records, -1) {
			if named[m[1]] = true; !known[m[1]] {
				t.Errorf("content/policies/%s.md names %q, which is no record kind nor one to be built", p.ID, m[1])
			}
		}
	}
	for _, p := range guide.PlannedKinds() {
		if !named[p.Kind] {
			t.Errorf("content/library/planned-kinds.csv: no guidance names %s", p.Kind)
		}
	}
}
