package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/view"
	"github.com/assay-isms/assay/internal/record"
)

const rowsPerPage = 50

// list is a register's list as the address asks for it.
type list struct {
	q       *request
	k       *record.Kind
	query   record.Query
	columns []*record.AnyField
	page    record.Page
	names   names
	scales  scales
	total   int64 // of the register
	found   int64 // matching, up to most
	views   []*view.View
	choices choices // of the filters and of the bulk change
}

// maxListed is how many people a list offers to filter by and to hand over to; beyond it one types a name.
const maxListed = 100

const countUpTo = 10_001

// most is up to where matching records are counted: in a large register sooner, since what is not shown must not cost.
func (l *list) most() int {
	if l.total > 100_000 {
		return 1001
	}
	return countUpTo
}

// listPage shows a register: filter, sort, page, choose columns, select and change many at once.
func listPage(q *request) error {
	k, err := q.kind()
	if err != nil {
		return err
	}
	return q.show(func(r *record.Reader) (page, error) {
		l := &list{q: q, k: k}
		if err := l.read(r); err != nil {
			return page{}, err
		}
		return page{title: k.Title, section: sectionOf(k), body: l.body()}, nil
	})
}

// sectionOf is the navigation's entry that a register belongs under.
func sectionOf(k *record.Kind) string {
	for _, g := range navigation {
		for _, e := range g.entries {
			if e.path == "/r/"+k.Plural {
				return e.path
			}
		}
	}
	return map[string]string{"risk": "/risk", "criteria": "/risk", "assessment": "/risk", "acceptance": "/risk", "rating": "/risk", "reconciliation": "/risk", "control": "/soa", "soa_version": "/soa",
		"agreement": "/r/suppliers", "supplier_assessment": "/r/suppliers", "supplier_review": "/r/suppliers", "answer": "/r/suppliers", "customer_questionnaire": "/r/suppliers",
		"document": documentsAt, "document_version": documentsAt, "document_fact": documentsAt, "acknowledgement": documentsAt, "framework": frameworksAt, "framework_item": frameworksAt, "mapping": frameworksAt,
		"issue": "/context", "interested_party": "/context", "requirement": "/context", "scope": "/context"}[k.Name]
}

func (l *list) read(r *record.Reader) (err error) {
	values := l.q.r.URL.Query()
	l.query = parseQuery(l.k, values)
	l.columns = chosenColumns(l.k, values["col"])
	if err = l.resolveFilters(r); err != nil {
		return err
	}
	if l.page, err = r.List(l.k, l.query); err != nil {
		return err
	}
	if l.names, err = l.q.namesFor(r, l.k, l.page.Records, nil); err != nil {
		return err
	}
	l.names.brief = true
	if err = l.readChoices(r); err != nil {
		return err
	}
	if l.scales, err = scalesOf(r, l.k); err != nil {
		return err
	}
	if l.total, err = r.Count(l.k); err != nil {
		return err
	}
	if l.views, err = view.Of(r, l.k.Plural, l.q.org.Actor().User); err != nil {
		return err
	}
	if l.found = l.total; len(l.query.Filters) > 0 || l.query.Search != "" {
		l.found, err = r.CountMatching(l.k, l.query, l.most())
	}
	return err
}

