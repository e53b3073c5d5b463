package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

func (s *Server) guideRoutes() []Route {
	doc := func(id, summary string) operation {
		return operation{id: id, tag: tagCatalog, summary: summary, timeless: true, reply: schemaFor[guide.Guidance]()}
	}
	return []Route{
		{Method: "GET", Pattern: Base + "/guide/controls/{ref}", Needs: record.MayRead, fn: (*call).guideControl, doc: doc("guide_control", "How to implement and how to audit a control of either edition")},
		{Method: "GET", Pattern: Base + "/guide/clauses/{edition}/{ref}", Needs: record.MayRead, fn: (*call).guideClause, doc: doc("guide_clause", "How to meet and how to audit a requirement of clauses 4 to 10")},
	}
}

// guideControl answers with the guidance on a control.
func (c *call) guideControl() error {
	g, err := guide.Control(c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, g)
}

// guideClause answers with the guidance on a clause.
func (c *call) guideClause() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	g, err := guide.Clause(e, c.r.PathValue("ref"))
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, g)
}
