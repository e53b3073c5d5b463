package quant

import (
	"math"
	"slices"
	"sync"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/numeric"
)

// group are risks with one number of events between them: all poisson risks, or one other risk.
type group struct {
	kind   counting
	rate   float64 // of all events; for one bernoulli risk unused
	shape  float64
	hit    []float64 // bernoulli: the probability at each point of the factor
	parts  []part    // of one event's loss; for the poisson risks times their rate
	tables *tables
	masses []float64 // the same on a grid
}

// model is what the loss of a year is made of.
type model struct {
	risks    []risk
	factor   factor
	mean, sd float64
	none     float64 // the probability of no loss
	unit     float64 // see unit
	events   float64 // expected a year

	tabulated   []group
	finest, end float64 // of the amounts for which they are tabulated
}

// newModel also says, as an error, where the transform cannot resolve the common factor. Simulation can.
func newModel(risks []risk, dependence float64) (*model, error) {
	f, err := newFactor(dependence, risks)
	m := &model{risks: risks, factor: f, unit: unit(risks)}
	mean, variance, none := moments(risks, m.factor)
	for _, r := range risks {
		m.events += r.rate
	}
	m.mean, m.sd, m.none = mean, math.Sqrt(max(0, variance)), none
	return m, err
}

// groups are the risks as they enter the distribution, ready to be put on grids of amounts from step to end. Tables that are
// there and hold these amounts are used again.
func (m *model) groups(step, end float64) []group {
	if m.tabulated != nil && step >= m.finest && end <= m.end {
		return m.tabulated
	}
	m.tabulated, m.finest, m.end = nil, min(step, end/tabulatedCells), end
	if parts, rate := pool(m.risks); len(parts) > 0 {
		m.tabulated = append(m.tabulated, group{kind: poisson, rate: rate, parts: parts, tables: ready(parts, m.finest, end)})
	}
	first := len(m.tabulated)
	for _, r := range m.risks {
		if r.kind != poisson {
			m.tabulated = append(m.tabulated, group{kind: r.kind, rate: r.rate, shape: r.shape, hit: m.factor.hit[r.id], parts: r.severity})
		}
	}
	inBatches(len(m.tabulated)-first, groupsOfBatch, func(from, to int) {
		for i := first + from; i < first+to; i++ {
			m.tabulated[i].tables = ready(m.tabulated[i].parts, m.finest, end)
		}
	})
	return m.tabulated
}

// put puts the groups on a grid.
func put(groups []group, step float64, n int) []group {
	inBatches(len(groups), groupsOfBatch, func(from, to int) {
		for i := from; i < to; i++ {
			groups[i].masses = groups[i].tables.on(step, n)
		}
	})
	return groups
}

// halved are the groups on a grid of twice the step.
func halved(groups []group) []group {
	out := make([]group, len(groups))
	for i, g := range groups {
		out[i] = g
		out[i].masses = coarsened(g.masses)
	}
	return out
}

// byTransform computes the probabilities of a year's loss on the grid from one discrete Fourier transform per group and
// one back. Everything is multiplied by exp(-tilt·j/n) before and divided by it after, which suppresses what would wrap
// around from above the grid by exp(-tilt) (Grübel and Hermesmeier, ASTIN Bulletin 29, 1999, pp. 197–214). Mass and mean of
// the tilted distribution are compared with their closed forms: an error says that they differ.
func byTransform(groups []group, f factor, tilt float64) ([]float64, error) {
	n := len(groups[0].masses)
	s, check := newSpectra(len(f.at), n/2+1), newTiltCheck(f)
	for from := 0; from < len(groups); from += slab {
		s.take(groups[from:min(from+slab, len(groups))], f, tilt, &check)
	}
	loss := numeric.FromSpectrum(s.mixed(f), make([]float64, n))
	if err := check.compare(loss, tilt); err != nil {
		return nil, err
	}
	tilted(loss, loss, tilt)
	return loss, nil
}

const (
	slab          = 64 // groups whose spectra are held at once
	groupsOfBatch = 16
	sections      = 4 // of a spectrum, where there are many groups
)

