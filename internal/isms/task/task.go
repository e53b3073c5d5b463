// Package task keeps what people have to do beside what the registers themselves owe (clauses 5.3, 7.4, 8.1): tasks,
// routines that come again, who stands in for whom, and what is said about a record. It puts all that is due to a person
// in one list.
package task

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// Task is one thing to do.
type Task struct {
	record.Meta
	Title       string
	Description string
	About       string // reference of a record of any kind
	AboutID     string
	Owner       record.Ref
	Due         record.Date
	Weight      string
	Status      string // open, done, dropped
	DoneOn      record.Date
	Result      string
	Deferred    string // why it was put off last
	Author      string // the user who asked for it
}

var weights = map[string]record.Weight{"grave": record.Grave, "critical": record.Critical}

// Tasks is the register of tasks.
var Tasks = record.Define(record.Spec[Task]{
	Name: "task", Plural: "tasks", Title: "Tasks", Singular: "task", Prefix: "TK", Clause: "8.1", Edit: record.MayContribute,
	About: "What somebody has to do and no register owes by itself. Say what, who and by when; it appears in that person's list.",
	Fields: []record.Field[*Task]{
		{Name: "title", Label: "Task", Required: true, Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Title }, Synonyms: []string{"action", "to do", "aufgabe", "tâche"}},
		{Name: "description", Label: "Description", Long: true, Ptr: func(t *Task) any { return &t.Description }, Synonyms: []string{"details", "beschreibung"}},
		{Name: "about", Label: "About", Listed: true, Ptr: func(t *Task) any { return &t.About }, Help: "Reference of the record it is about, such as R-12.", Synonyms: []string{"record", "betrifft"}},
		{Name: "about_id", Label: "Record", Computed: true, Indexed: true, Ptr: func(t *Task) any { return &t.AboutID }},
		{Name: "owner", Label: "Owner", To: "person", Required: true, Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Owner }, Synonyms: []string{"assignee", "responsible", "verantwortlich", "responsable"}},
		{Name: "due", Label: "Due", Required: true, Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Due }, Synonyms: []string{"deadline", "fällig", "échéance"}},
		{Name: "weight", Label: "Weight", Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Weight }, Synonyms: []string{"priority", "priorität"}, Options: []record.Option{
			{Value: "light", Label: "Light", Synonyms: []string{"low", "normal", "niedrig"}}, {Value: "grave", Label: "Grave", Synonyms: []string{"high", "hoch"}}, {Value: "critical", Label: "Critical", Synonyms: []string{"urgent", "kritisch"}}}},
		{Name: "status", Label: "Status", Listed: true, Indexed: true, Ptr: func(t *Task) any { return &t.Status }, Options: []record.Option{
			{Value: "open", Label: "Open", Synonyms: []string{"to do", "offen"}}, {Value: "done", Label: "Done", Synonyms: []string{"closed", "erledigt"}}, {Value: "dropped", Label: "Dropped", Synonyms: []string{"cancelled", "verworfen"}}}},
		{Name: "done_on", Label: "Done on", Past: true, Ptr: func(t *Task) any { return &t.DoneOn }, Synonyms: []string{"erledigt am"}},
		{Name: "result", Label: "Result", Long: true, Ptr: func(t *Task) any { return &t.Result }, Help: "What came of it; why it was dropped."},
		{Name: "deferred", Label: "Put off because", Computed: true, Ptr: func(t *Task) any { return &t.Deferred }},
		{Name: "author", Label: "Asked for by", Computed: true, Ptr: func(t *Task) any { return &t.Author }},
	},
	Owes: func(t *Task) []record.Due {
		if t.Status != "open" {
			return nil
		}
		return []record.Due{{What: "Do", Day: t.Due, Who: t.Owner, Weight: weights[t.Weight]}}
	},
	Before: beforeTask,
	Guard: func(w *record.Writer, old, _ *Task) error {
		return mine(w, "task", old.Author, old.Owner)
	},
}).With(
	record.Step[*Task]{Name: "done", Label: "Done", Needs: record.MayContribute, Asks: []string{"done_on", "result"}, Open: isOpen, Do: func(w *record.Writer, t *Task) error {
		t.Status = "done"
		return nil
	}},
	record.Step[*Task]{Name: "defer", Label: "Put off", About: "The reason stays in the history.", Needs: record.MayContribute, Asks: []string{"due", "deferred"}, Anew: true, Open: isOpen, Do: deferred})

func isOpen(t *Task) bool { return t.Status == "open" }

func beforeTask(w *record.Writer, old, t *Task) (err error) {
	if old == nil {
		t.Author = w.Actor().User
		old = &Task{}
	}
	if t.Weight == "" {
		t.Weight = "light"
	}
	switch {
	case t.Status == "":
		t.Status = "open"
	case t.Status == "done" && t.DoneOn == "":
		t.DoneOn = w.Today()
	case t.Status == "dropped" && t.Result == "":
		return errs.InField("result", "say why the task is dropped")
	}
	if t.Status != "done" {
		t.DoneOn = ""
	}
	t.About, t.AboutID, err = about(w.Reader, old.About, old.AboutID, t.About)
	return err
}

func deferred(w *record.Writer, t *Task) error {
	switch {
	case t.Deferred == "":
		return errs.InField("deferred", "say why it is put off")
	case t.Due <= w.Today():
		return errs.InField("due", "name a day to come")
	}
	return nil
}

// Defer puts a task off to a later day.
func Defer(w *record.Writer, id string, due record.Date, reason string) error {
	t, err := Tasks.Get(w.Reader, id)
	if err != nil {
		return err
	}
	return w.Take(Tasks.Kind(), t, "defer", func() error {
		t.Due, t.Deferred = due, strings.TrimSpace(reason)
		return nil
	})
}

// Finish marks a task as done; what came of it may be empty.
func Finish(w *record.Writer, id, result string) error {
	t, err := Tasks.Get(w.Reader, id)
	if err != nil {
		return err
	}
	return w.Take(Tasks.Kind(), t, "done", func() error {
		t.Result = strings.TrimSpace(result)
		return nil
	})
}

// about resolves what a record is about: unchanged it stays as it is, though what it named be gone.
func about(r *record.Reader, oldText, oldID, text string) (ref, id string, err error) {
	if text == oldText {
		return oldText, oldID, nil
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", "", nil
	}
	h, err := r.Refer(text)
	if errs.Is(err, errs.NotFound) {
		return "", "", errs.InField("about", "%s", err.Error())
	}
	return h.Ref, h.ID, err
}

// mine refuses what only the one who wrote a thing, the one it is for, or an editor may change.
func mine(w *record.Writer, what, author string, owner record.Ref) error {
	if w.Actor().May(record.MayEdit) || author == w.Actor().User {
		return nil
	}
	p, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return err
	}
	if p != nil && record.Ref(p.ID) == owner {
		return nil
	}
	return errs.New(errs.Denied, "The %s is another's. Ask them, or an editor.", what)
}
