package web_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/identity"
	answers "github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web"
)

// asks makes a supplier of the organisation that was sent the questionnaires, or the basic questions, and its link.
func asks(h *house, org string, of ...string) (a *supplier.Assessment, link string) {
	h.t.Helper()
	o := h.org(org)
	_, err := o.Write(h.t.Context(), "", func(w *record.Writer) error {
		s := &supplier.Supplier{Name: "Klickwerk of " + org, Tier: "ordinary"}
		if err := supplier.Suppliers.Put(w, s); err != nil {
			return err
		}
		a = &supplier.Assessment{Supplier: record.Ref(s.ID), Questionnaires: of}
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

// TestSupplierLinkOpensNothingElse tries the secret of a supplier's link as every other secret, at every address.
func TestSupplierLinkOpensNothingElse(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	_, link := asks(h, "acme")
	token := strings.TrimPrefix(link, "/answer/")
	somewhere := strings.NewReplacer("{token}", token, "{file}", token+".ics", "{org}", "acme", "{$}", "", "{ref}", "SQ-1", "{kind}", "suppliers")
	for _, rt := range h.routes {
		if rt.Pattern == "/answer/{token}" {
			continue
		}
		for _, b := range []*browser{{h: h}, {h: h, session: token}, {h: h, bearer: token}} {
			a := b.send(rt.Method, somewhere.Replace(rt.Pattern)+"?token="+token, nil)
			if a.status == 200 && rt.Access != web.Anyone || strings.Contains(a.body, "Klickwerk") {
				t.Errorf("%s gave %d", a.what, a.status)
			}
		}
	}
	h.later(time.Hour) // who tried so much had to wait
	(&browser{h: h}).get(link).want(200)
}

// TestSupplierLinkIsLimited makes sure that neither a flood by a good link nor guesses go on for long, and that both end.
func TestSupplierLinkIsLimited(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	_, link := asks(h, "acme")
	stranger := &browser{h: h}
	for _, address := range []string{link, link + "x"} {
		want := stranger.get(address).status
		for n := 0; ; n++ {
			a := stranger.get(address)
			if a.status == 429 {
				a.holds("Wait a minute").lacks("Home", "/o/")
				break
			}
			if a.want(want); n > 100 {
				t.Fatal("nobody holds back who asks again and again")
			}
		}
		h.later(time.Hour)
	}
	stranger.get(link+"x").want(404).holds("This link does not work", "Ask whoever gave it to you for a new one").lacks("Acme", "Home")
	stranger.get(link).want(200).holds("Acme asks Klickwerk of acme")
}

// TestSupplierUploads sends files by a supplier's link: what is no document and what is too large is refused beside its question,
// the rest of the form is kept; what was judged becomes evidence on the controls for suppliers.
func TestSupplierUploads(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ed := h.user("ed", "acme", identity.Editor, false)
	a, link := asks(h, "acme", "cloud")
	stranger := &browser{h: h}
	const ask = "cloud.model"
	for name, body := range map[string]string{"tool.exe": "MZ\x90", "page.html": "<html>", "script.pdf": "<script>", "page.txt": "<html><script>", "none.docx": "text", "large.pdf": "%PDF-1.7" + strings.Repeat("x", supplier.MaxFile)} {
		stranger.uploadAs(link, "file."+ask, name, strings.NewReader(body), "do", "send", "a.cloud.defaults", "None").want(422).holds("A file was not taken. All other answers are saved.", `href="#q-`+ask+`"`)
		if now := h.answers("acme", a.ID); now.Of(ask).File != nil || now.Of("cloud.defaults").Value != "None" || now.Status != "sent" {
			t.Fatalf("%s: %+v", name, now.Answers)
		}
		h.later(time.Minute)
	}
	stranger.uploadAs(link, "file."+ask, "whole.pdf", strings.NewReader(strings.Repeat("x", 25<<20)), "do", "save").want(400).holds("24 MB")
	const table = "task,who\npatches,you\n"
	stranger.uploadAs(link, "file."+ask, "../tasks.csv", strings.NewReader(table), "do", "save").want(303)
	stranger.get(link).want(200).holds("here already", "tasks.csv")
	form := []string{"do", "send"}
	for _, q := range a.Asked() {
		if q.ID != ask {
			form = append(form, "skip."+q.ID, "Not with us")
		}
	}
	h.later(time.Minute)
	stranger.post(link, form...).want(200).holds("arrived at Acme")
	stranger.get(link).want(404).holds("What was sent with it has arrived")
	must(t, func() error {
		_, err := h.org("acme").Write(t.Context(), "", func(w *record.Writer) error {
			b, err := supplier.Judge(w, a.ID, 0, []supplier.Judgement{{Question: ask, Judged: "good"}}, "")
			if err != nil {
				return err
			}
			return supplier.Assessments.Take(w, b, "score")
		})
		return err
	}())
	ed.get("/o/acme/evidence/EV-1/file").want(200).holds(table)
	ed.get("/o/acme/r/evidence-items/EV-1").want(200).holds("tasks.csv", "Sent with SQ-1")
	ed.get("/o/acme/supplier-assessments/" + a.ID + "/file/" + ask).want(200).holds(table)
}

// asked makes a supplier's questionnaire that is being answered, with a file, and a customer's with its workbook.
func (s *sample) asked(w *record.Writer) error {
	a := &supplier.Assessment{Title: hostile, Supplier: record.Ref(s.ids["supplier"]), Questionnaires: []string{"cloud"}}
	if err := supplier.Assessments.Put(w, a); err != nil {
		return err
	}
	if err := supplier.Assessments.Take(w, a, "send"); err != nil {
		return err
	}
	file, err := supplier.Keep(s.h.t.Context(), s.h.files, hostile+".csv", strings.NewReader(hostile[:1]+"task"))
	if err != nil {
		return err
	}
	if _, err := supplier.Respond(w, a.ID, []supplier.Answer{{Question: "cloud.model", File: file, Note: hostile}}, false); err != nil {
		return err
	}
	book, err := os.Open("../../content/demo/files/halden-questionnaire.xlsx")
	if err != nil {
		return err
	}
	defer book.Close()
	c, err := answers.Bring(s.h.t.Context(), s.h.files, answers.Brought{Customer: hostile, FileName: "questions.xlsx", File: book})
	if err != nil {
		return err
	}
	if err := answers.Questionnaires.Put(w, c); err != nil {
		return err
	}
	s.more = append(s.more, "/r/supplier-assessments/"+a.ID, "/r/customer-questionnaires/"+c.ID)
	return nil
}
