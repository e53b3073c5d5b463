package oscal

// The structs follow the JSON form of OSCAL 1.2.2, member by member. Text that OSCAL calls markup is Markdown, as in its
// JSON.

// Metadata says what a document is and who made it.
type Metadata struct {
	Title              string             `json:"title"`
	Published          string             `json:"published,omitempty"`
	LastModified       string             `json:"last-modified"`
	Version            string             `json:"version"`
	OSCALVersion       string             `json:"oscal-version"`
	Revisions          []Revision         `json:"revisions,omitempty"`
	DocumentIDs        []DocumentID       `json:"document-ids,omitempty"`
	Props              []Property         `json:"props,omitempty"`
	Links              []Link             `json:"links,omitempty"`
	Roles              []Role             `json:"roles,omitempty"`
	Locations          []Location         `json:"locations,omitempty"`
	Parties            []Party            `json:"parties,omitempty"`
	ResponsibleParties []ResponsibleParty `json:"responsible-parties,omitempty"`
	Remarks            string             `json:"remarks,omitempty"`
}

// Revision is an earlier state of a document.
type Revision struct {
	Title        string     `json:"title,omitempty"`
	Published    string     `json:"published,omitempty"`
	LastModified string     `json:"last-modified,omitempty"`
	Version      string     `json:"version"`
	OSCALVersion string     `json:"oscal-version,omitempty"`
	Props        []Property `json:"props,omitempty"`
	Links        []Link     `json:"links,omitempty"`
	Remarks      string     `json:"remarks,omitempty"`
}

// DocumentID names a document in a scheme such as DOI.
type DocumentID struct {
	Scheme     string `json:"scheme,omitempty"`
	Identifier string `json:"identifier"`
}

// Property is a name with a value.
type Property struct {
	Name    string `json:"name"`
	UUID    string `json:"uuid,omitempty"`
	NS      string `json:"ns,omitempty"`
	Value   string `json:"value"`
	Class   string `json:"class,omitempty"`
	Group   string `json:"group,omitempty"`
	Remarks string `json:"remarks,omitempty"`
}

// Link leads somewhere, within the document by "#" and an identifier.
type Link struct {
	Href             string `json:"href"`
	Rel              string `json:"rel,omitempty"`
	MediaType        string `json:"media-type,omitempty"`
	ResourceFragment string `json:"resource-fragment,omitempty"`
	Text             string `json:"text,omitempty"`
}

// Role is a function that parties have.
type Role struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	ShortName   string     `json:"short-name,omitempty"`
	Description string     `json:"description,omitempty"`
	Props       []Property `json:"props,omitempty"`
	Links       []Link     `json:"links,omitempty"`
	Remarks     string     `json:"remarks,omitempty"`
}

// Location is a place.
type Location struct {
	UUID             string            `json:"uuid"`
	Title            string            `json:"title,omitempty"`
	Address          *Address          `json:"address,omitempty"`
	EmailAddresses   []string          `json:"email-addresses,omitempty"`
	TelephoneNumbers []TelephoneNumber `json:"telephone-numbers,omitempty"`
	URLs             []string          `json:"urls,omitempty"`
	Props            []Property        `json:"props,omitempty"`
	Links            []Link            `json:"links,omitempty"`
	Remarks          string            `json:"remarks,omitempty"`
}

// Address is a postal address.
type Address struct {
	Type       string   `json:"type,omitempty"`
	AddrLines  []string `json:"addr-lines,omitempty"`
	City       string   `json:"city,omitempty"`
	State      string   `json:"state,omitempty"`
	PostalCode string   `json:"postal-code,omitempty"`
	Country    string   `json:"country,omitempty"`
}

// TelephoneNumber is a number and what kind it is.
type TelephoneNumber struct {
	Type   string `json:"type,omitempty"`
	Number string `json:"number"`
}

// Party is a person or organization.
type Party struct {
	UUID                  string            `json:"uuid"`
	Type                  string            `json:"type"`
	Name                  string            `json:"name,omitempty"`
	ShortName             string            `json:"short-name,omitempty"`
	ExternalIDs           []ExternalID      `json:"external-ids,omitempty"`
	Props                 []Property        `json:"props,omitempty"`
	Links                 []Link            `json:"links,omitempty"`
	EmailAddresses        []string          `json:"email-addresses,omitempty"`
	TelephoneNumbers      []TelephoneNumber `json:"telephone-numbers,omitempty"`
	Addresses             []Address         `json:"addresses,omitempty"`
	LocationUUIDs         []string          `json:"location-uuids,omitempty"`
	MemberOfOrganizations []string          `json:"member-of-organizations,omitempty"`
	Remarks               string            `json:"remarks,omitempty"`
}

