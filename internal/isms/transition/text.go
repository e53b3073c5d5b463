package transition

import (
	"regexp"
	"slices"
	"strings"
)

// piece is what one part says within a text of several.
type piece struct {
	control string
	state   string // how far the part is implemented, where the parts differ
	text    string
}

// join writes several texts as one that people can read and apart takes apart again: each begins on a line of its own
// with its control's id, "A.9.2.2: …" or "A.9.2.2 (planned): …", and its further lines are indented. Parts that say
// nothing are left out.
func join(pieces []piece) string {
	var lines []string
	for _, p := range pieces {
		if p.text == "" && p.state == "" {
			continue
		}
		head := p.control
		if p.state != "" {
			head += " (" + p.state + ")"
		}
		head += ":"
		if p.text != "" {
			head += " " + strings.ReplaceAll(p.text, "\n", "\n"+indent)
		}
		lines = append(lines, head)
	}
	return strings.Join(lines, "\n")
}

const indent = "  "

var pieceHead = regexp.MustCompile(`^(A\.\d+\.\d+(?:\.\d+)?)(?: \(([a-z ]+)\))?:(?: (.*))?$`)

// apart finds the pieces of a text that belong to the controls given. What stands before the first is for all.
func apart(text string, controls []string) (lead string, pieces []piece) {
	var before []string
	for line := range strings.SplitSeq(text, "\n") {
		if m := pieceHead.FindStringSubmatch(line); m != nil && slices.Contains(controls, m[1]) {
			pieces = append(pieces, piece{m[1], m[2], m[3]})
			continue
		}
		if len(pieces) == 0 {
			before = append(before, line)
			continue
		}
		p := &pieces[len(pieces)-1]
		p.text += "\n" + strings.TrimPrefix(line, indent)
	}
	return strings.Join(before, "\n"), pieces
}

// share is what a text of several controls says about one of them: its own piece and what is said for all. mine is
// false where only others are named.
func share(text, control string, controls []string) (own, state string, mine bool) {
	lead, pieces := apart(text, controls)
	texts := []string{lead}
	mine = lead != "" || len(pieces) == 0
	for _, p := range pieces {
		if p.control == control {
			texts, state, mine = append(texts, p.text), p.state, true
		}
	}
	texts = slices.DeleteFunc(texts, func(s string) bool { return s == "" })
	return strings.Join(texts, "\n"), state, mine
}
