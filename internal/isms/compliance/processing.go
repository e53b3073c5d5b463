package compliance

import "github.com/assay-isms/assay/internal/record"

// ProcessingActivity is an entry of the record of processing activities (GDPR, Article 30).
type ProcessingActivity struct {
	record.Meta
	Title      string
	Role       string // Article 30 (1) controller, (2) processor
	Owner      record.Ref
	Purposes   string
	Basis      string
	Subjects   string
	Categories string
	Recipients string
	Transfers  string
	Retention  record.Refs
	Measures   string
	Assets     record.Refs
	Systems    record.Refs
	Suppliers  record.Refs // processors
	Testing    string
	ComparedOn record.Date
	Unnamed    string // systems and recipients found in operation and not named
	Status     string
}

// renewDays is how often an entry is compared with what is in operation.
const renewDays = 180

// ProcessingActivities is the record of processing activities.
var ProcessingActivities = record.Define(record.Spec[ProcessingActivity]{
	Name: "processing_activity", Plural: "processing-activities", Title: "Processing activities", Singular: "processing activity", Prefix: "PA", Version: 2, Clause: "A.5.34",
	About: "The record of processing of personal data (GDPR, Article 30): purposes, whose data, who receives them, how long, how protected. Start with payroll, recruiting and customers; then compare with the systems really in use.",
	Fields: []record.Field[*ProcessingActivity]{
		{Name: "title", Label: "Processing activity", Required: true, Listed: true, Indexed: true, Ptr: func(p *ProcessingActivity) any { return &p.Title }, Synonyms: []string{"name", "processing", "verarbeitungstätigkeit", "traitement"}},
		{Name: "role", Label: "We are", Listed: true, Indexed: true, Ptr: func(p *ProcessingActivity) any { return &p.Role }, Synonyms: []string{"role", "rolle"}, Options: []record.Option{
			{Value: "controller", Label: "Controller", Synonyms: []string{"verantwortlicher"}}, {Value: "joint", Label: "Joint controller", Synonyms: []string{"gemeinsam"}}, {Value: "processor", Label: "Processor", Synonyms: []string{"auftragsverarbeiter", "sous-traitant"}}}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(p *ProcessingActivity) any { return &p.Owner }, Synonyms: []string{"responsible", "department", "verantwortlich"}},
		{Name: "purposes", Label: "Purposes", Long: true, Listed: true, Ptr: func(p *ProcessingActivity) any { return &p.Purposes }, Synonyms: []string{"purpose", "zweck", "finalité"}},
		{Name: "basis", Label: "Lawful because", Ptr: func(p *ProcessingActivity) any { return &p.Basis }, Synonyms: []string{"legal basis", "rechtsgrundlage", "base légale"}},
		{Name: "subjects", Label: "Whose data", Long: true, Ptr: func(p *ProcessingActivity) any { return &p.Subjects }, Synonyms: []string{"data subjects", "betroffene", "personnes concernées"}},
		{Name: "categories", Label: "Categories of data", Long: true, Ptr: func(p *ProcessingActivity) any { return &p.Categories }, Synonyms: []string{"data categories", "datenkategorien"}},
		{Name: "recipients", Label: "Recipients", Long: true, Ptr: func(p *ProcessingActivity) any { return &p.Recipients }, Synonyms: []string{"empfänger", "destinataires"}},
		{Name: "transfers", Label: "Transfers to third countries", Long: true, Ptr: func(p *ProcessingActivity) any { return &p.Transfers }, Help: "Country and safeguard, or that there are none.", Synonyms: []string{"third countries", "drittland"}},
		{Name: "retention", Label: "Retention rules", To: "retention_rule", Ptr: func(p *ProcessingActivity) any { return &p.Retention }, Synonyms: []string{"retention", "löschfrist"}},
		{Name: "measures", Label: "Security measures", Long: true, Ptr: func(p *ProcessingActivity) any { return &p.Measures }, Synonyms: []string{"toms", "tom", "mesures"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(p *ProcessingActivity) any { return &p.Assets }},
		{Name: "systems", Label: "Systems", To: "system", Ptr: func(p *ProcessingActivity) any { return &p.Systems }},
		{Name: "suppliers", Label: "Processors", To: "supplier", Ptr: func(p *ProcessingActivity) any { return &p.Suppliers }, Synonyms: []string{"processors", "auftragsverarbeiter"}},
		{Name: "testing", Label: "Use for tests", Ptr: func(p *ProcessingActivity) any { return &p.Testing }, Options: []record.Option{
			{Value: "excluded", Label: "Excluded"}, {Value: "named", Label: "Named as a purpose"}}},
		{Name: "compared_on", Label: "Compared on", Past: true, Listed: true, Indexed: true, Ptr: func(p *ProcessingActivity) any { return &p.ComparedOn }, Help: "The day it was compared with the systems and recipients in operation.", Synonyms: []string{"reviewed on", "geprüft am"}},
		{Name: "unnamed", Label: "Found and not named", Long: true, Ptr: func(p *ProcessingActivity) any { return &p.Unnamed }, Help: "Until it is entered above, the entry is not true."},
		{Name: "status", Label: "Status", Indexed: true, Ptr: func(p *ProcessingActivity) any { return &p.Status }, Options: []record.Option{
			{Value: "in_use", Label: "In use", Synonyms: []string{"active", "aktiv"}}, {Value: "ended", Label: "Ended", Synonyms: []string{"beendet"}}}},
	},
	Whole: true,
	Proves: func(p *ProcessingActivity) []record.Proof {
		if p.Status != "in_use" {
			return nil
		}
		entry := record.Proof{For: "A.5.34"}
		if p.complete() {
			entry.On = p.ComparedOn
		}
		if p.Unnamed != "" && p.ComparedOn != "" {
			entry.On, entry.Failed = p.ComparedOn, true
		}
		out := []record.Proof{entry}
		for _, a := range []struct {
			control string
			said    bool
		}{{"A.5.9", len(p.Assets) > 0}, {"A.8.10", len(p.Retention) > 0}, {"A.8.33", p.Testing != ""}} {
			more := record.Proof{For: a.control}
			if a.said {
				more.On = p.ComparedOn
			}
			out = append(out, more)
		}
		return out
	},
	Owes: func(p *ProcessingActivity) []record.Due {
		if p.Status != "in_use" {
			return nil
		}
		return []record.Due{{What: "Compare", Day: p.Again(p.ComparedOn, renewDays), Who: p.Owner}}
	},
	Before: func(_ *record.Writer, _, p *ProcessingActivity) error {
		if p.Status == "" {
			p.Status = "in_use"
		}
		if p.Role == "" {
			p.Role = "controller"
		}
		return nil
	},
})

// complete reports whether the entry holds what Article 30 asks for.
func (p *ProcessingActivity) complete() bool {
	if p.Role == "processor" {
		return p.Categories != "" && p.Transfers != "" && p.Measures != ""
	}
	return p.Purposes != "" && p.Subjects != "" && p.Categories != "" && p.Recipients != "" && p.Transfers != "" && p.Measures != "" && len(p.Retention) > 0
}
