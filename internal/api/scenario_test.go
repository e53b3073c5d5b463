package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/risk"
)

// scenario is one request and what it gives. The assets AS-1 to AS-3 and the person P-1 are there.
type scenario struct {
	name, method, path, body string
	headers                  []string
	status                   int
	holds                    []string
	lacks                    string
}

var scenarios = []scenario{
	{name: "an unknown address", path: "/nothing", status: 404, holds: []string{`"code":"not-found"`, "openapi.json"}},
	{name: "another method", method: "DELETE", path: "/assets", status: 405, holds: []string{"GET, POST, PATCH can"}},
	{name: "an unknown record", path: "/assets/AS-99", status: 404, holds: []string{`no asset \"AS-99\"`}},
	{name: "a zero byte in the address", path: "/assets?name=%00", status: 400},
	{name: "a zero byte in the path", path: "/assets/a%00", status: 400},
	{name: "text that is not UTF-8", path: "/assets?q=%ff", status: 400},

	{name: "by reference", path: "/assets/as-1", status: 200, holds: []string{`"ref":"AS-1"`, `"part_of":[]`, `"reviewed_on":null`, `"type":"server"`}},
	{name: "some fields", path: "/assets/AS-1?fields=name,rev", status: 200, holds: []string{`"name":"Mail"`, `"rev":1`, `"id"`}, lacks: "location"},
	{name: "an unknown field", path: "/assets/AS-1?fields=nme", status: 422, holds: []string{"nme"}},
	{name: "references expanded", path: "/assets/AS-2?expand=1", status: 200, holds: []string{`"ref":"P-1","title":"Ann Lee"`, `"ref":"AS-1","title":"Mail"`, `"name":"API token test"`}},
	{name: "an ETag that is old", path: "/assets/AS-1", headers: []string{"If-None-Match", `"7"`}, status: 200},
	{name: "an ETag that holds", path: "/assets/AS-1", headers: []string{"If-None-Match", `"7", W/"1"`}, status: 304},

	{name: "filter one value", path: "/assets?type=server&count=1", status: 200, holds: []string{`"count":1`, "AS-1", `"next":null`}, lacks: "AS-2"},
	{name: "filter two values", path: "/assets?type=server,client&count=1", status: 200, holds: []string{`"count":2`}},
	{name: "filter repeated", path: "/assets?type=server&type=client&count=1", status: 200, holds: []string{`"count":2`}},
	{name: "filter by a human reference", path: "/assets?owner=P-1", status: 200, holds: []string{"AS-2"}, lacks: "AS-1"},
	{name: "filter by an unknown reference", path: "/assets?owner=P-99", status: 200, holds: []string{`"items":[]`}},
	{name: "filter by several references", path: "/assets?part_of=AS-1", status: 200, holds: []string{`"ref":"AS-2"`}},
	{name: "filter not", path: "/assets?type.not=server&count=1", status: 200, holds: []string{`"count":2`}},
	{name: "filter contains", path: "/assets?name.has=ap,", status: 200, holds: []string{"AS-3"}, lacks: "AS-1"},
	{name: "filter empty", path: "/assets?owner.empty=1&count=1", status: 200, holds: []string{`"count":2`}},
	{name: "filter filled", path: "/assets?owner.filled=1&count=1", status: 200, holds: []string{`"count":1`}},
	{name: "filter at least", path: "/assets?reviewed_on.gte=2026-01-01", status: 200, holds: []string{"AS-3"}, lacks: "AS-1"},
	{name: "a filter by no field", path: "/assets?nme=x", status: 422, holds: []string{"nme"}},
	{name: "a filter that cannot be", path: "/assets?name.like=x", status: 422, holds: []string{"like"}},
	{name: "search", path: "/assets?q=mail", status: 200, holds: []string{"AS-1"}, lacks: "AS-3"},
	{name: "sort", path: "/assets?sort=-name&limit=1", status: 200, holds: []string{"AS-1"}},
	{name: "sort by no field", path: "/assets?sort=nme", status: 422},
	{name: "too many", path: "/assets?limit=1001", status: 400, holds: []string{"1000"}},
	{name: "a cursor of nowhere", path: "/assets?after=AAAA", status: 400, holds: []string{"cursor"}},
	{name: "a cursor of another list", path: "/assets?after=WyJhIiwiYiJd", status: 400},
	{name: "a cursor of another type", path: "/risks?sort=level&after=WyJhIiwiYiJd", status: 400},

	{name: "no JSON", method: "POST", path: "/assets", body: "{", status: 400},
	{name: "two values", method: "POST", path: "/assets", body: "{} {}", status: 400},
	{name: "no object", method: "POST", path: "/assets", body: "null", status: 400},
	{name: "another media type", method: "POST", path: "/assets", body: "a=b", headers: []string{"Content-Type", "text/plain"}, status: 415},
	{name: "too large", method: "POST", path: "/assets", body: `{"name":"` + strings.Repeat("x", 1<<20) + `"}`, status: 413},
	{name: "an unknown member", method: "POST", path: "/assets", body: `{"name":"x","colour":"red"}`, status: 422, holds: []string{`"field":"colour"`, "no field"}},
	{name: "several faults at once", method: "POST", path: "/assets", body: `{"name":7,"type":"x","part_of":"AS-1"}`, status: 422, holds: []string{`"field":"name"`, `"field":"part_of"`}},
	{name: "a required field left out", method: "POST", path: "/assets", body: `{}`, status: 422, holds: []string{`"field":"name","message":"is missing"`}},
	{name: "no such option", method: "POST", path: "/assets", body: `{"name":"x","type":"spaceship"}`, status: 422, holds: []string{"spaceship", "server"}},
	{name: "no such record", method: "POST", path: "/assets", body: `{"name":"x","owner":"P-77"}`, status: 422, holds: []string{`no person \"P-77\"`}},
	{name: "a reference with a zero byte", method: "POST", path: "/assets", body: `{"name":"x","owner":"P\u0000"}`, status: 422},
	{name: "a computed field", method: "POST", path: "/risks", body: `{"title":"x","owner":"P-1","level":3}`, status: 422, holds: []string{`"field":"level"`, "set by the program"}},
	{name: "an id of one's own", method: "POST", path: "/assets", body: `{"name":"x","id":"mine"}`, status: 422, holds: []string{`"field":"id"`}},
	{name: "a reference that is taken", method: "POST", path: "/assets", body: `{"name":"x","ref":"AS-1"}`, status: 409, holds: []string{"taken"}},
	{name: "a whole number that is none", method: "POST", path: "/risks", body: `{"title":"x","owner":"P-1","likelihood":1.5}`, status: 422, holds: []string{"whole number"}},

	{name: "a change without a revision", method: "PATCH", path: "/assets/AS-1", body: `{"name":"x"}`, status: 428, holds: []string{"If-Match"}},
	{name: "a change of a revision that never was", method: "PATCH", path: "/assets/AS-1", body: `{"name":"x"}`, headers: []string{"If-Match", `"0"`}, status: 412},
	{name: "a change of a later revision", method: "PUT", path: "/assets/AS-1", body: `{"name":"x"}`, headers: []string{"If-Match", `"9"`}, status: 412},
	{name: "a deletion without a revision", method: "DELETE", path: "/assets/AS-1", status: 428},
	{name: "a deletion of what is used", method: "DELETE", path: "/assets/AS-1", headers: []string{"If-Match", `"1"`}, status: 409, holds: []string{"AS-2"}},
	{name: "an unknown revision to restore", method: "POST", path: "/assets/AS-1/restore", body: `{"rev":8}`, status: 404},
	{name: "nothing to change", method: "PATCH", path: "/assets", body: `{"refs":["AS-1"]}`, status: 422},
	{name: "nobody to change", method: "PATCH", path: "/assets", body: `{"set":{"type":"site"}}`, status: 422},
	{name: "one unknown among many", method: "PATCH", path: "/assets", body: `{"refs":["AS-1","AS-9"],"set":{"type":"site"}}`, status: 404, holds: []string{"AS-9"}},
	{name: "an empty name among many", method: "PATCH", path: "/assets", body: `{"refs":[null],"set":{"type":"site"}}`, status: 404},
	{name: "a flag that is neither", path: "/assets?expand=maybe", status: 400},
	{name: "a bad value for many", method: "PATCH", path: "/assets", body: `{"refs":["AS-1"],"set":{"reviewed_on":"2099-01-01"}}`, status: 422, holds: []string{"AS-1", "future"}},

	{name: "a past moment", path: "/assets?as_of=2026-03-01", status: 200, holds: []string{`"items":[]`}},
	{name: "today, which lasts", path: "/assets?as_of=2026-03-02&count=1", status: 200, holds: []string{`"count":3`}},
	{name: "a time with an offset", path: "/assets?as_of=2026-03-02T10:00:00%2B05:00", status: 200, holds: []string{`"items":[]`}},
	{name: "the future", path: "/assets?as_of=2026-04-01", status: 422, holds: []string{"future"}},
	{name: "no moment", path: "/assets?as_of=yesterday", status: 400},
	{name: "a change of the past", method: "POST", path: "/assets?as_of=2026-03-01", body: `{"name":"x"}`, status: 403, holds: []string{"past"}},

	{name: "search of everything", path: "/search?q=Ann", status: 200, holds: []string{`"kind":"person"`, `"ref":"P-1"`}},
	{name: "who am I", path: "/me", status: 200, holds: []string{`"email":"ann@example.org"`, `"role":"administrator"`, `"approve"`}},
	{name: "the organisation", path: "/organisation", status: 200, holds: []string{`"name":"Acme"`, `"assets":3`, `"root":`}},
	{name: "an entry's proof", path: "/journal/proof?seq=1&size=2", status: 200, holds: []string{`"hashes":["`}},
	{name: "a proof beyond the end", path: "/journal/proof?seq=9", status: 400},
	{name: "growth", path: "/journal/consistency?from=1", status: 200, holds: []string{`"hashes":["`}},
	{name: "the controls of an edition", path: "/catalog/2013/controls", status: 200, holds: []string{`"A.9.2.5"`}},
	{name: "the clauses", path: "/catalog/2022/clauses", status: 200, holds: []string{`"6.1.2"`}},
	{name: "a public figure", path: "/catalog/base-rates", status: 200, holds: []string{`"publisher":"Insolvency Service"`, `"published":"2025-01-21"`, `"scenario.any-organisation.it-provider-insolvent"`}},
	{name: "a scenario with its sources", path: "/catalog/scenarios", status: 200, holds: []string{`"publisher":"Home Office","publication":"Crime against businesses: findings from the 2023 Commercial Victimisation Survey","published":"2024-05-09"`, `"judgement":"contains"`}},
	{name: "no edition", path: "/catalog/2005/controls", status: 422},
	{name: "the map", path: "/catalog/map?from=2013&to=2022", status: 200, holds: []string{`"counterparts":["A.5.1"]`}},
	{name: "a map onto itself", path: "/catalog/map?from=2022&to=2022", status: 422},
}

