package web

import (
	"fmt"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/record"
)

const continuityAt = "/continuity"

// continuityPage is the impact analysis of all processes with what contradicts itself in it, and where plans and exercises stand.
func continuityPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		a, err := continuity.Analyse(r)
		if err != nil {
			return page{}, err
		}
		var ids []string
		for _, p := range a.Processes {
			ids = append(ids, string(p.Owner))
		}
		n, err := q.namesOf(r, ids, nil)
		if err != nil {
			return page{}, err
		}
		registers, err := q.registerTable(r, []*record.Kind{continuity.Processes.Kind(), continuity.Plans.Kind(), continuity.Exercises.Kind(), continuity.Findings.Kind()})
		if err != nil {
			return page{}, err
		}
		return page{title: "Continuity", section: continuityAt, body: Group{
			heading("Continuity", Text("What a standstill does, how soon each process must work again, and what could not keep that promise."), If(q.may(record.MayEdit), button(q.url("/r/processes/new"), "Add a process")), button(q.url(typicalAt), "Typical processes")),
			q.conflicts(a), q.impactTable(a, n), registers}}, nil
	})
}

func (q *request) conflicts(a *continuity.Analysis) Node {
	unknown := Node(nil)
	if a.Unknown > 0 {
		unknown = P(Class("soft"), Text(fmt.Sprintf("Of %d things that processes rest on nobody has said how soon they work again; nothing can be said of those.", a.Unknown)))
	}
	if len(a.Conflicts) == 0 {
		return Section(H2(Text("Conflicts")), P(Text("None among the times that were said.")), unknown)
	}
	return Section(H2(Text("Conflicts")), wide("Conflicts", Table(THead(Tr(Th(Scope("col"), Text("Process")), Th(Scope("col"), Text("What does not fit")), Th(Scope("col"), Text("By way of")))), TBody(Map(a.Conflicts, func(c continuity.Conflict) Node {
		return Tr(Td(A(Class("name"), Href(q.recordURL(continuity.Processes.Kind(), c.Process)), Text(c.Title))), Td(Text(c.Says)), Td(Text(c.Path), If(c.On != "", Span(Class("soft mono"), Text(" "+c.On)))))
	})))), unknown)
}

func (q *request) impactTable(a *continuity.Analysis, n names) Node {
	if len(a.Processes) == 0 {
		return Section(H2(Text("Impact analysis")), empty("No process yet. Begin with the five that customers would miss first. The library has typical ones of your sector, with what to ask those who do the work.",
			goButton(q.url(typicalAt), "Typical processes")))
	}
	times := guide.ImpactTimes()
	return Section(H2(Text("Impact analysis")), wide("Impact analysis", Table(THead(Tr(Th(Scope("col"), Text("Process")), Th(Scope("col"), Text("Owner")), Map(times, func(t guide.ImpactTime) Node {
		return Th(Class("num"), Scope("col"), Abbr(TitleAttr("Worst impact after "+t.Title), Text(t.ID)))
	}),
		Th(Class("num"), Scope("col"), Abbr(TitleAttr("Recovery time objective"), Text("RTO"))), Th(Class("num"), Scope("col"), Abbr(TitleAttr("Recovery point objective"), Text("RPO"))), Th(Class("num"), Scope("col"), Abbr(TitleAttr("Maximum tolerable period of disruption"), Text("MTPD"))), Th(Scope("col"), Text("Signed")), Th(Scope("col"), Text("Impact")))),
		TBody(Map(a.Processes, func(p *continuity.Process) Node {
			signed := Node(Text(day(p.SignedOn)))
			if p.SignedOn == "" {
				signed = status("none", "not signed", "")
			}
			return Tr(Td(A(Class("name"), Href(q.recordURL(continuity.Processes.Kind(), p.Ref)), Text(p.Title))), Td(n.link(string(p.Owner))), impactCells(p, len(times)), hoursCell(p.RTO), hoursCell(p.RPO), hoursCell(p.MTPD), Td(signed), Td(A(Href(q.impactURL(p.Ref)), Aria("label", q.impactVerb()+" the impact of "+p.Title), Text(q.impactVerb()))))
		})))))
}

func impactCells(p *continuity.Process, times int) Node {
	worst := p.Worst()
	cells := make([]Node, times)
	for i := range cells {
		cells[i] = Td(Class("num soft"), Text("—"))
		if i < len(worst) {
			cells[i] = Td(Class("num"), levelMark(worst[i]))
		}
	}
	return Group(cells)
}

func hoursCell(h float64) Node {
	if h == 0 {
		return Td(Class("num soft"), Text("—"))
	}
	return Td(Class("num"), Text(strconv.FormatFloat(h, 'f', -1, 64)+" h"))
}
