package people

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Competence is what somebody must be able to do for information security, and how far they can (7.2).
type Competence struct {
	record.Meta
	Title      string
	Person     record.Ref
	Role       record.Ref
	Required   string
	Held       string
	Gap        string
	Shown      string
	Plan       string
	PlanDue    record.Date
	AssessedOn record.Date
	AssessedBy record.Ref
	Incident   bool
	EndedOn    record.Date
}

// assessDays is for how long an assessment of a competence holds.
const assessDays = 365

// levels of competence, least first.
var levels = []record.Option{
	{Value: "none", Label: "None", Synonyms: []string{"0", "keine"}}, {Value: "knows", Label: "Knows of it", Synonyms: []string{"1", "basic", "grundkenntnisse"}},
	{Value: "guided", Label: "Does it with help", Synonyms: []string{"2", "intermediate"}}, {Value: "alone", Label: "Does it alone", Synonyms: []string{"3", "advanced", "selbständig"}}, {Value: "teaches", Label: "Teaches it", Synonyms: []string{"4", "expert", "experte"}}}

func levelOf(value string) int {
	for i, o := range levels {
		if o.Value == value {
			return i
		}
	}
	return -1
}

// Competences is the register of competence.
var Competences = record.Define(record.Spec[Competence]{
	Name: "competence", Plural: "competences", Title: "Competence", Singular: "competence", Prefix: "SK", Version: 2, Clause: "7.2",
	About: "What each role that bears on security must be able to do, what its holder can, and what is done about the gap. Begin with the security officer, the incident lead and the administrators.",
	Fields: []record.Field[*Competence]{
		{Name: "title", Label: "Able to", Required: true, Listed: true, Indexed: true, Ptr: func(c *Competence) any { return &c.Title }, Synonyms: []string{"skill", "competence", "fähigkeit", "compétence", "name"}},
		{Name: "person", Label: "Person", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(c *Competence) any { return &c.Person }, Synonyms: []string{"employee", "mitarbeiter", "employé"}},
		{Name: "role", Label: "For the role", To: "role", Indexed: true, Ptr: func(c *Competence) any { return &c.Role }, Synonyms: []string{"rolle", "fonction"}},
		{Name: "required", Label: "Required", Required: true, Listed: true, Indexed: true, Options: levels, Ptr: func(c *Competence) any { return &c.Required }, Synonyms: []string{"target", "soll", "requis"}},
		{Name: "held", Label: "Held", Listed: true, Indexed: true, Options: levels, Ptr: func(c *Competence) any { return &c.Held }, Synonyms: []string{"actual", "ist", "acquis"}},
		{Name: "gap", Label: "Gap", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Competence) any { return &c.Gap }, Options: []record.Option{{Value: "unknown", Label: "Not assessed"}, {Value: "open", Label: "Open"}, {Value: "planned", Label: "Planned"}, {Value: "none", Label: "None"}}},
		{Name: "shown", Label: "Shown by", Help: "Examination, certificate, years of doing it.", Ptr: func(c *Competence) any { return &c.Shown }, Synonyms: []string{"evidence", "proof", "nachweis", "preuve"}},
		{Name: "plan", Label: "What closes the gap", Long: true, Ptr: func(c *Competence) any { return &c.Plan }, Synonyms: []string{"plan", "action", "massnahme", "maßnahme"}},
		{Name: "plan_due", Label: "Closed by", Indexed: true, Ptr: func(c *Competence) any { return &c.PlanDue }, Synonyms: []string{"due", "fällig"}},
		{Name: "assessed_on", Label: "Assessed on", Past: true, Listed: true, Indexed: true, Ptr: func(c *Competence) any { return &c.AssessedOn }, Synonyms: []string{"bewertet am", "évalué le"}},
		{Name: "assessed_by", Label: "Assessed by", To: "person", Ptr: func(c *Competence) any { return &c.AssessedBy }, Synonyms: []string{"bewertet von"}},
		{Name: "incident", Label: "For a part in incidents", Help: "Leads and deputies of incident response.", Ptr: func(c *Competence) any { return &c.Incident }},
		{Name: "ended_on", Label: "Ended on", Help: "When the person no longer has the task.", Past: true, Ptr: func(c *Competence) any { return &c.EndedOn }},
	},
	Proves: func(c *Competence) []record.Proof {
		if c.EndedOn != "" {
			return nil
		}
		p := record.Proof{For: "A.5.2"}
		if c.Gap == "planned" || c.Gap == "none" && c.Shown != "" {
			p.On = c.AssessedOn
		}
		if !c.Incident {
			return []record.Proof{p}
		}
		part := record.Proof{For: "A.5.24"}
		if c.Gap == "none" {
			part.On = p.On
		}
		return []record.Proof{p, part}
	},
	Owes: func(c *Competence) []record.Due {
		switch {
		case c.EndedOn != "":
			return nil
		case c.Gap == "planned":
			return []record.Due{{What: "Close the gap", Day: c.PlanDue, Who: c.Person, Weight: record.Grave}}
		}
		return []record.Due{{What: "Assess", Day: c.Again(c.AssessedOn, assessDays), Who: c.AssessedBy}}
	},
	Before: func(_ *record.Writer, _, c *Competence) error {
		switch {
		case c.AssessedOn == "" || c.Held == "":
			c.Gap = "unknown"
		case levelOf(c.Held) >= levelOf(c.Required):
			c.Gap = "none"
		case c.Plan != "" && c.PlanDue != "":
			c.Gap = "planned"
		default:
			c.Gap = "open"
		}
		if (c.Held == "") != (c.AssessedOn == "") {
			return errs.InField("assessed_on", "what is held and the day it was assessed are entered together")
		}
		return nil
	},
})
