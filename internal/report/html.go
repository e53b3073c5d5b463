package report

import (
	"bufio"
	_ "embed"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/assay-isms/assay/internal/report/picture"
	"github.com/assay-isms/assay/internal/report/typeset"
)

//go:embed html.css
var htmlStyle string

// page writes HTML; errors of the writer surface at the flush.
type page struct {
	*bufio.Writer
	doc      Document
	backward bool // written from the right
}

// writeHTML writes one file that needs nothing else: no script, no font, no image, and a policy that allows none.
func writeHTML(w io.Writer, d Document, _ Options) error {
	direction := first(rightToLeft(d.Language, "rtl"), "ltr")
	p := &page{bufio.NewWriter(w), d, direction == "rtl"}
	fmt.Fprintf(p, `<!doctype html>
<html lang="%s" dir="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
%s</style>
</head>
<body>
<header>
`, esc(d.Language), direction, esc(d.Title), htmlStyle)
	p.element("p", "soft", d.Organisation)
	p.element("h1", "", d.Title)
	p.element("p", "subtitle", d.Subtitle)
	fmt.Fprintf(p, "<p class=\"soft\">%s <time datetime=\"%s\">%s</time></p>\n</header>\n<main>\n",
		esc(d.Words.AsOf), Moment(d.Time).plain(d.Words), formatMoment(d.Time))
	for _, s := range d.Sections {
		if err := p.section(s); err != nil {
			return err
		}
	}
	p.WriteString("</main>\n")
	if len(d.Provenance) > 0 {
		p.WriteString("<footer>\n")
		p.facts(d.Provenance)
		p.WriteString("</footer>\n")
	}
	p.WriteString("</body>\n</html>\n")
	return p.Flush()
}

func (p *page) section(s Section) error {
	p.WriteString("<section>\n")
	p.element("h2", "", s.Heading)
	for _, text := range s.Paragraphs {
		p.element("p", "prose", text)
	}
	if len(s.Facts) > 0 {
		p.facts(s.Facts)
	}
	if len(s.List) > 0 {
		p.WriteString("<ul>\n")
		for _, item := range s.List {
			p.element("li", "", item)
		}
		p.WriteString("</ul>\n")
	}
	p.prose(s.Prose)
	if s.Picture != nil {
		p.picture(s.Picture)
	}
	if s.Table != nil {
		if err := p.table(s.Table, s.Heading); err != nil {
			return err
		}
	}
	p.WriteString("</section>\n")
	return nil
}

// picture is drawn with its links left out: the file stands alone.
func (p *page) picture(drawn *picture.Picture) {
	p.WriteString("<figure>\n" + drawn.Alone().SVG() + "\n")
	if len(drawn.Keys) > 0 {
		p.WriteString("<figcaption>")
		for _, k := range drawn.Keys {
			p.WriteString("<span>" + k.SVG() + " " + esc(k.Text) + "</span> ")
		}
		p.WriteString("</figcaption>\n")
	}
	p.WriteString("</figure>\n")
}

func (p *page) table(t *Table, heading string) error {
	p.WriteString("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + esc(first(t.Name, first(heading, p.doc.Title))) + "\">\n<table>\n")
	if t.Name != heading {
		p.element("caption", "", t.Name)
	}
	p.WriteString("<thead><tr>")
	for _, c := range t.Columns {
		p.WriteString("<th scope=\"col\"" + numberClass(c) + p.dir(c.title()) + ">" + esc(c.title()) + "</th>")
	}
	p.WriteString("</tr></thead>\n<tbody>\n")
	for row, err := range t.rows() {
		if err != nil {
			return err
		}
		p.row(t.Columns, row)
	}
	p.WriteString("</tbody>\n</table>\n</div>\n")
	return nil
}

func (p *page) row(columns []Column, row []Cell) {
	p.WriteString("<tr>")
	for i, c := range row {
		tag, scope := "td", ""
		if i == 0 {
			tag, scope = "th", ` scope="row"`
		}
		p.WriteString("<" + tag + scope + numberClass(columns[i]) + p.dir(c.words(p.doc.Words)) + ">" + c.html(p.doc.Words) + "</" + tag + ">")
	}
	p.WriteString("</tr>\n")
}

func (c Cell) html(w Words) string {
	s := esc(c.words(w))
	if c.kind == date || c.kind == moment {
		s = `<time datetime="` + c.plain(w) + `">` + s + `</time>`
	}
	if c.link != "" {
		s = `<a href="` + esc(c.link) + `" rel="noreferrer">` + s + `</a>`
	}
	if c.status != Unset {
		s = `<span class="st ` + classes[c.status] + `"><span aria-hidden="true">` + shapes[c.status] + `</span> ` + s + `</span>`
	}
	return s
}

func (p *page) facts(facts []Fact) {
	p.WriteString("<dl>\n")
	for _, f := range facts {
		p.element("dt", "", f.Label)
		p.WriteString("<dd" + p.dir(f.Value) + ">" + esc(f.Value) + "</dd>\n")
	}
	p.WriteString("</dl>\n")
}

// element writes nothing if there is no text.
func (p *page) element(tag, class, s string) {
	if s == "" {
		return
	}
	if class != "" {
		class = ` class="` + class + `"`
	}
	p.WriteString("<" + tag + class + p.dir(s) + ">" + esc(s) + "</" + tag + ">\n")
}

// dir says what direction a text has, if it is not the document's own.
func (p *page) dir(s string) string {
	switch backward := typeset.Backward(s, p.backward); {
	case backward == p.backward:
		return ""
	case backward:
		return ` dir="rtl"`
	}
	return ` dir="ltr"`
}

func numberClass(c Column) string {
	if c.Number {
		return ` class="num"`
	}
	return ""
}

// esc escapes text for HTML, where a NUL and broken UTF-8 become U+FFFD.
func esc(s string) string {
	return html.EscapeString(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\ufffd"), "\ufffd"))
}
