package web

import (
	"fmt"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/web/guidance"
)

// moving is the page of a transition: the plan with the answers given so far.
type moving struct {
	q     *request
	plan  *transition.Plan
	shown string // which controls the table shows
	form  recordForm
}

// answerName begins the names of the inputs that answer a question.
const answerName = "a:"

// directions are the editions to go from and to, as the address or the form says.
func (q *request) directions() (from, to catalog.Edition, err error) {
	text := q.param("from") + q.form("from")
	if text == "" {
		text = string(catalog.Edition2013)
	}
	from, err = catalog.ParseEdition(text)
	return from, from.Other(), err
}

// transitionOptions reads what the person has decided.
func (q *request) transitionOptions(r *record.Reader) (o transition.Options, err error) {
	o.Answers = map[string]string{}
	for name, values := range q.r.PostForm {
		if key, ok := strings.CutPrefix(name, answerName); ok && values[0] != "" {
			o.Answers[key] = values[0]
		}
	}
	k, t := treatment.Treatments.Kind(), &treatment.Treatment{}
	for _, name := range []string{"owner", "due"} {
		if err := q.parseField(r, k.Field(name), t, q.r.PostForm[name]); err != nil {
			return o, errs.InField(name, "%v", err)
		}
	}
	o.Owner, o.Due, o.Digest, o.Suggested = t.Owner, t.Due, q.form("digest"), q.form("do") == "suggested"
	return o, nil
}

func transitionPage(q *request) error { return q.showTransition(nil) }

// showTransition shows the plan with the answers given, and what was wrong with them.
func (q *request) showTransition(failed error) error {
	from, to, err := q.directions()
	if err != nil {
		return err
	}
	return q.show(func(r *record.Reader) (page, error) {
		m := &moving{q: q, shown: q.param("show") + q.form("look")}
		o, err := q.transitionOptions(r)
		if o.Digest = ""; err == nil {
			m.plan, err = transition.Prepare(r, from, to, o)
		}
		if errs.Is(err, errs.Invalid) { // shown as if nothing had been answered
			failed, q.status = asPeople(err), errs.Invalid.Status()
			o = transition.Options{}
			m.plan, err = transition.Prepare(r, from, to, o)
		}
		p := page{title: fmt.Sprintf("From %s to %s", from, to), section: "/soa"}
		if errs.Is(err, errs.NotFound) {
			p.body = q.nothingToMove(from)
			return p, nil
		}
		if err != nil {
			return p, err
		}
		m.form, err = q.newForm(r, treatment.Treatments.Kind(), &treatment.Treatment{Owner: o.Owner, Due: o.Due}, failed)
		p.body = m.body()
		return p, err
	})
}

// doTransition carries the statement over, or shows what that would do with the answers given.
func doTransition(q *request) error {
	do := q.form("do")
	if do != "apply" && do != "suggested" {
		return q.showTransition(nil)
	}
	from, to, err := q.directions()
	if err != nil {
		return err
	}
	var p *transition.Plan
	b, err := q.write(fmt.Sprintf("Transition from %s to %s", from, to), func(w *record.Writer) error {
		o, err := q.transitionOptions(w.Reader)
		if err == nil {
			p, err = transition.Apply(w, from, to, o)
		}
		return err
	})
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Stale) {
		q.status = errs.KindOf(err).Status()
		return q.showTransition(asPeople(err))
	}
	if err != nil {
		return err
	}
	return q.redirect(q.url("/transition", "from", string(from)), fmt.Sprintf("Carried: %s, %s. %s open.", plural(p.Counts.Changed, "control", "controls"),
		plural(p.Counts.Links, "link", "links"), plural(p.Counts.Gaps, "control remains", "controls remain")), b.First)
}

// exportTransition sends the plan as a file.
func exportTransition(q *request) error {
	from, to, err := q.directions()
	if err != nil {
		return err
	}
	return q.sendTable("transition", transition.TableControls, func(r *record.Reader) (d report.Document, err error) {
		p, err := transition.Prepare(r, from, to, transition.Options{})
		if err != nil {
			return d, err
		}
		return p.Document(q.member.OrgName, q.org.Now()), nil
	})
}

// nothingToMove is the page without a statement to start from.
func (q *request) nothingToMove(from catalog.Edition) Node {
	about := fmt.Sprintf("There is no statement of %s here yet. ", from)
	if from == catalog.Edition2013 {
		about += "Import the spreadsheet you have: one row for each control, with columns such as Control, Applicable, Justification, Status, Responsible. Sentences are understood, headings are left out, and you see what was understood before anything is written. Then come back here."
	}
	return Group{heading(fmt.Sprintf("From %s to %s", from, from.Other()), Text("Nothing to start from."), button(q.url("/soa"), "Back to the statement")),
		empty(about, If(q.may(record.MayEdit), Group{goButton(q.url("/r/controls/import"), "Import an old statement"),
			q.postForm(q.url("/soa/edition"), Class("inline"), Input(Type("hidden"), Name("edition"), Value(string(from))), Button(Class("btn"), Text("Or begin with its controls, undecided")))}))}
}

