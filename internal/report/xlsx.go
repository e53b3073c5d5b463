package report

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/report/typeset"
	"github.com/xuri/excelize/v2"
)

const (
	sheetRows    = 1_048_576
	sheetColumns = 16_384
	cellUnits    = 32_767 // UTF-16 units in a cell
	sheetWidth   = 210    // characters beside each other that can still be read on A4
	linkedRows   = 5_000  // rows whose links are kept, for excelize's time grows with the square of the links
	longestLink  = 2_079
	exactInteger = 999_999_999_999_999
)

// workbook is one XLSX file on its way: a sheet for each table, in order, then the cover sheet, so that an import
// finds data first. A cell holds its bare value; a status's shape and colour are the cell's format.
type workbook struct {
	file   *excelize.File
	doc    Document
	set    *typeset.Setter // measures words
	styles map[excelStyle]int
	names  []string // of the data sheets
}

// writeXLSX streams the tables through temporary files (in the folder that TMPDIR names) once they pass 16 MB.
func writeXLSX(w io.Writer, d Document, _ Options) (err error) {
	b := &workbook{file: excelize.NewFile(), doc: d, set: typeset.NewSetter(d.Language, false, nil), styles: map[excelStyle]int{}}
	defer func() {
		if closed := b.file.Close(); err == nil {
			err = closed
		}
	}()
	for i, t := range d.tables() {
		if err := b.addTable(t, b.sheetName(t, i+1)); err != nil {
			return err
		}
	}
	if err := b.addCover(); err != nil {
		return err
	}
	if err := b.setProperties(); err != nil {
		return err
	}
	z := &sortedZip{w: w}
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return z })
	return b.file.Write(io.Discard)
}

