package quant

import (
	"math"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// byRecursion computes what byTransform does, by Panjer's recursion for each group (ASTIN Bulletin 12, 1981, pp. 22–26) and
// direct convolution between them. All terms are positive, so that even the smallest probabilities keep their digits, but
// it takes time in proportion to the square of the cells.
func byRecursion(groups []group, f factor) []float64 {
	total := make([]float64, len(groups[0].masses))
	for i, m := range f.at {
		var loss []float64
		for _, g := range groups {
			one := g.recursion(m, i)
			if loss != nil {
				one = convolved(loss, one)
			}
			loss = one
		}
		for j, v := range loss {
			total[j] += float64(f.weight[i] * v)
		}
	}
	return total
}

func (g *group) recursion(m float64, point int) []float64 {
	switch g.kind {
	case mixed:
		// Negative binomial: a = c/(1+c), b = (shape-1)·a with c = rate/shape.
		c := float64(g.rate*m) / g.shape
		a := c / (1 + c)
		start := -float64(g.shape * numeric.Log1p(float64(c*(1-g.masses[0]))))
		return panjer(g.masses, a, float64((g.shape-1)*a), start)
	case bernoulli:
		p := g.hit[point]
		out := make([]float64, len(g.masses))
		for j, v := range g.masses {
			out[j] = float64(p * v)
		}
		out[0] += 1 - p
		return out
	}
	// The masses are times their rate already, so b = 1 but for the factor.
	return panjer(g.masses, 0, m, float64(m*(g.masses[0]-g.rate)))
}

// panjer is the recursion f(j) = Σ (a + b·k/j)·g(k)·f(j-k) / (1 - a·g(0)) from f(0) = exp(start). It starts from 1 and is
// brought down by exact powers of two whenever it grows large, so that exp(start) may be smaller than any number.
func panjer(g []float64, a, b, start float64) []float64 {
	f := make([]float64, len(g))
	f[0] = 1
	inv := 1 / (1 - float64(a*g[0]))
	for j := 1; j < len(f); j++ {
		flat, rising := 0.0, 0.0
		for k := 1; k <= j; k++ {
			t := float64(g[k] * f[j-k])
			flat += t
			rising += float64(float64(k) * t)
		}
		f[j] = float64(inv * (float64(a*flat) + float64(b*rising)/float64(j)))
		if f[j] > 0x1p600 {
			for i := range f[:j+1] {
				f[i] = math.Ldexp(f[i], -600)
			}
			start += 600 * math.Ln2
		}
	}
	scale := numeric.Exp(start)
	for j := range f {
		f[j] = float64(f[j] * scale)
	}
	return f
}

func convolved(x, y []float64) []float64 {
	out := make([]float64, len(x))
	for j := range out {
		sum := 0.0
		for k := 0; k <= j; k++ {
			sum += float64(x[k] * y[j-k])
		}
		out[j] = sum
	}
	return out
}
