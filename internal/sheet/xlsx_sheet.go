package sheet

import (
	"cmp"
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

type xmlCell struct {
	Ref     string  `xml:"r,attr"`
	Type    string  `xml:"t,attr"`
	Style   int     `xml:"s,attr"`
	Formula *string `xml:"f"`
	Value   *string `xml:"v"`
	Inline  xmlText `xml:"is"`
}

// area is a merged block of cells; rows by number, column counted from 0.
type area struct{ top, bottom, column int }

// sheetReader gathers the rows of one sheet.
type sheetReader struct {
	*book
	sheet   *Sheet
	number  int // of the row being read
	row     []string
	merged  []area
	hidden  int // rows the file hides
	pending int // formulas without a result
}

func (b *book) readSheet(wb *Workbook, sheet *Sheet, part string) error {
	r := &sheetReader{book: b, sheet: sheet}
	if err := b.elements(part, r.visit); err != nil {
		return err
	}
	r.endRow()
	slices.SortStableFunc(sheet.Rows, func(a, b Row) int { return cmp.Compare(a.Number, b.Number) })
	if err := r.fillMerged(); err != nil {
		return err
	}
	if r.hidden > 0 {
		wb.note("Sheet %q hides %d rows; they were read too.", sheet.Name, r.hidden)
	}
	if r.pending > 0 {
		wb.note("Sheet %q has %d formulas without a result; they appear as formulas. Open and save the file in a spreadsheet program to fill them.", sheet.Name, r.pending)
	}
	return nil
}

func (r *sheetReader) visit(d *xml.Decoder, e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return r.startRow(e)
	case "c":
		var c xmlCell
		if err := d.DecodeElement(&c, &e); err != nil {
			return err
		}
		return r.add(c)
	case "mergeCell":
		r.merge(attribute(e, "ref"))
	}
	return nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *sheetReader) startRow(e xml.StartElement) error {
	r.endRow()
	r.number++
	if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
		r.number = n
	}
	if r.number < 1 || r.number > r.limits.Rows {
		return errs.Invalidf("Sheet %q has a row %d; at most %d rows are read. Split it, or delete stray cells far down.", r.sheet.Name, r.number, r.limits.Rows)
	}
	if h := attribute(e, "hidden"); h == "1" || h == "true" {
		r.hidden++
	}
	return nil
}

func (r *sheetReader) endRow() {
	if cells := trimRow(r.row); len(cells) > 0 {
		r.sheet.Rows = append(r.sheet.Rows, Row{r.number, slices.Clone(cells)})
	}
	r.row = r.row[:0]
}

func (r *sheetReader) add(c xmlCell) error {
	column := len(r.row)
	if _, col, ok := parseRef(c.Ref); ok {
		column = col
	}
	text := r.text(c)
	if text == "" {
		return nil
	}
	if grow := column + 1 - len(r.row); grow > 0 {
		if r.cells += grow; r.cells > r.limits.Cells {
			return errTooManyCells
		}
		r.row = append(r.row, make([]string, grow)...)
	}
	r.row[column] = text
	return nil
}

// text is what the cell means; a formula without a result is given as the formula.
func (r *sheetReader) text(c xmlCell) string {
	if c.Value == nil && c.Type != "inlineStr" {
		if c.Formula == nil {
			return ""
		}
		r.pending++
		return "=" + cmp.Or(strings.TrimPrefix(*c.Formula, "="), "…")
	}
	if c.Type == "inlineStr" {
		return c.Inline.String()
	}
	value := *c.Value
	switch c.Type {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && i >= 0 && i < len(r.strings) {
			return r.strings[i]
		}
		return ""
	case "b":
		return map[bool]string{true: "TRUE", false: "FALSE"}[strings.TrimSpace(value) == "1"]
	case "d":
		return strings.TrimSuffix(strings.Replace(value, "T", " ", 1), " 00:00:00")
	case "str", "e":
		return unescape(value)
	}
	kind := asNumber
	if c.Style >= 0 && c.Style < len(r.kinds) {
		kind = r.kinds[c.Style]
	}
	return kind.format(strings.TrimSpace(value), r.date1904)
}

// merge notes a block that spans several rows.
func (r *sheetReader) merge(ref string) {
	from, to, _ := strings.Cut(ref, ":")
	top, column, ok1 := parseRef(from)
	bottom, _, ok2 := parseRef(to)
	if ok1 && ok2 && bottom > top {
		r.merged = append(r.merged, area{top, bottom, column})
	}
}

// fillMerged repeats a block's text in each of its rows, so that a row keeps the group it stands in. Blocks that
// span columns only are left alone: they are titles.
func (r *sheetReader) fillMerged() error {
	rows := r.sheet.Rows
	for _, m := range r.merged {
		i, found := slices.BinarySearchFunc(rows, m.top, func(row Row, n int) int { return cmp.Compare(row.Number, n) })
		if !found || rows[i].Cell(m.column) == "" {
			continue
		}
		text := rows[i].Cell(m.column)
		for i++; i < len(rows) && rows[i].Number <= m.bottom; i++ {
			if rows[i].Cell(m.column) != "" {
				continue
			}
			grow := max(0, m.column+1-len(rows[i].Cells))
			if r.cells += grow + 1; r.cells > r.limits.Cells {
				return errTooManyCells
			}
			rows[i].Cells = append(rows[i].Cells, make([]string, grow)...)
			rows[i].Cells[m.column] = text
		}
	}
	return nil
}

// parseRef reads a reference such as "C12"; the column counts from 0.
func parseRef(ref string) (row, column int, ok bool) {
	i := 0
	for i < len(ref) && i < 3 && ref[i] >= 'A' && ref[i] <= 'Z' {
		column = column*26 + int(ref[i]-'A') + 1
		i++
	}
	row, err := strconv.Atoi(ref[i:])
	return row, column - 1, err == nil && column > 0 && column <= 16_384
}

// columnLetter is the name a spreadsheet program gives the i-th column, counted from 0.
func columnLetter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return columnLetter(i/26-1) + string(rune('A'+i%26))
}

// escaped is a character that the format writes by its number, such as _x000D_ for a carriage return; an underscore
// before something that only looks so is written _x005F_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16) // four digits
		switch {
		case n == '\r':
			return "" // half of a line break
		case n < ' ' && n != '\n' && n != '\t', n >= 0xD800 && n <= 0xDFFF:
			return code // nothing that a text holds
		}
		return string(rune(n))
	})
}
