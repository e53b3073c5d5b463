package api_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/identity"
)

// TestImpactOfAProcess says the levels as text, and reads them back with their words and what follows.
func TestImpactOfAProcess(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		c.get("/api/v1/catalog/typical-processes").holds(`"id":"process.payroll"`, `"Who besides the payroll clerk has ever done a run?"`)
		c.get("/api/v1/catalog/impacts").holds(`"id":"impact.law"`, `"Penalty or finding"`)
		c.post("/api/v1/people", `{"name":"Ann Lee","email":"ann@example.org"}`)
		c.post("/api/v1/processes", `{"title":"Payroll","owner":"P-1"}`)
		c.get("/api/v1/processes/PR-1/impact").holds(`"suggested_mtpd":null`, `"field":"impact_money","levels":[]`, `"conflicts":[]`)
		c.do("POST", "/api/v1/processes", `{"title":"Orders","owner":"P-1","impact_money":"0 1","impact_law":"0 0 0 0 0 9"}`).want(422).holds(`"field":"impact_money"`, "has 2 levels; write 6", `"field":"impact_law"`)
		c.post("/api/v1/processes", `{"title":"Orders","owner":"P-1","impact_money":"0 1 1 3 4 4","impact_law":"0 1 0 3 3 3","rto_hours":100,"mtpd_hours":72}`)
		reader := h.client("acme", "rita", identity.Reader)
		reader.get("/api/v1/processes/PR-2/impact").holds(`"suggested_mtpd":{"hours":72,"level":3`, `"categories":["Money","Law and contract"]`, `"kind":"longer_than_bearable"`, `"kind":"harm_falls"`, "Law and contract falls from level 1 after 4 hours to 0 after 24 hours")
		c.do("GET", "/api/v1/processes/PR-9/impact", "").want(404)
	})
}
