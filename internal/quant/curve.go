package quant

import (
	"sort"

	"github.com/assay-isms/assay/internal/errs"
)

// curve is a distribution on a grid: of a year's loss up to the grid's end.
type curve struct {
	step  float64
	exact bool      // every loss is a multiple of the step; otherwise the grid stands for a continuous loss
	none  float64   // the probability of no loss, in closed form
	mean  float64   // of the whole distribution, in closed form
	below []float64 // P(loss ≤ j·step); for a continuous loss it is taken at (j+½)·step, where it is right to second order
	least []float64 // E[min(loss, j·step)]
}

// newCurve adds up probabilities. Rounding may leave some a little below 0; the curve does not fall for that.
func newCurve(m *model, g grid, loss []float64) (*curve, error) {
	n := len(loss)
	c := &curve{step: g.step, exact: g.exact, none: m.none, mean: m.mean, below: make([]float64, n), least: make([]float64, n+1)}
	sum, top, limited := 0.0, 0.0, 0.0
	for j, v := range loss {
		sum += v
		top = max(top, min(sum, 1))
		c.below[j] = top
		limited += float64(g.step * (1 - top))
		c.least[j+1] = limited
	}
	if !(sum <= 1+1e-7) || !(loss[0] >= m.none-1e-7) {
		return nil, errs.New(errs.Internal, "the grid holds the probability %v, and %v of no loss where %v is expected", sum, loss[0], m.none)
	}
	return c, nil
}

// reached is the probability that the loss lies on the grid.
func (c *curve) reached() float64 { return c.below[len(c.below)-1] }

// end is the grid's last amount.
func (c *curve) end() float64 { return float64(c.step * float64(len(c.below)-1)) }

// quantile is the least loss that is not exceeded with probability p, the value at risk.
func (c *curve) quantile(p float64) float64 {
	if p <= c.none {
		return 0
	}
	slack := 0.0
	if c.exact {
		slack = 1e-12
	}
	j := sort.Search(len(c.below), func(j int) bool { return c.below[j] >= p-slack })
	if c.exact || j == len(c.below) {
		return float64(float64(j) * c.step)
	}
	at, from, width := c.knot(j)
	if rise := c.below[j] - from; rise > 0 {
		at += float64(width*(p-from)) / rise
	}
	return at
}

// knot is the left end of the straight piece of the distribution function that ends at (j+½)·step: amount, value, width.
func (c *curve) knot(j int) (at, value, width float64) {
	if j == 0 {
		return 0, min(c.none, c.below[0]), 0.5 * c.step
	}
	return float64((float64(j) - 0.5) * c.step), c.below[j-1], c.step
}

// cdf is the probability of a loss of at most x.
func (c *curve) cdf(x float64) float64 {
	at := x / c.step
	if c.exact {
		return c.below[min(int(at+1e-9), len(c.below)-1)]
	}
	j := min(int(at+0.5), len(c.below)-1)
	from, value, width := c.knot(j)
	return value + float64(min(1, (x-from)/width)*(c.below[j]-value))
}

// limited is E[min(loss, x)].
func (c *curve) limited(x float64) float64 {
	j := min(int(x/c.step+1e-9), len(c.below)-1)
	rest := max(0, x-float64(float64(j)*c.step))
	return c.least[j] + float64(rest*(1-c.cdf(float64(float64(j)*c.step)+0.5*rest)))
}

// shortfall is the mean of the worst 1-p of all years (Acerbi and Tasche, J. Banking and Finance 26, 2002, pp. 1487–1503):
// the value at risk v and what is lost beyond it, (mean - E[min(loss, v)]) / (1-p).
func (c *curve) shortfall(p float64) float64 {
	v := c.quantile(p)
	return v + max(0, c.mean-c.limited(v))/(1-p)
}
