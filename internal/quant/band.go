package quant

import (
	"slices"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// AtMeans is the portfolio as it would be if its uncertain rates (gamma90) were known, each at its mean.
func (p *Portfolio) AtMeans() *Portfolio {
	out, _ := p.atMeans()
	return out
}

// atMeans also gives the shapes of the distributions of the rates, 0 where a rate is known.
func (p *Portfolio) atMeans() (*Portfolio, []float64) {
	out := *p
	out.Scenarios = slices.Clone(p.Scenarios)
	shapes := make([]float64, len(p.Scenarios))
	inBatches(len(shapes), ratesOfBatch, func(from, to int) {
		for i := from; i < to; i++ {
			if r := p.Scenarios[i].Rate; r != nil && r.Gamma90 != nil {
				shape, scale := numeric.GammaFrom90(r.Gamma90[0], r.Gamma90[1])
				shapes[i] = shape
				out.Scenarios[i].Rate = &Rate{Value: float64(shape * scale)}
			}
		}
	})
	return &out, shapes
}

// AtRates is the portfolio as it would be if its uncertain rates were known, and lay so high together that the expected loss
// takes its quantile q. Rates are uncertain independently of each other, so the expected loss has the variance Σ mᵢ²/kᵢ, with
// mᵢ the expected loss of a risk and kᵢ the shape of its rate; a gamma distribution with that mean and variance gives the
// quantile, and all uncertain rates are multiplied by the same factor. For one risk this is exact: the rate is its quantile
// q. Two such portfolios are the ends of a band around the curve of loss exceedance.
func (p *Portfolio) AtRates(q float64) *Portfolio {
	out, shapes := p.atMeans()
	var sum, variance numeric.Sum
	for i, shape := range shapes {
		if shape == 0 {
			continue
		}
		rate, loss, ok := out.Scenarios[i].Expected()
		if !ok {
			continue
		}
		m := float64(rate * loss)
		sum.Add(m)
		variance.Add(float64(m*m) / shape)
	}
	if !(variance.Value() > 0) {
		return out
	}
	shape := float64(sum.Value()*sum.Value()) / variance.Value()
	factor := numeric.GammaQuantile(shape, q) / shape
	for i, of := range shapes {
		if of > 0 {
			out.Scenarios[i].Rate = &Rate{Value: float64(out.Scenarios[i].Rate.Value * factor)}
		}
	}
	return out
}

// Mean is the mean loss of one event.
func (s *Severity) Mean() float64 { return s.law().mean() }

// Input is a figure of a scenario that is given as an interval.
type Input string

// The inputs.
const (
	InputRate Input = "rate"
	InputLoss Input = "severity"
)

// At is the scenario with one of its inputs known, at the low or the high end of its 90 % interval. ok is false if the
// scenario gives that input no interval.
func (s Scenario) At(in Input, high bool) (out Scenario, ok bool) {
	end := 0
	if high {
		end = 1
	}
	switch {
	case in == InputRate && s.Rate != nil && s.Rate.Gamma90 != nil:
		s.Rate = &Rate{Value: s.Rate.Gamma90[end]}
	case in == InputLoss && s.Severity != nil && s.Severity.Lognormal90 != nil:
		known := s.Severity.Lognormal90[end]
		s.Severity = &Severity{Fixed: &known}
	default:
		return s, false
	}
	return s, true
}
