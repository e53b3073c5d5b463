package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/isms/operations"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/isms/view"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// shownVersions is how much of a history a record's page shows.
const shownVersions = 50

// recordView is what a record's page shows.
type recordView struct {
	q        *request
	k        *record.Kind
	rec      record.Record
	names    names
	scales   scales
	versions []record.Version
}

func (q *request) viewOf(r *record.Reader, k *record.Kind, rec record.Record) (v recordView, err error) {
	v = recordView{q: q, k: k, rec: rec}
	m := rec.Base()
	if v.versions, err = r.History(k, m.ID, shownVersions); err != nil {
		return v, err
	}
	var actors []string
	records := []record.Record{rec}
	for _, version := range v.versions {
		actors = append(actors, version.Actor)
		if version.Record != nil {
			records = append(records, version.Record)
		}
	}
	if v.names, err = q.namesFor(r, k, records, actors); err != nil {
		return v, err
	}
	v.scales, err = scalesOf(r, k)
	return v, err
}

// recordPage shows one record: fields, what refers to it, its history. A deleted record shows its history.
func recordPage(q *request) error {
	k, err := q.kind()
	if err != nil {
		return err
	}
	return q.recordOf(k)
}

func (q *request) recordOf(k *record.Kind) error {
	return q.show(func(r *record.Reader) (page, error) {
		rec, err := r.Find(k, q.r.PathValue("ref"))
		if err != nil {
			return q.gonePage(r, k, err)
		}
		v, err := q.viewOf(r, k, rec)
		if err != nil {
			return page{}, err
		}
		if i, ok := rec.(*incident.Incident); ok {
			return q.incidentBody(r, v, i)
		}
		extra, err := q.extra(r, v)
		if err != nil {
			return page{}, err
		}
		steps, err := q.stepForms(r, k, rec)
		if err != nil {
			return page{}, err
		}
		related, err := q.related(r, k, rec.Base().ID)
		if err != nil {
			return page{}, err
		}
		said, err := q.comments(r, k, rec.Base())
		if err != nil {
			return page{}, err
		}
		return page{title: rec.Base().Ref + " " + k.TitleOf(rec), section: sectionOf(k), body: v.body(inOrder(rec, q.before(rec, steps), extra), Group{said, related})}, nil
	})
}

// before puts a supplier's link to its questions before what else can be done.
func (q *request) before(rec record.Record, steps Node) Node {
	if a, ok := rec.(*supplier.Assessment); ok {
		return Group{q.linkSection(a), steps}
	}
	return steps
}

// gonePage shows the history of a record that is no longer there, if the address names it by id.
func (q *request) gonePage(r *record.Reader, k *record.Kind, notFound error) (page, error) {
	versions, err := r.History(k, q.r.PathValue("ref"), shownVersions)
	if err != nil {
		return page{}, notFound
	}
	v := recordView{q: q, k: k, versions: versions}
	var actors []string
	for _, version := range versions {
		actors = append(actors, version.Actor)
	}
	if v.names, err = q.namesOf(r, nil, actors); err != nil {
		return page{}, err
	}
	return page{title: versions[0].Ref, section: sectionOf(k), body: Group{heading(versions[0].Ref+" was deleted", Text("Its history can bring it back.")), v.history()}}, nil
}

func (v recordView) body(extra, related Node) Node {
	q, m := v.q, v.rec.Base()
	return Group{
		heading(v.k.TitleOf(v.rec), Group{Span(Class("mono"), Text(m.Ref)), Text(" · "), A(Href(q.url("/r/"+v.k.Plural)), Text(v.k.Title)),
			Text(fmt.Sprintf(" · revision %d", m.Rev))}, v.actions()),
		Div(Class("cols"),
			Div(Section(v.facts()), extra, related),
			Aside(v.history())),
	}
}

func (v recordView) actions() Node {
	q, m := v.q, v.rec.Base()
	if !q.may(v.k.Edit) || !creatable(v.k) || v.k.Fixed(v.rec) {
		return nil
	}
	base := q.url("/r/" + v.k.Plural + "/" + url.PathEscape(m.ID))
	return Group{
		A(Class("btn"), Href(base+"/edit"), Data("key", "e"), Text("Change")),
		q.postForm(base+"/delete", Class("inline"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(m.Rev))),
			Button(Class("btn bad"), Data("confirm", "Delete "+m.Ref+"? Its history stays and can bring it back."), Text("Delete"))),
	}
}

// elsewhere are fields that a part of the page of their own shows.
var elsewhere = []string{"snapshot", "carried", "clauses", "answers", "knockouts", "items"}

