package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/record"
)

// runURL is the address of a run's page or of one below it.
func (q *request) runURL(a *assessment.Assessment, below string, pairs ...string) string {
	return q.url("/assessments/"+url.PathEscape(a.Ref)+below, pairs...)
}

// assessmentPage shows a run: its state, who still owes ratings, how far the raters agree, what comes next.
func assessmentPage(q *request) error {
	k := assessment.Assessments.Kind()
	return q.show(func(r *record.Reader) (page, error) {
		v, err := assessment.ReadRun(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		history, err := q.viewOf(r, k, v.Run)
		if err != nil {
			return page{}, err
		}
		before, _, err := assessment.Assessments.List(r, record.Query{Sort: "-ref", Limit: 20})
		if err != nil {
			return page{}, err
		}
		p := runPage{q, v}
		body := Group{
			heading(v.Run.Title, Group{Span(Class("mono"), Text(v.Run.Ref)), Text(" · "), A(Href(q.url("/r/assessments")), Text("Assessments")), If(v.Run.Occasion != "", Text(" · "+v.Run.Occasion))}, p.acts()),
			Div(Class("cols"), Div(p.facts(), p.raters(), p.agreement(), p.steadiness(), p.risks()), Aside(p.compareWith(before), history.history())),
		}
		said, err := q.comments(r, k, v.Run.Base())
		return page{title: v.Run.Ref + " " + v.Run.Title, section: "/risk", body: Group{body, said}}, err
	})
}

type runPage struct {
	q *request
	v *assessment.RunView
}

// do is a button that takes the run's next step.
func (p runPage) do(step, label, confirm string, fields ...Node) Node {
	return p.q.postForm(p.q.runURL(p.v.Run, "/"+step), Class("inline"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(p.v.Run.Rev))), Group(fields),
		Button(Class("btn go"), If(confirm != "", Data("confirm", confirm)), Text(label)))
}

func (p runPage) acts() Node {
	q, a := p.q, p.v.Run
	acts := []Node{q.fileMenu("Report", "/assessments/"+url.PathEscape(a.Ref)+"/report")}
	if a.Status == assessment.Rating && q.may(record.MayContribute) && p.v.Own(q.caller.Email) != nil {
		acts = append(acts, goButton(q.runURL(a, "/rate"), "Rate my risks"))
	}
	if q.may(record.MayEdit) {
		acts = append(acts, p.steps()...)
	}
	if a.Status == assessment.Evaluated || a.Manifest != nil {
		acts = append(acts, button(q.runURL(a, "/reconcile"), "Ratings side by side"))
	}
	if a.Status != assessment.Draft && a.Status != assessment.Rating {
		acts = append(acts, button(q.runURL(a, "/rescore"), "Under other criteria"))
	}
	if a.Manifest != nil {
		acts = append(acts, q.postForm(q.runURL(a, "/replay"), Class("inline"), Button(Class("btn"), Text("Compute it again"))))
	}
	acts = append(acts, q.stepButton(assessment.Assessments.Kind(), a, "approve"))
	return Group(acts)
}

// steps are what who may edit does next.
func (p runPage) steps() []Node {
	q, a := p.q, p.v.Run
	switch a.Status {
	case assessment.Draft:
		acts := []Node{button(q.url("/r/assessments/"+a.ID+"/edit"), "Change")}
		if len(a.Raters) > 0 {
			acts = append(acts, p.do("open", "Open the rating", "Open the rating? Raters, risks and criteria are then fixed."))
		}
		return acts
	case assessment.Rating:
		if p.owed() > 0 {
			return []Node{p.do("close", "Close incomplete", "Ratings are missing. Close all the same? Risks with too few ratings stay not rated.", Input(Type("hidden"), Name("incomplete"), Value("yes")))}
		}
		return []Node{p.do("close", "Close the rating", "Close the rating? Everybody then sees what each rater said, and nobody can change it.")}
	case assessment.Reconciliation:
		if n := p.open(); n > 0 {
			return []Node{goButton(q.runURL(a, "/reconcile"), fmt.Sprintf("Reconcile %d", n))}
		}
		return []Node{button(q.runURL(a, "/reconcile"), "Ratings side by side"), p.do("evaluate", "Evaluate", "Write the agreed ratings to the risks?")}
	}
	return nil
}

