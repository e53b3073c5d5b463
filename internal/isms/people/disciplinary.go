package people

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// DisciplinaryCase is how a breach by a person was dealt with (A.6.4). It holds neither name nor facts: every member of the
// organisation reads every register.
type DisciplinaryCase struct {
	record.Meta
	Title      string
	Grade      string
	Severity   string
	Owner      record.Ref
	KnownOn    record.Date
	VerifiedOn record.Date
	HeardOn    record.Date
	DecidedOn  record.Date
	Outcome    string
	Reasoned   bool
	ClosedOn   record.Date
	File       string
}

// Days after a breach became known within which its facts are verified and it is decided.
const (
	verifyDays = 7
	decideDays = 30
)

// DisciplinaryCases is the register of cases.
var DisciplinaryCases = record.Define(record.Spec[DisciplinaryCase]{
	Name: "disciplinary_case", Plural: "disciplinary-cases", Title: "Disciplinary cases", Singular: "disciplinary case", Prefix: "DK", Clause: "A.6.4",
	About: "That breaches are dealt with fairly and alike, by number and without names: everybody with access reads this register. Person, facts and reasons stay in the file of human resources.",
	Fields: []record.Field[*DisciplinaryCase]{
		{Name: "title", Label: "Number", Help: "Such as 2026-02; no name and no facts.", Required: true, Listed: true, Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.Title }, Synonyms: []string{"case", "fall", "cas"}},
		{Name: "grade", Label: "Grade", Help: "Of the person, to show the same yardstick for all.", Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.Grade }, Synonyms: []string{"stufe"}, Options: []record.Option{
			{Value: "staff", Label: "Staff", Synonyms: []string{"employee", "mitarbeiter"}}, {Value: "head", Label: "Head of others", Synonyms: []string{"manager", "leitung"}}, {Value: "director", Label: "Director", Synonyms: []string{"geschäftsleitung"}}, {Value: "contractor", Label: "Contractor", Synonyms: []string{"extern"}}}},
		{Name: "severity", Label: "Severity", Listed: true, Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.Severity }, Synonyms: []string{"schwere", "gravité"}, Options: []record.Option{
			{Value: "slip", Label: "Slip", Synonyms: []string{"negligence", "versehen"}}, {Value: "breach", Label: "Knowing breach", Synonyms: []string{"verstoss", "verstoß"}}, {Value: "grave", Label: "Grave breach", Synonyms: []string{"intent", "vorsatz"}}}},
		{Name: "owner", Label: "Led by", To: "person", Listed: true, Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "known_on", Label: "Known on", Required: true, Past: true, Listed: true, Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.KnownOn }, Synonyms: []string{"opened", "bekannt am", "ouvert le"}},
		{Name: "verified_on", Label: "Facts verified on", Past: true, From: "known_on", Ptr: func(d *DisciplinaryCase) any { return &d.VerifiedOn }, Synonyms: []string{"geprüft am"}},
		{Name: "heard_on", Label: "Person heard on", Past: true, From: "known_on", Ptr: func(d *DisciplinaryCase) any { return &d.HeardOn }, Synonyms: []string{"angehört am"}},
		{Name: "decided_on", Label: "Decided on", Past: true, From: "heard_on", Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.DecidedOn }, Synonyms: []string{"entschieden am"}},
		{Name: "outcome", Label: "Outcome", Listed: true, Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.Outcome }, Synonyms: []string{"ergebnis", "résultat"}, Options: []record.Option{
			{Value: "unfounded", Label: "Unfounded", Synonyms: []string{"none", "unbegründet"}}, {Value: "talk", Label: "Talk or training", Synonyms: []string{"reminder", "gespräch"}}, {Value: "warning", Label: "Written warning", Synonyms: []string{"warning", "abmahnung"}}, {Value: "dismissal", Label: "End of employment", Synonyms: []string{"termination", "kündigung"}}}},
		{Name: "reasoned", Label: "Reasons written down", Ptr: func(d *DisciplinaryCase) any { return &d.Reasoned }, Synonyms: []string{"begründet"}},
		{Name: "closed_on", Label: "Closed on", Help: "Decided, told, and the time to object is over.", Past: true, From: "decided_on", Listed: true, Indexed: true, Ptr: func(d *DisciplinaryCase) any { return &d.ClosedOn }, Synonyms: []string{"abgeschlossen am", "clos le"}},
		{Name: "file", Label: "File kept at", Ptr: func(d *DisciplinaryCase) any { return &d.File }, Synonyms: []string{"akte", "dossier"}},
	},
	Proves: func(d *DisciplinaryCase) []record.Proof { return []record.Proof{{On: d.ClosedOn}} },
	Owes: func(d *DisciplinaryCase) []record.Due {
		switch {
		case d.ClosedOn != "":
			return nil
		case d.VerifiedOn == "":
			return []record.Due{{What: "Verify the facts", Day: d.KnownOn.Plus(verifyDays), Who: d.Owner, Weight: record.Grave}}
		case d.DecidedOn == "":
			return []record.Due{{What: "Decide", Day: d.KnownOn.Plus(decideDays), Who: d.Owner, Weight: record.Grave}}
		}
		return []record.Due{{What: "Close", Day: d.DecidedOn.Plus(decideDays), Who: d.Owner}}
	},
	Before: func(_ *record.Writer, _, d *DisciplinaryCase) error {
		switch {
		case d.DecidedOn != "" && d.VerifiedOn == "":
			return errs.InField("verified_on", "is missing: facts are verified before anybody decides")
		case d.DecidedOn != "" && d.HeardOn == "" && d.Outcome != "unfounded":
			return errs.InField("heard_on", "is missing: the person is heard before anybody decides")
		case (d.DecidedOn == "") != (d.Outcome == ""):
			return errs.InField("outcome", "what was decided and when are entered together")
		case d.ClosedOn != "" && (d.DecidedOn == "" || !d.Reasoned):
			return errs.InField("closed_on", "a case is closed once it is decided and the reasons are written down")
		}
		return nil
	},
})
