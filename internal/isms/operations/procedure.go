// Package operations keeps what operating information systems takes (A.12 in 2013; A.5.37 and A.8 in 2022): procedures,
// changes, capacity, environments, protection from malware, backups, logs, clocks, vulnerabilities and configurations.
package operations

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Procedure is a documented operating procedure.
type Procedure struct {
	record.Meta
	Title       string
	Controls    record.Refs // that it serves besides A.5.37
	System      record.Ref
	Place       string // where its text is
	Edition     string
	Author      record.Ref
	Owner       record.Ref
	ApprovedOn  record.Date
	PerformedOn record.Date // last time somebody worked from the text
	PerformedBy record.Ref
	Deviations  string
	NextReview  record.Date
	Status      string
}

// retryDays is how long after it was carried out a procedure has to be carried out from its text again.
const retryDays = 365

// Procedures is the register of operating procedures.
var Procedures = record.Define(record.Spec[Procedure]{
	Name: "procedure", Plural: "procedures", Title: "Operating procedures", Singular: "operating procedure", Prefix: "OP", Clause: "A.5.37",
	About: "How recurring work is done: start and stop, backup, handling of faults, collecting evidence. Add the five tasks that must not wait for one person, then have somebody else than the author carry them out from the text.",
	Fields: []record.Field[*Procedure]{
		{Name: "title", Label: "Procedure", Required: true, Listed: true, Indexed: true, Ptr: func(p *Procedure) any { return &p.Title }, Synonyms: []string{"name", "runbook", "verfahren", "betriebsanweisung", "procédure"}},
		{Name: "controls", Label: "Other controls it serves", To: "control", Ptr: func(p *Procedure) any { return &p.Controls }, Synonyms: []string{"controls"}},
		{Name: "system", Label: "System", To: "system", Indexed: true, Ptr: func(p *Procedure) any { return &p.System }},
		{Name: "place", Label: "Where the text is", Ptr: func(p *Procedure) any { return &p.Place }, Help: "Where it can be read when the systems are down, too.", Synonyms: []string{"link", "location", "ablage"}},
		{Name: "edition", Label: "Version", Ptr: func(p *Procedure) any { return &p.Edition }, Synonyms: []string{"version", "fassung"}},
		{Name: "author", Label: "Author", To: "person", Ptr: func(p *Procedure) any { return &p.Author }, Synonyms: []string{"autor", "auteur"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(p *Procedure) any { return &p.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "approved_on", Label: "Approved on", Past: true, Listed: true, Indexed: true, Ptr: func(p *Procedure) any { return &p.ApprovedOn }, Synonyms: []string{"freigegeben am", "released"}},
		{Name: "performed_on", Label: "Carried out from the text on", Past: true, Listed: true, Indexed: true, Ptr: func(p *Procedure) any { return &p.PerformedOn }, Synonyms: []string{"tried on", "last performed"}},
		{Name: "performed_by", Label: "Carried out by", To: "person", Ptr: func(p *Procedure) any { return &p.PerformedBy }, Help: "Somebody else than the author."},
		{Name: "deviations", Label: "Deviations found", Long: true, Ptr: func(p *Procedure) any { return &p.Deviations }},
		{Name: "next_review", Label: "Next review", Indexed: true, Ptr: func(p *Procedure) any { return &p.NextReview }, Synonyms: []string{"review due"}},
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Ptr: func(p *Procedure) any { return &p.Status }, Options: []record.Option{
			{Value: "draft", Label: "Draft", Synonyms: []string{"entwurf"}}, {Value: "in_force", Label: "In force", Synonyms: []string{"approved", "gültig"}}, {Value: "withdrawn", Label: "Withdrawn", Synonyms: []string{"obsolete", "ungültig"}}}},
	},
	Whole: true,
	Proves: func(p *Procedure) []record.Proof {
		if p.Status != "in_force" {
			return nil
		}
		tried := record.Proof{For: "A.5.37"}
		if p.PerformedBy != "" && p.PerformedBy != p.Author {
			tried.On = p.PerformedOn
		}
		return append(each(p.Controls, record.Proof{On: p.ApprovedOn}), tried)
	},
	Owes: func(p *Procedure) []record.Due {
		if p.Status != "in_force" {
			return nil
		}
		return []record.Due{{What: "Review", Day: p.NextReview, Who: p.Owner}, {What: "Carry out", Day: max(p.PerformedOn, p.ApprovedOn).Plus(retryDays), Who: p.Owner}}
	},
	Before: func(_ *record.Writer, _, p *Procedure) error {
		if p.Status == "" {
			p.Status = "draft"
		}
		if p.Status == "in_force" && p.ApprovedOn == "" {
			return errs.InField("approved_on", "is missing: a procedure in force was approved on a day")
		}
		return nil
	},
})

// each says the same of several controls.
func each(controls record.Refs, p record.Proof) (out []record.Proof) {
	for _, c := range controls {
		p.For = c
		out = append(out, p)
	}
	return out
}

// compared is what a comparison shows that may have found differences: it counts once they are settled, and fails until then.
func compared(on record.Date, differences string, settled record.Date) record.Proof {
	switch {
	case differences == "":
		return record.Proof{On: on}
	case settled >= on && settled != "":
		return record.Proof{On: settled}
	}
	return record.Proof{On: on, Failed: true}
}
