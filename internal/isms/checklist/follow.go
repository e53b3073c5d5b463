package checklist

import (
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

var _ = Personnels.With(
	record.Step[*Personnel]{Name: "begin", Label: "Begin", About: "Makes the tasks and gives each to who does it.", Needs: record.MayEdit,
		Open: func(c *Personnel) bool { return c.planned() }, Do: begin},
	record.Step[*Personnel]{Name: "close", Label: "Close", About: "All is done. Of a mover and a leaver somebody has accepted the handover by name.", Needs: record.MayEdit, Asks: []string{"handover_to", "handover_on"},
		Open: func(c *Personnel) bool { return c.running() }, Do: closePersonnel},
	record.Step[*Personnel]{Name: "cancel", Label: "Cancel", About: "It does not take place; open tasks fall away.", Needs: record.MayEdit, Asks: []string{"notes"},
		Open: func(c *Personnel) bool { return c.planned() || c.running() }, Do: cancelPersonnel})

// begin makes the tasks of the list for the person and tells the register of people the day.
func begin(w *record.Writer, c *Personnel) error {
	list, _ := guide.FindChecklist(c.Type)
	tasks, last, err := plan(w.Reader, list, c.libraryRoles(), c.Date, c.part)
	if err != nil {
		return err
	}
	c.Status, c.BegunOn, c.LastDue = "running", w.Today(), last
	if err := Personnels.Put(w, c); err != nil {
		return err
	}
	for _, t := range tasks {
		t.Personnel, t.About = record.Ref(c.ID), c.Person
		if err := Tasks.Put(w, t); err != nil {
			return err
		}
	}
	return c.follow(w)
}

// The tasks of a leaver that the program does not believe: it looks into the registers of accounts and assets itself.
const (
	verifyItem = "leaver.verify"
	returnItem = "leaver.return"
)

// accessItems are the tasks that end a leaver's access.
var accessItems = map[string]bool{"leaver.disable": true, "leaver.outside": true}

// ticked follows what was done: the day access ended, the person's own record, and the end of the list.
func (c *Personnel) ticked(w *record.Writer, t *Task) error {
	if t.Outcome == "done" {
		if err := c.believe(w.Reader, t); err != nil {
			return err
		}
	}
	if !w.Actor().May(record.MayEdit) {
		return nil // who may not change the list leaves that to the next who may
	}
	tasks, err := tasksOf(w.Reader, "personnel", c.ID)
	if err != nil {
		return err
	}
	for i := range tasks {
		if tasks[i].ID == t.ID {
			tasks[i] = t
		}
	}
	c.AccessEnded = accessEnded(tasks)
	if open(tasks) == 0 && c.ready(w.Reader) == nil {
		c.over(w, "closed")
	}
	if err := save(w, "personnel_checklist", c); err != nil {
		return err
	}
	return c.follow(w)
}

// accessEnded is the day on which the last task that ends access was done; "" while one is open.
func accessEnded(tasks []*Task) (last record.Date) {
	for _, t := range tasks {
		switch {
		case !accessItems[t.Item]:
		case t.Outcome == "":
			return ""
		default:
			last = max(last, t.DoneOn)
		}
	}
	return last
}

// believe sets what a task says beside the registers.
func (c *Personnel) believe(r *record.Reader, t *Task) error {
	switch t.Item {
	case verifyItem:
		return c.noAccounts(r)
	case returnItem:
		return c.none(r, "asset", "are still with the person", "enter the day each came back, or waive the task with the decision to write them off",
			record.Filter{Field: "holder", Values: []string{string(c.Person)}}, record.Filter{Field: "returned_on", Op: "empty", Values: []string{"1"}})
	}
	return nil
}

func (c *Personnel) noAccounts(r *record.Reader) error {
	return c.none(r, "account", "still lead to the person", "set each to Disabled or Removed, or give it to who answers for it now",
		record.Filter{Field: "person", Values: []string{string(c.Person)}}, record.Filter{Field: "state", Values: []string{"active"}})
}

// shownLeft is how many records a refusal names.
const shownLeft = 5

func (c *Personnel) none(r *record.Reader, kind, are, mend string, filters ...record.Filter) error {
	k, err := r.Org().Store().Kind(kind)
	if err != nil {
		return err
	}
	left, err := r.List(k, record.Query{Filters: filters, Limit: shownLeft})
	if err != nil || len(left.Records) == 0 {
		return err
	}
	var refs []string
	for _, rec := range left.Records {
		refs = append(refs, rec.Base().Ref)
	}
	if left.Next != "" {
		refs = append(refs, "…")
	}
	return errs.InField("outcome", "%s %s: %s", strings.Join(refs, ", "), are, mend)
}

// ready refuses to close a list while something is missing beside its tasks.
func (c *Personnel) ready(r *record.Reader) error {
	if c.Type == "joiner" {
		return nil
	}
	if c.HandoverTo == "" || c.HandoverOn == "" {
		return errs.InField("handover_to", "is missing: name who accepted the handover, and the day")
	}
	if c.Type == "leaver" {
		return c.noAccounts(r)
	}
	return nil
}

func closePersonnel(w *record.Writer, c *Personnel) error {
	tasks, err := tasksOf(w.Reader, "personnel", c.ID)
	if err != nil {
		return err
	}
	if n := open(tasks); n > 0 {
		return unfinished(n)
	}
	if err := c.ready(w.Reader); err != nil {
		return err
	}
	c.AccessEnded = accessEnded(tasks)
	c.over(w, "closed")
	return c.follow(w)
}

func cancelPersonnel(w *record.Writer, c *Personnel) error {
	if c.Notes == "" {
		return errs.InField("notes", "is missing: say why")
	}
	c.over(w, "cancelled")
	if err := drop(w, "personnel", c.ID, c.Notes); err != nil {
		return err
	}
	p, err := people.Persons.Get(w.Reader, string(c.Person))
	if err != nil || c.Type != "leaver" || p.Status != "active" || p.Left != c.Date {
		return err
	}
	p.Left = "" // the person stays
	return people.Persons.Put(w, p)
}

// follow lets the person's own record say what the list knows: the first or last day, the new post.
func (c *Personnel) follow(w *record.Writer) error {
	p, err := people.Persons.Get(w.Reader, string(c.Person))
	if err != nil {
		return err
	}
	today := w.Today()
	switch c.Type {
	case "joiner":
		if p.Joined == "" {
			p.Joined = c.Date
		}
		if p.Manager == "" {
			p.Manager = c.Manager
		}
	case "mover":
		if today >= c.Date && c.NewPosition != "" {
			p.Position = c.NewPosition
		}
		if today >= c.Date && c.NewManager != "" {
			p.Manager = c.NewManager
		}
	case "leaver":
		if p.Left = c.Date; today > c.Date || today == c.Date && c.AccessEnded != "" {
			p.Status = "left"
		}
	}
	return people.Persons.Put(w, p)
}
