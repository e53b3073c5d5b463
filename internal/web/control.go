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
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web/guidance"
)

// controlPage is one control: its decision, what it treats, its evidence and history.
func controlPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		l, err := control.One(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		k := control.Controls.Kind()
		v, err := q.viewOf(r, k, l.Control)
		if err != nil {
			return page{}, err
		}
		form, err := q.newForm(r, k, l.Control, nil)
		if err != nil {
			return page{}, err
		}
		served, err := framework.Serving(r, l.Ref)
		if err != nil {
			return page{}, err
		}
		said, err := q.comments(r, k, l.Base())
		if err != nil {
			return page{}, err
		}
		return page{title: l.Ref + " " + l.Title, section: "/soa", body: controlBody(q, &l, v, form, Group{said, otherFrameworks(q, served, l.Edition, q.servesAll(&l))})}, nil
	})
}

func controlBody(q *request, l *control.Line, v recordView, form recordForm, frameworks Node) Node {
	fact, _ := catalog.Find(l.Ref)
	var counterparts []string
	for _, c := range catalog.Counterparts(l.Ref) {
		counterparts = append(counterparts, c.ID)
	}
	was := "new in 2022"
	if len(counterparts) > 0 {
		was = fmt.Sprintf("%s in %s", strings.Join(counterparts, ", "), fact.Edition.Other())
	}
	main := Section(ID("decision"), H2(Text("Decision")), v.facts())
	if q.may(record.MayEdit) {
		main = Section(ID("decision"), H2(Text("Decision")), form.decision(l.Control))
	}
	g, err := guide.Control(l.Ref)
	if err != nil {
		g = &guide.Guidance{} // every control has its guidance; a test reads them all
	}
	return Group{
		Div(Class("head"), Div(P(Class("soft"), Text(l.Group+" · "+was)), H1(Text(strings.TrimPrefix(l.Ref, "A.")+" "+l.Title)), P(controlState(l), Span(Class("soft"), Text(" because "+l.Why)))),
			Div(Class("acts"), If(q.may(record.MayContribute), goButton(q.url("/evidence/new", "controls", l.Ref), "Attach evidence")), q.whatIfLink(l), q.correctPast(l.Ref))),
		If(l.Conflict != "", Div(Class("fault"), Role("alert"), P(Text("Conflict: "+l.Conflict+". Include the control, or change the treatment.")))),
		If(l.Gap != "", Div(Class("fault"), Role("alert"), P(Text(l.Gap+". Write it beside the reason, or link what demands it.")))),
		If(l.Doubt != "", Div(Class("fault"), Role("status"), P(Text(l.Doubt+". If it is still so, change the control.")))),
		If(g.Purpose != "", BlockQuote(Class("statement"), P(Text(g.Purpose)))),
		contents(l, g),
		Div(Class("cols"), Div(main, needsTable(q, l), evidenceTable(q, l), guidance.Older(g), guidance.Audit(g), If(fact.Edition == catalog.Edition2022, guidance.Practice(g, q.controlURL))),
			Aside(Section(Class("sheet"), attributes(fact)), linkSection(q, "Treats", l.Risks), linkSection(q, "In the treatment plan", l.Treatments), linkSection(q, "Corrections of its past", l.Past),
				guidance.Proof(g, q.kindTitle), otherEdition(fact, q.controlURL), cameFrom(q, l.Control), guidance.Treats(g.Treats), frameworks, v.history())),
	}
}

// contents are the ways down a long page.
func contents(l *control.Line, g *guide.Guidance) Node {
	link := func(there bool, id, label string) Node {
		if !there {
			return nil
		}
		return A(Href("#"+id), Text(label))
	}
	return Nav(Class("walk"), Aria("label", "On this page"), link(true, "decision", "Decision"), link(len(l.Needs) > 0, "shown", "What shows it at work"), link(true, "evidence", "Evidence"), link(g.Changed != "", "changed", "What 2022 changed"),
		link(len(g.Procedure) > 0, "audit", "What the auditor will check"), link(len(g.Sections) > 0 && g.Changed == "", "practice", "How to do it"), link(true, "history", "History"))
}

// kindTitle is what people call a record kind that guidance names, and where its list is; one to be built has none.
func (q *request) kindTitle(kind string) (title, address string) {
	if k, err := q.s.Store.Kind(kind); err == nil {
		return k.Title, q.url("/r/" + k.Plural)
	}
	for _, p := range guide.PlannedKinds() {
		if p.Kind == kind {
			return p.Title, ""
		}
	}
	return kind, ""
}

// otherEdition links the counterparts of a control.
func otherEdition(fact catalog.Control, at guidance.ControlURL) Node {
	all := catalog.Counterparts(fact.ID)
	if len(all) == 0 {
		return nil
	}
	return Section(H2(Text("In "+string(fact.Edition.Other()))), Ul(Class("lines"), Map(all, func(c catalog.Control) Node {
		return Li(A(Class("mono"), Href(at(c.ID)), Text(c.ID)), Text(" "+c.Title))
	})))
}

