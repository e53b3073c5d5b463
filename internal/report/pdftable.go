package report

import (
	"fmt"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/report/pdf"
	"github.com/assay-isms/assay/internal/report/typeset"
)

const (
	pdfRows   = 50_000 // a PDF of more rows nobody reads, and it is built in memory
	cellPadX  = 1.3    // mm
	cellPadY  = 1.0
	shapeRoom = 3.0
)

// grid is a table being printed.
type grid struct {
	*press
	table  *Table
	tag    pdf.Tag
	widths []float64 // mm
	text   style
	title  style
	head   [][]typeset.Line
	high   float64 // a line of the heading
}

// set is a cell as lines.
type set struct {
	lines []typeset.Line
	cell  Cell
	tag   pdf.Tag
}

func (p *press) table(t *Table) error {
	asked, rows, stop := t.measured(p.doc.Words)
	defer stop()
	size := pdfSize(len(t.Columns))
	g := &grid{press: p, table: t, tag: p.Tag(pdf.Root, "Table"), text: style{typeset.Plain, size, inks[Unset]}, title: style{typeset.Bold, size, softInk}}
	g.widths = asked.share(p.measure(), asked.words(p.set, t.Columns, g.text.em(), shapeRoom), average*g.text.em(), 2*cellPadX+.1)
	for i, c := range t.Columns {
		lines, err := p.lines(c.title(), g.title, g.widths[i]-2*cellPadX, "a column's title")
		if err != nil {
			return err
		}
		g.head = append(g.head, lines)
		g.high = max(g.high, g.title.height(lines...))
	}
	if p.room() < g.headHeight()+4*g.text.height() {
		p.newPage()
	}
	g.firstHead()
	n := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		if n++; n > pdfRows {
			return errs.Invalidf("Table %q has more than %d rows, too many for a PDF. Choose XLSX or CSV.", t.Name, pdfRows)
		}
		if err := g.printRow(row, n); err != nil {
			return err
		}
	}
	p.y += 3
	return nil
}

func pdfSize(columns int) float64 {
	switch {
	case columns > 12:
		return 6.5
	case columns > columnsUpward:
		return 7.5
	}
	return 8.5
}

func (g *grid) headHeight() float64 {
	most := 1
	for _, lines := range g.head {
		most = max(most, len(lines))
	}
	return float64(most)*g.high + 2*cellPadY
}

// firstHead prints the heading as a part of the table; on later pages it only repeats itself.
func (g *grid) firstHead() {
	row := g.Tag(g.tag, "TR")
	tags := make([]pdf.Tag, len(g.head))
	for i := range tags {
		tags[i] = g.Header(row, false)
	}
	g.printHead(tags)
}

func (g *grid) printHead(tags []pdf.Tag) {
	height := g.headHeight()
	g.page.As(pdf.Artifact, func() { g.page.Rect(pdfMargin, g.y, g.measure(), height, sunkInk) })
	x := pdfMargin
	for i, lines := range g.head {
		tag := pdf.Artifact
		if tags != nil {
			tag = tags[i]
		}
		g.page.As(tag, func() {
			for n, l := range lines {
				g.print(l, g.title, x+cellPadX, g.widths[i]-2*cellPadX, g.y+cellPadY+float64(n)*g.high, g.high, g.table.Columns[i].Number)
			}
		})
		x += g.widths[i]
	}
	g.y += height
	g.page.As(pdf.Artifact, func() { g.rule(g.y, inks[Unset], .25) })
}

// where says for a message in which cell a text stands: by the row's first cell, as people name rows.
func (g *grid) where(row []Cell, n, column int) string {
	name := row[0].words(g.doc.Words)
	if name == "" {
		name = fmt.Sprintf("row %d", n)
	}
	return fmt.Sprintf("%s, column “%s” of “%s”", name, g.table.Columns[column].title(), first(g.table.Name, g.doc.Title))
}