func (m *moving) body() Node {
	q, p := m.q, m.plan
	n := p.Counts
	content := Group{m.form.summary(), m.questions(), m.remains(), m.news(), m.leftBehind(), m.sideBySide(), m.confirm()}
	if m.edits() {
		content = Group{q.postForm(q.url("/transition"), ID("transition"), Data("guard", ""), Input(Type("hidden"), Name("from"), Value(string(p.From))), Input(Type("hidden"), Name("digest"), Value(p.Digest)),
			content)}
	}
	return Group{
		heading(fmt.Sprintf("From %s to %s", p.From, p.To), Text(p.Summary), m.otherWay(), m.exportMenu(), button(q.url("/soa", "edition", string(p.To)), "Back to the statement")),
		P(Class("soft note"), Text(fmt.Sprintf("%d controls are one to one, %d merge %d parts, %d are new. The statement of %s stays as it is. One step for all, and one undo.", n.OneToOne, n.Merged, n.Parts, n.New, p.From))),
		content,
	}
}

func (m *moving) edits() bool { return m.q.may(record.MayEdit) }

// done reports whether the statement was carried.
func (m *moving) done() bool {
	n := m.plan.Counts
	return n.Changed+n.Links+n.Questions == 0
}

func (m *moving) otherWay() Node {
	return button(m.q.url("/transition", "from", string(m.plan.To)), fmt.Sprintf("The way back to %s", m.plan.From))
}

func (m *moving) exportMenu() Node {
	return Details(Class("menu end"), Summary(Class("btn"), Text("Export")), Ul(Map([]string{"xlsx", "docx", "pdf", "html", "csv", "json"}, func(f string) Node {
		return Li(A(Href(m.q.url("/transition/export", "format", f, "from", string(m.plan.From))), Text(strings.ToUpper(f))))
	})))
}

// questions are what only a person can answer.
func (m *moving) questions() Node {
	n := m.plan.Counts
	if n.Questions == 0 {
		return nil
	}
	return Section(ID("questions"), H2(Text(plural(n.Questions, "question", "questions"))),
		P(Class("soft note"), Text("Whatever you answer, what the other parts say stays with the control and is not lost. Until you answer, what is suggested is shown below.")),
		Map(m.plan.Controls, func(c *transition.Control) Node {
			return Map(c.Questions, func(question transition.Question) Node { return m.question(c, question) })
		}))
}

func (m *moving) question(c *transition.Control, question transition.Question) Node {
	return FieldSet(Class("reasons note"), ID("f-"+question.Key), Legend(Strong(Text(c.ID+" "+c.Title)), Text(" · "+question.Asks)),
		Map(question.Choices, func(choice transition.Choice) Node {
			mark := If(choice.Value == question.Suggested, Span(Class("soft"), Text(" · suggested")))
			if !m.edits() {
				return P(Text(choice.Label), mark)
			}
			return Label(Input(Type("radio"), Name(answerName+question.Key), Value(choice.Value), If(choice.Value == question.Answer, Checked())), Text(" "+choice.Label), mark)
		}))
}

// news are the controls that nothing of the old edition leads to, with what there is to decide.
func (m *moving) news() Node {
	if m.plan.Counts.New == 0 {
		return nil
	}
	return Section(ID("new"), H2(Text(fmt.Sprintf("%d new controls: what to decide", m.plan.Counts.New))), Ul(Class("lines"), Map(m.plan.Controls, func(c *transition.Control) Node {
		if c.How != transition.New {
			return nil
		}
		purpose, decide := c.ToDecide()
		return Li(Details(Summary(Span(Class("mono"), Text(c.ID)), Text(" "+c.Title+" "), decisionStatus(c.After)),
			P(Class("statement"), Text(purpose)), guidance.Prose(decide), P(Class("acts"), A(Href(m.q.controlURL(c.ID)), Text("All of the guidance")), If(!m.absent(), A(Href(m.page(c.ID)), Text("Decide on its page"))))))
	})))
}

// page is the address of a control's own page.
func (m *moving) page(id string) string { return m.q.recordURL(control.Controls.Kind(), id) }

// absent reports whether the new edition is still to be added, so that its controls have no page yet.
func (m *moving) absent() bool { return m.plan.Adds > 0 }

