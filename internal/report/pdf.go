package report

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/report/pdf"
	"github.com/assay-isms/assay/internal/report/typeset"
)

const (
	pdfMargin = 15.0 // mm
	pdfTop    = 22.0 // where the text begins, below the running head
	pdfBottom = 20.0 // free space below the text
	point     = 25.4 / 72
	leading   = 1.38 // of a line, in ems
	tallest   = 1.75 // of a line in a font with high letters
)

// style is how a text is set: size in points, ink as RGB.
type style struct {
	weight typeset.Weight
	size   float64
	ink    string
}

func (s style) em() float64 { return s.size * point }

const softInk, hairInk, sunkInk = "5D5A53", "E0DCD1", "F3F1EA"

// press prints a document page by page. All lengths are in mm from the page's upper left corner; in a document written
// from the right, from the upper right one.
type press struct {
	*pdf.Document
	set           *typeset.Setter
	doc           Document
	backward      bool
	width, height float64
	page          *pdf.Page
	y             float64 // where the next line begins
}

// writePDF writes a PDF with its fonts inside, bookmarks for the headings, a running head and foot, and a structure
// for those who have it read to them.
func writePDF(w io.Writer, d Document, o Options) error {
	p := newPress(d, o.Fonts)
	for _, step := range []func() error{p.front, p.sections, p.proof, p.furniture} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := p.Write(w); err != nil {
		return fmt.Errorf("report: pdf: %w", err)
	}
	return nil
}

func newPress(d Document, fonts *Fonts) *press {
	backward := rightToLeft(d.Language, "yes") != ""
	p := &press{doc: d, backward: backward, set: typeset.NewSetter(d.Language, backward, fonts.all()), width: paperShort, height: paperLong}
	if d.lying() {
		p.width, p.height = p.height, p.width
	}
	p.Document = pdf.New(pdf.Info{Title: d.Title, Subject: d.Subtitle, Author: d.Organisation, Language: d.Language, Backward: backward, Time: d.Time})
	p.newPage()
	return p
}

func (p *press) newPage() {
	p.page = p.AddPage(p.width, p.height)
	p.y = pdfTop
}

func (p *press) room() float64    { return p.height - pdfBottom - p.y }
func (p *press) measure() float64 { return p.width - 2*pdfMargin }

// left is the left edge of a box that begins at x from the side where lines begin.
func (p *press) left(x, width float64) float64 {
	if p.backward {
		return p.width - x - width
	}
	return x
}

// lines breaks a text for a box of a width in mm. where says in which place it stands, for the message if no font has
// its letters.
func (p *press) lines(text string, s style, width float64, where string) ([]typeset.Line, error) {
	return p.mixed([]typeset.Run{{Weight: s.weight, Text: text}}, s, width, where)
}

// mixed is lines for text of several weights.
func (p *press) mixed(runs []typeset.Run, s style, width float64, where string) ([]typeset.Line, error) {
	lines, err := p.set.Mixed(runs, width/s.em())
	if m, ok := errors.AsType[*typeset.Missing](err); ok {
		return nil, errs.Invalidf("PDF needs a font for %s: none has %q (%U), in “%s”, %s. Name a font file that has it with --font, or with "+
			"ASSAY_FONT for a server; Debian's package %s has one in %s. DOCX, HTML and XLSX need none.", m.Script, m.Char, m.Char, m.Text, where, m.Debian, m.File)
	}
	return lines, err
}

// height is the distance of lines in mm.
func (s style) height(lines ...typeset.Line) float64 {
	most := leading
	for _, l := range lines {
		most = max(most, min(l.Height(), tallest))
	}
	return most * s.em()
}

