// Package control keeps the organisation's controls of Annex A in both editions and the Statement of Applicability
// (6.1.3 d): per control whether it applies and why, how far it is implemented and how, who owns it, which risks it
// treats and what evidence shows it at work.
package control

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Control is one control of Annex A as this organisation has decided on it. Its reference is the control's id: A.5.18
// in the edition of 2022, A.9.2.5 in that of 2013.
type Control struct {
	record.Meta
	Title         string
	Edition       string
	Group         string // theme (2022) or control set (2013)
	Applicability string // undecided, applicable, excluded
	Reasons       record.Set
	BecauseRisk, BecauseLaw, BecauseContract,
	BecauseBusiness, BecauseBestPractice string
	Requirements    record.Refs // laws and contracts that demand it
	ExclusionReason string
	Implementation  string
	Description     string // how it is implemented
	Owner           record.Ref
	Due             record.Date
	Carried         Carried     // from the other edition
	ImplementedOn   record.Date // since when it has been recorded as implemented; "" if it is not
}

// Reasons for including a control.
var Reasons = []record.Option{
	{Value: "risk", Label: "Risk treatment", Synonyms: []string{"rt", "ra", "risk assessment", "risk"}},
	{Value: "law", Label: "Law", Synonyms: []string{"lr", "legal", "regulation"}},
	{Value: "contract", Label: "Contract", Synonyms: []string{"co", "contractual"}},
	{Value: "business", Label: "Business", Synonyms: []string{"br", "business requirement"}},
	{Value: "best_practice", Label: "Best practice", Synonyms: []string{"bp"}},
}

// Implementations are the steps of implementation, least first.
var Implementations = []record.Option{
	{Value: "not_started", Label: "Not started", Synonyms: []string{"no", "nein", "not implemented", "open"}},
	{Value: "planned", Label: "Planned", Synonyms: []string{"geplant"}},
	{Value: "partly", Label: "Partly", Synonyms: []string{"partial", "partially implemented", "teilweise", "in progress"}},
	{Value: "implemented", Label: "Implemented", Synonyms: []string{"yes", "ja", "fully implemented", "umgesetzt", "done"}},
}

// Applicabilities are the states of the decision.
var Applicabilities = []record.Option{
	{Value: "undecided", Label: "Undecided"},
	{Value: "applicable", Label: "Applicable", Synonyms: []string{"yes", "ja", "oui", "y", "included", "applies"}},
	{Value: "excluded", Label: "Excluded", Synonyms: []string{"no", "nein", "non", "n", "not applicable", "n/a", "no, but needed"}},
}

