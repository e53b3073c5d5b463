package checklist

import (
	"fmt"
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// Checklist is a list of the library worked through on an occasion: a change, a visit, a restore test.
type Checklist struct {
	record.Meta
	Run
	Title   string
	List    string // of the library
	Variant string // where the list has several ways
	About   string // the record it is for, by its reference
	Date    record.Date
	Lead    record.Ref
}

// Lists are the lists of the library that belong to no person.
var Lists = []record.Option{
	{Value: "access-review", Label: "Access review"}, {Value: "change", Label: "Change"}, {Value: "clear-desk", Label: "Inspection of an office"}, {Value: "disciplinary", Label: "Disciplinary case"},
	{Value: "disposal", Label: "Disposal of equipment"}, {Value: "exercise", Label: "Continuity exercise"}, {Value: "office-move", Label: "Office move"}, {Value: "project", Label: "Security at the start of a project"},
	{Value: "release", Label: "Security review before release"}, {Value: "restore", Label: "Restore test"}, {Value: "screening", Label: "Screening of a candidate"}, {Value: "secure-area", Label: "Walk round a secure area"},
	{Value: "technical-review", Label: "Internal review of a technical system"}, {Value: "visitor", Label: "Visitor"},
}

// Checklists is the register of lists worked through.
var Checklists = record.Define(record.Spec[Checklist]{
	Name: "checklist", Plural: "checklists", Title: "Checklists", Singular: "checklist", Prefix: "CL", Clause: "8.1",
	About: "Lists of the library worked through on an occasion: a change, a visit, a restore test, an exercise. Name the list and the day and begin it: its tasks go to those who do them.",
	Fields: append([]record.Field[*Checklist]{
		{Name: "title", Label: "Checklist", Help: "Empty: the list's name and the record.", Listed: true, Indexed: true, Ptr: func(c *Checklist) any { return &c.Title }, Synonyms: []string{"name"}},
		{Name: "list", Label: "List", Required: true, Listed: true, Indexed: true, Options: Lists, Ptr: func(c *Checklist) any { return &c.List }, Synonyms: []string{"template", "vorlage"}},
		{Name: "variant", Label: "Way", Help: "Of a change.", Ptr: func(c *Checklist) any { return &c.Variant }, Options: []record.Option{{Value: "standard", Label: "Standard"}, {Value: "normal", Label: "Normal"}, {Value: "emergency", Label: "Emergency"}}},
		{Name: "about", Label: "Record", Help: "Reference of the record it is for, such as CH-3.", Listed: true, Indexed: true, Ptr: func(c *Checklist) any { return &c.About }, Synonyms: []string{"for", "reference"}},
		{Name: "date", Label: "Day", Help: "What the days of its tasks count from.", Required: true, Listed: true, Indexed: true, Ptr: func(c *Checklist) any { return &c.Date }, Synonyms: []string{"datum", "day"}},
		{Name: "lead", Label: "Lead", Help: "Does what the list gives to nobody else.", To: "person", Listed: true, Indexed: true, Ptr: func(c *Checklist) any { return &c.Lead }, Synonyms: []string{"owner", "leitung"}},
	}, runFields((*Checklist).state)...),
	Owes: func(c *Checklist) []record.Due { return c.owes(c.Date, c.Lead) },
	Before: func(w *record.Writer, old, c *Checklist) error {
		var before *Run
		if old != nil {
			before = &old.Run
		}
		c.keep(before)
		if old != nil && !old.planned() && (old.List != c.List || old.Variant != c.Variant || old.Date != c.Date) {
			return errs.InField("date", "the checklist has begun and its tasks were made for this day; cancel it and begin another")
		}
		list, ok := guide.FindChecklist(c.List)
		if !ok {
			return nil // refused as an option
		}
		if list.Roles == nil {
			c.Variant = ""
		} else if !slices.Contains(list.Roles, c.Variant) {
			return errs.InField("variant", "is missing: this list has several ways")
		}
		if c.Title == "" {
			c.Title = list.Title
			if c.About != "" {
				c.Title = fmt.Sprintf("%s: %s", list.Title, c.About)
			}
		}
		return c.find(w.Reader, list)
	},
	Guard: func(w *record.Writer, old, _ *Checklist) error { return old.lasting(w, "checklist") },
	Fixed: func(c *Checklist) bool { return c.ended() },
})

func (c *Checklist) state() *Run { return &c.Run }

// find makes sure that the record the list is for is there.
func (c *Checklist) find(r *record.Reader, list guide.Checklist) error {
	k, err := r.Org().Store().Kind(list.Record)
	if c.About == "" || err != nil {
		return nil // a register that the program does not have yet keeps its records elsewhere
	}
	rec, err := r.Find(k, c.About)
	if errs.Is(err, errs.NotFound) {
		return errs.InField("about", "there is no %s %q; leave it empty, or name one", k.Singular, c.About)
	}
	if err == nil {
		c.About = rec.Base().Ref
	}
	return err
}

func (c *Checklist) ticked(w *record.Writer, t *Task) error {
	if !w.Actor().May(record.MayEdit) {
		return nil
	}
	tasks, err := tasksOf(w.Reader, "checklist", c.ID)
	if err != nil {
		return err
	}
	for _, o := range tasks {
		if o.Outcome == "" && o.ID != t.ID {
			return nil
		}
	}
	c.over(w, "closed")
	return save(w, "checklist", c)
}

var _ = Checklists.With(
	record.Step[*Checklist]{Name: "begin", Label: "Begin", About: "Makes the tasks and gives each to who does it.", Needs: record.MayEdit, Open: func(c *Checklist) bool { return c.planned() },
		Do: func(w *record.Writer, c *Checklist) error {
			list, _ := guide.FindChecklist(c.List)
			tasks, last, err := plan(w.Reader, list, []string{c.Variant}, c.Date, func(string) record.Ref { return "" })
			if err != nil {
				return err
			}
			c.Status, c.BegunOn, c.LastDue = "running", w.Today(), last
			if err := Checklists.Put(w, c); err != nil {
				return err
			}
			for _, t := range tasks {
				if t.Checklist = record.Ref(c.ID); t.Owner == "" {
					t.Owner = c.Lead
				}
				if err := Tasks.Put(w, t); err != nil {
					return err
				}
			}
			return nil
		}},
	record.Step[*Checklist]{Name: "close", Label: "Close", Needs: record.MayEdit, Open: func(c *Checklist) bool { return c.running() },
		Do: func(w *record.Writer, c *Checklist) error {
			tasks, err := tasksOf(w.Reader, "checklist", c.ID)
			if err != nil {
				return err
			}
			if n := open(tasks); n > 0 {
				return unfinished(n)
			}
			c.over(w, "closed")
			return nil
		}},
	record.Step[*Checklist]{Name: "cancel", Label: "Cancel", About: "It does not take place; open tasks fall away.", Needs: record.MayEdit, Asks: []string{"notes"}, Open: func(c *Checklist) bool { return c.planned() || c.running() },
		Do: func(w *record.Writer, c *Checklist) error {
			if c.Notes == "" {
				return errs.InField("notes", "is missing: say why")
			}
			c.over(w, "cancelled")
			return drop(w, "checklist", c.ID, c.Notes)
		}})
