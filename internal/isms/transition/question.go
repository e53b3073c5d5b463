package transition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/isms/control"
)

// Question is what only a person can decide: parts that contradict each other, or something carried that contradicts
// what stands in the new edition already.
type Question struct {
	Key       string   `json:"key"` // A.5.15.owner
	Field     string   `json:"field"`
	Asks      string   `json:"asks"`
	Choices   []Choice `json:"choices"`
	Suggested string   `json:"suggested"`
	Answer    string   `json:"answer"` // given; "" while it is open
}

// Choice is one possible answer.
type Choice struct {
	Value string `json:"value"` // the control whose word counts, or both, or later
	Label string `json:"label"`

	also     []string // controls that say the same, which are understood as answers too
	decision control.Position
}

// openly adds the answer that leaves the aspect for later. Nothing is lost by it: texts and parts stay with the control.
func (s *settling) openly(a *aspect, choices []Choice) []Choice {
	c := Choice{Value: later, Label: "Decide later", decision: nothing}
	if a.field == "applicability" {
		c.decision = s.decided("undecided")
	}
	for _, other := range choices {
		if a.key(other.decision) == a.key(c.decision) {
			return choices
		}
	}
	return append(choices, c)
}

// ask puts the question, and takes the answer given or, until then, what is suggested.
func (s *settling) ask(a *aspect, choices []Choice, free bool) {
	for i := range choices {
		if choices[i].Label == "" {
			choices[i].Label = fmt.Sprintf("As in %s: %s", s.to.Other(), s.print(a, choices[i].decision))
		}
	}
	q := Question{Key: s.ID + "." + a.field, Field: a.field, Choices: choices, Suggested: s.suggest(a, choices), Asks: s.asks(a, free)}
	given := s.answers[q.Key]
	chosen := choices[slices.IndexFunc(choices, func(c Choice) bool { return c.Value == q.Suggested })]
	for _, c := range choices {
		if c.Value == given || slices.Contains(c.also, given) {
			q.Answer, chosen = c.Value, c
		}
	}
	a.copy(&s.After, chosen.decision)
	switch chosen.Value {
	case s.ID, both: // what people decided here is not what the parts said
		a.copy(&s.result, choices[1].decision)
	default:
		a.copy(&s.result, chosen.decision)
	}
	s.Questions = append(s.Questions, q)
}

// suggest is the careful answer: what stands, then what applies, the owner of most parts, the earliest day.
func (s *settling) suggest(a *aspect, choices []Choice) string {
	best := choices[0]
	if best.Value == s.ID {
		return best.Value
	}
	for _, c := range choices[1:] {
		if c.Value == later {
			continue
		}
		switch a.field {
		case "applicability":
			if c.decision.Applicability == "applicable" || best.decision.Applicability == "excluded" {
				best = c
			}
		case "owner":
			if len(c.also) > len(best.also) {
				best = c
			}
		case "due":
			if c.decision.Due < best.decision.Due {
				best = c
			}
		}
	}
	return best.Value
}

func (s *settling) asks(a *aspect, free bool) string {
	said := map[string]string{"applicability": "decided", "owner": "owned", "due": "due"}[a.field]
	switch {
	case !free:
		return fmt.Sprintf("%s: %s has a decision already, and %s says something else.", a.label, s.ID, list(s.ids()))
	case a.field == "applicability" && len(s.relying) > 0:
		return fmt.Sprintf("Does it apply? Its parts %s were decided differently, and %s.", list(s.ids()), s.relies())
	case a.field == "applicability":
		return fmt.Sprintf("Does it apply? Its parts %s were decided differently.", list(s.ids()))
	case a.field == "owner":
		return fmt.Sprintf("Who owns it? Its parts %s are %s differently.", list(s.ids()), said)
	}
	return fmt.Sprintf("Until when? Its parts %s are %s on different days.", list(s.ids()), said)
}

func (s *settling) relies() string {
	if len(s.relying) == 1 {
		return "the treatment of " + s.relying[0] + " relies on it"
	}
	return "the treatments of " + list(s.relying) + " rely on it"
}

func (s *settling) ids() (ids []string) {
	for _, p := range s.Parts {
		ids = append(ids, p.Control)
	}
	return ids
}

// print is an aspect in words.
func (s *settling) print(a *aspect, d control.Position) string {
	text := ""
	switch a.field {
	case "applicability":
		text = Words(control.Applicabilities, d.Applicability)
		if why := d.Justification(); why != "" {
			text += " (" + strings.ReplaceAll(why, "\n", " ") + ")"
		}
	case "implementation":
		text = Words(control.Implementations, d.Implementation)
	case "description":
		text = "“" + strings.ReplaceAll(d.Description, "\n", " ") + "”"
	case "owner":
		text = s.name(d.Owner)
	case "due":
		text = string(d.Due)
	}
	if a.empty(d) {
		return "none"
	}
	if r := []rune(text); len(r) > 160 {
		text = string(r[:159]) + "…"
	}
	return text
}
