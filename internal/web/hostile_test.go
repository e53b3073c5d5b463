package web_test

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
)

// TestHostileForms types hostile text into every field of every form; what comes back holds no markup of it.
func TestHostileForms(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Administrator, true)
	h.fill("acme", "ann@example.org")
	read := func(a *answer) {
		t.Helper()
		checkHeaders(t, a)
		root, err := html.Parse(strings.NewReader(a.body))
		must(t, err)
		clean(t, a.what, root)
		if a.status >= 500 {
			t.Errorf("%s gave %d", a.what, a.status)
		}
	}
	for _, k := range isms.Kinds() {
		pairs := []string{"ref", hostile, "reason", hostile}
		for i := range k.Fields {
			pairs = append(pairs, k.Fields[i].Name, hostile)
		}
		read(ann.post("/o/acme/r/"+k.Plural, pairs...))
		read(ann.get("/o/acme/r/" + k.Plural + "?sort=" + url.QueryEscape(hostile)))
		for i := range k.Fields {
			name := k.Fields[i].Name
			read(ann.get("/o/acme/r/" + k.Plural + "?col=" + name + "&" + name + "=" + url.QueryEscape(hostile)))
			read(ann.get("/o/acme/r/" + k.Plural + "?" + name + ".has=" + url.QueryEscape(hostile)))
		}
		read(ann.get("/o/acme/r/" + k.Plural + "/" + url.PathEscape(hostile)))
	}
	for _, address := range []string{"/o/acme/soa", "/o/acme/journal", "/o/acme/risk", "/o/acme/soa/compare", "/o/acme/soa/export", "/o/acme/packs", "/o/acme/criteria/new"} {
		for _, name := range []string{"q", "edition", "group", "attribute", "only", "from", "before", "show", "format", "as_of"} {
			read(ann.get(address + "?" + name + "=" + url.QueryEscape(hostile)))
		}
	}
	read(ann.get("/sign-in?next=" + url.QueryEscape("/"+hostile)))
	read(ann.post("/sign-in", "email", hostile, "password", hostile, "next", "/"+hostile))
	read(ann.post("/set-up", "token", hostile, "organisation", hostile, "name", hostile, "email", hostile, "password", "x"))
	read(ann.post("/organisations", "name", hostile))
	read(ann.post("/o/acme/settings/members", "name", hostile, "email", "mallory@example.org", "role", "reader"))
	read(ann.post("/o/acme/settings/tokens", "name", hostile, "scope", "read"))
	read(ann.post("/o/acme/settings/tokens", "name", "x", "scope", hostile, "expires", hostile))
	read(ann.get("/o/acme/settings"))
	read(ann.get("/account"))
	read(ann.get("/o/acme/", "Cookie", "assay_said="+url.QueryEscape(hostile)+"|1"))
	read(ann.get("/nowhere/"+url.PathEscape(hostile), "Referer", "javascript:alert(1)"))
	if h.log.Len() > 0 {
		t.Errorf("failures inside: %s", h.log)
	}
}

// TestHostileFiles brings files under every kind of name and takes them back.
func TestHostileFiles(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Administrator, false)
	for _, name := range []string{"plain.pdf", `q"uo;te\.html`, "../../etc/passwd", `..\..\boot.ini`, "ünïcode ✓.txt", hostileFile, "new\r\nX-Evil: 1", "nul\x00.txt", strings.Repeat("n", 5000), "", "...", hostile} {
		a := ann.upload("/o/acme/evidence", name, strings.NewReader("<script>alert(1)</script>"), "title", "A file")
		if a.status >= 500 {
			t.Errorf("%q gave %d", name, a.status)
		}
		place := a.header.Get("Location")
		if place == "" {
			continue
		}
		checkHeaders(t, ann.get(place).want(200).lacks("<script>alert"))
		got := ann.get(strings.Replace(place, "/r/evidence-items/", "/evidence/", 1) + "/file").want(200)
		checkHeaders(t, got)
		kind, params, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || params["filename"] == "" || strings.ContainsAny(params["filename"], "/\r\n\x00") || len(params) != 1 {
			t.Errorf("%q comes back as %q: %v", name, got.header.Get("Content-Disposition"), err)
		}
		if got.header.Get("Content-Type") != "application/octet-stream" || got.body != "<script>alert(1)</script>" {
			t.Errorf("%q: %v", name, got.header)
		}
	}
}

