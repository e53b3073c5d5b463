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

// Backward tells whether a text begins from the right: by its first letter with a direction.
func Backward(s string) bool {
	for _, r := range s {
		if strong, backward := strongly(r); strong {
			return backward
		}
	}
	return false
}
