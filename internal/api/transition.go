package api

import (
	"net/http"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// transitionForm is what the caller decides about a transition. The plan is answered with for the same form.
type transitionForm struct {
	From      catalog.Edition   `json:"from"`
	To        catalog.Edition   `json:"to"`
	Answers   map[string]string `json:"answers,omitempty"`
	Suggested bool              `json:"suggested,omitempty"`
	Owner     string            `json:"owner,omitempty"`
	Due       record.Date       `json:"due,omitempty"`
	Digest    string            `json:"digest,omitempty"`
}

// options checks the editions and finds the owner of the actions, given by reference or id.
func (f *transitionForm) options(r *record.Reader) (o transition.Options, err error) {
	for _, e := range []*catalog.Edition{&f.From, &f.To} {
		if *e, err = catalog.ParseEdition(string(*e)); err != nil {
			return o, err
		}
	}
	o = transition.Options{Answers: f.Answers, Suggested: f.Suggested, Due: f.Due, Digest: f.Digest}
	if f.Owner == "" {
		return o, nil
	}
	p, err := people.Persons.Find(r, f.Owner)
	if errs.Is(err, errs.NotFound) {
		return o, errs.InField("owner", "there is no person %q", f.Owner)
	}
	if err == nil {
		o.Owner = record.Ref(p.ID)
	}
	return o, err
}

// plan answers with what a transition would do, at the moment asked for.
func (c *call) plan() error {
	p, err := c.readPlan()
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, p)
}

func (c *call) readPlan() (p *transition.Plan, err error) {
	form, err := c.planForm()
	if err != nil {
		return nil, err
	}
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		p, err = form.prepare(r)
		return err
	})
	return p, err
}

func (f *transitionForm) prepare(r *record.Reader) (*transition.Plan, error) {
	o, err := f.options(r)
	if err != nil {
		return nil, err
	}
	return transition.Prepare(r, f.From, f.To, o)
}

// planForm reads from the address what a body would say.
func (c *call) planForm() (form transitionForm, err error) {
	form = transitionForm{From: catalog.Edition2013, Answers: map[string]string{}, Owner: c.query.Get("owner"), Due: record.Date(c.query.Get("due")), To: catalog.Edition(c.query.Get("to"))}
	if text := c.query.Get("from"); text != "" {
		if form.From, err = catalog.ParseEdition(text); err != nil {
			return form, err
		}
	}
	if form.To == "" {
		form.To = form.From.Other()
	}
	for _, pair := range c.query["answer"] {
		key, answer, ok := strings.Cut(pair, "=")
		if !ok {
			return form, errs.New(errs.BadRequest, "answer=%q says nothing; write answer=A.5.15.owner=A.9.1.1.", pair)
		}
		form.Answers[key] = answer
	}
	return form, nil
}

// exportPlan sends the plan as a file; CSV holds the table of controls.
func (c *call) exportPlan() error {
	form, err := c.planForm()
	if err != nil {
		return err
	}
	return c.sendTable("transition", transition.TableControls, func(r *record.Reader) (d report.Document, err error) {
		p, err := form.prepare(r)
		if err != nil {
			return d, err
		}
		return p.Document(c.grant.OrgName, c.org.Now()), nil
	})
}

// transition carries one edition's statement into the other, in one change.
func (c *call) transition() error {
	form := transitionForm{From: catalog.Edition2013}
	if err := c.decode(&form); err != nil {
		return err
	}
	if form.To == "" {
		form.To = form.From.Other()
	}
	var p *transition.Plan
	reason := c.reason()
	if reason == "" {
		reason = "Transition from " + string(form.From) + " to " + string(form.To)
	}
	_, err := c.write(reason, func(w *record.Writer) error {
		o, err := form.options(w.Reader)
		if err != nil {
			return err
		}
		p, err = transition.Apply(w, form.From, form.To, o)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, p)
}

func paramsTransition() []any {
	e := object{"type": "string", "enum": []string{"2013", "2022"}}
	return []any{query("from", "The edition to start from; 2013 when left out.", e), query("to", "The edition to go to; the other one when left out.", e),
		query("answer", "A question's key and the choice, such as A.5.15.owner=A.9.1.1; may be given several times.", object{"type": "array", "items": object{"type": "string"}}),
		query("owner", "Owner of the treatment actions whose control has none: reference or id of a person.", object{"type": "string"}),
		query("due", "When the treatment actions are due whose control names no day to come.", object{"type": "string"})}
}

func docPlan() operation {
	return operation{id: "plan_transition", tag: tagSoA, summary: "Read what moving from one edition to the other would do", params: paramsTransition(), reply: schemaFor[transition.Plan](),
		about: "Per control of the new edition the parts it merges, what it will say, the questions only a person can answer, the links that are carried and what remains open. Nothing is written."}
}

func docExportPlan() operation {
	return operation{id: "export_transition", tag: tagSoA, summary: "Download the plan of a transition as a file", params: append(paramsTransition(), paramFormat()), media: "application/octet-stream"}
}

func docTransition() operation {
	return operation{id: "transition", tag: tagSoA, summary: "Carry one edition's statement into the other, in one change", bodyOptional: true, body: schemaFor[transitionForm](), reply: schemaFor[transition.Plan](),
		about: "Refused while questions are open, unless suggested is true. Send the digest of the plan you looked at to be sure that nothing changed since. Sent again, it changes nothing."}
}
