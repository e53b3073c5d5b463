package picture

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// SVG is the picture for a page: colours by the classes of the page's own style sheet, title and description inside, links
// that the keyboard reaches.
func (p *Picture) SVG() string {
	w := writer{}
	role, class, described, says := "img", "picture", "", ""
	if p.linked() {
		role = "group" // an image would hide its links
	}
	if p.Width > wide {
		class += " wide"
	}
	if p.Description != "" {
		described, says = ` aria-describedby="`+p.ID+`-desc"`, `<desc id="`+p.ID+`-desc">`+html.EscapeString(p.Description)+`</desc>`
	}
	w.printf(`<svg class="%s" viewBox="0 0 %s %s" role="%s" aria-labelledby="%[5]s-title"%[6]s><title id="%[5]s-title">%[7]s</title>%[8]s`,
		class, short(p.Width), short(p.Height), role, p.ID, described, html.EscapeString(p.Title), says)
	w.marks(p.Marks)
	w.WriteString(`</svg>`)
	return w.String()
}

// wide is from which width on a picture takes all the room that a page gives.
const wide = 700

// SVG is the key's sign for a page, hidden from those who have the page read to them: the text beside it says enough.
func (k *Key) SVG() string {
	w := writer{}
	w.WriteString(`<svg class="picture key" viewBox="0 0 28 10" aria-hidden="true">`)
	w.mark(k.sign(0, 0))
	w.WriteString(`</svg>`)
	return w.String()
}

// sign is a small picture of the mark in a box of 28 by 10 units.
func (k *Key) sign(x, y float64) Mark {
	m := k.Mark
	switch m.Shape {
	case Stroke:
		m.Points = []Point{{x, y + 5}, {x + 28, y + 5}}
	case Area:
		m.Points = rectangle(x, y, 28, 10)
	default:
		m.Points, m.Radius = []Point{{x + 14, y + 5}}, 4
	}
	return m
}

// File is the picture as an SVG file of its own, in the colours of paper.
func (p *Picture) File() []byte {
	w := writer{fixed: true}
	w.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s" font-family="sans-serif"><title>%[3]s</title><desc>%[4]s</desc>`,
		short(p.Width), short(p.Height), html.EscapeString(p.Title), html.EscapeString(p.Description))
	w.marks(p.Marks)
	w.WriteString(`</svg>`)
	return []byte(w.String())
}

// writer writes marks as SVG; fixed gives them the colours of paper, else classes.
type writer struct {
	strings.Builder
	fixed bool
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

func (w *writer) marks(all []Mark) {
	var open *Link
	for _, m := range all {
		if w.fixed {
			m.Link = nil
		}
		if m.Link != open {
			if open != nil {
				w.WriteString(`</a>`)
			}
			if m.Link != nil {
				w.printf(`<a href="%s"`, html.EscapeString(m.Link.Address))
				if m.Link.Name != "" {
					w.printf(` aria-label="%s"`, html.EscapeString(m.Link.Name))
				}
				w.WriteString(`>`)
			}
			open = m.Link
		} else if open != nil {
			w.WriteString(" ") // between words
		}
		w.mark(m)
	}
	if open != nil {
		w.WriteString(`</a>`)
	}
}

func (w *writer) mark(m Mark) {
	switch m.Shape {
	case Stroke:
		w.printf(`<path%s d="%s"/>`, w.paint("stroke", m), path(m.Points))
	case Area:
		w.printf(`<path%s d="%sZ"/>`, w.paint("fill", m), path(m.Points))
	case Dot:
		w.printf(`<circle%s cx="%s" cy="%s" r="%s"/>`, w.paint("fill", m), short(m.Points[0].X), short(m.Points[0].Y), short(m.Radius))
	case Ring:
		w.printf(`<circle%s cx="%s" cy="%s" r="%s"/>`, w.paint("stroke", m), short(m.Points[0].X), short(m.Points[0].Y), short(m.Radius))
	case Words:
		anchor := [...]string{Start: "", Middle: ` text-anchor="middle"`, End: ` text-anchor="end"`}[m.Anchor]
		weight := ""
		if m.Strong {
			weight = ` font-weight="600"`
		}
		w.printf(`<text%s x="%s" y="%s" font-size="%s"%s%s>%s</text>`, w.paint("fill", m), short(m.Points[0].X), short(m.Points[0].Y), short(m.Size), anchor, weight, html.EscapeString(m.Text))
	}
}

// paint says how a shape is coloured: by classes, or in a file by attributes.
func (w *writer) paint(how string, m Mark) string {
	out := ` class="` + how[:1] + "-" + names[m.Tone] + `"`
	if w.fixed {
		out = ` fill="#` + printed[m.Tone] + `"`
		if how == "stroke" {
			out = ` fill="none" stroke="#` + printed[m.Tone] + `"`
		}
	}
	if how == "stroke" {
		out += ` stroke-width="` + short(m.Size) + `"`
		if dash, gap := m.Dash.dashes(); dash > 0 {
			out += ` stroke-dasharray="` + short(dash*m.Size) + " " + short(gap*m.Size) + `"`
		}
	}
	if m.Faint {
		out += ` fill-opacity="` + short(Faintness) + `"`
	}
	return out
}

// Faintness is how much of a faint area covers what lies below, 0 to 1.
const Faintness = 0.2

func path(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + short(p.X) + " " + short(p.Y))
	}
	return b.String()
}

// short writes a coordinate to a tenth.
func short(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}
