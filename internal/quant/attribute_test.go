package quant

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawRelated draws a portfolio and one that it may become.
func drawRelated(t *rapid.T) (before, after *Portfolio) {
	levels := []float64{0, 0.9, 0.99}
	make := func() *Portfolio {
		p := &Portfolio{Currency: "EUR", Scenarios: drawScenarios(t, 3), Criteria: Criteria{Level: rapid.SampledFrom(levels).Draw(t, "level")}}
		if rapid.Bool().Draw(t, "controlled") {
			p.Scenarios[0].Controls = []Effect{drawEffect(t)}
		}
		return p
	}
	return make(), make()
}

// The shares add up to the change without any rounding, in either order; nothing changed has no shares, and going back
// turns their signs.
func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawRelated(t)
		if rapid.Bool().Draw(t, "recorded") {
			before.Recorded = &Recorded{"0", rapid.Float64Range(0, 1e7).Draw(t, "mean"), rapid.Float64Range(0, 1e7).Draw(t, "var")}
		}
		a, err := Attribute(before, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []Change{a.Mean, a.ValueAtRisk} {
			if c.Before+c.Facts+c.Controls+c.Criteria+c.Engine != c.After || c.Engine+c.Criteria+c.Controls+c.Facts != c.Change {
				t.Fatalf("%+v", c)
			}
		}
		before.Recorded = nil
		there, err := Attribute(before, after)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Attribute(after, before)
		if err != nil {
			t.Fatal(err)
		}
		if there.Mean.Facts != -back.Mean.Facts || there.ValueAtRisk.Controls != -back.ValueAtRisk.Controls || there.Mean.Engine != 0 {
			t.Fatalf("%+v\n%+v", there, back)
		}
		same, err := Attribute(before, before)
		if err != nil || same.Mean.Change != 0 || same.ValueAtRisk.Facts != 0 {
			t.Fatalf("%+v %v", same, err)
		}
	})
}

// By hand: the rate rises from 1 to 2 and a control takes half of the frequency off, from a mean of 100 to 100. Each order
// gives facts +100 then controls -100, or controls -50 then facts +50: 75 and -75.
func TestSharesByHand(t *testing.T) {
	half := Effect{ID: "C", On: Frequency, Efficacy: interval(0.5, 0.5), Coverage: p(1), Reliability: p(1)}
	before := &Portfolio{Currency: "EUR", Scenarios: []Scenario{{ID: "A", Rate: &Rate{Value: 1}, Severity: &Severity{Fixed: p(100)}}}}
	after := &Portfolio{Currency: "EUR", Scenarios: []Scenario{{ID: "A", Rate: &Rate{Value: 2}, Severity: &Severity{Fixed: p(100)}, Controls: []Effect{half}}}}
	a, err := Attribute(before, after)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "facts", a.Mean.Facts, 75, 1e-10)
	near(t, "controls", a.Mean.Controls, -75, 1e-10)
	if a.Mean.Criteria != 0 || a.Mean.Engine != 0 || a.Mean.Change != 0 {
		t.Errorf("%+v", a.Mean)
	}
	after.Criteria.Dependence = 0.8
	a, err = Attribute(before, after)
	if err != nil || math.Abs(a.Mean.Criteria) > 1e-10 {
		t.Errorf("dependence leaves the mean alone: %+v %v", a, err)
	}
	after.Currency = "USD"
	if _, err := Attribute(before, after); err == nil {
		t.Error("two currencies are compared")
	}
}

func TestControlsFollowTheirScenario(t *testing.T) {
	e := Effect{ID: "C", On: Frequency, Efficacy: interval(0.5, 0.5), Coverage: p(1), Reliability: p(1)}
	before := &Portfolio{Scenarios: []Scenario{{ID: "A"}, {ID: "B", Controls: []Effect{e}}}}
	after := &Portfolio{Scenarios: []Scenario{{ID: "B"}, {ID: "A", Controls: []Effect{e}}}}
	mixed := mixture(before, after, facts)
	ids := []string{mixed.Scenarios[0].ID, mixed.Scenarios[1].ID}
	if !slices.Equal(ids, []string{"B", "A"}) || len(mixed.Scenarios[0].Controls) != 1 || len(mixed.Scenarios[1].Controls) != 0 {
		t.Errorf("%+v", mixed)
	}
}
