package standing

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/choice"
	"github.com/assay-isms/assay/internal/record"
)

// Worth is an open action of the treatment plan weighed against what it takes off the expected loss of a year. A control that
// several open actions put in place needs all of them. One that is implemented already adds nothing.
type Worth struct {
	Ref      string      `json:"ref"`
	Title    string      `json:"title"`
	Due      record.Date `json:"due"`
	Cost     float64     `json:"cost"`
	Controls []string    `json:"controls"`       // that it helps to put in place
	Needs    []string    `json:"needs_too"`      // other actions without which one of these controls is not in place
	First    float64     `json:"takes_off"`      // a year, done before all others
	Last     float64     `json:"takes_off_last"` // a year, done after all others
	// PerCost is First for each unit of cost, Payback after how many years the cost is back, and Return the return on security
	// investment in the first year, (First - Cost) / Cost (Sonnenreich, Albanese and Stout, Journal of Research and Practice in
	// Information Technology 38, 2006, pp. 45–56). They are nil where the action costs nothing or takes nothing off.
	PerCost *float64 `json:"takes_off_per_cost,omitempty"`
	Payback *float64 `json:"payback_years,omitempty"`
	Return  *float64 `json:"return_on_security_investment,omitempty"`
	Chosen  bool     `json:"chosen"` // within the budget
}

// Term is after how long the cost is back, for people.
func (a *Worth) Term() string {
	if a.Payback == nil {
		return "—"
	}
	return treatment.Term(*a.Payback)
}

// Gain is the return on security investment, for people.
func (a *Worth) Gain() string {
	if a.Return == nil {
		return "—"
	}
	return fmt.Sprintf("%+.0f %%", 100**a.Return)
}

// Chosen is a set of actions.
type Chosen struct {
	Actions   []string      `json:"actions"`
	Cost      float64       `json:"cost"`
	Loss      Loss          `json:"after"`
	Tolerance []risk.Judged `json:"tolerance"` // Current is today, After is with these actions
}

// FrontierPoint is a set of actions that no other set beats in both cost and expected loss.
type FrontierPoint struct {
	Cost     float64  `json:"cost"`
	Expected float64  `json:"expected_loss"`
	Actions  []string `json:"actions"`
}

// Frontier is what every budget buys: the best sets for all budgets, the cheapest first. Between two points more money buys
// nothing more.
type Frontier struct {
	Currency string          `json:"currency"`
	Points   []FrontierPoint `json:"points"`
	Whole    bool            `json:"whole"` // false if there are more points, between the first and the second
}

// Plan is the treatment plan weighed.
type Plan struct {
	Currency string   `json:"currency"`
	Criteria string   `json:"criteria,omitempty"`
	Today    Loss     `json:"today"`
	Budget   *float64 `json:"budget,omitempty"`
	Actions  []Worth  `json:"actions"`
	Within   *Chosen  `json:"within_budget,omitempty"`
	Cheapest *Chosen  `json:"cheapest_for_criteria,omitempty"`
	Goal     string   `json:"goal"` // what is said of the cheapest set, or why there is none
	Frontier Frontier `json:"frontier"`
	// Unplanned are controls that take something off a risk and are neither implemented nor put in place by an open action.
	Unplanned []Measure `json:"not_planned"`
	Planned   string    `json:"reliability_of_planned_controls"`
}

// weighing is a plan while it is worked out.
type weighing struct {
	*Facts
	plan    *Plan
	open    []*treatment.Treatment // that put something in place, in the order of the problem
	idle    []*treatment.Treatment // of which nobody has said that they take anything off
	adds    map[string][]string    // by action: the controls, by id, that it helps to put in place
	risks   []*risk.Risk
	problem *choice.Problem
}

// Weigh works out which open actions are worth their cost: each alone, the best set within the budget, and the cheapest set that
// keeps the tolerance of the criteria. Without a budget the best set may cost what all actions cost.
func Weigh(r *record.Reader, budget *float64) (*Plan, error) {
	if budget != nil && !(*budget >= 0 && !math.IsInf(*budget, 0)) {
		return nil, errs.InField("budget", "%v is no amount of 0 or more", *budget)
	}
	f, err := Read(r)
	if err != nil {
		return nil, err
	}
	w := &weighing{Facts: f, plan: &Plan{Currency: f.Criteria.Currency, Criteria: f.Criteria.Ref, Budget: budget, Actions: []Worth{}, Unplanned: []Measure{}, Planned: f.Origin}, adds: map[string][]string{}}
	if err := f.each(r, func(x *risk.Risk) { w.risks = append(w.risks, x) }); err != nil {
		return nil, err
	}
	open, err := treatment.Treatments.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"planned", "in_progress"}}}})
	if err != nil {
		return nil, err
	}
	if err := w.pose(open); err != nil {
		return nil, err
	}
	return w.plan, w.answer()
}

