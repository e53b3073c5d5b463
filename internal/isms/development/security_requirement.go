package development

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/approval"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// SecurityRequirement is what an application or a project must satisfy, with the way to see that it does (A.8.26, A.5.8).
type SecurityRequirement struct {
	record.Meta
	approval.Approval
	Title         string
	Application   record.Ref
	Project       record.Ref
	Source        string
	Priority      string
	Verify        string // how
	Owner         record.Ref
	Due           record.Date
	Test          record.Ref
	VerifiedOn    record.Date
	Risk          record.Ref // with which it stays open
	AcceptedOn    record.Date
	AcceptedUntil record.Date
	DroppedOn     record.Date
	Notes         string
}

// SecurityRequirements is the register of security requirements.
var SecurityRequirements = record.Define(record.Spec[SecurityRequirement]{
	Name: "security_requirement", Plural: "security-requirements", Title: "Security requirements", Singular: "security requirement", Prefix: "SR", Clause: "A.8.26",
	About: "What new software or a project must satisfy, written so that a test can tell. Approve them before the order or the first sprint; verify them before going live.",
	Fields: append([]record.Field[*SecurityRequirement]{
		{Name: "title", Label: "Requirement", Required: true, Listed: true, Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Title }, Synonyms: []string{"text", "anforderung", "exigence"}},
		{Name: "application", Label: "Application", To: "application", Listed: true, Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Application }, Synonyms: []string{"anwendung"}},
		{Name: "project", Label: "Project", To: "project", Listed: true, Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Project }, Synonyms: []string{"projekt"}},
		{Name: "source", Label: "From", Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Source }, Synonyms: []string{"source", "quelle"}, Options: []record.Option{
			{Value: "risk", Label: "Risk assessment", Synonyms: []string{"risiko"}}, {Value: "law", Label: "Law", Synonyms: []string{"gesetz"}}, {Value: "contract", Label: "Contract", Synonyms: []string{"vertrag"}},
			{Value: "policy", Label: "Own rules", Synonyms: []string{"policy", "richtlinie"}}, {Value: "practice", Label: "Good practice", Synonyms: []string{"standard"}}}},
		{Name: "priority", Label: "Priority", Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Priority }, Synonyms: []string{"priorität"}, Options: []record.Option{
			{Value: "must", Label: "Must", Synonyms: []string{"muss", "1"}}, {Value: "should", Label: "Should", Synonyms: []string{"soll", "2"}}}},
		{Name: "verify", Label: "How it is verified", Long: true, Ptr: func(s *SecurityRequirement) any { return &s.Verify }, Synonyms: []string{"test", "acceptance criterion", "prüfung"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Owner }, Synonyms: []string{"verantwortlich", "responsible"}},
		{Name: "due", Label: "Verify by", Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Due }, Synonyms: []string{"deadline", "frist"}},
		{Name: "test", Label: "Verified in", To: "security_test", Ptr: func(s *SecurityRequirement) any { return &s.Test }, Synonyms: []string{"security test"}},
		{Name: "verified_on", Label: "Verified on", Past: true, Listed: true, Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.VerifiedOn }, Synonyms: []string{"geprüft am"}},
		{Name: "risk", Label: "Open with risk", Help: "The risk with which it stays open; its owner must have accepted it.", To: "risk", Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.Risk }, Synonyms: []string{"risiko"}},
		{Name: "accepted_on", Label: "Risk accepted on", Computed: true, Ptr: func(s *SecurityRequirement) any { return &s.AcceptedOn }},
		{Name: "accepted_until", Label: "Accepted until", Computed: true, Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.AcceptedUntil }},
		{Name: "dropped_on", Label: "Dropped on", Past: true, Indexed: true, Ptr: func(s *SecurityRequirement) any { return &s.DroppedOn }, Synonyms: []string{"entfallen am"}},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(s *SecurityRequirement) any { return &s.Notes }, Synonyms: []string{"bemerkung"}},
	}, approval.Fields((*SecurityRequirement).consent)...),
	Proves: func(s *SecurityRequirement) []record.Proof {
		if s.DroppedOn != "" {
			return nil
		}
		settled, met := record.Proof{For: "A.8.26"}, record.Proof{For: "A.5.8"}
		if s.Verify != "" {
			settled.On = s.ApprovedOn
		}
		switch {
		case s.VerifiedOn != "":
			met.On = s.VerifiedOn
		case s.AcceptedOn != "":
			met.On, met.Until = s.AcceptedOn, s.AcceptedUntil
		}
		if s.Project == "" {
			return []record.Proof{settled}
		}
		return []record.Proof{settled, met}
	},
	Owes: func(s *SecurityRequirement) []record.Due {
		switch {
		case s.DroppedOn != "" || s.VerifiedOn != "":
			return nil
		case s.AcceptedOn != "":
			return []record.Due{{What: "Verify or accept again", Day: s.AcceptedUntil, Who: s.Owner, Weight: record.Grave}}
		}
		return []record.Due{{What: "Verify", Day: s.Due, Who: s.Owner}}
	},
	Steps: []record.Step[*SecurityRequirement]{approval.Step("Approve", "It is built and tested against from now on.", (*SecurityRequirement).consent, testable)},
	Before: func(w *record.Writer, old, s *SecurityRequirement) error {
		if err := approval.Keep(w, "security_requirement", old, s, &s.Approval, "test", "verified_on", "risk", "dropped_on", "notes", "owner", "due"); err != nil {
			return err
		}
		if err := s.accepted(w.Reader); err != nil {
			return err
		}
		return nil
	},
})

// accepted reads whether the risk with which the requirement stays open is accepted.
func (s *SecurityRequirement) accepted(r *record.Reader) error {
	s.AcceptedOn, s.AcceptedUntil = "", ""
	if s.Risk == "" {
		return nil
	}
	a, err := acceptedRisk(r, s.Risk)
	if a != nil {
		s.AcceptedOn, s.AcceptedUntil = a.AcceptedOn, a.Until
	}
	return err
}

// acceptedRisk is the acceptance in force of a risk; nil if there is none.
func acceptedRisk(r *record.Reader, id record.Ref) (*treatment.Acceptance, error) {
	x, err := risk.Risks.Get(r, string(id))
	if errs.Is(err, errs.NotFound) {
		return nil, nil // the field says so
	}
	if err != nil {
		return nil, err
	}
	s, err := treatment.AcceptanceOf(r, x)
	if err != nil || s == nil || !s.Valid() {
		return nil, err
	}
	return s.Acceptance, nil
}

// Unmet lists the requirements of a project or application that are neither verified nor open with an accepted risk. of is the
// field that names it: project or application.
func Unmet(r *record.Reader, of, id string) (out []*SecurityRequirement, err error) {
	all, err := SecurityRequirements.All(r, record.Query{Filters: []record.Filter{{Field: of, Values: []string{id}}, {Field: "verified_on", Op: "empty"}, {Field: "dropped_on", Op: "empty"}}})
	for _, s := range all {
		if s.AcceptedOn == "" || s.AcceptedUntil != "" && s.AcceptedUntil < r.Today() {
			out = append(out, s)
		}
	}
	return out, err
}

func (s *SecurityRequirement) consent() *approval.Approval { return &s.Approval }

func testable(_ *record.Writer, s *SecurityRequirement) error {
	if s.Verify == "" {
		return errs.New(errs.Conflict, "%s does not say how it is verified; write that first.", s.Ref)
	}
	return nil
}
