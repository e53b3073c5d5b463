package catalog

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// idText is how people write an id: "A.8.13", "8.13", "a8.13", "A 8.13", "Annex A.9.2.5", "A.08.13".
const idText = `(?i:annex )?(?i:(a)[ .-]*)?(\d+(?:\.\d+)+)`

var (
	separators = regexp.MustCompile(`^(?:[ ;,.:|/&+*•()\[\]–—-]|(?i:and) )+`)
	rangeShape = regexp.MustCompile(`^` + idText + ` *(?:-|–|—|…|\.\.+|(?i:to) ) *` + idText)
	idShape    = regexp.MustCompile(`^` + idText)
	onlyID     = regexp.MustCompile(`^` + idText + `$`)
	wordEnd    = regexp.MustCompile(`^\.?(?:$|[^\pL\d_.])`)
)

// Normalize reads one control as people write it: with or without "A.", with a space or nothing in place of the
// dot, with leading zeros, followed by its title or not.
//
// The shape of an id tells the edition, so a control of either edition is found whatever the hint. The hint
// matters where the text names something else in that edition: under 2013 "A.5.1" is an objective, under 2022 a
// bare "6.1.2" is a clause; neither is taken for a control. An empty hint lets the shape decide alone.
func Normalize(text string, hint Edition) (Control, bool) {
	found, unknown := FindAll(text, hint)
	if len(found) != 1 || len(unknown) != 0 {
		return Control{}, false
	}
	return found[0], true
}

// FindAll reads a cell that names any number of controls, such as "A.8.7; A.8.13", "8.1, A.8.24" or
// "A.6.3 A.8.5 Secure authentication", each as [Normalize] reads it. Found are the controls in the order of the
// text, each once; unknown is all other text, piece by piece, so that nothing is dropped unseen. A range such as
// "A.5.1-A.5.4" is unknown: a dash may mean either all between or just the two.
func FindAll(text string, hint Edition) (found []Control, unknown []string) {
	rest := strings.Map(plainSpace, text)
	for {
		rest = rest[len(separators.FindString(rest)):]
		if rest == "" {
			return found, unknown
		}
		var token string
		token, rest = cutToken(rest)
		c, ok := resolve(token, hint)
		if !ok {
			unknown = append(unknown, token)
			continue
		}
		rest = skipTitle(rest, c)
		if !slices.ContainsFunc(found, func(f Control) bool { return f.ID == c.ID }) {
			found = append(found, c)
		}
	}
}

// plainSpace makes a new line a separator and every other white space a space.
func plainSpace(r rune) rune {
	switch {
	case r == '\n' || r == '\r':
		return ';'
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// cutToken takes a range or an id from the front of the text, otherwise everything up to the next separator.
func cutToken(text string) (token, rest string) {
	for _, shape := range []*regexp.Regexp{rangeShape, idShape} {
		if token = shape.FindString(text); token != "" && wordEnd.MatchString(text[len(token):]) {
			return token, text[len(token):]
		}
	}
	end := strings.IndexAny(text, ";,|")
	if end < 0 {
		end = len(text)
	}
	return strings.TrimSpace(text[:end]), text[end:]
}

func resolve(token string, hint Edition) (Control, bool) {
	m := onlyID.FindStringSubmatch(token)
	if m == nil {
		return Control{}, false
	}
	number := dropZeros(m[2])
	c, ok := Find("A." + number)
	if !ok || hint == "" || c.Edition == hint {
		return c, ok
	}
	bare := m[1] == ""
	if _, isClause := FindClause(hint, number); bare && isClause {
		return Control{}, false
	}
	return c, hint != Edition2013 || !isObjective("A."+number)
}

func isObjective(id string) bool {
	return slices.ContainsFunc(known().controls[Edition2013], func(c Control) bool { return c.ObjectiveID == id })
}

func dropZeros(number string) string {
	parts := strings.Split(number, ".")
	for i, p := range parts {
		parts[i] = strings.TrimLeft(p, "0")
	}
	return strings.Join(parts, ".")
}

// skipTitle drops the control's title, in any print's wording, from the front of the text.
func skipTitle(text string, c Control) string {
	titles := []string{c.Title}
	for _, v := range known().variants {
		if v.ControlID == c.ID {
			titles = append(titles, v.Variant)
		}
	}
	after := strings.TrimLeft(text, " :–—-")
	for _, t := range titles {
		if len(after) >= len(t) && strings.EqualFold(after[:len(t)], t) && wordEnd.MatchString(after[len(t):]) {
			return after[len(t):]
		}
	}
	return text
}

var digits = regexp.MustCompile(`\d+`)

// SortKey turns the id of a control, clause or other reference into text whose plain order is the natural order:
// A.5.9 before A.5.10, 6.1.2 before 6.1.2.a. Numbers of up to four digits are understood.
func SortKey(id string) string {
	return digits.ReplaceAllStringFunc(id, func(n string) string {
		return strings.Repeat("0", max(0, 4-len(n))) + n
	})
}