func attributes(fact catalog.Control) Node {
	if fact.Edition == catalog.Edition2013 {
		return Dl(Class("facts"), Dt(Text("Control set")), Dd(Text(fact.SetID+" "+fact.Set)), Dt(Text("Objective")), Dd(Text(fact.ObjectiveID+" "+fact.Objective)))
	}
	return Dl(Class("facts"), Map(catalog.AllAttributes(), func(a catalog.Attribute) Node {
		return Group{Dt(Text(a.Label)), Dd(Class("chips"), Map(a.Of(fact), func(v catalog.Value) Node { return Span(Class("chip"), Text(v.Label())) }))}
	}))
}

func linkSection(q *request, title string, links []record.Link) Node {
	if len(links) == 0 {
		return nil
	}
	return Section(H2(Text(title)), Ul(Class("lines"), Map(links, func(l record.Link) Node {
		return Li(A(Class("mono"), Href(q.hitURL(l.Hit)), Text(l.Ref)), Text(" "+l.Title))
	})))
}

func evidenceTable(q *request, l *control.Line) Node {
	if len(l.Evidence) == 0 {
		return Section(ID("evidence"), H2(Text("Evidence")), P(Class("soft"), Text("Nothing shows this control at work yet.")))
	}
	today := record.Date(q.org.Now().UTC().Format(time.DateOnly))
	return Section(ID("evidence"), H2(Text("Evidence")), Div(Class("scroll"), Table(THead(Tr(Th(Text("Ref")), Th(Text("Evidence")), Th(Text("Collected")), Th(Text("Fresh until")), Th(Text("State")))),
		TBody(Map(l.Evidence, func(e *evidence.Evidence) Node {
			st := status("working", "fresh", "")
			if !e.Fresh(today) {
				st = status("stale", "stale", "fresh until "+day(e.FreshUntil))
			}
			return Tr(Td(Class("mono"), Text(e.Ref)), Td(A(Class("name"), Href(q.url("/r/evidence-items/"+url.PathEscape(e.Ref))), Text(e.Title))), Td(Text(day(e.CollectedOn))), Td(Text(day(e.FreshUntil))), Td(st))
		})))))
}

// saveControl saves the decision on one control, from its page or from a cell of the statement.
func saveControl(q *request) error {
	k := control.Controls.Kind()
	var c *control.Control
	b, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		if c, err = control.Controls.Find(w.Reader, q.r.PathValue("ref")); err != nil {
			return err
		}
		c.Rev = q.formInt("rev")
		if q.form("from") == "soa" {
			return q.decideOne(w, c)
		}
		if err = q.parseForm(w.Reader, k, c); err != nil {
			return err
		}
		return control.Controls.Put(w, c)
	})
	switch {
	case c != nil && q.form("from") == "soa":
		return q.afterOne(c, b, err)
	case err != nil && c != nil:
		return q.again(k, c, err)
	case err != nil:
		return err
	}
	return q.redirect(q.recordURL(k, c.Ref), c.Ref+" saved.", b.First)
}

// words is an input for a text: of several lines where it has them, which a single line would join.
func words(text string, attrs ...Node) Node {
	if n := strings.Count(text, "\n"); n > 0 {
		return Textarea(Class("in"), Rows(fmt.Sprint(min(n+1, 8))), Group(attrs), Text(text))
	}
	return Input(Class("in"), Value(text), Group(attrs))
}

// cameFrom is what the parts said from which the decision was carried.
func cameFrom(q *request, c *control.Control) Node {
	if len(c.Carried.Parts) == 0 {
		return nil
	}
	return Section(H2(Text("Carried from "+string(c.Carried.From))), Ul(Class("lines"), Map(c.Carried.Parts, func(p control.Part) Node {
		return Li(A(Class("mono"), Href(q.recordURL(control.Controls.Kind(), p.Control)), Text(p.Control)), Text(" "), decisionStatus(p.Decision), text(p.Decision.Justification()), text(p.Decision.Description))
	})))
}

// decision is the form of a control: whether it applies, each reason beside its words, and how it is implemented.
func (f recordForm) decision(c *control.Control) Node {
	named := func(name string) Node { return f.row(f.k.Field(name)) }
	return f.q.postForm(f.q.url("/controls/"+c.Ref), Class("record-form"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(c.Rev))),
		Data("guard", ""), f.summary(),
		named("applicability"),
		FieldSet(Class("reasons"), Legend(Text("Because")), Map(control.Reasons, func(o record.Option) Node {
			id := "f-because_" + o.Value
			return Div(Class("row"), Label(Input(Type("checkbox"), Name("reasons"), Value(o.Value), If(slices.Contains(c.Reasons, o.Value), Checked())), Text(" "+o.Label)),
				Div(words(*c.Because(o.Value), ID(id), Name("because_"+o.Value), Aria("label", "Because of "+strings.ToLower(o.Label)), Placeholder("in your words")), f.fault("because_"+o.Value)))
		}), f.fault("reasons")),
		named("requirements"), named("exclusion_reason"), named("implementation"), named("description"), named("owner"), named("due"),
		Div(Class("row"), Label(For("f-reason"), Text("Why this change")), Input(Class("in"), ID("f-reason"), Name("reason"), Placeholder("for the history; may stay empty"))),
		Div(Class("row"), Span(), Div(Class("acts"), Button(Class("btn go"), Text("Save")), A(Class("btn"), Href(f.q.url("/soa", "edition", c.Edition)), Text("Back to the statement")))))
}