// ExternalID names a party in a scheme.
type ExternalID struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
}

// ResponsibleParty says who has a role.
type ResponsibleParty struct {
	RoleID     string     `json:"role-id"`
	PartyUUIDs []string   `json:"party-uuids,omitempty"`
	Props      []Property `json:"props,omitempty"`
	Links      []Link     `json:"links,omitempty"`
	Remarks    string     `json:"remarks,omitempty"`
}

// BackMatter holds what links lead to.
type BackMatter struct {
	Resources []Resource `json:"resources,omitempty"`
}

// Resource is one thing that links lead to.
type Resource struct {
	UUID        string       `json:"uuid"`
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty"`
	Props       []Property   `json:"props,omitempty"`
	DocumentIDs []DocumentID `json:"document-ids,omitempty"`
	Citation    *Citation    `json:"citation,omitempty"`
	Rlinks      []Rlink      `json:"rlinks,omitempty"`
	Base64      *Base64      `json:"base64,omitempty"`
	Remarks     string       `json:"remarks,omitempty"`
}

// Citation is how a resource is cited.
type Citation struct {
	Text  string     `json:"text"`
	Props []Property `json:"props,omitempty"`
	Links []Link     `json:"links,omitempty"`
}

// Rlink is where a resource is kept.
type Rlink struct {
	Href      string `json:"href"`
	MediaType string `json:"media-type,omitempty"`
	Hashes    []Hash `json:"hashes,omitempty"`
}

// Hash is a digest of a resource.
type Hash struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

// Base64 is a resource within the document.
type Base64 struct {
	Filename  string `json:"filename,omitempty"`
	MediaType string `json:"media-type,omitempty"`
	Value     string `json:"value"`
}

// Catalog is a set of controls in groups.
type Catalog struct {
	UUID       string      `json:"uuid"`
	Metadata   Metadata    `json:"metadata"`
	Params     []Param     `json:"params,omitempty"`
	Controls   []Control   `json:"controls,omitempty"`
	Groups     []Group     `json:"groups,omitempty"`
	BackMatter *BackMatter `json:"back-matter,omitempty"`
}

// Group is a family of controls.
type Group struct {
	ID             string           `json:"id,omitempty"`
	Class          string           `json:"class,omitempty"`
	Title          string           `json:"title"`
	Params         []Param          `json:"params,omitempty"`
	Props          []Property       `json:"props,omitempty"`
	Links          []Link           `json:"links,omitempty"`
	Parts          []Part           `json:"parts,omitempty"`
	Groups         []Group          `json:"groups,omitempty"`
	Controls       []Control        `json:"controls,omitempty"`
	InsertControls []InsertControls `json:"insert-controls,omitempty"` // of a profile only
}

// Control is one control or, within another, an enhancement of it.
type Control struct {
	ID       string     `json:"id"`
	Class    string     `json:"class,omitempty"`
	Title    string     `json:"title"`
	Params   []Param    `json:"params,omitempty"`
	Props    []Property `json:"props,omitempty"`
	Links    []Link     `json:"links,omitempty"`
	Parts    []Part     `json:"parts,omitempty"`
	Controls []Control  `json:"controls,omitempty"`
}

// Part is a piece of a control's text.
type Part struct {
	ID    string     `json:"id,omitempty"`
	Name  string     `json:"name"`
	NS    string     `json:"ns,omitempty"`
	Class string     `json:"class,omitempty"`
	Title string     `json:"title,omitempty"`
	Props []Property `json:"props,omitempty"`
	Prose string     `json:"prose,omitempty"`
	Parts []Part     `json:"parts,omitempty"`
	Links []Link     `json:"links,omitempty"`
}

// Param is a value in a control's text that the organisation decides on.
type Param struct {
	ID          string       `json:"id"`
	Class       string       `json:"class,omitempty"`
	DependsOn   string       `json:"depends-on,omitempty"`
	Props       []Property   `json:"props,omitempty"`
	Links       []Link       `json:"links,omitempty"`
	Label       string       `json:"label,omitempty"`
	Usage       string       `json:"usage,omitempty"`
	Constraints []Constraint `json:"constraints,omitempty"`
	Guidelines  []Guideline  `json:"guidelines,omitempty"`
	Values      []string     `json:"values,omitempty"`
	Select      *Selection   `json:"select,omitempty"`
	Remarks     string       `json:"remarks,omitempty"`
}