func (m *moving) leftBehind() Node {
	if len(m.plan.Left) == 0 {
		return nil
	}
	return Section(H2(Text("What stays behind")), P(Class("soft note"), Text(fmt.Sprintf("These have no counterpart in %s. What they say stays in the statement of %s.", m.plan.To, m.plan.From))),
		Ul(Class("lines"), Map(m.plan.Left, func(l transition.Left) Node {
			return Li(A(Class("mono"), Href(m.page(l.Control)), Text(l.Control)), Text(" "+l.Title), Span(Class("soft"), Text(fmt.Sprintf(" · %s, %s", l.Applicability, plural(l.Links, "link", "links")))))
		})))
}

// remains is the list of gaps, after the statement was carried.
func (m *moving) remains() Node {
	if !m.done() {
		return nil
	}
	if m.plan.Counts.Gaps == 0 {
		return Section(ID("open"), H2(Text("Nothing remains open")))
	}
	actions := map[string]transition.Action{}
	for _, a := range m.plan.Actions {
		actions[a.Control] = a
	}
	return Section(ID("open"), H2(Text(fmt.Sprintf("%d remain open", m.plan.Counts.Gaps))), Div(Class("scroll"), Table(
		THead(Tr(Th(Scope("col"), Text("Id")), Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("What")), Th(Scope("col"), Text("Action")))),
		TBody(Map(m.plan.Controls, func(c *transition.Control) Node {
			if c.Gap == "" {
				return nil
			}
			return Tr(Td(Class("mono"), Text(strings.TrimPrefix(c.ID, "A."))), m.titleCell(c), Td(Text(c.Gap)), Td(m.action(actions[c.ID])))
		})))))
}

func (m *moving) action(a transition.Action) Node {
	if a.Covered != "" {
		return A(Class("mono"), Href(m.q.recordURL(treatment.Treatments.Kind(), a.Covered)), Text(a.Covered))
	}
	if a.Control == "" {
		return Span(Class("soft"), Text("—"))
	}
	return Span(Class("soft"), Text(a.State()))
}

func (m *moving) titleCell(c *transition.Control) Node {
	address := m.page(c.ID)
	if m.absent() {
		address = m.q.controlURL(c.ID)
	}
	return Td(A(Class("name"), Href(address), Text(c.Title)))
}

// confirm chooses owner and day of the treatment actions and carries the statement over.
func (m *moving) confirm() Node {
	n, waiting := m.plan.Counts, 0
	for _, a := range m.plan.Actions {
		if a.Covered == "" && len(a.Missing) > 0 {
			waiting++
		}
	}
	if !m.edits() || n.Changed+n.Links+n.Questions+n.Actions+waiting == 0 {
		return nil
	}
	label := func(action string) string {
		if m.done() {
			return "Write the treatment actions"
		}
		return action
	}
	k := treatment.Treatments.Kind()
	return Section(ID("confirm"), H2(Text("Confirm")), Div(Class("record-form"),
		If(n.Actions+waiting > 0, Group{
			P(Class("soft"), Text(fmt.Sprintf("%s what remains open. Those whose control has no owner or no day to come get these; without them they wait.", plural(n.Actions+waiting, "treatment action closes", "treatment actions close")))),
			Div(Class("row"), Label(For("f-owner"), Text("Owner of the actions")), Div(m.form.chooser(k.Field("owner"), Group{ID("f-owner"), Name("owner")}, k.Field("owner").Text(m.form.rec)), m.form.fault("owner"))),
			Div(Class("row"), Label(For("f-due"), Text("Due")), Div(Input(Class("in narrow"), Type("date"), ID("f-due"), Name("due"), Value(k.Field("due").Text(m.form.rec))), m.form.fault("due")))}),
		Div(Class("acts"), Button(Class("btn go"), Name("do"), Value("apply"), Text(label(fmt.Sprintf("Carry to %s", m.plan.To)))),
			If(n.Open > 0, Button(Class("btn"), Name("do"), Value("suggested"), Text("Carry, the rest as suggested"))),
			If(!m.done(), Button(Class("btn"), Name("look"), Value(m.shown), Text("Show again with these answers"))))))
}

// decisionStatus is how a decision looks.
func decisionStatus(d control.Position) Node {
	switch d.Applicability {
	case "excluded":
		return status("excluded", "excluded", d.ExclusionReason)
	case "applicable":
		state := map[string]string{"implemented": "working", "partly": "partly", "planned": "none", "not_started": "failing"}[d.Implementation]
		return status(state, strings.ToLower(transition.Words(control.Implementations, d.Implementation)), d.Justification())
	}
	return status("none", "undecided", "nobody has decided")
}
