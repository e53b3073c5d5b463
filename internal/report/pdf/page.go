package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/report/typeset"
)

const point = 72 / 25.4 // per mm

// Page is one page being drawn.
type Page struct {
	doc           *Document
	ref           ref
	width, height float64 // mm
	content       bytes.Buffer
	marks         []Tag // the element of each marked content, by its number
	links         []link
	number        int
	ink           string
}

type link struct {
	x, y, width, height float64
	address, text       string
	tag                 Tag
}

// num is a number of points as short as a thousandth allows.
func num(f float64) string {
	return strconv.FormatFloat(math.Round(f*1000)/1000, 'f', -1, 64)
}

func (p *Page) at(x, y float64) string { return num(x*point) + " " + num((p.height-y)*point) }

func (p *Page) draw(format string, args ...any) { fmt.Fprintf(&p.content, format+"\n", args...) }

// As draws what the function draws as a part of the element. What belongs to none, such as lines and running heads,
// is passed over by those who listen.
func (p *Page) As(t Tag, draw func()) {
	if t == Artifact {
		p.draw("/Artifact BMC")
	} else {
		p.draw("/%s<</MCID %d>>BDC", p.doc.tags[t].kind, len(p.marks))
		p.doc.tags[t].kids = append(p.doc.tags[t].kids, kid{page: p, mark: len(p.marks)})
		p.marks = append(p.marks, t)
	}
	draw()
	p.draw("EMC")
}

// fill sets the ink of what is drawn next, as six hexadecimal digits.
func (p *Page) fill(ink string) {
	if p.ink != ink {
		p.draw("%s rg", rgb(ink))
		p.ink = ink
	}
}

func rgb(ink string) string {
	n, _ := strconv.ParseUint(ink, 16, 32) // inks are constants of the caller
	return num(float64(n>>16)/255) + " " + num(float64(n>>8&255)/255) + " " + num(float64(n&255)/255)
}

// Text sets a line with its left end at x on the base line y, in a size of points.
func (p *Page) Text(l typeset.Line, x, y, size float64, ink string) {
	if len(l.Pieces) == 0 {
		return
	}
	p.fill(ink)
	p.content.WriteString("BT ")
	fmt.Fprintf(&p.content, "%s Td\n", p.at(x, y))
	var now *fontUse
	var owed float64 // thousandths by which the line is to move before the next glyph
	for _, piece := range l.Pieces {
		if u := p.doc.use(piece.Face); u != now {
			now = u
			fmt.Fprintf(&p.content, "/%s %s Tf\n", u.name, num(size))
		}
		owed = p.glyphs(now, piece.Glyphs, size, owed)
	}
	p.content.WriteString("ET\n")
}

// glyphs shows glyphs where the shaper placed them: TJ takes back what differs from the font's own widths.
func (p *Page) glyphs(u *fontUse, glyphs []typeset.Glyph, size, owed float64) float64 {
	out := &p.content
	rise, open, group := 0.0, false, 0
	shut := func() {
		if open {
			out.WriteString(">]TJ\n")
			open = false
		}
	}
	for _, g := range glyphs {
		if g.Group > 1 {
			shut()
			fmt.Fprintf(out, "/Span<</ActualText %s>>BDC\n", text(g.Text))
			group = g.Group
		}
		if g.Y != rise {
			shut()
			rise = g.Y
			fmt.Fprintf(out, "%s Ts\n", num(rise*size))
		}
		if !open {
			out.WriteString("[<")
			open = true
		}
		code := u.code(g)
		owed += g.X * 1000
		if by := math.Round(owed); by != 0 {
			fmt.Fprintf(out, ">%s<", num(-by))
			owed -= by
		}
		fmt.Fprintf(out, "%04X", code)
		owed += (g.Advance-g.X)*1000 - float64(u.widths[code])
		if group--; group == 0 {
			shut()
			out.WriteString("EMC\n")
		}
	}
	shut()
	if rise != 0 {
		out.WriteString("0 Ts\n")
	}
	return owed
}

// Rect fills a rectangle.
func (p *Page) Rect(x, y, width, height float64, ink string) {
	p.fill(ink)
	p.draw("%s %s %s re f", p.at(x, y+height), num(width*point), num(height*point))
}

// Line draws a line of a thickness in mm.
func (p *Page) Line(x1, y1, x2, y2, thickness float64, ink string) {
	p.draw("%s RG %s w %s m %s l S", rgb(ink), num(thickness*point), p.at(x1, y1), p.at(x2, y2))
}

// Polygon fills the shape that the points x, y, x, y … make, or with a thickness draws its outline.
func (p *Page) Polygon(ink string, thickness float64, xy ...float64) {
	p.paint(p.through(xy), ink, thickness)
}

// through is the path through the points.
func (p *Page) through(xy []float64) string {
	var b strings.Builder
	for i := 0; i+1 < len(xy); i += 2 {
		op := " l "
		if i == 0 {
			op = " m "
		}
		b.WriteString(p.at(xy[i], xy[i+1]) + op)
	}
	return b.String()
}

const faintness = 0.2

// Faint fills the shape that the points make so that what lies below shows through.
func (p *Page) Faint(ink string, xy ...float64) {
	p.doc.faint = true
	p.draw("q /Faint gs %s rg %sh f Q", rgb(ink), p.through(xy))
}

// Polyline draws a line of a thickness in mm through the points x, y, x, y …, with rounded joins.
func (p *Page) Polyline(ink string, thickness float64, xy ...float64) {
	p.draw("q 1 J 1 j %s RG %s w %sS Q", rgb(ink), num(thickness*point), p.through(xy))
}

// Circle fills a circle, or with a thickness draws its outline.
func (p *Page) Circle(x, y, r float64, ink string, thickness float64) {
	p.paint(p.at(x, y-r)+" m "+p.arc(x, y, r, 1)+p.arc(x, y, r, -1), ink, thickness)
}

// HalfCircle fills the left half of a circle.
func (p *Page) HalfCircle(x, y, r float64, ink string) {
	p.paint(p.at(x, y+r)+" m "+p.arc(x, y, r, -1), ink, 0)
}

// arc is half a circle: with side 1 from its top by the right to its bottom, with -1 from there by the left back.
func (p *Page) arc(x, y, r, side float64) string {
	const k = .5523 // two curves for half a circle
	return fmt.Sprintf("%s %s %s c %s %s %s c ",
		p.at(x+side*k*r, y-side*r), p.at(x+side*r, y-side*k*r), p.at(x+side*r, y),
		p.at(x+side*r, y+side*k*r), p.at(x+side*k*r, y+side*r), p.at(x, y+side*r))
}

func (p *Page) paint(path, ink string, thickness float64) {
	if thickness > 0 {
		p.draw("%s RG %s w %sh S", rgb(ink), num(thickness*point), path)
		return
	}
	p.fill(ink)
	p.draw("%sh f", path)
}

// Link makes a rectangle lead to an address; t is the element of kind Link that it belongs to.
func (p *Page) Link(t Tag, x, y, width, height float64, address, text string) {
	p.links = append(p.links, link{x, y, width, height, address, text, t})
}
