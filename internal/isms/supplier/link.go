package supplier

import (
	"context"
	"time"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
)

// linkDays is how long after the answers are due the supplier's link still works.
const linkDays = 14

// GiveLink makes the link by which the supplier answers without an account; one made before ends. token is the last part of the
// address /answer/{token}; it is not kept and cannot be shown again.
func GiveLink(ctx context.Context, people *identity.Service, org *record.Org, ref string) (token string, a *Assessment, err error) {
	name := ""
	if _, err = org.Write(ctx, "", func(w *record.Writer) error {
		if err := w.Actor().Check(record.MayEdit); err != nil {
			return err
		}
		if a, err = Assessments.Find(w.Reader, ref); err != nil {
			return err
		}
		if a, err = Linked(w, a.ID, max(a.Due, w.Today()).Plus(linkDays)); err != nil {
			return err
		}
		s, err := Suppliers.Get(w.Reader, string(a.Supplier))
		if err == nil {
			name = s.Name
		}
		return err
	}); err != nil {
		return "", nil, err
	}
	last, err := time.Parse(time.DateOnly, string(a.LinkUntil))
	if err != nil {
		return "", nil, err
	}
	token, err = people.GuestLink(ctx, identity.Guest{Purpose: identity.PurposeAnswer, Org: org.ID(), Subject: a.ID, Name: name, Expires: last.AddDate(0, 0, 1)})
	return token, a, err
}

// EndLink takes the supplier's link back.
func EndLink(ctx context.Context, people *identity.Service, org *record.Org, ref string) (a *Assessment, err error) {
	if _, err = org.Write(ctx, "", func(w *record.Writer) error {
		a, err = Linked(w, ref, "")
		return err
	}); err != nil {
		return nil, err
	}
	return a, people.EndGuestLinks(ctx, identity.PurposeAnswer, org.ID(), a.ID)
}
