package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

type soaDecideCmd struct {
	Controls       []string `arg:"" help:"Ids, also with a star, such as A.5.1 or A.7.*; of those a star names, the ones decided already are left alone."`
	Exclude        bool     `xor:"decision" help:"The controls do not apply; --reason says why."`
	Because        []string `xor:"decision" sep:"none" placeholder:"REASON" help:"The controls apply because of: risk, law, contract, business, best_practice. Give each its own words, as in --because law='GDPR, article 32' --because contract='Halden, clause 7'; or several with commas, for which --reason speaks."`
	Undecide       bool     `xor:"decision" help:"Take the decision back."`
	Reason         string   `placeholder:"TEXT" help:"The justification."`
	Owner          string   `placeholder:"PERSON" help:"Who owns the controls."`
	Due            string   `placeholder:"DAY" help:"By when they are to be implemented."`
	Implementation string   `placeholder:"STEP" help:"How far they are implemented: not_started, planned, partly, implemented."`
	Description    string   `placeholder:"TEXT" help:"How they are implemented."`
	Decided        bool     `help:"Also decide anew on what is decided already."`
	DryRun         bool     `help:"Only list what would change."`
}

// Run decides on controls, all in one change.
func (c *soaDecideCmd) Run(s *session) error {
	if c.DryRun {
		return s.read(func(r *record.Reader) error {
			p, err := c.plan(r)
			if err != nil {
				return err
			}
			return s.printPlan(p)
		})
	}
	var p control.Plan
	err := s.write(c.Reason, func(w *record.Writer) (err error) {
		if p, err = c.plan(w.Reader); err == nil {
			err = p.CarryOut(w)
		}
		return err
	})
	if err == nil && p.Left() != "" {
		fmt.Fprintln(s.Err, p.Left())
	}
	return err
}

func (s *session) printPlan(p control.Plan) error {
	t := table{head: []string{"CONTROL", "TITLE", "WHAT", "NOW", "THEN", "MIND"}}
	data := []map[string]any{}
	for _, ch := range p.Changes {
		mind := ch.Conflict
		for _, f := range ch.Faults {
			mind = strings.Trim(mind+"; "+f.Message, "; ")
		}
		for _, f := range ch.Fields {
			t.rows = append(t.rows, []string{ch.Before.Ref, ch.Before.Title, f.Field.Label, f.Old, f.New, mind})
			data = append(data, map[string]any{"control": ch.Before.Ref, "field": f.Field.Name, "before": f.Old, "after": f.New, "mind": mind})
		}
	}
	if p.Left() != "" {
		fmt.Fprintln(s.Err, p.Left())
	}
	t.data = data
	return s.table(t)
}

// plan is what the command would do. A control named by its own id is meant, even if it is decided already.
func (c *soaDecideCmd) plan(r *record.Reader) (p control.Plan, err error) {
	named, matched, err := c.chosen(r)
	if err != nil {
		return p, err
	}
	d, err := c.decision(r)
	if err != nil {
		return p, err
	}
	if p, err = d.Plan(r, matched); err != nil {
		return p, err
	}
	d.Decided = true
	own, err := d.Plan(r, named)
	p.Changes, p.Same = append(p.Changes, own.Changes...), append(p.Same, own.Same...)
	return p, err
}

// chosen are the controls that the arguments name, of either edition: by their own ids, and by patterns.
func (c *soaDecideCmd) chosen(r *record.Reader) (named, matched []*control.Control, err error) {
	all, err := control.Controls.All(r, record.Query{})
	if err != nil {
		return nil, nil, err
	}
	for _, pattern := range c.Controls {
		if fact, ok := catalog.Normalize(pattern, catalog.Edition2022); ok {
			pattern = fact.ID
		}
		found := false
		for _, one := range all {
			if ok, err := path.Match(strings.ToUpper(pattern), one.Ref); err != nil {
				return nil, nil, misusef("%q is not a pattern", pattern)
			} else if !ok {
				continue
			}
			found = true
			switch {
			case slices.Contains(named, one) || slices.Contains(matched, one):
			case strings.EqualFold(pattern, one.Ref):
				named = append(named, one)
			default:
				matched = append(matched, one)
			}
		}
		if !found {
			return nil, nil, errs.New(errs.NotFound, "No control here is named %s.", pattern)
		}
	}
	return named, matched, nil
}

