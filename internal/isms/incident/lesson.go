package incident

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// Lesson is a change that an incident teaches, until it is seen to work (A.5.27).
type Lesson struct {
	record.Meta
	Title      string
	Incident   record.Ref
	Source     string
	Change     string
	Controls   record.Refs
	Owner      record.Ref
	DueOn      record.Date
	Treatments record.Refs
	Risks      record.Refs
	VerifiedOn record.Date
	Verified   string
}

// Lessons is the register of lessons.
var Lessons = record.Define(record.Spec[Lesson]{
	Name: "lesson", Plural: "lessons", Title: "Lessons from incidents", Singular: "lesson", Prefix: "LE", Clause: "A.5.27",
	About: "What has to change so that it does not happen again. A lesson counts when the change was seen to work.",
	Fields: []record.Field[*Lesson]{
		{Name: "title", Label: "Lesson", Required: true, Listed: true, Indexed: true, Ptr: func(l *Lesson) any { return &l.Title }, Synonyms: []string{"erkenntnis", "finding"}},
		{Name: "incident", Label: "Incident", To: "incident", Listed: true, Indexed: true, Ptr: func(l *Lesson) any { return &l.Incident }},
		{Name: "source", Label: "Drawn from", Indexed: true, Ptr: func(l *Lesson) any { return &l.Source }, Options: []record.Option{{Value: "own", Label: "An incident of our own"}, {Value: "others", Label: "An incident of another organisation"}, {Value: "change", Label: "A change that failed"}}},
		{Name: "change", Label: "What changes", Long: true, Ptr: func(l *Lesson) any { return &l.Change }, Synonyms: []string{"measure", "maßnahme"}},
		{Name: "controls", Label: "Controls", To: "control", Listed: true, Ptr: func(l *Lesson) any { return &l.Controls }},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(l *Lesson) any { return &l.Owner }},
		{Name: "due", Label: "Due", Required: true, Listed: true, Indexed: true, Ptr: func(l *Lesson) any { return &l.DueOn }},
		{Name: "treatments", Label: "Actions", To: "treatment", Computed: true, Ptr: func(l *Lesson) any { return &l.Treatments }},
		{Name: "risks", Label: "Risks", To: "risk", Computed: true, Ptr: func(l *Lesson) any { return &l.Risks }},
		{Name: "verified_on", Label: "Seen to work on", Computed: true, Listed: true, Indexed: true, Ptr: func(l *Lesson) any { return &l.VerifiedOn }},
		{Name: "verified", Label: "How it was seen", Long: true, Computed: true, Ptr: func(l *Lesson) any { return &l.Verified }},
	},
	Proves: func(l *Lesson) []record.Proof {
		proofs := []record.Proof{{For: "A.5.27", On: l.VerifiedOn}}
		if id := map[string]string{"others": "A.5.6", "change": "A.8.32"}[l.Source]; id != "" {
			proofs = append(proofs, record.Proof{For: id, On: l.VerifiedOn})
		}
		return proofs
	},
	Owes: func(l *Lesson) []record.Due {
		if l.VerifiedOn != "" {
			return nil
		}
		return []record.Due{{What: "Change and verify", Day: l.DueOn, Who: l.Owner, Weight: record.Grave}}
	},
	Before: func(_ *record.Writer, old, l *Lesson) error {
		if l.Source == "" {
			l.Source = "own"
		}
		if old == nil {
			l.Treatments, l.Risks, l.VerifiedOn, l.Verified = nil, nil, "", ""
		}
		return nil
	},
})

func unverified(l *Lesson) bool { return l.VerifiedOn == "" }

var _ = Lessons.With(
	record.Step[*Lesson]{Name: "open_action", Label: "Open an action", About: "It goes into the treatment plan, for the lesson's owner and date.", Needs: record.MayEdit, Asks: []string{"controls"}, Open: unverified,
		Do: func(w *record.Writer, l *Lesson) error {
			if len(l.Controls)+len(l.Risks) == 0 {
				return errs.InField("controls", "name the control that the action mends, or open a risk first")
			}
			t := &treatment.Treatment{Title: l.Title, Owner: l.Owner, Due: l.DueOn, Controls: l.Controls, Risks: l.Risks, Notes: l.Change}
			err := treatment.Treatments.Put(w, t)
			l.Treatments = append(l.Treatments, t.ID)
			return err
		}},
	record.Step[*Lesson]{Name: "open_risk", Label: "Open a risk", About: "The incident showed a risk that nobody had on the list. Rate it there.", Needs: record.MayEdit, Open: unverified, Do: openRisk},
	record.Step[*Lesson]{Name: "verify", Label: "Seen to work", About: "Look at the live system, not at the ticket.", Needs: record.MayEdit, Asks: []string{"verified"}, Open: unverified,
		Do: func(w *record.Writer, l *Lesson) error {
			if strings.TrimSpace(l.Verified) == "" {
				return errs.InField("verified", "say how and where the change was seen to work")
			}
			l.VerifiedOn = w.Today()
			return nil
		}},
)

func openRisk(w *record.Writer, l *Lesson) error {
	x := &risk.Risk{Title: l.Title, Owner: l.Owner, Description: l.Change}
	if l.Incident != "" {
		i, err := Incidents.Get(w.Reader, string(l.Incident))
		if err != nil {
			return err
		}
		x.Assets = i.Assets
	}
	err := risk.Risks.Put(w, x)
	l.Risks = append(l.Risks, x.ID)
	return err
}