func TestScenarios(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		c.post("/api/v1/people", `{"name":"Ann Lee","email":"ann@example.org"}`)
		c.post("/api/v1/assets", `{"name":"Mail","type":"server"}`)
		c.post("/api/v1/assets", `{"name":"Laptop","type":"client","owner":"P-1","part_of":["AS-1"]}`)
		c.post("/api/v1/assets", `{"name":"Ap, and more","reviewed_on":"2026-02-01"}`)
		for _, s := range scenarios {
			t.Run(s.name, func(t *testing.T) {
				method := s.method
				if method == "" {
					method = "GET"
				}
				a := c.do(method, "/api/v1"+s.path, s.body, s.headers...)
				a.t = t
				a.want(s.status).holds(s.holds...)
				if s.lacks != "" && strings.Contains(string(a.body), s.lacks) {
					t.Errorf("%s: %q in %s", a.what, s.lacks, a.body)
				}
				if a.status >= 400 && a.header.Get("Content-Type") != "application/problem+json" {
					t.Errorf("an error of type %s", a.header.Get("Content-Type"))
				}
				if a.header.Get("Cache-Control") != "no-store" || a.header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("headers %v", a.header)
				}
			})
		}
	})
}

func TestPaging(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		for i := range 25 {
			c.post("/api/v1/assets", fmt.Sprintf(`{"name":"Asset %d","type":"server"}`, i%7))
		}
		for _, sort := range []string{"", "-ref", "name", "-updated_at"} {
			seen := map[string]bool{}
			at := "/api/v1/assets?limit=10&fields=ref&sort=" + sort
			for at != "" {
				a := c.get(at)
				for _, item := range a.items() {
					seen[item["ref"].(string)] = true
				}
				at, _, _ = strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"), ">")
			}
			if len(seen) != 25 {
				t.Errorf("sorted by %q: %d records, want 25", sort, len(seen))
			}
		}
	})
}

func TestTwiceIsOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		send := func(c *client, key string) *answer {
			return c.do("POST", "/api/v1/assets", `{"name":"Mail"}`, "Idempotency-Key", key)
		}
		first, again := send(c, "k1").want(201), send(c, "k1").want(201)
		if string(first.body) != string(again.body) || first.header.Get("Location") != again.header.Get("Location") || again.header.Get("Assay-Batch") != "" {
			t.Errorf("first %s, again %s", first.body, again.body)
		}
		send(c, "k2").want(201)
		send(h.client("acme", "bob", identity.Editor), "k1").want(201)
		if n := len(c.get("/api/v1/assets").items()); n != 3 {
			t.Errorf("%d assets, want 3", n)
		}
		c.do("DELETE", first.header.Get("Location"), "", "If-Match", "*").want(204)
		send(c, "k1").want(409).holds("Idempotency-Key")
		send(c, strings.Repeat("k", 256)).want(400)
	})
}

func TestBulkAndUndo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.client("acme", "ann", identity.Administrator)
		for range 3 {
			c.post("/api/v1/assets", `{"name":"Mail","type":"server"}`)
		}
		bulk := c.do("PATCH", "/api/v1/assets", `{"refs":["AS-1","AS-3"],"set":{"type":"site"},"reason":"moved"}`).want(200).json()
		if bulk["changes"] != 2.0 || len(c.get("/api/v1/assets?type=site").items()) != 2 {
			t.Errorf("bulk %v", bulk)
		}
		if last := c.get("/api/v1/assets/AS-3/history").items()[0]; last["reason"] != "moved" || last["batch"] != bulk["batch"] {
			t.Errorf("history %v", last)
		}
		c.do("POST", fmt.Sprintf("/api/v1/undo/%.0f", bulk["batch"]), "").want(200)
		if n := len(c.get("/api/v1/assets?type=site").items()); n != 0 {
			t.Errorf("%d are still there after undo", n)
		}
		c.do("POST", fmt.Sprintf("/api/v1/undo/%.0f", bulk["batch"]), "").want(409)
	})
}

