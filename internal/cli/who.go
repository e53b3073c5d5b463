package cli

import (
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
)

type orgCmd struct {
	List orgListCmd `cmd:"" help:"List the organisations."`
	Add  orgAddCmd  `cmd:"" help:"Add an organisation with its own journal."`
}

type orgListCmd struct{}

// Run lists the organisations.
func (orgListCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	all, err := i.Identity.Organisations(s.ctx)
	if err != nil {
		return err
	}
	t := table{head: []string{"REF", "NAME"}}
	data := []map[string]string{}
	for _, o := range all {
		t.rows = append(t.rows, []string{o.Ref, o.Name})
		data = append(data, map[string]string{"ref": o.Ref, "id": o.ID, "name": o.Name})
	}
	t.data = data
	return s.table(t)
}

type orgAddCmd struct {
	Name    string `arg:"" help:"Name."`
	Edition string `enum:"2022,2013,both" default:"2022" help:"Edition of the controls: ${enum}."`
}

// Run adds an organisation.
func (c *orgAddCmd) Run(s *session) error {
	if _, err := s.store(); err != nil {
		return err
	}
	if err := s.addOrganisation(c.Name, c.Edition); err != nil {
		return err
	}
	return s.say(map[string]string{"name": c.Name}, "%s is added. Name it in commands with --org %q.", c.Name, c.Name)
}

type userCmd struct {
	List       userListCmd       `cmd:"" help:"List the people who can sign in; with --org those with a role there."`
	Add        userAddCmd        `cmd:"" help:"Add a person with a role in the organisation and print the link that sets their password."`
	Role       userRoleCmd       `cmd:"" help:"Give a role in the organisation, change it, or take it away."`
	Password   userPasswordCmd   `cmd:"" help:"Print a link that sets a new password."`
	Deactivate userDeactivateCmd `cmd:"" help:"Sign a person out and let them in no more."`
	Activate   userActivateCmd   `cmd:"" help:"Let a person in again."`
}

type userListCmd struct{}

// Run lists users.
func (userListCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	t := table{head: []string{"REF", "NAME", "E-MAIL", "ROLE", "STATE"}}
	data := []map[string]any{}
	add := func(u *identity.User, role identity.Role) {
		state := "active"
		if !u.Active {
			state = "inactive"
		}
		t.rows = append(t.rows, []string{u.Ref, u.Name, u.Email, role.Label(), state})
		data = append(data, map[string]any{"ref": u.Ref, "id": u.ID, "name": u.Name, "email": u.Email, "role": role, "operator": u.Operator, "active": u.Active})
	}
	if s.Org == "" {
		users, err := i.Identity.Users(s.ctx, s.caller())
		if err != nil {
			return err
		}
		for _, u := range users {
			add(u, "")
		}
	} else {
		org, err := s.present()
		if err != nil {
			return err
		}
		members, err := i.Identity.Members(s.ctx, org)
		if err != nil {
			return err
		}
		for _, m := range members {
			add(m.User, m.Role)
		}
	}
	t.data = data
	return s.table(t)
}

type userAddCmd struct {
	Email    string `arg:"" help:"E-mail address."`
	Name     string `required:"" help:"Name."`
	Role     string `default:"reader" enum:"administrator,manager,editor,contributor,auditor,reader" help:"Role in the organisation: ${enum}."`
	Operator bool   `help:"May also create organisations and users."`
}

// Run adds a user and prints their link.
func (c *userAddCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	id := s.instance.Identity
	u, err := id.CreateUser(s.ctx, s.caller(), c.Name, c.Email, c.Operator)
	if err != nil {
		return err
	}
	if err := id.Grant(s.ctx, s.caller(), u.ID, o.ID, identity.Role(c.Role)); err != nil {
		return err
	}
	return s.printPasswordLink(u)
}

func (s *session) printPasswordLink(u *identity.User) error {
	token, err := s.instance.Identity.PasswordLink(s.ctx, s.caller(), u.ID)
	if err != nil {
		return err
	}
	path := "/password?token=" + token
	return s.say(map[string]string{"ref": u.Ref, "email": u.Email, "password_path": path},
		"%s %s sets a password at this path of the server; it works once:\n%s", u.Ref, u.Name, path)
}

type userRoleCmd struct {
	User string `arg:"" help:"E-mail address or reference."`
	Role string `arg:"" enum:"administrator,manager,editor,contributor,auditor,reader,none" help:"Role: ${enum}."`
}

