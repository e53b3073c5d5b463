package api_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/identity"
)

// TestTransition carries a statement of 2013 with one question and two parts that are not equally far.
func TestTransition(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		at := "/api/v1/soa/transition"
		c.do("GET", at, "").want(404).holds("Import the old Statement")
		c.do("POST", "/api/v1/soa/2013/controls", "").want(200).holds(`"added":114`)
		c.post("/api/v1/people", `{"name":"Ann Lee"}`)
		c.post("/api/v1/people", `{"name":"Bo Lund"}`)
		set := func(ref, body string) { c.do("PATCH", "/api/v1/controls/"+ref, body, "If-Match", "*").want(200) }
		set("A.9.1.1", `{"applicability":"applicable","reasons":["business"],"because_business":"Sales need it","implementation":"implemented","owner":"P-1","description":"Roles"}`)
		set("A.9.1.2", `{"applicability":"applicable","reasons":["business"],"because_business":"Sales need it","implementation":"planned","owner":"P-2","description":"VPN"}`)
		c.post("/api/v1/evidence-items", `{"title":"Test","statement":"Works","controls":["A.9.1.2"]}`)
		p := c.get(at).holds(`"key":"A.5.15.owner"`, `"A.9.1.1 (implemented): Roles\nA.9.1.2 (planned): VPN"`, `"one_to_one":58`, `"open":1`).json()
		c.get(at+"?answer=A.5.15.owner=A.9.1.2").holds(`"answer":"A.9.1.2"`, `"open":0`)
		c.do("GET", at+"?answer=x", "").want(400)
		c.do("GET", at+"?from=2013&to=2013", "").want(422)
		c.do("GET", at+"?owner=P-9", "").want(422).holds("no person")
		c.get(at + "/export?format=csv").holds("A.5.15,Access control,merged")
		c.do("POST", at, "").want(422).holds(`"field":"A.5.15.owner"`)
		c.do("POST", at, `{"from":"2013","to":"2022","digest":"old","suggested":true}`).want(412)
		form := map[string]any{"from": "2013", "to": "2022", "answers": map[string]string{"A.5.15.owner": "A.9.1.2"}, "owner": "P-1", "due": "2027-01-01", "digest": p["digest"]}
		a := c.do("POST", at, toJSON(form)).want(200).holds(`"open":0`)
		batch := a.header.Get("Assay-Batch")
		c.get("/api/v1/controls/A.5.15?expand=1").holds(`"title":"Bo Lund"`, `"implementation":"partly"`)
		c.get("/api/v1/treatments").holds("Complete A.5.15 Access control", "Decide on A.5.7")
		if again := c.do("POST", at, `{"owner":"P-1","due":"2027-01-01"}`).want(200); again.header.Get("Assay-Batch") != "" {
			t.Errorf("sent again it wrote %s", again.body)
		}
		c.do("POST", "/api/v1/undo/"+batch, "").want(200)
		c.do("GET", "/api/v1/controls/A.5.15", "").want(404)
		c.get(at + "?as_of=2026-03-02").holds(`"from":"2013"`)
	})
}