// inBatches does n things that need nothing of each other in batches side by side, each at most so large.
func inBatches(n, size int, do func(from, to int)) {
	batches := (n + size - 1) / size
	sideBySide(batches, func(i int) { do(i*n/batches, (i+1)*n/batches) })
}

// sideBySide does n things that need nothing of each other.
func sideBySide(n int, do func(i int)) {
	if n == 1 {
		do(0)
		return
	}
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { do(i) })
	}
	wait.Wait()
}

// tilted sets out to x[j]·exp(by·j/n).
func tilted(out, x []float64, by float64) {
	high, low := powers(by, len(x))
	for i, h := range high {
		from := i << powerBits
		block := x[from:min(from+len(low), len(x))]
		for j, v := range block {
			out[from+j] = float64(v * float64(h*low[j]))
		}
	}
}

const (
	powerBits = 6
	powerMask = 1<<powerBits - 1
)

// powers are exp(x·j/n) in two tables, of which one factor each is taken: for j/64 rounded down, and for the rest.
func powers(x float64, n int) (high, low []float64) {
	high, low = make([]float64, n>>powerBits+1), make([]float64, powerMask+1)
	step := x / float64(n)
	for i := range low {
		low[i] = numeric.Exp(float64(step * float64(i)))
	}
	for i := range high {
		high[i] = numeric.Exp(float64(step * float64(i<<powerBits)))
	}
	return high, low
}

// spectra are the generating function of a year's loss on the circle, for each point of the factor: the exponential of
// logs times products.
type spectra struct {
	ones           [][]numeric.Point // of the groups at hand
	logs, products [][]numeric.Point
}

func newSpectra(points, n int) *spectra {
	s := &spectra{logs: make([][]numeric.Point, points), products: make([][]numeric.Point, points)}
	for i := range s.logs {
		s.logs[i] = make([]numeric.Point, n)
	}
	return s
}

// take multiplies the generating function by those of groups.
func (s *spectra) take(groups []group, f factor, tilt float64, check *tiltCheck) {
	n := len(s.logs[0])
	for len(s.ones) < len(groups) {
		s.ones = append(s.ones, make([]numeric.Point, n))
	}
	sums := make([][2]float64, len(groups))
	inBatches(len(groups), groupsOfBatch, func(from, to int) {
		buffer := make([]float64, len(groups[0].masses))
		for i := from; i < to; i++ {
			tilted(buffer, groups[i].masses, -tilt)
			sums[i][0], sums[i][1] = massAndMean(buffer)
			s.ones[i] = numeric.Spectrum(buffer, s.ones[i])
		}
	})
	floors := make([]float64, len(f.at))
	for i := range floors {
		floors[i] = s.logs[i][0].Re - negligible
		if s.products[i] == nil && slices.ContainsFunc(groups, func(g group) bool { return g.kind == bernoulli }) {
			s.products[i] = slices.Repeat([]numeric.Point{{Re: 1}}, n)
		}
	}
	for i, g := range groups {
		check.add(g, sums[i][0], sums[i][1])
	}
	parts := 1
	if len(groups) >= groupsOfBatch {
		parts = sections
	}
	sideBySide(parts, func(section int) {
		from, to := section*n/parts, (section+1)*n/parts
		for i, g := range groups {
			for point, m := range f.at {
				s.multiply(g, m, point, s.ones[i][from:to], from, floors[point])
			}
		}
	})
}

// negligible is the logarithm of how much smaller than at 0 the generating function may be to count as 0: no digit of the
// distribution depends on it.
const negligible = 50

