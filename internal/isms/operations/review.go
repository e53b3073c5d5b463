package operations

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// TechnicalReview is one look at what systems really do, for named controls: a scan, a reading of rules, a comparison of logs.
type TechnicalReview struct {
	record.Meta
	Title      string
	Controls   record.Refs
	Method     string
	Population int // things there are, by an independent source
	Covered    int // things looked at
	Owner      record.Ref
	Reviewer   record.Ref
	ReviewedOn record.Date
	Findings   string
	SettleBy   record.Date
	SettledOn  record.Date
	NextReview record.Date
}

// TechnicalReviews is the register of technical compliance reviews.
var TechnicalReviews = record.Define(record.Spec[TechnicalReview]{
	Name: "technical_review", Plural: "technical-reviews", Title: "Technical compliance reviews", Singular: "technical compliance review", Prefix: "TV", Clause: "A.5.36",
	About: "What somebody read from the systems themselves, for which control, how much of what there is was covered, and what was found. Plan the next review of your firewall rules, or add the last scan.",
	Fields: []record.Field[*TechnicalReview]{
		{Name: "title", Label: "Review", Required: true, Listed: true, Indexed: true, Ptr: func(t *TechnicalReview) any { return &t.Title }, Synonyms: []string{"name", "scan", "prüfung", "revue"}},
		{Name: "controls", Label: "Controls", Required: true, To: "control", Listed: true, Ptr: func(t *TechnicalReview) any { return &t.Controls }, Synonyms: []string{"control"}},
		{Name: "method", Label: "Method", Long: true, Ptr: func(t *TechnicalReview) any { return &t.Method }, Synonyms: []string{"tool", "methode"}},
		{Name: "population", Label: "Things there are", Ptr: func(t *TechnicalReview) any { return &t.Population }, Help: "Counted from the provider's or the switch's list, not from the tool's.", Synonyms: []string{"total", "grundgesamtheit"}},
		{Name: "covered", Label: "Things looked at", Ptr: func(t *TechnicalReview) any { return &t.Covered }, Synonyms: []string{"sample", "stichprobe"}},
		{Name: "owner", Label: "Owner", To: "person", Indexed: true, Ptr: func(t *TechnicalReview) any { return &t.Owner }, Help: "Who settles what is found.", Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "reviewer", Label: "Reviewed by", To: "person", Listed: true, Indexed: true, Ptr: func(t *TechnicalReview) any { return &t.Reviewer }, Synonyms: []string{"prüfer", "auditor"}},
		{Name: "reviewed_on", Label: "Reviewed on", Past: true, Listed: true, Indexed: true, Ptr: func(t *TechnicalReview) any { return &t.ReviewedOn }, Synonyms: []string{"date", "geprüft am"}},
		{Name: "findings", Label: "Found", Long: true, Ptr: func(t *TechnicalReview) any { return &t.Findings }, Synonyms: []string{"result", "ergebnis"}, Help: "Empty: nothing that should not be."},
		{Name: "settle_by", Label: "Settle by", From: "reviewed_on", Listed: true, Indexed: true, Ptr: func(t *TechnicalReview) any { return &t.SettleBy }, Help: "Empty: thirty days after the review."},
		{Name: "settled_on", Label: "Settled on", Past: true, From: "reviewed_on", Listed: true, Ptr: func(t *TechnicalReview) any { return &t.SettledOn }},
		{Name: "next_review", Label: "Planned for", Indexed: true, Ptr: func(t *TechnicalReview) any { return &t.NextReview }, Synonyms: []string{"next review", "geplant für"}, Help: "Of one not yet done: its day. The next one is a record of its own."},
	},
	Proves: func(t *TechnicalReview) []record.Proof {
		p := record.Proof{On: t.ReviewedOn}
		if t.Findings != "" {
			p.On = t.SettledOn
			if t.SettledOn == "" || t.SettledOn > t.SettleBy {
				p = record.Proof{On: t.SettleBy.Plus(1), Until: t.SettledOn, Failed: true}
			}
		}
		return append(each(t.Controls, p), showing(p, aspect{"A.5.36", t.Population > 0 && t.Covered == t.Population})...)
	},
	Owes: func(t *TechnicalReview) []record.Due {
		switch {
		case t.ReviewedOn == "":
			return []record.Due{{What: "Review", Day: t.NextReview, Who: t.Reviewer}}
		case t.Findings != "" && t.SettledOn == "":
			return []record.Due{{What: "Settle what was found", Day: t.SettleBy, Who: t.Owner, Weight: record.Grave}}
		}
		return nil
	},
	Before: func(_ *record.Writer, _, t *TechnicalReview) error {
		if t.Findings != "" && t.SettleBy == "" {
			t.SettleBy = t.ReviewedOn.Plus(repeatDays)
		}
		switch {
		case t.ReviewedOn == "" && t.NextReview == "":
			return errs.InField("next_review", "is missing: plan the review for a day, or enter when it was done")
		case t.ReviewedOn == "" && t.Findings+string(t.SettledOn) != "":
			return errs.InField("reviewed_on", "is missing: say when this was found")
		case t.Covered > t.Population && t.Population > 0:
			return errs.InField("covered", "%d were looked at of %d", t.Covered, t.Population)
		}
		return nil
	},
})
