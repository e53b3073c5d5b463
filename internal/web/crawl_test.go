package web_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web"
)

// crawl follows every link that a caller is shown.
type crawl struct {
	t     *testing.T
	who   caller
	past  bool
	seen  map[string]bool
	times map[string]int // pages seen of each route
	queue []string
	pages int
}

// perRoute bounds how many pages of one route and register are read; links beyond it must still lead to a route.
const perRoute = 2

// TestPages reads every page that links lead to, as who may most and who may least, today and in the past, of an
// organisation full of hostile text and of an empty one.
func TestPages(t *testing.T) {
	t.Parallel()
	h := newHouse(t, sqlite(t), false)
	callers := h.callers()
	s := h.fill("acme", "administrator@example.org")
	for i := range callers[:6] {
		must(t, h.people.Grant(t.Context(), h.root, callers[i].user, "bare", identity.Roles()[i]))
	}
	h.later(2 * time.Hour)
	past := h.clock().Add(-time.Hour).UTC().Format(time.RFC3339)
	reached := map[string]bool{}
	for _, c := range callers[:6] {
		for _, start := range []string{"/o/acme/", "/o/bare/", "/o/acme/?as_of=" + past, "/o/bare/?as_of=" + past} {
			if full := c.name == "administrator" || c.name == "reader"; !full && start != "/o/acme/" {
				continue
			}
			r := &crawl{t: t, who: c, past: strings.Contains(start, "as_of"), seen: map[string]bool{}, times: map[string]int{}}
			r.add(start)
			if all := c.name == "administrator" || c.name == "contributor" || c.name == "reader"; all && !strings.Contains(start, "bare") {
				s.everywhere(r, strings.TrimPrefix(start, "/o/acme/"))
			}
			for len(r.queue) > 0 {
				next := r.queue[0]
				r.queue = r.queue[1:]
				r.visit(h, next)
			}
			for times := range r.times {
				pattern, _, _ := strings.Cut(times, " ")
				reached[pattern] = true
			}
			t.Logf("%s, %s: %d pages", c.name, start, r.pages)
		}
	}
	for _, rt := range h.server.Routes() {
		if rt.Method == "GET" && rt.Access == web.Member && !reached[rt.Pattern] {
			t.Errorf("no link leads to GET %s", rt.Pattern)
		}
	}
	if h.log.Len() > 0 {
		t.Errorf("failures inside: %s", h.log)
	}
}

// everywhere adds the pages of every kind, whether or not a link leads there.
func (s *sample) everywhere(r *crawl, query string) {
	for _, k := range isms.Kinds() {
		r.add("/o/acme/r/" + k.Plural + query)
		r.add("/o/acme/r/" + k.Plural + "/" + url.PathEscape(s.ids[k.Name]) + query)
	}
	for _, address := range append(s.more, "/r/assets/"+s.gone) {
		r.add("/o/acme" + address + query)
	}
	query = strings.Replace(query, "?", "&", 1)
	for _, q := range []string{"", "script", hostile, "A.8.13"} {
		r.add("/o/acme/search?q=" + url.QueryEscape(q) + query)
	}
}

func (r *crawl) add(address string) {
	address, _, _ = strings.Cut(address, "#")
	if !r.seen[address] {
		r.seen[address] = true
		r.queue = append(r.queue, address)
	}
}

func (r *crawl) visit(h *house, address string) {
	rt, k, ok := h.route("GET", address)
	if !ok {
		if !strings.HasPrefix(address, "/static/") {
			r.t.Errorf("%s is linked and nowhere", address)
		}
		return
	}
	times := rt.Pattern
	if k != nil && !strings.HasSuffix(rt.Pattern, "/export") {
		times += " " + k.Name
	}
	if r.times[times]++; r.times[times] > perRoute && !strings.HasSuffix(rt.Pattern, "/export") || r.times[times] > 6 {
		return
	}
	if rt.Access == web.Member && !may(rt, k, r.who.can) {
		r.t.Errorf("%s is shown a link to %s", r.who.name, address)
	}
	if file := strings.HasSuffix(rt.Pattern, "/export") || strings.HasSuffix(rt.Pattern, "/packs/pack.zip"); file && r.who.name != "administrator" {
		return // the same for all; who may have it, TestRoleByRoute asks
	}
	a := r.who.get(address)
	r.pages++
	to := a.header.Get("Location")
	if a.status == 303 && !strings.HasPrefix(to, "/sign-in") {
		r.add(to)
		return
	}
	if a.status != 200 {
		r.t.Errorf("%s: %s gave %d: %s", r.who.name, address, a.status, a.main())
		return
	}
	checkHeaders(r.t, a)
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && a.header.Get("Content-Disposition") == "" {
		r.page(h, address, a)
	}
}

