package quant

import (
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/numeric"
)

// Method is how a distribution was, or is to be, computed.
type Method string

const (
	Auto       Method = "auto"   // closed form where there is one, else the transform
	Closed     Method = "closed" // closed form
	FFT        Method = "fft"    // fast Fourier transform, tilted
	Panjer     Method = "panjer" // recursion: slow, keeps the digits of the smallest probabilities
	MonteCarlo Method = "mc"     // simulation: an independent check
)

// Options are how to compute. The zero value is what is wanted nearly always.
type Options struct {
	Quantiles []float64 // levels, 0 < level < 1; none stands for .95, .99 and .999
	Cells     int       // of the grid, a power of two from 64 to 65536; 0 takes as many as the error asks for
	Method    Method    // "" is Auto
	Years     int       // that MonteCarlo simulates; 0 stands for 1,048,576
}

// Result is the distribution of a year's loss.
type Result struct {
	Currency string `json:"currency"`
	// Assessed counts the scenarios in the figures. NotAssessed lists what is missing: unless empty, the figures are incomplete.
	Assessed    int     `json:"assessed"`
	NotAssessed []Unset `json:"not_assessed,omitempty"`
	Complete    bool    `json:"complete"`

	Mean float64 `json:"mean"` // closed form
	SD   float64 `json:"sd"`   // closed form
	// MeanRange are the means if all controls are as effective as their intervals allow, and as little.
	MeanRange         [2]float64         `json:"mean_range"`
	PZero             float64            `json:"p_zero"` // probability of a year without loss, closed form
	Quantiles         map[string]float64 `json:"quantiles"`
	ExpectedShortfall map[string]float64 `json:"expected_shortfall"`
	// Curve holds pairs of an amount and the probability that the year's loss exceeds it.
	Curve [][2]float64 `json:"curve"`

	Method Method `json:"method"`
	Cells  int    `json:"cells"` // of the grid, or simulated years
	Error  Errors `json:"error"`
	Engine string `json:"engine"`
	Hash   string `json:"hash"` // SHA-256 of what was computed from what; equal on every processor
}

// Errors are how far the figures may be off.
type Errors struct {
	Of                string             `json:"of"` // what the estimates are
	Quantiles         map[string]float64 `json:"quantiles"`
	ExpectedShortfall map[string]float64 `json:"expected_shortfall"`
	// TruncatedMass is the probability beyond the grid. It is counted in mean, sd and expected shortfall.
	TruncatedMass float64 `json:"truncated_mass"`
}

// Aggregate computes the distribution of a year's loss. Its errors say what is wrong with the portfolio or the options,
// or that a check of mass or mean failed: then there is no figure.
func Aggregate(p *Portfolio, how Options) (*Result, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	how, err := how.checked()
	if err != nil {
		return nil, err
	}
	risks, unset := p.risks(0.5)
	r := &Result{
		Currency: p.Currency, Assessed: len(risks), NotAssessed: unset, Complete: len(unset) == 0 && len(risks) > 0, Engine: Engine,
		Quantiles: map[string]float64{}, ExpectedShortfall: map[string]float64{}, Curve: [][2]float64{},
		Error: Errors{Quantiles: map[string]float64{}, ExpectedShortfall: map[string]float64{}},
	}
	if len(risks) == 0 {
		return nil, errs.Invalidf("Nothing is assessed: no scenario has a frequency and a severity. %s", whatIsMissing(unset))
	}
	m, err := newModel(risks, p.Criteria.Dependence)
	if err != nil && how.Method != MonteCarlo {
		return nil, err
	}
	r.Mean, r.SD, r.PZero, r.MeanRange = m.mean, m.sd, m.none, p.meanRange(m.mean)
	if err := r.distribution(m, p.Criteria.ID, how); err != nil {
		return nil, err
	}
	r.Hash = r.fingerprint(p, how)
	return r, nil
}

func whatIsMissing(unset []Unset) string {
	if len(unset) == 0 {
		return "Add scenarios."
	}
	return "Scenario " + unset[0].Scenario + " lacks " + unset[0].Missing[0] + "."
}

// checked fills in what the options leave open and refuses what cannot be.
func (o Options) checked() (Options, error) {
	if len(o.Quantiles) == 0 {
		o.Quantiles = []float64{0.95, 0.99, 0.999}
	}
	o.Quantiles = slices.Compact(slices.Sorted(slices.Values(o.Quantiles)))
	for _, p := range o.Quantiles {
		if !(p > 0 && p <= 1-1e-9) {
			return o, errs.New(errs.BadRequest, "a quantile is a level above 0 and at most 0.999999999, such as 0.95; %v is none", p)
		}
	}
	if o.Cells != 0 && (o.Cells < fewestCells || o.Cells > mostCells || o.Cells&(o.Cells-1) != 0) {
		return o, errs.New(errs.BadRequest, "the number of cells is a power of two from %d to %d, not %d", fewestCells, mostCells, o.Cells)
	}
	if o.Years == 0 {
		o.Years = 1 << 20
	}
	switch o.Method {
	case "":
		o.Method = Auto
	case Auto, FFT, Panjer, MonteCarlo:
	default:
		return o, errs.New(errs.BadRequest, "the methods are auto, fft, panjer and mc; %q is none", o.Method)
	}
	return o, nil
}

