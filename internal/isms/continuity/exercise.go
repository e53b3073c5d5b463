package continuity

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Exercise is one trial of plans and people: what was put to them, what was shown to work and what was not (A.5.29, A.5.30).
type Exercise struct {
	record.Meta
	Title     string
	Scene     string // an exercise of the library
	Type      string
	Plans     record.Refs
	Processes record.Refs
	Lead      record.Ref
	Observer  record.Ref
	PlannedOn record.Date
	Minutes   int // until the users confirmed that it works again
	Status    string
	HeldOn    record.Date
	Showed    record.Set
	Failed    record.Set
	Result    string
	SettledOn record.Date
	Settled   string
}

// Shows are what an exercise can show, each by the control that it shows at work.
var Shows = []record.Option{
	{Value: "A.5.2", Label: "A deputy led while the holder was kept out of it"}, {Value: "A.5.5", Label: "A notification was drafted in the authority's own form against the clock"},
	{Value: "A.5.23", Label: "An export from the cloud was taken and opened somewhere else"}, {Value: "A.5.24", Label: "Contacts were dialled and actions closed"},
	{Value: "A.5.26", Label: "People on call responded by the playbook"}, {Value: "A.5.28", Label: "Evidence was acquired and its digest verified by a second person"},
	{Value: "A.5.29", Label: "A security observer reported and what was suspended was reversed"}, {Value: "A.5.30", Label: "Recovery was timed to the users' confirmation"},
	{Value: "A.6.4", Label: "A constructed disciplinary case was walked through"}, {Value: "A.6.8", Label: "A test report went through the channel out of hours and was answered"},
	{Value: "A.7.4", Label: "An alarm was released unannounced and the arrival timed"}, {Value: "A.7.11", Label: "Power changed over under real load with minutes and temperatures noted"},
	{Value: "A.8.13", Label: "A rebuild worked without directory and password safe"}, {Value: "A.8.14", Label: "One half was taken away under load"},
	{Value: "A.8.16", Label: "An unannounced act was noticed and answered in time"},
}

func scenes() []record.Option {
	all := guide.Scenes()
	out := make([]record.Option, len(all))
	for i, s := range all {
		out[i] = record.Option{Value: s.ID, Label: s.Title}
	}
	return out
}

