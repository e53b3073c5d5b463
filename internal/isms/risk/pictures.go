package risk

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"

	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/report/chart"
	"github.com/assay-isms/assay/internal/report/picture"
)

// drawn is what only pictures need: it is computed when one is asked for, once.
type drawn struct {
	now, after *quant.Portfolio
	shares     []Share // as they were taken
	tail       float64
	results    [2]*quant.Result // now and after

	bands    sync.Once
	curves   [4][][2]float64 // now low, now high, after low, after high
	bandsErr error
	tails    sync.Once
	swings   []Swing
	middle   float64 // value at risk with all rates at their means
	tailsErr error
}

// drawnKey names what was added up last for an organisation.
type drawnKey struct{ org string }

// same reports whether both are made of the same figures.
func (d *drawn) same(o *drawn) bool {
	return d.tail == o.tail && reflect.DeepEqual(d.shares, o.shares) && reflect.DeepEqual(d.now, o.now) && reflect.DeepEqual(d.after, o.after)
}

// Bands are the ends of the band around both curves: low and high now, low and high after treatment. They hold 90 % of what
// the uncertainty of the rates makes of the curve; see quant.Portfolio.AtRates. What is lost in one event stays a
// distribution in them, and a rate that is one number or a probability stays as it is.
func (p *Portfolio) Bands() (curves [4][][2]float64, err error) {
	d := p.drawn
	if d == nil {
		return curves, nil
	}
	d.bands.Do(func() {
		how := quant.Options{Quantiles: slices.Clone(Levels)}
		for i, q := range []float64{0.05, 0.95, 0.05, 0.95} {
			from := d.now
			if i > 1 {
				from = d.after
			}
			result, err := quant.Aggregate(from.AtRates(q), how)
			if err != nil {
				d.bandsErr = outside(err)
				return
			}
			d.curves[i] = result.Curve
		}
	})
	return d.curves, d.bandsErr
}

// Exceedance is the picture of the loss exceedance curve with its bands and the tolerance.
func (p *Portfolio) Exceedance() (*picture.Picture, error) {
	bands, err := p.Bands()
	if err != nil {
		return nil, err
	}
	e := chart.Exceedance{Currency: p.Currency, Limit: p.Criteria, Now: chart.Curve{Points: p.Current.Curve, Low: bands[0], High: bands[1]}, After: chart.Curve{Points: p.After.Curve, Low: bands[2], High: bands[3]},
		Facts: chart.Told(p.Currency, p.Current.Quantiles["0.95"], p.Current.Quantiles["0.99"], p.After.Quantiles["0.95"], p.After.Quantiles["0.99"])}
	for _, l := range p.Limits.Points {
		e.Limits = append(e.Limits, [2]float64{l.Loss, l.Probability})
	}
	return e.Picture(), nil
}

// Swing is what the year becomes if one figure of a risk were known to lie at the low or the high end of its interval.
type Swing struct {
	Ref, Title string
	Input      quant.Input
	Ends       [2]float64 // of the interval
	Mean       [2]float64 // expected loss of the year, exact but for the cents
	Tail       [2]float64 // its value at risk at 95 %

	place int // of the scenario
}

// Width is how far the expected loss moves.
func (s *Swing) Width() float64 { return s.Mean[1] - s.Mean[0] }

// shownSwings are how many inputs a tornado shows.
const shownSwings = 10

// Swings are the inputs that move the expected loss of the year most, the widest first. The expected loss is a sum of rate
// times mean loss, so that no distribution is needed: the risk's part is replaced.
func (p *Portfolio) Swings() []Swing {
	var out []Swing
	for i, s := range p.Shares {
		scenario := p.drawn.now.Scenarios[s.place]
		loss := scenario.Severity.Mean()
		rest := p.Current.Mean - s.Expected
		if r := scenario.Rate; r != nil && r.Gamma90 != nil {
			out = append(out, Swing{Ref: s.Ref, Title: s.Title, Input: quant.InputRate, Ends: *r.Gamma90, Mean: [2]float64{rest + r.Gamma90[0]*loss, rest + r.Gamma90[1]*loss}, place: i})
		}
		if l := scenario.Severity.Lognormal90; l != nil {
			rate := s.Expected / loss
			out = append(out, Swing{Ref: s.Ref, Title: s.Title, Input: quant.InputLoss, Ends: *l, Mean: [2]float64{rest + rate*l[0], rest + rate*l[1]}, place: i})
		}
	}
	slices.SortStableFunc(out, func(a, b Swing) int { return cmp.Compare(b.Width(), a.Width()) })
	return out[:min(len(out), shownSwings)]
}

// Tails are the same inputs with what becomes of the value at risk at 95 % if all other rates are known, at their means, and
// what that is with all of them there. Two distributions for each input are computed, once.
func (p *Portfolio) Tails() (swings []Swing, middle float64, err error) {
	d := p.drawn
	if d == nil {
		return nil, 0, nil
	}
	d.tails.Do(func() {
		d.swings = p.Swings()
		at := d.now.AtMeans()
		if d.middle, d.tailsErr = tailOf(at); d.tailsErr != nil {
			return
		}
		for i := range d.swings {
			s := &d.swings[i]
			place := p.Shares[s.place].place
			known := at.Scenarios[place]
			for end := range s.Tail {
				from := known
				if s.Input == quant.InputRate {
					from = d.now.Scenarios[place]
				}
				at.Scenarios[place], _ = from.At(s.Input, end == 1)
				if s.Tail[end], d.tailsErr = tailOf(at); d.tailsErr != nil {
					return
				}
			}
			at.Scenarios[place] = known
		}
	})
	return d.swings, d.middle, d.tailsErr
}

