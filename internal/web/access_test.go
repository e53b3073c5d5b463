package web_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/web"
)

// caller is one row of the matrix of roles and routes.
type caller struct {
	*browser
	name     string
	can      record.Permission // in acme
	member   bool              // of acme
	operator bool
}

func (h *house) callers() []caller {
	var all []caller
	for _, role := range identity.Roles() {
		all = append(all, caller{h.user(string(role), "acme", role, false), string(role), role.Can(), true, false})
	}
	admin := all[0].user
	secret, _, err := h.people.CreateToken(h.t.Context(), h.root, identity.NewToken{Org: "acme", User: admin, Name: "t",
		Scopes: []identity.Scope{identity.ScopeRead, identity.ScopeWrite, identity.ScopeApprove, identity.ScopeAdminister}})
	must(h.t, err)
	return append(all,
		caller{browser: &browser{h: h}, name: "a stranger"},
		caller{browser: &browser{h: h, bearer: secret}, name: "an API token"},
		caller{browser: &browser{h: h, session: "made-up"}, name: "a wrong session"},
		caller{browser: h.user("nobody", "", "", false), name: "no grant"},
		caller{browser: h.user("operator", "", "", true), name: "an operator", operator: true},
		caller{browser: h.user("mallory", "beta", identity.Administrator, false), name: "beta's administrator"})
}

var parameter = regexp.MustCompile(`\{([^}$]+)\}`)

// addresses are the route's address for each register, or the one it has: with the sample's own records if real, and
// otherwise with records that are nowhere.
func (s *sample) addresses(t *testing.T, rt web.Route, real bool) map[string]*record.Kind {
	out := map[string]*record.Kind{}
	kinds := []*record.Kind{nil}
	if strings.Contains(rt.Pattern, "{kind}") {
		kinds = isms.Kinds()
	}
	for _, k := range kinds {
		if strings.Contains(rt.Pattern, "{step}") && len(k.Steps) == 0 {
			continue
		}
		address := parameter.ReplaceAllStringFunc(strings.TrimSuffix(rt.Pattern, "{$}"), func(p string) string {
			return s.fixture(t, rt, k, p, real)
		})
		out[address] = k
	}
	return out
}

func (s *sample) fixture(t *testing.T, rt web.Route, k *record.Kind, parameter string, real bool) string {
	if part, ok := guidePart(rt, parameter, real); ok {
		return part
	}
	switch parameter {
	case "{org}":
		return "acme"
	case "{kind}":
		return k.Plural
	case "{ref}":
		switch {
		case !real:
			return "nowhere"
		case k != nil:
			return s.ids[k.Name]
		}
		for part, kind := range map[string]string{"/controls/": "control", "/evidence/": "file", "/criteria/": "criteria", "/assessments/": "assessment", "/risks/": "risk", "/incidents/": "incident", "/processes/": "process", "/frameworks/": "framework", "/documents/": "document", "/access-reviews/": "access_review", "/agreements/": "agreement", "/supplier-assessments/": "supplier_assessment", "/customer-questionnaires/": "customer_questionnaire"} {
			if strings.Contains(rt.Pattern, part) {
				return s.ids[kind]
			}
		}
	case "{step}":
		return k.Steps[0].Name
	case "{id}":
		if strings.Contains(rt.Pattern, "/sets/") && real {
			return "A.9"
		}
		return "999999999"
	case "{token}", "{question}":
		return "nowhere"
	case "{file}": // a calendar that nobody has
		return "nowhere.ics"
	case "{batch}", "{user}":
		return "999999999" // what one must not touch is told by the test of other organisations
	}
	t.Fatalf("%s: teach this test what to write for %s", rt.Pattern, parameter)
	return ""
}

// guidePart is what stands in an address of the guide, which is the same for every organisation.
func guidePart(rt web.Route, parameter string, real bool) (part string, ok bool) {
	if !strings.Contains(rt.Pattern, "/guide/") || parameter == "{org}" {
		return "", false
	}
	switch {
	case parameter == "{edition}":
		return "2022", true
	case !real:
		return "nowhere", true
	case strings.Contains(rt.Pattern, "/clauses/"):
		return "6.1.2", true
	case strings.Contains(rt.Pattern, "/controls/"):
		return "A.5.18", true
	}
	return "", false
}

// changes reports whether the route leads to a change of a register: the register's own permission is then asked too.
func changes(rt web.Route) bool {
	return strings.Contains(rt.Pattern, "/r/{kind}") && !strings.HasSuffix(rt.Pattern, "/comment") && (rt.Method == "POST" || strings.HasSuffix(rt.Pattern, "/new") || strings.HasSuffix(rt.Pattern, "/edit") || strings.HasSuffix(rt.Pattern, "/import"))
}

