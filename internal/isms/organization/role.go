// Package organization keeps who does what for information security, what must be kept apart, whom to call, what is learnt of
// threats, and security in projects and on mobile devices (A.5.2 to A.5.8, A.6.7 and A.8.1; set A.6 in 2013).
package organization

import (
	"github.com/assay-isms/assay/internal/record"
)

// Role is a set of tasks and powers that one person answers for (A.5.2).
type Role struct {
	record.Meta
	Name        string
	Holder      record.Ref // accountable
	Deputy      record.Ref
	Responsible record.Refs // who do the work
	Consulted   record.Refs
	Informed    record.Refs
	Tasks       string
	Authority   string
	Hours       float64 // a month
	AppointedOn record.Date
	AcceptedOn  record.Date
	ReviewedOn  record.Date
	Predecessor record.Ref
	HandedOver  record.Date
	EndedOn     record.Date
}

// Days after which a holder's acceptance and the review of a role are late.
const (
	acceptDays = 14
	roleDays   = 185
)

// Roles is the register of roles, responsibilities and authorities.
var Roles = record.Define(record.Spec[Role]{
	Name: "role", Plural: "roles", Title: "Roles and responsibilities", Singular: "role", Prefix: "RO", Clause: "A.5.2",
	About: "Who is accountable for which security task, who stands in, who is asked and who is told. Begin with the security officer and the incident lead.",
	Fields: []record.Field[*Role]{
		{Name: "name", Label: "Role", Required: true, Listed: true, Indexed: true, Ptr: func(r *Role) any { return &r.Name }, Synonyms: []string{"role name", "rolle", "fonction", "function"}},
		{Name: "holder", Label: "Accountable", Help: "The one person who answers for it and holds the role.", To: "person", Listed: true, Indexed: true, Ptr: func(r *Role) any { return &r.Holder }, Synonyms: []string{"holder", "inhaber", "verantwortlich", "a", "titulaire"}},
		{Name: "deputy", Label: "Deputy", To: "person", Listed: true, Indexed: true, Ptr: func(r *Role) any { return &r.Deputy }, Synonyms: []string{"stellvertreter", "vertretung", "substitute", "suppléant"}},
		{Name: "responsible", Label: "Responsible", Help: "Who do the work and share the role's powers.", To: "person", Ptr: func(r *Role) any { return &r.Responsible }, Synonyms: []string{"r", "durchführung"}},
		{Name: "consulted", Label: "Consulted", To: "person", Ptr: func(r *Role) any { return &r.Consulted }, Synonyms: []string{"c"}},
		{Name: "informed", Label: "Informed", To: "person", Ptr: func(r *Role) any { return &r.Informed }, Synonyms: []string{"i"}},
		{Name: "tasks", Label: "Tasks", Long: true, Ptr: func(r *Role) any { return &r.Tasks }, Synonyms: []string{"aufgaben", "duties", "tâches"}},
		{Name: "authority", Label: "Authority", Help: "What the holder may decide, order or stop.", Long: true, Ptr: func(r *Role) any { return &r.Authority }, Synonyms: []string{"befugnisse", "powers"}},
		{Name: "hours", Label: "Hours a month", Unit: "h", Ptr: func(r *Role) any { return &r.Hours }, Synonyms: []string{"hours", "stunden"}},
		{Name: "appointed_on", Label: "Appointed on", Indexed: true, Ptr: func(r *Role) any { return &r.AppointedOn }, Synonyms: []string{"start", "ernannt am"}},
		{Name: "accepted_on", Label: "Accepted on", Past: true, From: "appointed_on", Help: "The day the holder took it up in writing.", Listed: true, Indexed: true, Ptr: func(r *Role) any { return &r.AcceptedOn }, Synonyms: []string{"angenommen am"}},
		{Name: "reviewed_on", Label: "Reviewed on", Past: true, Listed: true, Indexed: true, Ptr: func(r *Role) any { return &r.ReviewedOn }, Synonyms: []string{"geprüft am", "last review"}},
		{Name: "predecessor", Label: "Predecessor", To: "person", Ptr: func(r *Role) any { return &r.Predecessor }, Synonyms: []string{"vorgänger"}},
		{Name: "handed_over_on", Label: "Handed over on", Past: true, Help: "The day the predecessor handed the role over; on or before that person's last day.", Ptr: func(r *Role) any { return &r.HandedOver }, Synonyms: []string{"übergabe"}},
		{Name: "ended_on", Label: "Ended on", Past: true, From: "appointed_on", Help: "The role is no longer needed since.", Indexed: true, Ptr: func(r *Role) any { return &r.EndedOn }, Synonyms: []string{"end", "ende"}},
	},
	Whole: true,
	Proves: func(r *Role) []record.Proof {
		if r.EndedOn != "" {
			return nil
		}
		held := record.Proof{For: "A.5.2"}
		if r.Holder != "" && r.Deputy != "" && r.AcceptedOn != "" {
			held.On = max(r.AcceptedOn, r.ReviewedOn)
		}
		if r.HandedOver == "" {
			return []record.Proof{held}
		}
		return []record.Proof{held, {For: "A.6.5", On: r.HandedOver, Until: r.HandedOver.Plus(roleDays)}}
	},
	Owes: func(r *Role) []record.Due {
		switch {
		case r.EndedOn != "":
			return nil
		case r.AcceptedOn == "":
			return []record.Due{{What: "Accept", Day: r.AppointedOn.Plus(acceptDays), Who: r.Holder, Weight: record.Grave}}
		}
		return []record.Due{{What: "Review", Day: max(r.AcceptedOn, r.ReviewedOn).Plus(roleDays), Who: r.Holder}}
	},
	Steps: []record.Step[*Role]{{Name: "accept", Label: "Accept", About: "The holder takes the role up today.", Needs: record.MayEdit, Open: func(r *Role) bool { return r.Holder != "" && r.AcceptedOn == "" && r.EndedOn == "" },
		Do: func(w *record.Writer, r *Role) error { r.AcceptedOn = w.Today(); return nil }}},
})

// powers are the persons who can act in the role.
func (r *Role) powers() (ids []string) {
	for _, id := range append(record.Refs{string(r.Holder), string(r.Deputy)}, r.Responsible...) {
		if id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
