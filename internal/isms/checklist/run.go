// Package checklist has the lists of the library worked through: for somebody who joins, moves or leaves (A.6.5), and for any
// other occasion. Each task is a record owed by a person; a list closes when all are done, or waived with a reason.
package checklist

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Run is how a list stands; both kinds of lists embed it.
type Run struct {
	Status   string // planned, running, closed, cancelled
	BegunOn  record.Date
	LastDue  record.Date // the day of the last task
	ClosedOn record.Date // or cancelled
	Notes    string
}

// closeDays is how many days after its last task a list is to be closed.
const closeDays = 7

func runFields[T any](at func(*T) *Run) []record.Field[*T] {
	return []record.Field[*T]{
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(c *T) any { return &at(c).Status }, Options: []record.Option{
			{Value: "planned", Label: "Planned"}, {Value: "running", Label: "Running"}, {Value: "closed", Label: "Closed"}, {Value: "cancelled", Label: "Cancelled"}}},
		{Name: "begun_on", Label: "Begun on", Computed: true, Ptr: func(c *T) any { return &at(c).BegunOn }},
		{Name: "last_due", Label: "Last task due", Computed: true, Ptr: func(c *T) any { return &at(c).LastDue }},
		{Name: "closed_on", Label: "Closed on", Computed: true, Listed: true, Indexed: true, Ptr: func(c *T) any { return &at(c).ClosedOn }},
		{Name: "notes", Label: "Notes", Long: true, Ptr: func(c *T) any { return &at(c).Notes }, Synonyms: []string{"remarks", "bemerkung"}},
	}
}

func (c *Run) planned() bool { return c.Status == "planned" }
func (c *Run) running() bool { return c.Status == "running" }

// keep completes the state of a list that is saved.
func (c *Run) keep(old *Run) {
	if old == nil {
		*c = Run{Status: "planned", Notes: c.Notes}
	}
}

// owes is what is due about the list itself; the tasks are owed each by themselves.
func (c *Run) owes(date record.Date, who record.Ref) []record.Due {
	switch {
	case c.planned():
		return []record.Due{{What: "Begin", Day: date, Who: who, Weight: record.Grave}}
	case c.running():
		return []record.Due{{What: "Close", Day: c.LastDue.Plus(closeDays), Who: who}}
	}
	return nil
}

func (c *Run) ended() bool { return c.Status == "closed" || c.Status == "cancelled" }

// lasting refuses to change or delete a list that is over.
func (c *Run) lasting(w *record.Writer, what string) error {
	if c.ended() && !w.Undoing() {
		return errs.New(errs.Conflict, "This %s is %s and stays as it is.", what, c.Status)
	}
	return nil
}

// over ends the list today.
func (c *Run) over(w *record.Writer, status string) { c.Status, c.ClosedOn = status, w.Today() }

// tasksOf are the tasks of a list, by the field of a task that refers to it.
func tasksOf(r *record.Reader, field, id string) ([]*Task, error) {
	return all[Task](r, "checklist_task", record.Query{Filters: []record.Filter{{Field: field, Values: []string{id}}}, Sort: "due"})
}

// all reads records of a kind by its name: rules of a register may not name its variable.
func all[T any](r *record.Reader, kind string, q record.Query) (found []*T, err error) {
	k, err := r.Org().Store().Kind(kind)
	if err != nil {
		return nil, err
	}
	err = r.Each(k, q, func(rec record.Record) error {
		found = append(found, any(rec).(*T))
		return nil
	})
	return found, err
}

func one[T any](r *record.Reader, kind string, id record.Ref) (*T, error) {
	k, err := r.Org().Store().Kind(kind)
	if err != nil {
		return nil, err
	}
	rec, err := r.Get(k, string(id))
	if err != nil {
		return nil, err
	}
	return any(rec).(*T), nil
}

func save(w *record.Writer, kind string, rec record.Record) error {
	k, err := w.Org().Store().Kind(kind)
	if err != nil {
		return err
	}
	return w.Put(k, rec)
}

// plan are the tasks of a list counted from a day, each with who owes it.
func plan(r *record.Reader, list guide.Checklist, roles []string, date record.Date, part func(who string) record.Ref) (tasks []*Task, last record.Date, err error) {
	holders, err := holders(r)
	if err != nil {
		return nil, "", err
	}
	for _, item := range list.For(roles) {
		t := &Task{Title: item.Text, Item: item.ID, Function: item.Who, Owner: part(item.Who), Due: date.Plus(item.Due), Register: item.Register, Weight: weigh(list.ID, item)}
		if t.Owner == "" {
			t.Owner = holders[record.Fold(item.Who)]
		}
		tasks, last = append(tasks, t), max(last, t.Due)
	}
	return tasks, last, nil
}

// weights tell what is grave when it is late: a leaver who can still sign in, rights of an old post, access without terms.
var weights = map[string]map[string]string{
	"leaver": {"account": "critical", "secret": "critical", "asset": "grave", "zone": "grave"},
	"mover":  {"account": "grave", "secret": "grave", "entitlement_change": "grave"},
	"joiner": {"employment_terms": "grave", "screening": "grave"},
}

// soonAfter is until how many days after the day a task can be grave: what comes later is a check of what was done.
const soonAfter = 3

func weigh(list string, item guide.Checkitem) string {
	if w := weights[list][item.Register]; w != "" && item.Due <= soonAfter {
		return w
	}
	return "light"
}

// drop lets the open tasks of a cancelled list fall away.
func drop(w *record.Writer, field, id, why string) error {
	tasks, err := tasksOf(w.Reader, field, id)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Outcome != "" {
			continue
		}
		t.Outcome, t.Note, t.dropped = "waived", "Cancelled: "+why, true
		if err := save(w, "checklist_task", t); err != nil {
			return err
		}
	}
	return nil
}

// open counts the tasks still to be done.
func open(tasks []*Task) (n int) {
	for _, t := range tasks {
		if t.Outcome == "" {
			n++
		}
	}
	return n
}

func unfinished(n int) error {
	return errs.New(errs.Conflict, "%d of its tasks are open. Do them, or waive each with a reason.", n)
}
