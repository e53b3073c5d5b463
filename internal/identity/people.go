package identity

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// CreateOrganisation starts an organisation with its own log. Operators may; a person who does becomes its first
// administrator.
func (s *Service) CreateOrganisation(ctx context.Context, by Caller, name string) (*Organisation, error) {
	if err := by.operate(); err != nil {
		return nil, err
	}
	o, err := s.startLog(ctx, name)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, by, "", func(w *record.Writer) error {
		if err := putOrganisation(w, o); err != nil || by.local {
			return err
		}
		return Grants.Put(w, &Grant{Holder: record.Ref(by.UserID), Organisation: record.Ref(o.ID), Role: string(Administrator)})
	})
	return o, err
}

// startLog makes the log of an organisation still to be saved: a log without its record does no harm, a record
// without its log would.
func (s *Service) startLog(ctx context.Context, name string) (*Organisation, error) {
	if name = strings.TrimSpace(name); name == "" {
		return nil, errs.InField("name", "write the organisation's name")
	}
	if _, err := s.organisation(ctx, name); !errs.Is(err, errs.NotFound) {
		if err == nil {
			err = errs.New(errs.Conflict, "There is an organisation named %s already.", name)
		}
		return nil, err
	}
	o := &Organisation{Name: name, Meta: record.Meta{ID: record.NewID(s.now())}}
	handle, err := s.store.Org(o.ID, record.System)
	if err != nil {
		return nil, err
	}
	return o, handle.Create(ctx)
}

// putOrganisation saves a new organisation under the first short name that is free.
func putOrganisation(w *record.Writer, o *Organisation) error {
	short := slug(o.Name)
	o.Ref = short
	for n := 2; ; n++ {
		_, err := Organisations.Find(w.Reader, o.Ref)
		if errs.Is(err, errs.NotFound) {
			return Organisations.Put(w, o)
		}
		if err != nil {
			return err
		}
		o.Ref = short + "-" + strconv.Itoa(n)
	}
}

// slug makes the short name of an organisation for addresses: Müller & Söhne AG is muller-sohne-ag.
func slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || b.Len() == 0 || strings.HasSuffix(b.String(), "-"):
		default:
			b.WriteByte('-')
		}
	}
	short := b.String()
	short = strings.Trim(short[:min(30, len(short))], "-")
	if short == "" || short == InstanceID {
		return "org"
	}
	return short
}

// CreateUser adds a person who can sign in once they have used a PasswordLink. Operators may.
func (s *Service) CreateUser(ctx context.Context, by Caller, name, email string, operator bool) (*User, error) {
	if err := by.operate(); err != nil {
		return nil, err
	}
	u := &User{Name: name, Email: email, Operator: operator, Active: true}
	return u, s.change(ctx, by, "", func(w *record.Writer) error { return Users.Put(w, u) })
}

// UpdateUser saves a changed user read before. Operators may change everything, others their own name. Who is no
// longer active is signed out.
func (s *Service) UpdateUser(ctx context.Context, by Caller, u *User) error {
	err := s.change(ctx, by, "", func(w *record.Writer) error {
		old, err := Users.Get(w.Reader, u.ID)
		if err != nil {
			return err
		}
		own := by.Session != "" && u.ID == by.UserID && u.Email == old.Email && u.Operator == old.Operator && u.Active == old.Active && u.Ref == old.Ref
		if err := by.operate(); err != nil && !own {
			return err
		}
		return Users.Put(w, u)
	})
	if err != nil || u.Active {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error { return endAccess(ctx, tx, u.ID, "") })
}

// User reads a user by id, ref or e-mail address. Operators may read all, others themselves.
func (s *Service) User(ctx context.Context, by Caller, key string) (user *User, err error) {
	if key != by.UserID && normalEmail(key) != by.Email {
		if err := by.operate(); err != nil {
			return nil, err
		}
	}
	if strings.Contains(key, "@") {
		if user, err = s.userByEmail(ctx, normalEmail(key)); user == nil && err == nil {
			err = errs.New(errs.NotFound, "There is no user %q.", key)
		}
		return user, err
	}
	err = s.look(ctx, func(r *record.Reader) error {
		user, err = Users.Find(r, key)
		return err
	})
	return user, err
}

// Users lists all users by e-mail address. Operators may.
func (s *Service) Users(ctx context.Context, by Caller) (all []*User, err error) {
	if err := by.operate(); err != nil {
		return nil, err
	}
	err = s.look(ctx, func(r *record.Reader) error {
		all, err = Users.All(r, record.Query{Sort: "email"})
		return err
	})
	return all, err
}

