package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

const dueAt = "/due"

// dueRows is how many things one page lists.
const dueRows = 50

// duePage lists what is due from every register, most urgent first: the caller's own, one person's, or everybody's.
func duePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		d := record.DueQuery{Limit: dueRows, After: q.param("after")}
		who, title, err := q.dueWho(r)
		if err != nil {
			return page{}, err
		}
		if d.Who = who; q.param("kind") != "" {
			d.Kinds = []string{q.param("kind")}
		}
		switch q.param("when") {
		case "late":
			d.Before = r.Today()
		case "month":
			d.Before = r.Today().Plus(soon)
		}
		items, next, err := r.Dues(d)
		if err != nil {
			return page{}, err
		}
		if items, err = withReading(r, d, items); err != nil {
			return page{}, err
		}
		var ids []string
		for _, o := range items {
			ids = append(ids, string(o.Who))
		}
		n, err := q.namesOf(r, ids, nil)
		if err != nil {
			return page{}, err
		}
		return page{title: title, section: dueAt, body: Group{heading(title, Text("From every register, the most urgent first: what is grave comes before what is light.")), q.dueFilters(), q.dueTable(items, n, next)}}, nil
	})
}

// withReading adds, on the first page of one person's list, the documents that the person has yet to confirm.
func withReading(r *record.Reader, d record.DueQuery, items []record.Owed) ([]record.Owed, error) {
	if d.After != "" || d.Kinds != nil || len(d.Who) != 1 || d.Who[0] == "" {
		return items, nil
	}
	p, err := people.Persons.Get(r, string(d.Who[0]))
	if err != nil {
		return nil, err
	}
	reading, err := document.Due(r, p)
	for _, o := range reading {
		if d.Before == "" || o.Day < d.Before {
			items = append(items, o)
		}
	}
	slices.SortStableFunc(items, func(a, b record.Owed) int { return cmp.Compare(a.Rank, b.Rank) })
	return items, err
}

// dueWho is whose things are listed: nil is everybody's.
func (q *request) dueWho(r *record.Reader) (who []record.Ref, title string, err error) {
	switch text := q.param("who"); text {
	case "all":
		return nil, "Due from everybody", nil
	case "nobody":
		return []record.Ref{""}, "Due from nobody yet", nil
	case "":
		p, err := people.Acting(r, q.caller.Email)
		if err != nil || p == nil {
			return nil, "Due from everybody", err
		}
		return []record.Ref{record.Ref(p.ID)}, "Due from you", nil
	default:
		p, err := people.Persons.Find(r, text)
		if err != nil {
			return nil, "", err
		}
		return []record.Ref{record.Ref(p.ID)}, "Due from " + p.Name, nil
	}
}

func (q *request) dueFilters() Node {
	choice := func(param, value, label string) Node {
		pairs := map[string]string{"who": q.param("who"), "when": q.param("when"), "kind": q.param("kind")}
		pairs[param] = value
		return A(Href(q.url(dueAt, "who", pairs["who"], "when", pairs["when"], "kind", pairs["kind"])), If(q.param(param) == value, Aria("current", "true")), Text(label))
	}
	kind := q.param("kind")
	if k, err := q.s.Store.Kind(kind); err == nil {
		kind = k.Title
	}
	return Group{
		Nav(Class("walk"), Aria("label", "Whose"), choice("who", "", "Yours"), choice("who", "all", "Everybody's"), choice("who", "nobody", "Nobody's")),
		Nav(Class("walk"), Aria("label", "When"), choice("when", "", "All"), choice("when", "late", "Late"), choice("when", "month", "Within a month"), If(kind != "", Group{Text(" " + kind + " "), choice("kind", "", "Every register")}))}
}

var weightWords = map[record.Weight]string{record.Grave: "grave", record.Critical: "critical"}

func (q *request) dueTable(items []record.Owed, n names, next string) Node {
	if len(items) == 0 {
		return Section(P(Text("Nothing is due here.")))
	}
	today := q.shownDay()
	return Section(Table(Data("rows", ""), THead(Tr(Th(Scope("col"), Text("Due")), Th(Scope("col"), Text("What")), Th(Scope("col"), Text("Record")), Th(Scope("col"), Text("Who")), Th(Scope("col"), Text("Weight")))),
		TBody(Map(items, func(o record.Owed) Node {
			when := Node(Text(day(o.Day)))
			if o.Day < today {
				when = status("failing", ago(o.Day, q.org.Now()), "due "+day(o.Day))
			}
			k, _ := q.s.Store.Kind(o.Kind)
			who := Node(Span(Class("soft"), Text("nobody")))
			if o.Who != "" {
				who = n.link(string(o.Who))
			}
			return Tr(Td(when), Td(Text(o.What)), Td(A(Class("name"), Href(q.hitURL(o.Hit)), Text(o.Title)), Br(), Small(Class("soft"), Text(o.Ref+" · "+strings.ToLower(k.Singular)))), Td(who), Td(Text(weightWords[o.Weight])))
		}))), If(next != "", P(A(Class("btn"), Href(q.url(dueAt, "who", q.param("who"), "when", q.param("when"), "kind", q.param("kind"), "after", next)), Text("The next "+strconv.Itoa(dueRows))))))
}
