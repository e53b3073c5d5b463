package access

import (
	"cmp"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// EntitlementChange is a request to give, alter or take entitlements.
type EntitlementChange struct {
	record.Meta
	Title        string
	Type         string
	Person       record.Ref
	Systems      record.Refs
	Accounts     record.Refs
	What         string
	Privileged   bool
	RequestedBy  record.Ref
	ApprovedBy   record.Ref
	ApprovedOn   record.Date
	EffectiveOn  record.Date // of a leaver the last day at work
	DoneOn       record.Date
	Hours        float64 // from the moment it took effect until the last right was changed
	Within       int     // hours in which it has to be done
	EndsOn       record.Date
	EndedOn      record.Date
	RejectedOn   record.Date
	CarriedOutBy record.Ref
}

// withinHours is in how many hours a leaver's rights are taken if nothing else is said.
const withinHours = 24

// EntitlementChanges is the register of requests.
var EntitlementChanges = record.Define(record.Spec[EntitlementChange]{
	Name: "entitlement_change", Plural: "entitlement-changes", Title: "Changes of entitlements", Singular: "change of entitlements", Prefix: "EC", Clause: "A.5.18",
	About: "Who joined, moved or left, what was granted and taken, who approved it and when it was done. Start with this quarter's leavers: enter the last day and the hours until the last right was gone.",
	Fields: []record.Field[*EntitlementChange]{
		{Name: "title", Label: "Change", Required: true, Listed: true, Indexed: true, Ptr: func(e *EntitlementChange) any { return &e.Title }, Synonyms: []string{"name", "request", "ticket", "antrag", "demande"}},
		{Name: "type", Label: "Type", Required: true, Listed: true, Indexed: true, Ptr: func(e *EntitlementChange) any { return &e.Type }, Synonyms: []string{"art", "reason"}, Options: []record.Option{
			{Value: "joiner", Label: "Joiner", Synonyms: []string{"new", "eintritt", "arrivée"}}, {Value: "mover", Label: "Mover", Synonyms: []string{"transfer", "wechsel"}}, {Value: "leaver", Label: "Leaver", Synonyms: []string{"exit", "austritt", "départ"}}, {Value: "grant", Label: "Single grant", Synonyms: []string{"grant"}}, {Value: "emergency", Label: "Emergency entry", Synonyms: []string{"emergency", "notfall"}}, {Value: "review", Label: "From an access review", Synonyms: []string{"revocation", "recertification"}}}},
		{Name: "person", Label: "Person", To: "person", Listed: true, Indexed: true, Ptr: func(e *EntitlementChange) any { return &e.Person }, Synonyms: []string{"employee", "mitarbeiter", "for"}},
		{Name: "systems", Label: "Systems", To: "system", Ptr: func(e *EntitlementChange) any { return &e.Systems }, Synonyms: []string{"system"}},
		{Name: "accounts", Label: "Accounts", To: "account", Ptr: func(e *EntitlementChange) any { return &e.Accounts }, Synonyms: []string{"account"}},
		{Name: "what", Label: "Entitlements", Long: true, Ptr: func(e *EntitlementChange) any { return &e.What }, Synonyms: []string{"entitlements", "rights", "berechtigungen"}},
		{Name: "privileged", Label: "Privileged", Indexed: true, Ptr: func(e *EntitlementChange) any { return &e.Privileged }, Synonyms: []string{"admin"}},
		{Name: "requested_by", Label: "Requested by", To: "person", Ptr: func(e *EntitlementChange) any { return &e.RequestedBy }, Synonyms: []string{"requester", "antragsteller"}},
		{Name: "carried_out_by", Label: "Carried out by", To: "person", Ptr: func(e *EntitlementChange) any { return &e.CarriedOutBy }, Help: "Empty: who requested it sees to it."},
		{Name: "approved_by", Label: "Approved by", To: "person", Listed: true, Ptr: func(e *EntitlementChange) any { return &e.ApprovedBy }, Help: "The owner of the system or its information; neither who gets it nor who asked.", Synonyms: []string{"approver", "genehmigt von"}},
		{Name: "approved_on", Label: "Approved on", Past: true, Ptr: func(e *EntitlementChange) any { return &e.ApprovedOn }, Synonyms: []string{"genehmigt am"}},
		{Name: "effective_on", Label: "Takes effect on", Required: true, Listed: true, Indexed: true, Ptr: func(e *EntitlementChange) any { return &e.EffectiveOn }, Help: "Of a leaver the last day at work.", Synonyms: []string{"last day", "start date", "date", "letzter tag"}},
		{Name: "done_on", Label: "Done on", Past: true, Listed: true, Indexed: true, Ptr: func(e *EntitlementChange) any { return &e.DoneOn }, Synonyms: []string{"closed", "erledigt am"}},
		{Name: "hours", Label: "Done after", Unit: "hours", Ptr: func(e *EntitlementChange) any { return &e.Hours }, Help: "Until the last right was changed."},
		{Name: "within", Label: "To be done within", Unit: "hours", Ptr: func(e *EntitlementChange) any { return &e.Within }, Help: "Empty: 24."},
		{Name: "ends_on", Label: "Ends on", From: "effective_on", Indexed: true, Ptr: func(e *EntitlementChange) any { return &e.EndsOn }, Help: "The last day of a grant for a time.", Synonyms: []string{"expires", "until", "bis"}},
		{Name: "ended_on", Label: "Ended on", Past: true, From: "done_on", Ptr: func(e *EntitlementChange) any { return &e.EndedOn }},
		{Name: "rejected_on", Label: "Rejected on", Past: true, Ptr: func(e *EntitlementChange) any { return &e.RejectedOn }},
	},
	Version: 2,
	Proves:  (*EntitlementChange).proves,
	Owes:    (*EntitlementChange).owes,
	Before: func(_ *record.Writer, _, e *EntitlementChange) error {
		if e.Within == 0 {
			e.Within = withinHours
		}
		approver := e.ApprovedBy
		switch {
		case e.Within < 0 || e.Hours < 0:
			return errs.InField("hours", "hours are not negative")
		case e.Person == "" && e.Type != "review":
			return errs.InField("person", "name whose entitlements change")
		case approver != "" && approver == e.Person:
			return errs.InField("approved_by", "nobody approves entitlements of their own; name the owner of the system")
		case approver != "" && approver == e.RequestedBy && e.Type != "leaver":
			return errs.InField("approved_by", "the requester does not approve; name the owner of the system")
		case e.DoneOn != "" && e.Type != "leaver" && e.Type != "emergency" && (approver == "" || e.ApprovedOn == "" || e.ApprovedOn > e.DoneOn):
			return errs.InField("approved_on", "entitlements are approved before they are given; enter who approved them and when")
		}
		return nil
	},
})

// late is the first day on which it is late.
func (e *EntitlementChange) late() record.Date { return e.EffectiveOn.Plus((e.Within+23)/24 + 1) }

// inTime is whether rights were taken, or a grant ended, in time: done on a day, or failed from the day after its limit until
// it was done.
func inTime(control string, done, late record.Date, slow bool) record.Proof {
	if done != "" && done < late && !slow {
		return record.Proof{For: control, On: done}
	}
	if slow && late > done {
		late = done
	}
	return record.Proof{For: control, On: late, Until: done, Failed: true}
}

func (e *EntitlementChange) proves() (out []record.Proof) {
	if e.RejectedOn != "" {
		return nil
	}
	given := record.Proof{}
	if e.ApprovedBy != "" {
		given.On = e.DoneOn
	}
	switch e.Type {
	case "review":
		return []record.Proof{inTime("A.5.18", e.DoneOn, e.EffectiveOn.Plus(1), false)}
	case "leaver":
		return []record.Proof{inTime("A.5.18", e.DoneOn, e.late(), e.Hours > float64(e.Within))}
	case "emergency":
		given.For = "A.8.31"
		if e.EndedOn == "" {
			given.On = ""
		}
		return []record.Proof{given}
	}
	given.For = "A.5.18"
	out = append(out, given)
	if e.Privileged && e.EndsOn != "" {
		given.For = "A.8.2"
		out = append(out, given)
	}
	if e.EndsOn != "" && e.DoneOn != "" {
		out = append(out, inTime("A.8.18", e.EndedOn, e.EndsOn.Plus(1), false))
	}
	return out
}

func (e *EntitlementChange) owes() []record.Due {
	switch {
	case e.RejectedOn != "":
		return nil
	case e.Type == "review" && e.DoneOn == "":
		return []record.Due{{What: "Carry out", Day: e.EffectiveOn, Who: e.CarriedOutBy, Weight: record.Grave}}
	case e.Type == "leaver" && e.DoneOn == "":
		return []record.Due{{What: "Take all rights", Day: e.late().Plus(-1), Who: e.RequestedBy, Weight: record.Critical}}
	case e.DoneOn == "":
		return []record.Due{{What: "Carry out", Day: e.EffectiveOn, Who: cmp.Or(e.CarriedOutBy, e.RequestedBy)}}
	case e.EndsOn != "" && e.EndedOn == "":
		return []record.Due{{What: "End the grant", Day: e.EndsOn, Who: e.RequestedBy, Weight: record.Grave}}
	}
	return nil
}
