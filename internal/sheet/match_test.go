package sheet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var assetColumns = []Column{
	{Name: "number", Label: "Reference", Synonyms: []string{"Nr", "No", "ID", "ref_id"}},
	{Name: "name", Label: "Name", Synonyms: []string{"Bezeichnung", "Asset"}, Required: true},
	{Name: "kind", Label: "Type", Synonyms: []string{"Art", "Typ"}},
	{Name: "owner", Label: "Owner", Synonyms: []string{"Verantwortlich", "Eigentümer"}, Required: true},
	{Name: "class", Label: "Classification", Synonyms: []string{"Klassifizierung"}},
	{Name: "c", Label: "Confidentiality"}, {Name: "i", Label: "Integrity"}, {Name: "a", Label: "Availability"},
	{Name: "reviewed", Label: "Reviewed on", Synonyms: []string{"geprüft am"}},
	{Name: "location", Label: "Location", Synonyms: []string{"Ort"}},
	{Name: "notes", Label: "Notes", Synonyms: []string{"Bemerkung", "description"}},
	{Name: "domain", Label: "Domain"},
}

var riskColumns = []Column{
	{Name: "number", Label: "Reference", Synonyms: []string{"No", "ref_id"}},
	{Name: "title", Label: "Risk", Synonyms: []string{"name"}, Required: true},
	{Name: "assets", Label: "Assets"},
	{Name: "likelihood", Label: "Likelihood", Synonyms: []string{"inherent_proba"}},
	{Name: "impact", Label: "Consequence", Synonyms: []string{"Impact", "inherent_impact"}},
	{Name: "owner", Label: "Risk owner", Synonyms: []string{"Owner"}},
	{Name: "treatment", Label: "Treatment"}, {Name: "due", Label: "Due"},
}

// fields writes a match as "header=field(by)".
func fields(m *Match) string {
	var list []string
	for _, h := range m.Headers {
		list = append(list, fmt.Sprintf("%s=%s(%s)", h.Text, h.Field, h.By))
	}
	return strings.Join(list, " ")
}

func readFile(t *testing.T, path string) *Workbook {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("%v; this file comes with the collection of imports, not with the source", err)
	}
	defer f.Close()
	wb, err := Open(filepath.Base(path), f, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return wb
}

func find(t *testing.T, wb *Workbook, columns []Column, choice Choice) *Match {
	t.Helper()
	m, err := Find(wb, columns, choice)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const imports = "../../../shared/imports/"

func TestFiles(t *testing.T) {
	const assetFields = "Nr.=number(synonym) Bezeichnung=name(synonym) Art=kind(synonym) Verantwortlich=owner(synonym) " +
		"Klassifizierung=class(synonym) C=c(name) I=i(name) A=a(name) geprüft am=reviewed(synonym) Ort / Bemerkung=location(synonym)"
	for _, c := range []struct {
		path    string
		columns []Column
		header  int
		rows    int
		skipped string
		fields  string
	}{
		{"testdata/assets.csv", assetColumns, 4, 4, "1 stands above the header, 2 stands above the header, 10 is a total, not an entry", assetFields},
		{imports + "clinic-assets.csv", assetColumns, 4, 16, "1 stands above the header, 2 stands above the header, 21 is a total, not an entry", assetFields},
		{"testdata/risks.csv", riskColumns, 1, 2, "",
			"No=number(synonym) Risk=title(label) Assets=assets(name) Likelihood (1-5)=likelihood(name) Impact (1-5)=impact(name) Score=() Owner=owner(name) Treatment=treatment(name) Due=due(name) Status=()"},
		{imports + "clinic-risks.csv", riskColumns, 1, 11, "",
			"No=number(synonym) Risk=title(label) Assets=assets(name) CIA=() Likelihood (1-5)=likelihood(name) Impact (1-5)=impact(name) Score=() Owner=owner(name) Measures=() Controls=() Treatment=treatment(name) Due=due(name) Status=()"},
		{imports + "ciso-assistant-assets.xlsx", assetColumns, 1, 4, "",
			"ref_id=number(synonym) name=name(name) description=notes(synonym) domain=domain(name) type=kind(label) asset_class=()"},
		{imports + "ciso-assistant-risks.xlsx", riskColumns, 1, 4, "",
			"ref_id=number(synonym) name=title(synonym) description=() inherent_proba=likelihood(synonym) inherent_impact=impact(synonym) inherent_level=() existing_controls=() current_proba=() current_impact=() current_level=() additional_controls=() residual_proba=() residual_impact=() residual_level=() treatment=treatment(name) assets=assets(name)"},
	} {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			m := find(t, readFile(t, c.path), c.columns, Choice{})
			rows, skipped := m.Data()
			var reasons []string
			for _, s := range skipped {
				reasons = append(reasons, fmt.Sprintf("%d %s", s.Number, s.Reason))
			}
			if got := strings.Join(reasons, ", "); got != c.skipped {
				t.Errorf("skipped %q, want %q", got, c.skipped)
			}
			if m.HeaderRow != c.header || len(rows) != c.rows {
				t.Errorf("header in row %d with %d rows, want row %d with %d", m.HeaderRow, len(rows), c.header, c.rows)
			}
			if got := fields(m); got != c.fields {
				t.Errorf("matched\n%s\nwant\n%s", got, c.fields)
			}
		})
	}
}

