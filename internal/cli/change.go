package cli

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

type addCmd struct {
	Kind   string   `arg:"" help:"Register, such as assets or risks."`
	Fields []string `arg:"" name:"field=value" help:"Fields as people write them: owner=Okafor classification=Confidential. ref=… chooses the reference."`
	Reason string   `help:"Why, for the history."`
}

// Run adds a record and prints its reference.
func (c *addCmd) Run(s *session) error {
	k, err := value.Kind(c.Kind)
	if err != nil {
		return err
	}
	var ref string
	err = s.write(c.Reason, func(w *record.Writer) error {
		rec := k.New()
		if err := value.Assign(w.Reader, k, rec, c.Fields); err != nil {
			return err
		}
		if err := w.Put(k, rec); err != nil {
			return err
		}
		ref = rec.Base().Ref
		return nil
	})
	if err != nil {
		return err
	}
	return s.say(map[string]string{"kind": k.Name, "ref": ref}, "%s", ref)
}

type setCmd struct {
	Ref    string   `arg:"" help:"Reference such as AS-12."`
	Fields []string `arg:"" name:"field=value" help:"Fields to change, as people write them; field= empties one."`
	Reason string   `help:"Why, for the history."`
	Rev    int64    `placeholder:"N" help:"Only if the record is still at this revision."`
}

// Run changes a record.
func (c *setCmd) Run(s *session) error {
	return s.write(c.Reason, func(w *record.Writer) error {
		k, rec, err := find(w.Reader, c.Ref)
		if err != nil {
			return err
		}
		if c.Rev != 0 {
			rec.Base().Rev = c.Rev
		}
		if err := value.Assign(w.Reader, k, rec, c.Fields); err != nil {
			return err
		}
		return w.Put(k, rec)
	})
}

type stepCmd struct {
	Ref    string   `arg:"" help:"Reference such as CH-3."`
	Step   string   `arg:"" optional:"" help:"The step, such as approve or close. Without it the steps that can be taken now are listed."`
	Fields []string `arg:"" optional:"" name:"field=value" help:"What the step asks for, as people write it."`
	Reason string   `help:"Why, for the history."`
	Rev    int64    `placeholder:"N" help:"Only if the record is still at this revision."`
}

// Run takes a step with a record, or lists the steps that can be taken.
func (c *stepCmd) Run(s *session) error {
	if c.Step == "" {
		return s.read(func(r *record.Reader) error {
			k, rec, err := find(r, c.Ref)
			if err != nil {
				return err
			}
			return s.steps(k, rec)
		})
	}
	return s.write(c.Reason, func(w *record.Writer) error {
		k, rec, err := find(w.Reader, c.Ref)
		if err != nil {
			return err
		}
		if c.Rev != 0 {
			rec.Base().Rev = c.Rev
		}
		return w.Take(k, rec, c.Step, func() error { return value.Ask(w.Reader, k, rec, k.Step(c.Step), c.Fields) })
	})
}

func (s *session) steps(k *record.Kind, rec record.Record) error {
	type step struct {
		Step  string   `json:"step"`
		About string   `json:"about"`
		Asks  []string `json:"asks"`
	}
	data, t := []step{}, table{head: []string{"STEP", "WHAT IT MEANS", "ASKS FOR"}}
	for _, o := range k.OpenSteps(rec) {
		about := o.About
		if about == "" {
			about = o.Label
		}
		data = append(data, step{o.Name, about, o.Asks})
		t.rows = append(t.rows, []string{o.Name, about, strings.Join(o.Asks, ", ")})
	}
	t.data = data
	return s.table(t)
}

type deleteCmd struct {
	Ref    string `arg:"" help:"Reference such as AS-12."`
	Reason string `help:"Why, for the history."`
}

// Run deletes a record and says how it comes back.
func (c *deleteCmd) Run(s *session) error {
	return s.write(c.Reason, func(w *record.Writer) error {
		k, rec, err := find(w.Reader, c.Ref)
		if err != nil {
			return err
		}
		return w.Delete(k, rec.Base().ID, rec.Base().Rev)
	})
}

type revertCmd struct {
	Ref    string `arg:"" help:"Reference such as AS-12; a deleted record: register/id."`
	Rev    int64  `required:"" placeholder:"N" help:"The revision to go back to; see: assay history REF."`
	Reason string `help:"Why, for the history."`
}

