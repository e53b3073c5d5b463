package scope

import (
	"fmt"

	"github.com/assay-isms/assay/internal/record"
)

// Scope is one version of the scope statement (4.3). An approved version never changes.
type Scope struct {
	record.Meta
	Title      string
	Statement  string
	Boundaries string
	Interfaces string // and dependencies on what others do (4.3 c)
	Exclusions string
	Status     string // draft, approved, superseded
	ApprovedBy string
	ApprovedOn record.Date
}

// Statuses of a version that someone approves.
var Statuses = []record.Option{{Value: "draft", Label: "Draft"}, {Value: "approved", Label: "Approved"}, {Value: "superseded", Label: "Superseded"}}

// Scopes are the versions of the scope statement.
var Scopes = record.Define(record.Spec[Scope]{
	Name: "scope", Plural: "scopes", Title: "Scope of the ISMS", Singular: "scope statement", Prefix: "SC", Clause: "4.3",
	About: "Which activities, sites, people and systems the management system covers. Write it so that a customer reading the certificate knows whether their work is inside.",
	Fields: []record.Field[*Scope]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(s *Scope) any { return &s.Title }},
		{Name: "statement", Label: "Statement", Required: true, Long: true, Ptr: func(s *Scope) any { return &s.Statement }, Help: "The sentence that will stand on the certificate."},
		{Name: "boundaries", Label: "Boundaries", Long: true, Ptr: func(s *Scope) any { return &s.Boundaries }, Help: "Sites, units, systems and people inside."},
		{Name: "interfaces", Label: "Interfaces and dependencies", Long: true, Ptr: func(s *Scope) any { return &s.Interfaces }, Help: "What crosses the boundary, and what others do for you."},
		{Name: "exclusions", Label: "Outside", Long: true, Ptr: func(s *Scope) any { return &s.Exclusions }, Help: "What is left out, and why it may be."},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: Statuses, Ptr: func(s *Scope) any { return &s.Status }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Listed: true, Ptr: func(s *Scope) any { return &s.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Computed: true, Listed: true, Indexed: true, Ptr: func(s *Scope) any { return &s.ApprovedOn }},
	},
	Before: func(w *record.Writer, old, s *Scope) error {
		if old == nil {
			s.Status, s.ApprovedBy, s.ApprovedOn = "draft", "", ""
		}
		return nil
	},
	Guard: func(_ *record.Writer, old, s *Scope) error {
		status := ""
		if s != nil {
			status = s.Status
		}
		return record.Frozen(old.Status, status, "scope statement")
	},
	Fixed: func(s *Scope) bool { return s.Status != "draft" },
})

var _ = Scopes.With(record.Step[*Scope]{Name: "approve", Label: "Approve", About: "It comes into force in your name and can no longer be changed; the version before is superseded.",
	Needs: record.MayApprove, Open: func(s *Scope) bool { return s.Status == "draft" }, Do: approve})

// Current is the approved scope statement; nil if there is none.
func Current(r *record.Reader) (*Scope, error) {
	found, _, err := Scopes.List(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"approved"}}}, Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// approve makes a draft the scope in force; the one before is superseded. The name of the approver is recorded.
func approve(w *record.Writer, draft *Scope) error {
	before, err := Current(w.Reader)
	if err != nil {
		return err
	}
	if before != nil {
		before.Status = "superseded"
		if err := Scopes.Put(w, before); err != nil {
			return fmt.Errorf("supersede %s: %w", before.Ref, err)
		}
	}
	draft.Status, draft.ApprovedBy, draft.ApprovedOn = "approved", w.Actor().Name, w.Today()
	return nil
}
