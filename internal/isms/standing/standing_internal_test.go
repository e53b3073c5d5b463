package standing

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
)

// drawn is one risk with figures without controls and the effects of some controls on it.
func drawn(t *rapid.T) (*Facts, *risk.Risk) {
	share := func(name string) float64 { return rapid.Float64Range(0, 1).Draw(t, name) }
	planned := share("planned")
	f := &Facts{Criteria: risk.Starter(), Planned: &planned, effects: map[string][]*effect.Effect{}, controls: map[string]*measure{}}
	x := &risk.Risk{Meta: record.Meta{ID: "r"}}
	low := rapid.Float64Range(0.01, 2).Draw(t, "rate")
	loss := rapid.Float64Range(100, 1e5).Draw(t, "loss")
	x.Inherent = risk.Estimate{RateLow: low, RateHigh: 4 * low, LossLow: loss, LossHigh: 20 * loss}
	if rapid.Bool().Draw(t, "one event") {
		x.Inherent.RateLow, x.Inherent.RateHigh, x.Inherent.Probability = 0, 0, 0.01+0.99*share("probability")
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "controls") {
		m := &measure{Control: &control.Control{Meta: record.Meta{ID: fmt.Sprint("c", i), Ref: fmt.Sprint("A.5.", i+1)}, Applicability: rapid.SampledFrom([]string{"applicable", "applicable", "excluded"}).Draw(t, "applies"),
			Implementation: rapid.SampledFrom([]string{"not_started", "partly", "implemented"}).Draw(t, "state")}}
		m.observed.Reliability = share("reliability")
		f.controls[m.ID] = m
		x.Controls = append(x.Controls, m.ID)
		for _, on := range []quant.Target{quant.Frequency, quant.Susceptibility, quant.OnSeverity}[:rapid.IntRange(0, 3).Draw(t, "effects")] {
			high := share("efficacy")
			f.effects[x.ID] = append(f.effects[x.ID], &effect.Effect{Control: record.Ref(m.ID), On: string(on), EfficacyLow: high * share("low"), EfficacyHigh: high, Coverage: share("coverage")})
		}
	}
	return f, x
}

func total(t *rapid.T, s quant.Scenario) *quant.Result {
	r, err := quant.Aggregate(&quant.Portfolio{Currency: "EUR", Scenarios: []quant.Scenario{s}}, quant.Options{Cells: 1024})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTreatmentNeverRaises: from no controls to those of today to those after treatment no figure rises.
func TestTreatmentNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, x := drawn(t)
		d := f.Derive(x)
		bare := total(t, x.Inherent.Scenario(x.ID))
		now, after := total(t, *d.Now), total(t, *d.After)
		for i, pair := range [][2]*quant.Result{{bare, now}, {now, after}} {
			before, then := pair[0], pair[1]
			if then.Mean > before.Mean*(1+1e-12) {
				t.Errorf("%d: the mean rises from %v to %v", i, before.Mean, then.Mean)
			}
			for level, q := range then.Quantiles {
				// The errors told are estimates: package quant allows its own quantiles as much.
				if slack := 4*(before.Error.Quantiles[level]+then.Error.Quantiles[level]) + 1e-4*before.Quantiles[level]; q > before.Quantiles[level]+slack {
					t.Errorf("%d: the quantile at %s rises from %v to %v", i, level, before.Quantiles[level], q)
				}
			}
		}
		s := f.standing(x)
		if s.Inherent.Counts.Expected < s.Current.Counts.Expected || s.Current.Counts.Expected < s.Residual.Counts.Expected {
			t.Errorf("%v, %v, %v", s.Inherent.Counts, s.Current.Counts, s.Residual.Counts)
		}
		if c := s.Current.Counts; c.Low > c.High {
			t.Errorf("the interval is %v to %v", c.Low, c.High)
		}
	})
}

