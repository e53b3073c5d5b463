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
	text := output(t, "pdftotext", "-layout", filepath.Join(dir, "docx.pdf"), "-")
	for _, want := range []string{"Statement of applicability", "Юлия", "◐ partly", "=SUM(A1:A9)", "Page 2 of", "9f2c41d07be8"} {
		if !strings.Contains(text, want) {
			t.Errorf("DOCX lacks %q", want)
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
