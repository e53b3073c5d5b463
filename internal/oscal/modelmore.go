package oscal

// MappingCollection says how controls of frameworks relate.
type MappingCollection struct {
	UUID       string      `json:"uuid"`
	Metadata   Metadata    `json:"metadata"`
	Provenance Provenance  `json:"provenance"`
	Mappings   []Mapping   `json:"mappings"`
	BackMatter *BackMatter `json:"back-matter,omitempty"`
}

// Provenance says how mappings were made.
type Provenance struct {
	Method             string     `json:"method"`
	MatchingRationale  string     `json:"matching-rationale"`
	Status             string     `json:"status"`
	MappingDescription string     `json:"mapping-description"`
	Props              []Property `json:"props,omitempty"`
	Links              []Link     `json:"links,omitempty"`
	Remarks            string     `json:"remarks,omitempty"`
}

// Mapping relates one framework to another.
type Mapping struct {
	UUID               string          `json:"uuid"`
	Method             string          `json:"method,omitempty"`
	MatchingRationale  string          `json:"matching-rationale,omitempty"`
	Status             string          `json:"status,omitempty"`
	SourceResource     MappingResource `json:"source-resource"`
	TargetResource     MappingResource `json:"target-resource"`
	Maps               []Map           `json:"maps"`
	MappingDescription string          `json:"mapping-description,omitempty"`
	Props              []Property      `json:"props,omitempty"`
	Links              []Link          `json:"links,omitempty"`
	Remarks            string          `json:"remarks,omitempty"`
}

// MappingResource is one side of a mapping.
type MappingResource struct {
	NS      string     `json:"ns,omitempty"`
	Type    string     `json:"type"`
	Href    string     `json:"href"`
	Props   []Property `json:"props,omitempty"`
	Links   []Link     `json:"links,omitempty"`
	Remarks string     `json:"remarks,omitempty"`
}

// Map relates controls of the source to controls of the target.
type Map struct {
	UUID              string        `json:"uuid"`
	NS                string        `json:"ns,omitempty"`
	Relationship      string        `json:"relationship"`
	MatchingRationale string        `json:"matching-rationale,omitempty"`
	Sources           []MappingItem `json:"sources"`
	Targets           []MappingItem `json:"targets"`
	Props             []Property    `json:"props,omitempty"`
	Links             []Link        `json:"links,omitempty"`
	Remarks           string        `json:"remarks,omitempty"`
}

// MappingItem names a control or statement.
type MappingItem struct {
	Type    string     `json:"type"`
	IDRef   string     `json:"id-ref"`
	Props   []Property `json:"props,omitempty"`
	Links   []Link     `json:"links,omitempty"`
	Remarks string     `json:"remarks,omitempty"`
}

// ComponentDefinition says which controls components implement, and how.
type ComponentDefinition struct {
	UUID       string             `json:"uuid"`
	Metadata   Metadata           `json:"metadata"`
	Components []DefinedComponent `json:"components,omitempty"`
	BackMatter *BackMatter        `json:"back-matter,omitempty"`
}

// DefinedComponent is one component.
type DefinedComponent struct {
	UUID                   string                  `json:"uuid"`
	Type                   string                  `json:"type"`
	Title                  string                  `json:"title"`
	Description            string                  `json:"description"`
	Purpose                string                  `json:"purpose,omitempty"`
	Props                  []Property              `json:"props,omitempty"`
	Links                  []Link                  `json:"links,omitempty"`
	ResponsibleRoles       []ResponsibleParty      `json:"responsible-roles,omitempty"`
	ControlImplementations []ControlImplementation `json:"control-implementations,omitempty"`
	Remarks                string                  `json:"remarks,omitempty"`
}

