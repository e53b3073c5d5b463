package guide

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/content"
	"github.com/assay-isms/assay/internal/catalog"
)

// faults collects what is wrong with one file.
type faults struct {
	t    *testing.T
	file string
}

func (f faults) when(wrong bool, format string, args ...any) {
	if wrong {
		f.t.Errorf("content/%s: %s", f.file, fmt.Sprintf(format, args...))
	}
}

func TestEveryControlOf2022(t *testing.T) {
	for _, c := range catalog.Controls(catalog.Edition2022) {
		g, err := Control(c.ID)
		if err != nil {
			t.Error(err)
			continue
		}
		f := faults{t, "controls/" + c.ID + ".md"}
		f.when(g.ID != c.ID, "id is %q", g.ID)
		f.when(len(g.Purpose) < 60 || len(g.Purpose) > 420, "purpose has %d characters, want 60 to 420", len(g.Purpose))
		f.between("fails_because", len(g.FailsBecause), 3, 6)
		f.between("roles", len(g.Roles), 2, 5)
		f.between("records", len(g.Records), 2, 6)
		f.between("leans_on", len(g.LeansOn), 2, 6)
		f.between("treats", len(g.Treats), 3, 8)
		f.between("objectives", len(g.Objectives), 2, 4)
		f.when(g.Measure == nil || g.Measure.Name == "" || g.Measure.Target == "" || g.Measure.Source == "", "measure needs name, target and source")
		f.when(len(g.EvidencedBy) == 0, "evidenced_by is empty")
		f.leansOn(g)
		f.common(g)
		f.procedure(g.Procedure, 5, 8, true)
		f.findings(g.Findings, 3, 5, "major", "minor")
		last := "In the 2013 edition"
		if c.New {
			last = "New in 2022"
		}
		f.sections(g, "Decide", "Put in place", "Mistakes that cost the certificate", last)
		for _, size := range []string{"Ten people.", "A hundred.", "A thousand."} {
			f.when(!strings.Contains(g.Section("Put in place"), "- **"+size+"**"), "Put in place says nothing for %q", size)
		}
		for _, older := range catalog.Counterparts(c.ID) {
			f.when(!strings.Contains(g.Section(last), older.ID), "%s does not name %s", last, older.ID)
		}
	}
}

func TestEveryControlOf2013(t *testing.T) {
	for _, c := range catalog.Controls(catalog.Edition2013) {
		g, err := Control(c.ID)
		if err != nil {
			t.Error(err)
			continue
		}
		merged := false
		for _, newer := range catalog.Counterparts(c.ID) {
			merged = merged || len(catalog.Counterparts(newer.ID)) > 1
		}
		f := faults{t, "controls-2013/" + c.ID + ".md"}
		f.when(g.ID != c.ID, "id is %q", g.ID)
		f.older(g)
		f.when(merged && len(g.Procedure) < 2, "2022 merged it with others: it needs a procedure of its own")
		for _, newer := range catalog.Counterparts(c.ID) {
			f.when(!strings.Contains(g.Changed, newer.ID), "changed does not name %s", newer.ID)
		}
	}
}

func TestEveryClause(t *testing.T) {
	for _, c := range catalog.Clauses(catalog.Edition2022) {
		if c.Kind == catalog.Section {
			continue
		}
		g, err := Clause(c.Edition, c.ID)
		if err != nil {
			t.Error(err)
			continue
		}
		f := faults{t, "clauses/" + c.ID + ".md"}
		f.when(g.ID != c.ID, "id is %q", g.ID)
		f.when(len(g.Purpose) < 40 || len(g.Purpose) > 420, "purpose has %d characters, want 40 to 420", len(g.Purpose))
		f.between("fails_because", len(g.FailsBecause), 2, 5)
		f.between("keep", len(g.Keep), 1, 5)
		f.between("objectives", len(g.Objectives), 1, 3)
		f.common(g)
		f.findings(g.Findings, 2, 4)
		if c.Kind == catalog.Requirement {
			f.procedure(g.Procedure, 4, 7, false)
			f.sections(g, "Do", "Mistakes that cost the certificate", "Sizes")
		} else {
			f.procedure(g.Procedure, 2, 4, false)
			f.sections(g, "Do", "Mistakes that cost the certificate")
		}
	}
	for _, c := range catalog.Clauses(catalog.Edition2013) {
		if c.Kind == catalog.Section {
			continue
		}
		g, err := Clause(c.Edition, c.ID)
		if err != nil {
			t.Error(err)
			continue
		}
		f := faults{t, "clauses-2013/" + c.ID + ".md"}
		f.when(g.ID != c.ID, "id is %q", g.ID)
		f.older(g)
	}
}

func TestEverySetAndTheme(t *testing.T) {
	check := func(file string, g *Guidance, err error) {
		if err != nil {
			t.Error(err)
			return
		}
		f := faults{t, file}
		f.when(g.Purpose == "", "purpose is empty")
		f.sections(g, "What it is for", "Where to begin", "How it goes wrong", "What an auditor does first")
		words := 0
		for _, s := range g.Sections {
			words += len(strings.Fields(s.Text))
		}
		f.between("words", words, 250, 480)
	}
	for _, s := range catalog.Sets() {
		g, err := Set(s.ID)
		check("sets/"+s.ID+".md", g, err)
	}
	for _, s := range catalog.Themes() {
		g, err := Theme(s.Title)
		check("themes/"+strings.ToLower(s.Title)+".md", g, err)
	}
}

