package report

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/report/picture"
	"github.com/assay-isms/assay/internal/report/typeset"
)

const (
	docxMargin   = 15  // mm
	paperShort   = 210 // A4 in mm
	paperLong    = 297
	docxRootRels = `<Relationship Id="rId1" Type="` + officeRels + `/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
		`<Relationship Id="rId3" Type="` + officeRels + `/extended-properties" Target="docProps/app.xml"/>`
	docxWordRels = `<Relationship Id="rId1" Type="` + officeRels + `/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="` + officeRels + `/numbering" Target="numbering.xml"/>` +
		`<Relationship Id="rId3" Type="` + officeRels + `/settings" Target="settings.xml"/>` +
		`<Relationship Id="rId4" Type="` + officeRels + `/header" Target="header1.xml"/>` +
		`<Relationship Id="rId5" Type="` + officeRels + `/footer" Target="footer1.xml"/>` +
		`<Relationship Id="rId6" Type="` + officeRels + `/theme" Target="theme/theme1.xml"/>`
	docxPadding  = 130 // twips, both sides of a cell and a little air
	docxTogether = 20  // lines of a row that stay on one page
)

// body writes word/document.xml; errors of the writer surface at the flush.
type body struct {
	*bufio.Writer
	doc      Document
	backward bool            // written from the right
	set      *typeset.Setter // measures words
	wide     float64         // between the margins, in twips
	size     float64         // of a table's text, in half points
	links    map[string]int  // address to relationship
	order    []string        // addresses as first met
	pictures []*picture.Picture
}

// writeDOCX writes an editable Word document: real styles, heading rows that repeat, fields for the page numbers.
func writeDOCX(w io.Writer, d Document, o Options) error {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	backward := rightToLeft(d.Language, "yes") != ""
	b := &body{doc: d, backward: backward, set: typeset.NewSetter(d.Language, backward, o.Fonts.all()), size: d.docxSize(), links: map[string]int{}}
	part := func(name, content string) error {
		to, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(to, xmlHead+content)
		}
		return err
	}
	if err := part("[Content_Types].xml", docxContentTypes); err != nil {
		return err
	}
	to, err := z.Create("word/document.xml")
	if err != nil {
		return err
	}
	if err := b.write(to); err != nil {
		return err
	}
	for _, p := range []struct{ name, content string }{
		{"_rels/.rels", relationships(docxRootRels)},
		{"docProps/app.xml", appProperties(d)},
		{"docProps/core.xml", coreProperties(d)},
		{"word/_rels/document.xml.rels", relationships(docxWordRels + b.pictureRels() + b.linkRels())},
		{"word/footer1.xml", b.pageFooter()},
		{"word/header1.xml", b.pageHeader()},
		{"word/numbering.xml", docxNumbering},
		{"word/settings.xml", docxSettings(d.Language)},
		{"word/styles.xml", docxStyles(d.Language, int(b.size))},
		{"word/theme/theme1.xml", docxTheme},
	} {
		if err := part(p.name, p.content); err != nil {
			return err
		}
	}
	if err := b.media(z); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	_, err = packed.WriteTo(w)
	return err
}

func (b *body) write(to io.Writer) error {
	b.Writer = bufio.NewWriter(to)
	width, height, turn := paperShort, paperLong, ""
	if b.doc.lying() {
		width, height, turn = paperLong, paperShort, ` w:orient="landscape"`
	}
	b.wide = float64(twips(width - 2*docxMargin))
	b.WriteString(xmlHead + `<w:document xmlns:w="` + wordNS + `" xmlns:r="` + officeRels + `"` + drawingNS + `><w:body>`)
	b.front()
	for _, s := range b.doc.Sections {
		if err := b.section(s); err != nil {
			return err
		}
	}
	if len(b.doc.Provenance) > 0 {
		b.facts(b.doc.Provenance, "Proof", "Proof")
	}
	margin := twips(docxMargin)
	fmt.Fprintf(b, `<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>`+
		`<w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/>%s</w:sectPr>`+
		`</w:body></w:document>`, twips(width), twips(height), turn, margin+283, margin, margin+283, margin, rightToLeft(b.doc.Language, `<w:bidi/>`))
	return b.Flush()
}

