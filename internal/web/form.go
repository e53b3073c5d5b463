package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// choices are the records a reference field may point to, by kind.
type choices map[string][]record.Hit

// asked reports whether a step asks for the field, which people otherwise do not set.
func asked(k *record.Kind, f *record.AnyField) bool {
	return slices.ContainsFunc(k.Steps, func(s record.AnyStep) bool { return slices.Contains(s.Asks, f.Name) })
}

// maxChoices is how many records a form lists to choose from; beyond it one types the reference.
const maxChoices = 500

// choicesFor lists, up to a limit of each kind, what the kind's references of the given types may point to.
func (q *request) choicesFor(r *record.Reader, k *record.Kind, limit int, types ...string) (choices, error) {
	out := choices{}
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.To == "" || f.Computed && !asked(k, f) || out[f.To] != nil || !slices.Contains(types, f.Type()) {
			continue
		}
		to, err := q.s.Store.Kind(f.To)
		if err != nil {
			return nil, err
		}
		if out[f.To], err = firstOf(r, to, limit); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// firstKey names the first so many records of a kind.
type firstKey struct {
	kind  string
	limit int
}

func firstOf(r *record.Reader, k *record.Kind, limit int) ([]record.Hit, error) {
	return record.CachedOf(r, firstKey{k.Name, limit}, []*record.Kind{k}, func() ([]record.Hit, error) {
		hits := []record.Hit{}
		p, err := r.List(k, record.Query{Limit: limit})
		if err != nil {
			return nil, err
		}
		for _, rec := range p.Records {
			hits = append(hits, record.Hit{ID: rec.Base().ID, Kind: k.Name, Ref: rec.Base().Ref, Title: k.TitleOf(rec)})
		}
		return hits, nil
	})
}

// recordForm is the form of a record: new, or at the revision it was opened at.
type recordForm struct {
	q       *request
	k       *record.Kind
	rec     record.Record
	choices choices
	names   names
	scales  scales
	err     error // of the attempt before
	skip    []string
	as      string // the name of the one input that is shown alone, in a bulk change
	first   Node   // rows of the page's own, before the fields
	of      string // sets the ids of one form apart from those of another on the page
}

// with puts rows of the page's own before the fields.
func (f recordForm) with(first Node) recordForm {
	f.first = first
	return f
}

func (q *request) newForm(r *record.Reader, k *record.Kind, rec record.Record, failed error) (f recordForm, err error) {
	f = recordForm{q: q, k: k, rec: rec, err: failed}
	if f.choices, err = q.choicesFor(r, k, maxChoices, "ref", "refs"); err != nil {
		return f, err
	}
	if f.scales, err = scalesOf(r, k); err != nil {
		return f, err
	}
	f.names, err = q.namesFor(r, k, []record.Record{rec}, nil)
	return f, err
}

func (f recordForm) node(action string, submit string) Node {
	m := f.rec.Base()
	var rows []Node
	for i := range f.k.Fields {
		field := &f.k.Fields[i]
		if field.Computed || field.Type() == "json" || slices.Contains(f.skip, field.Name) || f.k == risk.Risks.Kind() && isHarm(field) || f.k == continuity.Processes.Kind() && isImpact(field) {
			continue
		}
		rows = append(rows, f.row(field))
		if f.k == risk.Risks.Kind() {
			rows = append(rows, f.harmRows(field.Name))
		}
	}
	return f.q.postForm(action, Class("record-form"), EncType("multipart/form-data"),
		Data("guard", ""), f.summary(),
		Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(m.Rev))),
		f.first, Group(rows),
		If(creatable(f.k), Div(Class("row"), Label(For("f-ref"), Text("Reference")), Div(Input(Class("in narrow"), ID("f-ref"), Name("ref"), Value(m.Ref), Placeholder("given automatically")), f.fault("ref")))),
		If(m.Rev > 0, Div(Class("row"), Label(For("f-reason"), Text("Why this change")), Input(Class("in"), ID("f-reason"), Name("reason"), Value(f.q.form("reason")), Placeholder("for the history; may stay empty")))),
		Div(Class("row"), Span(), Div(Class("acts"), Button(Class("btn go"), Text(submit)), A(Class("btn"), Href(f.q.backFrom(f.k, m)), Text("Cancel")))))
}

