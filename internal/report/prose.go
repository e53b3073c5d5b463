package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/report/pdf"
	"github.com/assay-isms/assay/internal/report/typeset"
)

// tableAt is how many of the blocks, from the first, are rows of one table.
func tableAt(blocks []prose.Block) int {
	n := 1
	for n < len(blocks) && blocks[n].Kind == prose.Row && !blocks[n].First {
		n++
	}
	return n
}

// prose writes what people wrote. Headings stand below the document's title.
func (p *page) prose(blocks []prose.Block) {
	if len(blocks) == 0 {
		return
	}
	p.WriteString("<div class=\"prose\">\n")
	for i := 0; i < len(blocks); i++ {
		switch b := &blocks[i]; b.Kind {
		case prose.Heading:
			p.spans(fmt.Sprintf("h%d", min(max(2, b.Level), 6)), "", b.Spans)
		case prose.Item:
			p.spans("p", fmt.Sprintf(" class=\"item i%d\"", min(b.Level, 4)), append([]prose.Span{{Text: b.Marker + " "}}, b.Spans...))
		case prose.Quote:
			p.spans("blockquote", "", b.Spans)
		case prose.Code:
			p.spans("pre", "", b.Spans)
		case prose.Row:
			n := tableAt(blocks[i:])
			p.proseTable(blocks[i : i+n])
			i += n - 1
		default:
			p.spans("p", "", b.Spans)
		}
	}
	p.WriteString("</div>\n")
}

func (p *page) spans(tag, attributes string, spans []prose.Span) {
	p.WriteString("<" + tag + attributes + ">")
	for _, s := range spans {
		text := esc(s.Text)
		for _, look := range []struct {
			on  bool
			tag string
		}{{s.Code, "code"}, {s.Italic, "em"}, {s.Bold, "strong"}} {
			if look.on {
				text = "<" + look.tag + ">" + text + "</" + look.tag + ">"
			}
		}
		if link := Text("").WithLink(s.Link).link; link != "" {
			text = "<a href=\"" + esc(link) + "\" rel=\"noopener noreferrer\">" + text + "</a>"
		}
		p.WriteString(text)
	}
	p.WriteString("</" + tag + ">\n")
}

func (p *page) proseTable(rows []prose.Block) {
	p.WriteString("<table>\n")
	for i := range rows {
		p.WriteString("<tr>")
		tag, attributes := "td", ""
		if rows[i].Head {
			tag, attributes = "th", ` scope="col"`
		}
		for _, cell := range rows[i].Cells {
			p.spans(tag, attributes, cell)
		}
		p.WriteString("</tr>\n")
	}
	p.WriteString("</table>\n")
}

// prose writes what people wrote with the styles of Word.
func (b *body) prose(blocks []prose.Block) {
	for i := 0; i < len(blocks); i++ {
		switch x := &blocks[i]; x.Kind {
		case prose.Heading:
			b.styled(fmt.Sprintf("Heading%d", min(max(1, x.Level-1), 4)), "", "", x.Spans)
		case prose.Item:
			left := 320 * min(x.Level, 6)
			b.styled("Normal", fmt.Sprintf(`<w:tabs><w:tab w:val="left" w:pos="%[1]d"/></w:tabs><w:spacing w:after="60"/><w:ind w:left="%[1]d" w:hanging="320"/>`, left+80), x.Marker+"\t", x.Spans)
		case prose.Quote:
			b.styled("Quote", "", "", x.Spans)
		case prose.Code:
			b.styled("Code", "", "", x.Spans)
		case prose.Row:
			n := tableAt(blocks[i:])
			b.proseTable(blocks[i : i+n])
			i += n - 1
		default:
			b.styled("Normal", "", "", x.Spans)
		}
	}
}

func (b *body) styled(style, layout, marker string, spans []prose.Span) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + layout + `</w:pPr>`)
	if marker != "" {
		b.WriteString(b.run("", marker))
	}
	b.WriteString(b.looks(spans) + `</w:p>`)
}

func (b *body) looks(spans []prose.Span) string {
	var all strings.Builder
	for _, s := range spans {
		format := ""
		if s.Code {
			format += mono
		}
		if s.Bold {
			format += `<w:b/><w:bCs/>`
		}
		if s.Italic {
			format += `<w:i/><w:iCs/>`
		}
		if link := Text("").WithLink(s.Link).link; link != "" {
			fmt.Fprintf(&all, `<w:hyperlink r:id="link%d">%s</w:hyperlink>`, b.linkID(link), b.run(`<w:rStyle w:val="Hyperlink"/>`+format, s.Text))
			continue
		}
		all.WriteString(b.run(format, s.Text))
	}
	return all.String()
}

