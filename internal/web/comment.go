package web

import (
	"net/url"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

// shownComments is how many comments a record's page shows.
const shownComments = 20

// comments are what was said about a record, newest first, and a form to say more.
func (q *request) comments(r *record.Reader, k *record.Kind, m *record.Meta) (Node, error) {
	if k == task.Comments.Kind() {
		return nil, nil
	}
	said, more, err := task.Said(r, m.ID, shownComments)
	if err != nil {
		return nil, err
	}
	var records []record.Record
	var actors []string
	for _, c := range said {
		records, actors = append(records, c), append(actors, c.Author)
	}
	n, err := q.namesFor(r, task.Comments.Kind(), records, actors)
	if err != nil {
		return nil, err
	}
	return Section(ID("comments"), H2(Text("Comments")),
		If(len(said) > 0, Ol(Class("history"), Map(said, func(c *task.Comment) Node { return q.comment(c, n) }))),
		If(more, P(A(Href(q.url("/r/comments", "about_id", m.ID)), Text("All comments")))),
		Iff(q.may(record.MayContribute), func() Node {
			return q.postForm(q.url("/r/"+k.Plural+"/"+url.PathEscape(m.ID)+"/comment"), Class("stack"), Label(For("f-comment"), Text("Say something; @ and a name asks that person")),
				Textarea(Class("in"), ID("f-comment"), Name("text"), Rows("3"), Required()), P(Button(Class("btn"), Text("Comment"))))
		})), nil
}

func (q *request) comment(c *task.Comment, n names) Node {
	by := n.actor(c.Author)
	if c.By != "" {
		by = n.link(string(c.By))
	}
	return Li(P(by, Text(", "+day(c.On)+" "), A(Class("mono"), Href(q.recordURL(task.Comments.Kind(), c.Ref)), Text(c.Ref))), P(Class("text"), Text(c.Text)),
		If(len(c.Open) > 0, P(Class("soft"), Text("waits for "), n.linkList(c.Open))))
}

// addComment says something about a record.
func addComment(q *request) error {
	k, err := q.kind()
	if err != nil {
		return err
	}
	var rec record.Record
	b, err := q.write("", func(w *record.Writer) error {
		if rec, err = w.Find(k, q.r.PathValue("ref")); err != nil {
			return err
		}
		return task.Comments.Put(w, &task.Comment{Text: q.form("text"), About: k.Name + "/" + rec.Base().ID})
	})
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(k, rec.Base().Ref)+"#comments", "Said.", b.First)
}
