package pdf

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strings"

	"github.com/assay-isms/assay/internal/report/typeset"
)

// shape is a glyph with what it stands for: one that stands for two texts becomes two, so that both can be searched.
type shape struct {
	glyph uint32
	text  string
}

// fontUse is a face with the glyphs that the document uses. Their codes are numbers from 1 as they are first met.
type fontUse struct {
	face   *typeset.Face
	name   string // within pages
	ref    ref
	codes  map[shape]int
	shapes []shape
	widths []int // thousandths of an em
}

func (d *Document) use(f *typeset.Face) *fontUse {
	if u, ok := d.faces[f]; ok {
		return u
	}
	u := &fontUse{face: f, name: fmt.Sprintf("F%d", len(d.fonts)+1), ref: d.reserve(), codes: map[shape]int{}, shapes: []shape{{}}, widths: []int{0}}
	d.faces[f] = u
	d.fonts = append(d.fonts, u)
	return u
}

func (u *fontUse) code(g typeset.Glyph) int {
	s := shape{g.ID, g.Text}
	if g.Group > 1 {
		s.text = "" // said where it stands
	}
	code, ok := u.codes[s]
	if !ok {
		code = len(u.shapes)
		u.codes[s] = code
		u.shapes = append(u.shapes, s)
		u.widths = append(u.widths, int(math.Round(u.face.Advance(g.ID)*1000)))
	}
	return code
}

// write embeds the font.
func (u *fontUse) write(f *file) error {
	if len(u.shapes) > 65535 {
		return fmt.Errorf("the font %s is asked for more glyphs than a PDF holds", u.face.Name)
	}
	scale := 1000 / u.face.UnitsPerEm()
	outlines := make([]outline, len(u.shapes))
	hash := sha256.New()
	for i, s := range u.shapes {
		outlines[i] = outline{scale: scale, width: u.widths[i]}
		if i > 0 {
			outlines[i].segments = u.face.Outline(s.glyph)
		}
		fmt.Fprint(hash, s.glyph, " ")
	}
	tag := hash.Sum(nil)[:6]
	for i := range tag {
		tag[i] = 'A' + tag[i]%26
	}
	name := string(tag) + "+" + plainName(u.face.Name)
	above, below := u.face.Extents()
	program := f.addStream("/Subtype/CIDFontType0C", cff(name, outlines))
	described := f.add("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-1000 %d 2000 %d]/ItalicAngle 0/Ascent %[3]d/Descent %[2]d/CapHeight 700/StemV 80/FontFile3 %[4]s>>",
		name, int(below*1000), int(above*1000), program)
	var widths strings.Builder
	for _, w := range u.widths {
		fmt.Fprintf(&widths, "%d ", w)
	}
	child := f.add("<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/DW 0/W[0[%s]]>>",
		name, described, widths.String())
	meaning := f.addStream("", u.toUnicode())
	f.set(u.ref, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", name, child, meaning)
	return nil
}

// toUnicode says what every code stands for.
func (u *fontUse) toUnicode() []byte {
	var b strings.Builder
	b.WriteString("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	var lines []string
	flush := func() {
		if len(lines) > 0 {
			fmt.Fprintf(&b, "%d beginbfchar\n%s\nendbfchar\n", len(lines), strings.Join(lines, "\n"))
			lines = nil
		}
	}
	for code, s := range u.shapes {
		if s.text == "" {
			continue
		}
		if lines = append(lines, fmt.Sprintf("<%04X><%s>", code, hexUTF16(s.text))); len(lines) == 100 {
			flush()
		}
	}
	flush()
	b.WriteString("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n")
	return []byte(b.String())
}

// plainName is the name with only letters, digits and hyphens.
func plainName(s string) string {
	name := strings.Map(func(r rune) rune {
		if r == '-' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, s)
	if name == "" {
		return "Font"
	}
	return name
}
