package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strconv"

	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"

	"github.com/assay-isms/assay/internal/report/typeset"
)

// sharpness is how many dots a unit of a picture has.
const sharpness = 2.5

// raster draws a picture dot by dot, for programs that show no SVG.
type raster struct {
	*image.RGBA
	set *typeset.Setter
}

// PNG is the picture as a PNG file on white. Words in letters that no font here has are left out of it.
func (p *Picture) PNG(set *typeset.Setter) ([]byte, error) {
	r := &raster{image.NewRGBA(image.Rect(0, 0, int(p.Width*sharpness), int(p.Height*sharpness))), set}
	draw.Draw(r, r.Bounds(), image.White, image.Point{}, draw.Src)
	for _, m := range p.Marks {
		r.mark(m)
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&b, r.RGBA)
	return b.Bytes(), err
}

func (r *raster) mark(m Mark) {
	var s outlines
	switch m.Shape {
	case Stroke:
		for _, piece := range m.Pieces() {
			s.stroke(piece, m.Size)
		}
	case Area:
		s.add(m.Points...)
	case Dot:
		s.add(disc(m.Points[0], m.Radius)...)
	case Ring:
		around := disc(m.Points[0], m.Radius)
		s.stroke(append(around, around[0]), m.Size)
	case Words:
		s = r.words(m)
	}
	n, _ := strconv.ParseUint(m.Tone.Printed(), 16, 32) // a constant
	ink := color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
	if m.Faint {
		ink.A = uint8(Faintness * 255)
	}
	s.fill(r.RGBA, ink)
}

// disc is a circle as points.
func disc(at Point, radius float64) (out []Point) {
	const corners = 24
	for i := range corners {
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / corners)
		out = append(out, Point{X: at.X + radius*cos, Y: at.Y + radius*sin})
	}
	return out
}

// outlines are closed lines that are filled together.
type outlines [][]Point

func (s *outlines) add(points ...Point) { *s = append(*s, points) }

// stroke is every piece of a line with round ends. All run the same way round, so that none takes another away.
func (s *outlines) stroke(points []Point, thickness float64) {
	half := thickness / 2
	for i, to := range points {
		s.add(disc(to, half)...)
		if i == 0 {
			continue
		}
		from := points[i-1]
		length := math.Hypot(to.X-from.X, to.Y-from.Y)
		if length == 0 {
			continue
		}
		x, y := -(to.Y-from.Y)/length*half, (to.X-from.X)/length*half
		s.add(Point{X: from.X + x, Y: from.Y + y}, Point{X: to.X + x, Y: to.Y + y}, Point{X: to.X - x, Y: to.Y - y}, Point{X: from.X - x, Y: from.Y - y})
	}
}

// words are the outlines of a text's glyphs.
func (r *raster) words(m Mark) (out outlines) {
	weight := typeset.Plain
	if m.Strong {
		weight = typeset.Bold
	}
	lines, err := r.set.Lines(weight, m.Text, math.Inf(1))
	if err != nil {
		return nil
	}
	width := lines[0].Width * m.Size
	x := m.Points[0].X - [...]float64{Start: 0, Middle: width / 2, End: width}[m.Anchor]
	for _, piece := range lines[0].Pieces {
		scale := m.Size / piece.Face.UnitsPerEm()
		for _, g := range piece.Glyphs {
			out = append(out, contours(piece.Face.Outline(g.ID), x+g.X*m.Size, m.Points[0].Y-g.Y*m.Size, scale)...)
			x += g.Advance * m.Size
		}
	}
	return out
}

// contours are a glyph's outlines with its curves as short lines.
func contours(segments []opentype.Segment, x, y, scale float64) (out outlines) {
	var now []Point
	at := func(p opentype.SegmentPoint) Point {
		return Point{X: x + float64(p.X)*scale, Y: y - float64(p.Y)*scale}
	}
	for _, s := range segments {
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if now != nil {
				out = append(out, now)
			}
			now = []Point{at(s.Args[0])}
		case opentype.SegmentOpLineTo:
			now = append(now, at(s.Args[0]))
		case opentype.SegmentOpQuadTo:
			a, b, c := now[len(now)-1], at(s.Args[0]), at(s.Args[1])
			now = append(now, bend(a, mix(a, b, 2.0/3), mix(c, b, 2.0/3), c)...)
		case opentype.SegmentOpCubeTo:
			now = append(now, bend(now[len(now)-1], at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))...)
		}
	}
	return append(out, now)
}

func mix(a, b Point, share float64) Point {
	return Point{X: a.X + (b.X-a.X)*share, Y: a.Y + (b.Y-a.Y)*share}
}

// bend is a cubic curve as four short lines.
func bend(a, b, c, d Point) (out []Point) {
	for i := 1; i <= 4; i++ {
		t := float64(i) / 4
		ab, bc, cd := mix(a, b, t), mix(b, c, t), mix(c, d, t)
		out = append(out, mix(mix(ab, bc, t), mix(bc, cd, t), t))
	}
	return out
}

// fill colours the inside of the outlines, working on no more of the picture than they cover.
func (s outlines) fill(onto *image.RGBA, ink color.Color) {
	least, most := Point{X: math.Inf(1), Y: math.Inf(1)}, Point{X: math.Inf(-1), Y: math.Inf(-1)}
	for _, points := range s {
		for _, p := range points {
			least, most = Point{X: min(least.X, p.X), Y: min(least.Y, p.Y)}, Point{X: max(most.X, p.X), Y: max(most.Y, p.Y)}
		}
	}
	if !(least.X < most.X) {
		return
	}
	box := image.Rect(int(math.Floor(least.X*sharpness)), int(math.Floor(least.Y*sharpness)), int(math.Ceil(most.X*sharpness))+1, int(math.Ceil(most.Y*sharpness))+1)
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(p Point) (x, y float32) {
		return float32(p.X*sharpness) - float32(box.Min.X), float32(p.Y*sharpness) - float32(box.Min.Y)
	}
	for _, points := range s {
		for i, p := range points {
			if x, y := at(p); i == 0 {
				z.MoveTo(x, y)
			} else {
				z.LineTo(x, y)
			}
		}
		z.ClosePath()
	}
	z.Draw(onto, box, image.NewUniform(ink), image.Point{})
}
