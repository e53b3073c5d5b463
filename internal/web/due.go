package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

const dueAt = "/due"

// dueRows is how many things a page of one part lists, dueFirst how many each part shows when all are shown.
const dueRows, dueFirst = 50, 20

// week is how many days "this week" has, today the first.
const week = 7

// duePart is a part of the list.
type duePart struct {
	key, title string
	items      []record.Owed
	total      int64
	next       string
}

// dueList is what is due to somebody.
type dueList struct {
	q       *request
	title   string
	query   record.DueQuery
	me      record.Ref // "" if the caller is no person of the register
	own     bool       // without what a person is to read or does for others
	parts   []duePart
	names   names
	persons []record.Hit
}

// duePage lists what is due from every register, most urgent first: the caller's own, one person's, or everybody's.
func duePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		l, err := q.dueList(r)
		if err != nil {
			return page{}, err
		}
		return page{title: l.title, section: dueAt, body: l.body()}, nil
	})
}

func (q *request) dueList(r *record.Reader) (*dueList, error) {
	l := &dueList{q: q}
	p, err := people.Acting(r, q.caller.Email)
	if err != nil {
		return nil, err
	}
	if p != nil {
		l.me = record.Ref(p.ID)
	}
	if err := l.who(r); err != nil {
		return nil, err
	}
	if set := q.param("set"); set != "" {
		l.query.Kinds = q.kindsOf(set)
	}
	if q.param("kind") != "" {
		k, err := q.s.Store.Kind(q.param("kind"))
		if err != nil {
			return nil, err
		}
		l.query.Kinds = []string{k.Name}
	}
	if err := l.read(r); err != nil {
		return nil, err
	}
	if l.acts() {
		l.persons, err = q.deputies(r)
	}
	return l, err
}

// who is whose things are listed.
func (l *dueList) who(r *record.Reader) (err error) {
	switch text := l.q.param("who"); {
	case text == "all" || text == "" && l.me == "":
		l.title = "Due from everybody"
	case text == "nobody":
		l.query.Who, l.title = []record.Ref{""}, "Due from nobody yet"
	case text == "":
		l.query, err = task.Of(r, l.me)
		l.title = "Due from you"
	default:
		p, err := people.Persons.Find(r, text)
		if err != nil {
			return err
		}
		l.title = "Due from " + p.Name
		if l.q.param("own") != "" {
			l.query.Who, l.own = []record.Ref{record.Ref(p.ID)}, true
			return nil
		}
		l.query, err = task.Of(r, record.Ref(p.ID))
		return err
	}
	return err
}

// read reads the parts: all three, or the one the address asks for, page by page.
func (l *dueList) read(r *record.Reader) error {
	sums, err := r.DueSums(l.query, week)
	if err != nil {
		return err
	}
	var sum record.DueSum
	for _, s := range sums {
		sum.Late, sum.Soon, sum.Later = sum.Late+s.Late, sum.Soon+s.Soon, sum.Later+s.Later
	}
	today, when := r.Today(), l.q.param("when")
	reading, err := l.reading(r)
	if err != nil {
		return err
	}
	var ids []string
	for _, p := range []struct {
		duePart
		from, before record.Date
	}{{duePart{key: "late", title: "Late", total: sum.Late}, "", today}, {duePart{key: "week", title: "This week", total: sum.Soon}, today, today.Plus(week)}, {duePart{key: "later", title: "Later", total: sum.Later}, today.Plus(week), ""}} {
		unread := slices.DeleteFunc(slices.Clone(reading), func(o record.Owed) bool { return o.Day < p.from || p.before != "" && o.Day >= p.before })
		p.total += int64(len(unread))
		if when != "" && when != p.key || p.total == 0 {
			continue
		}
		d := l.query
		d.From, d.Before, d.Limit = p.from, p.before, dueFirst
		if when != "" {
			d.Limit, d.After = dueRows, l.q.param("after")
		}
		if p.items, p.next, err = r.Dues(d); err != nil {
			return err
		}
		p.items = append(p.items, unread...)
		slices.SortStableFunc(p.items, func(a, b record.Owed) int { return cmp.Compare(a.Rank, b.Rank) })
		for _, o := range p.items {
			ids = append(ids, string(o.Who))
		}
		l.parts = append(l.parts, p.duePart)
	}
	l.names, err = l.q.namesOf(r, ids, nil)
	return err
}

