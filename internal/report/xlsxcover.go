package report

import (
	"fmt"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/report/typeset"
	"github.com/xuri/excelize/v2"
)

// cover writes the last sheet: all that is not a table, and which column has which key.
type cover struct {
	book  *workbook
	sheet *excelize.StreamWriter
	row   int
	err   error
}

var coverWidths = [...]int{32, 80}

func (b *workbook) addCover() error {
	data := b.names
	sheet, err := b.addSheet(cutUnits(b.doc.Words.About, 31))
	if err != nil {
		return err
	}
	c := &cover{book: b, sheet: sheet}
	for i, width := range coverWidths {
		c.keep(sheet.SetColWidth(i+1, i+1, float64(width)))
	}
	c.add(excelStyle{title: true, alone: true}, b.doc.Title)
	c.addText(b.doc.Subtitle)
	c.addText(b.doc.Organisation)
	c.addText(b.doc.asOf())
	c.addFacts(b.doc.Provenance)
	for _, s := range b.doc.Sections {
		c.addSection(s)
	}
	for i, t := range b.doc.tables() {
		c.addHeading(data[i])
		for _, column := range t.Columns {
			c.add(excelStyle{}, column.title(), column.Key)
		}
	}
	c.keep(sheet.Flush())
	return c.err
}

func (c *cover) addSection(s Section) {
	if len(s.words())+len(s.Facts)+len(s.List) == 0 {
		return
	}
	c.addHeading(s.Heading)
	for _, p := range s.words() {
		c.add(excelStyle{}, "", p)
	}
	c.addFacts(s.Facts)
	for _, item := range s.List {
		c.add(excelStyle{}, "", "• "+item)
	}
}

func (c *cover) addHeading(s string) {
	c.row++
	if s != "" {
		c.add(excelStyle{heading: true}, s, "")
	}
}

func (c *cover) addFacts(facts []Fact) {
	for _, f := range facts {
		c.add(excelStyle{}, f.Label, f.Value)
	}
}

func (c *cover) addText(s string) {
	if s != "" {
		c.add(excelStyle{alone: true}, s)
	}
}

func (c *cover) add(s excelStyle, texts ...string) {
	c.row++
	values, lines := make([]any, len(texts)), 1
	for i, t := range texts {
		if tooLong(t) {
			c.keep(errs.Invalidf("A text of %q is longer than a cell in XLSX holds (%d characters). Choose another format.",
				c.book.doc.Title, cellUnits))
		}
		s.asText, s.backward = risky(t), typeset.Backward(t, false)
		style, err := c.book.style(s)
		c.keep(err)
		values[i] = excelize.Cell{StyleID: style, Value: t}
		if len(texts) > 1 {
			lines = max(lines, linesIn(t, coverWidths[i]))
		}
	}
	c.keep(c.sheet.SetRow(fmt.Sprintf("A%d", c.row), values, rowHeight(lines)...))
}

func (c *cover) keep(err error) {
	if c.err == nil {
		c.err = err
	}
}
