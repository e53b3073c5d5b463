package demo

import (
	"github.com/assay-isms/assay/internal/isms/compliance"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

type program struct {
	key, product, supplier, owner, metric, proof string
	bought, used                                 int
	ends                                         int
}

var programs = []program{
	{"erp", "ERP, named users", "erpmaker", "lund", "Named user", "Contract 2011-44, appendix 9", 100, 96, -300},
	{"office", "Office suite", "", "szabo", "User", "Invoice 88-120", 130, 128, -70},
	{"mail", "Mailboxes", "", "okafor", "Mailbox", "Contract of {80}", 150, 128, -180},
	{"cad", "Drawing program of maintenance", "", "halloran", "Device", "Invoice 71-030", 4, 6, -140},
	{"sensor", "Malware sensor", "nightowl", "weber", "Device", "Contract, schedule 2", 180, 173, -180},
}

type keeping struct {
	key, title, assets, owner, requirement, trigger, stores string
	months                                                  int
	personal                                                bool
	oldest                                                  record.Date
}

var keepings = []keeping{
	{"accounts", "Accounting records", "accounts", "brandt", "account-act", "End of the business year", "ERP, write-once store", 120, false, ""},
	{"batch", "Batch and temperature records", "batch", "petersen", "food-temp", "End of shelf life", "Traceability, write-once store", 60, false, ""},
	{"staff", "Personnel files", "staff-data", "sato", "gdpr-17", "Day somebody left", "HR system, locked cabinet", 36, true, "2025-01-31"},
	{"applicants", "Applications not taken", "staff-data", "sato", "gdpr-17", "Refusal", "HR system, mail", 6, true, "2023-03-01"},
	{"shop", "Customer accounts without orders", "customers", "fontaine", "gdpr-17", "Last sign-in", "Web shop, newsletter", 36, true, "2024-02-01"},
}

type activity struct {
	key, title, owner, purposes, basis, subjects, categories, recipients, transfers, keep, assets, suppliers, unnamed string
	compared                                                                                                          int
}

var activities = []activity{
	{"payroll", "Payroll", "brandt", "Pay, tax and social insurance", "Contract of employment, law", "Staff, agency workers", "Name, bank, pay, tax, sickness days", "Lohnhaus, tax office, insurers", "None", "staff", "payroll", "lohnhaus", "", 66},
	{"recruiting", "Recruiting", "sato", "Choosing staff", "Steps before a contract", "Applicants", "Application, notes of talks", "Heads of department", "None", "applicants", "staff-data", "", "", 71},
	{"shop", "Web shop", "fontaine", "Orders and accounts of consumers", "Contract", "Consumers", "Address, orders; cards at the payment provider", "Klickwerk, hauliers, payment provider", "None", "shop", "customers shop", "klickwerk", "A tool for reviews sits in the page since spring", 34},
	{"badges", "Badges and cameras", "mbeki", "Access to plants, goods", "Legitimate interest, works agreement", "Staff, visitors", "Name, picture, times", "Guards", "None", "", "badge", "guard", "", 90},
}

// compliance plans A.18: confirmations of what is required, licences, retention, processing of personal data, reviews.
func (y *year) compliance() {
	for i, d := range duties {
		if d.key == "food-temp" || d.key == "works" {
			continue // nobody has looked since
		}
		look(y, scope.Requirements, d.key, "roth", "Source read again by "+y.initial(d.owner), []int{150 - i}, func(ago int, q *scope.Requirement) {
			q.ConfirmedOn, q.Jurisdiction = y.date(ago), "European Union"
			if d.kind == "contract" {
				q.Jurisdiction = "Contract"
			}
		})
	}
	listed(y, compliance.Licences, 192, "10:10", "okafor", "From purchasing", programs, func(p program) (string, *compliance.Licence) {
		return p.key, &compliance.Licence{Product: p.product, Supplier: y.mayBe("supplier", p.supplier), Owner: y.ref("person", p.owner), Metric: p.metric, Bought: p.bought, Proof: y.text(p.proof), Listed: true, Ends: y.date(p.ends)}
	})
	for _, p := range programs {
		look(y, compliance.Licences, p.key, "okafor", "Counted from the devices", []int{185, 110, 37}, func(ago int, l *compliance.Licence) {
			l.CountedOn, l.Used = y.date(ago), min(p.used, p.bought)
			if ago == 37 {
				l.Used, l.Reclaimed = p.used, y.date(ago)
			}
		})
	}
	listed(y, compliance.RetentionRules, 168, "14:30", "roth", "With N. Haddad", keepings, func(k keeping) (string, *compliance.RetentionRule) {
		return k.key, &compliance.RetentionRule{Title: k.title, Information: y.refs("asset", k.assets), Owner: y.ref("person", k.owner), Requirement: y.ref("requirement", k.requirement), Trigger: k.trigger, Months: k.months, AtEnd: "destroy", Stores: k.stores, Personal: k.personal}
	})
	for _, k := range keepings {
		look(y, compliance.RetentionRules, k.key, "roth", "Owner and store asked", []int{135, 48}, func(ago int, r *compliance.RetentionRule) {
			r.ConfirmedOn, r.ComparedOn, r.Oldest = y.date(ago), y.date(ago), k.oldest
		})
	}
	listed(y, compliance.ProcessingActivities, 158, "09:50", "roth", "Record of processing, from N. Haddad's sheet", activities, func(a activity) (string, *compliance.ProcessingActivity) {
		return a.key, &compliance.ProcessingActivity{Title: a.title, Owner: y.ref("person", a.owner), Purposes: a.purposes, Basis: a.basis, Subjects: a.subjects, Categories: a.categories, Recipients: a.recipients, Transfers: a.transfers,
			Retention: y.refs("retention_rule", a.keep), Assets: y.refs("asset", a.assets), Suppliers: y.refs("supplier", a.suppliers), Measures: "As the Statement of Applicability says for the assets named", Testing: "excluded"}
	})
	for _, a := range activities {
		look(y, compliance.ProcessingActivities, a.key, "roth", "Compared with what is in operation", []int{a.compared}, func(ago int, p *compliance.ProcessingActivity) {
			p.ComparedOn, p.Unnamed = y.date(ago), a.unnamed
		})
	}
	y.reviewed()
}

func (y *year) reviewed() {
	y.during(95, "roth", "Report of the review", func(w *record.Writer) error {
		return put(y, w, compliance.IndependentReviews, "year", &compliance.IndependentReview{Title: "Review of the approach by Halden's auditors", Reviewer: "Halden retail group, audit", Independent: "Customer; no part in running it",
			Judged: record.Set{"approach", "people", "processes", "technology"}, DoneOn: y.date(104), Owner: y.ref("person", "roth"), Conclusion: "Sound for a house of this size; weak where plants run their own systems.",
			Recommendations: "Inventory of controllers; second factor for the shop; timed restores.", ReportedTo: y.ref("person", "duval"), ReportedOn: w.Today()})
	})
	y.during(94, "roth", "", func(w *record.Writer) error {
		return put(y, w, compliance.IndependentReviews, "next", &compliance.IndependentReview{Title: "Review by the federation's pool", Reviewer: "Peer of another producer", PlannedFor: y.date(-120), Owner: y.ref("person", "roth")})
	})
}
