package numeric

import (
	"math/bits"
	"sync"
)

// roots grows as transforms ask for more. The b-th is exp(-iπ·ρ(b)), ρ(b) the bits of b mirrored behind the binary point.
// In this order one table serves every size and every stage, and each block of a stage has a single root.
var roots struct {
	sync.RWMutex
	of []Point
}

// rootsFor are the first n roots; n is a power of two.
func rootsFor(n int) []Point {
	roots.RLock()
	have := roots.of
	roots.RUnlock()
	if len(have) >= n {
		return have
	}
	grown := make([]Point, n)
	copy(grown, have)
	for b := len(have); b < n; b++ {
		s, c := SinCosPi(float64(int64(bits.Reverse32(uint32(b)))) * 0x1p-32)
		grown[b] = Point{c, -s}
	}
	roots.Lock()
	defer roots.Unlock()
	if len(roots.of) < n {
		roots.of = grown
	}
	return grown
}

// forward transforms a in place, its length a power of two: from natural order to bit-reversed order, two stages at a
// time (radix 4), after one stage alone where their number is odd.
func forward(a []Point, w []Point) {
	n := len(a)
	if bits.TrailingZeros(uint(n))%2 == 1 {
		n /= 2
		low, high := a[:n], a[n:][:n]
		for j, x := range low {
			y := high[j]
			low[j], high[j] = x.plus(y), x.minus(y)
		}
	}
	for size := n; size >= 4; size /= 4 {
		for b, at := 0, 0; at < len(a); b, at = b+1, at+size {
			forwardBlock(a[at:at+size], w[b], w[2*b])
		}
	}
}

// forwardBlock takes the modulus x^4q - r to four of x^q, with w1 = √r and w2 = √w1.
func forwardBlock(a []Point, w1, w2 Point) {
	q := len(a) / 4
	a0, a1, a2, a3 := a[:q], a[q:][:q], a[2*q:][:q], a[3*q:][:q]
	w3 := w1.Times(w2)
	for j := range a0 {
		x0, x1 := a0[j], a1[j].Times(w2)
		x2, x3 := a2[j].Times(w1), a3[j].Times(w3)
		even, odd := x0.plus(x2), x0.minus(x2)
		up, down := x1.plus(x3), x1.minus(x3).turned()
		a0[j], a1[j] = even.plus(up), even.minus(up)
		a2[j], a3[j] = odd.plus(down), odd.minus(down)
	}
}

// backward undoes forward, but for the factor len(a).
func backward(a []Point, w []Point) {
	n := len(a)
	odd := bits.TrailingZeros(uint(n))%2 == 1
	if odd {
		n /= 2
	}
	for size := 4; size <= n; size *= 4 {
		for b, at := 0, 0; at < len(a); b, at = b+1, at+size {
			backwardBlock(a[at:at+size], w[b], w[2*b])
		}
	}
	if odd {
		low, high := a[:n], a[n:][:n]
		for j, x := range low {
			y := high[j]
			low[j], high[j] = x.plus(y), x.minus(y)
		}
	}
}

func backwardBlock(a []Point, w1, w2 Point) {
	q := len(a) / 4
	a0, a1, a2, a3 := a[:q], a[q:][:q], a[2*q:][:q], a[3*q:][:q]
	w3 := w1.Times(w2).conj()
	w1, w2 = w1.conj(), w2.conj()
	for j := range a0 {
		even, up := a0[j].plus(a1[j]), a0[j].minus(a1[j])
		odd, down := a2[j].plus(a3[j]), a3[j].minus(a2[j]).turned()
		a0[j], a2[j] = even.plus(odd), even.minus(odd).Times(w1)
		a1[j], a3[j] = up.plus(down).Times(w2), up.minus(down).Times(w3)
	}
}

// Spectrum transforms the real numbers x, a power of two of at least 4, into out, which has half their length and one more
// and is returned: Σ x[j]·exp(-2πijk/n) for k below n/2 in bit-reversed order of k, and last k = n/2. Whoever works on it
// value by value need not know the order.
func Spectrum(x []float64, out []Point) []Point {
	m := len(x) / 2
	out = out[:m+1]
	for j := range m {
		out[j] = Point{x[2*j], x[2*j+1]}
	}
	w := rootsFor(m)
	forward(out[:m], w)
	out[0], out[m] = Point{out[0].Re + out[0].Im, 0}, Point{out[0].Re - out[0].Im, 0}
	out[1] = out[1].conj()
	for first := 2; first < m; first *= 2 {
		for p, q := first, 2*first-1; p < q; p, q = p+1, q-1 {
			even := Point{0.5 * (out[p].Re + out[q].Re), 0.5 * (out[p].Im - out[q].Im)}
			odd := Point{0.5 * (out[p].Im + out[q].Im), 0.5 * (out[q].Re - out[p].Re)}.Times(w[p])
			out[p], out[q] = even.plus(odd), even.minus(odd).conj()
		}
	}
	return out
}

// FromSpectrum undoes Spectrum: it returns the real numbers in x, which has twice the length of s, less two. s is spoiled.
func FromSpectrum(s []Point, x []float64) []float64 {
	m := len(s) - 1
	w := rootsFor(m)
	s[0] = Point{0.5 * (s[0].Re + s[m].Re), 0.5 * (s[0].Re - s[m].Re)}
	s[1] = s[1].conj()
	for first := 2; first < m; first *= 2 {
		for p, q := first, 2*first-1; p < q; p, q = p+1, q-1 {
			even := Point{0.5 * (s[p].Re + s[q].Re), 0.5 * (s[p].Im - s[q].Im)}
			odd := Point{0.5 * (s[p].Re - s[q].Re), 0.5 * (s[p].Im + s[q].Im)}.Times(w[p].conj())
			s[p] = Point{even.Re - odd.Im, even.Im + odd.Re}
			s[q] = Point{even.Re + odd.Im, odd.Re - even.Im}
		}
	}
	backward(s[:m], w)
	x = x[:2*m]
	inv := 1 / float64(m)
	for j, v := range s[:m] {
		x[2*j], x[2*j+1] = float64(v.Re*inv), float64(v.Im*inv)
	}
	return x
}
