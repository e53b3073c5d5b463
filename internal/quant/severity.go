package quant

import (
	"math"
	"slices"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// tables are laws with their weights made ready to be put on grids.
type tables struct {
	smooth  []*table
	weights []float64 // of the tables
	weight  float64   // of all smooth laws together
	atoms   []part
}

// spacings are the factors, as logarithms, between the amounts at which laws are tabulated: an eighth of σ or so.
var spacings = []float64{0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625, 0.001953125}

// ready tabulates the laws from the amount finest to the amount end.
func ready(parts []part, finest, end float64) *tables {
	t := &tables{}
	bySpacing := make([][]part, len(spacings))
	for _, p := range parts {
		switch l := p.law.(type) {
		case atoms:
			t.atoms = append(t.atoms, p)
			continue
		case pert:
			t.add(pertTable(l), p.weight)
		case lognormal:
			if s := spacing(l.sigma); s < len(spacings) {
				bySpacing[s] = append(bySpacing[s], p)
			} else {
				t.add(lognormalTable(l), p.weight)
			}
		default:
			bySpacing[1] = append(bySpacing[1], p)
		}
		t.weight += p.weight
	}
	for i, list := range bySpacing {
		if len(list) > 0 {
			t.add(jointTable(list, finest, end, spacings[i]), 1)
		}
	}
	return t
}

// add takes in a table.
func (t *tables) add(of *table, weight float64) {
	t.smooth, t.weights = append(t.smooth, of), append(t.weights, weight)
}

// spacing is the place among spacings that fits σ, beyond their end if none is as small as that.
func spacing(sigma float64) int {
	i := 0
	for i < len(spacings) && spacings[i] > float64(0.18*sigma) {
		i++
	}
	return i
}

// on spreads the laws over the amounts 0, step, … (n-1)·step, so that the mean is kept: an amount between two of them is
// shared between both in proportion (Gerber 1982; Klugman, Panjer and Willmot, Loss Models, "method of local moment
// matching", first moment). What lies above the grid is left out. The masses are minus the second differences of
// E[min(X, x)], divided by the step.
func (t *tables) on(step float64, n int) []float64 {
	masses := make([]float64, n)
	for _, p := range t.atoms {
		p.law.(atoms).share(masses, p.weight, step)
	}
	if len(t.smooth) == 0 {
		return masses
	}
	limited := make([]float64, n+1)
	for i, table := range t.smooth {
		table.spread(limited, step, t.weights[i])
	}
	inv := 1 / step
	masses[0] += t.weight - float64(limited[1]*inv)
	for j := 1; j < n; j++ {
		masses[j] += float64((limited[j] - limited[j-1] - (limited[j+1] - limited[j])) * inv)
	}
	return masses
}

// share gives each amount to the two grid points around it.
func (a atoms) share(masses []float64, weight, step float64) {
	for _, v := range a {
		at := v.amount / step
		if at >= float64(len(masses)) {
			continue
		}
		j := int(at)
		if near := math.RoundToEven(at); math.Abs(at-near) < float64(1e-12*at) {
			at, j = near, int(near) // on the grid but for rounding
		}
		upper := float64(float64(weight*v.probability) * (at - float64(j)))
		if j < len(masses) {
			masses[j] += float64(weight*v.probability) - upper
		}
		if j+1 < len(masses) {
			masses[j+1] += upper
		}
	}
}

// coarsened are the masses on a grid of twice the step: it is what tables give there, because both share in proportion.
func coarsened(masses []float64) []float64 {
	out := make([]float64, len(masses)/2)
	out[0] = masses[0] + 0.5*masses[1]
	for j := 1; j < len(out); j++ {
		out[j] = masses[2*j] + 0.5*(masses[2*j-1]+masses[2*j+1])
	}
	return out
}

// unit is the largest amount of which every amount that can be lost is a whole multiple, 0 if there is none: then a grid
// with that step holds the distribution exactly.
func unit(risks []risk) float64 {
	var cents int64
	for _, r := range risks {
		for _, p := range r.severity {
			a, ok := p.law.(atoms)
			if !ok {
				return 0
			}
			for _, v := range a {
				c := float64(100 * v.amount)
				if c != math.Trunc(c) || c > 1<<52 {
					return 0
				}
				cents = divisor(cents, int64(c))
			}
		}
	}
	return float64(cents) / 100
}

// jumps tells whether an amount above 0 is lost with a probability of its own.
func (m *model) jumps() bool {
	return slices.ContainsFunc(m.risks, func(r risk) bool {
		return slices.ContainsFunc(r.severity, func(p part) bool {
			a, ok := p.law.(atoms)
			return ok && a[len(a)-1].amount > 0
		})
	})
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// pool are the parts of all poisson risks, times their rates: independent poisson risks superpose into one.
func pool(risks []risk) (parts []part, rate float64) {
	var sum numeric.Sum
	for _, r := range risks {
		if r.kind != poisson {
			continue
		}
		sum.Add(r.rate)
		for _, p := range r.severity {
			parts = append(parts, part{float64(r.rate * p.weight), p.law})
		}
	}
	return slices.Clip(parts), sum.Value()
}
