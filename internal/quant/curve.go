package quant

import (
	"sort"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/numeric"
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
	return c.piece(j).Where(p)
}

// piece is the one that ends at (j+½)·step: a cubic polynomial whose slopes at either end are of fourth order, and so small that
// it does not fall (Fritsch and Carlson, SIAM J. Numerical Analysis 17, 1980, pp. 238–246). In the first step it is straight.
func (c *curve) piece(j int) numeric.Piece {
	if j == 0 {
		from := min(c.none, c.below[0])
		rise := c.below[0] - from
		return numeric.Piece{Width: 0.5 * c.step, From: from, Rise: rise, Start: rise, End: rise}
	}
	return numeric.Piece{At: float64((float64(j) - 0.5) * c.step), Width: c.step, From: c.below[j-1], Rise: c.rise(j), Start: c.slope(j - 1), End: c.slope(j)}
}

// rise of the distribution function to (j+½)·step from a step before.
func (c *curve) rise(j int) float64 {
	j = min(max(j, 1), len(c.below)-1)
	return c.below[j] - c.below[j-1]
}

// slope of the distribution function at (j+½)·step, times the step.
func (c *curve) slope(j int) float64 {
	before, after := c.rise(j), c.rise(j+1)
	s := (float64(7*(before+after)) - (c.rise(j-1) + c.rise(j+2))) / 12
	return max(0, min(s, float64(3*before), float64(3*after)))
}

// cdf is the probability of a loss of at most x.
func (c *curve) cdf(x float64) float64 {
	at := x / c.step
	if c.exact {
		return c.below[min(int(at+1e-9), len(c.below)-1)]
	}
	p := c.piece(min(int(at+0.5), len(c.below)-1))
	v, _ := p.Value(min(1, (x-p.At)/p.Width))
	return v
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
