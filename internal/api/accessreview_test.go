package api_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/identity"
)

// TestAccessReview sends a population twice, decides and follows up, as a program does.
func TestAccessReview(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		c.post("/api/v1/people", `{"name":"Bea Boss"}`)
		c.post("/api/v1/people", `{"name":"Otto Owner","manager":"P-1"}`)
		c.post("/api/v1/systems", `{"name":"ERP","owner":"P-2"}`)
		c.post("/api/v1/access-reviews", `{"title":"Spring","begins":"2026-01-01","ends":"2026-02-01","due":"2026-02-10","systems":["SY-1"],"source":"lists","owner":"P-1"}`)
		const at = "/api/v1/access-reviews/AR-1"
		list := `{"system":"SY-1","rows":[{"login":"hal","entitlement":"Sales","last_used":"2026-01-30"},{"login":"otto","entitlement":"Administrator","person":"Otto Owner","privileged":"yes"}]}`
		c.do("POST", at+"/population", list).want(409).holds("is a draft")
		c.do("POST", at+"/start", "", "If-Match", "*").want(200).holds(`"state":"running"`)
		c.do("POST", at+"/population", `{"system":"SY-1","rows":[{"login":"hal"},{"login":"x","privileged":"perhaps"}]}`).want(422).holds("line 2")
		c.do("POST", at+"/population", list).want(200).holds(`"rows":2`, `"open":2`)
		rev := c.do("GET", at, "").want(200).json()["rev"]
		c.do("POST", at+"/population", list).want(200).holds(`"open":2`)
		if now := c.do("GET", at, "").json()["rev"]; now != rev {
			t.Error("the same population again wrote something")
		}
		c.do("POST", at+"/decide", `{"by":"P-2","decisions":[{"row":"AD-1","decision":"revoke","reason":"left sales"},{"row":"AD-2","decision":"keep","reason":"mine"}]}`).want(422).holds("your own access")
		c.do("POST", at+"/decide", `{"by":"P-2","decisions":[{"row":"AD-1","decision":"revoke","reason":"left sales"}]}`).want(200).holds(`"open":1`)
		c.do("POST", at+"/decide", `{"by":"P-1","decisions":[{"row":"AD-2","decision":"keep","reason":"only one"}]}`).want(200).holds(`"state":"decided"`)
		c.do("POST", at+"/follow-up", "", "If-Match", "*").want(200).holds(`"pending":1`)
		c.do("POST", at+"/close", "", "If-Match", "*").want(409).holds("neither confirmed nor excepted")
		c.do("POST", "/api/v1/access-decisions/AD-1/confirm", "", "If-Match", "*").want(200).holds(`"state":"confirmed"`)
		c.do("POST", at+"/close", "", "If-Match", "*").want(200).holds(`"state":"closed"`)
		c.do("GET", at+"/report?format=csv", "").want(200).holds("left sales")
		c.do("GET", at+"/sample?size=1", "").want(200)
	})
}
