package exchange

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
)

// importer reads one file into one register.
type importer struct {
	w          *record.Writer
	k          *record.Kind
	plan       *Plan
	match      *sheet.Match
	data       []sheet.Row
	ours       bool // the file is an export of ours: an empty cell means empty
	columns    []*column
	rows       []*row
	newByRef   map[string]*row
	newByTitle map[string][]*row
	self       *finder
	finders    map[string]*finder // by kind
	print      *printer
	claims     map[int]*folk     // by row of a file of people: who of the crowd it fits and no other row does
	refused    map[int][]Problem // found by this run, by row
}

// row is one entry on its way.
type row struct {
	PlannedRow
	cells    sheet.Row
	title    string
	sentence string        // of a control: why, in words, where a choice of reasons was expected
	old, rec record.Record // old is nil for a new record
	needs    []*row        // new rows that it names
	people   []*folk       // that it names and that would be created
	state    state
}

// read understands the whole file. refused holds the rows that rules are known to refuse.
func read(w *record.Writer, k *record.Kind, book *sheet.Workbook, choice sheet.Choice, refused map[int][]Problem) (*importer, error) {
	im := &importer{w: w, k: k, newByRef: map[string]*row{}, newByTitle: map[string][]*row{}, finders: map[string]*finder{}, refused: map[int][]Problem{},
		plan: &Plan{File: book.Name, Notes: slices.Clone(book.Notes), Counts: map[Action]int{}, kind: k, book: book, choice: choice, refused: refused}}
	if err := w.Actor().Check(k.Edit); err != nil {
		return nil, err
	}
	if err := im.findColumns(); err != nil {
		return nil, err
	}
	if im.ours {
		im.plan.Notes = append(im.plan.Notes, "The file has the form of an export: an empty cell empties the field.")
	}
	if err := im.load(); err != nil {
		return nil, err
	}
	for _, r := range im.rows {
		if problems := refused[r.Number]; problems != nil {
			r.Problems = problems
		}
	}
	for _, r := range im.rows {
		if r.rec != nil && len(r.Problems) == 0 {
			im.fill(r)
		}
	}
	return im, nil
}

// load reads what the file may speak of, in batches, and tells which rows are which records.
func (im *importer) load() (err error) {
	r := im.w.Reader
	fields, _ := chosen(im.k, nil)
	if im.print, err = newPrinter(r, fields); err != nil {
		return err
	}
	im.self = newFinder(im.k)
	im.finders[im.k.Name] = im.self
	if im.k.Name == personKind {
		if err := im.claim(); err != nil {
			return err
		}
	}
	if err := im.self.load(r, im.ownWords()); err != nil {
		return err
	}
	for _, c := range im.columns {
		if slices.Contains(im.k.Key, c.field.Name) {
			if err := im.loadKind(c.field.To, im.columnTexts(c)); err != nil {
				return err
			}
		}
	}
	if err := im.identify(); err != nil {
		return err
	}
	var people []string
	named := map[string][]string{}
	for _, c := range im.columns {
		for _, text := range im.columnTexts(c) {
			switch {
			case c.field.To == personKind && c.field.Type() == "ref":
				people = append(people, text)
			case c.field.To == personKind:
				people = append(people, sheet.Names(text)...)
			case c.field.To != "":
				named[c.field.To] = append(append(named[c.field.To], text), words(c.field.To, text)...)
			}
		}
	}
	for to, texts := range named {
		if err := im.loadKind(to, texts); err != nil {
			return err
		}
	}
	var existing []record.Record
	for _, row := range im.rows {
		if row.old != nil {
			existing = append(existing, row.old)
		}
	}
	if im.print.crowd != nil {
		im.print.crowd.settle(people)
	}
	return im.print.learn(r, fields, existing)
}

func (im *importer) loadKind(name string, texts []string) error {
	if im.finders[name] == nil {
		k, err := im.w.Org().Store().Kind(name)
		if err != nil {
			return err
		}
		im.finders[name] = newFinder(k)
	}
	return im.finders[name].load(im.w.Reader, texts)
}

// columnTexts are the different texts of a column.
func (im *importer) columnTexts(c *column) []string {
	texts := make([]string, 0, len(im.data))
	for _, row := range im.data {
		texts = append(texts, im.match.Cell(row, c.field.Name))
	}
	return distinct(texts)
}

