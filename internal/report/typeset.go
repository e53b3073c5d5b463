package report

import (
	"strings"
	"unicode"

	"github.com/assay-isms/assay/internal/errs"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// face is one font as embedded in the PDF.
type face struct {
	name   string
	data   []byte
	font   *sfnt.Font
	widths map[rune]float64 // in ems; below zero the face lacks the character
}

// typesetter knows the faces and breaks text into lines. It refuses what it could only print wrong.
type typesetter struct {
	plain, bold, mono *face
	other             *face // for characters the rest lack; nil if none was given
	buffer            sfnt.Buffer
}

// glyph is one character with the face that has it.
type glyph struct {
	char  rune
	face  *face
	width float64 // ems
}

type line []glyph

func newTypesetter(fallback []byte) (*typesetter, error) {
	t := &typesetter{
		plain: &face{name: "plain", data: goregular.TTF},
		bold:  &face{name: "bold", data: gobold.TTF},
		mono:  &face{name: "mono", data: gomono.TTF},
	}
	if len(fallback) > 0 {
		t.other = &face{name: "other", data: fallback}
		magic := string(fallback[:min(4, len(fallback))])
		if magic != "\x00\x01\x00\x00" && magic != "true" {
			return nil, errs.Invalidf("The font file for PDF cannot be used: it must be TrueType (.ttf), not OpenType with PostScript outlines and not a collection.")
		}
	}
	for _, f := range t.faces() {
		var err error
		if f.font, err = sfnt.Parse(f.data); err != nil {
			return nil, errs.Invalidf("The font file for PDF cannot be read: %v. Name another TrueType file (.ttf).", err)
		}
		f.widths = map[rune]float64{}
	}
	return t, nil
}

func (t *typesetter) faces() []*face {
	all := []*face{t.plain, t.bold, t.mono}
	if t.other != nil {
		all = append(all, t.other)
	}
	return all
}

// width is the character's advance in ems, or below zero if the face lacks it.
func (t *typesetter) width(f *face, r rune) float64 {
	if w, ok := f.widths[r]; ok {
		return w
	}
	w := -1.0
	if index, err := f.font.GlyphIndex(&t.buffer, r); err == nil && index != 0 && r <= 0xFFFF {
		if advance, err := f.font.GlyphAdvance(&t.buffer, index, fixed.I(1000), font.HintingNone); err == nil {
			w = float64(advance) / 64 / 1000
		}
	}
	f.widths[r] = w
	return w
}

// unshaped are the scripts whose letters must be joined, stacked or reordered, which the PDF library does not do.
var unshaped = []struct {
	name   string
	script *unicode.RangeTable
}{
	{"Arabic", unicode.Arabic}, {"Hebrew", unicode.Hebrew}, {"Syriac", unicode.Syriac}, {"Thaana", unicode.Thaana}, {"N'Ko", unicode.Nko},
	{"Devanagari", unicode.Devanagari}, {"Bengali", unicode.Bengali}, {"Gurmukhi", unicode.Gurmukhi}, {"Gujarati", unicode.Gujarati},
	{"Odia", unicode.Oriya}, {"Tamil", unicode.Tamil}, {"Telugu", unicode.Telugu}, {"Kannada", unicode.Kannada}, {"Malayalam", unicode.Malayalam},
	{"Sinhala", unicode.Sinhala}, {"Thai", unicode.Thai}, {"Lao", unicode.Lao}, {"Khmer", unicode.Khmer}, {"Burmese", unicode.Myanmar},
	{"Tibetan", unicode.Tibetan}, {"Mongolian", unicode.Mongolian},
}

// glyphs finds a face for every character. Characters without a shape of their own (direction marks, joiners) go.
func (t *typesetter) glyphs(f *face, s string) (line, error) {
	var all line
	for _, r := range norm.NFC.String(strings.ReplaceAll(s, "\r\n", "\n")) {
		switch {
		case r == '\n':
			all = append(all, glyph{char: r, face: f})
			continue
		case unicode.IsSpace(r) && r != '\u00a0':
			r = ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			continue
		}
		g, err := t.glyph(f, r, s)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

func (t *typesetter) glyph(f *face, r rune, in string) (glyph, error) {
	for _, u := range unshaped {
		if r >= 0x0590 && unicode.Is(u.script, r) {
			return glyph{}, errs.Invalidf("PDF cannot hold %s script yet, whatever the font: found in %q. Choose DOCX or HTML, and print that.", u.name, excerpt(in, r))
		}
	}
	for _, candidate := range []*face{f, t.other} {
		if candidate == nil {
			continue
		}
		if w := t.width(candidate, r); w >= 0 {
			return glyph{r, candidate, w}, nil
		}
	}
	mend := "Name a TrueType font file (.ttf) that has it, or choose DOCX or HTML."
	if t.other != nil || r > 0xFFFF {
		mend = "Choose DOCX or HTML, and print that."
	}
	return glyph{}, errs.Invalidf("PDF has no shape for the character %q (%U) in %q. %s", r, r, excerpt(in, r), mend)
}

// excerpt is the text around the first r.
func excerpt(s string, r rune) string {
	runes := []rune(norm.NFC.String(s))
	at := 0
	for at < len(runes)-1 && runes[at] != r {
		at++
	}
	return string(runes[max(0, at-20):min(len(runes), at+20)])
}

// lines breaks text at newlines, and else where it would be wider than width (in ems): at a space, after a hyphen or
// slash, between ideographs, or where there is none of these, anywhere.
func (t *typesetter) lines(f *face, s string, width float64) ([]line, error) {
	all, err := t.glyphs(f, s)
	if err != nil {
		return nil, err
	}
	var lines []line
	start, breakAt, used := 0, 0, 0.0
	for i := 0; i < len(all); i++ {
		g := all[i]
		if g.char == '\n' {
			lines = append(lines, all[start:i])
			start, breakAt, used = i+1, i+1, 0
			continue
		}
		used += g.width
		if used > width && g.char != ' ' && i > start {
			end := i
			if breakAt > start {
				end = breakAt
			}
			lines = append(lines, all[start:end])
			start, breakAt, used = end, end, 0
			i = end - 1
			continue
		}
		if breakable(g.char) || i+1 < len(all) && ideograph(all[i+1].char) {
			breakAt = i + 1
		}
	}
	return append(lines, all[start:]), nil
}

func breakable(r rune) bool { return strings.ContainsRune(" -‐–—/", r) || ideograph(r) }

func ideograph(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

func (l line) width() float64 {
	w := 0.0
	for _, g := range l.trimmed() {
		w += g.width
	}
	return w
}

func (l line) trimmed() line {
	for len(l) > 0 && l[len(l)-1].char == ' ' {
		l = l[:len(l)-1]
	}
	return l
}
