package web

import (
	"fmt"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/selection"
	"github.com/assay-isms/assay/internal/record"
)

// suggestions are, on a risk's page, the controls that usually treat its causes, each to be ticked.
func (q *request) suggestions(r *record.Reader, x *risk.Risk) (Node, error) {
	all, err := selection.Suggest(r, x)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		if len(x.Threats)+len(x.Vulnerabilities) == 0 && q.may(record.MayEdit) {
			return Section(H2(Text("Suggested controls")), P(Class("soft"), Text("Name the risk's threats or vulnerabilities, and the controls that usually treat them are suggested here."))), nil
		}
		return nil, nil
	}
	open := 0
	for _, s := range all {
		if !s.Chosen {
			open++
		}
	}
	rows := TBody(Map(all, func(s selection.Suggestion) Node {
		tick := Node(Input(Type("checkbox"), Name("controls"), Value(s.Control.ID), Aria("label", "Need "+s.Control.Ref)))
		if s.Chosen {
			tick = Span(Class("soft"), Text("chosen"))
		}
		return Tr(If(q.may(record.MayEdit), Td(tick)), Td(Class("mono"), Text(s.Control.Ref)),
			Td(A(Class("name"), Href(q.recordURL(control.Controls.Kind(), s.Control.Ref)), Text(s.Control.Title))), Td(Text(s.Reason())))
	}))
	table := Table(THead(Tr(If(q.may(record.MayEdit), Th(Span(Class("hidden"), Text("Choose")))), Th(Scope("col"), Text("Id")), Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("Usually treats")))), rows)
	if !q.may(record.MayEdit) {
		return Section(H2(Text("Suggested controls")), table), nil
	}
	return Section(H2(Text("Suggested controls")), q.postForm(q.url("/risks/"+url.PathEscape(x.ID)+"/controls"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(x.Rev))),
		Div(Class("scroll"), table), If(open > 0, P(Button(Class("btn go"), Text("Add the ticked to the treatment")))))), nil
}

// chooseControls adds the ticked suggestions to a risk's treatment.
func chooseControls(q *request) error {
	chosen := q.r.PostForm["controls"]
	var x *risk.Risk
	b, err := q.write("Chosen from suggested controls", func(w *record.Writer) (err error) {
		x, err = selection.Choose(w, q.r.PathValue("ref"), q.formInt("rev"), chosen)
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/r/risks/"+url.PathEscape(x.Ref)), plural(len(chosen), "control added to the treatment.", "controls added to the treatment."), b.First)
}

// annexPage compares the controls that treatments need with Annex A (6.1.3 c).
func annexPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		e, _, err := q.edition(r)
		if err != nil {
			return page{}, err
		}
		c, err := selection.Compare(r, e)
		if err != nil {
			return page{}, err
		}
		return page{title: "Comparison with Annex A", section: "/soa", body: annexBody(q, e, c)}, nil
	})
}

func annexBody(q *request, e catalog.Edition, c selection.Comparison) Node {
	total := len(c.Missing) + len(c.Overlooked) + len(c.Unneeded)
	lead := "Every control that a treatment needs is there, and each that is there is needed."
	if total > 0 {
		lead = fmt.Sprintf("%s needed and not in place, %d suggested by risks and used by none, %d applicable that nothing needs.", plural(len(c.Missing), "control is", "controls are"), len(c.Overlooked), len(c.Unneeded))
	}
	return Group{
		heading("Comparison with Annex A", Text(lead+" Edition "+string(e)+", 6.1.3 c)."), button(q.url("/soa", "edition", string(e)), "Statement of Applicability")),
		q.annexLines("Needed and not in place", "A treatment relies on them, and the statement excludes them, has not decided, or they are not implemented.", c.Missing, func(l *control.Line) Node {
			return Group{refLinks(q, l.Risks, 4), refLinks(q, l.Treatments, 4)}
		}),
		q.overlooked(c.Overlooked),
		q.annexLines("Applicable and needed by nothing", "Risk treatment is their only reason, and no risk, action or requirement leads to them. Link the risk, give the true reason, or ask whether they are worth their cost.", c.Unneeded, func(*control.Line) Node {
			return Span(Class("soft"), Text("—"))
		}),
	}
}

