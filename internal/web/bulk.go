package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// settable reports whether one value of the field can be given to many records at once.
func settable(k *record.Kind, f *record.AnyField) bool {
	return !f.Computed && f != &k.Fields[0] && f.Type() != "json" && f.Type() != "refs" && !f.Long
}

// bulkBar changes one field of all selected records in one step that can be undone. The input for the value is a
// plain one; the script puts the field's own in its place.
func (l *list) bulkBar() Node {
	form := recordForm{q: l.q, k: l.k, rec: l.k.New(), choices: l.choices, scales: l.scales, as: "value"}
	var fields, inputs []Node
	for i := range l.k.Fields {
		if f := &l.k.Fields[i]; settable(l.k, f) {
			fields = append(fields, Option(Value(f.Name), Text(f.Label)))
			inputs = append(inputs, Template(Data("field", f.Name), form.input(f, "v-"+f.Name)))
		}
	}
	query := l.q.r.URL.Query()
	query.Del("after")
	return Div(Class("bulk"), Data("bulk", "select"), Group(inputs),
		Input(Type("hidden"), Name("query"), Value(query.Encode()), FormAttr("bulk")),
		Span(Class("soft"), Data("count", "select"), Text("With the selected:")), Button(Class("plain js-only"), Type("button"), Data("deselect", ""), Text("Deselect")),
		If(l.page.Next != "" || l.q.param("after") != "", l.allMatching()),
		Label(For("bulk-field"), Text("Set")), Select(Class("in narrow"), ID("bulk-field"), Name("field"), FormAttr("bulk"), Group(fields)),
		Label(For("bulk-value"), Text("to")), Span(Class("slot"), Data("slot", ""), Input(Class("in narrow"), ID("bulk-value"), Name("value"), FormAttr("bulk"))),
		Input(Class("in"), Name("reason"), FormAttr("bulk"), Aria("label", "Reason"), Placeholder("why, for the history")),
		Button(Class("btn go"), Name("do"), Value("set"), FormAttr("bulk"), Text("Change")),
		If(creatable(l.k), Button(Class("btn bad"), Name("do"), Value("delete"), FormAttr("bulk"), Text("Delete"))))
}

func (l *list) allMatching() Node {
	if l.found > record.MaxPage {
		return Small(Class("soft"), Text(fmt.Sprintf("At most %s at once; filter to fewer to change all.", thousands(record.MaxPage))))
	}
	return Label(Input(Type("checkbox"), Name("all"), Value("1"), FormAttr("bulk"), Data("many", strconv.FormatInt(l.found, 10))),
		Text(fmt.Sprintf(" all %s that match, not only this page", thousands(l.found))))
}

