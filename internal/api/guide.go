package api

import (
	"net/http"
	"slices"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

func (s *Server) guideRoutes() []Route {
	doc := func(id, summary string) operation {
		return operation{id: id, tag: tagCatalog, summary: summary, timeless: true, reply: schemaFor[guide.Guidance]()}
	}
	return []Route{
		{Method: "GET", Pattern: Base + "/guide/controls/{ref}", Needs: record.MayRead, fn: (*call).guideControl, doc: doc("guide_control", "How to implement and how to audit a control of either edition")},
		{Method: "GET", Pattern: Base + "/guide/sets/{ref}", Needs: record.MayRead, fn: (*call).guideSet, doc: doc("guide_set", "What a control set of 2013 (A.9) or a theme of 2022 (people) is about")},
		{Method: "GET", Pattern: Base + "/catalog/scenarios", Needs: record.MayRead, fn: (*call).scenarios, doc: operation{
			id: "scenarios", tag: tagCatalog, summary: "List the worked risks of the library, with what public sources say of them", timeless: true, reply: page(schemaFor[guide.Scenario](), nil)}},
		{Method: "GET", Pattern: Base + "/catalog/base-rates", Needs: record.MayRead, fn: (*call).baseRates, doc: operation{
			id: "base_rates", tag: tagCatalog, summary: "List the public figures of the library, with their sources", timeless: true, reply: page(schemaFor[guide.BaseRate](), nil)}},
		{Method: "GET", Pattern: Base + "/catalog/causes", Needs: record.MayRead, fn: (*call).causes, doc: operation{
			id: "causes", tag: tagCatalog, summary: "List the threats and vulnerabilities of the library", timeless: true, reply: page(schemaFor[guide.Cause](), nil)}},
		{Method: "GET", Pattern: Base + "/catalog/typical-processes", Needs: record.MayRead, fn: (*call).typicalProcesses, doc: operation{
			id: "typical_processes", tag: tagCatalog, summary: "List the typical processes of the library, by sector, to begin an impact analysis with", timeless: true, reply: page(schemaFor[guide.TypicalProcess](), nil)}},
		{Method: "GET", Pattern: Base + "/catalog/impacts", Needs: record.MayRead, fn: (*call).impacts, doc: operation{
			id: "impacts", tag: tagCatalog, summary: "List the categories of impact that an outage has, with what their levels 0 to 4 mean", timeless: true, reply: page(schemaFor[guide.Impact](), nil)}},
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

// guideSet answers with the introduction to a control set or theme.
func (c *call) guideSet() error {
	id := c.r.PathValue("ref")
	g, err := guide.Set(id)
	if errs.Is(err, errs.NotFound) {
		g, err = guide.Theme(id)
	}
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, g)
}

func (c *call) scenarios() error {
	return c.respondWith(http.StatusOK, map[string]any{"items": guide.Scenarios()})
}

func (c *call) baseRates() error {
	return c.respondWith(http.StatusOK, map[string]any{"items": guide.BaseRates()})
}

func (c *call) causes() error {
	return c.respondWith(http.StatusOK, map[string]any{"items": slices.Concat(guide.Threats(), guide.Vulnerabilities())})
}

func (c *call) typicalProcesses() error {
	return c.respondWith(http.StatusOK, map[string]any{"items": guide.TypicalProcesses()})
}

func (c *call) impacts() error {
	return c.respondWith(http.StatusOK, map[string]any{"items": guide.Impacts()})
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
