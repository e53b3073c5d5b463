package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/report/chart"
	"github.com/assay-isms/assay/internal/report/picture"
)

const figuresAt = "/risk/figures"

// figuresPage shows what all risks with figures may cost in a year.
func figuresPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		p, err := standing.PortfolioOf(r)
		if err != nil {
			return page{}, err
		}
		body, err := figures{q, p}.body()
		return page{title: "Risk in figures", section: "/risk", body: body}, err
	})
}

func exportFigures(q *request) error {
	return q.sendReport("risk-in-figures", func(r *record.Reader) (report.Document, error) {
		p, err := standing.PortfolioOf(r)
		if err != nil {
			return report.Document{}, err
		}
		return p.Report(r, q.member.OrgName, q.param("format") != "csv")
	})
}

type figures struct {
	q *request
	*risk.Portfolio
}

func (f figures) body() (Node, error) {
	q := f.q
	if f.Current == nil {
		return Group{heading("Risk in figures", Text(f.Gap())), f.lead()}, nil
	}
	curve, err := f.Exceedance()
	if err != nil {
		return nil, err
	}
	tail := q.param("moves") == "var"
	tornado, err := f.Tornado(tail, func(ref string) string { return q.recordURL(risk.Risks.Kind(), ref) })
	if err != nil {
		return nil, err
	}
	return Group{
		heading("Risk in figures", Text(f.Lead()+"."), button(q.url("/risk/matrix"), "Matrix"), q.exportMenu(figuresAt+"/export")),
		f.gap(),
		Div(Class("cols"), Div(Section(H2(Text("Loss exceedance "), Span(Class("soft"), Text("how likely a year costs more"))), drawn(curve)), f.moves(tornado, tail), f.shares()), Aside(f.limits(), f.summary(), f.origin())),
	}, nil
}

// moves shows the inputs that move the year most.
func (f figures) moves(tornado *picture.Picture, tail bool) Node {
	chip := func(label, value string, on bool) Node {
		return A(Class("chip"), Href(f.q.url(figuresAt, "moves", value)), Aria("current", strconv.FormatBool(on)), Text(label))
	}
	return Section(H2(Text("What moves it most "), Span(Class("soft"), Text("one figure at an end of its interval, all others at their means"))),
		P(Class("chips"), chip("Expected yearly loss", "", !tail), chip("Value at risk 95 %", "var", tail)), drawn(tornado))
}

// lead says what to do first when there are no figures.
func (f figures) lead() Node {
	q := f.q
	edit := q.may(record.MayEdit)
	switch {
	case f.Risks == 0:
		return empty("A year's loss is added up from risks with figures: how often something happens a year, and what it costs. Add the first risk.",
			If(edit, goButton(q.newURL(risk.Risks.Kind()), "Add a risk")), If(edit, button(q.url("/r/risks/import"), "Import a spreadsheet")))
	case f.Currency == "":
		return Group{empty("Figures need a currency, and bounds let a rating and figures be set beside each other. Give both in a version of the risk criteria; then add figures to the greatest risks.",
			If(edit, goButton(q.url("/criteria/new", "from", f.Criteria), "Write criteria with bounds")), button(q.url("/r/risks", "sort", "-level"), "Greatest risks"))}
	}
	return empty("A year's loss is added up from risks with figures. Begin with the risks rated highest: how often a year, and what one event costs, each as an interval that holds nine times out of ten.",
		goButton(q.url("/r/risks", "sort", "-level"), "Greatest risks"), If(edit, button(q.url("/r/risks/import"), "Import figures")))
}

// gap counts what is not in the figures, and leads there.
func (f figures) gap() Node {
	if f.Missing() == 0 && f.Unchanged == 0 {
		return P(Class("note soft"), Text(f.Gap()))
	}
	return P(Class("note"), If(f.Missing() > len(f.Foreign), Group{A(Href(f.q.url("/r/risks", "expected_loss", "0", "status.not", "closed")), Text(f.Gap())), Text(" They are not counted as zero: the loss shown is too low by them. ")}),
		If(len(f.Foreign) > 0, Text(fmt.Sprintf("Left out, because their figures are in another currency: %s. ", strings.Join(f.Foreign, ", ")))),
		If(f.Unchanged > 0, Text(plural(f.Unchanged, "risk has", "risks have")+" no figures after treatment; there the loss before treatment counts.")))
}

