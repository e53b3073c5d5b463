package typeset

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Line is one line of text as it stands on paper.
type Line struct {
	Pieces   []Piece // left to right
	Width    float64
	Backward bool // its paragraph runs from right to left, so that it begins at the right
}

// Height is how tall the fonts that a user named make the line; 0 if it has none of them.
func (l Line) Height() (most float64) {
	for _, p := range l.Pieces {
		if !p.Face.own {
			above, below := p.Face.Extents()
			most = max(most, above-below)
		}
	}
	return most
}

// unit is what stays together on a line, and the space after it.
type unit struct {
	text     []rune
	weights  []Weight
	levels   []int8
	pieces   []Piece
	width    float64
	spaces   int
	spaceAt  int8
	spacious float64
}

// paragraph is a text between line breaks, ready to be broken.
type paragraph struct {
	setter  *Setter
	weight  Weight
	weights []Weight // of each letter; nil if all have the one
	text    []rune
	levels  []int8
	space   Piece
}

// Run is a stretch of text of one weight.
type Run struct {
	Weight Weight
	Text   string
}

// Lines breaks text at its line breaks, and else where it would be wider than width (in ems). Direction is found for
// each paragraph by its first letter. The error is a *Missing.
func (s *Setter) Lines(w Weight, text string, width float64) ([]Line, error) {
	return s.Mixed([]Run{{w, text}}, width)
}

// Mixed is Lines for text of several weights.
func (s *Setter) Mixed(runs []Run, width float64) ([]Line, error) {
	var text []rune
	var weights []Weight
	for _, r := range runs {
		letters := []rune(clean(r.Text))
		text = append(text, letters...)
		if len(runs) > 1 {
			weights = append(weights, slices.Repeat([]Weight{r.Weight}, len(letters))...)
		}
	}
	if len(runs) == 0 {
		runs = []Run{{}}
	}
	var all []Line
	for from := 0; from <= len(text); {
		to := from
		for to < len(text) && text[to] != '\n' {
			to++
		}
		p := paragraph{setter: s, weight: runs[0].Weight, text: text[from:to]}
		if weights != nil {
			p.weights = weights[from:to]
		}
		lines, err := s.paragraph(p, width)
		if err != nil {
			return nil, err
		}
		all, from = append(all, lines...), to+1
	}
	return all, nil
}

// Widest is the width of the widest stretch of the text that a line should not break, but at most most.
func (s *Setter) Widest(w Weight, text string, most float64) (wide float64, err error) {
	for part := range strings.SplitSeq(clean(text), "\n") {
		p := paragraph{setter: s, weight: w, text: []rune(part)}
		s.direct(&p)
		units, err := p.units()
		if err != nil {
			return 0, err
		}
		for _, u := range units {
			wide = max(wide, u.width)
		}
	}
	return min(wide, most), nil
}

// clean makes text of one form: composed characters, one kind of line break and of space, nothing that controls.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
			return '\n'
		case unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' && r != '\u3000':
			return ' '
		case unicode.Is(unicode.Cc, r) || r == '\u00ad' || r == '\ufeff':
			return -1
		}
		return r
	}, norm.NFC.String(s))
}

func (s *Setter) paragraph(p paragraph, width float64) ([]Line, error) {
	space, err := s.shape(p.weight, []rune{' '}, false, p.text)
	if err != nil {
		return nil, err
	}
	p.space = space[0]
	backward := s.direct(&p)
	units, err := p.units()
	if err != nil {
		return nil, err
	}
	lines, err := p.fill(units, width)
	for i := range lines {
		lines[i].Backward = backward
	}
	return lines, err
}

// direct finds the paragraph's levels and direction. Text that is from the left as a whole has no levels.
func (s *Setter) direct(p *paragraph) (backward bool) {
	backward = s.backward
	plain := !s.backward
	decided := false
	for _, r := range p.text {
		plain = plain && r < 0x590
		if strong, back := strongly(r); strong && !decided {
			decided, backward = true, back
		}
	}
	if plain {
		return false
	}
	base := int8(0)
	if backward {
		base = 1
	}
	p.levels = levelsOf(p.text, base)
	return backward
}

