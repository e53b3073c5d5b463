package risk

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/quant"
)

// TestManyRisks: a thousand risks answer while a page loads.
func TestManyRisks(t *testing.T) {
	p := &Portfolio{Limits: Tolerance{Points: []TolerancePoint{{1e6, 0.1}}, ExpectedLoss: 1e10, TailLevel: 0.995, TailLoss: 1}}
	now, after := &quant.Portfolio{}, &quant.Portfolio{}
	for i := range 1000 {
		r := &Risk{}
		r.ID, r.Ref = fmt.Sprintf("id%d", i), fmt.Sprintf("R-%d", i)
		f := 1 + float64(i%37)
		r.Now = Estimate{RateLow: 0.01 * f, RateHigh: 0.1 * f, LossLow: 100 * f, LossHigh: 1e4 * f * f}
		if i%5 == 0 {
			r.Now.RateLow, r.Now.RateHigh, r.Now.Probability = 0, 0, 0.1
		}
		if i%2 == 0 {
			r.After = r.Now
			r.After.LossHigh /= 2
		}
		if err := r.figures(); err != nil {
			t.Fatal(err)
		}
		p.take(r, Derived{}, nil, now, after)
	}
	start := time.Now()
	if err := p.compute(nil, now, after); err != nil {
		t.Fatal(err)
	}
	t.Logf("%v for both distributions", time.Since(start))
	pictured(t, p)
	for level, x := range p.Current.Quantiles {
		if off := p.Current.Error.Quantiles[level]; off > 0.002*x {
			t.Errorf("at %s the error is %v of %v", level, off, x)
		}
	}
	sum := 0.0
	for _, s := range p.Shares {
		sum += s.Expected
		if s.Low <= 0 || s.Low > s.High {
			t.Fatalf("%s: %v to %v", s.Ref, s.Low, s.High)
		}
	}
	if math.Abs(sum/p.Current.Mean-1) > 1e-6 || p.After.Mean >= p.Current.Mean || p.Unchanged != 500 || len(p.Tolerance) != 3 || !p.Tolerance[1].Kept || p.Tolerance[2].Kept {
		t.Errorf("sum %v, mean %v, after %v; %+v", sum, p.Current.Mean, p.After.Mean, p.Tolerance)
	}
}

// pictured: what pictures need answers as well, the band lies around the curve and the widest swing comes first.
func pictured(t *testing.T, p *Portfolio) {
	t.Helper()
	start := time.Now()
	bands, err := p.Bands()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v for the bands", time.Since(start))
	for i, inner := range [][][2]float64{p.Current.Curve, p.After.Curve} {
		if low, high := lossBeyond(bands[2*i], 0.05), lossBeyond(bands[2*i+1], 0.05); !(low < lossBeyond(inner, 0.05) && lossBeyond(inner, 0.05) < high) {
			t.Errorf("one year in twenty costs %v, and the band is %v to %v", lossBeyond(inner, 0.05), low, high)
		}
	}
	start = time.Now()
	swings, middle, err := p.Tails()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v for the tornado of the value at risk", time.Since(start))
	for i, s := range swings {
		if i > 0 && s.Width() > swings[i-1].Width() || !(s.Mean[0] < p.Current.Mean) || !(s.Tail[0] <= middle && middle <= s.Tail[1]) {
			t.Errorf("swing %d: %+v", i, s)
		}
	}
}

// lossBeyond is the least amount of the curve that a year exceeds with no more than the probability.
func lossBeyond(curve [][2]float64, odds float64) float64 {
	for _, at := range curve {
		if at[1] <= odds {
			return at[0]
		}
	}
	return math.Inf(1)
}

// TestSwingsAreExact: the expected loss with an input at its end is what computing the year with it gives, to the cent for
// each risk.
func TestSwingsAreExact(t *testing.T) {
	p := &Portfolio{}
	now, after := &quant.Portfolio{}, &quant.Portfolio{}
	for i := range 4 {
		r := &Risk{}
		r.ID, r.Ref = fmt.Sprintf("id%d", i), fmt.Sprintf("R-%d", i)
		f := float64(1 + i)
		r.Now = Estimate{RateLow: 0.01 * f, RateHigh: 0.2 * f, LossLow: 1000 * f, LossHigh: 9000 * f * f}
		if i == 3 {
			r.Now = Estimate{Probability: 0.2, LossLow: 500, LossHigh: 500}
		}
		if err := r.figures(); err != nil {
			t.Fatal(err)
		}
		p.take(r, Derived{}, nil, now, after)
	}
	if err := p.compute(nil, now, after); err != nil {
		t.Fatal(err)
	}
	swings := p.Swings()
	if len(swings) != 6 {
		t.Fatalf("%d swings of three risks with two intervals each", len(swings))
	}
	for _, s := range swings {
		for end, got := range s.Mean {
			with := *now
			with.Scenarios = append([]quant.Scenario{}, now.Scenarios...)
			at := p.Shares[s.place].place
			with.Scenarios[at], _ = with.Scenarios[at].At(s.Input, end == 1)
			result, err := quant.Aggregate(&with, quant.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(result.Mean-got) > 0.05 {
				t.Errorf("%s %s at end %d gives %v, want %v", s.Ref, s.Input, end, got, result.Mean)
			}
		}
	}
}

// TestAlongAScale: an amount lies within its step by its powers of ten.
func TestAlongAScale(t *testing.T) {
	steps := bounds([]Step{between("a", "", 0, 10), between("b", "", 10, 1000), between("c", "", 1000, 10_000)})
	for x, want := range map[float64]float64{0: 0, 5: 0.5, 10: 1, 100: 1.5, 1000: 2, 10_000: 3, 1e9: 3} {
		if got := along(steps, x); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v lies at %v, want %v", x, got, want)
		}
	}
}

// TestTheSameFiguresAreAddedUpOnce: what was added up last is taken over for the same figures, and for no others.
func TestTheSameFiguresAreAddedUpOnce(t *testing.T) {
	added := func(last *Portfolio, title string, high float64) *Portfolio {
		p, now, after := &Portfolio{}, &quant.Portfolio{}, &quant.Portfolio{}
		r := &Risk{Title: title, Now: Estimate{RateLow: 0.1, RateHigh: 0.5, LossLow: 100, LossHigh: high}}
		r.ID = "id1"
		if err := r.figures(); err != nil {
			t.Fatal(err)
		}
		p.take(r, Derived{}, nil, now, after)
		if err := p.compute(last.drawn, now, after); err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := added(&Portfolio{}, "Fire", 1000)
	if again := added(first, "Fire", 1000); again.drawn != first.drawn || again.Current != first.Current {
		t.Error("the same figures were added up again")
	}
	if dearer := added(first, "Fire", 2000); dearer.drawn == first.drawn || dearer.Current.Mean <= first.Current.Mean {
		t.Error("another loss gave the same figures")
	}
	if renamed := added(first, "Flood", 1000); renamed.Swings()[0].Title != "Flood" {
		t.Error("the old title is kept")
	}
}
