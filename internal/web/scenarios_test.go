package web_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestScenariosNameTheirSources sees a public figure under its scenario and in the risk made of it.
func TestScenariosNameTheirSources(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		ann := h.user("ann", "acme", identity.Administrator, false)
		const page, insolvency = "/o/acme/risk/scenarios", "The IT service provider files for insolvency"
		ann.get(page+"?q=insolvency").want(200).holds(insolvency, "0.524 % within a year, every sector and size", "As a rate 0.00525 a year: within our judgement.",
			`rel="noopener noreferrer"`, "Commentary: Company Insolvency Statistics December 2024", "Insolvency Service, published 2025-01-21", "Differs: The register holds companies",
			"beside+it%3A+Commentary%3A+Company+Insolvency+Statistics+December+2024+%28Insolvency+Service%2C+2025-01-21%29")
		ann.get(page + "?q=ladder").want(200).holds("We know of no public figure that measures this.").lacks("beside+it")
		ann.get(page + "?known=yes").want(200).holds(insolvency).lacks("A man with a ladder")
		ann.get(page+"?known=no").want(200).holds("A man with a ladder").lacks(insolvency, "As a rate")
		ann.get(page + "?q=eurostat").want(200).holds("our judgement, for the organisation described, lies above it").lacks(insolvency)
	})
}