// may tells from the route and the table of roles alone whether a member may.
func may(rt web.Route, k *record.Kind, can record.Permission) bool {
	any := rt.Needs == 0 || can&rt.Needs != 0
	if strings.Contains(rt.Pattern, "{step}") {
		return any && can&k.Steps[0].Needs != 0
	}
	return any && (k == nil || !changes(rt) || can&k.Edit != 0)
}

// outcome is what the route owes the caller.
func (c caller) outcome(rt web.Route, k *record.Kind) string {
	switch known := c.user != ""; {
	case rt.Access == web.Anyone:
		return "reached"
	case !known && rt.Method == "GET":
		return "sign in"
	case !known:
		return "401"
	case rt.Access == web.SignedIn:
		return "reached"
	case rt.Access == web.Operators && c.operator:
		return "answers"
	case rt.Access == web.Operators:
		return "403"
	case !c.member:
		return "no such organisation"
	case may(rt, k, c.can):
		return "answers"
	}
	return "403"
}

// check compares an answer with what was owed.
func (a *answer) check(who, owed string) {
	a.t.Helper()
	ok := false
	switch owed {
	case "reached": // what it then says of passwords and links is its own affair
		ok = a.status < 500 && !strings.Contains(a.body, "Sign in to see") && !strings.Contains(a.body, "does not belong to your session")
	case "answers":
		ok = a.status != 401 && a.status != 403 && a.status < 500 && !strings.Contains(a.body, "There is no organisation") && !strings.HasPrefix(a.header.Get("Location"), "/sign-in?next=")
	case "sign in":
		ok = a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/sign-in?next=")
	case "401":
		ok = a.status == 401
	case "403":
		ok = a.status == 403
	case "no such organisation":
		ok = a.status == 404 && strings.Contains(a.body, "There is no organisation")
	}
	if !ok {
		a.t.Errorf("%s: %s gave %d, owed: %s. %s", who, a.what, a.status, owed, a.main())
	}
}

// TestRoleByRoute sends every route the request of every role, of strangers and of others' administrators. What each
// is owed comes from the list of routes and the table of roles.
func TestRoleByRoute(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		t.Parallel()
		h := newHouse(t, d, false)
		callers := h.callers()
		s := h.fill("acme", "administrator@example.org")
		before := h.size("acme")
		for _, denied := range []bool{true, false} { // those who may not try what is there, those who may what is not
			for _, rt := range h.server.Routes() {
				for address, k := range s.addresses(t, rt, denied || rt.Method == "GET") {
					for _, c := range callers {
						owed := c.outcome(rt, k)
						if (owed == "answers" || owed == "reached") != denied && c.tries(rt, k, d) {
							c.try(rt, address, owed)
						}
					}
				}
			}
			if after := h.size("acme"); denied && after != before {
				t.Errorf("those who may not have written %d entries", after-before)
			}
		}
		if h.log.Len() > 0 {
			t.Errorf("failures inside: %s", h.log)
		}
	})
}

// tries leaves out what another row of the matrix shows already: on PostgreSQL, most registers.
func (c caller) tries(rt web.Route, k *record.Kind, d *db.DB) bool {
	switch {
	case rt.Access == web.Anyone:
		return c.user == "" || c.name == "administrator"
	case d.Dialect == db.PostgreSQL && strings.HasSuffix(rt.Pattern, ".zip"): // an audit pack takes a second
		return !c.member || c.name == "administrator"
	case k != nil && (!c.member || d.Dialect == db.PostgreSQL):
		return slices.Contains([]string{"asset", "view"}, k.Name)
	}
	return true
}

func (c caller) try(rt web.Route, address, owed string) {
	c.h.t.Helper()
	b := c.browser
	if rt.Access == web.SignedIn && b.user != "" {
		b = b.again() // some of these end the session
	}
	send := func(address string) *answer {
		if rt.Method == "GET" {
			return b.get(address)
		}
		return b.post(address, "rev", "1", "reason", "x")
	}
	a := send(address)
	a.check(c.name, owed)
	if owed != "no such organisation" {
		return
	}
	other := send(strings.Replace(address, "/o/acme/", "/o/nosuch/", 1))
	if other.status != a.status || strings.ReplaceAll(other.body, "nosuch", "acme") != a.body || len(other.header) != len(a.header) {
		c.h.t.Errorf("%s: %s tells an organisation that is there from one that is not", c.name, a.what)
	}
}