// docxSize is the size of tables' text in half points: smaller the more columns there are.
func (d Document) docxSize() float64 {
	size := 17.0
	for _, t := range d.tables() {
		switch n := len(t.Columns); {
		case n > 12:
			return 14
		case n > columnsUpward:
			size = 16
		}
	}
	return size
}

// twips is a length of millimetres in twentieths of a point.
func twips(mm int) int { return int(float64(mm)*1440/25.4 + .5) }

func (b *body) front() {
	b.paragraph("Title", b.doc.Title)
	if b.doc.Subtitle != "" {
		b.paragraph("Subtitle", b.doc.Subtitle)
	}
	if b.doc.Organisation != "" {
		b.paragraph("Soft", b.doc.Organisation)
	}
	b.paragraph("Date", b.doc.asOf())
}

func (b *body) section(s Section) error {
	if s.Heading != "" {
		b.paragraph("Heading1", s.Heading)
	}
	for _, p := range s.Paragraphs {
		b.paragraph("Normal", p)
	}
	if len(s.Facts) > 0 {
		b.facts(s.Facts, "Soft", "Fact")
	}
	for _, item := range s.List {
		b.paragraph("ListBullet", item)
	}
	b.prose(s.Prose)
	if s.Picture != nil {
		b.picture(s.Picture.WithKeys())
	}
	if s.Table == nil {
		return nil
	}
	if s.Table.Name != "" && s.Table.Name != s.Heading && s.Table.Name != b.doc.Title {
		b.paragraph("Heading2", s.Table.Name)
	}
	return b.table(s.Table)
}

// paragraph is a text with its style, in the direction in which it is read.
func (b *body) paragraph(style, s string) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + b.direction(s, "") + `</w:pPr>` + b.run("", s) + `</w:p>`)
}

// direction says what differs from the document's own direction; jc is how the paragraph stands besides.
func (b *body) direction(s, jc string) string {
	backward := typeset.Backward(s, b.backward)
	switch {
	case backward && !b.backward:
		return `<w:bidi/>` // and so it begins at the right
	case !backward && b.backward:
		return `<w:bidi w:val="0"/><w:jc w:val="right"/>`
	case jc != "":
		return `<w:jc w:val="` + jc + `"/>`
	}
	return ""
}

