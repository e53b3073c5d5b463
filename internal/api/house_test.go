package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/api"
	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

const cookie = "assay_session"

// house is a running server with two organisations.
type house struct {
	t      testing.TB
	server *api.Server
	url    string
	store  *record.Store
	people *identity.Service
	root   identity.Caller

	mu  sync.Mutex
	now time.Time
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	testdb.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), root: identity.Local("test")}
	var err error
	h.store, err = record.Open(t.Context(), d, journal.Keys(t.TempDir()), h.clock, append(isms.Kinds(), identity.Kinds()...))
	must(t, err)
	h.people, err = identity.Open(t.Context(), h.store)
	must(t, err)
	t.Cleanup(h.people.Close)
	files, err := blob.Open(t.TempDir())
	must(t, err)
	for _, name := range []string{"Acme", "Beta"} {
		_, err = h.people.CreateOrganisation(t.Context(), h.root, name)
		must(t, err)
	}
	h.server = api.New(api.Deps{Identity: h.people, Store: h.store, Files: files, Cookie: cookie, MaxFile: 1 << 20, Style: "/static/assay.css"})
	server := httptest.NewServer(h.server)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// clock moves a millisecond at each look, so that every write has a time of its own.
func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(time.Millisecond)
	return h.now
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var every = []identity.Scope{identity.ScopeRead, identity.ScopeWrite, identity.ScopeApprove, identity.ScopeAdminister}

// client makes a user with a role in an organisation and a token of theirs.
func (h *house) client(org, name string, role identity.Role, scopes ...identity.Scope) *client {
	h.t.Helper()
	u, err := h.people.CreateUser(h.t.Context(), h.root, name, name+"@example.org", false)
	must(h.t, err)
	must(h.t, h.people.Grant(h.t.Context(), h.root, u.ID, org, role))
	if scopes == nil {
		scopes = every
	}
	secret, _, err := h.people.CreateToken(h.t.Context(), h.root, identity.NewToken{Org: org, User: u.ID, Name: "test", Scopes: scopes})
	must(h.t, err)
	return &client{h: h, auth: "Bearer " + secret, user: u.ID}
}

// client sends requests with one token.
type client struct {
	h          *house
	auth, user string
}

// answer is what came back.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

// do sends a request. headers alternate names and values.
func (c *client) do(method, path, body string, headers ...string) *answer {
	c.h.t.Helper()
	r, err := http.NewRequestWithContext(c.h.t.Context(), method, c.h.url+path, strings.NewReader(body))
	must(c.h.t, err)
	if c.auth != "" {
		r.Header.Set("Authorization", c.auth)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w, err := http.DefaultClient.Do(r)
	must(c.h.t, err)
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	must(c.h.t, err)
	return &answer{c.h.t, method + " " + path, w.StatusCode, w.Header, text}
}

func (c *client) get(path string) *answer {
	c.h.t.Helper()
	return c.do("GET", path, "").want(200)
}

// post expects that a record is made.
func (c *client) post(path, body string) map[string]any {
	c.h.t.Helper()
	return c.do("POST", path, body).want(201).json()
}

func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d: %s", a.what, a.status, status, a.body)
	}
	return a
}

func (a *answer) json() map[string]any {
	a.t.Helper()
	var v map[string]any
	dec := json.NewDecoder(bytes.NewReader(a.body))
	if err := dec.Decode(&v); err != nil {
		a.t.Fatalf("%s: %v in %s", a.what, err, a.body)
	}
	return v
}

func (a *answer) items() (items []map[string]any) {
	a.t.Helper()
	for _, item := range a.json()["items"].([]any) {
		items = append(items, item.(map[string]any))
	}
	return items
}

// holds checks that the answer holds each text.
func (a *answer) holds(texts ...string) *answer {
	a.t.Helper()
	for _, text := range texts {
		if !bytes.Contains(a.body, []byte(text)) {
			a.t.Errorf("%s: no %q in %s", a.what, text, a.body)
		}
	}
	return a
}

func toJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func sqlite(t testing.TB) *db.DB { return testdb.SQLite(t) }
