package risk

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/report/chart"
)

// Cell is a place in the matrix with its level, all from 1; 0 is none.
type Cell struct {
	Likelihood  int `json:"likelihood"`
	Consequence int `json:"consequence"`
	Level       int `json:"level"`
}

// Figured are the figures of a risk and the cell that they lie in: that of their means, whose product is the expected loss.
type Figured struct {
	Rate     float64 `json:"rate"` // mean number of events a year
	Loss     float64 `json:"loss"` // mean loss of one
	Expected float64 `json:"expected_loss"`
	Low      float64 `json:"low"` // 90 % of rate times loss
	High     float64 `json:"high"`
	Cell     Cell    `json:"cell"`
}

// Sides are a rating and the figures of the same risk beside each other, before treatment or after it.
type Sides struct {
	Rated   Cell           `json:"rated"`
	Stands  *matrix.Amount `json:"stands_for,omitempty"` // what the rated cell stands for a year; nil without bounds
	Figures *Figured       `json:"figures,omitempty"`
	Agree   bool           `json:"agree"` // both are there and give the same level
	Words   string         `json:"words"`
}

// SidesOf sets rating and figures of a risk beside each other, under the version of the criteria that it was assessed by; c may be
// nil if there is none.
func SidesOf(c *Criteria, r *Risk, residual bool) Sides {
	s, e := Sides{Rated: Cell{r.Likelihood, r.Consequence, r.Level}}, &r.Now
	if residual {
		s.Rated, e = Cell{r.ResidualLikelihood, r.ResidualConsequence, r.ResidualLevel}, &r.After
	}
	if c == nil {
		c = &Criteria{}
	}
	if a, ok := c.scales().Amount(s.Rated.Likelihood, s.Rated.Consequence); ok {
		s.Stands = &a
	}
	s.Figures = c.Figure(e.Scenario(r.Ref))
	s.compare(c)
	return s
}

// Figure is what a scenario comes to, and its cell if all steps have bounds; nil if it is not assessed.
func (c *Criteria) Figure(s quant.Scenario) *Figured {
	rate, loss, ok := s.Expected()
	if !ok {
		return nil
	}
	f := &Figured{Rate: rate, Loss: loss, Expected: toCent(float64(rate * loss))}
	f.Low, f.High, _ = s.Interval()
	if c.Bounded() {
		scales := c.scales()
		f.Cell = Cell{Likelihood: matrix.Place(scales.Likelihood, rate), Consequence: matrix.Place(scales.Consequence, loss)}
		f.Cell.Level = c.LevelOf(f.Cell.Likelihood, f.Cell.Consequence)
	}
	return f
}

// compare says in words how rating and figures stand to each other.
func (s *Sides) compare(c *Criteria) {
	f := s.Figures
	switch {
	case f == nil && s.Rated.Level == 0:
		s.Words = "Neither rated nor estimated."
	case f == nil:
		s.Words = "Rated and not estimated in figures."
	case s.Rated.Level == 0:
		s.Words = "Estimated in figures and not rated."
	case f.Cell.Level == 0:
		s.Words = "The criteria it was rated by give their steps no bounds, so that rating and figures cannot be compared."
	case f.Cell == s.Rated:
		s.Agree, s.Words = true, fmt.Sprintf("Rating and figures agree on %s.", s.name(c, s.Rated))
	case f.Cell.Level == s.Rated.Level:
		s.Agree, s.Words = true, fmt.Sprintf("Rating and figures agree on %s, by different ways: %s is rated, %s is what the figures say.", c.LevelName(s.Rated.Level), s.cell(c, s.Rated), s.cell(c, f.Cell))
	default:
		s.Words = fmt.Sprintf("Rated %s, the figures say %s: %s events a year of %s each, %s a year, lie in %s and not in %s.",
			c.LevelName(s.Rated.Level), c.LevelName(f.Cell.Level), Frequency(f.Rate), Money(f.Loss, c.Currency), Money(f.Expected, c.Currency), s.cell(c, f.Cell), s.cell(c, s.Rated))
	}
}

func (s *Sides) cell(c *Criteria, at Cell) string {
	return c.Likelihood[at.Likelihood-1].Name + " × " + c.Consequence[at.Consequence-1].Name
}

func (s *Sides) name(c *Criteria, at Cell) string {
	return c.LevelName(at.Level) + " (" + s.cell(c, at) + ")"
}

// Money writes an amount for people, to three digits: EUR 1,230,000.
func Money(x float64, currency string) string { return strings.TrimSpace(currency + " " + Amount(x)) }

// Amount writes a number for people, to three digits, with its thousands apart.
func Amount(x float64) string { return chart.Amount(x) }

// Frequency writes a number of events a year for people, to two digits.
func Frequency(x float64) string {
	if x >= 10 {
		return Amount(x)
	}
	return fmt.Sprintf("%.2g", x)
}
