// Package typeset turns text into lines of placed glyphs: it finds a font for every character, orders text of both
// directions as Unicode's bidirectional algorithm says (UAX #9), has letters joined and stacked as their script asks
// (OpenType shaping), and breaks lines where UAX #14 allows. It refuses what it could only print as boxes.
//
// It knows neither PDF nor pages: lengths are in ems, the caller multiplies by the size.
package typeset

import (
	"bytes"
	_ "embed" // the built-in fonts
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/font/gofont/gomono"
)

// Weight is one of the three looks a text may have.
type Weight int

const (
	Plain Weight = iota
	Bold
	Mono
	weights
)

//go:embed fonts/NotoSans-Regular.ttf
var notoRegular []byte

//go:embed fonts/NotoSans-Bold.ttf
var notoBold []byte

//go:embed fonts/NotoSansMath.ttf
var notoMath []byte

//go:embed fonts/NotoSansSymbols.ttf
var notoSymbols []byte

//go:embed fonts/NotoSansSymbols2.ttf
var notoSymbols2 []byte

// Font is one face of a font file. It may be used by many setters at once.
type Font struct {
	Name string
	bold bool
	own  bool // built in
	data *font.Font
}

// Parse reads a font file: TrueType or OpenType (.ttf, .otf) or a collection of them (.ttc, .otc). A font whose
// glyphs have no outlines, or that its maker forbids to embed in documents, is an error.
func Parse(file []byte) ([]*Font, error) {
	loaders, err := opentype.NewLoaders(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("it is no TrueType or OpenType font: %w", err)
	}
	var all []*Font
	for _, l := range loaders {
		if !l.HasTable(opentype.MustNewTag("glyf")) && !l.HasTable(opentype.MustNewTag("CFF ")) && !l.HasTable(opentype.MustNewTag("CFF2")) {
			return nil, fmt.Errorf("its glyphs are pictures, and a PDF needs outlines")
		}
		if os2, err := l.RawTable(opentype.MustNewTag("OS/2")); err == nil && len(os2) > 9 && os2[9]&0xF == 2 {
			return nil, fmt.Errorf("its maker forbids to embed it in documents")
		}
		data, err := font.NewFont(l)
		if err != nil {
			return nil, fmt.Errorf("it cannot be read: %w", err)
		}
		d := data.Describe()
		f := &Font{Name: d.Family, bold: d.Aspect.Weight >= font.WeightSemibold, data: data}
		if f.bold {
			f.Name += "-Bold"
		}
		all = append(all, f)
	}
	return all, nil
}

// builtIn are the program's own fonts, in the order of the files above, then the one for Mono.
var builtIn = sync.OnceValue(func() (all []*Font) {
	for _, file := range [][]byte{notoRegular, notoBold, notoMath, notoSymbols, notoSymbols2, gomono.TTF} {
		fonts, err := Parse(file)
		if err != nil {
			panic(err) // a part of the program
		}
		fonts[0].own = true
		all = append(all, fonts...)
	}
	return all
})

// stacks are the fonts tried for each weight, in order: the program's own first, then the named ones, of which those
// of the same weight come first.
func stacks(named []*Font) (all [weights][]*Font) {
	own := builtIn()
	regular, bold, rest, mono := own[0], own[1], own[2:5], own[5]
	all[Plain] = append([]*Font{regular}, rest...)
	all[Bold] = append([]*Font{bold}, rest...)
	all[Mono] = append([]*Font{mono, regular}, rest...)
	for w := range all {
		for _, same := range []bool{true, false} {
			for _, f := range named {
				if (f.bold == (Weight(w) == Bold)) == same {
					all[w] = append(all[w], f)
				}
			}
		}
	}
	return all
}
