package identity

import (
	"context"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Calendar is an address at which a calendar program reads what is due to a user.
type Calendar struct {
	User, Email string    // name and e-mail address of its user
	Token       string    // id of the API token that made it; "" for the user in person
	Made        time.Time // when
}

// CalendarPath is the address of a calendar below that of the instance.
func CalendarPath(secret string) string { return "/calendar/" + secret + ".ics" }

// calendarUser is whose calendar is meant: the caller's own, or with an e-mail address that of a user, whom operators may name.
func (s *Service) calendarUser(ctx context.Context, c Caller, user string) (id string, err error) {
	if user == "" && !c.local {
		return c.UserID, nil
	}
	if user == "" {
		return "", errs.New(errs.BadRequest, "Name the user: to the command line nothing is due.")
	}
	u, err := s.User(ctx, c, user)
	if err != nil {
		return "", err
	}
	return u.ID, nil
}

// MakeCalendar makes the secret part of the address of a calendar, in place of the one before, and tells it once: of the caller,
// or of the user whom an operator names. One made by an API token shows only the token's organisation and ends with the token.
func (s *Service) MakeCalendar(ctx context.Context, c Caller, user string) (secret string, err error) {
	id, err := s.calendarUser(ctx, c, user)
	if err != nil {
		return "", err
	}
	secret, hash := newSecret("")
	err = s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO identity_calendar (user_id, token_id, hash, made) VALUES ($1, $2, $3, $4)
			ON CONFLICT (user_id, token_id) DO UPDATE SET hash = excluded.hash, made = excluded.made`, id, c.Token, hash, db.FormatTime(s.now()))
		return err
	})
	return secret, err
}

// RevokeCalendar ends the calendars of the caller, or of the user whom an operator names, from the next request on; for an API
// token, the one that the token made.
func (s *Service) RevokeCalendar(ctx context.Context, c Caller, user string) error {
	id, err := s.calendarUser(ctx, c, user)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM identity_calendar WHERE user_id = $1 AND ($2 = '' OR token_id = $2)`, id, c.Token)
		return err
	})
}

// Calendars lists the caller's calendars, an API token's alone for the token, and those of all users on the machine itself.
func (s *Service) Calendars(ctx context.Context, c Caller) (all []Calendar, err error) {
	user := c.UserID
	if c.local {
		user = ""
	}
	err = s.read(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, `SELECT u.name, u.email, x.token_id, x.made FROM identity_calendar x JOIN r_user u ON u.org = 'instance' AND u.id = x.user_id
			WHERE ($1 = '' OR x.user_id = $1) AND ($2 = '' OR x.token_id = $2) ORDER BY u.email, x.made`, []any{user, c.Token}, func(scan func(...any) error) error {
			var one Calendar
			var made string
			err := scan(&one.User, &one.Email, &one.Token, &made)
			if err == nil {
				one.Made, err = db.ParseTime(made)
			}
			all = append(all, one)
			return err
		})
	})
	return all, err
}

const calendarQuery = `SELECT u.id, u.name, u.email, coalesce(o.id, ''), coalesce(o.ref, ''), coalesce(o.name, ''), coalesce(g.role, '')
	FROM identity_calendar x
	JOIN r_user u ON u.org = 'instance' AND u.id = x.user_id AND u.active
	LEFT JOIN r_token t ON t.org = 'instance' AND t.id = x.token_id AND NOT t.revoked AND (t.expires = '' OR t.expires >= $2)
	LEFT JOIN r_grant g ON g.org = 'instance' AND g.holder = u.id AND (x.token_id = '' OR g.organisation = t.organisation)
	LEFT JOIN r_organisation o ON o.org = 'instance' AND o.id = g.organisation
	WHERE x.hash = $1 AND (x.token_id = '' OR t.id IS NOT NULL)`

// CallerFromCalendar tells whose calendar the secret opens; they may only read. Whoever guesses, and whoever asks for one
// calendar again and again, is slowed down.
func (s *Service) CallerFromCalendar(ctx context.Context, secret, remote string) (Caller, error) {
	hash := hashOf(secret)
	c := Caller{Token: "calendar", Scopes: []string{string(ScopeRead)}}
	err := s.read(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, calendarQuery, []any{hash, s.now().Format(time.DateOnly)}, func(scan func(...any) error) error {
			var g Membership
			err := scan(&c.UserID, &c.Name, &c.Email, &g.OrgID, &g.OrgRef, &g.OrgName, &g.Role)
			if err == nil && g.OrgID != "" {
				c.Grants = append(c.Grants, g)
			}
			return err
		})
	})
	if err != nil {
		return Caller{}, err
	}
	if c.UserID == "" {
		if err := s.Allow("calendar", remote); err != nil {
			return Caller{}, err
		}
		return Caller{}, errs.New(errs.NotFound, "There is no such calendar. It may have been revoked: make a new one on the account page.")
	}
	if !s.limits.take("calendar of "+hash, s.now()) {
		return Caller{}, errs.New(errs.TooMany, "This calendar was asked for too often. Wait a minute.")
	}
	return c, nil
}

// ClaimDigest notes that the person is sent the digest of a day; false if somebody has noted it before. Several nodes that
// claim at once send one mail.
func (s *Service) ClaimDigest(ctx context.Context, org string, person string, day record.Date) (mine bool, err error) {
	err = s.write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO identity_digest (day, org, person) VALUES ($1, $2, $3) ON CONFLICT (day, org, person) DO NOTHING`, string(day), org, person)
		mine = n == 1
		return err
	})
	return mine, err
}

// UnclaimDigest takes the note back, of a mail that could not be sent.
func (s *Service) UnclaimDigest(ctx context.Context, org string, person string, day record.Date) error {
	return s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM identity_digest WHERE day = $1 AND org = $2 AND person = $3`, string(day), org, person)
		return err
	})
}