// Exercises is the register of exercises.
var Exercises = record.Define(record.Spec[Exercise]{
	Name: "exercise", Plural: "exercises", Title: "Exercises", Singular: "exercise", Prefix: "EXE", Clause: "A.5.30",
	About: "Trials of plans and people. Choose a scene of the library or bring your own, say beforehand what it is to show, and record what failed: a failure stands until it is settled.",
	Fields: []record.Field[*Exercise]{
		{Name: "title", Label: "Exercise", Required: true, Listed: true, Indexed: true, Ptr: func(e *Exercise) any { return &e.Title }, Synonyms: []string{"test", "übung", "exercice"}},
		{Name: "scene", Label: "Scene of the library", Options: scenes(), Help: "Its injects are shown with the exercise.", Ptr: func(e *Exercise) any { return &e.Scene }},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Options: []record.Option{{Value: "table_top", Label: "Table-top"}, {Value: "functional", Label: "Functional"}, {Value: "technical", Label: "Technical"}, {Value: "full", Label: "Full"}}, Ptr: func(e *Exercise) any { return &e.Type }},
		{Name: "plans", Label: "Plans", To: "continuity_plan", Ptr: func(e *Exercise) any { return &e.Plans }},
		{Name: "processes", Label: "Processes", To: "process", Ptr: func(e *Exercise) any { return &e.Processes }},
		{Name: "lead", Label: "Led by", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(e *Exercise) any { return &e.Lead }},
		{Name: "observer", Label: "Observed by", To: "person", Ptr: func(e *Exercise) any { return &e.Observer }},
		{Name: "planned_on", Label: "Planned for", Listed: true, Indexed: true, Ptr: func(e *Exercise) any { return &e.PlannedOn }, Synonyms: []string{"date", "datum"}},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Options: []record.Option{{Value: "planned", Label: "Planned"}, {Value: "passed", Label: "Passed"}, {Value: "partly", Label: "Failed in part"}, {Value: "failed", Label: "Failed"}}, Ptr: func(e *Exercise) any { return &e.Status }},
		{Name: "held_on", Label: "Held on", Computed: true, Listed: true, Indexed: true, Help: "Today if left empty.", Ptr: func(e *Exercise) any { return &e.HeldOn }},
		{Name: "minutes", Label: "Minutes until it worked again", Computed: true, Ptr: func(e *Exercise) any { return &e.Minutes }},
		{Name: "showed", Label: "What was shown to work", Computed: true, Options: Shows, Ptr: func(e *Exercise) any { return &e.Showed }},
		{Name: "failed", Label: "What did not work", Computed: true, Options: Shows, Ptr: func(e *Exercise) any { return &e.Failed }},
		{Name: "result", Label: "What was observed", Long: true, Computed: true, Ptr: func(e *Exercise) any { return &e.Result }},
		{Name: "settled_on", Label: "Settled on", Computed: true, Indexed: true, Ptr: func(e *Exercise) any { return &e.SettledOn }},
		{Name: "settlement", Label: "How what failed was settled", Long: true, Computed: true, Ptr: func(e *Exercise) any { return &e.Settled }},
	},
	Proves: func(e *Exercise) []record.Proof {
		var proofs []record.Proof
		for _, control := range e.Showed {
			proofs = append(proofs, record.Proof{For: control, On: e.HeldOn})
		}
		for _, control := range e.Failed {
			proofs = append(proofs, record.Proof{For: control, On: e.HeldOn, Until: e.SettledOn, Failed: true})
		}
		return proofs
	},
	Owes: func(e *Exercise) []record.Due {
		switch {
		case e.Status == "planned":
			return []record.Due{{What: "Hold", Day: e.PlannedOn, Who: e.Lead, Weight: record.Grave}}
		case len(e.Failed) > 0 && e.SettledOn == "":
			return []record.Due{{What: "Settle what failed", Day: e.HeldOn.Plus(settleDays), Who: e.Lead, Weight: record.Grave}}
		}
		return nil
	},
	Before: func(_ *record.Writer, old, e *Exercise) error {
		if old == nil {
			e.Status, e.HeldOn, e.Minutes, e.Showed, e.Failed, e.Result, e.SettledOn, e.Settled = "planned", "", 0, nil, nil, "", "", ""
		}
		return nil
	},
})

// settleDays is within how many days what failed in an exercise is to be settled.
const settleDays = 90

var _ = Exercises.With(
	record.Step[*Exercise]{Name: "held", Label: "Held", About: "Tick only what an observer saw. What did not work counts against the control until it is settled.", Needs: record.MayEdit,
		Asks: []string{"held_on", "showed", "failed", "minutes", "result"}, Open: func(e *Exercise) bool { return e.Status == "planned" }, Do: held},
	record.Step[*Exercise]{Name: "settle", Label: "Settled", About: "Every finding is settled, and what failed was tried again or is borne by name.", Needs: record.MayEdit, Asks: []string{"settlement"},
		Open: func(e *Exercise) bool { return len(e.Failed) > 0 && e.SettledOn == "" }, Do: settle},
)

func held(w *record.Writer, e *Exercise) error {
	if e.HeldOn == "" {
		e.HeldOn = w.Today()
	}
	switch {
	case e.HeldOn > w.Today():
		return errs.InField("held_on", "%s lies in the future; record it when it was held", e.HeldOn)
	case strings.TrimSpace(e.Result) == "":
		return errs.InField("result", "say what was observed, with times")
	case len(e.Showed)+len(e.Failed) == 0:
		return errs.InField("showed", "tick what was shown to work, or below what was not")
	}
	e.Showed = slices.DeleteFunc(e.Showed, func(c string) bool { return slices.Contains(e.Failed, c) })
	switch {
	case len(e.Failed) == 0:
		e.Status = "passed"
	case len(e.Showed) == 0:
		e.Status = "failed"
	default:
		e.Status = "partly"
	}
	return exercised(w, e)
}