func tailOf(p *quant.Portfolio) (float64, error) {
	result, err := quant.Aggregate(p, quant.Options{Quantiles: []float64{Levels[0]}})
	if err != nil {
		return 0, outside(err)
	}
	return result.Quantiles[LevelKey(Levels[0])], nil
}

// Tornado is the picture of the inputs that move the expected loss most or, with tail, what the same inputs make of the
// value at risk. address gives the page of a risk by its reference; nil for none.
func (p *Portfolio) Tornado(tail bool, address func(ref string) string) (*picture.Picture, error) {
	t := chart.Tornado{Result: "Expected yearly loss", Currency: p.Currency, Middle: p.Current.Mean}
	swings, err := p.Swings(), error(nil)
	if tail {
		t.Result = "Value at risk 95 %"
		if swings, t.Middle, err = p.Tails(); err != nil {
			return nil, err
		}
	}
	for _, s := range swings {
		x := chart.Swing{Label: s.Ref + " " + s.Title, Input: "Loss of one event", Short: "loss", Ends: Money(s.Ends[0], p.Currency) + " to " + Amount(s.Ends[1]), Low: s.Mean[0], High: s.Mean[1]}
		if s.Input == quant.InputRate {
			x.Input, x.Short, x.Ends = "Events a year", "rate", Frequency(s.Ends[0])+" to "+Frequency(s.Ends[1])
		}
		if tail {
			x.Low, x.High = s.Tail[0], s.Tail[1]
		}
		if address != nil {
			x.Address = address(s.Ref)
		}
		t.Swings = append(t.Swings, x)
	}
	return t.Picture(), nil
}

// Drawing is the criteria's matrix ready to be drawn; what stands in its cells and moves over it is added by the caller.
func (c *Criteria) Drawing(id, title string) *chart.Matrix {
	m := &chart.Matrix{ID: id, Title: title, Grid: c.Matrix, Cells: make([][]chart.Cell, len(c.Matrix))}
	for i, s := range c.Likelihood {
		m.Likelihood = append(m.Likelihood, s.Name)
		m.Cells[i] = make([]chart.Cell, len(c.Consequence))
	}
	for _, s := range c.Consequence {
		m.Consequence = append(m.Consequence, s.Name)
	}
	for _, l := range c.Levels {
		m.Levels = append(m.Levels, l.Name)
	}
	return m
}

// Ghosts are the extents of a risk's figures over the matrix, now and after treatment: from the low to the high ends of its
// 90 % intervals. None where the criteria have no bounds or the risk no figures.
func (c *Criteria) Ghosts(x *Risk) (out []chart.Ghost) {
	if !c.Bounded() {
		return nil
	}
	s := c.scales()
	for i, e := range []Estimate{x.Now, x.After} {
		if !e.Complete() {
			continue
		}
		low, high := e.RateLow, e.RateHigh
		if e.Probability > 0 {
			low, high = e.Probability, e.Probability
		}
		g := chart.Ghost{Label: "90 % of its figures now", Tone: picture.Bad, FromRow: along(s.Likelihood, low), ToRow: along(s.Likelihood, high), FromCol: along(s.Consequence, e.LossLow), ToCol: along(s.Consequence, e.LossHigh)}
		if i == 1 {
			g.Label, g.Tone = "90 % after treatment", picture.Accent
		}
		out = append(out, g)
	}
	return out
}

// along is where an amount lies on a scale, in steps: within a step by its powers of ten, before and beyond the scale at its
// ends.
func along(steps []matrix.Step, x float64) float64 {
	for i, s := range steps {
		if x > *s.To {
			continue
		}
		if x <= *s.From {
			return float64(i)
		}
		if *s.From <= 0 {
			return float64(i) + (x-*s.From)/(*s.To-*s.From)
		}
		return float64(i) + math.Log(x / *s.From)/math.Log(*s.To / *s.From)
	}
	return float64(len(steps))
}

// Reported is the picture of what the matrix report finds: every cell with its level, those that a finding names marked.
func (c *Criteria) Reported(found *matrix.Report) *picture.Picture {
	m := c.Drawing("matrix-report", "Matrix of "+c.Ref)
	marked := 0
	for i := range m.Cells {
		for j := range m.Cells[i] {
			if len(found.At(i+1, j+1)) > 0 {
				m.Cells[i][j].Fault = true
				marked++
			}
		}
	}
	m.Description = fmt.Sprintf("The level of each combination of likelihood and consequence. %d of %d cells are named by the report.", marked, len(c.Likelihood)*len(c.Consequence))
	p := m.Picture()
	p.Table.Head = append([]string{"Likelihood"}, m.Consequence...)
	for i := len(m.Likelihood) - 1; i >= 0; i-- {
		row := []string{m.Likelihood[i]}
		for j := range m.Consequence {
			text := m.Levels[c.Matrix[i][j]-1]
			if m.Cells[i][j].Fault {
				text += " (named)"
			}
			row = append(row, text)
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	return p
}