func (c *soaDecideCmd) decision(r *record.Reader) (d control.BulkDecision, err error) {
	d = control.BulkDecision{Description: c.Description, Decided: c.Decided}
	switch {
	case c.Exclude:
		d.Applicability, d.Replace, d.ExclusionReason = "excluded", true, c.Reason
	case c.Undecide:
		d.Applicability, d.Replace, d.Decided = "undecided", true, true
	case len(c.Because) > 0:
		d.Applicability, d.Replace = "applicable", true
		if d.Because, err = c.because(); err != nil {
			return d, err
		}
	}
	sample := &control.Control{}
	var pairs []string
	for _, p := range []struct{ field, value string }{{"owner", c.Owner}, {"implementation", c.Implementation}, {"due", c.Due}} {
		if p.value != "" {
			pairs = append(pairs, p.field+"="+p.value)
		}
	}
	err = value.Assign(r, control.Controls.Kind(), sample, pairs)
	d.Owner, d.Implementation, d.Due = sample.Owner, sample.Implementation, sample.Due
	return d, err
}

// because reads the reasons, each with its own words or with those of --reason.
func (c *soaDecideCmd) because() (map[string]string, error) {
	out := map[string]string{}
	for _, text := range c.Because {
		name, words, own := strings.Cut(text, "=")
		names := []string{name}
		if !own {
			names, words = strings.Split(text, ","), c.Reason
		}
		for _, n := range names {
			reason, err := sheet.Pick(strings.TrimSpace(n), value.Options(control.Reasons))
			if err != nil {
				return nil, misusef("%v", err)
			}
			out[reason] = words
		}
	}
	return out, nil
}

type soaQuestionsCmd struct{}

// Run lists the questions.
func (soaQuestionsCmd) Run(s *session) error {
	t := table{head: []string{"KEY", "QUESTION", "WHAT COUNTS AS YES"}, data: control.Questions}
	for _, q := range control.Questions {
		t.rows = append(t.rows, []string{q.Key, q.Text, q.Help})
	}
	return s.table(t)
}

type soaProposeCmd struct {
	edition
	Answer  []string `required:"" placeholder:"KEY=NO" help:"An answer, such as development=no; several by repeating or with commas."`
	Exclude []string `placeholder:"CONTROL" help:"Exclude these of the proposals, with the proposed reason; all takes every one that no treatment needs. Without it nothing is written."`
}

// Run proposes exclusions, and carries out those that are named.
func (c *soaProposeCmd) Run(s *session) error {
	a := control.Answers{}
	for _, text := range c.Answer {
		if err := a.ParseAnswer(text); err != nil {
			return err
		}
	}
	e := catalog.Edition(c.Edition)
	if len(c.Exclude) > 0 {
		return s.write(a.String(), func(w *record.Writer) error {
			chosen, err := c.named(w.Reader, a)
			if err == nil {
				_, err = control.Exclude(w, e, a, chosen)
			}
			return err
		})
	}
	return s.read(func(r *record.Reader) error {
		proposals, err := control.Propose(r, e, a)
		if err != nil {
			return err
		}
		if len(proposals) == 0 {
			fmt.Fprintln(s.Err, "Nothing to exclude: with these answers every undecided control has something to protect.")
		}
		t := table{head: []string{"CONTROL", "TITLE", "REASON", "MIND"}}
		data := []map[string]any{}
		for _, p := range proposals {
			t.rows = append(t.rows, []string{p.Control.Ref, p.Control.Title, p.Reason, p.Conflict})
			data = append(data, map[string]any{"control": p.Control.Ref, "title": p.Control.Title, "reason": p.Reason, "because": p.Because, "conflict": p.Conflict})
		}
		t.data = data
		return s.table(t)
	})
}

// named are the proposals that the command names, with the proposed words.
func (c *soaProposeCmd) named(r *record.Reader, a control.Answers) (map[string]string, error) {
	chosen := map[string]string{}
	for _, ref := range c.Exclude {
		if fact, ok := catalog.Normalize(ref, catalog.Edition(c.Edition)); ok {
			ref = fact.ID
		}
		chosen[ref] = ""
	}
	if _, all := chosen["all"]; !all {
		return chosen, nil
	}
	delete(chosen, "all")
	proposals, err := control.Propose(r, catalog.Edition(c.Edition), a)
	for _, p := range proposals {
		if p.Conflict == "" {
			chosen[p.Control.Ref] = ""
		}
	}
	return chosen, err
}
