package access

import (
	"cmp"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Decision is one entitlement of one account in a review, and what was decided about it.
type Decision struct {
	record.Meta
	Title       string
	Review      record.Ref
	System      record.Ref
	Account     record.Ref
	Login       string
	Entitlement string // "" is the sign-in alone
	Holder      string // as the population names him
	Person      record.Ref
	Privileged  bool
	LastUsed    record.Date
	TakenOn     record.Date
	Since       string // the last review
	Reviewer    record.Ref
	Because     string // why somebody else than usual reviews it
	Decision    string
	Reason      string
	DecidedOn   record.Date
	DecidedBy   string
	State       string
	FollowUp    record.Ref
	FollowUpBy  record.Date
	ConfirmedOn record.Date
	ConfirmedBy string
	Exception   record.Ref

	moved bool
}

// Decisions are the rows of all reviews.
var Decisions = record.Define(record.Spec[Decision]{
	Name: "access_decision", Plural: "access-decisions", Title: "Access decisions", Singular: "access decision", Prefix: "AD", Clause: "A.5.18",
	Edit:  record.MayContribute,
	About: "What reviewers decided on each entitlement. Access reviews make them: start one.",
	Fields: []record.Field[*Decision]{
		{Name: "title", Label: "Entitlement of", Computed: true, Required: true, Listed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Title }},
		{Name: "review", Label: "Review", Computed: true, To: "access_review", Listed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Review }},
		{Name: "system", Label: "System", Computed: true, To: "system", Listed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.System }},
		{Name: "account", Label: "Account", Computed: true, To: "account", Ptr: func(d *Decision) any { return &d.Account }},
		{Name: "login", Label: "Login", Computed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Login }},
		{Name: "entitlement", Label: "Entitlement", Computed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Entitlement }},
		{Name: "holder", Label: "Holder as listed", Computed: true, Ptr: func(d *Decision) any { return &d.Holder }},
		{Name: "person", Label: "Person", Computed: true, To: "person", Listed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Person }},
		{Name: "privileged", Label: "Privileged", Computed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Privileged }},
		{Name: "last_used", Label: "Last used", Computed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.LastUsed }},
		{Name: "taken_on", Label: "Listed on", Computed: true, Ptr: func(d *Decision) any { return &d.TakenOn }},
		{Name: "since", Label: "Since the last review", Computed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Since }, Options: []record.Option{
			{Value: "new", Label: "New"}, {Value: "unchanged", Label: "Unchanged"}, {Value: "back", Label: "Revoked then, still there"}}},
		{Name: "reviewer", Label: "Reviewer", Computed: true, To: "person", Listed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Reviewer }},
		{Name: "routed_because", Label: "Reviewed there because", Computed: true, Ptr: func(d *Decision) any { return &d.Because }},
		{Name: "decision", Label: "Decision", Computed: true, Listed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.Decision }, Options: []record.Option{
			{Value: "keep", Label: "Keep"}, {Value: "change", Label: "Change"}, {Value: "revoke", Label: "Revoke"}}},
		{Name: "because", Label: "Reason", Computed: true, Ptr: func(d *Decision) any { return &d.Reason }},
		{Name: "decided_on", Label: "Decided on", Computed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.DecidedOn }},
		{Name: "decided_by", Label: "Decided by", Computed: true, Ptr: func(d *Decision) any { return &d.DecidedBy }},
		{Name: "state", Label: "State", Computed: true, Listed: true, Indexed: true, Ptr: func(d *Decision) any { return &d.State }, Options: []record.Option{
			{Value: "open", Label: "Open"}, {Value: "decided", Label: "Decided"}, {Value: "outstanding", Label: "To be confirmed"}, {Value: "confirmed", Label: "Confirmed"}, {Value: "excepted", Label: "Excepted"}}},
		{Name: "follow_up", Label: "Follow-up", Computed: true, To: "entitlement_change", Ptr: func(d *Decision) any { return &d.FollowUp }},
		{Name: "follow_up_by", Label: "To be gone by", Computed: true, Ptr: func(d *Decision) any { return &d.FollowUpBy }},
		{Name: "confirmed_on", Label: "Confirmed on", Computed: true, Ptr: func(d *Decision) any { return &d.ConfirmedOn }},
		{Name: "confirmed_by", Label: "Confirmed by", Computed: true, Ptr: func(d *Decision) any { return &d.ConfirmedBy }},
		{Name: "exception", Label: "Exception", Computed: true, To: "exception", Ptr: func(d *Decision) any { return &d.Exception }},
	},
	Owes: func(d *Decision) []record.Due {
		if d.State != "outstanding" {
			return nil
		}
		return []record.Due{{What: "Confirm", Day: d.FollowUpBy, Who: d.Reviewer, Weight: record.Grave}}
	},
	Guard: func(w *record.Writer, old, d *Decision) error {
		if w.Undoing() || d != nil && d.moved {
			return nil
		}
		if d == nil { // a population that is handed in again takes the place of its rows
			if rv, err := Reviews.Get(w.Reader, string(old.Review)); err != nil || rv.reviewed(old.System) == nil {
				return err
			}
		}
		return errs.New(errs.Conflict, "What a review holds changes by its own steps only: decide, confirm, hand over.")
	},
})

// What is the entitlement in words.
func (d *Decision) What() string { return cmp.Or(d.Entitlement, "sign-in only") }

