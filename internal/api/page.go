package api

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"
)

func (s *Server) documentRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: Base + "/openapi.json", Public: true, fn: (*call).openAPIDocument,
			doc: operation{id: "openapi", tag: tagDocument, summary: "This interface as an OpenAPI 3.1 document", reply: object{"type": "object"}}},
		{Method: "GET", Pattern: "/api", Public: true, fn: (*call).readable,
			doc: operation{id: "readable", tag: tagDocument, summary: "This interface as a page for people", media: "text/html; charset=utf-8"}},
	}
}

func (c *call) openAPIDocument() error {
	return c.respond(http.StatusOK, func(b []byte) []byte { return append(b, c.document...) })
}

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

type section struct {
	Title, ID string
	Routes    []described
}

type described struct {
	Method, Pattern, Summary, About, Needs string
	Params                                 []any
}

// readable writes the page for people.
func (c *call) readable() error {
	var sections []section
	for _, rt := range c.routes {
		if len(sections) == 0 || sections[len(sections)-1].Title != rt.doc.tag {
			sections = append(sections, section{Title: rt.doc.tag, ID: strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(rt.doc.tag))})
		}
		at := &sections[len(sections)-1]
		needs := "open to all"
		if !rt.Public {
			needs = strings.Join(namesOf(rt.Needs), ", ")
		}
		at.Routes = append(at.Routes, described{rt.Method, rt.Pattern, rt.doc.summary, rt.doc.about, needs, rt.doc.params})
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	return pageTemplate.Execute(c.w, struct {
		Style, Base string
		Sections    []section
	}{c.deps.Style, Base, sections})
}
