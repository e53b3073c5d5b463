package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func reopened(t testing.TB, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestXLSX(t *testing.T) {
	f := reopened(t, written(t, XLSX, sample(40), Options{}))
	if got := f.GetSheetList(); fmt.Sprint(got) != "[Controls About]" {
		t.Errorf("sheets: %v", got)
	}
	for at, want := range map[string]string{
		"A1": "Control", "L1": "empty", "C2": "working", "D6": "=SUM(A1:A9)", "F3": "46347", "H3": "1000", "J3": "1", "L2": "",
	} {
		if got, err := f.GetCellValue("Controls", at, excelize.Options{RawCellValue: true}); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", at, got, err, want)
		}
	}
	for at, want := range map[string]string{"F3": "2026-11-21", "G3": "2026-11-22 13:03:09", "J3": "TRUE"} {
		if got, err := f.GetCellValue("Controls", at); got != want || err != nil {
			t.Errorf("%s is shown as %q, %v, want %q", at, got, err, want)
		}
	}
	if formula, _ := f.GetCellFormula("Controls", "D6"); formula != "" {
		t.Errorf("text became the formula %q", formula)
	}
	if linked, to, _ := f.GetCellHyperLink("Controls", "K3"); !linked || to != "https://files.example.org/e/1?a=1&b=2" {
		t.Errorf("link: %v %q", linked, to)
	}
	panes, _ := f.GetPanes("Controls")
	props, _ := f.GetDocProps()
	if !panes.Freeze || panes.YSplit != 1 || props.Created != "2026-11-22T14:03:09Z" || props.Title != "Statement of applicability" {
		t.Errorf("panes %+v, properties %+v", panes, props)
	}
	about, _ := f.GetRows("About")
	if text := fmt.Sprint(about); !strings.Contains(text, "48213") || !strings.Contains(text, "Name an owner for A.8.13") {
		t.Errorf("cover: %s", text)
	}
}

func TestXLSXTextComesBackAsText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Map(func(r rune) rune { // XML holds no other characters; they become U+FFFD
			if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
				return -1
			}
			return r
		}, awkward().Filter(utf8.ValidString).Draw(rt, "text"))
		f := reopened(t, written(t, XLSX, one([]Column{{Key: "a"}}, []Cell{Text(text)}), Options{}))
		got, err := f.GetCellValue("Things", "A2", excelize.Options{RawCellValue: true})
		formula, _ := f.GetCellFormula("Things", "A2")
		if err != nil || got != text || formula != "" {
			rt.Fatalf("wrote %q, read %q, formula %q, %v", text, got, formula, err)
		}
	})
}

func TestXLSXSheetNames(t *testing.T) {
	var d = Document{Title: "T", Time: moment1}
	for _, name := range []string{"About", "a/b:c", "A B C", "", "O'Neill", strings.Repeat("x", 40), strings.Repeat("X", 40)} {
		d.Sections = append(d.Sections, Section{Table: &Table{Name: name, Columns: []Column{{Key: "k"}}, Rows: Rows()}})
	}
	got := strings.Join(reopened(t, written(t, XLSX, d, Options{})).GetSheetList(), "|")
	if want := "About 2|a b c|A B C 2|Table 4|O’Neill|" + strings.Repeat("x", 31) + "|" + strings.Repeat("X", 29) + " 2|About"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestXLSXRefusesWhatItWouldCut(t *testing.T) {
	for length, fits := range map[int]bool{cellUnits: true, cellUnits + 1: false} {
		err := Write(&bytes.Buffer{}, XLSX, one([]Column{{Key: "a"}}, []Cell{Text(strings.Repeat("é", length))}), Options{})
		if fits != (err == nil) || !fits && !errs.Is(err, errs.Invalid) {
			t.Errorf("%d characters: %v", length, err)
		}
	}
	f := reopened(t, written(t, XLSX, one([]Column{{Key: "a"}}, []Cell{Int(1234567890123456789)}), Options{}))
	if got, _ := f.GetCellValue("Things", "A2"); got != "1234567890123456789" {
		t.Errorf("a long number became %s", got)
	}
}

func BenchmarkXLSX100k(b *testing.B) {
	row := []Cell{Text("A.5.1"), Text("Restore tests of backups kept apart"), Int(7), Date(moment1), Bool(true), Number(.5)}
	columns := []Column{{Key: "a"}, {Key: "b"}, {Key: "c"}, {Key: "d"}, {Key: "e"}, {Key: "f"}}
	b.ReportAllocs()
	for b.Loop() {
		d := one(columns)
		d.Sections[0].Table.Rows = func(yield func([]Cell, error) bool) {
			for range 100_000 {
				if !yield(row, nil) {
					return
				}
			}
		}
		written(b, XLSX, d, Options{})
	}
}
