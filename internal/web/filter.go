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

// resolveFilters lets the address name a record by its name or reference, as people type it.
func (l *list) resolveFilters(r *record.Reader) error {
	for i := range l.query.Filters {
		filter := &l.query.Filters[i]
		f := l.k.Field(filter.Field)
		if f == nil || f.Type() != "ref" && f.Type() != "refs" || filter.Op != "" && filter.Op != "not" {
			continue
		}
		for j, v := range filter.Values {
			id, err := l.q.resolve(r, f, v)
			switch {
			case err == nil:
				filter.Values[j] = id
			case errs.Is(err, errs.Internal):
				return err
			}
		}
	}
	return nil
}

// filters is the form above the table; the script submits it while one types. A filter that has its own input here
// shows there; every filter shows as a chip above the rows as well.
func (l *list) filters() Node {
	var inputs []Node
	for i := range l.k.Fields {
		if f := &l.k.Fields[i]; l.selectable(f) {
			inputs = append(inputs, l.filterSelect(f))
		}
	}
	return Form(Class("filters"), Method("get"), Action(l.q.r.URL.EscapedPath()), Data("live", "list"),
		Input(Class("in"), Type("search"), Name("q"), Value(l.query.Search), Aria("label", "Filter by words"), Placeholder("Filter by words")),
		Group(inputs), l.moreFilters(), l.columnMenu(), l.hidden(), Button(Class("btn nojs"), Text("Filter")))
}

// selectable reports whether the filter form offers a choice for the field.
func (l *list) selectable(f *record.AnyField) bool {
	return f.Indexed && (f.Type() == "choice" || f.Scale != nil && f.Computed || f.To == "person")
}

func (l *list) filterSelect(f *record.AnyField) Node {
	present := l.filterValue(f.Name, "")
	if f.To == "person" && len(l.choices[f.To]) >= maxListed {
		list := DataList(ID("d-"+f.Name), Map(l.choices[f.To], func(h record.Hit) Node { return Option(Value(h.Title)) }))
		return Group{list, Input(Class("in narrow"), Name(f.Name), Attr("list", "d-"+f.Name), Value(l.names.hits[present].Title), Aria("label", f.Label), Placeholder(f.Label), AutoComplete("off"))}
	}
	list := slices.Concat(f.Options, l.scales[f.Name])
	for _, h := range l.choices[f.To] {
		list = append(list, record.Option{Value: h.ID, Label: h.Title})
	}
	return Select(Class("in narrow"), Name(f.Name), Aria("label", f.Label), Option(Value(""), Text(f.Label+": any")), Map(list, func(o record.Option) Node {
		return Option(Value(o.Value), If(o.Value == present, Selected()), Text(o.Label))
	}))
}

// filterValue is the one value a filter compares with; "" if there is no such filter or it has several.
func (l *list) filterValue(name, op string) string {
	for _, f := range l.query.Filters {
		if f.Field == name && f.Op == op && len(f.Values) == 1 {
			return f.Values[0]
		}
	}
	return ""
}

// moreFilters narrows by days, and by what is filled in or not.
func (l *list) moreFilters() Node {
	var rows []Node
	for i := range l.k.Fields {
		f := &l.k.Fields[i]
		if !f.Indexed || f.Required && f.Type() != "date" || i == 0 {
			continue
		}
		rows = append(rows, Tr(Th(Scope("row"), Text(f.Label)),
			Td(If(f.Type() == "date", l.dayInput(f, "gte", "on or after"))), Td(If(f.Type() == "date", l.dayInput(f, "lte", "on or before"))),
			Td(If(!f.Required, l.hasInput(f, "empty"))), Td(If(!f.Required, l.hasInput(f, "filled")))))
	}
	if rows == nil {
		return nil
	}
	return Details(Class("menu end"), Summary(Class("btn"), Text("More filters")), Div(Table(Class("tight"),
		THead(Tr(Td(), Th(Text("On or after")), Th(Text("On or before")), Th(Text("Empty")), Th(Text("Filled")))), TBody(Group(rows))), Button(Class("btn nojs"), Text("Filter"))))
}