// meanRange are the means at the upper and the lower end of all efficacy intervals.
func (p *Portfolio) meanRange(mean float64) (out [2]float64) {
	if !slices.ContainsFunc(p.Scenarios, func(s Scenario) bool { return len(s.Controls) > 0 }) {
		return [2]float64{mean, mean}
	}
	for i, at := range []float64{1, 0} {
		risks, _ := p.risks(at)
		var sum numeric.Sum
		for j := range risks {
			sum.Add(float64(risks[j].rate * risks[j].mean()))
		}
		out[i] = sum.Value()
	}
	return out
}

// distribution fills in what depends on the method.
func (r *Result) distribution(m *model, criteria string, how Options) error {
	switch {
	case how.Method == MonteCarlo:
		return r.simulated(m, criteria, how)
	case m.mean == 0 || slices.Max(how.Quantiles) <= m.none:
		r.closed(how, func(float64) float64 { return 0 }, func(p float64) float64 { return m.mean / (1 - p) })
		return nil
	case how.Method == Auto && len(m.risks) == 1 && m.risks[0].kind == bernoulli && len(m.risks[0].severity) == 1 && len(m.factor.at) == 1:
		r.closed(how, m.risks[0].yearQuantile, m.risks[0].yearShortfall)
		return nil
	}
	return r.gridded(m, how)
}

// yearQuantile is the quantile of the loss of a year that brings one event at most.
func (r *risk) yearQuantile(p float64) float64 {
	if p <= 1-r.rate {
		return 0
	}
	return r.severity[0].law.quantile((p - (1 - r.rate)) / r.rate)
}

func (r *risk) yearShortfall(p float64) float64 {
	v := r.yearQuantile(p)
	return v + float64(r.rate*max(0, r.mean()-r.limited(v)))/(1-p)
}

// closed fills in figures of a distribution whose quantiles are known.
func (r *Result) closed(how Options, quantile, shortfall func(p float64) float64) {
	r.Method, r.Error.Of = Closed, "none: closed form"
	for _, p := range how.Quantiles {
		k := key(p)
		r.Quantiles[k], r.ExpectedShortfall[k] = quantile(p), shortfall(p)
		r.Error.Quantiles[k], r.Error.ExpectedShortfall[k] = 0, 0
	}
	r.draw(slices.Max(how.Quantiles), quantile)
}

// gridded fills in figures by transform or recursion: on one grid up to the highest level, and on shorter ones for levels
// that lie so low that it does not resolve them.
func (r *Result) gridded(m *model, how Options) error {
	r.Method = FFT
	if how.Method == Panjer {
		r.Method = Panjer
	}
	var all []fitted
	left := how.Quantiles
	for len(left) > 0 {
		if left[0] <= m.none { // no grid is needed to know that
			k := key(left[0])
			r.Quantiles[k], r.ExpectedShortfall[k] = 0, m.mean/(1-left[0])
			r.Error.Quantiles[k], r.Error.ExpectedShortfall[k] = 0, 0
			left = left[1:]
			continue
		}
		f, err := m.fit(left[len(left)-1], left, how)
		if err != nil {
			return err
		}
		all = append(all, f)
		n := len(left)
		for n > 0 && (n == len(left) || f.whole.resolves(left[n-1])) {
			n--
			r.read(f, left[n])
		}
		left = left[:n]
	}
	top := all[0].whole
	r.Cells, r.Error.Of, r.Error.TruncatedMass = len(top.below), "difference from half the cells", 1-top.reached()
	if top.exact {
		r.Error.Of = "difference from another tilt: the grid holds every loss exactly"
	}
	r.draw(slices.Max(how.Quantiles), func(p float64) float64 {
		f := all[0]
		for _, g := range all {
			if p <= g.whole.reached() {
				f = g
			}
		}
		if x, _ := f.quantile(p); f.whole.exact || x >= 2*f.whole.step {
			return x
		}
		return 0 // within the first cells a grid says little
	})
	return nil
}

// read takes the figures at one level.
func (r *Result) read(f fitted, p float64) {
	k := key(p)
	r.Quantiles[k], r.Error.Quantiles[k] = f.quantile(p)
	worst, off := f.shortfall(p)
	r.ExpectedShortfall[k], r.Error.ExpectedShortfall[k] = max(worst, r.Quantiles[k]), off
}

// exceedances are where the curve is drawn.
var exceedances = []float64{
	0.99, 0.975, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.175, 0.15, 0.125, 0.1,
	0.09, 0.08, 0.07, 0.06, 0.05, 0.045, 0.04, 0.035, 0.03, 0.025, 0.02, 0.0175, 0.015, 0.0125, 0.01, 0.009, 0.008, 0.007, 0.006,
	0.005, 0.004, 0.003, 0.002, 0.0015, 0.001, 0.0005, 0.0002, 0.0001, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9,
}

// draw fills in the curve up to the level top: amounts rise, probabilities fall.
func (r *Result) draw(top float64, quantile func(p float64) float64) {
	r.Curve = append(r.Curve, [2]float64{0, 1 - r.PZero})
	last := 0.0
	for _, q := range exceedances {
		if q >= 1-r.PZero || 1-q > top+1e-12 {
			continue
		}
		if x := quantile(1 - q); x > last {
			r.Curve = append(r.Curve, [2]float64{x, q})
			last = x
		}
	}
}

// key is a level as JSON names it: 0.95.
func key(p float64) string { return strconv.FormatFloat(p, 'g', -1, 64) }