func (q *request) backFrom(k *record.Kind, m *record.Meta) string {
	if m.Rev > 0 {
		return q.recordURL(k, m.Ref)
	}
	return q.url("/r/" + k.Plural)
}

// faultOf is what the attempt before had against the field; "" if nothing.
func (f recordForm) faultOf(name string) string {
	e, _ := f.err.(*errs.Error)
	if e == nil {
		return ""
	}
	for _, bad := range e.Fields {
		if bad.Name == name {
			return strings.ToUpper(bad.Message[:1]) + bad.Message[1:] + "."
		}
	}
	return ""
}

func (f recordForm) fault(name string) Node {
	fault := f.faultOf(name)
	return If(fault != "", P(Class("fault-line"), ID("e-"+f.of+name), Text(fault)))
}

// summary says at the top of the form what is wrong, with the way to each field.
func (f recordForm) summary() Node {
	e, ok := f.err.(*errs.Error)
	if f.err == nil || !ok {
		return nil
	}
	return Div(Class("fault"), Role("alert"), P(Text(e.Message)), If(len(e.Fields) > 0, Ul(Class("faults"), Map(e.Fields, func(bad errs.Field) Node {
		label := bad.Name
		if field := f.k.Field(bad.Name); field != nil {
			label = field.Label
		}
		return Li(A(Href("#f-"+f.of+bad.Name), Text(label)), Text(": "+bad.Message))
	}))))
}

// described ties an input to its help and to what is wrong with it.
func (f recordForm) described(field *record.AnyField) Node {
	if f.as != "" {
		return nil
	}
	var ids []string
	if field.Help != "" {
		ids = append(ids, "h-"+f.of+field.Name)
	}
	wrong := f.faultOf(field.Name) != ""
	if wrong {
		ids = append(ids, "e-"+f.of+field.Name)
	}
	return Group{If(len(ids) > 0, Aria("describedby", strings.Join(ids, " "))), If(wrong, Aria("invalid", "true"))}
}

func (f recordForm) row(field *record.AnyField) Node {
	id := "f-" + f.of + field.Name
	label := field.Label
	if field.Unit != "" {
		label += " (" + field.Unit + ")"
	}
	return Div(Class("row"),
		Label(For(id), Text(label), If(field.Required, Span(Class("must"), TitleAttr("required"), Text(" *")))),
		Div(f.input(field, id), If(field.Help != "", P(Class("help"), ID("h-"+f.of+field.Name), Text(field.Help))), f.fault(field.Name)))
}

func (f recordForm) input(field *record.AnyField, id string) Node {
	name := Name(field.Name)
	if f.as != "" {
		name = Group{Name(f.as), FormAttr("bulk")}
	}
	attrs := Group{ID(id), name, f.described(field), If(field.Required && f.as == "", Required())}
	text := field.Text(f.rec)
	switch field.Type() {
	case "choice":
		return options(attrs, field.Options, text)
	case "int":
		if field.Scale != nil {
			return options(attrs, f.scales[field.Name], text)
		}
		return Input(Class("in narrow"), Type("number"), Step("1"), attrs, If(!field.Empty(f.rec), Value(text)))
	case "float":
		return Input(Class("in narrow"), Type("number"), Step("any"), attrs, If(!field.Empty(f.rec), Value(text)))
	case "bool":
		if f.as != "" {
			return options(attrs, []record.Option{{Value: "true", Label: "Yes"}, {Value: "false", Label: "No"}}, "")
		}
		return Input(Type("checkbox"), ID(id), Name(field.Name), Value("true"), f.described(field), If(text == "true", Checked()))
	case "date":
		return Input(Class("in narrow"), Type("date"), attrs, Value(text))
	case "set":
		if len(field.Options) > manyOptions {
			return f.optionChooser(field, attrs)
		}
		return f.checkboxes(field, id, name)
	case "ref":
		return f.chooser(field, attrs, text)
	case "refs":
		return f.multiChooser(field, attrs)
	}
	if field.Long {
		return Textarea(Class("in"), Rows("4"), attrs, Text(text))
	}
	return Input(Class("in"), attrs, Value(text))
}

