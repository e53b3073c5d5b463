package compliance

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// IndependentReview is a review of the approach to information security by somebody who does not run it.
type IndependentReview struct {
	record.Meta
	Title           string
	Reviewer        string
	Independent     string // why the reviewer is
	Judged          record.Set
	PlannedFor      record.Date
	DoneOn          record.Date
	Conclusion      string
	Recommendations string
	ReportedTo      record.Ref
	ReportedOn      record.Date
	Owner           record.Ref
}

// judged is what a review has to judge to count (A.5.35).
var judged = []record.Option{{Value: "approach", Label: "Approach"}, {Value: "people", Label: "People"}, {Value: "processes", Label: "Processes"}, {Value: "technology", Label: "Technology"}}

// reportDays is how long after a review its report may take.
const reportDays = 30

// IndependentReviews is the register of independent reviews.
var IndependentReviews = record.Define(record.Spec[IndependentReview]{
	Name: "independent_review", Plural: "independent-reviews", Title: "Independent reviews", Singular: "independent review", Prefix: "IV", Clause: "A.5.35",
	About: "Who, not being part of it, judged the whole approach to information security, and to whom it was reported. Plan the next one; a customer's audit counts if it judged the approach as well.",
	Fields: []record.Field[*IndependentReview]{
		{Name: "title", Label: "Review", Required: true, Listed: true, Indexed: true, Ptr: func(r *IndependentReview) any { return &r.Title }, Synonyms: []string{"name", "audit", "überprüfung", "revue"}},
		{Name: "reviewer", Label: "Reviewer", Required: true, Listed: true, Ptr: func(r *IndependentReview) any { return &r.Reviewer }, Synonyms: []string{"auditor", "prüfer"}},
		{Name: "independent", Label: "Independent because", Ptr: func(r *IndependentReview) any { return &r.Independent }},
		{Name: "judged", Label: "Judged", Options: judged, Listed: true, Ptr: func(r *IndependentReview) any { return &r.Judged }},
		{Name: "planned_for", Label: "Planned for", Indexed: true, Ptr: func(r *IndependentReview) any { return &r.PlannedFor }, Synonyms: []string{"planned", "geplant für"}},
		{Name: "done_on", Label: "Done on", Past: true, Listed: true, Indexed: true, Ptr: func(r *IndependentReview) any { return &r.DoneOn }, Synonyms: []string{"date", "datum"}},
		{Name: "conclusion", Label: "Conclusion", Long: true, Ptr: func(r *IndependentReview) any { return &r.Conclusion }, Synonyms: []string{"result", "ergebnis"}},
		{Name: "recommendations", Label: "Recommendations", Long: true, Ptr: func(r *IndependentReview) any { return &r.Recommendations }, Synonyms: []string{"findings", "empfehlungen"}},
		{Name: "reported_to", Label: "Reported to", To: "person", Ptr: func(r *IndependentReview) any { return &r.ReportedTo }},
		{Name: "reported_on", Label: "Reported on", Past: true, From: "done_on", Listed: true, Ptr: func(r *IndependentReview) any { return &r.ReportedOn }},
		{Name: "owner", Label: "Owner", To: "person", Indexed: true, Ptr: func(r *IndependentReview) any { return &r.Owner }, Help: "Who sees to it that it takes place."},
	},
	Proves: func(r *IndependentReview) []record.Proof {
		if len(r.Judged) < len(judged) || r.Independent == "" || r.ReportedOn == "" {
			return []record.Proof{{}}
		}
		return []record.Proof{{On: r.DoneOn}}
	},
	Owes: func(r *IndependentReview) []record.Due {
		switch {
		case r.DoneOn == "":
			return []record.Due{{What: "Carry out", Day: r.PlannedFor, Who: r.Owner, Weight: record.Grave}}
		case r.ReportedOn == "":
			return []record.Due{{What: "Report", Day: r.DoneOn.Plus(reportDays), Who: r.Owner}}
		}
		return nil
	},
	Before: func(_ *record.Writer, _, r *IndependentReview) error {
		if r.DoneOn == "" && r.PlannedFor == "" {
			return errs.InField("planned_for", "is missing: plan the review for a day, or enter when it was done")
		}
		return nil
	},
})
