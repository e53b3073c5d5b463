package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

const (
	pdfMargin = 16.0 // mm
	pdfTop    = 24.0 // where the text begins, below the running head
	pdfBottom = 22.0 // free space below the text
	point     = 25.4 / 72
)

// style is how a text is set: size in points, ink as RGB.
type style struct {
	face *face
	size float64
	ink  string
}

func (s style) em() float64      { return s.size * point }
func (s style) leading() float64 { return s.em() * 1.38 }

const softInk, hairInk, sunkInk = "5D5A53", "E0DCD1", "F3F1EA"

// press prints a document page by page. All lengths are in mm from the page's upper left corner.
type press struct {
	*fpdf.Fpdf
	*typesetter
	doc           Document
	width, height float64
	y             float64 // where the next line begins
}

// writePDF writes a PDF with its fonts inside, bookmarks for the headings and a running head and foot.
func writePDF(w io.Writer, d Document, o Options) error {
	p, err := newPress(d, o)
	if err != nil {
		return err
	}
	for _, step := range []func() error{p.front, p.sections, p.proof, p.furniture} {
		if err := step(); err != nil {
			return err
		}
	}
	var packed bytes.Buffer
	if err := p.Output(&packed); err != nil {
		return fmt.Errorf("report: pdf: %w", err)
	}
	_, err = packed.WriteTo(w)
	return err
}

func newPress(d Document, o Options) (*press, error) {
	set, err := newTypesetter(o.Font)
	if err != nil {
		return nil, err
	}
	p := &press{typesetter: set, doc: d, width: paperShort, height: paperLong}
	orientation := "P"
	if d.lying() {
		orientation, p.width, p.height = "L", paperLong, paperShort
	}
	p.Fpdf = fpdf.New(orientation, "mm", "A4", "")
	for _, f := range set.faces() {
		p.AddUTF8FontFromBytes(f.name, "", bytes.Clone(f.data)) // fpdf writes into the bytes it is given
	}
	p.SetAutoPageBreak(false, 0)
	p.SetCatalogSort(true)
	p.SetCreationDate(d.Time)
	p.SetModificationDate(d.Time)
	p.SetProducer("Assay", true)
	p.SetTitle(d.Title, true)
	p.SetSubject(d.Subtitle, true)
	p.SetAuthor(d.Organisation, true)
	p.SetLang(d.Language)
	p.newPage()
	return p, nil
}

func (p *press) newPage() {
	p.AddPage()
	p.y = pdfTop
}

func (p *press) room() float64    { return p.height - pdfBottom - p.y }
func (p *press) measure() float64 { return p.width - 2*pdfMargin }

func (p *press) front() error {
	for _, part := range []struct {
		text  string
		style style
	}{
		{p.doc.Title, style{p.bold, 20, inks[Unset]}},
		{p.doc.Subtitle, style{p.plain, 12, softInk}},
		{p.doc.Organisation, style{p.plain, 9.5, softInk}},
		{p.doc.asOf(), style{p.plain, 9.5, softInk}},
	} {
		if part.text == "" {
			continue
		}
		if err := p.block(part.text, part.style, pdfMargin, p.measure()); err != nil {
			return err
		}
		p.y += 1
	}
	return nil
}

func (p *press) sections() error {
	for _, s := range p.doc.Sections {
		p.y += 5
		if err := p.section(s); err != nil {
			return err
		}
	}
	return nil
}

func (p *press) section(s Section) error {
	normal := style{p.plain, 10, inks[Unset]}
	if s.Heading != "" {
		if err := p.heading(s.Heading, 0, style{p.bold, 13, inks[Unset]}); err != nil {
			return err
		}
	}
	for _, text := range s.Paragraphs {
		if err := p.block(text, normal, pdfMargin, min(p.measure(), 165)); err != nil {
			return err
		}
		p.y += 2
	}
	if err := p.facts(s.Facts, normal); err != nil {
		return err
	}
	for _, item := range s.List {
		if err := p.item(item, normal); err != nil {
			return err
		}
	}
	if s.Table == nil {
		return nil
	}
	if s.Table.Name != "" && s.Table.Name != s.Heading {
		if err := p.heading(s.Table.Name, 1, style{p.bold, 10, softInk}); err != nil {
			return err
		}
	}
	return p.table(s.Table)
}

// heading keeps itself with a few lines of what follows.
func (p *press) heading(text string, level int, s style) error {
	if p.room() < 30 {
		p.newPage()
	}
	p.use(s.face, s.size) // Bookmark encodes by the font in use
	p.Bookmark(text, level, p.y)
	err := p.block(text, s, pdfMargin, p.measure())
	p.y += 2
	return err
}

