package web

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/record"
)

var standingWords = map[effectiveness.Standing][2]string{effectiveness.Fresh: {"working", "fresh"}, effectiveness.Stale: {"stale", "stale"},
	effectiveness.Failed: {"failing", "failed"}, effectiveness.Unused: {"none", "nothing yet"}}

// needsTable tells for each kind of record how it shows the control at work; the kind opens what is behind it.
func needsTable(q *request, l *control.Line) Node {
	if len(l.Needs) == 0 {
		return nil
	}
	return Section(ID("shown"), H2(Text("What shows it at work")), P(A(Href(q.url("/controls/"+url.PathEscape(l.Ref)+"/coverage")), Text("On which days of the last year"))), Div(Class("scroll"), TabIndex("0"), Role("region"), Aria("label", "What shows it at work"), Table(
		THead(Tr(Th(Scope("col"), Text("Register")), Th(Scope("col"), Text("A record counts when")), Th(Scope("col"), Text("How it stands")), Th(Scope("col"), Text("State")))),
		TBody(Map(l.Needs, func(n effectiveness.Need) Node {
			w := standingWords[n.Standing]
			weight := ""
			if !n.Direct {
				weight = "supporting"
			}
			return Tr(Td(A(Class("name"), Href(q.url("/controls/"+url.PathEscape(l.Ref)+"/shown", "by", n.Kind)), Text(n.Title)), If(weight != "", Group{Br(), Small(Class("soft"), Text(weight))})),
				Td(Text(n.When)), Td(Text(n.Words()), Map(n.LateIn, func(ref string) Node {
					return Group{Br(), A(Href(q.url(documentsAt+"/"+url.PathEscape(ref))), Text("Who is late in "+ref))}
				})), Td(status(w[0], w[1], "")))
		})))),
		Form(Class("filters"), Method("get"), Action(q.url("/controls/"+url.PathEscape(l.Ref)+"/coverage")),
			Label(For("from"), Text("Days shown at work from")), Input(Class("in narrow"), Type("date"), ID("from"), Name("from"), Value(string(q.shownDay().Plus(-364)))),
			Label(For("to"), Text("to")), Input(Class("in narrow"), Type("date"), ID("to"), Name("to"), Value(string(q.shownDay()))), Button(Class("btn"), Text("Count"))))
}

// shownDay is the day of the moment shown.
func (q *request) shownDay() record.Date { return record.Date(q.org.Now().UTC().Format("2006-01-02")) }

// shownRows is how many records the page of a need lists.
const shownRows = 200

// shownPage lists the records of a register that show a control at work, those that hold it back first.
func shownPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		l, err := control.One(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		k, err := q.s.Store.Kind(cmp.Or(q.param("by"), "evidence"))
		if err != nil {
			return page{}, err
		}
		all, err := effectiveness.Showing(r, k, l.Ref, l.ID, shownRows)
		if err != nil {
			return page{}, err
		}
		return page{title: k.Title + " for " + l.Ref, section: "/soa", body: Group{
			heading(k.Title, Group{Text("What they show of "), A(Href(q.recordURL(control.Controls.Kind(), l.Ref)), Text(l.Ref+" "+l.Title))}, button(q.url("/r/"+k.Plural), "The register"), If(q.may(k.Edit) && creatable(k), goButton(q.url("/r/"+k.Plural+"/new"), "Add "+article(k.Singular)))),
			shownTable(q, l.Needs, k, all)}}, nil
	})
}

