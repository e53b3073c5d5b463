package quant

import "github.com/assay-isms/assay/internal/quant/numeric"

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

// lognormalTable is for a lognormal law alone, its amounts an eighth of σ apart.
func lognormalTable(l lognormal) *table {
	t := newTable(2*lognormalReach*8 + 1)
	for k := range t.at {
		t.at[k] = numeric.Exp(l.mu + float64(l.sigma*(float64(k)*0.125-lognormalReach)))
		t.limited[k], t.tail[k], t.density[k] = l.limited(t.at[k])
	}
	return t
}

// lognormalReach is how many σ from the middle a lognormal law still counts: 1e-19 lies beyond.
const lognormalReach = 9

// chunk is how many laws are tabulated together; chunks run side by side and are added up in their order.
const chunk = 256

// jointTable adds up laws that are smooth in the logarithm of the amount, at amounts a factor apart, from finest to beyond
// end. Of lognormal laws only the density is added up; what their sum has above and below an amount is integrated once.
func jointTable(parts []part, finest, end, spacing float64) *table {
	n := int(numeric.Log(end/finest)/spacing) + 3
	d := newDensity(n, finest, spacing)
	var lognormals, others []part
	for _, p := range parts {
		if _, ok := p.law.(lognormal); ok {
			lognormals = append(lognormals, p)
		} else {
			others = append(others, p)
		}
	}
	d.addAll(lognormals)
	t := newTable(n)
	copy(t.at, d.at[margin:])
	d.integrate(t, lognormals)
	for _, p := range others {
		for k, x := range t.at {
			limited, tail, density := p.law.limited(x)
			t.limited[k] += float64(p.weight * limited)
			t.tail[k] += float64(p.weight * tail)
			t.density[k] += float64(p.weight * density)
		}
	}
	return t
}

// margin is how many amounts more there are at either end for the integrals.
const margin = 5

// density is the sum of lognormal laws, each with its weight, by the logarithm of the amount: x times the density at x. Its
// amounts are those of the table and margin more at either end.
type density struct {
	at, values     []float64
	first, spacing float64 // logarithms: of the first amount, and of the factor from each to the next
}

func newDensity(n int, finest, spacing float64) *density {
	d := &density{make([]float64, n+2*margin), make([]float64, n+2*margin), numeric.Log(finest) - float64(margin*spacing), spacing}
	ratio := numeric.Exp(spacing)
	for k := range d.at {
		if k%16 == 0 {
			d.at[k] = numeric.Exp(d.first + float64(float64(k)*spacing))
		} else {
			d.at[k] = float64(d.at[k-1] * ratio)
		}
	}
	return d
}

func (d *density) addAll(parts []part) {
	sums := make([][]float64, (len(parts)+chunk-1)/chunk)
	sideBySide(len(sums), func(i int) {
		sums[i] = make([]float64, len(d.values))
		d.add(sums[i], parts[i*chunk:min((i+1)*chunk, len(parts))])
	})
	for _, sum := range sums {
		for k, v := range sum {
			d.values[k] += v
		}
	}
}

// add adds the densities to out. Of one law they are exp(-z²/2) at equal steps of z: each is the one before times a ratio
// that itself changes by a constant one.
func (d *density) add(out []float64, parts []part) {
	for _, p := range parts {
		l := p.law.(lognormal)
		z0, dz := (d.first-l.mu)/l.sigma, d.spacing/l.sigma
		from, to := clamp((-lognormalReach-z0)/dz, len(out)), clamp((lognormalReach+l.sigma-z0)/dz, len(out))
		z := z0 + float64(float64(from)*dz)
		square := float64(dz * dz)
		v := float64(float64(p.weight*invSqrt2Pi) / l.sigma * numeric.Exp(-0.5*float64(z*z)))
		ratio, change := numeric.Exp(-float64(dz*z)-0.5*square), numeric.Exp(-square)
		for k := range out[from:to] {
			out[from+k] += v
			v = float64(v * ratio)
			ratio = float64(ratio * change)
		}
	}
}

// between are the weights of twelve equally spaced values in the integral from the sixth to the seventh: that of the
// polynomial of degree 11 through them.
var between = [margin + 1]float64{
	-14797.0 / 191600640, 331823.0 / 319334400, -6409423.0 / 958003200, 600503.0 / 21288960, -15228847.0 / 159667200, 91473331.0 / 159667200,
}

// integrate fills in the table. The tail is added up from its end, in closed form there, so that it keeps its digits; the mean
// of what lies below an amount from the beginning.
func (d *density) integrate(t *table, parts []part) {
	n := len(t.at)
	var tail, below numeric.Sum
	for _, p := range parts {
		l := p.law.(lognormal)
		z := (d.first + float64(float64(margin+n-1)*d.spacing) - l.mu) / l.sigma
		tail.Add(float64(p.weight * numeric.TailFrom(z, numeric.Exp(-0.5*float64(z*z)))))
		z = l.sigma - (d.first+float64(margin*d.spacing)-l.mu)/l.sigma
		below.Add(float64(float64(p.weight*l.expected) * numeric.TailFrom(z, numeric.Exp(-0.5*float64(z*z)))))
	}
	t.tail[n-1] = tail.Value()
	for k := n - 2; k >= 0; k-- {
		t.tail[k] = t.tail[k+1] + d.over(k, false)
	}
	first := below.Value()
	for k := range t.at {
		if k > 0 {
			first += d.over(k-1, true)
		}
		t.limited[k] = first + float64(t.at[k]*t.tail[k])
		t.density[k] = d.values[margin+k] / t.at[k]
	}
}

// over is the integral from the k-th amount of the table to the next: of the density, or of the density times the amount.
func (d *density) over(k int, times bool) float64 {
	values, at := d.values[k:][:2*margin+2], d.at[k:][:2*margin+2]
	sum := 0.0
	for i, w := range between {
		low, high := values[i], values[2*margin+1-i]
		if times {
			low, high = float64(low*at[i]), float64(high*at[2*margin+1-i])
		}
		sum += float64(w * (low + high))
	}
	return float64(d.spacing * sum)
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