// multiply multiplies the generating function from a place on, at a point of the factor, which multiplies rates by m, by that
// of a group, whose spectrum there is one. What has fallen below floor can only fall further.
func (s *spectra) multiply(g group, m float64, point int, one []numeric.Point, from int, floor float64) {
	sum := s.logs[point][from:][:len(one)]
	switch g.kind {
	case mixed:
		c := float64(g.rate*m) / g.shape
		log := numeric.Point.Log1p
		if c > 0.09 { // 1 is as small as what is added
			log = func(a numeric.Point) numeric.Point { return numeric.Point{Re: 1 + a.Re, Im: a.Im}.Log() }
		}
		for k, v := range one {
			if sum[k].Re < floor {
				sum[k].Re = math.Inf(-1)
				continue
			}
			l := log(numeric.Point{Re: float64(c * (1 - v.Re)), Im: -float64(c * v.Im)})
			sum[k].Re -= float64(g.shape * l.Re)
			sum[k].Im -= float64(g.shape * l.Im)
		}
	case bernoulli:
		p, product := g.hit[point], s.products[point][from:][:len(one)]
		for k, v := range one {
			product[k] = product[k].Times(numeric.Point{Re: 1 - p + float64(p*v.Re), Im: float64(p * v.Im)})
		}
	default:
		for k, v := range one {
			sum[k].Re += float64(m * (v.Re - g.rate))
			sum[k].Im += float64(m * v.Im)
		}
	}
}

// massAndMean are the sums of x[j] and of j·x[j].
func massAndMean(x []float64) (mass, mean float64) {
	for j, v := range x {
		mass += v
		mean += float64(float64(j) * v)
	}
	return mass, mean
}

// mixed is the mean of the generating function over the factor. It reuses memory of s.
func (s *spectra) mixed(f factor) []numeric.Point {
	out := s.ones[0]
	for k := range out {
		var total numeric.Point
		for i, w := range f.weight {
			e := s.logs[i][k].Exp()
			if s.products[i] != nil {
				e = e.Times(s.products[i][k])
			}
			total.Re += float64(w * e.Re)
			total.Im += float64(w * e.Im)
		}
		out[k] = total
	}
	return out
}

// tiltCheck gathers mass and mean of the tilted distribution in closed form, for each point of the factor: if g is the
// tilted mass of one event and P the generating function of their number, they are P(g) and P'(g) times the tilted mean.
type tiltCheck struct {
	factor
	log, slope []float64
	events     float64 // a year, which multiply rounding errors
}

func newTiltCheck(f factor) tiltCheck {
	return tiltCheck{factor: f, log: make([]float64, len(f.at)), slope: make([]float64, len(f.at))}
}

// add takes in a group with mass and mean of its tilted masses.
func (c *tiltCheck) add(g group, mass, first float64) {
	c.events += g.rate
	for i, m := range c.at {
		switch g.kind {
		case mixed:
			mean := float64(g.rate * m)
			rest := float64(mean / g.shape * (1 - mass))
			c.log[i] -= float64(g.shape * numeric.Log1p(rest))
			c.slope[i] += float64(mean*first) / (1 + rest)
		case bernoulli:
			p := g.hit[i]
			base := max(1-p+float64(p*mass), 1e-300) // all losses may lie beyond the grid
			c.log[i] += numeric.Log(base)
			c.slope[i] += float64(p*first) / base
		default:
			c.log[i] += float64(m * (mass - g.rate))
			c.slope[i] += float64(m * first)
		}
	}
}

// compare refuses a tilted distribution whose mass or mean is not what the closed forms say. The mean may be lower by what
// wrapped around.
func (c *tiltCheck) compare(loss []float64, tilt float64) error {
	mass, first := massAndMean(loss)
	wantMass := c.mean(func(i int) float64 { return numeric.Exp(c.log[i]) })
	wantFirst := c.mean(func(i int) float64 { return float64(numeric.Exp(c.log[i]) * c.slope[i]) })
	n := float64(len(loss))
	rounding := 1e-11 + float64(1e-12*c.events)
	if !(math.Abs(mass-wantMass) <= rounding) {
		return errs.New(errs.Internal, "the transform lost mass: %v instead of %v", mass, wantMass)
	}
	if slack := float64(n * (numeric.Exp(-tilt) + rounding)); !(math.Abs(first-wantFirst) <= slack) {
		return errs.New(errs.Internal, "the transform has mean %v instead of %v", first, wantFirst)
	}
	return nil
}