// reading are, on the first page of one person's list, the documents that the person has yet to confirm.
func (l *dueList) reading(r *record.Reader) ([]record.Owed, error) {
	if l.own || l.q.param("after") != "" || l.query.Kinds != nil || len(l.query.Who) != 1 || l.query.Who[0] == "" {
		return nil, nil
	}
	p, err := people.Persons.Get(r, string(l.query.Who[0]))
	if err != nil {
		return nil, err
	}
	return document.Due(r, p)
}

// acts reports whether the list offers changes.
func (l *dueList) acts() bool { return len(l.parts) > 0 && l.q.may(record.MayContribute) }

func (l *dueList) body() Node {
	q := l.q
	head := heading(l.title, Text("From every register, the most urgent first: what is grave comes before what is light."),
		If(q.may(record.MayContribute), button(q.url("/r/tasks/new"), "Add a task")), If(q.may(record.MayContribute), button(q.url("/r/delegations/new"), "Delegate all")), button(q.url(routinesAt), "Library of routines"))
	if len(l.parts) == 0 {
		return Group{head, l.filters(), empty("Nothing is due here.", If(q.param("who") == "", button(q.url(dueAt, "who", "all"), "See everybody's")))}
	}
	return Group{head, l.filters(), If(l.acts(), q.postForm(q.url(dueAt), ID("bulk"))),
		Div(ID("list"), Map(l.parts, l.part)), Iff(l.acts(), l.bulkBar)}
}

func (l *dueList) address(pairs ...string) string {
	v := map[string]string{"who": l.q.param("who"), "when": l.q.param("when"), "kind": l.q.param("kind"), "set": l.q.param("set"), "own": l.q.param("own")}
	for i := 0; i < len(pairs); i += 2 {
		v[pairs[i]] = pairs[i+1]
	}
	return l.q.url(dueAt, "who", v["who"], "when", v["when"], "kind", v["kind"], "set", v["set"], "own", v["own"], "after", v["after"])
}

func (l *dueList) filters() Node {
	choice := func(param, value, label string) Node {
		return A(Href(l.address(param, value)), If(l.q.param(param) == value, Aria("current", "true")), Text(label))
	}
	kind := l.q.param("kind")
	if k, err := l.q.s.Store.Kind(kind); err == nil {
		kind = k.Title
	}
	return Group{
		Nav(Class("walk"), Aria("label", "Whose"), choice("who", "", "Yours"), choice("who", "all", "Everybody's"), choice("who", "nobody", "Nobody's")),
		Nav(Class("walk"), Aria("label", "When"), choice("when", "", "All"), choice("when", "late", "Late"), choice("when", "week", "This week"), choice("when", "later", "Later"), If(kind != "", Group{Text(" " + kind + " "), choice("kind", "", "Every register")}))}
}

var weightWords = map[record.Weight]string{record.Grave: "grave", record.Critical: "critical"}

func (l *dueList) part(p duePart) Node {
	more := Node(nil)
	switch {
	case p.next != "" && l.q.param("when") == "":
		more = P(A(Href(l.address("when", p.key)), Text("All "+thousands(p.total))))
	case p.next != "":
		more = P(A(Class("btn"), Href(l.address("after", p.next)), Text("The next "+strconv.Itoa(dueRows))))
	}
	return Section(H2(Text(p.title), Span(Class("soft"), Text(" "+thousands(p.total)))), wide(p.title, Table(Data("rows", ""),
		THead(Tr(If(l.acts(), Th(Span(Class("hidden"), Text("Select")))), Th(Scope("col"), Text("Due")), Th(Scope("col"), Text("What")), Th(Scope("col"), Text("Record")), Th(Scope("col"), Text("Who")), Th(Scope("col"), Text("Weight")))),
		TBody(Map(p.items, l.row)))), more)
}

func (l *dueList) row(o record.Owed) Node {
	q := l.q
	when := Node(Text(day(o.Day)))
	if o.Day < q.shownDay() {
		when = status("failing", ago(o.Day, q.org.Now()), "due "+day(o.Day))
	}
	k, _ := q.s.Store.Kind(o.Kind)
	who := Node(Span(Class("soft"), Text("nobody")))
	if o.Who != "" {
		who = l.names.link(string(o.Who))
		if len(l.query.For) > 0 && o.Who != l.query.Who[0] {
			who = Group{Span(Class("soft"), Text("for ")), who}
		}
	}
	return Tr(If(l.acts(), Td(Input(Type("checkbox"), Name("select"), Value(o.Kind+" "+o.ID+" "+string(o.Who)), FormAttr("bulk"), Aria("label", "Select "+o.What+" "+o.Ref)))),
		Td(Class("day"), when), Td(Text(o.What)), Td(A(Class("name"), Href(q.hitURL(o.Hit)), Text(o.Title)), Br(), Small(Class("soft"), Text(o.Ref+" · "+strings.ToLower(k.Singular)))), Td(who), Td(Text(weightWords[o.Weight])))
}

