package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/url"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/answer"
	"github.com/assay-isms/assay/internal/record"
)

const questionsAt = "/customer-questions"

// customerQuestionsPage is where customers' questionnaires are brought and the library of answers is begun.
func customerQuestionsPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		answers, err := r.Count(answer.Answers.Kind())
		if err != nil {
			return page{}, err
		}
		all, _, err := answer.Questionnaires.List(r, record.Query{Sort: "due", Limit: 50})
		if err != nil {
			return page{}, err
		}
		may := q.may(answer.Questionnaires.Kind().Edit)
		return page{title: "Questions from customers", section: "/r/suppliers", body: Group{
			heading("Questions from customers", Text("What they ask about our security, and what we answer."), button(q.url("/r/answers"), thousands(answers)+" answers")),
			If(may, Section(Class("sheet"), H2(Text("Bring a questionnaire")), P(Text("The customer's workbook (.xlsx). The answers are written into it later, its looks stay.")),
				q.postForm(q.url(questionsAt), Class("record-form"), EncType("multipart/form-data"),
					field("customer", "Customer", Input(Class("in"), ID("f-customer"), Name("customer"), Required())),
					field("due", "Due", Input(Class("in narrow"), Type("date"), ID("f-due"), Name("due"))),
					field("file", "File", Input(Type("file"), ID("f-file"), Name("file"), Required(), Accept(".xlsx"))),
					Div(Class("row"), Span(), Button(Class("btn go"), Text("Bring")))))),
			If(may, Section(Class("sheet"), H2(Text("Prepared answers")), P(Text("Skeletons to be made true. What stands in double braces is for you to fill in; an answer is offered as ready once it is reviewed.")),
				q.postForm(q.url(questionsAt+"/seed"), Button(Class("btn"), Text("Take the prepared answers over"))))),
			Section(H2(Text("Questionnaires")), If(len(all) == 0, P(Class("soft"), Text("None yet."))), Ul(Class("lines"), Map(all, func(c *answer.Questionnaire) Node {
				return Li(A(Href(q.recordURL(answer.Questionnaires.Kind(), c.Ref)), Text(c.Title)), Text(" "), status(map[string]string{"open": "none", "answered": "partly", "sent": "working"}[c.Status], c.Status, ""),
					Span(Class("soft"), Text(fmt.Sprintf(" %d of %d answered, due %s", len(c.Items)-c.Left, len(c.Items), day(c.Due)))))
			}))),
		}}, nil
	})
}

func seedAnswers(q *request) error {
	added := 0
	b, err := q.write("Prepared answers taken over", func(w *record.Writer) (err error) {
		added, err = answer.Seed(w)
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/r/answers"), plural(added, "answer", "answers")+" added.", b.First)
}

// bringQuestionnaire keeps the customer's workbook and reads its questions.
func bringQuestionnaire(q *request) error {
	file, header, err := q.r.FormFile("file")
	if err != nil {
		return errs.InField("file", "is missing: choose the customer's workbook")
	}
	defer file.Close()
	c, err := answer.Bring(q.r.Context(), q.s.Blobs, answer.Brought{Customer: q.form("customer"), Due: record.Date(q.form("due")), FileName: header.Filename, File: file})
	if err != nil {
		return err
	}
	b, err := q.write("", func(w *record.Writer) error { return answer.Questionnaires.Put(w, c) })
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(answer.Questionnaires.Kind(), c.Ref), plural(len(c.Items), "question", "questions")+" read. See below whether the columns are the right ones.", b.First)
}

func (q *request) questionnaire() (c *answer.Questionnaire, err error) {
	err = q.read(func(r *record.Reader) error {
		c, err = answer.Questionnaires.Find(r, q.r.PathValue("ref"))
		return err
	})
	return c, err
}

// chooseColumns reads the questions anew from other columns; answers entered so far are lost.
func chooseColumns(q *request) error {
	c, err := q.questionnaire()
	if err != nil {
		return err
	}
	c.Rev = q.formInt("rev")
	if err := c.Reread(q.s.Blobs, answer.Columns{Sheet: q.form("sheet"), Ask: q.form("ask"), Say: q.form("say"), From: int(q.formInt("from"))}); err != nil {
		return err
	}
	b, err := q.write("Columns chosen", func(w *record.Writer) error { return answer.Questionnaires.Put(w, c) })
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(answer.Questionnaires.Kind(), c.Ref), plural(len(c.Items), "question", "questions")+" read.", b.First)
}

// perPage is how many questions of a customer's questionnaire a page shows.
const perPage = 20