// block sets wrapped text and moves below it, onto new pages as needed.
func (p *press) block(text string, s style, x, width float64) error {
	lines, err := p.lines(s.face, text, width/s.em())
	if err != nil {
		return err
	}
	for _, l := range lines {
		if p.room() < s.leading() {
			p.newPage()
		}
		p.print(l, s, x, p.y)
		p.y += s.leading()
	}
	return nil
}

func (p *press) item(text string, s style) error {
	if p.room() < s.leading() {
		p.newPage()
	}
	p.setFill(s.ink)
	p.Circle(pdfMargin+1.5, p.y+s.leading()/2, .5, "F")
	err := p.block(text, s, pdfMargin+4, min(p.measure()-4, 161))
	p.y += 1
	return err
}

func (p *press) facts(facts []Fact, s style) error {
	label := p.measure() * .28
	for _, f := range facts {
		labels, err := p.lines(p.plain, f.Label, (label-3)/s.em())
		if err != nil {
			return err
		}
		if p.room() < s.leading()*float64(len(labels)) {
			p.newPage()
		}
		top, page := p.y, p.PageNo()
		for i, l := range labels {
			p.print(l, style{p.plain, s.size, softInk}, pdfMargin, top+s.leading()*float64(i))
		}
		if err := p.block(f.Value, s, pdfMargin+label, p.measure()-label); err != nil {
			return err
		}
		if p.PageNo() == page {
			p.y = max(p.y, top+s.leading()*float64(len(labels)))
		}
		p.y += .8
	}
	return nil
}

func (p *press) proof() error {
	if len(p.doc.Provenance) == 0 {
		return nil
	}
	p.y += 8
	return p.facts(p.doc.Provenance, style{p.mono, 8, softInk})
}

// furniture prints the running head and foot on every page, once their number is known.
func (p *press) furniture() error {
	small := style{p.plain, 8, softInk}
	total := p.PageCount()
	for n := 1; n <= total; n++ {
		p.SetPage(n)
		p.use(p.bold, 1) // what the page's stream last used is unknown: change it, so that it is said anew
		number := strings.NewReplacer("##", strconv.Itoa(total), "#", strconv.Itoa(n)).Replace(p.doc.Words.Page)
		if err := p.spread(p.doc.Organisation, p.doc.Title, small, 10); err != nil {
			return err
		}
		p.rule(15.5, hairInk, .2)
		p.rule(p.height-16, hairInk, .2)
		if err := p.spread(p.doc.asOf(), number, small, p.height-14); err != nil {
			return err
		}
	}
	return nil
}

// spread sets one text at the left and one at the right of a line, each cut to what fits.
func (p *press) spread(left, right string, s style, y float64) error {
	half := (p.measure() - 6) / 2
	for i, text := range []string{left, right} {
		lines, err := p.lines(s.face, text, half/s.em())
		if err != nil {
			return err
		}
		x := pdfMargin
		if i == 1 {
			x = p.width - pdfMargin - lines[0].width()*s.em()
		}
		p.print(lines[0], s, x, y)
	}
	return nil
}

// print sets one line; y is its upper edge.
func (p *press) print(l line, s style, x, y float64) {
	l = l.trimmed()
	base := y + s.leading()/2 + s.em()*.34
	r, g, b := rgb(s.ink)
	p.SetTextColor(r, g, b)
	for start := 0; start < len(l); {
		end, width, text := start, 0.0, strings.Builder{}
		for ; end < len(l) && l[end].face == l[start].face; end++ {
			text.WriteRune(l[end].char)
			width += l[end].width * s.em()
		}
		p.use(l[start].face, s.size)
		p.Text(x, base, text.String())
		x += width
		start = end
	}
}

func (p *press) use(f *face, size float64) {
	if now, _ := p.GetFontSize(); p.GetFontFamily() != f.name || now != size {
		p.SetFont(f.name, "", size)
	}
}

func (p *press) rule(y float64, ink string, thickness float64) {
	p.setDraw(ink)
	p.SetLineWidth(thickness)
	p.Line(pdfMargin, y, p.width-pdfMargin, y)
}

func (p *press) setDraw(ink string) { r, g, b := rgb(ink); p.SetDrawColor(r, g, b) }
func (p *press) setFill(ink string) { r, g, b := rgb(ink); p.SetFillColor(r, g, b) }

func rgb(ink string) (r, g, b int) {
	n, _ := strconv.ParseUint(ink, 16, 32) // inks are constants of this package
	return int(n >> 16), int(n >> 8 & 255), int(n & 255)
}
