package web_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// criteriaWith are the fields of a version of the criteria with bounds.
func criteriaWith(matrix string) []string {
	return []string{"title", "First", "likelihood", "Rare | seldom | 1/300 | 0.1\nOften | | 0.1 | 10", "consequence", "Small | | 1000 | 50 000\nGreat | | 50000 | 5000000",
		"levels", "Low | accepted | Owner\nHigh | treat | Head", "matrix", matrix, "currency", "EUR", "tolerance", "100000 | 0.1", "expected_loss", "50000"}
}

// TestFiguresPages goes from an empty organisation to the loss of a year.
func TestFiguresPages(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		ann := h.user("ann", "acme", identity.Administrator, false)
		ann.get("/o/acme/risk/figures").want(200).holds("The register has no risks", "Add a risk")
		ann.get("/o/acme/risk/figures/export?format=csv").want(200)
		ann.post("/o/acme/criteria", append([]string{"tail_loss", "much"}, criteriaWith("1 2\n2 2")...)...).want(422).holds("is not a number", `value="much"`, "Rare | seldom | 1/300 | 0.1")

		place := ann.post("/o/acme/criteria", criteriaWith("1 2\n2 1")...).to("/o/acme/criteria/RC-1").header.Get("Location")
		ann.get(place).want(200).holds("refused", "Often × Great (Low)", "ranks lower than its neighbour", "Id by content", "1/300 to 0.1", "probability of at most 10 %")
		ann.get("/o/acme/criteria/new?from=RC-1").want(200).holds("cannot be approved before", "Rare | seldom | 1/300 | 0.1", "100000 | 0.1")
		id := h.criteriaID("acme")
		ann.post("/o/acme/r/criteria-versions/"+id+"/step/approve", "rev", "1").want(409).holds("RC-1 cannot be approved", "Often × Great (Low)")
		ann.post("/o/acme/criteria", append(criteriaWith("1 2\n2 2"), "id", id, "rev", "1")...).to(place)
		ann.post("/o/acme/r/criteria-versions/"+id+"/step/approve", "rev", "2").want(303)
		ann.get(place).want(200).holds("Known limits of this version", "warning")

		ann.post("/o/acme/r/people", "name", "Ada").want(303)
		add := func(pairs ...string) *answer {
			return ann.post("/o/acme/r/risks", append([]string{"title", "Flood", "owner", "Ada"}, pairs...)...)
		}
		add("rate_low", "2", "rate_high", "1").want(422).holds("more than the high end", `id="e-rate_low"`)
		add("likelihood", "9", "consequence", "1").want(422).holds("off the scale")
		add("likelihood", "1", "consequence", "1").want(303)
		ann.post("/o/acme/r/risks", "title", "Nobody's").want(422).holds("Owner")
		ann.get("/o/acme/risk/figures").want(200).holds("Begin with the risks rated highest")
		add("likelihood", "2", "consequence", "2", "rate_low", "0.02", "rate_high", "0.1", "loss_low", "5000", "loss_high", "40000", "option", "retain").want(303)
		ann.get("/o/acme/r/risks/R-2").want(200).holds("Rated High, the figures say Low", "What you sign", "If nothing is done", "What it costs", "events a year")
		ann.get("/o/acme/risk/figures").want(200).holds("1 of 2 risks has no figures.", "expected a year", "<svg", "The picture as a table", `class="picture wide"`, "What moves it most", "Tolerance of RC-1", "within", `href="/o/acme/r/risks/R-2"`, "tilted fast Fourier transform")
		for _, format := range []string{"xlsx", "csv", "json", "docx", "pdf", "html"} {
			ann.get("/o/acme/risk/figures/export?format=" + format).want(200)
		}
		ann.get("/o/acme/r/risks?expected_loss=0&status.not=closed").want(200).holds("R-1").lacks(">R-2<")
		ann.get("/o/acme/r/risks?sort=-expected_loss&col=title").want(200).holds("R-2")
	})
}

// criteriaID is the id of the organisation's only version of the criteria.
func (h *house) criteriaID(org string) (id string) {
	h.t.Helper()
	must(h.t, h.org(org).Read(h.t.Context(), func(r *record.Reader) error {
		c, err := risk.CriteriaVersions.Find(r, "RC-1")
		if err == nil {
			id = c.ID
		}
		return err
	}))
	return id
}

// riskID is the id of a risk by its reference.
func (h *house) riskID(org, ref string) (id string) {
	h.t.Helper()
	must(h.t, h.org(org).Read(h.t.Context(), func(r *record.Reader) error {
		x, err := risk.Risks.Find(r, ref)
		if err == nil {
			id = x.ID
		}
		return err
	}))
	return id
}
