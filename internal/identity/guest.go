package identity

import (
	"context"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Purpose is the one thing that a guest's link is for. It is also the first word of the link's address.
type Purpose string

// What a guest's link may be for.
const (
	PurposeAnswer Purpose = "answer" // to answer the questions of a supplier assessment
	PurposeReport Purpose = "report" // to report events; its subject is the ReportLink
)

// Guest is somebody without an account who holds a link to one thing.
type Guest struct {
	Purpose Purpose
	Org     string // id
	Subject string // id of the record that the link is for
	Name    string // for the journal: whom the link was given to
	Expires time.Time
}

const guestPrefix = "link:"

func guestName(name string) string { return name + " (by a link)" }

// GuestLink makes a link to the guest's subject; earlier ones to it end. The token is shown once, and only its hash is kept.
// Callers have checked who may give it out.
func (s *Service) GuestLink(ctx context.Context, g Guest) (token string, err error) {
	token, hash := newSecret("")
	return token, s.write(ctx, func(tx *db.Tx) error {
		if err := endGuests(ctx, tx, g.Purpose, g.Org, g.Subject, s.now()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO identity_guest (hash, purpose, org_id, subject, name, expires) VALUES ($1, $2, $3, $4, $5, $6)`,
			hash, string(g.Purpose), g.Org, g.Subject, line(g.Name, 120), db.FormatTime(g.Expires))
		return err
	})
}

// EndGuestLinks ends the links to a subject.
func (s *Service) EndGuestLinks(ctx context.Context, p Purpose, org, subject string) error {
	return s.write(ctx, func(tx *db.Tx) error { return endGuests(ctx, tx, p, org, subject, s.now()) })
}

func endGuests(ctx context.Context, tx *db.Tx, p Purpose, org, subject string, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM identity_guest WHERE purpose = $1 AND org_id = $2 AND subject = $3 OR expires < $4`, string(p), org, subject, db.FormatTime(now))
	return err
}

// guest finds who holds a link of the purpose. An unknown link, one that has run out and one for something else give the same
// error; who tries many is slowed down.
func (s *Service) guest(ctx context.Context, p Purpose, token, remote string) (g Guest, err error) {
	if err := s.Allow(string(p), remote); err != nil {
		return Guest{}, err
	}
	g.Purpose = p
	var expires string
	if err := s.read(ctx, func(tx *db.Tx) error {
		found, err := tx.Get(ctx, `SELECT org_id, subject, name, expires FROM identity_guest WHERE hash = $1 AND purpose = $2 AND expires > $3`,
			[]any{hashOf(token), string(p), db.FormatTime(s.now())}, &g.Org, &g.Subject, &g.Name, &expires)
		if err == nil && !found {
			err = errs.New(errs.NotFound, "This link opens nothing: it was used, has run out, was taken back, or is not whole. What was sent with it has arrived. Ask whoever gave it to you for a new one.")
		}
		return err
	}); err != nil {
		return Guest{}, err
	}
	g.Expires, err = db.ParseTime(expires)
	return g, err
}

// GuestOrg tells who holds a link of the purpose, and binds the organisation for them. The handle may read and edit: whoever
// uses it touches nothing but the subject.
func (s *Service) GuestOrg(ctx context.Context, p Purpose, token, remote string) (g Guest, org *record.Org, err error) {
	if g, err = s.guest(ctx, p, token, remote); err != nil {
		return Guest{}, nil, err
	}
	o, err := s.organisation(ctx, g.Org)
	if err != nil {
		return Guest{}, nil, err
	}
	id := guestPrefix + g.Name
	org, err = s.bind(g.Org, o.Name, record.Actor{ID: id, Name: guestName(g.Name), Can: record.MayRead | record.MayEdit, User: id})
	return g, org, err
}
