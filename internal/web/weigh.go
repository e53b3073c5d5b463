package web

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report/chart"
)

// weighPage shows which open actions of the treatment plan are worth their cost.
func weighPage(q *request) error {
	var budget *float64
	if text := q.param("budget"); text != "" {
		x, err := number("budget", text)
		if err != nil {
			return err
		}
		budget = &x
	}
	return q.show(func(r *record.Reader) (page, error) {
		p, err := standing.Weigh(r, budget)
		if err != nil {
			return page{}, err
		}
		return page{title: "Treatment weighed", section: "/risk", body: weighed{q, p}.body()}, nil
	})
}

type weighed struct {
	q *request
	*standing.Plan
}

func (w weighed) body() Node {
	q := w.q
	if len(w.Actions) == 0 {
		return Group{heading("Treatment weighed", Text("No action of the treatment plan is open.")), empty("Open actions are weighed by what the controls that they put in place take off the expected loss of a year.",
			If(q.may(record.MayEdit), goButton(q.url("/r/treatments/new"), "Add an action")), button(q.url("/r/effects"), "Effects of controls"))}
	}
	return Group{
		heading("Treatment weighed", Text(risk.Money(w.Today.Expected, w.Currency)+" expected a year today. "+w.lead()), button(q.url(whatIfAt), "What if"), button(q.url("/r/treatments"), "Treatment plan"), button(q.url("/r/effects"), "Effects of controls")),
		Div(Class("cols"), Div(w.actions(), w.frontier()), Aside(w.ask(), w.best(), w.goal(), w.gaps(), w.method())),
	}
}

func (w weighed) lead() string {
	return "The best set " + map[bool]string{true: "within the budget", false: "of all open actions"}[w.Budget != nil] + " costs " + risk.Money(w.Within.Cost, w.Currency) + " and leaves " + risk.Money(w.Within.Loss.Expected, w.Currency) + "."
}

func (w weighed) ask() Node {
	value := ""
	if w.Budget != nil {
		value = moneyText(*w.Budget)
	}
	return Section(H2(Text("Budget")), Form(Method("get"), Action(w.q.url(treatmentAt)), Class("stack"), w.q.moment(),
		Label(For("budget"), Text("Amount in "+w.Currency)), Input(Class("in narrow"), ID("budget"), Name("budget"), Value(value)), Button(Class("btn go"), Text("Choose the best"))))
}

func (w weighed) actions() Node {
	return Section(H2(Text("Open actions "), Span(Class("soft"), Text("by what they take off for their cost"))), Div(Class("scroll"), Table(THead(Tr(Th(Scope("col"), Text("Action")), Th(Scope("col"), Class("num"), Text("Cost")), Th(Scope("col"), Class("num"), Text("Takes off a year")), Th(Scope("col"), Class("num"), Text("Done last")),
		Th(Scope("col"), Class("num"), Text("Payback")), Th(Scope("col"), Class("num"), Text("Return, first year")), Th(Scope("col"), Text("Chosen")))),
		TBody(Map(w.Actions, w.action)))))
}

func (w weighed) action(a standing.Worth) Node {
	chosen := status("none", "not chosen", "")
	switch {
	case a.Chosen:
		chosen = status("working", "chosen", "")
	case len(a.Controls) == 0:
		chosen = status("none", "not assessed", "")
	}
	var about []string
	if len(a.Controls) > 0 {
		about = append(about, "puts "+strings.Join(a.Controls, ", ")+" in place")
	}
	if len(a.Needs) > 0 {
		about = append(about, "needs "+strings.Join(a.Needs, ", ")+" too")
	}
	return Tr(Td(A(Class("name"), Href(w.q.recordURL(treatment.Treatments.Kind(), a.Ref)), Text(a.Title)), Br(), Small(Class("soft"), Text(strings.Join(append([]string{a.Ref}, about...), " · ")))),
		Td(Class("num"), Text(risk.Amount(a.Cost))), Td(Class("num"), Text(risk.Amount(a.First))), Td(Class("num"), Text(risk.Amount(a.Last))), Td(Class("num"), Text(a.Term())), Td(Class("num"), Text(a.Gain())), Td(chosen))
}