// Run makes a record again what it was.
func (c *revertCmd) Run(s *session) error {
	return s.write(c.Reason, func(w *record.Writer) error {
		k, id, err := everExisted(w.Reader, c.Ref)
		if err != nil {
			return err
		}
		return w.Restore(k, id, c.Rev)
	})
}

type redactCmd struct {
	Ref    string `arg:"" help:"Reference such as AS-12; a deleted record: register/id."`
	Rev    int64  `required:"" placeholder:"N" help:"The revision whose content is erased; not the present one. See: assay history REF."`
	Reason string `required:"" placeholder:"TEXT" help:"Why, for the history."`
}

// Run erases the content of an old revision.
func (c *redactCmd) Run(s *session) error {
	return s.write(c.Reason, func(w *record.Writer) error {
		k, id, err := everExisted(w.Reader, c.Ref)
		if err != nil {
			return err
		}
		return w.Redact(k, id, c.Rev)
	})
}

// everExisted finds a record like find, and one that was deleted by register/id.
func everExisted(r *record.Reader, ref string) (*record.Kind, string, error) {
	k, rec, err := find(r, ref)
	if err == nil {
		return k, rec.Base().ID, nil
	}
	register, id, ok := strings.Cut(ref, "/")
	if !ok || !errs.Is(err, errs.NotFound) {
		return nil, "", err
	}
	k, err = value.Kind(register)
	return k, id, err
}

type undoCmd struct {
	Change int64  `arg:"" help:"Number of the change, as printed when it was made and in the history."`
	Reason string `help:"Why, for the history."`
}

// Run takes a change back.
func (c *undoCmd) Run(s *session) error {
	return s.write(c.Reason, func(w *record.Writer) error { return w.Undo(c.Change) })
}

type historyCmd struct {
	Ref   string `arg:"" help:"Reference such as AS-12; a deleted record: register/id."`
	Limit int    `placeholder:"N" help:"At most so many revisions; without it all."`
}

// Run shows a record's revisions, newest first.
func (c *historyCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		k, id, err := everExisted(r, c.Ref)
		if err != nil {
			return err
		}
		versions, err := r.History(k, id, c.Limit)
		if err != nil {
			return err
		}
		names, err := s.actors(versions)
		if err != nil {
			return err
		}
		return c.print(s, r, k, versions, names)
	})
}

func (s *session) actors(versions []record.Version) (map[string]string, error) {
	var ids []string
	for _, v := range versions {
		ids = append(ids, v.Actor)
	}
	return s.instance.Identity.Names(s.ctx, ids)
}

func (c *historyCmd) print(s *session, r *record.Reader, k *record.Kind, versions []record.Version, actors map[string]string) error {
	var records []record.Record
	for _, v := range versions {
		if v.Record != nil {
			records = append(records, v.Record)
		}
	}
	shown, err := value.Prepare(r, k, records...)
	if err != nil {
		return err
	}
	type change struct {
		Field string `json:"field"`
		Old   any    `json:"old"`
		New   any    `json:"new"`
	}
	data := []map[string]any{}
	t := table{head: []string{"REV", "WHEN", "WHO", "WHAT", "WHY", "CHANGE"}}
	for _, v := range versions {
		who := actors[v.Actor]
		if who == "" {
			who = v.Actor
		}
		changes, what := []change{}, []string{}
		for _, ch := range v.Changes {
			changes = append(changes, change{ch.Field.Name, shown.JSON(ch.Field, ch.Old), shown.JSON(ch.Field, ch.New)})
			what = append(what, described(shown, ch))
		}
		t.rows = append(t.rows, []string{number(v.Rev), v.Time.Format("2006-01-02 15:04"), who, verb(v) + strings.Join(what, "; "), v.Reason, number(v.Batch)})
		data = append(data, map[string]any{"rev": v.Rev, "entry": v.Seq, "change": v.Batch, "time": v.Time, "actor": who, "operation": v.Op, "reason": v.Reason, "redacted": v.Redacted, "changes": changes})
	}
	t.data = data
	return s.table(t)
}

func verb(v record.Version) string {
	switch {
	case v.Redacted:
		return "redacted"
	case v.Record == nil:
		return "deleted"
	}
	return ""
}

func described(v value.View, c record.Change) string {
	before, after := v.Text(c.Field, c.Old), v.Text(c.Field, c.New)
	if before == "" {
		return fmt.Sprintf("%s: %s", c.Field.Label, after)
	}
	return fmt.Sprintf("%s: %s → %s", c.Field.Label, before, after)
}
