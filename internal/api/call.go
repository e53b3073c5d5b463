package api

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/record"
)

// call is one request on its way: who asks, for which organisation, as of when.
type call struct {
	*Server
	w      http.ResponseWriter
	r      *http.Request
	query  url.Values
	caller identity.Caller
	grant  identity.Membership
	org    *record.Org
	past   bool // as_of was given
}

func (s *Server) handler(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		c := &call{Server: s, w: w, r: r}
		if err := c.serve(rt); err != nil {
			s.fail(w, r, s.deps.Identity.Named(r.Context(), err))
		}
	})
}

// serve makes sure who asks and what they may before anything of the request is read.
func (c *call) serve(rt Route) (err error) {
	if !rt.Public {
		if err := c.identify(); err != nil {
			return err
		}
		if err := c.org.Actor().Check(rt.Needs); err != nil {
			return err
		}
	}
	if c.query, err = readQuery(c.r); err != nil {
		return err
	}
	release, err := c.travel()
	if err != nil {
		return err
	}
	defer release()
	return rt.fn(c)
}

// identify finds the caller and binds the handle of the organisation.
func (c *call) identify() (err error) {
	if c.caller, err = c.whoAsks(); err != nil {
		return err
	}
	if c.grant, err = c.whichOrganisation(); err != nil {
		return err
	}
	c.org, err = c.deps.Identity.Org(c.r.Context(), c.caller, c.grant.OrgID)
	return err
}

func (c *call) whoAsks() (identity.Caller, error) {
	if scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		return c.deps.Identity.CallerFromToken(c.r.Context(), strings.TrimSpace(token), c.deps.Remote(c.r))
	}
	cookie, err := c.r.Cookie(c.deps.Cookie)
	if c.deps.Cookie == "" || err != nil {
		return identity.Caller{}, errs.New(errs.SignIn, "Send an API token in the header Authorization: Bearer assay_…. Make one on the page for API tokens.")
	}
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		return identity.Caller{}, errs.New(errs.SignIn, "A browser's session may only read here. Changes need an API token in the header Authorization: Bearer assay_….")
	}
	return c.deps.Identity.CallerFromSession(c.r.Context(), cookie.Value)
}

// whichOrganisation is the one the request names, or the only one the caller has a role in.
func (c *call) whichOrganisation() (identity.Membership, error) {
	name := c.r.Header.Get("Assay-Organisation")
	if g, ok := c.caller.Grant(name); ok {
		return g, nil
	}
	switch {
	case name != "":
		return identity.Membership{}, errs.New(errs.NotFound, "There is no organisation %q here, or you have no role in it.", name)
	case len(c.caller.Grants) == 1:
		return c.caller.Grants[0], nil
	case len(c.caller.Grants) == 0:
		return identity.Membership{}, errs.New(errs.Denied, "You have no role in any organisation. Ask an administrator for one.")
	}
	refs := make([]string, len(c.caller.Grants))
	for i, g := range c.caller.Grants {
		refs[i] = g.OrgRef
	}
	return identity.Membership{}, errs.New(errs.BadRequest, "You have roles in several organisations. Name one in the header Assay-Organisation: %s.", strings.Join(refs, ", "))
}

// travel binds the handle to the past moment the request names. Call release in the end.
func (c *call) travel() (release func(), err error) {
	text := c.query.Get("as_of")
	if text == "" || c.org == nil {
		return func() {}, nil
	}
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		return nil, errs.New(errs.Denied, "The past cannot be changed. Leave out as_of.")
	}
	at, err := moment(text, c.org.Now())
	if err != nil {
		return nil, err
	}
	c.past = true
	c.org, release, err = c.org.AsOf(c.r.Context(), at)
	return release, err
}

// moment reads a moment from an address, where a + reads as a space.
func moment(text string, now time.Time) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+")); err == nil {
		return at, nil
	}
	return record.ParseMoment(text, now)
}

// readQuery parses the address's parameters and refuses text that no database could hold.
func readQuery(r *http.Request) (url.Values, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errs.New(errs.BadRequest, "The address cannot be read: %v.", err)
	}
	texts := []string{r.URL.Path, r.Header.Get("Assay-Reason")}
	for name, values := range query {
		texts = append(append(texts, name), values...)
	}
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			return nil, errs.New(errs.BadRequest, "The address or a header holds a zero byte or is not UTF-8.")
		}
	}
	return query, checkFlags(query)
}

// flags are the parameters that are on or off, everywhere.
var flags = []string{"count", "expand", "dry_run", "partial"}

func checkFlags(query url.Values) error {
	for _, name := range flags {
		for _, v := range query[name] {
			if !slices.Contains([]string{"", "0", "1", "false", "true"}, v) {
				return errs.New(errs.BadRequest, "%s is 1 or 0, not %q.", name, v)
			}
		}
	}
	return nil
}

// reason is why the caller changes something, in their words.
func (c *call) reason() string {
	if reason := c.r.Header.Get("Assay-Reason"); reason != "" {
		return reason
	}
	return c.query.Get("reason")
}

func (c *call) ctx() context.Context { return c.r.Context() }

func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// secure sets what every answer carries: nothing is kept by caches, framed, run or guessed at.
func secure(h http.Header) {
	h["Cache-Control"] = []string{"no-store"}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	h["Content-Security-Policy"] = []string{"default-src 'none'; frame-ancestors 'none'; sandbox"}
	h["Referrer-Policy"] = []string{"no-referrer"}
	h["Cross-Origin-Resource-Policy"] = []string{"same-origin"}
	h["Vary"] = []string{"Authorization, Cookie, Assay-Organisation"}
}
