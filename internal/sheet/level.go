package sheet

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Step is one level of a scale. Steps are given from the lowest to the highest.
type Step struct {
	Value    int
	Name     string
	Synonyms []string
}

// NoLevel is the index Level returns for a text that stands for nothing.
const NoLevel = -1

var (
	levelTokens = regexp.MustCompile(`\d+(?:[.,]\d+)?|[^\d–—/()\[\]:;,=|\n-]+`)
	levelRange  = regexp.MustCompile(`\s(?:to|bis|or|oder|ou|a|à|o|tot|und|and|et)\s`)
	outOf       = regexp.MustCompile(`^(\d+)\s*(?:of|out of|von|sur|de|di|van|su)\s*(\d+)$`)
	belowZero   = regexp.MustCompile(`^[-−]\s?\d+(?:[.,]\d+)?$`)
)

// Level finds the step a text names: by number, name or synonym ("4", "4 - likely", "5 (critical)", "hoch / high"),
// or by a common word in seven languages, placed on the scale by the names of its steps, else by its relative
// position. note says how a text was read that does not name a step exactly. The index is NoLevel for an empty text
// or placeholder. A range, two different levels and a value off the scale are errors. The scale has at least one step.
func Level(text string, scale []Step) (index int, note string, err error) {
	text = Clean(text)
	if belowZero.MatchString(text) {
		return NoLevel, "", offScale(text, scale)
	}
	if i := namedStep(text, scale); i >= 0 {
		return i, "", nil
	}
	if Blank(text) {
		return NoLevel, "", nil
	}
	if err := unreadable(text); err != nil {
		return NoLevel, "", err
	}
	if i, ok, err := placeWord(text, scale); ok {
		return i, fmt.Sprintf("%q was read as %s.", shorten(text), scale[i]), nil
	} else if err != nil {
		return NoLevel, "", err
	}
	return levelParts(text, scale)
}

// levelParts reads a text of several parts, which must not contradict each other.
func levelParts(text string, scale []Step) (int, string, error) {
	spread := levelRange.ReplaceAllString(text, "/")
	if m := outOf.FindStringSubmatch(strings.ToLower(text)); m != nil && m[2] == strconv.Itoa(last(scale).Value) {
		spread = m[1]
	}
	var steps []int
	var numbers int
	var strange []string
	var failure error
	for _, token := range levelTokens.FindAllString(spread, -1) {
		if key(token) == "" || plain(token) == "" {
			continue
		}
		i, isNumber, err := readToken(token, scale)
		if isNumber {
			numbers++
		}
		switch {
		case err != nil:
			failure = cmp.Or(failure, err)
		case i < 0:
			strange = append(strange, Clean(token))
		case !slices.Contains(steps, i):
			steps = append(steps, i)
		}
	}
	switch {
	case numbers > 1 || len(steps) > 1:
		return NoLevel, "", errs.Invalidf("%q names more than one level. Write one of %s.", shorten(text), scaleText(scale))
	case failure != nil:
		return NoLevel, "", failure
	case len(steps) == 0:
		return NoLevel, "", errs.Invalidf("%q is not a level. Write one of %s.", shorten(text), scaleText(scale))
	case len(strange) > 0:
		return steps[0], fmt.Sprintf("%q was read as %s; %s was not understood.", shorten(text), scale[steps[0]], quoted(strange)), nil
	}
	return steps[0], "", nil
}

func readToken(token string, scale []Step) (index int, isNumber bool, err error) {
	if token[0] >= '0' && token[0] <= '9' {
		i, err := numberedStep(token, scale)
		return i, true, err
	}
	if i := namedStep(token, scale); i >= 0 {
		return i, false, nil
	}
	i, _, err := placeWord(token, scale)
	return i, false, err
}

func namedStep(text string, scale []Step) int {
	k := key(text)
	return slices.IndexFunc(scale, func(s Step) bool {
		if k == "" {
			return false
		}
		name, value := key(s.Name), strconv.Itoa(s.Value)
		return k == name || k == value || k == value+name || k == name+value ||
			slices.ContainsFunc(s.Synonyms, func(w string) bool { return k == key(w) })
	})
}

func numberedStep(token string, scale []Step) (int, error) {
	value, err := strconv.ParseFloat(strings.Replace(token, ",", ".", 1), 64)
	if err != nil || value < float64(scale[0].Value) || value > float64(last(scale).Value) {
		return NoLevel, offScale(token, scale)
	}
	for i, s := range scale {
		if float64(s.Value) == value {
			return i, nil
		}
	}
	return NoLevel, errs.Invalidf("%s lies between two levels. Write one of %s.", token, scaleText(scale))
}

func offScale(token string, scale []Step) error {
	return errs.Invalidf("%s is off the scale, which runs from %s to %s.", token, scale[0], last(scale))
}

// String names a step as "4 (likely)".
func (s Step) String() string {
	if s.Name == "" {
		return strconv.Itoa(s.Value)
	}
	return fmt.Sprintf("%d (%s)", s.Value, s.Name)
}

func last(scale []Step) Step { return scale[len(scale)-1] }

func scaleText(scale []Step) string {
	names := make([]string, len(scale))
	for i, s := range scale {
		names[i] = s.String()
	}
	return strings.Join(names, ", ")
}
