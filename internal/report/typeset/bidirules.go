package typeset

import (
	"cmp"
	"slices"

	ubidi "golang.org/x/text/unicode/bidi"
)

// sequence is an isolating run sequence: text of one level that is resolved as if it stood together.
type sequence struct {
	*directed
	at            []int // the places in the text
	level         int8
	before, after ubidi.Class // sos and eos
}

func (s *sequence) resolve() {
	s.weak()
	s.brackets()
	s.neutral()
	for _, i := range s.at { // I1, I2
		switch c := s.classes[i]; {
		case s.level%2 == 0 && c == ubidi.R, s.level%2 == 1 && c != ubidi.R:
			s.levels[i]++
		case s.level%2 == 0 && (c == ubidi.AN || c == ubidi.EN):
			s.levels[i] += 2
		}
	}
}

// weak applies the rules W1 to W7, to marks, numbers and the signs between them.
func (s *sequence) weak() {
	previous, strong := s.before, s.before
	for _, i := range s.at {
		c := &s.classes[i]
		switch {
		case *c == ubidi.NSM && (isolates(previous) || previous == ubidi.PDI):
			*c = ubidi.ON
		case *c == ubidi.NSM:
			*c = previous
		}
		previous = *c
		switch *c { // W2
		case ubidi.L, ubidi.R, ubidi.AL:
			strong = *c
		case ubidi.EN:
			if strong == ubidi.AL {
				*c = ubidi.AN
			}
		}
	}
	for n, i := range s.at {
		if s.classes[i] == ubidi.AL {
			s.classes[i] = ubidi.R
		}
		if n == 0 || n == len(s.at)-1 {
			continue
		}
		left, right := s.classes[s.at[n-1]], s.classes[s.at[n+1]] // W4
		switch c := s.classes[i]; {
		case c == ubidi.ES && left == ubidi.EN && right == ubidi.EN:
			s.classes[i] = ubidi.EN
		case c == ubidi.CS && left == right && (left == ubidi.EN || left == ubidi.AN):
			s.classes[i] = left
		}
	}
	s.terminators()
	strong = s.before
	for _, i := range s.at { // W7
		switch c := s.classes[i]; {
		case c == ubidi.L || c == ubidi.R:
			strong = c
		case c == ubidi.EN && strong == ubidi.L:
			s.classes[i] = ubidi.L
		}
	}
}

// terminators applies the rules W5 and W6: signs such as per cent go with their number.
func (s *sequence) terminators() {
	for n := 0; n < len(s.at); n++ {
		end := n
		for end < len(s.at) && s.classes[s.at[end]] == ubidi.ET {
			end++
		}
		if end == n {
			continue
		}
		if n > 0 && s.classes[s.at[n-1]] == ubidi.EN || end < len(s.at) && s.classes[s.at[end]] == ubidi.EN {
			for _, i := range s.at[n:end] {
				s.classes[i] = ubidi.EN
			}
		}
		n = end - 1
	}
	for _, i := range s.at {
		if c := s.classes[i]; c == ubidi.ES || c == ubidi.ET || c == ubidi.CS {
			s.classes[i] = ubidi.ON
		}
	}
}

// strongOf is the direction that a resolved character has for its neighbours, or ON.
func strongOf(c ubidi.Class) ubidi.Class {
	switch c {
	case ubidi.L:
		return ubidi.L
	case ubidi.R, ubidi.EN, ubidi.AN:
		return ubidi.R
	}
	return ubidi.ON
}

// brackets applies rule N0: both brackets of a pair get one direction.
func (s *sequence) brackets() {
	own := side(s.level)
	for _, p := range s.bracketPairs() {
		inside := ubidi.ON
		for _, i := range s.at[p[0]+1 : p[1]] {
			if c := strongOf(s.classes[i]); c == own {
				inside = own
				break
			} else if c != ubidi.ON {
				inside = c
			}
		}
		if inside == ubidi.ON {
			continue
		}
		if inside != own {
			context := s.before
			for n := p[0] - 1; n >= 0; n-- {
				if c := strongOf(s.classes[s.at[n]]); c != ubidi.ON {
					context = c
					break
				}
			}
			if context != inside {
				inside = own
			}
		}
		for _, n := range p {
			s.classes[s.at[n]] = inside
			for n++; n < len(s.at) && s.initial[s.at[n]] == ubidi.NSM; n++ {
				s.classes[s.at[n]] = inside
			}
		}
	}
}

const mostBrackets = 63

// bracketPairs finds the pairs of definition BD16, in the order of their first brackets.
func (s *sequence) bracketPairs() (pairs [][2]int) {
	type opened struct {
		closer rune
		n      int
	}
	var open []opened
	for n, i := range s.at {
		p, _ := ubidi.LookupRune(s.text[i])
		if !p.IsBracket() || s.classes[i] != ubidi.ON {
			continue
		}
		if p.IsOpeningBracket() {
			if len(open) == mostBrackets {
				break
			}
			open = append(open, opened{canonical([]rune(ubidi.ReverseString(string(s.text[i])))[0]), n})
			continue
		}
		for k := len(open) - 1; k >= 0; k-- {
			if open[k].closer == canonical(s.text[i]) {
				pairs = append(pairs, [2]int{open[k].n, n})
				open = open[:k]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	return pairs
}

// canonical makes the two brackets alike that Unicode holds to be the same.
func canonical(r rune) rune {
	if r == '\u232a' {
		return '\u3009'
	}
	return r
}

// neutral applies the rules N1 and N2: what has no direction goes with both its neighbours, or else with the level.
func (s *sequence) neutral() {
	for n := 0; n < len(s.at); n++ {
		end := n
		for end < len(s.at) && strongOf(s.classes[s.at[end]]) == ubidi.ON {
			end++
		}
		if end == n {
			continue
		}
		left, right := s.before, s.after
		if n > 0 {
			left = strongOf(s.classes[s.at[n-1]])
		}
		if end < len(s.at) {
			right = strongOf(s.classes[s.at[end]])
		}
		if left != right {
			left = side(s.level)
		}
		for _, i := range s.at[n:end] {
			s.classes[i] = left
		}
		n = end - 1
	}
}
