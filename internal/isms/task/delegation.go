package task

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Delegation says who does for a time what another owes. Who owes it stays as it is.
type Delegation struct {
	record.Meta
	Title    string
	Person   record.Ref // whose things
	To       record.Ref
	Register string // kind; "" for all
	About    string // reference of one record; "" for all
	AboutID  string
	Since    record.Date
	Until    record.Date
	EndedOn  record.Date
}

// Delegations is the register of delegations.
var Delegations = record.Define(record.Spec[Delegation]{
	Name: "delegation", Plural: "delegations", Title: "Delegations", Singular: "delegation", Prefix: "DG", Clause: "5.3", Edit: record.MayContribute,
	About: "Who does for a time what another owes, in leave or illness. The things appear in the deputy's list; who answers for them stays the same.",
	Fields: []record.Field[*Delegation]{
		{Name: "title", Label: "Why", Required: true, Listed: true, Indexed: true, Ptr: func(d *Delegation) any { return &d.Title }, Synonyms: []string{"reason", "grund", "motif"}},
		{Name: "person", Label: "For", To: "person", Required: true, Listed: true, Indexed: true, Ptr: func(d *Delegation) any { return &d.Person }, Synonyms: []string{"from", "absent", "abwesend"}},
		{Name: "to", Label: "Done by", To: "person", Required: true, Listed: true, Indexed: true, Ptr: func(d *Delegation) any { return &d.To }, Synonyms: []string{"deputy", "delegate", "vertretung", "suppléant"}},
		{Name: "register", Label: "Register", Listed: true, Ptr: func(d *Delegation) any { return &d.Register }, Help: "Only what is due in this register, such as suppliers; empty for everything."},
		{Name: "about", Label: "Record", Listed: true, Ptr: func(d *Delegation) any { return &d.About }, Help: "Only what is due about this record, such as SU-3; empty for everything."},
		{Name: "about_id", Label: "Record's id", Computed: true, Ptr: func(d *Delegation) any { return &d.AboutID }},
		{Name: "since", Label: "From", Required: true, Listed: true, Indexed: true, Ptr: func(d *Delegation) any { return &d.Since }, Synonyms: []string{"from", "von"}},
		{Name: "until", Label: "Until", Required: true, Listed: true, Indexed: true, From: "since", Ptr: func(d *Delegation) any { return &d.Until }, Synonyms: []string{"to", "bis"}},
		{Name: "ended_on", Label: "Ended on", Computed: true, Indexed: true, Ptr: func(d *Delegation) any { return &d.EndedOn }},
	},
	Before: beforeDelegation,
	Guard:  func(w *record.Writer, old, _ *Delegation) error { return mine(w, "delegation", "", old.Person) },
}).With(record.Step[*Delegation]{Name: "end", Label: "End today", Needs: record.MayContribute, Open: func(d *Delegation) bool { return d.EndedOn == "" }, Do: func(w *record.Writer, d *Delegation) error {
	d.EndedOn = w.Today()
	return nil
}})

func beforeDelegation(w *record.Writer, old, d *Delegation) (err error) {
	if d.Person == d.To {
		return errs.InField("to", "name another person")
	}
	if old == nil {
		if err := mine(w, "delegation", "", d.Person); err != nil {
			return errs.InField("person", "only an editor delegates for another; choose yourself")
		}
		old = &Delegation{}
	}
	if d.Register != old.Register && d.Register != "" {
		k, err := w.Org().Store().Kind(d.Register)
		if err != nil {
			return errs.InField("register", "%s", err.Error())
		}
		d.Register = k.Name
	}
	d.About, d.AboutID, err = about(w.Reader, old.About, old.AboutID, d.About)
	return err
}

// StandingIn are those for whom a person stands in today, and for what.
func StandingIn(r *record.Reader, person record.Ref) (out []record.StandIn, err error) {
	today := string(r.Today())
	all, err := Delegations.All(r, record.Query{Filters: []record.Filter{{Field: "to", Values: []string{string(person)}}, {Field: "since", Op: "lte", Values: []string{today}},
		{Field: "until", Op: "gte", Values: []string{today}}, {Field: "ended_on", Op: "empty"}}})
	for _, d := range all {
		out = append(out, record.StandIn{Of: d.Person, Kind: d.Register, ID: d.AboutID})
	}
	return out, err
}

// Of chooses what is due to a person: their own things, and those of others for whom they stand in today.
func Of(r *record.Reader, person record.Ref) (record.DueQuery, error) {
	ins, err := StandingIn(r, person)
	return record.DueQuery{Who: []record.Ref{person}, For: ins}, err
}

// Delegate lets another do what is due about a record until a day.
func Delegate(w *record.Writer, about string, person, to record.Ref, until record.Date, reason string) error {
	return Delegations.Put(w, &Delegation{Title: reason, Person: person, To: to, About: about, Since: w.Today(), Until: until})
}

// Whose finds the person whom the caller acts as; an error for people if there is none.
func Whose(r *record.Reader) (*people.Person, error) {
	p, err := people.Acting(r, r.Org().Actor().Email)
	if err == nil && p == nil {
		err = errs.New(errs.NotFound, "No person of the register has your e-mail address. Ask an editor to enter it.")
	}
	return p, err
}
