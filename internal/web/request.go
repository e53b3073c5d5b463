package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
)

// request is one call of a page, with who calls and the organisation it is bound to.
type request struct {
	s         *Server
	w         http.ResponseWriter
	r         *http.Request
	caller    identity.Caller
	member    identity.Membership
	org       *record.Org    // nil outside an organisation; a view of the past if the address asks for one
	asOf      string         // as the address has it; "" for the present
	token     string         // of the session
	guest     identity.Guest // who holds the link of the address; of no purpose without one
	csrf      string         // that its forms carry; made once
	status    int            // of the page shown; 0 for OK
	refused   refusedStep
	shownOnce string            // a secret that the page tells once
	actors    map[string]string // by id: who the page names, looked up between reading it and writing it
}

const (
	sessionCookie = "assay_session"
	maxForm       = 1 << 20
	maxUpload     = 64 << 20
)

// serve makes the request, checks who calls, and turns an error into a page.
func (s *Server) serve(route Route, w http.ResponseWriter, r *http.Request) {
	q := &request{s: s, w: w, r: r}
	done, err := q.prepare(route)
	defer done()
	if err == nil {
		err = route.handle(q)
	}
	if err != nil {
		q.fail(err)
	}
}

// prepare identifies the caller and binds the organisation.
func (q *request) prepare(route Route) (done func(), err error) {
	done = func() {}
	if c, err := q.r.Cookie(sessionCookie); err == nil {
		if caller, err := q.s.Identity.CallerFromSession(q.r.Context(), c.Value); err == nil {
			q.caller, q.token = caller, c.Value
		}
	}
	switch {
	case strings.HasPrefix(route.Pattern, guestAt):
		if err := q.bindGuest(route); err != nil {
			return done, err
		}
		return done, q.readForm(maxGuest)
	case route.Access == Anyone:
		return done, q.readForm(maxForm)
	case q.caller.UserID == "":
		return done, errs.New(errs.SignIn, "Sign in to see this page.")
	case route.Access == Operators && !q.caller.Operator:
		return done, errs.New(errs.Denied, "Only an operator of this instance may do that.")
	case route.Access == Member:
		if done, err = q.bind(route); err != nil {
			return done, err
		}
	}
	if err := q.readForm(maxUpload); err != nil || q.r.Method != http.MethodPost {
		return done, err
	}
	return done, identity.CheckCSRF(q.token, q.r.PostFormValue("csrf"))
}

// readForm reads what was sent, once it is known that the caller may send it.
func (q *request) readForm(largest int64) (err error) {
	if q.r.Method != http.MethodPost {
		return nil
	}
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, largest)
	if strings.HasPrefix(q.r.Header.Get("Content-Type"), "multipart/form-data") {
		err = q.r.ParseMultipartForm(maxForm)
	} else {
		q.r.Body = http.MaxBytesReader(q.w, q.r.Body, maxForm)
		err = q.r.ParseForm()
	}
	if err != nil {
		return errs.New(errs.BadRequest, "The form could not be read; it may be larger than %d MB.", largest>>20)
	}
	return nil
}

// bind gives the request its handle on the organisation of the address, if the caller has a role there that allows
// the route.
func (q *request) bind(route Route) (done func(), err error) {
	done = func() {}
	ref := q.r.PathValue("org")
	org, err := q.s.Identity.Org(q.r.Context(), q.caller, ref)
	if err != nil {
		return done, err
	}
	q.member, _ = q.caller.Grant(ref)
	if !org.Actor().MayAny(route.Needs) {
		return done, org.Actor().Check(route.Needs)
	}
	q.org = org
	if q.asOf = q.r.URL.Query().Get("as_of"); q.asOf == "" {
		return done, nil
	}
	if q.r.Method == http.MethodPost || route.Needs&record.MayRead == 0 {
		return done, errPast()
	}
	at, err := record.ParseMoment(q.asOf, q.s.Store.Clock())
	if err != nil {
		return done, err
	}
	past, release, err := org.AsOf(q.r.Context(), at)
	if err != nil {
		return done, err
	}
	q.org = past
	return release, nil
}

func errPast() error {
	return errs.New(errs.Denied, "This is the past and cannot be changed. Go back to today first.")
}

// url is the address of a page of the organisation; it keeps the moment shown. pairs are query parameters.
func (q *request) url(path string, pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Add(pairs[i], pairs[i+1])
		}
	}
	if q.asOf != "" {
		v.Set("as_of", q.asOf)
	}
	address := "/o/" + q.member.OrgRef + path
	if len(v) > 0 {
		address += "?" + v.Encode()
	}
	return address
}

