package document

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
)

// Version is one version of a document. From its approval on, its text never changes.
type Version struct {
	record.Meta
	Title      string
	Document   record.Ref
	Number     int
	Status     string
	Changes    string // what is new in it, and why
	Text       string // Markdown with {{names}} of facts
	Question   string // that shows that a reader has read
	Answer     string
	Wrong      string // answers that are wrong, one a line
	Owner      record.Ref
	Approver   record.Ref
	Authors    []Author
	Submitted  record.Date
	Remarks    string // of who sent it back, or withdrew it
	Final      string // the text as approved, with the facts in it
	Facts      []Fact // that were filled in
	Asked      guide.ReaderQuestion
	Digest     string // SHA-256 of Final
	ApprovedBy string
	ApprovedOn record.Date
	Override   string // why an author, or another than the approver named, approved it
	Published  record.Date
	EndedOn    record.Date // superseded, retired or withdrawn
}

// Author is somebody who wrote a part of the text.
type Author struct {
	ID   string `json:"id"` // user
	Name string `json:"name"`
}

var versionStatuses = []record.Option{{Value: "draft", Label: "Draft"}, {Value: "review", Label: "In review"}, {Value: "approved", Label: "Approved"}, {Value: "published", Label: "Published"},
	{Value: "superseded", Label: "Superseded"}, {Value: "retired", Label: "Retired"}, {Value: "withdrawn", Label: "Withdrawn"}}

// moves are the ways of a version: from its status to those it may have next.
var moves = map[string]string{"draft": "draft review", "review": "review draft approved", "approved": "approved published withdrawn", "published": "published superseded retired"}

// Versions is the register of the versions of all documents.
var Versions = record.Define(record.Spec[Version]{
	Name: "document_version", Plural: "document-versions", Title: "Versions of documents", Singular: "version", Prefix: "DV", Clause: "7.5.2",
	About: "Every version of every document, from draft to its end. A draft is begun on the page of its document.",
	Fields: []record.Field[*Version]{
		{Name: "title", Label: "Title", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.Title }},
		{Name: "document", Label: "Document", To: "document", Required: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.Document }},
		{Name: "number", Label: "Version", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.Number }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: versionStatuses, Ptr: func(v *Version) any { return &v.Status }},
		{Name: "changes", Label: "What is new, and why", Long: true, Ptr: func(v *Version) any { return &v.Changes }},
		{Name: "text", Label: "Text", Long: true, Ptr: func(v *Version) any { return &v.Text }, Help: "Markdown. {{name}} stands for a fact of the organisation."},
		{Name: "question", Label: "Question to readers", Ptr: func(v *Version) any { return &v.Question }, Help: "Shows that they have read. Empty asks nothing."},
		{Name: "answer", Label: "Right answer", Ptr: func(v *Version) any { return &v.Answer }},
		{Name: "wrong", Label: "Wrong answers", Long: true, Ptr: func(v *Version) any { return &v.Wrong }, Help: "One a line."},
		{Name: "owner", Label: "Owner", To: "person", Computed: true, Ptr: func(v *Version) any { return &v.Owner }},
		{Name: "approver", Label: "Approver", To: "person", Computed: true, Ptr: func(v *Version) any { return &v.Approver }},
		{Name: "authors", Label: "Authors", Computed: true, Ptr: func(v *Version) any { return &v.Authors }},
		{Name: "submitted_on", Label: "Submitted on", Computed: true, Ptr: func(v *Version) any { return &v.Submitted }},
		{Name: "remarks", Label: "Remarks", Computed: true, Long: true, Ptr: func(v *Version) any { return &v.Remarks }, Help: "What must change, or why it is withdrawn."},
		{Name: "final", Label: "Text as approved", Computed: true, Long: true, Ptr: func(v *Version) any { return &v.Final }},
		{Name: "facts", Label: "Facts filled in", Computed: true, Ptr: func(v *Version) any { return &v.Facts }},
		{Name: "asked", Label: "Question as approved", Computed: true, Ptr: func(v *Version) any { return &v.Asked }},
		{Name: "digest", Label: "Digest", Computed: true, Ptr: func(v *Version) any { return &v.Digest }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Listed: true, Ptr: func(v *Version) any { return &v.ApprovedBy }},
		{Name: "approved_on", Label: "Approved on", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.ApprovedOn }},
		{Name: "override", Label: "Why this approver", Computed: true, Ptr: func(v *Version) any { return &v.Override },
			Help: "Only where you wrote a part of it, or are not the approver named: why nobody else can, or where the approver signed. It is shown with the version."},
		{Name: "published_on", Label: "Published on", Computed: true, Listed: true, Indexed: true, Ptr: func(v *Version) any { return &v.Published }},
		{Name: "ended_on", Label: "Ended on", Computed: true, Ptr: func(v *Version) any { return &v.EndedOn }},
	},
	Owes: func(v *Version) []record.Due {
		switch v.Status {
		case "review":
			return []record.Due{{What: "Approve", Day: v.Submitted.Plus(approveDays), Who: v.Approver}}
		case "approved":
			return []record.Due{{What: "Publish", Day: v.ApprovedOn.Plus(publishDays), Who: v.Owner}}
		}
		return nil
	},
	Before: beforeVersion,
	Guard:  guardVersion,
})

