// Package standing tells how each risk stands without controls, today and after treatment, what changes if controls go or come,
// and which actions of the treatment plan are worth their cost (6.1.3).
package standing

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
)

// Facts are what standings are computed from, at the moment of the reader they were read with.
type Facts struct {
	Criteria *risk.Criteria // in force; empty if there are none
	// Planned is the reliability counted for a control that is not implemented yet; nil if there is nothing to take it from.
	Planned  *float64
	Origin   string // of Planned, in words
	effects  map[string][]*effect.Effect
	controls map[string]*measure
}

// measure is a control with what evidence shows of it.
type measure struct {
	*control.Control
	observed effect.Observed
}

// works reports whether the control is implemented, and so acts today.
func (m *measure) works() bool { return m.Implementation == "implemented" && !m.excluded() }

func (m *measure) excluded() bool { return m.Applicability == "excluded" }

// Read reads what is known of effects and controls: of all risks, or of those named.
func Read(r *record.Reader, risks ...string) (*Facts, error) {
	f := &Facts{controls: map[string]*measure{}}
	var err error
	if f.Criteria, err = risk.InForce(r); err != nil {
		return nil, err
	}
	if f.Criteria == nil {
		f.Criteria = &risk.Criteria{}
	}
	if f.effects, err = effect.Of(r, risks...); err != nil {
		return nil, err
	}
	return f, f.readControls(r)
}

// readControls reads the controls that have effects, and from them and the criteria what a planned one may count.
func (f *Facts) readControls(r *record.Reader) error {
	seen := map[string]bool{}
	for _, list := range f.effects {
		for _, e := range list {
			seen[string(e.Control)] = true
		}
	}
	if len(seen) == 0 {
		return nil
	}
	// All that are implemented, for the mean; the others as far as they have effects.
	all, err := control.Controls.All(r, record.Query{})
	if err != nil {
		return err
	}
	proofs, err := control.EvidenceOf(r)
	if err != nil {
		return err
	}
	sum, n := 0.0, 0
	for _, c := range all {
		m := &measure{Control: c}
		if m.works() {
			m.observed = effect.Reliability(proofs[c.ID], c.ImplementedOn, r.Today())
			sum, n = sum+m.observed.Reliability, n+1
		}
		if seen[c.ID] {
			f.controls[c.ID] = m
		}
	}
	switch target := f.Criteria.PlannedReliability; {
	case target > 0:
		f.Planned, f.Origin = &target, fmt.Sprintf("%s, which %s plans for", risk.Percent(target), f.Criteria.Ref)
	case n > 0:
		mean := sum / float64(n)
		f.Planned, f.Origin = &mean, fmt.Sprintf("%s, the mean of what evidence shows of %s", risk.Percent(mean), count(n, "implemented control"))
	default:
		f.Origin = "not known: no control is implemented, and the criteria plan for none"
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// change is a set of controls, by id, that are supposed to go or to come.
type change struct{ without, with map[string]bool }

// acting are the effects on a risk as package quant computes with them: of the controls that act today, or after treatment.
func (f *Facts) acting(x *risk.Risk, residual bool, ch change) (effects []quant.Effect) {
	for _, e := range f.effects[x.ID] {
		m := f.controls[string(e.Control)]
		if m == nil || !slices.Contains(x.Controls, string(e.Control)) {
			continue
		}
		if reliability, acts := f.counted(m, residual, ch); acts {
			effects = append(effects, e.Quant(m.Ref, reliability))
		}
	}
	// Of equal controls the order is that of what they act on, whatever the order of the register.
	slices.SortStableFunc(effects, func(a, b quant.Effect) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.On, b.On)) })
	return effects
}

// counted is the reliability a control counts with; acts is false if it does not act in this position. What is implemented
// counts as observed, what is planned or supposed as planned for.
func (f *Facts) counted(m *measure, residual bool, ch change) (reliability *float64, acts bool) {
	switch {
	case ch.without[m.ID], m.excluded() && !ch.with[m.ID]:
		return nil, false
	case m.works():
		return &m.observed.Reliability, true
	case residual || ch.with[m.ID]:
		return f.Planned, true
	}
	return nil, false
}

// scenario is the risk without controls with the effects of those that act; ok is false without such figures.
func (f *Facts) scenario(x *risk.Risk, residual bool, ch change) (s quant.Scenario, ok bool) {
	if !x.Inherent.Complete() {
		return s, false
	}
	s = x.Inherent.Scenario(x.ID)
	s.Controls = f.acting(x, residual, ch)
	return s, true
}

// Derive are the figures that follow for a risk, whether or not somebody estimated them by hand.
func (f *Facts) Derive(x *risk.Risk) (d risk.Derived) {
	now, ok := f.scenario(x, false, change{})
	if !ok {
		return d
	}
	after, _ := f.scenario(x, true, change{})
	return risk.Derived{Now: &now, After: &after}
}

type portfolioKey struct{}

// PortfolioOf is the loss of a year from all risks, with figures that follow from effects where nobody estimated them. It is
// kept until something is written; nobody changes it.
func PortfolioOf(r *record.Reader) (*risk.Portfolio, error) {
	return record.Cached(r, portfolioKey{}, func() (*risk.Portfolio, error) {
		f, err := Read(r)
		if err != nil {
			return nil, err
		}
		return risk.PortfolioOf(r, f.Derive)
	})
}