// recordURL is the address of a record's page.
func (q *request) recordURL(k *record.Kind, ref string) string {
	switch k.Name {
	case "control":
		return q.url("/controls/" + url.PathEscape(ref))
	case "incident":
		return q.url(incidentsAt + "/" + url.PathEscape(ref))
	case "criteria":
		return q.url("/criteria/" + url.PathEscape(ref))
	case "assessment":
		return q.url("/assessments/" + url.PathEscape(ref))
	case "access_review":
		return q.reviewURL(ref, "")
	case "framework":
		return q.url(frameworksAt + "/" + url.PathEscape(ref))
	case "document":
		return q.url(documentsAt + "/" + url.PathEscape(ref))
	}
	return q.url("/r/" + k.Plural + "/" + url.PathEscape(ref))
}

func (q *request) hitURL(h record.Hit) string {
	k, err := q.s.Store.Kind(h.Kind)
	if err != nil {
		return q.url("/search", "q", h.Ref)
	}
	return q.recordURL(k, h.Ref)
}

// redirect sends the browser on after a change; said is shown once on the next page.
func (q *request) redirect(address, said string, undo int64) error {
	if said != "" {
		value := url.QueryEscape(said) + "|" + strconv.FormatInt(undo, 10)
		http.SetCookie(q.w, &http.Cookie{Name: "assay_said", Value: value, Path: "/", MaxAge: 60, HttpOnly: true, Secure: q.s.Secure, SameSite: http.SameSiteLaxMode})
	}
	http.Redirect(q.w, q.r, address, http.StatusSeeOther)
	return nil
}

// said takes what the change before had to say.
func (q *request) said() (text string, undo int64) {
	c, err := q.r.Cookie("assay_said")
	if err != nil {
		return "", 0
	}
	http.SetCookie(q.w, &http.Cookie{Name: "assay_said", Path: "/", MaxAge: -1, HttpOnly: true, Secure: q.s.Secure, SameSite: http.SameSiteLaxMode})
	escaped, batch, _ := strings.Cut(c.Value, "|")
	text, _ = url.QueryUnescape(escaped) // a broken cookie says nothing
	undo, _ = strconv.ParseInt(batch, 10, 64)
	return text, undo
}

// back is the page the browser comes from, if it is one of ours.
func (q *request) back(otherwise string) string {
	u, err := url.Parse(q.r.Referer())
	if err != nil || u.Host != q.r.Host || u.Scheme != "http" && u.Scheme != "https" {
		return otherwise
	}
	return u.RequestURI()
}

// form reads a form value without surrounding space.
func (q *request) form(name string) string { return strings.TrimSpace(q.r.PostFormValue(name)) }

// param reads a query parameter.
func (q *request) param(name string) string { return strings.TrimSpace(q.r.URL.Query().Get(name)) }

// formInt reads a whole number; anything else is 0.
func (q *request) formInt(name string) int64 {
	n, _ := strconv.ParseInt(q.form(name), 10, 64)
	return n
}

func (q *request) read(fn func(*record.Reader) error) error { return q.org.Read(q.r.Context(), fn) }

func (q *request) write(reason string, fn func(*record.Writer) error) (record.Batch, error) {
	b, err := q.org.Write(q.r.Context(), reason, fn)
	return b, q.s.Identity.Named(q.r.Context(), err)
}

// may reports whether the caller may do it here and now: never in the past.
func (q *request) may(p record.Permission) bool {
	return q.org != nil && !q.org.Past() && q.org.Actor().May(p)
}

// kind is the register the address names.
func (q *request) kind() (*record.Kind, error) {
	k, err := q.s.Store.Kind(q.r.PathValue("kind"))
	if err == nil && k.Instance {
		return nil, errs.New(errs.NotFound, "There is no register %q.", q.r.PathValue("kind"))
	}
	return k, err
}

// kindToChange is the register the address names, if the caller may change it here and now.
func (q *request) kindToChange() (*record.Kind, error) {
	k, err := q.kind()
	if err == nil {
		err = q.org.Actor().Check(k.Edit)
	}
	if err == nil && q.org.Past() {
		err = errPast()
	}
	return k, err
}

// fail shows an error as a page. What is not meant for people is logged and shown as a number to quote.
func (q *request) fail(err error) {
	kind := errs.KindOf(err)
	message := err.Error()
	switch kind {
	case errs.SignIn:
		if q.r.Method == http.MethodGet {
			http.Redirect(q.w, q.r, "/sign-in?next="+url.QueryEscape(q.r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
	case errs.Internal:
		if q.r.Context().Err() != nil {
			return // the browser has gone
		}
		id, path := record.NewID(q.s.Store.Clock()), q.r.URL.Path
		if q.r.PathValue("token") != "" {
			path = q.r.Pattern
		}
		q.s.Log.LogAttrs(q.r.Context(), slog.LevelError, "page failed", slog.String("id", id), slog.String("method", q.r.Method),
			slog.String("path", path), slog.String("error", err.Error()))
		message = fmt.Sprintf("Something failed on our side. Nothing was changed. If it happens again, tell your administrator this number: %s.", id)
	}
	q.errorPage(kind.Status(), message, err)
}
