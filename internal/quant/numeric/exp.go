// Package numeric holds the functions under risk figures, so made that every processor gives the same bits: products
// are rounded before they are added (float64(x*y) + z, held by a test in internal/arch), tables are literals, sums have
// one order, and of package math only what IEEE 754 defines exactly is used (square root, rounding, bit patterns).
// It is apart from package quant because it knows nothing of risk.
package numeric

import "math"

const (
	ln2Hi = 0.6931471803691238 // the first 32 bits of ln 2, so that k·ln2Hi is exact
	ln2Lo = 1.9082149292705877e-10

	stepInv = 92.33248261689366 // 64 / ln 2
	stepHi  = 0.01083042469326756
	stepLo  = 2.9815858269852933e-12

	sqrtHalfBits = 0x3fe6a09e667f3bcd // those of √½

	toInteger = 6755399441055744 // 1.5·2⁵²: adding and taking it away rounds to an integer

	expMax = 709.782712893384   // above it exp overflows
	expMin = -745.1332191019412 // below it exp is 0
)

// Exp is e to the power x, within one unit in the last place. Argument reduction to |r| ≤ ln 2/128 with a table of
// 2^(j/64) and a Taylor polynomial (Tang, ACM TOMS 15, 1989, pp. 144–157).
func Exp(x float64) float64 {
	if !(x > -708 && x < 709) {
		return expAtTheEdge(x)
	}
	y, e := expParts(x)
	return math.Float64frombits(math.Float64bits(y) + uint64(e)<<52)
}

// expParts are y from 1 to 2 and a power of two that give exp(x) = y·2^e.
func expParts(x float64) (y float64, e int64) {
	k := float64(x*stepInv) + toInteger - toInteger
	r := x - float64(k*stepHi) - float64(k*stepLo)
	n := int64(k)
	r2 := float64(r * r)
	p := r + float64(r2*(0.5+float64(r*(1.0/6))+float64(r2*(1.0/24+float64(r*(1.0/120))))))
	t := exp2Table[n&63]
	return t + float64(t*p), n >> 6
}

// expAtTheEdge is Exp where the result is no normal number, or hardly one.
func expAtTheEdge(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > expMax:
		return math.Inf(1)
	case x < expMin:
		return 0
	}
	y, e := expParts(x)
	return math.Ldexp(y, int(e))
}

// Expm1 is Exp(x) - 1 without loss near 0.
func Expm1(x float64) float64 {
	if x > 0.3 || x < -0.3 {
		return Exp(x) - 1
	}
	q := float64(x * x)
	q2 := float64(q * q)
	low := 1.0/2 + float64(x*(1.0/6)) + float64(q*(1.0/24+float64(x*(1.0/120))))
	middle := 1.0/720 + float64(x*(1.0/5040)) + float64(q*(1.0/40320+float64(x*(1.0/362880))))
	top := 1.0/3628800 + float64(x*(1.0/39916800)) + float64(q*(1.0/479001600+float64(x*(1.0/6227020800))))
	return x + float64(q*(low+float64(q2*(middle+float64(q2*top)))))
}

// Log is the natural logarithm, within two units in the last place, by the series of the inverse hyperbolic tangent
// (Abramowitz and Stegun, 4.1.27).
func Log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	if x < 0x1p-1022 {
		return Log(float64(x*0x1p60)) - float64(60*math.Ln2)
	}
	b := math.Float64bits(x)
	e := int64(b-sqrtHalfBits) >> 52
	m := math.Float64frombits(b - uint64(e)<<52) // from √½ to √2
	k := float64(e)
	high, low := atanhTwice(m-1, m+1)
	return float64(k*ln2Hi) + (high + (low + float64(k*ln2Lo)))
}

// Log1p is Log(1 + x) without loss near 0.
func Log1p(x float64) float64 {
	if x > 0.4 || x < -0.28 {
		return Log(1 + x)
	}
	high, low := atanhTwice(x, 2+x)
	return high + low
}

// atanhTwice is ln((1+s)/(1-s)) = 2·atanh(s) for s = n/d, |s| ≤ 0.172, as its first term and the rest.
func atanhTwice(n, d float64) (high, low float64) {
	s := n / d
	q := float64(s * s)
	q2 := float64(q * q)
	q4 := float64(q2 * q2)
	low = 1.0/3 + float64(q*(1.0/5)) + float64(q2*(1.0/7+float64(q*(1.0/9))))
	middle := 1.0/11 + float64(q*(1.0/13)) + float64(q2*(1.0/15+float64(q*(1.0/17))))
	top := 1.0/19 + float64(q*(1.0/21)) + float64(q2*(1.0/23))
	high = 2 * s
	return high, float64(float64(high*q) * (low + float64(q4*(middle+float64(q4*top)))))
}

// Pow is x to the power y for x > 0.
func Pow(x, y float64) float64 { return Exp(float64(y * Log(x))) }

const (
	halfPiInv = 0.6366197723675814
	halfPi1   = 1.5707963267341256 // the first 33 bits of π/2, the next 33, and the rest
	halfPi2   = 6.077100506303966e-11
	halfPi3   = 2.0222662487959506e-21
)

// SinCos are sine and cosine for |x| up to a million, with an absolute error below 3e-16 there.
func SinCos(x float64) (sin, cos float64) {
	k := float64(x*halfPiInv) + toInteger - toInteger
	r := x - float64(k*halfPi1) - float64(k*halfPi2) - float64(k*halfPi3)
	return quadrant(int64(k), sinPoly(r), cosPoly(r))
}

// SinCosPi are sine and cosine of π·x for |x| up to 1.
func SinCosPi(x float64) (sin, cos float64) {
	k := float64(2*x) + toInteger - toInteger
	r := float64(math.Pi * (x - float64(k*0.5)))
	return quadrant(int64(k), sinPoly(r), cosPoly(r))
}

func quadrant(k int64, s, c float64) (sin, cos float64) {
	switch k & 3 {
	case 1:
		return c, -s
	case 2:
		return -s, -c
	case 3:
		return -c, s
	}
	return s, c
}

// sinPoly and cosPoly are the Taylor polynomials for |r| ≤ π/4, to below 1e-17.
func sinPoly(r float64) float64 {
	q := float64(r * r)
	q2 := float64(q * q)
	low := -1.0/6 + float64(q*(1.0/120)) + float64(q2*(-1.0/5040+float64(q*(1.0/362880))))
	high := -1.0/39916800 + float64(q*(1.0/6227020800)) + float64(q2*(-1.0/1307674368000))
	return r + float64(float64(r*q)*(low+float64(float64(q2*q2)*high)))
}

func cosPoly(r float64) float64 {
	q := float64(r * r)
	q2 := float64(q * q)
	low := 1.0/24 + float64(q*(-1.0/720)) + float64(q2*(1.0/40320+float64(q*(-1.0/3628800))))
	high := 1.0/479001600 + float64(q*(-1.0/87178291200)) + float64(q2*(1.0/20922789888000))
	return 1 - float64(0.5*q) + float64(q2*(low+float64(float64(q2*q2)*high)))
}
