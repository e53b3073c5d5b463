package quant

import (
	"math"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/numeric"
)

// counting is how the number of a scenario's events in a year is distributed.
type counting int

const (
	poisson   counting = iota // a known rate
	mixed                     // a gamma distributed rate: a negative binomial number
	bernoulli                 // at most one
)

// risk is a scenario that is assessed, with its controls worked in.
type risk struct {
	id       string
	kind     counting
	rate     float64 // poisson: events a year; mixed: their mean; bernoulli: the probability
	shape    float64 // mixed: of the gamma distribution, whose scale is rate/shape
	severity []part
}

// part is a law with its share of a risk's events.
type part struct {
	weight float64
	law    law
}

// over is the mean of f over the parts.
func (r *risk) over(f func(law) float64) float64 {
	var sum numeric.Sum
	for _, p := range r.severity {
		sum.Add(float64(p.weight * f(p.law)))
	}
	return sum.Value()
}

func (r *risk) mean() float64   { return r.over(law.mean) }
func (r *risk) second() float64 { return r.over(law.second) }
func (r *risk) zero() float64   { return r.over(law.zero) }

func (r *risk) limited(x float64) float64 {
	return r.over(func(l law) float64 { expected, _, _ := l.limited(x); return expected })
}

// variance of the year's loss given that the rate is multiplied by m; hit is the probability of a bernoulli risk then.
func (r *risk) variance(m, hit float64) float64 {
	first, second := r.mean(), r.second()
	square := float64(first * first)
	switch r.kind {
	case mixed:
		mean := float64(r.rate * m)
		return float64(mean*second) + float64(float64(mean*mean)/r.shape*square)
	case bernoulli:
		return float64(hit*second) - float64(float64(hit*hit)*square)
	}
	return float64(float64(r.rate*m) * second)
}

// none is the probability of no loss given that the rate is multiplied by m.
func (r *risk) none(m, hit float64) float64 {
	loss := 1 - r.zero()
	switch r.kind {
	case mixed:
		return numeric.Exp(-float64(r.shape * numeric.Log1p(float64(float64(r.rate*m)/r.shape*loss))))
	case bernoulli:
		return 1 - float64(hit*loss)
	}
	return numeric.Exp(-float64(float64(r.rate*m) * loss))
}

// Unset names what of a scenario or of one of its controls nobody has assessed. It is no zero: a scenario is left out of
// the figures, which are then a lower bound, and a control gets no credit.
type Unset struct {
	Scenario string   `json:"scenario"`
	Control  string   `json:"control,omitempty"`
	Missing  []string `json:"missing"`
}

// ratesOfBatch are uncertain rates whose distributions take some tenths of a millisecond to find.
const ratesOfBatch = 128

// byID are the scenarios in the order of their ids.
func (p *Portfolio) byID() []Scenario {
	order := func(a, b Scenario) int { return strings.Compare(a.ID, b.ID) }
	if slices.IsSortedFunc(p.Scenarios, order) {
		return p.Scenarios
	}
	return slices.SortedFunc(slices.Values(p.Scenarios), order)
}

// controls are what acts on the scenario in the order of their ids.
func (s *Scenario) controls() []Effect {
	if len(s.Controls) < 2 {
		return s.Controls
	}
	return slices.SortedStableFunc(slices.Values(s.Controls), func(a, b Effect) int { return strings.Compare(a.ID, b.ID) })
}

// risks are the scenarios that can be computed, sorted by id, and what is missing elsewhere. at chooses the point of
// the efficacy intervals, from 0 (least) to 1 (greatest).
func (p *Portfolio) risks(at float64) (risks []risk, unset []Unset) {
	scenarios := p.byID()
	bare := make([]risk, len(scenarios))
	inBatches(len(scenarios), ratesOfBatch, func(from, to int) {
		for i := from; i < to; i++ {
			if len(scenarios[i].missing()) == 0 {
				bare[i] = scenarios[i].risk()
			}
		}
	})
	risks = make([]risk, 0, len(scenarios))
	for i, s := range scenarios {
		if missing := s.missing(); len(missing) > 0 {
			unset = append(unset, Unset{Scenario: s.ID, Missing: missing})
			continue
		}
		r := bare[i]
		for _, e := range s.controls() {
			if missing := e.missing(); len(missing) > 0 {
				unset = append(unset, Unset{s.ID, e.ID, missing})
				continue
			}
			e.act(&r, at)
		}
		risks = append(risks, r)
	}
	return risks, unset
}

