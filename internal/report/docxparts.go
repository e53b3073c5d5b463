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
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + wordType + `header+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
	`<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/></Types>`

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
type docxStyle struct{ id, name, next, layout, format string }

// soft is the ink of what stands back.
const soft = `<w:color w:val="` + softInk + `"/>`

// mono is a face of figures and letters of one width.
const mono = `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/>`

func sized(halfPoints int) string {
	return fmt.Sprintf(`<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/>`, halfPoints)
}

// fonts names fonts by the theme, which has one for every script.
func fonts(theme string) string {
	return fmt.Sprintf(`<w:rFonts w:asciiTheme="%[1]sHAnsi" w:eastAsiaTheme="%[1]sEastAsia" w:hAnsiTheme="%[1]sHAnsi" w:cstheme="%[1]sBidi"/>`, theme)
}

// paragraphStyles are the styles, with table text of a size.
func paragraphStyles(table int) []docxStyle {
	const bold, tight = `<w:b/><w:bCs/>`, `<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>`
	heading := func(before, after, level int) string {
		return fmt.Sprintf(`<w:keepNext/><w:keepLines/><w:spacing w:before="%d" w:after="%d"/><w:outlineLvl w:val="%d"/>`, before, after, level)
	}
	return []docxStyle{
		{"Title", "Title", "Subtitle", `<w:keepNext/><w:spacing w:before="0" w:after="80"/>`, fonts("major") + sized(44)},
		{"Subtitle", "Subtitle", "Normal", `<w:spacing w:after="80"/>`, soft + sized(26)},
		{"Heading1", "heading 1", "Normal", heading(360, 120, 0), fonts("major") + bold + sized(28)},
		{"Heading2", "heading 2", "Normal", heading(240, 80, 1), fonts("major") + bold + soft + sized(23)},
		{"Heading3", "heading 3", "Normal", heading(200, 60, 2), fonts("major") + bold + soft + sized(21)},
		{"Heading4", "heading 4", "Normal", heading(160, 60, 3), fonts("major") + bold + sized(21)},
		{"Quote", "Quote", "Normal", `<w:spacing w:after="120"/><w:ind w:left="360" w:right="360"/>`, soft},
		{"Code", "Code", "", `<w:spacing w:after="120"/>`, mono + sized(18)},
		{"ListBullet", "List Bullet", "", `<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="40"/>`, ``},
		{"Fact", "Fact", "", `<w:spacing w:after="40"/>`, ``},
		{"Soft", "Soft", "", `<w:spacing w:after="40"/>`, soft},
		{"Date", "Date", "Normal", `<w:spacing w:after="200"/>`, soft},
		{"Proof", "Proof", "", `<w:spacing w:after="40"/>`, mono + soft + sized(17)},
		{"TableText", "Table Text", "", tight, sized(table)},
		{"TableHead", "Table Head", "", `<w:keepNext/>` + tight, bold + soft + sized(table)},
		{"Header", "header", "", `<w:spacing w:after="0"/>`, soft + sized(17)},
		{"Footer", "footer", "", `<w:spacing w:after="0"/>`, soft + sized(17)},
	}
}

func docxStyles(language string, table int) string {
	var s strings.Builder
	fmt.Fprintf(&s, `<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr>%s`+
		`<w:color w:val="%s"/>%s<w:lang w:val="%[5]s" w:eastAsia="%[5]s" w:bidi="%[5]s"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr>%[6]s<w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
		wordNS, fonts("minor"), inks[Unset], sized(21), escapeXML(language), rightToLeft(language, `<w:bidi/>`))
	s.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>` +
		`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>`)
	for _, p := range paragraphStyles(table) {
		next := ""
		if p.next != "" {
			next = `<w:next w:val="` + p.next + `"/>`
		}
		fmt.Fprintf(&s, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/>%s<w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`,
			p.id, p.name, next, p.layout, p.format)
	}
	s.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="55" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="55" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	hair := ` w:val="single" w:sz="4" w:space="0" w:color="` + hairInk + `"/>`
	s.WriteString(`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr>` +
		`<w:tblBorders><w:top` + hair + `<w:bottom` + hair + `<w:insideH` + hair + `</w:tblBorders></w:tblPr>` +
		`<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="` + inks[Unset] + `"/></w:tcBorders>` +
		`<w:shd w:val="clear" w:color="auto" w:fill="` + sunkInk + `"/></w:tcPr></w:tblStylePr></w:style></w:styles>`)
	return s.String()
}

func (b *body) pageHeader() string {
	return fmt.Sprintf(`<w:hdr xmlns:w="%s"><w:p><w:pPr><w:pStyle w:val="Header"/><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="%s"/></w:pBdr>`+
		`<w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs></w:pPr>%s<w:r><w:tab/></w:r>%s</w:p></w:hdr>`,
		wordNS, hairInk, int(b.wide), b.run("", b.doc.Organisation), b.run("", b.doc.Title))
}

func (b *body) pageFooter() string {
	before, rest, _ := strings.Cut(b.doc.Words.Page, "#")
	between, after, _ := strings.Cut(rest, "##")
	return fmt.Sprintf(`<w:ftr xmlns:w="%s"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs></w:pPr>`+
		`%s<w:r><w:tab/></w:r>%s%s%s%s%s</w:p></w:ftr>`,
		wordNS, int(b.wide), b.run("", b.doc.asOf()), b.run("", before), field("PAGE"), b.run("", between), field("NUMPAGES"), b.run("", after))
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
