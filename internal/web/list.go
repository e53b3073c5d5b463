package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
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
	found   int64 // matching, up to countUpTo
	views   []*view.View
}

const countUpTo = 10_001

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
	return map[string]string{"risk": "/risk", "criteria": "/risk", "assessment": "/risk", "acceptance": "/risk", "control": "/soa", "soa_version": "/soa",
		"issue": "/context", "interested_party": "/context", "requirement": "/context", "scope": "/context"}[k.Name]
}

// parseQuery reads a list's query from an address: field=value (repeated for any of several), field.op=value, q, sort, after.
func parseQuery(k *record.Kind, v url.Values) record.Query {
	out := record.Query{Search: strings.TrimSpace(v.Get("q")), Sort: v.Get("sort"), After: v.Get("after"), Limit: rowsPerPage}
	for key, values := range v {
		name, op, _ := strings.Cut(key, ".")
		values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
		if (k.Field(name) == nil && name != "ref") || len(values) == 0 {
			continue
		}
		out.Filters = append(out.Filters, record.Filter{Field: name, Op: op, Values: values})
	}
	slices.SortFunc(out.Filters, func(a, b record.Filter) int { return strings.Compare(a.Field+a.Op, b.Field+b.Op) })
	return out
}

func (l *list) read(r *record.Reader) (err error) {
	values := l.q.r.URL.Query()
	l.query = parseQuery(l.k, values)
	l.columns = chosenColumns(l.k, values["col"])
	if l.page, err = r.List(l.k, l.query); err != nil {
		return err
	}
	if l.names, err = l.q.namesFor(r, l.k, l.page.Records, nil); err != nil {
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
		l.found, err = r.CountMatching(l.k, l.query, countUpTo)
	}
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
		return l.q.r.URL.Path
	}
	return l.q.r.URL.Path + "?" + v.Encode()
}

func (l *list) body() Node {
	q, k := l.q, l.k
	count := fmt.Sprintf("%s %s", thousands(l.total), strings.ToLower(k.Title))
	if l.found != l.total {
		count = fmt.Sprintf("%s of %s shown", atMost(l.found), thousands(l.total))
	}
	body := []Node{heading(k.Title, Group{Text(count + " · "), Span(Class("mono"), Text(k.Clause))}, l.actions())}
	if l.total == 0 {
		return Group(append(body, l.emptyBody()))
	}
	body = append(body, l.filters(), l.viewBar(), l.table(), l.pager())
	if q.may(k.Edit) && k.Name != "acceptance" && k.Name != "soa_version" {
		return Group{body[0], q.postForm(q.url("/r/"+k.Plural+"/bulk"), ID("bulk")), Group(body[1:]), l.bulkBar()}
	}
	return Group(body)
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
		If(makes, goButton(l.newURL(), "Add "+article(k.Singular))),
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
	return k.Name != "control" && k.Name != "soa_version" && k.Name != "acceptance"
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	if noun == "evidence" {
		return noun
	}
	return "a " + noun
}

func (l *list) exportURL(format string) string {
	v := l.q.r.URL.Query()
	v.Set("format", format)
	return l.q.r.URL.Path + "/export?" + v.Encode()
}

func (l *list) emptyBody() Node {
	q, k := l.q, l.k
	if !q.may(k.Edit) || !creatable(k) {
		return empty(k.About)
	}
	return empty(k.About, goButton(l.newURL(), "Add "+article(k.Singular)), button(q.url("/r/"+k.Plural+"/import"), "Import a spreadsheet"))
}

