package web

import (
	"fmt"
	"net/url"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/readiness"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
)

// homePage says first what matters: what an auditor would raise today.
func homePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		s, err := q.readSoA(r)
		if err != nil {
			return page{}, err
		}
		raised, err := readiness.About(r, transition.Shown{Lines: s.lines, From: s.from}, s.latest)
		if err != nil {
			return page{}, err
		}
		d, err := q.dashboard(r, s)
		if err != nil {
			return page{}, err
		}
		steps, err := q.steps(r, s)
		if err != nil {
			return page{}, err
		}
		body := Group{homeHead(q, s, raised), If(steps != nil, stepTable(steps)), Div(Class("cols"), Div(d.figures(), stateTable(q, s), raisedTable(q, s, raised), d.trend()), Aside(d.late(), staleSection(q, s)))}
		return page{title: "Home", section: "/", body: body}, nil
	})
}

func homeHead(q *request, s *soa, raised []readiness.Raised) Node {
	major := 0
	for _, x := range raised {
		if x.Grade == readiness.Major {
			major++
		}
	}
	title, lead := "Nothing an auditor would raise today", "Every applicable control works and shows it."
	if n := len(raised); n > 0 {
		title, lead = plural(n, "thing an auditor would raise today", "things an auditor would raise today"), "None of them major."
		if major > 0 {
			title, lead = "Not ready for an audit yet", title+", "+strconv.Itoa(major)+" of them major."
		}
	}
	return heading(title, Text(lead), If(s.latest != nil, goButton(q.url("/packs"), "Make an audit pack")))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func stateTable(q *request, s *soa) Node {
	groups := catalog.Themes()
	if s.edition == catalog.Edition2013 {
		groups = catalog.Sets()
	}
	if len(s.lines) == 0 {
		return nil
	}
	return Section(H2(Text("Controls that work")), Table(
		THead(Tr(Th(Text("Theme")), Th(Class("num"), Text("Applicable")), Th(Class("wide"), Text("State")), Th(Class("num"), Text("Working")))),
		TBody(Map(groups, func(g catalog.Group) Node { return stateRow(q, s, g) }))))
}

func stateRow(q *request, s *soa, g catalog.Group) Node {
	n := map[control.State]int{}
	controls, applicable := 0, 0
	for i := range s.lines {
		if l := &s.lines[i]; l.Group == g.Title && l.Applicability != "excluded" {
			n[l.State]++
			controls++
			if l.Applicability == "applicable" {
				applicable++
			}
		}
	}
	label := stateWords(n, controls)
	return Tr(Td(A(Href(q.url("/soa", "group", g.Title)), Text(g.Title))), Td(Class("num"), A(Href(q.url("/soa", "group", g.Title, "only", "applicable")), Text(strconv.Itoa(applicable)))), Td(bar(label, controls, n)), Td(Class("num"), A(Href(q.url("/soa", "group", g.Title, "state", string(control.Working))), Text(strconv.Itoa(n[control.Working])))))
}

// bar draws proportions as SVG, which needs no inline style.
func bar(label string, total int, n map[control.State]int) Node {
	if total == 0 {
		return nil
	}
	x := 0
	var parts []Node
	for _, p := range []struct {
		state control.State
		class string
	}{{control.Working, "g"}, {control.Partly, "p"}, {control.Stale, "s"}, {control.Failing, "b"}} {
		width := n[p.state] * 1000 / total
		parts = append(parts, El("rect", Class(p.class), Attr("x", strconv.Itoa(x)), Attr("width", strconv.Itoa(width)), Attr("height", "10")))
		x += width
	}
	return SVG(Class("bar"), Attr("viewBox", "0 0 1000 10"), Attr("preserveAspectRatio", "none"), Role("img"), Aria("label", label), Group(parts))
}

const shownRaised = 20

func raisedTable(q *request, s *soa, raised []readiness.Raised) Node {
	if len(raised) == 0 {
		return nil
	}
	shown := raised
	if q.param("raised") != "all" {
		shown = raised[:min(len(raised), shownRaised)]
	}
	return Section(H2(Text("What an auditor would raise")), Div(Class("scroll"), Table(
		THead(Tr(Th(Text("Requirement")), Th(Text("What is missing")), Th(Text("Grade")), Th(Text("Owner")))),
		TBody(Map(shown, func(x readiness.Raised) Node {
			grade := status("partly", "Minor", "")
			if x.Grade == readiness.Major {
				grade = status("failing", "Major", "")
			}
			return Tr(Td(Class("mono"), Text(x.Requirement)), Td(A(Class("name"), Href(q.raisedURL(s, x)), Text(x.What))), Td(grade), Td(Class("who"), Text(x.OwnerName)))
		})))), If(len(raised) > len(shown), P(A(Href(q.url("/", "raised", "all")), Text(fmt.Sprintf("and %d more", len(raised)-len(shown)))))))
}

// raisedURL is the page on which what is raised can be mended.
func (q *request) raisedURL(s *soa, x readiness.Raised) string {
	switch {
	case x.Ref != "":
		return q.recordURL(control.Controls.Kind(), x.Ref)
	case x.Register == scope.Scopes.Kind().Plural:
		return q.url("/context")
	case x.Register == risk.CriteriaVersions.Kind().Plural:
		return q.url("/risk")
	case x.Register == control.Versions.Kind().Plural:
		return q.url("/soa")
	case x.Register == control.Controls.Kind().Plural && x.Query == "": // derived from the other edition
		return q.url("/soa", "edition", string(s.edition), "q", x.Requirement)
	case x.Register == control.Controls.Kind().Plural:
		return q.url("/soa", "only", "undecided", "edition", q.param("edition"))
	}
	var pairs []string
	if v, err := url.ParseQuery(x.Query); err == nil {
		for name := range v {
			pairs = append(pairs, name, v.Get(name))
		}
	}
	return q.url("/r/"+x.Register, pairs...)
}

func staleSection(q *request, s *soa) Node {
	var rows []Node
	seen := map[string]bool{}
	for i := range s.lines {
		for _, e := range s.lines[i].Evidence {
			if s.lines[i].State == control.Stale && !seen[e.ID] && len(rows) < 8 {
				seen[e.ID] = true
				rows = append(rows, staleRow(q, &s.lines[i], e))
			}
		}
	}
	if rows == nil {
		return nil
	}
	return Section(H2(Text("Evidence gone stale")), Table(TBody(Group(rows))))
}

func staleRow(q *request, l *control.Line, e *evidence.Evidence) Node {
	return Tr(Td(A(Class("name"), Href(q.recordURL(evidence.Evidences.Kind(), e.Ref)), Text(e.Title)), Br(), Small(Class("soft"), Text(l.Ref+" "+l.Title))), Td(Class("num"), status("stale", day(e.FreshUntil), "")))
}
