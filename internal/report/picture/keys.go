package picture

import "unicode/utf8"

const (
	keySize   = 12.0 // of its words
	keyHeight = 20.0
	keySign   = 36.0 // the sign and the gap after it
	keyGap    = 22.0
	letter    = 0.56 // width of a letter on average, in sizes
)

// WithKeys is the picture with its legend below it, for media that do not set the keys as text.
func (p *Picture) WithKeys() *Picture {
	out := *p
	out.Keys, out.Marks = nil, append([]Mark{}, p.Marks...)
	if len(p.Keys) == 0 {
		return &out
	}
	x, y := 0.0, p.Height+6
	for _, k := range p.Keys {
		width := keySign + letter*keySize*float64(utf8.RuneCountInString(k.Text))
		if x > 0 && x+width > p.Width {
			x, y = 0, y+keyHeight
		}
		out.Add(k.sign(x, y))
		out.Write(Soft, keySize, Start, Point{x + keySign, y + 9}, k.Text)
		x += width + keyGap
	}
	out.Height = y + keyHeight
	return &out
}