// page checks one page and collects its links.
func (r *crawl) page(h *house, address string, a *answer) {
	if err := htmlcheck.Wellformed(strings.NewReader(a.body)); err != nil {
		r.t.Errorf("%s: %s: %v", r.who.name, address, err)
	}
	root, err := html.Parse(strings.NewReader(a.body))
	must(r.t, err)
	clean(r.t, address, root)
	inside := strings.HasPrefix(address, "/o/")
	if banner := len(find(root, ".asof")) == 1; inside && banner != r.past {
		r.t.Errorf("%s: says that it is the past: %v", address, banner)
	}
	for _, n := range find(root, "a[href]") {
		to := attribute(n, "href")
		switch u, err := url.Parse(to); {
		case err != nil || to == "":
			r.t.Errorf("%s links to %q: %v", address, to, err)
		case u.Scheme != "" || u.Host != "":
		case strings.HasPrefix(to, "#"):
		default:
			if strings.HasPrefix(to, "?") {
				path, _, _ := strings.Cut(address, "?")
				to = path + to
			}
			r.follow(address, to, htmlcheck.Text(n))
		}
	}
	for _, n := range find(root, "form") {
		r.form(h, address, n)
	}
}

// follow adds a link. In the past all lead on in the past, but for those whose words say that they leave it.
func (r *crawl) follow(address, to, words string) {
	stays := strings.Contains(to, "as_of=") || !strings.HasPrefix(to, "/o/")
	if !r.past || stays {
		r.add(to)
	} else if words != "Back to today" && words != "Acme" && words != "Bare" && words != "Correct the past" && !strings.HasPrefix(words, "corrected by ") {
		r.t.Errorf("%s: the link %q leaves the past", address, to)
	}
}

// form makes sure that the caller may send the form.
func (r *crawl) form(h *house, address string, n *html.Node) {
	method := strings.ToUpper(attribute(n, "method"))
	if method == "" {
		method = "GET"
	}
	action := attribute(n, "action")
	rt, k, ok := h.route(method, action)
	if !ok {
		r.t.Errorf("%s: the form goes nowhere: %s %s", address, method, action)
		return
	}
	allowed := may(rt, k, r.who.can)
	if strings.Contains(rt.Pattern, "{step}") {
		step := k.Step(action[strings.LastIndex(action, "/")+1:])
		allowed = step != nil && r.who.can&step.Needs != 0
	}
	if rt.Access == web.Member && !allowed {
		r.t.Errorf("%s: %s is shown a form for %s", address, r.who.name, action)
	}
	if method != "POST" {
		return
	}
	if r.past && rt.Access == web.Member {
		r.t.Errorf("%s: the past shows a form for %s", address, action)
	}
	if tokens := find(n, "input[name=csrf]"); len(tokens) != 1 || attribute(tokens[0], "value") != identity.CSRF(r.who.session) {
		r.t.Errorf("%s: the form for %s has no token", address, action)
	}
	if r.who.can == record.MayRead && rt.Access == web.Member && !strings.Contains(action, "/r/views") && !strings.HasSuffix(action, "/journal/verify") && !strings.HasSuffix(action, "/report") {
		r.t.Errorf("%s: a reader is shown a form for %s", address, action)
	}
}

// route is the route that answers an address, and the register it names.
func (h *house) route(method, address string) (found web.Route, k *record.Kind, ok bool) {
	path, _, _ := strings.Cut(address, "?")
	parts, most := strings.Split(path, "/"), -1
	for _, rt := range h.routes {
		if fixed, fits := fit(strings.Split(strings.TrimSuffix(rt.Pattern, "{$}"), "/"), parts); rt.Method == method && fits && fixed > most {
			found, most, ok = rt, fixed, true
		}
	}
	if ok && strings.Contains(found.Pattern, "/r/{kind}") {
		k, _ = h.store.Kind(parts[4])
	}
	return found, k, ok
}

// fit reports whether the parts of a path are those of a pattern, and how many of these are no parameters.
func fit(pattern, path []string) (fixed int, fits bool) {
	if len(pattern) != len(path) {
		return 0, false
	}
	for i, p := range pattern {
		if p == path[i] {
			fixed++
		} else if !strings.HasPrefix(p, "{") || path[i] == "" {
			return 0, false
		}
	}
	return fixed, true
}

func find(n *html.Node, selector string) []*html.Node {
	return cascadia.QueryAll(n, cascadia.MustCompile(selector))
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// elements are all that our pages are made of; what comes from a text would be another.
var foreign = []string{"img", "b", "iframe", "object", "embed", "base"}

// clean makes sure that no text became markup, and no address became a program.
func clean(t *testing.T, address string, root *html.Node) {
	t.Helper()
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		inProof := n.Data == "b" && n.Parent != nil && n.Parent.Parent != nil && attribute(n.Parent.Parent, "class") == "proof"
		if slices.Contains(foreign, n.Data) && !inProof || n.Data == "script" && !strings.HasPrefix(attribute(n, "src"), "/static/") {
			t.Errorf("%s: a text became <%s>", address, n.Data)
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || slices.Contains([]string{"href", "src", "action", "formaction"}, a.Key) && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:")) {
				t.Errorf("%s: %s", address, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
			}
		}
	}
}

// checkHeaders makes sure of what every answer carries.
func checkHeaders(t *testing.T, a *answer) {
	t.Helper()
	csp := a.header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
		t.Errorf("%s: Content-Security-Policy %q", a.what, csp)
	}
	if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("X-Evil") != "" {
		t.Errorf("%s: header %v", a.what, a.header)
	}
}