func (s *Scenario) missing() (names []string) {
	if s.Rate == nil && s.Probability == nil {
		names = append(names, "frequency")
	}
	if s.Severity == nil {
		names = append(names, "severity")
	}
	return names
}

func (e *Effect) missing() (names []string) {
	if e.Efficacy == nil {
		names = append(names, "efficacy")
	}
	if e.Coverage == nil {
		names = append(names, "coverage")
	}
	if e.Reliability == nil {
		names = append(names, "reliability")
	}
	return names
}

// risk is the scenario without its controls.
func (s *Scenario) risk() risk {
	r := risk{id: s.ID, severity: []part{{1, s.Severity.law()}}}
	switch {
	case s.Probability != nil:
		r.kind, r.rate = bernoulli, *s.Probability
	case s.Rate.Gamma90 != nil:
		shape, scale := numeric.GammaFrom90(s.Rate.Gamma90[0], s.Rate.Gamma90[1])
		r.kind, r.shape, r.rate = mixed, shape, float64(shape*scale)
	default:
		r.rate = s.Rate.Value
	}
	return r
}

// Off is the share that the effect takes off, at the middle of its efficacy: 0 where something was not assessed.
func (e *Effect) Off() float64 {
	if len(e.missing()) > 0 {
		return 0
	}
	efficacy := e.Efficacy[0] + float64(0.5*(e.Efficacy[1]-e.Efficacy[0]))
	return float64(float64(*e.Coverage**e.Reliability) * efficacy)
}

// act works the control into the risk. Nothing is touched where it takes nothing off, so that such a control changes no bit.
func (e *Effect) act(r *risk, at float64) {
	reached := float64(*e.Coverage * *e.Reliability)
	efficacy := e.Efficacy[0] + float64(at*(e.Efficacy[1]-e.Efficacy[0]))
	off := float64(reached * efficacy)
	switch {
	case off == 0:
	case e.On == OnSeverity:
		r.severity = lessen(r.severity, reached, 1-efficacy)
	case e.On == Frequency && r.kind == bernoulli && r.rate < 1:
		// The rate behind the probability falls: 1 - (1-p)^(1-off).
		r.rate = -numeric.Expm1(float64((1 - off) * numeric.Log1p(-r.rate)))
	default:
		r.rate = float64(r.rate * (1 - off))
	}
}

// lessen splits each part into the events reached, whose loss is multiplied by left, and the rest.
func lessen(parts []part, reached, left float64) (out []part) {
	for _, p := range parts {
		changed := law(atoms{{0, 1}})
		if left > 0 {
			changed = p.law.scaled(left)
		}
		out = append(out, part{float64(p.weight * reached), changed})
		if reached < 1 {
			out = append(out, part{float64(p.weight * (1 - reached)), p.law})
		}
	}
	return out
}

// factor is the common factor of the frequencies, exp(σZ - σ²/2) with a standard normal Z: points with weights, the mean 1.
// hit holds for each bernoulli risk its probability at each point, 1 - exp(-h·m), with the hazard h so chosen that the mean
// over the points is the probability asked for.
type factor struct {
	sigma      float64
	at, weight []float64
	hit        map[string][]float64
	hazard     map[string]float64
}

func newFactor(sigma float64, risks []risk) (factor, error) {
	f := factor{sigma: sigma, at: []float64{1}, weight: []float64{1}, hit: map[string][]float64{}, hazard: map[string]float64{}}
	for _, r := range risks {
		if r.kind == bernoulli {
			f.hit[r.id] = []float64{r.rate}
		}
	}
	if sigma == 0 {
		return f, nil
	}
	mean, variance, _ := moments(risks, f)
	err := f.place(math.Sqrt(variance) / mean)
	for _, r := range risks {
		if r.kind == bernoulli {
			f.hit[r.id], f.hazard[r.id] = f.hits(r.rate)
		}
	}
	return f, err
}

