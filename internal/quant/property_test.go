package quant

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// scenarios draws scenarios of every kind.
func drawScenarios(t *rapid.T, most int) []Scenario {
	n := rapid.IntRange(1, most).Draw(t, "scenarios")
	out := make([]Scenario, n)
	for i := range out {
		s := Scenario{ID: fmt.Sprintf("R%d", i), Severity: drawSeverity(t)}
		switch rapid.IntRange(0, 2).Draw(t, "frequency") {
		case 0:
			s.Rate = &Rate{Value: rapid.Float64Range(0.01, 5).Draw(t, "rate")}
		case 1:
			s.Probability = p(rapid.Float64Range(0.01, 1).Draw(t, "probability"))
		default:
			low := rapid.Float64Range(0.01, 2).Draw(t, "low")
			s.Rate = &Rate{Gamma90: interval(low, low*rapid.Float64Range(1.5, 20).Draw(t, "ratio"))}
		}
		out[i] = s
	}
	return out
}

func drawSeverity(t *rapid.T) *Severity {
	low := rapid.Float64Range(100, 1e5).Draw(t, "low")
	width := rapid.Float64Range(1.5, 60).Draw(t, "width")
	switch rapid.IntRange(0, 3).Draw(t, "severity") {
	case 0:
		return &Severity{Lognormal90: interval(low, low*width)}
	case 1:
		return &Severity{PERT: &[3]float64{low, low * (1 + 0.3*(width-1)), low * width}}
	case 2:
		return &Severity{Exponential: &low}
	}
	return &Severity{Discrete: [][2]float64{{math.Round(low), 0.75}, {math.Round(low * 3), 0.25}}}
}

func drawEffect(t *rapid.T) Effect {
	low := rapid.Float64Range(0, 1).Draw(t, "efficacy")
	return Effect{
		ID: "C", On: rapid.SampledFrom([]Target{Frequency, Susceptibility, OnSeverity}).Draw(t, "on"),
		Efficacy: interval(low, low+rapid.Float64Range(0, 1).Draw(t, "more")*(1-low)),
		Coverage: p(rapid.Float64Range(0, 1).Draw(t, "coverage")), Reliability: p(rapid.Float64Range(0, 1).Draw(t, "reliability")),
	}
}

func computed(t rapid.TB, how Options, scenarios ...Scenario) *Result {
	r, err := Aggregate(&Portfolio{Currency: "EUR", Scenarios: scenarios}, how)
	if err != nil {
		t.Fatalf("%v\n%+v", err, scenarios)
	}
	return r
}

// The curve falls while amounts rise, quantiles rise with the level, the worst years cost more than their best.
func TestCurveIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := computed(t, Options{}, drawScenarios(t, 4)...)
		for i := 1; i < len(r.Curve); i++ {
			if r.Curve[i][0] < r.Curve[i-1][0] || r.Curve[i][1] > r.Curve[i-1][1] {
				t.Fatalf("the curve rises at %v: %v", r.Curve[i], r.Curve)
			}
		}
		if a, b, c := r.Quantiles["0.95"], r.Quantiles["0.99"], r.Quantiles["0.999"]; a > b*(1+1e-4) || b > c*(1+1e-4) {
			t.Fatalf("quantiles %v", r.Quantiles)
		}
		for k, v := range r.Quantiles {
			if r.ExpectedShortfall[k] < v {
				t.Fatalf("%s: shortfall %v below quantile %v", k, r.ExpectedShortfall[k], v)
			}
		}
	})
}

// The same portfolio in another order gives the same bits.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		scenarios := drawScenarios(t, 5)
		shuffled := rapid.Permutation(scenarios).Draw(t, "order")
		a, b := computed(t, Options{}, scenarios...), computed(t, Options{}, shuffled...)
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

// Amounts in another currency give the same risk: a power of two changes nothing but the exponent, on a grid of given cells.
func TestScaling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		scenarios := drawScenarios(t, 4)
		scaled := slices.Clone(scenarios)
		factor := rapid.Float64Range(0.01, 100).Draw(t, "factor")
		for i, s := range scenarios {
			scaled[i].Severity = s.Severity.times(factor)
		}
		var around []float64 // each level and its neighbours: where the distribution jumps, rounding decides on which side a quantile lies
		for _, l := range levels {
			around = append(around, l-(1-l)/50, l, l+(1-l)/50)
		}
		a, b := computed(t, Options{Quantiles: around}, scenarios...), computed(t, Options{Quantiles: around}, scaled...)
		same := func(what string, x, y, slack float64) {
			if math.Abs(x*factor-y) > slack {
				t.Fatalf("%s: %v times %v is %v, not %v (slack %v)", what, x, factor, x*factor, y, slack)
			}
		}
		same("mean", a.Mean, b.Mean, 1e-9*b.Mean)
		same("sd", a.SD, b.SD, 1e-9*b.SD)
		for _, l := range levels {
			got, low, high := b.Quantiles[key(l)], factor*a.Quantiles[key(l-(1-l)/50)], factor*a.Quantiles[key(l+(1-l)/50)]
			slack := 4*(factor*a.Error.Quantiles[key(l)]+b.Error.Quantiles[key(l)]) + 2e-4*got
			if got < low-slack || got > high+slack {
				t.Fatalf("%v: %v is not within %v and %v (slack %v)", l, got, low, high, slack)
			}
		}
	})
}

