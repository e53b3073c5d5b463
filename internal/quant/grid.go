package quant

import (
	"math"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/numeric"
)

// Limits of the grid.
const (
	fewestCells    = 64
	firstCells     = 512
	tabulatedCells = 8192 // for which tables are made at first
	mostCells      = 1 << 16
	pilotCells     = 256
	tolerance      = 1e-4 // between a quantile with n and with n/2 cells, relative
)

// tiltFor balances what wraps around, tail·exp(-tilt), with the rounding errors that removing the tilt makes greater,
// exp(tilt) times 2e-16 times one and the events of a year.
func (m *model) tiltFor(tail float64) float64 {
	rounding := float64(2e-16 * (1 + m.events))
	return min(20, max(4, 0.5*numeric.Log(max(tail, 1e-12)/rounding)))
}

// pilot finds the range: the amount that a year's loss exceeds with about the probability tail, on a coarse grid that grows
// and shrinks until it fits.
func (m *model) pilot(tail float64) (float64, error) {
	end := m.guess(tail)
	for range 60 {
		step := end / pilotCells
		loss, err := byTransform(put(m.groups(step, end), step, pilotCells), m.factor, m.tiltFor(tail))
		if err != nil {
			return 0, err
		}
		c, err := newCurve(m, grid{step, 0, false}, loss)
		if err != nil {
			return 0, err
		}
		switch v := c.quantile(1 - tail); {
		case c.reached() < 1-tail:
			end = float64(2.5 * end)
		case v < float64(0.1*c.end()) && v > 0:
			end = max(4*v, 8*step)
		default:
			return max(v, step), nil
		}
	}
	return 0, errs.New(errs.Internal, "no range holds the loss that is exceeded with probability %v", tail)
}

// guess is a first range: the amount that one event exceeds often enough alone, with the mean and some deviations added.
func (m *model) guess(tail float64) float64 {
	exceeded := func(x float64) bool {
		total := 0.0
		for i := range m.risks {
			for _, p := range m.risks[i].severity {
				total += float64(float64(m.risks[i].rate*p.weight) * p.law.tail(x))
			}
		}
		return total > tail
	}
	x := m.mean
	for exceeded(x) && x < 1e300 {
		x = 4 * x
	}
	for range 40 {
		if exceeded(0.5 * x) {
			break
		}
		x = 0.5 * x
	}
	return x + m.mean + 4*min(m.sd, x+m.mean)
}

// fitted are curves of the same range: with all cells, half and a quarter of them. An exact grid has no quarter, and for half
// the same cells with another tilt.
type fitted struct {
	whole, half, quarter *curve
	jumps                bool // the distribution has jumps that are no multiples of the step
}

// value is of what the curves give, with an estimate of its error. Where the last doubling of the cells moved it a quarter as
// far as the one before, the error is of second order and the value extrapolated by a third of the last move (Richardson, Phil.
// Trans. R. Soc. A 210, 1911, pp. 307–357); how far that is from the same a doubling before is the estimate, if no less than
// a twentieth of the move. Elsewhere the estimate is the move.
func (f fitted) value(of func(*curve) float64) (value, err float64) {
	whole, half := of(f.whole), of(f.half)
	move := whole - half
	if f.quarter == nil {
		return whole, math.Abs(move)
	}
	before := half - of(f.quarter)
	if ratio := before / move; f.jumps || !(ratio > 3 && ratio < 5) {
		return whole, max(math.Abs(move), 0.5*math.Abs(before))
	}
	return whole + move/3, max(math.Abs(move+(move-before)/3), math.Abs(move)/20)
}

func (f fitted) quantile(p float64) (value, err float64) {
	return f.value(func(c *curve) float64 { return c.quantile(p) })
}

func (f fitted) shortfall(p float64) (value, err float64) {
	return f.value(func(c *curve) float64 { return c.shortfall(p) })
}

// fit computes the curve up to the level p with ever more cells until the quantiles at the levels that it resolves stay
// where they are, or with the cells asked for.
func (m *model) fit(p float64, levels []float64, how Options) (fitted, error) {
	end, err := m.pilot(1 - p)
	if err != nil {
		return fitted{}, err
	}
	if m.unit > 0 && how.Cells == 0 && end < float64(m.unit*mostCells) {
		if f, ok, err := m.lattice(end, p, how); ok || err != nil {
			return f, err
		}
	}
	for range 20 {
		end = float64(1.15 * end)
		if f, err := m.refine(end, p, levels, how); err != nil || f.whole.reached() >= p {
			return f, err
		}
	}
	return fitted{}, errs.New(errs.Internal, "no grid reaches the level %v", p)
}

