// Package exception keeps the exceptions to controls and policies (A.5.36; A.18.2 in 2013): who asked, who allowed it, what
// makes up for it, and the day on which it ends.
package exception

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Exception allows for a time that a control or a policy is not followed.
type Exception struct {
	record.Meta
	Title         string
	Controls      record.Refs
	Policy        string // the document and the rule in it
	Reason        string
	Risk          record.Ref
	Compensation  string
	Owner         record.Ref // person who answers for it
	RequestedBy   record.Ref
	Renews        record.Ref // the exception that this one takes the place of
	Expires       record.Date
	Status        string // requested, approved, rejected, closed
	ApprovedBy    string
	ApprovedOn    record.Date
	RejectedOn    record.Date
	ClosedOn      record.Date
	ClosedBecause string
}

// longest is how many days ahead an exception may end: nobody promises more than a year.
const longest = 366

// Exceptions is the register of exceptions.
var Exceptions = record.Define(record.Spec[Exception]{
	Name: "exception", Plural: "exceptions", Title: "Exceptions", Singular: "exception", Prefix: "EX", Clause: "A.5.36",
	About: "Where a control or a policy is knowingly not followed, until when, and what makes up for it. Add the first one here; somebody who is neither its owner nor asked for it approves it. An approved exception bears a gap until its last day; then the gap is open again.",
	Fields: []record.Field[*Exception]{
		{Name: "title", Label: "Exception", Required: true, Listed: true, Indexed: true, Ptr: func(e *Exception) any { return &e.Title }, Synonyms: []string{"name", "deviation", "waiver", "ausnahme", "dérogation"}},
		{Name: "controls", Label: "Controls", To: "control", Listed: true, Ptr: func(e *Exception) any { return &e.Controls }, Synonyms: []string{"control", "maßnahme"}},
		{Name: "policy", Label: "Policy", Ptr: func(e *Exception) any { return &e.Policy }, Help: "The document and the rule that is not followed.", Synonyms: []string{"document", "rule", "richtlinie", "politique"}},
		{Name: "because", Label: "Reason", Required: true, Long: true, Ptr: func(e *Exception) any { return &e.Reason }, Synonyms: []string{"justification", "grund", "begründung", "motif"}},
		{Name: "risk", Label: "Risk", To: "risk", Ptr: func(e *Exception) any { return &e.Risk }, Synonyms: []string{"risiko", "risque"}},
		{Name: "compensation", Label: "Compensating measures", Long: true, Ptr: func(e *Exception) any { return &e.Compensation }, Synonyms: []string{"compensating controls", "substitute", "ausgleich"}},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(e *Exception) any { return &e.Owner }, Synonyms: []string{"responsible", "verantwortlich", "responsable"}},
		{Name: "requested_by", Label: "Requested by", To: "person", Indexed: true, Ptr: func(e *Exception) any { return &e.RequestedBy }, Synonyms: []string{"requester", "antragsteller", "demandeur"}},
		{Name: "renews", Label: "Renews", To: "exception", Ptr: func(e *Exception) any { return &e.Renews }, Help: "The exception that ends when this one is approved."},
		{Name: "expires", Label: "Expires", Required: true, Listed: true, Indexed: true, Ptr: func(e *Exception) any { return &e.Expires }, Help: "The last day; at most a year ahead.", Synonyms: []string{"until", "end", "valid until", "gültig bis", "échéance"}},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: Statuses, Ptr: func(e *Exception) any { return &e.Status }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Listed: true, Ptr: func(e *Exception) any { return &e.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Computed: true, Indexed: true, Ptr: func(e *Exception) any { return &e.ApprovedOn }},
		{Name: "rejected_on", Label: "Rejected on", Computed: true, Ptr: func(e *Exception) any { return &e.RejectedOn }},
		{Name: "closed_on", Label: "Closed on", Computed: true, Ptr: func(e *Exception) any { return &e.ClosedOn }},
		{Name: "closed_because", Label: "Why closed or rejected", Ptr: func(e *Exception) any { return &e.ClosedBecause }},
	},
	Proves: func(e *Exception) (out []record.Proof) {
		if e.Status != "approved" {
			return nil
		}
		for _, c := range e.Controls {
			out = append(out, record.Proof{For: c, On: e.ApprovedOn, Until: e.Expires})
		}
		return out
	},
	Owes: func(e *Exception) []record.Due {
		switch e.Status {
		case "requested":
			return []record.Due{{What: "Decide", Day: e.Expires, Who: e.Owner}}
		case "approved":
			return []record.Due{{What: "Renew or close", Day: e.Expires, Who: e.Owner, Weight: record.Grave}}
		}
		return nil
	},
	Before: func(w *record.Writer, old, e *Exception) error {
		if old == nil {
			e.ApprovedBy, e.ApprovedOn, e.RejectedOn, e.ClosedOn = "", "", "", ""
		}
		if len(e.Controls) == 0 && e.Policy == "" {
			return errs.InField("controls", "name the control or the policy that is not followed")
		}
		if limit := w.Today().Plus(longest); e.Expires > limit {
			return errs.InField("expires", "%s is more than a year ahead; choose a day up to %s and renew it then", e.Expires, limit)
		}
		e.Status = e.statusNow()
		return nil
	},
	Guard: guard,
	Fixed: func(e *Exception) bool { return e.Status != "requested" && e.Status != "approved" },
})