// TestStaleNamesWho names the person who was first, whom only the instance knows.
func TestStaleNamesWho(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ann, bob := h.client("acme", "ann", identity.Administrator), h.client("acme", "bob", identity.Editor)
		ann.post("/api/v1/assets", `{"name":"Mail"}`)
		bob.do("PATCH", "/api/v1/assets/AS-1", `{"location":"Basement"}`, "If-Match", `"1"`).want(200)
		ann.do("PATCH", "/api/v1/assets/AS-1", `{"name":"Post"}`, "If-Match", `"1"`).want(412).holds("by API token test", `"field":"location"`, "Basement")
	})
}

// TestFrameworks imports a framework, reads its coverage and takes everything out as OSCAL.
func TestFrameworks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ann := h.client("acme", "ann", identity.Administrator)
		ann.do("POST", "/api/v1/soa/2022/controls", "").want(200)
		const file = "Requirement,Title,Control,Relation\nR1,One,A.8.13,subset of\nR2,Two,,\n"
		dry := ann.do("POST", "/api/v1/oscal/import?name=ours.csv&dry_run=1", file).want(200).json()
		if dry["framework"] != "FW-1" || dry["items"].(map[string]any)["create"] != 2.0 {
			t.Error(dry)
		}
		ann.do("GET", "/api/v1/coverage/FW-1", "").want(404)
		ann.do("POST", "/api/v1/oscal/import?name=ours.csv&title=Ours", file).want(200).holds(`"create":2`)
		ann.do("POST", "/api/v1/oscal/import?name=ours.csv&title=Ours", file).want(200).holds(`"leave":2`)
		ann.do("POST", "/api/v1/oscal/import?name=x.json", `{"catalog":`).want(422)
		if items := ann.get("/api/v1/coverage").items(); len(items) != 3 || items[0]["title"] != "Ours" || items[0]["mapped"] != 1.0 {
			t.Error(items)
		}
		ann.get("/api/v1/coverage/FW-1").holds(`"relation":"subset"`, `"line":"A.8.13"`, `"covers":"whole"`, `"state":"unmapped"`)
		ann.get("/api/v1/coverage/NIST-CSF-2.0?edition=2022").holds("PR.DS-11")
		ann.get("/api/v1/coverage/FW-1/export?format=csv").holds("subset of A.8.13")
		ann.get("/api/v1/oscal/catalog?edition=2013").holds(`"A.9.2.5"`)
		ann.get("/api/v1/oscal/ssp").holds("system-security-plan", "undecided")
		ann.get("/api/v1/oscal/mapping?framework=FW-1").holds("subset-of")
		ann.do("GET", "/api/v1/oscal/profile", "").want(409)
		ann.do("GET", "/api/v1/oscal/nothing", "").want(404)
	})
}

