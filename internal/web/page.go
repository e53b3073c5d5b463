package web

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// page is what the frame around every page needs to know.
type page struct {
	title   string // of the window; the page's h1 is in body
	section string // the navigation's entry, by address
	body    Node
}

// show reads and writes a page of the organisation: build runs in one consistent moment together with the frame.
func (q *request) show(build func(*record.Reader) (page, error)) error {
	var p page
	var f frame
	err := q.read(func(r *record.Reader) (err error) {
		if p, err = build(r); err != nil {
			return err
		}
		f, err = q.frame(r)
		return err
	})
	if err == nil {
		err = q.nameActors()
	}
	if err != nil {
		return err
	}
	return q.render(max(q.status, http.StatusOK), q.layout(p, f))
}

func (q *request) render(status int, n Node) error {
	h := q.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	q.w.WriteHeader(status)
	return n.Render(q.w)
}

// frame is what every page of an organisation shows around its content.
type frame struct {
	head   journal.Head
	signed journal.Checkpoint
	ok     bool // there is a checkpoint
	late   map[string]int64
}

func (q *request) frame(r *record.Reader) (f frame, err error) {
	if f.head, err = r.Head(); err != nil {
		return f, err
	}
	if f.signed, f.ok, err = q.s.lastCheckpoint(r); err != nil {
		return f, err
	}
	f.late, err = q.late(r)
	return f, err
}

// late counts what is overdue from the caller, by navigation entry: everything, and in the treatment plan.
func (q *request) late(r *record.Reader) (map[string]int64, error) {
	unread, err := document.LateToRead(r, r.Org().Actor().Email)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{toReadAt: unread}
	p, err := people.Acting(r, q.caller.Email)
	if err != nil || p == nil {
		return out, err
	}
	own, err := task.Of(r, record.Ref(p.ID))
	if err != nil {
		return nil, err
	}
	own.Before = r.Today()
	sums, err := r.DueSums(own, week)
	for kind, s := range sums {
		if out[dueAt] += s.Late; kind == treatment.Treatments.Name {
			out["/r/"+treatment.Treatments.Plural] += s.Late
		}
	}
	return out, err
}

type navEntry struct{ number, label, path string }

var navigation = []struct {
	heading string
	entries []navEntry
}{
	{"Now", []navEntry{{"", "Home", "/"}, {"", "Due", dueAt}, {"", "Routines", routinesSection}, {"", "To read", toReadAt}, {"", "Report an event", eventReportAt}}},
	{"The system", []navEntry{{"4", "Context and scope", "/context"}, {"5", "People", "/r/people"}, {"7", "Documents", documentsAt}, {"6", "Risk", "/risk"}, {"6", "Risk treatment plan", "/r/treatments"}, {"8", "Assets", "/r/assets"}, {"8", "Suppliers", "/r/suppliers"}, {"8", "Incidents", "/r/incidents"}, {"8", "Continuity", continuityAt}}},
	{"Controls", []navEntry{{"A", "Statement of Applicability", "/soa"}, {"A", "Control sets", setsAt}, {"", "Evidence", "/r/evidence-items"}, {"", "Frameworks", frameworksAt}, {"", "Guide", "/guide"}}},
	{"Proof", []navEntry{{"", "Journal", "/journal"}, {"", "Audit packs", "/packs"}}},
}

func (q *request) head(title string) Node {
	return Head(
		Meta(Charset("utf-8")), Meta(Name("viewport"), Content("width=device-width, initial-scale=1")),
		TitleEl(Text(title+" · Assay")),
		Link(Rel("stylesheet"), Href("/static/assay.css?v="+q.s.version)),
		Link(Rel("icon"), Href("/static/mark.svg?v="+q.s.version)),
		Script(Src("/static/assay.js?v="+q.s.version), Defer()),
	)
}

