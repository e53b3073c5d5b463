package report

import (
	"github.com/assay-isms/assay/internal/report/pdf"
	"github.com/assay-isms/assay/internal/report/picture"
	"github.com/assay-isms/assay/internal/report/typeset"
)

const (
	pixel       = 25.4 / 96 // mm
	widestShown = 175.0     // mm, of a picture
)

// printer puts the marks of a picture on paper.
type printer struct {
	*press
	scale, x, y float64 // mm per unit, and the picture's upper left corner
	title       string
}

// picture prints a drawing as a figure with its text for those who have the document read to them.
func (p *press) picture(drawn *picture.Picture) error {
	full := drawn.WithKeys()
	scale := min(pixel, min(p.measure(), widestShown)/full.Width, (p.height-pdfTop-pdfBottom)/full.Height)
	if p.room() < full.Height*scale {
		p.newPage()
	}
	at := &printer{p, scale, p.left(pdfMargin, full.Width*scale), p.y, full.Title}
	figure := p.Figure(pdf.Root, drawn.Title+". "+drawn.Description, pdf.Box{X: at.x, Y: at.y, Width: full.Width * scale, Height: full.Height * scale, Page: p.page})
	var err error
	p.page.As(figure, func() {
		for _, m := range full.Marks {
			if err == nil {
				err = at.mark(m)
			}
		}
	})
	p.y += full.Height*scale + 3
	return err
}

func (p *printer) mark(m picture.Mark) error {
	ink, xy := m.Tone.Printed(), p.places(m.Points)
	switch m.Shape {
	case picture.Stroke:
		for _, piece := range m.Pieces() {
			p.page.Polyline(ink, m.Size*p.scale, p.places(piece)...)
		}
	case picture.Area:
		if m.Faint {
			p.page.Faint(ink, xy...)
			return nil
		}
		p.page.Polygon(ink, 0, xy...)
	case picture.Dot:
		p.page.Circle(xy[0], xy[1], m.Radius*p.scale, ink, 0)
	case picture.Ring:
		p.page.Circle(xy[0], xy[1], m.Radius*p.scale, ink, m.Size*p.scale)
	case picture.Words:
		return p.words(m, xy[0], xy[1])
	}
	return nil
}

func (p *printer) words(m picture.Mark, x, y float64) error {
	s := style{typeset.Plain, m.Size * p.scale / point, m.Tone.Printed()}
	if m.Strong {
		s.weight = typeset.Bold
	}
	lines, err := p.lines(m.Text, s, p.width, "the picture “"+p.title+"”")
	if err != nil {
		return err
	}
	width := lines[0].Width * s.em()
	p.page.Text(lines[0], x-[...]float64{picture.Start: 0, picture.Middle: width / 2, picture.End: width}[m.Anchor], y, s.size, s.ink)
	return nil
}

func (p *printer) places(points []picture.Point) []float64 {
	xy := make([]float64, 0, 2*len(points))
	for _, at := range points {
		xy = append(xy, p.x+at.X*p.scale, p.y+at.Y*p.scale)
	}
	return xy
}
