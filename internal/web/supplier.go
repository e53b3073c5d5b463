package web

import (
	"fmt"
	"io"
	"mime"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
)

// supplierExtra is how a supplier stands: questionnaires with score and knock-outs, what its agreements lack, reviews.
func (q *request) supplierExtra(r *record.Reader, s *supplier.Supplier) (Node, error) {
	all, err := supplier.StandingOf(r, s.ID)
	if err != nil {
		return nil, err
	}
	add := func(k *record.Kind, label string) Node {
		return If(q.may(k.Edit), P(A(Class("btn"), Href(q.url("/r/"+k.Plural+"/new", "supplier", s.Ref)), Text(label))))
	}
	none := func(n int, words string) Node { return If(n == 0, P(Class("soft"), Text(words))) }
	return Group{
		Section(Class("sheet"), H2(Text("Questionnaires")), none(len(all.Assessments), "Never asked."), Ul(Class("lines"), Map(all.Assessments, func(a *supplier.Assessment) Node {
			return Li(A(Href(q.recordURL(supplier.Assessments.Kind(), a.Ref)), Text(a.Title)), Text(" "), assessmentStatus(a), scoreText(a), knockedOut(a))
		})), add(supplier.Assessments.Kind(), "Ask")),
		Section(Class("sheet"), H2(Text("Agreements")), none(len(all.Agreements), "None is entered."), Ul(Class("lines"), Map(all.Agreements, func(a *supplier.Agreement) Node {
			return Li(A(Href(q.recordURL(supplier.Agreements.Kind(), a.Ref)), Text(a.Title)), Text(" "), gapStatus(a), If(a.EndsOn != "", Span(Class("soft"), Text(" ends "+day(a.EndsOn)))), gapNames(a))
		})), add(supplier.Agreements.Kind(), "Enter an agreement")),
		Section(Class("sheet"), H2(Text("Reviews")), If(s.NextReview != "", P(Text("The next is due by "+day(s.NextReview)+"."))), none(len(all.Reviews), "None is entered."), Ul(Class("lines"), Map(all.Reviews, func(v *supplier.Review) Node {
			word, _ := supplier.Reviews.Kind().Field("result").Option(v.Result)
			return Li(A(Href(q.recordURL(supplier.Reviews.Kind(), v.Ref)), Text(v.Title)), Text(" "), status(stateOf[v.Status], map[string]string{"planned": "planned", "open": "actions open", "closed": "closed"}[v.Status], ""), If(v.Result != "", Span(Class("soft"), Text(" "+word.Label))))
		})), add(supplier.Reviews.Kind(), "Plan a review")),
	}, nil
}

func assessmentStatus(a *supplier.Assessment) Node {
	switch {
	case a.Decision == supplier.Refused:
		return status("failing", "refused", "")
	case a.Decision == supplier.Conditional && a.MetOn == "":
		return status("partly", "approved with conditions", "")
	case a.Decision != "":
		return status("working", "approved", "")
	}
	return status("none", a.Status, "")
}

func scoreText(a *supplier.Assessment) Node {
	return If(a.AnsweredOn != "", Span(Text(" "+decimal(a.Score)+" %")))
}

func knockedOut(a *supplier.Assessment) Node {
	if a.Knockouts == "" {
		return nil
	}
	return P(Map(strings.Fields(a.Knockouts), func(id string) Node {
		asked, _ := guide.FindAsked(id)
		return Group{status("failing", "knock-out", ""), Text(" " + asked.Text + " "), Iff(asked.Knockout != nil, func() Node { return Span(Class("soft"), Text(asked.Knockout.Because+" ")) })}
	}))
}

func gapStatus(a *supplier.Agreement) Node {
	switch {
	case a.EndedOn != "":
		return status("excluded", "ended", "")
	case a.CheckedOn == "":
		return status("none", "clauses not checked", "")
	case a.Gaps > 0:
		return status("partly", plural(a.Gaps, "gap", "gaps"), "")
	}
	return status("working", "complete", "")
}

func gapNames(a *supplier.Agreement) Node {
	var titles []string
	for _, c := range a.Lacking() {
		titles = append(titles, c.Title)
	}
	return If(a.CheckedOn != "" && a.EndedOn == "" && titles != nil, P(Class("soft"), Text("Lacks: "+strings.Join(titles, "; "))))
}

