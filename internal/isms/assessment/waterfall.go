package assessment

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
)

// Waterfall says what the change of the whole from one run to another is made of: facts (risks come and gone, ratings and
// figures before treatment), controls (what treatment takes off), criteria, and the engine where another one computed the
// run before.
type Waterfall struct {
	Before string `json:"before"`
	After  string `json:"after"`
	// Above is the number of risks above acceptance after treatment; the shares are parts of risks.
	Above       quant.Change `json:"above_acceptance"`
	AboveBefore int          `json:"above_acceptance_before"`
	AboveAfter  int          `json:"above_acceptance_after"`
	// ExpectedLoss is that of a year after treatment, in Currency; null for the reason Gap gives.
	ExpectedLoss *quant.Change `json:"expected_loss"`
	Currency     string        `json:"currency,omitempty"`
	Gap          string        `json:"gap,omitempty"`
	LeftOut      []string      `json:"left_out"`        // of the loss: risks of both runs for which one alone has figures
	Unquantified [2]int        `json:"without_figures"` // risks before and after
	ByNumber     []string      `json:"steps_by_number"` // versions whose steps are not comparable: there the numbers of the steps count
}

// Part is a step of a waterfall.
type Part struct {
	Name  string
	Value float64 // a total, or a change
	Total bool
}

// Parts are the steps of a change in their order, for a picture and its table.
func Parts(w *Waterfall, c *quant.Change) []Part {
	parts := []Part{{w.Before, c.Before, true}, {"Facts", c.Facts, false}, {"Controls", c.Controls, false}, {"Criteria", c.Criteria, false}}
	if c.Engine != 0 {
		parts = append(parts, Part{"Engine", c.Engine, false})
	}
	return append(parts, Part{w.After, c.After, true})
}

// Figures are the totals that an approved run froze, so that another engine's can be set beside them.
type Figures struct {
	Above        int     `json:"above_acceptance"`
	ExpectedLoss float64 `json:"expected_loss"`
}

// causes are the runs from which a mixed run takes facts, controls and criteria.
type causes struct{ facts, controls, criteria *whole }

// mixtures computes runs mixed of two runs.
type mixtures struct {
	*mappings
	byNumber map[string]bool
}

func newMixtures() *mixtures { return &mixtures{newMappings(), map[string]bool{}} }

func waterfall(before, after *whole) *Waterfall {
	m := newMixtures()
	mix := func(value func(causes) float64) func(facts, controls, criteria bool) float64 {
		of := map[bool]*whole{false: before, true: after}
		return func(facts, controls, criteria bool) float64 {
			return value(causes{of[facts], of[controls], of[criteria]})
		}
	}
	w := &Waterfall{Before: before.ref, After: after.ref, AboveBefore: m.above(causes{before, before, before}), AboveAfter: m.above(causes{after, after, after}),
		Unquantified: [2]int{before.unquantified(), after.unquantified()}}
	var above, loss *float64
	skip := before.halfQuantified(after)
	w.LeftOut = slices.AppendSeq([]string{}, maps.Values(skip))
	slices.SortFunc(w.LeftOut, func(a, b string) int { return strings.Compare(record.Fold(a), record.Fold(b)) })
	if f := before.recorded(); f != nil { // the other engine's difference, beside the same risks
		now := before.figures()
		count, amount := float64(f.Above), causes{before, before, before}.loss(skip)+f.ExpectedLoss-now.ExpectedLoss
		w.AboveBefore, above, loss = f.Above, &count, &amount
	}
	w.Above = quant.Split(above, mix(func(c causes) float64 { return float64(m.above(c)) }))
	if w.Currency, w.Gap = currency(skip, before, after); w.Gap == "" {
		c := quant.Split(loss, mix(func(c causes) float64 { return c.loss(skip) }))
		w.ExpectedLoss = &c
	}
	w.ByNumber = slices.AppendSeq([]string{}, maps.Keys(m.byNumber))
	slices.Sort(w.ByNumber)
	return w
}

// recorded are the figures that another engine froze; nil if there are none or this engine's.
func (p *whole) recorded() *Figures {
	if p.manifest == nil || p.manifest.Engine == Engine {
		return nil
	}
	return p.manifest.Figures
}