func options(attrs Node, list []record.Option, value string) Node {
	return Select(Class("in narrow"), attrs, Option(Value(""), Text("—")), Map(list, func(o record.Option) Node {
		return Option(Value(o.Value), If(o.Value == value, Selected()), Text(o.Label))
	}))
}

// manyOptions is from how many options on a set is chosen from a list that can be filtered.
const manyOptions = 12

func (f recordForm) optionChooser(field *record.AnyField, attrs Node) Node {
	chosen := strings.Fields(field.Text(f.rec))
	list := slices.Clone(field.Options)
	slices.SortStableFunc(list, func(a, b record.Option) int { // what is chosen comes first
		return btoi(slices.Contains(chosen, b.Value)) - btoi(slices.Contains(chosen, a.Value))
	})
	return Select(Class("in"), Data("choose", ""), attrs, Multiple(), Attr("size", "8"), Map(list, func(o record.Option) Node {
		return Option(Value(o.Value), If(slices.Contains(chosen, o.Value), Selected()), Text(o.Label))
	}))
}

func (f recordForm) checkboxes(field *record.AnyField, id string, name Node) Node {
	have := strings.Fields(field.Text(f.rec))
	return FieldSet(Class("checks"), ID(id), Legend(Class("hidden"), Text(field.Label)), Map(field.Options, func(o record.Option) Node {
		return Label(Input(Type("checkbox"), name, Value(o.Value), If(slices.Contains(have, o.Value), Checked())), Text(" "+o.Label))
	}))
}

// chooser lets one choose a record from a list while one types; the value sent is its name or reference.
func (f recordForm) chooser(field *record.AnyField, attrs Node, id string) Node {
	value := ""
	if h, ok := f.names.hits[id]; ok {
		value = shownAs(h)
	}
	if failed := f.q.form(field.Name); f.err != nil && value == "" {
		value = failed
	}
	listID := "l-" + f.of + field.Name
	return Group{Input(Class("in narrow"), attrs, Attr("list", listID), Value(value), AutoComplete("off"), Placeholder("type a name or reference")),
		DataList(ID(listID), Map(f.choices[field.To], func(h record.Hit) Node { return Option(Value(shownAs(h))) }))}
}

func shownAs(h record.Hit) string {
	if h.Kind == "person" {
		return h.Title
	}
	return h.Ref + " " + h.Title
}

func (f recordForm) multiChooser(field *record.AnyField, attrs Node) Node {
	chosen := strings.Fields(field.Text(f.rec))
	hits := slices.Clone(f.choices[field.To])
	for _, id := range chosen {
		if h, ok := f.names.hits[id]; ok && !slices.ContainsFunc(hits, func(c record.Hit) bool { return c.ID == id }) {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b record.Hit) int { // what is chosen comes first
		return btoi(slices.Contains(chosen, b.ID)) - btoi(slices.Contains(chosen, a.ID))
	})
	return Select(Class("in"), Data("choose", ""), attrs, Multiple(), Attr("size", fmt.Sprint(min(8, max(3, len(hits))))), Map(hits, func(h record.Hit) Node {
		return Option(Value(h.ID), If(slices.Contains(chosen, h.ID), Selected()), Text(shownAs(h)))
	}))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// parseForm reads the form into the record.
func (q *request) parseForm(r *record.Reader, k *record.Kind, rec record.Record) error {
	var names []string
	for i := range k.Fields {
		f := &k.Fields[i]
		if _, sent := q.r.PostForm[f.Name]; !f.Computed && f.Type() != "json" && (sent || f.Type() == "bool" || f.Type() == "set" || f.Type() == "refs") {
			names = append(names, f.Name)
		}
	}
	if ref, sent := q.r.PostForm["ref"]; sent && creatable(k) {
		rec.Base().Ref = strings.TrimSpace(ref[0])
	}
	return q.parseFields(r, k, rec, names)
}

// parseFields reads what was typed for the named fields; all that is wrong is told at once.
func (q *request) parseFields(r *record.Reader, k *record.Kind, rec record.Record, names []string) error {
	var bad []errs.Field
	for _, name := range names {
		if err := q.parseField(r, k.Field(name), rec, q.r.PostForm[name]); err != nil {
			if e, ok := err.(*errs.Error); ok && len(e.Fields) > 0 {
				bad = append(bad, e.Fields...)
				continue
			}
			return err
		}
	}
	if bad != nil {
		return &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("The %s cannot be saved.", k.Singular), Fields: bad}
	}
	return nil
}

