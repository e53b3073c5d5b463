package numeric

import "math"

const halfLog2Pi = 0.9189385332046728

// stirling are B(2k)/(2k(2k-1)), Bernoulli's numbers in the series for ln Γ (Abramowitz and Stegun, 6.1.40).
var stirling = [...]float64{
	0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
	0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
}

// LogGamma is ln Γ(x) for x > 0: Stirling's series after a shift to 10 and above.
func LogGamma(x float64) float64 {
	product := 1.0
	for x < 10 {
		product = float64(product * x)
		x++
	}
	inv := 1 / x
	q := float64(inv * inv)
	sum := 0.0
	for i := len(stirling) - 1; i >= 0; i-- {
		sum = stirling[i] + float64(q*sum)
	}
	return float64((x-0.5)*Log(x)) - x + halfLog2Pi + float64(sum*inv) - Log(product)
}

// Accuracy and patience of series and continued fractions.
const (
	tiny      = 1e-300
	precision = 1e-16
	patience  = 10000
)

// GammaCDF is P(a, x), the probability that a gamma variable of shape a and scale 1 is at most x, and its complement
// Q(a, x), each without cancellation. Series and continued fraction (Abramowitz and Stegun, 6.5.29 and 6.5.31; Lentz's method).
func GammaCDF(a, x float64) (p, q float64) {
	p, q, _ = gammaCDFWith(a, LogGamma(a), x)
	return p, q
}

// gammaCDFWith is GammaCDF for someone who knows ln Γ(a); front is x times the density at x.
func gammaCDFWith(a, logGamma, x float64) (p, q, front float64) {
	if x <= 0 {
		return 0, 1, 0
	}
	front = Exp(float64(a*Log(x)) - x - logGamma)
	if x < a+1 {
		term := 1 / a
		sum := term
		for n := 1.0; n < patience && term > float64(sum*precision); n++ {
			term = float64(term * x / (a + n))
			sum += term
		}
		p = min(1, float64(front*sum))
		return p, 1 - p, front
	}
	q = float64(front * gammaFraction(a, x))
	return 1 - q, q, front
}

func gammaFraction(a, x float64) float64 {
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for n := 1.0; n < patience; n++ {
		an := float64(n * (a - n))
		b += 2
		d = 1 / notZero(float64(an*d)+b)
		c = notZero(b + an/c)
		step := float64(d * c)
		h = float64(h * step)
		if math.Abs(step-1) < precision {
			break
		}
	}
	return h
}

