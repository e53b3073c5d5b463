package quant

import (
	"math"

	"github.com/assay-isms/assay/internal/errs"
)

// Attribution says what a change of the figures is made of.
type Attribution struct {
	Currency    string  `json:"currency"`
	Mean        Change  `json:"mean"`
	ValueAtRisk Change  `json:"value_at_risk"`
	Levels      Levels  `json:"levels"`
	NotAssessed []Unset `json:"not_assessed,omitempty"` // of the portfolio after the change
	Engine      string  `json:"engine"`
	Hash        string  `json:"hash"`
}

// Levels are those at which the value at risk is taken, from the criteria.
type Levels struct {
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// Change is a figure before and after with the share of each cause. Before + Facts + Controls + Criteria + Engine is After
// exactly, in the arithmetic of float64 and in any order.
type Change struct {
	Before   float64 `json:"before"`
	After    float64 `json:"after"`
	Change   float64 `json:"change"`
	Facts    float64 `json:"facts"`    // frequencies and severities, scenarios come and gone
	Controls float64 `json:"controls"` // effects
	Criteria float64 `json:"criteria"` // dependence, level
	Engine   float64 `json:"engine"`   // between the figure recorded by another version of the engine and the same computed now
}

// causes of a change, as bits: the portfolio after the change gives them where the bit is set.
const (
	facts = 1 << iota
	controls
	criteria
	allCauses
)

// Attribute splits the change from one portfolio to another by Shapley's value (Contributions to the Theory of Games II,
// 1953, pp. 307–317): the mean, over all orders in which facts, controls and criteria may change, of what each changes in
// its turn. If before holds recorded figures, the difference to the same portfolio computed now is the engine's.
func Attribute(before, after *Portfolio) (*Attribution, error) {
	if before.Currency != after.Currency {
		return nil, errs.Invalidf("The portfolios are in %s and in %s. Convert one first, so that a rate of exchange is not taken for a risk.", before.Currency, after.Currency)
	}
	var means, risks [allCauses]float64
	for mix := range allCauses {
		p := mixture(before, after, mix)
		r, err := Aggregate(p, Options{Quantiles: []float64{p.level()}})
		if err != nil {
			return nil, err
		}
		means[mix], risks[mix] = r.Mean, r.Quantiles[key(p.level())]
	}
	recordedMean, recordedRisk := means[0], risks[0]
	if before.Recorded != nil {
		recordedMean, recordedRisk = before.Recorded.Mean, before.Recorded.ValueAtRisk
	}
	_, unset := after.risks(0.5)
	a := &Attribution{
		Currency: after.Currency, Mean: split(recordedMean, means), ValueAtRisk: split(recordedRisk, risks),
		Levels: Levels{before.level(), after.level()}, NotAssessed: unset, Engine: Engine,
	}
	a.Hash = a.fingerprint()
	return a, nil
}

// level is where the value at risk is taken.
func (p *Portfolio) level() float64 {
	if p.Criteria.Level == 0 {
		return 0.95
	}
	return p.Criteria.Level
}

// mixture takes each cause from after if its bit is set, else from before.
func mixture(before, after *Portfolio, mix int) *Portfolio {
	from := func(cause int) *Portfolio {
		if mix&cause != 0 {
			return after
		}
		return before
	}
	effects := map[string][]Effect{}
	for _, s := range from(controls).Scenarios {
		effects[s.ID] = s.Controls
	}
	p := &Portfolio{Currency: after.Currency, Criteria: from(criteria).Criteria}
	for _, s := range from(facts).Scenarios {
		s.Controls = effects[s.ID]
		p.Scenarios = append(p.Scenarios, s)
	}
	return p
}

// Split divides the change of any figure that facts, controls and criteria make: figure computes it with each cause as it is
// after the change, where the argument is true, or before it. recorded is what was recorded before the change, by another
// version of the engine; nil if nothing was.
func Split(recorded *float64, figure func(facts, controls, criteria bool) float64) Change {
	var v [allCauses]float64
	for mix := range allCauses {
		v[mix] = figure(mix&facts != 0, mix&controls != 0, mix&criteria != 0)
	}
	if recorded == nil {
		recorded = &v[0]
	}
	return split(*recorded, v)
}

// split gives each cause its share. Figures are rounded to whole multiples of six times a power of two some 2⁻⁴⁶ of the
// greatest, so that all shares, being sixths, are whole multiples of that power and add up without rounding.
func split(recorded float64, v [allCauses]float64) Change {
	top := math.Abs(recorded)
	for _, x := range v {
		top = max(top, math.Abs(x))
	}
	_, e := math.Frexp(top)
	unit := math.Ldexp(1, e-46)
	var n [allCauses]int64
	for i, x := range v {
		n[i] = int64(math.RoundToEven(x / (6 * unit)))
	}
	start := int64(math.RoundToEven(recorded / (6 * unit)))
	amount := func(sixths int64) float64 { return float64(float64(sixths) * unit) }
	return Change{
		Before: amount(6 * start), After: amount(6 * n[allCauses-1]), Change: amount(6 * (n[allCauses-1] - start)),
		Facts: amount(shapley(n, facts)), Controls: amount(shapley(n, controls)), Criteria: amount(shapley(n, criteria)),
		Engine: amount(6 * (n[0] - start)),
	}
}

// shapley is six times the share of one of three causes: alone and last it counts in two orders each, between in one each.
func shapley(v [allCauses]int64, cause int) (share int64) {
	for mix := range allCauses {
		if mix&cause != 0 {
			continue
		}
		weight := int64(1)
		if others := (allCauses - 1) &^ cause; mix == 0 || mix == others {
			weight = 2
		}
		share += weight * (v[mix|cause] - v[mix])
	}
	return share
}

func (a *Attribution) fingerprint() string {
	d := newDigest("attribute")
	d.text(a.Currency)
	for _, c := range []Change{a.Mean, a.ValueAtRisk} {
		d.numbers(c.Before, c.After, c.Facts, c.Controls, c.Criteria, c.Engine)
	}
	d.numbers(a.Levels.Before, a.Levels.After)
	return d.String()
}
