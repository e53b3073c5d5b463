package prose

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/errs"
)

// word packs the parts of a Word document.
func word(t *testing.T, parts map[string]string) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

func body(inner string) string {
	return `<w:document ` + ns + `><w:body>` + inner + `</w:body></w:document>`
}

// parts are a document as Word writes it: styles based on one another, lists by numbering, a tracked deletion, a picture.
var parts = map[string]string{
	"word/document.xml": body(`
<w:p><w:pPr><w:pStyle w:val="Titel"/></w:pPr><w:r><w:t>Access policy</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Rules 3</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Mein"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>Rules</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Closed </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>first.</w:t></w:r><w:r><w:t xml:space="preserve"> Nothing opens by itself*.</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>Not even </w:t></w:r><w:ins><w:r><w:rPr><w:i/></w:rPr><w:t>guests</w:t></w:r></w:ins><w:del><w:r><w:delText>visitors</w:delText></w:r></w:del></w:p>
<w:p><w:r><w:t>2024. was a year.</w:t></w:r><w:r><w:br/></w:r><w:r><w:drawing/></w:r><w:r><w:t>See </w:t></w:r><w:hyperlink r:id="r9"><w:r><w:t>the list</w:t></w:r></w:hyperlink><w:r><w:footnoteReference/></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Class</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Means</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>a|b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`),
	"word/styles.xml": `<w:styles ` + ns + `>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Mein"><w:name w:val="Mein Kapitel"/><w:basedOn w:val="berschrift1"/></w:style></w:styles>`,
	"word/numbering.xml": `<w:numbering ` + ns + `><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
	"word/_rels/document.xml.rels": `<Relationships><Relationship Id="r9" Target="https://example.org/list" TargetMode="External"/></Relationships>`,
	"word/header1.xml":             `<w:hdr/>`,
}

func TestWord(t *testing.T) {
	file := word(t, parts)
	got, err := Word(file, file.Size())
	if err != nil {
		t.Fatal(err)
	}
	want := `## Rules

1. **Closed first.** Nothing opens by itself\*.
   - Not even *guests*

2024\. was a year.\
See [the list](<https://example.org/list>)

| Class | Means |
| --- | --- |
| a\|b |  |
`
	if got.Title != "Access policy" || got.Text != want {
		t.Errorf("%q is\n%s\nwant\n%s", got.Title, got.Text, want)
	}
	if lost := []string{"1 deletion that was tracked.", "1 footnote.", "1 line of the table of contents.", "1 merged cell.", "1 page header.", "1 picture."}; !slices.Equal(got.Lost, lost) {
		t.Errorf("left out: %q", got.Lost)
	}
	var seen []string
	for _, b := range Parse(got.Text) {
		seen = append(seen, b.Marker+b.Text())
	}
	if want := []string{"Rules", "1.Closed first. Nothing opens by itself*.", "•Not even guests", "2024. was a year.\nSee the list", "Class | Means", "a|b | "}; !slices.Equal(seen, want) {
		t.Errorf("it reads %q", seen)
	}
}

func TestBrokenWord(t *testing.T) {
	deep := strings.Repeat("<w:p>", 300)
	for what, parts := range map[string]map[string]string{
		"another zip": {"a.txt": "x"}, "no text": {"word/document.xml": body("<w:p/>")}, "broken": {"word/document.xml": `<w:document ` + ns + `><w:body>`}, "empty": {"word/document.xml": ""},
		"too deep":     {"word/document.xml": body(deep)},
		"broken style": {"word/document.xml": body(`<w:p><w:r><w:t>x</w:t></w:r></w:p>`), "word/styles.xml": "<"},
	} {
		file := word(t, parts)
		if _, err := Word(file, file.Size()); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := Word(strings.NewReader("old"), 3); !errs.Is(err, errs.Invalid) {
		t.Errorf("no zip: %v", err)
	}
}

func TestHTMLIsSafe(t *testing.T) {
	var b strings.Builder
	if err := HTML(&b, "# A\n\n#### B\n\n<script>x</script> [a](javascript:alert(1)) <b>\n\n| a |\n| - |\n| 1 |\n"); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Contains(got, "<script") || strings.Contains(got, "javascript") || !strings.Contains(got, "<h2>A</h2>") || !strings.Contains(got, "<h3>B</h3>") || !strings.Contains(got, "<table>") {
		t.Errorf("HTML is %s", got)
	}
}

// TestEscapedTextIsItself: what is escaped reads as it was, wherever it stands in a line.
func TestEscapedTextIsItself(t *testing.T) {
	for _, s := range []string{"a *b* c", "[x](y)", "`code`", "<b>", "a_b_c", "x|y", "AT&amp;T", `back\slash`, "~x~", "#1"} {
		if got := plain("It is " + Escape(s)); got != "It is "+s {
			t.Errorf("%q reads %q", s, got)
		}
	}
}
