package choice_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/choice"
)

func share(t *rapid.T, name string) *float64 {
	x := rapid.Float64Range(0, 1).Draw(t, name)
	return &x
}

// draw makes a problem of a few actions, which share controls, and risks that share them too.
func draw(t *rapid.T) ([]choice.Action, *choice.Problem) {
	actions := make([]choice.Action, rapid.IntRange(0, 7).Draw(t, "actions"))
	for i := range actions {
		actions[i] = choice.Action{ID: fmt.Sprintf("T-%d", i), Cost: float64(rapid.IntRange(0, 12).Draw(t, "cost"))}
		for range rapid.IntRange(0, 3).Draw(t, "controls") {
			actions[i].Controls = append(actions[i].Controls, fmt.Sprintf("C%d", rapid.IntRange(0, 5).Draw(t, "control")))
		}
	}
	losses := make([]choice.Loss, rapid.IntRange(0, 4).Draw(t, "risks"))
	for i := range losses {
		fixed := rapid.Float64Range(1, 1000).Draw(t, "loss")
		l := &losses[i]
		*l = choice.Loss{Scenario: quant.Scenario{ID: fmt.Sprint(i), Severity: &quant.Severity{Fixed: &fixed}}, Effects: map[string][]quant.Effect{}}
		if rapid.Bool().Draw(t, "one event") {
			l.Scenario.Probability = share(t, "probability")
		} else {
			l.Scenario.Rate = &quant.Rate{Value: rapid.Float64Range(0, 4).Draw(t, "rate")}
		}
		for range rapid.IntRange(0, 5).Draw(t, "effects") {
			c := fmt.Sprintf("C%d", rapid.IntRange(0, 6).Draw(t, "on")) // C6 is nobody's
			high := *share(t, "efficacy")
			l.Effects[c] = append(l.Effects[c], quant.Effect{ID: c, On: rapid.SampledFrom([]quant.Target{quant.Frequency, quant.Susceptibility, quant.OnSeverity}).Draw(t, "target"),
				Efficacy: &[2]float64{high / 2, high}, Coverage: share(t, "coverage"), Reliability: share(t, "reliability")})
		}
	}
	p, err := choice.New(actions, losses, 10)
	if err != nil {
		t.Fatal(err)
	}
	return actions, p
}

func same(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(b)) }

// TestWithinIsBest compares with all sets.
func TestWithinIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, p := draw(t)
		budget := float64(rapid.IntRange(0, 40).Draw(t, "budget"))
		got, err := p.Within(budget)
		if err != nil {
			t.Fatal(err)
		}
		best := math.Inf(1)
		for s := choice.Set(0); s <= p.All(); s++ {
			if p.Cost(s) <= budget {
				best = min(best, p.Expected(s))
			}
		}
		if p.Cost(got) > budget || !same(p.Expected(got), best) {
			t.Errorf("%b costs %v of %v and leaves %v; the best leaves %v", got, p.Cost(got), budget, p.Expected(got), best)
		}
	})
}

// TestCheapestIsCheapest compares with all sets, for a goal that holds for every superset of a set that meets it.
func TestCheapestIsCheapest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, p := draw(t)
		limit := p.Expected(0) * rapid.Float64Range(0, 1.1).Draw(t, "limit")
		goal := p.Expected(0) * rapid.Float64Range(0.5, 1.1).Draw(t, "goal")
		meets := func(s choice.Set) bool { return p.Expected(s) <= goal }
		got, found, err := p.Cheapest(limit, meets)
		if err != nil {
			t.Fatal(err)
		}
		least := math.Inf(1)
		for s := choice.Set(0); s <= p.All(); s++ {
			if p.Expected(s) <= limit && meets(s) {
				least = min(least, p.Cost(s))
			}
		}
		switch {
		case found != !math.IsInf(least, 1):
			t.Errorf("found %v, and the least cost is %v", found, least)
		case found && (!meets(got) || !same(p.Expected(got), min(limit, p.Expected(got))) || !same(p.Cost(got), least)):
			t.Errorf("%b costs %v and leaves %v of %v; the cheapest costs %v", got, p.Cost(got), p.Expected(got), limit, least)
		}
	})
}

// TestFrontierIsWhole: its points are those sets that no other beats, by looking at all.
func TestFrontierIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, p := draw(t)
		points, whole, err := p.Frontier()
		if err != nil || !whole {
			t.Fatal(whole, err)
		}
		for i, at := range points {
			if i > 0 && !(at.Cost < points[i-1].Cost && at.Expected > points[i-1].Expected) {
				t.Fatalf("%+v follows %+v", at, points[i-1])
			}
		}
		for s := choice.Set(0); s <= p.All(); s++ {
			beaten := false
			for _, at := range points {
				beaten = beaten || at.Cost <= p.Cost(s) && (at.Expected <= p.Expected(s) || same(at.Expected, p.Expected(s)))
			}
			if !beaten {
				t.Errorf("%b at %v leaves %v, and no point is as good: %+v", s, p.Cost(s), p.Expected(s), points)
			}
		}
	})
}

// TestMoreNeverRaises: an action more never raises the expected loss, and one without effect changes no bit of it.
func TestMoreNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		actions, p := draw(t)
		for s := choice.Set(0); s <= p.All(); s++ {
			for i := range actions {
				more := s | 1<<i
				if p.Expected(more) > p.Expected(s)*(1+1e-12) {
					t.Fatalf("%b leaves %v, %b leaves %v", s, p.Expected(s), more, p.Expected(more))
				}
				if len(actions[i].Controls) == 0 && p.Expected(more) != p.Expected(s) {
					t.Fatalf("%s puts nothing in place and changes %v to %v", actions[i].ID, p.Expected(s), p.Expected(more))
				}
			}
		}
	})
}

// TestTooMuchIsRefused: a problem that cannot be solved exactly is an error that says what to do.
func TestTooMuchIsRefused(t *testing.T) {
	if _, err := choice.New(make([]choice.Action, choice.MostActions+1), nil, 0); !errs.Is(err, errs.Conflict) {
		t.Error(err)
	}
	if _, err := choice.New([]choice.Action{{ID: "T-1", Cost: -1}}, nil, 0); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
	many := make([]choice.Action, 2)
	for i := range 65 {
		many[i%2].Controls = append(many[i%2].Controls, fmt.Sprint(i))
	}
	if _, err := choice.New(many, nil, 0); !errs.Is(err, errs.Conflict) {
		t.Error(err)
	}
}
