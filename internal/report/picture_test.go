package report

import (
	"archive/zip"
	"bytes"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/report/picture"
)

// pictured is a document with a drawing that has every kind of mark.
func pictured() Document {
	p := picture.New("matrix", "Risk matrix", 200, 120)
	p.Description = "Two cells."
	p.Rect(picture.Level4, 10, 10, 60, 40)
	p.Linked("/o/acme/secret", "R-1", func() { p.Bold(picture.Ink, 14, picture.Middle, picture.Point{X: 40, Y: 34}, "Hoch <7>") })
	p.Band(picture.Accent, picture.Point{X: 5, Y: 5}, picture.Point{X: 150, Y: 5}, picture.Point{X: 150, Y: 90})
	p.Line(picture.Bad, 2, picture.Dashed, picture.Point{X: 0, Y: 100}, picture.Point{X: 200, Y: 100})
	p.Circle(picture.Good, picture.Point{X: 100, Y: 60}, 8, 2)
	p.Key(picture.Mark{Tone: picture.Bad, Size: 2}, "The tolerance")
	p.Table = picture.Table{Head: []string{"Cell", "Risks"}, Numbers: []bool{false, true}, Rows: [][]string{{"Likely × Severe", "7"}}}
	return Document{Title: "T", Time: moment1, Sections: []Section{Pictured("Matrix", p, "It is drawn."), Pictured("Again", p)}}
}

// TestPicturesInEveryFormat: drawn where the format can, and its table everywhere; no file leads back into the program.
func TestPicturesInEveryFormat(t *testing.T) {
	d := pictured()
	for _, f := range Formats() {
		o := Options{}
		if f == CSV {
			o.Table = "Risk matrix"
		}
		body := written(t, f, d, o)
		if !bytes.Equal(body, written(t, f, d, o)) {
			t.Errorf("%s: the same document gives other bytes", f)
		}
		text := string(body)
		if strings.Contains(text, "/o/acme/secret") {
			t.Errorf("%s leads into the program", f)
		}
		if f == CSV || f == JSON || f == HTML {
			if !strings.Contains(text, "Likely × Severe") {
				t.Errorf("%s lacks the table: %s", f, text)
			}
		}
		if f == HTML && (!strings.Contains(text, `<svg class="picture"`) || !strings.Contains(text, "<figcaption>") || strings.Contains(text, "style=")) {
			t.Errorf("the page does not show the picture: %s", text)
		}
	}
}

// TestPictureInWord: twice, as SVG and PNG, with a text for who does not see it.
func TestPictureInWord(t *testing.T) {
	body := written(t, DOCX, pictured(), Options{})
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if _, err := png.Decode(bytes.NewReader(read("word/media/picture2.png"))); err != nil {
		t.Error(err)
	}
	if text := string(read("word/media/picture1.svg")); !strings.Contains(text, "Hoch &lt;7&gt;") || strings.Contains(text, "class=") {
		t.Errorf("%s", text)
	}
	document, rels := string(read("word/document.xml")), string(read("word/_rels/document.xml.rels"))
	for _, want := range []string{`descr="Two cells."`, `r:embed="png1"`, `r:embed="svg1"`, `r:embed="png2"`, `r:embed="svg2"`} {
		if !strings.Contains(document, want) {
			t.Errorf("no %s in the text", want)
		}
	}
	for _, want := range []string{`Id="png2"`, `Target="media/picture2.svg"`} {
		if !strings.Contains(rels, want) {
			t.Errorf("no %s in %s", want, rels)
		}
	}
}

// TestPictureInPDF: it is a figure of the document's structure with its text, and its words can be searched.
func TestPictureInPDF(t *testing.T) {
	needs(t, "pdfinfo", "poppler-utils")
	d := pictured()
	file := saved(t, d, Options{})
	if tree := output(t, "pdfinfo", "-struct", file); strings.Count(tree, "Figure") != 2 {
		t.Errorf("the structure has no two figures: %s", tree)
	}
	if text := output(t, "pdftotext", file, "-"); !strings.Contains(text, "Hoch") || !strings.Contains(text, "The tolerance") {
		t.Errorf("%s", text)
	}
}