var levels = []float64{0.95, 0.99, 0.999}

// times is the severity with all amounts multiplied.
func (s *Severity) times(f float64) *Severity {
	switch {
	case s.Lognormal90 != nil:
		return &Severity{Lognormal90: interval(f*s.Lognormal90[0], f*s.Lognormal90[1])}
	case s.PERT != nil:
		return &Severity{PERT: &[3]float64{f * s.PERT[0], f * s.PERT[1], f * s.PERT[2]}}
	case s.Exponential != nil:
		return &Severity{Exponential: p(f * *s.Exponential)}
	}
	var out [][2]float64
	for _, d := range s.Discrete {
		out = append(out, [2]float64{f * d[0], d[1]})
	}
	return &Severity{Discrete: out}
}

// One poisson risk is as good as two with its severity and parts of its rate.
func TestSuperposition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		severity := drawSeverity(t)
		rate, share := rapid.Float64Range(0.05, 5).Draw(t, "rate"), rapid.Float64Range(0.05, 0.95).Draw(t, "share")
		one := computed(t, Options{Cells: 1024}, Scenario{ID: "A", Rate: &Rate{Value: rate}, Severity: severity})
		two := computed(t, Options{Cells: 1024},
			Scenario{ID: "A", Rate: &Rate{Value: rate * share}, Severity: severity},
			Scenario{ID: "B", Rate: &Rate{Value: rate * (1 - share)}, Severity: severity})
		if math.Abs(one.Mean/two.Mean-1) > 1e-12 || math.Abs(one.PZero-two.PZero) > 1e-12 {
			t.Fatalf("mean %v %v, P(0) %v %v", one.Mean, two.Mean, one.PZero, two.PZero)
		}
		for k, v := range one.Quantiles {
			if w := two.Quantiles[k]; math.Abs(v-w) > 1e-6*v+0.01*one.Error.Quantiles[k] {
				t.Fatalf("%s: %v and %v", k, v, w)
			}
		}
	})
}

// A control without effect changes no bit of any figure.
func TestControlWithoutEffect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenarios := drawScenarios(t, 3)
		controlled := slices.Clone(scenarios)
		e := drawEffect(t)
		switch rapid.IntRange(0, 2).Draw(t, "zero") {
		case 0:
			e.Efficacy = interval(0, 0)
		case 1:
			e.Coverage = p(0)
		default:
			e.Reliability = p(0)
		}
		controlled[0].Controls = []Effect{e}
		a, b := computed(t, Options{}, scenarios...), computed(t, Options{}, controlled...)
		a.Hash, b.Hash = "", "" // the portfolios differ
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

// A control never raises a quantile, the mean or the probability of a loss.
func TestControlsNeverHarm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenarios := drawScenarios(t, 3)
		controlled := slices.Clone(scenarios)
		controlled[0].Controls = []Effect{drawEffect(t)}
		a, b := computed(t, Options{}, scenarios...), computed(t, Options{}, controlled...)
		if b.Mean > a.Mean*(1+1e-14) || b.PZero < a.PZero-1e-15 {
			t.Fatalf("mean %v, then %v; P(0) %v, then %v", a.Mean, b.Mean, a.PZero, b.PZero)
		}
		for k, v := range a.Quantiles {
			if w := b.Quantiles[k]; w > v+4*(a.Error.Quantiles[k]+b.Error.Quantiles[k])+1e-4*v {
				t.Fatalf("%s rises from %v to %v (errors %v, %v)", k, v, w, a.Error.Quantiles[k], b.Error.Quantiles[k])
			}
		}
		if b.MeanRange[0] > b.Mean*(1+1e-12) || b.MeanRange[1] < b.Mean*(1-1e-12) {
			t.Fatalf("the mean %v lies outside %v", b.Mean, b.MeanRange)
		}
	})
}

// What is not assessed is named and never counted as zero.
func TestUnsetIsNotAssessed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenarios := drawScenarios(t, 3)
		unset := Scenario{ID: "U"}
		missing := []string{"frequency", "severity"}
		switch rapid.IntRange(0, 2).Draw(t, "unset") {
		case 0:
			unset.Severity, missing = drawSeverity(t), missing[:1]
		case 1:
			unset.Rate, missing = &Rate{Value: 1}, missing[1:]
		}
		a, b := computed(t, Options{}, scenarios...), computed(t, Options{}, append(slices.Clone(scenarios), unset)...)
		if b.Complete || b.Mean != a.Mean || len(b.NotAssessed) != 1 || !slices.Equal(b.NotAssessed[0].Missing, missing) {
			t.Fatalf("%+v", b)
		}
		scenarios[0].Controls = []Effect{{ID: "C", On: Frequency, Efficacy: interval(0.5, 0.9)}}
		c := computed(t, Options{}, scenarios...)
		if c.Complete || c.Mean != a.Mean || !slices.Equal(c.NotAssessed[0].Missing, []string{"coverage", "reliability"}) {
			t.Fatalf("a control without coverage: %+v", c)
		}
	})
	if _, err := Aggregate(&Portfolio{Scenarios: []Scenario{{ID: "U"}}}, Options{}); err == nil {
		t.Error("a portfolio without any assessed scenario has figures")
	}
}