func (q *request) layout(p page, f frame) Node {
	said, undo := q.said()
	return Doctype(HTML(Lang("en"), q.head(p.title), Body(
		A(Class("skip"), Href("#main"), Text("Skip to content")),
		q.top(),
		If(q.asOf != "", q.pastBanner()),
		q.side(p.section, f),
		Main(ID("main"), TabIndex("-1"),
			If(said != "", Div(Class("said"), Role("status"), Span(Text(said)),
				If(undo > 0, q.postForm(q.url(fmt.Sprintf("/undo/%d", undo)), Class("inline"), Button(Class("btn"), Text("Undo")))))),
			p.body),
		q.proof(f), keys(),
	)))
}

// keys is the list of keys, which ? opens.
func keys() Node {
	list := []struct{ keys, what string }{
		{"/", "find anything (also Ctrl K)"}, {"j k", "next and previous row"}, {"Enter", "open the row"}, {"x", "select the row; with Shift and a click, all rows between"},
		{"e", "change the row or the record"}, {"d", "decide on the row, in the Statement of Applicability"}, {"n", "add a record"}, {"[ ]", "previous and next record, after opening one from a list"}, {"Ctrl Enter", "save the form"},
		{"g h", "home; g and c context, r risk, t treatment plan, s Statement of Applicability, a assets, e evidence, j journal"}, {"Esc", "close what is open"}, {"?", "this list"},
	}
	return Div(ID("keys"), Class("keys"), Attr("popover"), H2(Text("Keys")), Dl(Class("facts"), Map(list, func(k struct{ keys, what string }) Node {
		return Group{Dt(Map(strings.Fields(k.keys), func(key string) Node { return Group{El("kbd", Text(key)), Text(" ")} })), Dd(Text(k.what))}
	})))
}

func (q *request) top() Node {
	return Header(Class("top"),
		A(Class("brand"), Href(q.url("/")), Text("Assay")),
		q.organisations(),
		Form(Class("find"), Role("search"), Action("/o/"+q.member.OrgRef+"/search"), Method("get"),
			Input(Class("in"), Type("search"), Name("q"), ID("find"), Aria("label", "Find anything"), Placeholder("Find a control, risk, person, asset …"), AutoComplete("off"), Value(q.findText())),
			q.moment()),
		q.asOfMenu(),
		A(Class("who"), Href("/account"), Text(q.caller.Name)),
	)
}

func (q *request) findText() string {
	if strings.HasSuffix(q.r.URL.Path, "/search") {
		return q.param("q")
	}
	return ""
}

func (q *request) organisations() Node {
	if len(q.caller.Grants) < 2 {
		return Span(Class("soft org"), Text(q.member.OrgName))
	}
	return Details(Class("menu org"), Summary(Text(q.member.OrgName)), Ul(Map(q.caller.Grants, func(g identity.Membership) Node {
		return Li(A(Href("/o/"+g.OrgRef+"/"), Text(g.OrgName)))
	})))
}

func (q *request) asOfMenu() Node {
	label := "As of today"
	value := q.org.Now().UTC().Format(time.DateOnly)
	if q.asOf != "" {
		label = "As of " + q.asOf
	}
	return Details(Class("menu end"), Summary(Class("btn"), Text(label)),
		Form(Class("stack"), Action(q.r.URL.EscapedPath()), Method("get"),
			Label(For("as-of"), Text("Show everything as it stood at the end of")),
			Input(Class("in"), ID("as-of"), Type("date"), Name("as_of"), Value(value[:min(10, len(value))]), Max(q.s.Store.Clock().UTC().Format(time.DateOnly))),
			Button(Class("btn go"), Text("Show")),
			If(q.asOf != "", A(Href(q.r.URL.EscapedPath()), Text("Back to today")))))
}

func (q *request) pastBanner() Node {
	return Div(Class("asof"), Role("status"), Text("As of "+q.org.Now().UTC().Format("2 January 2006 15:04 UTC")+". This is the past and cannot be changed. "), A(Href(q.r.URL.EscapedPath()), Text("Back to today")))
}

