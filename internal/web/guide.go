package web

import (
	"fmt"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web/guidance"
)

// guidePage lists all there is guidance on: the clauses of an edition, themes and control sets.
func guidePage(q *request) error {
	return q.show(func(*record.Reader) (page, error) {
		edition, err := q.guideEdition()
		if err != nil {
			return page{}, err
		}
		other := edition.Other()
		return page{title: "Guide", section: "/guide", body: Group{
			heading("Guide", Text("How to implement and how to audit ISO/IEC 27001:"+string(edition)+", clause by clause and control by control, in our own words."),
				button(q.url("/guide", "edition", string(other)), "Edition "+string(other))),
			Div(Class("cols"), Section(H2(Text("Clauses 4 to 10")), clauseTree(q, edition)),
				Aside(Section(H2(Text("Themes of 2022")), groupLinks(q, setsAt+"/", catalog.Themes(), func(g catalog.Group) string { return strings.ToLower(g.Title) })),
					Section(H2(Text("Control sets of 2013")), groupLinks(q, setsAt+"/", catalog.Sets(), func(g catalog.Group) string { return g.ID })))),
		}}, nil
	})
}

func (q *request) guideEdition() (catalog.Edition, error) {
	if text := q.param("edition"); text != "" {
		return catalog.ParseEdition(text)
	}
	return catalog.Edition2022, nil
}

func clauseTree(q *request, edition catalog.Edition) Node {
	return Table(THead(Tr(Th(Scope("col"), Text("Clause")), Th(Scope("col"), Text("Title")), Th(Scope("col"), Text("Documented information")))),
		TBody(Map(catalog.Clauses(edition), func(c catalog.Clause) Node {
			title := Node(Strong(Text(c.Title)))
			if c.Kind != catalog.Section {
				title = A(Class("name"), Href(q.clauseURL(c)), Text(c.Title))
			}
			return Tr(Td(Class("mono"), Text(c.ID)), Td(title), Td(Text(c.DocumentedInformation)))
		})))
}

func (q *request) clauseURL(c catalog.Clause) string {
	return q.url("/guide/clauses/" + string(c.Edition) + "/" + url.PathEscape(c.ID))
}

func groupLinks(q *request, at string, groups []catalog.Group, id func(catalog.Group) string) Node {
	return Ul(Class("lines"), Map(groups, func(g catalog.Group) Node {
		return Li(A(Href(q.url(at+url.PathEscape(id(g)))), Text(g.Title)), Span(Class("soft"), Text(fmt.Sprintf(" %s · %d controls", g.ID, g.Controls))))
	}))
}

// clausePage is the guidance on one requirement or lettered item.
func clausePage(q *request) error {
	return q.show(func(*record.Reader) (page, error) {
		edition, err := catalog.ParseEdition(q.r.PathValue("edition"))
		if err != nil {
			return page{}, err
		}
		c, ok := catalog.FindClause(edition, q.r.PathValue("id"))
		if !ok || c.Kind == catalog.Section {
			return page{}, errs.New(errs.NotFound, "ISO/IEC 27001:%s has no requirement %q.", edition, q.r.PathValue("id"))
		}
		g, err := guide.Clause(edition, c.ID)
		if err != nil {
			return page{}, err
		}
		return page{title: c.ID + " " + c.Title, section: "/guide", body: clauseBody(q, c, g)}, nil
	})
}

func clauseBody(q *request, c catalog.Clause, g *guide.Guidance) Node {
	parent, _ := catalog.FindClause(c.Edition, c.ParentID)
	return Group{
		Div(Class("head"), Div(P(Class("soft"), Text("ISO/IEC 27001:"+string(c.Edition)+" · "+parent.ID+" "+parent.Title)), H1(Text(c.ID+" "+c.Title))),
			Div(Class("acts"), button(q.url("/guide", "edition", string(c.Edition)), "All clauses"))),
		If(g.Purpose != "", BlockQuote(Class("statement"), P(Text(g.Purpose)))),
		Div(Class("cols"), Div(guidance.Older(g), guidance.Practice(g, q.controlURL), guidance.Audit(g)),
			Aside(clauseFacts(q, c), guidance.Proof(g, q.kindTitle), clauseItems(q, c))),
	}
}

func clauseFacts(q *request, c catalog.Clause) Node {
	demanded := "none demanded here"
	if c.MandatoryDocumentedInformation {
		demanded = c.DocumentedInformation
	}
	return Section(Class("sheet"), Dl(Class("facts"),
		Dt(Text("Documented information")), Dd(Text(demanded)),
		If(len(c.Counterparts) > 0, Group{Dt(Text("In " + string(c.Edition.Other()))), Dd(Map(c.Counterparts, func(id string) Node {
			other, _ := catalog.FindClause(c.Edition.Other(), id)
			if other.Kind == catalog.Section {
				return Text(id + " ")
			}
			return Group{A(Class("mono"), Href(q.clauseURL(other)), Text(id)), Text(" ")}
		}))}),
		If(c.Note != "", Group{Dt(Text("Note")), Dd(Text(c.Note))})))
}

// clauseItems are the lettered items below a clause.
func clauseItems(q *request, c catalog.Clause) Node {
	var items []Node
	for _, other := range catalog.Clauses(c.Edition) {
		if other.ParentID == c.ID {
			items = append(items, Li(A(Class("mono"), Href(q.clauseURL(other)), Text(other.ID)), Text(" "+other.Title)))
		}
	}
	if len(items) == 0 {
		return nil
	}
	return Section(H2(Text("Its parts")), Ul(Class("lines"), Group(items)))
}

// guideControl is the guidance on a control for who has not chosen its edition; who has is led to the control's page.
func guideControl(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		fact, ok := catalog.Find(q.r.PathValue("id"))
		if !ok {
			return page{}, errs.New(errs.NotFound, "%q is not a control of Annex A.", q.r.PathValue("id"))
		}
		g, err := guide.Control(fact.ID)
		if err != nil {
			return page{}, err
		}
		_, missing := control.Controls.Find(r, fact.ID)
		if missing != nil && !errs.Is(missing, errs.NotFound) {
			return page{}, missing
		}
		served, err := framework.Serving(r, fact.ID)
		if err != nil {
			return page{}, err
		}
		return page{title: fact.ID + " " + fact.Title, section: "/guide", body: Group{
			Div(Class("head"), Div(P(Class("soft"), Text("Annex A of "+string(fact.Edition)+" · "+fact.Theme+fact.Set)), H1(Text(fact.ID+" "+fact.Title))),
				If(missing == nil, Div(Class("acts"), button(q.url("/controls/"+url.PathEscape(fact.ID)), "In the Statement of Applicability")))),
			If(g.Purpose != "", BlockQuote(Class("statement"), P(Text(g.Purpose)))),
			Div(Class("cols"), Div(guidance.Older(g), If(fact.Edition == catalog.Edition2022, guidance.Practice(g, q.controlURL)), guidance.Audit(g)),
				Aside(Section(Class("sheet"), attributes(fact)), guidance.Proof(g, q.kindTitle), otherEdition(fact, q.controlURL), guidance.Treats(g.Treats), otherFrameworks(q, served, string(fact.Edition), nil))),
		}}, nil
	})
}

// controlURL is where guidance on a control is, whether or not the organisation keeps its edition.
func (q *request) controlURL(id string) string { return q.url("/guide/controls/" + url.PathEscape(id)) }
