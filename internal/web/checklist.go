package web

import (
	"fmt"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// tasks are the tasks of a checklist, by day: what is open can be ticked, and leads to the register it touches. typ is the
// type of a personnel checklist.
func (q *request) tasks(r *record.Reader, field, id, typ string) (Node, error) {
	all, err := checklist.Tasks.All(r, record.Query{Filters: []record.Filter{{Field: field, Values: []string{id}}}, Sort: "due"})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var open, over []*checklist.Task
	var ids []string
	for _, t := range all {
		ids = append(ids, string(t.Owner), string(t.DoneBy))
		if t.Outcome == "" {
			open = append(open, t)
		} else {
			over = append(over, t)
		}
	}
	n, err := q.namesOf(r, ids, nil)
	if err != nil {
		return nil, err
	}
	who := func(id record.Ref) Node {
		if id == "" {
			return Span(Class("soft"), Text("nobody"))
		}
		return n.link(string(id))
	}
	k := checklist.Tasks.Kind()
	name := func(t *checklist.Task) Node {
		return Td(A(Class("name"), Href(q.recordURL(k, t.Ref)), Text(t.Title)), Br(), Small(Class("soft"), Text(t.Ref+" · "+t.Function), q.opens(t, typ)))
	}
	return Section(Class("sheet"), H2(Text("Tasks"), Span(Class("soft"), Text(fmt.Sprintf(" %d of %d open", len(open), len(all))))),
		If(len(open) > 0, wide("Open tasks", Table(THead(Tr(Th(Scope("col"), Text("Due")), Th(Scope("col"), Text("Task")), Th(Scope("col"), Text("Owed by")), Th(Scope("col"), Span(Class("hidden"), Text("Tick"))))),
			TBody(Map(open, func(t *checklist.Task) Node {
				return Tr(Td(q.dueOn(t.Due)), name(t), Td(who(t.Owner), q.nameHolder(t)), Td(q.tick(t)))
			}))))),
		If(len(over) > 0, wide("Tasks that are over", Table(THead(Tr(Th(Scope("col"), Text("On")), Th(Scope("col"), Text("Task")), Th(Scope("col"), Text("By")), Th(Scope("col"), Text("Outcome")))),
			TBody(Map(over, func(t *checklist.Task) Node {
				return Tr(Td(Text(day(t.DoneOn))), name(t), Td(who(t.DoneBy)), Td(outcome(t)))
			})))))), nil
}

// nameHolder leads to where somebody is named for the function that a task goes to, if nobody holds it.
func (q *request) nameHolder(t *checklist.Task) Node {
	k := checklist.FunctionHolders.Kind()
	if t.Owner != "" || t.Function == "" || !q.may(k.Edit) || q.org.Past() {
		return nil
	}
	return Group{Br(), Small(A(Href(q.url("/r/"+k.Plural+"/new", "function", t.Function)), Text("name somebody")))}
}

func (q *request) dueOn(d record.Date) Node {
	if d < q.shownDay() {
		return status("failing", ago(d, q.org.Now()), "due "+day(d))
	}
	return Text(day(d))
}

func outcome(t *checklist.Task) Node {
	switch {
	case t.Outcome == "waived":
		return status("none", "waived", t.Note)
	case t.DoneOn > t.Due:
		return status("partly", "done late", "due "+day(t.Due))
	}
	return status("working", "done", "")
}

// tick is a button that says a task was done today by who presses it; its page has the rest.
func (q *request) tick(t *checklist.Task) Node {
	k := checklist.Tasks.Kind()
	if q.org.Past() || !q.may(k.Step("done").Needs) {
		return nil
	}
	return q.postForm(q.url("/r/"+k.Plural+"/"+url.PathEscape(t.ID)+"/step/done"), Class("inline"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(t.Rev))), Button(Class("btn"), Aria("label", "Done: "+t.Title), Text("Done")))
}

// opens leads from a task to the register it touches: of a joiner to a new record with the person filled in, of others to the
// person's records.
func (q *request) opens(t *checklist.Task, typ string) Node {
	k, err := q.s.Store.Kind(t.Register)
	if err != nil || t.Outcome != "" {
		return nil
	}
	link := func(address, text string) Node { return Group{Text(" · "), A(Href(address), Text(text))} }
	field := personField(k)
	switch {
	case t.About != "" && k == people.Persons.Kind():
		return link(q.url("/r/people/"+url.PathEscape(string(t.About))), "the person")
	case t.About == "" || field == "":
		return link(q.url("/r/"+k.Plural), k.Title)
	case (typ == "joiner" || !held[k.Name]) && q.may(k.Edit) && creatable(k):
		pairs := []string{field, string(t.About)}
		if f := k.Field("type"); f != nil {
			if _, ok := f.Option(typ); ok {
				pairs = append(pairs, "type", typ)
			}
		}
		return link(q.url("/r/"+k.Plural+"/new", pairs...), "add "+article(k.Singular))
	}
	return link(q.url("/r/"+k.Plural, field, string(t.About)), "the person's "+strings.ToLower(k.Title))
}