// approveDays and publishDays are how long a version may wait.
const approveDays, publishDays = 14, 7

func is(status string) func(*Version) bool {
	return func(v *Version) bool { return v.Status == status }
}

var _ = Versions.With(
	record.Step[*Version]{Name: "submit", Label: "Submit for approval", Needs: record.MayEdit, Open: is("draft"), Do: submit},
	record.Step[*Version]{Name: "approve", Label: "Approve", About: "The text gets its facts and never changes again.", Needs: record.MayApprove, Asks: []string{"override"}, Open: is("review"), Do: approve},
	record.Step[*Version]{Name: "return", Label: "Send back", Needs: record.MayEdit, Asks: []string{"remarks"}, Open: is("review"), Do: sendBack},
	record.Step[*Version]{Name: "publish", Label: "Publish", About: "It comes into force, the version before is superseded, and its audience is asked to confirm it.", Needs: record.MayEdit, Open: is("approved"), Do: publish},
	record.Step[*Version]{Name: "withdraw", Label: "Withdraw", About: "It will not be published.", Needs: record.MayEdit, Asks: []string{"remarks"}, Open: is("approved"), Do: withdraw})

func beforeVersion(w *record.Writer, old, v *Version) error {
	if old == nil {
		if err := begin(w, v); err != nil {
			return err
		}
	} else if old.Document != v.Document {
		return errs.InField("document", "a version stays with its document")
	}
	if v.Status == "draft" && (old == nil || written(old) != written(v)) {
		author := Author{w.Actor().User, w.Actor().Name}
		if !slices.ContainsFunc(v.Authors, func(a Author) bool { return a.ID == author.ID }) {
			v.Authors = append(v.Authors, author)
		}
	}
	return v.checkQuestion()
}

// begin gives a new draft its number; a document has one version in work at a time.
func begin(w *record.Writer, v *Version) error {
	if v.Document == "" {
		return errs.InField("document", "name the document that this is a version of")
	}
	found, err := listed[Document](w.Reader, "document", record.Query{Filters: []record.Filter{{Field: "id", Values: []string{string(v.Document)}}}, Limit: 1})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return errs.InField("document", "there is no such document")
	}
	d := found[0]
	if d.Status == "retired" {
		return errs.New(errs.Conflict, "%s is retired and gets no new version.", d.Ref)
	}
	last, err := newest(w.Reader, d)
	if err != nil {
		return err
	}
	number := 1
	if last != nil {
		number = last.Number + 1
		if inWork(last) {
			return errs.New(errs.Conflict, "%s of %s is being worked on. Change, publish or withdraw it first.", last.Ref, d.Ref)
		}
	}
	*v = Version{Meta: v.Meta, Document: v.Document, Changes: v.Changes, Text: v.Text, Question: v.Question, Answer: v.Answer, Wrong: v.Wrong,
		Title: fmt.Sprintf("%s, version %d", d.Title, number), Number: number, Status: "draft", Owner: d.Owner, Approver: d.Approver}
	return nil
}

// written is what authors write.
func written(v *Version) string {
	return strings.Join([]string{v.Text, v.Question, v.Answer, v.Wrong}, "\x00")
}