// filters is the form above the table; the script submits it while one types.
func (l *list) filters() Node {
	var chips []Node
	for _, f := range l.query.Filters {
		field := l.k.Field(f.Field)
		if field == nil {
			continue
		}
		key := f.Field
		if f.Op != "" {
			key += "." + f.Op
		}
		chips = append(chips, A(Class("chip on"), Href(l.address(key, "")), TitleAttr("Remove this filter"), Text(l.describe(field, f)+" ×")))
	}
	var selects []Node
	for i := range l.k.Fields {
		if f := &l.k.Fields[i]; f.Indexed && f.Type() == "choice" && !l.filtered(f.Name) {
			selects = append(selects, Select(Class("in narrow"), Name(f.Name), Aria("label", f.Label), Option(Value(""), Text(f.Label+": any")), Map(f.Options, func(o record.Option) Node {
				return Option(Value(o.Value), Text(o.Label))
			})))
		}
	}
	return Form(Class("filters"), Method("get"), Action(l.q.r.URL.Path), Data("live", "list"),
		Input(Class("in"), Type("search"), Name("q"), Value(l.query.Search), Aria("label", "Filter by words"), Placeholder("Filter by words")),
		Group(selects), l.hidden(), Button(Class("btn"), Text("Filter")), l.columnMenu(), Group(chips))
}

func (l *list) filtered(name string) bool {
	return slices.ContainsFunc(l.query.Filters, func(f record.Filter) bool { return f.Field == name })
}

// hidden carries what the filter form must not lose.
func (l *list) hidden() Node {
	var nodes []Node
	for key, values := range l.q.r.URL.Query() {
		name, _, _ := strings.Cut(key, ".")
		if key == "sort" || key == "as_of" || l.filtered(name) {
			for _, v := range values {
				nodes = append(nodes, Input(Type("hidden"), Name(key), Value(v)))
			}
		}
	}
	return Group(nodes)
}

func (l *list) describe(f *record.AnyField, filter record.Filter) string {
	words := map[string]string{"": "", "not": "not ", "has": "has ", "gte": "from ", "lte": "up to ", "empty": "empty", "filled": "filled"}[filter.Op]
	if filter.Op == "empty" || filter.Op == "filled" {
		return f.Label + ": " + words
	}
	var values []string
	for _, v := range filter.Values {
		if o, ok := f.Option(v); ok {
			v = o.Label
		} else if h, ok := l.names.hits[v]; ok {
			v = h.Title
		}
		for _, o := range l.scales[f.Name] {
			if o.Value == v {
				v = o.Label
			}
		}
		values = append(values, v)
	}
	return f.Label + ": " + words + strings.Join(values, " or ")
}

// viewBar offers the saved views, and to save the present one under a name.
func (l *list) viewBar() Node {
	q := l.q
	query := q.r.URL.Query()
	query.Del("after")
	query.Del("as_of")
	present := query.Encode()
	if len(l.views) == 0 && present == "" {
		return nil
	}
	return Div(Class("chips"), Map(l.views, func(v *view.View) Node {
		return Span(A(Class("chip"), Aria("current", strconv.FormatBool(v.Query == present)), Href(q.url("/r/"+l.k.Plural)+joint(q)+v.Query), Text(v.Title)),
			If(q.may(record.MayContribute) && v.Holder == q.org.Actor().User && v.Query == present, q.postForm(q.url("/r/views/"+v.ID+"/delete"), Class("inline"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(v.Rev))),
				Button(Class("plain"), Data("confirm", "Remove the view "+v.Title+"?"), Text("remove")))))
	}), If(present != "" && q.may(record.MayContribute), Details(Class("menu"), Summary(Class("chip"), Text("Save this view")),
		q.postForm(q.url("/r/views"), Class("stack"), Input(Type("hidden"), Name("register"), Value(l.k.Plural)), Input(Type("hidden"), Name("query"), Value(present)),
			Input(Class("in"), Name("title"), Required(), Aria("label", "Name of the view"), Placeholder("Name of the view")),
			Label(Input(Type("checkbox"), Name("shared"), Value("true")), Text(" Everyone sees it")), Button(Class("btn go"), Text("Save"))))))
}

// joint is what stands between an address and more parameters.
func joint(q *request) string {
	if q.asOf != "" {
		return "&"
	}
	return "?"
}