// agreementExtra holds the agreement against the clauses that it needs.
func (q *request) agreementExtra(a *supplier.Agreement) Node {
	may := q.may(supplier.Agreements.Kind().Edit)
	rows := Map(guide.SupplierClauses(), func(c guide.AgreedClause) Node {
		found := a.Of(c.ID)
		needed := a.Tier == ""
		for _, t := range c.Tiers {
			needed = needed || t == a.Tier
		}
		if !needed && found.State == "" {
			return nil
		}
		states := []record.Option{{Value: supplier.Present, Label: "Present"}, {Value: supplier.Missing, Label: "Missing"}, {Value: supplier.NotNeeded, Label: "Not needed"}}
		state, note := clauseStatus(found.State), Node(Text(found.Note))
		if may {
			state = Group{state, Br(), options(Group{Name("state." + c.ID), Aria("label", "State of "+c.Title)}, states, found.State)}
			note = Input(Class("in"), Name("note."+c.ID), Aria("label", "Note on "+c.Title), Value(found.Note))
		}
		return Tr(Th(Scope("row"), Text(c.Title), P(Class("soft"), Text(c.Says)), If(c.OnlyIf != "", P(Class("soft"), Text("Only if "+c.OnlyIf+".")))), Td(state), Td(note))
	})
	table := Table(THead(Tr(Th(Scope("col"), Text("Clause")), Th(Scope("col"), Text("State")), Th(Scope("col"), Text("Where, or why not")))), TBody(rows))
	body := Node(table)
	if may {
		body = q.postForm(q.url("/agreements/"+url.PathEscape(a.ID)+"/clauses"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(a.Rev))), table, P(Button(Class("btn go"), Text("Save the clauses"))))
	}
	return Section(H2(Text("Clauses "), gapStatus(a)), body)
}

func clauseStatus(state string) Node {
	switch state {
	case supplier.Present:
		return status("working", "present", "")
	case supplier.Missing:
		return status("failing", "missing", "")
	case supplier.NotNeeded:
		return status("excluded", "not needed", "")
	}
	return status("none", "not checked", "")
}

func tickClauses(q *request) error {
	var found []supplier.Check
	for _, c := range guide.SupplierClauses() {
		if _, sent := q.r.PostForm["state."+c.ID]; sent {
			found = append(found, supplier.Check{Clause: c.ID, State: q.form("state." + c.ID), Note: q.form("note." + c.ID)})
		}
	}
	var a *supplier.Agreement
	b, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		a, err = supplier.Tick(w, q.r.PathValue("ref"), q.formInt("rev"), found)
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(supplier.Agreements.Kind(), a.Ref), "Clauses saved.", b.First)
}

// supplierAssessmentExtra shows the answers beside why they were asked and what they score, and what changed.
func (q *request) supplierAssessmentExtra(r *record.Reader, a *supplier.Assessment) (Node, error) {
	before, err := supplier.Previous(r, a)
	if err != nil {
		return nil, err
	}
	return Group{If(a.Knockouts != "", Section(Class("sheet"), H2(Text("Knock-outs")), knockedOut(a))), q.changedSection(before, a), q.answerSection(a)}, nil
}

func (q *request) linkSection(a *supplier.Assessment) Node {
	if a.Status != "sent" || !q.may(supplier.Assessments.Kind().Edit) {
		return nil
	}
	base := q.url("/supplier-assessments/" + url.PathEscape(a.ID))
	label := "Make a link"
	if a.LinkUntil != "" {
		label = "Make a new link; the one before ends"
	}
	return Section(Class("sheet"), H2(Text("The supplier's link")), P(Text("Whoever has it can answer these questions and see nothing else. It works until the answers are sent, or until 14 days after they are due.")),
		If(a.LinkUntil != "", P(Text("There is one, until "+day(a.LinkUntil)+"."))),
		Div(Class("acts"), q.postForm(base+"/link", Class("inline"), Button(Class("btn go"), Text(label))), If(a.LinkUntil != "", q.postForm(base+"/unlink", Class("inline"), Button(Class("btn bad"), Text("End the link")))),
			button(base+"/answers", "Enter answers here")))
}

