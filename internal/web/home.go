package web

import (
	"fmt"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

// finding is a thing an auditor would raise today.
type finding struct {
	requirement, what, grade, owner, address string
}

// homePage says first what matters: what an auditor would raise today.
func homePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		s, err := q.readSoA(r)
		if err != nil {
			return page{}, err
		}
		findings, err := q.findings(r, s)
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
		body := Group{homeHead(q, s, findings), If(steps != nil, stepTable(steps)), Div(Class("cols"), Div(d.figures(), stateTable(q, s), findingTable(findings), d.trend()), Aside(d.late(), staleSection(q, s)))}
		return page{title: "Home", section: "/", body: body}, nil
	})
}

// findings derives from the records what an auditor would raise; it grows with the areas.
func (q *request) findings(r *record.Reader, s *soa) (out []finding, err error) {
	current, err := scope.Current(r)
	if err != nil {
		return nil, err
	}
	if current == nil {
		out = append(out, finding{"4.3", "No scope statement is approved", "major", "", q.url("/context")})
	}
	criteria, err := risk.InForce(r)
	if err != nil {
		return nil, err
	}
	if criteria == nil {
		out = append(out, finding{"6.1.2 a", "No risk criteria are approved", "major", "", q.url("/risk")})
	}
	if s.latest == nil {
		out = append(out, finding{"6.1.3 d", "The Statement of Applicability has never been approved", "major", "", q.url("/soa")})
	}
	if n := s.count("undecided"); n > 0 {
		out = append(out, finding{"6.1.3 d", fmt.Sprintf("%d of %d controls are undecided", n, len(s.lines)), "minor", "", q.url("/soa", "only", "undecided")})
	}
	for i := range s.lines {
		l := &s.lines[i]
		if l.Conflict != "" {
			out = append(out, finding{l.Ref, l.Conflict, "minor", l.OwnerName, q.recordURL(control.Controls.Kind(), l.Ref)})
		}
		if l.State == control.Failing && l.Conflict == "" {
			out = append(out, finding{l.Ref, l.Title + ": " + l.Why, "minor", l.OwnerName, q.recordURL(control.Controls.Kind(), l.Ref)})
		}
	}
	more, err := q.riskFindings(r, criteria)
	return append(out, more...), err
}

func (q *request) riskFindings(r *record.Reader, criteria *risk.Criteria) (out []finding, err error) {
	unrated, err := r.CountMatching(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "level", Values: []string{"0"}}}}, countUpTo)
	if err != nil {
		return nil, err
	}
	if unrated > 0 {
		out = append(out, finding{"6.1.2 d", atMost(unrated) + " risks are not rated", "minor", "", q.url("/r/risks", "level", "0")})
	}
	if criteria == nil {
		return out, nil
	}
	old, err := r.CountMatching(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "criteria", Op: "not", Values: []string{criteria.ID, ""}}}}, countUpTo)
	if err != nil {
		return nil, err
	}
	if old > 0 {
		out = append(out, finding{"6.1.2 b", atMost(old) + " risks are rated under superseded criteria", "minor", "", q.url("/r/risks", "criteria.not", criteria.ID)})
	}
	return out, nil
}

func homeHead(q *request, s *soa, findings []finding) Node {
	major := 0
	for _, f := range findings {
		if f.grade == "major" {
			major++
		}
	}
	title, lead := "Nothing an auditor would raise today", "Every applicable control works and shows it."
	if n := len(findings); n > 0 {
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
	return Tr(Td(A(Href(q.url("/soa", "group", g.Title)), Text(g.Title))), Td(Class("num"), Text(strconv.Itoa(applicable))), Td(bar(label, controls, n)), Td(Class("num"), Text(strconv.Itoa(n[control.Working]))))
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

const shownFindings = 20

func findingTable(findings []finding) Node {
	if len(findings) == 0 {
		return nil
	}
	shown := findings[:min(len(findings), shownFindings)]
	return Section(H2(Text("What an auditor would raise")), Div(Class("scroll"), Table(
		THead(Tr(Th(Text("Requirement")), Th(Text("What is missing")), Th(Text("Grade")), Th(Text("Owner")))),
		TBody(Map(shown, func(f finding) Node {
			grade := status("partly", "Minor", "")
			if f.grade == "major" {
				grade = status("failing", "Major", "")
			}
			return Tr(Td(Class("mono"), Text(f.requirement)), Td(A(Class("name"), Href(f.address), Text(f.what))), Td(grade), Td(Class("who"), Text(f.owner)))
		})))), If(len(findings) > shownFindings, P(Class("soft"), Text(fmt.Sprintf("and %d more", len(findings)-shownFindings)))))
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
