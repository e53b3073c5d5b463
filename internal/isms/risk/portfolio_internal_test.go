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
	if err := p.compute(now, after); err != nil {
		t.Fatal(err)
	}
	t.Logf("%v for both distributions", time.Since(start))
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