func (f faults) between(what string, n, low, high int) {
	f.when(n < low || n > high, "%s has %d, want %d to %d", what, n, low, high)
}

func (f faults) common(g *Guidance) {
	for _, e := range g.EvidencedBy {
		f.when(e.When == "" || e.Fresh == 0, "evidenced_by %s needs when and fresh", e.Kind)
		f.when(e.Strength != "direct" && e.Strength != "supporting", "evidenced_by %s: strength is %q", e.Kind, e.Strength)
	}
	for _, id := range g.Treats {
		_, ok := FindCause(id)
		f.when(!ok, "treats names %q, which is not in the library", id)
	}
}

func (f faults) leansOn(g *Guidance) {
	for _, d := range g.LeansOn {
		c, ok := catalog.Find(d.Control)
		f.when(!ok || c.Edition != catalog.Edition2022 || d.Control == g.ID || d.For == "", "leans_on %q: name another control of 2022 and what for", d.Control)
	}
}

func (f faults) older(g *Guidance) {
	f.when(len(g.Changed) < 40, "changed is empty or too short")
	f.between("still_check", len(g.StillCheck), 2, 4)
	f.common(g)
	if len(g.Procedure) > 0 {
		f.procedure(g.Procedure, 1, 4, false)
	}
	f.sections(g, "In practice")
}

// procedure checks that no step lacks a predicate that can fail, nor what a step of its method needs.
func (f faults) procedure(steps []Step, low, high int, all bool) {
	f.between("procedure", len(steps), low, high)
	var seen []string
	for i, s := range steps {
		f.when(s.Number != i+1, "step %d is numbered %d", i+1, s.Number)
		f.when(!slices.Contains(methods, s.Method), "step %d: method is %q", i+1, s.Method)
		f.when(!slices.Contains(aspects, s.Aspect), "step %d: aspect is %q", i+1, s.Aspect)
		f.when(s.Do == "" || s.PassesIf == "" || s.FailsIf == "", "step %d needs do, passes_if and fails_if", i+1)
		f.when(s.PassesIf == s.FailsIf, "step %d passes and fails alike", i+1)
		f.when(s.Sample == "" || s.Convinces == "", "step %d needs sample and convinces", i+1)
		f.when(s.Method != "interview" && (s.Population == "" || s.Attribute == "" || s.MaxAge == 0), "step %d needs population, attribute and max_age", i+1)
		seen = append(seen, s.Method, s.Aspect)
	}
	for _, want := range append(slices.Clone(methods), aspects...) {
		f.when(all && !slices.Contains(seen, want), "no step is %s", want)
	}
}

var (
	methods = []string{"examine", "interview", "test"}
	aspects = []string{"design", "implementation", "operation"}
)

func (f faults) findings(all []Finding, low, high int, grades ...string) {
	f.between("findings", len(all), low, high)
	var seen []string
	for _, x := range all {
		f.when(!slices.Contains([]string{"major", "minor", "opportunity"}, x.Grade), "a finding's grade is %q", x.Grade)
		f.when(len(x.Reads) < 50, "a finding is too short: %q", x.Reads)
		seen = append(seen, x.Grade)
	}
	for _, want := range grades {
		f.when(!slices.Contains(seen, want), "no finding is %s", want)
	}
	f.when(!slices.Contains(seen, "major") && !slices.Contains(seen, "minor"), "no finding is major or minor")
}

// sections checks that there are only these headings, in this order, none empty.
func (f faults) sections(g *Guidance, order ...string) {
	at := -1
	for _, s := range g.Sections {
		i := slices.Index(order, s.Title)
		f.when(i < 0, "heading %q is not of this form; it has %s", s.Title, strings.Join(order, ", "))
		f.when(i >= 0 && i <= at, "heading %q stands in the wrong place", s.Title)
		f.when(s.Text == "", "heading %q has no text", s.Title)
		at = max(at, i)
	}
	for _, want := range order {
		optional := want == "Sizes" || want == "In practice"
		f.when(!optional && g.Section(want) == "", "heading %q is missing", want)
	}
}

func TestNoFileIsLeftOver(t *testing.T) {
	err := fs.WalkDir(content.Guidance, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) == ".csv" {
			return err
		}
		id := strings.TrimSuffix(path.Base(p), ".md")
		switch path.Dir(p) {
		case controls2022, controls2013:
			c, ok := catalog.Find(id)
			if want := map[bool]string{true: controls2022, false: controls2013}[c.Edition == catalog.Edition2022]; !ok || want != path.Dir(p) {
				t.Errorf("content/%s belongs to no control", p)
			}
		case clauses2022, clauses2013:
			edition := map[string]catalog.Edition{clauses2022: catalog.Edition2022, clauses2013: catalog.Edition2013}[path.Dir(p)]
			if c, ok := catalog.FindClause(edition, id); !ok || c.Kind == catalog.Section {
				t.Errorf("content/%s belongs to no requirement", p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