// printRow sets a row on one page if a page can hold it, and else in parts; the heading is repeated on each page.
func (g *grid) printRow(row []Cell, number int) error {
	cells := make([]set, len(row))
	most, height, tag := 1, g.text.height(), g.Tag(g.tag, "TR")
	for i, c := range row {
		width := g.widths[i] - 2*cellPadX
		if c.status != Unset {
			width -= shapeRoom
		}
		lines, err := g.lines(c.words(g.doc.Words), g.text, width, g.where(row, number, i))
		if err != nil {
			return err
		}
		cells[i] = set{lines: lines, cell: c}
		if i == 0 {
			cells[i].tag = g.Header(tag, true)
		} else {
			cells[i].tag = g.Tag(tag, "TD")
		}
		most, height = max(most, len(lines)), max(height, g.text.height(lines...))
	}
	for from := 0; from < most; {
		fits := g.fits(height)
		if fits < most-from && (most <= g.pageful(height) || fits < 3) {
			g.newPage()
			g.printHead(nil)
			fits = g.fits(height)
		}
		to := min(most, from+max(fits, 1))
		g.printPart(cells, from, to, height)
		from = to
	}
	return nil
}

// fits is how many lines of a row go below y.
func (g *grid) fits(height float64) int { return int((g.room() - 2*cellPadY) / height) }

func (g *grid) pageful(height float64) int {
	return int((g.height - pdfTop - pdfBottom - g.headHeight() - 2*cellPadY) / height)
}

func (g *grid) printPart(cells []set, from, to int, height float64) {
	x := pdfMargin
	for i, c := range cells {
		if c.cell.status != Unset && from == 0 {
			g.page.As(pdf.Artifact, func() { g.shape(c.cell.status, g.left(x+cellPadX+1, 0), g.y+cellPadY+height/2) })
		}
		if from < len(c.lines) {
			g.printCell(c, i, x, from, min(to, len(c.lines)), height)
		}
		x += g.widths[i]
	}
	g.y += float64(to-from)*height + 2*cellPadY
	g.page.As(pdf.Artifact, func() { g.rule(g.y, hairInk, .2) })
}

// printCell sets the lines of a cell in a column that begins at x.
func (g *grid) printCell(c set, column int, x float64, from, to int, height float64) {
	ink, inset := g.text, cellPadX
	if c.cell.status != Unset {
		ink.ink, inset = inks[c.cell.status], cellPadX+shapeRoom
	}
	tag := c.tag
	if c.cell.link != "" {
		tag = g.Tag(tag, "Link")
	}
	type stretch struct{ x, y, width float64 }
	var linked []stretch
	g.page.As(tag, func() {
		for n := from; n < to; n++ {
			y := g.y + cellPadY + float64(n-from)*height
			at, width := g.print(c.lines[n], ink, x+inset, g.widths[column]-inset-cellPadX, y, height, g.table.Columns[column].Number)
			linked = append(linked, stretch{at, y, width})
		}
	})
	if c.cell.link == "" {
		return
	}
	for _, l := range linked {
		g.page.Link(tag, l.x, l.y, l.width, height, c.cell.link, c.cell.words(g.doc.Words))
		under := l.y + height/2 + ink.em()*.5
		g.page.As(pdf.Artifact, func() { g.page.Line(l.x, under, l.x+l.width, under, .1, softInk) })
	}
}

// shape draws a status around the middle x, y: the fonts lack some of the shapes.
func (p *press) shape(s Status, x, y float64) {
	const r, thin = 0.95, .25
	ink, page := inks[s], p.page
	switch s {
	case Good:
		page.Circle(x, y, r, ink, 0)
	case Part:
		page.HalfCircle(x, y, r, ink)
		page.Circle(x, y, r, ink, thin)
	case Bad:
		page.Polygon(ink, 0, x, y-r, x+r, y+r, x-r, y+r)
	case Stale:
		page.Polygon(ink, thin, x, y-r-.1, x+r, y, x, y+r+.1, x-r, y)
	case None:
		page.Circle(x, y, r, ink, thin)
	case Excluded:
		page.Line(x-r, y, x+r, y, thin, ink)
	}
}