// ControlImplementation says how the controls of a catalog or profile are implemented.
type ControlImplementation struct {
	UUID                    string                   `json:"uuid,omitempty"`
	Source                  string                   `json:"source,omitempty"`
	Description             string                   `json:"description"`
	Props                   []Property               `json:"props,omitempty"`
	Links                   []Link                   `json:"links,omitempty"`
	SetParameters           []SetParameter           `json:"set-parameters,omitempty"`
	ImplementedRequirements []ImplementedRequirement `json:"implemented-requirements"`
}

// SetParameter gives a parameter its values.
type SetParameter struct {
	ParamID string   `json:"param-id"`
	Values  []string `json:"values"`
	Remarks string   `json:"remarks,omitempty"`
}

// ImplementedRequirement says how one control is implemented. Description is of a component definition only,
// by-components of a system security plan only.
type ImplementedRequirement struct {
	UUID             string             `json:"uuid"`
	ControlID        string             `json:"control-id"`
	Description      string             `json:"description,omitempty"`
	Props            []Property         `json:"props,omitempty"`
	Links            []Link             `json:"links,omitempty"`
	SetParameters    []SetParameter     `json:"set-parameters,omitempty"`
	ResponsibleRoles []ResponsibleParty `json:"responsible-roles,omitempty"`
	Statements       []Statement        `json:"statements,omitempty"`
	ByComponents     []ByComponent      `json:"by-components,omitempty"`
	Remarks          string             `json:"remarks,omitempty"`
}

// Statement is about one statement of a control.
type Statement struct {
	StatementID      string             `json:"statement-id"`
	UUID             string             `json:"uuid"`
	Description      string             `json:"description,omitempty"`
	Props            []Property         `json:"props,omitempty"`
	Links            []Link             `json:"links,omitempty"`
	ResponsibleRoles []ResponsibleParty `json:"responsible-roles,omitempty"`
	ByComponents     []ByComponent      `json:"by-components,omitempty"`
	Remarks          string             `json:"remarks,omitempty"`
}

// ByComponent says how one component implements a control or statement.
type ByComponent struct {
	ComponentUUID        string             `json:"component-uuid"`
	UUID                 string             `json:"uuid"`
	Description          string             `json:"description"`
	Props                []Property         `json:"props,omitempty"`
	Links                []Link             `json:"links,omitempty"`
	SetParameters        []SetParameter     `json:"set-parameters,omitempty"`
	ImplementationStatus *StatusRemarked    `json:"implementation-status,omitempty"`
	ResponsibleRoles     []ResponsibleParty `json:"responsible-roles,omitempty"`
	Remarks              string             `json:"remarks,omitempty"`
}

// StatusRemarked is a state with a remark.
type StatusRemarked struct {
	State   string `json:"state"`
	Remarks string `json:"remarks,omitempty"`
}

// SystemSecurityPlan says how a system implements the controls of a profile.
type SystemSecurityPlan struct {
	UUID                  string                `json:"uuid"`
	Metadata              Metadata              `json:"metadata"`
	ImportProfile         ImportProfile         `json:"import-profile"`
	SystemCharacteristics SystemCharacteristics `json:"system-characteristics"`
	SystemImplementation  SystemImplementation  `json:"system-implementation"`
	ControlImplementation ControlImplementation `json:"control-implementation"`
	BackMatter            *BackMatter           `json:"back-matter,omitempty"`
}

// ImportProfile names the profile.
type ImportProfile struct {
	Href    string `json:"href"`
	Remarks string `json:"remarks,omitempty"`
}