// Simulation, transform and closed forms agree within four standard errors.
func TestSimulationAgrees(t *testing.T) {
	t.Parallel()
	for _, dependence := range []float64{0, 0.5} {
		portfolio := &Portfolio{Scenarios: mixedPortfolio(), Criteria: Criteria{ID: "C-1", Dependence: dependence}}
		exact, err := Aggregate(portfolio, Options{})
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := Aggregate(portfolio, Options{Method: MonteCarlo, Years: 1 << 19})
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range exact.Quantiles {
			if e := drawn.Error.Quantiles[k]; math.Abs(v-drawn.Quantiles[k]) > 4*e {
				t.Errorf("dependence %v, %s: %v, simulated %v ± %v", dependence, k, v, drawn.Quantiles[k], e)
			}
			if e := drawn.Error.ExpectedShortfall[k]; math.Abs(exact.ExpectedShortfall[k]-drawn.ExpectedShortfall[k]) > 4*e {
				t.Errorf("dependence %v, %s: shortfall %v, simulated %v ± %v", dependence, k, exact.ExpectedShortfall[k], drawn.ExpectedShortfall[k], e)
			}
		}
		m := modelOf(t, dependence, mixedPortfolio()...)
		var squares, none float64
		const years = 1 << 19
		for _, x := range m.simulate("C-2", years) {
			squares += (x - m.mean) * (x - m.mean) / years
			if x == 0 {
				none += 1.0 / years
			}
		}
		near(t, "sd of simulated years", math.Sqrt(squares)/m.sd, 1, 0.02)
		near(t, "simulated years without loss", none, m.none, 4*math.Sqrt(m.none/years))
	}
}

// Levels far apart need grids of their own: a heavy tail and frequent small losses.
func TestSeveralGrids(t *testing.T) {
	scenarios := []Scenario{
		{ID: "A", Rate: &Rate{Value: 0.02}, Severity: &Severity{Lognormal90: interval(1e3, 1e9)}},
		{ID: "B", Rate: &Rate{Value: 3}, Severity: &Severity{Exponential: p(100)}},
	}
	r := computed(t, Options{Quantiles: []float64{0.5, 0.95, 0.999}}, scenarios...)
	mc, err := Aggregate(&Portfolio{Scenarios: scenarios}, Options{Quantiles: []float64{0.5, 0.95, 0.999}, Method: MonteCarlo})
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range r.Quantiles {
		if math.Abs(v-mc.Quantiles[k]) > 4*mc.Error.Quantiles[k] || r.Error.Quantiles[k] > 2e-3*v {
			t.Errorf("%s: %v ± %v, simulated %v ± %v", k, v, r.Error.Quantiles[k], mc.Quantiles[k], mc.Error.Quantiles[k])
		}
	}
}

// Losses that are whole multiples of one amount are computed without an error of discretisation: a binomial number.
func TestLatticeIsExact(t *testing.T) {
	var scenarios []Scenario
	for i := range 10 {
		scenarios = append(scenarios, Scenario{ID: fmt.Sprint(i), Probability: p(0.3), Severity: &Severity{Fixed: p(100)}})
	}
	r := computed(t, Options{Quantiles: []float64{0.5, 0.9, 0.99}}, scenarios...)
	if want := map[string]float64{"0.5": 300, "0.9": 500, "0.99": 700}; !reflect.DeepEqual(r.Quantiles, want) {
		t.Errorf("quantiles %v, want %v", r.Quantiles, want)
	}
	near(t, "P(0)", r.PZero, math.Pow(0.7, 10), 1e-15)
	near(t, "sd", r.SD, 100*math.Sqrt(2.1), 1e-10)
}

// One event at most: everything is in closed form.
func TestSingleEvent(t *testing.T) {
	r := computed(t, Options{Quantiles: []float64{0.5, 0.95}}, Scenario{ID: "A", Probability: p(0.2), Severity: &Severity{Exponential: p(1000)}})
	if r.Method != Closed || r.Quantiles["0.5"] != 0 {
		t.Errorf("%+v", r)
	}
	near(t, "95 %", r.Quantiles["0.95"], 1000*math.Log(4), 1e-9)
	near(t, "shortfall", r.ExpectedShortfall["0.95"], 1000*(math.Log(4)+1), 1e-9)
	fft := computed(t, Options{Quantiles: []float64{0.95}, Method: FFT}, Scenario{ID: "A", Probability: p(0.2), Severity: &Severity{Exponential: p(1000)}})
	near(t, "95 % by transform", fft.Quantiles["0.95"], 1000*math.Log(4), 0.2)
}
