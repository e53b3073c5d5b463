package physical

import (
	"github.com/assay-isms/assay/internal/record"
)

// Maintenance is one service of equipment, with the check after it (A.7.13, A.7.11, A.7.5).
type Maintenance struct {
	record.Meta
	Title     string
	Type      string
	Assets    record.Refs
	Provider  record.Ref // supplier
	Engineer  string
	Owner     record.Ref // person
	PlannedOn record.Date
	DoneOn    record.Date
	Check     string
	CheckedBy record.Ref
	Report    string
	Defects   string
	ClearedOn record.Date
	Next      record.Date
}

// clearDays is how soon a defect found in maintenance is cleared.
const clearDays = 14

// Maintenances is the register of maintenance.
var Maintenances = record.Define(record.Spec[Maintenance]{
	Name: "maintenance", Plural: "maintenances", Title: "Maintenance of equipment", Singular: "maintenance", Prefix: "MT", Clause: "A.7.13",
	About: "What is serviced when, by whom, and whether it worked afterwards. Enter the maker's intervals as planned days.",
	Fields: []record.Field[*Maintenance]{
		{Name: "title", Label: "Maintenance", Required: true, Listed: true, Indexed: true, Ptr: func(m *Maintenance) any { return &m.Title }, Synonyms: []string{"equipment", "wartung", "entretien"}},
		{Name: "type", Label: "Of", Listed: true, Indexed: true, Ptr: func(m *Maintenance) any { return &m.Type }, Synonyms: []string{"art", "kind"}, Options: []record.Option{
			{Value: "equipment", Label: "Information equipment", Synonyms: []string{"it", "server"}}, {Value: "utility", Label: "Power, cooling, lines", Synonyms: []string{"ups", "usv", "generator", "klima"}},
			{Value: "protection", Label: "Fire, water, surge protection", Synonyms: []string{"fire", "brandmelder"}}}},
		{Name: "assets", Label: "Assets", To: "asset", Listed: true, Ptr: func(m *Maintenance) any { return &m.Assets }, Synonyms: []string{"asset"}},
		{Name: "provider", Label: "Provider", To: "supplier", Indexed: true, Ptr: func(m *Maintenance) any { return &m.Provider }, Synonyms: []string{"supplier", "firma"}},
		{Name: "engineer", Label: "Done by", Ptr: func(m *Maintenance) any { return &m.Engineer }, Synonyms: []string{"engineer", "techniker"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(m *Maintenance) any { return &m.Owner }, Synonyms: []string{"verantwortlich", "responsible"}},
		{Name: "planned_on", Label: "Planned for", Listed: true, Indexed: true, Ptr: func(m *Maintenance) any { return &m.PlannedOn }, Synonyms: []string{"due", "fällig am"}},
		{Name: "done_on", Label: "Done on", Past: true, Listed: true, Indexed: true, Ptr: func(m *Maintenance) any { return &m.DoneOn }, Synonyms: []string{"date", "datum"}},
		{Name: "outcome", Label: "Check afterwards", Listed: true, Indexed: true, Ptr: func(m *Maintenance) any { return &m.Check }, Synonyms: []string{"result", "ergebnis"}, Options: []record.Option{
			{Value: "passed", Label: "Works", Synonyms: []string{"ok", "bestanden"}}, {Value: "failed", Label: "Does not work as it should", Synonyms: []string{"defekt"}}}},
		{Name: "checked_by", Label: "Checked by", To: "person", Ptr: func(m *Maintenance) any { return &m.CheckedBy }, Synonyms: []string{"geprüft von"}},
		{Name: "report", Label: "Service report", Ptr: func(m *Maintenance) any { return &m.Report }, Synonyms: []string{"bericht"}},
		{Name: "defects", Label: "Defects", Long: true, Ptr: func(m *Maintenance) any { return &m.Defects }, Synonyms: []string{"mängel"}},
		{Name: "cleared_on", Label: "Defects cleared on", Past: true, From: "done_on", Indexed: true, Ptr: func(m *Maintenance) any { return &m.ClearedOn }, Synonyms: []string{"behoben am"}},
		{Name: "next", Label: "Next by", From: "done_on", Help: "The last day on which this service counts.", Indexed: true, Ptr: func(m *Maintenance) any { return &m.Next }, Synonyms: []string{"next service", "nächste wartung"}},
	},
	Proves: func(m *Maintenance) []record.Proof {
		p := record.Proof{For: "A.7.13"}
		switch {
		case m.Check == "passed":
			p.On, p.Until = m.DoneOn, m.Next
		case m.Check == "failed" && m.DoneOn != "":
			p.On, p.Until, p.Failed = m.DoneOn, m.ClearedOn, true
		}
		out := []record.Proof{p}
		if of := map[string]string{"utility": "A.7.11", "protection": "A.7.5"}[m.Type]; of != "" {
			p.For = of
			out = append(out, p)
		}
		return out
	},
	Owes: func(m *Maintenance) []record.Due {
		switch {
		case m.DoneOn == "":
			return []record.Due{{What: "Service", Day: m.PlannedOn, Who: m.Owner}}
		case m.Check == "failed" && m.ClearedOn == "":
			return []record.Due{{What: "Clear the defects", Day: m.DoneOn.Plus(clearDays), Who: m.Owner, Weight: record.Grave}}
		}
		return nil
	},
})