// facts is a table of two columns without lines.
func (b *body) facts(facts []Fact, labels, values string) {
	label, value := int(b.wide*.28), int(b.wide*.72)
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="TableNormal"/>%s<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:left w:w="0" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0080" w:firstRow="0" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="0"/></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`, rightToLeft(b.doc.Language, `<w:bidiVisual/>`), label+value, label, value)
	for _, f := range facts {
		fmt.Fprintf(b, `<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, label)
		b.paragraph(labels, f.Label)
		fmt.Fprintf(b, `</w:tc><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, value)
		b.paragraph(values, f.Value)
		b.WriteString(`</w:tc></w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	b.paragraph("TableText", "")
}

func (b *body) table(t *Table) error {
	asked, rows, stop := t.measured(b.doc.Words)
	defer stop()
	em := b.size * 10 // half points to twips
	parts := asked.share(b.wide, asked.words(b.set, t.Columns, em, em), average*em, docxPadding)
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>%s<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid>`,
		rightToLeft(b.doc.Language, `<w:bidiVisual/>`), int(b.wide), escapeXML(first(t.Name, b.doc.Title)))
	for _, p := range parts {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, int(p))
	}
	b.WriteString(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range t.Columns {
		b.cell(parts[i], c.Number, "TableHead", c.title(), b.run("", c.title()))
	}
	b.WriteString(`</w:tr>`)
	for row, err := range rows {
		if err != nil {
			return err
		}
		b.row(t, parts, row)
	}
	b.WriteString(`</w:tbl>`)
	b.paragraph("TableText", "")
	return nil
}

// row keeps itself on one page, unless it is so high that much of a page would stay empty.
func (b *body) row(t *Table, parts []float64, row []Cell) {
	lines := 0
	for i, c := range row {
		lines = max(lines, linesIn(c.text, max(1, int((parts[i]-docxPadding)/(average*b.size*10)))))
	}
	if lines <= docxTogether {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	} else {
		b.WriteString(`<w:tr>`)
	}
	for i, c := range row {
		b.cell(parts[i], t.Columns[i].Number, "TableText", c.marked(b.doc.Words), b.content(c))
	}
	b.WriteString(`</w:tr>`)
}

func (b *body) cell(width float64, right bool, style, text, content string) {
	jc := ""
	if right {
		jc = "right"
		if b.backward {
			jc = "left" // which Word turns round where text runs from the right
		}
	}
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>%s</w:p></w:tc>`,
		int(width), style, b.direction(text, jc), content)
}

func (b *body) content(c Cell) string {
	format := ""
	if c.status != Unset {
		format = `<w:color w:val="` + inks[c.status] + `"/>`
	}
	if c.link == "" {
		return b.run(format, c.marked(b.doc.Words))
	}
	return fmt.Sprintf(`<w:hyperlink r:id="link%d">%s</w:hyperlink>`, b.linkID(c.link), b.run(`<w:rStyle w:val="Hyperlink"/>`+format, c.marked(b.doc.Words)))
}

// linkID is the number of the relationship that leads to an address.
func (b *body) linkID(address string) int {
	id, known := b.links[address]
	if !known {
		b.order = append(b.order, address)
		id = len(b.order)
		b.links[address] = id
	}
	return id
}

// run is text as runs of one direction with their format; a newline is a line break and a tab a tab.
func (b *body) run(format, s string) string {
	backward := typeset.Backward(s, b.backward)
	var all strings.Builder
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			all.WriteString(`<w:r><w:br/></w:r>`)
		}
		for _, span := range typeset.Spans(line, backward) {
			all.WriteString(runOf(format, span))
		}
	}
	return all.String()
}

func runOf(format string, s typeset.Span) string {
	if s.Text == "" {
		return ""
	}
	if s.Backward {
		format += `<w:rtl/>`
	}
	if format != "" {
		format = `<w:rPr>` + format + `</w:rPr>`
	}
	tabs := strings.NewReplacer("&#x9;", `</w:t><w:tab/><w:t xml:space="preserve">`)
	return `<w:r>` + format + `<w:t xml:space="preserve">` + tabs.Replace(escapeXML(s.Text)) + `</w:t></w:r>`
}

func (b *body) linkRels() string {
	var s strings.Builder
	for i, address := range b.order {
		fmt.Fprintf(&s, `<Relationship Id="link%d" Type="%s/hyperlink" Target="%s" TargetMode="External"/>`,
			1+i, officeRels, escapeXML(address))
	}
	return s.String()
}

func coreProperties(d Document) string {
	at := d.Time.Truncate(time.Second).Format(time.RFC3339)
	return fmt.Sprintf(`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"`+
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`+
		`<dc:title>%s</dc:title><dc:subject>%s</dc:subject><dc:creator>%s</dc:creator><dc:language>%s</dc:language>`+
		`<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%[5]s</dcterms:modified></cp:coreProperties>`,
		escapeXML(d.Title), escapeXML(d.Subtitle), escapeXML(first(d.Organisation, "Assay")), escapeXML(d.Language), at)
}

func appProperties(d Document) string {
	return `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Assay</Application><Company>` +
		escapeXML(d.Organisation) + `</Company></Properties>`
}
