package quant

import (
	"math"
	"slices"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// discretise spreads the laws with their weights over the amounts 0, step, … (n-1)·step, so that the mean is kept: an
// amount between two of them is shared between both in proportion (Gerber 1982; Klugman, Panjer and Willmot, Loss Models,
// "method of local moment matching", first moment). What lies above the grid is left out. The masses are minus the second
// differences of E[min(X, x)], divided by the step. coarse multiplies the spacing of the interpolation; 1 is exact to
// about 1e-8, 4 serves to find a range.
func discretise(parts []part, step float64, n int, coarse float64) []float64 {
	limited := make([]float64, n+1)
	masses := make([]float64, n)
	smooth := false
	weight := 0.0
	bySpacing := map[float64][]part{}
	for _, p := range parts {
		switch l := p.law.(type) {
		case atoms:
			l.share(masses, p.weight, step)
			continue
		case lognormal:
			s := spacing(l.sigma)
			bySpacing[s] = append(bySpacing[s], p)
		case exponential:
			bySpacing[0.0625] = append(bySpacing[0.0625], p)
		case pert:
			t := pertTable(l)
			t.spread(limited, step, p.weight)
		}
		smooth = true
		weight += p.weight
	}
	if !smooth {
		return masses
	}
	for _, s := range []float64{0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625, 0.001953125} {
		if len(bySpacing[s]) > 0 {
			t := jointTable(bySpacing[s], step, n, float64(s*coarse))
			t.spread(limited, step, 1)
		}
	}
	inv := 1 / step
	masses[0] += weight - float64(limited[1]*inv)
	for j := 1; j < n; j++ {
		masses[j] += float64((limited[j] - limited[j-1] - (limited[j+1] - limited[j])) * inv)
	}
	return masses
}

// spacing is the largest power of two from 1/512 to 1/8 that is at most an eighth of σ or so.
func spacing(sigma float64) float64 {
	s := 0.125
	for s > float64(0.14*sigma) && s > 0.002 {
		s *= 0.5
	}
	return s
}

// share gives each amount to the two grid points around it.
func (a atoms) share(masses []float64, weight, step float64) {
	for _, v := range a {
		at := v.amount / step
		if at >= float64(len(masses)) {
			continue
		}
		j := int(at)
		if near := math.RoundToEven(at); math.Abs(at-near) < 1e-9 {
			at, j = near, int(near) // on the grid but for rounding
		}
		upper := float64(float64(weight*v.probability) * (at - float64(j)))
		if j < len(masses) {
			masses[j] += float64(weight*v.probability) - upper
		}
		if j+1 < len(masses) {
			masses[j+1] += upper
		}
	}
}

// table holds E[min(X, x)] with its first two derivatives P(X > x) and minus the density at ascending amounts. Below the
// first it is a straight line to 0, above the last it is constant.
type table struct{ at, limited, tail, density []float64 }

func newTable(n int) *table {
	all := make([]float64, 4*n)
	return &table{all[:n], all[n : 2*n], all[2*n : 3*n], all[3*n:]}
}

// pertPoints crowd towards the ends, where the density of a beta distribution bends.
const pertPoints = 49

func pertTable(p pert) *table {
	t := newTable(pertPoints)
	for k := range t.at {
		u := float64(k) / (pertPoints - 1)
		u3 := float64(u * float64(u*u))
		u = float64(u3 * (10 + float64(u*(float64(6*u)-15))))
		x := p.low + float64(p.width*u)
		if k == pertPoints-1 {
			x = p.low + p.width
		}
		t.at[k] = x
		t.limited[k], t.tail[k], t.density[k] = p.limited(x)
	}
	return t
}

// jointTable adds up laws that are smooth in the logarithm of the amount, at amounts a factor apart, from the first step
// of the grid to beyond its end.
func jointTable(parts []part, step float64, n int, spacing float64) *table {
	t := newTable(int(numeric.Log(float64(n+1))/spacing) + 2)
	for k := range t.at {
		t.at[k] = float64(step * numeric.Exp(float64(float64(k)*spacing)))
	}
	logStep := numeric.Log(step)
	for _, p := range parts {
		if l, ok := p.law.(lognormal); ok {
			l.addTo(t, p.weight, logStep, spacing)
			continue
		}
		for k, x := range t.at {
			limited, tail, density := p.law.limited(x)
			t.limited[k] += float64(p.weight * limited)
			t.tail[k] += float64(p.weight * tail)
			t.density[k] += float64(p.weight * density)
		}
	}
	return t
}

// reach is how many σ from the middle a lognormal law still counts: 1e-19 lies beyond.
const reach = 9

// addTo adds the law to the table: one exponential and two erfcx an amount, because m·φ(z-σ) = x·φ(z) for the mean m.
func (l lognormal) addTo(t *table, weight, logStep, spacing float64) {
	z0, dz := (logStep-l.mu)/l.sigma, spacing/l.sigma
	first := clamp((-reach-z0)/dz, len(t.at))
	last := clamp((reach+l.sigma-z0)/dz, len(t.at))
	for k, x := range t.at[:first] {
		t.limited[k] += float64(weight * x)
		t.tail[k] += weight
	}
	mean := float64(weight * l.expected)
	invMean := 1 / l.expected
	height := float64(weight*0.3989422804014327) / l.sigma
	for k := first; k < last; k++ {
		x := t.at[k]
		z := z0 + float64(float64(k)*dz)
		e := numeric.Exp(-0.5 * float64(z*z))
		tail := float64(weight * numeric.TailFrom(z, e))
		below := numeric.TailFrom(l.sigma-z, float64(float64(e*x)*invMean))
		t.limited[k] += float64(mean*below) + float64(x*tail)
		t.tail[k] += tail
		t.density[k] += float64(height*e) / x
	}
	for k := last; k < len(t.at); k++ {
		t.limited[k] += mean
	}
}

// clamp is x rounded down, within 0 and n.
func clamp(x float64, n int) int {
	switch {
	case x <= 0:
		return 0
	case x >= float64(n):
		return n
	}
	return int(x)
}

// spread adds weight times the table at the amounts j·step to out. Between two amounts of the table it is the polynomial
// of degree 5 that has its values and both derivatives at either end.
func (t *table) spread(out []float64, step, weight float64) {
	j := 1
	slope := float64(weight*t.tail[0]) + 0.0
	if t.at[0] > 0 {
		slope = float64(weight*t.limited[0]) / t.at[0]
	}
	for ; j < len(out) && float64(float64(j)*step) < t.at[0]; j++ {
		out[j] += float64(slope * float64(float64(j)*step))
	}
	for k := 0; k+1 < len(t.at) && j < len(out); k++ {
		x, d := t.at[k], t.at[k+1]-t.at[k]
		if float64(float64(j)*step) >= t.at[k+1] {
			continue
		}
		c := t.panel(k, d, weight)
		inv := 1 / d
		for ; j < len(out); j++ {
			at := float64(float64(j) * step)
			if at >= t.at[k+1] {
				break
			}
			u := float64((at - x) * inv)
			u2 := float64(u * u)
			low := c[0] + float64(c[1]*u) + float64(c[2]*u2)
			high := c[3] + float64(c[4]*u) + float64(c[5]*u2)
			out[j] += low + float64(float64(u*u2)*high)
		}
	}
	for last := float64(weight * t.limited[len(t.at)-1]); j < len(out); j++ {
		out[j] += last
	}
}

// panel are the coefficients of the polynomial between the k-th amount and the next, d apart.
func (t *table) panel(k int, d, weight float64) [6]float64 {
	f, s, b := float64(weight*t.limited[k]), float64(float64(weight*d)*t.tail[k]), -float64(float64(weight*float64(d*d))*t.density[k])
	s1, b1 := float64(float64(weight*d)*t.tail[k+1]), -float64(float64(weight*float64(d*d))*t.density[k+1])
	x := float64(weight*(t.limited[k+1]-t.limited[k])) - s - 0.5*b
	y := s1 - s - b
	z := b1 - b
	return [6]float64{
		f, s, 0.5 * b,
		float64(10*x) - 4*y + 0.5*z,
		float64(7*y) - float64(15*x) - z,
		float64(6*x) - float64(3*y) + 0.5*z,
	}
}

// coarsened are the masses on a grid of twice the step: it is what discretise gives there, because both share in proportion.
func coarsened(masses []float64) []float64 {
	out := make([]float64, len(masses)/2)
	out[0] = masses[0] + 0.5*masses[1]
	for j := 1; j < len(out); j++ {
		out[j] = masses[2*j] + 0.5*(masses[2*j-1]+masses[2*j+1])
	}
	return out
}

// unit is the largest amount of which every amount that can be lost is a whole multiple, 0 if there is none: then a grid
// with that step holds the distribution exactly.
func unit(risks []risk) float64 {
	var cents int64
	for _, r := range risks {
		for _, p := range r.severity {
			a, ok := p.law.(atoms)
			if !ok {
				return 0
			}
			for _, v := range a {
				c := float64(100 * v.amount)
				if c != math.Trunc(c) || c > 1<<52 {
					return 0
				}
				cents = divisor(cents, int64(c))
			}
		}
	}
	return float64(cents) / 100
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// split sorts the parts of all risks of a kind that share one transform: the poisson risks superpose into one.
func pool(risks []risk) (parts []part, rate float64) {
	var sum numeric.Sum
	for _, r := range risks {
		if r.kind != poisson {
			continue
		}
		sum.Add(r.rate)
		for _, p := range r.severity {
			parts = append(parts, part{float64(r.rate * p.weight), p.law})
		}
	}
	return slices.Clip(parts), sum.Value()
}