func (p runPage) owed() (n int) {
	for _, rater := range p.v.Raters {
		n += p.v.Places() - p.v.Given(rater.ID)
	}
	return n
}

func (p runPage) open() (n int) {
	for i := range p.v.Lines {
		if p.v.Standing(&p.v.Lines[i]) == assessment.ToReconcile {
			n++
		}
	}
	return n
}

func (p runPage) facts() Node {
	a := p.v.Run
	f := assessment.Assessments.Kind().Field("status")
	o, _ := f.Option(a.Status)
	row := func(label string, value Node) Node { return Group{Dt(Text(label)), Dd(value)} }
	return Section(Dl(Class("facts"),
		row("State", status(stateOf[a.Status], o.Label, "")), row("Next", Text(p.v.Next())),
		Iff(p.v.Criteria != nil, func() Node {
			return row("Criteria", A(Href(p.q.recordURL(risk.CriteriaVersions.Kind(), p.v.Criteria.Ref)), Text(p.v.Criteria.Ref+" "+p.v.Criteria.Title)))
		}),
		If(len(p.v.Raters) > 0, row("Rules", Text(fmt.Sprintf("%d ratings for each risk at least; α %.3g wanted; differences up to %s are tolerated, the middle rating then counts, of two the higher.",
			p.v.Minimum(), p.v.Gate(), plural(a.Allowed(), "step", "steps"))))),
		If(a.ApprovedBy != "", row("Approved", Text(a.ApprovedBy+", "+day(a.ApprovedOn)))),
		If(a.Digest != "", row("Manifest", Group{Code(Class("mono"), Text(a.Digest)), P(Class("help"), Text(fmt.Sprintf("It rests on %d journal entries.", a.Entry)))})),
	))
}

func (p runPage) raters() Node {
	if len(p.v.Raters) == 0 {
		return nil
	}
	return Section(H2(Text("Raters")), Div(Class("scroll"), Table(THead(Tr(Th(Text("Rater")), Th(Class("num"), Text("Rated")), Th(Class("num"), Text("Owes")))),
		TBody(Map(p.v.Raters, func(x *people.Person) Node {
			n := p.v.Given(x.ID)
			owes := status("working", "all given", "")
			if n < p.v.Places() {
				owes = Text(strconv.Itoa(p.v.Places() - n))
			}
			return Tr(Td(A(Class("who"), Href(p.q.recordURL(people.Persons.Kind(), x.Ref)), Text(x.Name))), Td(Class("num"), Text(strconv.Itoa(n))), Td(Class("num"), owes))
		})))), If(p.v.Run.Status == assessment.Rating, P(Class("soft note"), Text("What each rater says is sealed until the rating is closed. Only the rater sees it."))))
}

func (p runPage) agreement() Node {
	a := p.v.Run.Agreement
	if a == nil {
		return nil
	}
	lead := "Differences beyond the tolerated steps are reconciled."
	if !a.Passed() {
		lead = fmt.Sprintf("α is below the %.3g wanted: every difference is reconciled.", a.Gate)
	}
	return Section(H2(Text("Agreement")), P(Text(lead)), drawn(a.Picture()), Ul(Class("points"), Map(a.Scales, func(s assessment.ScaleAgreement) Node {
		return Li(Text(strings.ToUpper(s.Scale[:1]) + s.Scale[1:] + ": " + s.Meaning()))
	})), P(Class("soft note"), Text("α is Krippendorff's, ordinal over the declared scale: 1 is perfect agreement, 0 is what chance gives.")))
}

