// Package choice finds which actions take most off the expected loss within a budget, and which cost least for a goal. Answers
// are exact: sets are searched by branch and bound (Land and Doig, Econometrica 28, 1960, pp. 497–520), whose bound Problem
// explains, and a search that would take too long is an error and no answer.
package choice

import (
	"math/bits"
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant"
)

// Set is a set of actions or of controls: bit i stands for the one at place i.
type Set uint64

// Has reports whether place i is in the set.
func (s Set) Has(i int) bool { return s>>i&1 == 1 }

// Action puts controls in place at a cost. A control that several actions name needs all of them.
type Action struct {
	ID       string
	Cost     float64 // 0 or more
	Controls []string
}

// Loss is a risk whose expected loss the actions can change: its scenario with the controls that are in place, and what the
// others do to it.
type Loss struct {
	Scenario quant.Scenario
	Effects  map[string][]quant.Effect // by control
}

// Problem is what is chosen from.
//
// The expected loss of a risk with controls C in place more is at least its expected loss E without them times the product of
// what each leaves: exactly so for a rate, and for a probability p because 1-(1-p)^q ≥ qp for q from 0 to 1 (Bernoulli's
// inequality). Hence what C takes off is at most E times the sum of the shares that each control takes alone. That sum is
// shared out among the actions that a control still needs, and the fractional knapsack (Dantzig, Operations Research 5, 1957,
// pp. 266–277) over the actions gives the bound: no set within the budget takes more off.
type Problem struct {
	actions  []Action
	all      Set
	controls []string // that actions put in place
	needs    []Set    // of each control: its actions
	losses   []*loss
	fixed    float64 // expected loss of what no action changes
	visited  int
}

// loss is a risk with the controls that act on it.
type loss struct {
	scenario quant.Scenario
	controls Set
	effects  [][]quant.Effect // by control
	share    []float64        // by control: what it takes off alone, 0 to 1
	expected map[Set]float64  // by the controls in place
}

// Limits of size.
const (
	MostActions  = 40
	mostControls = 64
	mostVisits   = 300_000 // sets looked at for one problem
	mostPoints   = 300     // of a frontier
)

// New prepares a problem. fixed is the expected loss that no action changes. It fails on more than MostActions actions, on more
// than 64 controls, and on a negative cost.
func New(actions []Action, losses []Loss, fixed float64) (*Problem, error) {
	if len(actions) > MostActions {
		return nil, errs.New(errs.Conflict, "There are %d actions to choose from, and at most %d can be weighed exactly. Drop some, or mark as done what is done.", len(actions), MostActions)
	}
	p := &Problem{actions: actions, all: Set(1)<<len(actions) - 1, fixed: fixed}
	for i, a := range actions {
		if !(a.Cost >= 0) {
			return nil, errs.New(errs.Invalid, "%s costs %v; a cost is 0 or more.", a.ID, a.Cost)
		}
		for _, c := range a.Controls {
			at := slices.Index(p.controls, c)
			if at < 0 {
				at = len(p.needs)
				p.controls, p.needs = append(p.controls, c), append(p.needs, 0)
			}
			p.needs[at] |= 1 << i
		}
	}
	if len(p.needs) > mostControls {
		return nil, errs.New(errs.Conflict, "The actions put %d controls in place, and at most %d can be weighed exactly. Leave some actions out.", len(p.needs), mostControls)
	}
	for _, l := range losses {
		p.add(l)
	}
	return p, nil
}

// add takes a risk in; one without figures counts nothing.
func (p *Problem) add(from Loss) {
	l := &loss{scenario: from.Scenario, effects: make([][]quant.Effect, len(p.needs)), share: make([]float64, len(p.needs)), expected: map[Set]float64{}}
	for at, id := range p.controls {
		effects := from.Effects[id]
		left := 1.0
		for _, e := range effects {
			left = float64(left * (1 - e.Off()))
		}
		if left < 1 {
			l.controls |= 1 << at
			l.effects[at], l.share[at] = effects, 1-left
		}
	}
	if l.controls == 0 {
		p.fixed += l.with(0)
		return
	}
	p.losses = append(p.losses, l)
}

// with is the expected loss of a year with these controls in place as well.
func (l *loss) with(controls Set) float64 {
	controls &= l.controls
	if known, ok := l.expected[controls]; ok {
		return known
	}
	s := l.scenario
	s.Controls = append([]quant.Effect{}, s.Controls...)
	for i, effects := range l.effects {
		if controls.Has(i) {
			s.Controls = append(s.Controls, effects...)
		}
	}
	rate, each, _ := s.Expected()
	l.expected[controls] = float64(rate * each)
	return l.expected[controls]
}

// inPlace are the controls all of whose actions are in the set.
func (p *Problem) inPlace(chosen Set) (controls Set) {
	for i, needs := range p.needs {
		if needs&^chosen == 0 {
			controls |= 1 << i
		}
	}
	return controls
}

// Expected is the expected loss of a year once the actions are done.
func (p *Problem) Expected(chosen Set) float64 {
	controls := p.inPlace(chosen)
	sum := p.fixed
	for _, l := range p.losses {
		sum += l.with(controls)
	}
	return sum
}

// Cost of the actions together.
func (p *Problem) Cost(chosen Set) (sum float64) {
	for i, a := range p.actions {
		if chosen.Has(i) {
			sum += a.Cost
		}
	}
	return sum
}

// All is the set of all actions.
func (p *Problem) All() Set { return p.all }

// Count is how many are in the set.
func (s Set) Count() int { return bits.OnesCount64(uint64(s)) }

// visit counts the sets looked at, so that a page is never waited for in vain.
func (p *Problem) visit() error {
	if p.visited++; p.visited > mostVisits {
		return errs.New(errs.Conflict, "With %d actions the best set cannot be proven in reasonable time. Leave out actions that are decided already, or that take nothing off.", len(p.actions))
	}
	return nil
}
