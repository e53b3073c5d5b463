// Package document keeps documents and policies (7.5, A.5.1): drafts that are submitted, approved by another person and
// published, texts that never change once approved, who has to read them and who has accepted which version.
package document

import (
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/record"
)

// Document is one document through all its versions.
type Document struct {
	record.Meta
	Title           string
	Type            string
	Owner           record.Ref // person
	Approver        record.Ref // person
	Classification  string
	Audience        string // everyone, some, nobody
	Departments     string // of the audience, one a line
	Readers         record.Refs
	Binds           string // whom it binds, in words
	AcknowledgeDays int
	Controls        record.Refs
	Clauses         record.Set
	ReviewMonths    int
	KeepYears       int // after it is retired
	Disposal        string
	Template        string // id of the template it was made from

	Status      string
	Version     int        // published
	Current     record.Ref // the version published
	PublishedOn record.Date
	ReviewedOn  record.Date
	ReviewNote  string
	NextReview  record.Date
	RetiredOn   record.Date
	RetiredWhy  string
	KeepUntil   record.Date
	DisposedOn  record.Date
	DisposedHow string
	Shows       []string // controls shown at work by its review: ids of records, and policies
}

// Types are the sorts of documents.
var Types = []record.Option{
	{Value: "policy", Label: "Policy", Synonyms: []string{"leitlinie", "politique"}},
	{Value: "topic_policy", Label: "Topic policy", Synonyms: []string{"topic-specific policy", "richtlinie", "standard"}},
	{Value: "procedure", Label: "Procedure", Synonyms: []string{"verfahren", "anweisung", "procédure", "work instruction"}},
	{Value: "plan", Label: "Plan", Synonyms: []string{"notfallplan"}},
	{Value: "other", Label: "Other", Synonyms: []string{"form", "sonstiges", "autre"}},
}

var statuses = []record.Option{{Value: "draft", Label: "Not published yet"}, {Value: "published", Label: "Published"}, {Value: "retired", Label: "Retired"}}

var audiences = []record.Option{
	{Value: "everyone", Label: "Everyone", Synonyms: []string{"all", "alle"}},
	{Value: "some", Label: "The departments and persons named", Synonyms: []string{"named"}},
	{Value: "nobody", Label: "Nobody is asked", Synonyms: []string{"none"}},
}

