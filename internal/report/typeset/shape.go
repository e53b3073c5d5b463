package typeset

import (
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// Glyph is one shape and where it stands.
type Glyph struct {
	ID      uint32
	Advance float64 // ems, to where the next glyph begins
	X, Y    float64 // ems, by which this glyph is moved from there
	Text    string  // what it stands for
	Group   int     // above 1, this and the glyphs after it together stand for Text, and the others have none
}

// Blank is the ID of a glyph without shape or width: it carries the text of a ligature's further letters.
const Blank = ^uint32(0)

// Piece is a run of glyphs of one face in the order they stand on the line, left to right.
type Piece struct {
	Face   *Face
	Glyphs []Glyph
	Width  float64

	level int8
	cuts  []cut // where the text may be cut, in its own order
}

// cut is a cluster: how many runes it has and how wide it is.
type cut struct {
	runes int
	width float64
}

// Setter sets the text of one document. It keeps the words it has shaped, and is not for use by many at once.
type Setter struct {
	stacks   [weights][]*Face
	language language.Language
	backward bool // the document's own direction is right to left
	shaper   shaping.HarfbuzzShaper
	breaks   segmenter.Segmenter
	words    map[word][]Piece
}

// word is a stretch of text within which no line breaks, in one direction.
type word struct {
	weight   Weight
	backward bool
	text     string
}

// NewSetter makes a setter for a document in the language, whose direction backward tells.
func NewSetter(lang string, backward bool, named []*Font) *Setter {
	s := &Setter{language: language.NewLanguage(lang), backward: backward, words: map[word][]Piece{}}
	faces := map[*Font]*Face{}
	for w, fonts := range stacks(named) {
		for _, f := range fonts {
			if faces[f] == nil {
				faces[f] = newFace(f)
			}
			s.stacks[w] = append(s.stacks[w], faces[f])
		}
	}
	return s
}

// shape gives the pieces of a word; around is for the message if a font is missing.
func (s *Setter) shape(w Weight, text []rune, backward bool, around []rune) ([]Piece, error) {
	key := word{w, backward, string(text)}
	if pieces, known := s.words[key]; known {
		return pieces, nil
	}
	var pieces []Piece
	for from := 0; from < len(text); {
		face, to := s.run(w, text, from)
		if face == nil {
			return nil, missing(s.stacks[w], text[from:to], around)
		}
		pieces = append(pieces, s.piece(face, text, from, to, backward))
		from = to
	}
	s.words[key] = pieces
	return pieces, nil
}

// run finds where the script that begins at from ends, and a face: one that has all of it, else one for its first
// grapheme and as many as follow.
func (s *Setter) run(w Weight, text []rune, from int) (*Face, int) {
	to, script := from, language.Script(0)
	for ; to < len(text); to++ {
		own := scriptOf(text[to])
		if own != 0 && script != 0 && own != script {
			break
		}
		script = max(script, own)
	}
	for _, f := range s.stacks[w] {
		if f.coversAll(text[from:to]) {
			return f, to
		}
	}
	var found *Face
	end := from
	s.breaks.Init(text[from:to])
	for g := s.breaks.GraphemeIterator(); g.Next(); {
		face := s.faceOf(w, g.Grapheme().Text)
		next := from + g.Grapheme().Offset + len(g.Grapheme().Text)
		switch {
		case end == from:
			found, end = face, next
			if face == nil {
				return nil, end
			}
		case face != found:
			return found, end
		default:
			end = next
		}
	}
	return found, end
}

func (s *Setter) faceOf(w Weight, grapheme []rune) *Face {
	for _, f := range s.stacks[w] {
		if f.coversAll(grapheme) {
			return f
		}
	}
	return nil
}

const perEm = 1000 * 64 // the shaper's unit: 1/64 of a thousandth

func (s *Setter) piece(f *Face, text []rune, from, to int, backward bool) Piece {
	in := shaping.Input{Text: text, RunStart: from, RunEnd: to, Face: f.face, Size: fixed.I(1000), Language: s.language, Script: language.Latin}
	for _, r := range text[from:to] {
		if script := scriptOf(r); script != 0 {
			in.Script = script
			break
		}
	}
	if backward {
		in.Direction = di.DirectionRTL
	}
	out := s.shaper.ShapeNoExtents(in)
	p := Piece{Face: f}
	for i := 0; i < len(out.Glyphs); {
		n := 1
		for i+n < len(out.Glyphs) && out.Glyphs[i+n].TextIndex() == out.Glyphs[i].TextIndex() {
			n++
		}
		at := out.Glyphs[i].TextIndex()
		p.cluster(out.Glyphs[i:i+n], text[at:min(at+out.Glyphs[i].RunesCount(), to)], backward)
		i += n
	}
	if backward {
		for i, j := 0, len(p.cuts)-1; i < j; i, j = i+1, j-1 {
			p.cuts[i], p.cuts[j] = p.cuts[j], p.cuts[i]
		}
	}
	return p
}

// cluster adds glyphs that stand for the runes together. Which glyph stands for which rune is said where it is known,
// so that the text can be searched and copied.
func (p *Piece) cluster(glyphs []shaping.Glyph, runes []rune, backward bool) {
	if p.unseen(runes) {
		return
	}
	start := len(p.Glyphs)
	width := 0.0
	for _, g := range glyphs {
		if len(glyphs) > 1 && g.GlyphID == p.Face.space && g.Advance == 0 {
			continue // an invisible character
		}
		p.Glyphs = append(p.Glyphs, Glyph{ID: uint32(g.GlyphID), Advance: float64(g.Advance) / perEm, X: float64(g.XOffset) / perEm, Y: float64(g.YOffset) / perEm})
		width += float64(g.Advance) / perEm
	}
	own := p.Glyphs[start:]
	switch {
	case len(own) == 1 && backward && len(runes) > 1:
		p.spread(runes)
	case len(own) == 1:
		own[0].Text = string(runes)
	case len(own) == len(runes):
		for i := range own {
			at := i
			if backward {
				at = len(own) - 1 - i
			}
			own[i].Text = string(runes[at])
		}
	case len(own) > 1:
		own[0].Text, own[0].Group = string(runes), len(own)
	}
	p.Width += width
	p.cuts = append(p.cuts, cut{len(runes), width})
}

// unseen adds what has no shape: joiners keep their place for those who copy the text, marks of direction do not.
func (p *Piece) unseen(runes []rune) bool {
	for _, r := range runes {
		if !invisible(r) {
			return false
		}
	}
	for _, r := range runes {
		if !unicode.Is(unicode.Bidi_Control, r) {
			p.Glyphs = append(p.Glyphs, Glyph{ID: Blank, Text: string(r)})
		}
	}
	p.cuts = append(p.cuts, cut{runes: len(runes)})
	return true
}

// spread gives the last glyph, a ligature that is read from the right, its first letter, and blanks before it the
// others: readers turn what stands from left to right round, and some of them also within what one glyph stands for.
func (p *Piece) spread(runes []rune) {
	last := len(p.Glyphs) - 1
	ligature := p.Glyphs[last]
	p.Glyphs = p.Glyphs[:last]
	for i := len(runes) - 1; i > 0; i-- {
		p.Glyphs = append(p.Glyphs, Glyph{ID: Blank, Text: string(runes[i])})
	}
	ligature.Text = string(runes[0])
	p.Glyphs = append(p.Glyphs, ligature)
}