func (l *list) columnMenu() Node {
	return Details(Class("menu"), Summary(Class("btn"), Text("Columns")), Div(Class("stack"),
		Map(l.k.Fields[1:], func(f record.AnyField) Node {
			return Label(Input(Type("checkbox"), Name("col"), Value(f.Name), If(slices.ContainsFunc(l.columns, func(c *record.AnyField) bool { return c.Name == f.Name }), Checked())), Text(" "+f.Label))
		}), Button(Class("btn"), Text("Show these"))))
}

func (l *list) table() Node {
	selects := l.q.may(l.k.Edit)
	if len(l.page.Records) == 0 {
		return Div(ID("list"), empty("Nothing matches. Remove a filter to see more.", button(l.q.url("/r/"+l.k.Plural), "Show all")))
	}
	return Div(ID("list"), Class("scroll"), Table(
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

// bulkBar changes one field of all selected records in one step that can be undone.
func (l *list) bulkBar() Node {
	var fields []Node
	for i := range l.k.Fields {
		f := &l.k.Fields[i]
		if f.Computed || i == 0 || f.Type() == "json" || f.Type() == "refs" || f.Long {
			continue
		}
		fields = append(fields, Option(Value(f.Name), Text(f.Label)))
	}
	return Div(Class("bulk"), Data("bulk", "select"),
		Span(Class("soft"), Data("count", "select"), Text("With the selected:")), Text(" set "),
		Select(Class("in narrow"), Name("field"), FormAttr("bulk"), Aria("label", "Field to set"), Group(fields)), Text(" to "),
		Input(Class("in narrow"), Name("value"), FormAttr("bulk"), Aria("label", "New value")), Text(" because "),
		Input(Class("in narrow"), Name("reason"), FormAttr("bulk"), Aria("label", "Reason")),
		Button(Class("btn"), Name("do"), Value("set"), FormAttr("bulk"), Text("Change")),
		If(creatable(l.k), Button(Class("btn bad"), Name("do"), Value("delete"), FormAttr("bulk"), Data("confirm", "Delete the selected records? Their history stays and can bring them back."), Text("Delete"))))
}

// bulkChange sets a field of, or deletes, the selected records: all or none.
func bulkChange(q *request) error {
	k, err := q.kindToChange()
	if err != nil {
		return err
	}
	ids := q.r.PostForm["select"]
	if len(ids) == 0 {
		return errs.Invalidf("Nothing is selected. Tick the records to change.")
	}
	if len(ids) > record.MaxPage {
		return errs.Invalidf("At most %d records can be changed at once.", record.MaxPage)
	}
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		for _, id := range ids {
			if err := q.changeOne(w, k, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/r/"+k.Plural), fmt.Sprintf("%d changed.", b.Count()), b.First)
}

func (q *request) changeOne(w *record.Writer, k *record.Kind, id string) error {
	rec, err := w.Get(k, id)
	if err != nil {
		return err
	}
	if q.form("do") == "delete" {
		return w.Delete(k, id, rec.Base().Rev)
	}
	f := k.Field(q.form("field"))
	if f == nil || f.Computed {
		return errs.Invalidf("%s have no field %q to set.", k.Title, q.form("field"))
	}
	if err := q.parseField(w.Reader, f, rec, []string{q.form("value")}); err != nil {
		return err
	}
	if err := w.Put(k, rec); err != nil {
		return fmt.Errorf("%s: %w", rec.Base().Ref, err)
	}
	return nil
}

// undo takes back one change, be it of one record or many.
func undo(q *request) error {
	var batch int64
	if _, err := fmt.Sscan(q.r.PathValue("batch"), &batch); err != nil {
		return errs.New(errs.NotFound, "There is no such change.")
	}
	b, err := q.write("Undo", func(w *record.Writer) error { return w.Undo(batch) })
	if err != nil {
		return err
	}
	back := q.r.Referer()
	if back == "" {
		back = q.url("/")
	}
	return q.redirect(back, "Undone.", b.First)
}