// Documents is the register of documents.
var Documents = record.Define(record.Spec[Document]{
	Name: "document", Plural: "documents", Title: "Documents and policies", Singular: "document", Prefix: "D", Version: 2, Clause: "7.5",
	About: "Policies, procedures and plans with their versions, who approved them and who has read them. Start from a template, import a Word document, or write one.",
	Fields: []record.Field[*Document]{
		{Name: "title", Label: "Title", Required: true, Listed: true, Indexed: true, Ptr: func(d *Document) any { return &d.Title }, Synonyms: []string{"name", "document", "policy", "titel", "dokument", "titre"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Options: Types, Ptr: func(d *Document) any { return &d.Type }, Synonyms: []string{"kind", "art", "dokumentart", "category"}},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: statuses, Ptr: func(d *Document) any { return &d.Status }},
		{Name: "version", Label: "Version in force", Computed: true, Listed: true, Ptr: func(d *Document) any { return &d.Version }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(d *Document) any { return &d.Owner }, Help: "Answers for the content and its review.", Synonyms: []string{"verantwortlich", "responsible", "propriétaire", "document owner"}},
		{Name: "approver", Label: "Approver", To: "person", Indexed: true, Ptr: func(d *Document) any { return &d.Approver }, Help: "Approves each version, and is none of its authors.", Synonyms: []string{"approved by", "freigabe durch", "genehmigt von"}},
		{Name: "classification", Label: "Classification", Indexed: true, Options: asset.Classifications, Ptr: func(d *Document) any { return &d.Classification }, Synonyms: []string{"klassifizierung", "class"}},
		{Name: "binds", Label: "Whom it binds", Ptr: func(d *Document) any { return &d.Binds }, Help: "In words, such as: owners of applications and system administrators.", Synonyms: []string{"scope", "geltungsbereich"}},
		{Name: "audience", Label: "Who confirms it", Indexed: true, Options: audiences, Ptr: func(d *Document) any { return &d.Audience }, Help: "Everyone means all active persons who are no function and no outsider."},
		{Name: "departments", Label: "Departments that confirm it", Long: true, Ptr: func(d *Document) any { return &d.Departments }, Help: "One a line, spelt as in the register of people."},
		{Name: "readers", Label: "Persons who confirm it", To: "person", Ptr: func(d *Document) any { return &d.Readers }},
		{Name: "acknowledge_days", Label: "Days to confirm it", Unit: "days", Ptr: func(d *Document) any { return &d.AcknowledgeDays }, Help: "From publication of a version, or from the day a person joins. Empty takes the answer given for all documents, or 14."},
		{Name: "controls", Label: "Controls it serves", To: "control", Ptr: func(d *Document) any { return &d.Controls }, Synonyms: []string{"annex a", "controls", "maßnahmen"}},
		{Name: "clauses", Label: "Clauses it serves", Options: clauses(), Ptr: func(d *Document) any { return &d.Clauses }},
		{Name: "review_months", Label: "Months between reviews", Unit: "months", Ptr: func(d *Document) any { return &d.ReviewMonths }, Help: "Empty is 12.", Synonyms: []string{"review cycle", "review interval", "prüfintervall"}},
		{Name: "next_review", Label: "Next review", Computed: true, Listed: true, Indexed: true, Ptr: func(d *Document) any { return &d.NextReview }},
		{Name: "keep_years", Label: "Years kept after it is retired", Unit: "years", Ptr: func(d *Document) any { return &d.KeepYears }, Help: "Empty is 4: a certification cycle and a year.", Synonyms: []string{"retention", "aufbewahrung"}},
		{Name: "disposal", Label: "How it is disposed of then", Ptr: func(d *Document) any { return &d.Disposal }, Synonyms: []string{"disposal", "vernichtung"}},
		{Name: "template", Label: "Template", Computed: true, Ptr: func(d *Document) any { return &d.Template }},
		{Name: "current", Label: "Version published", To: "document_version", Computed: true, Ptr: func(d *Document) any { return &d.Current }},
		{Name: "published_on", Label: "Published on", Computed: true, Indexed: true, Ptr: func(d *Document) any { return &d.PublishedOn }},
		{Name: "reviewed_on", Label: "Reviewed on", Computed: true, Ptr: func(d *Document) any { return &d.ReviewedOn }},
		{Name: "review_note", Label: "What the review found", Computed: true, Long: true, Ptr: func(d *Document) any { return &d.ReviewNote }, Help: "What was looked at: law, incidents, audits, what people do."},
		{Name: "retired_on", Label: "Retired on", Computed: true, Ptr: func(d *Document) any { return &d.RetiredOn }},
		{Name: "retired_why", Label: "Why it was retired", Computed: true, Ptr: func(d *Document) any { return &d.RetiredWhy }, Help: "And what holds instead."},
		{Name: "keep_until", Label: "Kept until", Computed: true, Indexed: true, Ptr: func(d *Document) any { return &d.KeepUntil }},
		{Name: "disposed_on", Label: "Disposed of on", Computed: true, Ptr: func(d *Document) any { return &d.DisposedOn }},
		{Name: "disposed_how", Label: "What was disposed of, and how", Computed: true, Ptr: func(d *Document) any { return &d.DisposedHow }, Help: "Such as: paper copies at reception shredded, file on the intranet deleted."},
		{Name: "shows", Label: "Shows at work", Computed: true, Ptr: func(d *Document) any { return &d.Shows }},
	},
	Whole:  true,
	Proves: (*Document).proves,
	Owes: func(d *Document) []record.Due {
		switch {
		case d.Status == "published":
			return []record.Due{{What: "Review", Day: d.NextReview, Who: d.Owner, Weight: record.Grave}}
		case d.Status == "retired" && d.DisposedOn == "":
			return []record.Due{{What: "Dispose of the copies", Day: d.KeepUntil, Who: d.Owner}}
		}
		return nil
	},
	Before: before,
	Guard: func(_ *record.Writer, old, d *Document) error {
		if d == nil && old.Status != "draft" {
			return errs.New(errs.Conflict, "%s was published. It is not deleted; retire it.", old.Ref)
		}
		return nil
	},
})

var _ = Documents.With(
	record.Step[*Document]{Name: "review", Label: "Reviewed, and still right", About: "The version in force stays as it is until the next review. If something must change, draft a new version instead.", Needs: record.MayEdit,
		Asks: []string{"review_note"}, Open: func(d *Document) bool { return d.Status == "published" }, Do: review},
	record.Step[*Document]{Name: "retire", Label: "Retire", About: "It no longer holds. It is kept for its time and then disposed of.", Needs: record.MayEdit,
		Asks: []string{"retired_why"}, Open: func(d *Document) bool { return d.Status == "published" }, Do: retire},
	record.Step[*Document]{Name: "dispose", Label: "Disposed of", About: "Copies outside this program are gone. The journal keeps its digests; the text of old revisions is erased by redaction.", Needs: record.MayEdit,
		Asks: []string{"disposed_how"}, Open: func(d *Document) bool { return d.Status == "retired" && d.DisposedOn == "" }, Do: dispose})

// clauses are the requirements of 2022 as options. Several stand in one cell of an export, with commas between them, so their
// titles have none.
func clauses() (out []record.Option) {
	for _, c := range catalog.Clauses(catalog.Edition2022) {
		if c.Kind == catalog.Requirement {
			out = append(out, record.Option{Value: c.ID, Label: c.ID + " " + strings.ReplaceAll(c.Title, ",", "")})
		}
	}
	return out
}

