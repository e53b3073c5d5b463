// Package access keeps who may use what (A.9 in 2013; A.5.15 to A.5.18 and A.8.2 to A.8.5 in 2022): systems and how access to
// them is granted, their accounts, and the changes of entitlements.
package access

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// System is an information system to which people and machines are granted access.
type System struct {
	record.Meta
	Name           string
	Type           string
	Owner          record.Ref
	Assets         record.Refs // information it processes
	Grants         string      // how access is granted, and from what source
	Roles          string
	Privileged     string // privileged roles
	Bypass         string // tools that go past its controls, and who holds them
	Required       string // way of authentication that is required
	Authentication string // and the one in force
	LocalLogin     bool   // accounts beside the common directory
	ReviewDays     int
	ReviewedOn     record.Date
	Status         string
}

// reviewDays is how long a review of a system holds if it says nothing else.
const reviewDays = 180

// methods of authentication, weakest first.
var methods = []record.Option{
	{Value: "password", Label: "Password", Synonyms: []string{"passwort", "mot de passe"}},
	{Value: "second_factor", Label: "Second factor", Synonyms: []string{"mfa", "2fa", "otp"}},
	{Value: "phishing_resistant", Label: "Resistant to phishing", Synonyms: []string{"fido2", "passkey", "certificate", "smart card"}},
}

func strength(method string) int {
	return slices.IndexFunc(methods, func(o record.Option) bool { return o.Value == method })
}

// Systems is the register of systems.
var Systems = record.Define(record.Spec[System]{
	Name: "system", Plural: "systems", Title: "Systems and their entitlements", Singular: "system", Prefix: "SY", Version: 2, Clause: "A.5.15",
	About: "Systems people sign in to: who owns each, how access is granted, which roles are privileged. Import the list of applications from single sign-on, then add what is not connected to it.",
	Fields: []record.Field[*System]{
		{Name: "name", Label: "System", Required: true, Listed: true, Indexed: true, Ptr: func(s *System) any { return &s.Name }, Synonyms: []string{"title", "application", "anwendung", "système"}},
		{Name: "type", Label: "Type", Indexed: true, Ptr: func(s *System) any { return &s.Type }, Synonyms: []string{"art", "category"}, Options: []record.Option{
			{Value: "business", Label: "Business application", Synonyms: []string{"application", "app"}}, {Value: "platform", Label: "Platform or infrastructure", Synonyms: []string{"infrastructure", "server"}}, {Value: "code", Label: "Code, builds and packages", Synonyms: []string{"repository", "ci"}}, {Value: "cloud", Label: "Cloud service", Synonyms: []string{"saas"}}}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(s *System) any { return &s.Owner }, Synonyms: []string{"system owner", "verantwortlich", "propriétaire"}},
		{Name: "assets", Label: "Information it processes", To: "asset", Ptr: func(s *System) any { return &s.Assets }, Synonyms: []string{"assets", "information"}},
		{Name: "grants", Label: "How access is granted", Long: true, Ptr: func(s *System) any { return &s.Grants }, Help: "Who decides, and where the entitlements come from.", Synonyms: []string{"request process", "vergabe"}},
		{Name: "roles", Label: "Roles and what they may", Long: true, Ptr: func(s *System) any { return &s.Roles }, Synonyms: []string{"entitlements", "rollen", "rôles"}},
		{Name: "privileged_roles", Label: "Privileged roles", Long: true, Ptr: func(s *System) any { return &s.Privileged }, Synonyms: []string{"admin roles", "privilegierte rollen"}},
		{Name: "bypass", Label: "Tools that bypass it", Long: true, Ptr: func(s *System) any { return &s.Bypass }, Help: "Database clients, consoles, and who holds them; or that there are none."},
		{Name: "required", Label: "Sign-in required", Indexed: true, Options: methods, Ptr: func(s *System) any { return &s.Required }, Synonyms: []string{"required authentication"}},
		{Name: "authentication", Label: "Sign-in in force", Listed: true, Indexed: true, Options: methods, Ptr: func(s *System) any { return &s.Authentication }, Synonyms: []string{"authentication", "login", "anmeldung"}},
		{Name: "local_login", Label: "Local accounts possible", Ptr: func(s *System) any { return &s.LocalLogin }},
		{Name: "review_days", Label: "Reviewed every", Unit: "days", Ptr: func(s *System) any { return &s.ReviewDays }, Help: "Empty: half a year."},
		{Name: "reviewed_on", Label: "Reviewed on", Past: true, Listed: true, Indexed: true, Ptr: func(s *System) any { return &s.ReviewedOn }, Help: "Its owner confirmed roles, ways of granting and sign-in.", Synonyms: []string{"last review", "geprüft am"}},
		{Name: "status", Label: "Status", Indexed: true, Ptr: func(s *System) any { return &s.Status }, Options: []record.Option{
			{Value: "in_use", Label: "In use", Synonyms: []string{"active", "aktiv"}}, {Value: "retired", Label: "Retired", Synonyms: []string{"inactive"}}}},
	},
	Whole:  true,
	Proves: (*System).proves,
	Owes: func(s *System) []record.Due {
		if s.Status != "in_use" {
			return nil
		}
		return []record.Due{{What: "Review", Day: s.Again(s.ReviewedOn, s.ReviewDays), Who: s.Owner}}
	},
	Before: func(_ *record.Writer, _, s *System) error {
		if s.ReviewDays < 0 {
			return errs.InField("review_days", "a number of days is not negative")
		}
		if s.ReviewDays == 0 {
			s.ReviewDays = reviewDays
		}
		if s.Status == "" {
			s.Status = "in_use"
		}
		return nil
	},
})

func (s *System) proves() []record.Proof {
	if s.Status != "in_use" {
		return nil
	}
	var out []record.Proof
	says := func(control string, wanted, said bool) {
		p := record.Proof{For: control}
		if said && s.Owner != "" {
			p.On = s.ReviewedOn
		}
		if wanted {
			out = append(out, p)
		}
	}
	says("A.5.15", true, s.Roles != "")
	says("A.5.18", true, s.Grants != "")
	says("A.5.9", true, len(s.Assets) > 0)
	says("A.8.3", true, s.Roles != "")
	says("A.8.18", s.Bypass != "", true)
	says("A.8.4", s.Type == "code", true)
	says("A.8.5", true, s.Required != "" && s.Authentication != "")
	if weak := &out[len(out)-1]; strength(s.Authentication) < strength(s.Required) {
		weak.Failed = weak.On != ""
	}
	return out
}
