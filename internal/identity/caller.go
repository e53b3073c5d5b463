package identity

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Caller is who asks, and what they may at this moment. It is read anew for every request: a role taken away is
// gone with the next one.
type Caller struct {
	UserID, Name, Email string
	Operator            bool         // may create organisations and users; never true of a token
	Grants              []Membership // sorted by the organisation's name
	Session             string       // id of the session; "" for a token or the command line
	Token               string       // id of the API token; "" for a person
	Scopes              []string     // of the token

	local bool // on the machine itself: may reach every organisation
}

// Membership is a role in one organisation.
type Membership struct {
	OrgID, OrgName, OrgRef string
	Role                   Role
}

const localPrefix = "cli:"

func localName(name string) string { return name + " (command line)" }

// Local is the caller at the machine itself: who can read the data folder may everything. name is the user of the
// operating system.
func Local(name string) Caller {
	a := LocalActor(name)
	return Caller{UserID: a.ID, Name: a.Name, Operator: true, local: true}
}

// LocalActor is how the journal names who works at the machine itself.
func LocalActor(name string) record.Actor {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	id := localPrefix + name
	return record.Actor{ID: id, Name: localName(name), Can: everything, User: id}
}

// onInstance is the caller as actor in the instance's log, where this package has checked what they may.
func (c Caller) onInstance() record.Actor {
	a := record.Actor{ID: c.UserID, Name: c.Name, Email: c.Email, Can: everything, User: c.UserID}
	if c.Token != "" {
		a.ID = c.Token
	}
	return a
}

// Grant finds the caller's role in an organisation, given its ref or id.
func (c Caller) Grant(org string) (Membership, bool) {
	for _, g := range c.Grants {
		if g.OrgRef == org || g.OrgID == org {
			return g, true
		}
	}
	return Membership{}, false
}

// actor is the caller within one organisation.
func (c Caller) actor(g Membership) record.Actor {
	a := c.onInstance()
	a.Can = g.Role.Can()
	if c.Token != "" {
		a.Can &= scopesCan(c.Scopes)
	}
	return a
}

// Org binds a handle to an organisation, given its ref or id, if the caller has a role there. Otherwise the error is
// the same as if there were no such organisation.
func (s *Service) Org(ctx context.Context, c Caller, org string) (*record.Org, error) {
	if c.local {
		o, err := s.organisation(ctx, org)
		if err != nil {
			return nil, err
		}
		return s.bind(o.ID, o.Name, c.onInstance())
	}
	g, ok := c.Grant(org)
	if !ok {
		return nil, notFound(org)
	}
	return s.bind(g.OrgID, g.OrgName, c.actor(g))
}

func (s *Service) bind(id, name string, a record.Actor) (*record.Org, error) {
	o, err := s.store.Org(id, a)
	if err != nil {
		return nil, err
	}
	return o.Named(name), nil
}

// Instance binds a handle that reads the instance's log: users, organisations, grants and tokens with their history.
func (s *Service) Instance(c Caller) (*record.Org, error) {
	if err := c.operate(); err != nil {
		return nil, err
	}
	a := c.onInstance()
	a.Can = record.MayRead
	return s.instance(a)
}

// operate checks that the caller is an operator.
func (c Caller) operate() error {
	if c.Operator {
		return nil
	}
	return errs.New(errs.Denied, "Only an operator of this instance may do that. Ask one, or use the command line on the machine itself.")
}

// administer checks that the caller may administer the organisation and tells which it is. Operators may.
func (s *Service) administer(ctx context.Context, c Caller, org string) (*Organisation, error) {
	g, ok := c.Grant(org)
	switch {
	case ok && c.actor(g).May(record.MayAdminister):
		return s.organisation(ctx, g.OrgID)
	case c.Operator:
		return s.organisation(ctx, org)
	case !ok:
		return nil, notFound(org)
	}
	return nil, c.actor(g).Check(record.MayAdminister)
}

// organisation finds an organisation by ref, id or name.
func (s *Service) organisation(ctx context.Context, key string) (o *Organisation, err error) {
	err = s.look(ctx, func(r *record.Reader) error {
		o, err = findOrganisation(r, key)
		return err
	})
	return o, err
}

func findOrganisation(r *record.Reader, key string) (*Organisation, error) {
	o, err := Organisations.Find(r, key)
	if !errs.Is(err, errs.NotFound) {
		return o, err
	}
	named, err := Organisations.All(r, record.Query{Filters: []record.Filter{{Field: "name", Values: []string{key}}}})
	if err != nil {
		return nil, err
	}
	for _, o := range named {
		if record.Fold(o.Name) == record.Fold(key) {
			return o, nil
		}
	}
	return nil, notFound(key)
}

// How long a session lasts: since it was last used, and since it began.
const (
	SessionIdle = 12 * time.Hour
	SessionMax  = 14 * 24 * time.Hour
)

func errSessionEnded() error { return errs.New(errs.SignIn, "Your session has ended. Sign in again.") }

// sessionQuery reads a session with its user and all roles, one row a role.
const sessionQuery = `SELECT s.id, s.created, s.seen, u.id, u.name, u.email, u.operator,
	coalesce(o.id, ''), coalesce(o.ref, ''), coalesce(o.name, ''), coalesce(g.role, '')
	FROM identity_session s
	JOIN r_user u ON u.org = 'instance' AND u.id = s.user_id AND u.active
	LEFT JOIN r_grant g ON g.org = 'instance' AND g.holder = u.id
	LEFT JOIN r_organisation o ON o.org = 'instance' AND o.id = g.organisation
	WHERE s.hash = $1`

// CallerFromSession tells who holds a session's token; a SignIn error if it is unknown or has ended.
func (s *Service) CallerFromSession(ctx context.Context, token string) (Caller, error) {
	hash, now := hashOf(token), s.now()
	var c Caller
	var created, seen string
	err := s.read(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, sessionQuery, []any{hash}, func(scan func(...any) error) error {
			var g Membership
			err := scan(&c.Session, &created, &seen, &c.UserID, &c.Name, &c.Email, &c.Operator, &g.OrgID, &g.OrgRef, &g.OrgName, &g.Role)
			if err == nil && g.OrgID != "" {
				c.Grants = append(c.Grants, g)
			}
			return err
		})
	})
	if err != nil {
		return Caller{}, err
	}
	if c.Session == "" || created < db.FormatTime(now.Add(-SessionMax)) || seen < db.FormatTime(now.Add(-SessionIdle)) {
		return Caller{}, errSessionEnded()
	}
	last, err := db.ParseTime(seen)
	if err != nil {
		return Caller{}, err
	}
	if now.Sub(last) >= seenEvery {
		s.later.do(`UPDATE identity_session SET seen = $2 WHERE hash = $1 AND seen < $2`, hash, db.FormatTime(now))
	}
	slices.SortFunc(c.Grants, func(a, b Membership) int { return strings.Compare(record.Fold(a.OrgName), record.Fold(b.OrgName)) })
	return c, nil
}
