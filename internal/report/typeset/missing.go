package typeset

import (
	"fmt"
	"unicode"

	"github.com/go-text/typesetting/language"
)

// Missing says that no font has a shape for a character.
type Missing struct {
	Char   rune
	Script string // its name in English, such as "Arabic"; for a sign of no script "symbols"
	Text   string // the text around it
	Debian string // a package of Debian that has a font for it
	File   string // such a font's file there
}

func (m *Missing) Error() string {
	return fmt.Sprintf("no font for %s: %q (%U) in %q", m.Script, m.Char, m.Char, m.Text)
}

const (
	notoCore = "/usr/share/fonts/truetype/noto/"
	notoCJK  = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
)

// Fonts named by more than one script's word.
var debian = []struct {
	name   string
	tables []*unicode.RangeTable
	pack   string
	file   string
}{
	{"Arabic", []*unicode.RangeTable{unicode.Arabic}, "fonts-noto-core", notoCore + "NotoSansArabic-Regular.ttf"},
	{"Hebrew", []*unicode.RangeTable{unicode.Hebrew}, "fonts-noto-core", notoCore + "NotoSansHebrew-Regular.ttf"},
	{"Japanese", []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana}, "fonts-noto-cjk", notoCJK},
	{"Korean", []*unicode.RangeTable{unicode.Hangul}, "fonts-noto-cjk", notoCJK},
	{"Chinese, Japanese or Korean", []*unicode.RangeTable{unicode.Han, unicode.Bopomofo, cjkSigns}, "fonts-noto-cjk", notoCJK},
	{"Devanagari", []*unicode.RangeTable{unicode.Devanagari}, "fonts-noto-core", notoCore + "NotoSansDevanagari-Regular.ttf"},
	{"Thai", []*unicode.RangeTable{unicode.Thai}, "fonts-noto-core", notoCore + "NotoSansThai-Regular.ttf"},
	{"Armenian", []*unicode.RangeTable{unicode.Armenian}, "fonts-noto-core", notoCore + "NotoSansArmenian-Regular.ttf"},
	{"Georgian", []*unicode.RangeTable{unicode.Georgian}, "fonts-noto-core", notoCore + "NotoSansGeorgian-Regular.ttf"},
}

// cjkSigns are the signs and wide forms that belong to no script and stand in East Asian text.
var cjkSigns = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x3000, Hi: 0x303F, Stride: 1}, {Lo: 0x3200, Hi: 0x33FF, Stride: 1}, {Lo: 0xFE30, Hi: 0xFE4F, Stride: 1}, {Lo: 0xFF00, Hi: 0xFFEF, Stride: 1}}}

// missing finds the character of the text that no face has, and what would help.
func missing(faces []*Face, text, around []rune) *Missing {
	m := &Missing{Char: text[0]}
	for _, r := range text {
		covered := false
		for _, f := range faces {
			covered = covered || f.covers(r)
		}
		if !covered {
			m.Char = r
			break
		}
	}
	m.Text = excerpt(around, m.Char)
	for _, d := range debian {
		if unicode.In(m.Char, d.tables...) {
			m.Script, m.Debian, m.File = d.name, d.pack, d.file
			return m
		}
	}
	m.Debian, m.File = "fonts-noto-core", notoCore
	for name, table := range unicode.Scripts {
		if unicode.Is(table, m.Char) && name != "Common" && name != "Inherited" {
			m.Script = name
			return m
		}
	}
	m.Script, m.Debian, m.File = "symbols", "fonts-symbola", "/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf"
	return m
}

// excerpt is the text around the first r.
func excerpt(text []rune, r rune) string {
	at := 0
	for at < len(text)-1 && text[at] != r {
		at++
	}
	return string(text[max(0, at-20):min(len(text), at+20)])
}

// scriptOf is the script that the character brings, or 0 for one that takes its neighbours'.
func scriptOf(r rune) language.Script {
	switch s := language.LookupScript(r); s {
	case language.Common, language.Inherited, language.Unknown:
		return 0
	default:
		return s
	}
}
