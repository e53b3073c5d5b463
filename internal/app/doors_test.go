package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/api"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/web"
)

// TestDoors asks both doors of the whole server as people without a role: whatever the route, they are refused, the
// same way as for an organisation that is not there, and every answer carries its policy.
func TestDoors(t *testing.T) {
	a := open(t)
	root := identity.Local("test")
	sessions := map[string]string{"a stranger": ""}
	for _, name := range []string{"acme", "beta"} {
		if _, err := a.Identity.CreateOrganisation(t.Context(), root, name); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []string{"nobody", "mallory"} {
		u, err := a.Identity.CreateUser(t.Context(), root, who, who+"@example.org", false)
		if err == nil && who == "mallory" {
			err = a.Identity.Grant(t.Context(), root, u.ID, "beta", identity.Administrator)
		}
		if err == nil {
			sessions[who], err = a.Identity.StartSession(t.Context(), u.ID, "192.0.2.1", "test")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	h := a.Handler(config.Serving{Secure: true})
	ask := func(method, path, session, org string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: session})
		r.Header.Set("Assay-Organisation", org)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || w.Code >= 500 {
			t.Errorf("%s %s gave %d with %q", method, path, w.Code, csp)
		}
		return w
	}
	fill := strings.NewReplacer("{org}", "acme", "{kind}", "assets", "{ref}", "AS-1", "{edition}", "2022", "{batch}", "1", "{id}", "1", "{user}", "1", "{name}", "x", "{$}", "")
	for who, session := range sessions {
		for _, rt := range api.New(api.Deps{Identity: a.Identity, Store: a.Records, Files: a.Files, Cookie: sessionCookie}).Routes() {
			w := ask(rt.Method, fill.Replace(rt.Pattern), session, "acme")
			if !rt.Public && w.Code != http.StatusUnauthorized && (who == "a stranger" || w.Code != http.StatusNotFound) {
				t.Errorf("%s: %s %s gave %d", who, rt.Method, rt.Pattern, w.Code)
			}
			if other := ask(rt.Method, fill.Replace(rt.Pattern), session, "nosuch"); !rt.Public && (other.Code != w.Code || strings.ReplaceAll(other.Body.String(), "nosuch", "acme") != w.Body.String()) {
				t.Errorf("%s: %s %s tells an organisation from none", who, rt.Method, rt.Pattern)
			}
		}
		for _, rt := range web.New(web.Deps{Store: a.Records, Identity: a.Identity, Blobs: a.Files, Log: a.Log}).Routes() {
			if w := ask(rt.Method, fill.Replace(rt.Pattern), session, ""); rt.Access == web.Member && w.Code != http.StatusNotFound && (who != "a stranger" || w.Code != http.StatusUnauthorized && w.Code != http.StatusSeeOther) {
				t.Errorf("%s: %s %s gave %d", who, rt.Method, rt.Pattern, w.Code)
			}
		}
		ask("GET", "/nowhere", session, "")
		ask("GET", api.Base+"/nowhere", session, "")
		ask("GET", "/healthz", session, "")
	}
}
