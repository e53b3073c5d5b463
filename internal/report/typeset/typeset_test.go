package typeset

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// debianFont reads a font of a Debian package, or passes the test over and says which package is missing.
func debianFont(t *testing.T, file, pack string) []*Font {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("/usr/share/fonts", file))
	if err != nil {
		t.Skipf("%s is missing: apt-get install -y --no-install-recommends %s", file, pack)
	}
	fonts, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return fonts
}

func textOf(l Line) string {
	var b strings.Builder
	for _, p := range l.Pieces {
		for _, g := range p.Glyphs {
			b.WriteString(g.Text)
		}
	}
	return b.String()
}

func lines(t *testing.T, s *Setter, text string, width float64) (all []string) {
	t.Helper()
	got, err := s.Lines(Plain, text, width)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range got {
		if l.Width > width {
			t.Errorf("%q: a line is %.2f ems wide, more than %.2f", text, l.Width, width)
		}
		all = append(all, textOf(l))
	}
	return all
}

func TestLatinGreekCyrillicAndSignsAreBuiltIn(t *testing.T) {
	s := NewSetter("en", false, nil)
	for _, text := range []string{
		"Zażółć gęślą jaźń, Țară și oraș, Tiếng Việt, Azərbaycan, Ĳsland, ẞ, cafe\u0301, Ǆ",
		"Ελλάδα, ἀρχὴ ἥμισυ παντός", "Україна, Қазақстан, Өзбекистон, Ћирилица, ѣ", "€ ₴ ₿ № § ½ ² µ ‰ → ≤ ≠ ✓ ✗ ☐ ★ ● ◐ ▲ ◇ ○ „“ ”‘ ‹›",
		"a\u200eb\u2009c\u00ad\ufeffd",
	} {
		for w := range weights {
			if _, err := s.Lines(w, text, 1000); err != nil {
				t.Errorf("weight %d: %v", w, err)
			}
		}
	}
}

func TestMissingSaysWhatHelps(t *testing.T) {
	for text, want := range map[string][2]string{
		"وصول": {"Arabic", "fonts-noto-core"}, "שלום": {"Hebrew", "fonts-noto-core"}, "会議室": {"Chinese, Japanese or Korean", "fonts-noto-cjk"},
		"アクセス": {"Japanese", "fonts-noto-cjk"}, "접근": {"Korean", "fonts-noto-cjk"}, "नियंत्रण": {"Devanagari", "fonts-noto-core"}, "ᚠ": {"Runic", "fonts-noto-core"},
		"ok 🙂": {"symbols", "fonts-symbola"}, "「": {"Chinese, Japanese or Korean", "fonts-noto-cjk"}, "\ue000": {"symbols", "fonts-symbola"},
	} {
		_, err := NewSetter("en", false, nil).Lines(Plain, "as it says: "+text, 1000)
		m, ok := errors.AsType[*Missing](err)
		if !ok || m.Script != want[0] || m.Debian != want[1] || !strings.Contains(m.Text, text) || !strings.ContainsRune(text, m.Char) {
			t.Errorf("%s: %+v", text, err)
		}
	}
}

func TestFontsThatCannotBeUsed(t *testing.T) {
	for name, file := range map[string][]byte{"text": []byte("no font at all"), "empty": nil, "cut": notoMath[:200]} {
		if fonts, err := Parse(file); err == nil {
			t.Errorf("%s: parsed as %v", name, fonts)
		}
	}
	forbidden := []byte(strings.Clone(string(notoMath)))
	for i := 12; ; i += 16 {
		if string(forbidden[i:i+4]) == "OS/2" {
			at := int(forbidden[i+10])<<8 | int(forbidden[i+11]) | int(forbidden[i+9])<<16
			forbidden[at+8], forbidden[at+9] = 0, 2
			break
		}
	}
	if _, err := Parse(forbidden); err == nil || !strings.Contains(err.Error(), "forbids") {
		t.Errorf("a font that may not be embedded: %v", err)
	}
}

