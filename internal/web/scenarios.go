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
	shown := q.chosenScenarios(all)
	if len(shown) == 0 {
		return Group{scenariosHead(q, all), q.scenarioFilters(all), Div(ID("list"), empty("No scenario matches.", button(q.url("/risk/scenarios"), "Show all")))}
	}
	return Group{scenariosHead(q, all), q.scenarioFilters(all), Div(ID("list"), P(Class("soft"), Role("status"), Text(fmt.Sprintf("%d of %d", len(shown), len(all)))), Map(shown, func(s guide.Scenario) Node { return q.scenario(s, len(shown) == 1) }))}
}

// chosenScenarios are those with the words, of the sector, and with a public figure or without as the filters say.
func (q *request) chosenScenarios(all []guide.Scenario) (shown []guide.Scenario) {
	words, sector, known := record.Fold(q.param("q")), q.param("sector"), q.param("known")
	for _, s := range all {
		text := s.Title + " " + s.Event + " " + s.Ask + " " + s.Sector
		for _, b := range s.BaseRates {
			text += " " + b.Title + " " + b.Publisher + " " + b.Publication
		}
		if (sector == "" || s.Sector == sector) && (known == "" || (known == "yes") == (len(s.BaseRates) > 0)) && strings.Contains(record.Fold(text), words) {
			shown = append(shown, s)
		}
	}
	return shown
}

func (q *request) scenarioFilters(all []guide.Scenario) Node {
	var sectors []string
	for _, s := range all {
		sectors = append(sectors, s.Sector)
	}
	option := func(name, value, label string) Node {
		return Option(Value(value), If(value == q.param(name), Selected()), Text(label))
	}
	return Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), Data("live", "list"),
		Input(Class("in"), Type("search"), Name("q"), Value(q.param("q")), Aria("label", "Filter by words"), Placeholder("Filter by words")),
		q.moment(),
		q.sectorFilter(sectors),
		Select(Class("in narrow"), Name("known"), Aria("label", "Public figures"), option("known", "", "Public figure or not"), option("known", "yes", "With a public figure"), option("known", "no", "Without one")),
		Button(Class("btn"), Text("Filter")))
}

// sectorFilter chooses one of the sectors, each given once or more and shown in the order of its first.
func (q *request) sectorFilter(sectors []string) Node {
	options := []Node{Option(Value(""), Text("Every sector"))}
	for i, s := range sectors {
		if slices.Index(sectors, s) == i {
			options = append(options, Option(Value(s), If(s == q.param("sector"), Selected()), Text(s)))
		}
	}
	return Select(Class("in narrow"), Name("sector"), Aria("label", "Sector"), Group(options))
}

func scenariosHead(q *request, all []guide.Scenario) Node {
	known := 0
	for _, s := range all {
		known += min(len(s.BaseRates), 1)
	}
	return heading("Library of scenarios", Text(fmt.Sprintf("%d worked risks. Ask the question of each; where the answer is yes, take it over and make it yours. Rates and losses are our judgement for the organisation described. Beside %d of them stands what public sources say; for the others we know of no figure that measures them.", len(all), known)),
		button(q.url("/r/risks"), "Risks"))
}

// scenario is closed until it is asked for, unless it is the only one.
func (q *request) scenario(s guide.Scenario, open bool) Node {
	var controls []Node
	for _, id := range s.Controls {
		controls = append(controls, A(Class("mono"), Href(q.controlURL(id)), Text(id)), Text(" "))
	}
	return Details(ID(s.ID), Class("scenario"), If(open, Attr("open")), Summary(Strong(Text(s.Title)), Span(Class("soft"), Text(" "+s.Sector)), Div(Text(s.Ask))),
		Dl(Class("facts"), Dt(Text("Source")), Dd(Text(s.Source)), Dt(Text("Event")), Dd(Text(s.Event)), Dt(Text("Consequence")), Dd(Text(s.Consequence)),
			Dt(Text("Owner")), Dd(Text(s.Owner)), Dt(Text("Causes")), Dd(Text(causeTitles(slices.Concat(s.Threats, s.Vulnerabilities)))), Dt(Text("Controls that act")), Dd(Group(controls)),
			Dt(Text("How often")), Dd(Text(fmt.Sprintf("%s to %s a year, for %s", decimal(s.Rate.Low), decimal(s.Rate.High), s.Rate.For))),
			Dt(Text("Loss each time")), Dd(Text(fmt.Sprintf("%s to %s %s: %s", thousands(int64(s.Loss.Low)), thousands(int64(s.Loss.High)), s.Loss.Currency, s.Loss.Includes))),
			Dt(Text("Known from outside")), Dd(knownFromOutside(s))),
		If(q.may(risk.Risks.Kind().Edit), P(goButton(q.takeOver(s), "Take it over as a risk"))))
}

// takeOver is the address of the form for a new risk, filled in from a scenario.
func (q *request) takeOver(s guide.Scenario) string {
	source := "Library of scenarios, for " + s.Rate.For
	if public := s.Sources(); public != "" {
		source += "; beside it: " + public
	}
	return q.url("/r/risks/new", "title", s.Title, "description", s.Event+"\n\n"+s.Consequence, "properties", strings.Join(s.Properties, " "),
		"threats", strings.Join(s.Threats, " "), "vulnerabilities", strings.Join(s.Vulnerabilities, " "),
		"rate_low", moneyText(s.Rate.Low), "rate_high", moneyText(s.Rate.High), "loss_low", moneyText(s.Loss.Low), "loss_high", moneyText(s.Loss.High),
		"estimate_source", source)
}

func knownFromOutside(s guide.Scenario) Node {
	if len(s.BaseRates) == 0 {
		return Span(Class("soft"), Text("We know of no public figure that measures this."))
	}
	return Ul(Class("known"), Map(s.BaseRates, func(b guide.Beside) Node {
		return Li(Strong(Text(b.Title)),
			Map(b.Values, func(v guide.BaseValue) Node { return Div(Text(b.Say(v) + ", " + v.For)) }),
			Map(b.Yearly, func(y guide.Yearly) Node { return Div(Text(b.Explain(y))) }),
			Div(Class("soft"), Text(fmt.Sprintf("Counted (%s, %s): %s. ", b.Region, b.Period(), b.Counted)), If(b.Derived != "", Text("Reckoned from: "+b.Derived+"."))),
			Div(Class("soft"), Text("Differs: "+b.Differs)),
			Div(A(Href(b.URL), Rel("noopener noreferrer"), Text(b.Publication)), Text(", "+b.Publisher+", published "+b.Published)))
	}))
}

func causeTitles(ids []string) string {
	var titles []string
	for _, id := range ids {
		c, _ := guide.FindCause(id)
		titles = append(titles, c.Title)
	}
	return strings.Join(titles, "; ")
}
