// Package treatment keeps what is done about risks (6.1.3): the plan of actions and the owners' acceptance of what remains.
package treatment

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Treatment is one action of the risk treatment plan (6.1.3 e).
type Treatment struct {
	record.Meta
	Title    string
	Risks    record.Refs
	Controls record.Refs
	Owner    record.Ref
	Due      record.Date
	Status   string
	DoneOn   record.Date
	Cost     float64
	Notes    string
}

// Treatments is the risk treatment plan.
var Treatments = record.Define(record.Spec[Treatment]{
	Name: "treatment", Plural: "treatments", Title: "Risk treatment plan", Singular: "treatment action", Prefix: "T", Clause: "6.1.3 e)",
	About: "Who does what by when so that risks come down to an acceptable level. Add an action from a risk, or here.",
	Fields: []record.Field[*Treatment]{
		{Name: "title", Label: "Action", Required: true, Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Title }, Synonyms: []string{"measure", "measures", "maßnahme", "task"}},
		{Name: "risks", Label: "Risks", To: "risk", Listed: true, Ptr: func(t *Treatment) any { return &t.Risks }, Synonyms: []string{"risk"}},
		{Name: "controls", Label: "Controls", To: "control", Listed: true, Ptr: func(t *Treatment) any { return &t.Controls }, Synonyms: []string{"control"}},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Owner }, Synonyms: []string{"responsible"}},
		{Name: "due", Label: "Due", Required: true, Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Due }, Synonyms: []string{"due date", "deadline", "termin", "frist"}},
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Ptr: func(t *Treatment) any { return &t.Status }, Options: []record.Option{
			{Value: "planned", Label: "Planned", Synonyms: []string{"open", "offen"}}, {Value: "in_progress", Label: "In progress", Synonyms: []string{"in bearbeitung"}},
			{Value: "done", Label: "Done", Synonyms: []string{"erledigt", "closed"}}, {Value: "dropped", Label: "Dropped"}}},
		{Name: "done_on", Label: "Done on", Indexed: true, Ptr: func(t *Treatment) any { return &t.DoneOn }},
		{Name: "cost", Label: "Cost", Ptr: func(t *Treatment) any { return &t.Cost }},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(t *Treatment) any { return &t.Notes }},
	},
	Owes: func(t *Treatment) []record.Due {
		if t.Status == "done" || t.Status == "dropped" {
			return nil
		}
		return []record.Due{{What: "Do", Day: t.Due, Who: t.Owner, Weight: record.Grave}}
	},
	Before: func(w *record.Writer, old, t *Treatment) error {
		if len(t.Risks)+len(t.Controls) == 0 {
			return errs.InField("risks", "an action treats a risk or puts a control in place; name one")
		}
		if t.Status == "" {
			t.Status = "planned"
		}
		if t.Status == "done" && t.DoneOn == "" {
			t.DoneOn = w.Today()
		}
		if t.Status != "done" {
			t.DoneOn = ""
		}
		return nil
	},
})
