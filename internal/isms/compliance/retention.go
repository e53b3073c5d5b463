package compliance

import (
	"strconv"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// RetentionRule is how long records of a kind are kept, from when, and what happens then.
type RetentionRule struct {
	record.Meta
	Title       string
	Information record.Refs
	Owner       record.Ref
	Requirement record.Ref // the law or contract behind it
	Trigger     string
	Months      int
	AtEnd       string
	Stores      string
	Personal    bool
	ConfirmedOn record.Date
	ComparedOn  record.Date
	Oldest      record.Date // trigger date of the oldest record found
	Differences string
}

// The days between confirmations by the owner, and between comparisons with the stores where there are personal data.
const (
	yearDays    = 365
	compareDays = 90
	graceDays   = 31 // in which what has run out is still destroyed in time
)

// RetentionRules is the register of retention rules.
var RetentionRules = record.Define(record.Spec[RetentionRule]{
	Name: "retention_rule", Plural: "retention-rules", Title: "Retention rules", Singular: "retention rule", Prefix: "RE", Version: 2, Clause: "A.5.33",
	About: "How long which records are kept, from what moment, in which stores, and what happens then. Start with accounts, personnel files and logs; compare the rule with the oldest record the system really holds.",
	Fields: []record.Field[*RetentionRule]{
		{Name: "title", Label: "Records", Required: true, Listed: true, Indexed: true, Ptr: func(r *RetentionRule) any { return &r.Title }, Synonyms: []string{"name", "record type", "unterlagen", "aufbewahrung", "documents"}},
		{Name: "information", Label: "Assets", To: "asset", Ptr: func(r *RetentionRule) any { return &r.Information }, Synonyms: []string{"information"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(r *RetentionRule) any { return &r.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "requirement", Label: "Required by", To: "requirement", Ptr: func(r *RetentionRule) any { return &r.Requirement }, Synonyms: []string{"law", "legal basis", "rechtsgrundlage"}},
		{Name: "trigger", Label: "Counts from", Listed: true, Ptr: func(r *RetentionRule) any { return &r.Trigger }, Help: "Such as the end of the business year, or the day somebody left.", Synonyms: []string{"trigger", "fristbeginn", "début"}},
		{Name: "months", Label: "Kept for", Unit: "months", Listed: true, Ptr: func(r *RetentionRule) any { return &r.Months }, Synonyms: []string{"period", "frist", "durée"}},
		{Name: "at_end", Label: "Then", Indexed: true, Ptr: func(r *RetentionRule) any { return &r.AtEnd }, Synonyms: []string{"disposal", "action"}, Options: []record.Option{
			{Value: "destroy", Label: "Destroy", Synonyms: []string{"delete", "erase", "löschen"}}, {Value: "anonymise", Label: "Anonymise", Synonyms: []string{"anonymisieren"}}, {Value: "archive", Label: "Hand to an archive", Synonyms: []string{"archive", "archivieren"}}}},
		{Name: "stores", Label: "Stores", Long: true, Ptr: func(r *RetentionRule) any { return &r.Stores }, Help: "Every place that holds them, copies too.", Synonyms: []string{"systems", "speicherorte"}},
		{Name: "personal", Label: "Personal data", Indexed: true, Ptr: func(r *RetentionRule) any { return &r.Personal }, Synonyms: []string{"pii", "personenbezogen"}},
		{Name: "confirmed_on", Label: "Confirmed on", Past: true, Listed: true, Indexed: true, Ptr: func(r *RetentionRule) any { return &r.ConfirmedOn }, Synonyms: []string{"reviewed on", "bestätigt am"}},
		{Name: "compared_on", Label: "Compared on", Past: true, Listed: true, Indexed: true, Ptr: func(r *RetentionRule) any { return &r.ComparedOn }, Help: "The day the setting and the oldest record in the store were looked at.", Synonyms: []string{"verglichen am"}},
		{Name: "oldest", Label: "Oldest record counts from", Past: true, Ptr: func(r *RetentionRule) any { return &r.Oldest }, Synonyms: []string{"oldest record", "ältester"}},
		{Name: "differences", Label: "Differences", Long: true, Ptr: func(r *RetentionRule) any { return &r.Differences }, Synonyms: []string{"findings", "abweichungen"}},
	},
	Whole: true,
	Proves: func(r *RetentionRule) []record.Proof {
		rule, set := record.Proof{For: "A.8.10"}, record.Proof{For: "A.5.33"}
		if r.Owner != "" && r.Trigger != "" && r.Months > 0 && r.Stores != "" {
			rule.On = r.ConfirmedOn
		}
		if r.Owner != "" && r.ConfirmedOn != "" {
			set.On, set.Failed = r.ComparedOn, r.Differences != "" && r.ComparedOn != ""
		}
		out := []record.Proof{rule, set}
		if r.Personal {
			out = append(out, record.Proof{For: "A.5.34", On: r.ComparedOn, Failed: r.kept() != ""})
		}
		return out
	},
	Owes: func(r *RetentionRule) []record.Due {
		every := yearDays
		if r.Personal {
			every = compareDays
		}
		return []record.Due{{What: "Confirm", Day: r.Again(r.ConfirmedOn, yearDays), Who: r.Owner}, {What: "Compare with the store", Day: r.Again(r.ComparedOn, every), Who: r.Owner}, {What: "Dispose", Day: r.kept(), Who: r.Owner, Weight: record.Grave}}
	},
	Before: func(_ *record.Writer, _, r *RetentionRule) error {
		if r.Months < 0 || r.Months > 1200 {
			return errs.InField("months", "%s is no period; enter months, a hundred years at most", strconv.Itoa(r.Months))
		}
		return nil
	},
})

// kept is the day by which the oldest record found should have been disposed of; "" if it was not yet due when it was found.
func (r *RetentionRule) kept() record.Date {
	from, err := time.Parse(time.DateOnly, string(r.Oldest))
	if err != nil || r.Months == 0 {
		return ""
	}
	by := record.Date(from.AddDate(0, r.Months, graceDays).Format(time.DateOnly))
	if by >= r.ComparedOn {
		return ""
	}
	return by
}
