package web_test

import (
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestCriteriaPages goes from criteria with harms and who may accept to an acceptance that a change voids.
func TestCriteriaPages(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, false)
		ann := h.user("ann", "acme", identity.Administrator, false)
		ann.post("/o/acme/r/people", "name", "Ada", "email", "ada@example.org").want(303)
		ann.post("/o/acme/r/people", "name", "Bo", "position", "Director", "email", "bo@example.org").want(303)
		form := func(pairs ...string) []string {
			return append([]string{"harm_people", "A bruise\nA wound", "harm_people_meaning", "Whom it hurts", "harm_financial", "Petty cash | 1000 | 50 000\nThe budget | 50000 | 5000000",
				"triggers", "incident", "triggers", "new_threat", "months", "12", "accept_months", "6", "raters", "3", "gate", "0.8"}, append(pairs, criteriaWith("1 1\n1 2")...)...)
		}
		ann.post("/o/acme/criteria", append(form(), "harm_legal", "Only one step")...).want(422).holds("legal has 1 steps; it needs one for each of the 2", "Only one step", "A bruise\nA wound", `value="new_threat" checked`)
		place := ann.post("/o/acme/criteria", form()...).to("/o/acme/criteria/RC-1").header.Get("Location")
		ann.get(place).want(200).holds("Consequence by harm", "Whom it hurts", "A bruise", "1,000 to 50,000", "Incident", "New threat", "It holds 6 months at most", "At least 3 people rate each risk", "Head (words only: the risk owner accepts)", "Risk owner")
		id := h.criteriaID("acme")
		ann.post("/o/acme/criteria", form("id", id, "rev", "1", "levels", "Low | accepted | owner\nHigh | treat | position Director; P-1")...).want(303)
		ann.get("/o/acme/criteria/new?from=RC-1").want(200).holds("High | treat | position Director; P-1", "The budget | 50000 | 5000000", `name="raters" value="3"`)
		ann.get(place).want(200).holds("Position Director; Ada")
		ann.post("/o/acme/r/criteria-versions/"+id+"/step/approve", "rev", "2").want(303)
		ann.post("/o/acme/criteria", criteriaWith("1 1\n2 2")...).want(303)
		ann.get(place).want(200).holds("/o/acme/criteria/RC-1/compare?with=RC-2")
		ann.get("/o/acme/criteria/RC-1/compare?with=RC-2").want(200).holds("Matrix, likelihood 2 × consequence 1", "Harm: people, step 2", "Great: A wound", "Raters for each risk")

		ann.get("/o/acme/r/risks/new").want(200).holds("Consequence by harm", `name="consequence_people"`).lacks(`name="consequence_legal"`)
		ann.post("/o/acme/r/risks", "title", "Flood", "owner", "Ada", "likelihood", "2", "consequence_people", "2", "consequence_financial", "1", "option", "retain").want(303)
		ann.get("/o/acme/r/risks/R-1").want(200).holds("Consequence by harm", "highest", "Great", "Assess again by", "Signed by", "Who may accept: Ada (the owner), Bo.")
		risk := h.riskID("acme", "R-1")
		ann.post("/o/acme/risks/"+risk+"/accept", "rev", "1").want(403).holds("Ada (the owner), Bo may accept")
		ada := h.user("ada", "acme", identity.Contributor, false)
		ada.post("/o/acme/risks/"+risk+"/accept", "rev", "1", "until", "2061-01-01").want(422).holds("6 months at most")
		ada.post("/o/acme/risks/"+risk+"/accept", "rev", "1").want(303)
		ann.get("/o/acme/risk/acceptances").want(200).holds("RX-1", "accepted ")
		ann.get("/o/acme/risk/due").want(200).holds("Nothing is due.")

		ann.post("/o/acme/r/risks/R-1", "rev", "1", "title", "High water", "owner", "Ada", "likelihood", "2", "consequence", "2", "consequence_people", "2", "consequence_financial", "", "option", "retain").want(303)
		ann.get("/o/acme/r/risks/R-1").want(200).holds("Risk from Flood to High water.", "Consequence: financial gone: Small.")
		ann.get("/o/acme/risk/acceptances").want(200).holds("void", "Risk from Flood to High water")
		ann.get("/o/acme/r/acceptances/RX-1").want(200).holds("Risk from Flood to High water", "Result ", "under criteria ")
		ann.post("/o/acme/risks/"+risk+"/trigger", "rev", "2", "trigger", "law_change", "reason", "New law").want(422).holds("no trigger of the criteria in force")
		ann.post("/o/acme/risks/"+risk+"/trigger", "rev", "2", "trigger", "incident", "reason", "Water in the yard").want(303)
		ann.get("/o/acme/r/risks/R-1").want(200).holds("to be assessed again", "Water in the yard")
		ann.get("/o/acme/risk/due").want(200).holds("1 risk marked by a trigger, 1 acceptance void.", "Water in the yard", "Read what changed")
		ada.post("/o/acme/risks/"+risk+"/trigger", "rev", "3", "trigger", "incident", "reason", "Mine").want(403)
	})
}