// steadiness is how far each rater, asked the same twice, said the same.
func (p runPage) steadiness() Node {
	drifts, err := p.v.SelfAgreement()
	if err != nil || p.v.Run.Repeats == 0 || p.v.Run.Status == assessment.Draft || p.v.Run.Status == assessment.Rating {
		return nil // while it is sealed; the scales are good, or nobody had rated
	}
	if len(drifts) == 0 {
		return Section(H2(Text("Steadiness of the raters")), P(Class("soft"), Text("No rater rated a risk twice.")))
	}
	return Section(H2(Text("Steadiness of the raters "), Span(Class("soft"), Text(fmt.Sprintf("%d %% of the risks asked twice, unmarked", p.v.Run.Repeats)))), driftTable(drifts))
}

// driftTable tells for each rater and scale how second ratings differ from first ones.
func driftTable(drifts []assessment.SelfAgreement) Node {
	var rows []Node
	for _, d := range drifts {
		for i, s := range d.Scales {
			name := Node(nil)
			if i == 0 {
				name = Text(d.Name)
			}
			rows = append(rows, Tr(Td(Class("who"), name), Td(Text(s.Scale)), Td(Class("num"), Text(fmt.Sprintf("%d of %d", s.Equal, s.Risks))), Td(Class("num"), Text(shift(s.Drift))), Td(Class("num"), Text(fmt.Sprintf("%.2f", s.Distance))), Td(Class("num"), measure(s.Kappa))))
		}
	}
	return Group{wide("Steadiness of the raters", Table(THead(Tr(Th(Text("Rater")), Th(Text("Scale")), Th(Class("num"), Text("Same")), Th(Class("num"), Text("Drift")), Th(Class("num"), Text("Distance")), Th(Class("num"), Text("κ")))), TBody(Group(rows)))),
		P(Class("soft note"), Text("Drift is the mean of second less first rating in steps, distance the mean of the steps between them; κ is Cohen's with linear weights. Second ratings never count in the outcome."))}
}

// shift is a mean difference in steps.
func shift(x float64) string { return strings.Replace(fmt.Sprintf("%+.2f", x), "-", "−", 1) }

// measure is a coefficient, or a dash that says why there is none.
func measure(m agree.Measure) Node {
	if m.Value == nil {
		return Span(Class("soft"), TitleAttr("undefined: "+m.Undefined), Text("—"))
	}
	return Text(fmt.Sprintf("%.3f", *m.Value))
}

var standingState = map[assessment.Standing]string{assessment.Waiting: "none", assessment.NotRated: "none", assessment.ToReconcile: "failing", assessment.Settled: "working", assessment.Agreed: "working"}

func (p runPage) risks() Node {
	if len(p.v.Lines) == 0 {
		return Section(H2(Text("Risks")), P(Class("soft"), Text("None are listed: all that are open when the rating begins, or the register as it stands where nobody rates.")))
	}
	var rows []Node
	for i := range p.v.Lines {
		l := &p.v.Lines[i]
		outcome, level := Node(Span(Class("soft"), Text("not rated"))), Node(nil)
		if s, ok := p.v.Outcome(l); ok {
			outcome = Text(p.v.Criteria.Likelihood[s.Likelihood-1].Name + " × " + p.v.Criteria.Consequence[s.Consequence-1].Name)
			level = levelChip(p.v.Criteria, p.v.Criteria.LevelOf(s.Likelihood, s.Consequence))
		}
		standing := p.v.Standing(l)
		rows = append(rows, Tr(Td(Class("mono"), Text(l.Risk.Ref)), Td(A(Class("name"), Href(p.q.recordURL(risk.Risks.Kind(), l.Risk.Ref)), Text(l.Risk.Title))),
			Td(Class("num"), Text(strconv.Itoa(len(l.Ratings)))), Td(outcome), Td(level), Td(status(standingState[standing], string(standing), ""))))
	}
	above := 0
	if p.v.Run.Status != assessment.Draft && p.v.Run.Status != assessment.Rating {
		above = len(p.v.Above())
	}
	return Section(H2(Text(fmt.Sprintf("Risks (%d)", len(rows)))), If(above > 0, P(Text(plural(above, "risk lies", "risks lie")+" above what the organisation accepts without treatment."))), Div(Class("scroll"), Table(
		THead(Tr(Th(Text("Ref")), Th(Text("Risk")), Th(Class("num"), Text("Ratings")), Th(Text("Outcome")), Th(Text("Level")), Th(Text("Standing")))), TBody(Group(rows)))))
}

