package report

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/errs"
)

// debian opens fonts of Debian packages, or passes the test over and says which package is missing.
func debian(t *testing.T, files ...string) *Fonts {
	t.Helper()
	for i, f := range files {
		files[i] = filepath.Join("/usr/share/fonts/truetype", f)
		if _, err := os.Stat(files[i]); err != nil {
			t.Skipf("%s is missing: apt-get install -y --no-install-recommends fonts-noto-core fonts-wqy-microhei", files[i])
		}
	}
	fonts, err := OpenFonts(files)
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

// justified is a statement of applicability of one control.
func justified(text string) Document {
	columns := []Column{{Key: "control", Title: "Control"}, {Key: "justification", Title: "Justification"}, {Key: "n", Title: "Risks", Number: true}}
	d := one(columns, []Cell{Text("A.5.1"), Text(text), Int(7)})
	d.Title, d.Sections[0].Table.Name = "Statement of Applicability", "Controls"
	return d
}

func TestPDFRefusesWhatItCannotPrint(t *testing.T) {
	for text, words := range map[string][]string{
		"Zażółć, Ελλάδα, Україна, cafe\u0301 \u200e\u2009x\u00ad": nil,
		"会議室":   {"font for Chinese, Japanese or Korean", "会議室", "A.5.1, column “Justification” of “Controls”", "--font", "ASSAY_FONT", "fonts-noto-cjk", "DOCX"},
		"مرحبا": {"font for Arabic", "مرحبا", "column “Justification”", "fonts-noto-core", "NotoSansArabic-Regular.ttf"}, "ok 🙂": {"font for symbols", "🙂"},
	} {
		err := Write(&bytes.Buffer{}, PDF, justified(text), Options{})
		if words == nil && err != nil {
			t.Errorf("%q: %v", text, err)
		}
		for _, word := range words {
			if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), word) {
				t.Errorf("%q: got %v, want %q in it", text, err, word)
			}
		}
	}
	d := justified("x")
	d.Organisation = "株式会社"
	if err := Write(&bytes.Buffer{}, PDF, d, Options{}); err == nil || !strings.Contains(err.Error(), "organisation's name") {
		t.Errorf("organisation: %v", err)
	}
}

func TestFontFilesThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "letter.ttf")
	if err := os.WriteFile(file, []byte("Dear Sirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + ".missing"} {
		if _, err := OpenFonts([]string{name}); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func saved(t *testing.T, d Document, o Options) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, written(t, PDF, d, o), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

var scripts = map[string]string{
	"Arabic":     "تنطبق لأن القانون يطلب ذلك في اللائحة العامة",
	"Hebrew":     "חל כי החוק דורש",
	"Japanese":   "顧客の個人情報を取り扱う。",
	"Chinese":    "适用，因为法律要求；",
	"Korean":     "고객 데이터를 보관하므로",
	"Devanagari": "नियंत्रण क्षेत्र",
	"Thai":       "สวัสดีชาวโลก",
	"Vietnamese": "Tiếng Việt, Țară, қазақ",
	"Persian":    "می\u200cخواهم",
}

// What is searched or copied is what was written, though it stands on paper in another order and joined.
func TestPDFTextIsFound(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	fonts := debian(t, "noto/NotoSansArabic-Regular.ttf", "noto/NotoSansHebrew-Regular.ttf", "noto/NotoSansDevanagari-Regular.ttf", "noto/NotoSansThai-Regular.ttf", "wqy/wqy-microhei.ttc")
	for name, text := range scripts {
		got := output(t, "pdftotext", "-layout", saved(t, justified(text), Options{Fonts: fonts}), "-")
		got = strings.NewReplacer("\u202b", "", "\u202c", "", "\u202a", "").Replace(got)
		if !strings.Contains(got, text) {
			t.Errorf("%s: %q is not found in\n%s", name, text, got)
		}
	}
}

// A joined word has no gap in its ink.
func TestPDFJoinsLetters(t *testing.T) {
	needs(t, "pdftoppm", "poppler-utils")
	fonts := debian(t, "noto/NotoSansArabic-Regular.ttf")
	d := Document{Title: "محمد", Language: "ar", Time: moment1}
	file := saved(t, d, Options{Fonts: fonts})
	image := output(t, "pdftoppm", "-r", "200", "-gray", "-singlefile", "-x", "0", "-y", "160", "-W", "1654", "-H", "95", file)
	pixels := image[len(image)-1654*95:]
	gaps, first, last := 0, -1, -1
	for x := range 1654 {
		ink := false
		for y := range 95 {
			ink = ink || pixels[y*1654+x] < 128
		}
		if ink {
			if first < 0 {
				first = x
			} else if x > last+1 {
				gaps++
			}
			last = x
		}
	}
	if first < 0 || gaps > 0 {
		t.Errorf("ink from %d to %d with %d gaps", first, last, gaps)
	}
	if right := 1654 - 118; last < right-6 || last > right+2 {
		t.Errorf("a title in Arabic ends at %d, not at the right margin %d", last, right)
	}
}

func TestPDFIsTagged(t *testing.T) {
	needs(t, "pdfinfo", "poppler-utils")
	file := saved(t, sample(40), Options{})
	tree := output(t, "pdfinfo", "-struct-text", file)
	for _, want := range []string{"H1 (block)\n    \"Statement of applicability\"", "H2 (block)\n    \"In short\"", "Table (block)", "/Scope /Column\n        \"Control\"", "/Scope /Row\n        \"A.5.1\"",
		"LBody (block)\n        \"Record a restore test\"", "Кузнецова\"", "Link"} {
		if !strings.Contains(tree, want) {
			t.Errorf("the structure lacks %s", want)
		}
	}
	if n := strings.Count(tree, "\"Reviewed\""); n != 1 {
		t.Errorf("the column's title is read %d times, once is right: on later pages it only repeats itself", n)
	}
	if info := output(t, "pdfinfo", file); !strings.Contains(info, "Tagged:          yes") || !strings.Contains(info, "Author:          Kestrel <Pharma> GmbH") {
		t.Error(info)
	}
	if _, err := exec.LookPath("qpdf"); err == nil {
		output(t, "qpdf", "--check", file)
	}
}

func TestPDFOfTheSameFontsIsTheSame(t *testing.T) {
	fonts := debian(t, "noto/NotoSansArabic-Regular.ttf", "wqy/wqy-microhei.ttc")
	d := justified(scripts["Arabic"] + " " + scripts["Japanese"])
	want := written(t, PDF, d, Options{Fonts: fonts})
	done := make(chan error)
	for range 4 { // many documents at once share the fonts
		go func() {
			var b bytes.Buffer
			err := Write(&b, PDF, d, Options{Fonts: fonts})
			if err == nil && !bytes.Equal(b.Bytes(), want) {
				err = errors.New("other bytes")
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
