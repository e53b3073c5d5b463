package operations

import "github.com/assay-isms/assay/internal/record"

// Environment is one of the separated environments for development, test and production.
type Environment struct {
	record.Meta
	Title       string
	Type        string
	Systems     record.Refs
	Owner       record.Ref
	SeparatedBy string
	Rights      string
	Data        string // what data it may hold
	CheckedOn   record.Date
	Differences string
	SettledOn   record.Date
}

// checkDays is how often an environment is checked.
const checkDays = 90

// Environments is the register of environments.
var Environments = record.Define(record.Spec[Environment]{
	Name: "environment", Plural: "environments", Title: "Environments", Singular: "environment", Prefix: "EN", Version: 2, Clause: "A.8.31",
	About: "Development, test and production, what keeps them apart, who may enter and which data they may hold. Add each environment, then check on the platform that it is so.",
	Fields: []record.Field[*Environment]{
		{Name: "title", Label: "Environment", Required: true, Listed: true, Indexed: true, Ptr: func(e *Environment) any { return &e.Title }, Synonyms: []string{"name", "umgebung", "environnement"}},
		{Name: "type", Label: "Type", Required: true, Listed: true, Indexed: true, Ptr: func(e *Environment) any { return &e.Type }, Synonyms: []string{"art", "stage"}, Options: []record.Option{
			{Value: "development", Label: "Development", Synonyms: []string{"dev", "entwicklung"}}, {Value: "test", Label: "Test", Synonyms: []string{"staging", "qa"}}, {Value: "production", Label: "Production", Synonyms: []string{"prod", "live", "produktion"}}}},
		{Name: "systems", Label: "Systems", To: "system", Listed: true, Ptr: func(e *Environment) any { return &e.Systems }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(e *Environment) any { return &e.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "separated_by", Label: "Separated by", Long: true, Ptr: func(e *Environment) any { return &e.SeparatedBy }, Help: "Accounts, networks, hosts, keys.", Synonyms: []string{"boundary", "trennung"}},
		{Name: "rights", Label: "Who may enter", Long: true, Ptr: func(e *Environment) any { return &e.Rights }, Synonyms: []string{"access", "zugriff"}},
		{Name: "data", Label: "Data it may hold", Listed: true, Indexed: true, Ptr: func(e *Environment) any { return &e.Data }, Synonyms: []string{"data class", "daten"}, Options: []record.Option{
			{Value: "made_up", Label: "Made up", Synonyms: []string{"synthetic", "synthetisch"}}, {Value: "masked", Label: "Masked", Synonyms: []string{"anonymised", "maskiert"}}, {Value: "live", Label: "Live", Synonyms: []string{"real", "echt"}}}},
		{Name: "checked_on", Label: "Checked on", Past: true, Listed: true, Indexed: true, Ptr: func(e *Environment) any { return &e.CheckedOn }, Synonyms: []string{"geprüft am"}},
		{Name: "differences", Label: "What was found otherwise", Long: true, Ptr: func(e *Environment) any { return &e.Differences }, Synonyms: []string{"findings", "abweichungen"}},
		{Name: "settled_on", Label: "Settled on", Past: true, From: "checked_on", Ptr: func(e *Environment) any { return &e.SettledOn }},
	},
	Whole: true,
	Proves: func(e *Environment) []record.Proof {
		apart, data := record.Proof{For: "A.8.31"}, record.Proof{For: "A.8.33"}
		p := compared(e.CheckedOn, e.Differences, e.SettledOn)
		if e.Owner != "" && e.SeparatedBy != "" {
			apart.On, apart.Failed = p.On, p.Failed
		}
		if e.Data != "" {
			data.On, data.Failed = p.On, p.Failed
		}
		return []record.Proof{apart, data}
	},
	Owes: func(e *Environment) []record.Due {
		return []record.Due{{What: "Check", Day: e.Again(e.CheckedOn, checkDays), Who: e.Owner}, settle(e.CheckedOn, e.Differences, e.SettledOn, e.Owner)}
	},
	Before: func(_ *record.Writer, _, e *Environment) error {
		if e.Differences == "" {
			e.SettledOn = ""
		}
		return nil
	},
})

// settleDays is how long differences may stand before they are overdue.
const settleDays = 14

// settle asks for differences to be settled; nothing once they are.
func settle(on record.Date, differences string, settled record.Date, who record.Ref) record.Due {
	d := record.Due{What: "Settle the differences", Who: who, Weight: record.Grave}
	if differences != "" && settled < on {
		d.Day = on.Plus(settleDays)
	}
	return d
}
