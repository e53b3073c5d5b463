package framework

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
)

func errNothing(format string, args ...any) error { return errs.New(errs.Conflict, format, args...) }

// contentUUID is the identifier of a document, made out of all that is in it.
func contentUUID(model any) (string, error) {
	text, err := oscal.Encode(model)
	return oscal.UUID("document", string(text)), err
}

// Statement is the Statement of Applicability of an edition at the moment the reader shows, for writing it as OSCAL.
type Statement struct {
	org     string // id of the organisation
	name    string
	edition catalog.Edition
	lines   []control.Line
	scope   *scope.Scope
	version string
	moment  string
}

// ReadStatement reads what the documents are made of.
func ReadStatement(r *record.Reader, e catalog.Edition, organisation string) (*Statement, error) {
	s := &Statement{org: r.Org().ID(), name: organisation, edition: e}
	var err error
	if s.lines, err = control.Statement(r, e); err != nil {
		return nil, err
	}
	if len(s.lines) == 0 {
		return nil, errs.New(errs.NotFound, "There are no controls of the edition of %s here at that moment.", e)
	}
	if s.scope, err = scope.Current(r); err != nil {
		return nil, err
	}
	approved, err := control.Latest(r, e)
	if err != nil {
		return nil, err
	}
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	s.version, s.moment = control.Approval(s.lines, approved), oscal.Time(head.Time)
	if head.Time.IsZero() {
		s.moment = oscal.Time(time.Unix(0, 0))
	}
	return s, nil
}

func (s *Statement) metadata(title string) oscal.Metadata {
	id := oscal.UUID("organisation", s.org)
	return oscal.Metadata{Title: title + " of " + line(s.name), LastModified: s.moment, Version: line(s.version), OSCALVersion: oscal.Version,
		Roles:              []oscal.Role{{ID: "creator", Title: "Creator"}, {ID: "control-owner", Title: "Owner of controls"}},
		Parties:            []oscal.Party{{UUID: id, Type: "organization", Name: line(s.name)}},
		ResponsibleParties: []oscal.ResponsibleParty{{RoleID: "creator", PartyUUIDs: []string{id}}}}
}

// annexResource is where documents find our catalog.
func annexResource(e catalog.Edition) oscal.Resource {
	return oscal.Resource{UUID: catalogUUID(e), Title: "Controls of ISO/IEC 27001:" + string(e) + ", Annex A",
		Rlinks: []oscal.Rlink{{Href: "iso27001-" + string(e) + "-catalog.json", MediaType: "application/oscal.catalog+json"}}}
}

// FileName is what a document of ours is called, as our links name it.
func FileName(model string, e catalog.Edition) string {
	return "iso27001-" + string(e) + "-" + model + ".json"
}

// Profile selects the controls that are decided applicable.
func (s *Statement) Profile() (*oscal.Profile, error) {
	var ids []string
	for i := range s.lines {
		if s.lines[i].Applicability == "applicable" {
			ids = append(ids, s.lines[i].Ref)
		}
	}
	if len(ids) == 0 {
		return nil, errNothing("No control is decided applicable yet, and a profile selects at least one.")
	}
	asIs := true
	n := control.Count(s.lines)
	p := &oscal.Profile{Metadata: s.metadata("Controls that apply to the management system"), Merge: &oscal.Merge{AsIs: &asIs},
		Imports:    []oscal.Import{{Href: "#" + catalogUUID(s.edition), IncludeControls: []oscal.Select{{WithIDs: ids}}}},
		BackMatter: &oscal.BackMatter{Resources: []oscal.Resource{annexResource(s.edition)}}}
	p.Metadata.Remarks = fmt.Sprintf("%d of %d controls apply, %d are excluded, %d undecided. The reasons are in the system security plan.", n.Applicable, n.All, n.Excluded, n.Undecided)
	var err error
	p.UUID, err = contentUUID(p)
	return p, err
}

