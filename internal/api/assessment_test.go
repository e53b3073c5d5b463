package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/risk"
)

// TestAssessment takes two people from blind ratings that differ to an acceptance that a changed fact voids.
func TestAssessment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ann, bob := h.client("acme", "ann", identity.Administrator), h.client("acme", "bob", identity.Contributor)
		criteria := func(n int, title string, matrix [][]int) {
			s := risk.Starter()
			ann.post("/api/v1/criteria-versions", toJSON(map[string]any{"title": title, "likelihood": s.Likelihood, "consequence": s.Consequence, "levels": s.Levels, "matrix": matrix, "currency": s.Currency}))
			ann.do("POST", fmt.Sprintf("/api/v1/criteria-versions/RC-%d/approve", n), "", "If-Match", `"1"`).want(200)
		}
		criteria(1, "First", risk.Starter().Matrix)
		for _, name := range []string{"ann", "bob"} {
			ann.post("/api/v1/people", `{"name":"`+name+`","position":"`+map[string]string{"ann": "Top management"}[name]+`","email":"`+name+`@example.org"}`)
		}
		for _, title := range []string{"Fire", "Flood"} {
			ann.post("/api/v1/risks", `{"title":"`+title+`","owner":"P-1"}`)
		}
		ann.assessed(bob, "RA-1", [][3]int{{2, 4, 4}, {3, 3, 3}})
		first := ann.get("/api/v1/assessments/RA-1/replay").holds(`"same":true`).json()

		stricter := risk.Starter().Matrix
		stricter[2][3] = 4
		criteria(2, "Second", stricter)
		ann.do("PATCH", "/api/v1/risks/R-2", `{"description":"The river was moved."}`, "If-Match", "*").want(200)
		ann.assessed(bob, "RA-2", [][3]int{{3, 3, 4}, {4, 4, 3}})
		c := ann.get("/api/v1/assessments/RA-2/compare?with=RA-1").holds("RC-1 → RC-2 alone makes Very high of High", `"factors":["facts","criteria","rating"]`, "3 × 3 → 4 × 3").json()
		above := c["waterfall"].(map[string]any)["above_acceptance"].(map[string]any)
		if sum := above["before"].(float64) + above["facts"].(float64) + above["controls"].(float64) + above["criteria"].(float64) + above["engine"].(float64); sum != above["after"].(float64) {
			t.Errorf("the parts do not add up: %v", above)
		}
		ann.get("/api/v1/assessments/RA-1/rescore?criteria=RC-2").holds(`"rising":1`, `"not_comparable":0`)
		ann.get("/api/v1/assessments/RA-1/replay").holds(toJSON(first["approved"]))
		ann.get("/api/v1/assessments/agreement").holds(`"run":"RA-2"`, `"biases":[`)
		bob.get("/api/v1/assessments/RA-1/report?format=json").holds("counted again")

		ann.do("PATCH", "/api/v1/risks/R-1", `{"option":"retain"}`, "If-Match", "*").want(200)
		rev := ann.get("/api/v1/risks/R-1").json()["rev"]
		bob.do("POST", "/api/v1/risks/R-1/accept", "", "If-Match", fmt.Sprintf(`"%v"`, rev)).want(403)
		ann.do("POST", "/api/v1/risks/R-1/accept", `{"statement":"We bear it."}`, "If-Match", fmt.Sprintf(`"%v"`, rev)).want(201)
		ann.do("PATCH", "/api/v1/risks/R-1", `{"title":"Fire in both plants"}`, "If-Match", "*").want(200)
		ann.do("POST", "/api/v1/risks/R-1/accept", "", "If-Match", fmt.Sprintf(`"%v"`, rev)).want(412)
	})
}

// assessed takes a run from its start to its approval. ratings are, for each risk, what the client and the other say of the
// likelihood, and what both say of the consequence; a difference is reconciled to 3.
func (c *client) assessed(other *client, run string, ratings [][3]int) {
	c.h.t.Helper()
	at := "/api/v1/assessments/" + run
	c.post("/api/v1/assessments", `{"title":"A run","raters":["P-1","P-2"],"gate":0.1}`)
	step := func(name string) *answer { return c.do("POST", at+"/"+name, "", "If-Match", "*") }
	step("open").want(200)
	for i, r := range ratings {
		c.do("POST", at+"/rate", fmt.Sprintf(`{"risk":"R-%d","likelihood":%d,"consequence":%d,"rationale":"zebra"}`, i+1, r[0], r[2])).want(200)
	}
	for _, path := range []string{at, at + "/run", "/api/v1/ratings", "/api/v1/ratings/RT-1", at + "/report?format=json", "/api/v1/journal?limit=1000", "/api/v1/search?q=zebra"} {
		if a := other.get(path); run == "RA-1" && strings.Contains(string(a.body), "zebra") {
			c.h.t.Errorf("%s shows what was said: %s", path, a.body)
		}
	}
	other.do("GET", at+"/mine", "").want(200).holds(`"said":null`)
	step("close").want(409)
	for i, r := range ratings {
		other.do("POST", at+"/rate", fmt.Sprintf(`{"risk":"R-%d","likelihood":%d,"consequence":%d}`, i+1, r[1], r[2])).want(200)
	}
	step("close").want(200)
	for i, r := range ratings {
		if r[0] != r[1] {
			c.do("POST", at+"/reconcile", fmt.Sprintf(`{"risk":"R-%d","likelihood":3,"consequence":%d,"reason":"counted again"}`, i+1, r[2])).want(200)
		}
	}
	step("evaluate").want(200).holds(`"state":"evaluated"`)
	step("approve").want(200)
}