// TestForgedForms sends every form without its token, with another session's, and from another site.
func TestForgedForms(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	s := h.fill("acme", "ann@example.org")
	ann, other := h.user("ann", "acme", identity.Administrator, true), h.user("bob", "acme", identity.Administrator, true)
	before := h.size("acme")
	for _, rt := range h.server.Routes() {
		if rt.Method != "POST" {
			continue
		}
		for address := range s.addresses(t, rt, true) {
			if rt.Access != web.Anyone {
				for what, token := range map[string]string{"no token": "", "another session's token": identity.CSRF(other.session), "the token of no session": identity.CSRF("")} {
					if a := ann.postForm(address, form("rev", "1", "csrf", token)); a.status != 403 {
						t.Errorf("%s with %s gave %d", a.what, what, a.status)
					}
				}
			}
			good := form("rev", "1", "csrf", identity.CSRF(ann.session))
			for _, forged := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
				if a := ann.postForm(address, good, forged...); a.status != 403 {
					t.Errorf("%s with %v gave %d", a.what, forged, a.status)
				}
			}
		}
	}
	if after := h.size("acme"); after != before {
		t.Errorf("forged forms wrote %d entries", after-before)
	}
	ann.get("/o/acme/").want(200) // and nobody was signed out
	ann.postForm("/account/sessions/x/end", form("csrf", identity.CSRF(ann.session)), "Sec-Fetch-Site", "same-origin", "Origin", h.url).want(404)
}

// TestOtherOrganisation lets beta's administrator, in beta, name every record of acme.
func TestOtherOrganisation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		s := h.fill("acme", "ann@example.org")
		ann, mallory := h.user("ann", "acme", identity.Administrator, false), h.user("mallory", "beta", identity.Administrator, false)
		before := h.size("acme")
		for _, rt := range h.server.Routes() {
			if !strings.Contains(rt.Pattern, "{ref}") {
				continue
			}
			for address, k := range s.addresses(t, rt, true) {
				address = strings.Replace(address, "/o/acme/", "/o/beta/", 1)
				a := &answer{}
				if rt.Method == "GET" {
					a = mallory.get(address)
				} else {
					a = mallory.post(address, "rev", "1", "reason", "x")
				}
				if refusedAnyway := k != nil && strings.HasSuffix(address, "/edit"); a.status != 404 && !refusedAnyway || a.status < 400 {
					t.Errorf("%s gave %d: %s", a.what, a.status, a.main())
				}
				a.lacks("script>alert", "&lt;script", "X-Evil")
			}
		}
		for kind, id := range s.ids {
			mallory.post("/o/beta/r/assets/bulk", "select", id, "do", "delete").want(404)
			if mallory.post("/o/beta/r/treatments", "title", "x", "due", "2026-09-01", "owner", s.ids["person"], "risks", s.ids["risk"], "controls", id).header.Get("Location") != "" {
				t.Errorf("a treatment of beta refers to acme's %s", kind)
			}
		}
		mallory.post("/o/beta/settings/members/" + ann.user + "/password").want(404)
		mallory.post("/o/beta/undo/1").want(404)
		if a := mallory.post("/o/beta/settings/members/"+ann.user, "role", ""); a.status < 400 {
			t.Errorf("%s gave %d", a.what, a.status)
		}
		ann.get("/o/acme/").want(200)
		if after := h.size("acme"); after != before {
			t.Errorf("beta's administrator wrote %d entries in acme", after-before)
		}
	})
}

// TestRoutesSayWhatTheyNeed holds the list of routes to its own rules.
func TestRoutesSayWhatTheyNeed(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	free := []string{"/sign-in", "/set-up", "/password", "/demo", "/report/{token}", "/answer/{token}", "/calendar/{file}", "/{$}"}
	for _, rt := range h.server.Routes() {
		inOrganisation := strings.HasPrefix(rt.Pattern, "/o/{org}/")
		switch {
		case inOrganisation != (rt.Access == web.Member), inOrganisation != (rt.Needs != 0):
			t.Errorf("%s %s: access %d, needs %b", rt.Method, rt.Pattern, rt.Access, rt.Needs)
		case rt.Access == web.Anyone && !slices.Contains(free, rt.Pattern):
			t.Errorf("%s %s is open to anyone", rt.Method, rt.Pattern)
		case rt.Method == "POST" && rt.Needs == record.MayRead && !strings.Contains(rt.Pattern, "/r/{kind}") && !strings.HasSuffix(rt.Pattern, "/journal/verify") && !strings.HasSuffix(rt.Pattern, "/replay") && !strings.HasSuffix(rt.Pattern, "}/report") && !strings.Contains(rt.Pattern, "/undo/"):
			t.Errorf("%s %s: whoever reads may write", rt.Method, rt.Pattern)
		}
	}
}
