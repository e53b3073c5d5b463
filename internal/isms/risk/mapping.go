package risk

import (
	"fmt"
	"math"
	"slices"

	"github.com/assay-isms/assay/internal/quant/matrix"
)

// Mapping carries steps of one version of the criteria to another: Likelihood[i] and Consequence[i] are the steps, from 1, in
// the other version that step i+1 of this one falls on. A scale that cannot be carried over is nil, and Why says so.
type Mapping struct {
	Likelihood  []int  `json:"likelihood"`
	Consequence []int  `json:"consequence"`
	How         string `json:"how"`
	Why         string `json:"why,omitempty"`
}

// Whole reports whether both scales are carried over.
func (m *Mapping) Whole() bool { return m.Likelihood != nil && m.Consequence != nil }

// MapTo carries the steps of c to those of d. Equal scales, or scales without bounds that name the same steps, keep their
// numbers; where both have bounds, a step falls on the one that holds the middle of its bounds.
func (c *Criteria) MapTo(d *Criteria) Mapping {
	m := Mapping{}
	var how, why [2]string
	m.Likelihood, how[0], why[0] = mapSteps(c.Likelihood, d.Likelihood, "", "")
	m.Consequence, how[1], why[1] = mapSteps(c.Consequence, d.Consequence, c.Currency, d.Currency)
	m.How = fmt.Sprintf("likelihood %s, consequence %s", how[0], how[1])
	for i, name := range []string{"likelihood", "consequence"} {
		if why[i] != "" {
			m.Why += map[bool]string{true: "; ", false: ""}[m.Why != ""] + name + ": " + why[i]
		}
	}
	return m
}

func mapSteps(from, to []Step, fromUnit, toUnit string) (steps []int, how, why string) {
	same := slices.EqualFunc(from, to, func(a, b Step) bool {
		return equal(a.From, b.From) && equal(a.To, b.To) && (a.From != nil || a.Name == b.Name)
	})
	bounded := stepsBounded(from) && stepsBounded(to)
	switch {
	case same && (fromUnit == toUnit || !bounded):
		for i := range from {
			steps = append(steps, i+1)
		}
		return steps, "on the same steps", ""
	case bounded && fromUnit != toUnit:
		return nil, "not comparable", fmt.Sprintf("amounts in %s and in %s", fromUnit, toUnit)
	case bounded:
		for _, s := range from {
			steps = append(steps, matrix.Place(bounds(to), s.middle()))
		}
		return steps, "by the middle of its bounds", ""
	}
	return nil, "not comparable", "other steps, and not both versions give bounds"
}

func equal(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

func stepsBounded(steps []Step) bool {
	return len(steps) > 0 && !slices.ContainsFunc(steps, func(s Step) bool { return s.From == nil || s.To == nil })
}

// middle of the bounds by powers of ten; of a step that begins at 0, half its end.
func (s *Step) middle() float64 {
	if *s.From <= 0 {
		return *s.To / 2
	}
	return math.Sqrt(*s.From * *s.To)
}
