package identity

import (
	"context"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// TokenPrefix begins every API token, so that scanners for leaked secrets know one.
const TokenPrefix = "assay_"

// NewToken is what an API token is to be.
type NewToken struct {
	Org     string // ref or id
	User    string // id of the user it acts for; "" for the caller. Only the command line may name another
	Name    string
	Scopes  []Scope
	Expires record.Date // its last day; "" for never
}

// CreateToken makes an API token of the caller for one organisation. The secret is shown once. A token cannot make
// tokens.
func (s *Service) CreateToken(ctx context.Context, by Caller, n NewToken) (secret string, t *Token, err error) {
	if by.Token != "" || !by.local && n.User != "" && n.User != by.UserID {
		return "", nil, errs.New(errs.Denied, "API tokens are made by a signed-in person, for themselves.")
	}
	if n.User == "" {
		n.User = by.UserID
	}
	t = &Token{Meta: record.Meta{ID: record.NewID(s.now())}, Name: strings.TrimSpace(n.Name), Holder: record.Ref(n.User), Expires: n.Expires}
	for _, scope := range n.Scopes {
		t.Scopes = append(t.Scopes, string(scope))
	}
	if n.Expires != "" && n.Expires < record.Date(s.now().Format(time.DateOnly)) {
		return "", nil, errs.InField("expires", "lies in the past")
	}
	o, err := s.Org(ctx, by, n.Org)
	if err != nil {
		return "", nil, err
	}
	t.Organisation = record.Ref(o.ID())
	// The record first: if the secret is not kept, a token is listed that nobody has, and can be revoked.
	err = s.change(ctx, by, "", func(w *record.Writer) error {
		if _, err := grantOf(w.Reader, n.User, o.ID()); err != nil {
			return err
		}
		return Tokens.Put(w, t)
	})
	if err != nil {
		return "", nil, err
	}
	secret, hash := newSecret(TokenPrefix)
	err = s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO identity_token (hash, id, used) VALUES ($1, $2, '')`, hash, t.ID)
		return err
	})
	return secret, t, err
}

// RevokeToken ends a token from the next request on. Its user may, the organisation's administrators and operators.
func (s *Service) RevokeToken(ctx context.Context, by Caller, id string) error {
	err := s.change(ctx, by, "", func(w *record.Writer) error {
		t, err := Tokens.Get(w.Reader, id)
		if err != nil {
			return err
		}
		if !by.mayRevoke(t) {
			return errs.New(errs.NotFound, "There is no token %q.", id)
		}
		t.Revoked = true
		return Tokens.Put(w, t)
	})
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM identity_token WHERE id = $1`, id)
		return err
	})
}

func (c Caller) mayRevoke(t *Token) bool {
	g, ok := c.Grant(string(t.Organisation))
	own := c.Token == "" && string(t.Holder) == c.UserID
	return own || c.Operator || ok && c.actor(g).May(record.MayAdminister)
}

// TokenUse is a token and when it was last used.
type TokenUse struct {
	*Token
	Used time.Time // zero for never; exact to a minute
}

// Tokens lists the tokens of an organisation that still work or have only run out: all for its administrators, their
// own for others.
func (s *Service) Tokens(ctx context.Context, by Caller, org string) (all []TokenUse, err error) {
	o, err := s.Org(ctx, by, org)
	if err != nil {
		return nil, err
	}
	err = s.look(ctx, func(r *record.Reader) error {
		tokens, err := Tokens.All(r, record.Query{Filters: []record.Filter{
			{Field: "organisation", Values: []string{o.ID()}}, {Field: "revoked", Values: []string{"false"}}}})
		for _, t := range tokens {
			if o.Actor().May(record.MayAdminister) || by.mayRevoke(t) {
				all = append(all, TokenUse{Token: t})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, s.read(ctx, func(tx *db.Tx) error {
		for i := range all {
			var used string
			if _, err := tx.Get(ctx, `SELECT used FROM identity_token WHERE id = $1`, []any{all[i].ID}, &used); err != nil {
				return err
			}
			if used != "" {
				all[i].Used, _ = db.ParseTime(used) // written by FormatTime
			}
		}
		return nil
	})
}

// tokenQuery reads a token with its user and their role in its organisation: at most one row.
const tokenQuery = `SELECT t.id, t.name, t.scopes, t.expires, x.used, u.id, u.name, u.email, o.id, o.ref, o.name, g.role
	FROM identity_token x
	JOIN r_token t ON t.org = 'instance' AND t.id = x.id AND NOT t.revoked
	JOIN r_user u ON u.org = 'instance' AND u.id = t.holder AND u.active
	JOIN r_grant g ON g.org = 'instance' AND g.holder = u.id AND g.organisation = t.organisation
	JOIN r_organisation o ON o.org = 'instance' AND o.id = t.organisation
	WHERE x.hash = $1`

// CallerFromToken tells for whom an API token acts; a SignIn error if it is unknown, has run out, is revoked, or its
// user has no role in its organisation any more. Whoever shows many such is slowed down.
func (s *Service) CallerFromToken(ctx context.Context, secret, remote string) (Caller, error) {
	hash, now := hashOf(secret), s.now()
	var c Caller
	var g Membership
	var name, scopes, expires, used string
	var found bool
	err := s.read(ctx, func(tx *db.Tx) (err error) {
		found, err = tx.Get(ctx, tokenQuery, []any{hash}, &c.Token, &name, &scopes, &expires, &used,
			&c.UserID, &c.Name, &c.Email, &g.OrgID, &g.OrgRef, &g.OrgName, &g.Role)
		return err
	})
	if err != nil {
		return Caller{}, err
	}
	if !found || expires != "" && expires < now.Format(time.DateOnly) {
		if err := s.Allow("token", remote); err != nil {
			return Caller{}, err
		}
		return Caller{}, errs.New(errs.SignIn, "The API token is unknown, has run out or was revoked. Make a new one on the page for API tokens.")
	}
	if used < db.FormatTime(now.Add(-seenEvery)) {
		s.later.do(`UPDATE identity_token SET used = $2 WHERE hash = $1 AND used < $2`, hash, db.FormatTime(now))
	}
	c.Name += " (API token " + name + ")"
	c.Scopes, c.Grants = strings.Fields(scopes), []Membership{g}
	return c, nil
}