func TestCellsOfAFile(t *testing.T) {
	m := find(t, readFile(t, "testdata/assets.csv"), assetColumns, Choice{})
	rows, _ := m.Data()
	if got := m.Cell(rows[0], "name"); got != "Röntgenarchiv" {
		t.Errorf("name is %q", got)
	}
	if got := m.Cell(rows[2], "location"); got != "old, slow" || rows[2].Number != 7 {
		t.Errorf("row %d has location %q", rows[2].Number, got)
	}
	if m.Cell(rows[0], "domain") != "" || m.Has("domain") || !m.Has("a") {
		t.Error("a field without a column has text")
	}
	if h := m.Headers[9]; h.Note != `It may also hold "notes".` || h.Filled != 2 {
		t.Errorf("the last column is %+v", h)
	}
}

func TestHeaders(t *testing.T) {
	columns := []Column{
		{Name: "owner", Label: "Asset owner", Synonyms: []string{"Verantwortliche Person"}, Required: true},
		{Name: "likelihood", Label: "Likelihood"},
		{Name: "location", Label: "Location"},
		{Name: "due", Label: "Due on"},
	}
	for header, want := range map[string]string{
		"Owner;LIKELIHOOD (1-5)":               "Owner=owner(name) LIKELIHOOD (1-5)=likelihood(name)",
		"Asset Owner:;Likelihood *":            "Asset Owner:=owner(label) Likelihood *=likelihood(name)",
		"1. owner;2.1 Locations":               "1. owner=owner(name) 2.1 Locations=location(name)",
		"Verantwortliche_Person;due":           "Verantwortliche_Person=owner(synonym) due=due(name)",
		"Besitzer (Owner);Standort / Location": "Besitzer (Owner)=owner(name) Standort / Location=location(name)",
		"assetOwner;dueOn":                     "assetOwner=owner(label) dueOn=due(label)",
		"Verantwortliche Person;Owner;due":     "Verantwortliche Person=() Owner=owner(name) due=due(name)",
		"Owner;Owner;due":                      "Owner=owner(name) Owner=() due=due(name)",
	} {
		m := find(t, open(t, "x.csv", header+"\na;b;c;d\n"), columns, Choice{})
		got, _, _ := strings.Cut(fields(m), " column ")
		if got != want {
			t.Errorf("header %q matched %q, want %q", header, got, want)
		}
	}
}