// Component is the management system as a component that implements the applicable controls.
func (s *Statement) Component() (*oscal.ComponentDefinition, error) {
	m := s.metadata("Controls implemented by the management system")
	owners := s.owners(&m)
	impl := oscal.ControlImplementation{UUID: oscal.UUID("implementation", s.org, string(s.edition)), Source: "#" + catalogUUID(s.edition),
		Description: "The Statement of Applicability, edition " + string(s.edition) + ": " + s.version + "."}
	for i := range s.lines {
		l := &s.lines[i]
		if l.Applicability != "applicable" {
			continue
		}
		impl.ImplementedRequirements = append(impl.ImplementedRequirements, oscal.ImplementedRequirement{UUID: oscal.UUID("requirement", s.org, l.ID), ControlID: l.Ref, Description: described(l),
			Props: append([]oscal.Property{prop("implementation", l.Implementation)}, facts(l)...), ResponsibleRoles: responsible(l, owners), Remarks: l.Justification()})
	}
	if len(impl.ImplementedRequirements) == 0 {
		return nil, errNothing("No control is decided applicable yet, and a component implements at least one.")
	}
	c := &oscal.ComponentDefinition{Metadata: m, BackMatter: &oscal.BackMatter{Resources: []oscal.Resource{annexResource(s.edition)}},
		Components: []oscal.DefinedComponent{{UUID: oscal.UUID("component", s.org), Type: "process-procedure", Title: "Information security management system of " + line(s.name), Description: s.describe(), ControlImplementations: []oscal.ControlImplementation{impl}}}}
	var err error
	c.UUID, err = contentUUID(c)
	return c, err
}

// owners adds the owners of controls to the parties and gives their identifiers by id of the person.
func (s *Statement) owners(m *oscal.Metadata) map[record.Ref]string {
	out := map[record.Ref]string{}
	for i := range s.lines {
		l := &s.lines[i]
		if l.Owner != "" && out[l.Owner] == "" {
			out[l.Owner] = oscal.UUID("person", s.org, string(l.Owner))
			m.Parties = append(m.Parties, oscal.Party{UUID: out[l.Owner], Type: "person", Name: line(l.OwnerName)})
		}
	}
	return out
}

func responsible(l *control.Line, owners map[record.Ref]string) []oscal.ResponsibleParty {
	if l.Owner == "" {
		return nil
	}
	return []oscal.ResponsibleParty{{RoleID: "control-owner", PartyUUIDs: []string{owners[l.Owner]}}}
}

func described(l *control.Line) string {
	if text := strings.TrimSpace(l.Description); text != "" {
		return text
	}
	return "Not described yet."
}

// facts are what the statement says of a line beside its texts.
func facts(l *control.Line) (props []oscal.Property) {
	for _, r := range l.Reasons {
		props = append(props, prop("reason", r))
	}
	props = append(props, prop("state", string(l.State)))
	for _, r := range l.Risks {
		props = append(props, prop("treats-risk", r.Ref))
	}
	for _, r := range l.Requirements {
		props = append(props, prop("meets-requirement", r.Ref))
	}
	if l.Due != "" {
		props = append(props, prop("due", string(l.Due)))
	}
	return props
}

func (s *Statement) describe() string {
	if s.scope != nil && strings.TrimSpace(s.scope.Statement) != "" {
		return strings.TrimSpace(s.scope.Statement)
	}
	return "No scope statement is approved yet."
}

func (s *Statement) boundary() string {
	if s.scope != nil && strings.TrimSpace(s.scope.Boundaries) != "" {
		return strings.TrimSpace(s.scope.Boundaries)
	}
	return s.describe()
}

// Plan is the Statement of Applicability as a system security plan: every control of the edition, those excluded as not
// applicable with the reason, those undecided as such, each with its owner and its evidence.
func (s *Statement) Plan() (*oscal.SystemSecurityPlan, error) {
	m := s.metadata("Statement of Applicability (ISO/IEC 27001:" + string(s.edition) + ")")
	owners := s.owners(&m)
	system := oscal.UUID("system", s.org)
	p := &oscal.SystemSecurityPlan{Metadata: m, BackMatter: &oscal.BackMatter{Resources: []oscal.Resource{annexResource(s.edition)}},
		ImportProfile: oscal.ImportProfile{Href: "#" + catalogUUID(s.edition), Remarks: "All controls of Annex A: an exclusion is a decision with a reason."},
		SystemCharacteristics: oscal.SystemCharacteristics{SystemIDs: []oscal.SystemID{{IdentifierType: "https://ietf.org/rfc/rfc4122", ID: system}},
			SystemName: "Information security management system of " + line(s.name), Description: s.describe(),
			SystemInformation: oscal.SystemInformation{InformationTypes: []oscal.InformationType{{UUID: oscal.UUID("information", s.org), Title: "Information within the scope", Description: s.describe()}}},
			Status:            oscal.StatusRemarked{State: "operational"}, AuthorizationBoundary: oscal.Boundary{Description: s.boundary()}},
		SystemImplementation: oscal.SystemImplementation{Users: []oscal.SystemUser{{UUID: oscal.UUID("users", s.org), Title: "Owners of controls", RoleIDs: []string{"control-owner"}}},
			Components: []oscal.SystemComponent{{UUID: system, Type: "this-system", Title: "Information security management system", Description: s.describe(), Status: oscal.StatusRemarked{State: "operational"}}}},
		ControlImplementation: oscal.ControlImplementation{Description: "The Statement of Applicability: " + s.version + "."}}
	seen := map[string]bool{}
	for i := range s.lines {
		l := &s.lines[i]
		p.ControlImplementation.ImplementedRequirements = append(p.ControlImplementation.ImplementedRequirements, s.requirement(l, system, owners))
		for _, e := range l.Evidence {
			if !seen[e.ID] {
				seen[e.ID] = true
				p.BackMatter.Resources = append(p.BackMatter.Resources, s.proof(e))
			}
		}
	}
	var err error
	p.UUID, err = contentUUID(p)
	return p, err
}

