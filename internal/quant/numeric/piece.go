package numeric

import "math"

// Piece is a polynomial of degree 3 that does not fall between two points, if neither slope is more than three times the rise.
type Piece struct {
	At, Width  float64 // the first point, and how far it is to the other
	From, Rise float64 // the value there, and by how much it rises
	Start, End float64 // the slopes, times the width
}

// Value is that at the share t of the width, and the slope there times the width.
func (p Piece) Value(t float64) (value, slope float64) {
	bend := float64(3*p.Rise) - 2*p.Start - p.End
	twist := p.Start + p.End - 2*p.Rise
	return p.From + float64(t*(p.Start+float64(t*(bend+float64(t*twist))))), p.Start + float64(t*(2*bend+float64(float64(3*t)*twist)))
}

// Where is the place at which the value is reached: Newton's method, bisecting where a step leaves the bracket.
func (p Piece) Where(value float64) float64 {
	if !(p.Rise > 0) {
		return p.At
	}
	low, high := 0.0, 1.0
	t := max(0, min(1, (value-p.From)/p.Rise))
	for range 60 {
		v, slope := p.Value(t)
		if v < value {
			low = t
		} else {
			high = t
		}
		next := t + (value-v)/slope
		if !(next >= low && next <= high) {
			next = 0.5 * (low + high)
		}
		if math.Abs(next-t) <= 1e-14 {
			break
		}
		t = next
	}
	return p.At + float64(p.Width*t)
}