// bulkChange sets a field of, or deletes, the selected records: all or none. From the list it first shows what would
// change.
func bulkChange(q *request) error {
	k, err := q.kindToChange()
	if err != nil {
		return err
	}
	ids := q.r.PostForm["select"]
	if q.form("all") != "" {
		if ids, err = q.matching(k); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return errs.Invalidf("Nothing is selected. Tick the records to change.")
	}
	if len(ids) > record.MaxPage {
		return errs.Invalidf("At most %d records can be changed at once.", record.MaxPage)
	}
	if q.form("ask") != "" {
		return q.bulkPreview(k, ids)
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
	return q.redirect(q.listURL(k), fmt.Sprintf("%d changed.", b.Count()), b.First)
}

// listURL is the list as it was when its bulk form was sent.
func (q *request) listURL(k *record.Kind) string {
	address := q.url("/r/" + k.Plural)
	if v, err := url.ParseQuery(q.form("query")); err == nil && len(v) > 0 {
		address += "?" + v.Encode()
	}
	return address
}

// matching are the records of the whole list, not only of the page shown.
func (q *request) matching(k *record.Kind) (ids []string, err error) {
	v, err := url.ParseQuery(q.form("query"))
	if err != nil {
		return nil, errs.New(errs.BadRequest, "The list's filters could not be read.")
	}
	l := list{q: q, k: k, query: parseQuery(k, v)}
	l.query.After, l.query.Limit = "", record.MaxPage
	err = q.read(func(r *record.Reader) error {
		if err := l.resolveFilters(r); err != nil {
			return err
		}
		p, err := r.List(k, l.query)
		if p.Next != "" {
			return errs.Invalidf("More than %d records match. Filter to fewer.", record.MaxPage)
		}
		for _, rec := range p.Records {
			ids = append(ids, rec.Base().ID)
		}
		return err
	})
	return ids, err
}

func (q *request) changeOne(w *record.Writer, k *record.Kind, id string) error {
	rec, err := w.Get(k, id)
	if err != nil {
		return err
	}
	if q.form("do") == "delete" {
		return w.Delete(k, id, rec.Base().Rev)
	}
	if _, err := q.setOne(w.Reader, k, rec); err != nil {
		return err
	}
	if err := w.Put(k, rec); err != nil {
		return fmt.Errorf("%s: %w", rec.Base().Ref, err)
	}
	return nil
}

// setOne gives the record the form's value and reports the field.
func (q *request) setOne(r *record.Reader, k *record.Kind, rec record.Record) (*record.AnyField, error) {
	f := k.Field(q.form("field"))
	if f == nil || f.Computed {
		return nil, errs.Invalidf("%s have no field %q to set.", k.Title, q.form("field"))
	}
	return f, q.parseField(r, f, rec, q.r.PostForm["value"])
}

const shownChanges = 200

// bulkPreview shows what a bulk change would do, and asks.
func (q *request) bulkPreview(k *record.Kind, ids []string) error {
	return q.show(func(r *record.Reader) (page, error) {
		var before, after []record.Record
		var f *record.AnyField
		for _, id := range ids {
			rec, err := r.Get(k, id)
			if err != nil {
				return page{}, err
			}
			now, err := r.Get(k, id)
			if err != nil {
				return page{}, err
			}
			if q.form("do") != "delete" {
				if f, err = q.setOne(r, k, now); err != nil {
					return page{}, err
				}
				if f.Text(rec) == f.Text(now) {
					continue
				}
			}
			before, after = append(before, rec), append(after, now)
		}
		n, err := q.namesFor(r, k, append(before[:len(before):len(before)], after...), nil)
		if err != nil {
			return page{}, err
		}
		s, err := scalesOf(r, k)
		p := bulkPlan{q: q, k: k, f: f, before: before, after: after, left: len(ids) - len(before), names: n, scales: s}
		return page{title: p.title(), section: sectionOf(k), body: p.body()}, err
	})
}

// bulkPlan is what a bulk change would do.
type bulkPlan struct {
	q             *request
	k             *record.Kind
	f             *record.AnyField // nil to delete
	before, after []record.Record
	left          int // selected records that have the value already
	names         names
	scales        scales
}

func (p bulkPlan) title() string {
	if p.f == nil {
		return "Delete " + plural(len(p.before), "record", "records") + "?"
	}
	return fmt.Sprintf("Change %s of %s?", strings.ToLower(p.f.Label), plural(len(p.before), "record", "records"))
}

func (p bulkPlan) body() Node {
	lead := "One step for all or none. It can be undone, and the history tells who did it."
	if p.left > 0 {
		lead = plural(p.left, "other has this value already and stays as it is. ", "others have this value already and stay as they are. ") + lead
	}
	back := button(p.q.listURL(p.k), "Back to the list")
	if len(p.before) == 0 {
		return Group{heading("Nothing would change", Text("All selected records have this value already."), back)}
	}
	return Group{heading(p.title(), Text(lead)), p.confirm(back), Div(Class("scroll"), Table(
		THead(Tr(Th(Text("Ref")), Th(Text(p.k.Fields[0].Label)), If(p.f != nil, Group{Th(Text("Now")), Th(Text("Then"))}))),
		TBody(Map(p.before[:min(len(p.before), shownChanges)], p.row())))),
		If(len(p.before) > shownChanges, P(Class("soft"), Text(fmt.Sprintf("and %d more", len(p.before)-shownChanges))))}
}

func (p bulkPlan) row() func(record.Record) Node {
	i := -1
	return func(rec record.Record) Node {
		i++
		return Tr(Td(Class("mono"), Text(rec.Base().Ref)), Td(A(Class("name"), Href(p.q.recordURL(p.k, rec.Base().Ref)), Text(p.k.TitleOf(rec)))),
			Iff(p.f != nil, func() Node {
				return Group{Td(Del(p.names.show(p.f, rec, p.scales))), Td(Ins(p.names.show(p.f, p.after[i], p.scales)))}
			}))
	}
}

func (p bulkPlan) confirm(back Node) Node {
	label, class := "Change "+plural(len(p.before), "record", "records"), "btn go"
	if p.f == nil {
		label, class = "Delete "+plural(len(p.before), "record", "records"), "btn bad"
	}
	hidden := func(name string, values ...string) Node {
		return Map(values, func(v string) Node { return Input(Type("hidden"), Name(name), Value(v)) })
	}
	q := p.q
	return q.postForm(q.url("/r/"+p.k.Plural+"/bulk"), Class("acts note"), hidden("do", q.form("do")), hidden("field", q.form("field")), hidden("value", q.r.PostForm["value"]...),
		hidden("query", q.form("query")), hidden("reason", q.form("reason")), Map(p.before, func(rec record.Record) Node { return hidden("select", rec.Base().ID) }),
		Button(Class(class), Text(label)), back)
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
	return q.redirect(q.back(q.url("/")), "Undone.", b.First)
}