func (s *Statement) requirement(l *control.Line, system string, owners map[record.Ref]string) oscal.ImplementedRequirement {
	by := oscal.ByComponent{ComponentUUID: system, UUID: oscal.UUID("by-component", s.org, l.ID), Description: described(l), ImplementationStatus: implementation(l), Remarks: l.Justification()}
	for _, e := range l.Evidence {
		by.Links = append(by.Links, oscal.Link{Href: "#" + s.proofUUID(e), Rel: "evidence", Text: line(e.Ref + " " + e.Title)})
	}
	return oscal.ImplementedRequirement{UUID: oscal.UUID("requirement", s.org, l.ID), ControlID: l.Ref,
		Props: append([]oscal.Property{prop("applicability", l.Applicability)}, facts(l)...), ResponsibleRoles: responsible(l, owners), ByComponents: []oscal.ByComponent{by}}
}

// implementation is the state of a line in OSCAL's words; what is undecided never reads as applicable.
func implementation(l *control.Line) *oscal.StatusRemarked {
	switch {
	case l.Conflict != "":
		return &oscal.StatusRemarked{State: "not-applicable", Remarks: "Conflict: " + l.Conflict + "."}
	case l.Applicability == "excluded":
		return &oscal.StatusRemarked{State: "not-applicable", Remarks: l.ExclusionReason}
	case l.Applicability != "applicable":
		return &oscal.StatusRemarked{State: "undecided", Remarks: "Nobody has decided yet whether it applies."}
	}
	state := map[string]string{"implemented": "implemented", "partly": "partial"}[l.Implementation]
	if state == "" {
		state = "planned"
	}
	return &oscal.StatusRemarked{State: state, Remarks: l.Why}
}

func (s *Statement) proofUUID(e *evidence.Evidence) string {
	return oscal.UUID("evidence", s.org, e.ID)
}

// proof is an evidence as a resource: what it is, until when it counts, and the digest of its file.
func (s *Statement) proof(e *evidence.Evidence) oscal.Resource {
	r := oscal.Resource{UUID: s.proofUUID(e), Title: line(e.Ref + " " + e.Title), Description: e.Statement, Props: []oscal.Property{{Name: "type", Value: "evidence"}}}
	for _, p := range []struct{ name, value string }{{"collected-on", string(e.CollectedOn)}, {"collected-by", e.Collector}, {"fresh-until", string(e.FreshUntil)}} {
		if line(p.value) != "" {
			r.Props = append(r.Props, prop(p.name, p.value))
		}
	}
	switch {
	case e.FileDigest != "":
		r.Rlinks = []oscal.Rlink{{Href: "evidence/" + e.Ref, MediaType: e.FileType, Hashes: []oscal.Hash{{Algorithm: "SHA-256", Value: e.FileDigest}}}}
	case e.Link != "":
		r.Rlinks = []oscal.Rlink{{Href: e.Link}}
	}
	return r
}

// Export makes a document for writing as OSCAL: catalog, profile, component or ssp of an edition, or a framework or its
// mapping, which ref names.
func Export(r *record.Reader, model, ref string, e catalog.Edition, organisation string) (any, error) {
	switch model {
	case "catalog":
		return AnnexA(e), nil
	case "framework":
		f, err := Frameworks.Find(r, ref)
		if err != nil {
			return nil, err
		}
		return AsCatalog(r, f)
	case "mapping":
		return AsMapping(r, ref, e)
	}
	s, err := ReadStatement(r, e, organisation)
	if err != nil {
		return nil, err
	}
	switch model {
	case "profile":
		return s.Profile()
	case "component":
		return s.Component()
	case "ssp":
		return s.Plan()
	}
	return nil, errs.New(errs.NotFound, "There is no OSCAL export %q. There are catalog, profile, component, ssp, framework and mapping.", model)
}
