package typeset

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever text comes, no letter is lost and no line is too wide; or it is said what is missing.
func TestAnyText(t *testing.T) {
	named := debianFont(t, "truetype/noto/NotoSansHebrew-Regular.ttf", "fonts-noto-core")
	named = append(named, debianFont(t, "truetype/noto/NotoSansArabic-Regular.ttf", "fonts-noto-core")...)
	letters := []rune("abcÀé\u0301\u0302 Ωж019.,-/()[]%€→  שלוםאב\u05b8سلاملالله٣\u064e\u200c\u200d\u200e\u200f\u202b\u202c\u2067\u2069\u00a0\n\t")
	s := NewSetter("en", false, named)
	rapid.Check(t, func(rt *rapid.T) {
		text := string(rapid.SliceOf(rapid.SampledFrom(letters)).Draw(rt, "text"))
		if rapid.IntRange(0, 9).Draw(rt, "wild") == 0 {
			text = rapid.String().Draw(rt, "anything")
		}
		width := float64(rapid.IntRange(2, 20).Draw(rt, "width"))
		lines, err := s.Lines(Plain, text, width)
		if err != nil {
			if _, ok := errors.AsType[*Missing](err); !ok {
				rt.Fatal(err)
			}
			return
		}
		var got strings.Builder
		for _, l := range lines {
			got.WriteString(textOf(l))
			if clusters := len([]rune(textOf(l))); l.Width > width+1e-9 && clusters > 8 {
				rt.Fatalf("%q: a line is %.2f wide, not %.2f", text, l.Width, width)
			}
		}
		if a, b := visible(got.String()), visible(clean(text)); a != b {
			rt.Fatalf("%q became %q", b, a)
		}
	})
}

// visible is the text's letters in the order of their codes: their order on the line is another.
func visible(s string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if invisible(r) || r == ' ' || r == '\n' {
			return -1
		}
		return r
	}, s))
	slices.Sort(runes)
	return string(runes)
}
