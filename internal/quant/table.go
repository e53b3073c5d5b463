package quant

import (
	"sync"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

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

// chunk is how many laws are tabulated together; chunks run side by side and are added up in their order.
const chunk = 48

// jointTable adds up laws that are smooth in the logarithm of the amount, at amounts a factor apart, from finest to beyond end.
func jointTable(parts []part, finest, end, spacing float64) *table {
	n := int(numeric.Log(end/finest)/spacing) + 3
	chunks := make([]*table, (len(parts)+chunk-1)/chunk)
	var wait sync.WaitGroup
	for i := range chunks {
		chunks[i] = newTable(n)
		some := parts[i*chunk : min((i+1)*chunk, len(parts))]
		if len(chunks) == 1 {
			chunks[i].addAll(some, finest, spacing)
		} else {
			wait.Go(func() { chunks[i].addAll(some, finest, spacing) })
		}
	}
	wait.Wait()
	for _, c := range chunks[1:] {
		chunks[0].add(c)
	}
	return chunks[0]
}

// add adds another table with the same amounts.
func (t *table) add(other *table) {
	for k := range t.at {
		t.limited[k] += other.limited[k]
		t.tail[k] += other.tail[k]
		t.density[k] += other.density[k]
	}
}

func (t *table) addAll(parts []part, finest, spacing float64) {
	for k := range t.at {
		t.at[k] = float64(finest * numeric.Exp(float64(float64(k)*spacing)))
	}
	logFinest := numeric.Log(finest)
	for _, p := range parts {
		if l, ok := p.law.(lognormal); ok {
			l.addTo(t, p.weight, logFinest, spacing)
			continue
		}
		for k, x := range t.at {
			limited, tail, density := p.law.limited(x)
			t.limited[k] += float64(p.weight * limited)
			t.tail[k] += float64(p.weight * tail)
			t.density[k] += float64(p.weight * density)
		}
	}
}

// reach is how many σ from the middle a lognormal law still counts: 1e-19 lies beyond.
const reach = 9

// addTo adds the law to the table: one exponential and two erfcx an amount, because m·φ(z-σ) = x·φ(z) for the mean m.
func (l lognormal) addTo(t *table, weight, logFinest, spacing float64) {
	z0, dz := (logFinest-l.mu)/l.sigma, spacing/l.sigma
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
