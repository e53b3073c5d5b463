package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/record"
)

// refusedStep is a step that was refused, with the record as it was filled in.
type refusedStep struct {
	name string
	rec  record.Record
	err  error
}

// stepForms are what can be done with the record now: a button each, with inputs where the step asks for something.
func (q *request) stepForms(r *record.Reader, k *record.Kind, rec record.Record) (Node, error) {
	var forms []Node
	for _, s := range k.OpenSteps(rec) {
		if !q.may(s.Needs) || q.org.Past() || s.Name == "tick" { // the playbook has a button for each
			continue
		}
		shown, failed := rec, error(nil)
		if q.refused.name == s.Name {
			shown, failed = q.refused.rec, q.refused.err
		} else if s.Anew {
			var err error
			if shown, err = k.Clone(rec); err == nil {
				err = record.Begin(k, s, shown)
			}
			if err != nil {
				return nil, err
			}
		}
		f, err := q.newForm(r, k, shown, failed)
		if err != nil {
			return nil, err
		}
		f.of = s.Name + "-"
		forms = append(forms, f.step(s, rec.Base()))
	}
	if forms == nil {
		return nil, nil
	}
	return Section(Class("sheet"), H2(Text("Next")), Group(forms)), nil
}

// stepButton is a step that asks for nothing, as a button of its record's own page; nil where it cannot be taken.
func (q *request) stepButton(k *record.Kind, rec record.Record, name string) Node {
	s, m := k.Step(name), rec.Base()
	if !s.Open(rec) || !q.may(s.Needs) || q.org.Past() {
		return nil
	}
	return q.postForm(q.url("/r/"+k.Plural+"/"+url.PathEscape(m.ID)+"/step/"+s.Name), Class("inline"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(m.Rev))),
		Button(Class("btn go"), Data("confirm", s.Label+"? "+s.About), Text(s.Label)))
}

func (f recordForm) step(s *record.AnyStep, m *record.Meta) Node {
	return f.q.postForm(f.q.url("/r/"+f.k.Plural+"/"+url.PathEscape(m.ID)+"/step/"+s.Name), Class("record-form"), f.summary(), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(m.Rev))),
		If(s.About != "", P(Text(s.About))),
		Map(s.Asks, func(name string) Node { return f.row(f.k.Field(name)) }),
		Div(Class("row"), Span(), Div(Button(Class("btn go"), Text(s.Label)))))
}

// takeStep takes a step with a record. Where it is refused the record's page says why beside what was typed.
func takeStep(q *request) error {
	k, err := q.kind()
	if err != nil {
		return err
	}
	name := q.r.PathValue("step")
	var rec record.Record
	b, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		if rec, err = w.Find(k, q.r.PathValue("ref")); err != nil {
			return err
		}
		if rev := q.formInt("rev"); rev != 0 {
			rec.Base().Rev = rev
		}
		return w.Take(k, rec, name, func() error { return q.parseFields(w.Reader, k, rec, k.Step(name).Asks) })
	})
	if e, ok := errors.AsType[*errs.Error](err); ok && len(e.Fields) > 0 && e.Kind == errs.Invalid {
		q.refused, q.status = refusedStep{name, rec, err}, http.StatusUnprocessableEntity
		return recordPage(q)
	}
	if err != nil {
		return err
	}
	return q.redirect(q.after(k, rec), fmt.Sprintf("%s: “%s” is recorded.", rec.Base().Ref, k.Step(name).Label), b.First)
}

// after is where a step leads: to the record, and from a task back to its checklist, from a version to its document.
func (q *request) after(k *record.Kind, rec record.Record) string {
	if t, ok := rec.(*checklist.Task); ok && t.Personnel != "" {
		return q.url("/r/" + checklist.Personnels.Plural + "/" + string(t.Personnel))
	} else if ok {
		return q.url("/r/" + checklist.Checklists.Plural + "/" + string(t.Checklist))
	}
	if v, ok := rec.(*document.Version); ok {
		return q.url(documentsAt + "/" + string(v.Document))
	}
	return q.recordURL(k, rec.Base().Ref)
}
