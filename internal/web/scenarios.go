package web

import (
	"fmt"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// scenariosPage is the library of worked risks, to be asked one by one and taken over into the register.
func scenariosPage(q *request) error {
	return q.show(func(*record.Reader) (page, error) {
		return page{title: "Library of scenarios", section: "/risk", body: scenariosBody(q)}, nil
	})
}

func scenariosBody(q *request) Node {
	all := guide.Scenarios()
	words, sector := record.Fold(q.param("q")), q.param("sector")
	var shown []guide.Scenario
	for _, s := range all {
		if (sector == "" || s.Sector == sector) && (words == "" || strings.Contains(record.Fold(s.Title+" "+s.Event+" "+s.Ask+" "+s.Sector), words)) {
			shown = append(shown, s)
		}
	}
	var sectors []string
	for _, s := range all {
		if !slices.Contains(sectors, s.Sector) {
			sectors = append(sectors, s.Sector)
		}
	}
	filters := Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), Data("live", "list"),
		Input(Class("in"), Type("search"), Name("q"), Value(q.param("q")), Aria("label", "Filter by words"), Placeholder("Filter by words")),
		q.moment(),
		Select(Class("in narrow"), Name("sector"), Aria("label", "Sector"), Option(Value(""), Text("Every sector")), Map(sectors, func(s string) Node {
			return Option(Value(s), If(s == sector, Selected()), Text(s))
		})), Button(Class("btn"), Text("Filter")))
	if len(shown) == 0 {
		return Group{scenariosHead(q, len(all)), filters, Div(ID("list"), empty("No scenario matches.", button(q.url("/risk/scenarios"), "Show all")))}
	}
	return Group{scenariosHead(q, len(all)), filters, Div(ID("list"), P(Class("soft"), Role("status"), Text(fmt.Sprintf("%d of %d", len(shown), len(all)))), Map(shown, q.scenario))}
}

func scenariosHead(q *request, n int) Node {
	return heading("Library of scenarios", Text(fmt.Sprintf("%d worked risks. Ask the question of each; where the answer is yes, take it over and make it yours. Rates and losses are our judgement for the organisation described, not statistics.", n)),
		button(q.url("/r/risks"), "Risks"))
}

func (q *request) scenario(s guide.Scenario) Node {
	var controls []Node
	for _, id := range s.Controls {
		controls = append(controls, A(Class("mono"), Href(q.controlURL(id)), Text(id)), Text(" "))
	}
	take := q.url("/r/risks/new", "title", s.Title, "description", s.Event+"\n\n"+s.Consequence, "properties", strings.Join(s.Properties, " "),
		"threats", strings.Join(s.Threats, " "), "vulnerabilities", strings.Join(s.Vulnerabilities, " "),
		"rate_low", moneyText(s.Rate.Low), "rate_high", moneyText(s.Rate.High), "loss_low", moneyText(s.Loss.Low), "loss_high", moneyText(s.Loss.High),
		"estimate_source", "Library of scenarios, for "+s.Rate.For)
	return Details(ID(s.ID), Class("scenario"), Summary(Strong(Text(s.Title)), Span(Class("soft"), Text(" "+s.Sector)), Div(Text(s.Ask))),
		Dl(Class("facts"), Dt(Text("Source")), Dd(Text(s.Source)), Dt(Text("Event")), Dd(Text(s.Event)), Dt(Text("Consequence")), Dd(Text(s.Consequence)),
			Dt(Text("Owner")), Dd(Text(s.Owner)), Dt(Text("Causes")), Dd(Text(causeTitles(slices.Concat(s.Threats, s.Vulnerabilities)))), Dt(Text("Controls that act")), Dd(Group(controls)),
			Dt(Text("How often")), Dd(Text(fmt.Sprintf("%s to %s a year, for %s", decimal(s.Rate.Low), decimal(s.Rate.High), s.Rate.For))),
			Dt(Text("Loss each time")), Dd(Text(fmt.Sprintf("%s to %s %s: %s", thousands(int64(s.Loss.Low)), thousands(int64(s.Loss.High)), s.Loss.Currency, s.Loss.Includes)))),
		If(q.may(risk.Risks.Kind().Edit), P(goButton(take, "Take it over as a risk"))))
}

func causeTitles(ids []string) string {
	var titles []string
	for _, id := range ids {
		c, _ := guide.FindCause(id)
		titles = append(titles, c.Title)
	}
	return strings.Join(titles, "; ")
}