// TestFigures: a draft that ranks badly is not approved, wrong figures are refused, and right ones add up to a year's loss.
func TestFigures(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ann := h.client("acme", "ann", identity.Administrator)
		ann.get("/api/v1/figures").holds(`"risks":0`, `"shares":[]`)
		s := risk.Starter()
		s.Matrix[4][4] = 2
		ann.post("/api/v1/criteria-versions", toJSON(map[string]any{"title": s.Title, "likelihood": s.Likelihood, "consequence": s.Consequence, "levels": s.Levels, "matrix": s.Matrix,
			"currency": s.Currency, "tolerance": map[string]any{"expected_loss": 1000, "points": []any{map[string]any{"loss": 1e6, "probability": 0.05}}}}))
		ann.do("POST", "/api/v1/criteria-versions/RC-1/approve", "", "If-Match", `"1"`).want(409).holds("Almost certain × Existential (Medium)")
		ann.do("PATCH", "/api/v1/criteria-versions/RC-1", toJSON(map[string]any{"matrix": risk.Starter().Matrix}), "If-Match", `"1"`).want(200)
		ann.do("POST", "/api/v1/criteria-versions/RC-1/approve", "", "If-Match", `"2"`).want(200).holds(`"digest":"`)
		ann.post("/api/v1/people", `{"name":"Ann Lee"}`)
		ann.do("POST", "/api/v1/risks", `{"title":"Flood","owner":"P-1","loss_low":5}`).want(422).holds(`"field":"loss_high"`)
		ann.do("POST", "/api/v1/risks", `{"title":"Flood","owner":"P-1","likelihood":9}`).want(422).holds(`"field":"likelihood"`)
		ann.do("POST", "/api/v1/risks", `{"title":"Flood"}`).want(422).holds(`"field":"owner"`)
		ann.post("/api/v1/risks", `{"title":"Flood","owner":"P-1","likelihood":5,"consequence":5,"rate_low":0.1,"rate_high":0.4,"loss_low":40000,"loss_high":250000}`)
		ann.get("/api/v1/figures").holds(`"quantified":1`, `"expected_shortfall":{`, `"kept":false`, `"currency":"EUR"`)
		ann.get("/api/v1/figures/R-1").holds("Rated Very high, the figures say Medium")
		ann.do("GET", "/api/v1/figures/R-9", "").want(404)
		ann.get("/api/v1/figures/export?format=csv").holds("R-1,Flood")
	})
}
