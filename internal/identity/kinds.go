// Package identity knows who may do what: people, organisations, roles, passwords, sessions, API tokens and one-time
// links. It is the only package that makes a record.Actor for a person.
//
// What has to be provable (who existed, who was allowed what, and when) are records in a log of their own, the
// instance's. What has to be secret or forgotten (password hashes, sessions, links, failed attempts) lies in tables
// of this package only, where on PostgreSQL no transaction of an organisation can see it. Secrets are kept as hashes.
//
// A user may have no password: signing in by other means needs only StartSession.
package identity

import (
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// InstanceID is the id of the log that holds users, organisations, grants and tokens.
const InstanceID = "instance"

// User is a person who can sign in. Users are never deleted, so that the journals can always name them.
type User struct {
	record.Meta
	Name     string
	Email    string // lower case, unique
	Operator bool   // may create organisations and users; sees no organisation without a grant
	Active   bool   // may sign in
}

// Organisation is one tenant. Its id is the id of its log, its Ref the name in addresses.
type Organisation struct {
	record.Meta
	Name string // unique
}

// Grant is the role of one user in one organisation.
type Grant struct {
	record.Meta
	Summary      string // names both, as they were called then
	Holder       record.Ref
	Organisation record.Ref
	Role         string
}

// Token is what the journal knows of an API token: everything but the secret. Revoked tokens stay, to name who wrote.
type Token struct {
	record.Meta
	Name         string
	Holder       record.Ref
	Organisation record.Ref
	Scopes       record.Set
	Expires      record.Date // its last day; "" for never
	Revoked      bool
}

// Users is the specification of User.
var Users = record.Define(record.Spec[User]{
	Name: "user", Instance: true, Plural: "users", Title: "Users", Singular: "user", Prefix: "U", Clause: "A.5.16", Edit: record.MayAdminister,
	About: "People who can sign in. What they may do in an organisation, their role there says.",
	Fields: []record.Field[*User]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Ptr: func(u *User) any { return &u.Name }},
		{Name: "email", Label: "E-mail", Required: true, Listed: true, Indexed: true, Ptr: func(u *User) any { return &u.Email }},
		{Name: "operator", Label: "Operator", Help: "May create organisations and users.", Ptr: func(u *User) any { return &u.Operator }},
		{Name: "active", Label: "Active", Help: "May sign in.", Ptr: func(u *User) any { return &u.Active }},
	},
	Before: checkUser,
})

// Organisations is the specification of Organisation.
var Organisations = record.Define(record.Spec[Organisation]{
	Name: "organisation", Instance: true, Plural: "organisations", Title: "Organisations", Singular: "organisation", Prefix: "org", Edit: record.MayAdminister,
	About: "Each has its own management system, journal and members.",
	Fields: []record.Field[*Organisation]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Indexed: true, Ptr: func(o *Organisation) any { return &o.Name }},
	},
	Before: checkOrganisation,
})

// Grants is the specification of Grant.
var Grants = record.Define(record.Spec[Grant]{
	Name: "grant", Instance: true, Plural: "grants", Title: "Grants", Singular: "grant", Prefix: "G", Clause: "A.5.18", Edit: record.MayAdminister,
	About: "Which role each user has in each organisation.",
	Fields: []record.Field[*Grant]{
		{Name: "summary", Label: "Grant", Required: true, Computed: true, Ptr: func(g *Grant) any { return &g.Summary }},
		{Name: "holder", Label: "User", To: "user", Required: true, Listed: true, Indexed: true, Ptr: func(g *Grant) any { return &g.Holder }},
		{Name: "organisation", Label: "Organisation", To: "organisation", Required: true, Listed: true, Indexed: true, Ptr: func(g *Grant) any { return &g.Organisation }},
		{Name: "role", Label: "Role", Required: true, Listed: true, Options: roleOptions(), Ptr: func(g *Grant) any { return &g.Role }},
	},
	Before: checkGrant,
})

// Tokens is the specification of Token.
var Tokens = record.Define(record.Spec[Token]{
	Name: "token", Instance: true, Plural: "tokens", Title: "API tokens", Singular: "token", Prefix: "T", Clause: "A.5.17", Edit: record.MayAdminister,
	About: "Programs that act for a user in one organisation. A token may at most what its user may.",
	Fields: []record.Field[*Token]{
		{Name: "name", Label: "Name", Required: true, Listed: true, Ptr: func(t *Token) any { return &t.Name }},
		{Name: "holder", Label: "User", To: "user", Required: true, Listed: true, Indexed: true, Ptr: func(t *Token) any { return &t.Holder }},
		{Name: "organisation", Label: "Organisation", To: "organisation", Required: true, Indexed: true, Ptr: func(t *Token) any { return &t.Organisation }},
		{Name: "scopes", Label: "Scopes", Required: true, Listed: true, Options: scopeOptions(), Ptr: func(t *Token) any { return &t.Scopes }},
		{Name: "expires", Label: "Last day", Listed: true, Ptr: func(t *Token) any { return &t.Expires }},
		{Name: "revoked", Label: "Revoked", Listed: true, Ptr: func(t *Token) any { return &t.Revoked }},
	},
	Before: func(w *record.Writer, _, _ *Token) error { return onlyInstance(w) },
})

