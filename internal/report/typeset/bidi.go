package typeset

import (
	"slices"

	ubidi "golang.org/x/text/unicode/bidi"
)

// This file is the bidirectional algorithm of Unicode (UAX #9): which letters run which way. The module that has the
// characters' classes has the algorithm too, but it keeps the levels to itself, and without them a number between
// Hebrew and English words stands on the wrong side.

const deepest = 125

// directed is a paragraph being resolved.
type directed struct {
	text    []rune
	initial []ubidi.Class // as the characters are
	classes []ubidi.Class // as the rules leave them
	levels  []int8
	removed []bool // by rule X9
	pair    []int  // of an isolate's beginning, where it ends, of an end, where it began; -1 for none
	base    int8
}

// levelsOf gives each character its level: odd ones run from the right.
func levelsOf(text []rune, base int8) []int8 {
	d := &directed{text: text, levels: make([]int8, len(text)), removed: make([]bool, len(text)), pair: make([]int, len(text)), base: base}
	for _, r := range text {
		p, _ := ubidi.LookupRune(r)
		d.initial = append(d.initial, p.Class())
	}
	d.classes = slices.Clone(d.initial)
	d.matchIsolates()
	d.explicit()
	for _, s := range d.sequences() {
		s.resolve()
	}
	d.settle()
	return d.levels
}

func isolates(c ubidi.Class) bool { return c == ubidi.LRI || c == ubidi.RLI || c == ubidi.FSI }

func (d *directed) matchIsolates() {
	var open []int
	for i, c := range d.initial {
		d.pair[i] = -1
		switch {
		case isolates(c):
			open = append(open, i)
		case c == ubidi.PDI && len(open) > 0:
			last := open[len(open)-1]
			d.pair[i], d.pair[last] = last, i
			open = open[:len(open)-1]
		}
	}
}

// status is an entry of the stack of rules X1 to X8.
type status struct {
	level    int8
	override ubidi.Class // ON for none
	isolate  bool
}

func (s status) next(backward bool) int8 {
	if backward {
		return (s.level + 1) | 1
	}
	return (s.level + 2) &^ 1
}

// explicit applies the rules X1 to X9: marks that someone put into the text.
func (d *directed) explicit() {
	stack := []status{{d.base, ubidi.ON, false}}
	tooDeepIsolates, tooDeep, valid := 0, 0, 0
	for i, c := range d.initial {
		top := stack[len(stack)-1]
		switch c {
		case ubidi.RLE, ubidi.LRE, ubidi.RLO, ubidi.LRO:
			d.removed[i] = true
			next := status{level: top.next(c == ubidi.RLE || c == ubidi.RLO), override: overrides(c)}
			if next.level <= deepest && tooDeepIsolates+tooDeep == 0 {
				stack = append(stack, next)
			} else if tooDeepIsolates == 0 {
				tooDeep++
			}
		case ubidi.RLI, ubidi.LRI, ubidi.FSI:
			d.give(i, top)
			next := top.next(c == ubidi.RLI || c == ubidi.FSI && d.firstIsBackward(i))
			if next <= deepest && tooDeepIsolates+tooDeep == 0 {
				stack, valid = append(stack, status{next, ubidi.ON, true}), valid+1
			} else {
				tooDeepIsolates++
			}
		case ubidi.PDI:
			if tooDeepIsolates > 0 {
				tooDeepIsolates--
			} else if valid > 0 {
				for !stack[len(stack)-1].isolate {
					stack = stack[:len(stack)-1]
				}
				stack, tooDeep, valid = stack[:len(stack)-1], 0, valid-1
			}
			d.give(i, stack[len(stack)-1])
		case ubidi.PDF:
			d.removed[i] = true
			if tooDeepIsolates == 0 && tooDeep > 0 {
				tooDeep--
			} else if tooDeepIsolates == 0 && !top.isolate && len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case ubidi.BN:
			d.removed[i] = true
		case ubidi.B:
			d.levels[i] = d.base
		default:
			d.give(i, top)
		}
	}
}

func overrides(c ubidi.Class) ubidi.Class {
	switch c {
	case ubidi.RLO:
		return ubidi.R
	case ubidi.LRO:
		return ubidi.L
	}
	return ubidi.ON
}

func (d *directed) give(i int, s status) {
	d.levels[i] = s.level
	if s.override != ubidi.ON {
		d.classes[i] = s.override
	}
}

// firstIsBackward tells the direction of an isolate that goes by its first letter.
func (d *directed) firstIsBackward(from int) bool {
	end := d.pair[from]
	if end < 0 {
		end = len(d.text)
	}
	for i := from + 1; i < end; i++ {
		switch c := d.initial[i]; {
		case c == ubidi.L:
			return false
		case c == ubidi.R, c == ubidi.AL:
			return true
		case isolates(c) && d.pair[i] >= 0:
			i = d.pair[i]
		}
	}
	return false
}

// sequences are the isolating run sequences of rule X10.
func (d *directed) sequences() (all []*sequence) {
	var runs [][]int
	runOf := map[int]int{} // first character → run
	for i := range d.text {
		if d.removed[i] {
			continue
		}
		if n := len(runs); n > 0 && d.levels[runs[n-1][0]] == d.levels[i] {
			runs[n-1] = append(runs[n-1], i)
			continue
		}
		runOf[i] = len(runs)
		runs = append(runs, []int{i})
	}
	for _, run := range runs {
		if d.initial[run[0]] == ubidi.PDI && d.pair[run[0]] >= 0 {
			continue // goes on a sequence
		}
		at := slices.Clone(run)
		for last := at[len(at)-1]; isolates(d.initial[last]) && d.pair[last] >= 0; last = at[len(at)-1] {
			next, ok := runOf[d.pair[last]]
			if !ok {
				break
			}
			at = append(at, runs[next]...)
		}
		all = append(all, d.sequence(at))
	}
	return all
}

func (d *directed) sequence(at []int) *sequence {
	s := &sequence{directed: d, at: at, level: d.levels[at[0]]}
	before, after := d.base, d.base
	for i := at[0] - 1; i >= 0; i-- {
		if !d.removed[i] {
			before = d.levels[i]
			break
		}
	}
	last := at[len(at)-1]
	for i := last + 1; i < len(d.text) && (!isolates(d.initial[last]) || d.pair[last] >= 0); i++ {
		if !d.removed[i] {
			after = d.levels[i]
			break
		}
	}
	s.before, s.after = side(max(before, s.level)), side(max(after, s.level))
	return s
}

func side(level int8) ubidi.Class {
	if level%2 == 1 {
		return ubidi.R
	}
	return ubidi.L
}

// settle gives the characters that rule X9 removed the level of what stands before them.
func (d *directed) settle() {
	level := d.base
	for i := range d.levels {
		if d.removed[i] {
			d.levels[i] = level
		}
		level = d.levels[i]
	}
}
