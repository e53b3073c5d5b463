package people

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Screening is the check of a person before or during employment (A.6.1). It says that and when; what was found stays in the
// personnel file.
type Screening struct {
	record.Meta
	Title       string
	Person      record.Ref // empty of a candidate
	Level       string
	Checks      record.Set
	ConsentOn   record.Date
	NeededBy    record.Date
	ClosedOn    record.Date
	Result      string
	DecidedBy   record.Ref
	FirstAccess record.Date
	RepeatDue   record.Date
	RepeatedBy  record.Ref // the later screening
	DestroyBy   record.Date
	DestroyedOn record.Date
}

// Screenings is the register of checks.
var Screenings = record.Define(record.Spec[Screening]{
	Name: "screening", Plural: "screenings", Title: "Screening", Singular: "screening", Prefix: "SG", Clause: "A.6.1",
	About: "Which checks a post asks for, and that they were closed before the first access. Keep findings and papers out of here: they belong in the personnel file.",
	Fields: []record.Field[*Screening]{
		{Name: "title", Label: "Post", Help: "The post or the number of the application, not what was found.", Required: true, Listed: true, Indexed: true, Ptr: func(s *Screening) any { return &s.Title }, Synonyms: []string{"position", "stelle", "poste", "name"}},
		{Name: "person", Label: "Person", Help: "Empty while it is a candidate.", To: "person", Listed: true, Indexed: true, Ptr: func(s *Screening) any { return &s.Person }, Synonyms: []string{"candidate", "employee", "mitarbeiter", "employé"}},
		{Name: "level", Label: "Level", Indexed: true, Ptr: func(s *Screening) any { return &s.Level }, Synonyms: []string{"stufe", "niveau"}, Options: []record.Option{
			{Value: "basic", Label: "Basic", Synonyms: []string{"standard", "einfach"}}, {Value: "extended", Label: "Extended", Synonyms: []string{"sensitive", "erweitert", "étendu"}}}},
		{Name: "checks", Label: "Checks", Ptr: func(s *Screening) any { return &s.Checks }, Synonyms: []string{"prüfungen", "contrôles"}, Options: []record.Option{
			{Value: "identity", Label: "Identity", Synonyms: []string{"ausweis", "id"}}, {Value: "right_to_work", Label: "Right to work"}, {Value: "history", Label: "Employment and gaps", Synonyms: []string{"cv", "lebenslauf"}},
			{Value: "references", Label: "References", Synonyms: []string{"referenzen"}}, {Value: "qualifications", Label: "Qualifications", Synonyms: []string{"diplomas", "zeugnisse"}},
			{Value: "record", Label: "Criminal record", Synonyms: []string{"führungszeugnis", "casier judiciaire"}}, {Value: "credit", Label: "Debts", Synonyms: []string{"credit", "bonität"}}, {Value: "sanctions", Label: "Sanction lists", Synonyms: []string{"sanktionslisten"}}}},
		{Name: "consent_on", Label: "Told and agreed on", Past: true, Ptr: func(s *Screening) any { return &s.ConsentOn }, Synonyms: []string{"consent", "einwilligung"}},
		{Name: "needed_by", Label: "Needed by", Indexed: true, Ptr: func(s *Screening) any { return &s.NeededBy }, Synonyms: []string{"due", "fällig"}},
		{Name: "closed_on", Label: "Closed on", Past: true, From: "consent_on", Listed: true, Indexed: true, Ptr: func(s *Screening) any { return &s.ClosedOn }, Synonyms: []string{"completed", "abgeschlossen am", "clos le"}},
		{Name: "result", Label: "Result", Listed: true, Indexed: true, Ptr: func(s *Screening) any { return &s.Result }, Synonyms: []string{"ergebnis", "résultat"}, Options: []record.Option{
			{Value: "cleared", Label: "Cleared", Synonyms: []string{"ok", "passed", "bestanden"}}, {Value: "conditions", Label: "Cleared with conditions", Synonyms: []string{"conditional", "auflagen"}}, {Value: "refused", Label: "Not cleared", Synonyms: []string{"failed", "abgelehnt", "refusé"}}}},
		{Name: "decided_by", Label: "Decided by", To: "person", Ptr: func(s *Screening) any { return &s.DecidedBy }, Synonyms: []string{"entschieden von"}},
		{Name: "first_access", Label: "First access", Help: "The day the person could first reach information of ours.", Listed: true, Indexed: true, Ptr: func(s *Screening) any { return &s.FirstAccess }, Synonyms: []string{"start date", "eintritt", "first day"}},
		{Name: "repeat_due", Label: "Repeat by", From: "closed_on", Listed: true, Indexed: true, Ptr: func(s *Screening) any { return &s.RepeatDue }, Synonyms: []string{"next check", "wiederholung"}},
		{Name: "repeated_by", Label: "Repeated by", To: "screening", Ptr: func(s *Screening) any { return &s.RepeatedBy }},
		{Name: "destroy_by", Label: "Destroy the papers by", Indexed: true, Ptr: func(s *Screening) any { return &s.DestroyBy }, Synonyms: []string{"delete by", "löschen bis"}},
		{Name: "destroyed_on", Label: "Destroyed on", Past: true, Ptr: func(s *Screening) any { return &s.DestroyedOn }, Synonyms: []string{"deleted on", "gelöscht am"}},
	},
	Proves: func(s *Screening) []record.Proof {
		switch late := s.FirstAccess != "" && (s.ClosedOn == "" || s.ClosedOn > s.FirstAccess); {
		case s.Result == "refused":
			return nil
		case late:
			return []record.Proof{{On: s.FirstAccess, Until: s.ClosedOn, Failed: true}}
		}
		return []record.Proof{{On: s.ClosedOn}}
	},
	Owes: func(s *Screening) (due []record.Due) {
		switch {
		case s.ClosedOn == "":
			due = append(due, record.Due{What: "Close the checks", Day: s.NeededBy, Who: s.DecidedBy, Weight: record.Grave})
		case s.RepeatedBy == "" && s.Result != "refused":
			due = append(due, record.Due{What: "Repeat", Day: s.RepeatDue, Who: s.DecidedBy})
		}
		if s.DestroyedOn == "" {
			due = append(due, record.Due{What: "Destroy the papers", Day: s.DestroyBy, Who: s.DecidedBy, Weight: record.Grave})
		}
		return due
	},
	Before: func(_ *record.Writer, _, s *Screening) error {
		switch {
		case s.ClosedOn != "" && s.Result == "":
			return errs.InField("result", "is missing: say what was decided")
		case s.ClosedOn == "" && s.Result != "":
			return errs.InField("closed_on", "is missing: say when it was decided")
		case s.DecidedBy != "" && s.DecidedBy == s.Person:
			return errs.InField("decided_by", "nobody decides on a check of their own")
		}
		return nil
	},
})
