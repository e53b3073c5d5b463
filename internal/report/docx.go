package report

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
)

const (
	docxMargin   = 18  // mm
	paperShort   = 210 // A4 in mm
	paperLong    = 297
	docxRootRels = `<Relationship Id="rId1" Type="` + officeRels + `/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>`
	docxWordRels = `<Relationship Id="rId1" Type="` + officeRels + `/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="` + officeRels + `/numbering" Target="numbering.xml"/>` +
		`<Relationship Id="rId3" Type="` + officeRels + `/settings" Target="settings.xml"/>` +
		`<Relationship Id="rId4" Type="` + officeRels + `/header" Target="header1.xml"/>` +
		`<Relationship Id="rId5" Type="` + officeRels + `/footer" Target="footer1.xml"/>`
	docxOwnRels   = 5
	docxCharacter = 104 // twips, of a table's text
	docxPadding   = 190 // twips, both sides of a cell
)

// body writes word/document.xml; errors of the writer surface at the flush.
type body struct {
	*bufio.Writer
	doc   Document
	wide  float64        // between the margins, in twips
	links map[string]int // address to relationship
	order []string       // addresses as first met
}

// writeDOCX writes an editable Word document: real styles, heading rows that repeat, fields for the page numbers.
func writeDOCX(w io.Writer, d Document, _ Options) error {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	b := &body{doc: d, links: map[string]int{}}
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
		{"docProps/core.xml", coreProperties(d)},
		{"word/_rels/document.xml.rels", relationships(docxWordRels + b.linkRels())},
		{"word/footer1.xml", pageFooter(d, b.wide)},
		{"word/header1.xml", pageHeader(d, b.wide)},
		{"word/numbering.xml", docxNumbering},
		{"word/settings.xml", docxSettings(d.Language)},
		{"word/styles.xml", docxStyles(d.Language)},
	} {
		if err := part(p.name, p.content); err != nil {
			return err
		}
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
	b.WriteString(xmlHead + `<w:document xmlns:w="` + wordNS + `" xmlns:r="` + officeRels + `"><w:body>`)
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
		`<w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`+
		`</w:body></w:document>`, twips(width), twips(height), turn, margin+283, margin, margin+283, margin)
	return b.Flush()
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
	b.paragraph("Soft", b.doc.asOf())
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
	if s.Table == nil {
		return nil
	}
	if s.Table.Name != "" && s.Table.Name != s.Heading {
		b.paragraph("Heading2", s.Table.Name)
	}
	return b.table(s.Table)
}

func (b *body) paragraph(style, s string) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + run("", s) + `</w:p>`)
}

// facts is a table of two columns without lines.
func (b *body) facts(facts []Fact, labels, values string) {
	label, value := int(b.wide*.28), int(b.wide*.72)
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="TableNormal"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:left w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`, label+value, label, value)
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
	parts := asked.share(b.wide, asked.words(docxCharacter), docxCharacter, docxPadding)
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>`, int(b.wide))
	for _, p := range parts {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, int(p))
	}
	b.WriteString(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range t.Columns {
		b.cell(parts[i], c.Number, "TableHead", run("", c.title()))
	}
	b.WriteString(`</w:tr>`)
	for row, err := range rows {
		if err != nil {
			return err
		}
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, c := range row {
			b.cell(parts[i], t.Columns[i].Number, "TableText", b.content(c))
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	b.paragraph("TableText", "")
	return nil
}

func (b *body) cell(width float64, right bool, style, content string) {
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="%s"/>`, int(width), style)
	if right {
		b.WriteString(`<w:jc w:val="right"/>`)
	}
	b.WriteString(`</w:pPr>` + content + `</w:p></w:tc>`)
}

func (b *body) content(c Cell) string {
	format := ""
	if c.status != Unset {
		format = `<w:color w:val="` + inks[c.status] + `"/>`
	}
	if c.link == "" {
		return run(format, c.marked(b.doc.Words))
	}
	id, known := b.links[c.link]
	if !known {
		b.order = append(b.order, c.link)
		id = docxOwnRels + len(b.order)
		b.links[c.link] = id
	}
	return fmt.Sprintf(`<w:hyperlink r:id="rId%d">%s</w:hyperlink>`, id, run(format+`<w:u w:val="single"/>`, c.marked(b.doc.Words)))
}

// run is text with its format; a newline is a line break and a tab a tab.
func run(format, s string) string {
	if format != "" {
		format = `<w:rPr>` + format + `</w:rPr>`
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	escaped := strings.NewReplacer("&#xA;", `</w:t><w:br/><w:t xml:space="preserve">`, "&#x9;", `</w:t><w:tab/><w:t xml:space="preserve">`)
	return `<w:r>` + format + `<w:t xml:space="preserve">` + escaped.Replace(escapeXML(s)) + `</w:t></w:r>`
}

func (b *body) linkRels() string {
	var s strings.Builder
	for i, address := range b.order {
		fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%s/hyperlink" Target="%s" TargetMode="External"/>`,
			docxOwnRels+1+i, officeRels, escapeXML(address))
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
