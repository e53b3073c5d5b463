package catalog

import (
	"encoding/csv"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/assay-isms/assay/internal/errs"
)

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// The standards' own arithmetic.
func TestCounts(t *testing.T) {
	var nistControls, nistClauses int
	for _, c := range Controls(Edition2022) {
		nistControls += len(References(c.ID))
	}
	for _, c := range Clauses(Edition2022) {
		nistClauses += len(ClauseReferences(c.ID))
	}
	for what, n := range map[string][2]int{
		"controls of 2022":            {len(Controls(Edition2022)), 93},
		"controls of 2013":            {len(Controls(Edition2013)), 114},
		"controls of no edition":      {len(Controls("2005")), 0},
		"sets":                        {len(Sets()), 14},
		"objectives":                  {len(Objectives()), 35},
		"pairs":                       {len(Mapping()), 115},
		"clauses of 2022":             {len(Clauses(Edition2022)), 72},
		"clauses of 2013":             {len(Clauses(Edition2013)), 65},
		"NIST references of controls": {nistControls, 740},
		"NIST references of clauses":  {nistClauses, 290},
		"dates":                       {len(Dates()), 15},
		"title variants":              {len(TitleVariants()), 3},
	} {
		equal(t, what, n[0], n[1])
	}
}

func TestThemesAndSets(t *testing.T) {
	want := []Group{{"A.5", "Organizational", 37}, {"A.6", "People", 8}, {"A.7", "Physical", 14}, {"A.8", "Technological", 34}}
	if got := Themes(); !slices.Equal(got, want) {
		t.Errorf("themes: got %v, want %v", got, want)
	}
	sets := Sets()
	equal(t, "first set", sets[0], Group{"A.5", "Information security policies", 2})
	equal(t, "last set", sets[13], Group{"A.18", "Compliance", 8})
	equal(t, "an objective", Objectives()[9], Group{"A.9.1", "Business requirements of access control", 2})
	for _, c := range Controls(Edition2013) {
		if !strings.HasPrefix(c.ID, c.ObjectiveID+".") || !strings.HasPrefix(c.ObjectiveID, c.SetID+".") {
			t.Errorf("%s does not belong to %s of %s", c.ID, c.ObjectiveID, c.SetID)
		}
	}
}

func TestMappingArithmetic(t *testing.T) {
	var one, many, merged int
	var fresh []string
	for _, c := range Controls(Edition2022) {
		switch n := len(Counterparts(c.ID)); n {
		case 0:
			fresh = append(fresh, c.ID)
		case 1:
			one++
		default:
			many++
			merged += n
		}
		equal(t, c.ID+" is new", c.New, len(Counterparts(c.ID)) == 0)
	}
	equal(t, "with one counterpart", one, 58)
	equal(t, "merging", many, 24)
	equal(t, "merged", merged, 57)
	equal(t, "new", strings.Join(fresh, " "),
		"A.5.7 A.5.23 A.5.30 A.7.4 A.8.9 A.8.10 A.8.11 A.8.12 A.8.16 A.8.23 A.8.28")
	for _, c := range Controls(Edition2013) {
		want := 1
		if c.ID == "A.18.2.3" {
			want = 2
		}
		equal(t, c.ID+"'s counterparts", len(Counterparts(c.ID)), want)
	}
}

func TestNewControlsAgreeWithTheirFile(t *testing.T) {
	text, err := embedded.ReadFile("data/new-2022.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", len(rows)-1, 11)
	for _, row := range rows[1:] {
		c, _ := Find(row[0])
		equal(t, row[0], c.Title+map[bool]string{true: " (new)"}[c.New], row[1]+" (new)")
	}
}

