package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func parts(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(content)
	}
	return all
}

func TestDOCX(t *testing.T) {
	all := parts(t, written(t, DOCX, sample(40), Options{}))
	for name, content := range all {
		decoder := xml.NewDecoder(strings.NewReader(content))
		for {
			_, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s is not XML: %v", name, err)
			}
		}
	}
	document := all["word/document.xml"]
	for part, want := range map[string]int{
		`<w:tblHeader/>`: 1, `w:val="Title"`: 1, `w:val="Heading1"`: 2, `w:orient="landscape"`: 1, `<w:hyperlink `: 40, `<w:br/>`: 1,
		"● working": 7, "Kestrel &lt;Pharma&gt; GmbH": 1,
	} {
		if got := strings.Count(document, part); got != want {
			t.Errorf("%s stands %d times, want %d", part, got, want)
		}
	}
	if !strings.Contains(all["word/footer1.xml"], " NUMPAGES ") || !strings.Contains(all["word/styles.xml"], `w:lang w:val="en"`) {
		t.Error("the footer has no page count, or the styles no language")
	}
}

func TestHTML(t *testing.T) {
	d := sample(3)
	d.Title, d.Language = "</title><script>alert(1)</script>", "ar"
	got := string(written(t, HTML, d, Options{}))
	for _, want := range []string{`<html lang="ar" dir="rtl">`, `<th scope="col" class="num" dir="ltr">Share</th>`, `<th scope="row" dir="ltr">A.5.1</th>`,
		`<span class="st good"><span aria-hidden="true">●</span> working</span>`, `<time datetime="2026-11-21">2026-11-21</time>`} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s", want)
		}
	}
	if strings.Contains(got, "<script") {
		t.Error("a title became a script")
	}
}

func needs(t *testing.T, program, debian string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is missing: apt-get install -y --no-install-recommends %s", program, debian)
	}
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	got, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, got)
	}
	return string(got)
}