// TestRedirectsStayHere tries to be led elsewhere.
func TestRedirectsStayHere(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Administrator, false)
	link, err := h.people.PasswordLink(t.Context(), h.root, ann.user)
	must(t, err)
	(&browser{h: h}).post("/password", "token", link, "password", "a long and winding road").to("/")
	for next, want := range map[string]string{"/o/acme/soa?edition=2022#c-1": "/o/acme/soa?edition=2022#c-1", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example/": "/", "/\t/evil.example": "/",
		"/\n/evil.example": "/", "/\r\nX-Evil: 1": "/", "javascript:alert(1)": "/", "evil.example": "/", "": "/", "/\x00/evil.example": "/", "/%zz": "/", "///evil.example": "/", "/.//evil.example": "/", "/o/../..//evil.example": "/"} {
		a := (&browser{h: h}).post("/sign-in", "email", "ann@example.org", "password", "a long and winding road", "next", next)
		if to := a.want(303).header.Get("Location"); to != want {
			u, err := url.Parse(to)
			if want != "/" || err != nil || u.Host != "" || strings.HasPrefix(to, "//") {
				t.Errorf("next %q leads to %q, want %q", next, to, want)
			}
		}
		checkHeaders(t, a)
	}
	ann = ann.again()
	text, batch := ann.post("/o/acme/r/assets", "name", "Server").want(303).said()
	if text == "" || batch == "0" {
		t.Fatalf("said %q, batch %q", text, batch)
	}
	form := form("csrf", identity.CSRF(ann.session))
	if to := ann.postForm("/o/acme/undo/"+batch, form, "Referer", "https://evil.example/o/acme/").want(303).header.Get("Location"); strings.Contains(to, "evil") {
		t.Errorf("undo leads to %q", to)
	}
	for _, referer := range []string{"https://evil.example/", "javascript:alert(1)", "//evil.example/"} {
		ann.get("/nowhere", "Referer", referer).want(404).lacks("evil", "javascript")
	}
	ann.get("/nowhere", "Referer", h.url+"/o/acme/risk").want(404).holds(`href="/o/acme/risk"`)
}

// TestStaticFiles asks for files beside the static ones.
func TestStaticFiles(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	b := &browser{h: h}
	for _, path := range []string{"/static/assay.css", "/static/assay.js", "/static/mark.svg"} {
		a := b.get(path).want(200)
		checkHeaders(t, a)
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s is %s", path, a.header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/static/", "/static", "/static/../server.go", "/static/..%2fserver.go", "/static/%2e%2e/server.go", "/static/..%5cserver.go", "/static/%00", "/static/assay.css/", "/static/assay.css%00.js", "/static//etc/passwd", "/.git/config"} {
		a := b.get(path)
		checkHeaders(t, a)
		if a.status == 200 || strings.Contains(a.body, "package web") {
			t.Errorf("%s gave %d", path, a.status)
		}
	}
}

// TestCookies looks at every cookie the door sets, over http and https.
func TestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		h := newHouse(t, sqlite(t), secure)
		ann := h.user("ann", "acme", identity.Administrator, false)
		link, err := h.people.PasswordLink(t.Context(), h.root, ann.user)
		must(t, err)
		answers := []*answer{
			(&browser{h: h}).post("/password", "token", link, "password", "a long and winding road").want(303),
			ann.again().post("/o/acme/r/assets", "name", "Server").want(303),
			ann.again().get("/o/acme/", "Cookie", "assay_said=hello|0").want(200),
			ann.again().post("/sign-out").want(303),
		}
		for _, a := range answers {
			cookies := (&http.Response{Header: a.header}).Cookies()
			if len(cookies) == 0 {
				t.Errorf("%s sets no cookie", a.what)
			}
			for _, c := range cookies {
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" {
					t.Errorf("%s: %s", a.what, c.Raw)
				}
			}
			if (a.header.Get("Strict-Transport-Security") != "") != secure {
				t.Errorf("%s: %v", a.what, a.header)
			}
		}
		ann.get("/account").want(303)
	}
}

// TestBrokenForms sends what no page would.
func TestBrokenForms(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Administrator, false)
	before := h.size("acme")
	csrf := "csrf=" + identity.CSRF(ann.session) + "&"
	for _, c := range []struct{ kind, body string }{
		{"application/x-www-form-urlencoded", csrf + "name=%zz"}, {"application/x-www-form-urlencoded", csrf + "name=%00"}, {"application/x-www-form-urlencoded", csrf + "name=%ff%fe"},
		{"application/x-www-form-urlencoded", csrf + "a;b"}, {"multipart/form-data", csrf}, {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + identity.CSRF(ann.session)},
		{"application/json", `{"name":"x"}`}, {"", ""}, {"text/plain", csrf + "name=x"},
	} {
		if a := ann.send("POST", "/o/acme/r/assets", strings.NewReader(c.body), "Content-Type", c.kind); a.status >= 500 || a.status < 400 || c.body == "" && a.status != 403 {
			t.Errorf("%s %q gave %d", c.kind, c.body, a.status)
		}
	}
	large := bytes.Repeat([]byte("x"), 2<<20)
	ann.post("/o/acme/r/assets", "name", string(large)).want(400).holds("larger")
	if after := h.size("acme"); after != before {
		t.Errorf("%d entries were written", after-before)
	}
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
		if a := ann.send(method, "/o/acme/r/assets", nil); a.status < 400 {
			t.Errorf("%s gave %d", a.what, a.status)
		}
	}
	if h.log.Len() > 0 {
		t.Errorf("failures inside: %s", h.log)
	}
}
