package web_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/blob"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/web"
)

const sessionCookie = "assay_session"

// house is a running server with the organisations acme, beta and bare.
type house struct {
	t      testing.TB
	server *web.Server
	routes []web.Route
	url    string
	store  *record.Store
	people *identity.Service
	files  *blob.Store
	root   identity.Caller
	log    *bytes.Buffer // what the server logged as an error

	mu  sync.Mutex
	now time.Time
}

func newHouse(t testing.TB, d *db.DB, secure bool) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), root: identity.Local("test"), log: &bytes.Buffer{}}
	var err error
	h.store, err = record.Open(t.Context(), d, journal.Keys(t.TempDir()), h.clock, append(isms.Kinds(), identity.Kinds()...))
	must(t, err)
	h.people, err = identity.Open(t.Context(), h.store)
	must(t, err)
	t.Cleanup(h.people.Close)
	h.files, err = blob.Open(t.TempDir())
	must(t, err)
	for _, name := range []string{"Acme", "Beta", "Bare"} {
		_, err = h.people.CreateOrganisation(t.Context(), h.root, name)
		must(t, err)
	}
	h.server = web.New(web.Deps{Store: h.store, Identity: h.people, Blobs: h.files, Secure: secure,
		Log: slog.New(slog.NewTextHandler(&lockedWriter{w: h.log}, &slog.HandlerOptions{Level: slog.LevelError}))})
	h.routes = h.server.Routes()
	s := httptest.NewServer(h.server)
	t.Cleanup(s.Close)
	h.url = s.URL
	return h
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// clock moves a millisecond at each look, so that every write has a time of its own.
func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(time.Millisecond)
	return h.now
}

// later moves the clock on.
func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sqlite(t testing.TB) *db.DB { return testdb.SQLite(t) }

// org binds acme or another organisation in the name of the program.
func (h *house) org(ref string) *record.Org {
	h.t.Helper()
	o, err := h.people.Org(h.t.Context(), h.root, ref)
	must(h.t, err)
	return o
}

func (h *house) size(ref string) (n int64) {
	h.t.Helper()
	must(h.t, h.org(ref).Read(h.t.Context(), func(r *record.Reader) error {
		head, err := r.Head()
		n = head.Size
		return err
	}))
	return n
}

// user makes a user, with a role in the organisation unless role is empty.
func (h *house) user(name, org string, role identity.Role, operator bool) *browser {
	h.t.Helper()
	u, err := h.people.CreateUser(h.t.Context(), h.root, name, name+"@example.org", operator)
	must(h.t, err)
	if role != "" {
		must(h.t, h.people.Grant(h.t.Context(), h.root, u.ID, org, role))
	}
	return (&browser{h: h, user: u.ID}).again()
}

// browser sends requests with one session; with none it is a stranger. It keeps no other cookies.
type browser struct {
	h             *house
	user, session string
	bearer        string // an API token, which the web door must not take
}

// again is the same user with a new session.
func (b *browser) again() *browser {
	b.h.t.Helper()
	session, err := b.h.people.StartSession(b.h.t.Context(), b.user, "192.0.2.1", "test")
	must(b.h.t, err)
	return &browser{h: b.h, user: b.user, session: session}
}

var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport: &http.Transport{MaxIdleConnsPerHost: 8, DisableCompression: true}}

// answer is what came back.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   string
}

// send sends a request; headers alternate names and values.
func (b *browser) send(method, address string, body io.Reader, headers ...string) *answer {
	b.h.t.Helper()
	r, err := http.NewRequestWithContext(b.h.t.Context(), method, b.h.url+address, body)
	must(b.h.t, err)
	if b.session != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: b.session})
	}
	if b.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w, err := client.Do(r)
	must(b.h.t, err)
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	must(b.h.t, err)
	return &answer{b.h.t, method + " " + address, w.StatusCode, w.Header, string(text)}
}

func (b *browser) get(address string, headers ...string) *answer {
	b.h.t.Helper()
	return b.send("GET", address, nil, headers...)
}

// post sends a form with the session's token. pairs alternate names and values.
func (b *browser) post(address string, pairs ...string) *answer {
	b.h.t.Helper()
	return b.postForm(address, form(append(pairs, "csrf", identity.CSRF(b.session))...))
}

func (b *browser) postForm(address string, v url.Values, headers ...string) *answer {
	b.h.t.Helper()
	return b.send("POST", address, strings.NewReader(v.Encode()), append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}

// upload sends a form with a file.
func (b *browser) upload(address, name string, content io.Reader, pairs ...string) *answer {
	b.h.t.Helper()
	return b.uploadAs(address, "file", name, content, pairs...)
}

// uploadAs sends a form whose field of that name holds a file.
func (b *browser) uploadAs(address, field, name string, content io.Reader, pairs ...string) *answer {
	b.h.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		must(b.h.t, m.WriteField(pairs[i], pairs[i+1]))
	}
	must(b.h.t, m.WriteField("csrf", identity.CSRF(b.session)))
	part, err := m.CreateFormFile(field, name)
	must(b.h.t, err)
	_, err = io.Copy(part, content)
	must(b.h.t, err)
	must(b.h.t, m.Close())
	return b.send("POST", address, &body, "Content-Type", m.FormDataContentType())
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d: %s", a.what, a.status, status, a.main())
	}
	return a
}

// main is the page without its frame, for messages.
func (a *answer) main() string {
	_, body, ok := strings.Cut(a.body, "<main")
	if !ok {
		body = a.body
	}
	return body[:min(len(body), 700)]
}

// holds checks that the answer holds each text.
func (a *answer) holds(texts ...string) *answer {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			a.t.Errorf("%s: no %q in %s", a.what, text, a.main())
		}
	}
	return a
}

func (a *answer) lacks(texts ...string) *answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.t.Errorf("%s: holds %q", a.what, text)
		}
	}
	return a
}

// to checks that the answer leads on to the address.
func (a *answer) to(address string) *answer {
	a.t.Helper()
	if got := a.want(http.StatusSeeOther).header.Get("Location"); got != address {
		a.t.Errorf("%s leads to %q, want %q", a.what, got, address)
	}
	return a
}

// said is what the next page will say, and the batch it offers to undo.
func (a *answer) said() (text, batch string) {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == "assay_said" && c.MaxAge >= 0 {
			escaped, batch, _ := strings.Cut(c.Value, "|")
			text, _ := url.QueryUnescape(escaped)
			return text, batch
		}
	}
	return "", ""
}
