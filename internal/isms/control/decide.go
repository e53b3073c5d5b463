package control

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// BulkDecision is what is decided on one or many controls in one step. What is empty stays as it is.
type BulkDecision struct {
	Applicability   string
	Because         map[string]string // reasons for inclusion and the words of each, which may be "" where a link speaks
	Replace         bool              // Because and ExclusionReason are all there is; otherwise they are added
	ExclusionReason string
	Implementation  string
	Description     string
	Owner           record.Ref
	Due             record.Date
	Decided         bool // also the controls that are decided already
}

// Change is what a decision does to one control.
type Change struct {
	Before, After *Control
	Fields        []record.Change
	Conflict      string       // the exclusion would contradict a treatment
	Faults        []errs.Field // why it cannot be saved
}

// Plan is what a decision would do, control by control; nothing is written yet.
type Plan struct {
	Changes []Change
	Decided []*Control // left alone, because they are decided already
	Same    []*Control // left alone, because they say so already
}

// decides reports whether the decision is about applying, not only about who does what by when.
func (d BulkDecision) decides() bool {
	return d.Applicability != "" || len(d.Because) > 0 || d.ExclusionReason != ""
}

// Plan tells what the decision would do to the controls.
func (d BulkDecision) Plan(r *record.Reader, chosen []*Control) (p Plan, err error) {
	return plan(r, chosen, func(c *Control) (bool, error) {
		if d.decides() && !d.Decided && c.Applicability != "undecided" {
			p.Decided = append(p.Decided, c)
			return false, nil
		}
		return true, nil
	}, d.apply, &p)
}

// plan works out what apply does to each control that it is for.
func plan(r *record.Reader, chosen []*Control, isFor func(*Control) (bool, error), apply func(*Control), p *Plan) (Plan, error) {
	k := Controls.Kind()
	risks, err := r.LinksInto(k, "risk")
	if err != nil {
		return *p, err
	}
	for _, c := range chosen {
		if ok, err := isFor(c); err != nil || !ok {
			if err != nil {
				return *p, err
			}
			continue
		}
		then, err := k.Clone(c)
		if err != nil {
			return *p, err
		}
		ch := Change{Before: c, After: then.(*Control)}
		apply(ch.After)
		if ch.Fields = k.Diff(c, ch.After); len(ch.Fields) == 0 {
			p.Same = append(p.Same, c)
			continue
		}
		if ch.After.decidedOtherwise(c) {
			ch.Faults = ch.After.faults(len(risks[c.ID]) > 0)
		}
		if ch.After.Applicability == "excluded" {
			ch.Conflict = conflict(ch.After, risks[c.ID])
		}
		p.Changes = append(p.Changes, ch)
	}
	return *p, nil
}

func (d BulkDecision) apply(c *Control) {
	if d.Applicability != "" {
		c.Applicability = d.Applicability
	}
	if d.Replace {
		c.Reasons, c.ExclusionReason = nil, d.ExclusionReason
		for _, o := range Reasons {
			*c.Because(o.Value) = ""
		}
	} else if d.ExclusionReason != "" {
		c.ExclusionReason = d.ExclusionReason
	}
	for _, o := range Reasons {
		words, chosen := d.Because[o.Value]
		if chosen && !slices.Contains(c.Reasons, o.Value) {
			c.Reasons = append(c.Reasons, o.Value)
		}
		if words != "" {
			*c.Because(o.Value) = words
		}
	}
	if d.Implementation != "" {
		c.Implementation = d.Implementation
	}
	if d.Description != "" {
		c.Description = d.Description
	}
	if d.Owner != "" {
		c.Owner = d.Owner
	}
	if d.Due != "" {
		c.Due = d.Due
	}
}

// Check is the one refusal of a plan: every control that cannot be saved, and what each lacks.
func (p Plan) Check() error {
	var fields []errs.Field
	for _, ch := range p.Changes {
		for _, f := range ch.Faults {
			fields = append(fields, errs.Field{Name: ch.After.Ref, Message: f.Message})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("Nothing was decided: %d of %d controls lack a reason.", p.faulty(), len(p.Changes)), Fields: fields}
}

func (p Plan) faulty() (n int) {
	for _, ch := range p.Changes {
		if len(ch.Faults) > 0 {
			n++
		}
	}
	return n
}

// Decide carries the decision out, on all of the controls or none, as one change that one undo takes back.
func (d BulkDecision) Decide(w *record.Writer, chosen []*Control) (Plan, error) {
	p, err := d.Plan(w.Reader, chosen)
	if err != nil {
		return p, err
	}
	return p, p.CarryOut(w)
}

// CarryOut saves what the plan changes, all of it or nothing.
func (p Plan) CarryOut(w *record.Writer) error {
	if err := p.Check(); err != nil {
		return err
	}
	for _, ch := range p.Changes {
		if err := Controls.Put(w, ch.After); err != nil {
			return fmt.Errorf("%s: %w", ch.Before.Ref, err)
		}
	}
	return nil
}

// Left says in one sentence what a plan leaves alone; "" if nothing.
func (p Plan) Left() string {
	var parts []string
	if n := len(p.Decided); n > 0 {
		parts = append(parts, fmt.Sprintf("%d decided already", n))
	}
	if n := len(p.Same); n > 0 {
		parts = append(parts, fmt.Sprintf("%d as they should be", n))
	}
	if len(parts) == 0 {
		return ""
	}
	return "Left alone: " + strings.Join(parts, ", ") + "."
}

// Choose picks controls of an edition by id, and with group those of a whole theme or control set, each once and in
// the standard's order.
func Choose(r *record.Reader, edition string, ids []string, group string) (chosen []*Control, err error) {
	all, err := Controls.All(r, record.Query{Filters: []record.Filter{{Field: "edition", Values: []string{edition}}}})
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if slices.Contains(ids, c.ID) || slices.Contains(ids, c.Ref) || group != "" && (group == "all" || c.Group == group) {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}
