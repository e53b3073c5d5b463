package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// reassessment says that a risk is to be assessed again, and lets an editor mark it as such.
func (q *request) reassessment(r *record.Reader, x *risk.Risk) (Node, error) {
	var said Node
	t := x.Trigger
	switch {
	case t.What != "":
		o, _ := risk.Risks.Kind().Field("triggered").Option(t.What)
		said = P(status("failing", "to be assessed again", ""), Text(fmt.Sprintf(" %s: %s. Marked by %s on %s.", o.Label, strings.TrimRight(t.Reason, "."), t.By, day(t.On))))
	case x.ReassessBy != "" && x.ReassessBy < r.Today():
		said = P(status("failing", "to be assessed again", ""), Text(" Its day was "+day(x.ReassessBy)+"."))
	case x.ReassessBy != "":
		said = P(Class("soft"), Text("Assess again by "+day(x.ReassessBy)+"."))
	}
	if !q.may(record.MayEdit) || x.Level == 0 && x.Now.Empty() || x.Status == "closed" || t.What != "" {
		return If(said != nil, Section(H2(Text("Assessment")), said)), nil
	}
	c, err := risk.InForce(r)
	if err != nil {
		return nil, err
	}
	known := c.TriggersInForce()
	return Section(H2(Text("Assessment")), said, Details(Summary(Text("Something happened: assess it again")),
		q.postForm(q.url("/risks/"+url.PathEscape(x.ID)+"/trigger"), Class("record-form"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(x.Rev))),
			Div(Class("row"), Label(For("trigger"), Text("What")), Select(Class("in narrow"), ID("trigger"), Name("trigger"), Map(risk.Triggers, func(o record.Option) Node {
				return If(slices.Contains(known, o.Value), Option(Value(o.Value), Text(o.Label)))
			}))),
			Div(Class("row"), Label(For("trigger-reason"), Text("What happened")), Input(Class("in"), ID("trigger-reason"), Name("reason"), Required())),
			Div(Class("row"), Span(), Div(Button(Class("btn"), Text("Mark to be assessed again"))))))), nil
}

func triggerRisk(q *request) error {
	var x *risk.Risk
	_, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		x, err = risk.Trigger(w, q.r.PathValue("ref"), q.formInt("rev"), q.form("trigger"), q.form("reason"))
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(risk.Risks.Kind(), x.Ref), x.Ref+" is to be assessed again.", 0)
}

// shownDue is how many items of each page are shown.
const shownDue = 100

// riskDuePage lists what somebody has to do about the risks.
func riskDuePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		items, err := treatment.Due(r, r.Today())
		if err != nil {
			return page{}, err
		}
		shown := items[:min(len(items), shownDue)]
		lead := treatment.Summary(items)
		return page{title: "Due", section: "/risk", body: Group{heading("What is due about risks", Text(lead), button(q.url("/risk/acceptances"), "Acceptances")),
			If(len(items) > 0, Section(Div(Class("scroll"), TabIndex("0"), Role("region"), Aria("label", "What is due"), Table(
				THead(Tr(Th(Text("Day")), Th(Text("Risk")), Th(Text("Owner")), Th(Text("State")), Th(Text("What to do")))),
				TBody(Map(shown, q.riskDueRow)))))),
			If(len(items) > len(shown), P(Class("note soft"), Text(fmt.Sprintf("The first %d of %d.", len(shown), len(items)))))}}, nil
	})
}

func (q *request) riskDueRow(d treatment.DueItem) Node {
	state := map[string]Node{
		treatment.Reassess: status("failing", "past its day", ""), treatment.Triggered: status("failing", "marked", ""),
		treatment.AcceptanceVoid: status("failing", "acceptance void", ""), treatment.AcceptanceEnded: status("failing", "acceptance ended", ""),
		treatment.AcceptanceEnding: status("partly", "acceptance ends", "")}[d.What]
	return Tr(Td(Class("who"), Text(day(d.Day))), Td(A(Class("name"), Href(q.url("/r/risks/"+url.PathEscape(d.Risk))), Text(d.Risk+" "+d.Title))), Td(Class("who"), Text(d.Name)), Td(Class("who"), state),
		Td(Text(d.Do), Br(), Small(Class("soft"), Text(strings.ToUpper(d.Because[:1])+d.Because[1:]+"."))))
}

// acceptancesPage lists the acceptances, newest first, each with how it stands against its risk.
func acceptancesPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		found, next, err := treatment.Acceptances.List(r, record.Query{Sort: "-ref", After: q.param("after"), Limit: shownDue})
		if err != nil {
			return page{}, err
		}
		all, err := treatment.Standings(r, found)
		if err != nil {
			return page{}, err
		}
		var ids []string
		for _, a := range found {
			ids = append(ids, string(a.Risk), string(a.Owner))
		}
		names, err := q.namesOf(r, ids, nil)
		if err != nil {
			return page{}, err
		}
		return page{title: "Acceptances", section: "/risk", body: Group{
			heading("Acceptances", Text("Who accepted which risk, and whether it still is what was accepted."), button(q.url("/risk/due"), "Due"), button(q.url("/r/acceptances"), "Register")),
			If(len(all) == 0, empty(treatment.Acceptances.About)),
			If(len(all) > 0, Section(Div(Class("scroll"), TabIndex("0"), Role("region"), Aria("label", "Acceptances"), Table(THead(Tr(Th(Text("Ref")), Th(Text("Risk")), Th(Text("Accepted by")), Th(Text("On")), Th(Text("Until")), Th(Text("State")))),
				TBody(Map(all, func(s treatment.Standing) Node { return q.acceptanceRow(names, &s) })))))),
			If(next != "", P(A(Href(q.url("/risk/acceptances", "after", next)), Text("Older ones"))))}}, nil
	})
}

func (q *request) acceptanceRow(n names, s *treatment.Standing) Node {
	a := s.Acceptance
	return Tr(Td(A(Class("mono"), Href(q.recordURL(treatment.Acceptances.Kind(), a.Ref)), Text(a.Ref))), Td(n.link(string(a.Risk))), Td(Class("who"), n.link(string(a.Owner))),
		Td(Class("who"), Text(day(a.AcceptedOn))), Td(Class("who"), Text(day(a.Until))), Td(accepted(s), If(s.State == treatment.Void, Group{Br(), Small(Class("soft"), Text(strings.TrimPrefix(s.Words(), "void: ")))})))
}