func (p runPage) compareWith(others []*assessment.Assessment) Node {
	var links []Node
	for _, o := range others {
		if o.ID == p.v.Run.ID {
			continue
		}
		earlier, later := o, p.v.Run
		if record.Fold(o.Ref) > record.Fold(later.Ref) {
			earlier, later = later, o
		}
		links = append(links, Li(A(Href(p.q.runURL(later, "/compare", "with", earlier.Ref)), Text(o.Ref+" "+o.Title))))
	}
	return If(len(links) > 0, Section(H2(Text("Compare with")), Ul(Class("lines"), Group(links))))
}

// ratePage is a rater's own list: one risk to rate, and all with what was said so far. It shows nobody else's rating,
// nor that of the register.
func ratePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		v, err := assessment.ReadRun(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		own, err := assessment.Own(r, v)
		if err != nil {
			return page{}, err
		}
		var at *assessment.OwnPlace
		given, chosen := 0, q.param("at")
		for i, o := range own {
			if chosen == strconv.Itoa(o.Place) || o.Said == nil && at == nil && chosen == "" {
				at = &own[i]
			}
			if o.Said != nil {
				given++
			}
		}
		p := runPage{q, v}
		body := Group{
			heading("My ratings", Group{A(Href(q.runURL(v.Run, "")), Text(v.Run.Ref+" "+v.Run.Title)), Text(fmt.Sprintf(" · %d of %d rated", given, len(own)))}),
			P(Progress(Max(strconv.Itoa(len(own))), Value(strconv.Itoa(given)), Aria("label", "Rated"))),
			Iff(at != nil, func() Node { return p.rateForm(at) }),
			If(at == nil, P(status("working", "You have rated every risk.", ""), Text(" You may change a rating until the run is closed."))),
			p.ownTable(own),
		}
		return page{title: "My ratings in " + v.Run.Ref, section: "/risk", body: body}, nil
	})
}

func (p runPage) rateForm(o *assessment.OwnPlace) Node {
	s := o.Said
	if s == nil {
		s = &assessment.Said{}
	}
	if !p.q.may(record.MayContribute) || p.v.Run.Status != assessment.Rating {
		return P(Class("soft"), Text("The rating is not open."))
	}
	c, x := p.v.Criteria, o.Risk
	return Section(Class("sheet"), H2(Span(Class("mono"), Text(x.Ref+" ")), Text(x.Title)), If(x.Description != "", P(Class("text"), Text(x.Description))),
		p.q.postForm(p.q.runURL(p.v.Run, "/rate"), Class("record-form"), Input(Type("hidden"), Name("risk"), Value(x.Ref)), Input(Type("hidden"), Name("place"), Value(strconv.Itoa(o.Place))),
			stepChoices("likelihood", "Likelihood", c.Likelihood, s.Likelihood, true), stepChoices("consequence", "Consequence", c.Consequence, s.Consequence, false),
			Div(Class("row"), Label(For("rationale"), Text("Rationale")), Textarea(Class("in"), ID("rationale"), Name("rationale"), Rows("2"), Text(s.Rationale))),
			Div(Class("row"), Span(), Div(Button(Class("btn go"), Text("Save and next")), P(Class("help"), Text("Arrow keys choose a step, Tab goes on, Enter saves. Nobody sees it before the rating is closed."))))))
}