func (f figures) limits() Node {
	if len(f.Tolerance) == 0 {
		return Section(H2(Text("Tolerance")), P(Class("soft"), Text("The criteria in force set no limit to a year's loss. "), If(f.q.may(record.MayEdit), A(Href(f.q.url("/criteria/new", "from", f.Criteria)), Text("Set one in a new version.")))))
	}
	side := func(kept bool, value string) Node {
		return Td(Class("num"), Text(value), Br(), Iff(kept, func() Node { return status("working", "within", "") }), Iff(!kept, func() Node { return status("failing", "exceeded", "") }))
	}
	return Section(H2(Text("Tolerance "), A(Class("soft"), Href(f.q.recordURL(risk.CriteriaVersions.Kind(), f.Criteria)), Text(f.Criteria))),
		Table(THead(Tr(Th(Scope("col"), Text("Limit")), Th(Scope("col"), Class("num"), Text("Now")), Th(Scope("col"), Class("num"), Text("After treatment")))), TBody(Map(f.Tolerance, func(t risk.Judged) Node {
			return Tr(Td(Text(t.Limit)), side(t.Kept, t.Current), side(t.Later, t.After))
		}))))
}

func (f figures) summary() Node {
	return Section(H2(Text("A year's loss")), Table(THead(Tr(Th(Scope("col"), Text("Figure")), Th(Scope("col"), Class("num"), Text("Now")), Th(Scope("col"), Class("num"), Text("After treatment")))), TBody(Map(f.Summary(), func(s risk.Figure) Node {
		return Tr(Td(Text(s.Name)), Td(Class("num"), Text(s.Current), If(strings.HasPrefix(s.Error, "none"), nil), If(!strings.HasPrefix(s.Error, "none"), Group{Br(), Small(Class("soft"), Text("± "+s.Error))})), Td(Class("num"), Text(s.After)))
	}))))
}

func (f figures) origin() Node {
	return Section(H2(Text("How it was found")), P(Class("soft wrap"), Text("Numbers of events are Poisson with a gamma distributed rate, losses lognormal; risks are independent. Method: "+f.How()+".")))
}

// mostOf is the part of the expected loss that the risks shown make up, and shownShares how many at most.
const mostOf, shownShares = 0.9, 20

// shares are the risks that make up most of the expected loss, each with its interval on one logarithmic axis.
func (f figures) shares() Node {
	shown, part := 0, 0.0
	for shown < len(f.Shares) && shown < shownShares && (part < mostOf || shown < 5) {
		part += f.Shares[shown].Part
		shown++
	}
	low, high := math.Inf(1), 0.0
	for _, s := range f.Shares[:shown] {
		low, high = min(low, s.Low, s.After), max(high, s.High, s.Expected)
	}
	low = max(low, high/1e6)
	var rows []Node
	for i, s := range f.Shares[:shown] {
		rows = append(rows, f.share(i+1, s, low, high))
	}
	return Section(H2(Text("What it is made of "), Span(Class("soft"), Text(fmt.Sprintf("%s, %s of the expected loss", plural(shown, "risk", "risks"), risk.Percent(part))))),
		Div(Class("scroll"), Table(Class("shares"), THead(Tr(Th(Scope("col"), Text("Ref")), Th(Scope("col"), Text("Risk")), Th(Scope("col"), Text("Rated")), Th(Scope("col"), Class("num"), Text("Expected a year")), Th(Scope("col"), Class("num"), Text("Part")),
			Th(Scope("col"), Text("90 % of rate × loss")), Th(Scope("col"), Class("num"), Text("After treatment")))), TBody(Group(rows)))),
		P(Class("note soft"), Text("Bar: from low to high, on a logarithmic axis from "+risk.Money(low, f.Currency)+" to "+risk.Money(high, f.Currency)+" a year. Line: expected. Ring: expected after treatment. "), A(Href(f.q.url("/r/risks", "sort", "-expected_loss", "col", "title")), Text("All by expected loss"))))
}

func (f figures) share(n int, s risk.Share, low, high float64) Node {
	after := Node(Span(Class("soft"), Text("not estimated")))
	span := chart.Span{ID: "span-" + strconv.Itoa(n), From: low, To: high, Low: s.Low, High: s.High, Expected: s.Expected,
		Title: fmt.Sprintf("%s to %s, expected %s", risk.Money(s.Low, f.Currency), risk.Amount(s.High), risk.Amount(s.Expected))}
	if s.Treated {
		after, span.After = Text(risk.Amount(s.After)), s.After
	}
	return Tr(Td(Class("mono"), Text(s.Ref)), Td(A(Class("name"), Href(f.q.recordURL(risk.Risks.Kind(), s.Ref)), Text(s.Title))), Td(Text(s.Level)), Td(Class("num"), Text(risk.Amount(s.Expected))), Td(Class("num"), Text(risk.Percent(s.Part))),
		Td(Div(Class("span"), Raw(span.Picture().SVG()))), Td(Class("num"), after))
}