func notZero(x float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// GammaQuantile is the x with P(a, x) = p. It starts from Wilson and Hilferty's approximation (1931).
func GammaQuantile(a, p float64) float64 {
	if p <= 0 {
		return 0
	}
	logGamma := LogGamma(a)
	z := NormalQuantile(p)
	cube := 1 - 1/(9*a) + z/(3*math.Sqrt(a))
	start := float64(a * float64(cube*float64(cube*cube)))
	if cube <= 0.1 || start <= 0 {
		start = Exp((Log(p) + logGamma + Log(a)) / a)
	}
	return gammaQuantileFrom(start, a, logGamma, p)
}

// gammaQuantileFrom is GammaQuantile from a given start.
func gammaQuantileFrom(start, a, logGamma, p float64) float64 {
	return solve(start, func(x float64) (float64, float64, float64) {
		low, high, front := gammaCDFWith(a, logGamma, x)
		gap := low - p
		if p > 0.5 {
			gap = (1 - p) - high
		}
		return gap, front / x, (a-1)/x - 1
	}, math.Inf(1))
}

// solve finds the zero of an increasing function on (0, top) by Halley's method, bisecting where a step leaves the bracket.
// bend is the second derivative divided by the slope. As a step leaves about the cube of itself, a short one is the last.
func solve(x float64, f func(float64) (value, slope, bend float64), top float64) float64 {
	low, high := 0.0, top
	for range 200 {
		value, slope, bend := f(x)
		if value == 0 {
			return x
		}
		if value < 0 {
			low = x
		} else {
			high = x
		}
		step := value / slope
		step /= max(0.5, 1-float64(0.5*float64(step*bend)))
		next := x - step
		if !(next > low && next < high) {
			next = 0.5 * (low + high)
			if math.IsInf(high, 1) {
				next = 2*x + tiny
			}
		} else if math.Abs(step) <= float64(1e-7*x) {
			return next
		}
		x = next
	}
	return x
}

// LogBeta is ln B(a, b).
func LogBeta(a, b float64) float64 { return LogGamma(a) + LogGamma(b) - LogGamma(a+b) }

// BetaCDF is I(x; a, b), the regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun,
// 26.5.8); front is exp(a·ln x + b·ln(1-x)) / B(a, b), which its callers need too.
func BetaCDF(a, b, x float64) (p, front float64) {
	return BetaCDFWith(a, b, LogBeta(a, b), x)
}

// BetaCDFWith is BetaCDF for someone who knows ln B(a, b).
func BetaCDFWith(a, b, logBeta, x float64) (p, front float64) {
	if x <= 0 {
		return 0, 0
	}
	if x >= 1 {
		return 1, 0
	}
	front = Exp(float64(a*Log(x)) + float64(b*Log1p(-x)) - logBeta)
	if x < (a+1)/(a+b+2) {
		return float64(front*betaFraction(a, b, x)) / a, front
	}
	return 1 - float64(front*betaFraction(b, a, 1-x))/b, front
}

func betaFraction(a, b, x float64) float64 {
	c := 1.0
	d := 1 / notZero(1-float64((a+b)*x)/(a+1))
	h := d
	for m := 1.0; m < patience; m++ {
		even := float64(m*float64((b-m)*x)) / float64((a+2*m-1)*(a+2*m))
		d = 1 / notZero(1+float64(even*d))
		c = notZero(1 + even/c)
		h = float64(h * float64(d*c))
		odd := -float64((a+m)*float64((a+b+m)*x)) / float64((a+2*m)*(a+2*m+1))
		d = 1 / notZero(1+float64(odd*d))
		c = notZero(1 + odd/c)
		step := float64(d * c)
		h = float64(h * step)
		if math.Abs(step-1) < precision {
			break
		}
	}
	return h
}

// BetaQuantile is the x with I(x; a, b) = p.
func BetaQuantile(a, b, p float64) float64 {
	switch {
	case p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	logBeta := LogBeta(a, b)
	return solve(a/(a+b), func(x float64) (float64, float64, float64) {
		cdf, front := BetaCDFWith(a, b, logBeta, x)
		return cdf - p, front / float64(x*(1-x)), (a-1)/x - (b-1)/(1-x)
	}, 1)
}

// PoissonCDF is the probability of at most k events where mean are expected, and of more than k.
func PoissonCDF(k int, mean float64) (atMost, more float64) {
	if k < 0 {
		return 0, 1
	}
	more, atMost = GammaCDF(float64(k)+1, mean)
	return atMost, more
}

// GammaFrom90 finds shape and scale of the gamma distribution with the given 5 % and 95 % quantiles. The logarithm of the
// logarithm of their ratio falls almost evenly with the logarithm of the shape, so the secant method finds it in a few steps. It
// starts from 1/k + 1/2k² as the variance of the logarithm of a variable of shape k.
func GammaFrom90(low, high float64) (shape, scale float64) {
	const width = 3.2897072539029444 // of a normal variable's 90 %
	var least, greatest float64      // the quantiles
	want := Log(high / low)
	gap := func(x float64) float64 {
		k := Exp(x)
		logGamma := LogGamma(k)
		if least > 0 {
			least = gammaQuantileFrom(least, k, logGamma, 0.05)
			greatest = gammaQuantileFrom(greatest, k, logGamma, 0.95)
		} else {
			least, greatest = GammaQuantile(k, 0.05), GammaQuantile(k, 0.95)
		}
		return Log(Log(greatest/least) / want)
	}
	s := width / want
	s = float64(s * s)
	next := Log(0.5 * (s + math.Sqrt(float64(s*(s+2)))))
	now := gap(next)
	x, before := next, now
	next += float64(0.6 * now)
	step := next - x
	for range 40 {
		now = gap(next)
		last := step
		step = float64(-now*(next-x)) / (now - before)
		if now == before || now == 0 {
			break
		}
		x, before = next, now
		next += step
		if math.Abs(float64(step*last)) < 1e-17 {
			break
		}
	}
	shape = Exp(next)
	return shape, low / gammaQuantileFrom(least, shape, LogGamma(shape), 0.05)
}