// Run changes a role.
func (c *userRoleCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	id := s.instance.Identity
	u, err := id.User(s.ctx, s.caller(), c.User)
	if err != nil {
		return err
	}
	if c.Role == "none" {
		err = id.Revoke(s.ctx, s.caller(), u.ID, o.ID)
	} else {
		err = id.Grant(s.ctx, s.caller(), u.ID, o.ID, identity.Role(c.Role))
	}
	if err != nil {
		return err
	}
	return s.say(map[string]string{"email": u.Email, "role": c.Role}, "%s in %s: %s", u.Email, o.Name, c.Role)
}

type userPasswordCmd struct {
	User string `arg:"" help:"E-mail address or reference."`
}

// Run prints a password link.
func (c *userPasswordCmd) Run(s *session) error {
	u, err := s.user(c.User)
	if err != nil {
		return err
	}
	return s.printPasswordLink(u)
}

func (s *session) user(key string) (*identity.User, error) {
	i, err := s.store()
	if err != nil {
		return nil, err
	}
	return i.Identity.User(s.ctx, s.caller(), key)
}

type userDeactivateCmd struct {
	User string `arg:"" help:"E-mail address or reference."`
}

// Run shuts a user out.
func (c *userDeactivateCmd) Run(s *session) error { return s.activate(c.User, false) }

type userActivateCmd struct {
	User string `arg:"" help:"E-mail address or reference."`
}

// Run lets a user in again.
func (c *userActivateCmd) Run(s *session) error { return s.activate(c.User, true) }

func (s *session) activate(key string, active bool) error {
	u, err := s.user(key)
	if err != nil {
		return err
	}
	u.Active = active
	if err := s.instance.Identity.UpdateUser(s.ctx, s.caller(), u); err != nil {
		return err
	}
	return s.say(map[string]any{"email": u.Email, "active": active}, "%s is %s.", u.Email, map[bool]string{true: "active", false: "inactive"}[active])
}

type tokenCmd struct {
	List   tokenListCmd   `cmd:"" help:"List the tokens of the organisation."`
	Create tokenCreateCmd `cmd:"" help:"Make a token and print it once."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token."`
}

type tokenListCmd struct{}

// Run lists tokens.
func (tokenListCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	all, err := s.instance.Identity.Tokens(s.ctx, s.caller(), o.ID)
	if err != nil {
		return err
	}
	t := table{head: []string{"REF", "NAME", "SCOPES", "LAST DAY", "LAST USED"}}
	data := []map[string]any{}
	for _, k := range all {
		used := "never"
		if !k.Used.IsZero() {
			used = k.Used.Format("2006-01-02 15:04")
		}
		t.rows = append(t.rows, []string{k.Ref, k.Name, strings.Join(k.Scopes, ", "), string(k.Expires), used})
		data = append(data, map[string]any{"ref": k.Ref, "id": k.ID, "name": k.Name, "scopes": k.Scopes, "expires": k.Expires, "used": k.Used})
	}
	t.data = data
	return s.table(t)
}

type tokenCreateCmd struct {
	Name    string   `arg:"" help:"What the token is for."`
	User    string   `required:"" help:"The user it acts for, by e-mail address or reference. It may at most what they may."`
	Scope   []string `default:"read" enum:"read,write,approve,administer" help:"What it may: ${enum}."`
	Expires string   `placeholder:"DAY" help:"Its last day, such as 2026-12-31."`
}

// Run makes a token.
func (c *tokenCreateCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	u, err := s.user(c.User)
	if err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, c.Expires); c.Expires != "" && err != nil {
		return misusef("--expires takes a day such as 2026-12-31")
	}
	n := identity.NewToken{Org: o.ID, User: u.ID, Name: c.Name, Expires: record.Date(c.Expires)}
	for _, scope := range c.Scope {
		n.Scopes = append(n.Scopes, identity.Scope(scope))
	}
	secret, t, err := s.instance.Identity.CreateToken(s.ctx, s.caller(), n)
	if err != nil {
		return err
	}
	return s.say(map[string]string{"ref": t.Ref, "id": t.ID, "token": secret}, "%s", secret)
}

type tokenRevokeCmd struct {
	Token string `arg:"" help:"Reference or name of the token."`
}

// Run ends a token.
func (c *tokenRevokeCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	all, err := s.instance.Identity.Tokens(s.ctx, s.caller(), o.ID)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.ID == c.Token || record.Fold(t.Ref) == record.Fold(c.Token) || t.Name == c.Token {
			if err := s.instance.Identity.RevokeToken(s.ctx, s.caller(), t.ID); err != nil {
				return err
			}
			return s.say(map[string]string{"ref": t.Ref}, "%s is revoked.", t.Ref)
		}
	}
	return errs.New(errs.NotFound, "There is no token %q in %s.", c.Token, o.Name)
}
