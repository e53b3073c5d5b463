package sheet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Column is a field of ours that a column of theirs may hold.
type Column struct {
	Name     string   // the field's name, unique
	Label    string   // as people see it
	Synonyms []string // other headers, in any language
	Also     []string // headers that stand for it where no other column does
	Required bool
}

// Choice is what the user decided instead of leaving it to Find. The zero Choice decides nothing.
type Choice struct {
	Sheet     string
	HeaderRow int               // the row's number as the user sees it
	Map       map[string]string // their column → our field, or "" or "-" to leave the column out; a column without a header is "column D"
}

// Match says which of their columns holds which of our fields.
type Match struct {
	Sheet     string
	HeaderRow int
	Headers   []Header // every column with text, in their order
	Missing   []Column // required fields that no column holds

	sheet Sheet
}

// Header is one column of theirs.
type Header struct {
	Index  int    // counted from 0, as in Row.Cells
	Text   string // the header, or "column D" where there is none
	Field  string // ours, or "" if the column is not used
	By     By     // how it was matched, "" if it was not
	Note   string // a sentence where something deserves a look: a rival column, a similar field
	Filled int    // data rows with text in this column
}

const headerSearchRows = 100

// Find chooses the sheet and header row whose texts match the columns best, or what the user chose, and matches the
// columns. Unused columns and missing fields are reported in the Match; a choice that does not exist, or a workbook
// without a recognisable header, is an Invalid error.
func Find(wb *Workbook, columns []Column, choice Choice) (*Match, error) {
	sheets, err := wb.choose(choice.Sheet)
	if err != nil {
		return nil, err
	}
	dict := newDictionary(columns)
	if err := dict.addChoice(columns, choice.Map); err != nil {
		return nil, err
	}
	sheet, header, err := dict.header(sheets, columns, choice)
	if err != nil {
		return nil, err
	}
	m := &Match{Sheet: sheet.Name, HeaderRow: header.Number, sheet: sheet}
	m.readHeaders(header)
	if err := m.checkChoice(choice.Map); err != nil {
		return nil, err
	}
	m.assign(dict, columns, choice.Map)
	return m, nil
}

func (wb *Workbook) choose(name string) ([]Sheet, error) {
	if name == "" {
		return wb.Sheets, nil
	}
	var names []string
	for _, s := range wb.Sheets {
		if s.Name == name || key(s.Name) == key(name) {
			return []Sheet{s}, nil
		}
		names = append(names, s.Name)
	}
	return nil, errs.Invalidf("%s has no sheet %q. Its sheets are %s.", wb.Name, name, quoted(names))
}

// addChoice makes the user's words for columns part of the dictionary, above all others.
func (d dictionary) addChoice(columns []Column, chosen map[string]string) error {
	for theirs, field := range chosen {
		if leftOut(field) {
			continue
		}
		c, err := findColumn(columns, field)
		if err != nil {
			return err
		}
		d.add(theirs, target{c.Name, ByUser, 110})
	}
	return nil
}

func leftOut(field string) bool { return field == "" || field == "-" }

func findColumn(columns []Column, field string) (Column, error) {
	var names []string
	for _, c := range columns {
		if key(field) == key(c.Name) || key(field) == key(c.Label) {
			return c, nil
		}
		names = append(names, c.Name)
	}
	hint := ""
	if near := closest(field, names); near != "" {
		hint = fmt.Sprintf(" Did you mean %q?", near)
	}
	return Column{}, errs.Invalidf("There is no field %q.%s The fields are %s.", field, hint, strings.Join(names, ", "))
}

// header finds the header row: the chosen one, or the one with the highest score, visible sheets first.
func (d dictionary) header(sheets []Sheet, columns []Column, choice Choice) (Sheet, Row, error) {
	if choice.HeaderRow > 0 && len(sheets) == 1 {
		return chosenRow(sheets[0], choice.HeaderRow)
	}
	var sheet Sheet
	var header Row
	best := 0
	for _, s := range sheets {
		_, widestRow := widest([]Sheet{s})
		wide := countFilled(widestRow) > 1
		for _, row := range s.Rows[:min(len(s.Rows), headerSearchRows)] {
			if choice.HeaderRow > 0 && row.Number != choice.HeaderRow {
				continue
			}
			given, score := d.assign(row.Cells)
			if len(given) < 2 && choice.HeaderRow == 0 && len(columns) > 1 && wide {
				continue // one word alone is a title or chance
			}
			if score *= 2; s.Hidden {
				score /= 2
			}
			if score > best {
				sheet, header, best = s, row, score
			}
		}
	}
	if best > 0 {
		return sheet, header, nil
	}
	if len(choice.Map) > 0 {
		sheet, header = widest(sheets)
		return sheet, header, nil
	}
	return sheet, header, noHeader(sheets, columns)
}

func countFilled(row Row) int {
	n := 0
	for _, c := range row.Cells {
		if c != "" {
			n++
		}
	}
	return n
}

func chosenRow(s Sheet, number int) (Sheet, Row, error) {
	for _, row := range s.Rows {
		if row.Number == number {
			return s, row, nil
		}
	}
	if len(s.Rows) == 0 {
		return s, Row{}, errs.Invalidf("Sheet %q is empty.", s.Name)
	}
	return s, Row{}, errs.Invalidf("Row %d of sheet %q is empty. Its rows with text run from %d to %d.",
		number, s.Name, s.Rows[0].Number, s.Rows[len(s.Rows)-1].Number)
}

// widest is the first of the rows with most text, the likeliest header where no word is known.
func widest(sheets []Sheet) (sheet Sheet, header Row) {
	for _, s := range sheets {
		for _, row := range s.Rows[:min(len(s.Rows), headerSearchRows)] {
			if countFilled(row) > countFilled(header) {
				sheet, header = s, row
			}
		}
	}
	return sheet, header
}

