package demo

import (
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
)

// harmWords are what the steps of the second criteria mean for the kinds of harm; money where the steps are measured in it.
var harmWords = []struct {
	kind, meaning string
	money         bool
	steps         [5]string
}{
	{"availability", "How long work stands still", false, [5]string{"Under an hour", "Half a shift", "A day", "Several days", "Longer than stocks last"}},
	{"financial", "Money lost or paid", true, [5]string{"Petty cash of a unit", "Budget of a unit", "Told to the finance director the same day", "The year's result suffers", "Credit lines are called"}},
	{"operational", "What cannot be made or delivered", true, [5]string{"Overtime of a shift", "Lots held back", "A retailer's order fails", "A plant stands still for days", "A harvest is lost"}},
	{"legal", "Duties to authorities and customers broken", true, [5]string{"A form is late", "A question of the authority", "A duty to report; a contractual penalty", "A fine, or a public recall", "The licence of a plant is withdrawn"}},
	{"people", "What befalls consumers and employees", false, [5]string{"A nuisance", "Trouble that passes", "Pay or health data of a few in wrong hands", "The same of all employees, or one person harmed", "Several harmed, or a life lost"}},
}

// demoHarms are the harms of the second criteria, with the bounds of its consequence scale.
func demoHarms(consequence []risk.Step) (out []risk.Harm) {
	for _, h := range harmWords {
		harm := risk.Harm{Kind: h.kind, Meaning: h.meaning}
		for i, meaning := range h.steps {
			step := risk.HarmStep{Meaning: meaning}
			if h.money {
				step.From, step.To = consequence[i].From, consequence[i].To
			}
			harm.Steps = append(harm.Steps, step)
		}
		out = append(out, harm)
	}
	return out
}

// harmed are ratings by harm of risks rated under the second criteria, by hazard: before treatment, after it, and why.
var harmed = map[string][3]string{
	"ransom":       {"availability 4 financial 5 operational 4 legal 3", "availability 3 financial 4 operational 3 legal 3", "Financial: the neighbour's bill of € 2.1 million.\nOperational: eleven days without ERP in harvest week."},
	"payroll-leak": {"legal 3 people 4", "legal 3 people 4", "People: pay and health data of all 140."},
	"cold-fail":    {"financial 3 operational 3 legal 2", "financial 2 operational 3 legal 2", "Legal: the authority accepts destruction as an answer, once."},
	"trace-down":   {"operational 4 legal 5", "operational 3 legal 4", "Legal: a recall widened to a week is public."},
	"label":        {"financial 4 legal 4 people 5", "financial 4 legal 4 people 5", "People: an allergic shock can kill; no amount stands for that."},
	"heat":         {"availability 4 operational 4 financial 4", "availability 3 operational 3 financial 2", ""},
}

// rateHarms rates the risk by harm, where the hazard has such ratings.
func rateHarms(key string, r *risk.Risk) {
	h := harmed[key]
	r.Harms, r.ResidualHarms, r.HarmRationale = harmRatings(h[0]), harmRatings(h[1]), h[2]
}

func harmRatings(text string) (out risk.HarmRatings) {
	words := strings.Fields(text)
	for i := 0; i+1 < len(words); i += 2 {
		for j, o := range risk.Harms {
			if o.Value == words[i] {
				out[j] = int(words[i+1][0] - '0')
			}
		}
	}
	return out
}
