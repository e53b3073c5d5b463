package continuity

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Plan says how processes go on and come back when something fails. An approved plan is drafted anew to change it.
type Plan struct {
	record.Meta
	Title      string
	Scenario   string
	Owner      record.Ref
	Processes  record.Refs
	Activation string
	Roles      string
	Steps      string
	Contacts   string
	Security   string // measures kept, bent and replaced
	OrderKnown bool   // the recovery order covers identity, names and keys
	Kept       string // where a copy lies that needs no network
	Status     string
	ApprovedBy string
	ApprovedOn record.Date
	TestedOn   record.Date
}

// Plans is the register of continuity plans.
var Plans = record.Define(record.Spec[Plan]{
	Name: "continuity_plan", Plural: "continuity-plans", Title: "Continuity plans", Singular: "continuity plan", Prefix: "CP", Clause: "A.5.29",
	About: "Who does what in which order when a scenario comes true, and which security measures are kept, bent or replaced meanwhile. Begin with the loss of the main site or of all IT.",
	Fields: []record.Field[*Plan]{
		{Name: "title", Label: "Plan", Required: true, Listed: true, Indexed: true, Ptr: func(p *Plan) any { return &p.Title }, Synonyms: []string{"name", "plan"}},
		{Name: "scenario", Label: "Scenario", Listed: true, Help: "What has happened when the plan begins.", Ptr: func(p *Plan) any { return &p.Scenario }, Synonyms: []string{"szenario", "scope"}},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(p *Plan) any { return &p.Owner }},
		{Name: "processes", Label: "Processes", To: "process", Ptr: func(p *Plan) any { return &p.Processes }},
		{Name: "activation", Label: "Who sets it in motion, when", Long: true, Ptr: func(p *Plan) any { return &p.Activation }},
		{Name: "roles", Label: "Roles and deputies", Long: true, Ptr: func(p *Plan) any { return &p.Roles }},
		{Name: "steps", Label: "Steps in their order", Long: true, Ptr: func(p *Plan) any { return &p.Steps }, Synonyms: []string{"procedure", "maßnahmen"}},
		{Name: "contacts", Label: "Whom to reach, and how", Long: true, Ptr: func(p *Plan) any { return &p.Contacts }},
		{Name: "security", Label: "Security measures kept, bent, replaced", Long: true, Help: "And how what was bent is put right afterwards.", Ptr: func(p *Plan) any { return &p.Security }},
		{Name: "order_known", Label: "Recovery order covers identity, names and keys", Ptr: func(p *Plan) any { return &p.OrderKnown }},
		{Name: "kept_at", Label: "Where the copy on paper lies", Ptr: func(p *Plan) any { return &p.Kept }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: []record.Option{{Value: "draft", Label: "Draft"}, {Value: "approved", Label: "Approved"}}, Ptr: func(p *Plan) any { return &p.Status }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Ptr: func(p *Plan) any { return &p.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Computed: true, Listed: true, Indexed: true, Ptr: func(p *Plan) any { return &p.ApprovedOn }},
		{Name: "tested_on", Label: "Last exercised on", Computed: true, Listed: true, Indexed: true, Ptr: func(p *Plan) any { return &p.TestedOn }},
	},
	Proves: func(p *Plan) []record.Proof {
		security, order := record.Proof{For: "A.5.29"}, record.Proof{For: "A.5.30"}
		if strings.TrimSpace(p.Security) != "" {
			security.On = p.ApprovedOn
		}
		if p.OrderKnown {
			order.On = p.ApprovedOn
		}
		return []record.Proof{security, order}
	},
	Owes: func(p *Plan) []record.Due {
		if p.Status != "approved" {
			return nil
		}
		last := max(p.ApprovedOn, p.TestedOn)
		return []record.Due{{What: "Exercise", Day: last.Plus(yearDays), Who: p.Owner, Weight: record.Grave}, {What: "Review", Day: p.ApprovedOn.Plus(yearDays), Who: p.Owner}}
	},
	Before: func(_ *record.Writer, old, p *Plan) error {
		if old == nil {
			p.Status, p.ApprovedBy, p.ApprovedOn, p.TestedOn = "draft", "", "", ""
			return nil
		}
		if old.Status == "approved" && p.Status == "approved" && old.text() != p.text() {
			p.Status, p.ApprovedBy, p.ApprovedOn = "draft", "", ""
		}
		return nil
	},
})

// text is what an approval covers.
func (p *Plan) text() string {
	return strings.Join([]string{p.Title, p.Scenario, string(p.Owner), strings.Join(p.Processes, " "), p.Activation, p.Roles, p.Steps, p.Contacts, p.Security, map[bool]string{true: "covered"}[p.OrderKnown], p.Kept}, "\x00")
}

var _ = Plans.With(record.Step[*Plan]{Name: "approve", Label: "Approve", About: "It is in force in your name until it is changed; then it is a draft again.", Needs: record.MayApprove,
	Open: func(p *Plan) bool { return p.Status == "draft" }, Do: func(w *record.Writer, p *Plan) error {
		if strings.TrimSpace(p.Steps) == "" || len(p.Processes) == 0 {
			return errs.New(errs.Conflict, "%s names no steps or no process yet: say what is done in which order, and for what.", p.Ref)
		}
		if p.UpdatedBy == w.Actor().ID {
			return errs.New(errs.Conflict, "You were the last to change %s. Somebody else has to approve it.", p.Ref)
		}
		p.Status, p.ApprovedBy, p.ApprovedOn = "approved", w.Actor().Name, w.Today()
		return nil
	}})
