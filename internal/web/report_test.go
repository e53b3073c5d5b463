package web_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/record"
)

var linkPath = regexp.MustCompile(`/report/[-_A-Za-z0-9]{43}`)

// events are those of an organisation, oldest first.
func (h *house) events(org string) (all []*incident.Event) {
	h.t.Helper()
	must(h.t, h.org(org).Read(h.t.Context(), func(r *record.Reader) (err error) {
		all, err = incident.Events.All(r, record.Query{})
		return err
	}))
	return all
}

// TestEverybodyReports lets a member report who may otherwise only read.
func TestEverybodyReports(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	rita := h.user("rita", "acme", identity.Reader, false)
	rita.get("/o/acme/report").want(200)
	rita.post("/o/acme/report", "title", "").want(422)
	rita.post("/o/acme/report", "title", "x", "noticed_at", "yesterday").want(422).holds("write it like 2026-03-14 09:30")
	rita.post("/o/acme/report", "title", "Door stands open", "type", "weakness").want(303)
	if all := h.events("acme"); len(all) != 1 || all[0].Contact != "rita@example.org" || all[0].Source != "staff" || all[0].UpdatedBy != rita.user {
		t.Errorf("%+v", all)
	}
	rita.post("/o/acme/r/events", "title", "By another way").want(403)
}

// TestReportLink takes a link through its life: made by who may edit, used by a stranger for nothing but a report, ended.
func TestReportLink(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ed, stranger := h.user("ed", "acme", identity.Editor, false), &browser{h: h}
	h.user("con", "acme", identity.Contributor, false).post("/o/acme/report-links", "name", "x").want(403)
	ed.post("/o/acme/report-links", "name", "x", "expires", "2030-01-01").want(422)
	link := linkPath.FindString(ed.post("/o/acme/report-links", "name", "Carrier").want(200).body)
	ed.get("/o/acme/report-links").want(200).holds("Carrier").lacks(link)

	stranger.get(link).want(200).lacks("Acme", "acme", "Carrier", "ed@")
	stranger.post(link, "title", "").want(422).lacks("Acme", "acme")
	stranger.post(link, "title", "Strange van", "contact", "gate 4", "source", "alert", "handler", "P-1", "status", "closed").want(201).holds("E-1").lacks("Acme", "acme", "Carrier", "/o/")
	if all := h.events("acme"); len(all) != 1 || all[0].Source != "outside" || all[0].Contact != "gate 4" || all[0].Status != "reported" || all[0].Handler != "" {
		t.Errorf("%+v", all)
	}
	ed.get("/o/acme/journal").want(200).holds("Report link Carrier")
	stranger.get(link[:len(link)-1] + "x").want(404)
	if n := len(h.events("beta")); n != 0 {
		t.Errorf("%d events in another organisation", n)
	}

	for n := 0; ; n++ {
		if a := stranger.post(link, "title", fmt.Sprint("Again ", n)); a.status == 429 {
			break
		} else if n > 100 {
			t.Fatal("nobody holds back a flood of reports")
		}
	}
	h.later(time.Hour)
	stranger.get(link).want(200)
	h.later(401 * 24 * time.Hour)
	stranger.get(link).want(404).holds("has run out")

	ed = ed.again()
	second := linkPath.FindString(ed.post("/o/acme/report-links", "name", "Cleaners").want(200).body)
	stranger.get(second).want(200)
	links, err := h.people.ReportLinks(t.Context(), h.root, "acme")
	must(t, err)
	id := links[len(links)-1].ID
	h.user("eve", "beta", identity.Administrator, false).post("/o/beta/report-links/" + id + "/revoke").want(404)
	stranger.get(second).want(200)
	ed.post("/o/acme/report-links/" + id + "/revoke").want(303)
	stranger.get(second).want(404)
	stranger.post(second, "title", "Too late").want(404)
}
