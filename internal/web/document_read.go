package web

import (
	"fmt"
	"net/http"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web/guidance"
)

const toReadAt = documentsAt + "/mine"

// acting is the person whose account this is; nil if the account's address is nobody's.
func (q *request) acting(r *record.Reader) (*people.Person, error) {
	return people.Acting(r, q.org.Actor().Email)
}

// toReadPage lists what the person has yet to confirm: one link for each document.
func toReadPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		p, err := q.acting(r)
		if err != nil {
			return page{}, err
		}
		if p == nil {
			return page{title: "To read", section: toReadAt, body: Group{heading("To read", nil),
				P(Text("Your account's e-mail address belongs to nobody in the register of people, so nothing can be asked of you. Ask for it to be entered there."))}}, nil
		}
		tasks, err := document.ToRead(r, p)
		if err != nil {
			return page{}, err
		}
		lead := "You have confirmed all that asks for you."
		if len(tasks) > 0 {
			lead = plural(len(tasks), "document waits", "documents wait") + " for you to read and confirm. Of a document you confirmed before, only what changed since is shown."
		}
		return page{title: "To read", section: toReadAt, body: Group{heading("To read", Text(lead)),
			If(len(tasks) > 0, Section(q.taskTable(tasks, r.Today()))),
			P(A(Href(q.url("/r/acknowledgements", "person", p.ID)), Text("What you have confirmed so far")))}}, nil
	})
}

func (q *request) taskTable(tasks []document.Task, today record.Date) Node {
	return Table(THead(Tr(Th(Scope("col"), Text("Document")), Th(Scope("col"), Text("What to read")), Th(Scope("col"), Text("Until")))), TBody(Map(tasks, func(t document.Task) Node {
		what := "all of it"
		if t.Since > 0 {
			what = fmt.Sprintf("what changed since version %d, which you confirmed on %s", t.Since, day(t.LastOn))
		}
		until := Node(Span(Class("day"), Text(day(t.Due))))
		if t.Late(today) {
			until = status("failing day", day(t.Due), "late")
		}
		return Tr(Td(A(Class("name"), Href(q.documentURL(t.Document, "/read")), Text(t.Document.Title))), Td(Text(what)), Td(until))
	})))
}

// readPage shows a document in force to a person: what changed since the version accepted last, or all of it.
func readPage(q *request) error { return q.reading(nil) }

func (q *request) reading(failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		p, err := q.acting(r)
		if err != nil {
			return page{}, err
		}
		x, err := document.Read(r, q.r.PathValue("ref"), p)
		if err != nil {
			return page{}, err
		}
		text := guidance.Prose(x.Version.Final)
		lead := fmt.Sprintf("Version %d, in force since %s, approved by %s", x.Version.Number, day(x.Version.Published), x.Version.ApprovedBy)
		whole := q.param("all") != ""
		if x.Since != nil && !whole {
			changes, err := document.Compare(r, x.Since, x.Version)
			if err != nil {
				return page{}, err
			}
			text = Group{P(Class("note"), Text(fmt.Sprintf("You confirmed version %d. This is all that has changed since. ", x.Since.Number)), A(Href(q.documentURL(x.Document, "/read", "all", "yes")), Text("Read the whole text"))), differences(changes)}
		}
		return page{title: x.Document.Title, section: toReadAt, body: Group{
			heading(x.Document.Title, Text(lead), button(q.documentURL(x.Document, "/export", "format", "pdf"), "PDF"), button(q.url(toReadAt), "To read")),
			Section(text), q.confirmation(x, p, failed)}}, nil
	})
}

// confirmation is the form at the end of a text, or what was confirmed.
func (q *request) confirmation(x *document.Reading, p *people.Person, failed error) Node {
	switch {
	case x.Accepted != nil:
		return Section(P(status("working", "You confirmed this version on "+day(x.Accepted.On), "")))
	case p == nil || !q.may(record.MayContribute):
		return nil
	}
	f := recordForm{q: q, k: document.Acknowledgements.Kind(), err: failed}
	ask := x.Version.Asked
	until := "You are not among those asked; you may confirm it all the same."
	if x.Asked {
		until = "To be confirmed until " + day(x.Due) + "."
	}
	return Section(ID("confirm"), Class("sheet"), H2(Text("Confirm")), P(Class("soft"), Text(until)), q.postForm(q.documentURL(x.Document, "/acknowledge"), Class("stack"),
		Input(Type("hidden"), Name("version"), Value(strconv.Itoa(x.Version.Number))),
		If(ask.Ask != "", FieldSet(Class("reasons"), Legend(Text(ask.Ask)), Map(x.Version.Choices(), func(c string) Node {
			return Label(Input(Type("radio"), Name("answer"), Value(c), Required()), Text(" "+c))
		}), f.fault("answer"))),
		Div(Button(Class("btn go"), Text("I have read it and will keep it")))))
}

