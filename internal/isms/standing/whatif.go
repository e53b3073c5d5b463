package standing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
)

// Measure names a control.
type Measure struct {
	Ref   string `json:"ref"`
	Title string `json:"title"`
}

// Loss are the figures of a year's loss.
type Loss struct {
	Expected    float64 `json:"expected_loss"`
	ValueAtRisk float64 `json:"value_at_risk_95"` // the loss that one year in twenty exceeds
}

// Difference is the loss of a year before a change of controls and after it.
type Difference struct {
	Before    Loss          `json:"before"`
	After     Loss          `json:"after"`
	Tolerance []risk.Judged `json:"tolerance"` // Current is before the change, After is after it
}

// Shift is a risk that a change of controls moves, in one position.
type Shift struct {
	Ref      string       `json:"ref"`
	Title    string       `json:"title"`
	Residual bool         `json:"after_treatment"` // else today
	Before   risk.Figured `json:"before"`
	After    risk.Figured `json:"after"`
	From     string       `json:"level_before,omitempty"`
	To       string       `json:"level_after,omitempty"`
	// Above says that the risk rises above what is accepted without treatment.
	Above bool `json:"rises_above_criteria"`
}

// WhatIf is what happens if controls are not there, or others are.
type WhatIf struct {
	Without  []Measure  `json:"without"`
	With     []Measure  `json:"with"`
	Currency string     `json:"currency"`
	Criteria string     `json:"criteria,omitempty"`
	Current  Difference `json:"current"`
	Residual Difference `json:"residual"`
	Shifts   []Shift    `json:"shifts"` // those above the criteria first, then by how much they rise
	// Unknown are risks that need one of the controls and do not tell what it does to them: their figures without controls or
	// the effect are missing.
	Unknown []Measure `json:"not_assessed"`
	Words   string    `json:"words"`
	Choices []Choice  `json:"controls_with_effects"` // that it makes sense to ask about
}

// Choice is a control of which an effect on a risk is stated.
type Choice struct {
	Measure
	Implemented bool `json:"implemented"`
}

// choices are the controls with effects, in the order of Annex A.
func (f *Facts) choices() []Choice {
	out := []Choice{}
	for _, m := range f.controls {
		out = append(out, Choice{Measure{m.Ref, m.Title}, m.works()})
	}
	slices.SortFunc(out, func(a, b Choice) int { return strings.Compare(record.Fold(a.Ref), record.Fold(b.Ref)) })
	return out
}

// If works out what happens if the controls of without were not there and those of with were. Both are references or ids.
// Figures follow from those without controls wherever a risk has them, on both sides of the comparison; the other risks count as
// estimated by hand, and no control changes them.
func If(r *record.Reader, without, with []string) (*WhatIf, error) {
	w := &WhatIf{Shifts: []Shift{}, Unknown: []Measure{}}
	gone, err := choose(r, without)
	if err != nil {
		return nil, err
	}
	come, err := choose(r, with)
	if err != nil {
		return nil, err
	}
	ch := change{map[string]bool{}, map[string]bool{}}
	w.Without, w.With = gather(gone, ch.without), gather(come, ch.with)
	for _, c := range come {
		if ch.without[c.ID] {
			return nil, errs.New(errs.BadRequest, "%s cannot both go and come.", c.Ref)
		}
	}
	f, err := Read(r)
	if err != nil {
		return nil, err
	}
	w.Currency, w.Criteria, w.Choices = f.Criteria.Currency, f.Criteria.Ref, f.choices()
	var sums [4]quant.Portfolio // today before and after, after treatment before and after
	if err := f.each(r, func(x *risk.Risk) { w.take(f, x, ch, &sums) }); err != nil {
		return nil, err
	}
	if w.Current, err = f.difference(&sums[0], &sums[1]); err != nil {
		return nil, err
	}
	if w.Residual, err = f.difference(&sums[2], &sums[3]); err != nil {
		return nil, err
	}
	slices.SortStableFunc(w.Shifts, func(a, b Shift) int {
		if a.Above != b.Above {
			return map[bool]int{true: -1, false: 1}[a.Above]
		}
		return cmp.Compare(b.After.Expected-b.Before.Expected, a.After.Expected-a.Before.Expected)
	})
	w.say()
	return w, nil
}

// choose finds the controls by reference or id.
func choose(r *record.Reader, refs []string) (out []*control.Control, err error) {
	for _, ref := range refs {
		if ref == "" {
			continue
		}
		c, err := control.Controls.Find(r, ref)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func gather(controls []*control.Control, ids map[string]bool) []Measure {
	out := []Measure{}
	for _, c := range controls {
		if !ids[c.ID] {
			ids[c.ID] = true
			out = append(out, Measure{c.Ref, c.Title})
		}
	}
	return out
}

// each calls fn for every risk that is not closed and whose figures are in the currency of the criteria in force.
func (f *Facts) each(r *record.Reader, fn func(*risk.Risk)) error {
	versions, err := risk.CriteriaVersions.All(r, record.Query{})
	if err != nil {
		return err
	}
	currency := map[record.Ref]string{}
	for _, v := range versions {
		currency[record.Ref(v.ID)] = v.Currency
	}
	return r.Each(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}}}, func(rec record.Record) error {
		x := rec.(*risk.Risk)
		if c := currency[x.Criteria]; c == "" || f.Criteria.Currency == "" || c == f.Criteria.Currency {
			fn(x)
		}
		return nil
	})
}