func (m *model) refine(end, p float64, levels []float64, how Options) (f fitted, err error) {
	f.jumps = m.jumps()
	n := firstCells
	switch {
	case how.Cells > 0:
		n = how.Cells
	case f.jumps:
		n = 2 * firstCells
	}
	tilt := m.tiltFor(1 - p)
	groups := put(m.groups(end/float64(n), end), end/float64(n), n)
	coarse := halved(groups)
	if f.half, err = m.on(coarse, grid{2 * end / float64(n), tilt, false}, how); err != nil {
		return f, err
	}
	if f.quarter, err = m.on(halved(coarse), grid{4 * end / float64(n), tilt, false}, how); err != nil {
		return f, err
	}
	for {
		if f.whole, err = m.on(groups, grid{end / float64(n), tilt, false}, how); err != nil {
			return f, err
		}
		if how.Cells > 0 || 2*n > mostCells || f.settled(levels) {
			return f, m.audit(groups, f.whole)
		}
		n *= 2
		groups = put(m.groups(end/float64(n), end), end/float64(n), n)
		f.half, f.quarter = f.whole, f.half
	}
}

// lattice computes the curve up to end and the level p where every loss is a multiple of one unit, unless that takes too
// many cells: without any error of discretisation.
func (m *model) lattice(end, p float64, how Options) (f fitted, ok bool, err error) {
	n := fewestCells
	for float64(float64(n)*m.unit) < end {
		n *= 2
	}
	for ; n <= mostCells; n *= 2 {
		groups := put(m.groups(m.unit, float64(m.unit*float64(n))), m.unit, n)
		if f.whole, err = m.on(groups, grid{m.unit, m.tiltFor(1 - p), true}, how); err != nil {
			return f, true, err
		}
		if f.whole.reached() >= p {
			if f.half, err = m.on(groups, grid{m.unit, m.tiltFor(1-p) - 2, true}, how); err != nil {
				return f, true, err
			}
			return f, true, m.audit(groups, f.whole)
		}
	}
	return f, false, nil
}

// grid is how far apart cells are, how the transform is tilted, and whether all losses lie on it.
type grid struct {
	step, tilt float64
	exact      bool
}

func (m *model) on(groups []group, g grid, how Options) (*curve, error) {
	if how.Method == Panjer {
		return newCurve(m, g, byRecursion(groups, m.factor))
	}
	loss, err := byTransform(groups, m.factor, g.tilt)
	if err != nil {
		return nil, err
	}
	return newCurve(m, g, loss)
}

// settled tells whether the quantiles that the grid resolves moved little with the last doubling of the cells.
func (f fitted) settled(levels []float64) bool {
	for _, p := range levels {
		if v, err := f.quantile(p); f.whole.resolves(p) && !(err <= float64(tolerance*v)) {
			return false
		}
	}
	return true
}

// resolves tells whether the quantile at level p lies on the grid and not in its lowest sixteenth.
func (c *curve) resolves(p float64) bool {
	return p <= c.reached() && (c.exact || p <= c.none || c.quantile(p) >= c.end()/16)
}

// audit holds the grid against closed forms: the mean of a group's events up to the middle of the grid is what their laws
// say; that of the whole loss up to the end is at most that of the events one by one, and all of the mean where nearly no
// probability lies beyond.
func (m *model) audit(groups []group, c *curve) error {
	n := len(c.below)
	middle, end := float64(c.step*float64(n/2)), float64(c.step*float64(n))
	events := 0.0
	for _, g := range groups {
		weight := weightOf(g.parts)
		got, want := limitedOn(g.masses[:n/2], c.step, weight), limitedOf(g.parts, middle)
		if slack := float64(1e-6*want) + float64(1e-12*float64(weight*middle)); !(math.Abs(got-want) <= slack) {
			return errs.New(errs.Internal, "the grid holds a mean of %v up to %v instead of %v", got, middle, want)
		}
		events += float64(g.expected() * limitedOf(g.parts, end))
	}
	got, slack := c.least[n], float64(1e-9*end)
	if got > float64(events*(1+1e-6))+slack || c.reached() > 1-1e-10 && math.Abs(got-m.mean) > float64(1e-5*m.mean)+slack {
		return errs.New(errs.Internal, "the loss on the grid has mean %v; the closed forms say %v, and %v up to %v", got, m.mean, events, end)
	}
	return nil
}

// expected is by what the mean of the group's parts, with their weights, is to be multiplied to give that of the loss.
func (g *group) expected() float64 {
	if g.kind == poisson {
		return 1
	}
	return g.rate
}

func weightOf(parts []part) (total float64) {
	for _, p := range parts {
		total += p.weight
	}
	return total
}

func limitedOf(parts []part, x float64) float64 {
	var sum numeric.Sum
	for _, p := range parts {
		expected, _, _ := p.law.limited(x)
		sum.Add(float64(p.weight * expected))
	}
	return sum.Value()
}

// limitedOn is E[min(X, n·step)] of the masses below n·step, all of which weigh weight with those beyond.
func limitedOn(masses []float64, step, weight float64) float64 {
	var sum numeric.Sum
	left := weight
	for _, v := range masses {
		left -= v
		sum.Add(left)
	}
	return float64(step * sum.Value())
}
