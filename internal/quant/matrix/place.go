package matrix

import "github.com/assay-isms/assay/internal/quant/numeric"

// Amount is what a cell stands for, in loss a year. Expected holds where, within both steps, one power of ten is as likely
// as another.
type Amount struct {
	From     float64 `json:"from"`
	To       float64 `json:"to"`
	Expected float64 `json:"expected"`
}

// Amount of the cell at likelihood and consequence, from 1; ok is false off the matrix and where a step has no bounds.
func (c *Criteria) Amount(likelihood, consequence int) (a Amount, ok bool) {
	if likelihood < 1 || consequence < 1 || likelihood > len(c.Likelihood) || consequence > len(c.Consequence) {
		return a, false
	}
	at := cell{likelihood - 1, consequence - 1}
	if a.From, a.To, ok = c.bounds(at); ok {
		a.Expected = float64(c.Likelihood[at.row].mean() * c.Consequence[at.column].mean())
	}
	return a, ok
}

// mean of a step over whose powers of ten the probability is spread evenly; of a step that begins at 0, its middle.
func (s *Step) mean() float64 {
	if *s.From <= 0 || *s.To <= *s.From {
		return 0.5 * (*s.From + *s.To)
	}
	return (*s.To - *s.From) / numeric.Log(*s.To / *s.From)
}

// Place is the step, from 1, that x belongs to: the last that begins at x or below. What lies below the scale belongs to its
// first step. 0 if a step has no bounds.
func Place(steps []Step, x float64) (step int) {
	for i, s := range steps {
		if s.From == nil || s.To == nil {
			return 0
		}
		if i == 0 || x >= *s.From {
			step = i + 1
		}
	}
	return step
}