func shownTable(q *request, needs []effectiveness.Need, k *record.Kind, all []record.Showing) Node {
	if len(all) == 0 {
		return P(Class("soft"), Text("No record of this register shows the control at work yet."))
	}
	need := effectiveness.Need{}
	for _, n := range needs {
		if n.Kind == k.Name {
			need = n
		}
	}
	return Section(Table(THead(Tr(Th(Scope("col"), Text("Ref")), Th(Scope("col"), Text("Record")), Th(Scope("col"), Text("Work done on")), Th(Scope("col"), Text("Counts until")), Th(Scope("col"), Text("State")))),
		TBody(Map(all, func(s record.Showing) Node {
			until, state := need.Judge(s.Proof, q.shownDay())
			w := standingWords[state]
			if state == effectiveness.Unused {
				w = [2]string{"stale", "not done"}
			}
			return Tr(Td(Class("mono"), Text(s.Ref)), Td(A(Class("name"), Href(q.hitURL(s.Hit)), Text(s.Title))), Td(Text(day(s.On))), Td(Text(day(until))), Td(status(w[0], w[1], "")))
		}))), If(len(all) == shownRows, P(Class("soft"), Text("The first "+strconv.Itoa(shownRows)+"; the register has all."))))
}

// controlCoverage tells on which days of a window a control was shown at work.
func controlCoverage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		from, to := record.Date(q.param("from")), record.Date(q.param("to"))
		if to == "" {
			to = q.shownDay()
		}
		if from == "" {
			from = to.Plus(-364)
		}
		c, err := control.CoverageOf(r, q.r.PathValue("ref"), from, to)
		if err != nil {
			return page{}, err
		}
		l, err := control.One(r, c.Control)
		if err != nil {
			return page{}, err
		}
		return page{title: "Days of " + c.Control, section: "/soa", body: Group{
			heading(fmt.Sprintf("%d of %d days", c.Days, c.Length), Group{Text("on which "), A(Href(q.recordURL(control.Controls.Kind(), l.Ref)), Text(l.Ref+" "+l.Title)), Text(" was shown at work, from " + day(from) + " to " + day(to))}),
			coverageBody(c)}}, nil
	})
}

func coverageBody(c *effectiveness.Coverage) Node {
	if len(c.Kinds) == 0 {
		return P(Class("soft"), Text("No record shows it at work yet, so no day is covered."))
	}
	row := func(title, limit string, days int, missing []effectiveness.Span) Node {
		return Tr(Th(Scope("row"), Text(title), If(limit != "", Group{Br(), Small(Class("soft"), Text(limit))})), Td(Class("num"), Text(strconv.Itoa(days))), Td(Class("wide"), strip(c, title, days, missing)), Td(Map(missing, func(s effectiveness.Span) Node {
			if s.From == s.To {
				return Div(Text(day(s.From)))
			}
			return Div(Text(day(s.From) + " – " + day(s.To)))
		})))
	}
	return Section(Table(THead(Tr(Th(Scope("col"), Text("Register")), Th(Class("num"), Scope("col"), Text("Days")), Th(Scope("col"), Text("Window")), Th(Scope("col"), Text("Days not covered")))),
		TBody(row("All that is direct", "", c.Days, c.Gaps), Map(c.Kinds, func(k effectiveness.Covered) Node { return row(k.Title, k.Limit, k.Days, k.Gaps) }))))
}

// strip draws the window as a bar with its gaps.
func strip(c *effectiveness.Coverage, title string, days int, missing []effectiveness.Span) Node {
	at := func(d record.Date) int { return effectiveness.DaysBetween(c.Window.From, d) * 1000 / c.Length }
	parts := []Node{El("rect", Class("g"), Attr("x", "0"), Attr("width", "1000"), Attr("height", "10"))}
	for _, s := range missing {
		x := at(s.From)
		parts = append(parts, El("rect", Class("b"), Attr("x", strconv.Itoa(x)), Attr("width", strconv.Itoa(max(2, at(s.To.Plus(1))-x))), Attr("height", "10")))
	}
	return SVG(Class("bar"), Attr("viewBox", "0 0 1000 10"), Attr("preserveAspectRatio", "none"), Role("img"), Aria("label", fmt.Sprintf("%s: %d of %d days covered", title, days, c.Length)), Group(parts))
}
