package identity

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// errRefused is the one answer to an unknown address, a wrong password, a user who is not active or has no password,
// and a pause: who guesses learns nothing.
func errRefused() error {
	return errs.New(errs.SignIn, "The e-mail address or the password is not right, or sign-in is paused after too many attempts. "+
		"Try again in a few minutes, or ask an administrator for a link to set a new password.")
}

// SignIn checks a password and starts a session. remote is the client's network address, agent what its browser
// calls itself. Every refusal costs the same time and says the same.
func (s *Service) SignIn(ctx context.Context, email, password, remote, agent string) (token string, err error) {
	if err := s.Allow("sign-in", remote); err != nil {
		return "", err
	}
	email = normalEmail(email)
	who := subjects{account(email), from(remote)}
	paused, err := s.attempt(ctx, who)
	if err != nil {
		return "", err
	}
	user, stored, err := s.credentials(ctx, email)
	if err != nil {
		return "", err
	}
	right, err := s.hasher.check(ctx, stored, password)
	if err != nil {
		return "", err
	}
	if !right || paused || !user.Active {
		return "", errRefused()
	}
	if err := s.forgive(ctx, who); err != nil {
		return "", err
	}
	return s.StartSession(ctx, user.ID, remote, agent)
}

// credentials finds a user and their password hash; both are empty if there is none.
func (s *Service) credentials(ctx context.Context, email string) (user User, stored string, err error) {
	found, err := s.userByEmail(ctx, email)
	if err != nil {
		return User{}, "", err
	}
	if found != nil {
		user = *found
	}
	err = s.read(ctx, func(tx *db.Tx) error {
		_, err := tx.Get(ctx, `SELECT hash FROM identity_password WHERE user_id = $1`, []any{user.ID}, &stored)
		return err
	})
	return user, stored, err
}

func (s *Service) userByEmail(ctx context.Context, email string) (user *User, err error) {
	err = s.look(ctx, func(r *record.Reader) error {
		found, err := find(r, "user", "email", email)
		for _, rec := range found {
			if u := rec.(*User); u.Email == email {
				user = u
			}
		}
		return err
	})
	return user, err
}

// StartSession starts a session for a user whose identity the caller has made sure of. The token is shown once.
func (s *Service) StartSession(ctx context.Context, userID, remote, agent string) (token string, err error) {
	token, hash := newSecret("")
	now := s.now()
	err = s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO identity_session (hash, id, user_id, created, seen, remote, agent) VALUES ($1, $2, $3, $4, $4, $5, $6)`,
			hash, record.NewID(now), userID, db.FormatTime(now), line(remote, 80), line(agent, 200))
		return err
	})
	s.later.do(`DELETE FROM identity_session WHERE seen < $1`, db.FormatTime(now.Add(-SessionIdle)))
	return token, err
}

// SignOut ends the session of a token; an unknown one is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM identity_session WHERE hash = $1`, hashOf(token))
		return err
	})
}

// Session is one place where a user is signed in.
type Session struct {
	ID            string
	Created, Seen time.Time
	Remote, Agent string
	Current       bool // the one that asks
}

// Sessions lists where the caller is signed in, the last used first.
func (s *Service) Sessions(ctx context.Context, c Caller) (all []Session, err error) {
	now := s.now()
	err = s.read(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, `SELECT id, created, seen, remote, agent FROM identity_session
			WHERE user_id = $1 AND created >= $2 AND seen >= $3 ORDER BY seen DESC, id`,
			[]any{c.UserID, db.FormatTime(now.Add(-SessionMax)), db.FormatTime(now.Add(-SessionIdle))}, func(scan func(...any) error) error {
				var v Session
				var created, seen string
				if err := scan(&v.ID, &created, &seen, &v.Remote, &v.Agent); err != nil {
					return err
				}
				v.Current = v.ID == c.Session
				if v.Created, err = db.ParseTime(created); err != nil {
					return err
				}
				v.Seen, err = db.ParseTime(seen)
				all = append(all, v)
				return err
			})
	})
	return all, err
}

// EndSession ends one of the caller's own sessions.
func (s *Service) EndSession(ctx context.Context, c Caller, id string) error {
	return s.write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM identity_session WHERE id = $1 AND user_id = $2`, id, c.UserID)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "There is no such session; it may have ended already.")
		}
		return err
	})
}

// CSRF derives the token that forms of a session carry.
func CSRF(session string) string {
	h := hmac.New(sha256.New, []byte(session))
	h.Write([]byte("assay form"))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// CheckCSRF refuses a form that was not made for the session.
func CheckCSRF(session, given string) error {
	if session != "" && hmac.Equal([]byte(CSRF(session)), []byte(given)) {
		return nil
	}
	return errs.New(errs.Denied, "This form does not belong to your session, or the session has changed since. Open the page again and repeat.")
}
