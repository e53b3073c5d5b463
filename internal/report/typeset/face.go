package typeset

import (
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/text/unicode/norm"
)

// Face is a font in use by one setter.
type Face struct {
	*Font
	face    *font.Face
	covered map[rune]bool
	space   font.GID
}

func newFace(f *Font) *Face {
	face := &Face{Font: f, face: font.NewFace(f.data), covered: map[rune]bool{}}
	face.space, _ = face.face.NominalGlyph(' ')
	return face
}

// covers tells whether the face has a glyph for the character, whole or in its parts.
func (f *Face) covers(r rune) bool {
	if has, known := f.covered[r]; known {
		return has
	}
	has := invisible(r)
	if !has {
		_, has = f.face.NominalGlyph(r)
	}
	if !has {
		parts := []rune(norm.NFD.String(string(r)))
		has = len(parts) > 1
		for _, p := range parts {
			_, found := f.face.NominalGlyph(p)
			has = has && found
		}
	}
	f.covered[r] = has
	return has
}

func (f *Face) coversAll(text []rune) bool {
	for _, r := range text {
		if !f.covers(r) {
			return false
		}
	}
	return true
}

// invisible characters direct their neighbours and have no shape of their own.
func invisible(r rune) bool {
	return r >= 0xAD && unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// Outline is the glyph's shape, with the unit of its coordinates being 1/UnitsPerEm.
func (f *Face) Outline(glyph uint32) []opentype.Segment {
	if glyph == Blank {
		return nil
	}
	o, _ := f.face.GlyphDataOutline(font.GID(glyph))
	return o.Segments
}

// UnitsPerEm is the em in the unit of outlines.
func (f *Face) UnitsPerEm() float64 { return float64(f.data.Upem()) }

// Advance is how wide the font itself makes the glyph, in ems.
func (f *Face) Advance(glyph uint32) float64 {
	if glyph == Blank {
		return 0
	}
	return float64(f.face.HorizontalAdvance(font.GID(glyph))) / f.UnitsPerEm()
}

// Extents are how far the font's glyphs reach above and, as a negative number, below the base line, in ems.
func (f *Face) Extents() (above, below float64) {
	e, ok := f.face.FontHExtents()
	if !ok {
		return 1, -.3
	}
	return float64(e.Ascender) / f.UnitsPerEm(), float64(e.Descender) / f.UnitsPerEm()
}
