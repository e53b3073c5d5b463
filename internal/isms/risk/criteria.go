// Package risk keeps the risks to information in scope, their owners, ratings and figures, and the versions of the criteria
// they are judged by (6.1.2).
package risk

import (
	"fmt"
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

// Step is one step of a likelihood or consequence scale, least first. From and To bound what it stands for: events a year, or
// the loss of one event in the currency of the version. Both are nil where the organisation gives no bounds.
type Step struct {
	Name    string   `json:"name"`
	Meaning string   `json:"meaning,omitempty"`
	From    *float64 `json:"from,omitempty"`
	To      *float64 `json:"to,omitempty"`
}

// Level is one level of risk, least first.
type Level struct {
	Name       string `json:"name"`
	Acceptable bool   `json:"acceptable,omitempty"` // without treatment
	Accepts    string `json:"accepts,omitempty"`    // who may accept a residual risk of this level, in words
	// By is who may accept it, as Accept enforces it; nil means the risk's owner, whatever the words say.
	By *Acceptors `json:"by,omitempty"`
}

// Criteria is one version of the risk criteria (6.1.2 a). An approved version never changes; every rated risk names
// the version it was rated under.
type Criteria struct {
	record.Meta
	Title       string
	Likelihood  []Step
	Consequence []Step
	Levels      []Level
	Matrix      [][]int // level (from 1) for each likelihood (row) and consequence (column), both least first
	Currency    string  // of all amounts, such as EUR
	Tolerance   Tolerance
	// PlannedReliability is counted for a control that is not implemented yet, 0 to 1; 0 for the mean of those that are.
	PlannedReliability float64
	Harms              []Harm     // the consequence scale by kind of harm; none where one scale serves all
	Triggers           record.Set // what makes a risk be assessed again (6.1.2 a 2, 8.2)
	Reassess           string     // the same in words
	Months             int        // and at the latest after so many months
	// AcceptMonths is how long an acceptance holds at most; Raters how many rate a risk in a run at least; Gate the α that their
	// agreement has to reach. What is 0 is not set.
	AcceptMonths int
	Raters       int
	Gate         float64
	Status       string
	ApprovedBy   string
	ApprovedOn   record.Date
	Digest       string // the id by content: SHA-256 of the canonical form
}

// CriteriaVersions are the versions of the risk criteria.
var CriteriaVersions = record.Define(record.Spec[Criteria]{
	Name: "criteria", Plural: "criteria-versions", Title: "Risk criteria", Singular: "version of the risk criteria", Prefix: "RC", Clause: "6.1.2 a)",
	About: "The scales risks are rated on, how they combine into levels, and which levels the organisation accepts. Approve a version before rating risks.",
	Fields: []record.Field[*Criteria]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(c *Criteria) any { return &c.Title }},
		{Name: "likelihood", Label: "Likelihood scale", Ptr: func(c *Criteria) any { return &c.Likelihood }},
		{Name: "consequence", Label: "Consequence scale", Ptr: func(c *Criteria) any { return &c.Consequence }},
		{Name: "levels", Label: "Levels of risk", Ptr: func(c *Criteria) any { return &c.Levels }},
		{Name: "matrix", Label: "Matrix", Ptr: func(c *Criteria) any { return &c.Matrix }},
		{Name: "currency", Label: "Currency", Help: "Three letters, such as EUR. All bounds of consequence, the tolerance and the figures of risks are in it.", Ptr: func(c *Criteria) any { return &c.Currency }},
		{Name: "tolerance", Label: "Tolerance", Ptr: func(c *Criteria) any { return &c.Tolerance }},
		{Name: "harms", Label: "Kinds of harm", Help: "The consequence scale in the words of each kind of harm, with bounds in money. A risk may be rated by each; the highest counts.", Ptr: func(c *Criteria) any { return &c.Harms }},
		{Name: "triggers", Label: "Triggers of an assessment", Options: Triggers, Ptr: func(c *Criteria) any { return &c.Triggers }},
		{Name: "planned_reliability", Label: "Reliability planned for", Help: "Counted after treatment for a control that is not implemented yet, from 0 to 1. Empty: the mean of what evidence shows of those that are.", Ptr: func(c *Criteria) any { return &c.PlannedReliability }},
		{Name: "reassess", Label: "When risks are assessed again", Long: true, Ptr: func(c *Criteria) any { return &c.Reassess }},
		{Name: "months", Label: "At the latest after", Unit: "months", Ptr: func(c *Criteria) any { return &c.Months }},
		{Name: "accept_months", Label: "An acceptance holds at most", Unit: "months", Ptr: func(c *Criteria) any { return &c.AcceptMonths }},
		{Name: "raters", Label: "Raters for each risk, at least", Help: "In every run of the assessment; a run may ask for more. Empty means 2.", Ptr: func(c *Criteria) any { return &c.Raters }},
		{Name: "gate", Label: "Agreement wanted (α)", Help: "Krippendorff's α below which every difference is reconciled, at most 1; a run may ask for more. Empty means 0.667.", Ptr: func(c *Criteria) any { return &c.Gate }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: scope.Statuses, Ptr: func(c *Criteria) any { return &c.Status }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Listed: true, Ptr: func(c *Criteria) any { return &c.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Criteria) any { return &c.ApprovedOn }},
		{Name: "digest", Label: "Id by content", Computed: true, Ptr: func(c *Criteria) any { return &c.Digest }},
	},
	Before: func(w *record.Writer, old, c *Criteria) error {
		if old == nil {
			c.Status, c.ApprovedBy, c.ApprovedOn = "draft", "", ""
		}
		if err := c.check(); err != nil {
			return err
		}
		c.inOrder()
		if c.Status == "draft" {
			if err := c.settle(w.Reader); err != nil {
				return err
			}
		}
		c.Digest = c.ContentID()
		return nil
	},
	Guard: func(_ *record.Writer, old, c *Criteria) error {
		status := ""
		if c != nil {
			status = c.Status
		}
		return record.Frozen(old.Status, status, "version of the risk criteria")
	},
	Fixed: func(c *Criteria) bool { return c.Status != "draft" },
})