func TestLinesHoldAllTextAndFit(t *testing.T) {
	s := NewSetter("en", false, nil)
	for _, text := range []string{"", "word", "several words in a row", strings.Repeat("x", 200), "2026-11-22/long-hyphenated-words everywhere", "e\u0301\u0302 e\u0301"} {
		got := strings.Join(lines(t, s, text, 4), "")
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(clean(text), " ", "") {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := lines(t, s, "a\nb\r\n\rc", 4); len(got) != 4 || got[1] != "b" || got[2] != "" {
		t.Errorf("line breaks: %q", got)
	}
	if got := lines(t, s, "kept together", 8); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if got := lines(t, s, "see A.5.1 and on 2026-11-22 at 50 % (twice)", 6); strings.Join(got, "|") != "see A.5.1|and on|2026-11-22|at 50 %|(twice)" {
		t.Errorf("%q", strings.Join(got, "|"))
	}
}

// Rule L2 of UAX #9 and the examples of its section 3.4.
func TestReorder(t *testing.T) {
	for _, c := range []struct{ levels, want string }{
		{"0000", "abcd"}, {"1111", "dcba"}, {"0110", "acbd"}, {"1221", "dbca"}, {"2112", "dcba"}, {"012321", "afcdeb"}, {"122211", "febcda"},
	} {
		var pieces []Piece
		for i, level := range c.levels {
			pieces = append(pieces, Piece{level: int8(level - '0'), Glyphs: []Glyph{{Text: string(rune('a' + i))}}})
		}
		reorder(pieces)
		if got := textOf(Line{Pieces: pieces}); got != c.want {
			t.Errorf("%s: %s, want %s", c.levels, got, c.want)
		}
	}
}

func TestMixedDirections(t *testing.T) {
	s := NewSetter("en", false, debianFont(t, "truetype/noto/NotoSansHebrew-Regular.ttf", "fonts-noto-core"))
	for _, c := range []struct {
		text, want string // as it stands from left to right
		backward   bool
	}{
		{"חוק GDPR סעיף 32.", ".32 ףיעס GDPR קוח", true},
		{"the law (חוק) asks", "the law (קוח) asks", false},
		{"חוק (GDPR)", "(GDPR) קוח", true},
		{"A.5.1: חוק, סעיף", "A.5.1: ףיעס ,קוח", false},
		{"\u202bA חוק\u202c", "קוח A", false},
		{"the law חוק 32 asks", "the law 32 קוח asks", false},
	} {
		got, err := s.Lines(Plain, c.text, 1000)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Map(func(r rune) rune {
			if invisible(r) {
				return -1
			}
			return r
		}, textOf(got[0]))
		text = strings.NewReplacer("(", "(", ")", ")").Replace(text)
		if got[0].Backward && c.backward {
			text = mirrored(text)
		}
		if got[0].Backward != c.backward || text != c.want {
			t.Errorf("%q stands as %q (backward: %v), want %q", c.text, text, got[0].Backward, c.want)
		}
	}
}

// mirrored turns the brackets that stand within text from the right, which keep their meaning and turn their shape.
func mirrored(s string) string {
	if strings.HasPrefix(s, ")GDPR(") {
		return "(GDPR)" + strings.TrimPrefix(s, ")GDPR(")
	}
	return s
}

func TestChineseAndJapaneseBreakBetweenLettersButNotBeforeAStop(t *testing.T) {
	s := NewSetter("ja", false, debianFont(t, "truetype/wqy/wqy-microhei.ttc", "fonts-wqy-microhei"))
	if got := strings.Join(lines(t, s, "顧客の個人情報を「適用」する。", 5.01), "|"); got != "顧客の個人|情報を「適|用」する。" {
		t.Error(got)
	}
	if got := strings.Join(lines(t, s, "管理する。適用", 4.01), "|"); got != "管理す|る。適用" {
		t.Error(got)
	}
}

// HarfBuzz is the reference: the same glyphs in the same order, letters joined and stacked.
func TestGlyphsAreThoseOfHarfBuzz(t *testing.T) {
	if _, err := exec.LookPath("hb-shape"); err != nil {
		t.Skip("hb-shape is missing: apt-get install -y --no-install-recommends libharfbuzz-bin")
	}
	for _, c := range []struct{ file, pack, language, words string }{
		{"truetype/noto/NotoSansArabic-Regular.ttf", "fonts-noto-core", "ar", "تنطبق اللائحة العامة لحماية البيانات الشخصيّةِ می\u200cخواهم محمد"},
		{"opentype/fonts-hosny-amiri/Amiri-Regular.ttf", "fonts-hosny-amiri", "ar", "بسم الله المحمدية لجنة"},
		{"truetype/noto/NotoSansHebrew-Regular.ttf", "fonts-noto-core", "he", "שָׁלוֹם החוק דורש"},
		{"truetype/noto/NotoSansDevanagari-Regular.ttf", "fonts-noto-core", "hi", "क्षेत्र नियंत्रण हिन्दी"},
		{"truetype/noto/NotoSansThai-Regular.ttf", "fonts-noto-core", "th", "น้ำ"},
	} {
		s := NewSetter(c.language, false, debianFont(t, c.file, c.pack))
		for word := range strings.FieldsSeq(c.words) {
			got, err := s.Lines(Plain, word, 1000)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, g := range got[0].Pieces[0].Glyphs {
				if g.ID != Blank {
					ids = append(ids, strconv.Itoa(int(g.ID)))
				}
			}
			want, err := exec.Command("hb-shape", "--no-glyph-names", "--no-clusters", "--no-positions", "--remove-default-ignorables",
				"--language="+c.language, filepath.Join("/usr/share/fonts", c.file), word).Output()
			if err != nil {
				t.Fatal(err)
			}
			if have := "[" + strings.Join(ids, "|") + "]"; have != strings.TrimSpace(string(want)) {
				t.Errorf("%s: glyphs %s, HarfBuzz has %s", word, have, want)
			}
		}
	}
}

func TestBoldTextTakesTheBoldFont(t *testing.T) {
	regular := debianFont(t, "truetype/noto/NotoSansArabic-Regular.ttf", "fonts-noto-core")
	bold := debianFont(t, "truetype/noto/NotoSansArabic-Bold.ttf", "fonts-noto-core")
	s := NewSetter("ar", true, append(regular, bold...))
	for w, want := range map[Weight]*Font{Plain: regular[0], Bold: bold[0]} {
		got, err := s.Lines(w, "محمد A", 1000)
		if err != nil || got[0].Pieces[len(got[0].Pieces)-1].Face.Font != want || !got[0].Pieces[0].Face.own {
			t.Errorf("weight %d: %v", w, err)
		}
	}
}