func (q *request) side(section string, f frame) Node {
	var nodes []Node
	for _, g := range navigation {
		nodes = append(nodes, H2(Text(g.heading)), Ul(Map(g.entries, func(e navEntry) Node {
			n := f.late[e.path]
			return Li(A(Href(q.url(e.path)), If(e.path == section, Aria("current", "page")),
				Span(Class("n"), Text(e.number)), Text(e.label), If(n > 0, Span(Class("late"), Text(fmt.Sprintf("%d late", n))))))
		})))
	}
	if q.may(record.MayAdminister) {
		nodes = append(nodes, H2(Text("Set-up")), Ul(Li(A(Href(q.url("/settings")), If(section == "/settings", Aria("current", "page")), Span(Class("n")), Text("Members and tokens")))))
	}
	return Nav(Class("side"), ID("menu"), Aria("label", "Main"), Group(nodes))
}

// proof is the hallmark at the end of every page: the journal entry it rests on, the root and the signature.
func (q *request) proof(f frame) Node {
	root := hex.EncodeToString(f.head.Root[:])
	signed := "not signed yet"
	if f.ok {
		signed = fmt.Sprintf("entry %s signed %s", thousands(f.signed.Size), f.signed.Time.Format("2 Jan 2006 15:04:05 UTC"))
	}
	return Footer(Class("proof"),
		Span(Text("Entry "+thousands(f.head.Size))),
		Span(Text("root "), B(Text(root[:4]+" "+root[4:8]+" … "+root[60:]))),
		Span(Text(signed)),
		A(Href(q.url("/journal")), Text("Verify")),
		Button(Class("plain js-only"), Type("button"), Attr("popovertarget", "keys"), Text("Keys")))
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plainPage is a page outside an organisation: sign-in, set-up, errors, account.
func (q *request) plainPage(status int, title string, body ...Node) error {
	said, _ := q.said()
	return q.render(status, Doctype(HTML(Lang("en"), q.head(title), Body(Class("plain"),
		A(Class("skip"), Href("#main"), Text("Skip to content")),
		Header(Class("top"), A(Class("brand"), Href("/"), Text("Assay")), If(q.caller.UserID != "", A(Class("who"), Href("/account"), Text(q.caller.Name)))),
		Main(ID("main"), TabIndex("-1"), If(said != "", Div(Class("said"), Role("status"), Text(said))), Group(body)),
	))))
}

func (q *request) errorPage(status int, message string, err error) {
	title := map[int]string{403: "Not allowed", 404: "Not found", 412: "Changed meanwhile", 429: "Too many attempts"}[status]
	if title == "" {
		title = "That did not work"
	}
	if q.r.PathValue("token") != "" && q.caller.UserID == "" { // an outsider, to whom nothing else here is open
		_ = q.plainPage(status, title, H1(Text(map[bool]string{true: "This link does not work", false: title}[status == http.StatusNotFound])), P(Class("lead"), Text(mainMessage(message, err))), fieldErrors(err)) // the browser may have gone
		return
	}
	home := "/"
	if g, ok := q.addressed(); ok {
		home = "/o/" + g.OrgRef + "/"
	}
	_ = q.plainPage(status, title, H1(Text(title)), P(Class("lead"), Text(mainMessage(message, err))), fieldErrors(err),
		If(status == http.StatusNotFound && home != "/", Group{P(Class("soft"), Text("The address may be mistyped, or what it named was deleted. Deleted records keep their history in the journal.")),
			Form(Class("filters"), Role("search"), Action(home+"search"), Method("get"), Input(Class("in"), Type("search"), Name("q"), Aria("label", "Find anything"), Placeholder("Find a control, risk, person, asset …")), Button(Class("btn go"), Text("Find")))}),
		P(Class("acts"), button(q.back(home), "Back"), button(home, "Home"))) // the browser may have gone
}

// addressed is the organisation that the address names, if the caller has a role there.
func (q *request) addressed() (identity.Membership, bool) {
	rest, found := strings.CutPrefix(q.r.URL.Path, "/o/")
	ref, _, _ := strings.Cut(rest, "/")
	g, ok := q.caller.Grant(ref)
	return g, found && ok
}