// units cuts the paragraph where a line may break.
func (p *paragraph) units() ([]unit, error) {
	var ends [][2]int
	p.setter.breaks.Init(p.text)
	for lines := p.setter.breaks.LineIterator(); lines.Next(); {
		l := lines.Line()
		ends = append(ends, [2]int{l.Offset, l.Offset + len(l.Text)})
	}
	all := make([]unit, 0, len(ends))
	for _, e := range ends {
		end := e[1]
		for end > e[0] && p.text[end-1] == ' ' {
			end--
		}
		u, err := p.unit(e[0], end)
		if err != nil {
			return nil, err
		}
		if u.spaces = e[1] - end; u.spaces > 0 {
			u.spacious = p.space.Width * float64(u.spaces)
			if p.levels != nil {
				u.spaceAt = p.levels[end]
			}
		}
		all = append(all, u)
	}
	return all, nil
}

// unit shapes the text from from to to, in stretches of one direction.
func (p *paragraph) unit(from, to int) (unit, error) {
	u := unit{text: p.text[from:to]}
	if p.levels != nil {
		u.levels = p.levels[from:to]
	}
	if p.weights != nil {
		u.weights = p.weights[from:to]
	}
	return u, u.set(p)
}

func (u *unit) set(p *paragraph) error {
	for from := 0; from < len(u.text); {
		level, weight, to := u.level(from), u.weight(p, from), from+1
		for to < len(u.text) && u.level(to) == level && u.weight(p, to) == weight {
			to++
		}
		pieces, err := p.setter.shape(weight, u.text[from:to], level%2 == 1, p.text)
		if err != nil {
			return err
		}
		for _, piece := range pieces {
			piece.level = level
			u.pieces = append(u.pieces, piece)
			u.width += piece.Width
		}
		from = to
	}
	return nil
}

func (u *unit) weight(p *paragraph, at int) Weight {
	if u.weights == nil {
		return p.weight
	}
	return u.weights[at]
}

func (u *unit) level(at int) int8 {
	if u.levels == nil {
		return 0
	}
	return u.levels[at]
}

// cutAt divides a unit so that its first part is at most as wide as width, though it holds one cluster at least.
func (u *unit) cutAt(p *paragraph, width float64) (head, rest unit, err error) {
	runes, used := 0, 0.0
	for _, piece := range u.pieces {
		for _, c := range piece.cuts {
			if used+c.width > width && runes > 0 {
				width = 0 // no more
				break
			}
			runes, used = runes+c.runes, used+c.width
		}
		if width == 0 {
			break
		}
	}
	head, rest = unit{text: u.text[:runes]}, unit{text: u.text[runes:], spaces: u.spaces, spaceAt: u.spaceAt, spacious: u.spacious}
	if u.levels != nil {
		head.levels, rest.levels = u.levels[:runes], u.levels[runes:]
	}
	if u.weights != nil {
		head.weights, rest.weights = u.weights[:runes], u.weights[runes:]
	}
	if err = head.set(p); err == nil {
		err = rest.set(p)
	}
	return head, rest, err
}

// fill puts units on lines. A unit that is wider than a line is cut.
func (p *paragraph) fill(units []unit, width float64) ([]Line, error) {
	var lines []Line
	var on []unit
	used := 0.0
	end := func() {
		lines = append(lines, p.line(on))
		on, used = nil, 0
	}
	for _, u := range units {
		if len(on) > 0 && used+u.width > width {
			end()
		}
		for u.width > width && len(u.text) > 1 {
			head, rest, err := u.cutAt(p, width)
			if err != nil {
				return nil, err
			}
			if len(rest.text) == 0 {
				break
			}
			on = append(on, head)
			end()
			u = rest
		}
		on = append(on, u)
		used += u.width + u.spacious
	}
	end()
	return lines, nil
}

// line orders the pieces of the units for the eye.
func (p *paragraph) line(units []unit) (l Line) {
	for i, u := range units {
		l.Pieces = append(l.Pieces, u.pieces...)
		if i < len(units)-1 { // spaces at the end are gone
			for range u.spaces {
				space := p.space
				space.level = u.spaceAt
				l.Pieces = append(l.Pieces, space)
			}
		}
	}
	reorder(l.Pieces)
	for _, piece := range l.Pieces {
		l.Width += piece.Width
	}
	return l
}

// reorder is rule L2 of UAX #9: from the highest level to the lowest odd one, runs of that level or above turn round.
func reorder(pieces []Piece) {
	var highest int8
	for _, p := range pieces {
		highest = max(highest, p.level)
	}
	for level := highest; level > 0; level-- {
		for from := 0; from < len(pieces); from++ {
			to := from
			for to < len(pieces) && pieces[to].level >= level {
				to++
			}
			for i, j := from, to-1; i < j; i, j = i+1, j-1 {
				pieces[i], pieces[j] = pieces[j], pieces[i]
			}
			from = to
		}
	}
}