func (p *press) front() error {
	for i, part := range []struct {
		text, what string
		style      style
	}{
		{p.doc.Title, "the title", style{typeset.Bold, 20, inks[Unset]}},
		{p.doc.Subtitle, "the subtitle", style{typeset.Plain, 12, softInk}},
		{p.doc.Organisation, "the organisation's name", style{typeset.Plain, 9.5, softInk}},
		{p.doc.asOf(), "the date", style{typeset.Plain, 9.5, softInk}},
	} {
		if part.text == "" {
			continue
		}
		kind := "P"
		if i == 0 {
			kind = "H1"
		}
		if err := p.block(p.Tag(pdf.Root, kind), part.text, part.style, pdfMargin, p.measure(), part.what); err != nil {
			return err
		}
		p.y++
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
	normal := style{typeset.Plain, 10, inks[Unset]}
	where := "a paragraph"
	if s.Heading != "" {
		where = fmt.Sprintf("below the heading “%s”", s.Heading)
		if err := p.heading(s.Heading, 0, style{typeset.Bold, 13, inks[Unset]}); err != nil {
			return err
		}
	}
	for _, text := range s.Paragraphs {
		if err := p.block(p.Tag(pdf.Root, "P"), text, normal, pdfMargin, min(p.measure(), 165), where); err != nil {
			return err
		}
		p.y += 2
	}
	if err := p.facts(s.Facts, normal); err != nil {
		return err
	}
	if err := p.list(s.List, normal, where); err != nil {
		return err
	}
	if err := p.prose(s.Prose); err != nil {
		return err
	}
	if s.Picture != nil {
		if err := p.picture(s.Picture); err != nil {
			return err
		}
	}
	if s.Table == nil {
		return nil
	}
	if s.Table.Name != "" && s.Table.Name != s.Heading && s.Table.Name != p.doc.Title {
		if err := p.heading(s.Table.Name, 1, style{typeset.Bold, 10, softInk}); err != nil {
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
	p.Bookmark(text, level, p.page, p.y)
	err := p.block(p.Tag(pdf.Root, "H"+strconv.Itoa(level+2)), text, s, pdfMargin, p.measure(), "a heading")
	p.y += 2
	return err
}

// block sets wrapped text and moves below it, onto new pages as needed.
func (p *press) block(t pdf.Tag, text string, s style, x, width float64, where string) error {
	lines, err := p.lines(text, s, width, where)
	if err == nil {
		p.flow(t, lines, s, x, width)
	}
	return err
}

// flow prints lines and moves below them.
func (p *press) flow(t pdf.Tag, lines []typeset.Line, s style, x, width float64) {
	height := s.height(lines...)
	for from := 0; from < len(lines); {
		if p.room() < height {
			p.newPage()
		}
		to := min(len(lines), from+max(1, int(p.room()/height)))
		p.page.As(t, func() {
			for _, l := range lines[from:to] {
				p.print(l, s, x, width, p.y, height, false)
				p.y += height
			}
		})
		from = to
	}
}

func (p *press) list(items []string, s style, where string) error {
	if len(items) == 0 {
		return nil
	}
	list := p.Tag(pdf.Root, "L")
	for _, item := range items {
		if p.room() < s.height() {
			p.newPage()
		}
		p.page.As(pdf.Artifact, func() { p.page.Circle(p.left(pdfMargin+1.5, 0), p.y+s.height()/2, .5, s.ink, 0) })
		body := p.Tag(p.Tag(list, "LI"), "LBody")
		if err := p.block(body, item, s, pdfMargin+4, min(p.measure()-4, 161), where); err != nil {
			return err
		}
		p.y++
	}
	return nil
}

// facts are a list of labels and values.
func (p *press) facts(facts []Fact, s style) error {
	if len(facts) == 0 {
		return nil
	}
	label, list := p.measure()*.28, p.Tag(pdf.Root, "L")
	for _, f := range facts {
		where := fmt.Sprintf("beside “%s”", f.Label)
		soft := style{typeset.Plain, s.size, softInk}
		labels, err := p.lines(f.Label, soft, label-3, where)
		if err != nil {
			return err
		}
		height := soft.height(labels...)
		if p.room() < height*float64(len(labels)) {
			p.newPage()
		}
		top, page := p.y, p.page
		item := p.Tag(list, "LI")
		page.As(p.Tag(item, "Lbl"), func() {
			for i, l := range labels {
				p.print(l, soft, pdfMargin, label-3, top+height*float64(i), height, false)
			}
		})
		if err := p.block(p.Tag(item, "LBody"), f.Value, s, pdfMargin+label, p.measure()-label, where); err != nil {
			return err
		}
		if p.page == page {
			p.y = max(p.y, top+height*float64(len(labels)))
		}
		p.y += .8
	}
	return nil
}

func (p *press) proof() error {
	p.y += 8
	return p.facts(p.doc.Provenance, style{typeset.Mono, 8, softInk})
}

// furniture prints the running head and foot on every page, once their number is known.
func (p *press) furniture() error {
	small := style{typeset.Plain, 8, softInk}
	all := p.Pages()
	for n, page := range all {
		p.page = page
		number := strings.NewReplacer("##", strconv.Itoa(len(all)), "#", strconv.Itoa(n+1)).Replace(p.doc.Words.Page)
		var err error
		page.As(pdf.Artifact, func() {
			p.rule(14.5, hairInk, .2)
			p.rule(p.height-15, hairInk, .2)
			err = errors.Join(p.spread(p.doc.Organisation, p.doc.Title, small, 9), p.spread(p.doc.asOf(), number, small, p.height-13))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// spread sets one text at the beginning and one at the end of a line, each cut to what fits.
func (p *press) spread(first, last string, s style, y float64) error {
	half := (p.measure() - 6) / 2
	for i, text := range []string{first, last} {
		lines, err := p.lines(text, s, half, "the head or foot of the page")
		if err != nil {
			return err
		}
		x, width := p.left(pdfMargin, half), lines[0].Width*s.em()
		if (i == 1) != p.backward {
			x = p.width - pdfMargin - width
		} else if p.backward {
			x = pdfMargin
		}
		p.at(lines[0], s, x, y, s.height())
	}
	return nil
}

// print sets one line in a box: at the right if its paragraph or the document begins there, or as figures in columns do;
// y is the line's upper edge. It tells where the line begins at the left and how wide it is.
func (p *press) print(l typeset.Line, s style, x, width, y, height float64, right bool) (at, wide float64) {
	at, wide = p.left(x, width), l.Width*s.em()
	if l.Backward || p.backward || right {
		at += width - wide
	}
	p.at(l, s, at, y, height)
	return at, wide
}

func (p *press) at(l typeset.Line, s style, x, y, height float64) {
	p.page.Text(l, x, y+height/2+s.em()*.34, s.size, s.ink)
}

func (p *press) rule(y float64, ink string, thickness float64) {
	p.page.Line(pdfMargin, y, p.width-pdfMargin, y, thickness, ink)
}
