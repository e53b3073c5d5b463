package demo

import (
	"strings"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// criteria plans both versions of the risk criteria and the three assessments.
func (y *year) criteria() {
	y.on(248, "10:15", "roth", "Draft from the insurer's template", func(w *record.Writer) error { return putCopy(y, w, risk.CriteriaVersions, "1", criteriaOne) })
	y.on(244, "13:45", "roth", "A date by which to assess again", func(w *record.Writer) error {
		c := the(y, risk.CriteriaVersions, "1")
		c.Months = 12
		return risk.CriteriaVersions.Put(w, c)
	})
	y.approveCriteria(242, "1")
	y.assess(240, "1", "First assessment", "Start of the management system")
	y.approveAssessment(207, "1")
	y.on(112, "11:30", "roth", "Steps in euro and years, so that two people mean the same", func(w *record.Writer) error {
		c := criteriaTwo
		c.Harms = demoHarms(c.Consequence)
		return putCopy(y, w, risk.CriteriaVersions, "2", c)
	})
	y.on(106, "15:10", "roth", "L. Brandt: boundaries of the steps by the insurance terms", func(w *record.Writer) error {
		c := the(y, risk.CriteriaVersions, "2")
		c.Reassess += " The finance director checks the amounts each January."
		return risk.CriteriaVersions.Put(w, c)
	})
	y.approveCriteria(101, "2")
	y.assess(96, "2", "Second assessment", "New criteria, hot summer, move of mail")
	y.approveAssessment(57, "2")
	y.on(15, "10:05", "roth", "For the board: what becomes of the levels if a quarter of the loss weighs as much?", func(w *record.Writer) error {
		c := criteriaTwo
		c.Title, c.Consequence = "Risk criteria, proposal after the refinancing", stricterAmounts
		return putCopy(y, w, risk.CriteriaVersions, "3", c)
	})
	y.assess(12, "3", "Sharing in the cloud", "Open links found after the move of mail")
}

func (y *year) approveCriteria(ago int, key string) {
	y.on(ago, "16:20", "duval", "Agreed in the management meeting", func(w *record.Writer) error {
		return risk.CriteriaVersions.Take(w, the(y, risk.CriteriaVersions, key), "approve")
	})
}

func (y *year) assess(ago int, key, title, occasion string) {
	y.on(ago, "07:35", "roth", "", func(w *record.Writer) error {
		return put(y, w, assessment.Assessments, key, &assessment.Assessment{Title: title, Occasion: occasion})
	})
}

func (y *year) approveAssessment(ago int, key string) {
	y.on(ago, "14:50", "duval", "Read on paper, two questions answered", func(w *record.Writer) error {
		a := the(y, assessment.Assessments, key)
		return assessment.Assessments.Take(w, a, "approve")
	})
}

// risks plans each risk: found and rated, its treatment decided, rated again under the second criteria.
func (y *year) risks() {
	for _, h := range hazards {
		why := "Workshop with " + y.initial(h.owner)
		if h.found < 100 {
			y.during(h.found, y.hand(h.owner), "New risk", func(w *record.Writer) error {
				r := y.find(h, "2")
				h.treat(y, r)
				h.rateAgain(y, r)
				return put(y, w, risk.Risks, h.key, r)
			})
			continue
		}
		y.during(h.found, y.hand(h.owner), why, func(w *record.Writer) error {
			r := y.find(h, "1")
			r.Likelihood, r.Consequence, r.Rationale = h.first[0], h.first[1], h.why
			return put(y, w, risk.Risks, h.key, r)
		})
		y.changeRisk(h, h.treated(), "Treatment decided with "+y.initial(h.owner), func(r *risk.Risk) {
			h.treat(y, r)
			r.ResidualLikelihood, r.ResidualConsequence = h.first[2], h.first[3]
		})
		if h.option != "retain" {
			y.changeRisk(h, h.found-30-len(h.title)%9, "First actions begun", func(r *risk.Risk) { r.Status = "in_treatment" })
		}
		y.changeRisk(h, h.again, "Rated again, second criteria", func(r *risk.Risk) { h.rateAgain(y, r) })
	}
	y.later()
}

func (y *year) find(h hazard, assessment string) *risk.Risk {
	words := map[rune]string{'C': "confidentiality", 'I': "integrity", 'A': "availability"}
	r := &risk.Risk{Title: h.title, Description: h.story, Assets: y.refs("asset", h.assets), Owner: y.ref("person", h.owner), Assessment: y.ref("assessment", assessment)}
	for _, letter := range h.harms {
		r.Properties = append(r.Properties, words[letter])
	}
	for _, id := range strings.Fields(causes[h.key][0]) {
		r.Threats = append(r.Threats, "threat."+id)
	}
	for _, id := range strings.Fields(causes[h.key][1]) {
		r.Vulnerabilities = append(r.Vulnerabilities, "vuln."+id)
	}
	return r
}

// treated is the day on which the risk came to name its controls.
func (h hazard) treated() int {
	if h.found < 100 {
		return h.found
	}
	return h.found - 13
}

func (h hazard) treat(y *year, r *risk.Risk) {
	r.Option, r.Controls = h.option, y.refs("control", h.controls)
	if h.option == "retain" {
		r.Status = "treated"
	}
}

func (h hazard) rateAgain(y *year, r *risk.Risk) {
	r.Likelihood, r.Consequence, r.ResidualLikelihood, r.ResidualConsequence = h.second[0], h.second[1], h.second[2], h.second[3]
	r.Rationale, r.Status, r.Assessment = h.changed, h.status, y.ref("assessment", "2")
	rateHarms(h.key, r)
	if e, ok := estimates[h.key]; ok {
		e.put(r)
	}
}

func (y *year) changeRisk(h hazard, ago int, why string, fn func(r *risk.Risk)) {
	y.during(ago, y.hand(h.owner), why, func(w *record.Writer) error {
		r := the(y, risk.Risks, h.key)
		fn(r)
		return risk.Risks.Put(w, r)
	})
}

// later is what happened after the second version of the Statement of Applicability was approved: a fact voids an
// acceptance, and a treatment needs a control that was excluded in the time before mail went to the cloud.
func (y *year) later() {
	for _, h := range hazards {
		switch h.key {
		case "leaver":
			y.changeRisk(h, 20, "Internal audit found a right open for 16 days", func(r *risk.Risk) {
				r.Likelihood, r.ResidualLikelihood = 4, 2
				r.Rationale += " The audit report raises the likelihood."
			})
		case "cloud-open":
			y.changeRisk(h, 9, "Provider settings decide here, so the treatment needs A.5.23", func(r *risk.Risk) {
				r.Controls = y.refs("control", h.controls+" A.5.23")
				r.Assessment = y.ref("assessment", "3")
			})
		case "shop-breach":
			y.on(6, "09:20", "weber", "", func(w *record.Writer) error {
				if _, err := risk.Trigger(w, the(y, risk.Risks, h.key).ID, 0, "new_threat", "Klickwerk warns of attacks on the plug-in that our shop uses"); err != nil {
					return err
				}
				_, err := fresh(y, w, risk.Risks, h.key)
				return err
			})
		}
	}
}

// treatments plans the treatment plan.
func (y *year) treatments() {
	for _, d := range deeds {
		hand := y.hand(d.owner)
		y.during(d.planned, hand, "Plan for "+strings.ToLower(d.title[:1])+d.title[1:], func(w *record.Writer) error {
			return put(y, w, treatment.Treatments, d.title, &treatment.Treatment{Title: d.title, Risks: y.refs("risk", d.risks), Controls: y.refs("control", d.controls),
				Owner: y.ref("person", d.owner), Due: y.date(d.due), Cost: d.cost})
		})
		if d.started != 0 {
			y.progress(d, d.started, "Begun", "in_progress", "")
		}
		switch {
		case d.dropped:
			y.progress(d, d.ended, "Not worth its price", "dropped", d.notes)
		case d.ended != 0:
			y.progress(d, d.ended, "Seen at work by "+y.initial(hand), "done", d.notes)
		case d.due > 0:
			y.progress(d, d.due-2, "Asked again", "in_progress", d.notes)
		default:
			y.progress(d, max(d.started-17, 18), "State told in the monthly meeting", "", d.notes)
		}
	}
}

func (y *year) progress(d deed, ago int, why, status, notes string) {
	y.during(ago, y.hand(d.owner), why, func(w *record.Writer) error {
		t := the(y, treatment.Treatments, d.title)
		if status != "" {
			t.Status = status
		}
		t.Notes = y.text(notes)
		return treatment.Treatments.Put(w, t)
	})
}

// acceptances plans who accepts what remains of which risk.
func (y *year) acceptances() {
	for _, s := range signatures {
		owner := "roth"
		for _, h := range hazards {
			if h.key == s.risk && s.elsewhere == "" {
				owner = h.owner
			}
		}
		y.during(s.ago, owner, "", func(w *record.Writer) error {
			r := the(y, risk.Risks, s.risk)
			form := treatment.AcceptForm{Until: y.date(s.until), Statement: s.words, Elsewhere: s.elsewhere}
			_, err := treatment.Accept(w, r.ID, r.Rev, w.Actor().Email, form)
			return err
		})
	}
}