// TestNoCreditChangesNoBit: an effect that takes nothing off, or that nobody has assessed, leaves every figure as it is.
func TestNoCreditChangesNoBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, x := drawn(t)
		before := f.Derive(x)
		idle := rapid.SampledFrom([]effect.Effect{{Coverage: 1}, {EfficacyLow: 0.2, EfficacyHigh: 0.9}, {EfficacyHigh: 1, Coverage: 1}}).Draw(t, "effect")
		m := &measure{Control: &control.Control{Meta: record.Meta{ID: "idle", Ref: "A.8.1"}, Applicability: "applicable", Implementation: "implemented"}}
		if idle.EfficacyLow != 0 || idle.EfficacyHigh == 0 {
			m.observed.Reliability = 1 // the effect itself is not assessed; of the third nothing is ever seen at work
		}
		idle.Control, idle.On = "idle", string(rapid.SampledFrom([]quant.Target{quant.Frequency, quant.Susceptibility, quant.OnSeverity}).Draw(t, "on"))
		f.controls["idle"], x.Controls = m, append(x.Controls, "idle")
		f.effects[x.ID] = append(f.effects[x.ID], &idle)
		after := f.Derive(x)
		for _, pair := range [][2]*quant.Scenario{{before.Now, after.Now}, {before.After, after.After}} {
			a, b := total(t, *pair[0]), total(t, *pair[1])
			if a.Mean != b.Mean || a.SD != b.SD || !reflect.DeepEqual(a.Quantiles, b.Quantiles) || !reflect.DeepEqual(a.Curve, b.Curve) {
				t.Errorf("%+v changes %v to %v", idle, a.Mean, b.Mean)
			}
		}
		acts := f.standing(x).Acts
		if a := acts[len(acts)-1]; a.Off != 0 || len(a.Missing) == 0 && m.observed.Reliability != 0 {
			t.Errorf("%+v", a)
		}
	})
}

// TestUnsetIsNotAssessed: without figures without controls nothing is computed, and after treatment counts as today.
func TestUnsetIsNotAssessed(t *testing.T) {
	f := &Facts{Criteria: risk.Starter()}
	x := &risk.Risk{}
	if s := f.standing(x); s.Inherent.Counts != nil || s.Current.Counts != nil || s.Residual.Counts != nil || s.Current.Words != "Not assessed." {
		t.Errorf("nothing known: %+v", s)
	}
	x.Now = risk.Estimate{RateLow: 0.1, RateHigh: 0.4, LossLow: 1000, LossHigh: 9000}
	s := f.standing(x)
	if s.Residual.Counts != s.Current.Counts || s.Residual.From != "current" || s.Current.Counts == nil || s.Inherent.Words != "Not assessed." {
		t.Errorf("only today known: %+v", s)
	}
	x.Inherent.RateHigh = 1 // half of an estimate is none
	if d := f.Derive(x); d.Now != nil || d.After != nil {
		t.Errorf("computed from half an estimate: %+v", d)
	}
}

// TestPlannedNotKnown: where nothing says how reliable a planned control will be, it gets no credit.
func TestPlannedNotKnown(t *testing.T) {
	m := &measure{Control: &control.Control{Meta: record.Meta{ID: "c", Ref: "A.5.1"}, Applicability: "applicable", Implementation: "planned"}}
	x := &risk.Risk{Meta: record.Meta{ID: "r"}, Controls: record.Refs{"c"}, Inherent: risk.Estimate{Probability: 0.5, LossLow: 10, LossHigh: 90}}
	f := &Facts{Criteria: risk.Starter(), controls: map[string]*measure{"c": m}, effects: map[string][]*effect.Effect{"r": {{Control: "c", On: "frequency", EfficacyLow: 0.5, EfficacyHigh: 1, Coverage: 1}}}}
	s := f.standing(x)
	if s.Residual.Counts.Expected != s.Inherent.Counts.Expected || s.Acts[0].Later != nil {
		t.Errorf("%+v", s)
	}
	half := 0.5
	f.Planned = &half
	if s = f.standing(x); !(s.Residual.Counts.Expected < s.Current.Counts.Expected) || s.Current.Counts.Expected != s.Inherent.Counts.Expected {
		t.Errorf("%+v", s)
	}
}
