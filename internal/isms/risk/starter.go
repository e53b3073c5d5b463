package risk

// between is a step with bounds.
func between(name, meaning string, from, to float64) Step { return Step{name, meaning, &from, &to} }

// Starter is a usable first version: five by five, four levels, bounds in euro, scales by harm. An organisation changes the
// words, meanings and amounts to its own before approving.
func Starter() *Criteria {
	c := &Criteria{
		Title: "Risk criteria, first version",
		Likelihood: []Step{between("Rare", "Less than once in thirty years", 1.0/300, 1.0/30), between("Unlikely", "Once in ten to thirty years", 1.0/30, 0.1),
			between("Possible", "Once in three to ten years", 0.1, 1.0/3), between("Likely", "Every one to three years", 1.0/3, 1), between("Almost certain", "Every year or more often", 1, 10)},
		Consequence: []Step{between("Negligible", "Noticed, no harm; under 5,000", 500, 5_000), between("Minor", "Some work lost; under 50,000", 5_000, 50_000),
			between("Serious", "Customers notice; under 250,000", 50_000, 250_000), between("Severe", "Duties breached, press reports; under 1,500,000", 250_000, 1_500_000),
			between("Existential", "The organisation may not survive", 1_500_000, 15_000_000)},
		Levels: []Level{{Name: "Low", Acceptable: true, Accepts: "Risk owner", By: &Acceptors{Owner: true}}, {Name: "Medium", Accepts: "Risk owner", By: &Acceptors{Owner: true}},
			{Name: "High", Accepts: "Risk owner", By: &Acceptors{Owner: true}}, {Name: "Very high", Accepts: "Top management", By: &Acceptors{Position: "Top management"}}},
		Matrix:   [][]int{{1, 1, 1, 2, 3}, {1, 1, 2, 3, 3}, {1, 2, 2, 3, 4}, {1, 2, 3, 4, 4}, {2, 2, 3, 4, 4}},
		Currency: "EUR",
		Triggers: []string{"significant_change", "incident", "owner_request", "new_threat", "control_failed"},
		Reassess: "Before a significant change, after a serious incident, and when an owner asks for it.", Months: 12,
		AcceptMonths: 12,
	}
	for _, h := range starterHarms {
		harm := Harm{Kind: h.kind, Meaning: h.meaning}
		for i, meaning := range h.steps {
			step := HarmStep{Meaning: meaning}
			if h.money {
				step.From, step.To = c.Consequence[i].From, c.Consequence[i].To
			}
			harm.Steps = append(harm.Steps, step)
		}
		c.Harms = append(c.Harms, harm)
	}
	return c
}

// starterHarms are the scales by harm of the first version. What befalls people is not measured in money.
var starterHarms = []struct {
	kind, meaning string
	money         bool
	steps         [5]string
}{
	{"confidentiality", "Who comes to know what he should not", false, [5]string{"Public or harmless information", "Internal information, within the organisation", "Confidential information of few", "Confidential information of many, or secrets of a customer", "Secrets on which the organisation lives"}},
	{"integrity", "What is wrong and not noticed", false, [5]string{"Seen and put right at once", "Wrong for a day, put right from records", "Decisions taken on wrong information", "Wrong information reached customers or authorities", "Nobody can say any more what is right"}},
	{"availability", "How long work stands still", false, [5]string{"Under an hour", "Under a day", "Up to three days", "Up to two weeks", "Longer, or for good"}},
	{"financial", "Money lost, paid or not earned", true, [5]string{"Within the petty cash of a unit", "Within the budget of a unit", "The year's result suffers", "The year's result is gone", "Equity is gone"}},
	{"operational", "What cannot be delivered or done", true, [5]string{"Overtime of a day", "Deliveries late by a day", "Deliveries fail; customers ask", "A site or service stands still for days", "The business cannot go on"}},
	{"legal", "Duties of law and contract that are broken", true, [5]string{"A formality missed", "A warning", "A notice to an authority or a contractual penalty", "A fine, or a lawsuit with customers", "The licence to operate is at stake"}},
	{"reputation", "Trust of customers, partners and the public", true, [5]string{"Talk within the organisation", "Complaints of single customers", "Customers ask for explanations", "Reports in the press; customers leave", "No one wants to deal with the organisation"}},
	{"people", "What befalls employees, customers and people whose data we hold", false, [5]string{"A nuisance", "Trouble that passes", "Loss of money or standing for single people", "Lasting harm to single people, or harm to many", "Danger to life"}},
}