// heading is what the file calls the field's column, or its label where there is none.
func (im *importer) heading(field string) string {
	for _, h := range im.match.Headers {
		if h.Field == field {
			return h.Text
		}
	}
	if f := im.k.Field(field); f != nil {
		return f.Label
	}
	return refLabel
}

func (r *row) note(text string) {
	if text != "" {
		r.Notes = append(r.Notes, text)
	}
}

func (r *row) problem(column, field, value, message string) {
	r.Problems = append(r.Problems, Problem{Column: column, Field: field, Value: shorten(value), Message: message})
}

// fill sets the record's fields from the cells.
func (im *importer) fill(r *row) {
	for _, c := range im.columns {
		text := im.match.Cell(r.cells, c.field.Name)
		if err := im.set(r, c, text); err != nil {
			message := err.Error()
			r.problem(c.header, c.field.Name, text, strings.TrimSuffix(message, "."))
		}
	}
	if im.k.Name == controlKind && len(r.Problems) == 0 {
		if err := im.justify(r); err != nil {
			r.problem(im.heading(reasonsField), reasonsField, r.sentence, err.Error())
		}
	}
	if len(r.Problems) == 0 {
		return // what is missing the rules will tell, which may complete it
	}
	for i := range im.k.Fields {
		f := &im.k.Fields[i]
		told := slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Field == f.Name })
		if f.Required && !f.Computed && !told && (i == 0 || f.To != "") && f.Empty(r.rec) {
			r.problem(im.heading(f.Name), f.Name, im.match.Cell(r.cells, f.Name), "is missing")
		}
	}
}

// set gives one field what its cell says. A cell that reads as the record prints it changes nothing.
func (im *importer) set(r *row, c *column, text string) error {
	f := c.field
	if r.old != nil {
		printed := sheet.Clean(im.print.text(f, r.old))
		if text == printed || text == report.Guard(printed) {
			return nil
		}
	}
	if text == "" {
		if r.old == nil || !im.ours {
			return nil
		}
		return f.Parse(r.rec, map[bool]string{true: "null"}[f.Type() == "json"])
	}
	if im.ours {
		text = report.Unguard(text)
	}
	v, err := im.meaning(r, c, text)
	if err != nil && im.k.Name == controlKind && f.Name == reasonsField && !im.ours {
		r.sentence = text
		return nil
	}
	if err != nil {
		return err
	}
	if v.note != "" {
		r.note(c.header + ": " + v.note)
	}
	if v.stored == "" && !im.ours || sameNumber(f, r.old, v.stored) {
		return nil
	}
	return f.Parse(r.rec, v.stored)
}

// sameNumber tells whether a decimal is the record's own, but for the digits that a spreadsheet does not keep.
func sameNumber(f *record.AnyField, old record.Record, stored string) bool {
	if old == nil || f.Type() != "float" {
		return false
	}
	now, err := strconv.ParseFloat(stored, 64)
	was := *f.Ptr(old).(*float64)
	return err == nil && math.Abs(now-was) < 1e-13*math.Abs(was)
}

func (im *importer) meaning(r *row, c *column, text string) (value, error) {
	f := c.field
	switch {
	case f.To == personKind:
		ids, err := im.persons(r, f, text)
		note := ""
		if len(ids) == 0 && err == nil {
			note = placeholder(text)
		}
		return value{stored: strings.Join(ids, " "), note: note}, err
	case f.To != "":
		ids, err := im.link(f, text, r)
		return value{stored: strings.Join(ids, " ")}, err
	}
	v := c.value(text)
	return v, v.err
}

// persons are the ids of the people that a cell names.
func (im *importer) persons(r *row, f *record.AnyField, text string) (ids []string, err error) {
	names := []string{text}
	if f.Type() == "refs" {
		names = sheet.Names(text)
	}
	for _, name := range names {
		a := im.print.crowd.answers[name]
		switch {
		case a.err != nil:
			return nil, errs.Invalidf("%s", a.err.Error())
		case a.who == nil:
			continue
		case a.who.isNew:
			r.people = append(r.people, a.who)
		}
		ids = append(ids, a.who.id)
	}
	return ids, nil
}
