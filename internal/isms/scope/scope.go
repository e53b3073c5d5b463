package scope

import (
	"fmt"

	"github.com/assay-isms/assay/internal/errs"
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
})

// Current is the approved scope statement; nil if there is none.
func Current(r *record.Reader) (*Scope, error) {
	found, _, err := Scopes.List(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"approved"}}}, Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Approve makes a draft the scope in force; the one before is superseded. The name of the approver is recorded.
func Approve(w *record.Writer, id string, rev int64) error {
	if err := w.Actor().Check(record.MayApprove); err != nil {
		return err
	}
	draft, err := Scopes.Get(w.Reader, id)
	if err != nil {
		return err
	}
	if draft.Status != "draft" {
		return errs.New(errs.Conflict, "%s is %s; only a draft can be approved.", draft.Ref, draft.Status)
	}
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
	draft.Rev = rev
	draft.Status, draft.ApprovedBy, draft.ApprovedOn = "approved", w.Actor().Name, w.Today()
	return Scopes.Put(w, draft)
}
