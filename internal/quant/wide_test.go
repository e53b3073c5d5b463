package quant

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/errs"
)

// Portfolios far from the usual ones give figures, or an error that says what is wrong with them; never a failed check.
func TestExtremePortfolios(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		power := func(name string, low, high float64) float64 {
			return math.Pow(10, rapid.Float64Range(low, high).Draw(t, name))
		}
		p := &Portfolio{Criteria: Criteria{Dependence: rapid.SampledFrom([]float64{0, 0, 0, 0, 0, 0, 0, 0.4}).Draw(t, "dependence")}}
		for i := range rapid.IntRange(1, 4).Draw(t, "scenarios") {
			s := Scenario{ID: fmt.Sprint(i)}
			low := power("low", -2, 9)
			switch rapid.IntRange(0, 4).Draw(t, "severity") {
			case 0:
				s.Severity = &Severity{Lognormal90: interval(low, low*power("ratio", 0.01, 6))}
			case 1:
				high := low * power("ratio", 0.01, 4)
				s.Severity = &Severity{PERT: &[3]float64{low, min(high, low+rapid.Float64Range(0, 1).Draw(t, "mode")*(high-low)), high}}
			case 2:
				s.Severity = &Severity{Exponential: &low}
			case 3:
				s.Severity = &Severity{Discrete: [][2]float64{{0, 0.5}, {low, 0.5}}}
			default:
				s.Severity = &Severity{Fixed: &low}
			}
			switch rapid.IntRange(0, 2).Draw(t, "frequency") {
			case 0:
				s.Rate = &Rate{Value: power("rate", -6, 4)}
			case 1:
				s.Probability = ptr(rapid.SampledFrom([]float64{0, 1e-9, 0.01, 0.5, 0.999, 1}).Draw(t, "probability"))
			default:
				rate := power("rate", -5, 1)
				s.Rate = &Rate{Gamma90: interval(rate, rate*power("spread", 0.01, 4.9))}
			}
			p.Scenarios = append(p.Scenarios, s)
		}
		how := Options{Quantiles: []float64{0.05, 0.5, 0.95, rapid.SampledFrom([]float64{0.99, 0.9999, 1 - 1e-7}).Draw(t, "level")}}
		r, err := Aggregate(p, how)
		if errs.Is(err, errs.Invalid) && p.Criteria.Dependence > 0 && strings.Contains(err.Error(), "method mc") {
			return // too many events for the common factor, and said so
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, shown(p))
		}
		last := 0.0
		for _, level := range how.Quantiles {
			v := r.Quantiles[key(level)]
			if math.IsNaN(v) || v < last*(1-1e-3) || r.ExpectedShortfall[key(level)] < v*(1-1e-9) {
				t.Fatalf("%v: %v after %v, shortfall %v\n%s", level, v, last, r.ExpectedShortfall[key(level)], shown(p))
			}
			last = v
		}
	})
}

func ptr(x float64) *float64 { return &x }

func shown(p *Portfolio) string {
	b, _ := json.Marshal(p)
	return string(b)
}
