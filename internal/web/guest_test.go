package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
)

// asks makes an organisation with one supplier that was sent the basic questions, and its link.
func asks(h *house, org string) (a *supplier.Assessment, link string) {
	h.t.Helper()
	o := h.org(org)
	_, err := o.Write(h.t.Context(), "", func(w *record.Writer) error {
		s := &supplier.Supplier{Name: "Klickwerk of " + org, Tier: "ordinary"}
		if err := supplier.Suppliers.Put(w, s); err != nil {
			return err
		}
		a = &supplier.Assessment{Supplier: record.Ref(s.ID)}
		if err := supplier.Assessments.Put(w, a); err != nil {
			return err
		}
		return supplier.Assessments.Take(w, a, "send")
	})
	must(h.t, err)
	token, _, err := supplier.GiveLink(h.t.Context(), h.people, o, a.ID)
	must(h.t, err)
	return a, "/answer/" + token
}

func (h *house) answers(org, id string) (a *supplier.Assessment) {
	h.t.Helper()
	must(h.t, h.org(org).Read(h.t.Context(), func(r *record.Reader) (err error) {
		a, err = supplier.Assessments.Get(r, id)
		return err
	}))
	return a
}

// TestSupplierAnswers follows a supplier: a draft, an answer that cannot be taken, sending too early, sending; then it is closed.
func TestSupplierAnswers(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	a, link := asks(h, "acme")
	stranger := &browser{h: h}
	page := stranger.get(link)
	page.want(200)
	for _, secret := range []string{"/o/acme", a.Ref, "Sign out"} {
		if strings.Contains(page.body, secret) {
			t.Errorf("the supplier sees %q", secret)
		}
	}
	stranger.post(link, "do", "save", "a.basic.mfa", "perhaps").want(422)
	stranger.post(link, "do", "send", "a.basic.mfa", "none", "note.basic.mfa", "In summer").want(422)
	if now := h.answers("acme", a.ID); now.Of("basic.mfa").Value != "none" || now.Status != "sent" {
		t.Errorf("after sending too early: %s, %v", now.Status, now.Answers)
	}
	if again := stranger.get(link); !strings.Contains(again.body, "In summer") {
		t.Error("the draft is gone")
	}
	form := []string{"do", "send", "a.basic.mfa", "all"}
	for _, q := range a.Asked() {
		if q.ID != "basic.mfa" {
			form = append(form, "skip."+q.ID, "Not with us")
		}
	}
	stranger.post(link, form...).want(200)
	now := h.answers("acme", a.ID)
	if now.Status != "answered" || now.LinkUntil != "" || now.Score != 100 {
		t.Errorf("after sending: %s, link until %q, score %g", now.Status, now.LinkUntil, now.Score)
	}
	stranger.get(link).want(404)
	stranger.post(link, form...).want(404)
}

// TestSupplierLinkIsForOneThing tries a link after it was replaced, taken back and run out, for another purpose, and on another
// organisation's questions.
func TestSupplierLinkIsForOneThing(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	a, first := asks(h, "acme")
	other, _ := asks(h, "beta")
	stranger := &browser{h: h}
	token, _, err := supplier.GiveLink(t.Context(), h.people, h.org("acme"), a.ID)
	must(t, err)
	second := "/answer/" + token
	stranger.get(first).want(404)
	stranger.get(second).want(200)
	if _, _, err := h.people.GuestOrg(t.Context(), identity.Purpose("report"), token, "192.0.2.1"); err == nil {
		t.Error("the link opens what is reported")
	}
	stranger.post(second, "do", "save", "a.basic.mfa", "all").want(303)
	if got := h.answers("beta", other.ID); len(got.Answers) > 0 {
		t.Errorf("beta's questions were answered: %v", got.Answers)
	}
	_, err = supplier.EndLink(t.Context(), h.people, h.org("acme"), a.ID)
	must(t, err)
	stranger.get(second).want(404)
	late, err := h.people.GuestLink(t.Context(), identity.Guest{Purpose: identity.PurposeAnswer, Org: h.org("acme").ID(), Subject: a.ID, Name: "K", Expires: h.store.Clock().Add(-time.Minute)})
	must(t, err)
	stranger.get("/answer/" + late).want(404)
}
