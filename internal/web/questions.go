package web

import (
	"fmt"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// soaQuestions asks for facts as yes or no, and shows which exclusions they propose. Nothing is excluded by answering.
func soaQuestions(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		e, _, err := q.edition(r)
		if err != nil {
			return page{}, err
		}
		a := q.answers(q.param)
		proposals, err := control.Propose(r, e, a)
		return page{title: "Questions that exclude controls", section: "/soa", body: q.questionsBody(e, a, proposals)}, err
	})
}

// answers reads what was answered.
func (q *request) answers(value func(name string) string) control.Answers {
	a := control.Answers{}
	for _, one := range control.Questions {
		if word := value(one.Key); word == "yes" || word == "no" {
			a[one.Key] = word == "yes"
		}
	}
	return a
}

func (q *request) questionsBody(e catalog.Edition, a control.Answers, proposals []control.Proposal) Node {
	return Group{
		heading("Questions that exclude controls", Text("A no may mean that a control has nothing to protect here. Answer what is true today: an exclusion must be true, not convenient, and an auditor will look for the exception."),
			button(q.url("/soa", "edition", string(e)), "Back to the statement")),
		Form(Method("get"), Action(q.r.URL.EscapedPath()), q.moment(), Input(Type("hidden"), Name("edition"), Value(string(e))),
			Div(Class("scroll"), Table(THead(Tr(Th(Text("Question")), Th(Text("Yes")), Th(Text("No")))), TBody(Map(control.Questions, func(one control.Question) Node { return questionRow(one, a) })))),
			P(Class("acts note"), Button(Class("btn go"), Text("Show what the answers propose")))),
		If(len(a) > 0, q.proposals(e, a, proposals)),
	}
}

func questionRow(one control.Question, a control.Answers) Node {
	yes, told := a[one.Key]
	radio := func(word string, on bool) Node {
		return Td(Input(Type("radio"), Name(one.Key), Value(word), Aria("label", one.Text+" "+word), If(on, Checked())))
	}
	return Tr(Td(Text(one.Text), P(Class("help"), Text(one.Help))), radio("yes", told && yes), radio("no", told && !yes))
}

// proposals shows, row by row, what may be excluded and with which words.
func (q *request) proposals(e catalog.Edition, a control.Answers, proposals []control.Proposal) Node {
	if len(proposals) == 0 {
		return Section(ID("proposals"), H2(Text("Nothing to exclude")), P(Text("With these answers every undecided control of the edition has something to protect, or somebody has decided on it already. That is the usual case: most organisations exclude fewer than ten.")))
	}
	edits := q.may(record.MayEdit)
	table := Div(Class("scroll"), Table(THead(Tr(If(edits, Th(Text("Exclude"))), Th(Text("Id")), Th(Text("Control")), Th(Text("Because of")), Th(Text("Reason")))),
		TBody(Map(proposals, func(p control.Proposal) Node { return q.proposalRow(p, edits) }))))
	if !edits {
		return Section(ID("proposals"), H2(Text(plural(len(proposals), "exclusion proposed", "exclusions proposed"))), table)
	}
	return Section(ID("proposals"), H2(Text(plural(len(proposals), "exclusion proposed", "exclusions proposed"))),
		P(Class("soft"), Text("Nothing is excluded yet. Leave ticked what is true, make the words your own, and exclude the ticked ones in one step that can be undone. The answers are kept with it.")),
		q.postForm(q.url("/soa/questions"), Input(Type("hidden"), Name("edition"), Value(string(e))),
			Map(control.Questions, func(one control.Question) Node {
				if yes, told := a[one.Key]; told {
					return Input(Type("hidden"), Name(one.Key), Value(map[bool]string{true: "yes", false: "no"}[yes]))
				}
				return nil
			}), table, P(Class("acts note"), Button(Class("btn go"), Text("Exclude the ticked ones")))))
}

func (q *request) proposalRow(p control.Proposal, edits bool) Node {
	ref := p.Control.Ref
	words := Node(Text(p.Reason))
	if edits && p.Conflict == "" {
		words = Textarea(Class("in"), Name("reason_"+ref), Rows("3"), Aria("label", "Reason for excluding "+ref), Text(p.Reason))
	}
	return Tr(
		If(edits, Td(If(p.Conflict == "", Input(Type("checkbox"), Name("exclude"), Value(ref), Checked(), Aria("label", "Exclude "+ref))))),
		Td(Class("mono"), Text(strings.TrimPrefix(ref, "A."))), Td(A(Class("name"), Href(q.recordURL(control.Controls.Kind(), ref)), Text(p.Control.Title))),
		Td(Map(p.Because, func(key string) Node {
			one, _ := control.FindQuestion(key)
			return Div(Text(one.Text + " No"))
		})),
		Td(If(p.Conflict != "", P(status("failing", "needed", p.Conflict), Text(" A risk's treatment needs it; it does not belong excluded."))), words))
}

// applyAnswers excludes the ticked proposals with their words, in one step.
func applyAnswers(q *request) error {
	e, err := catalog.ParseEdition(q.form("edition"))
	if err != nil {
		return err
	}
	a, chosen := q.answers(q.form), map[string]string{}
	for _, ref := range q.r.PostForm["exclude"] {
		chosen[ref] = q.form("reason_" + ref)
	}
	b, err := q.write(a.String(), func(w *record.Writer) error {
		_, err := control.Exclude(w, e, a, chosen)
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/soa", "edition", string(e), "only", "excluded"), fmt.Sprintf("%s. The reasons stand beside them.", plural(int(b.Count()), "control excluded", "controls excluded")), b.First)
}
