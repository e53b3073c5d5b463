package operations

import (
	"github.com/assay-isms/assay/internal/record"
)

// Change is a change of information processing facilities and systems.
type Change struct {
	record.Meta
	Title       string
	Type        string // standard, normal, emergency
	Controls    record.Refs
	System      record.Ref
	Assets      record.Refs
	Risk        string // low, medium, high
	RequestedBy record.Ref
	PlannedFor  record.Date
	Plan        string
	Fallback    string
	ApprovedBy  record.Ref
	ApprovedOn  record.Date
	Implemented record.Date
	Result      string
	ReviewedOn  record.Date
	Review      string
	WithdrawnOn record.Date
	Status      string
}

// The days after an emergency change within which it is approved, and after any other within which it is reviewed.
const (
	emergencyDays = 3
	reviewDays    = 7
)

// Changes is the register of changes.
var Changes = record.Define(record.Spec[Change]{
	Name: "change", Plural: "changes", Title: "Changes", Singular: "change", Prefix: "CH", Clause: "A.8.32",
	About: "What is changed in systems, who allowed it before it began, how to go back, and how it went. Import the month's tickets, or add the next change; somebody else than the requester approves it.",
	Fields: []record.Field[*Change]{
		{Name: "title", Label: "Change", Required: true, Listed: true, Indexed: true, Ptr: func(c *Change) any { return &c.Title }, Synonyms: []string{"summary", "subject", "änderung", "changement", "short description"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(c *Change) any { return &c.Type }, Synonyms: []string{"change type", "art"}, Help: "Standard: approved once for all. Emergency: approved within three days afterwards.", Options: []record.Option{
			{Value: "normal", Label: "Normal"}, {Value: "standard", Label: "Standard", Synonyms: []string{"pre-approved"}}, {Value: "emergency", Label: "Emergency", Synonyms: []string{"notfall", "urgent"}}}},
		{Name: "controls", Label: "Other controls it serves", To: "control", Ptr: func(c *Change) any { return &c.Controls }, Synonyms: []string{"controls"}},
		{Name: "system", Label: "System", To: "system", Listed: true, Indexed: true, Ptr: func(c *Change) any { return &c.System }, Synonyms: []string{"service", "configuration item"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(c *Change) any { return &c.Assets }},
		{Name: "risk", Label: "Risk of the change", Indexed: true, Ptr: func(c *Change) any { return &c.Risk }, Synonyms: []string{"impact", "risiko"}, Options: []record.Option{
			{Value: "low", Label: "Low", Synonyms: []string{"niedrig"}}, {Value: "medium", Label: "Medium", Synonyms: []string{"mittel"}}, {Value: "high", Label: "High", Synonyms: []string{"hoch"}}}},
		{Name: "requested_by", Label: "Requested by", To: "person", Indexed: true, Ptr: func(c *Change) any { return &c.RequestedBy }, Synonyms: []string{"requester", "antragsteller"}},
		{Name: "planned_for", Label: "Planned for", Indexed: true, Ptr: func(c *Change) any { return &c.PlannedFor }, Synonyms: []string{"scheduled", "geplant für", "planned start"}},
		{Name: "plan", Label: "Plan and tests", Long: true, Ptr: func(c *Change) any { return &c.Plan }, Synonyms: []string{"description", "test plan"}},
		{Name: "fallback", Label: "Fallback", Long: true, Ptr: func(c *Change) any { return &c.Fallback }, Synonyms: []string{"back-out plan", "rollback"}},
		{Name: "approved_by", Label: "Approved by", To: "person", Listed: true, Ptr: func(c *Change) any { return &c.ApprovedBy }, Synonyms: []string{"approver", "genehmigt von"}},
		{Name: "approved_on", Label: "Approved on", Past: true, Indexed: true, Ptr: func(c *Change) any { return &c.ApprovedOn }, Synonyms: []string{"genehmigt am"}},
		{Name: "implemented_on", Label: "Implemented on", Past: true, Listed: true, Indexed: true, Ptr: func(c *Change) any { return &c.Implemented }, Synonyms: []string{"closed", "actual end", "umgesetzt am"}},
		{Name: "result", Label: "Result", Listed: true, Indexed: true, Ptr: func(c *Change) any { return &c.Result }, Options: []record.Option{
			{Value: "succeeded", Label: "Succeeded", Synonyms: []string{"successful", "erfolgreich"}}, {Value: "fell_back", Label: "Fell back", Synonyms: []string{"backed out", "rolled back"}}, {Value: "failed", Label: "Failed", Synonyms: []string{"fehlgeschlagen"}}}},
		{Name: "reviewed_on", Label: "Reviewed on", Past: true, From: "implemented_on", Ptr: func(c *Change) any { return &c.ReviewedOn }},
		{Name: "review", Label: "Review", Long: true, Ptr: func(c *Change) any { return &c.Review }, Help: "What was learned; which procedures were updated."},
		{Name: "withdrawn_on", Label: "Withdrawn on", Past: true, Ptr: func(c *Change) any { return &c.WithdrawnOn }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Change) any { return &c.Status }, Options: []record.Option{{Value: "requested", Label: "Requested"}, {Value: "approved", Label: "Approved"},
			{Value: "implemented", Label: "Implemented"}, {Value: "closed", Label: "Closed"}, {Value: "withdrawn", Label: "Withdrawn"}}},
	},
	Proves: func(c *Change) []record.Proof {
		if c.Implemented == "" || c.Status == "withdrawn" {
			return nil
		}
		return append(each(c.Controls, c.shows()), c.forChange())
	},
	Owes:   (*Change).owes,
	Before: func(_ *record.Writer, old, c *Change) error { return c.before(old) },
})

func (c *Change) statusNow() string {
	switch {
	case c.WithdrawnOn != "":
		return "withdrawn"
	case c.ReviewedOn != "" && c.ApprovedOn != "":
		return "closed"
	case c.Implemented != "":
		return "implemented"
	case c.ApprovedOn != "":
		return "approved"
	}
	return "requested"
}
