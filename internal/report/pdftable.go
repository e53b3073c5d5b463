package report

import (
	"codeberg.org/go-pdf/fpdf"
	"github.com/assay-isms/assay/internal/errs"
)

const (
	pdfRows   = 50_000 // a PDF of more rows nobody reads, and it is built in memory
	cellPadX  = 1.5    // mm
	cellPadY  = 1.0
	shapeRoom = 3.0
)

// grid is a table being printed.
type grid struct {
	*press
	table  *Table
	widths []float64 // mm
	text   style
	head   [][]line
}

// set is a cell as lines.
type set struct {
	lines []line
	cell  Cell
}

func (p *press) table(t *Table) error {
	asked, rows, stop := t.measured(p.doc.Words)
	defer stop()
	text := style{p.plain, pdfSize(len(t.Columns)), inks[Unset]}
	g := &grid{press: p, table: t, text: text, widths: share(p.measure(), asked, .58*text.em(), 2*cellPadX+.5)}
	for i, c := range t.Columns {
		lines, err := p.lines(p.bold, c.title(), (g.widths[i]-2*cellPadX)/g.text.em())
		if err != nil {
			return err
		}
		g.head = append(g.head, lines)
	}
	if p.room() < g.headHeight()+3*g.text.leading() {
		p.newPage()
	}
	g.printHead()
	n := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		if n++; n > pdfRows {
			return errs.Invalidf("Table %q has more than %d rows, too many for a PDF. Choose XLSX or CSV.", t.Name, pdfRows)
		}
		if err := g.printRow(row); err != nil {
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
	return float64(most)*g.text.leading() + 2*cellPadY
}

func (g *grid) printHead() {
	height := g.headHeight()
	g.setFill(sunkInk)
	g.Rect(pdfMargin, g.y, g.measure(), height, "F")
	x := pdfMargin
	for i, lines := range g.head {
		for n, l := range lines {
			g.printLine(l, style{g.bold, g.text.size, softInk}, i, x, g.y+cellPadY+float64(n)*g.text.leading())
		}
		x += g.widths[i]
	}
	g.y += height
	g.rule(g.y, inks[Unset], .25)
}

// printRow sets a row on one page if a page can hold it, and else in parts; the heading is repeated on each page.
func (g *grid) printRow(row []Cell) error {
	cells := make([]set, len(row))
	most := 1
	for i, c := range row {
		width := g.widths[i] - 2*cellPadX
		if c.status != Unset {
			width -= shapeRoom
		}
		lines, err := g.lines(g.plain, c.words(g.doc.Words), width/g.text.em())
		if err != nil {
			return err
		}
		cells[i] = set{lines, c}
		most = max(most, len(lines))
	}
	for from := 0; from < most; {
		fits := g.fits()
		if fits < most-from && (most <= g.pageful() || fits < 3) {
			g.newPage()
			g.printHead()
			fits = g.fits()
		}
		to := min(most, from+max(fits, 1))
		g.printPart(cells, from, to)
		from = to
	}
	return nil
}

// fits is how many lines of a row go below y.
func (g *grid) fits() int { return int((g.room() - 2*cellPadY) / g.text.leading()) }

func (g *grid) pageful() int {
	return int((g.height - pdfTop - pdfBottom - g.headHeight() - 2*cellPadY) / g.text.leading())
}

func (g *grid) printPart(cells []set, from, to int) {
	x := pdfMargin
	for i, c := range cells {
		ink, shift := g.text, 0.0
		if c.cell.status != Unset {
			ink.ink, shift = inks[c.cell.status], shapeRoom
			if from == 0 {
				g.shape(c.cell.status, x+cellPadX+1, g.y+cellPadY+g.text.leading()/2)
			}
		}
		for n := from; n < min(to, len(c.lines)); n++ {
			y := g.y + cellPadY + float64(n-from)*g.text.leading()
			at, width := g.printLine(c.lines[n], ink, i, x+shift, y)
			if c.cell.link != "" && width > 0 {
				g.LinkString(at, y, width, g.text.leading(), c.cell.link)
				g.setDraw(softInk)
				g.SetLineWidth(.1)
				g.Line(at, y+g.text.leading()*.88, at+width, y+g.text.leading()*.88)
			}
		}
		x += g.widths[i]
	}
	g.y += float64(to-from)*g.text.leading() + 2*cellPadY
	g.rule(g.y, hairInk, .2)
}

// printLine sets a line in a column that begins at x, and tells where it begins and how wide it is.
func (g *grid) printLine(l line, s style, column int, x, y float64) (at, width float64) {
	width = l.width() * s.em()
	at = x + cellPadX
	if g.table.Columns[column].Number {
		at = x + g.widths[column] - cellPadX - width
	}
	g.print(l, s, at, y)
	return at, width
}

// shape draws a status around the middle x, y: the fonts lack some of the shapes.
func (p *press) shape(s Status, x, y float64) {
	const r = 0.95
	p.setFill(inks[s])
	p.setDraw(inks[s])
	p.SetLineWidth(.25)
	switch s {
	case Good:
		p.Circle(x, y, r, "F")
	case Part:
		p.Arc(x, y, r, r, 0, 90, 270, "F")
		p.Circle(x, y, r, "D")
	case Bad:
		p.Polygon(points(x, y-r, x+r, y+r, x-r, y+r), "F")
	case Stale:
		p.Polygon(points(x, y-r-.1, x+r, y, x, y+r+.1, x-r, y), "D")
	case None:
		p.Circle(x, y, r, "D")
	case Excluded:
		p.Line(x-r, y, x+r, y)
	}
}

func points(xy ...float64) []fpdf.PointType {
	var all []fpdf.PointType
	for i := 0; i < len(xy); i += 2 {
		all = append(all, fpdf.PointType{X: xy[i], Y: xy[i+1]})
	}
	return all
}