func noHeader(sheets []Sheet, columns []Column) error {
	sheet, row := widest(sheets)
	var labels []string
	for _, c := range columns {
		labels = append(labels, cmp.Or(c.Label, c.Name))
	}
	return errs.Invalidf("No row looks like a header. Row %d of sheet %q reads %s. Columns understood are %s, and their usual synonyms; if yours have other names, say which row is the header and which column is which.",
		row.Number, sheet.Name, quoted(row.Cells[:min(len(row.Cells), 12)]), quoted(labels))
}

// readHeaders lists the columns of the header row, and those beyond it that hold text.
func (m *Match) readHeaders(header Row) {
	data, _ := m.Data()
	width := len(header.Cells)
	for _, row := range data {
		width = max(width, len(row.Cells))
	}
	for i := range width {
		h := Header{Index: i, Text: header.Cell(i)}
		for _, row := range data {
			if row.Cell(i) != "" {
				h.Filled++
			}
		}
		if h.Text == "" && h.Filled == 0 {
			continue
		}
		h.Text = cmp.Or(h.Text, "column "+columnLetter(i))
		m.Headers = append(m.Headers, h)
	}
}

// checkChoice makes sure that the columns the user named are there.
func (m *Match) checkChoice(chosen map[string]string) error {
	var texts []string
	for _, h := range m.Headers {
		texts = append(texts, h.Text)
	}
	holder := map[string]string{}
	for _, theirs := range slices.Sorted(maps.Keys(chosen)) {
		if other := holder[key(chosen[theirs])]; other != "" && !leftOut(chosen[theirs]) {
			return errs.Invalidf("The columns %q and %q are both to be %q. Choose one.", other, theirs, chosen[theirs])
		}
		holder[key(chosen[theirs])] = theirs
		if slices.ContainsFunc(m.Headers, func(h Header) bool { return h.is(theirs) }) {
			continue
		}
		hint := ""
		if near := closest(theirs, texts); near != "" {
			hint = fmt.Sprintf(" Did you mean %q?", near)
		}
		return errs.Invalidf("Sheet %q has no column %q in its header, row %d.%s Its columns are %s.",
			m.Sheet, theirs, m.HeaderRow, hint, quoted(texts))
	}
	return nil
}

// is tells whether the user's words name this column, by its header or as "column D".
func (h Header) is(theirs string) bool {
	k := key(theirs)
	return k == key(h.Text) || k == key("column "+columnLetter(h.Index))
}

// assign gives the columns their fields: what the user chose, then the best matches.
func (m *Match) assign(d dictionary, columns []Column, chosen map[string]string) {
	texts := make([]string, len(m.Headers))
	holder := map[string]string{}
	for theirs, field := range chosen {
		i := slices.IndexFunc(m.Headers, func(h Header) bool { return h.is(theirs) })
		if leftOut(field) {
			m.Headers[i].By = ByUser
			continue
		}
		c, _ := findColumn(columns, field)
		m.Headers[i].Field, m.Headers[i].By = c.Name, ByUser
		holder[c.Name] = m.Headers[i].Text
	}
	for i, h := range m.Headers {
		if h.By == "" {
			texts[i] = h.Text
		}
	}
	given, _ := d.without(holder).assign(texts)
	for i, t := range given {
		m.Headers[i].Field, m.Headers[i].By = t.field, t.by
		holder[t.field] = m.Headers[i].Text
	}
	for i := range m.Headers {
		m.Headers[i].Note = d.note(m.Headers[i], columns, holder)
	}
	for _, c := range columns {
		if c.Required && holder[c.Name] == "" {
			m.Missing = append(m.Missing, c)
		}
	}
}

// without leaves out the fields that are taken.
func (d dictionary) without(taken map[string]string) dictionary {
	rest := dictionary{}
	for k, targets := range d {
		rest[k] = slices.DeleteFunc(slices.Clone(targets), func(t target) bool { return taken[t.field] != "" })
	}
	return rest
}

// note says what a reader should know about a column: another field it could be, or the column that was preferred.
func (d dictionary) note(h Header, columns []Column, holder map[string]string) string {
	if h.By == ByUser {
		return ""
	}
	for _, t := range d.targets(h.Text) {
		switch {
		case t.field == h.Field:
		case h.Field != "" && holder[t.field] == "":
			return fmt.Sprintf("It may also hold %q.", t.field)
		case h.Field == "":
			return fmt.Sprintf("Not used: %q is read from the column %q.", t.field, holder[t.field])
		}
	}
	if h.Field != "" {
		return ""
	}
	var free []string
	for _, c := range columns {
		if holder[c.Name] == "" {
			free = append(free, c.Name, c.Label)
			free = append(free, c.Synonyms...)
		}
	}
	if near := closest(h.Text, free); near != "" && len(key(near)) > 3 {
		return fmt.Sprintf("Not used; did you mean %q?", near)
	}
	return ""
}

// Has tells whether a column holds the field.
func (m *Match) Has(field string) bool { return m.index(field) >= 0 }

// Cell is the text a row has for a field, empty if no column holds the field.
func (m *Match) Cell(row Row, field string) string { return row.Cell(m.index(field)) }

// Unused lists the columns that hold text and no field of ours.
func (m *Match) Unused() []Header {
	return slices.DeleteFunc(slices.Clone(m.Headers), func(h Header) bool { return h.Field != "" })
}

func (m *Match) index(field string) int {
	for _, h := range m.Headers {
		if h.Field == field && field != "" {
			return h.Index
		}
	}
	return -1
}