func (v recordView) facts() Node {
	var rows []Node
	for i := range v.k.Fields {
		f := &v.k.Fields[i]
		if i == 0 || f.Empty(v.rec) && (f.Computed || f.Type() == "bool") || slices.Contains(elsewhere, f.Name) || besides(f, v.rec) {
			continue
		}
		value := v.names.show(f, v.rec, v.scales)
		if f.Empty(v.rec) {
			value = Span(Class("soft"), Text("—"))
		}
		rows = append(rows, Dt(Text(f.Label)), Dd(If(f.Long, Class("text")), value, If(f.Unit != "" && !f.Empty(v.rec), Text(" "+f.Unit))))
	}
	return Dl(Class("facts"), Group(rows))
}

// history tells who changed what when and why, and lets one go back.
func (v recordView) history() Node {
	return Section(ID("history"), H2(Text("History")), Ol(Class("history"), Map(v.versions, v.version)))
}

func (v recordView) version(ver record.Version) Node {
	q := v.q
	what := "Added"
	switch {
	case ver.Redacted:
		what = "Content erased"
	case ver.Op == journal.Delete:
		what = "Deleted"
	case ver.Rev > 1:
		what = "Changed"
	}
	current := v.rec != nil && ver.Rev == v.rec.Base().Rev
	return Li(
		P(Strong(Text(what)), Text(" by "), v.names.actor(ver.Actor), Text(", "+moment(ver.Time)), If(ver.Reason != "", Q(Text(ver.Reason)))),
		If(ver.Rev > 1 && len(ver.Changes) > 0, Ul(Map(ver.Changes, v.change))),
		P(Class("soft"), Small(Text(fmt.Sprintf("revision %d · entry %s", ver.Rev, thousands(ver.Seq))),
			Iff(!current && ver.Record != nil && q.may(v.k.Edit) && creatable(v.k) && (v.rec == nil || !v.k.Fixed(v.rec)), func() Node {
				return q.postForm(q.url("/r/"+v.k.Plural+"/"+ver.Record.Base().ID+"/restore"), Class("inline"),
					Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(ver.Rev))), Button(Class("plain"), Text("Bring back")))
			}))))
}

func (v recordView) change(c record.Change) Node {
	show := func(text string) Node {
		if text == "" {
			return Span(Class("soft"), Text("empty"))
		}
		if c.Field.Type() == "json" {
			return Text("new content")
		}
		rec := v.k.New()
		if err := c.Field.Parse(rec, text); err != nil {
			return Text(text)
		}
		return v.names.show(c.Field, rec, v.scales)
	}
	if c.Field.Long && len(c.Old)+len(c.New) > 200 {
		return Li(Details(Summary(Text(c.Field.Label)), P(Del(show(c.Old))), P(Ins(show(c.New)))))
	}
	return Li(Text(c.Field.Label+": "), Del(show(c.Old)), Text(" → "), Ins(show(c.New)))
}

func createRecord(q *request) error {
	k, err := q.kindToChange()
	if err != nil {
		return err
	}
	rec := k.New()
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		if err := q.parseForm(w.Reader, k, rec); err != nil {
			return err
		}
		return w.Put(k, rec)
	})
	if err != nil {
		return q.again(k, rec, err)
	}
	if v, ok := rec.(*view.View); ok {
		return q.redirect(q.url("/r/"+url.PathEscape(v.Register))+joint(q)+v.Query, "View saved.", b.First)
	}
	return q.redirect(q.recordURL(k, rec.Base().Ref), rec.Base().Ref+" added.", b.First)
}

// again shows the form once more with what was typed and what is wrong; other errors end the request.
func (q *request) again(k *record.Kind, rec record.Record, err error) error {
	if kind := errs.KindOf(err); kind != errs.Invalid && kind != errs.Conflict && kind != errs.Stale {
		return err
	}
	q.status = errs.KindOf(err).Status()
	return q.formPage(k, rec, asPeople(err))
}

func asPeople(err error) error {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		return e
	}
	return err
}

