package quant

import (
	"math"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// Expected are a scenario's events a year and the loss of one, each its mean, with the controls at the middle of their
// intervals; their product is the expected loss of a year. ok is false if something is not assessed.
func (s *Scenario) Expected() (rate, loss float64, ok bool) {
	p := Portfolio{Scenarios: []Scenario{*s}}
	risks, _ := p.risks(0.5)
	if len(risks) == 0 {
		return 0, 0, false
	}
	return risks[0].rate, risks[0].mean(), true
}

// Interval holds 90 % of rate times loss, both taken as lognormal between the ends that the scenario gives: their widths add
// up as squares. A rate or loss that is a number has no width. What the controls take off at most comes off the low end, what
// they take off at least off the high one. ok is false if the scenario has no such interval.
func (s *Scenario) Interval() (low, high float64, ok bool) {
	if s.Severity == nil || s.Rate == nil && s.Probability == nil {
		return 0, 0, false
	}
	var rate, loss [2]float64
	switch {
	case s.Probability != nil:
		rate = [2]float64{*s.Probability, *s.Probability}
	case s.Rate.Gamma90 != nil:
		rate = *s.Rate.Gamma90
	default:
		rate = [2]float64{s.Rate.Value, s.Rate.Value}
	}
	switch {
	case s.Severity.Lognormal90 != nil:
		loss = *s.Severity.Lognormal90
	case s.Severity.Fixed != nil:
		loss = [2]float64{*s.Severity.Fixed, *s.Severity.Fixed}
	default:
		return 0, 0, false
	}
	if rate[0] <= 0 || loss[0] <= 0 {
		return 0, 0, false
	}
	a, b := 0.5*numeric.Log(rate[1]/rate[0]), 0.5*numeric.Log(loss[1]/loss[0])
	width := numeric.Exp(math.Sqrt(float64(a*a) + float64(b*b)))
	middle := float64(math.Sqrt(float64(rate[0]*rate[1])) * math.Sqrt(float64(loss[0]*loss[1])))
	low, high = middle/width, float64(middle*width)
	bare := *s
	bare.Controls = nil
	if whole := bare.expectedAt(0); len(s.Controls) > 0 && whole > 0 {
		low, high = float64(low*s.expectedAt(1))/whole, float64(high*s.expectedAt(0))/whole
	}
	return low, high, true
}

// expectedAt is the expected loss of a year with the efficacy of the controls at a point of their intervals, 0 to 1.
func (s *Scenario) expectedAt(at float64) float64 {
	risks, _ := (&Portfolio{Scenarios: []Scenario{*s}}).risks(at)
	if len(risks) == 0 {
		return 0
	}
	return float64(risks[0].rate * risks[0].mean())
}

// Exceedance is the probability that a year's loss exceeds x, read from the curve: straight between its points on
// logarithmic axes. below is true where x lies beyond the curve's last point: the probability is then that of the point, or less.
func (r *Result) Exceedance(x float64) (p float64, below bool) {
	for i, at := range r.Curve {
		if at[0] < x {
			continue
		}
		if i == 0 || at[0] == x || r.Curve[i-1][0] <= 0 {
			if i > 0 && at[0] != x { // between no loss and the first point
				return r.Curve[i-1][1], false
			}
			return at[1], false
		}
		before := r.Curve[i-1]
		share := numeric.Log(x/before[0]) / numeric.Log(at[0]/before[0])
		return float64(before[1] * numeric.Exp(float64(share*numeric.Log(at[1]/before[1])))), false
	}
	if len(r.Curve) == 0 {
		return 0, true
	}
	return r.Curve[len(r.Curve)-1][1], true
}
