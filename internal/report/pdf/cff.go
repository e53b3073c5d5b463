package pdf

import (
	"encoding/binary"
	"math"

	"github.com/go-text/typesetting/font/opentype"
)

// outline is a glyph of 1000 units an em.
type outline struct {
	segments []opentype.Segment
	scale    float64 // from the segments' unit to 1/1000 em
	width    int
}

// cff makes a font program in the Compact Font Format (Adobe's note 5176), keyed by number, from outlines; the first is
// that of the missing glyph. One way serves every kind of font file: TrueType, OpenType, collections, variable ones.
// Hints are left out; screens and printers of today draw small text well without.
func cff(name string, glyphs []outline) []byte {
	var charstrings [][]byte
	for _, g := range glyphs {
		charstrings = append(charstrings, g.charstring())
	}
	head := []byte{1, 0, 4, 4}
	head = append(head, index([]byte(name))...)
	strings := index([]byte("Adobe"), []byte("Identity"))
	subrs := index()
	last := len(glyphs) - 1
	charset := binary.BigEndian.AppendUint16([]byte{2, 0, 1}, uint16(max(last-1, 0)))
	if last == 0 {
		charset = []byte{0}
	}
	choose := binary.BigEndian.AppendUint16([]byte{3, 0, 1, 0, 0, 0}, uint16(len(glyphs))) // every glyph has the first dictionary
	shapes := index(charstrings...)
	private := append(operand(nil, 0), 20) // the width that is left out is 0
	fonts := func(at int) []byte {
		return index(append(fixedOperand(fixedOperand(nil, len(private)), at), 18))
	}
	top := func(offset int) []byte { // all offsets have one length, so that the dictionary's length is known before
		charsetAt := offset
		chooseAt := charsetAt + len(charset)
		shapesAt := chooseAt + len(choose)
		fontsAt := shapesAt + len(shapes)
		var d []byte
		d = append(operand(operand(operand(d, 391), 392), 0), 12, 30)
		d = append(operand(d, len(glyphs)), 12, 34)
		d = append(fixedOperand(d, charsetAt), 15)
		d = append(fixedOperand(d, chooseAt), 12, 37)
		d = append(fixedOperand(d, shapesAt), 17)
		return append(fixedOperand(d, fontsAt), 12, 36)
	}
	offset := len(head) + len(index(top(0))) + len(strings) + len(subrs)
	all := append(head, index(top(offset))...)
	for _, part := range [][]byte{strings, subrs, charset, choose, shapes} {
		all = append(all, part...)
	}
	all = append(all, fonts(len(all)+len(fonts(0)))...)
	return append(all, private...)
}

// index is the format's list of byte strings.
func index(items ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(items)))
	if len(items) == 0 {
		return b
	}
	b = append(b, 4)
	at := uint32(1)
	b = binary.BigEndian.AppendUint32(b, at)
	for _, i := range items {
		at += uint32(len(i))
		b = binary.BigEndian.AppendUint32(b, at)
	}
	for _, i := range items {
		b = append(b, i...)
	}
	return b
}

// operand is a number of up to 16 bits in a dictionary or a charstring, which write it alike.
func operand(b []byte, n int) []byte {
	switch {
	case -107 <= n && n <= 107:
		return append(b, byte(n+139))
	case 108 <= n && n <= 1131:
		return append(b, byte((n-108)>>8+247), byte(n-108))
	case -1131 <= n && n <= -108:
		return append(b, byte((-n-108)>>8+251), byte(-n-108))
	}
	return append(b, 28, byte(n>>8), byte(n))
}

// fixedOperand is a number in a dictionary, always of five bytes.
func fixedOperand(b []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(append(b, 29), uint32(n))
}

// pen draws a charstring. Points are rounded where they are, so that errors do not add up.
type pen struct {
	code []byte
	x, y int
}

func (g outline) charstring() []byte {
	p := &pen{code: operand(nil, g.width)}
	for _, s := range g.segments {
		at := func(i int) (float64, float64) { return float64(s.Args[i].X) * g.scale, float64(s.Args[i].Y) * g.scale }
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			p.to(at(0))
			p.code = append(p.code, 21)
		case opentype.SegmentOpLineTo:
			p.to(at(0))
			p.code = append(p.code, 5)
		case opentype.SegmentOpQuadTo: // a cubic curve of the same shape
			x0, y0 := float64(p.x), float64(p.y)
			x1, y1 := at(0)
			x2, y2 := at(1)
			p.to(x0+(x1-x0)*2/3, y0+(y1-y0)*2/3)
			p.to(x2+(x1-x2)*2/3, y2+(y1-y2)*2/3)
			p.to(x2, y2)
			p.code = append(p.code, 8)
		case opentype.SegmentOpCubeTo:
			for i := range 3 {
				p.to(at(i))
			}
			p.code = append(p.code, 8)
		}
	}
	return append(p.code, 14)
}

func (p *pen) to(x, y float64) {
	nx, ny := int(math.Round(x)), int(math.Round(y))
	p.code = operand(operand(p.code, nx-p.x), ny-p.y)
	p.x, p.y = nx, ny
}