func TestPDFIsReadByPoppler(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	file := filepath.Join(t.TempDir(), "a.pdf")
	d := sample(40)
	d.Sections = append(d.Sections, Section{Heading: "Long", Table: &Table{Columns: []Column{{Key: "a"}, {Key: "b"}},
		Rows: Rows([]Cell{Text(strings.Repeat("many words ", 900) + "the end"), Text("b")})}})
	if err := os.WriteFile(file, written(t, PDF, d, Options{}), 0o600); err != nil {
		t.Fatal(err)
	}
	text := output(t, "pdftotext", "-layout", file, "-")
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	for _, want := range []string{"Кузнецова", "Łukasz", "failing", "=SUM(A1:A9)", "the end", "9f2c41d07be8"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if strings.Count(text, "many") != 900 {
		t.Errorf("a cell longer than a page holds %d of 900 words", strings.Count(text, "many"))
	}
	for i, page := range pages[:3] {
		if !strings.Contains(page, "Reviewed") || !strings.Contains(page, "Kestrel <Pharma> GmbH") {
			t.Errorf("page %d lacks the table's heading or the running head", i+1)
		}
	}
}

func TestLibreOfficeReadsThem(t *testing.T) {
	needs(t, "soffice", "libreoffice-writer-nogui libreoffice-calc-nogui")
	needs(t, "pdftotext", "poppler-utils")
	dir := t.TempDir()
	for _, f := range []Format{DOCX, XLSX} {
		if err := os.WriteFile(filepath.Join(dir, string(f)+f.Extension()), written(t, f, sample(40), Options{}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	convert := func(to, file string) {
		output(t, "soffice", "--headless", "-env:UserInstallation=file://"+dir+"/profile", "--convert-to", to, "--outdir", dir, filepath.Join(dir, file))
	}
	convert("pdf", "docx.docx")
	text := output(t, "pdftotext", "-raw", filepath.Join(dir, "docx.pdf"), "-")
	for _, want := range []string{"Statement of applicability", "Page 2 of"} {
		if !strings.Contains(text, want) {
			t.Errorf("DOCX lacks %q", want)
		}
	}
	whole := strings.Join(strings.Fields(text), "")
	for word, n := range wordsOf(t, sample(40)) {
		if strings.Count(whole, word) < n {
			t.Errorf("DOCX has %q %d times, not %d", word, strings.Count(whole, word), n)
		}
	}
	convert("csv:Text - txt - csv (StarCalc):44,34,76,1", "xlsx.xlsx")
	sheet, err := os.ReadFile(filepath.Join(dir, "xlsx.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(sheet), "\n")
	if len(lines) < 41 || !strings.Contains(lines[5], "=SUM(A1:A9)") || !strings.Contains(lines[2], `"◐ partly","Ελένη Παπαδοπούλου",`) ||
		!strings.Contains(lines[2], "2026-11-21,2026-11-22 13:03:09,1000,") {
		t.Errorf("XLSX as CSV: %q", lines[:min(6, len(lines))])
	}
}

// wordsOf are the words that people read in the document's tables, and how often.
func wordsOf(t *testing.T, d Document) map[string]int {
	t.Helper()
	words := map[string]int{}
	for _, table := range d.tables() {
		for row, err := range table.rows() {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row {
				for word := range strings.FieldsSeq(c.words(english)) {
					words[word]++
				}
			}
		}
	}
	return words
}

func TestLibreOfficeReadsTextFromTheRight(t *testing.T) {
	needs(t, "soffice", "libreoffice-writer-nogui")
	dir := t.TempDir()
	for _, language := range []string{"en", "ar"} {
		d := justified(scripts["Arabic"] + " (GDPR 32)\nsecond line")
		d.Language = language
		file := filepath.Join(dir, language+".docx")
		if err := os.WriteFile(file, written(t, DOCX, d, Options{}), 0o600); err != nil {
			t.Fatal(err)
		}
		output(t, "soffice", "--headless", "-env:UserInstallation=file://"+dir+"/profile", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, file)
		text, err := os.ReadFile(filepath.Join(dir, language+".txt"))
		if err != nil || !strings.Contains(string(text), scripts["Arabic"]+" (GDPR 32)\nsecond line") {
			t.Errorf("%s: %v\n%s", language, err, text)
		}
	}
}

func TestDOCXMarksDirections(t *testing.T) {
	for language, want := range map[string][]string{
		"en": {`<w:pStyle w:val="TableText"/><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">חוק </w:t></w:r><w:r><w:t xml:space="preserve">GDPR 32</w:t></w:r>`},
		"he": {`<w:bidiVisual/>`, `<w:pStyle w:val="TableText"/><w:bidi w:val="0"/><w:jc w:val="right"/></w:pPr><w:r><w:t xml:space="preserve">A.5.1</w:t>`, `<w:jc w:val="left"/></w:pPr><w:r><w:t xml:space="preserve">7</w:t>`},
	} {
		d := justified("חוק GDPR 32")
		d.Language = language
		document := parts(t, written(t, DOCX, d, Options{}))["word/document.xml"]
		for _, part := range want {
			if !strings.Contains(document, part) {
				t.Errorf("%s lacks %s in\n%s", language, part, document)
			}
		}
	}
}

// TestDOCXHoldsTogether checks what Word asks of a file before it opens it: what is named is there, every part has a
// type, rows have a cell for every column, and properties stand in the order of the schema.
func TestDOCXHoldsTogether(t *testing.T) {
	all := parts(t, written(t, DOCX, sample(40), Options{}))
	document, styles := all["word/document.xml"], all["word/styles.xml"]
	for _, use := range regexp.MustCompile(`<w:(?:pStyle|rStyle|tblStyle|basedOn|next) w:val="(\w+)"`).FindAllStringSubmatch(document+styles+all["word/header1.xml"]+all["word/footer1.xml"], -1) {
		if !strings.Contains(styles, `w:styleId="`+use[1]+`"`) {
			t.Errorf("style %s is not defined", use[1])
		}
	}
	rels := all["word/_rels/document.xml.rels"]
	for _, use := range regexp.MustCompile(`r:id="(\w+)"`).FindAllStringSubmatch(document, -1) {
		if strings.Count(rels, `Id="`+use[1]+`"`) != 1 {
			t.Errorf("relationship %s stands %d times", use[1], strings.Count(rels, `Id="`+use[1]+`"`))
		}
	}
	for _, target := range regexp.MustCompile(`Target="([\w/.]+\.xml)"/>`).FindAllStringSubmatch(rels, -1) {
		if all["word/"+target[1]] == "" {
			t.Errorf("there is no part %s", target[1])
		}
	}
	for name := range all {
		if types := all["[Content_Types].xml"]; strings.HasSuffix(name, ".xml") && name != "[Content_Types].xml" && !strings.Contains(types, `"/`+name+`"`) {
			t.Errorf("%s has no type", name)
		}
	}
	for _, table := range strings.Split(document, "<w:tbl>")[1:] {
		for _, row := range strings.Split(table, "<w:tr>")[1:] {
			if cells, columns := strings.Count(row, "<w:tc>"), strings.Count(table, "<w:gridCol "); cells != columns {
				t.Errorf("a row has %d cells for %d columns", cells, columns)
			}
		}
	}
	order := []string{"pStyle", "keepNext", "keepLines", "numPr", "pBdr", "tabs", "bidi", "spacing", "ind", "jc", "outlineLvl", "rStyle", "rFonts", "b", "bCs", "color", "sz", "szCs", "u", "rtl", "lang"}
	for _, properties := range regexp.MustCompile(`<w:([pr]Pr)>(.*?)</w:[pr]Pr>`).FindAllStringSubmatch(document+styles, -1) {
		last := -1
		for _, name := range regexp.MustCompile(`<w:(\w+)`).FindAllStringSubmatch(regexp.MustCompile(`<w:(numPr|pBdr|tabs)>.*?</w:(numPr|pBdr|tabs)>`).ReplaceAllString(properties[2], "<w:$1/>"), -1) {
			at := slices.Index(order, name[1])
			if at < 0 || at < last {
				t.Fatalf("%s stands wrongly in %s", name[1], properties[0])
			}
			last = at
		}
	}
}
