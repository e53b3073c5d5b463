package numeric

import "math"

const (
	sqrtHalf   = 0.7071067811865476 // 1/√2
	invSqrt2Pi = 0.3989422804014327 // 1/√(2π)
)

// Erfcx is exp(t²)·erfc(t) for t ≥ 0, by polynomials of degree 6 in pieces of 4/(4+t), with a relative error below 1e-15.
func Erfcx(t float64) float64 {
	y := 4 / (4 + t)
	i := min(int(128*y), 127)
	c := &erfcxTable[i]
	s := float64(256*y) - float64(2*i+1)
	s2 := float64(s * s)
	low := c[0] + float64(c[1]*s) + float64(s2*(c[2]+float64(c[3]*s)))
	high := c[4] + float64(c[5]*s) + float64(c[6]*s2)
	return float64(y * (low + float64(float64(s2*s2)*high)))
}

// Erfc is the complementary error function (Abramowitz and Stegun, 7.1.2).
func Erfc(x float64) float64 {
	if x < 0 {
		return 2 - Erfc(-x)
	}
	if x > 27.3 {
		return 0
	}
	return float64(expMinusSquare(x) * Erfcx(x))
}

// expMinusSquare is exp(-x²) with the rounding error of the square put back.
func expMinusSquare(x float64) float64 {
	head := math.Float64frombits(math.Float64bits(x) &^ (1<<27 - 1))
	rest := float64((x - head) * (x + head))
	return float64(Exp(-float64(head*head)) * Exp(-rest))
}

// NormalDensity is the standard normal density.
func NormalDensity(z float64) float64 {
	return float64(invSqrt2Pi * expMinusSquare(float64(z*sqrtHalf)))
}

// NormalTail is the probability that a standard normal variable exceeds z.
func NormalTail(z float64) float64 { return 0.5 * Erfc(float64(z*sqrtHalf)) }

// NormalCDF is the probability that a standard normal variable is at most z.
func NormalCDF(z float64) float64 { return 0.5 * Erfc(float64(-z*sqrtHalf)) }

// TailFrom is NormalTail(z) for someone who has e = exp(-z²/2) already; its relative error is that of e.
func TailFrom(z, e float64) float64 {
	if z < 0 {
		return 1 - float64(0.5*float64(e*Erfcx(float64(-z*sqrtHalf))))
	}
	return 0.5 * float64(e*Erfcx(float64(z*sqrtHalf)))
}

// NormalQuantile is the z with NormalCDF(z) = p, for 0 < p < 1. It starts from a rational approximation (Abramowitz and
// Stegun, 26.2.23) and takes three steps of Halley's method.
func NormalQuantile(p float64) float64 {
	switch {
	case p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return math.Inf(1)
	case p > 0.5:
		return -NormalQuantile(1 - p)
	}
	t := math.Sqrt(-2 * Log(p))
	z := float64((2.515517+float64(t*(0.802853+float64(t*0.010328))))/
		(1+float64(t*(1.432788+float64(t*(0.189269+float64(t*0.001308))))))) - t
	for range 3 {
		u := (NormalCDF(z) - p) / NormalDensity(z)
		z -= u / (1 + float64(0.5*float64(z*u)))
	}
	return z
}
