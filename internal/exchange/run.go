package exchange

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// state is how far a row is on its way.
type state int

const (
	waiting state = iota
	begun
	done
)

// run writes the rows that have no problem, those with a reference of their own first so that no other row is given it,
// and completes the plan. What the rules refuse becomes a problem of its row; any other error ends the run.
func (im *importer) run() error {
	order := slices.Clone(im.rows)
	slices.SortStableFunc(order, func(a, b *row) int { return rank(a) - rank(b) })
	var again []*row
	for _, r := range order {
		if err := im.write(r, &again); err != nil {
			return err
		}
	}
	for _, r := range again {
		if err := im.closeCircle(r); err != nil {
			return err
		}
	}
	return im.finish()
}

func rank(r *row) int {
	if r.Ref == "" {
		return 1
	}
	return 0
}

// write saves a row after the rows it needs. Rows that need each other in a circle are saved without the link that
// closes it, and again with it.
func (im *importer) write(r *row, again *[]*row) error {
	if r.state != waiting {
		return nil
	}
	r.state = begun
	open := map[string]bool{}
	for _, other := range r.needs {
		if err := im.write(other, again); err != nil {
			return err
		}
		if other.state == begun {
			open[other.rec.Base().ID] = true
		}
		if len(other.Problems) > 0 && len(r.Problems) == 0 {
			r.problem("", "", "", fmt.Sprintf("it names row %d, which cannot be imported", other.Number))
		}
	}
	r.state = done
	if len(r.Problems) > 0 {
		return nil
	}
	if len(open) == 0 {
		return im.put(r, r.rec)
	}
	*again = append(*again, r)
	part, err := im.k.Clone(r.rec)
	if err != nil {
		return err
	}
	for _, c := range im.columns {
		if c.field.To == im.k.Name {
			ids := slices.DeleteFunc(strings.Fields(c.field.Text(part)), func(id string) bool { return open[id] })
			if err := c.field.Parse(part, strings.Join(ids, " ")); err != nil {
				return err
			}
		}
	}
	err = im.put(r, part)
	*r.rec.Base() = *part.Base()
	return err
}

// closeCircle saves a row a second time, with all its links.
func (im *importer) closeCircle(r *row) error {
	if len(r.Problems) > 0 {
		return nil
	}
	for _, other := range r.needs {
		if len(other.Problems) > 0 {
			r.problem("", "", "", fmt.Sprintf("it names row %d, which cannot be imported", other.Number))
			im.refused[r.Number] = r.Problems
			return nil
		}
	}
	return im.put(r, r.rec)
}

// put saves a record, and before it the people it names that are new.
func (im *importer) put(r *row, rec record.Record) error {
	if r.old != nil && len(im.k.Diff(r.old, rec)) == 0 {
		return nil
	}
	for _, f := range r.people {
		if f.ref == "" {
			if err := im.print.crowd.create(im.w, f); err != nil {
				return err
			}
		}
	}
	err := im.w.Put(im.k, rec)
	var said *errs.Error
	if !errors.As(err, &said) || !slices.Contains([]errs.Kind{errs.Invalid, errs.Conflict, errs.NotFound}, said.Kind) {
		return err
	}
	for _, f := range said.Fields {
		r.problem(im.heading(f.Name), f.Name, im.match.Cell(r.cells, f.Name), f.Message)
	}
	if len(said.Fields) == 0 {
		r.problem("", "", "", strings.TrimSuffix(said.Message, "."))
	}
	im.refused[r.Number] = r.Problems
	return nil
}

// finish says what the run did.
func (im *importer) finish() error {
	fields, _ := chosen(im.k, nil)
	var written []record.Record
	for _, r := range im.rows {
		if len(r.Problems) == 0 {
			written = append(written, r.rec)
		}
	}
	if err := im.print.learn(im.w.Reader, fields, written); err != nil {
		return err
	}
	naming := map[*folk]int{}
	for _, r := range im.rows {
		im.account(r)
		im.plan.Counts[r.Action]++
		im.plan.Rows = append(im.plan.Rows, r.PlannedRow)
		if r.Action == Bad {
			continue
		}
		for _, f := range r.people {
			naming[f]++
		}
	}
	if im.print.crowd != nil {
		for _, f := range im.print.crowd.folks {
			if naming[f] > 0 {
				im.plan.Creates = append(im.plan.Creates, Creation{Kind: personKind, Title: f.Name, Type: f.kind, Spellings: f.spellings, Rows: naming[f]})
			}
		}
	}
	im.plan.Digest = im.plan.digest()
	return nil
}

// account says what became of a row.
func (im *importer) account(r *row) {
	if len(r.Problems) > 0 {
		r.Action, r.people = Bad, nil
		return
	}
	r.Ref, r.Title = r.rec.Base().Ref, im.k.TitleOf(r.rec)
	for _, c := range im.k.Diff(r.old, r.rec) {
		change := FieldChange{Field: c.Field.Name, Label: c.Field.Label, After: im.print.text(c.Field, r.rec)}
		if r.old != nil {
			change.Before = im.print.text(c.Field, r.old)
		}
		r.Changes = append(r.Changes, change)
	}
	switch {
	case r.old == nil:
		r.Action = Create
	case len(r.Changes) == 0:
		r.Action = Leave
	default:
		r.Action = Change
	}
}