// frontier is the table of what every budget buys.
func (w weighed) frontier() Node {
	picture := chart.Frontier{Currency: w.Frontier.Currency}
	for _, at := range w.Frontier.Points {
		picture.Choices = append(picture.Choices, chart.Choice{Cost: at.Cost, Loss: at.Expected, Label: strings.Join(at.Actions, ", ")})
	}
	return Section(H2(Text("What a budget buys")), If(len(picture.Choices) > 1, drawn(picture.Picture())), P(Class("soft"), Text("Each line is proven to be the best set for its cost; between two lines more money takes nothing more off."), If(!w.Frontier.Whole, Text(" There are more lines than are shown, between the first two."))),
		Table(THead(Tr(Th(Scope("col"), Class("num"), Text("Cost")), Th(Scope("col"), Class("num"), Text("Expected a year")), Th(Scope("col"), Text("Actions")))), TBody(Map(w.Frontier.Points, func(at standing.FrontierPoint) Node {
			return Tr(Td(Class("num"), Text(risk.Amount(at.Cost))), Td(Class("num"), Text(risk.Amount(at.Expected))), Td(w.links(at.Actions)))
		}))))
}

func (w weighed) links(refs []string) Node {
	if len(refs) == 0 {
		return Span(Class("soft"), Text("none"))
	}
	return Map(refs, func(ref string) Node {
		return Group{A(Class("mono"), Href(w.q.recordURL(treatment.Treatments.Kind(), ref)), Text(ref)), Text(" ")}
	})
}

func (w weighed) best() Node {
	return w.set("Best within the budget", w.Within)
}

func (w weighed) set(title string, c *standing.Chosen) Node {
	return Section(H2(Text(title)), Dl(Class("facts"), Dt(Text("Actions")), Dd(w.links(c.Actions)), Dt(Text("Cost")), Dd(Text(risk.Money(c.Cost, w.Currency))),
		Dt(Text("Expected a year")), Dd(Text(risk.Money(c.Loss.Expected, w.Currency))), Dt(Text("Value at risk 95 %")), Dd(Text(risk.Money(c.Loss.ValueAtRisk, w.Currency)))),
		If(len(c.Tolerance) > 0, Table(THead(Tr(Th(Scope("col"), Text("Limit")), Th(Scope("col"), Text("Today")), Th(Scope("col"), Text("With them")))), TBody(Map(c.Tolerance, func(t risk.Judged) Node {
			return Tr(Td(Text(t.Limit)), Td(kept(t.Kept)), Td(kept(t.Later)))
		})))))
}

func (w weighed) goal() Node {
	if w.Cheapest == nil || len(w.Cheapest.Actions) == 0 {
		return Section(H2(Text("Cheapest for the criteria")), P(Text(w.Goal)))
	}
	return Group{w.set("Cheapest for the criteria", w.Cheapest), P(Class("soft"), Text(w.Goal))}
}

// gaps are the controls that risks need, that would take something off, and that nobody plans.
func (w weighed) gaps() Node {
	if len(w.Unplanned) == 0 {
		return nil
	}
	return Section(H2(Text("Needed and not planned")), Ul(Class("lines"), Map(w.Unplanned, func(m standing.Measure) Node {
		return Li(A(Class("mono"), Href(w.q.recordURL(control.Controls.Kind(), m.Ref)), Text(m.Ref)), Text(" "+m.Title))
	})))
}

func (w weighed) method() Node {
	planned := ""
	if w.Planned != "" {
		planned = " A control that is not implemented yet counts with a reliability of " + w.Planned + "."
	}
	return Section(H2(Text("How it was found")), P(Class("soft wrap"), Text("Expected losses follow from the figures without controls and the effects of controls; other risks count as estimated by hand. A control that several open actions put in place needs all of them; one that is implemented already adds nothing. Sets are proven best by branch and bound. Return is (taken off in the first year − cost) / cost, the return on security investment of Sonnenreich, Albanese and Stout (2006)."+planned)))
}
