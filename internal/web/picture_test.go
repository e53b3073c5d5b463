package web_test

import (
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/htmlcheck"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/testdb"
)

// ratedHouse has criteria of two by two and one risk that treatment takes from High to Low.
func ratedHouse(t *testing.T, d *db.DB) (*house, *browser) {
	h := newHouse(t, d, false)
	ann := h.user("ann", "acme", identity.Administrator, false)
	ann.post("/o/acme/criteria", criteriaWith("1 2\n2 2")...).to("/o/acme/criteria/RC-1")
	ann.post("/o/acme/r/criteria-versions/"+h.criteriaID("acme")+"/step/approve", "rev", "1").want(303)
	ann.post("/o/acme/r/people", "name", "Ada").want(303)
	ann.post("/o/acme/r/risks", "title", "Flood", "owner", "Ada", "likelihood", "2", "consequence", "1", "residual_likelihood", "1", "residual_consequence", "1",
		"rate_low", "0.2", "rate_high", "1", "loss_low", "4000", "loss_high", "30000").want(303)
	return h, ann
}

var everyFormat = []string{"pdf", "docx", "xlsx", "html", "csv", "json"}

// TestRiskMatrixPage: each cell leads to its risks, a risk's way is drawn alone with its figures, and the table says the same.
func TestRiskMatrixPage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h, ann := ratedHouse(t, d)
		page := ann.get("/o/acme/risk/matrix?show=current").want(200)
		page.holds(`href="/o/acme/r/risks?consequence=1&amp;likelihood=2"`, "1 High: the risks that are Often × Small", "The picture as a table", "Often × Small")
		must(t, htmlcheck.Run(strings.NewReader(page.body), htmlcheck.In(`svg[role="group"] a[aria-label]`), htmlcheck.In("svg title", htmlcheck.HasText("Risk matrix before treatment")), htmlcheck.NotIn("svg [style]"), htmlcheck.NotIn("svg style")))
		ann.get("/o/acme/risk/matrix").want(200).holds(`href="/o/acme/r/risks?residual_consequence=1&amp;residual_likelihood=1"`)
		ann.get("/o/acme/risk/matrix?show=movement").want(200).holds(`href="/o/acme/risk/matrix?risk=R-1"`, "High (Often × Small)", "Low (Rare × Small)").lacks("90 % of its figures now")
		ann.get("/o/acme/risk/matrix?risk=R-1").want(200).holds("90 % of its figures now", "All movements").lacks("90 % after treatment")
		ann.get("/o/acme/risk/matrix?risk=R-999").want(404)
		ann.get("/o/acme/risk/matrix?show=sideways").want(422).holds("choose current, residual or movement")
		for _, format := range everyFormat {
			ann.get("/o/acme/risk/matrix/export?show=movement&format=" + format).want(200)
			ann.get("/o/acme/criteria/RC-1/report/export?format=" + format).want(200)
		}
		ann.get("/o/acme/criteria/RC-1/report").want(200).holds("What each level holds", "Powers of ten", "decades")
		ann.get("/o/acme/risk/figures?moves=var").want(200).holds("Value at risk 95 %: what moves it most", "Events a year", "Loss of one event")
		h.user("bea", "bare", identity.Administrator, false).get("/o/bare/risk/matrix").want(409).holds("no approved risk criteria")
	})
}

// TestAssessmentReport: the report of a run tells criteria, ratings, figures and what is missing, in every format.
func TestAssessmentReport(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		_, ann := ratedHouse(t, d)
		ann.post("/o/acme/r/risks", "title", "Nobody rated this", "owner", "Ada").want(303)
		ann.post("/o/acme/r/assessments", "title", "As it stands").want(303)
		ann.get("/o/acme/assessments/RA-1").want(200).holds("/o/acme/assessments/RA-1/report?format=pdf")
		for _, format := range everyFormat {
			ann.get("/o/acme/assessments/RA-1/report?format=" + format).want(200)
		}
		ann.get("/o/acme/assessments/RA-1/report?format=html").holds("none: the register as it stands", "1 of 2 risks", "<svg", "Risk matrix", "Often", "Loss exceedance", "What moves the expected loss most",
			"1 of the 1 risks above what is accepted", "They are not counted as low", "Nobody rated this", "Root of the journal")
		ann.get("/o/acme/assessments/RA-1/report?format=csv").holds("R-1,Flood,Ada,Often,Small,High,,Low").lacks("expected")
		ann.get("/o/acme/assessments/RA-9/report").want(404)
	})
}

// TestFaultsAreMarked: the matrix report marks the cells that a finding names.
func TestFaultsAreMarked(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	ann := h.user("ann", "acme", identity.Administrator, false)
	ann.post("/o/acme/criteria", criteriaWith("1 2\n2 1")...).to("/o/acme/criteria/RC-1")
	ann.get("/o/acme/criteria/RC-1/report").want(200).holds("cells are named by the report", "The report names this cell", "Low (named)", "ranks lower than its neighbour")
}

// TestFiguresOfThePast: what is computed once is not shown for another moment or another organisation.
func TestFiguresOfThePast(t *testing.T) {
	h, ann := ratedHouse(t, sqlite(t))
	first := ann.get("/o/acme/risk/figures").want(200)
	first.holds("1 risk, 100 % of the expected loss")
	before := h.clock().Format("2006-01-02T15:04:05.000Z07:00")
	ann.post("/o/acme/r/risks", "title", "Fire", "owner", "Ada", "rate_low", "0.1", "rate_high", "1", "loss_low", "9000", "loss_high", "90000").want(303)
	ann.get("/o/acme/risk/figures").want(200).holds("2 risks, 100 % of the expected loss", "R-2")
	ann.get("/o/acme/risk/figures?as_of=" + before).want(200).holds("1 risk, 100 % of the expected loss").lacks("R-2")
	ann.get("/o/acme/risk/figures").want(200).holds("2 risks, 100 % of the expected loss")
	h.user("bea", "beta", identity.Administrator, false).get("/o/beta/risk/figures").want(200).holds("The register has no risks")
}
