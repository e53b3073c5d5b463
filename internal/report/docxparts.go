package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS     = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	officeRels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	wordType   = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

const docxContentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + wordType + `header+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/></Types>`

const docxNumbering = `<w:numbering xmlns:w="` + wordNS + `"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>` +
	`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>` +
	`<w:pPr><w:ind w:left="360" w:hanging="240"/></w:pPr></w:lvl></w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

func docxSettings(language string) string {
	return `<w:settings xmlns:w="` + wordNS + `"><w:defaultTabStop w:val="567"/><w:compat>` +
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="` + escapeXML(language) + `"/></w:settings>`
}

// docxStyle is one paragraph style; format is its run properties, layout its paragraph properties.
type docxStyle struct{ id, name, layout, format string }

var paragraphStyles = []docxStyle{
	{"Title", "Title", `<w:keepNext/><w:spacing w:before="0" w:after="80"/>`, `<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:cs="Times New Roman"/><w:sz w:val="44"/><w:szCs w:val="44"/>`},
	{"Subtitle", "Subtitle", `<w:spacing w:after="80"/>`, `<w:color w:val="5D5A53"/><w:sz w:val="26"/><w:szCs w:val="26"/>`},
	{"Heading1", "heading 1", `<w:keepNext/><w:keepLines/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:bCs/><w:sz w:val="28"/><w:szCs w:val="28"/>`},
	{"Heading2", "heading 2", `<w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="1"/>`, `<w:b/><w:bCs/><w:color w:val="5D5A53"/><w:sz w:val="22"/><w:szCs w:val="22"/>`},
	{"ListBullet", "List Bullet", `<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="40"/>`, ``},
	{"Fact", "Fact", `<w:spacing w:after="40"/>`, ``},
	{"Soft", "Soft", `<w:spacing w:after="40"/>`, `<w:color w:val="5D5A53"/>`},
	{"Proof", "Proof", `<w:spacing w:after="40"/>`, `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/><w:color w:val="5D5A53"/><w:sz w:val="17"/><w:szCs w:val="17"/>`},
	{"TableText", "Table Text", `<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>`, `<w:sz w:val="17"/><w:szCs w:val="17"/>`},
	{"TableHead", "Table Head", `<w:keepNext/><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>`, `<w:b/><w:bCs/><w:color w:val="5D5A53"/><w:sz w:val="17"/><w:szCs w:val="17"/>`},
	{"Header", "header", `<w:spacing w:after="0"/>`, `<w:color w:val="5D5A53"/><w:sz w:val="17"/><w:szCs w:val="17"/>`},
	{"Footer", "footer", `<w:spacing w:after="0"/>`, `<w:color w:val="5D5A53"/><w:sz w:val="17"/><w:szCs w:val="17"/>`},
}

func docxStyles(language string) string {
	var s strings.Builder
	fmt.Fprintf(&s, `<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>`+
		`<w:color w:val="%s"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="%[3]s" w:bidi="%[3]s"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr>%s<w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
		wordNS, inks[Unset], escapeXML(language), rightToLeft(language, `<w:bidi/>`))
	s.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	for _, p := range paragraphStyles {
		fmt.Fprintf(&s, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`,
			p.id, p.name, p.layout, p.format)
	}
	s.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	hair := ` w:val="single" w:sz="4" w:space="0" w:color="E0DCD1"/>`
	s.WriteString(`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr>` +
		rightToLeft(language, `<w:bidiVisual/>`) + `<w:tblBorders><w:top` + hair + `<w:bottom` + hair + `<w:insideH` + hair + `</w:tblBorders></w:tblPr>` +
		`<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="1D1C1A"/></w:tcBorders>` +
		`<w:shd w:val="clear" w:color="auto" w:fill="F3F1EA"/></w:tcPr></w:tblStylePr></w:style></w:styles>`)
	return s.String()
}

func pageHeader(d Document, wide float64) string {
	return fmt.Sprintf(`<w:hdr xmlns:w="%s"><w:p><w:pPr><w:pStyle w:val="Header"/><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="E0DCD1"/></w:pBdr>`+
		`<w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs></w:pPr>%s<w:r><w:tab/></w:r>%s</w:p></w:hdr>`,
		wordNS, int(wide), run("", d.Organisation), run("", d.Title))
}

func pageFooter(d Document, wide float64) string {
	before, rest, _ := strings.Cut(d.Words.Page, "#")
	between, after, _ := strings.Cut(rest, "##")
	return fmt.Sprintf(`<w:ftr xmlns:w="%s"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs></w:pPr>`+
		`%s<w:r><w:tab/></w:r>%s%s%s%s%s</w:p></w:ftr>`,
		wordNS, int(wide), run("", d.asOf()), run("", before), field("PAGE"), run("", between), field("NUMPAGES"), run("", after))
}

func field(code string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func relationships(inner string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + inner + `</Relationships>`
}

// rightToLeft is s for a language written from the right, else nothing.
func rightToLeft(language, s string) string {
	base, _, _ := strings.Cut(language, "-")
	switch strings.ToLower(base) {
	case "ar", "he", "fa", "ur", "yi", "ps", "dv", "ckb":
		return s
	}
	return ""
}

// escapeXML replaces characters that XML cannot hold by U+FFFD.
func escapeXML(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	return b.String()
}