// Invite gives a person a role in an organisation by e-mail address. Administrators of the organisation may invite who
// is new to the instance; link is then a token for UsePasswordLink, shown once. Who is here already only an operator
// may add: otherwise an administrator could take an address first and wait for another organisation to trust it.
func (s *Service) Invite(ctx context.Context, by Caller, org, name, email string, role Role) (u *User, link string, err error) {
	o, err := s.administer(ctx, by, org)
	if err != nil {
		return nil, "", err
	}
	u, err = s.userByEmail(ctx, normalEmail(email))
	if err != nil {
		return nil, "", err
	}
	if u != nil {
		if !by.Operator {
			return nil, "", errs.New(errs.Denied, "A user with this e-mail address is here already. If they are a member, change their role; otherwise ask an operator of this instance to add them.")
		}
		return u, "", s.Grant(ctx, by, u.ID, o.ID, role)
	}
	if err := role.check(); err != nil {
		return nil, "", err
	}
	u = &User{Name: name, Email: email, Active: true}
	err = s.change(ctx, by, "", func(w *record.Writer) error {
		if err := Users.Put(w, u); err != nil {
			return err
		}
		return Grants.Put(w, &Grant{Holder: record.Ref(u.ID), Organisation: record.Ref(o.ID), Role: string(role)})
	})
	if err != nil {
		return nil, "", err
	}
	link, err = s.newLink(ctx, by, u.ID)
	return u, link, err
}

// Grant gives a user a role in an organisation or changes it. Administrators of the organisation may change the roles
// of members, operators may add any user.
func (s *Service) Grant(ctx context.Context, by Caller, userID, org string, role Role) error {
	o, err := s.administer(ctx, by, org)
	if err != nil {
		return err
	}
	if err := role.check(); err != nil {
		return err
	}
	// Links that others hold to the account must not lead into an organisation they do not administer.
	err = s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM identity_link WHERE user_id = $1 AND made_by <> $2`, userID, by.UserID)
		return err
	})
	if err != nil {
		return err
	}
	return s.change(ctx, by, "", func(w *record.Writer) error {
		g, err := grantOf(w.Reader, userID, o.ID)
		if errs.Is(err, errs.NotFound) && by.Operator {
			return Grants.Put(w, &Grant{Holder: record.Ref(userID), Organisation: record.Ref(o.ID), Role: string(role)})
		}
		if err != nil {
			return err
		}
		if role != Administrator {
			if err := anotherAdministrator(w, by, g); err != nil {
				return err
			}
		}
		g.Role = string(role)
		return Grants.Put(w, g)
	})
}

// Revoke takes a user's role in an organisation away, and with it the tokens' right there, from the next request on.
func (s *Service) Revoke(ctx context.Context, by Caller, userID, org string) error {
	o, err := s.administer(ctx, by, org)
	if err != nil {
		return err
	}
	return s.change(ctx, by, "", func(w *record.Writer) error {
		g, err := grantOf(w.Reader, userID, o.ID)
		if err != nil {
			return err
		}
		if err := anotherAdministrator(w, by, g); err != nil {
			return err
		}
		return w.Delete(Grants.Kind(), g.ID, g.Rev)
	})
}

func grantOf(r *record.Reader, userID, orgID string) (*Grant, error) {
	grants, err := Grants.All(r, record.Query{Filters: []record.Filter{
		{Field: "holder", Values: []string{userID}}, {Field: "organisation", Values: []string{orgID}}}})
	if err == nil && len(grants) == 0 {
		return nil, errs.New(errs.NotFound, "This user is not a member of the organisation.")
	}
	if err != nil {
		return nil, err
	}
	return grants[0], nil
}

// anotherAdministrator refuses to leave an organisation without an administrator, unless an operator does.
func anotherAdministrator(w *record.Writer, by Caller, g *Grant) error {
	if Role(g.Role) != Administrator || by.Operator {
		return nil
	}
	n, err := w.CountMatching(Grants.Kind(), record.Query{Filters: []record.Filter{
		{Field: "organisation", Values: []string{string(g.Organisation)}}, {Field: "role", Values: []string{string(Administrator)}}}}, 2)
	if err == nil && n < 2 {
		err = errs.New(errs.Conflict, "This is the organisation's only administrator. Make another member an administrator first.")
	}
	return err
}

// Member is a user with a role in an organisation.
type Member struct {
	User  *User
	Role  Role
	Since time.Time // when the role was last changed
}

// Members lists the users of the organisation the handle is bound to, by reference of their grant.
func (s *Service) Members(ctx context.Context, org *record.Org) (members []Member, err error) {
	if err := org.Actor().Check(record.MayRead); err != nil {
		return nil, err
	}
	err = s.look(ctx, func(r *record.Reader) error {
		grants, err := Grants.All(r, record.Query{Filters: []record.Filter{{Field: "organisation", Values: []string{org.ID()}}}})
		if err != nil {
			return err
		}
		for _, g := range grants {
			u, err := Users.Get(r, string(g.Holder))
			if err != nil {
				return err
			}
			members = append(members, Member{u, Role(g.Role), g.UpdatedAt})
		}
		return nil
	})
	return members, err
}