func TestNothingIsLostInSilence(t *testing.T) {
	wb := open(t, "x.csv", "Name,Owner,Verantwortlich,Ownr,Colour,,\na,b,c,d,e,,stray\nName,Owner,Verantwortlich,Ownr,Colour\nTotal loss of power,,,,\nSumme,,,,\"1.234,5\"\nGesamt: 3\n")
	m := find(t, wb, assetColumns, Choice{})
	notes := map[string]string{}
	for _, h := range m.Unused() {
		notes[h.Text] = h.Note
	}
	for text, want := range map[string]string{
		"Verantwortlich": `Not used: "owner" is read from the column "Owner".`,
		"Ownr":           "", "Colour": "", "column G": "",
	} {
		note, unused := notes[text]
		if !unused || note != want {
			t.Errorf("column %q: unused %v, note %q, want %q", text, unused, note, want)
		}
	}
	rows, skipped := m.Data()
	if len(rows) != 2 || len(skipped) != 3 || skipped[0].Reason != repeatsHeader || skipped[1].Text != "Summe · 1.234,5" || skipped[2].Reason != isTotal {
		t.Errorf("data is %+v, skipped %+v", rows, skipped)
	}
	m = find(t, open(t, "x.csv", "Name,Verantwrtlich\na,b\n"), assetColumns, Choice{HeaderRow: 1})
	if h := m.Headers[1]; h.Note != `Not used; did you mean "Verantwortlich"?` {
		t.Errorf("note is %q", h.Note)
	}
	if len(m.Missing) != 1 || m.Missing[0].Name != "owner" {
		t.Errorf("missing is %+v, want owner", m.Missing)
	}
}

func TestTotalRow(t *testing.T) {
	for text, want := range map[string]bool{
		"|Total: 15": true, "Summe||45|12,5": true, "Total assets: 15": true, "Gesamt|=SUM(B1:B9)": true, "Sub-total|€ 12": true,
		"Total loss of power": false, "7|Total|x": false, "Total|Okafor": false, "Summer house": false, "1|Total loss": false,
	} {
		if got := totalRow(Row{Cells: strings.Split(text, "|")}); got != want {
			t.Errorf("totalRow(%q) = %v", text, got)
		}
	}
}