// makeLink makes the supplier's link and shows it once.
func makeLink(q *request) error {
	token, a, err := supplier.GiveLink(q.r.Context(), q.s.Identity, q.org, q.r.PathValue("ref"))
	if err != nil {
		return err
	}
	scheme := "http://"
	if q.s.Secure {
		scheme = "https://"
	}
	return q.show(func(*record.Reader) (page, error) {
		return page{title: "Link for " + a.Ref, section: sectionOf(supplier.Assessments.Kind()), body: Group{heading("Link for "+a.Title, Text("It works until "+day(a.LinkUntil)+".")),
			Div(Class("said"), Role("status"), P(Text("Shown once, copy it now and send it to "+orWhom(a.Contact)+":")), P(Class("mono wrap"), Text(scheme+q.r.Host+"/answer/"+token))),
			P(button(q.recordURL(supplier.Assessments.Kind(), a.Ref), "Back to "+a.Ref))}}, nil
	})
}

func orWhom(contact string) string {
	if contact == "" {
		return "whoever answers there"
	}
	return contact
}

// endLink takes the supplier's link back.
func endLink(q *request) error {
	a, err := supplier.EndLink(q.r.Context(), q.s.Identity, q.org, q.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(supplier.Assessments.Kind(), a.Ref), "The link has ended.", 0)
}

func (q *request) changedSection(before, a *supplier.Assessment) Node {
	if before == nil || a.AnsweredOn == "" {
		return nil
	}
	changes := supplier.Changes(before, a)
	rows := Map(changes, func(c supplier.Change) Node {
		state := status("none", "changed", "")
		if c.Better != 0 {
			state = status(map[int]string{1: "working", -1: "failing"}[c.Better], map[int]string{1: "better", -1: "worse"}[c.Better], "")
		}
		return Tr(Th(Scope("row"), Text(c.Question.Text)), Td(answerText(c.Question, c.Was)), Td(answerText(c.Question, c.Is)), Td(state))
	})
	return Section(H2(Text("Since "), A(Href(q.recordURL(supplier.Assessments.Kind(), before.Ref)), Text(before.Ref)), Text(fmt.Sprintf(": %s %% → %s %%", decimal(before.Score), decimal(a.Score)))),
		If(len(changes) == 0, P(Class("soft"), Text("No answer changed."))),
		If(len(changes) > 0, Table(THead(Tr(Th(Scope("col"), Text("Question")), Th(Scope("col"), Text("Was")), Th(Scope("col"), Text("Is")), Th(Scope("col"), Text("Change")))), TBody(rows))))
}

func answerText(asked guide.Asked, x supplier.Answer) Node {
	return Group{Span(Class("lines-kept"), Text(x.Words(asked))), Iff(x.File != nil, func() Node { return Span(Text(x.File.Name)) }), If(x.Note != "", P(Class("soft lines-kept"), Text(x.Note)))}
}

// answerSection is every question with its answer, why it was asked, what would show it and what it scores; texts and files can be
// judged there.
func (q *request) answerSection(a *supplier.Assessment) Node {
	judging := a.Status == "answered" && q.may(supplier.Assessments.Kind().Edit)
	rows := Map(a.Asked(), func(asked guide.Asked) Node {
		x := a.Of(asked.ID)
		return Tr(Th(Scope("row"), Text(asked.Text), Details(Summary(Text("Why, and what would show it")), P(Text(asked.Why)), P(Class("soft"), Text(asked.Evidence)))),
			Td(answerText(asked, x), q.fileLink(a, asked, x), Map(x.FollowUps(asked), func(ask string) Node { return P(Class("soft"), Text("Ask on: "+ask)) })),
			Td(scoreCell(a, asked, x), Iff(judging && (asked.Kind == "text" || asked.Kind == "file") && (x.Value != "" || x.File != nil), func() Node {
				return Group{options(Group{Name("judged." + asked.ID), Aria("label", "Judge: "+asked.Text)}, supplier.Judgements, x.Judged),
					Input(Class("in"), Name("remark."+asked.ID), Aria("label", "Remark: "+asked.Text), Placeholder("Remark"), Value(x.Remark))}
			}), If(!judging && x.Remark != "", P(Class("soft"), Text(x.Remark)))))
	})
	table := Table(THead(Tr(Th(Scope("col"), Text("Question")), Th(Scope("col"), Text("Answer")), Th(Scope("col"), Text("Score")))), TBody(rows))
	title := H2(Text(fmt.Sprintf("Questions and answers, %d of %d answered", a.Given(), len(a.Asked()))))
	if !judging {
		return Section(title, table)
	}
	return Section(title, q.postForm(q.url("/supplier-assessments/"+url.PathEscape(a.ID)+"/judge"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(a.Rev))), table, P(Button(Class("btn go"), Text("Save the judgements")))))
}

