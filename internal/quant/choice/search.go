package choice

import (
	"cmp"
	"slices"
)

// near is how much two expected losses may differ and still be the same: rounding, nothing else.
const near = 1e-10

// node is a set on the way: what is chosen, and what is not decided yet.
type node struct {
	chosen, open Set
	cost, loss   float64
}

// worth is what an open action can take off at most, and its cost.
type worth struct {
	action      int
	value, cost float64
}

// Within is the set that leaves the least expected loss among those that cost no more than the budget.
func (p *Problem) Within(budget float64) (Set, error) {
	best := node{loss: p.Expected(0)}
	err := p.branch(node{open: p.all, loss: best.loss}, func(n node, open []worth) bool {
		if n.loss < float64(best.loss*(1-near)) {
			best = n
		}
		return float64(best.loss*(1-near)) <= n.loss-most(open, budget-n.cost)
	}, budget)
	return best.chosen, err
}

// Cheapest is the set of least cost that leaves at most this expected loss and meets the goal, which no set fails to meet that
// holds more actions than one that meets it; nil asks for the loss alone. found is false if not even all actions do.
func (p *Problem) Cheapest(loss float64, meets func(Set) bool) (best Set, found bool, err error) {
	limit := float64(loss * (1 + near))
	ok := func(s Set, expected float64) bool { return expected <= limit && (meets == nil || meets(s)) }
	if !ok(p.all, p.Expected(p.all)) {
		return 0, false, nil
	}
	best = p.all
	least := p.Cost(best)
	err = p.branch(node{open: p.all, loss: p.Expected(0)}, func(n node, open []worth) bool {
		more, enough := dearest(open, n.loss-limit)
		if !enough || n.cost+more > least || n.cost+more == least && best.Count() <= n.chosen.Count() {
			return true
		}
		if ok(n.chosen, n.loss) {
			best, least = n.chosen, n.cost
			return true
		}
		return meets != nil && !meets(n.chosen|n.open)
	}, p.Cost(p.all))
	return best, true, err
}

// branch visits the sets within the budget, those that promise most first. done is told the node with what its open actions are
// worth, greatest value per cost first, and says whether nothing better lies below it.
func (p *Problem) branch(n node, done func(node, []worth) bool, budget float64) error {
	if err := p.visit(); err != nil {
		return err
	}
	open := p.worths(n, budget)
	if done(n, open) || len(open) == 0 {
		return nil
	}
	next := open[0].action
	with := node{chosen: n.chosen | 1<<next, open: n.open &^ (1 << next), cost: n.cost + p.actions[next].Cost}
	if with.cost <= budget {
		with.loss = p.Expected(with.chosen)
		if err := p.branch(with, done, budget); err != nil {
			return err
		}
	}
	n.open &^= 1 << next
	return p.branch(n, done, budget)
}

// worths are the open actions with what each can take off at most, by the bound that Problem explains. An action that can
// take nothing off any more, or is beyond the budget, is left out.
func (p *Problem) worths(n node, budget float64) []worth {
	var values [MostActions]float64
	in := p.inPlace(n.chosen)
	for c, needs := range p.needs {
		missing := needs &^ n.chosen
		if in.Has(c) || missing&^n.open != 0 {
			continue
		}
		gain := 0.0
		for _, l := range p.losses {
			if l.controls.Has(c) {
				gain += float64(l.with(in) * l.share[c])
			}
		}
		for i := range p.actions {
			if missing.Has(i) {
				values[i] += gain / float64(missing.Count())
			}
		}
	}
	var out []worth
	for i, a := range p.actions {
		if n.open.Has(i) && values[i] > 0 && n.cost+a.Cost <= budget {
			out = append(out, worth{i, values[i], a.Cost})
		}
	}
	slices.SortStableFunc(out, func(a, b worth) int {
		return cmp.Compare(float64(b.value*a.cost), float64(a.value*b.cost))
	})
	return out
}

// most is the greatest value within the budget if actions could be done in part.
func most(open []worth, budget float64) (value float64) {
	for _, w := range open {
		if w.cost > budget {
			return value + float64(w.value*budget)/w.cost
		}
		value, budget = value+w.value, budget-w.cost
	}
	return value
}

// dearest is the least cost of so much value if actions could be done in part; enough is false if they have it not together.
func dearest(open []worth, value float64) (cost float64, enough bool) {
	for _, w := range open {
		if value <= 0 {
			return cost, true
		}
		if w.value >= value {
			return cost + float64(w.cost*value)/w.value, true
		}
		cost, value = cost+w.cost, value-w.value
	}
	return cost, value <= 0
}

// Point is a set that no other set beats in both cost and expected loss.
type Point struct {
	Chosen   Set
	Cost     float64
	Expected float64
}

// Frontier are the points of all budgets, dearest first: from the least expected loss that the actions can reach, at its least
// cost, down to doing nothing. whole is false if there were more than are shown; the cheaper ones are then missing, save nothing.
func (p *Problem) Frontier() (points []Point, whole bool, err error) {
	budget := p.Cost(p.all)
	for len(points) < mostPoints {
		best, err := p.Within(budget)
		if err != nil {
			return nil, false, err
		}
		best, _, err = p.Cheapest(p.Expected(best), nil)
		if err != nil {
			return nil, false, err
		}
		at := Point{best, p.Cost(best), p.Expected(best)}
		points = append(points, at)
		if best == 0 || at.Cost == 0 {
			return points, true, nil
		}
		budget = below(at.Cost)
	}
	return append(points, Point{Expected: p.Expected(0)}), false, nil
}

// below is the next number below a cost, by which a set of the same cost summed in another order is not taken for a cheaper one.
func below(cost float64) float64 { return float64(cost * (1 - 1e-12)) }
