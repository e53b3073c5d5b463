package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/identity"
)

// TestFrameworks imports a framework after a preview, reads its coverage and finds it on the control's page.
func TestFrameworks(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Editor, false)
	ann.post("/o/acme/soa/edition", "edition", "2022").want(303)
	var sheet strings.Builder
	sheet.WriteString("Requirement,Title,Control,Relation\nR1,One <b>,A.8.13,subset of\nR2,Two,,\nR3,Old,A.12.3.1,\n")
	for i := range 150 {
		fmt.Fprintf(&sheet, "S%d,Further %d,A.5.1,intersects\n", i, i)
	}
	file := func() *strings.Reader { return strings.NewReader(sheet.String()) }
	before := h.size("acme")
	preview := ann.upload("/o/acme/frameworks", "ours.csv", file(), "do", "preview", "title", "Ours").want(200).holds("153 to create", "One &lt;b&gt;", "Import this file")
	if err := htmlcheck.Wellformed(strings.NewReader(preview.body)); err != nil {
		t.Error(err)
	}
	for name, content := range map[string]string{"a.json": "{", "b.json": `{"catalog":{}}`, "c.xml": "<a/>", "d.yaml": "a: &x [*x]", "e.csv": "x", "f.xlsx": "PK\x03\x04 no zip", "g.json": `{"profile":{"metadata":{"oscal-version":"1.1.2"},"imports":[{"href":"x"}]}}`} {
		if a := ann.upload("/o/acme/frameworks", name, strings.NewReader(content), "do", "import"); a.status != 422 {
			t.Errorf("%s gave %d: %s", name, a.status, a.main())
		}
	}
	ann.post("/o/acme/frameworks", "do", "import").want(422).holds("Choose a file")
	if h.size("acme") != before {
		t.Error("a preview wrote")
	}
	said, batch := ann.upload("/o/acme/frameworks", "ours.csv", file(), "do", "import", "title", "Ours").to("/o/acme/frameworks/FW-1").said()
	if !strings.HasPrefix(said, "153 requirements added") {
		t.Error(said)
	}
	ann.upload("/o/acme/frameworks", "ours.csv", file(), "do", "preview", "title", "Ours").want(200).holds("0 to create, 0 to change, 153 to leave")
	ann.get("/o/acme/frameworks").want(200).holds("Ours", "153", "NIST CSF 2.0")
	ann.get("/o/acme/frameworks/FW-1").want(200).holds("subset of", "whole", "not mapped", "1 to 100 of 153", "Next page").lacks("Further 120")
	ann.get("/o/acme/frameworks/FW-1?from=100").want(200).holds("Further 120", "Previous page")
	ann.get("/o/acme/frameworks/FW-1?from=nonsense&q=a.8.13").want(200).holds("R1", "R3").lacks("R2<")
	ann.get("/o/acme/frameworks/FW-1?only=unmapped").want(200).holds("R2").lacks("R1<")
	ann.get("/o/acme/frameworks/FW-1?q=nothingofthatkind").want(200).holds("No requirement matches")
	ann.get("/o/acme/frameworks/FW-9").want(404)
	ann.get("/o/acme/frameworks/NIST-SP800-53-R5").want(200).holds("CP-9")
	ann.get("/o/acme/controls/A.8.13").want(200).holds("In other frameworks", "subset of this control: ", "Ours", "mapped to A.12.3.1: ", "PR.DS-11", "counts for all of these")
	ann.get("/o/acme/frameworks/FW-1/export?format=csv").want(200).holds("subset of A.8.13")
	ann.get("/o/acme/oscal?model=ssp").want(200).holds(`"system-security-plan"`)
	ann.get("/o/acme/oscal?model=mapping&framework=FW-1").want(200).holds("subset-of")
	ann.get("/o/acme/oscal?model=profile").want(409)
	ann.get("/o/acme/oscal?model=nothing").want(404)
	ann.post("/o/acme/frameworks/FW-1/remove").to("/o/acme/frameworks")
	ann.get("/o/acme/frameworks/FW-1").want(404)
	ann.post("/o/acme/frameworks/NIST-CSF-2.0/remove").want(409)
	ann.post("/o/acme/undo/" + batch).want(409) // what came with it was deleted since
}
