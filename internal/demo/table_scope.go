package demo

import (
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

var scopeOne = scope.Scope{
	Title:      "Scope, first version",
	Statement:  "Production, storage and delivery of chilled and frozen food at the plants Oldbrook and Harbour, with the information systems that serve them.",
	Boundaries: "Oldbrook, Mill Lane 4, with head office and server room; Harbour, Quay 11. All 140 employees and seasonal staff. ERP, batch system, traceability, cold-chain monitoring, office systems.",
	Interfaces: "Payroll by Lohnhaus; transport by Hauler AG with our loggers on board; EDI through Handelsnetz; remote maintenance of lines by their makers.",
}

var scopeTwo = scope.Scope{
	Title:      "Scope, second version",
	Statement:  "Production, storage, delivery and online sale of chilled and frozen food at the plants Oldbrook and Harbour, with the information systems that serve them.",
	Boundaries: "Oldbrook, Mill Lane 4, with head office and server room; Harbour, Quay 11, with cold store and quay. All 140 employees and seasonal staff. ERP, batch system, traceability, cold-chain monitoring, office systems, web shop.",
	Interfaces: "Payroll by Lohnhaus; transport by Hauler AG with our loggers on board; EDI through Handelsnetz; remote maintenance of lines by their makers; night monitoring by Nightowl.",
	Exclusions: "The canteen, run by another firm on its own network. Development of software: none is done.",
}

var criteriaOne = risk.Criteria{
	Title:       "Risk criteria, first version",
	Likelihood:  []risk.Step{{Name: "Rare", Meaning: "Not seen here or in the trade"}, {Name: "Possible", Meaning: "Seen in the trade"}, {Name: "Likely", Meaning: "Seen here"}, {Name: "Frequent", Meaning: "Seen here every year"}},
	Consequence: []risk.Step{{Name: "Small", Meaning: "Annoying"}, {Name: "Noticeable", Meaning: "A day of work"}, {Name: "Serious", Meaning: "A line stands still or a customer complains"}, {Name: "Severe", Meaning: "A plant stands still, people are harmed or a law is broken"}},
	Levels:      []risk.Level{{Name: "Low", Acceptable: true, Accepts: "Risk owner"}, {Name: "Medium", Accepts: "Risk owner"}, {Name: "High", Accepts: "Management"}},
	Matrix:      [][]int{{1, 1, 1, 2}, {1, 1, 2, 3}, {1, 2, 2, 3}, {1, 2, 3, 3}},
	Reassess:    "Once a year, and when something serious happens.",
}

var criteriaTwo = risk.Criteria{
	Title: "Risk criteria, second version",
	Likelihood: []risk.Step{bounded("Very rare", "Less than once in 30 years", 1.0/300, 1.0/30), bounded("Rare", "Once in 10 to 30 years", 1.0/30, 0.1), bounded("Occasional", "Once in 3 to 10 years", 0.1, 1.0/3),
		bounded("Likely", "Once in 1 to 3 years", 1.0/3, 1), bounded("Frequent", "Every year or more often", 1, 12)},
	Consequence: []risk.Step{bounded("Negligible", "Under € 10,000; nobody outside notices", 500, 10_000), bounded("Minor", "€ 10,000 to 50,000; some lots held back", 10_000, 50_000),
		bounded("Serious", "€ 50,000 to 300,000; customers notice, a duty to report", 50_000, 300_000), bounded("Severe", "€ 300,000 to 1.5 million; a plant stands still for days, fines", 300_000, 1_500_000),
		bounded("Existential", "Above € 1.5 million, or people are harmed", 1_500_000, 10_000_000)},
	Currency: "EUR",
	Tolerance: risk.Tolerance{Points: []risk.TolerancePoint{{Loss: 1_000_000, Probability: 0.2}, {Loss: 3_000_000, Probability: 0.05}, {Loss: 6_000_000, Probability: 0.01}},
		ExpectedLoss: 800_000, TailLevel: 0.99, TailLoss: 6_000_000},
	Levels: []risk.Level{{Name: "Low", Acceptable: true, Accepts: "Risk owner", By: &risk.Acceptors{Owner: true}}, {Name: "Medium", Accepts: "Risk owner", By: &risk.Acceptors{Owner: true}},
		{Name: "High", Accepts: "Managing director", By: &risk.Acceptors{Position: "Managing director"}}, {Name: "Very high", Accepts: "Nobody: treat or stop", By: &risk.Acceptors{Nobody: true}}},
	Matrix:   [][]int{{1, 1, 1, 2, 3}, {1, 1, 2, 3, 3}, {1, 2, 2, 3, 4}, {1, 2, 3, 4, 4}, {2, 2, 3, 4, 4}},
	Reassess: "Before a new system, line or supplier of the critical tier; after an incident; after a summer with more than five days above 35 °C; when an owner asks.",
	Months:   12,
	Triggers: record.Set{"significant_change", "incident", "owner_request", "new_threat", "control_failed", "supplier_change"},

	AcceptMonths: 12, Raters: 3, Gate: 0.667,
	PlannedReliability: 0.8,
}

// stricterAmounts are a quarter of those in force.
var stricterAmounts = []risk.Step{bounded("Negligible", "Under € 2,500; nobody outside notices", 125, 2_500), bounded("Minor", "€ 2,500 to 12,500; some lots held back", 2_500, 12_500),
	bounded("Serious", "€ 12,500 to 75,000; customers notice, a duty to report", 12_500, 75_000), bounded("Severe", "€ 75,000 to 375,000; a plant stands still for days, fines", 75_000, 375_000),
	bounded("Existential", "Above € 375,000, or people are harmed", 375_000, 2_500_000)}

// bounded is a step with its bounds: events a year, or euro.
func bounded(name, meaning string, from, to float64) risk.Step {
	return risk.Step{Name: name, Meaning: meaning, From: &from, To: &to}
}