// stepChoices are the steps of a scale as radio buttons, so that arrow keys choose.
func stepChoices(name, label string, steps []risk.Step, chosen int, first bool) Node {
	var radios []Node
	for i, s := range steps {
		radios = append(radios, Label(Class("step"), Input(Type("radio"), Name(name), Value(strconv.Itoa(i+1)), Required(), If(chosen == i+1, Checked()), If(first && (chosen == i+1 || chosen == 0 && i == 0), AutoFocus())),
			Text(fmt.Sprintf(" %d %s ", i+1, s.Name)), Span(Class("soft"), Text(s.Meaning))), Br())
	}
	return Div(Class("row"), Role("radiogroup"), Aria("labelledby", name+"-of"), Span(Class("soft"), ID(name+"-of"), Text(label)), Div(Group(radios)))
}

// ownTable leads to each place. What was said stands at the place itself, so that it does not lead what is said elsewhere.
func (p runPage) ownTable(own []assessment.OwnPlace) Node {
	rows := Map(own, func(o assessment.OwnPlace) Node {
		mine := Node(Span(Class("soft"), Text("not yet")))
		if o.Said != nil {
			mine = status("working", "rated", "")
		}
		return Tr(Td(Class("num"), Text(strconv.Itoa(o.Place))), Td(Class("mono"), Text(o.Risk.Ref)), Td(A(Class("name"), Href(p.q.runURL(p.v.Run, "/rate", "at", strconv.Itoa(o.Place))), Text(o.Risk.Title))), Td(mine))
	})
	return Section(H2(Text("All risks of the run")), If(p.v.Run.Repeats > 0, P(Class("soft"), Text("Some stand here twice: how you rate them the second time shows how steady the scale is in your hand. Rate each as you see it now."))),
		Div(Class("scroll"), Table(THead(Tr(Th(Class("num"), Text("Place")), Th(Text("Ref")), Th(Text("Risk")), Th(Text("My rating")))), TBody(rows))))
}

func rateRisk(q *request) error {
	form := assessment.RateForm{Said: assessment.Said{Likelihood: int(q.formInt("likelihood")), Consequence: int(q.formInt("consequence")), Rationale: q.form("rationale")}, Place: int(q.formInt("place"))}
	var x *assessment.Rated
	if _, err := q.write("", func(w *record.Writer) (err error) {
		x, err = assessment.Rate(w, q.r.PathValue("ref"), q.form("risk"), form)
		return err
	}); err != nil {
		return err
	}
	return q.redirect(q.url("/assessments/"+url.PathEscape(q.r.PathValue("ref"))+"/rate"), "Sealed: "+x.Title+".", 0)
}

// runStep takes a step of a run and shows it again.
func (q *request) runStep(said string, step func(w *record.Writer, ref string, rev int64) (*assessment.RunView, error)) error {
	var v *assessment.RunView
	if _, err := q.write("", func(w *record.Writer) (err error) {
		v, err = step(w, q.r.PathValue("ref"), q.formInt("rev"))
		return err
	}); err != nil {
		return err
	}
	return q.redirect(q.runURL(v.Run, ""), v.Run.Ref+" "+said, 0)
}

func openRun(q *request) error { return q.runStep("is open for rating.", assessment.Open) }

func closeRun(q *request) error {
	return q.runStep("is closed: the ratings are shown.", func(w *record.Writer, ref string, rev int64) (*assessment.RunView, error) {
		return assessment.Close(w, ref, rev, q.form("incomplete") == "yes")
	})
}

func evaluateRun(q *request) error {
	return q.runStep("is evaluated: the agreed ratings stand in the register.", assessment.Evaluate)
}

// reconcilePage sets the ratings side by side, those to be reconciled first.
func reconcilePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		v, err := assessment.ReadRun(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		if v.Run.Status == assessment.Draft || v.Run.Status == assessment.Rating {
			return page{}, errs.New(errs.Conflict, "%s is in state %s. Ratings are set side by side once the rating is closed.", v.Run.Ref, v.Run.Status)
		}
		p := runPage{q, v}
		var first, rest []Node
		for i := range v.Lines {
			if l := &v.Lines[i]; v.Standing(l) == assessment.ToReconcile {
				first = append(first, p.sideBySide(l))
			} else {
				rest = append(rest, p.sideBySide(l))
			}
		}
		body := Group{heading("Ratings side by side", Group{A(Href(q.runURL(v.Run, "")), Text(v.Run.Ref+" "+v.Run.Title)), Text(fmt.Sprintf(" · %d to reconcile", len(first)))}), p.agreement(), Group(first), Group(rest)}
		return page{title: "Reconcile " + v.Run.Ref, section: "/risk", body: body}, nil
	})
}