// figures are the totals of a run.
func (p *whole) figures() *Figures {
	whole := causes{p, p, p}
	return &Figures{Above: newMixtures().above(whole), ExpectedLoss: whole.loss(nil)}
}

// halfQuantified are the risks, by id, that are in both runs and have figures in one of them: that somebody estimated is no
// change of what may be lost.
func (p *whole) halfQuantified(q *whole) map[string]string {
	out := map[string]string{}
	for id, x := range p.risks {
		if y := q.risks[id]; y != nil && x.risk.Now.Complete() != y.risk.Now.Complete() {
			out[id] = y.risk.Ref
		}
	}
	return out
}

// loss is the expected loss of a year after treatment, without the risks to skip.
func (c causes) loss(skip map[string]string) (sum float64) {
	for _, id := range c.facts.ids() {
		x := c.facts.risks[id]
		if _, out := skip[id]; out || !x.risk.Now.Complete() {
			continue
		}
		if y := c.treatment(id); y == x && x.risk.After.Complete() {
			sum += x.risk.After.Expected
		} else {
			sum += x.risk.Now.Expected * y.kept()
		}
	}
	return sum
}

// treatment is the risk as the run from which controls are taken treats it. A risk that comes or goes is a fact with the
// treatment it has.
func (c causes) treatment(id string) *stood {
	if y := c.controls.risks[id]; y != nil {
		return y
	}
	return c.facts.risks[id]
}

// cent is the least expected loss of which a share is taken: of next to nothing the share means nothing and may be beyond any number.
const cent = 0.01

// kept is the share of the expected loss that treatment leaves: all of it where nobody estimated what remains.
func (s *stood) kept() float64 {
	if now, after := &s.risk.Now, &s.risk.After; now.Complete() && after.Complete() && now.Expected >= cent {
		return after.Expected / now.Expected
	}
	return 1
}

// takenOff is by how many steps treatment brings the rating down: by none where nobody rated what remains.
func (s *stood) takenOff() [2]int {
	r := s.residual()
	if r[0] == 0 || r[1] == 0 || !s.rated() {
		return [2]int{}
	}
	return [2]int{s.rating[0] - r[0], s.rating[1] - r[1]}
}

// above counts the risks whose level after treatment is not accepted.
func (m *mixtures) above(c causes) (n int) {
	for id, x := range c.facts.risks {
		if !x.rated() {
			continue
		}
		by := c.criteria.criteria
		if z := c.criteria.risks[id]; z != nil && z.criteria != nil {
			by = z.criteria
		}
		if by == nil {
			by = x.criteria
		}
		off := c.treatment(id).takenOff()
		rating := within(x.criteria, [2]int{x.rating[0] - off[0], x.rating[1] - off[1]})
		if on := m.on(rating, x.criteria, by); !by.Acceptable(by.LevelOf(on[0], on[1])) {
			n++
		}
	}
	return n
}

// on is the rating on the steps of another version; by their numbers where the steps are not comparable.
func (m *mixtures) on(rating [2]int, from, to *risk.Criteria) [2]int {
	if on, ok := m.carry(rating, from, to); ok {
		return on
	}
	m.byNumber[min(from.Ref, to.Ref)+" and "+max(from.Ref, to.Ref)] = true
	return within(to, rating)
}

func within(c *risk.Criteria, rating [2]int) [2]int {
	return [2]int{min(max(rating[0], 1), len(c.Likelihood)), min(max(rating[1], 1), len(c.Consequence))}
}

func (p *whole) unquantified() (n int) {
	for _, x := range p.risks {
		if !x.risk.Now.Complete() {
			n++
		}
	}
	return n
}

// currency is that of all figures of the runs, or why there is none.
func currency(skip map[string]string, runs ...*whole) (code, gap string) {
	seen := map[string]bool{}
	for _, p := range runs {
		for id, x := range p.risks {
			if _, out := skip[id]; !out && x.risk.Now.Complete() && x.criteria != nil {
				seen[x.criteria.Currency] = true
			}
		}
	}
	all := slices.Sorted(maps.Keys(seen))
	switch len(all) {
	case 0:
		return "", "No risk has figures in both runs."
	case 1:
		return all[0], ""
	}
	return "", fmt.Sprintf("The figures are in %s. Convert one first, so that a rate of exchange is not taken for a risk.", strings.Join(all, " and in "))
}
