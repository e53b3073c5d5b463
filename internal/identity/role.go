package identity

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Role is what a user is in one organisation.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Manager       Role = "manager"
	Editor        Role = "editor"
	Contributor   Role = "contributor"
	Auditor       Role = "auditor"
	Reader        Role = "reader"
)

const everything = record.MayRead | record.MayEdit | record.MayApprove | record.MayAdminister | record.MayContribute

// roles is the one table of what each role may, most powerful first.
var roles = []struct {
	role  Role
	label string
	may   record.Permission
}{
	{Administrator, "Administrator", everything},
	{Manager, "ISMS manager", record.MayRead | record.MayEdit | record.MayApprove | record.MayContribute},
	{Editor, "Editor", record.MayRead | record.MayEdit | record.MayContribute},
	{Contributor, "Owner of risks, controls or assets", record.MayRead | record.MayContribute},
	{Auditor, "Internal auditor", record.MayRead | record.MayContribute},
	{Reader, "Certification auditor (reads only)", record.MayRead},
}

// Can is what the role may; an unknown role may nothing.
func (r Role) Can() record.Permission {
	for _, row := range roles {
		if row.role == r {
			return row.may
		}
	}
	return 0
}

// Label is the role for people.
func (r Role) Label() string {
	for _, row := range roles {
		if row.role == r {
			return row.label
		}
	}
	return string(r)
}

// Roles are all roles, most powerful first.
func Roles() []Role {
	all := make([]Role, len(roles))
	for i, row := range roles {
		all[i] = row.role
	}
	return all
}

func roleOptions() []record.Option {
	options := make([]record.Option, len(roles))
	for i, row := range roles {
		options[i] = record.Option{Value: string(row.role), Label: row.label}
	}
	return options
}

func (r Role) check() error {
	if slices.Contains(Roles(), r) {
		return nil
	}
	var names []string
	for _, row := range roles {
		names = append(names, string(row.role))
	}
	return errs.InField("role", "there is no role %q; the roles are: %s", r, strings.Join(names, ", "))
}

// Scope is what an API token is for. A token may what its user's role and its scopes both allow.
type Scope string

// The scopes.
const (
	ScopeRead       Scope = "read"
	ScopeWrite      Scope = "write"
	ScopeApprove    Scope = "approve"
	ScopeAdminister Scope = "administer"
)

// scopes is the one table of what each scope allows. Whoever may change may read.
var scopes = []struct {
	scope Scope
	label string
	may   record.Permission
}{
	{ScopeRead, "Read", record.MayRead},
	{ScopeWrite, "Change registers, contribute", record.MayRead | record.MayEdit | record.MayContribute},
	{ScopeApprove, "Approve", record.MayRead | record.MayApprove},
	{ScopeAdminister, "Administer the organisation", record.MayRead | record.MayAdminister},
}

func scopeOptions() []record.Option {
	options := make([]record.Option, len(scopes))
	for i, row := range scopes {
		options[i] = record.Option{Value: string(row.scope), Label: row.label}
	}
	return options
}

func scopesCan(given []string) (may record.Permission) {
	for _, row := range scopes {
		if slices.Contains(given, string(row.scope)) {
			may |= row.may
		}
	}
	return may
}
