package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
)

// soa is the Statement of Applicability as the address asks for it.
type soa struct {
	q       *request
	edition catalog.Edition
	lines   []control.Line
	latest  *control.Version
	both    bool       // the organisation keeps both editions
	view    url.Values // which lines are shown
	truth   bool       // what was true, not what was known
	carried Node       // what every form of the page carries; made once
	opening string     // the address at which a row is open, but for the row; made once

	from catalog.Edition // the edition it is derived from, because this one is not kept; "" if it is
	open int             // questions between merged controls, shown as suggested
}

// edits reports whether the lines can be decided on here and now.
func (s *soa) edits() bool { return s.from == "" && s.q.may(record.MayEdit) }

func (q *request) edition(r *record.Reader) (e catalog.Edition, both bool, err error) {
	n := map[catalog.Edition]int64{}
	for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
		if n[e], err = r.CountMatching(control.Controls.Kind(), record.Query{Filters: []record.Filter{{Field: "edition", Values: []string{string(e)}}}}, 1); err != nil {
			return "", false, err
		}
	}
	e, both = catalog.Edition2022, n[catalog.Edition2022] > 0 && n[catalog.Edition2013] > 0
	if n[e] == 0 && n[catalog.Edition2013] > 0 {
		e = catalog.Edition2013
	}
	if text := q.param("edition"); text != "" {
		e, err = catalog.ParseEdition(text)
	}
	return e, both, err
}

func (q *request) readSoA(r *record.Reader) (s *soa, err error) {
	s = &soa{q: q, view: q.r.URL.Query()}
	if s.edition, s.both, err = q.edition(r); err != nil {
		return nil, err
	}
	shown, err := transition.Statement(r, s.edition)
	if err != nil {
		return nil, err
	}
	s.lines, s.from, s.open = shown.Lines, shown.From, shown.Open
	s.latest, err = control.Latest(r, s.edition)
	return s, err
}

// soaFilters are the ways to narrow the statement; each is a chip with its count.
var soaFilters = []struct {
	key, label string
	keep       func(*control.Line) bool
}{
	{"", "All", func(*control.Line) bool { return true }},
	{"undecided", "Undecided", func(l *control.Line) bool { return l.State == control.Undecided }},
	{"gap", "Reason missing", func(l *control.Line) bool { return l.Gap != "" }},
	{"conflict", "Conflicts", func(l *control.Line) bool { return l.Conflict != "" }},
	{"applicable", "Applicable", func(l *control.Line) bool { return l.Applicability == "applicable" }},
	{"excluded", "Excluded", func(l *control.Line) bool { return l.Applicability == "excluded" }},
	{"not-working", "Not working", func(l *control.Line) bool {
		return l.Applicability == "applicable" && l.State != control.Working
	}},
	{"no-owner", "No owner", func(l *control.Line) bool { return l.Applicability == "applicable" && l.Owner == "" }},
}

func soaPage(q *request) error {
	then, _, err := q.trueStatement()
	if err != nil {
		return err
	}
	return q.show(func(r *record.Reader) (page, error) {
		s, err := q.readSoA(r)
		if err != nil {
			return page{}, err
		}
		if then != nil {
			s.lines, s.truth = then.Lines, true
		}
		if len(s.lines) == 0 {
			return page{title: "Statement of Applicability", section: "/soa", body: s.begin()}, nil
		}
		if s.from != "" {
			return page{title: "Statement of Applicability", section: "/soa", body: s.derivedBody()}, nil
		}
		return page{title: "Statement of Applicability", section: "/soa", body: s.body()}, nil
	})
}

func (s *soa) begin() Node {
	q := s.q
	add := func(e, label string) Node {
		return q.postForm(q.url("/soa/edition"), Class("inline"), Input(Type("hidden"), Name("edition"), Value(e)), Button(Class("btn go"), Text(label)))
	}
	return Group{heading("Statement of Applicability", Text("No controls yet.")),
		empty("Begin with the controls of Annex A, each undecided. The edition of 2013 is for contracts that cite it and for bringing an old statement across.",
			If(q.may(record.MayEdit), Group{add("2022", "Add the 93 controls of 2022"), add("2013", "Add the 114 controls of 2013"), button(q.url("/transition"), "Bring an old statement across")}))}
}