// exercised notes in the plans when they were last tried.
func exercised(w *record.Writer, e *Exercise) error {
	if len(e.Plans) == 0 {
		return nil
	}
	plans, err := Plans.All(w.Reader, record.Query{Filters: []record.Filter{{Field: "id", Values: e.Plans}}})
	if err != nil {
		return err
	}
	for _, p := range plans {
		if p.TestedOn < e.HeldOn {
			p.TestedOn = e.HeldOn
			if err := Plans.Put(w, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func settle(w *record.Writer, e *Exercise) error {
	if strings.TrimSpace(e.Settled) == "" {
		return errs.InField("settlement", "say how what failed was settled")
	}
	open, err := w.CountMatching(Findings.Kind(), record.Query{Filters: []record.Filter{{Field: "exercise", Values: []string{e.ID}}, {Field: "settled_on", Op: "empty"}}}, 1)
	if err != nil {
		return err
	}
	if open > 0 {
		return errs.New(errs.Conflict, "%s still has findings that are not settled. Settle them first.", e.Ref)
	}
	e.SettledOn = w.Today()
	return nil
}

// Finding is something that an exercise showed to be wrong.
type Finding struct {
	record.Meta
	Title     string
	Exercise  record.Ref
	Minute    int // of the inject at which it showed
	Owner     record.Ref
	DueOn     record.Date
	Settled   string
	SettledOn record.Date
}

// Findings is the register of what exercises found.
var Findings = record.Define(record.Spec[Finding]{
	Name: "exercise_finding", Plural: "exercise-findings", Title: "Findings of exercises", Singular: "finding of an exercise", Prefix: "XF", Clause: "A.5.30",
	About: "What exercises showed to be wrong, until it is settled.",
	Fields: []record.Field[*Finding]{
		{Name: "title", Label: "Finding", Required: true, Listed: true, Indexed: true, Ptr: func(f *Finding) any { return &f.Title }},
		{Name: "exercise", Label: "Exercise", Required: true, To: "exercise", Listed: true, Indexed: true, Ptr: func(f *Finding) any { return &f.Exercise }},
		{Name: "minute", Label: "At minute", Ptr: func(f *Finding) any { return &f.Minute }},
		{Name: "owner", Label: "Owner", Required: true, To: "person", Listed: true, Indexed: true, Ptr: func(f *Finding) any { return &f.Owner }},
		{Name: "due", Label: "Due", Required: true, Listed: true, Indexed: true, Ptr: func(f *Finding) any { return &f.DueOn }},
		{Name: "settlement", Label: "How it was settled", Long: true, Computed: true, Ptr: func(f *Finding) any { return &f.Settled }},
		{Name: "settled_on", Label: "Settled on", Computed: true, Listed: true, Indexed: true, Ptr: func(f *Finding) any { return &f.SettledOn }},
	},
	Owes: func(f *Finding) []record.Due {
		if f.SettledOn != "" {
			return nil
		}
		return []record.Due{{What: "Settle", Day: f.DueOn, Who: f.Owner, Weight: record.Grave}}
	},
	Before: func(_ *record.Writer, old, f *Finding) error {
		if old == nil {
			f.Settled, f.SettledOn = "", ""
		}
		return nil
	},
	Steps: []record.Step[*Finding]{{Name: "settle", Label: "Settled", Needs: record.MayEdit, Asks: []string{"settlement"}, Open: func(f *Finding) bool { return f.SettledOn == "" },
		Do: func(w *record.Writer, f *Finding) error {
			if strings.TrimSpace(f.Settled) == "" {
				return errs.InField("settlement", "say how it was settled")
			}
			f.SettledOn = w.Today()
			return nil
		}}},
})