// Every reference must lead somewhere and back again.
func TestReferencesResolveBothWays(t *testing.T) {
	for id := range known().counterparts {
		for _, other := range Counterparts(id) {
			back := slices.ContainsFunc(Counterparts(other.ID), func(c Control) bool { return c.ID == id })
			if c, ok := Find(id); !ok || !back || other.Edition != c.Edition.Other() {
				t.Errorf("%s and %s do not lead to each other", id, other.ID)
			}
		}
	}
	for id, refs := range known().references {
		for _, r := range refs {
			if !slices.ContainsFunc(ReferencedBy(r.Framework, r.Ref), func(c Control) bool { return c.ID == id }) {
				t.Errorf("%s leads to %v, not back", id, r)
			}
			if r.Framework != NISTCSF && r.Framework != NIST80053 {
				t.Errorf("%s: unknown framework %q", id, r.Framework)
			}
		}
	}
	for id := range known().clauseReferences {
		if _, ok := FindClause(Edition2022, id); !ok {
			t.Errorf("NIST maps to clause %s, which does not exist", id)
		}
	}
	for _, v := range TitleVariants() {
		c, _ := Find(v.ControlID)
		equal(t, v.ControlID, c.Title, v.Title)
	}
	equal(t, "a reference of a 2013 control", len(References("A.12.3.1")), 0)
}

func TestClauseTree(t *testing.T) {
	for _, e := range []Edition{Edition2013, Edition2022} {
		seen := map[string]bool{"": true}
		for _, c := range Clauses(e) {
			if !seen[c.ParentID] || seen[c.ID] || c.ParentID != "" && !strings.HasPrefix(c.ID, c.ParentID+".") {
				t.Errorf("%s %s: parent %q", e, c.ID, c.ParentID)
			}
			seen[c.ID] = true
			if !slices.Contains([]Kind{Section, Requirement, Item}, c.Kind) {
				t.Errorf("%s %s: kind %q", e, c.ID, c.Kind)
			}
			equal(t, c.ID+" demands what it names", c.MandatoryDocumentedInformation, c.DocumentedInformation != "")
		}
	}
}

// Clause counterparts lead back, but for the two that 2022 split: their headings point at the old whole, which
// points at the parts.
func TestClauseCounterparts(t *testing.T) {
	var oneWay []string
	for _, e := range []Edition{Edition2013, Edition2022} {
		for _, c := range Clauses(e) {
			for _, id := range c.Counterparts {
				other, ok := FindClause(e.Other(), id)
				if !ok {
					t.Errorf("%s %s names %s, which does not exist", e, c.ID, id)
				}
				if !slices.Contains(other.Counterparts, c.ID) {
					oneWay = append(oneWay, string(e)+" "+c.ID)
				}
			}
		}
	}
	equal(t, "one way", strings.Join(oneWay, ", "), "2022 9.2, 2022 9.3")
}

func TestFacts(t *testing.T) {
	c, ok := Find("A.8.13")
	if !ok || c.Title != "Information backup" || c.Theme != "Technological" || c.New || c.Edition != Edition2022 {
		t.Errorf("A.8.13: %+v", c)
	}
	if got := c.Attributes.ControlType; !slices.Equal(got, []Value{"Corrective"}) {
		t.Errorf("A.8.13's control type: %v", got)
	}
	if _, ok := Find("A.8.99"); ok {
		t.Error("found A.8.99")
	}
	clause, _ := FindClause(Edition2022, "6.1.3.d")
	equal(t, "6.1.3 d)", clause.DocumentedInformation, "Statement of Applicability")
	dates := Dates()
	equal(t, "last date", dates[14].ID+" "+dates[14].On, "transition-end 2025-10-31")
	if !slices.IsSortedFunc(dates, func(a, b Date) int { return strings.Compare(a.On[:7], b.On[:7]) }) {
		t.Error("dates are not in order")
	}
	for _, d := range dates {
		layout := map[string]string{"day": time.DateOnly, "month": "2006-01"}[d.Precision]
		if _, err := time.Parse(layout, d.On); err != nil {
			t.Errorf("%s: %v", d.ID, err)
		}
	}
}