// derivedBody shows the decisions on one edition in the terms of the other, which is not kept.
func (s *soa) derivedBody() Node {
	q, from := s.q, string(s.from)
	open := ""
	if s.open > 0 {
		open = " " + plural(s.open, "question between merged controls is answered as suggested.", "questions between merged controls are answered as suggested.")
	}
	return Group{
		heading("Statement of Applicability", Text(fmt.Sprintf("Edition %s, shown from the decisions on %s.%s", s.edition, from, open)),
			button(q.url("/soa", "edition", from), "Show "+from), button(q.url("/transition", "from", from), "How it comes about, and keeping it"), s.exportMenu()),
		s.chips(), s.table(s.shown()),
	}
}

func (s *soa) body() Node {
	q := s.q
	decided := 0
	for i := range s.lines {
		if s.lines[i].State != control.Undecided {
			decided++
		}
	}
	shown := s.shown()
	ready := decided == len(s.lines) && s.count("conflict") == 0 && s.count("gap") == 0
	edits := q.may(record.MayEdit)
	return Group{
		heading("Statement of Applicability", Text(fmt.Sprintf("Edition %s · %d of %d decided · %s", s.edition, decided, len(s.lines), s.versionText())),
			s.editionLinks(), If(edits, Group{button(q.url("/soa/questions", "edition", string(s.edition)), "Questions"), button(q.url("/soa", "edition", q.param("edition"), "many", "1")+"#bulk-bar", "Decide many")}),
			s.viewMenu(), s.exportMenu(), q.oscalMenu([2]bool{true, control.Count(s.lines).Applicable > 0}),
			If(q.may(record.MayApprove), q.postForm(q.url("/soa/approve"), Class("inline"), Input(Type("hidden"), Name("edition"), Value(string(s.edition))),
				Button(Class("btn go"), If(!ready, Disabled()), If(!ready, TitleAttr("Every control must be decided, every reason explained, and no exclusion may contradict a treatment")), Data("confirm", "Approve this Statement of Applicability in your name?"), Text("Approve"))))),
		s.truthSwitch(), s.chips(),
		If(edits, q.postForm(q.url("/controls"), ID("bulk"), s.hidden(), Input(Type("hidden"), Name("ask"), Value("1")))),
		s.table(shown),
		If(edits, s.bulkBar()),
	}
}

func (s *soa) versionText() string {
	if s.latest == nil {
		return "never approved"
	}
	return fmt.Sprintf("%s approved by %s on %s", strings.ToLower(s.latest.Title), s.latest.ApprovedBy, day(s.latest.ApprovedOn))
}

func (s *soa) editionLinks() Node {
	other := string(s.edition.Other())
	return Group{If(s.both || s.edition == catalog.Edition2013, button(s.q.url("/transition"), "Move to 2022")), button(s.q.url("/soa", "edition", other), "Show "+other)}
}

// viewMenu leads to other ways of looking at the statement.
func (s *soa) viewMenu() Node {
	e := string(s.edition)
	return Details(Class("menu end"), Summary(Class("btn"), Text("Look closer")), Ul(
		Li(A(Href(s.q.url("/soa/compare", "edition", e)), Text("What changed"))),
		Li(A(Href(s.q.url("/soa/annex-a", "edition", e)), Text("Comparison with Annex A"))),
		If(s.edition == catalog.Edition2022, Li(A(Href(s.q.url("/soa/attributes")), Text("By attribute"))))))
}

func (s *soa) exportMenu() Node {
	return Details(Class("menu end"), Summary(Class("btn"), Text("Export")), Ul(Map([]string{"xlsx", "docx", "pdf", "html", "csv", "json"}, func(f string) Node {
		return Li(A(Href(s.q.url("/soa/export", "format", f, "edition", string(s.edition), "show", map[bool]string{true: "true"}[s.truth])), Text(strings.ToUpper(f))))
	})))
}

func (s *soa) count(key string) (n int) {
	for _, f := range soaFilters {
		for i := range s.lines {
			if f.key == key && f.keep(&s.lines[i]) {
				n++
			}
		}
	}
	return n
}

func (s *soa) shown() (shown []*control.Line) {
	text, group, attr, state := record.Fold(strings.TrimSpace(s.view.Get("q"))), s.view.Get("group"), s.view.Get("attribute"), s.view.Get("state")
	for i := range s.lines {
		l := &s.lines[i]
		keep := (text == "" || strings.Contains(record.Fold(l.Ref+" "+l.Title+" "+l.Description+" "+l.OwnerName), text)) && (group == "" || l.Group == group) && (attr == "" || hasAttribute(l.Ref, attr)) && (state == "" || state == string(l.State))
		for _, f := range soaFilters {
			keep = keep && (f.key != s.view.Get("only") || f.keep(l))
		}
		if keep {
			shown = append(shown, l)
		}
	}
	return shown
}

