package numeric

import "math"

// Point is a complex number. Go's own may be multiplied with fused rounding, so they are not used.
type Point struct{ Re, Im float64 }

// Times is the product of two complex numbers with every real product rounded.
func (a Point) Times(b Point) Point {
	return Point{float64(a.Re*b.Re) - float64(a.Im*b.Im), float64(a.Re*b.Im) + float64(a.Im*b.Re)}
}

func (a Point) plus(b Point) Point  { return Point{a.Re + b.Re, a.Im + b.Im} }
func (a Point) minus(b Point) Point { return Point{a.Re - b.Re, a.Im - b.Im} }
func (a Point) conj() Point         { return Point{a.Re, -a.Im} }

// turned is -i·a.
func (a Point) turned() Point { return Point{a.Im, -a.Re} }

// Exp is e to the power a.
func (a Point) Exp() Point {
	r := Exp(a.Re)
	if r == 0 {
		return Point{}
	}
	s, c := SinCos(a.Im)
	return Point{float64(r * c), float64(r * s)}
}

// Log1p is the logarithm of 1 + a, which must have a positive real part, without loss where a is small.
func (a Point) Log1p() Point {
	square := float64(a.Re*a.Re) + float64(a.Im*a.Im)
	return Point{0.5 * Log1p(2*a.Re+square), atan(a.Im / (1 + a.Re))}
}

// Log is the logarithm of a, which must have a positive real part.
func (a Point) Log() Point {
	return Point{0.5 * Log(float64(a.Re*a.Re)+float64(a.Im*a.Im)), atan(a.Im / a.Re)}
}

// atan is the arc tangent: from the nearest sixteenth by the series (Abramowitz and Stegun, 4.4.34 and 4.4.42).
func atan(x float64) float64 {
	if x > 1 || x < -1 {
		return math.Copysign(math.Pi/2, x) - atan(1/x)
	}
	size := math.Abs(x)
	k := float64(16*size) + toInteger - toInteger
	near := float64(k * (1.0 / 16))
	r := (size - near) / (1 + float64(size*near))
	q := float64(r * r)
	rest := -1.0/3 + float64(q*(1.0/5)) + float64(float64(q*q)*(-1.0/7+float64(q*(1.0/9))))
	return math.Copysign(atanTable[int64(k)&31]+(r+float64(float64(r*q)*rest)), x)
}
