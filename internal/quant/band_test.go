package quant_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/numeric"
)

func gammaRisk(id string, low, high, loss float64) quant.Scenario {
	return quant.Scenario{ID: id, Rate: &quant.Rate{Gamma90: &[2]float64{low, high}}, Severity: &quant.Severity{Fixed: &loss}}
}

// TestTheBandOfOneRiskIsItsInterval: with one risk the ends of the band are the ends of its rate's interval.
func TestTheBandOfOneRiskIsItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(0.001, 10).Draw(t, "low")
		high := low * rapid.Float64Range(1.1, 200).Draw(t, "ratio")
		p := &quant.Portfolio{Currency: "EUR", Scenarios: []quant.Scenario{gammaRisk("R-1", low, high, 1000)}}
		for q, want := range map[float64]float64{0.05: low, 0.95: high} {
			if got := p.AtRates(q).Scenarios[0].Rate.Value; math.Abs(got/want-1) > 1e-6 {
				t.Errorf("at %v the rate is %v, want %v", q, got, want)
			}
		}
	})
}

// TestTheBandNarrowsWithManyRisks: independent rates do not lie high all at once. A hundred equal risks have an expected
// loss whose coefficient of variation is a tenth of one's.
func TestTheBandNarrowsWithManyRisks(t *testing.T) {
	p := &quant.Portfolio{Currency: "EUR"}
	for i := range 100 {
		p.Scenarios = append(p.Scenarios, gammaRisk("R-"+string(rune('A'+i%26))+string(rune('a'+i/26)), 0.1, 1, 1000))
	}
	shape, scale := numeric.GammaFrom90(0.1, 1)
	want := numeric.GammaQuantile(100*shape, 0.95) * scale / 100
	if got := p.AtRates(0.95).Scenarios[0].Rate.Value; math.Abs(got/want-1) > 1e-9 {
		t.Errorf("the rate is %v, want %v", got, want)
	}
	if p.Scenarios[0].Rate.Gamma90 == nil {
		t.Error("the portfolio itself was changed")
	}
}

// TestAnInputAtItsEnd: the expected loss is then the end times the other mean.
func TestAnInputAtItsEnd(t *testing.T) {
	s := quant.Scenario{ID: "R-1", Rate: &quant.Rate{Gamma90: &[2]float64{0.1, 1}}, Severity: &quant.Severity{Lognormal90: &[2]float64{1000, 9000}}}
	rate, loss, _ := s.Expected()
	at, ok := s.At(quant.InputRate, true)
	if r, l, _ := at.Expected(); !ok || r != 1 || l != loss {
		t.Errorf("with the rate at its high end: %v × %v, want 1 × %v", r, l, loss)
	}
	at, ok = s.At(quant.InputLoss, false)
	if r, l, _ := at.Expected(); !ok || r != rate || l != 1000 {
		t.Errorf("with the loss at its low end: %v × %v, want %v × 1000", r, l, rate)
	}
	if _, ok := (quant.Scenario{ID: "R-2", Rate: &quant.Rate{Value: 1}}).At(quant.InputRate, true); ok {
		t.Error("a number has no ends")
	}
	if got := s.Severity.Mean(); got != loss {
		t.Errorf("the mean loss is %v, want %v", got, loss)
	}
}