// SystemCharacteristics describe the system.
type SystemCharacteristics struct {
	SystemIDs                []SystemID         `json:"system-ids"`
	SystemName               string             `json:"system-name"`
	SystemNameShort          string             `json:"system-name-short,omitempty"`
	Description              string             `json:"description"`
	Props                    []Property         `json:"props,omitempty"`
	Links                    []Link             `json:"links,omitempty"`
	DateAuthorized           string             `json:"date-authorized,omitempty"`
	SecuritySensitivityLevel string             `json:"security-sensitivity-level,omitempty"`
	SystemInformation        SystemInformation  `json:"system-information"`
	SecurityImpactLevel      *ImpactLevel       `json:"security-impact-level,omitempty"`
	Status                   StatusRemarked     `json:"status"`
	AuthorizationBoundary    Boundary           `json:"authorization-boundary"`
	NetworkArchitecture      *Boundary          `json:"network-architecture,omitempty"`
	DataFlow                 *Boundary          `json:"data-flow,omitempty"`
	ResponsibleParties       []ResponsibleParty `json:"responsible-parties,omitempty"`
	Remarks                  string             `json:"remarks,omitempty"`
}

// SystemID names the system in a scheme.
type SystemID struct {
	IdentifierType string `json:"identifier-type,omitempty"`
	ID             string `json:"id"`
}

// SystemInformation lists what the system handles.
type SystemInformation struct {
	Props            []Property        `json:"props,omitempty"`
	InformationTypes []InformationType `json:"information-types"`
}

// InformationType is one kind of information and what its loss would mean.
type InformationType struct {
	UUID                  string           `json:"uuid,omitempty"`
	Title                 string           `json:"title"`
	Description           string           `json:"description"`
	Categorizations       []Categorization `json:"categorizations,omitempty"`
	Props                 []Property       `json:"props,omitempty"`
	ConfidentialityImpact *Impact          `json:"confidentiality-impact,omitempty"`
	IntegrityImpact       *Impact          `json:"integrity-impact,omitempty"`
	AvailabilityImpact    *Impact          `json:"availability-impact,omitempty"`
}

// Categorization names information types in a scheme.
type Categorization struct {
	System             string   `json:"system"`
	InformationTypeIDs []string `json:"information-type-ids,omitempty"`
}

// Impact is what a loss would mean.
type Impact struct {
	Base                    string `json:"base"`
	Selected                string `json:"selected,omitempty"`
	AdjustmentJustification string `json:"adjustment-justification,omitempty"`
}

// ImpactLevel is the highest impact per objective.
type ImpactLevel struct {
	Confidentiality string `json:"security-objective-confidentiality"`
	Integrity       string `json:"security-objective-integrity"`
	Availability    string `json:"security-objective-availability"`
}

// Boundary describes a boundary, an architecture or a flow.
type Boundary struct {
	Description string     `json:"description"`
	Props       []Property `json:"props,omitempty"`
	Links       []Link     `json:"links,omitempty"`
	Remarks     string     `json:"remarks,omitempty"`
}

// SystemImplementation lists users and components.
type SystemImplementation struct {
	Props      []Property        `json:"props,omitempty"`
	Users      []SystemUser      `json:"users"`
	Components []SystemComponent `json:"components"`
	Remarks    string            `json:"remarks,omitempty"`
}

// SystemUser is a kind of user.
type SystemUser struct {
	UUID        string     `json:"uuid"`
	Title       string     `json:"title,omitempty"`
	ShortName   string     `json:"short-name,omitempty"`
	Description string     `json:"description,omitempty"`
	Props       []Property `json:"props,omitempty"`
	Links       []Link     `json:"links,omitempty"`
	RoleIDs     []string   `json:"role-ids,omitempty"`
	Remarks     string     `json:"remarks,omitempty"`
}

// SystemComponent is a part of the system.
type SystemComponent struct {
	UUID             string             `json:"uuid"`
	Type             string             `json:"type"`
	Title            string             `json:"title"`
	Description      string             `json:"description"`
	Purpose          string             `json:"purpose,omitempty"`
	Props            []Property         `json:"props,omitempty"`
	Links            []Link             `json:"links,omitempty"`
	Status           StatusRemarked     `json:"status"`
	ResponsibleRoles []ResponsibleParty `json:"responsible-roles,omitempty"`
	Remarks          string             `json:"remarks,omitempty"`
}