// questionnaireExtra is the questions with suggested answers, and the columns they stand in.
func (q *request) questionnaireExtra(r *record.Reader, c *answer.Questionnaire) (Node, error) {
	if c.FileDigest == "" {
		return P(button(q.url(questionsAt), "Bring the customer's file")), nil
	}
	index, err := answer.All(r)
	if err != nil {
		return nil, err
	}
	from, _ := strconv.Atoi(q.param("from")) // anything else is the first page
	from = max(0, min(from, len(c.Items)-1))
	shown := c.Items[from:min(from+perPage, len(c.Items))]
	may := c.SentOn == "" && q.may(answer.Questionnaires.Kind().Edit)
	base := q.url("/customer-questionnaires/" + url.PathEscape(c.ID))
	rows := Map(index.Offers(shown, 3, r.Today()), func(i answer.Offered) Node { return q.itemRow(i, may) })
	body := Node(Group{rows})
	if may {
		body = q.postForm(base+"/say", Class("record-form"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(c.Rev))), Input(Type("hidden"), Name("from"), Value(fmt.Sprint(from))), Group{rows},
			Div(Class("row"), Span(), Div(Button(Class("btn go"), Text("Save these answers")))))
	}
	turn := func(from int, word string) Node {
		return button(q.url("/r/customer-questionnaires/"+url.PathEscape(c.Ref), "from", fmt.Sprint(from)), word)
	}
	return Group{
		Section(H2(Text(fmt.Sprintf("Questions %d to %d of %d, %d unanswered", from+1, from+len(shown), len(c.Items), c.Left))), P(Class("acts"), button(q.url("/customer-questionnaires/"+url.PathEscape(c.ID)+"/file"), "The customer's file with our answers")), body,
			P(Class("acts"), If(from > 0, turn(max(0, from-perPage), "Before")), If(from+perPage < len(c.Items), turn(from+perPage, "Next")))),
		If(may, Details(Summary(Text("Other columns")), P(Text("Questions are read anew and what is entered above is lost.")), q.postForm(base+"/columns", Class("record-form"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(c.Rev))),
			field("sheet", "Sheet", Input(Class("in"), ID("f-sheet"), Name("sheet"), Value(c.Sheet))), field("ask", "Column of questions", Input(Class("in narrow"), ID("f-ask"), Name("ask"), Value(c.AskColumn))),
			field("say", "Column of answers", Input(Class("in narrow"), ID("f-say"), Name("say"), Value(c.SayColumn))), field("from", "First row", Input(Class("in narrow"), Type("number"), ID("f-from"), Name("from"), Value(fmt.Sprint(c.Items[0].Row)))),
			Div(Class("row"), Span(), Button(Class("btn"), Text("Read again")))))),
	}, nil
}

// itemRow is one question: what we answer, and what the library has for it.
func (q *request) itemRow(i answer.Offered, may bool) Node {
	row := fmt.Sprint(i.Row)
	if !may {
		return Div(Class("asked"), P(Strong(Text(i.Question))), P(Class("lines-kept"), Text(i.Answer)))
	}
	var offers []Node
	if i.Answer == "" {
		for n, o := range i.Offers {
			offers = append(offers, P(Label(Class("choice"), Input(Type("radio"), Name("take."+row), Value(o.Ref), If(n == 0 && o.Ready, Checked())), Text(" "), offerStatus(o), Text(" "+o.Answer)),
				Br(), Span(Class("soft"), A(Href(q.recordURL(answer.Answers.Kind(), o.Ref)), Text(o.Ref)), Text(" "+o.Sources), If(o.OnlyIf != "", Text(". Only if: "+o.OnlyIf)))))
		}
	}
	return FieldSet(Class("asked"), Legend(Text(i.Question)), Group(offers),
		Textarea(Class("in"), Name("say."+row), Rows("3"), Aria("label", "Our answer"), If(len(offers) > 0, Placeholder("Or in your own words")), Text(i.Answer)), If(i.From != "", P(Class("soft"), Text("From "+i.From))))
}

func offerStatus(o answer.Offer) Node {
	switch {
	case o.Ready:
		return status("working", "reviewed", "")
	case len(o.Missing) > 0:
		return status("none", "to be filled in", "")
	}
	return status("stale", "not reviewed", "")
}

// sayAnswers enters answers to the questions shown: what was typed, else the suggestion taken.
func sayAnswers(q *request) error {
	c, err := q.questionnaire()
	if err != nil {
		return err
	}
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		var all []answer.Said
		for _, i := range c.Items {
			row := fmt.Sprint(i.Row)
			if _, sent := q.r.PostForm["say."+row]; !sent {
				continue
			}
			said := answer.Said{Row: i.Row, Answer: q.form("say." + row), From: i.From}
			if said.Answer == "" {
				said.From = q.form("take." + row)
			}
			all = append(all, said)
		}
		_, err := answer.Say(w, c.ID, q.formInt("rev"), all)
		return err
	})
	if err != nil {
		return err
	}
	next := q.recordURL(answer.Questionnaires.Kind(), c.Ref)
	if from := q.formInt("from"); from > 0 {
		next += "?from=" + fmt.Sprint(from)
	}
	return q.redirect(next, "Answers saved.", b.First)
}

// filledFile sends the customer's workbook with our answers in it.
func filledFile(q *request) error {
	c, err := q.questionnaire()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := c.Fill(q.s.Blobs, &out); err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.FileName}))
	h.Set("Cache-Control", "private, no-store")
	_, _ = out.WriteTo(q.w) // the browser may have gone
	return nil
}