func hasAttribute(id, value string) bool {
	c, _ := catalog.Find(id)
	for _, a := range catalog.AllAttributes() {
		if slices.Contains(a.Of(c), catalog.Value(value)) {
			return true
		}
	}
	return false
}

func (s *soa) chips() Node {
	q := s.q
	var groups []catalog.Group
	if groups = catalog.Themes(); s.edition == catalog.Edition2013 {
		groups = catalog.Sets()
	}
	keep := func(pairs ...string) string {
		return q.url("/soa", append([]string{"edition", q.param("edition")}, pairs...)...)
	}
	return Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), Data("live", "list"),
		Input(Class("in"), Type("search"), Name("q"), Value(q.param("q")), Aria("label", "Filter by words"), Placeholder("Filter by words")),
		If(q.param("edition") != "", Input(Type("hidden"), Name("edition"), Value(q.param("edition")))),
		q.moment(),
		If(q.param("only") != "", Input(Type("hidden"), Name("only"), Value(q.param("only")))),
		stateSelect(q.param("state")),
		Select(Class("in narrow"), Name("group"), Aria("label", "Theme or control set"), Option(Value(""), Text("Every group")), Map(groups, func(g catalog.Group) Node {
			return Option(Value(g.Title), If(g.Title == q.param("group"), Selected()), Text(fmt.Sprintf("%s (%d)", g.Title, g.Controls)))
		})),
		If(s.edition == catalog.Edition2022, attributeSelect(q.param("attribute"))),
		Button(Class("btn"), Text("Filter")),
		Map(soaFilters, func(f struct {
			key, label string
			keep       func(*control.Line) bool
		}) Node {
			return A(Class("chip"), Href(keep("only", f.key)), Aria("current", map[bool]string{true: "true", false: "false"}[q.param("only") == f.key]), Text(fmt.Sprintf("%s %d", f.label, s.count(f.key))))
		}))
}

func stateSelect(current string) Node {
	return Select(Class("in narrow"), Name("state"), Aria("label", "State"), Option(Value(""), Text("Every state")), Map(control.States, func(s control.State) Node {
		return Option(Value(string(s)), If(string(s) == current, Selected()), Text(s.Words()))
	}))
}

func attributeSelect(current string) Node {
	return Select(Class("in narrow"), Name("attribute"), Aria("label", "Attribute"), Option(Value(""), Text("Every attribute")), Map(catalog.AllAttributes(), func(a catalog.Attribute) Node {
		return OptGroup(Attr("label", a.Label), Map(a.Values, func(v catalog.Value) Node {
			return Option(Value(string(v)), If(string(v) == current, Selected()), Text(v.Label()))
		}))
	}))
}

func (s *soa) table(lines []*control.Line) Node {
	if len(lines) == 0 {
		return Div(ID("list"), empty("No control matches.", button(s.q.url("/soa", "edition", s.q.param("edition")), "Show all")))
	}
	selects := s.edits()
	return Div(ID("list"), Class("scroll"), Table(Class("soa"),
		THead(Tr(If(selects, Th(Input(Type("checkbox"), Data("all", "select"), Aria("label", "Select all shown")))),
			Th(Scope("col"), Text("Id")), Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("Applies")), Th(Scope("col"), Text("Because")), Th(Scope("col"), Text("Implementation")),
			Th(Scope("col"), Text("State")), Th(Scope("col"), Text("Owner")), Th(Scope("col"), Text("Treats")), Th(Scope("col"), Text("Evidence")))),
		TBody(Map(lines, func(l *control.Line) Node {
			return Group{s.row(l, selects), If(selects && l.Ref == s.q.param("decide"), s.rowForm(l))}
		}))))
}

// lineURL is the page of the line's control; of one that is not kept, the guidance on it.
func (s *soa) lineURL(l *control.Line) string {
	if s.from != "" {
		return s.q.controlURL(l.Ref)
	}
	return s.q.recordURL(control.Controls.Kind(), l.Ref)
}