func TestChoice(t *testing.T) {
	wb := &Workbook{Name: "list.xlsx", Sheets: []Sheet{
		{Name: "Cover", Rows: []Row{{1, []string{"Welcome"}}}},
		{Name: "Archive", Hidden: true, Rows: []Row{{1, []string{"Name", "Owner", "Type"}}, {2, []string{"old", "x", "y"}}}},
		{Name: "2026", Rows: []Row{{2, []string{"Was", "Wer", "", "Owner"}}, {3, []string{"Server", "Okafor", "north", "IT"}}, {5, []string{"Name", "Owner"}}, {6, []string{"NAS", "Brandt"}}}},
	}}
	for name, c := range map[string]struct {
		choice Choice
		want   string
	}{
		"none":                {Choice{}, "2026 5: Name=name(name) Owner=owner(name)"},
		"hidden sheet":        {Choice{Sheet: "archive"}, "Archive 1: Name=name(name) Owner=owner(name) Type=kind(label)"},
		"header row":          {Choice{Sheet: "2026", HeaderRow: 2}, "2026 2: Was=() Wer=() column C=() Owner=owner(name)"},
		"header row of any":   {Choice{HeaderRow: 5}, "2026 5: Name=name(name) Owner=owner(name)"},
		"words":               {Choice{Sheet: "2026", Map: map[string]string{"was": "name", "Wer": "Owner", "Owner": "-", "column C": "location"}}, "2026 2: Was=name(user) Wer=owner(user) column C=location(user) Owner=(user)"},
		"words above matches": {Choice{Sheet: "2026", HeaderRow: 2, Map: map[string]string{"Wer": "owner"}}, "2026 2: Was=() Wer=owner(user) column C=() Owner=()"},
	} {
		m, err := Find(wb, assetColumns, c.choice)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := fmt.Sprintf("%s %d: %s", m.Sheet, m.HeaderRow, fields(m)); got != c.want {
			t.Errorf("%s: matched %q, want %q", name, got, c.want)
		}
	}
	for name, c := range map[string]struct {
		choice Choice
		words  []string
	}{
		"sheet":       {Choice{Sheet: "2025"}, []string{`no sheet "2025"`, `"Cover", "Archive", "2026"`}},
		"row":         {Choice{Sheet: "2026", HeaderRow: 4}, []string{"Row 4", "is empty", "from 2 to 6"}},
		"column":      {Choice{Sheet: "2026", HeaderRow: 2, Map: map[string]string{"Ownr": "owner"}}, []string{`no column "Ownr"`, `Did you mean "Owner"`, `"Was", "Wer"`}},
		"field":       {Choice{Map: map[string]string{"Was": "nam"}}, []string{`no field "nam"`, `Did you mean "name"`, "number, name, kind"}},
		"twice":       {Choice{Sheet: "2026", HeaderRow: 2, Map: map[string]string{"Was": "name", "Wer": "name"}}, []string{`"Was" and "Wer" are both`}},
		"no header":   {Choice{Sheet: "Cover"}, []string{"No row looks like a header", `"Welcome"`, "Classification"}},
		"other words": {Choice{Sheet: "Cover", Map: map[string]string{"Was": "name"}}, []string{`no column "Was"`, `"Welcome"`}},
	} {
		_, err := Find(wb, assetColumns, c.choice)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		failsWith(t, err, c.words...)
	}
}

func TestHeaderIsFoundBelowAnyTitles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		titles := rapid.SliceOfN(rapid.StringMatching(`[a-z]{0,8} [a-z]{0,8};*`), 0, 20).Draw(t, "titles")
		picked := rapid.Permutation(assetColumns).Draw(t, "columns")[:rapid.IntRange(2, len(assetColumns)).Draw(t, "width")]
		var header []string
		for _, c := range picked {
			header = append(header, rapid.SampledFrom(append(c.Synonyms, c.Name, strings.ToUpper(c.Label))).Draw(t, "header"))
		}
		text := strings.Join(append(titles, strings.Join(header, ";"), strings.Repeat("x;", len(header))), "\n")
		wb, err := Open("x.csv", strings.NewReader(text), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := Find(wb, assetColumns, Choice{})
		if err != nil {
			t.Fatal(err)
		}
		if m.HeaderRow != len(titles)+1 {
			t.Fatalf("header found in row %d, want %d", m.HeaderRow, len(titles)+1)
		}
		for i, c := range picked {
			if m.Headers[i].Field != c.Name {
				t.Fatalf("column %q is %q, want %q", header[i], m.Headers[i].Field, c.Name)
			}
		}
	})
}

// TestAlso: a heading that also stands for a field does so only where no other column is surer, whatever their order.
func TestAlso(t *testing.T) {
	columns := []Column{{Name: "title"}, {Name: "likelihood", Synonyms: []string{"current proba"}, Also: []string{"inherent proba"}}, {Name: "inherent_likelihood", Also: []string{"inherent proba"}}}
	for header, want := range map[string]string{
		"title,inherent proba,current proba": "inherent proba=inherent_likelihood(synonym) current proba=likelihood(synonym)",
		"title,inherent proba":               "inherent proba=likelihood(synonym)",
	} {
		d := newDictionary(columns)
		cells := strings.Split(header, ",")
		given, _ := d.assign(cells)
		var got []string
		for i := 1; i < len(cells); i++ {
			got = append(got, fmt.Sprintf("%s=%s(%s)", cells[i], given[i].field, given[i].by))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", header, strings.Join(got, " "), want)
		}
	}
}