// take adds a risk to all four sums and notes how the change moves it.
func (w *WhatIf) take(f *Facts, x *risk.Risk, ch change, sums *[4]quant.Portfolio) {
	touched := slices.ContainsFunc(x.Controls, func(id string) bool { return ch.without[id] || ch.with[id] })
	told := false
	for i, residual := range []bool{false, true} {
		before, ok := f.scenario(x, residual, change{})
		if !ok {
			before, ok = byHand(x, residual)
		}
		if !ok {
			continue
		}
		after, computed := f.scenario(x, residual, ch)
		if !computed {
			after = before
		}
		told = told || computed && f.states(x, ch)
		sums[2*i].Scenarios, sums[2*i+1].Scenarios = append(sums[2*i].Scenarios, before), append(sums[2*i+1].Scenarios, after)
		w.note(f, x, residual, before, after)
	}
	if touched && !told {
		w.Unknown = append(w.Unknown, Measure{x.Ref, x.Title})
	}
}

// states reports whether an effect on the risk is stated of one of the controls in question.
func (f *Facts) states(x *risk.Risk, ch change) bool {
	for _, e := range f.effects[x.ID] {
		if id := string(e.Control); (ch.without[id] || ch.with[id]) && len(e.Missing()) == 0 {
			return true
		}
	}
	return false
}

// byHand is the risk as estimated: after treatment as today where nothing is said of it.
func byHand(x *risk.Risk, residual bool) (quant.Scenario, bool) {
	if residual && x.After.Complete() {
		return x.After.Scenario(x.ID), true
	}
	return x.Now.Scenario(x.ID), x.Now.Complete()
}

func (w *WhatIf) note(f *Facts, x *risk.Risk, residual bool, before, after quant.Scenario) {
	a, b := f.Criteria.Figure(before), f.Criteria.Figure(after)
	if a == nil || b == nil || a.Expected == b.Expected && a.Cell == b.Cell {
		return
	}
	c := f.Criteria
	w.Shifts = append(w.Shifts, Shift{Ref: x.Ref, Title: x.Title, Residual: residual, Before: *a, After: *b, From: c.LevelName(a.Cell.Level), To: c.LevelName(b.Cell.Level),
		Above: b.Cell.Level > a.Cell.Level && !c.Acceptable(b.Cell.Level)})
}

// difference adds up both sides and sets them beside the tolerance.
func (f *Facts) difference(before, after *quant.Portfolio) (d Difference, err error) {
	d.Tolerance = []risk.Judged{}
	if len(before.Scenarios) == 0 {
		return d, nil
	}
	var sides [2]*quant.Result
	for i, p := range []*quant.Portfolio{before, after} {
		p.Currency, p.Criteria.ID = f.Criteria.Currency, f.Criteria.Digest
		if sides[i], err = f.Criteria.Tolerance.Aggregate(p); err != nil {
			return d, err
		}
	}
	at := func(r *quant.Result) Loss { return Loss{r.Mean, r.Quantiles[risk.LevelKey(0.95)]} }
	d.Before, d.After = at(sides[0]), at(sides[1])
	d.Tolerance = f.Criteria.Tolerance.Judge(f.Criteria.Currency, sides[0], sides[1])
	return d, nil
}

// Broken are the limits of the tolerance that are kept before the change and not after it.
func (d *Difference) Broken() (limits []string) {
	for _, t := range d.Tolerance {
		if t.Kept && !t.Later {
			limits = append(limits, t.Limit)
		}
	}
	return limits
}

// say puts the answer in a sentence.
func (w *WhatIf) say() {
	if len(w.Without)+len(w.With) == 0 {
		w.Words = "Choose controls that go or come."
		return
	}
	above, grow := map[string]bool{}, map[string]bool{}
	for _, s := range w.Shifts {
		switch {
		case s.Above:
			above[s.Ref] = true
		case s.After.Expected > s.Before.Expected:
			grow[s.Ref] = true
		}
	}
	out := []string{map[bool]string{true: "1 risk rises", false: fmt.Sprintf("%d risks rise", len(above))}[len(above) == 1] + " above the criteria."}
	maps.DeleteFunc(grow, func(ref string, _ bool) bool { return above[ref] })
	if n := len(grow); n > 0 {
		out = append(out, map[bool]string{true: "1 other grows.", false: fmt.Sprintf("%d others grow.", n)}[n == 1])
	}
	for _, side := range []struct {
		name string
		d    *Difference
	}{{"Today", &w.Current}, {"After treatment", &w.Residual}} {
		out = append(out, fmt.Sprintf("%s %s expected a year instead of %s.", side.name, risk.Money(side.d.After.Expected, w.Currency), risk.Money(side.d.Before.Expected, w.Currency)))
		if broken := side.d.Broken(); len(broken) > 0 {
			out = append(out, fmt.Sprintf("No longer kept: %s.", strings.Join(broken, "; ")))
		}
	}
	if n := len(w.Unknown); n > 0 {
		out = append(out, fmt.Sprintf("Not assessed: %s.", map[bool]string{true: "1 risk that needs them", false: fmt.Sprintf("%d risks that need them", n)}[n == 1]))
	}
	w.Words = strings.Join(out, " ")
}
