package picture_test

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/report/picture"
	"github.com/assay-isms/assay/internal/report/typeset"
)

func sample() *picture.Picture {
	p := picture.New(`"><b>sample`, "A <sample>", 100, 60)
	p.Description = `It says "this" & that.`
	p.Rect(picture.Level4, 10, 10, 20, 20)
	p.Linked("/o/x?a=1&b=2", "Open <R-1>", func() {
		p.Rect(picture.Level1, 40, 10, 20, 20)
		p.Write(picture.Ink, 12, picture.Middle, picture.Point{X: 50, Y: 24}, "a<b")
	})
	p.Line(picture.Bad, 2, picture.Dashed, picture.Point{X: 0, Y: 50}, picture.Point{X: 100, Y: 50})
	p.Band(picture.Accent, picture.Point{X: 10, Y: 10}, picture.Point{X: 90, Y: 10}, picture.Point{X: 90, Y: 40})
	p.Arrow(picture.Ink, 2, picture.Solid, picture.Point{X: 5, Y: 5}, picture.Point{X: 60, Y: 40})
	p.Disc(picture.Good, picture.Point{X: 80, Y: 20}, 5)
	p.Circle(picture.Stale, picture.Point{X: 80, Y: 40}, 5, 2)
	p.Key(picture.Mark{Tone: picture.Bad, Size: 2}, "A line")
	return p
}

// TestMarksBeyondThePicture draws marks that reach out on every side: the dots are still a picture.
func TestMarksBeyondThePicture(t *testing.T) {
	p := sample()
	for _, at := range []picture.Point{{X: -30, Y: 20}, {X: 95, Y: 20}, {X: 50, Y: -8}, {X: 50, Y: 58}} {
		p.Disc(picture.Good, at, 40)
		p.Arrow(picture.Ink, 2, picture.Solid, picture.Point{X: 50, Y: 30}, at)
		p.Write(picture.Ink, 12, picture.Middle, at, "a long text beyond the edge")
	}
	body, err := p.PNG(typeset.NewSetter("en", false, nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(body)); err != nil {
		t.Error(err)
	}
}

// TestSVGIsWellFormed: every text is escaped, nothing carries a style, both for pages and as a file.
func TestSVGIsWellFormed(t *testing.T) {
	for name, text := range map[string]string{"page": sample().SVG(), "file": string(sample().File()), "key": sample().Keys[0].SVG()} {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v in %s", name, err, text)
			}
			if e, ok := token.(xml.StartElement); ok {
				for _, a := range e.Attr {
					if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
						t.Errorf("%s: <%s> has %s", name, e.Name.Local, a.Name.Local)
					}
				}
			}
		}
	}
}

// TestLinksAreReachable: a picture with links is a group, for an image hides what is in it; one without is an image, and a
// file has no links.
func TestLinksAreReachable(t *testing.T) {
	p := sample()
	if text := p.SVG(); !strings.Contains(text, `role="group"`) || !strings.Contains(text, `<a href="/o/x?a=1&amp;b=2" aria-label="Open &lt;R-1&gt;">`) {
		t.Errorf("the link cannot be reached: %s", text)
	}
	if text := p.Alone().SVG(); !strings.Contains(text, `role="img"`) || strings.Contains(text, "<a ") {
		t.Errorf("alone it still has links: %s", text)
	}
	if strings.Contains(string(p.File()), "<a ") {
		t.Error("the file has links")
	}
	if !strings.Contains(p.SVG(), `role="group"`) {
		t.Error("making it stand alone took the picture's own links away")
	}
}

// TestTheDotsAreThePicture: the PNG has the colours where the picture has its shapes.
func TestTheDotsAreThePicture(t *testing.T) {
	b, err := sample().PNG(typeset.NewSetter("en", false, nil))
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		x, y float64
		tone string
	}{{28, 28, "F1C9C2"}, {59, 29, "E6EFE3"}, {80, 20, "23693F"}, {95, 55, "FFFFFF"}, {1, 50, "A42A22"}, {80, 40, "FFFFFF"}, {75, 40, "5A4B9A"}} {
		r, g, b, _ := drawn.At(int(c.x*2.5), int(c.y*2.5)).RGBA()
		got := strings.ToUpper(hex(r) + hex(g) + hex(b))
		if got != c.tone {
			t.Errorf("at %v, %v is %s, want %s", c.x, c.y, got, c.tone)
		}
	}
}

func hex(v uint32) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[v>>12&15], digits[v>>8&15]})
}

// TestDashesAddUp: the pieces of a broken line lie on it, and are as long together as its share of dashes.
func TestDashesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "points")
		m := picture.Mark{Size: 2, Dash: picture.Dashed}
		for range n {
			m.Points = append(m.Points, picture.Point{X: rapid.Float64Range(0, 300).Draw(t, "x"), Y: rapid.Float64Range(0, 300).Draw(t, "y")})
		}
		whole, drawn := length(m.Points), 0.0
		for _, piece := range m.Pieces() {
			drawn += length(piece)
		}
		if share := whole * 2 / 3; drawn < share-8 || drawn > share+8 {
			t.Errorf("of %v are %v drawn, want about %v", whole, drawn, share)
		}
	})
}

func length(points []picture.Point) (sum float64) {
	for i := 1; i < len(points); i++ {
		sum += math.Hypot(points[i].X-points[i-1].X, points[i].Y-points[i-1].Y)
	}
	return sum
}

// TestKeysStandBelow: with its legend the picture grows downward and keeps its own marks.
func TestKeysStandBelow(t *testing.T) {
	p := sample()
	full := p.WithKeys()
	if full.Height <= p.Height || len(full.Marks) != len(p.Marks)+2 || len(full.Keys) != 0 {
		t.Errorf("height %v after %v, %d marks after %d, %d keys", full.Height, p.Height, len(full.Marks), len(p.Marks), len(full.Keys))
	}
	for _, m := range full.Marks[len(p.Marks):] {
		if m.Points[0].Y < p.Height {
			t.Errorf("a key lies within the picture: %+v", m)
		}
	}
}
