package checklist

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Task is one thing to do of a checklist, owed by a person. Done or waived it stays as it is.
type Task struct {
	record.Meta
	Title     string
	Personnel record.Ref // one of these two lists
	Checklist record.Ref
	Item      string // of the library; "" if somebody added it
	About     record.Ref
	Function  string // who does it, in the library's words
	Owner     record.Ref
	Due       record.Date
	Register  string // the kind it touches
	Weight    string
	Outcome   string // done, waived; "" while open
	DoneOn    record.Date
	DoneBy    record.Ref
	Made      string
	Note      string

	dropped bool // with its list, which no longer follows
}

var weightOf = map[string]record.Weight{"grave": record.Grave, "critical": record.Critical}

// Tasks is the register of what checklists ask.
var Tasks = record.Define(record.Spec[Task]{
	Name: "checklist_task", Plural: "checklist-tasks", Title: "Tasks of checklists", Singular: "task", Prefix: "CLT", Clause: "A.6.5",
	About: "What the checklists for joiners, movers, leavers and other occasions ask of whom, by when. Beginning a checklist makes its tasks.",
	Fields: []record.Field[*Task]{
		{Name: "title", Label: "Task", Required: true, Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Title }, Synonyms: []string{"name", "aufgabe", "tâche"}},
		{Name: "personnel", Label: "Of the checklist", To: "personnel_checklist", Indexed: true, Ptr: func(t *Task) any { return &t.Personnel }},
		{Name: "checklist", Label: "Of the list", To: "checklist", Indexed: true, Ptr: func(t *Task) any { return &t.Checklist }},
		{Name: "item", Label: "In the library", Computed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Item }},
		{Name: "about", Label: "Concerns", Computed: true, To: "person", Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.About }},
		{Name: "function", Label: "Function", Computed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Function }},
		{Name: "owner", Label: "Owed by", To: "person", Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Owner }, Synonyms: []string{"who", "assignee", "zuständig"}},
		{Name: "due", Label: "Due", Required: true, Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Due }, Synonyms: []string{"due date", "fällig", "échéance"}},
		{Name: "register", Label: "Register", Computed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Register }},
		{Name: "weight", Label: "If late", Indexed: true, Ptr: func(t *Task) any { return &t.Weight }, Options: []record.Option{{Value: "light", Label: "Light"}, {Value: "grave", Label: "Grave"}, {Value: "critical", Label: "Critical"}}},
		{Name: "outcome", Label: "Outcome", Help: "Empty while it is open.", Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Outcome }, Synonyms: []string{"status", "state"}, Options: []record.Option{
			{Value: "done", Label: "Done", Synonyms: []string{"erledigt", "fait", "complete"}}, {Value: "waived", Label: "Waived", Synonyms: []string{"n/a", "entfällt"}}}},
		{Name: "done_on", Label: "Done on", Help: "Empty: today.", Past: true, Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.DoneOn }, Synonyms: []string{"done on", "erledigt am"}},
		{Name: "done_by", Label: "Done by", Help: "Empty: you.", To: "person", Ptr: func(t *Task) any { return &t.DoneBy }, Synonyms: []string{"done by", "erledigt von"}},
		{Name: "made", Label: "Record", Help: "What was made or changed, such as AC-12.", Ptr: func(t *Task) any { return &t.Made }},
		{Name: "note", Label: "Note", Help: "Of what is waived, why.", Long: true, Ptr: func(t *Task) any { return &t.Note }, Synonyms: []string{"reason", "bemerkung"}},
	},
	Owes: func(t *Task) []record.Due {
		if t.Outcome != "" {
			return nil
		}
		return []record.Due{{What: "Do", Day: t.Due, Who: t.Owner, Weight: weightOf[t.Weight]}}
	},
	Before: func(w *record.Writer, old, t *Task) error {
		if t.Weight == "" {
			t.Weight = "light"
		}
		if (t.Personnel == "") == (t.Checklist == "") {
			return errs.InField("personnel", "a task belongs to one checklist; name it")
		}
		if old == nil && t.Item != "" {
			return nil // Begin makes it
		}
		if t.dropped {
			t.DoneOn = w.Today()
			return nil
		}
		list, err := t.list(w.Reader)
		if err != nil {
			return err
		}
		if old == nil && list.state().ClosedOn != "" {
			return errs.InField("personnel", "the checklist is %s; a task can no longer be added", list.state().Status)
		}
		if err := t.complete(w, list); err != nil || t.Outcome == "" || !list.state().running() {
			return err
		}
		return list.ticked(w, t)
	},
	Guard: func(w *record.Writer, old, t *Task) error {
		if old.Outcome != "" && !w.Undoing() {
			return errs.New(errs.Conflict, "%s is %s and stays as it is.", old.Ref, old.Outcome)
		}
		if t != nil && (t.Personnel != old.Personnel || t.Checklist != old.Checklist) {
			return errs.InField("personnel", "a task stays with its checklist")
		}
		return nil
	},
	Fixed: func(t *Task) bool { return t.Outcome != "" },
})

// list is a checklist of either kind.
type list interface {
	state() *Run
	// ticked follows what was done: t is done or waived and about to be saved.
	ticked(w *record.Writer, t *Task) error
}

func (t *Task) list(r *record.Reader) (list, error) {
	if t.Personnel != "" {
		return one[Personnel](r, "personnel_checklist", t.Personnel)
	}
	return one[Checklist](r, "checklist", t.Checklist)
}

// complete makes sure that what is done or waived says by whom, on which day, and if waived why.
func (t *Task) complete(w *record.Writer, of list) error {
	if t.Outcome == "" && (t.DoneOn != "" || t.DoneBy != "") {
		t.Outcome = "done"
	}
	if t.Outcome == "" {
		return nil
	}
	if of.state().planned() {
		return errs.InField("outcome", "the checklist is not begun; begin it first")
	}
	if t.Outcome == "waived" && t.Note == "" {
		return errs.InField("note", "is missing: say why it is waived")
	}
	if t.DoneOn == "" {
		t.DoneOn = w.Today()
	}
	if t.DoneBy != "" {
		return nil
	}
	me, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if me == nil {
		return errs.InField("done_by", "is missing: no person has your address, so name who did it")
	}
	t.DoneBy = record.Ref(me.ID)
	return nil
}

var asked = []string{"done_on", "done_by", "made", "note"}

var _ = Tasks.With(
	record.Step[*Task]{Name: "done", Label: "Done", Needs: record.MayContribute, Asks: asked, Open: isOpen, Do: func(w *record.Writer, t *Task) error {
		t.Outcome = "done"
		return own(w, t)
	}},
	record.Step[*Task]{Name: "waive", Label: "Waive", About: "It is not needed here; say why.", Needs: record.MayEdit, Asks: []string{"note", "done_by"}, Open: isOpen, Do: func(w *record.Writer, t *Task) error {
		t.Outcome = "waived"
		return nil
	}})

func isOpen(t *Task) bool { return t.Outcome == "" }

// own lets those who may not change registers tick what they themselves owe, in their own name.
func own(w *record.Writer, t *Task) error {
	if w.Actor().May(record.MayEdit) {
		return nil
	}
	me, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if me == nil || record.Ref(me.ID) != t.Owner || t.DoneBy != "" && t.DoneBy != t.Owner {
		return errs.New(errs.Denied, "%s is not owed by you. Who owes it ticks it, or somebody who may change registers.", t.Ref)
	}
	t.DoneBy = t.Owner
	return nil
}
