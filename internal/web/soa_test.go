package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// TestKnownAndTrue corrects the past: what was known stays, what was true shows the correction, marked.
func TestKnownAndTrue(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Editor, false)
	ann.post("/o/acme/soa/edition", "edition", "2022").want(303)
	ann.post("/o/acme/controls/A.8.14", "from", "soa", "edition", "2022", "rev", "1", "applicability", "applicable", "reason_kind", "business", "reason_text", "Orders", "implementation", "implemented").want(303)
	day := h.clock().UTC().Format(time.DateOnly)
	h.later(15 * time.Hour)
	ann = h.user("bea", "acme", identity.Editor, false) // the session of ann is over
	then := "?as_of=" + day
	ann.get("/o/acme/controls/A.8.14"+then).want(200).holds("Correct the past", "/o/acme/r/soa-corrections/new?control=A.8.14&amp;valid_from="+day)
	ann.get("/o/acme/r/soa-corrections/new?control=A.8.14&valid_from="+day).want(200).holds("A.8.14", day)
	ann.post("/o/acme/r/soa-corrections", "control", "A.8.14", "valid_from", day, "implementation", "planned", "why", "Never switched on").want(303)
	ann.post("/o/acme/r/soa-corrections", "control", "A.8.14", "valid_from", day, "implementation", "planned").want(422).holds("Why the record was wrong")
	ann.get("/o/acme/soa"+then+"&q=redundancy").want(200).holds("As known then", ">Implemented<").lacks("corrected by", "Never switched on")
	ann.get("/o/acme/soa"+then+"&q=redundancy&show=true").want(200).holds("corrected by CO-1", "Never switched on", ">Planned<", "1 line is corrected").lacks(">Implemented<")
	ann.get("/o/acme/soa/export"+then+"&show=true&format=csv").want(200).holds("A.8.14,", "Planned")
	ann.get("/o/acme/soa/export" + then + "&format=csv").want(200).holds("Implemented")
	ann.get("/o/acme/soa/export"+then+"&show=true&format=html").want(200).holds("What was true on "+day, "Corrected since", "Never switched on")
	ann.get("/o/acme/soa?show=true").want(200).lacks("corrected by")
	ann.get("/o/acme/controls/A.8.14").want(200).holds("CO-1 says that it was otherwise", "change the control")
	ann.post("/o/acme/controls/A.8.14", "from", "soa", "edition", "2022", "rev", "2", "implementation", "partly").want(303)
	ann.get("/o/acme/controls/A.8.14").want(200).lacks("says that it was otherwise")
	ann.get("/o/acme/soa/compare?from_day="+day+"&show=true").want(200).holds("Correction", "CO-1")
	ann.get("/o/acme/soa/editions").want(200).holds("one to one", "several to one", "not kept")
}

// TestDecisionPreview looks at a decision on a whole theme before it is taken: nothing is written until it is confirmed.
func TestDecisionPreview(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Editor, false)
	ann.post("/o/acme/soa/edition", "edition", "2022").want(303)
	before := h.size("acme")
	form := []string{"edition", "2022", "query", "group=People", "group", "People", "applicability", "applicable", "reason_kind", "law", "due", "2027-01-31"}
	ann.post("/o/acme/controls", append(form, "ask", "1")...).want(200).holds("8 of 8 controls lack a reason", "which law and article").lacks("Decide on 8 controls<")
	form = append(form, "reason_text", "GDPR, article 32")
	ann.post("/o/acme/controls", append(form, "ask", "1")...).want(200).holds("Decide on 8 controls<", "Because of law", "<ins>GDPR, article 32</ins>", "31 Jan 2027")
	if h.size("acme") != before {
		t.Error("a preview wrote")
	}
	ann.post("/o/acme/controls", form...).to("/o/acme/soa?group=People")
	if got := h.size("acme"); got != before+8 {
		t.Errorf("%d entries, want 8 more than %d", got, before)
	}
	ann.post("/o/acme/controls", append(form, "ask", "1")...).want(200).holds("Nothing would change", "8 decided already")
	ann.post("/o/acme/controls", "edition", "2022").want(422).holds("Nothing is selected")
	ann.post("/o/acme/controls", "edition", "2022", "group", "People", "reason_text", "Just so", "ask", "1").want(422).holds("for these words to stand at")
	to := ann.post("/o/acme/controls/A.7.1", "from", "soa", "edition", "2022", "rev", "1", "applicability", "excluded").want(303).header.Get("Location")
	if !strings.Contains(to, "decide=A.7.1") || !strings.Contains(to, "applicability=excluded") {
		t.Errorf("an exclusion without its reason leads to %s", to)
	}
	ann.get(to).want(200).holds(`aria-label="Words for A.7.1"`, "autofocus")
	ann.post("/o/acme/soa/questions", "edition", "2022", "networks", "no", "exclude", "A.8.22", "reason_A.8.22", "One notebook").to("/o/acme/soa?edition=2022&only=excluded")
	ann.get("/o/acme/controls/A.8.22").want(200).holds("One notebook", "Answers: networks no")
}

// TestHomeRaised makes sure that every thing an auditor would raise can be opened, those beyond the first too.
func TestHomeRaised(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	_, err := h.org("acme").Write(t.Context(), "", func(w *record.Writer) error {
		if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
			return err
		}
		for _, fact := range catalog.Controls(catalog.Edition2022)[:25] {
			c, err := control.Controls.Find(w.Reader, fact.ID)
			if err != nil {
				return err
			}
			c.Applicability, c.Reasons, c.BecauseLaw = "applicable", record.Set{"law"}, "GDPR"
			if err := control.Controls.Put(w, c); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
	ann := h.user("ann", "acme", identity.Reader, false)
	ann.get("/o/acme/").want(200).holds("29 things an auditor would raise today, 3 of them major", `href="/o/acme/context"`, `href="/o/acme/soa?only=undecided"`, "/controls/A.5.1\"", `raised=all">and 9 more<`).lacks("/controls/A.5.25\"")
	ann.get("/o/acme/?raised=all").want(200).holds("/controls/A.5.25\"").lacks("more<")
}