// held are the registers of what a person has, and a mover or leaver gives up.
var held = map[string]bool{"account": true, "asset": true, "mobile_device": true, "role": true}

// personField is the field of a kind that says whom a record is about.
func personField(k *record.Kind) string {
	for _, name := range []string{"person", "holder"} {
		if f := k.Field(name); f != nil && f.To == people.Persons.Name {
			return name
		}
	}
	return ""
}

// personExtra says what the person owes and has, in short, and begins the checklist of the next change.
func (q *request) personExtra(r *record.Reader, p *people.Person) (Node, error) {
	dues, _, err := r.Dues(record.DueQuery{Who: []record.Ref{record.Ref(p.ID)}, Limit: shownDues})
	if err != nil {
		return nil, err
	}
	referring, err := r.Referring(p.ID)
	if err != nil {
		return nil, err
	}
	var has []Node
	for _, k := range q.s.Store.Registers() {
		f := personField(k)
		if n := referring[k.Name][f]; f != "" && n > 0 {
			has = append(has, Li(A(Href(q.url("/r/"+k.Plural, f, p.ID)), Text(k.Title)), Text(" "+thousands(n))))
		}
	}
	k := checklist.Personnels.Kind()
	var begin []Node
	for _, o := range k.Field("type").Options {
		begin = append(begin, Text(" "), button(q.url("/r/"+k.Plural+"/new", "person", p.ID, "type", o.Value), o.Label))
	}
	return Section(Class("sheet"), H2(Text("Owes and has")),
		If(len(dues) == 0, P(Text("Nothing is due from "+p.Name+"."))),
		If(len(dues) > 0, wide("What is due", Table(THead(Tr(Th(Scope("col"), Text("Due")), Th(Scope("col"), Text("What")), Th(Scope("col"), Text("Record")))), TBody(Map(dues, func(o record.Owed) Node {
			return Tr(Td(q.dueOn(o.Day)), Td(Text(o.What)), Td(A(Class("name"), Href(q.hitURL(o.Hit)), Text(o.Title)), Br(), Small(Class("soft"), Text(o.Ref))))
		}))))),
		If(len(dues) == shownDues, P(A(Href(q.url(dueAt, "who", p.Ref)), Text("All that is due")))),
		If(has != nil, Ul(Group(has))),
		If(q.may(k.Edit) && !q.org.Past() && p.Status != "left", P(Class("acts"), Text("Checklist for a"), Group(begin)))), nil
}

// shownDues is how much of what a person owes the person's page shows.
const shownDues = 5

// lists offers the library's checklists for the record, and shows those that were begun.
func (q *request) lists(r *record.Reader, v recordView) (Node, error) {
	var offered []guide.Checklist
	for _, c := range guide.Checklists() {
		if c.Record == v.k.Name && v.k != checklist.Personnels.Kind() {
			offered = append(offered, c)
		}
	}
	if offered == nil {
		return nil, nil
	}
	k, ref := checklist.Checklists.Kind(), v.rec.Base().Ref
	begun, err := r.List(k, record.Query{Filters: []record.Filter{{Field: "about", Values: []string{ref}}}, Limit: shownRelated})
	if err != nil {
		return nil, err
	}
	may := q.may(k.Edit) && !q.org.Past()
	if len(begun.Records) == 0 && !may {
		return nil, nil
	}
	return Section(Class("sheet"), H2(Text("Checklists")),
		If(len(begun.Records) > 0, Ul(Map(begun.Records, func(rec record.Record) Node {
			c := rec.(*checklist.Checklist)
			return Li(A(Href(q.recordURL(k, c.Ref)), Text(c.Title)), Text(" · "+c.Status))
		}))),
		If(may, P(Class("acts"), Map(offered, func(c guide.Checklist) Node {
			return button(q.url("/r/"+k.Plural+"/new", "list", c.ID, "about", ref), c.Title)
		})))), nil
}

func ofChecklist(rec record.Record) bool {
	switch rec.(type) {
	case *checklist.Personnel, *checklist.Checklist, *checklist.Task:
		return true
	}
	return false
}

// inOrder puts the tasks of a checklist before what ends it; elsewhere what can be done comes first.
func inOrder(rec record.Record, steps, extra Node) Node {
	if ofChecklist(rec) {
		return Group{extra, steps}
	}
	return Group{steps, extra}
}