// pose makes the problem: what each open action puts in place, and what that takes off which risk.
func (w *weighing) pose(open []*treatment.Treatment) (err error) {
	acts := w.unmet()
	var actions []choice.Action
	planned := map[string]bool{}
	for _, t := range open {
		for _, id := range t.Controls {
			if acts[id] {
				w.adds[t.ID] = append(w.adds[t.ID], id)
				planned[id] = true
			}
		}
		if len(w.adds[t.ID]) == 0 {
			w.idle = append(w.idle, t)
			continue
		}
		w.open = append(w.open, t)
		actions = append(actions, choice.Action{ID: t.Ref, Cost: t.Cost, Controls: w.adds[t.ID]})
	}
	for id := range acts {
		if m := w.controls[id]; !planned[id] {
			w.plan.Unplanned = append(w.plan.Unplanned, Measure{m.Ref, m.Title})
		}
	}
	slices.SortFunc(w.plan.Unplanned, func(a, b Measure) int { return strings.Compare(record.Fold(a.Ref), record.Fold(b.Ref)) })
	var losses []choice.Loss
	fixed := 0.0
	for _, x := range w.risks {
		s, ok := w.scenario(x, false, change{})
		if !ok {
			if s, ok = byHand(x, false); ok {
				fixed += w.Criteria.Figure(s).Expected
			}
			continue
		}
		l := choice.Loss{Scenario: s, Effects: map[string][]quant.Effect{}}
		for _, e := range w.effects[x.ID] {
			if id := string(e.Control); acts[id] && slices.Contains(x.Controls, id) {
				l.Effects[id] = append(l.Effects[id], e.Quant(w.controls[id].Ref, w.Planned))
			}
		}
		losses = append(losses, l)
	}
	w.problem, err = choice.New(actions, losses, fixed)
	return err
}

// unmet are the controls that take something off a risk of which the figures are known, and do not act yet.
func (w *weighing) unmet() map[string]bool {
	out := map[string]bool{}
	for _, x := range w.risks {
		for _, e := range w.effects[x.ID] {
			m := w.controls[string(e.Control)]
			if m != nil && !m.works() && !m.excluded() && slices.Contains(x.Controls, m.ID) && x.Inherent.Complete() {
				out[m.ID] = true
			}
		}
	}
	return out
}

// answer weighs every action, and chooses.
func (w *weighing) answer() error {
	budget := w.problem.Cost(w.problem.All())
	if w.plan.Budget != nil {
		budget = *w.plan.Budget
	}
	best, err := w.problem.Within(budget)
	if err != nil {
		return err
	}
	if best, _, err = w.problem.Cheapest(w.problem.Expected(best), nil); err != nil {
		return err
	}
	w.weigh(best)
	if w.plan.Within, err = w.chosen(best); err != nil {
		return err
	}
	if err := w.draw(); err != nil {
		return err
	}
	return w.reach()
}

// weigh tells what each action takes off, first of all and last of all.
func (w *weighing) weigh(best choice.Set) {
	none, all := w.problem.Expected(0), w.problem.All()
	for i, t := range w.open {
		a := Worth{Ref: t.Ref, Title: t.Title, Due: t.Due, Cost: t.Cost, Controls: []string{}, Needs: []string{}, Chosen: best.Has(i),
			First: none - w.problem.Expected(1<<i), Last: w.problem.Expected(all&^(1<<i)) - w.problem.Expected(all)}
		for _, id := range w.adds[t.ID] {
			a.Controls = append(a.Controls, w.controls[id].Ref)
		}
		for _, o := range w.open {
			if o != t && slices.ContainsFunc(w.adds[t.ID], func(id string) bool { return slices.Contains(w.adds[o.ID], id) }) {
				a.Needs = append(a.Needs, o.Ref)
			}
		}
		if a.Cost > 0 && a.First > 0 {
			each, years, gain := a.First/a.Cost, a.Cost/a.First, (a.First-a.Cost)/a.Cost
			a.PerCost, a.Payback, a.Return = &each, &years, &gain
		}
		w.plan.Actions = append(w.plan.Actions, a)
	}
	for _, t := range w.idle {
		w.plan.Actions = append(w.plan.Actions, Worth{Ref: t.Ref, Title: t.Title, Due: t.Due, Cost: t.Cost, Controls: []string{}, Needs: []string{}})
	}
	slices.SortStableFunc(w.plan.Actions, func(a, b Worth) int {
		return cmp.Or(cmp.Compare(b.First*a.Cost, a.First*b.Cost), cmp.Compare(b.First, a.First)) // what each takes off for its cost
	})
}