// acknowledgeDocument records that the person, or somebody who signed elsewhere, accepts the version in force.
func acknowledgeDocument(q *request) error {
	form := document.Form{Version: int(q.formInt("version")), Answer: q.form("answer"), Person: q.form("person"), Elsewhere: q.form("elsewhere")}
	var a *document.Acknowledgement
	b, err := q.write("", func(w *record.Writer) (err error) {
		a, err = document.Acknowledge(w, q.r.PathValue("ref"), w.Actor().Email, form)
		return err
	})
	if errs.Is(err, errs.Invalid) && form.Person == "" {
		q.status = http.StatusUnprocessableEntity
		return q.reading(asPeople(err))
	}
	if err != nil {
		return err
	}
	if form.Person != "" {
		return q.redirect(q.url(documentsAt+"/"+string(a.Document)), a.Title+" recorded.", b.First)
	}
	return q.redirect(q.url(toReadAt), "Confirmed.", b.First)
}

// compareVersions shows what changed from any version of a document to any other.
func compareVersions(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		d, from, err := document.Find(r, q.r.PathValue("ref"), max(1, q.versionNumber("from")))
		if err != nil {
			return page{}, err
		}
		_, to, err := document.Find(r, d.ID, q.versionNumber("to"))
		if err != nil {
			return page{}, err
		}
		changes, err := document.Compare(r, from, to)
		if err != nil {
			return page{}, err
		}
		title := fmt.Sprintf("From version %d to version %d", from.Number, to.Number)
		return page{title: d.Title + ": " + title, section: documentsAt, body: Group{
			heading(title, Group{A(Href(q.documentURL(d, "")), Text(d.Title)), Text(" · "), versionWord(from), Text(" → "), versionWord(to)},
				button(q.documentURL(d, "/compare", "from", strconv.Itoa(to.Number), "to", strconv.Itoa(from.Number)), "The other way round")),
			Section(differences(changes))}}, nil
	})
}

// differences shows the changed blocks below the headings that they stand under, and how much between them is the same.
func differences(changes []prose.Change) Node {
	var out []Node
	same, under := 0, (*prose.Block)(nil)
	for i := range changes {
		c := &changes[i]
		b := c.Block()
		if c.Op == prose.Same {
			same++
			if b.Kind == prose.Heading {
				under = b
			}
			continue
		}
		if same > 0 {
			out = append(out, P(Class("soft same"), Text(plural(same, "paragraph unchanged", "paragraphs unchanged"))))
		}
		if under != nil && b.Kind != prose.Heading {
			out = append(out, H2(Text(under.Text())))
		}
		same, under = 0, nil
		out = append(out, difference(c, b))
	}
	if len(out) == 0 {
		return P(Text("The texts are the same."))
	}
	return Div(Class("prose diff"), P(Class("soft"), Ins(Text("added")), Text(" · "), Del(Text("removed"))), Group(out), If(same > 0, P(Class("soft same"), Text(plural(same, "paragraph unchanged", "paragraphs unchanged")))))
}

// difference is a changed block. Its marks are said to those who have it read to them.
func difference(c *prose.Change, b *prose.Block) Node {
	words := Node(nil)
	switch c.Op {
	case prose.Added:
		words = inserted(b.Text())
	case prose.Removed:
		words = deleted(b.Text())
	default:
		words = Map(c.Pieces, func(p prose.Piece) Node {
			switch p.Op {
			case prose.Added:
				return inserted(p.Text)
			case prose.Removed:
				return deleted(p.Text)
			}
			return Text(p.Text)
		})
		if len(c.Pieces) == 1 && c.Pieces[0].Op == prose.Same {
			words = Group{Text(b.Text()), Span(Class("soft"), Text(" (only its looks changed)"))}
		}
	}
	switch b.Kind {
	case prose.Heading:
		return H2(words)
	case prose.Item:
		return P(Class("item"), If(b.Marker != "", Span(Class("soft"), Text(b.Marker+" "))), words)
	}
	return P(words)
}

func inserted(text string) Node { return Ins(Span(Class("hidden"), Text("added: ")), Text(text)) }
func deleted(text string) Node  { return Del(Span(Class("hidden"), Text("removed: ")), Text(text)) }
