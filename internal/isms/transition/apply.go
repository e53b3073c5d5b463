package transition

import (
	"fmt"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// Prepare plans the transition at the moment the reader shows. It writes nothing.
func Prepare(r *record.Reader, from, to catalog.Edition, o Options) (*Plan, error) {
	if from == to {
		return nil, errs.Invalidf("A transition goes from one edition to the other. Choose %s on one side.", from.Other())
	}
	in, err := read(r, from, to)
	if err != nil {
		return nil, err
	}
	if o.Owner != "" && in.names[string(o.Owner)] == "" {
		found, err := r.Named([]string{string(o.Owner)})
		if err != nil {
			return nil, err
		}
		if found[string(o.Owner)].Kind != "person" {
			return nil, errs.InField("owner", "there is no person %q", o.Owner)
		}
		in.names[string(o.Owner)] = found[string(o.Owner)].Title
	}
	if o.Due != "" && o.Due < in.today {
		return nil, errs.InField("due", "%s has passed", o.Due)
	}
	return makePlan(in, o)
}

func read(r *record.Reader, from, to catalog.Edition) (in input, err error) {
	in = input{from: from, to: to, source: map[string]*control.Control{}, target: map[string]*control.Control{}, names: map[string]string{}, today: r.Today()}
	all, err := control.Controls.All(r, record.Query{})
	if err != nil {
		return in, err
	}
	refs := map[string]string{}
	var ids []string
	for _, c := range all {
		refs[c.ID] = c.Ref
		if c.Edition == string(from) {
			in.source[c.Ref] = c
		} else {
			in.target[c.Ref] = c
		}
		ids = append(append(ids, string(c.Owner)), c.Requirements...)
		for _, p := range c.Carried.Parts {
			ids = append(append(ids, string(p.Decision.Owner)), p.Decision.Requirements...)
		}
	}
	if len(in.source) == 0 {
		return in, errs.New(errs.NotFound, "There are no controls of the edition of %s here. Import the old Statement of Applicability into the register of controls, or add the edition.", from)
	}
	found, err := r.Named(ids)
	if err != nil {
		return in, err
	}
	for id, h := range found {
		in.names[id] = h.Title
	}
	if err := in.readLinks(r, refs); err != nil {
		return in, err
	}
	return in, in.readActions(r, refs)
}

func (in *input) readActions(r *record.Reader, refs map[string]string) error {
	return r.Each(treatment.Treatments.Kind(), record.Query{}, func(rec record.Record) error {
		t := rec.(*treatment.Treatment)
		a := standingAction{ref: t.Ref, title: t.Title, open: t.Status == "planned" || t.Status == "in_progress"}
		for _, id := range t.Controls {
			a.controls = append(a.controls, refs[id])
		}
		in.treatments = append(in.treatments, a)
		return nil
	})
}

// Apply writes what Prepare planned: the controls of the new edition, where they are missing, their decisions, the links
// and the actions that have an owner and a day. It refuses while questions are open, unless what is suggested is taken.
func Apply(w *record.Writer, from, to catalog.Edition, o Options) (*Plan, error) {
	if err := w.Actor().Check(control.Controls.Kind().Edit); err != nil {
		return nil, err
	}
	p, err := Prepare(w.Reader, from, to, o)
	if err != nil {
		return nil, err
	}
	if p.Counts.Open > 0 && !o.Suggested {
		return nil, p.unanswered()
	}
	if _, err := control.AddEdition(w, to); err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, c := range p.Controls {
		rec, err := control.Controls.Find(w.Reader, c.ID)
		if err != nil {
			return nil, err
		}
		ids[c.ID] = rec.ID
	}
	if err := p.link(w, ids); err != nil { // before the decisions, which a link may justify
		return nil, err
	}
	if err := p.decide(w, ids); err != nil {
		return nil, err
	}
	return p, p.writeActions(w, ids)
}

func (p *Plan) decide(w *record.Writer, ids map[string]string) error {
	for _, c := range p.Controls {
		if !c.Changed {
			continue
		}
		rec, err := control.Controls.Get(w.Reader, ids[c.ID])
		if err != nil {
			return err
		}
		rec.Take(c.After)
		if c.record {
			rec.Carried = c.carried
		}
		if err := control.Controls.Put(w, rec); err != nil {
			return fmt.Errorf("%s: %w", c.ID, err)
		}
	}
	return nil
}

func (p *Plan) unanswered() error {
	e := &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("Nothing was written: %s to answer first, or take what is suggested.", count(p.Counts.Open, "question is", "questions are"))}
	for _, q := range p.Questions() {
		if q.Answer == "" {
			e.Fields = append(e.Fields, errs.Field{Name: q.Key, Message: q.Asks})
		}
	}
	return e
}

// link writes each record that gets links once.
func (p *Plan) link(w *record.Writer, ids map[string]string) error {
	type place struct{ kind, id, field string }
	var order []place
	adds := map[place][]string{}
	for _, c := range p.Controls {
		for _, l := range c.Links {
			at := place{l.Kind, l.id, l.field}
			if adds[at] == nil {
				order = append(order, at)
			}
			adds[at] = append(adds[at], ids[c.ID])
		}
	}
	for _, at := range order {
		k, err := w.Org().Store().Kind(at.kind)
		if err != nil {
			return err
		}
		rec, err := w.Get(k, at.id)
		if err != nil {
			return err
		}
		refs := k.Field(at.field).Ptr(rec).(*record.Refs)
		*refs = append(*refs, adds[at]...)
		if r, ok := rec.(*risk.Risk); ok {
			r.Carried = sorted(append(r.Carried, adds[at]...))
		}
		if err := w.Put(k, rec); err != nil {
			return fmt.Errorf("%s: %w", rec.Base().Ref, err)
		}
	}
	return nil
}

func (p *Plan) writeActions(w *record.Writer, ids map[string]string) error {
	for _, a := range p.Actions {
		if !a.writes() {
			continue
		}
		t := &treatment.Treatment{Title: a.Title, Risks: a.risks, Controls: record.Refs{ids[a.Control]}, Owner: a.Owner, Due: a.Due,
			Notes: fmt.Sprintf("From the transition to the edition of %s.", p.To)}
		if err := treatment.Treatments.Put(w, t); err != nil {
			return err
		}
	}
	return nil
}