func (l *list) dayInput(f *record.AnyField, op, words string) Node {
	return Input(Class("in narrow"), Type("date"), Name(f.Name+"."+op), Value(l.filterValue(f.Name, op)), Aria("label", f.Label+" "+words))
}

func (l *list) hasInput(f *record.AnyField, op string) Node {
	return Input(Type("checkbox"), Name(f.Name+"."+op), Value("1"), If(l.filterValue(f.Name, op) != "", Checked()), Aria("label", f.Label+" "+op))
}

// hidden carries what the filter form has no input for and must not lose.
func (l *list) hidden() Node {
	var nodes []Node
	keep := func(key, value string) { nodes = append(nodes, Input(Type("hidden"), Name(key), Value(value))) }
	for _, key := range []string{"sort", "as_of"} {
		if v := l.q.param(key); v != "" {
			keep(key, v)
		}
	}
	for _, filter := range l.query.Filters {
		f := l.k.Field(filter.Field)
		if f != nil && f.Indexed && len(filter.Values) == 1 && (filter.Op == "" && l.selectable(f) || filter.Op == "empty" || filter.Op == "filled" || filter.Op != "" && f.Type() == "date") {
			continue
		}
		for _, v := range filter.Values {
			keep(filterKey(filter), v)
		}
	}
	return Group(nodes)
}

func filterKey(f record.Filter) string {
	if f.Op == "" {
		return f.Field
	}
	return f.Field + "." + f.Op
}

// shown says how many records match and by which filters, each of which can be taken away.
func (l *list) shown() Node {
	if len(l.query.Filters) == 0 && l.query.Search == "" {
		return nil
	}
	count := fmt.Sprintf("%s of %s", thousands(l.found), thousands(l.total))
	if most := int64(l.most()); l.found >= most {
		count = fmt.Sprintf("More than %s of %s", thousands(most-1), thousands(l.total))
	}
	chip := func(key, text string) Node {
		return A(Class("chip on"), Href(l.address(key, "")), TitleAttr("Remove this filter"), Text(text+" ×"))
	}
	return P(Class("chips"), Role("status"), Strong(Text(count)), If(l.query.Search != "", chip("q", "holds “"+l.query.Search+"”")),
		Map(l.query.Filters, func(filter record.Filter) Node { return chip(filterKey(filter), l.describe(filter)) }),
		A(Href(l.q.url("/r/"+l.k.Plural)), Text("Clear all filters")))
}

func (l *list) describe(filter record.Filter) string {
	f := l.k.Field(filter.Field)
	if f == nil {
		return "Ref: " + strings.Join(filter.Values, " or ")
	}
	words := map[string]string{"": "", "not": "not ", "has": "has ", "gte": "from ", "lte": "up to ", "empty": "empty", "filled": "filled"}[filter.Op]
	if filter.Op == "empty" || filter.Op == "filled" {
		return f.Label + ": " + words
	}
	var values []string
	for _, v := range filter.Values {
		text := v
		if o, ok := f.Option(v); ok {
			text = o.Label
		} else if h, ok := l.names.hits[v]; ok {
			text = h.Title
		} else if n, err := strconv.Atoi(v); err == nil && f.Scale != nil {
			text = l.scales.label(f.Name, n)
		} else if f.Type() == "date" {
			text = day(record.Date(v))
		}
		if text == "" {
			text = "none"
		}
		values = append(values, text)
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
	return Details(Class("menu end"), Summary(Class("btn"), Text("Columns")), Div(Class("stack"),
		Map(l.k.Fields[1:], func(f record.AnyField) Node {
			return Label(Input(Type("checkbox"), Name("col"), Value(f.Name), If(f.Listed, Data("usual", "")), If(slices.ContainsFunc(l.columns, func(c *record.AnyField) bool { return c.Name == f.Name }), Checked())), Text(" "+f.Label))
		}), Button(Class("btn nojs"), Text("Show these"))))
}