func (p runPage) sideBySide(l *assessment.Line) Node {
	c, standing := p.v.Criteria, p.v.Standing(l)
	rows := Map(l.Ratings, func(x *assessment.Rated) Node {
		return Tr(Td(Class("who"), Text(p.v.Rater(string(x.Rater)).Name)), Td(Text(c.Likelihood[x.Likelihood-1].Name)), Td(Text(c.Consequence[x.Consequence-1].Name)), Td(Class("text"), Text(x.Rationale)))
	})
	var settled Node
	if x := l.Reconciled; x != nil {
		settled = Tr(Td(Strong(Text("Reconciled"))), Td(Strong(Text(c.Likelihood[x.Likelihood-1].Name))), Td(Strong(Text(c.Consequence[x.Consequence-1].Name))), Td(Class("text"), Text(x.Reason+" — "+x.By+", "+day(x.On))))
	}
	return Section(Class("sheet"), ID("r-"+l.Risk.ID), H2(Span(Class("mono"), Text(l.Risk.Ref+" ")), Text(l.Risk.Title+" "), status(standingState[standing], string(standing), "")),
		Table(THead(Tr(Th(Text("Rater")), Th(Text("Likelihood")), Th(Text("Consequence")), Th(Text("Rationale")))), TBody(rows, settled)),
		If(p.q.may(record.MayEdit) && p.v.Run.Status == assessment.Reconciliation && (standing == assessment.ToReconcile || standing == assessment.Settled), p.reconcileForm(l)))
}

func (p runPage) reconcileForm(l *assessment.Line) Node {
	now := assessment.Said{}
	if l.Reconciled != nil {
		now = assessment.Said{Likelihood: l.Reconciled.Likelihood, Consequence: l.Reconciled.Consequence, Rationale: l.Reconciled.Reason}
	}
	pick := func(name, label string, steps []risk.Step, chosen int) Node {
		id := name + "-" + l.Risk.ID
		var options []Node
		for i, s := range steps {
			options = append(options, Option(Value(strconv.Itoa(i+1)), If(chosen == i+1, Selected()), Text(fmt.Sprintf("%d %s", i+1, s.Name))))
		}
		return Div(Class("row"), Label(For(id), Text(label)), Select(Class("in narrow"), ID(id), Name(name), Required(), Option(Value(""), Text("—")), Group(options)))
	}
	return p.q.postForm(p.q.runURL(p.v.Run, "/reconcile"), Class("record-form"), Input(Type("hidden"), Name("risk"), Value(l.Risk.Ref)),
		pick("likelihood", "Agreed likelihood", p.v.Criteria.Likelihood, now.Likelihood), pick("consequence", "Agreed consequence", p.v.Criteria.Consequence, now.Consequence),
		Div(Class("row"), Label(For("reason-"+l.Risk.ID), Text("Reason")), Textarea(Class("in"), ID("reason-"+l.Risk.ID), Name("reason"), Rows("2"), Required(), Text(now.Rationale))),
		Div(Class("row"), Span(), Div(Button(Class("btn go"), Text("Record in my name")))))
}

func reconcileRisk(q *request) error {
	said := assessment.Said{Likelihood: int(q.formInt("likelihood")), Consequence: int(q.formInt("consequence")), Rationale: q.form("reason")}
	var x *assessment.Reconciled
	if _, err := q.write("", func(w *record.Writer) (err error) {
		x, err = assessment.Reconcile(w, q.r.PathValue("ref"), q.form("risk"), said)
		return err
	}); err != nil {
		return err
	}
	return q.redirect(q.url("/assessments/"+url.PathEscape(q.r.PathValue("ref"))+"/reconcile"), x.Title+" is reconciled.", 0)
}