func editPage(q *request) error {
	k, err := q.kindToChange()
	if err != nil {
		return err
	}
	var rec record.Record
	if err := q.read(func(r *record.Reader) (err error) {
		rec, err = r.Find(k, q.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	if k.Fixed(rec) {
		return errs.New(errs.Conflict, "%s stays as it is: its state allows no change.", rec.Base().Ref)
	}
	return q.formPage(k, rec, nil)
}

func saveRecord(q *request) error {
	k, err := q.kindToChange()
	if err != nil {
		return err
	}
	var rec record.Record
	var present int64
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		if rec, err = w.Find(k, q.r.PathValue("ref")); err != nil {
			return err
		}
		present, rec.Base().Rev = rec.Base().Rev, q.formInt("rev")
		if err := q.parseForm(w.Reader, k, rec); err != nil {
			return err
		}
		return w.Put(k, rec)
	})
	if err != nil {
		if rec == nil {
			return err
		}
		if errs.Is(err, errs.Stale) {
			rec.Base().Rev = present // who saves again has seen what changed
		}
		return q.again(k, rec, err)
	}
	return q.redirect(q.recordURL(k, rec.Base().Ref), rec.Base().Ref+" saved.", b.First)
}

func deleteRecord(q *request) error {
	k, err := q.kindToChange()
	if err != nil {
		return err
	}
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		rec, err := w.Find(k, q.r.PathValue("ref"))
		if err != nil {
			return err
		}
		return w.Delete(k, rec.Base().ID, q.formInt("rev"))
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/r/"+k.Plural), "Deleted.", b.First)
}

func restoreRecord(q *request) error {
	k, err := q.kindToChange()
	if err != nil {
		return err
	}
	id := q.r.PathValue("ref")
	b, err := q.write(q.form("reason"), func(w *record.Writer) error { return w.Restore(k, id, q.formInt("rev")) })
	if err != nil {
		return err
	}
	return q.redirect(q.url("/r/"+k.Plural+"/"+url.PathEscape(id)), "Brought back.", b.First)
}

func redactRecord(q *request) error {
	k, err := q.kind()
	if err != nil {
		return err
	}
	id := q.r.PathValue("ref")
	if _, err := q.write(q.form("reason"), func(w *record.Writer) error { return w.Redact(k, id, q.formInt("rev")) }); err != nil {
		return err
	}
	return q.redirect(q.url("/r/"+k.Plural+"/"+url.PathEscape(id)), "The revision's content is erased.", 0)
}

// extra is what some kinds show besides their fields.
func (q *request) extra(r *record.Reader, v recordView) (Node, error) {
	switch rec := v.rec.(type) {
	case *risk.Risk:
		card, err := q.riskExtra(r, rec)
		if err != nil {
			return nil, err
		}
		suggested, err := q.suggestions(r, rec)
		return Group{card, suggested}, err
	case *evidence.Evidence:
		return q.evidenceExtra(rec), nil
	case *supplier.Supplier:
		return q.supplierExtra(r, rec)
	case *supplier.Agreement:
		return q.agreementExtra(rec), nil
	case *supplier.Assessment:
		return q.supplierAssessmentExtra(r, rec)
	case *answer.Questionnaire:
		return q.questionnaireExtra(r, rec)
	case *document.Version:
		return q.versionExtra(r, rec)
	case *continuity.Process:
		lists, err := q.lists(r, v)
		return Group{q.impactSection(rec), lists}, err
	case *treatment.Acceptance:
		all, err := treatment.Standings(r, []*treatment.Acceptance{rec})
		if err != nil {
			return nil, err
		}
		table, err := q.acceptedTable(r, &all[0])
		return Section(Class("sheet"), P(accepted(&all[0])), whyVoid(&all[0]), table), err
	case *people.Person:
		return q.personExtra(r, rec)
	case *checklist.Personnel:
		return q.tasks(r, "personnel", rec.ID, rec.Type)
	case *checklist.Checklist:
		return q.tasks(r, "checklist", rec.ID, "")
	case *continuity.Exercise:
		return If(rec.Status != "planned", q.follow(q.adding(continuity.Findings.Kind(), "Add a finding", "exercise", rec.Ref))), nil
	case *operations.RestoreTest:
		return If(!rec.Passed() && rec.SettledOn == "", q.follow(
			q.adding(operations.RestoreTests.Kind(), "Record the repetition", "title", rec.Title, "backup", string(rec.Backup), "type", rec.Type),
			q.adding(task.Tasks.Kind(), "Add a task", "about", rec.Ref, "weight", "grave"))), nil
	}
	return q.lists(r, v)
}

// adding leads to the form for a record that follows from the one shown, filled in as far as is known; nil where nobody may add it.
func (q *request) adding(k *record.Kind, label string, pairs ...string) Node {
	if !q.may(k.Edit) || q.org.Past() {
		return nil
	}
	return button(q.url("/r/"+k.Plural+"/new", pairs...), label)
}

// follow is what follows from a record elsewhere.
func (q *request) follow(links ...Node) Node {
	if !slices.ContainsFunc(links, func(n Node) bool { return n != nil }) {
		return nil
	}
	return Section(Class("sheet"), H2(Text("What follows")), P(Class("acts"), Group(links)))
}
