package report

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/errs"
)

var moment1 = time.Date(2026, 11, 22, 14, 3, 9, 123456000, time.UTC)

// sample has every part of the model, and a table of the size of a statement of applicability.
func sample(rows int) Document {
	columns := []Column{
		{Key: "ref", Title: "Control", Width: 7}, {Key: "name", Title: "Name"}, {Key: "status", Title: "Status"},
		{Key: "owner", Title: "Owner"}, {Key: "reason", Title: "Reason"}, {Key: "reviewed", Title: "Reviewed"},
		{Key: "seen", Title: "Last evidence"}, {Key: "count", Title: "Pieces of evidence", Number: true},
		{Key: "share", Title: "Share", Number: true}, {Key: "applies", Title: "Applies"}, {Key: "source", Title: "Source"}, {Key: "empty"},
	}
	people := []string{"Ömer Şahin", "Ελένη Παπαδοπούλου", "Юлия Кузнецова", "Łukasz Żak", "=SUM(A1:A9)"}
	var all [][]Cell
	for i := range rows {
		all = append(all, []Cell{
			Text(fmt.Sprintf("A.%d.%d", 5+i/37, 1+i%37)), Text("Restore tests of backups kept apart"),
			Cell{}.WithStatus(Status(1 + i%6)), Text(people[i%len(people)]),
			Text("Applies because customer data is kept for years; " + strings.Repeat("restored every quarter, ", i%5)),
			Date(moment1.AddDate(0, 0, -i)), Moment(moment1.Add(-time.Duration(i) * time.Hour)), Int(int64(i * 1000)), Number(float64(i) / 7),
			Bool(i%3 != 0), Text("evidence-" + fmt.Sprint(i)).WithLink(fmt.Sprintf("https://files.example.org/e/%d?a=1&b=2", i)), {},
		})
	}
	return Document{
		Title: "Statement of applicability", Subtitle: "Controls of Annex A & their state", Organisation: "Kestrel <Pharma> GmbH", Language: "en", Time: moment1,
		Provenance: []Fact{{"Journal entry", "48213"}, {"Root", "9f2c41d07be8a3556c0e4419f2a7d6b8c3e15a90ffbd2276a1b0c9d8e7f60512"}, {"Signed", "2026-11-22 14:00 UTC"}},
		Sections: []Section{
			{Heading: "In short", Paragraphs: []string{"4 things an auditor would raise today, 1 of them major.", "First line\nsecond line"},
				Facts: []Fact{{"Scope", "All sites"}, {"Controls", fmt.Sprint(rows)}}, List: []string{"Record a restore test", "Name an owner for A.8.13"}},
			{Heading: "Controls", Table: &Table{Name: "Controls", Columns: columns, Rows: Rows(all...)}},
		},
	}
}

func written(t testing.TB, f Format, d Document, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, d, o); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.Bytes()
}

func one(columns []Column, rows ...[]Cell) Document {
	return Document{Title: "T", Time: moment1, Sections: []Section{{Table: &Table{Name: "Things", Columns: columns, Rows: Rows(rows...)}}}}
}

func TestSameModelSameBytes(t *testing.T) {
	d := sample(60)
	for i := range 9 {
		columns := []Column{{Key: "k"}}
		d.Sections = append(d.Sections, Section{Table: &Table{Name: fmt.Sprintf("More %d", i), Columns: columns, Rows: Rows([]Cell{Text("v")})}})
	}
	for _, f := range Formats() {
		want := written(t, f, d, Options{Table: "Controls"})
		for range 5 {
			if !bytes.Equal(want, written(t, f, d, Options{Table: "Controls"})) {
				t.Errorf("%s differs from one writing to the next", f)
				break
			}
		}
	}
}

func TestErrorsOfTheRowsAreReturned(t *testing.T) {
	lost := errors.New("connection lost")
	d := one([]Column{{Key: "k"}})
	for after := range 2 {
		d.Sections[0].Table.Rows = func(yield func([]Cell, error) bool) {
			for range after * (measuredRows + 5) {
				if !yield([]Cell{Text("v")}, nil) {
					return
				}
			}
			yield(nil, lost)
		}
		for _, f := range Formats() {
			if err := Write(&bytes.Buffer{}, f, d, Options{}); !errors.Is(err, lost) {
				t.Errorf("%s after %d batches: got %v", f, after, err)
			}
		}
	}
}

func TestWrongModelsAreRefused(t *testing.T) {
	ragged := one([]Column{{Key: "a"}, {Key: "b"}}, []Cell{Text("only one")})
	timeless := one([]Column{{Key: "a"}})
	timeless.Time = time.Time{}
	for _, f := range Formats() {
		for _, d := range []Document{ragged, timeless} {
			if err := Write(&bytes.Buffer{}, f, d, Options{}); err == nil || errs.KindOf(err) != errs.Internal {
				t.Errorf("%s: got %v, want an internal error", f, err)
			}
		}
	}
}

func TestFormats(t *testing.T) {
	for _, f := range Formats() {
		parsed, err := ParseFormat(strings.ToUpper(f.Extension()))
		if err != nil || parsed != f || f.ContentType() == "" {
			t.Errorf("%s: parsed as %q, %v; content type %q", f, parsed, err, f.ContentType())
		}
	}
	if _, err := ParseFormat("xls"); !errs.Is(err, errs.Invalid) {
		t.Errorf("xls: got %v", err)
	}
}

func TestLinksLeadOnlyToTheWeb(t *testing.T) {
	for address, want := range map[string]bool{
		"https://a.example/x": true, "mailto:a@b.example": true, "javascript:alert(1)": false, "file:///etc/passwd": false, "//a.example": false, "https:": false, "x": false,
	} {
		if got := Text("t").WithLink(address).link != ""; got != want {
			t.Errorf("%q linked: %v, want %v", address, got, want)
		}
	}
}

func TestEmptyTablesAndDocuments(t *testing.T) {
	bare := Document{Title: "Nothing", Time: moment1}
	for _, f := range Formats() {
		written(t, f, one([]Column{{Key: "k"}}), Options{})
		err := Write(&bytes.Buffer{}, f, bare, Options{})
		if (err != nil) != (f == CSV) {
			t.Errorf("%s: a document without sections gives %v", f, err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	d := sample(93)
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				written(b, f, d, Options{})
			}
		})
	}
}