// bulkBar does one thing with all that is selected: delegates it, puts tasks off, or marks tasks and routines as done.
func (l *dueList) bulkBar() Node {
	in := FormAttr("bulk")
	return Div(Class("bulk"), Data("bulk", "select"), Span(Class("soft"), Data("count", "select"), Text("With the selected:")), Button(Class("plain js-only"), Type("button"), Data("deselect", ""), Text("Deselect")),
		Input(Type("hidden"), Name("back"), Value(l.address()), in),
		DataList(ID("deputies"), Map(l.persons, func(h record.Hit) Node { return Option(Value(h.Title)) })),
		Label(For("bulk-to"), Text("To")), Input(Class("in narrow"), ID("bulk-to"), Name("to"), in, Attr("list", "deputies"), Placeholder("person"), AutoComplete("off")),
		Label(For("bulk-day"), Text("until")), Input(Class("in narrow"), ID("bulk-day"), Type("date"), Name("day"), in),
		Input(Class("in"), Name("reason"), in, Aria("label", "Reason or finding"), Placeholder("why, or what was found")),
		Button(Class("btn"), Name("do"), Value("delegate"), in, Text("Delegate")), Button(Class("btn"), Name("do"), Value("defer"), in, Text("Put tasks off")), Button(Class("btn go"), Name("do"), Value("done"), in, Text("Done")))
}

// deputies are those to whom things can be delegated.
func (q *request) deputies(r *record.Reader) ([]record.Hit, error) {
	all, _, err := people.Persons.List(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"active"}}}, Sort: "name", Limit: 200})
	var out []record.Hit
	for _, p := range all {
		out = append(out, record.Hit{ID: p.ID, Kind: "person", Ref: p.Ref, Title: p.Name})
	}
	return out, err
}

// dueBulk does one thing with all selected things: all or none.
func dueBulk(q *request) error {
	chosen := q.r.PostForm["select"]
	if len(chosen) == 0 {
		return errs.Invalidf("Nothing is selected. Tick what you mean.")
	}
	if len(chosen) > dueRows*3 {
		return errs.Invalidf("At most %d things can be changed at once.", dueRows*3)
	}
	do := map[string]func(*record.Writer, string, string, record.Ref) error{"delegate": q.delegateOne, "defer": q.deferOne, "done": q.doneOne}[q.form("do")]
	if do == nil {
		return errs.New(errs.BadRequest, "%q is nothing that can be done with the selected.", q.form("do"))
	}
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		for _, c := range chosen {
			kind, rest, _ := strings.Cut(c, " ")
			id, who, _ := strings.Cut(rest, " ")
			if err := do(w, kind, id, record.Ref(who)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	address := q.url(dueAt)
	if back := href(q.form("back")); strings.HasPrefix(back, address) {
		address = back
	}
	return q.redirect(address, plural(len(chosen), "thing done.", "things done."), b.First)
}

func (q *request) delegateOne(w *record.Writer, kind, id string, who record.Ref) error {
	to, err := q.resolve(w.Reader, task.Delegations.Kind().Field("to"), q.form("to"))
	if err != nil {
		return err
	}
	reason := q.form("reason")
	if reason == "" {
		reason = "Delegated from the list"
	}
	return task.Delegate(w, kind+"/"+id, who, record.Ref(to), record.Date(q.form("day")), reason)
}

func (q *request) deferOne(w *record.Writer, kind, id string, _ record.Ref) error {
	if kind != task.Tasks.Name {
		return errs.Invalidf("Only tasks can be put off; the day of what another register owes is changed in the record.")
	}
	return task.Defer(w, id, record.Date(q.form("day")), q.form("reason"))
}

func (q *request) doneOne(w *record.Writer, kind, id string, _ record.Ref) error {
	switch kind {
	case task.Tasks.Name:
		return task.Finish(w, id, q.form("reason"))
	case task.Routines.Name:
		return task.Done(w, id, task.Doing{Note: q.form("reason")})
	}
	return errs.Invalidf("Only tasks and routines are marked as done together; open the other things one by one.")
}