// proves: a document in force shows the controls it names until its next review; a policy shows also that there are policies.
func (d *Document) proves() (out []record.Proof) {
	if d.Status != "published" {
		return nil
	}
	for _, id := range d.shows() {
		out = append(out, record.Proof{On: d.ReviewedOn, Until: d.NextReview, For: id})
	}
	return out
}

// policies is the control that asks for policies as such.
const policies = "A.5.1"

// shows are the controls that it shows at work. What was saved before they were kept is not asked whether it names the control
// that asks for policies.
func (d *Document) shows() []string {
	switch {
	case d.Shows != nil:
		return d.Shows
	case d.policy():
		return append(slices.Clone(d.Controls), policies)
	}
	return d.Controls
}

func (d *Document) policy() bool { return d.Type == "policy" || d.Type == "topic_policy" }

// showing says which controls the document shows at work: those it names, and as a policy the control that asks for policies, once
// even if it names that too, in either edition.
func (d *Document) showing(w *record.Writer) error {
	d.Shows = append([]string{}, d.Controls...)
	if !d.policy() {
		return nil
	}
	named, err := w.Named(d.Controls)
	d.Shows = slices.DeleteFunc(d.Shows, func(id string) bool {
		ref := named[id].Ref
		return ref == policies || slices.ContainsFunc(catalog.Counterparts(ref), func(c catalog.Control) bool { return c.ID == policies })
	})
	d.Shows = append(d.Shows, policies)
	return err
}

func before(w *record.Writer, old, d *Document) error {
	if old == nil {
		d.Status, d.Version, d.Current, d.PublishedOn, d.ReviewedOn, d.RetiredOn, d.DisposedOn, d.KeepUntil = "draft", 0, "", "", "", "", "", ""
	}
	if d.Type == "" {
		d.Type = "topic_policy"
	}
	if d.Audience == "" {
		d.Audience = "nobody"
		if d.Departments != "" || len(d.Readers) > 0 {
			d.Audience = "some"
		}
	}
	for _, n := range []struct {
		field   string
		value   *int
		missing int
	}{{"review_months", &d.ReviewMonths, 12}, {"keep_years", &d.KeepYears, 4}, {"acknowledge_days", &d.AcknowledgeDays, 0}} {
		if *n.value < 0 || *n.value > 1200 {
			return errs.InField(n.field, "must be a whole number from 1 to 1200, or empty")
		}
		if *n.value == 0 {
			*n.value = n.missing
		}
	}
	if d.AcknowledgeDays == 0 && d.Audience != "nobody" {
		var err error
		if d.AcknowledgeDays, err = usualDays(w.Reader); err != nil {
			return err
		}
	}
	if err := d.showing(w); err != nil {
		return err
	}
	d.NextReview, d.KeepUntil = months(d.ReviewedOn, d.ReviewMonths), months(d.RetiredOn, 12*d.KeepYears)
	if old != nil && (old.Owner != d.Owner || old.Approver != d.Approver) {
		return handOver(w, d)
	}
	return nil
}

// handOver gives the version that is being worked on to the document's new owner and approver.
func handOver(w *record.Writer, d *Document) error {
	v, err := Open(w.Reader, d)
	if err != nil || v == nil {
		return err
	}
	v.Owner, v.Approver = d.Owner, d.Approver
	k, err := w.Org().Store().Kind("document_version")
	if err != nil {
		return err
	}
	return w.Put(k, v)
}

// months is so many months after a day, or the last day of that month where it has no such day; "" after none.
func months(d record.Date, n int) record.Date {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return record.Date(first.AddDate(0, 0, min(day.Day(), last)-1).Format(time.DateOnly))
}

func review(w *record.Writer, d *Document) error {
	if strings.TrimSpace(d.ReviewNote) == "" {
		return errs.InField("review_note", "say what was looked at and found")
	}
	d.ReviewedOn = w.Today()
	return nil
}

// retire ends the document and the version in force.
func retire(w *record.Writer, d *Document) error {
	if strings.TrimSpace(d.RetiredWhy) == "" {
		return errs.InField("retired_why", "say why, and what holds instead")
	}
	open, err := Open(w.Reader, d)
	if err != nil {
		return err
	}
	if open != nil {
		return errs.New(errs.Conflict, "%s of %s is being worked on. Delete or withdraw it first.", open.Ref, d.Ref)
	}
	v, err := Versions.Get(w.Reader, string(d.Current))
	if err != nil {
		return err
	}
	v.Status, v.EndedOn = "retired", w.Today()
	if err := Versions.Put(w, v); err != nil {
		return err
	}
	d.Status, d.RetiredOn = "retired", w.Today()
	return nil
}

func dispose(w *record.Writer, d *Document) error {
	switch {
	case strings.TrimSpace(d.DisposedHow) == "":
		return errs.InField("disposed_how", "say what was disposed of and how")
	case w.Today() < d.KeepUntil:
		return errs.InField("disposed_how", "it is kept until %s", d.KeepUntil)
	}
	d.DisposedOn = w.Today()
	return nil
}
