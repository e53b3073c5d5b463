// Package risk keeps the risks to information in scope, their owners, ratings and figures, and the versions of the criteria
// they are judged by (6.1.2).
package risk

import (
	"fmt"

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
	Accepts    string `json:"accepts,omitempty"`    // who may accept a residual risk of this level
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
	Reassess           string // when risks are assessed again (6.1.2 a 2, 8.2)
	Months             int    // and at the latest after so many months
	Status             string
	ApprovedBy         string
	ApprovedOn         record.Date
	Digest             string // the id by content: SHA-256 of the canonical form
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
		{Name: "planned_reliability", Label: "Reliability planned for", Help: "Counted after treatment for a control that is not implemented yet, from 0 to 1. Empty: the mean of what evidence shows of those that are.", Ptr: func(c *Criteria) any { return &c.PlannedReliability }},
		{Name: "reassess", Label: "When risks are assessed again", Long: true, Ptr: func(c *Criteria) any { return &c.Reassess }},
		{Name: "months", Label: "At the latest after", Unit: "months", Ptr: func(c *Criteria) any { return &c.Months }},
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
	return c.checkBounds()
}

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

// InForce is the approved version of the criteria; nil if there is none.
func InForce(r *record.Reader) (*Criteria, error) {
	found, _, err := CriteriaVersions.List(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"approved"}}}, Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// ApproveCriteria puts a draft in force; the version before is superseded. Risks keep the version they were rated
// under until they are rated again.
func ApproveCriteria(w *record.Writer, id string, rev int64) error {
	if err := w.Actor().Check(record.MayApprove); err != nil {
		return err
	}
	draft, err := CriteriaVersions.Get(w.Reader, id)
	if err != nil {
		return err
	}
	if draft.Status != "draft" {
		return errs.New(errs.Conflict, "%s is %s; only a draft can be approved.", draft.Ref, draft.Status)
	}
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
	draft.Rev = rev
	draft.Status, draft.ApprovedBy, draft.ApprovedOn = "approved", w.Actor().Name, w.Today()
	return CriteriaVersions.Put(w, draft)
}

// between is a step with bounds.
func between(name, meaning string, from, to float64) Step { return Step{name, meaning, &from, &to} }

// Starter is a usable first version: five by five, four levels, bounds in euro. An organisation changes the words, meanings
// and amounts to its own before approving.
func Starter() *Criteria {
	return &Criteria{
		Title: "Risk criteria, first version",
		Likelihood: []Step{between("Rare", "Less than once in thirty years", 1.0/300, 1.0/30), between("Unlikely", "Once in ten to thirty years", 1.0/30, 0.1),
			between("Possible", "Once in three to ten years", 0.1, 1.0/3), between("Likely", "Every one to three years", 1.0/3, 1), between("Almost certain", "Every year or more often", 1, 10)},
		Consequence: []Step{between("Negligible", "Noticed, no harm; under 5,000", 500, 5_000), between("Minor", "Some work lost; under 50,000", 5_000, 50_000),
			between("Serious", "Customers notice; under 250,000", 50_000, 250_000), between("Severe", "Duties breached, press reports; under 1,500,000", 250_000, 1_500_000),
			between("Existential", "The organisation may not survive", 1_500_000, 15_000_000)},
		Levels: []Level{{Name: "Low", Acceptable: true, Accepts: "Risk owner"}, {Name: "Medium", Accepts: "Risk owner"},
			{Name: "High", Accepts: "Head of unit"}, {Name: "Very high", Accepts: "Top management"}},
		Matrix:   [][]int{{1, 1, 1, 2, 3}, {1, 1, 2, 3, 3}, {1, 2, 2, 3, 4}, {1, 2, 3, 4, 4}, {2, 2, 3, 4, 4}},
		Currency: "EUR",
		Reassess: "Before a significant change, after a serious incident, and when an owner asks for it.", Months: 12,
	}
}
