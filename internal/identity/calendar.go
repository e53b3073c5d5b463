package identity

import (
	"context"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// MakeCalendar makes the secret part of the address of the caller's calendar, in place of the one before. It is told once.
func (s *Service) MakeCalendar(ctx context.Context, c Caller) (secret string, err error) {
	if c.Session == "" {
		return "", errs.New(errs.Denied, "A calendar is made by a person who is signed in.")
	}
	secret, hash := newSecret("")
	err = s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO identity_calendar (user_id, hash, made) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, made = excluded.made`,
			c.UserID, hash, db.FormatTime(s.now()))
		return err
	})
	return secret, err
}

// RevokeCalendar ends the caller's calendar from the next request on.
func (s *Service) RevokeCalendar(ctx context.Context, c Caller) error {
	return s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM identity_calendar WHERE user_id = $1`, c.UserID)
		return err
	})
}

// CalendarSince is when the caller's calendar was made; zero if there is none.
func (s *Service) CalendarSince(ctx context.Context, c Caller) (made time.Time, err error) {
	var text string
	err = s.read(ctx, func(tx *db.Tx) error {
		_, err := tx.Get(ctx, `SELECT made FROM identity_calendar WHERE user_id = $1`, []any{c.UserID}, &text)
		return err
	})
	if err != nil || text == "" {
		return made, err
	}
	return db.ParseTime(text)
}

const calendarQuery = `SELECT u.id, u.name, u.email, coalesce(o.id, ''), coalesce(o.ref, ''), coalesce(o.name, ''), coalesce(g.role, '')
	FROM identity_calendar x
	JOIN r_user u ON u.org = 'instance' AND u.id = x.user_id AND u.active
	LEFT JOIN r_grant g ON g.org = 'instance' AND g.holder = u.id
	LEFT JOIN r_organisation o ON o.org = 'instance' AND o.id = g.organisation
	WHERE x.hash = $1`

// CallerFromCalendar tells whose calendar the secret opens; they may only read. Whoever guesses, and whoever asks for one
// calendar again and again, is slowed down.
func (s *Service) CallerFromCalendar(ctx context.Context, secret, remote string) (Caller, error) {
	hash := hashOf(secret)
	c := Caller{Token: "calendar", Scopes: []string{string(ScopeRead)}}
	err := s.read(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, calendarQuery, []any{hash}, func(scan func(...any) error) error {
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
