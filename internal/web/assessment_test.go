package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// twoRate opens a run of two risks whose raters are ann and bob, each with a browser.
func twoRate(h *house, s *sample) (run string, ann, bob *browser) {
	h.t.Helper()
	ann, bob = h.user("ann", "acme", identity.Manager, false), h.user("bob", "acme", identity.Contributor, false)
	a := &assessment.Assessment{Title: "Two rate"}
	s.write(func(w *record.Writer) error {
		for _, name := range []string{"ann", "bob"} {
			p := &people.Person{Name: strings.ToUpper(name), Email: name + "@example.org"}
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
			a.Raters = append(a.Raters, p.ID)
		}
		x := &risk.Risk{Title: "Second of the run", Owner: record.Ref(a.Raters[0])}
		if err := risk.Risks.Put(w, x); err != nil {
			return err
		}
		a.Risks = record.Refs{s.ids["risk"], x.ID}
		return assessment.Assessments.Put(w, a)
	})
	ann.post("/o/acme/assessments/" + a.Ref + "/open").to("/o/acme/assessments/" + a.Ref)
	return a.Ref, ann, bob
}

// TestBlindAtEveryDoor lets one rater rate and then reads every page, list, export, history, search, past moment and the
// audit pack as another rater and as an administrator: none shows what was said.
func TestBlindAtEveryDoor(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		s := h.fill("acme", "administrator@example.org")
		run, ann, bob := twoRate(h, s)
		page := "/o/acme/assessments/" + run
		said := ann.get(page + "/rate").want(200)
		said.holds("0 of 2 rated")
		x := risk.Risks
		var ref string
		must(t, s.org.Read(t.Context(), func(r *record.Reader) error {
			found, err := x.Get(r, s.ids["risk"])
			ref = found.Ref
			return err
		}))
		ann.post(page+"/rate", "risk", ref, "likelihood", "4", "consequence", "5", "rationale", "zebra crossing").to(page + "/rate")
		ann.get(page+"/rate?at=1").holds("1 of 2 rated", "zebra crossing")
		at := "as_of=" + url.QueryEscape(h.clock().Format("2006-01-02T15:04:05Z07:00"))
		for who, b := range map[string]*browser{"another rater": bob, "an administrator": h.user("root", "acme", identity.Administrator, false)} {
			for _, address := range s.readable(t, h, run) {
				for _, as := range []string{"", at} {
					full := address + map[bool]string{true: "&", false: "?"}[strings.Contains(address, "?")] + as
					if text := unpacked(t, b.get(full).body); strings.Contains(text, "zebra") {
						t.Errorf("%s sees the rating at %s", who, full)
					}
				}
			}
		}
		bob.get(page + "/reconcile").want(409)
		bob.post(page + "/close").want(403)
		ann.post(page + "/close").want(409)
		ann.post(page+"/close", "incomplete", "yes").want(409) // one rating each is too few for any
		bob.post(page+"/rate", "risk", ref, "likelihood", "1", "consequence", "5", "rationale", "a giraffe").to(page + "/rate")
		ann.post(page+"/close", "incomplete", "yes").to(page)
		bob.get(page+"/reconcile").holds("zebra crossing", "a giraffe", "not rated", "to reconcile")
		ann.post(page + "/evaluate").want(409)
		ann.post(page+"/reconcile", "risk", ref, "likelihood", "2", "consequence", "4", "reason", "counted again").to(page + "/reconcile")
		ann.post(page + "/evaluate").to(page)
		ann.get(page).holds("Approve", "reconciled", "not rated", "Evaluated")
		ann.get(page + "/compare?with=" + url.QueryEscape(run)).want(200)
	})
}

// readable are the addresses of everything a member can read.
func (s *sample) readable(t *testing.T, h *house, run string) (all []string) {
	for _, rt := range h.server.Routes() {
		if rt.Method != "GET" || !strings.HasPrefix(rt.Pattern, "/o/{org}") {
			continue
		}
		for address := range s.addresses(t, rt, true) {
			all = append(all, strings.Replace(address, s.ids["assessment"], run, 1))
		}
	}
	for _, k := range isms.Kinds() {
		for _, format := range []string{"xlsx", "csv", "json", "docx", "html"} {
			all = append(all, "/o/acme/r/"+k.Plural+"/export?format="+format)
		}
	}
	must(t, s.org.Read(t.Context(), func(r *record.Reader) error {
		return r.Each(assessment.Ratings.Kind(), record.Query{}, func(rec record.Record) error {
			all = append(all, "/o/acme/r/ratings/"+rec.Base().ID)
			return nil
		})
	}))
	return append(all, "/o/acme/search?x=1", "/o/acme/r/ratings?likelihood=4", "/o/acme/r/ratings?sort=-likelihood")
}

// unpacked is a body or, of a zip, everything in it, zips within included.
func unpacked(t *testing.T, body string) string {
	if !strings.HasPrefix(body, "PK") {
		return body
	}
	in, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	must(t, err)
	var all bytes.Buffer
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		part, err := io.ReadAll(r)
		must(t, err)
		all.WriteString(unpacked(t, string(part)))
	}
	return all.String()
}