// refs are the references of a set's actions.
func (w *weighing) refs(s choice.Set) []string {
	out := []string{}
	for i, t := range w.open {
		if s.Has(i) {
			out = append(out, t.Ref)
		}
	}
	return out
}

// with is the loss of a year from all risks once the actions are done.
func (w *weighing) with(s choice.Set) *quant.Portfolio {
	missing := map[string]bool{}
	for i, t := range w.open {
		for _, id := range w.adds[t.ID] {
			missing[id] = missing[id] || !s.Has(i)
		}
	}
	ch := change{with: map[string]bool{}}
	for id, m := range missing {
		ch.with[id] = !m
	}
	p := &quant.Portfolio{}
	for _, x := range w.risks {
		one, ok := w.scenario(x, false, ch)
		if !ok {
			one, ok = byHand(x, false)
		}
		if ok {
			p.Scenarios = append(p.Scenarios, one)
		}
	}
	return p
}

func (w *weighing) chosen(s choice.Set) (*Chosen, error) {
	d, err := w.difference(w.with(0), w.with(s))
	if err != nil {
		return nil, err
	}
	w.plan.Today = d.Before
	return &Chosen{Actions: w.refs(s), Cost: w.problem.Cost(s), Loss: d.After, Tolerance: d.Tolerance}, nil
}

func (w *weighing) draw() error {
	points, whole, err := w.problem.Frontier()
	if err != nil {
		return err
	}
	w.plan.Frontier = Frontier{Currency: w.plan.Currency, Points: []FrontierPoint{}, Whole: whole}
	for _, at := range slices.Backward(points) {
		w.plan.Frontier.Points = append(w.plan.Frontier.Points, FrontierPoint{Cost: at.Cost, Expected: at.Expected, Actions: w.refs(at.Chosen)})
	}
	return nil
}

// mostDistributions is how many distributions a search for the cheapest set may compute.
const mostDistributions = 400

// reach looks for the cheapest set that keeps all limits of the tolerance.
func (w *weighing) reach() error {
	t := &w.Criteria.Tolerance
	if !t.Set() {
		w.plan.Goal = "The criteria in force set no tolerance, so that there is no goal to reach."
		return nil
	}
	if len(w.with(0).Scenarios) == 0 {
		w.plan.Goal = "No risk has figures."
		return nil
	}
	limit := math.Inf(1)
	if t.ExpectedLoss > 0 {
		limit = t.ExpectedLoss
	}
	kept := map[choice.Set]bool{}
	var failed error
	best, found, err := w.problem.Cheapest(limit, func(s choice.Set) bool {
		if is, known := kept[s]; known || failed != nil {
			return is
		}
		if len(kept) == mostDistributions {
			failed = errs.New(errs.Conflict, "With %d actions the cheapest set that keeps the tolerance cannot be proven in reasonable time. Leave out actions that are decided already.", len(w.open))
			return false
		}
		kept[s], failed = w.keeps(s)
		return kept[s]
	})
	switch {
	case err != nil || failed != nil:
		w.plan.Goal = errors.Join(failed, err).Error()
		return nil
	case !found:
		w.plan.Goal = "Not even all open actions together keep the tolerance of " + w.Criteria.Ref + "."
		return nil
	}
	if w.plan.Cheapest, err = w.chosen(best); err != nil {
		return err
	}
	keep := map[bool]string{true: "keeps", false: "keep"}[best.Count() == 1]
	w.plan.Goal = fmt.Sprintf("%s for %s %s the tolerance of %s, and no cheaper set does.", count(best.Count(), "action"), risk.Money(w.plan.Cheapest.Cost, w.plan.Currency), keep, w.Criteria.Ref)
	if best == 0 {
		w.plan.Goal = "The tolerance of " + w.Criteria.Ref + " is kept as it is."
	}
	return nil
}

// keeps reports whether every limit of the tolerance is kept once the actions are done.
func (w *weighing) keeps(s choice.Set) (bool, error) {
	p := w.with(s)
	p.Currency, p.Criteria.ID = w.Criteria.Currency, w.Criteria.Digest
	r, err := w.Criteria.Tolerance.Aggregate(p)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(w.Criteria.Tolerance.Judge(p.Currency, r, r), func(j risk.Judged) bool { return !j.Kept }), nil
}
