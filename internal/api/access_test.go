package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/api"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/record"
)

var somewhere = strings.NewReplacer("{ref}", "nowhere", "{edition}", "2022", "{batch}", "999999", "{model}", "nothing", "{question}", "none")

// TestRoleByRoute sends every route the request of every role, with each scope of token, and of strangers.
func TestRoleByRoute(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		type who struct {
			*client
			name string
			can  record.Permission
		}
		var all []who
		for _, role := range identity.Roles() {
			all = append(all, who{h.client("acme", string(role), role), string(role), role.Can()})
		}
		for scope, can := range map[identity.Scope]record.Permission{identity.ScopeRead: record.MayRead, identity.ScopeWrite: record.MayRead | record.MayEdit | record.MayContribute,
			identity.ScopeApprove: record.MayRead | record.MayApprove} {
			all = append(all, who{h.client("acme", "only-"+string(scope), identity.Administrator, scope), "scope " + string(scope), can})
		}
		stranger, liar := &client{h: h}, &client{h: h, auth: "Bearer assay_wrong"}
		for _, rt := range h.server.Routes() {
			path := somewhere.Replace(rt.Pattern)
			send := func(c *client) int { return c.do(rt.Method, path, "", "If-Match", `"1"`).status }
			for _, w := range all {
				status := send(w.client)
				if may := w.can&rt.Needs == rt.Needs; status == 401 || status >= 500 || (status == 403) == may {
					t.Errorf("%s: %s %s gave %d, may: %v", w.name, rt.Method, rt.Pattern, status, may)
				}
			}
			if status := send(stranger); (status == 401) == rt.Public {
				t.Errorf("a stranger: %s %s gave %d", rt.Method, rt.Pattern, status)
			}
			if !rt.Public && rt.Method == "GET" && strings.HasPrefix(path, api.Base+"/assets") { // one register: strangers are slowed down
				if status := send(liar); status != 401 && status != 429 {
					t.Errorf("a wrong token: %s %s gave %d", rt.Method, rt.Pattern, status)
				}
			}
		}
	})
}

// TestReadersChangeNothing makes sure that whatever a route needs, it needs more than reading to write, except to save
// a view, which says nothing about the management system.
func TestReadersChangeNothing(t *testing.T) {
	h := newHouse(t, sqlite(t))
	for _, rt := range h.server.Routes() {
		if strings.HasPrefix(rt.Pattern, api.Base+"/views") || strings.HasSuffix(rt.Pattern, "/dismiss") || rt.Pattern == api.Base+"/events/report" { // whoever is asked may decline, whoever notices something report it
			continue
		}
		if rt.Method != "GET" && rt.Needs&^record.MayRead == 0 || rt.Method == "GET" && !rt.Public && rt.Needs != record.MayRead {
			t.Errorf("%s %s needs %b", rt.Method, rt.Pattern, rt.Needs)
		}
	}
}

// TestOtherOrganisation tries every id of every kind with another organisation's administrator.
func TestOtherOrganisation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := newMaker(h.client("acme", "ann", identity.Administrator))
		mallory := h.client("beta", "mallory", identity.Administrator)
		own := newMaker(mallory)
		for _, k := range isms.Kinds() {
			if !writable(k) {
				continue
			}
			made := m.make(k)
			for _, rt := range h.server.Routes() {
				if !strings.HasPrefix(rt.Pattern, api.Base+"/"+k.Plural+"/{ref}") {
					continue
				}
				path := strings.ReplaceAll(rt.Pattern, "{ref}", made["id"].(string))
				a := mallory.do(rt.Method, path, `{"rev":1}`, "If-Match", `"1"`, "Assay-Reason", "x")
				if rt.Method == "PUT" || rt.Method == "PATCH" || strings.HasSuffix(path, "/accept") || strings.HasSuffix(path, "/trigger") || strings.HasSuffix(path, "/clauses") || strings.HasSuffix(path, "/answers") || strings.HasSuffix(path, "/judge") || strings.HasSuffix(path, "/say") || strings.HasSuffix(path, "/columns") {
					a = mallory.do(rt.Method, path, `{}`, "If-Match", `"1"`)
				}
				if a.status != 404 {
					t.Errorf("%s gave %d: %s", a.what, a.status, a.body)
				}
			}
			mallory.do("PATCH", "/api/v1/"+k.Plural, `{"refs":["`+made["id"].(string)+`"],"set":{"ref":null}}`).want(404)
		}
		for _, k := range isms.Kinds() {
			for i := range k.Fields {
				if f := &k.Fields[i]; f.To != "" && !f.Computed && k.Name != "control" {
					own.foreign(t, m, k, f)
				}
			}
		}
		if n := mallory.get("/api/v1/journal").json()["size"].(float64); n == 0 {
			t.Error("Beta's journal should hold what its own maker wrote")
		}
		for _, e := range mallory.get("/api/v1/journal?limit=1000").items() {
			for kind, id := range m.ids {
				if e["record"] == id {
					t.Errorf("Beta's journal shows Acme's %s %s", kind, id)
				}
			}
		}
	})
}

// foreign sends a body whose field refers to another organisation's record.
func (m *maker) foreign(t *testing.T, other *maker, k *record.Kind, f *record.AnyField) {
	id := other.ids[f.To]
	if id == "" {
		return
	}
	body := m.fields(k)
	body[f.Name] = id
	if f.Type() == "refs" {
		body[f.Name] = []string{id}
	}
	if a := m.c.do("POST", "/api/v1/"+k.Plural, toJSON(body)).want(422); !strings.Contains(string(a.body), f.Name) {
		t.Errorf("%s.%s: %s", k.Name, f.Name, a.body)
	}
}

// TestSession reads with a browser's session.
func TestSession(t *testing.T) {
	h := newHouse(t, sqlite(t))
	c := h.client("acme", "ann", identity.Administrator)
	session, err := h.people.StartSession(t.Context(), c.user, "192.0.2.1", "test")
	must(t, err)
	browser := &client{h: h}
	sent := []string{"Cookie", cookie + "=" + session}
	browser.do("GET", "/api/v1/me", "", sent...).want(200).holds(`"organisation":"acme"`, `"token":""`)
	browser.do("POST", "/api/v1/assets", `{"name":"x"}`, sent...).want(401).holds("token")
	must(t, h.people.Grant(t.Context(), h.root, c.user, "beta", identity.Reader))
	browser.do("GET", "/api/v1/me", "", sent...).want(400).holds("Assay-Organisation", "acme, beta")
	browser.do("GET", "/api/v1/me", "", append(sent, "Assay-Organisation", "beta")...).want(200).holds(`"role":"reader"`)
	browser.do("GET", "/api/v1/me", "", append(sent, "Assay-Organisation", "gamma")...).want(404)
	c.do("GET", "/api/v1/me", "", "Assay-Organisation", "beta").want(404) // a token is for one organisation
	if a := browser.do("GET", "/api/v1/me", ""); a.status != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") == "" {
		t.Errorf("a stranger: %d %v", a.status, a.header)
	}
}
