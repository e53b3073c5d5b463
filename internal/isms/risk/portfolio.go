package risk

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report/chart"
)

// Levels are where value at risk and expected shortfall are told.
var Levels = []float64{0.95, 0.99, 0.999}

// Share is what one risk has in the expected loss of a year.
type Share struct {
	Ref      string  `json:"ref"`
	Title    string  `json:"title"`
	Level    string  `json:"level,omitempty"` // as rated, before treatment
	Expected float64 `json:"expected_loss"`
	Low      float64 `json:"low"` // 90 % of rate times loss
	High     float64 `json:"high"`
	Part     float64 `json:"part"`            // of the whole, 0 to 1
	After    float64 `json:"after"`           // expected loss after treatment; as before where that is not estimated
	Treated  bool    `json:"estimated_after"` // the figures after treatment are estimated
	Source   string  `json:"estimate_source,omitempty"`
	// Computed and AfterComputed say that the figures follow from those without controls and the effects of controls, because
	// nobody estimated them.
	Computed      bool `json:"computed,omitempty"`
	AfterComputed bool `json:"after_computed,omitempty"`

	place int // of its scenario
}

// Derived are the figures of a risk that follow from those without controls and from the effects of controls; nil where they
// cannot be computed.
type Derived struct{ Now, After *quant.Scenario }

// Judged is a limit of the tolerance with what the figures say to it.
type Judged struct {
	Limit   string `json:"limit"`
	Current string `json:"current"`
	After   string `json:"after"`
	Kept    bool   `json:"kept"`       // before treatment
	Later   bool   `json:"kept_after"` // after it
}

// Portfolio is the loss of a year from all risks that have figures.
type Portfolio struct {
	Currency string    `json:"currency"`
	Criteria string    `json:"criteria,omitempty"` // reference of the version in force
	Digest   string    `json:"criteria_id,omitempty"`
	Limits   Tolerance `json:"tolerance,omitzero"`
	// Risks counts what is not closed, Quantified those of them with frequency and loss. Foreign have figures in another
	// currency; they are left out, because nobody has said at which rate to change them.
	Risks      int           `json:"risks"`
	Quantified int           `json:"quantified"`
	Foreign    []string      `json:"other_currency,omitempty"`
	Unchanged  int           `json:"not_estimated_after"` // in the figures after treatment as before it
	Current    *quant.Result `json:"current,omitempty"`   // nil if nothing is quantified
	After      *quant.Result `json:"after,omitempty"`
	Tolerance  []Judged      `json:"tolerance_kept"`
	Shares     []Share       `json:"shares"` // greatest first

	drawn *drawn // nil if nothing is quantified
}

// Missing is how many risks have no figures.
func (p *Portfolio) Missing() int { return p.Risks - p.Quantified }

// PortfolioOf computes the loss of a year from all risks of the register that are not closed. Figures estimated by hand count;
// where there are none, those that derive gives.
func PortfolioOf(r *record.Reader, derive func(*Risk) Derived) (*Portfolio, error) {
	p := &Portfolio{Tolerance: []Judged{}, Shares: []Share{}}
	c, err := InForce(r)
	if err != nil {
		return nil, err
	}
	if c == nil {
		c = &Criteria{}
	}
	p.Currency, p.Criteria, p.Digest, p.Limits = c.Currency, c.Ref, c.Digest, c.Tolerance
	versions, err := CriteriaVersions.All(r, record.Query{})
	if err != nil {
		return nil, err
	}
	byID := map[string]*Criteria{}
	for _, v := range versions {
		byID[v.ID] = v
	}
	now := &quant.Portfolio{Currency: p.Currency, Criteria: quant.Criteria{ID: c.Digest}}
	after := &quant.Portfolio{Currency: p.Currency, Criteria: now.Criteria}
	if err := r.Each(Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}}}, func(rec record.Record) error {
		x := rec.(*Risk)
		p.take(x, derive(x), byID, now, after)
		return nil
	}); err != nil {
		return nil, err
	}
	memo, key := &r.Org().Store().Memo, drawnKey{r.Org().ID()}
	last, _ := memo.Load(key)
	if err := p.compute(last, now, after); err != nil {
		return nil, err
	}
	memo.Store(key, p.drawn)
	return p, nil
}