func TestAttributes(t *testing.T) {
	var got []string
	for _, a := range AllAttributes() {
		got = append(got, a.Key+" "+string(rune('0'+len(a.Values)/10))+string(rune('0'+len(a.Values)%10)))
		for _, c := range Controls(Edition2022) {
			if len(a.Of(c)) == 0 {
				t.Errorf("%s has no %s", c.ID, a.Label)
			}
		}
	}
	equal(t, "attributes and their number of values", strings.Join(got, ", "), "control_type 03, "+
		"information_security_properties 03, cybersecurity_concepts 05, operational_capabilities 15, security_domains 04")
	equal(t, "first value", AllAttributes()[0].Values[0], Value("Preventive"))
	equal(t, "label", AllAttributes()[4].Values[0].Label(), "Governance and Ecosystem")
	old, _ := Find("A.9.2.5")
	equal(t, "control types of 2013", len(AllAttributes()[0].Of(old)), 0)
}

func TestParseEdition(t *testing.T) {
	for text, want := range map[string]Edition{
		"2022": Edition2022, " 2013 ": Edition2013, "ISO/IEC 27001:2022": Edition2022, "27002:2022": Edition2022,
		"iso 27001:2013": Edition2013, "ISO27001:2013": Edition2013, "27001-2022": Edition2022, "ISO/IEC 27002: 2013": Edition2013,
	} {
		if got, err := ParseEdition(text); got != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "2005", "27001", "27001:2005", "27017:2015", "9001:2022", "12022", "2022x"} {
		_, err := ParseEdition(text)
		if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "2022 or 2013") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What is returned may be changed without harm to the next caller.
func TestListsAreCopies(t *testing.T) {
	slices.Reverse(Controls(Edition2022))
	slices.Reverse(Mapping())
	slices.Reverse(Clauses(Edition2022))
	equal(t, "first control", Controls(Edition2022)[0].ID, "A.5.1")
	equal(t, "first pair", Mapping()[0], Pair{"A.5.1.1", "A.5.1"})
	equal(t, "first clause", Clauses(Edition2022)[0].ID, "4")
}

func TestLoadRefusesBrokenData(t *testing.T) {
	for what, change := range map[string]func(fstest.MapFS){
		"missing file": func(m fstest.MapFS) { delete(m, "data/dates.csv") },
		"other column": func(m fstest.MapFS) { m["data/dates.csv"].Data[0] = 'x' },
		"no rows":      func(m fstest.MapFS) { m["data/map-2013-2022.csv"].Data = []byte("control_2013,control_2022\n") },
		"unknown control": func(m fstest.MapFS) {
			m["data/map-2013-2022.csv"].Data = []byte("control_2013,control_2022\nA.5.1.1,A.5.99\n")
		},
		"ragged row": func(m fstest.MapFS) {
			m["data/map-2013-2022.csv"].Data = []byte("control_2013,control_2022\nA.5.1.1\n")
		},
	} {
		files := fstest.MapFS{}
		entries, _ := embedded.ReadDir("data")
		for _, e := range entries {
			text, _ := embedded.ReadFile("data/" + e.Name())
			files["data/"+e.Name()] = &fstest.MapFile{Data: text}
		}
		if _, err := load(maps.Clone(files)); err != nil {
			t.Fatalf("whole data: %v", err)
		}
		change(files)
		if _, err := load(files); err == nil {
			t.Errorf("%s: loaded", what)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := load(embedded); err != nil {
			b.Fatal(err)
		}
	}
}

func TestReferences(t *testing.T) {
	want := []Reference{{NISTCSF, "PR.DS-01", ""}, {NISTCSF, "PR.DS-11", "intersect"}, {NISTCSF, "RC.RP-03", "intersect"},
		{NISTCSF, "RC.RP-06", "intersect"}, {NIST80053, "CP-9", "intersect"}}
	if got := References("A.8.13"); !slices.Equal(got, want) {
		t.Errorf("A.8.13: %v", got)
	}
	equal(t, "CP-9", strings.Join(ids(ReferencedBy(NIST80053, "CP-9")), " "), "A.5.29 A.5.33 A.8.13")
	equal(t, "references of clause 9.1", len(ClauseReferences("9.1")), 9)
	equal(t, "last reference of clause 9.1", ClauseReferences("9.1")[8], Reference{NIST80053, "PM-31", "intersect"})
}
