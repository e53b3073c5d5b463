package web_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestControlsAct goes from an effect of a control to its risk's page, what-if and the weighing of the treatment plan.
func TestControlsAct(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		ann := h.user("ann", "acme", identity.Administrator, false)
		ann.get("/o/acme/risk/what-if").want(200).holds("No effect of a control is stated yet")
		ann.get("/o/acme/risk/treatment").want(200).holds("No action of the treatment plan is open")
		malware := ""
		_, err := h.org("acme").Write(t.Context(), "", func(w *record.Writer) error {
			if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
				return err
			}
			c, err := control.Controls.Find(w.Reader, "A.8.7")
			malware = c.ID
			return err
		})
		must(t, err)
		ann.post("/o/acme/criteria", append(criteriaWith("1 1\n1 2"), "planned_reliability", "2")...).want(422).holds("lies between 0 and 1")
		ann.post("/o/acme/criteria", append(criteriaWith("1 1\n1 2"), "planned_reliability", "0.8")...).want(303)
		ann.post("/o/acme/r/criteria-versions/"+h.criteriaID("acme")+"/step/approve", "rev", "1").want(303)
		ann.post("/o/acme/r/people", "name", "Ada").want(303)
		ann.post("/o/acme/r/risks", "title", "Ransom", "owner", "Ada", "controls", malware, "likelihood", "2", "consequence", "2", "option", "modify").want(303)
		ann.get("/o/acme/r/risks/R-1").want(200).holds("Not assessed: neither the figures without controls", "Add an effect of a control")
		ann.post("/o/acme/r/risks", "title", "Ransom in figures", "owner", "Ada", "controls", malware, "likelihood", "2", "consequence", "2", "option", "modify",
			"inherent_rate_low", "0.5", "inherent_rate_high", "1", "inherent_loss_low", "40000", "inherent_loss_high", "160000").want(303)
		ann.post("/o/acme/r/effects", "risk", "R-2", "control", "A.8.13", "on", "severity").want(422).holds("not among the controls that R-2 needs", `id="e-control"`)
		ann.post("/o/acme/r/effects", "risk", "R-2", "control", "A.8.7", "on", "severity", "efficacy_low", "0.8", "efficacy_high", "0.8", "coverage", "1").want(303)
		ann.get("/o/acme/r/risks/R-2").want(200).holds("From effects", "planned", "64 %", "which RC-1 plans for", "What the controls do", "A.8.7 takes 64 % off the severity")
		ann.get("/o/acme/controls/A.8.7").want(200).holds("What if it were not there", "/risk/what-if?without=A.8.7")
		ann.get("/o/acme/risk/what-if?without=A.8.7").want(200).holds("1 risk rises above the criteria", "above criteria", "after treatment", "R-1")
		ann.get("/o/acme/risk/what-if?with=A.8.7").want(200).holds("0 risks rise above the criteria", "What if A.8.7 were in place")
		ann.get("/o/acme/risk/what-if?with=A.8.7&without=A.8.7").want(400).holds("cannot both go and come")
		ann.get("/o/acme/risk/what-if?without=A.99").want(404)

		ann.post("/o/acme/r/treatments", "title", "Scanner", "controls", malware, "owner", "Ada", "due", "2030-01-01", "cost", "4000").want(303)
		ann.get("/o/acme/risk/treatment").want(200).holds("puts A.8.7 in place", "chosen", "What a budget buys", "1 action for EUR 4,000 keeps the tolerance of RC-1", "Sonnenreich")
		ann.get("/o/acme/risk/treatment?budget=3000").want(200).holds("not chosen", `value="3000"`, "within the budget costs EUR 0")
		ann.get("/o/acme/risk/treatment?budget=much").want(422)
		ann.get("/o/acme/risk/figures").want(200).holds("1 of 2 risks has no figures", "Ransom in figures")
	})
}
