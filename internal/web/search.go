package web

import (
	"net/http"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/record"
)

const maxHits = 100

// searchPage finds records of every kind; an exact reference goes straight to its page.
func searchPage(q *request) error {
	text := q.param("q")
	var hits []record.Hit
	if err := q.read(func(r *record.Reader) (err error) {
		hits, err = r.Search(text, maxHits)
		return err
	}); err != nil {
		return err
	}
	if len(hits) == 1 && record.Fold(hits[0].Ref) == record.Fold(text) {
		http.Redirect(q.w, q.r, q.hitURL(hits[0]), http.StatusSeeOther)
		return nil
	}
	return q.show(func(*record.Reader) (page, error) {
		body := Group{heading("Search", Text(plural(len(hits), "record holds", "records hold")+" “"+text+"”"))}
		if len(hits) == 0 {
			body = append(body, empty("Nothing holds all these words. Beginnings of words are enough, and accents do not matter."))
		}
		return page{title: "Search", body: append(body, If(len(hits) > 0, hitTable(q, hits)))}, nil
	})
}

func hitTable(q *request, hits []record.Hit) Node {
	return Div(Class("scroll"), Table(THead(Tr(Th(Text("Ref")), Th(Text("Name")), Th(Text("Register")))), TBody(Map(hits, func(h record.Hit) Node {
		title := h.Kind
		if k, err := q.s.Store.Kind(h.Kind); err == nil {
			title = k.Title
		}
		return Tr(Td(Class("mono"), Text(h.Ref)), Td(A(Class("name"), Href(q.hitURL(h)), Text(h.Title))), Td(Class("soft"), Text(title)))
	}))))
}