// sheetName is the table's name as Excel allows it: 31 units, none of []:*?/\', no two alike.
func (b *workbook) sheetName(t *Table, n int) string {
	name := strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\'':
			return '’'
		case r < ' ' || strings.ContainsRune(`[]:*?/\`, r):
			return ' '
		}
		return r
	}, t.Name))
	if name == "" {
		name = fmt.Sprintf("Table %d", n)
	}
	short := cutUnits(name, 31)
	for i := 2; b.taken(short); i++ {
		suffix := fmt.Sprintf(" %d", i)
		short = cutUnits(name, 31-len(suffix)) + suffix
	}
	return short
}

func (b *workbook) taken(name string) bool {
	for _, other := range append(b.names, b.doc.Words.About, "History") {
		if strings.EqualFold(other, name) {
			return true
		}
	}
	return false
}

func cutUnits(s string, most int) string {
	for i, r := range s {
		most -= utf16.RuneLen(r)
		if most < 0 {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

func (b *workbook) addSheet(name string) (*excelize.StreamWriter, error) {
	if len(b.names) == 0 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return nil, err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	b.names = append(b.names, name)
	if err := b.layOut(name); err != nil {
		return nil, err
	}
	return b.file.NewStreamWriter(name)
}

// layOut says how a sheet is printed and from which side it is read.
func (b *workbook) layOut(name string) error {
	fit, pages, orientation, paper, narrow, wide := true, 0, "landscape", 9, .4, .6 // inches
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToHeight: &pages}); err != nil {
		return err
	}
	margins := &excelize.PageLayoutMarginsOptions{Left: &narrow, Right: &narrow, Top: &wide, Bottom: &wide, Header: &narrow, Footer: &narrow}
	if err := b.file.SetPageMargins(name, margins); err != nil {
		return err
	}
	plain := func(s string) string { return cutUnits(strings.ReplaceAll(s, "&", "&&"), 80) }
	page := strings.NewReplacer("##", "&N", "#", "&P", "&", "&&").Replace(b.doc.Words.Page)
	err := b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		OddHeader: "&L&8" + spaced(plain(b.doc.Organisation)) + "&R&8" + spaced(plain(b.doc.Title)), OddFooter: "&L&8 " + plain(b.doc.asOf()) + "&R&8 " + page,
	})
	if err != nil || rightToLeft(b.doc.Language, "yes") == "" {
		return err
	}
	return b.file.SetSheetView(name, 0, &excelize.ViewOptions{RightToLeft: &fit})
}

// spaced keeps a text that begins with a digit apart from the size that stands before it.
func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func (b *workbook) addTable(t *Table, name string) error {
	if len(t.Columns) > sheetColumns {
		return errs.Invalidf("Table %q has more columns than XLSX holds (%d). Choose CSV or JSON.", t.Name, sheetColumns)
	}
	sheet, err := b.addSheet(name)
	if err != nil {
		return err
	}
	asked, rows, stop := t.measured(b.doc.Words)
	defer stop()
	widths := b.widths(asked, t.Columns)
	for i, w := range widths {
		if err := sheet.SetColWidth(i+1, i+1, float64(w)); err != nil {
			return err
		}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := b.setHeading(sheet, t, widths); err != nil {
		return err
	}
	n := 1
	for row, err := range rows {
		if err != nil {
			return err
		}
		n++
		if n > sheetRows {
			return errs.Invalidf("Table %q has more rows than XLSX holds (%d). Choose CSV or JSON.", t.Name, sheetRows-1)
		}
		if err := b.setRow(sheet, t, n, row, widths); err != nil {
			return err
		}
	}
	return b.finishTable(sheet, len(t.Columns), n)
}

// widths are what the columns ask for and room for the filter's button, or a share of what a printed page holds.
func (b *workbook) widths(f fit, columns []Column) []int {
	all, sum := make([]int, len(columns)), 0
	for i, w := range f.columns {
		all[i] = w.want + 4
		sum += all[i]
	}
	if sum > sheetWidth {
		for i, part := range f.share(sheetWidth, f.words(b.set, columns, 1/average, 2), 1, 3) {
			all[i] = max(slimmest, int(part))
		}
	}
	return all
}

func (b *workbook) setHeading(sheet *excelize.StreamWriter, t *Table, widths []int) error {
	style, err := b.style(excelStyle{heading: true})
	if err != nil {
		return err
	}
	titles, lines := make([]any, len(t.Columns)), 1
	for i, c := range t.Columns {
		titles[i] = excelize.Cell{StyleID: style, Value: c.title()}
		lines = max(lines, linesIn(c.title(), max(1, widths[i]-3)))
	}
	return sheet.SetRow("A1", titles, rowHeight(lines)...)
}

func (b *workbook) setRow(sheet *excelize.StreamWriter, t *Table, n int, row []Cell, widths []int) error {
	values, lines := make([]any, len(row)), 1
	for i, c := range row {
		style, err := b.style(styleOf(c, t.Columns[i].Number))
		if err != nil {
			return err
		}
		if tooLong(c.text) {
			return errs.Invalidf("In table %q, row %d, %q is longer than a cell in XLSX holds (%d characters). Choose another format.",
				t.Name, n-1, t.Columns[i].title(), cellUnits)
		}
		values[i] = excelize.Cell{StyleID: style, Value: c.excel(b.doc.Words)}
		lines = max(lines, linesIn(c.text, widths[i]))
	}
	if err := sheet.SetRow(fmt.Sprintf("A%d", n), values, rowHeight(lines)...); err != nil {
		return err
	}
	if n > linkedRows {
		return nil
	}
	return b.setLinks(sheet.Sheet, n, row)
}

func (b *workbook) setLinks(sheet string, n int, row []Cell) error {
	for i, c := range row {
		if c.link == "" || len(c.link) > longestLink {
			continue
		}
		at, err := excelize.CoordinatesToCellName(i+1, n)
		if err != nil {
			return err
		}
		if err := b.file.SetCellHyperLink(sheet, at, c.link, "External"); err != nil {
			return err
		}
	}
	return nil
}

func (b *workbook) finishTable(sheet *excelize.StreamWriter, columns, rows int) error {
	last, err := excelize.CoordinatesToCellName(columns, rows)
	if err != nil {
		return err
	}
	if err := b.file.AutoFilter(sheet.Sheet, "A1:"+last, nil); err != nil {
		return err
	}
	err = b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: "'" + sheet.Sheet + "'!$1:$1", Scope: sheet.Sheet,
	})
	if err != nil {
		return err
	}
	return sheet.Flush()
}

// rowHeight is said only for rows of several lines, for not every program finds it out by itself.
func rowHeight(lines int) []excelize.RowOpts {
	if lines < 2 {
		return nil
	}
	return []excelize.RowOpts{{Height: min(float64(lines)*15, excelize.MaxRowHeight)}}
}

func tooLong(s string) bool { return len(s) > cellUnits && len(utf16.Encode([]rune(s))) > cellUnits }

// excel is the cell's value as excelize takes it.
func (c Cell) excel(w Words) any {
	switch c.kind {
	case integer:
		if n := int64(c.bits); -exactInteger <= n && n <= exactInteger {
			return n
		}
	case number:
		return c.float()
	case boolean:
		return c.bits == 1
	case date, moment:
		if c.time.Year() >= 1900 {
			return c.time
		}
	case empty:
		if c.status == Unset {
			return nil
		}
	}
	return c.plain(w)
}

func (b *workbook) setProperties() error {
	at := b.doc.Time.Truncate(time.Second).Format(time.RFC3339)
	if err := b.file.SetAppProps(&excelize.AppProperties{Application: "Assay", Company: b.doc.Organisation}); err != nil {
		return err
	}
	return b.file.SetDocProps(&excelize.DocProperties{
		Title: b.doc.Title, Subject: b.doc.Subtitle, Creator: first(b.doc.Organisation, "Assay"), Language: b.doc.Language,
		LastModifiedBy: "Assay", Created: at, Modified: at,
	})
}