// settled is what no longer changes once the version is approved.
func settled(v *Version) string {
	return strings.Join([]string{v.Title, fmt.Sprint(v.Number), v.Final, v.Digest, v.ApprovedBy, string(v.ApprovedOn), v.Override, v.Changes}, "\x00")
}

func guardVersion(_ *record.Writer, old, v *Version) error {
	if v == nil {
		if old.Status == "draft" || old.Status == "review" {
			return nil
		}
		return errs.New(errs.Conflict, "%s is %s and is not deleted.", old.Ref, old.Status)
	}
	switch {
	case !slices.Contains(strings.Fields(moves[old.Status]), v.Status):
		return errs.New(errs.Conflict, "%s is %s and stays as it is. Draft a new version.", old.Ref, old.Status)
	case old.Status != "draft" && written(old) != written(v):
		return errs.New(errs.Conflict, "%s is %s; its text can no longer be changed. Send it back first, or draft a new version.", old.Ref, old.Status)
	case old.Status != "draft" && old.Status != "review" && settled(old) != settled(v):
		return errs.New(errs.Conflict, "%s is approved and stays as it is.", old.Ref)
	}
	return nil
}

// wrongs are the wrong answers.
func (v *Version) wrongs() []string { return lines(v.Wrong) }

func lines(s string) (out []string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (v *Version) checkQuestion() error {
	switch {
	case v.Status != "draft" || v.Question == "":
	case v.Answer == "":
		return errs.InField("answer", "give the right answer to the question")
	case len(v.wrongs()) == 0:
		return errs.InField("wrong", "give at least one wrong answer, one a line")
	case slices.Contains(v.wrongs(), strings.TrimSpace(v.Answer)):
		return errs.InField("wrong", "the right answer is among the wrong ones")
	}
	return nil
}

func submit(w *record.Writer, v *Version) error {
	if strings.TrimSpace(v.Text) == "" {
		return errs.New(errs.Conflict, "%s has no text yet.", v.Ref)
	}
	v.Status, v.Submitted = "review", w.Today()
	return nil
}

func sendBack(_ *record.Writer, v *Version) error {
	if strings.TrimSpace(v.Remarks) == "" {
		return errs.InField("remarks", "say what must change")
	}
	v.Status, v.Submitted = "draft", ""
	return nil
}

// approve fills in the facts and seals the text. Who wrote a part of it, or is not the approver named, says why.
func approve(w *record.Writer, v *Version) error {
	facts, err := Facts(w.Reader)
	if err != nil {
		return err
	}
	if open := facts.Missing(v); len(open) > 0 {
		return errs.Invalidf("%s cannot be approved: the program does not know %s. Answer on the page of facts, once for all documents.", v.Ref, strings.Join(open, ", "))
	}
	why, err := unfit(w, v)
	if err != nil {
		return err
	}
	if v.Override = strings.TrimSpace(v.Override); why != "" && v.Override == "" {
		return errs.InField("override", "%s; let another person approve it, or say why nobody else can or where the approver signed", why)
	}
	if why == "" {
		v.Override = ""
	}
	v.Final, v.Facts = facts.Fill(v.Text, true), facts.of(v)
	v.Asked = guide.ReaderQuestion{Ask: facts.Fill(v.Question, false), Answer: strings.TrimSpace(facts.Fill(v.Answer, false))}
	for _, wrong := range v.wrongs() {
		v.Asked.Wrong = append(v.Asked.Wrong, facts.Fill(wrong, false))
	}
	v.Digest = digest(v.Final)
	v.Status, v.ApprovedBy, v.ApprovedOn = "approved", w.Actor().Name, w.Today()
	return nil
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// unfit says why the actor should not approve the version; "" if nothing is against it.
func unfit(w *record.Writer, v *Version) (string, error) {
	if slices.ContainsFunc(v.Authors, func(a Author) bool { return a.ID == w.Actor().User }) {
		return "you wrote a part of this version", nil
	}
	if v.Approver == "" {
		return "", nil
	}
	p, err := people.Persons.Get(w.Reader, string(v.Approver))
	if err != nil {
		return "", err
	}
	if w.Actor().Email == "" || !strings.EqualFold(p.Email, w.Actor().Email) {
		return "its approver is " + p.Name, nil
	}
	return "", nil
}

// publish brings the version into force in the place of the one before.
func publish(w *record.Writer, v *Version) error {
	d, err := Documents.Get(w.Reader, string(v.Document))
	if err != nil {
		return err
	}
	switch {
	case d.Owner == "":
		return errs.New(errs.Conflict, "%s has no owner. Name one before it is published.", d.Ref)
	case d.Audience == "some" && len(lines(d.Departments)) == 0 && len(d.Readers) == 0:
		return errs.New(errs.Conflict, "%s names no departments and no persons who confirm it. Name them, or set who confirms it to nobody.", d.Ref)
	}
	if d.Current != "" {
		before, err := Versions.Get(w.Reader, string(d.Current))
		if err != nil {
			return err
		}
		before.Status, before.EndedOn = "superseded", w.Today()
		if err := Versions.Put(w, before); err != nil {
			return err
		}
	}
	v.Status, v.Published = "published", w.Today()
	d.Status, d.Version, d.Current, d.PublishedOn, d.ReviewedOn, d.ReviewNote = "published", v.Number, record.Ref(v.ID), w.Today(), w.Today(), ""
	return Documents.Put(w, d)
}

func withdraw(w *record.Writer, v *Version) error {
	if strings.TrimSpace(v.Remarks) == "" {
		return errs.InField("remarks", "say why it is not published")
	}
	v.Status, v.EndedOn = "withdrawn", w.Today()
	return nil
}

func inWork(v *Version) bool {
	return v.Status == "draft" || v.Status == "review" || v.Status == "approved"
}

// VersionsOf lists the versions of a document, newest first.
func VersionsOf(r *record.Reader, d *Document) ([]*Version, error) {
	return Versions.All(r, record.Query{Filters: []record.Filter{{Field: "document", Values: []string{d.ID}}}, Sort: "-number"})
}

// Open is the version of a document that is being worked on; nil if there is none.
func Open(r *record.Reader, d *Document) (*Version, error) {
	v, err := newest(r, d)
	if err != nil || v == nil || !inWork(v) {
		return nil, err
	}
	return v, nil
}

// newest is the version of a document with the highest number; nil if there is none.
func newest(r *record.Reader, d *Document) (*Version, error) {
	found, err := listed[Version](r, "document_version", record.Query{Filters: []record.Filter{{Field: "document", Values: []string{d.ID}}}, Sort: "-number", Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Draft begins a new version of a document with the text of the one before.
func Draft(w *record.Writer, d *Document, changes string) (*Version, error) {
	last, err := newest(w.Reader, d)
	if err != nil {
		return nil, err
	}
	v := &Version{Document: record.Ref(d.ID), Changes: changes}
	if last != nil {
		v.Text, v.Question, v.Answer, v.Wrong = last.Text, last.Question, last.Answer, last.Wrong
	}
	return v, Versions.Put(w, v)
}

// Find reads a document and one of its versions by number; 0 is the one in force, or else the newest.
func Find(r *record.Reader, ref string, number int) (*Document, *Version, error) {
	d, err := Documents.Find(r, ref)
	if err != nil {
		return nil, nil, err
	}
	if number == 0 && d.Current != "" {
		v, err := Versions.Get(r, string(d.Current))
		return d, v, err
	}
	all, err := VersionsOf(r, d)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range all {
		if number == 0 || v.Number == number {
			return d, v, nil
		}
	}
	if number == 0 {
		return nil, nil, errs.New(errs.NotFound, "%s has no version yet. Draft one.", d.Ref)
	}
	return nil, nil, errs.New(errs.NotFound, "%s has no version %d.", d.Ref, number)
}

// Shown is the version's text for readers: as approved, or as it would be approved now.
func (v *Version) Shown(facts *FactSet) string {
	if v.Final != "" {
		return v.Final
	}
	return facts.Fill(v.Text, true)
}

// Compare tells what changed from one version to another.
func Compare(r *record.Reader, from, to *Version) ([]prose.Change, error) {
	facts, err := Facts(r)
	if err != nil {
		return nil, err
	}
	return prose.Diff(from.Shown(facts), to.Shown(facts)), nil
}