func (q *request) fileLink(a *supplier.Assessment, asked guide.Asked, x supplier.Answer) Node {
	return Iff(x.File != nil, func() Node {
		return P(A(Href(q.url("/supplier-assessments/"+url.PathEscape(a.ID)+"/file/"+asked.ID)), Text("Download")))
	})
}

func scoreCell(a *supplier.Assessment, asked guide.Asked, x supplier.Answer) Node {
	score, scored := x.Score(asked, max(a.AnsweredOn, a.SentOn))
	switch {
	case x.KnocksOut(asked):
		return status("failing", "knock-out", "")
	case scored:
		return Text(fmt.Sprintf("%s × %d", decimal(score), asked.Weight))
	case x.Judged == "fact" || x.Skip != "":
		return Span(Class("soft"), Text("does not count"))
	case x.Value != "" && asked.Kind == "text" || x.File != nil:
		return Span(Class("soft"), Text("to be judged"))
	}
	return nil
}

func judgeAnswers(q *request) error {
	var a *supplier.Assessment
	b, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		if a, err = supplier.Assessments.Find(w.Reader, q.r.PathValue("ref")); err != nil {
			return err
		}
		var all []supplier.Judgement
		for _, asked := range a.Asked() {
			if _, sent := q.r.PostForm["judged."+asked.ID]; sent {
				all = append(all, supplier.Judgement{Question: asked.ID, Judged: q.form("judged." + asked.ID), Remark: q.form("remark." + asked.ID)})
			}
		}
		a, err = supplier.Judge(w, a.ID, q.formInt("rev"), all, "")
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(supplier.Assessments.Kind(), a.Ref), "Judgements saved.", b.First)
}

// enterAnswersPage is for answers that come by mail or in a meeting.
func enterAnswersPage(q *request) error { return q.enterAnswersForm(nil, nil) }

func (q *request) enterAnswersForm(typed []supplier.Answer, failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		a, err := supplier.Assessments.Find(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		if a.Status != "sent" {
			return page{}, errs.New(errs.Conflict, "%s is %s; answers are taken while a questionnaire is sent.", a.Ref, a.Status)
		}
		if typed != nil {
			a.Answers = typed
		}
		f := answering{a: a, failed: failed}
		return page{title: "Answers of " + a.Title, section: sectionOf(supplier.Assessments.Kind()), body: Group{heading("Answers of "+a.Title, Text("As the supplier gave them.")),
			If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))))),
			q.postForm(q.r.URL.EscapedPath(), Class("record-form"), EncType("multipart/form-data"), f.node(Button(Class("btn go"), Text("Save"))))}}, nil
	})
}

func enterAnswers(q *request) error {
	var a *supplier.Assessment
	if err := q.read(func(r *record.Reader) (err error) {
		a, err = supplier.Assessments.Find(r, q.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	answers, err := q.readAnswers(a)
	if err != nil {
		return err
	}
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		_, err := supplier.Respond(w, a.ID, answers, false)
		return err
	})
	if errs.Is(err, errs.Invalid) {
		q.status = errs.KindOf(err).Status()
		return q.enterAnswersForm(answers, err)
	}
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(supplier.Assessments.Kind(), a.Ref), "Answers saved.", b.First)
}

// answerFile sends a file that came with an answer, as a download.
func answerFile(q *request) error {
	var x supplier.Answer
	if err := q.read(func(r *record.Reader) error {
		a, err := supplier.Assessments.Find(r, q.r.PathValue("ref"))
		if err == nil {
			x = a.Of(q.r.PathValue("question"))
		}
		return err
	}); err != nil {
		return err
	}
	if x.File == nil {
		return errs.New(errs.NotFound, "No file came with this answer.")
	}
	return q.download(x.File.Digest, x.File.Name)
}

// download sends a stored file; the browser never shows it as a page of ours.
func (q *request) download(digest, name string) error {
	file, size, err := q.s.Blobs.Open(digest)
	if err != nil {
		return err
	}
	defer file.Close()
	h := q.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Length", fmt.Sprint(size))
	h.Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(q.w, file) // the browser may have gone
	return nil
}
