package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/isms/risk"
	stand "github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// figureRoutes tell what risks may cost in a year.
func (s *Server) figureRoutes() []Route {
	at := Base + "/figures"
	return []Route{
		{Method: "GET", Pattern: at, Needs: record.MayRead, fn: (*call).figures, doc: docFigures()},
		{Method: "GET", Pattern: at + "/{ref}", Needs: record.MayRead, fn: (*call).figuresOfRisk, doc: docFiguresOfRisk()},
		{Method: "GET", Pattern: at + "/{ref}/standing", Needs: record.MayRead, fn: (*call).riskStanding, doc: docStanding()},
		{Method: "GET", Pattern: at + "/what-if", Needs: record.MayRead, fn: (*call).whatIf, doc: docWhatIf()},
		{Method: "GET", Pattern: at + "/treatment", Needs: record.MayRead, fn: (*call).weigh, doc: docWeigh()},
		{Method: "GET", Pattern: at + "/export", Needs: record.MayRead, fn: (*call).exportFigures, doc: docExportFigures()},
		{Method: "GET", Pattern: Base + "/risk-matrix", Needs: record.MayRead, fn: (*call).riskMatrix, doc: operation{
			id: "risk_matrix", tag: tagFigures, summary: "Read how many risks lie in each cell of the matrix, or the way of the greatest over it", params: paramsMatrix(), reply: schemaFor[risk.Overview]()}},
		{Method: "GET", Pattern: Base + "/risk-matrix/export", Needs: record.MayRead, fn: (*call).exportRiskMatrix, doc: operation{
			id: "export_risk_matrix", tag: tagFigures, summary: "Download the risk matrix as a file, drawn in PDF, DOCX and HTML", params: append(paramsMatrix(), paramFormat()), media: "application/octet-stream"}},
		{Method: "GET", Pattern: Base + "/matrix-reports/{ref}", Needs: record.MayRead, fn: (*call).matrixReport, doc: operation{
			id: "matrix_report", tag: tagFigures, summary: "Download what the matrix of a version of the criteria can be trusted with, as a file", params: []any{paramFormat()}, media: "application/octet-stream"}},
	}
}

func paramsMatrix() []any {
	return []any{query("show", "residual, current or movement. Without it residual, or current while no risk is rated after treatment.", object{"type": "string", "enum": []string{"residual", "current", "movement"}}),
		query("risk", "A risk by reference: its way alone, drawn with the extent of its figures.", object{"type": "string"})}
}

func (c *call) overview(r *record.Reader) (*risk.Overview, error) {
	return risk.OverviewOf(r, risk.Side(c.query.Get("show")), c.query.Get("risk"))
}

func (c *call) riskMatrix() error {
	var o *risk.Overview
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		o, err = c.overview(r)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, o)
}

func (c *call) exportRiskMatrix() error {
	return c.sendReport("risk-matrix", func(r *record.Reader) (report.Document, error) {
		o, err := c.overview(r)
		if err != nil {
			return report.Document{}, err
		}
		return o.Report(r, c.grant.OrgName)
	})
}

func (c *call) matrixReport() error {
	return c.sendTable("matrix-report", "Findings", func(r *record.Reader) (report.Document, error) {
		v, err := risk.CriteriaVersions.Find(r, c.r.PathValue("ref"))
		if err != nil {
			return report.Document{}, err
		}
		return v.ReportMatrix(r, c.grant.OrgName)
	})
}

func (c *call) figures() error {
	var p *risk.Portfolio
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		p, err = stand.PortfolioOf(r)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, p)
}

func (c *call) exportFigures() error {
	return c.sendReport("risk-in-figures", func(r *record.Reader) (report.Document, error) {
		p, err := stand.PortfolioOf(r)
		if err != nil {
			return report.Document{}, err
		}
		return p.Report(r, c.grant.OrgName, c.query.Get("format") != "csv")
	})
}

// compared are a risk's rating and figures beside each other.
type compared struct {
	Ref    string     `json:"ref"`
	Before risk.Sides `json:"before"`
	After  risk.Sides `json:"after"`
}

func (c *call) figuresOfRisk() error {
	var out compared
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		x, err := risk.Risks.Find(r, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		var v *risk.Criteria
		if x.Criteria != "" {
			if v, err = risk.CriteriaVersions.Get(r, string(x.Criteria)); err != nil {
				return err
			}
		}
		out = compared{x.Ref, risk.SidesOf(v, x, false), risk.SidesOf(v, x, true)}
		return nil
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

const tagFigures = "Risk in figures"

func docFigures() operation {
	return operation{id: "risk_figures", tag: tagFigures, summary: "Read what all risks with figures may cost in a year",
		about: "The distribution of a year's loss before treatment and after it, set beside the tolerance of the criteria in force. A risk without figures is counted and never taken for zero. current and after are absent where nothing is quantified.",
		reply: schemaFor[risk.Portfolio]()}
}

func docFiguresOfRisk() operation {
	return operation{id: "risk_compared", tag: tagFigures, summary: "Read what a risk's rating and its figures say to each other, before treatment and after it", reply: schemaFor[compared]()}
}

func docExportFigures() operation {
	return operation{id: "export_risk_figures", tag: tagFigures, summary: "Download what all risks with figures may cost in a year as a file", params: []any{paramFormat()}, media: "application/octet-stream"}
}
