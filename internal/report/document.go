// Package report turns one model of a document into files for people: XLSX, DOCX, PDF, HTML, CSV and JSON.
//
// The same model gives the same bytes, always: no clock, no random identifier; the only time in a file is
// Document.Time. Rows are an iterator, so that an export of a million records passes through without being held.
// The package knows nothing of the management system: areas build a Document, doors call Write.
package report

import (
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode"

	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/report/picture"
)

// Document is what every writer reads.
type Document struct {
	Title        string
	Subtitle     string
	Organisation string
	Language     string    // BCP 47, such as "en" or "pt-BR"; empty is "en"
	Time         time.Time // the moment the content is true for; required
	Provenance   []Fact    // where the content can be verified: journal entry, root, checkpoint
	Sections     []Section
	Words        Words // the writers' own words in the document's language; an empty word is English
}

// Fact is a label and its value.
type Fact struct{ Label, Value string }

// Section holds, in the order they are shown: heading, paragraphs, facts, list, prose, picture, table. All are optional. A picture
// is in PDF, DOCX and HTML; the table that says the same is the section's, and so in every format.
type Section struct {
	Heading    string
	Paragraphs []string // plain text; a newline is kept as a line break
	Facts      []Fact
	List       []string
	Prose      []prose.Block // what people wrote in Markdown; XLSX, CSV and JSON keep its words alone
	Picture    *picture.Picture
	Table      *Table
}

// words are the paragraphs, and the prose as paragraphs without looks.
func (s Section) words() []string {
	all := s.Paragraphs
	for i := range s.Prose {
		all = append(all[:len(all):len(all)], strings.TrimSpace(s.Prose[i].Marker+" "+s.Prose[i].Text()))
	}
	return all
}

// Pictured is a section with a picture and its table.
func Pictured(heading string, p *picture.Picture, paragraphs ...string) Section {
	t := &Table{Name: p.Title}
	for i, h := range p.Table.Head {
		t.Columns = append(t.Columns, Column{Key: machine(h), Title: h, Number: p.Table.Number(i)})
	}
	var rows [][]Cell
	for _, texts := range p.Table.Rows {
		row := make([]Cell, len(texts))
		for i, text := range texts {
			row[i] = Text(text)
		}
		rows = append(rows, row)
	}
	t.Rows = Rows(rows...)
	return Section{Heading: heading, Paragraphs: paragraphs, Picture: p, Table: t}
}

// machine is a heading as a name for programs.
func machine(heading string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(heading), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "_")
}

// Table is read once, row by row.
type Table struct {
	Name    string // the sheet's name in XLSX, the table's name in JSON and in messages
	Columns []Column
	Rows    iter.Seq2[[]Cell, error] // every row as long as Columns; an error ends the writing and is returned
}

// Column describes the cells below it.
type Column struct {
	Key    string // machine name: the heading in CSV, the key in JSON
	Title  string // for people; empty means Key
	Width  int    // in characters; 0 measures the first rows
	Number bool   // right-aligned, figures of equal width
}

// Rows makes an iterator of rows already at hand.
func Rows(rows ...[]Cell) iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Words are the few words that the writers themselves print.
type Words struct {
	About  string // name of the cover sheet in XLSX
	AsOf   string // before Document.Time
	Page   string // "Page # of ##": # is the page, ## the number of pages
	Yes    string
	No     string
	Status [Excluded + 1]string // by Status; used when a cell with a status has no text of its own
}

var english = Words{
	About: "About", AsOf: "As of", Page: "Page # of ##", Yes: "yes", No: "no",
	Status: [...]string{"", "working", "partly", "failing", "stale", "no evidence", "excluded"},
}

// or fills the words that are empty from other.
func (w Words) or(other Words) Words {
	for _, p := range []struct{ to, from *string }{
		{&w.About, &other.About}, {&w.AsOf, &other.AsOf}, {&w.Page, &other.Page}, {&w.Yes, &other.Yes}, {&w.No, &other.No},
	} {
		*p.to = first(*p.to, *p.from)
	}
	for i := range w.Status {
		w.Status[i] = first(w.Status[i], other.Status[i])
	}
	return w
}

// title is the heading for people.
func (c Column) title() string { return first(c.Title, c.Key) }

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// check finds what a caller must not leave out, and fills what may be left out.
func (d Document) check() (Document, error) {
	if d.Time.IsZero() {
		return d, fmt.Errorf("report: document %q has no time", d.Title)
	}
	for _, t := range d.tables() {
		if len(t.Columns) == 0 || t.Rows == nil {
			return d, fmt.Errorf("report: table %q needs columns and rows", t.Name)
		}
	}
	d.Time = d.Time.UTC()
	d.Language = first(d.Language, "en")
	d.Words = d.Words.or(english)
	return d, nil
}

func (d Document) tables() []*Table {
	var all []*Table
	for _, s := range d.Sections {
		if s.Table != nil {
			all = append(all, s.Table)
		}
	}
	return all
}

// rows yields the table's rows with their number from 1, after checking that each is as long as the columns.
func (t *Table) rows() iter.Seq2[[]Cell, error] {
	return func(yield func([]Cell, error) bool) {
		n := 0
		for row, err := range t.Rows {
			n++
			if err == nil && len(row) != len(t.Columns) {
				err = fmt.Errorf("report: table %q row %d has %d cells for %d columns", t.Name, n, len(row), len(t.Columns))
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// asOf is what stands under the title: the moment, for people.
func (d Document) asOf() string { return d.Words.AsOf + " " + formatMoment(d.Time) }
