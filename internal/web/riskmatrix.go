package web

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/riskreport"
	matrixlint "github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

const matrixAt = "/risk/matrix"

// riskMatrixPage draws the register on the matrix of the criteria in force.
func riskMatrixPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		o, err := q.overview(r)
		if err != nil {
			return page{}, err
		}
		return page{title: "Risk matrix", section: "/risk", body: q.matrixBody(o)}, nil
	})
}

func (q *request) overview(r *record.Reader) (*risk.Overview, error) {
	return risk.OverviewOf(r, risk.Side(q.param("show")), q.param("risk"))
}

func exportRiskMatrix(q *request) error {
	return q.sendReport("risk-matrix", func(r *record.Reader) (report.Document, error) {
		o, err := q.overview(r)
		if err != nil {
			return report.Document{}, err
		}
		return o.Report(r, q.member.OrgName)
	})
}

func (q *request) matrixBody(o *risk.Overview) Node {
	prefix := ""
	if o.Side == risk.SideResidual {
		prefix = "residual_"
	}
	p := o.Picture(risk.Addresses{
		Cell: func(l, s int) string {
			return q.url("/r/risks", prefix+"likelihood", strconv.Itoa(l), prefix+"consequence", strconv.Itoa(s))
		},
		Risk: func(ref string) string { return q.url(matrixAt, "risk", ref) },
	})
	chip := func(label string, side risk.Side) Node {
		return A(Class("chip"), Href(q.url(matrixAt, "show", string(side))), Aria("current", strconv.FormatBool(o.Side == side && o.Risk == "")), Text(label))
	}
	lead := Group{Text("Likelihood × consequence under "), A(Href(q.recordURL(risk.CriteriaVersions.Kind(), o.Criteria)), Text(o.Criteria+" "+o.Version().Title))}
	return Group{
		heading("Risk matrix", lead, button(q.url("/risk"), "Risk"), button(q.url(figuresAt), "In figures"), q.exportMenu(matrixAt+"/export", "show", string(o.Side), "risk", o.Risk)),
		P(Class("chips"), chip("After treatment", risk.SideResidual), chip("Before treatment", risk.SideCurrent), chip("Movement", risk.SideMovement)),
		If(o.Risk != "", P(Class("note"), A(Href(q.recordURL(risk.Risks.Kind(), o.Risk)), Text(o.Risk)), Text(" alone, with the extent of its figures. "), A(Href(q.url(matrixAt, "show", "movement")), Text("All movements")))),
		If(o.Note != "", P(Class("note"), Text(o.Note))),
		If(len(o.Cells) == 0 && len(o.Moves) == 0 && o.Note == "", P(Class("note"), Text("No risk is rated on this side yet."))),
		Section(H2(Text(p.Title)), drawn(p)),
	}
}

// reportAt is the address of a version's matrix report or of what lies below it.
func reportAt(c *risk.Criteria, below string) string {
	return "/criteria/" + url.PathEscape(c.Ref) + "/report" + below
}

// matrixReportPage shows what a version's matrix can be trusted with, with the cells marked that a finding names.
func matrixReportPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		c, err := risk.CriteriaVersions.Find(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		found := c.Examine()
		body := Group{
			heading("Matrix report", A(Href(q.recordURL(risk.CriteriaVersions.Kind(), c.Ref)), Text(c.Ref+" "+c.Title)), q.exportMenu(reportAt(c, "/export"))),
			Div(Class("cols"), Section(H2(Text("Matrix")), drawn(c.Reported(found))), spans(c, found)),
			findings(c, c.Status == "draft")}
		return page{title: "Matrix report of " + c.Ref, section: "/risk", body: body}, nil
	})
}

// spans tells how much risk each level holds.
func spans(c *risk.Criteria, found *matrixlint.Report) Node {
	if len(found.Spans) == 0 {
		return Aside(Section(H2(Text("What each level holds")), P(Class("soft"), Text("The steps have no bounds, so this cannot be told."))))
	}
	return Aside(Section(H2(Text("What each level holds")), Table(THead(Tr(Th(Scope("col"), Text("Level")), Th(Scope("col"), Class("num"), Text("A year, "+cmp.Or(c.Currency, "from and to"))), Th(Scope("col"), Class("num"), Text("Powers of ten")))),
		TBody(Map(found.Spans, func(s matrixlint.Span) Node {
			decades := "from 0"
			if s.Decades != nil {
				decades = fmt.Sprintf("%.1f", *s.Decades)
			}
			return Tr(Td(Text(s.Level)), Td(Class("num"), Text(risk.Amount(s.From)+" to "+risk.Amount(s.To))), Td(Class("num"), Text(decades)))
		}))), P(Class("note soft"), Text("Within a level the matrix leaves the order open. More than two powers of ten are warned of."))))
}

func exportMatrixReport(q *request) error {
	return q.sendTable("matrix-report", "Findings", func(r *record.Reader) (report.Document, error) {
		c, err := risk.CriteriaVersions.Find(r, q.r.PathValue("ref"))
		if err != nil {
			return report.Document{}, err
		}
		return c.ReportMatrix(r, q.member.OrgName)
	})
}

// exportRun sends the report of a run of the risk assessment.
func exportRun(q *request) error {
	return q.sendTable("risk-assessment", riskreport.TableRisks, func(r *record.Reader) (report.Document, error) {
		return riskreport.Document(r, q.member.OrgName, q.r.PathValue("ref"))
	})
}