// Constraint bounds a parameter.
type Constraint struct {
	Description string `json:"description,omitempty"`
	Tests       []Test `json:"tests,omitempty"`
}

// Test is an expression that a parameter's value must pass.
type Test struct {
	Expression string `json:"expression"`
	Remarks    string `json:"remarks,omitempty"`
}

// Guideline helps to choose a parameter's value.
type Guideline struct {
	Prose string `json:"prose"`
}

// Selection offers values.
type Selection struct {
	HowMany string   `json:"how-many,omitempty"`
	Choice  []string `json:"choice,omitempty"`
}

// Profile selects controls out of catalogs and other profiles, and alters them.
type Profile struct {
	UUID       string      `json:"uuid"`
	Metadata   Metadata    `json:"metadata"`
	Imports    []Import    `json:"imports"`
	Merge      *Merge      `json:"merge,omitempty"`
	Modify     *Modify     `json:"modify,omitempty"`
	BackMatter *BackMatter `json:"back-matter,omitempty"`
}

// Import selects out of one catalog or profile.
type Import struct {
	Href            string    `json:"href"`
	IncludeAll      *struct{} `json:"include-all,omitempty"`
	IncludeControls []Select  `json:"include-controls,omitempty"`
	ExcludeControls []Select  `json:"exclude-controls,omitempty"`
}

// Select names controls.
type Select struct {
	WithChildControls string     `json:"with-child-controls,omitempty"` // yes or no
	WithIDs           []string   `json:"with-ids,omitempty"`
	Matching          []Matching `json:"matching,omitempty"`
}

// Matching is a pattern of ids with * and ?.
type Matching struct {
	Pattern string `json:"pattern,omitempty"`
}

// Merge says how the selected controls are put together.
type Merge struct {
	Combine *Combine  `json:"combine,omitempty"`
	Flat    *struct{} `json:"flat,omitempty"`
	AsIs    *bool     `json:"as-is,omitempty"`
	Custom  *Custom   `json:"custom,omitempty"`
}

// Combine says what happens to a control that is selected twice.
type Combine struct {
	Method string `json:"method,omitempty"`
}

// Custom is a structure of the profile's own.
type Custom struct {
	Groups         []Group          `json:"groups,omitempty"`
	InsertControls []InsertControls `json:"insert-controls,omitempty"`
}

// InsertControls puts selected controls into a group.
type InsertControls struct {
	Order           string    `json:"order,omitempty"`
	IncludeAll      *struct{} `json:"include-all,omitempty"`
	IncludeControls []Select  `json:"include-controls,omitempty"`
	ExcludeControls []Select  `json:"exclude-controls,omitempty"`
}

// Modify changes selected controls.
type Modify struct {
	SetParameters []SetParam `json:"set-parameters,omitempty"`
	Alters        []Alter    `json:"alters,omitempty"`
}

// SetParam sets members of a parameter.
type SetParam struct {
	ParamID     string       `json:"param-id"`
	Class       string       `json:"class,omitempty"`
	DependsOn   string       `json:"depends-on,omitempty"`
	Props       []Property   `json:"props,omitempty"`
	Links       []Link       `json:"links,omitempty"`
	Label       string       `json:"label,omitempty"`
	Usage       string       `json:"usage,omitempty"`
	Constraints []Constraint `json:"constraints,omitempty"`
	Guidelines  []Guideline  `json:"guidelines,omitempty"`
	Values      []string     `json:"values,omitempty"`
	Select      *Selection   `json:"select,omitempty"`
}

// Alter changes one control.
type Alter struct {
	ControlID string   `json:"control-id"`
	Removes   []Remove `json:"removes,omitempty"`
	Adds      []Add    `json:"adds,omitempty"`
}

// Remove takes out what fits all that it says.
type Remove struct {
	ByName     string `json:"by-name,omitempty"`
	ByClass    string `json:"by-class,omitempty"`
	ByID       string `json:"by-id,omitempty"`
	ByItemName string `json:"by-item-name,omitempty"`
	ByNS       string `json:"by-ns,omitempty"`
}

// Add puts something in.
type Add struct {
	Position string     `json:"position,omitempty"`
	ByID     string     `json:"by-id,omitempty"`
	Title    string     `json:"title,omitempty"`
	Params   []Param    `json:"params,omitempty"`
	Props    []Property `json:"props,omitempty"`
	Links    []Link     `json:"links,omitempty"`
	Parts    []Part     `json:"parts,omitempty"`
}