func (b *body) proseTable(rows []prose.Block) {
	columns := len(slices.MaxFunc(rows, func(x, y prose.Block) int { return len(x.Cells) - len(y.Cells) }).Cells)
	width := int(b.wide) / max(1, columns)
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>%s<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`,
		rightToLeft(b.doc.Language, `<w:bidiVisual/>`), width*columns, strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, width), columns))
	for i := range rows {
		style, head := "TableText", ""
		if rows[i].Head {
			style, head = "TableHead", `<w:tblHeader/>`
		}
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>` + head + `</w:trPr>`)
		for c := range columns {
			var spans []prose.Span
			if c < len(rows[i].Cells) {
				spans = rows[i].Cells[c]
			}
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
			b.styled(style, "", "", spans)
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	b.paragraph("TableText", "")
}

// runsOf are spans by weight. There is no slanted face; what is italic stands upright.
func runsOf(spans []prose.Span, base typeset.Weight) (runs []typeset.Run) {
	for _, s := range spans {
		weight := base
		switch {
		case s.Bold:
			weight = typeset.Bold
		case s.Code:
			weight = typeset.Mono
		}
		runs = append(runs, typeset.Run{Weight: weight, Text: s.Text})
	}
	return runs
}

const proseWide = 165.0 // mm

// prose prints what people wrote.
func (p *press) prose(blocks []prose.Block) error {
	normal := style{typeset.Plain, 10, inks[Unset]}
	for i := 0; i < len(blocks); i++ {
		b := &blocks[i]
		var err error
		switch b.Kind {
		case prose.Heading:
			p.y += 3
			err = p.heading(b.Text(), min(max(0, b.Level-2), 3), style{typeset.Bold, max(10, 15-float64(b.Level)), inks[Unset]})
		case prose.Item:
			err = p.item(b, normal)
		case prose.Quote:
			err = p.spans(b.Spans, style{typeset.Plain, 10, softInk}, 6, "BlockQuote")
		case prose.Code:
			err = p.spans(b.Spans, style{typeset.Mono, 9, inks[Unset]}, 0, "Code")
		case prose.Row:
			n := tableAt(blocks[i:])
			err = p.proseTable(blocks[i : i+n])
			i += n - 1
		default:
			err = p.spans(b.Spans, normal, 0, "P")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *press) spans(spans []prose.Span, s style, indent float64, tag string) error {
	width := min(p.measure(), proseWide) - indent
	lines, err := p.mixed(runsOf(spans, s.weight), s, width, "the text")
	if err == nil {
		p.flow(p.Tag(pdf.Root, tag), lines, s, pdfMargin+indent, width)
		p.y += 2
	}
	return err
}

// item prints an item of a list with its marker beside its first line.
func (p *press) item(b *prose.Block, s style) error {
	indent := 7 * float64(min(b.Level, 5))
	width := min(p.measure(), proseWide) - indent
	lines, err := p.mixed(runsOf(b.Spans, s.weight), s, width, "a list")
	if err != nil {
		return err
	}
	marker, err := p.lines(b.Marker, s, 7, "a list")
	if err != nil {
		return err
	}
	if p.room() < s.height() {
		p.newPage()
	}
	item := p.Tag(p.Tag(pdf.Root, "L"), "LI")
	p.page.As(p.Tag(item, "Lbl"), func() { p.print(marker[0], s, pdfMargin+indent-6, 6, p.y, s.height(lines...), false) })
	p.flow(p.Tag(item, "LBody"), lines, s, pdfMargin+indent, width)
	p.y++
	return nil
}

// proseTable prints a small table as the tables of reports are printed; the looks of its words are left out.
func (p *press) proseTable(rows []prose.Block) error {
	t := &Table{}
	for i, cell := range rows[0].Cells {
		b := prose.Block{Spans: cell}
		t.Columns = append(t.Columns, Column{Key: fmt.Sprint(i), Title: first(b.Text(), " ")})
	}
	var cells [][]Cell
	for _, row := range rows[1:] {
		line := make([]Cell, len(t.Columns))
		for i := range min(len(line), len(row.Cells)) {
			b := prose.Block{Spans: row.Cells[i]}
			line[i] = Text(b.Text())
		}
		cells = append(cells, line)
	}
	t.Rows = Rows(cells...)
	return p.table(t)
}
