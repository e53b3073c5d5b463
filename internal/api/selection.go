package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/selection"
	"github.com/assay-isms/assay/internal/record"
)

func (s *Server) selectionRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: Base + "/soa/annex-a", Needs: record.MayRead, fn: (*call).annex, doc: operation{
			id: "compare_with_annex_a", tag: tagSoA, summary: "Compare the controls that treatments need with Annex A (6.1.3 c)", params: []any{paramEdition("edition")},
			reply: object{"type": "object", "required": []string{"edition", "findings"}, "properties": object{"edition": text("Edition"), "findings": listOf(schemaFor[selection.Row]())}}}},
		{Method: "GET", Pattern: Base + "/soa/attributes", Needs: record.MayRead, fn: (*call).pivot, doc: operation{
			id: "count_by_attribute", tag: tagSoA, summary: "Count the controls of 2022 by attribute and state",
			reply: object{"type": "object", "required": []string{"rows"}, "properties": object{"rows": listOf(schemaFor[control.PivotRow]())}}}},
		{Method: "GET", Pattern: Base + "/risks/{ref}/suggestions", Needs: record.MayRead, fn: (*call).suggestions, doc: operation{
			id: "suggest_controls", tag: tagSoA, summary: "List the controls that usually treat a risk's threats and vulnerabilities",
			reply: object{"type": "object", "required": []string{"suggestions"}, "properties": object{"suggestions": listOf(schemaFor[selection.Advice]())}}}},
	}
}

// annex answers with the comparison with Annex A.
func (c *call) annex() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	var found selection.Comparison
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		found, err = selection.Compare(r, e)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"edition": e, "findings": append([]selection.Row{}, found.Rows()...)})
}

// pivot answers with the counts by attribute.
func (c *call) pivot() error {
	var lines []control.Line
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		lines, err = control.Statement(r, catalog.Edition2022)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"rows": control.Pivot(lines)})
}

// suggestions answers with the controls suggested for a risk.
func (c *call) suggestions() error {
	var all []selection.Advice
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		all, err = selection.Advise(r, c.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"suggestions": all})
}
