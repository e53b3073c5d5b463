package web

import (
	"fmt"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/record"
)

const typicalAt = continuityAt + "/typical-processes"

// typicalProcessesPage is the library of processes to begin an impact analysis with.
func typicalProcessesPage(q *request) error {
	return q.show(func(*record.Reader) (page, error) {
		return page{title: "Typical processes", section: continuityAt, body: typicalBody(q)}, nil
	})
}

func typicalBody(q *request) Node {
	all := guide.TypicalProcesses()
	var shown []guide.TypicalProcess
	var sectors []string
	words, sector := record.Fold(q.param("q")), q.param("sector")
	for _, p := range all {
		sectors = append(sectors, p.Sector)
		text := strings.Join(append(append([]string{p.Title, p.Sector, p.Stops, p.Peaks, p.Fallback}, p.Needs...), p.Ask...), " ")
		if (sector == "" || p.Sector == sector) && strings.Contains(record.Fold(text), words) {
			shown = append(shown, p)
		}
	}
	list := Group{P(Class("soft"), Role("status"), Text(fmt.Sprintf("%d of %d", len(shown), len(all)))), Map(shown, func(p guide.TypicalProcess) Node { return q.typicalProcess(p, len(shown) == 1) })}
	if len(shown) == 0 {
		list = Group{empty("No typical process matches.", button(q.url(typicalAt), "Show all"))}
	}
	return Group{
		heading("Typical processes", Text("What stands still in organisations like yours, and what to ask those who do the work. The impacts are our judgement, each the worst of all six categories outside the peaks: they begin the talk and are not taken over. What a standstill does to you, you analyse yourself."), button(q.url(continuityAt), "Continuity")),
		Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), Data("live", "list"),
			Input(Class("in"), Type("search"), Name("q"), Value(q.param("q")), Aria("label", "Filter by words"), Placeholder("Filter by words")),
			q.moment(), q.sectorFilter(sectors), Button(Class("btn"), Text("Filter"))),
		Div(ID("list"), list)}
}

// typicalProcess is closed until it is asked for, unless it is the only one.
func (q *request) typicalProcess(p guide.TypicalProcess, open bool) Node {
	return Details(ID(p.ID), Class("scenario"), If(open, Attr("open")), Summary(Strong(Text(p.Title)), Span(Class("soft"), Text(" "+p.Sector)), Div(Text(p.Stops))),
		hurtsTable(p),
		Dl(Class("facts"), Dt(Text("When a standstill is worst")), Dd(Text(p.Peaks)), Dt(Text("Usually needs")), Dd(Text(strings.Join(p.Needs, "; "))), Dt(Text("What can be done meanwhile")), Dd(Text(p.Fallback)),
			Dt(Text("Ask in the interview")), Dd(asks(p))),
		If(q.may(continuity.Processes.Kind().Edit), P(goButton(q.url("/r/processes/new", "title", p.Title, "description", p.Stops, "peaks", p.Peaks, "fallback", p.Fallback), "Take it over as a process"))))
}

// hurtsTable is the library's judgement of the worst impact after each length of an outage.
func hurtsTable(p guide.TypicalProcess) Node {
	times := guide.ImpactTimes()
	return Table(Class("tight"), THead(Tr(Th(Scope("col"), Text("Standstill")), Map(times, func(t guide.ImpactTime) Node { return Th(Scope("col"), Abbr(TitleAttr(t.Title), Text(t.ID))) }))),
		TBody(Tr(Th(Scope("row"), Text("Worst impact")), Map(times, func(t guide.ImpactTime) Node { return Td(levelMark(p.Hurts[t.ID])) }))))
}

func asks(p guide.TypicalProcess) Node {
	return Ul(Class("points"), Map(p.Ask, func(question string) Node { return Li(Text(question)) }))
}
