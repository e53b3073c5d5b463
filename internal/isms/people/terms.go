package people

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// EmploymentTerms are what a person and the organisation signed on information security (A.6.2, A.6.6).
type EmploymentTerms struct {
	record.Meta
	Title         string
	Person        record.Ref
	Covers        record.Set
	Edition       string // of the wording
	Owner         record.Ref
	EffectiveOn   record.Date
	SignedOn      record.Date
	CountersignOn record.Date
	RemindedOn    record.Date
	EndedOn       record.Date
}

var covered = []struct{ part, control string }{{"duties", "A.6.2"}, {"confidentiality", "A.6.6"}, {"rights", "A.5.32"}}

// Terms is the register of terms of employment and confidentiality agreements.
var Terms = record.Define(record.Spec[EmploymentTerms]{
	Name: "employment_terms", Plural: "employment-terms", Title: "Terms of employment and confidentiality agreements", Singular: "set of terms", Prefix: "ET", Clause: "A.6.2",
	About: "Who signed which duties, and when. Start with those whose first day is near: terms count when both sides signed before the day they take effect.",
	Fields: []record.Field[*EmploymentTerms]{
		{Name: "title", Label: "Terms", Required: true, Listed: true, Indexed: true, Ptr: func(t *EmploymentTerms) any { return &t.Title }, Synonyms: []string{"name", "contract", "vertrag", "contrat"}},
		{Name: "person", Label: "Person", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(t *EmploymentTerms) any { return &t.Person }, Synonyms: []string{"employee", "mitarbeiter", "employé"}},
		{Name: "covers", Label: "Covers", Required: true, Listed: true, Ptr: func(t *EmploymentTerms) any { return &t.Covers }, Synonyms: []string{"type", "inhalt", "objet"}, Options: []record.Option{
			{Value: "duties", Label: "Security duties", Synonyms: []string{"employment", "arbeitsvertrag", "duties"}}, {Value: "confidentiality", Label: "Confidentiality", Synonyms: []string{"nda", "vertraulichkeit", "confidentialité"}},
			{Value: "rights", Label: "Rights in works", Synonyms: []string{"ip", "assignment", "urheberrecht"}}, {Value: "privileged", Label: "Duties of privileged users", Synonyms: []string{"administrator"}}, {Value: "lasting", Label: "Duties that outlast", Synonyms: []string{"after employment"}}}},
		{Name: "edition", Label: "Wording of", Help: "Which edition of the text was signed.", Ptr: func(t *EmploymentTerms) any { return &t.Edition }, Synonyms: []string{"version", "fassung"}},
		{Name: "owner", Label: "Kept by", Help: "Who sees to the signatures.", To: "person", Indexed: true, Ptr: func(t *EmploymentTerms) any { return &t.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "effective_on", Label: "Takes effect on", Help: "The first working day, or the day of the first disclosure.", Required: true, Listed: true, Indexed: true, Ptr: func(t *EmploymentTerms) any { return &t.EffectiveOn }, Synonyms: []string{"start date", "eintritt", "first day", "gültig ab"}},
		{Name: "signed_on", Label: "Signed on", Help: "By the person.", Past: true, Listed: true, Indexed: true, Ptr: func(t *EmploymentTerms) any { return &t.SignedOn }, Synonyms: []string{"unterschrieben am", "signé le"}},
		{Name: "countersigned_on", Label: "Countersigned on", Help: "By who may sign for the organisation.", Past: true, Listed: true, Ptr: func(t *EmploymentTerms) any { return &t.CountersignOn }, Synonyms: []string{"gegengezeichnet am"}},
		{Name: "reminded_on", Label: "Reminded on", Help: "The day a leaver was told which duties stay.", Past: true, Ptr: func(t *EmploymentTerms) any { return &t.RemindedOn }, Synonyms: []string{"erinnert am"}},
		{Name: "ended_on", Label: "Ended on", From: "effective_on", Indexed: true, Ptr: func(t *EmploymentTerms) any { return &t.EndedOn }, Synonyms: []string{"end date", "ende", "fin"}},
	},
	Proves: func(t *EmploymentTerms) (out []record.Proof) {
		both := max(t.SignedOn, t.CountersignOn)
		if t.SignedOn == "" || t.CountersignOn == "" {
			both = ""
		}
		for _, c := range covered {
			if !slices.Contains(t.Covers, c.part) {
				continue
			}
			p := record.Proof{For: c.control, On: both}
			if both == "" || both > t.EffectiveOn {
				p.On, p.Until, p.Failed = t.EffectiveOn, both, true
			}
			out = append(out, p)
		}
		return out
	},
	Owes: func(t *EmploymentTerms) []record.Due {
		switch {
		case t.EndedOn != "":
			return nil
		case t.SignedOn == "":
			return []record.Due{{What: "Have it signed", Day: t.EffectiveOn.Plus(-1), Who: t.Owner, Weight: record.Grave}}
		case t.CountersignOn == "":
			return []record.Due{{What: "Countersign", Day: t.EffectiveOn.Plus(-1), Who: t.Owner, Weight: record.Grave}}
		}
		return nil
	},
	Before: func(_ *record.Writer, _, t *EmploymentTerms) error {
		if t.RemindedOn != "" && t.SignedOn == "" {
			return errs.InField("reminded_on", "nobody can be reminded of what was never signed; enter signed_on")
		}
		return nil
	},
})