// Controls is the register of controls; initialisation fills it and nobody adds to it or deletes from it.
var Controls = record.Define(record.Spec[Control]{
	Name: "control", Plural: "controls", Title: "Controls", Singular: "control", Prefix: "C", Clause: "6.1.3 d)",
	About: "The controls of Annex A. Choose an edition under Context and scope to fill this list.",
	Edit:  record.MayEdit,
	Fields: []record.Field[*Control]{
		{Name: "title", Label: "Control", Computed: true, Listed: true, Indexed: true, Ptr: func(c *Control) any { return &c.Title }},
		{Name: "edition", Label: "Edition", Computed: true, Indexed: true, Ptr: func(c *Control) any { return &c.Edition }, Options: []record.Option{
			{Value: "2022", Label: "2022"}, {Value: "2013", Label: "2013"}}},
		{Name: "group_title", Label: "Theme or control set", Computed: true, Indexed: true, Ptr: func(c *Control) any { return &c.Group }},
		{Name: "applicability", Label: "Applies", Listed: true, Indexed: true, Options: Applicabilities, Ptr: func(c *Control) any { return &c.Applicability }, Synonyms: []string{"applicable", "applicable?", "anwendbar", "status of applicability"}},
		{Name: "reasons", Label: "Because", Listed: true, Options: Reasons, Ptr: func(c *Control) any { return &c.Reasons }, Synonyms: []string{"reason", "reasons for inclusion", "justification", "selected for"}},
		{Name: "because_risk", Label: "Because of risk", Long: true, Ptr: func(c *Control) any { return &c.BecauseRisk }},
		{Name: "because_law", Label: "Because of law", Long: true, Ptr: func(c *Control) any { return &c.BecauseLaw }},
		{Name: "because_contract", Label: "Because of contract", Long: true, Ptr: func(c *Control) any { return &c.BecauseContract }},
		{Name: "because_business", Label: "Because of business", Long: true, Ptr: func(c *Control) any { return &c.BecauseBusiness }},
		{Name: "because_best_practice", Label: "Because of best practice", Long: true, Ptr: func(c *Control) any { return &c.BecauseBestPractice }},
		{Name: "requirements", Label: "Requirements met", To: "requirement", Ptr: func(c *Control) any { return &c.Requirements }},
		{Name: "exclusion_reason", Label: "Reason for exclusion", Long: true, Ptr: func(c *Control) any { return &c.ExclusionReason }, Synonyms: []string{"justification for exclusion", "exclusion"}},
		{Name: "implementation", Label: "Implementation", Listed: true, Indexed: true, Options: Implementations, Ptr: func(c *Control) any { return &c.Implementation }, Synonyms: []string{"implementation status", "implemented", "status", "umsetzung"}},
		{Name: "description", Label: "How it is implemented", Long: true, Ptr: func(c *Control) any { return &c.Description }, Synonyms: []string{"how implemented", "implementation description", "description of implementation", "notes", "remarks", "comment"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(c *Control) any { return &c.Owner }, Synonyms: []string{"control owner", "responsible", "verantwortlich"}},
		{Name: "due", Label: "Due", Indexed: true, Ptr: func(c *Control) any { return &c.Due }, Synonyms: []string{"target date", "termin"}},
		{Name: "implemented_on", Label: "Implemented since", Computed: true, Ptr: func(c *Control) any { return &c.ImplementedOn }},
		{Name: "carried", Label: "Carried from the other edition", Computed: true, Ptr: func(c *Control) any { return &c.Carried }},
	},
	Owes: func(c *Control) []record.Due {
		if c.Applicability != "applicable" || c.Implementation == "implemented" {
			return nil
		}
		return []record.Due{{What: "Implement", Day: c.Due, Who: c.Owner, Weight: record.Grave}}
	},
	Before: func(w *record.Writer, old, c *Control) error {
		fact, ok := catalog.Find(c.Ref)
		if !ok {
			return errs.InField("ref", "%q is not a control of Annex A in either edition", c.Ref)
		}
		if old == nil && c.Applicability == "" {
			c.Applicability = "undecided"
		}
		if old != nil && old.Ref != c.Ref {
			return errs.InField("ref", "the id of a control is the standard's and cannot be changed")
		}
		c.Title, c.Edition, c.Group = fact.Title, string(fact.Edition), fact.Theme
		if fact.Edition == catalog.Edition2013 {
			c.Group = fact.Set
		}
		if c.Implementation == "" {
			c.Implementation = "not_started"
		}
		switch {
		case c.Implementation != "implemented":
			c.ImplementedOn = ""
		case old == nil || old.Implementation != "implemented":
			c.ImplementedOn = w.Today()
		}
		return c.checkDecision(w, old)
	},
	Guard: func(w *record.Writer, _, c *Control) error {
		if c == nil && !w.Undoing() {
			return errs.New(errs.Conflict, "A control of Annex A cannot be deleted. Exclude it, with the reason.")
		}
		return nil
	},
})

// Because is the text of one reason for including the control; nil for an unknown reason.
func (c *Control) Because(reason string) *string {
	return map[string]*string{"risk": &c.BecauseRisk, "law": &c.BecauseLaw, "contract": &c.BecauseContract,
		"business": &c.BecauseBusiness, "best_practice": &c.BecauseBestPractice}[reason]
}

// Justification is the decision's reason in one text: of inclusion every reason with its words, of exclusion why.
func (c *Control) Justification() string {
	if c.Applicability == "excluded" {
		return c.ExclusionReason
	}
	var parts []string
	for _, o := range Reasons {
		for _, r := range c.Reasons {
			if r != o.Value {
				continue
			}
			if text := *c.Because(r); text != "" {
				parts = append(parts, o.Label+": "+text)
			} else {
				parts = append(parts, o.Label)
			}
		}
	}
	return strings.Join(parts, "; ")
}

// AddEdition fills the register with the controls of an edition, each undecided. Controls already there stay.
func AddEdition(w *record.Writer, e catalog.Edition) (added int, err error) {
	have := map[string]bool{}
	if err := w.Each(Controls.Kind(), record.Query{Filters: []record.Filter{{Field: "edition", Values: []string{string(e)}}}}, func(r record.Record) error {
		have[r.Base().Ref] = true
		return nil
	}); err != nil {
		return 0, err
	}
	for _, fact := range catalog.Controls(e) {
		if have[fact.ID] {
			continue
		}
		c := &Control{Meta: record.Meta{Ref: fact.ID}}
		if err := Controls.Put(w, c); err != nil {
			return added, fmt.Errorf("%s: %w", fact.ID, err)
		}
		added++
	}
	return added, nil
}