// Points of the quadrature over the common factor.
const (
	hermitePoints = 40
	hermiteGap    = 0.6 // between the points that matter
	mostPoints    = 256
	factorReach   = 7.0 // standard deviations
)

// place chooses the points, so near to each other that the distributions of a year's loss at neighbouring points overlap;
// with fewer their sum would have steps. spread is the standard deviation of a year's loss without the factor, divided by
// its mean; where the factor is great it is less. Gauss–Hermite where its points are near enough, else the trapezoidal rule.
func (f *factor) place(spread float64) error {
	gap := spread * numeric.Exp(-float64(1.5*f.sigma)) / f.sigma
	nodes, weights := numeric.Hermite(hermitePoints)
	if gap < hermiteGap {
		n := int(min(2*factorReach/gap, 1e6)) + 1
		if n > mostPoints {
			return errs.Invalidf("With so many events a year (their loss spreads by %.2g %% of its mean) the common factor cannot be resolved: compute with method mc, or leave out criteria.dependence.", float64(100*spread))
		}
		nodes, weights = make([]float64, n), make([]float64, n)
		for i := range nodes {
			nodes[i] = float64(factorReach * (2*float64(i)/float64(n-1) - 1))
			weights[i] = numeric.NormalDensity(nodes[i])
		}
		total := numeric.Total(weights)
		for i := range weights {
			weights[i] /= total
		}
	}
	f.at, f.weight = make([]float64, len(nodes)), weights
	for i, z := range nodes {
		f.at[i] = f.value(z)
	}
	mean := f.mean(func(i int) float64 { return f.at[i] })
	for i := range f.at {
		f.at[i] /= mean
	}
	return nil
}

// value of the factor for a value of Z.
func (f *factor) value(z float64) float64 {
	return numeric.Exp(float64(f.sigma*z) - 0.5*float64(f.sigma*f.sigma))
}

// mean is the mean over the factor.
func (f *factor) mean(of func(i int) float64) float64 {
	var sum numeric.Sum
	for i, w := range f.weight {
		sum.Add(float64(w * of(i)))
	}
	return sum.Value()
}

// hits are the probabilities at the points, and the hazard behind them.
func (f *factor) hits(p float64) (out []float64, hazard float64) {
	out = make([]float64, len(f.at))
	at := func(h float64) float64 {
		for i, m := range f.at {
			out[i] = -numeric.Expm1(-float64(h * m))
		}
		return f.mean(func(i int) float64 { return out[i] })
	}
	low, high := 0.0, 1.0
	for at(high) < p && high < 1e12 {
		low, high = high, 2*high
	}
	for range 100 {
		if middle := 0.5 * (low + high); at(middle) < p {
			low = middle
		} else {
			high = middle
		}
	}
	if p == 0 {
		high = 0
	}
	at(high)
	return out, high
}

// moments are mean, variance and probability of no loss in closed form; with a common factor they are means over it.
func moments(risks []risk, f factor) (mean, variance, none float64) {
	means := make([]float64, len(f.at))
	variances, nones := make([]float64, len(f.at)), make([]float64, len(f.at))
	for i, m := range f.at {
		var loss, spread numeric.Sum
		none := 1.0
		for j := range risks {
			r := &risks[j]
			expected, hit := float64(r.rate*m), 0.0
			if r.kind == bernoulli {
				hit = f.hit[r.id][i]
				expected = hit
			}
			loss.Add(float64(expected * r.mean()))
			spread.Add(r.variance(m, hit))
			none = float64(none * r.none(m, hit))
		}
		means[i], variances[i], nones[i] = loss.Value(), spread.Value(), none
	}
	mean = f.mean(func(i int) float64 { return means[i] })
	variance = f.mean(func(i int) float64 {
		d := means[i] - mean
		return variances[i] + float64(d*d)
	})
	return mean, variance, f.mean(func(i int) float64 { return nones[i] })
}