// readChoices finds the people to filter by, and what the filters name.
func (l *list) readChoices(r *record.Reader) (err error) {
	if l.choices, err = l.q.choicesFor(r, l.k, maxListed, "ref"); err != nil {
		return err
	}
	var ids []string
	for _, f := range l.query.Filters {
		if field := l.k.Field(f.Field); field != nil && field.To != "" {
			ids = append(ids, f.Values...)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	named, err := r.Named(ids)
	maps.Copy(l.names.hits, named)
	return err
}

func chosenColumns(k *record.Kind, chosen []string) (columns []*record.AnyField) {
	for i := range k.Fields {
		f := &k.Fields[i]
		if i == 0 || len(chosen) == 0 && f.Listed || slices.Contains(chosen, f.Name) {
			columns = append(columns, f)
		}
	}
	return columns
}

// address is this list's address with some parameters changed; "" removes one.
func (l *list) address(changes ...string) string {
	v := url.Values{}
	for key, values := range l.q.r.URL.Query() {
		v[key] = values
	}
	v.Del("after")
	for i := 0; i+1 < len(changes); i += 2 {
		if v.Del(changes[i]); changes[i+1] != "" {
			v.Set(changes[i], changes[i+1])
		}
	}
	if len(v) == 0 {
		return l.q.r.URL.EscapedPath()
	}
	return l.q.r.URL.EscapedPath() + "?" + v.Encode()
}

func (l *list) body() Node {
	q, k := l.q, l.k
	lead := thousands(l.total) + " " + strings.ToLower(k.Title)
	if l.total == 1 {
		lead = "1 " + k.Singular
	} else if strings.HasSuffix(k.Title, "plan") {
		lead = thousands(l.total) + " " + k.Singular + "s"
	}
	head := heading(k.Title, Group{Text(lead + " · "), Span(Class("mono"), Text(k.Clause))}, l.actions())
	if l.total == 0 {
		return Group{head, l.emptyBody()}
	}
	return Group{head, If(l.selects(), q.postForm(q.url("/r/"+k.Plural+"/bulk"), ID("bulk"), Input(Type("hidden"), Name("ask"), Value("1")))),
		l.filters(), l.viewBar(), Div(ID("list"), l.shown(), l.table(), l.pager(), Iff(l.selects() && len(l.page.Records) > 0, l.bulkBar))}
}

// selects reports whether many records can be changed at once.
func (l *list) selects() bool {
	return l.q.may(l.k.Edit) && (l.k.Name == "control" || creatable(l.k))
}

func atMost(n int64) string {
	if n >= countUpTo {
		return thousands(countUpTo-1) + "+"
	}
	return thousands(n)
}

func (l *list) actions() Node {
	q, k := l.q, l.k
	makes := q.may(k.Edit) && creatable(k)
	return Group{
		Details(Class("menu end"), Summary(Class("btn"), Text("Export")), Ul(Map([]string{"xlsx", "csv", "json", "docx", "pdf", "html"}, func(f string) Node {
			return Li(A(Href(l.exportURL(f)), Text(strings.ToUpper(f))))
		}))),
		If(makes, button(q.url("/r/"+k.Plural+"/import"), "Import")),
		If(makes, A(Class("btn go"), Href(l.newURL()), Data("key", "n"), Text("Add "+article(k.Singular)))),
	}
}

func (l *list) newURL() string { return l.q.newURL(l.k) }

func (q *request) newURL(k *record.Kind) string {
	switch k.Name {
	case "evidence":
		return q.url("/evidence/new")
	case "criteria":
		return q.url("/criteria/new")
	}
	return q.url("/r/" + k.Plural + "/new")
}

// creatable reports whether people add records of the kind by a form; some only come from a use case.
func creatable(k *record.Kind) bool {
	return !slices.Contains([]string{"control", "soa_version", "acceptance", "rating", "reconciliation", "document_version", "acknowledgement", "access_decision"}, k.Name)
}

func article(noun string) string {
	switch {
	case noun == "evidence":
		return noun
	case strings.HasPrefix(noun, "use ") || !strings.ContainsRune("aeiou", rune(noun[0])):
		return "a " + noun
	}
	return "an " + noun
}

func (l *list) exportURL(format string) string {
	v := l.q.r.URL.Query()
	v.Set("format", format)
	return l.q.r.URL.EscapedPath() + "/export?" + v.Encode()
}

func (l *list) emptyBody() Node {
	q, k := l.q, l.k
	if !q.may(k.Edit) || !creatable(k) {
		return empty(k.About)
	}
	if k == task.Routines.Kind() {
		return empty(k.About, goButton(q.url(routinesAt), "Library of routines"), button(l.newURL(), "Add a routine"))
	}
	return empty(k.About, goButton(l.newURL(), "Add "+article(k.Singular)), button(q.url("/r/"+k.Plural+"/import"), "Import a spreadsheet"))
}

func (l *list) table() Node {
	selects := l.selects()
	if len(l.page.Records) == 0 {
		return empty("Nothing matches. Remove a filter to see more.", button(l.q.url("/r/"+l.k.Plural), "Show all"))
	}
	return Div(Class("scroll"), Table(
		THead(Tr(If(selects, Th(Input(Type("checkbox"), Data("all", "select"), Aria("label", "Select all on this page")))),
			l.sortHead("ref", "", false), Map(l.columns, func(f *record.AnyField) Node { return l.sortHead(f.Name, f.Label, isNumber(f)) }))),
		TBody(Map(l.page.Records, func(rec record.Record) Node { return l.row(rec, selects) }))))
}

func isNumber(f *record.AnyField) bool {
	return f.Scale == nil && (f.Type() == "int" || f.Type() == "float")
}

func (l *list) sortHead(name, label string, number bool) Node {
	f := l.k.Field(name)
	text := label
	if name == "ref" {
		text = "Ref"
	}
	class := If(number, Class("num"))
	if f != nil && (!f.Indexed || f.Type() == "ref") {
		return Th(class, Scope("col"), Text(text))
	}
	current, down := strings.CutPrefix(l.query.Sort, "-")
	next, mark, state := name, "", "none"
	if current == name || current == "" && name == "ref" {
		if next, mark, state = "-"+name, " ↑", "ascending"; down {
			next, mark, state = name, " ↓", "descending"
		}
	}
	return Th(class, Scope("col"), Aria("sort", state), A(Href(l.address("sort", next)), Text(text+mark)))
}

func (l *list) row(rec record.Record, selects bool) Node {
	m := rec.Base()
	address := l.q.recordURL(l.k, m.Ref)
	return Tr(
		If(selects, Td(Input(Type("checkbox"), Name("select"), Value(m.ID), FormAttr("bulk"), Aria("label", "Select "+m.Ref)))),
		Td(Class("mono"), A(Href(address), TabIndex("-1"), Text(m.Ref))),
		Map(l.columns, func(f *record.AnyField) Node {
			if f == l.columns[0] {
				return Td(A(Class("name"), Href(address), Text(l.k.TitleOf(rec))))
			}
			return Td(If(isNumber(f), Class("num")), l.names.show(f, rec, l.scales))
		}))
}

func (l *list) pager() Node {
	after := l.q.param("after")
	if l.page.Next == "" && after == "" {
		return nil
	}
	return Nav(Class("pager"), Aria("label", "Pages"),
		If(after != "", A(Class("btn"), Href(l.address()), Text("First page"))),
		If(l.page.Next != "", A(Class("btn"), Rel("next"), Href(l.address("after", l.page.Next)), Text("Next page"))))
}
