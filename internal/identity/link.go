package identity

import (
	"context"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// One-time links. The link to set up the instance belongs to no user.
const (
	linkLife = 24 * time.Hour
	noUser   = ""
)

func errLink() error {
	return errs.New(errs.NotFound, "This link has been used or has run out. Ask whoever gave it to you for a new one.")
}

// newLink makes a one-time link that lasts 24 hours and ends earlier ones to the same account.
func (s *Service) newLink(ctx context.Context, by Caller, userID string) (token string, err error) {
	token, hash := newSecret("")
	now := s.now()
	err = s.write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM identity_link WHERE user_id = $1 OR expires < $2`, userID, db.FormatTime(now)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO identity_link (hash, user_id, made_by, expires) VALUES ($1, $2, $3, $4)`,
			hash, userID, by.UserID, db.FormatTime(now.Add(linkLife)))
		return err
	})
	return token, err
}

// useLink takes a link away; only one caller ever gets it.
func useLink(ctx context.Context, tx *db.Tx, token, userID string, now time.Time) error {
	n, err := tx.Exec(ctx, `DELETE FROM identity_link WHERE hash = $1 AND user_id = $2 AND expires > $3`, hashOf(token), userID, db.FormatTime(now))
	if err == nil && n != 1 {
		err = errLink()
	}
	return err
}

// linkHolder tells whose link a token is, without using it.
func (s *Service) linkHolder(ctx context.Context, token string) (userID string, err error) {
	err = s.read(ctx, func(tx *db.Tx) error {
		found, err := tx.Get(ctx, `SELECT user_id FROM identity_link WHERE hash = $1 AND expires > $2`, []any{hashOf(token), db.FormatTime(s.now())}, &userID)
		if err == nil && !found {
			err = errLink()
		}
		return err
	})
	return userID, err
}

// SetupLink makes a new token for Setup while the instance has no user; then needed is true. Earlier ones end.
func (s *Service) SetupLink(ctx context.Context) (token string, needed bool, err error) {
	if needed, err = s.empty(ctx); err != nil || !needed {
		return "", false, err
	}
	token, err = s.newLink(ctx, Local("system"), noUser)
	return token, true, err
}

func (s *Service) empty(ctx context.Context) (empty bool, err error) {
	err = s.look(ctx, func(r *record.Reader) error {
		n, err := r.Count(Users.Kind())
		empty = n == 0
		return err
	})
	return empty, err
}

// SetupForm is what the first visitor fills in.
type SetupForm struct{ Organisation, Name, Email, Password string }

// Setup makes the first user, who is an operator and administers the first organisation. An organisation of that name
// that the command line has made is taken. The token works once.
func (s *Service) Setup(ctx context.Context, token string, f SetupForm, remote string) (*User, error) {
	if err := s.Allow("set-up", remote); err != nil {
		return nil, err
	}
	if holder, err := s.linkHolder(ctx, token); err != nil || holder != noUser {
		return nil, errLinkOr(err)
	}
	u := &User{Meta: record.Meta{ID: record.NewID(s.now())}, Name: f.Name, Email: f.Email, Operator: true, Active: true}
	if err := u.check(); err != nil {
		return nil, err
	}
	if err := checkPassword(f.Password, f.Name, f.Email, f.Organisation); err != nil {
		return nil, err
	}
	hash, err := s.hasher.hash(ctx, f.Password)
	if err != nil {
		return nil, err
	}
	o, err := s.organisation(ctx, f.Organisation)
	if errs.Is(err, errs.NotFound) {
		o, err = s.startLog(ctx, f.Organisation)
	}
	if err != nil {
		return nil, err
	}
	// The password first: without its user it does no harm, a first user without a password would shut everybody out.
	if err := s.write(ctx, func(tx *db.Tx) error { return setPassword(ctx, tx, u.ID, hash, "") }); err != nil {
		return nil, err
	}
	if err := s.setUp(ctx, u, o); err != nil {
		return nil, err
	}
	return u, s.write(ctx, func(tx *db.Tx) error { return useLink(ctx, tx, token, noUser, s.now()) })
}

func errLinkOr(err error) error {
	if err == nil {
		return errLink()
	}
	return err
}

// setUp saves the first user with the first organisation, if nobody was quicker.
func (s *Service) setUp(ctx context.Context, u *User, o *Organisation) error {
	by := Caller{UserID: u.ID, Name: u.Name, Operator: true}
	return s.change(ctx, by, "Set-up", func(w *record.Writer) error {
		if n, err := w.Count(Users.Kind()); err != nil || n > 0 {
			return errLinkOr(err)
		}
		if err := Users.Put(w, u); err != nil {
			return err
		}
		if o.Rev == 0 {
			if err := putOrganisation(w, o); err != nil {
				return err
			}
		}
		return Grants.Put(w, &Grant{Holder: record.Ref(u.ID), Organisation: record.Ref(o.ID), Role: string(Administrator)})
	})
}

// PasswordLink makes a token for UsePasswordLink, for an invitation or a forgotten password. Operators may, and who
// administers every organisation the user has a role in, if the user is not an operator: whoever holds the link can
// act as the user everywhere.
func (s *Service) PasswordLink(ctx context.Context, by Caller, userID string) (token string, err error) {
	err = s.look(ctx, func(r *record.Reader) error {
		u, err := Users.Get(r, userID)
		if err != nil || by.Operator {
			return err
		}
		if by.Token != "" {
			return errs.New(errs.Denied, "A token cannot make links: they open more than the token does.")
		}
		grants, err := Grants.All(r, record.Query{Filters: []record.Filter{{Field: "holder", Values: []string{userID}}}})
		if err != nil {
			return err
		}
		if u.Operator || len(grants) == 0 || !by.administersAll(grants) {
			return errs.New(errs.Denied, "This user may do things beyond your organisations. Ask an operator of this instance for the link.")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return s.newLink(ctx, by, userID)
}

func (c Caller) administersAll(grants []*Grant) bool {
	for _, g := range grants {
		m, ok := c.Grant(string(g.Organisation))
		if !ok || !c.actor(m).May(record.MayAdminister) {
			return false
		}
	}
	return true
}

// LinkUser tells whose password a link sets, for the page that asks for it. It does not use the link.
func (s *Service) LinkUser(ctx context.Context, token, remote string) (u *User, err error) {
	if err := s.Allow("link", remote); err != nil {
		return nil, err
	}
	holder, err := s.linkHolder(ctx, token)
	if err != nil || holder == noUser {
		return nil, errLinkOr(err)
	}
	err = s.look(ctx, func(r *record.Reader) error {
		if u, err = Users.Get(r, holder); err == nil && !u.Active {
			err = errLink()
		}
		return err
	})
	return u, err
}

// UsePasswordLink sets the password of the link's user and ends their sessions, pauses and other links. It works
// once.
func (s *Service) UsePasswordLink(ctx context.Context, token, password, remote string) (*User, error) {
	u, err := s.LinkUser(ctx, token, remote)
	if err != nil {
		return nil, err
	}
	if err := checkPassword(password, u.Name, u.Email); err != nil {
		return nil, err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	return u, s.write(ctx, func(tx *db.Tx) error {
		if err := useLink(ctx, tx, token, u.ID, s.now()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM identity_attempt WHERE subject = $1`, account(u.Email).name); err != nil {
			return err
		}
		return setPassword(ctx, tx, u.ID, hash, "")
	})
}