// Kinds are the record kinds of the instance's log. In the log of an organisation they are refused.
func Kinds() []*record.Kind {
	return []*record.Kind{Users.Kind(), Organisations.Kind(), Grants.Kind(), Tokens.Kind(), ReportLinks.Kind()}
}

func onlyInstance(w *record.Writer) error {
	if w.Org().ID() == InstanceID {
		return nil
	}
	return errs.New(errs.Denied, "Users, organisations, grants, tokens and report links belong to the whole instance. Change them on the pages for members and tokens.")
}

// find lists the records of the instance whose field has the value. The hooks below use it because a specification
// cannot name itself.
func find(r *record.Reader, kind, field, value string) ([]record.Record, error) {
	k, err := r.Org().Store().Kind(kind)
	if err != nil {
		return nil, err
	}
	var found []record.Record
	err = r.Each(k, record.Query{Filters: []record.Filter{{Field: field, Values: []string{value}}}}, func(rec record.Record) error {
		found = append(found, rec)
		return nil
	})
	return found, err
}

func normalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// check brings name and address into their form and refuses what cannot be one.
func (u *User) check() error {
	u.Name, u.Email = strings.TrimSpace(u.Name), normalEmail(u.Email)
	if u.Name == "" {
		return errs.InField("name", "write the person's name")
	}
	if a, err := mail.ParseAddress(u.Email); err != nil || a.Address != u.Email || len(u.Email) > 200 {
		return errs.InField("email", "write an address such as name@example.org")
	}
	return nil
}

func checkUser(w *record.Writer, old, u *User) error {
	if err := onlyInstance(w); err != nil {
		return err
	}
	if err := u.check(); err != nil {
		return err
	}
	others, err := find(w.Reader, "user", "email", u.Email)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o := o.(*User); o.Email == u.Email && o.ID != u.ID {
			return &errs.Error{Kind: errs.Conflict, Message: "There is a user with this e-mail address already.",
				Fields: []errs.Field{{Name: "email", Message: "is taken"}}}
		}
	}
	if old == nil || !old.Operator || !old.Active || u.Operator && u.Active {
		return nil
	}
	return anotherOperator(w, u.ID)
}

// anotherOperator refuses to leave the instance without anybody who can create users.
func anotherOperator(w *record.Writer, except string) error {
	operators, err := find(w.Reader, "user", "operator", "true")
	if err != nil {
		return err
	}
	for _, o := range operators {
		if o := o.(*User); o.Active && o.ID != except {
			return nil
		}
	}
	return errs.New(errs.Conflict, "This is the only active operator. Make another user an operator first.")
}

var slugForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func checkOrganisation(w *record.Writer, _, o *Organisation) error {
	if err := onlyInstance(w); err != nil {
		return err
	}
	o.Name = strings.TrimSpace(o.Name)
	if !slugForm.MatchString(o.Ref) || o.Ref == InstanceID {
		return errs.InField("ref", "the short name in addresses is 1 to 40 letters a-z, digits and hyphens")
	}
	others, err := find(w.Reader, "organisation", "name", o.Name)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other := other.(*Organisation); other.ID != o.ID && record.Fold(other.Name) == record.Fold(o.Name) {
			return &errs.Error{Kind: errs.Conflict, Message: fmt.Sprintf("There is an organisation named %s already.", other.Name),
				Fields: []errs.Field{{Name: "name", Message: "is taken"}}}
		}
	}
	return nil
}

func checkGrant(w *record.Writer, _, g *Grant) error {
	if err := onlyInstance(w); err != nil {
		return err
	}
	others, err := find(w.Reader, "grant", "holder", string(g.Holder))
	if err != nil {
		return err
	}
	for _, o := range others {
		if o := o.(*Grant); o.ID != g.ID && o.Organisation == g.Organisation {
			return errs.New(errs.Conflict, "This user has a role in the organisation already. Change that one.")
		}
	}
	named, err := w.Named([]string{string(g.Holder), string(g.Organisation)})
	g.Summary = fmt.Sprintf("%s: %s at %s", named[string(g.Holder)].Title, g.Role, named[string(g.Organisation)].Title)
	return err
}
