// Package picture holds drawings as data, so that one drawing is shown on a page as SVG, printed in a PDF and set into a
// Word document, and always stands beside a table that says the same. It knows shapes and what their colours mean,
// nothing of risks; see docs/adr/0019-pictures.md.
package picture

import "strings"

// Tone is what a colour says. Every medium has its own colours for the tones.
type Tone uint8

// The tones. Level1 to Level4 are areas of rising risk; the others are inks.
const (
	Ink Tone = iota
	Soft
	Line
	Hair
	Accent
	Good
	Part
	Bad
	Stale
	Level1
	Level2
	Level3
	Level4
	tones
)

// names are the tones in class names: page.css has a rule for each.
var names = [tones]string{"ink", "soft", "line", "hair", "accent", "good", "part", "bad", "stale", "l1", "l2", "l3", "l4"}

// printed are the tones on paper, as red, green and blue: the colours of the light page.
var printed = [tones]string{"1D1C1A", "5D5A53", "8B867A", "E0DCD1", "0B5C55", "23693F", "765700", "A42A22", "5A4B9A", "E6EFE3", "F5EDCD", "F6DDC2", "F1C9C2"}

// Printed is the tone on paper, as six hexadecimal digits.
func (t Tone) Printed() string { return printed[t] }

// Level is the tone of a level of so many, both from 1: any number of levels is spread over four tones.
func Level(level, levels int) Tone {
	if levels < 2 || level < 1 {
		return Level1
	}
	return Level1 + Tone((level-1)*3/(levels-1))
}

// Point is a place, from the upper left corner, in the picture's units: pixels of a page at its natural size.
type Point struct{ X, Y float64 }

// Shape is what a mark is.
type Shape uint8

// The shapes.
const (
	Stroke Shape = iota // a line through the points
	Area                // the inside of the points
	Dot                 // a disc around the first point
	Ring                // a circle around the first point
	Words               // text at the first point, on its base line
)

// Anchor is which part of a text stands at its point.
type Anchor uint8

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// Dash is how a stroke is broken.
type Dash uint8

// The dashes.
const (
	Solid Dash = iota
	Dashed
	Dotted
)

// Mark is one thing drawn.
type Mark struct {
	Shape  Shape
	Tone   Tone
	Points []Point
	Size   float64 // thickness of strokes and rings, size of words
	Radius float64 // of dots and rings
	Dash   Dash
	Faint  bool // what lies below shows through
	Anchor Anchor
	Text   string
	Strong bool
	Link   *Link // what the mark leads to, on a page
}

// Link is where a mark leads. Its name is for those who do not see it, and begins with the words that others see; without
// a name those words are it.
type Link struct{ Address, Name string }

// Key explains a way of drawing below the picture.
type Key struct {
	Mark Mark // its shape, tone and dash
	Text string
}

// Picture is a drawing with its words and the table that says the same.
type Picture struct {
	ID            string // of its title within a page; letters and hyphens
	Title         string
	Description   string // what it shows, in a sentence or two
	Width, Height float64
	Marks         []Mark
	Keys          []Key
	Table         Table

	link *Link
}

// Table is the picture as text. Rows are as long as Head.
type Table struct {
	Head    []string
	Numbers []bool // the columns of figures; nil for none
	Rows    [][]string
	Links   []string // where the first cells of the rows lead on a page; nil for nowhere
}

// Number tells whether a column holds figures.
func (t *Table) Number(column int) bool { return column < len(t.Numbers) && t.Numbers[column] }

// New is an empty picture. Whatever is no letter, digit or hyphen is left out of the id.
func New(id, title string, width, height float64) *Picture {
	id = strings.Map(func(r rune) rune {
		if r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return -1
	}, id)
	return &Picture{ID: id, Title: title, Width: width, Height: height}
}

// Add draws a mark above those before it.
func (p *Picture) Add(m Mark) {
	m.Link = p.link
	p.Marks = append(p.Marks, m)
}

// Linked makes what the function draws lead to an address; with an empty one it leads nowhere.
func (p *Picture) Linked(address, name string, draw func()) {
	if address != "" {
		p.link = &Link{address, name}
	}
	draw()
	p.link = nil
}

// Line draws a line through points.
func (p *Picture) Line(t Tone, thickness float64, d Dash, points ...Point) {
	if len(points) > 1 {
		p.Add(Mark{Shape: Stroke, Tone: t, Size: thickness, Dash: d, Points: points})
	}
}

// Rect fills a rectangle.
func (p *Picture) Rect(t Tone, x, y, width, height float64) {
	p.Add(Mark{Shape: Area, Tone: t, Points: rectangle(x, y, width, height)})
}

// Frame draws the outline of a rectangle.
func (p *Picture) Frame(t Tone, thickness float64, d Dash, x, y, width, height float64) {
	r := rectangle(x, y, width, height)
	p.Add(Mark{Shape: Stroke, Tone: t, Size: thickness, Dash: d, Points: append(r, r[0])})
}

func rectangle(x, y, width, height float64) []Point {
	return []Point{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}
}

// Band fills the area between points, so that what lies below shows through.
func (p *Picture) Band(t Tone, points ...Point) {
	if len(points) > 2 {
		p.Add(Mark{Shape: Area, Tone: t, Faint: true, Points: points})
	}
}

// Write draws a text.
func (p *Picture) Write(t Tone, size float64, a Anchor, at Point, text string) {
	if text != "" {
		p.Add(Mark{Shape: Words, Tone: t, Size: size, Anchor: a, Points: []Point{at}, Text: text})
	}
}

// Bold draws a strong text.
func (p *Picture) Bold(t Tone, size float64, a Anchor, at Point, text string) {
	p.Add(Mark{Shape: Words, Tone: t, Size: size, Anchor: a, Points: []Point{at}, Text: text, Strong: true})
}

// Disc draws a dot.
func (p *Picture) Disc(t Tone, at Point, radius float64) {
	p.Add(Mark{Shape: Dot, Tone: t, Points: []Point{at}, Radius: radius})
}

// Circle draws a ring.
func (p *Picture) Circle(t Tone, at Point, radius, thickness float64) {
	p.Add(Mark{Shape: Ring, Tone: t, Points: []Point{at}, Radius: radius, Size: thickness})
}

// Arrow draws a line with a head at its end.
func (p *Picture) Arrow(t Tone, thickness float64, d Dash, from, to Point) {
	along, across, ok := directions(from, to)
	if !ok {
		return
	}
	const length, half = 9.0, 4.0
	back := Point{to.X - length*along.X, to.Y - length*along.Y}
	p.Line(t, thickness, d, from, back)
	p.Add(Mark{Shape: Area, Tone: t, Points: []Point{to, {back.X + half*across.X, back.Y + half*across.Y}, {back.X - half*across.X, back.Y - half*across.Y}}})
}

// Key explains in the legend what is drawn like the mark.
func (p *Picture) Key(m Mark, text string) { p.Keys = append(p.Keys, Key{m, text}) }

// linked tells whether any mark leads somewhere.
func (p *Picture) linked() bool {
	for _, m := range p.Marks {
		if m.Link != nil {
			return true
		}
	}
	return false
}

// Alone is the picture without links, for files that leave the program.
func (p *Picture) Alone() *Picture {
	out := *p
	out.Marks = make([]Mark, len(p.Marks))
	for i, m := range p.Marks {
		m.Link = nil
		out.Marks[i] = m
	}
	return &out
}