// parseField reads what was typed for one field; references are understood by name, reference or id.
func (q *request) parseField(r *record.Reader, f *record.AnyField, rec record.Record, values []string) error {
	text := strings.Join(values, " ")
	switch f.Type() {
	case "ref":
		id, err := q.resolve(r, f, strings.TrimSpace(text))
		if err != nil {
			return err
		}
		text = id
	case "choice":
		for _, o := range f.Options {
			if strings.EqualFold(o.Label, strings.TrimSpace(text)) {
				text = o.Value
			}
		}
	}
	if err := f.Parse(rec, text); err != nil {
		return errs.InField(f.Name, "%v", err)
	}
	return nil
}

// resolve finds the record that text names: "AS-1 Server", "AS-1", an id, or a title that only one record has.
func (q *request) resolve(r *record.Reader, f *record.AnyField, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	k, err := q.s.Store.Kind(f.To)
	if err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(text, " ")
	for _, candidate := range []string{text, first} {
		rec, err := r.Find(k, candidate)
		if err == nil {
			return rec.Base().ID, nil
		}
		if !errs.Is(err, errs.NotFound) {
			return "", err
		}
	}
	p, err := r.List(k, record.Query{Filters: []record.Filter{{Field: k.Fields[0].Name, Values: []string{text}}}, Limit: 2})
	if err != nil {
		return "", err
	}
	if len(p.Records) == 1 {
		return p.Records[0].Base().ID, nil
	}
	if len(p.Records) > 1 {
		return "", errs.InField(f.Name, "more than one %s is called %q; write the reference", k.Singular, text)
	}
	return "", errs.InField(f.Name, "there is no %s %q", k.Singular, text)
}

func newPage(q *request) error { return q.formPage(nil, nil, nil) }

// formPage shows the form for a new record (rec nil) or an old one; failed is why the attempt before was refused.
func (q *request) formPage(k *record.Kind, rec record.Record, failed error) error {
	if k == nil {
		var err error
		if k, err = q.kindToChange(); err != nil {
			return err
		}
	}
	return q.show(func(r *record.Reader) (page, error) {
		if rec == nil {
			rec = k.New()
			q.prefill(r, k, rec)
		}
		f, err := q.newForm(r, k, rec, failed)
		if err != nil {
			return page{}, err
		}
		title, action, submit := "Add "+article(k.Singular), q.url("/r/"+k.Plural), "Add"
		if m := rec.Base(); m.Rev > 0 {
			title, action, submit = "Change "+k.TitleOf(rec), q.url("/r/"+k.Plural+"/"+url.PathEscape(m.ID)), "Save"
		}
		return page{title: title, section: sectionOf(k), body: Group{heading(title, Text(k.About)), f.node(action, submit)}}, nil
	})
}

// prefill sets fields of a new record from the address, such as ?risks=R-1.
func (q *request) prefill(r *record.Reader, k *record.Kind, rec record.Record) {
	for name, values := range q.r.URL.Query() {
		f := k.Field(name)
		if f == nil || f.Computed {
			continue
		}
		text := values[0]
		if f.To != "" {
			id, err := q.resolve(r, f, text)
			if err != nil {
				continue
			}
			text = id
		}
		_ = f.Parse(rec, text) // a wrong address leaves the field empty
	}
}
