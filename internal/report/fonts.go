package report

import (
	"os"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/report/typeset"
)

// Fonts are the font files that a user named, for letters that the built-in fonts lack in PDF. Many documents may be
// written with them at once.
type Fonts struct{ faces []*typeset.Font }

// OpenFonts reads font files: .ttf, .otf, .ttc. They are tried in this order.
func OpenFonts(files []string) (*Fonts, error) {
	all := &Fonts{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, errs.Invalidf("The font file %s cannot be read: %v.", name, err)
		}
		if err := all.add(name, data); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (f *Fonts) add(name string, data []byte) error {
	faces, err := typeset.Parse(data)
	if err != nil {
		return errs.Invalidf("The font file %s cannot be used: %v. Name a TrueType or OpenType file (.ttf, .otf, .ttc).", name, err)
	}
	f.faces = append(f.faces, faces...)
	return nil
}

func (f *Fonts) all() []*typeset.Font {
	if f == nil {
		return nil
	}
	return f.faces
}
