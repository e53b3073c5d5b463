package risk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Difference is one thing that two versions of the criteria say differently; "" is what one of them does not say.
type Difference struct {
	What string `json:"what"`
	Was  string `json:"was"`
	Now  string `json:"now"`
}

// Compare lists what version b says differently from a, in the order of the criteria. name gives what a person is called by id.
func Compare(a, b *Criteria, name func(id string) string) []Difference {
	was, now := a.said(name), b.said(name)
	out := []Difference{}
	for _, s := range now {
		if i := slices.IndexFunc(was, func(o sentence) bool { return o.what == s.what }); i < 0 {
			out = append(out, Difference{s.what, "", s.text})
		} else if was[i].text != s.text {
			out = append(out, Difference{s.what, was[i].text, s.text})
		}
	}
	for _, s := range was {
		if !slices.ContainsFunc(now, func(o sentence) bool { return o.what == s.what }) {
			out = append(out, Difference{s.what, s.text, ""})
		}
	}
	return out
}

// sentence is one thing that criteria say.
type sentence struct{ what, text string }

func (c *Criteria) said(name func(id string) string) (out []sentence) {
	add := func(what, text string) {
		if text != "" {
			out = append(out, sentence{what, text})
		}
	}
	steps := func(scale string, list []Step, show func(float64) string) {
		for i, s := range list {
			add(fmt.Sprintf("%s, step %d", scale, i+1), s.text(show))
		}
	}
	steps("Likelihood", c.Likelihood, Frequency)
	steps("Consequence", c.Consequence, Amount)
	for _, h := range c.Harms {
		add("Harm: "+lowerFirst(h.Label()), h.Meaning)
		steps("Harm: "+lowerFirst(h.Label()), c.HarmSteps(&h), Amount)
	}
	for i, l := range c.Levels {
		add(fmt.Sprintf("Level %d", i+1), l.Name+map[bool]string{true: ", accepted without treatment"}[l.Acceptable])
		add(fmt.Sprintf("Level %d, who may accept", i+1), l.Who(name))
	}
	for i, row := range c.Matrix {
		for j, level := range row {
			add(fmt.Sprintf("Matrix, likelihood %d × consequence %d", i+1, j+1), c.LevelName(level))
		}
	}
	add("Currency", c.Currency)
	for i, p := range c.Tolerance.Points {
		add(fmt.Sprintf("Tolerance, point %d", i+1), Money(p.Loss, c.Currency)+" with "+Percent(p.Probability))
	}
	for _, t := range []struct {
		what string
		n    float64
	}{{"Expected yearly loss at most", c.Tolerance.ExpectedLoss}, {"A bad year costs at most", c.Tolerance.TailLoss}, {"Level of the bad year", c.Tolerance.TailLevel},
		{"Assess again after, months", float64(c.Months)}, {"An acceptance holds, months", float64(c.AcceptMonths)}, {"Raters for each risk", float64(c.Raters)}, {"Agreement wanted (α)", c.Gate}} {
		if t.n != 0 {
			add(t.what, strconv.FormatFloat(t.n, 'f', -1, 64))
		}
	}
	for _, label := range c.TriggerLabels() {
		add("Trigger: "+lowerFirst(label), "yes")
	}
	add("When risks are assessed again", c.Reassess)
	return out
}

func (s Step) text(show func(float64) string) string {
	text := s.Name
	if s.Meaning != "" {
		text += ": " + s.Meaning
	}
	if s.From != nil && s.To != nil {
		text += fmt.Sprintf(" (%s to %s)", show(*s.From), show(*s.To))
	}
	return strings.TrimSpace(text)
}

// TriggerLabels are the triggers in words.
func (c *Criteria) TriggerLabels() (labels []string) {
	for _, o := range Triggers {
		if slices.Contains(c.Triggers, o.Value) {
			labels = append(labels, o.Label)
		}
	}
	return labels
}

// TriggersInForce are the triggers that the criteria name; all there are where they name none, or where c is nil.
func (c *Criteria) TriggersInForce() (list []string) {
	for _, o := range Triggers {
		if c == nil || len(c.Triggers) == 0 || slices.Contains(c.Triggers, o.Value) {
			list = append(list, o.Value)
		}
	}
	return list
}
