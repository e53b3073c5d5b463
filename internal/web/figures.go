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
)

const figuresAt = "/risk/figures"

// figuresPage shows what all risks with figures may cost in a year.
func figuresPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		p, err := standing.PortfolioOf(r)
		if err != nil {
			return page{}, err
		}
		return page{title: "Risk in figures", section: "/risk", body: figures{q, p}.body()}, nil
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

func (f figures) body() Node {
	q := f.q
	if f.Current == nil {
		return Group{heading("Risk in figures", Text(f.Gap())), f.lead()}
	}
	return Group{
		heading("Risk in figures", Text(f.Lead()+"."), button(q.url("/risk"), "Matrix"), Details(Class("menu end"), Summary(Class("btn"), Text("Export")), Ul(Map([]string{"xlsx", "csv", "json", "docx", "pdf", "html"}, func(format string) Node {
			return Li(A(Href(q.url(figuresAt+"/export", "format", format)), Text(strings.ToUpper(format))))
		})))),
		f.gap(),
		Div(Class("cols"), Div(f.curve(), f.shares()), Aside(f.limits(), f.summary(), f.origin())),
	}
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
	axis := logAxis(max(low, high/1e6), high, 0, 200)
	return Section(H2(Text("What it is made of "), Span(Class("soft"), Text(fmt.Sprintf("%s, %s of the expected loss", plural(shown, "risk", "risks"), risk.Percent(part))))),
		Div(Class("scroll"), Table(Class("shares"), THead(Tr(Th(Scope("col"), Text("Ref")), Th(Scope("col"), Text("Risk")), Th(Scope("col"), Text("Rated")), Th(Scope("col"), Class("num"), Text("Expected a year")), Th(Scope("col"), Class("num"), Text("Part")),
			Th(Scope("col"), Text("90 % of rate × loss")), Th(Scope("col"), Class("num"), Text("After treatment")))), TBody(Map(f.Shares[:shown], func(s risk.Share) Node { return f.share(s, axis) })))),
		P(Class("note soft"), Text("Bar: from low to high, on a logarithmic axis from "+risk.Money(axis.from, f.Currency)+" to "+risk.Money(axis.to, f.Currency)+" a year. Line: expected. Ring: expected after treatment. "), A(Href(f.q.url("/r/risks", "sort", "-expected_loss", "col", "title")), Text("All by expected loss"))))
}

func (f figures) share(s risk.Share, axis axis) Node {
	after := Node(Span(Class("soft"), Text("not estimated")))
	if s.Treated {
		after = Text(risk.Amount(s.After))
	}
	label := fmt.Sprintf("%s to %s, expected %s", risk.Money(s.Low, f.Currency), risk.Amount(s.High), risk.Amount(s.Expected))
	x := func(v float64) string { return coordinate(axis.at(v)) }
	return Tr(Td(Class("mono"), Text(s.Ref)), Td(A(Class("name"), Href(f.q.recordURL(risk.Risks.Kind(), s.Ref)), Text(s.Title))), Td(Text(s.Level)), Td(Class("num"), Text(risk.Amount(s.Expected))), Td(Class("num"), Text(risk.Percent(s.Part))),
		Td(SVG(Class("span"), Attr("viewBox", "-5 0 210 16"), Role("img"), Aria("label", label),
			El("rect", Class("range"), Attr("x", x(s.Low)), Attr("y", "4"), Attr("height", "8"), Attr("width", coordinate(max(1, axis.at(s.High)-axis.at(s.Low))))),
			El("line", Class("mark"), Attr("x1", x(s.Expected)), Attr("x2", x(s.Expected)), Attr("y1", "1"), Attr("y2", "15")),
			If(s.Treated, El("circle", Class("ring"), Attr("cx", x(s.After)), Attr("cy", "8"), Attr("r", "4"))))),
		Td(Class("num"), after))
}

func coordinate(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// axis maps amounts to places, logarithmically.
type axis struct{ from, to, start, end float64 }

func logAxis(from, to, start, end float64) axis {
	if !(from > 0) {
		from = 1
	}
	if to <= from {
		to = 10 * from
	}
	return axis{from, to, start, end}
}

func (a axis) at(x float64) float64 {
	x = min(max(x, a.from), a.to)
	return a.start + (a.end-a.start)*math.Log(x/a.from)/math.Log(a.to/a.from)
}

// decades are the powers of ten on the axis.
func (a axis) decades() (out []float64) {
	for k := math.Ceil(math.Log10(a.from) - 1e-9); k <= math.Log10(a.to)+1e-9; k++ {
		out = append(out, math.Pow(10, k))
	}
	return out
}
