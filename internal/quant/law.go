package quant

import (
	"slices"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// law is the distribution of one event's loss. Its limited expected value E[min(X, x)] is what discretising needs: it
// gives the mean below any amount without integrating.
type law interface {
	mean() float64
	second() float64                                     // E[X²]
	zero() float64                                       // P(X = 0)
	limited(x float64) (expected, tail, density float64) // E[min(X, x)], P(X > x) and the density at x
	tail(x float64) float64                              // P(X > x)
	quantile(p float64) float64
	scaled(factor float64) law // of factor·X, factor > 0
	draw(r *numeric.Random) float64
}

const (
	z95        = 1.6448536269514722 // the standard normal 95 % quantile
	invSqrt2Pi = 0.3989422804014327 // 1/√(2π)
)

// lognormal is exp of a normal variable.
type lognormal struct{ mu, sigma, expected float64 }

func lognormal90(low, high float64) lognormal {
	a, b := numeric.Log(low), numeric.Log(high)
	return newLognormal(0.5*(a+b), (b-a)/(2*z95))
}

func newLognormal(mu, sigma float64) lognormal {
	return lognormal{mu, sigma, numeric.Exp(mu + 0.5*float64(sigma*sigma))}
}

func (l lognormal) mean() float64   { return l.expected }
func (l lognormal) second() float64 { return numeric.Exp(2*l.mu + 2*float64(l.sigma*l.sigma)) }
func (l lognormal) zero() float64   { return 0 }

func (l lognormal) limited(x float64) (expected, tail, density float64) {
	if x <= 0 {
		return 0, 1, 0
	}
	z := (numeric.Log(x) - l.mu) / l.sigma
	e := numeric.Exp(-0.5 * float64(z*z))
	tail = numeric.TailFrom(z, e)
	below := numeric.TailFrom(l.sigma-z, float64(e*(x/l.expected))) // as m·φ(z-σ) = x·φ(z) for the mean m
	expected = float64(l.expected*below) + float64(x*tail)
	return expected, tail, float64(invSqrt2Pi*e) / float64(l.sigma*x)
}

func (l lognormal) tail(x float64) float64 {
	z := (numeric.Log(x) - l.mu) / l.sigma
	return numeric.TailFrom(z, numeric.Exp(-0.5*float64(z*z)))
}

func (l lognormal) quantile(p float64) float64 {
	return numeric.Exp(l.mu + float64(l.sigma*numeric.NormalQuantile(p)))
}

func (l lognormal) scaled(f float64) law { return newLognormal(l.mu+numeric.Log(f), l.sigma) }

func (l lognormal) draw(r *numeric.Random) float64 {
	return numeric.Exp(l.mu + float64(l.sigma*r.Normal()))
}

// pert is a beta variable on [low, low+width] with shapes a and b.
type pert struct{ low, width, a, b, logBeta float64 }

func newPERT(low, likely, high float64) pert {
	width := high - low
	a := 1 + 4*(likely-low)/width
	b := 1 + 4*(high-likely)/width
	return pert{low, width, a, b, numeric.LogBeta(a, b)}
}

func (p pert) mean() float64 { return p.low + float64(p.width*p.a)/(p.a+p.b) }

func (p pert) second() float64 {
	s := p.a + p.b
	variance := float64(float64(p.width*p.width)*float64(p.a*p.b)) / float64(float64(s*s)*(s+1))
	return variance + float64(p.mean()*p.mean())
}

func (p pert) zero() float64 { return 0 }

func (p pert) limited(x float64) (expected, tail, density float64) {
	y := (x - p.low) / p.width
	switch {
	case y < 0:
		return max(x, 0), 1, 0
	case y > 1:
		return p.mean(), 0, 0
	}
	cdf, front := numeric.BetaCDFWith(p.a, p.b, p.logBeta, y)
	above := cdf - front/p.a // the same with a+1 in the place of a (Abramowitz and Stegun, 26.5.16)
	inside := float64(y*(1-cdf)) + float64(above*p.a)/(p.a+p.b)
	switch {
	case y > 0 && y < 1:
		density = front / float64(y*(1-y))
	case y == 0 && p.a == 1:
		density = p.b
	case y == 1 && p.b == 1:
		density = p.a
	}
	return p.low + float64(p.width*inside), 1 - cdf, density / p.width
}

func (p pert) tail(x float64) float64 {
	_, tail, _ := p.limited(x)
	return tail
}

func (p pert) quantile(q float64) float64 {
	return p.low + float64(p.width*numeric.BetaQuantile(p.a, p.b, q))
}

func (p pert) scaled(f float64) law {
	p.low, p.width = float64(p.low*f), float64(p.width*f)
	return p
}

func (p pert) draw(r *numeric.Random) float64 {
	x, y := r.Gamma(p.a), r.Gamma(p.b)
	return p.low + float64(p.width*x)/(x+y)
}

// exponential has the mean it is.
type exponential float64

func (e exponential) mean() float64   { return float64(e) }
func (e exponential) second() float64 { return 2 * float64(e*e) }
func (e exponential) zero() float64   { return 0 }

func (e exponential) limited(x float64) (expected, tail, density float64) {
	t := x / float64(e)
	tail = numeric.Exp(-t)
	return -float64(float64(e) * numeric.Expm1(-t)), tail, tail / float64(e)
}

func (e exponential) tail(x float64) float64     { return numeric.Exp(-x / float64(e)) }
func (e exponential) quantile(p float64) float64 { return -float64(float64(e) * numeric.Log1p(-p)) }
func (e exponential) scaled(f float64) law       { return exponential(float64(e) * f) }

func (e exponential) draw(r *numeric.Random) float64 { return float64(float64(e) * r.Exponential()) }

// atoms are amounts in ascending order with their probabilities.
type atoms []atom

type atom struct{ amount, probability float64 }

func newAtoms(pairs [][2]float64) (out atoms) {
	for _, p := range pairs {
		if p[1] > 0 {
			out = append(out, atom{p[0], p[1]})
		}
	}
	slices.SortStableFunc(out, func(a, b atom) int {
		switch {
		case a.amount < b.amount:
			return -1
		case a.amount > b.amount:
			return 1
		}
		return 0
	})
	return out
}

// over is the mean of f over the atoms.
func (a atoms) over(f func(x float64) float64) float64 {
	var sum numeric.Sum
	for _, v := range a {
		sum.Add(float64(v.probability * f(v.amount)))
	}
	return sum.Value()
}

func (a atoms) mean() float64   { return a.over(func(x float64) float64 { return x }) }
func (a atoms) second() float64 { return a.over(func(x float64) float64 { return float64(x * x) }) }

func (a atoms) zero() float64 {
	return a.over(func(x float64) float64 {
		if x == 0 {
			return 1
		}
		return 0
	})
}

func (a atoms) limited(x float64) (expected, tail, density float64) {
	return a.over(func(v float64) float64 { return min(v, x) }), a.tail(x), 0
}

func (a atoms) tail(x float64) float64 {
	return a.over(func(v float64) float64 {
		if v > x {
			return 1
		}
		return 0
	})
}

func (a atoms) quantile(p float64) float64 {
	below := 0.0
	for _, v := range a {
		if below += v.probability; below >= p-1e-12 {
			return v.amount
		}
	}
	return a[len(a)-1].amount
}

func (a atoms) scaled(f float64) law {
	out := make(atoms, len(a))
	for i, v := range a {
		out[i] = atom{float64(v.amount * f), v.probability}
	}
	return out
}

func (a atoms) draw(r *numeric.Random) float64 { return a.quantile(r.Uniform()) }

// law is the distribution that the severity describes.
func (s Severity) law() law {
	switch {
	case s.Lognormal90 != nil:
		return lognormal90(s.Lognormal90[0], s.Lognormal90[1])
	case s.PERT != nil:
		return newPERT(s.PERT[0], s.PERT[1], s.PERT[2])
	case s.Exponential != nil:
		return exponential(*s.Exponential)
	case s.Fixed != nil:
		return atoms{{*s.Fixed, 1}}
	}
	return newAtoms(s.Discrete)
}
