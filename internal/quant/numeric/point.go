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

// atan is the arc tangent, its argument halved twice before the series (Abramowitz and Stegun, 4.4.42).
func atan(x float64) float64 {
	if x > 1 || x < -1 {
		return math.Copysign(math.Pi/2, x) - atan(1/x)
	}
	for range 2 {
		x /= 1 + math.Sqrt(1+float64(x*x))
	}
	q := float64(x * x) // below 0.04
	q2 := float64(q * q)
	q4 := float64(q2 * q2)
	low := -1.0/3 + float64(q*(1.0/5)) + float64(q2*(-1.0/7+float64(q*(1.0/9))))
	middle := -1.0/11 + float64(q*(1.0/13)) + float64(q2*(-1.0/15+float64(q*(1.0/17))))
	top := -1.0/19 + float64(q*(1.0/21)) + float64(q2*(-1.0/23+float64(q*(1.0/25))))
	return 4 * (x + float64(float64(x*q)*(low+float64(q4*(middle+float64(q4*top))))))
}