func (q *request) annexLines(title, about string, lines []*control.Line, needed func(*control.Line) Node) Node {
	if len(lines) == 0 {
		return Section(H2(Text(title)), P(status("working", "none", "")))
	}
	return Section(H2(Text(fmt.Sprintf("%s (%d)", title, len(lines)))), P(Class("soft note"), Text(about)), Div(Class("scroll"), Table(
		THead(Tr(Th(Scope("col"), Text("Id")), Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("Applies")), Th(Scope("col"), Text("State")), Th(Scope("col"), Text("Needed by")))),
		TBody(Map(lines, func(l *control.Line) Node {
			return Tr(Td(Class("mono"), Text(l.Ref)), Td(A(Class("name"), Href(q.recordURL(control.Controls.Kind(), l.Ref)), Text(l.Title))), Td(applies(l)), Td(controlState(l)), Td(Class("mono"), needed(l)))
		})))))
}

func (q *request) overlooked(gaps []selection.Gap) Node {
	const title = "Suggested by risks and used by no treatment"
	if len(gaps) == 0 {
		return Section(H2(Text(title)), P(status("working", "none", "")))
	}
	return Section(H2(Text(fmt.Sprintf("%s (%d)", title, len(gaps)))), P(Class("soft note"), Text("They usually treat a threat or vulnerability of an open risk. No treatment uses them, and the statement has not decided or excludes them: see that the reason holds against these risks.")), Div(Class("scroll"), Table(
		THead(Tr(Th(Scope("col"), Text("Id")), Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("Applies")), Th(Scope("col"), Text("Risks, and why")))),
		TBody(Map(gaps, func(g selection.Gap) Node {
			return Tr(Td(Class("mono"), Text(g.Line.Ref)), Td(A(Class("name"), Href(q.recordURL(control.Controls.Kind(), g.Line.Ref)), Text(g.Line.Title))), Td(applies(g.Line)), Td(q.gapRisks(g)))
		})))))
}

const shownGapRisks = 3

func (q *request) gapRisks(g selection.Gap) Node {
	var nodes []Node
	for i, c := range g.Risks {
		if i == shownGapRisks {
			nodes = append(nodes, Div(Class("soft"), Text(fmt.Sprintf("and %d more", len(g.Risks)-i))))
			break
		}
		nodes = append(nodes, Div(A(Class("mono"), Href(q.recordURL(risk.Risks.Kind(), c.Risk.Ref)), TitleAttr(c.Risk.Title), Text(c.Risk.Ref)), Text(" "+c.Why)))
	}
	return Group(nodes)
}

// pivotPage counts the statement by attribute and state; each number opens its rows.
func pivotPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		lines, err := control.Statement(r, catalog.Edition2022)
		if err != nil {
			return page{}, err
		}
		return page{title: "Controls by attribute", section: "/soa", body: pivotBody(q, control.Pivot(lines))}, nil
	})
}

func pivotBody(q *request, rows []control.PivotRow) Node {
	var tables []Node
	for _, a := range catalog.AllAttributes() {
		tables = append(tables, Section(H2(Text(a.Label)), Div(Class("scroll"), Table(Class("facts-table"),
			THead(Tr(Th(Scope("col"), Text("Value")), Th(Class("num"), Scope("col"), Text("Controls")), Map(control.States, func(s control.State) Node { return Th(Class("num"), Scope("col"), Text(s.Words())) }))),
			TBody(Map(rows, func(row control.PivotRow) Node {
				if row.Attribute != a.Key {
					return nil
				}
				return Tr(Th(Scope("row"), Class("name"), Text(row.Value.Label())), Td(Class("num"), q.pivotCell(row, "", row.All)), Map(control.States, func(s control.State) Node {
					return Td(Class("num"), q.pivotCell(row, s, row.States[s]))
				}))
			}))))))
	}
	return Group{heading("Controls by attribute", Text("How the controls of 2022 stand, by the five attributes of ISO/IEC 27002."), button(q.url("/soa", "edition", "2022"), "Statement of Applicability")), Group(tables)}
}

func (q *request) pivotCell(row control.PivotRow, s control.State, n int) Node {
	if n == 0 {
		return Span(Class("soft"), Text("·"))
	}
	return A(Href(q.url("/soa", "edition", "2022", "attribute", string(row.Value), "state", strings.ToLower(string(s)))), Text(fmt.Sprint(n)))
}
