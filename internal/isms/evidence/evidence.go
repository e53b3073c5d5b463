// Package evidence keeps what proves that controls work: files, links, statements and records, each with a collector,
// the period it covers and the day until which it is fresh. One evidence may serve many controls.
package evidence

import (
	"net/url"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Evidence is one proof.
type Evidence struct {
	record.Meta
	Title       string
	Type        string // file, link, statement
	Controls    record.Refs
	Owner       record.Ref // who keeps it fresh
	CollectedOn record.Date
	Collector   string
	PeriodFrom  record.Date // what it covers
	PeriodTo    record.Date
	FreshUntil  record.Date
	Population  string // what it was taken from, and the sample
	Link        string
	Statement   string
	Result      string // of a test: passed, failed; "" where it tests nothing
	FileName    string
	FileType    string // media type
	FileSize    int    // bytes
	FileDigest  string // SHA-256, hex
}

// Results of a test that evidence records.
var Results = []record.Option{
	{Value: "passed", Label: "Passed", Synonyms: []string{"pass", "ok", "effective", "bestanden", "réussi"}},
	{Value: "failed", Label: "Failed", Synonyms: []string{"fail", "not ok", "ineffective", "nicht bestanden", "échoué"}},
}

// freshDays is how long evidence stays fresh when nobody says otherwise.
const freshDays = 365

// Evidences is the register of evidence.
var Evidences = record.Define(record.Spec[Evidence]{
	Name: "evidence", Plural: "evidence-items", Title: "Evidence", Singular: "evidence", Prefix: "EV", Clause: "7.5",
	About: "Files, links and statements that show controls at work. Attach the first from the page of a control; one piece can serve many controls.",
	Edit:  record.MayContribute,
	Fields: []record.Field[*Evidence]{
		{Name: "title", Label: "Evidence", Required: true, Listed: true, Indexed: true, Ptr: func(e *Evidence) any { return &e.Title }, Synonyms: []string{"name", "nachweis", "preuve"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Ptr: func(e *Evidence) any { return &e.Type }, Options: []record.Option{
			{Value: "file", Label: "File"}, {Value: "link", Label: "Link"}, {Value: "statement", Label: "Statement"}}},
		{Name: "controls", Label: "Controls", To: "control", Listed: true, Ptr: func(e *Evidence) any { return &e.Controls }, Synonyms: []string{"control"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(e *Evidence) any { return &e.Owner }},
		{Name: "collected_on", Label: "Collected on", Required: true, Listed: true, Indexed: true, Ptr: func(e *Evidence) any { return &e.CollectedOn }, Help: "The day it was taken from its source, not the day of upload."},
		{Name: "collector", Label: "Collected by", Ptr: func(e *Evidence) any { return &e.Collector }},
		{Name: "period_from", Label: "Covers from", Ptr: func(e *Evidence) any { return &e.PeriodFrom }},
		{Name: "period_to", Label: "Covers to", Ptr: func(e *Evidence) any { return &e.PeriodTo }},
		{Name: "fresh_until", Label: "Fresh until", Listed: true, Indexed: true, Ptr: func(e *Evidence) any { return &e.FreshUntil }, Help: "Empty: a year after it was collected."},
		{Name: "population", Label: "Population and sample", Long: true, Ptr: func(e *Evidence) any { return &e.Population }},
		{Name: "result", Label: "Result of the test", Indexed: true, Ptr: func(e *Evidence) any { return &e.Result }, Help: "Where it records a test of the control. From a failed test on no day counts as covered until the next one passes.", Options: Results, Synonyms: []string{"test result", "outcome", "ergebnis", "résultat"}},
		{Name: "link", Label: "Link", Ptr: func(e *Evidence) any { return &e.Link }, Help: "An address that starts with https:// or http://."},
		{Name: "statement", Label: "Statement", Long: true, Ptr: func(e *Evidence) any { return &e.Statement }},
		{Name: "file_name", Label: "File", Computed: true, Ptr: func(e *Evidence) any { return &e.FileName }},
		{Name: "file_type", Label: "Media type", Computed: true, Ptr: func(e *Evidence) any { return &e.FileType }},
		{Name: "file_size", Label: "Size", Unit: "bytes", Computed: true, Ptr: func(e *Evidence) any { return &e.FileSize }},
		{Name: "file_digest", Label: "SHA-256", Computed: true, Ptr: func(e *Evidence) any { return &e.FileDigest }},
	},
	Proves: func(e *Evidence) (out []record.Proof) {
		for _, c := range e.Controls {
			out = append(out, record.Proof{On: e.CollectedOn, Until: e.FreshUntil, For: c, Failed: e.Result == "failed"})
		}
		return out
	},
	Owes: func(e *Evidence) []record.Due {
		return []record.Due{{What: "Renew", Day: e.FreshUntil, Who: e.Owner}}
	},
	Before: func(w *record.Writer, old, e *Evidence) error {
		if e.CollectedOn == "" {
			e.CollectedOn = w.Today()
		}
		if e.Collector == "" {
			e.Collector = w.Actor().Name
		}
		if e.FreshUntil == "" {
			if day, err := time.Parse(time.DateOnly, string(e.CollectedOn)); err == nil {
				e.FreshUntil = record.Date(day.AddDate(0, 0, freshDays).Format(time.DateOnly))
			}
		}
		e.Type = e.typeNow()
		return e.check(w.Today())
	},
})

func (e *Evidence) typeNow() string {
	switch {
	case e.FileDigest != "":
		return "file"
	case e.Link != "":
		return "link"
	}
	return "statement"
}

func (e *Evidence) check(today record.Date) error {
	switch u, err := url.Parse(e.Link); {
	case e.Link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http"):
		return errs.InField("link", "%q is not a web address; it starts with https:// or http://", e.Link)
	case e.FileDigest == "" && e.Link == "" && e.Statement == "":
		return errs.InField("statement", "evidence needs a file, a link or a statement")
	case e.CollectedOn > today:
		return errs.InField("collected_on", "%s lies in the future", e.CollectedOn)
	case e.FreshUntil != "" && e.FreshUntil < e.CollectedOn:
		return errs.InField("fresh_until", "%s is before it was collected", e.FreshUntil)
	case e.PeriodTo != "" && e.PeriodFrom > e.PeriodTo:
		return errs.InField("period_to", "%s is before the period begins", e.PeriodTo)
	}
	return nil
}

// Fresh reports whether the evidence still counts on the day.
func (e *Evidence) Fresh(today record.Date) bool { return e.FreshUntil >= today }
