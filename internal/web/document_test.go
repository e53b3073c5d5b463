package web_test

import (
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestPolicyIsRead goes from the templates to a policy that an employee reads, confirms, and is later shown only what
// changed.
func TestPolicyIsRead(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		ann, bob, cid := h.user("ann", "acme", identity.Editor, false), h.user("bob", "acme", identity.Manager, false), h.user("cid", "acme", identity.Contributor, false)
		_, err := h.org("acme").Write(t.Context(), "", func(w *record.Writer) error {
			if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
				return err
			}
			for _, name := range []string{"Ann", "Bob", "Cid"} {
				if err := people.Persons.Put(w, &people.Person{Name: name, Email: strings.ToLower(name) + "@example.org", Position: map[string]string{"Ann": "Head of IT"}[name]}); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, err)
		const at = "/o/acme/documents"
		cid.get(at + "/mine").holds("You have confirmed all")
		cid.post(at+"/templates", "template", "access-control").want(403)
		ann.post(at+"/templates", "template", "access-control").to(at + "/D-1")
		ann.get(at + "/templates").holds("in use as D-1")
		ann.get(at+"/D-1").holds("facts have no answer yet", "leaver_removal_hours", "Submit for approval")
		ann.post(at+"/facts", "fact-leaver_removal_hours", "soon").want(422).holds("whole number", `value="soon"`)
		ann.post(at+"/facts", "fact-leaver_removal_hours", "48", "fact-privileged_removal_hours", "1", "fact-mover_handover_days", "14", "fact-access_review_months", "12", "fact-privileged_review_months", "3", "for", "D-1").to(at + "/D-1")

		text := "## Rules\n\n1. Rights end within {{leaver_removal_hours}} hours.\n2. Guests have a sponsor.\n\n<script>alert(1)</script>"
		write := []string{"rev", "1", "changes", "Short", "text", text, "question", "When do rights end?", "answer", "After {{leaver_removal_hours}} hours", "wrong", "Never"}
		ann.post(at+"/D-1/edit", append(write, "do", "preview")...).want(200).holds(`<li>Rights end within 48 hours.</li>`, "Right: After 48 hours").lacks("<script>alert")
		ann.post(at+"/D-1/edit", append(write, "do", "save")...).want(303)
		ann.post(at+"/D-1/edit", "rev", "1", "text", "x", "do", "save").want(412)
		ann.post("/o/acme/r/document-versions/DV-1/step/submit").to(at + "/" + documentID(h))
		bob.post("/o/acme/r/documents/D-1", "rev", "1", "audience", "everyone", "acknowledge_days", "10").want(303)
		ann.post("/o/acme/r/document-versions/DV-1/step/approve").want(403)
		bob.post("/o/acme/r/document-versions/DV-1/step/approve").want(303)
		ann.post("/o/acme/r/document-versions/DV-1/step/publish").want(303)

		cid.get(at+"/mine").holds("1 document waits", "all of it")
		cid.get(at+"/D-1/read").holds("Rights end within 48 hours.", "When do rights end?", "I have read it").lacks("{{")
		cid.post(at+"/D-1/acknowledge", "version", "1", "answer", "Never").want(422).holds("not what the document says")
		cid.post(at+"/D-1/acknowledge", "version", "1", "answer", "After 48 hours").to(at + "/mine")
		cid.get(at + "/D-1/read").holds("You confirmed this version")
		ann.get(at+"/D-1").holds("Confirmed by 1 of 3", "version 1 on")

		ann.post(at+"/facts", "fact-leaver_removal_hours", "24").want(303)
		ann.get(at + "/D-1").holds("1 fact has changed since")
		ann.post(at + "/D-1/draft").to(at + "/D-1/edit")
		for _, s := range []string{"submit", "approve", "publish"} {
			map[string]*browser{"submit": ann, "approve": bob, "publish": ann}[s].post("/o/acme/r/document-versions/DV-2/step/" + s).want(303)
		}
		cid.get(at + "/mine").holds("what changed since version 1")
		cid.get(at+"/D-1/read").holds("You confirmed version 1", "Rights end within ", "removed: </span>48</del>", "added: </span>24</ins>").lacks("Guests have a sponsor")
		cid.get(at + "/D-1/read?all=yes").holds("Guests have a sponsor")
		cid.post(at+"/D-1/acknowledge", "version", "1", "answer", "After 24 hours").want(409).holds("published meanwhile")
		bob.get(at + "/D-1/compare?from=2&to=1").holds("removed: </span>24</del>")
		bob.get(at+"/D-1/export?format=md&version=1").holds("within 48 hours", "approved: \"by ")
		cid.post(at+"/D-1/acknowledge", "person", "P-2", "elsewhere", "on paper").want(403)
	})
}

// documentID is the id of the one document.
func documentID(h *house) (id string) {
	h.t.Helper()
	k, err := h.store.Kind("document")
	must(h.t, err)
	must(h.t, h.org("acme").Read(h.t.Context(), func(r *record.Reader) error {
		d, err := r.Find(k, "D-1")
		if err == nil {
			id = d.Base().ID
		}
		return err
	}))
	return id
}
