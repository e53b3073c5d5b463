package typeset

import (
	"strings"

	ubidi "golang.org/x/text/unicode/bidi"
)

// strongly tells whether the character has a direction of its own, and whether that is right to left.
func strongly(r rune) (strong, backward bool) {
	p, _ := ubidi.LookupRune(r)
	switch p.Class() {
	case ubidi.L:
		return true, false
	case ubidi.R, ubidi.AL:
		return true, true
	}
	return false, false
}

// HasBackward tells whether a text has letters that run from right to left.
func HasBackward(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		_, backward := strongly(r)
		return r >= 0x590 && backward
	})
}

// Backward tells whether a text begins from the right: by its first letter with a direction. One without such a letter
// goes as what stands around it.
func Backward(s string, around bool) bool {
	for _, r := range s {
		if strong, backward := strongly(r); strong {
			return backward
		}
	}
	return around
}

// Span is a stretch of text that runs one way.
type Span struct {
	Text     string
	Backward bool
}

// Spans divides a line of text where its direction changes, in the order it is read. backward is the direction of its
// paragraph.
func Spans(line string, backward bool) (all []Span) {
	if !HasBackward(line) {
		return []Span{{line, false}}
	}
	base := int8(0)
	if backward {
		base = 1
	}
	text := []rune(line)
	levels := levelsOf(text, base)
	for from := 0; from < len(text); {
		to := from + 1
		for to < len(text) && levels[to]%2 == levels[from]%2 {
			to++
		}
		all = append(all, Span{string(text[from:to]), levels[from]%2 == 1})
		from = to
	}
	return all
}
