package cli

import (
	"fmt"
	"strconv"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

type controlCmd struct {
	State    controlStateCmd    `cmd:"" help:"How a control stands, why, and what shows it at work; without a control, all of an edition."`
	Coverage controlCoverageCmd `cmd:"" help:"On how many days of a window a control was shown at work, and on which it was not."`
}

type controlStateCmd struct {
	Control string `arg:"" optional:"" help:"Control, such as A.8.13."`
	edition
}

// Run prints how a control stands, or all of an edition.
func (c *controlStateCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		if c.Control == "" {
			return c.all(s, r)
		}
		l, err := control.One(r, c.Control)
		if err != nil {
			return err
		}
		t := table{head: []string{"REGISTER", "COUNTS WHEN", "HOW IT STANDS", "STATE"}, data: map[string]any{
			"control": l.Ref, "state": l.State, "why": l.Why, "until": l.Until, "shown_by": append([]effectiveness.Need{}, l.Needs...)}}
		for _, n := range l.Needs {
			title := n.Title
			if !n.Direct {
				title += " (supporting)"
			}
			t.rows = append(t.rows, []string{title, n.When, n.Words(), string(n.Standing)})
		}
		if !s.JSON {
			fmt.Fprintf(s.Out, "%s %s: %s because %s.\n\n", l.Ref, l.Title, l.State.Words(), l.Why)
		}
		return s.table(t)
	})
}

func (c *controlStateCmd) all(s *session, r *record.Reader) error {
	e, err := catalog.ParseEdition(c.Edition)
	if err != nil {
		return err
	}
	lines, err := control.Statement(r, e)
	if err != nil {
		return err
	}
	t := table{head: []string{"CONTROL", "TITLE", "STATE", "BECAUSE", "UNTIL"}}
	data := []map[string]any{}
	for i := range lines {
		l := &lines[i]
		t.rows = append(t.rows, []string{l.Ref, l.Title, l.State.Words(), l.Why, string(l.Until)})
		data = append(data, map[string]any{"control": l.Ref, "state": l.State, "why": l.Why, "until": l.Until})
	}
	t.data = map[string]any{"edition": e, "readiness": control.Readiness(lines), "controls": data}
	if err := s.table(t); err != nil || s.JSON {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "\nReadiness: %.0f %% of the controls not excluded work.\n", 100*control.Readiness(lines))
	return err
}

type controlCoverageCmd struct {
	Control string `arg:"" help:"Control, such as A.8.13."`
	From    string `placeholder:"DAY" help:"First day; without it a year before the last."`
	To      string `placeholder:"DAY" help:"Last day; without it today."`
}

// Run prints the days covered and those not covered.
func (c *controlCoverageCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		from, to := record.Date(c.From), record.Date(c.To)
		if to == "" {
			to = r.Today()
		}
		if from == "" {
			from = to.Plus(-364)
		}
		cover, err := control.CoverageOf(r, c.Control, from, to)
		if err != nil {
			return err
		}
		t := table{head: []string{"REGISTER", "DAYS", "NOT COVERED"}, data: cover}
		gaps := func(missing []effectiveness.Span) (text string) {
			for i, m := range missing {
				if i > 0 {
					text += ", "
				}
				text += string(m.From) + " to " + string(m.To)
			}
			return text
		}
		t.rows = append(t.rows, []string{"All that is direct", fmt.Sprintf("%d of %d", cover.Days, cover.Length), gaps(cover.Gaps)})
		for _, k := range cover.Kinds {
			t.rows = append(t.rows, []string{k.Title, strconv.Itoa(k.Days), gaps(k.Gaps)})
		}
		if err := s.table(t); err != nil || s.JSON {
			return err
		}
		for _, k := range cover.Kinds {
			if k.Limit != "" {
				fmt.Fprintf(s.Out, "\n%s: %s\n", k.Title, k.Limit)
			}
		}
		return nil
	})
}

type dueCmd struct {
	Who    string `placeholder:"PERSON" help:"Whose, by name or reference; nobody for what nobody owes. Without it everybody's."`
	Kind   string `placeholder:"REGISTER" help:"Of one register."`
	Late   bool   `help:"Only what is late."`
	Before string `placeholder:"DAY" help:"Only what is due before this day."`
	Limit  int    `default:"100" help:"At most so many."`
}

// Run lists what is due, most urgent first.
func (c *dueCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		q, err := c.query(s, r)
		if err != nil {
			return err
		}
		items, _, err := r.Dues(q)
		if err != nil {
			return err
		}
		var ids []string
		for _, o := range items {
			ids = append(ids, string(o.Who))
		}
		names, err := r.Named(ids)
		if err != nil {
			return err
		}
		weights := map[record.Weight]string{record.Grave: "grave", record.Critical: "critical"}
		t, data := table{head: []string{"DUE", "WHAT", "RECORD", "TITLE", "WHO", "WEIGHT"}}, []map[string]any{}
		for _, o := range items {
			who := names[string(o.Who)].Title
			t.rows = append(t.rows, []string{string(o.Day), o.What, o.Ref, o.Title, who, weights[o.Weight]})
			data = append(data, map[string]any{"day": o.Day, "what": o.What, "kind": o.Kind, "ref": o.Ref, "title": o.Title, "who": who, "weight": int(o.Weight)})
		}
		t.data = data
		return s.table(t)
	})
}

// whose chooses a person's things, and those for which they stand in today.
func (c *dueCmd) whose(r *record.Reader, q *record.DueQuery, person record.Ref) (err error) {
	q.Who = []record.Ref{person}
	q.For, err = task.StandingIn(r, person)
	return err
}

func (c *dueCmd) query(s *session, r *record.Reader) (q record.DueQuery, err error) {
	q = record.DueQuery{Before: record.Date(c.Before), Limit: c.Limit}
	if c.Limit < 1 {
		return q, misusef("--limit is at least 1")
	}
	if c.Late {
		q.Before = r.Today()
	}
	if c.Kind != "" {
		k, err := s.instance.Records.Kind(c.Kind)
		if err != nil {
			return q, err
		}
		q.Kinds = []string{k.Name}
	}
	switch c.Who {
	case "":
	case "nobody":
		q.Who = []record.Ref{""}
	default:
		id, err := value.Understand(r, treatment.Treatments.Kind().Field("owner"), c.Who)
		if err != nil {
			return q, err
		}
		if err := c.whose(r, &q, record.Ref(id)); err != nil {
			return q, err
		}
	}
	return q, nil
}
