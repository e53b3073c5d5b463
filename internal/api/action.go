package api

import (
	"net/http"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// actions are what can be done to single records of a register beyond saving them.
func (k *shape) actions(one string) (routes []Route) {
	if k.Kind == risk.Risks.Kind() {
		routes = append(routes, Route{Method: "POST", Pattern: one + "/accept", Needs: record.MayRead | record.MayContribute, fn: (*call).accept, doc: docAccept()},
			Route{Method: "POST", Pattern: one + "/trigger", Needs: record.MayRead | k.Edit, fn: (*call).trigger, doc: docTrigger()})
	}
	routes = append(append(routes, k.supplierActions(one)...), k.questionActions(strings.TrimSuffix(one, "/{ref}"))...)
	for _, step := range k.Steps {
		routes = append(routes, Route{Method: "POST", Pattern: one + "/" + step.Name, Needs: record.MayRead | step.Needs,
			fn: func(c *call) error { return c.step(k, step.Name) }, doc: k.docStep(step)})
	}
	return routes
}

// step takes a step with the record, given the values that it asks for.
func (c *call) step(s *shape, name string) error {
	rev, err := c.expected()
	if err != nil {
		return err
	}
	given := values{}
	text, err := c.body()
	if err == nil && len(text) > 0 {
		err = readObject(text, &given)
	}
	if err != nil {
		return err
	}
	var rec record.Record
	_, err = c.write(c.reason(), func(w *record.Writer) error {
		if rec, err = w.Find(s.Kind, c.r.PathValue("ref")); err != nil {
			return err
		}
		if rev != 0 {
			rec.Base().Rev = rev
		}
		return w.Take(s.Kind, rec, name, func() error { return s.ask(w.Reader, rec, s.Step(name), given) })
	})
	if err != nil {
		return err
	}
	return c.respondRecord(http.StatusOK, s, rec, nil)
}

// onExpected runs fn on the record the address names, at the revision the caller saw.
func (c *call) onExpected(k *record.Kind, fn func(w *record.Writer, id string, rev int64) error) error {
	rev, err := c.expected()
	if err != nil {
		return err
	}
	_, err = c.write(c.reason(), func(w *record.Writer) error {
		rec, err := w.Find(k, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		if rev == 0 {
			rev = rec.Base().Rev
		}
		return fn(w, rec.Base().ID, rev)
	})
	return err
}

type acceptForm struct {
	Until     record.Date `json:"until"`
	Statement string      `json:"statement"`
	Elsewhere string      `json:"elsewhere"` // where it was signed, if an administrator records it
	By        string      `json:"by"`        // and who signed: reference or id of a person
}

// accept records that the caller accepts a risk as it stands.
func (c *call) accept() error {
	var form acceptForm
	if err := c.decode(&form); err != nil {
		return err
	}
	var a *treatment.Acceptance
	err := c.onExpected(risk.Risks.Kind(), func(w *record.Writer, id string, rev int64) (err error) {
		a, err = treatment.Accept(w, id, rev, c.org.Actor().Email, treatment.AcceptForm(form))
		return err
	})
	if err != nil {
		return err
	}
	return c.respondRecord(http.StatusCreated, c.shapes[treatment.Acceptances.Kind().Name], a, nil)
}
