// Package scope keeps the context of the organisation (clause 4): internal and external issues, interested parties
// and their requirements, and the scope of the management system.
package scope

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Issue is an internal or external matter that bears on the management system (4.1).
type Issue struct {
	record.Meta
	Title      string
	Side       string // internal, external
	Climate    bool   // bears on climate change (Amendment 1:2024)
	Effect     string
	Owner      record.Ref
	ReviewedOn record.Date
}

// Issues is the register of 4.1.
var Issues = record.Define(record.Spec[Issue]{
	Name: "issue", Plural: "issues", Title: "Internal and external issues", Singular: "issue", Prefix: "IS", Clause: "4.1",
	About: "What inside and outside the organisation can help or hinder information security. Ten honest lines are better than a textbook list; climate change must be considered.",
	Fields: []record.Field[*Issue]{
		{Name: "title", Label: "Issue", Required: true, Listed: true, Indexed: true, Ptr: func(i *Issue) any { return &i.Title }},
		{Name: "side", Label: "Side", Required: true, Listed: true, Indexed: true, Ptr: func(i *Issue) any { return &i.Side }, Options: []record.Option{
			{Value: "internal", Label: "Internal"}, {Value: "external", Label: "External"}}},
		{Name: "climate", Label: "Concerns climate change", Listed: true, Ptr: func(i *Issue) any { return &i.Climate }},
		{Name: "effect", Label: "Effect on information security", Long: true, Listed: true, Ptr: func(i *Issue) any { return &i.Effect }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(i *Issue) any { return &i.Owner }},
		{Name: "reviewed_on", Label: "Reviewed on", Listed: true, Indexed: true, Ptr: func(i *Issue) any { return &i.ReviewedOn }},
	},
})

// Party is an interested party (4.2 a).
type Party struct {
	record.Meta
	Name string
	Type string
	Note string
}

// Parties is the register of interested parties.
var Parties = record.Define(record.Spec[Party]{
	Name: "interested_party", Plural: "interested-parties", Title: "Interested parties", Singular: "interested party", Prefix: "IP", Clause: "4.2",
	About: "Who can be affected by your information security, or demands it: customers, authorities, staff, owners, suppliers.",
	Fields: []record.Field[*Party]{
		{Name: "name", Label: "Interested party", Required: true, Listed: true, Indexed: true, Ptr: func(p *Party) any { return &p.Name }},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(p *Party) any { return &p.Type }, Options: []record.Option{
			{Value: "customer", Label: "Customer"}, {Value: "authority", Label: "Authority"}, {Value: "staff", Label: "Staff"},
			{Value: "owner", Label: "Owner or investor"}, {Value: "supplier", Label: "Supplier"}, {Value: "public", Label: "Public"}, {Value: "other", Label: "Other"}}},
		{Name: "note", Label: "Why it matters", Long: true, Listed: true, Ptr: func(p *Party) any { return &p.Note }},
	},
})

// Requirement is what an interested party, a law or a contract requires (4.2 b, c; A.5.31).
type Requirement struct {
	record.Meta
	Title     string
	Party     record.Ref
	Type      string
	Source    string // article, clause, paragraph
	Addressed bool   // the management system addresses it (4.2 c)
	How       string
	Owner     record.Ref

	Jurisdiction string
	Controls     record.Refs
	ConfirmedOn  record.Date // source, answer and owner found still right
	ConfirmDays  int
}

// confirmDays is how long a confirmation of a requirement holds if it says nothing else.
const confirmDays = 365

// Requirements is the register of requirements.
var Requirements = record.Define(record.Spec[Requirement]{
	Name: "requirement", Plural: "requirements", Title: "Requirements", Singular: "requirement", Prefix: "RQ", Clause: "4.2", Version: 3,
	About: "What laws, contracts and interested parties require of your information security, and which of it the management system addresses. For each law name the article; once a year look whether the source has changed, and confirm the answer.",
	Fields: []record.Field[*Requirement]{
		{Name: "title", Label: "Requirement", Required: true, Listed: true, Indexed: true, Ptr: func(q *Requirement) any { return &q.Title }},
		{Name: "party", Label: "Interested party", To: "interested_party", Listed: true, Indexed: true, Ptr: func(q *Requirement) any { return &q.Party }},
		{Name: "type", Label: "Type", Required: true, Listed: true, Indexed: true, Ptr: func(q *Requirement) any { return &q.Type }, Options: []record.Option{
			{Value: "law", Label: "Law or regulation", Synonyms: []string{"statute", "legal", "gesetz", "loi"}}, {Value: "regulator", Label: "Order of an authority", Synonyms: []string{"regulatory", "behörde"}}, {Value: "contract", Label: "Contract", Synonyms: []string{"contractual", "vertrag", "contrat"}}, {Value: "expectation", Label: "Expectation"}}},
		{Name: "source", Label: "Source", Listed: true, Ptr: func(q *Requirement) any { return &q.Source }, Help: "Act and article, or contract and clause."},
		{Name: "addressed", Label: "Addressed by the ISMS", Listed: true, Ptr: func(q *Requirement) any { return &q.Addressed }},
		{Name: "how", Label: "How it is met", Long: true, Ptr: func(q *Requirement) any { return &q.How }},
		{Name: "owner", Label: "Owner", To: "person", Indexed: true, Ptr: func(q *Requirement) any { return &q.Owner }},
		{Name: "jurisdiction", Label: "Jurisdiction", Indexed: true, Ptr: func(q *Requirement) any { return &q.Jurisdiction }, Help: "Where it applies: country, state, or under whose law the contract is.", Synonyms: []string{"country", "land", "pays"}},
		{Name: "controls", Label: "Controls that meet it", To: "control", Ptr: func(q *Requirement) any { return &q.Controls }, Synonyms: []string{"control"}},
		{Name: "confirmed_on", Label: "Confirmed on", Past: true, Listed: true, Indexed: true, Ptr: func(q *Requirement) any { return &q.ConfirmedOn }, Help: "The day the source was read and the answer found still right.", Synonyms: []string{"reviewed on", "geprüft am", "last review"}},
		{Name: "confirm_days", Label: "Confirmed every", Unit: "days", Ptr: func(q *Requirement) any { return &q.ConfirmDays }, Help: "Empty: a year."},
	},
	Whole: true,
	Proves: func(q *Requirement) (out []record.Proof) {
		if q.Type == "expectation" {
			return nil
		}
		met := record.Proof{For: "A.5.31"}
		if q.Owner != "" && q.How != "" {
			met.On, met.Until = q.ConfirmedOn, q.ConfirmedOn.Plus(q.ConfirmDays)
		}
		out = append(out, met)
		for _, c := range q.Controls {
			met.For = c
			out = append(out, met)
		}
		return out
	},
	Owes: func(q *Requirement) []record.Due {
		return []record.Due{{What: "Confirm", Day: q.Again(q.ConfirmedOn, q.ConfirmDays), Who: q.Owner}}
	},
	Before: func(_ *record.Writer, _, q *Requirement) error {
		if q.ConfirmDays < 0 {
			return errs.InField("confirm_days", "a number of days is not negative")
		}
		if q.ConfirmDays == 0 {
			q.ConfirmDays = confirmDays
		}
		return nil
	},
})
