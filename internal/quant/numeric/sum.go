package numeric

import "math"

// Sum adds numbers in the order they are handed in and keeps what rounding loses (Neumaier, ZAMM 54, 1974, pp. 39–51).
// Its zero value is an empty sum.
type Sum struct{ high, low float64 }

// Add adds x.
func (s *Sum) Add(x float64) {
	t := s.high + x
	if math.Abs(s.high) >= math.Abs(x) {
		s.low += (s.high - t) + x
	} else {
		s.low += (x - t) + s.high
	}
	s.high = t
}

// Value is the sum so far.
func (s *Sum) Value() float64 { return s.high + s.low }

// Total is the sum of the numbers in their order.
func Total(numbers []float64) float64 {
	var s Sum
	for _, x := range numbers {
		s.Add(x)
	}
	return s.Value()
}

// Hermite are the nodes and weights of Gauss–Hermite quadrature for the mean of a function of a standard normal
// variable, for n up to 64: nodes ascend, weights add up to 1. Newton's method on orthonormal polynomials (Golub and Welsch, Math. Comp.
// 23, 1969, give the theory).
func Hermite(n int) (nodes, weights []float64) {
	nodes, weights = make([]float64, n), make([]float64, n)
	z := 0.0
	for i := range (n + 1) / 2 {
		z = hermiteStart(n, i, z, nodes)
		slope := 0.0
		for range 100 {
			p, below := hermiteAt(n, z)
			slope = float64(math.Sqrt(float64(n)) * below)
			step := p / slope
			z -= step
			if math.Abs(step) < float64(1e-15*(1+math.Abs(z))) {
				break
			}
		}
		_, below := hermiteAt(n, z)
		slope = float64(math.Sqrt(float64(n)) * below)
		nodes[i], nodes[n-1-i] = z, -z
		weights[i] = 1 / float64(slope*slope)
		weights[n-1-i] = weights[i]
	}
	if n%2 == 1 {
		nodes[n/2] = 0
	}
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		nodes[i], nodes[j] = nodes[j], nodes[i]
	}
	total := Total(weights)
	for i := range weights {
		weights[i] /= total
	}
	return nodes, weights
}

// hermiteStart guesses the i-th largest root from those found.
func hermiteStart(n, i int, z float64, found []float64) float64 {
	s := math.Sqrt(float64(2*n + 1))
	switch i {
	case 0:
		return float64(math.Sqrt2 * (s - float64(1.85575*Pow(s, -1.0/3))))
	case 1:
		return z - float64(math.Sqrt2*1.14*Pow(float64(n), 0.426))/(z/math.Sqrt2)
	}
	return 2*z - found[i-2] + float64(0.05*(found[i-2]-z))
}

// hermiteAt is the orthonormal Hermite polynomial (probabilists') of degree n at z, and that of degree n-1.
func hermiteAt(n int, z float64) (p, below float64) {
	p = 1
	for k := 1; k <= n; k++ {
		next := float64(float64(z*p)-float64(math.Sqrt(float64(k-1))*below)) / math.Sqrt(float64(k))
		p, below = next, p
	}
	return p, below
}
