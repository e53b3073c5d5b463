package people

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// TrainingRecord is one person's course on information security (A.6.3, 7.2).
type TrainingRecord struct {
	record.Meta
	Title     string
	Person    record.Ref
	Topic     string
	Leads     bool // taken as somebody who leads others
	DueBy     record.Date
	DoneOn    record.Date
	Result    string
	Score     float64
	ValidTill record.Date
	FollowOn  record.Ref // the record that repeats or renews it
	Trainer   string
}

// repeatDays is within how many days a failed course is repeated.
const repeatDays = 14

// TrainingRecords is the register of training.
var TrainingRecords = record.Define(record.Spec[TrainingRecord]{
	Name: "training_record", Plural: "training-records", Title: "Training records", Singular: "training record", Prefix: "TN", Clause: "A.6.3",
	About: "Who took which course, when, with what result and until when it holds. Import the list of your learning platform as CSV, or add the course that is due next.",
	Fields: []record.Field[*TrainingRecord]{
		{Name: "title", Label: "Course", Required: true, Listed: true, Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.Title }, Synonyms: []string{"training", "schulung", "kurs", "cours", "name"}},
		{Name: "person", Label: "Person", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.Person }, Synonyms: []string{"attendee", "participant", "teilnehmer", "employee", "mitarbeiter"}},
		{Name: "topic", Label: "Topic", Required: true, Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.Topic }, Synonyms: []string{"thema", "sujet", "category"}, Options: []record.Option{
			{Value: "awareness", Label: "Awareness", Synonyms: []string{"security awareness", "sensibilisierung", "sensibilisation"}}, {Value: "duty", Label: "Duties of the post", Synonyms: []string{"job", "role"}}, {Value: "development", Label: "Secure development", Synonyms: []string{"secure coding", "entwicklung"}},
			{Value: "malware", Label: "Malware and strangers' files", Synonyms: []string{"phishing"}}, {Value: "incident", Label: "Incidents", Synonyms: []string{"vorfälle"}}, {Value: "privacy", Label: "Privacy", Synonyms: []string{"gdpr", "datenschutz"}}}},
		{Name: "leads", Label: "Leads others", Help: "Taken as a director or head.", Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.Leads }, Synonyms: []string{"manager", "führungskraft"}},
		{Name: "due_by", Label: "Due by", Listed: true, Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.DueBy }, Synonyms: []string{"due", "fällig"}},
		{Name: "done_on", Label: "Done on", Past: true, Listed: true, Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.DoneOn }, Synonyms: []string{"completed", "date", "absolviert am", "date completed"}},
		{Name: "result", Label: "Result", Listed: true, Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.Result }, Synonyms: []string{"ergebnis", "résultat", "status"}, Options: []record.Option{
			{Value: "passed", Label: "Passed", Synonyms: []string{"ok", "bestanden", "réussi", "complete"}}, {Value: "attended", Label: "Attended, no test", Synonyms: []string{"attended", "teilgenommen"}}, {Value: "failed", Label: "Failed", Synonyms: []string{"nicht bestanden", "échoué"}}}},
		{Name: "score", Label: "Score", Unit: "%", Ptr: func(t *TrainingRecord) any { return &t.Score }, Synonyms: []string{"punkte", "percent"}},
		{Name: "valid_until", Label: "Valid until", From: "done_on", Listed: true, Indexed: true, Ptr: func(t *TrainingRecord) any { return &t.ValidTill }, Synonyms: []string{"expires", "gültig bis", "valable jusqu'au"}},
		{Name: "follow_on", Label: "Repeated by", Help: "The later record of the same course, once there is one.", To: "training_record", Ptr: func(t *TrainingRecord) any { return &t.FollowOn }},
		{Name: "trainer", Label: "Held by", Ptr: func(t *TrainingRecord) any { return &t.Trainer }, Synonyms: []string{"provider", "anbieter", "trainer"}},
	},
	Proves: (*TrainingRecord).proves,
	Owes: func(t *TrainingRecord) []record.Due {
		switch {
		case t.FollowOn != "":
			return nil
		case t.DoneOn == "":
			return []record.Due{{What: "Take the course", Day: t.DueBy, Who: t.Person}}
		case t.Result == "failed":
			return []record.Due{{What: "Repeat the course", Day: t.DoneOn.Plus(repeatDays), Who: t.Person, Weight: record.Grave}}
		}
		return []record.Due{{What: "Renew", Day: t.ValidTill, Who: t.Person}}
	},
	Before: func(_ *record.Writer, old, t *TrainingRecord) error {
		switch {
		case (t.DoneOn == "") != (t.Result == ""):
			return errs.InField("result", "the day it was done and the result are entered together")
		case t.Score < 0 || t.Score > 100:
			return errs.InField("score", "is a percentage, 0 to 100")
		case t.FollowOn != "" && string(t.FollowOn) == t.ID:
			return errs.InField("follow_on", "a record cannot repeat itself; name the later one")
		}
		return nil
	},
})

// proves shows a course as evidence where it is of use: passed for what is tested, attended or passed for awareness.
func (t *TrainingRecord) proves() []record.Proof {
	p := record.Proof{For: "A.6.3", On: t.DoneOn, Until: t.ValidTill}
	if t.Result == "failed" {
		p.On, p.Until = "", ""
	}
	out := []record.Proof{p}
	also := map[string]string{"development": "A.8.25", "malware": "A.8.7", "awareness": "A.8.7"}
	if p.For = also[t.Topic]; p.For != "" && (t.Topic == "awareness" || t.Result != "attended") {
		out = append(out, p)
	}
	if p.For = "A.5.4"; t.Leads {
		out = append(out, p)
	}
	return out
}