// Unused reports whether the entitlement was not used in the 90 days before it was listed, or nobody knows.
func (d *Decision) Unused() bool { return d.LastUsed < d.TakenOn.Plus(-unusedDays) }

// WantsReason reports whether the decision needs a reason.
func (d *Decision) WantsReason(decision string) bool {
	return decision != "keep" || d.Privileged || d.Unused()
}

// Verdict is what a reviewer says about one row.
type Verdict struct {
	Row      string `json:"row"`      // reference or id
	Decision string `json:"decision"` // keep, change, revoke
	Reason   string `json:"reason"`
}

// RowsOf are all rows of a review.
func RowsOf(r *record.Reader, review string, filters ...record.Filter) ([]*Decision, error) {
	return Decisions.All(r, record.Query{Filters: append(filters, record.Filter{Field: "review", Values: []string{review}})})
}

// Decide records the verdicts of the reviewer who acts, all or none. by is the reference of the reviewer where an
// administrator enters what somebody decided elsewhere. Nobody decides on access of their own.
func Decide(w *record.Writer, review string, verdicts []Verdict, by string) (*Review, error) {
	rv, err := Reviews.Find(w.Reader, review)
	if err != nil {
		return nil, err
	}
	if rv.State != Running && rv.State != Decided {
		return nil, errs.New(errs.Conflict, "%s is %s; decisions are taken while it runs.", rv.Ref, words[rv.State])
	}
	who, name, err := reviewing(w, by)
	if err != nil {
		return nil, err
	}
	rows, err := RowsOf(w.Reader, rv.ID)
	if err != nil {
		return nil, err
	}
	byName := map[string]*Decision{}
	for _, d := range rows {
		byName[d.ID], byName[record.Fold(d.Ref)] = d, d
	}
	refused := &errs.Error{Kind: errs.Invalid, Message: "Nothing was decided."}
	for _, v := range verdicts {
		d := cmp.Or(byName[v.Row], byName[record.Fold(v.Row)])
		if d == nil {
			return nil, errs.New(errs.NotFound, "%s has no row %q.", rv.Ref, v.Row)
		}
		if said := d.refuse(who, v); said != "" {
			refused.Fields = append(refused.Fields, errs.Field{Name: d.Ref, Message: said})
			continue
		}
		d.Decision, d.Reason, d.State = v.Decision, strings.TrimSpace(v.Reason), "decided"
		d.DecidedOn, d.DecidedBy, d.moved = w.Today(), name, true
		if err := Decisions.Put(w, d); err != nil {
			return nil, err
		}
	}
	if len(refused.Fields) > 0 {
		return nil, refused
	}
	return rv, Reviews.Take(w, rv, "count")
}

// refuse tells why the person may not decide so.
func (d *Decision) refuse(who record.Ref, v Verdict) string {
	f := Decisions.Kind().Field("decision")
	if _, ok := f.Option(v.Decision); !ok {
		return "write keep, change or revoke"
	}
	switch {
	case d.FollowUp != "":
		return "it is being followed up already"
	case d.Person == who:
		return "this is your own access; nobody reviews their own"
	case d.Reviewer != who:
		return "somebody else reviews this row"
	case strings.TrimSpace(v.Reason) == "" && d.WantsReason(v.Decision):
		switch {
		case v.Decision != "keep":
			return "give a reason to " + v.Decision + " it"
		case d.Privileged:
			return "it is privileged; give a reason to keep it"
		case d.LastUsed == "":
			return "nobody knows when it was last used; give a reason to keep it"
		}
		return "it was not used in 90 days; give a reason to keep it"
	}
	return ""
}

// reviewing is the person who acts, and the name that is recorded.
func reviewing(w *record.Writer, by string) (record.Ref, string, error) {
	if by != "" {
		if err := w.Actor().Check(record.MayAdminister); err != nil {
			return "", "", err
		}
		p, err := people.Persons.Find(w.Reader, by)
		if err != nil {
			return "", "", err
		}
		return record.Ref(p.ID), p.Name + ", entered by " + w.Actor().Name, nil
	}
	p, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return "", "", err
	}
	if p == nil {
		return "", "", errs.New(errs.Denied, "No person of the register has your address, so nobody knows which rows are yours. An administrator can say whose decision is entered.")
	}
	return record.Ref(p.ID), p.Name, nil
}

func confirm(w *record.Writer, d *Decision) error {
	if err := d.gone(w); err != nil {
		return err
	}
	return d.settle(w, w.Actor().Name)
}

var _ = Decisions.With(record.Step[*Decision]{Name: "confirm", Label: "Confirm that it is done", About: "You have seen in the system that the entitlement is gone or changed. What is gone leaves the register of accounts too.", Needs: record.MayEdit,
	Open: func(d *Decision) bool { return d.State == "outstanding" }, Do: confirm},
	record.Step[*Decision]{Name: "except", Label: "Except", About: "The entitlement stays, by an exception that is in force.", Needs: record.MayApprove, Asks: []string{"exception"},
		Open: func(d *Decision) bool { return d.State == "outstanding" }, Do: func(w *record.Writer, d *Decision) error { return d.except(w) }},
	record.Step[*Decision]{Name: "hand-over", Label: "Hand over", About: "Somebody else decides on this row.", Needs: record.MayEdit, Asks: []string{"reviewer"},
		Open: func(d *Decision) bool { return d.State == "open" }, Do: func(w *record.Writer, d *Decision) error { return d.handOver(w) }})