// take adds a risk to both portfolios, if it has figures in their currency.
func (p *Portfolio) take(r *Risk, d Derived, versions map[string]*Criteria, now, after *quant.Portfolio) {
	p.Risks++
	if !r.Now.Complete() && d.Now == nil {
		return
	}
	c := versions[string(r.Criteria)]
	if c == nil {
		c = &Criteria{}
	}
	if c.Currency != "" && p.Currency != "" && c.Currency != p.Currency {
		p.Foreign = append(p.Foreign, r.Ref)
		return
	}
	p.Quantified++
	scenario := r.Now.Scenario(r.ID)
	s := Share{place: len(now.Scenarios), Ref: r.Ref, Title: r.Title, Level: c.LevelName(r.Level), Source: r.Now.Source}
	if !r.Now.Complete() {
		scenario, s.Computed, s.Source = *d.Now, true, r.Inherent.Source
	}
	f := c.Figure(scenario)
	s.Low, s.High, s.Expected, s.After = f.Low, f.High, f.Expected, f.Expected
	now.Scenarios = append(now.Scenarios, scenario)
	switch {
	case r.After.Complete():
		s.After, s.Treated = r.After.Expected, true
		scenario = r.After.Scenario(r.ID)
	case d.After != nil:
		scenario, s.Treated, s.AfterComputed = *d.After, true, true
		s.After = c.Figure(scenario).Expected
	default:
		p.Unchanged++
	}
	after.Scenarios = append(after.Scenarios, scenario)
	p.Shares = append(p.Shares, s)
}

// Aggregate is the loss of a year with the levels that are told and that the limits ask for.
func (t *Tolerance) Aggregate(p *quant.Portfolio) (*quant.Result, error) {
	how := quant.Options{Quantiles: slices.Clone(Levels)}
	if t.TailLevel > 0 && !slices.Contains(how.Quantiles, t.TailLevel) {
		how.Quantiles = append(how.Quantiles, t.TailLevel)
	}
	r, err := quant.Aggregate(p, how)
	return r, outside(err)
}

// compute adds the figures up, or takes over what was added up last if it was the same.
func (p *Portfolio) compute(last any, now, after *quant.Portfolio) (err error) {
	if p.Quantified == 0 {
		return nil
	}
	d := &drawn{now: now, after: after, shares: slices.Clone(p.Shares), tail: p.Limits.TailLevel}
	if last, _ := last.(*drawn); last != nil && last.same(d) {
		d = last
	}
	if d.results[1] == nil {
		if d.results[0], err = p.Limits.Aggregate(now); err != nil {
			return err
		}
		if d.results[1], err = p.Limits.Aggregate(after); err != nil {
			return err
		}
	}
	p.drawn, p.Current, p.After = d, d.results[0], d.results[1]
	for i := range p.Shares {
		p.Shares[i].Part = p.Shares[i].Expected / p.Current.Mean
	}
	slices.SortStableFunc(p.Shares, func(a, b Share) int { return cmp.Compare(b.Expected, a.Expected) })
	p.judge()
	return nil
}

// outside makes of a failure of the mathematics, which is not of the caller's doing, a sentence for people: figures so far
// apart that no grid holds them.
func outside(err error) error {
	if e, ok := errors.AsType[*errs.Error](err); ok && e.Kind == errs.Internal {
		return errs.New(errs.Conflict, "The figures cannot be added up: %s. Look for a risk whose interval is far wider than the others.", e.Message)
	}
	return err
}

func (p *Portfolio) judge() { p.Tolerance = p.Limits.Judge(p.Currency, p.Current, p.After) }

// Judge sets the figures before something and after it beside the limits.
func (t *Tolerance) Judge(currency string, now, after *quant.Result) []Judged {
	out := []Judged{}
	judged := func(limit string, most float64, of func(*quant.Result) (float64, string)) {
		x, said := of(now)
		y, later := of(after)
		out = append(out, Judged{Limit: limit, Current: said, After: later, Kept: x <= most, Later: y <= most})
	}
	for _, at := range t.Points {
		judged(fmt.Sprintf("A year above %s: at most %s likely", Money(at.Loss, currency), Percent(at.Probability)), at.Probability, func(r *quant.Result) (float64, string) {
			x, below := r.Exceedance(at.Loss)
			return x, map[bool]string{true: "at most ", false: ""}[below] + Percent(x)
		})
	}
	if limit := t.ExpectedLoss; limit > 0 {
		judged("Expected yearly loss at most "+Money(limit, currency), limit, func(r *quant.Result) (float64, string) { return r.Mean, Money(r.Mean, currency) })
	}
	if limit := t.TailLoss; limit > 0 {
		judged(fmt.Sprintf("Loss that one year in %s exceeds: at most %s", OneIn(1-t.TailLevel), Money(limit, currency)), limit, func(r *quant.Result) (float64, string) {
			x := r.Quantiles[LevelKey(t.TailLevel)]
			return x, Money(x, currency)
		})
	}
	return out
}

// LevelKey is a level as quant.Result names it.
func LevelKey(level float64) string { return fmt.Sprintf("%v", level) }

// Percent writes a probability for people, to two digits.
func Percent(p float64) string { return chart.Percent(p) }

// OneIn writes a probability as one in so many.
func OneIn(p float64) string { return Amount(math.Round(1 / p)) }