func (s *soa) row(l *control.Line, selects bool) Node {
	q := s.q
	return Tr(ID("c-"+l.Ref),
		If(selects, Td(Input(Type("checkbox"), Name("select"), Value(l.ID), FormAttr("bulk"), Aria("label", "Select "+l.Ref)))),
		Td(Class("mono"), Text(strings.TrimPrefix(l.Ref, "A."))),
		Td(A(Class("name"), Href(s.lineURL(l)), Text(l.Title)), corrected(q, l)),
		Td(s.inline(l, "applicability", control.Applicabilities, l.Applicability, applies(l)), If(selects, A(Class(map[bool]string{true: "decide", false: "decide quiet"}[l.Applicability == "undecided"]), Data("key", "d"), Href(s.deciding(l.Ref)), Aria("label", "Decide on "+l.Ref), Text("Decide")))),
		Td(Class("clip"), If(l.Gap != "", Group{status("failing", "reason missing", l.Gap), Text(" ")}), Text(l.Justification())),
		Td(s.inline(l, "implementation", control.Implementations, l.Implementation, Text(implementation(l.Implementation)))),
		Td(controlState(l)),
		Td(Class("who"), Text(l.OwnerName)),
		Td(Class("mono"), refLinks(q, l.Risks, 3)),
		Td(Class("who"), newest(l, q.org.Now())))
}

// inline shows a value, and where one may edit, a select that saves by itself with the script and by its button
// without.
func (s *soa) inline(l *control.Line, field string, options []record.Option, value string, shown Node) Node {
	if !s.edits() || l.Conflict != "" && field == "applicability" {
		return shown
	}
	return s.q.postForm(s.q.url("/controls/"+l.Ref), Class("inline edit"), Data("save", "change"),
		Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(l.Rev))), Input(Type("hidden"), Name("from"), Value("soa")), s.hidden(),
		Select(Class("bare"), Name(field), Aria("label", map[string]string{"applicability": "Applies", "implementation": "Implementation"}[field]+" "+l.Ref),
			Map(options, func(o record.Option) Node {
				return Option(Value(o.Value), If(o.Value == value, Selected()), Text(o.Label))
			})),
		Button(Class("plain nojs"), Text("Save")))
}

func applies(l *control.Line) Node {
	switch {
	case l.Conflict != "":
		return status("failing", "No, but needed", l.Conflict)
	case l.Applicability == "applicable":
		return Text("Yes")
	case l.Applicability == "excluded":
		return status("excluded", "No", l.ExclusionReason)
	}
	return status("none", "Undecided", "nobody has decided")
}

func implementation(v string) string {
	for _, o := range control.Implementations {
		if o.Value == v {
			return o.Label
		}
	}
	return v
}

func refLinks(q *request, links []record.Link, n int) Node {
	var nodes []Node
	for i, l := range links {
		if i == n {
			nodes = append(nodes, Span(Class("soft"), Text(fmt.Sprintf("+%d", len(links)-n))))
			break
		}
		nodes = append(nodes, A(Href(q.hitURL(l.Hit)), TitleAttr(l.Title), Text(l.Ref)), Text(" "))
	}
	return Group(nodes)
}

func newest(l *control.Line, now time.Time) Node {
	e := l.Newest()
	if e == nil {
		return Span(Class("soft"), Text("—"))
	}
	return Text(ago(e.CollectedOn, now))
}

func ago(d record.Date, now time.Time) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	switch days := int(now.UTC().Sub(t).Hours() / 24); {
	case days <= 0:
		return "today"
	case days == 1:
		return "yesterday"
	default:
		return fmt.Sprintf("%d days ago", days)
	}
}

func addEdition(q *request) error {
	e, err := catalog.ParseEdition(q.form("edition"))
	if err != nil {
		return err
	}
	n := 0
	b, err := q.write("Controls of edition "+string(e), func(w *record.Writer) (err error) {
		n, err = control.AddEdition(w, e)
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/soa", "edition", string(e)), fmt.Sprintf("%d controls added, all undecided.", n), b.First)
}

func approveSoA(q *request) error {
	e, err := catalog.ParseEdition(q.form("edition"))
	if err != nil {
		return err
	}
	var v *control.Version
	if _, err := q.write("", func(w *record.Writer) error {
		v, err = control.Approve(w, e, q.form("note"))
		return err
	}); err != nil {
		return err
	}
	return q.redirect(q.url("/soa", "edition", string(e)), v.Title+" approved by "+v.ApprovedBy+".", 0)
}