// check refuses what is no scale or no matrix. A draft may rank risks badly: Examine says so, and it cannot be approved.
func (c *Criteria) check() error {
	for _, s := range []struct {
		name string
		n    int
	}{{"likelihood", len(c.Likelihood)}, {"consequence", len(c.Consequence)}, {"levels", len(c.Levels)}} {
		if s.n < 2 || s.n > 10 {
			return errs.InField(s.name, "needs 2 to 10 steps, and has %d", s.n)
		}
	}
	if len(c.Matrix) != len(c.Likelihood) {
		return errs.InField("matrix", "needs a row for each of the %d steps of likelihood, and has %d", len(c.Likelihood), len(c.Matrix))
	}
	for i, row := range c.Matrix {
		if len(row) != len(c.Consequence) {
			return errs.InField("matrix", "row %d needs %d columns, one for each step of consequence, and has %d", i+1, len(c.Consequence), len(row))
		}
		for j, level := range row {
			if level < 1 || level > len(c.Levels) {
				return errs.InField("matrix", "row %d, column %d says level %d; the levels are 1 to %d", i+1, j+1, level, len(c.Levels))
			}
		}
	}
	if err := c.checkTerms(); err != nil {
		return err
	}
	return c.checkBounds()
}

// checkTerms refuses intervals and a gate that cannot be meant.
func (c *Criteria) checkTerms() error {
	for _, t := range []struct {
		field string
		n     int
	}{{"months", c.Months}, {"accept_months", c.AcceptMonths}} {
		if t.n < 0 || t.n > mostMonths {
			return errs.InField(t.field, "%d is no number of months from 1 to %d", t.n, mostMonths)
		}
	}
	switch {
	case c.Raters != 0 && (c.Raters < 2 || c.Raters > 50):
		return errs.InField("raters", "is %d; agreement needs at least 2 raters for each risk, and takes 50 at most", c.Raters)
	case !(c.Gate >= 0 && c.Gate <= 1):
		return errs.InField("gate", "is %v; α lies between 0 and 1 here", c.Gate)
	}
	return nil
}

// inOrder brings harms and triggers into the one order they are kept in, so that equal content has one id.
func (c *Criteria) inOrder() {
	rank := func(list []record.Option, value string) int {
		return slices.IndexFunc(list, func(o record.Option) bool { return o.Value == value })
	}
	slices.SortStableFunc(c.Harms, func(a, b Harm) int { return rank(Harms, a.Kind) - rank(Harms, b.Kind) })
	slices.SortStableFunc(c.Triggers, func(a, b string) int { return rank(Triggers, a) - rank(Triggers, b) })
	c.Triggers = slices.Compact(c.Triggers)
}

// mostMonths is the longest interval that criteria may set: ten years.
const mostMonths = 120

// LevelOf is the level (from 1) of a rating, 0 if the risk is not rated.
func (c *Criteria) LevelOf(likelihood, consequence int) int {
	if likelihood < 1 || consequence < 1 || likelihood > len(c.Matrix) || consequence > len(c.Matrix[likelihood-1]) {
		return 0
	}
	return c.Matrix[likelihood-1][consequence-1]
}

// LevelName names a level; "" for 0.
func (c *Criteria) LevelName(level int) string {
	if level < 1 || level > len(c.Levels) {
		return ""
	}
	return c.Levels[level-1].Name
}

// Acceptable reports whether the organisation accepts the level without treatment.
func (c *Criteria) Acceptable(level int) bool {
	return level >= 1 && level <= len(c.Levels) && c.Levels[level-1].Acceptable
}

type inForceKey struct{}

// InForce is the approved version of the criteria; nil if there is none. It is shared outside a change: nobody alters it there.
func InForce(r *record.Reader) (*Criteria, error) {
	return record.CachedOf(r, inForceKey{}, []*record.Kind{CriteriaVersions.Kind()}, func() (*Criteria, error) {
		found, _, err := CriteriaVersions.List(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"approved"}}}, Limit: 1})
		if err != nil || len(found) == 0 {
			return nil, err
		}
		return found[0], nil
	})
}

var _ = CriteriaVersions.With(record.Step[*Criteria]{Name: "approve", Label: "Approve", Needs: record.MayApprove, Do: approve,
	About: "It comes into force in your name and can no longer be changed; the version before is superseded. Risks keep the version they were rated under until they are rated again.",
	Open:  func(c *Criteria) bool { return c.Status == "draft" }})

func approve(w *record.Writer, draft *Criteria) error {
	if err := draft.approvable(); err != nil {
		return err
	}
	before, err := InForce(w.Reader)
	if err != nil {
		return err
	}
	if before != nil {
		before.Status = "superseded"
		if err := CriteriaVersions.Put(w, before); err != nil {
			return fmt.Errorf("supersede %s: %w", before.Ref, err)
		}
	}
	draft.Status, draft.ApprovedBy, draft.ApprovedOn = "approved", w.Actor().Name, w.Today()
	return nil
}
