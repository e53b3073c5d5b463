package operations

import "github.com/assay-isms/assay/internal/record"

// CapacityMeasure is one limit of a service, how much of it is used and when it will be reached.
type CapacityMeasure struct {
	record.Meta
	Title       string
	Controls    record.Refs
	Asset       record.Ref
	Owner       record.Ref
	Unit        string
	Limit       float64
	Used        float64
	WarnAt      int     // per cent of the limit
	Growth      float64 // units a month
	Delivery    int     // days that an enlargement takes
	MeasuredOn  record.Date
	Left        int // days until the limit is reached; 0 if it is reached or nothing grows
	ExhaustedOn record.Date
	Plan        string
}

// measureDays is how often a limit is measured, and month the days of an average one.
const (
	measureDays = 30
	month       = 365.25 / 12
)

// CapacityMeasures is the register of limits.
var CapacityMeasures = record.Define(record.Spec[CapacityMeasure]{
	Name: "capacity_measure", Plural: "capacity-measures", Title: "Capacity", Singular: "limit of capacity", Prefix: "CM", Version: 2, Clause: "A.8.6",
	About: "Limits of critical services: disks, lines, licences, people on call. Add a limit with what is used and how it grows; the day it is reached follows, and when to order.",
	Fields: []record.Field[*CapacityMeasure]{
		{Name: "title", Label: "Limit", Required: true, Listed: true, Indexed: true, Ptr: func(m *CapacityMeasure) any { return &m.Title }, Synonyms: []string{"name", "resource", "grenze", "ressource"}},
		{Name: "controls", Label: "Other controls it serves", To: "control", Ptr: func(m *CapacityMeasure) any { return &m.Controls }, Help: "Such as A.7.11 for a supply, A.8.14 for the load of a surviving half.", Synonyms: []string{"controls"}},
		{Name: "asset", Label: "Asset", To: "asset", Listed: true, Indexed: true, Ptr: func(m *CapacityMeasure) any { return &m.Asset }},
		{Name: "owner", Label: "Owner", To: "person", Indexed: true, Ptr: func(m *CapacityMeasure) any { return &m.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "unit", Label: "Unit", Ptr: func(m *CapacityMeasure) any { return &m.Unit }, Synonyms: []string{"einheit", "unité"}},
		{Name: "most", Label: "Most there is", Ptr: func(m *CapacityMeasure) any { return &m.Limit }, Synonyms: []string{"limit", "capacity", "kapazität", "maximum"}},
		{Name: "used", Label: "Used", Listed: true, Ptr: func(m *CapacityMeasure) any { return &m.Used }, Synonyms: []string{"usage", "belegt", "utilisé"}},
		{Name: "warn_at", Label: "Warn at", Unit: "% of the limit", Ptr: func(m *CapacityMeasure) any { return &m.WarnAt }, Synonyms: []string{"threshold", "schwelle", "seuil"}},
		{Name: "growth", Label: "Growth a month", Ptr: func(m *CapacityMeasure) any { return &m.Growth }, Synonyms: []string{"growth", "wachstum"}},
		{Name: "delivery", Label: "Time to enlarge", Unit: "days", Ptr: func(m *CapacityMeasure) any { return &m.Delivery }, Synonyms: []string{"delivery time", "lead time", "lieferzeit"}},
		{Name: "measured_on", Label: "Measured on", Past: true, Listed: true, Indexed: true, Ptr: func(m *CapacityMeasure) any { return &m.MeasuredOn }, Synonyms: []string{"gemessen am", "date"}},
		{Name: "left", Label: "Left", Unit: "days", Computed: true, Ptr: func(m *CapacityMeasure) any { return &m.Left }},
		{Name: "exhausted_on", Label: "Reached on", Computed: true, Listed: true, Indexed: true, Ptr: func(m *CapacityMeasure) any { return &m.ExhaustedOn }},
		{Name: "plan", Label: "What will be done", Long: true, Ptr: func(m *CapacityMeasure) any { return &m.Plan }},
	},
	Whole: true,
	Proves: func(m *CapacityMeasure) []record.Proof {
		p := record.Proof{On: m.MeasuredOn}
		if m.ExhaustedOn != "" && m.ExhaustedOn < m.MeasuredOn.Plus(m.Delivery) {
			p = record.Proof{On: m.MeasuredOn, Failed: true} // until a measurement shows room again
		}
		return append(each(m.Controls, p), record.Proof{For: "A.8.6", On: p.On, Failed: p.Failed})
	},
	Owes: func(m *CapacityMeasure) []record.Due {
		return []record.Due{{What: "Measure", Day: m.Again(m.MeasuredOn, measureDays), Who: m.Owner}, {What: "Enlarge", Day: m.ExhaustedOn.Plus(-m.Delivery), Who: m.Owner, Weight: record.Grave}}
	},
	Before: func(_ *record.Writer, _, m *CapacityMeasure) error {
		m.Left, m.ExhaustedOn = 0, ""
		switch {
		case m.Limit <= 0 || m.MeasuredOn == "":
		case m.Used >= m.Limit:
			m.ExhaustedOn = m.MeasuredOn
		case m.Growth > 0:
			if left := (m.Limit - m.Used) / m.Growth * month; left < 36500 {
				m.Left, m.ExhaustedOn = int(left), m.MeasuredOn.Plus(int(left))
			}
		}
		return nil
	},
})
