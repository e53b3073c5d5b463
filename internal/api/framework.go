package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// frameworkRoutes show what the statement does for other frameworks, take those in, and write OSCAL.
func (s *Server) frameworkRoutes() []Route {
	at, files := Base+"/coverage", Base+"/oscal"
	return []Route{
		{Method: "GET", Pattern: at, Needs: record.MayRead, fn: (*call).listFrameworks, doc: docFrameworks()},
		{Method: "GET", Pattern: at + "/{ref}", Needs: record.MayRead, fn: (*call).coverage, doc: docCoverage()},
		{Method: "GET", Pattern: at + "/{ref}/export", Needs: record.MayRead, fn: (*call).exportCoverage, doc: docExportCoverage()},
		{Method: "DELETE", Pattern: at + "/{ref}", Needs: record.MayRead | framework.Frameworks.Kind().Edit, fn: (*call).removeFramework, doc: operation{
			id: "remove_framework", tag: tagFramework, summary: "Delete a framework with its requirements and mappings; their history stays", status: http.StatusNoContent}},
		{Method: "POST", Pattern: files + "/import", Needs: record.MayRead | framework.Frameworks.Kind().Edit, fn: (*call).importFramework, doc: docImportFramework()},
		{Method: "GET", Pattern: files + "/{model}", Needs: record.MayRead, fn: (*call).exportOSCAL, doc: docExportOSCAL()},
	}
}

func (c *call) removeFramework() error {
	if _, err := c.write(c.reason(), func(w *record.Writer) error { return framework.Remove(w, c.r.PathValue("ref")) }); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

func (c *call) listFrameworks() error {
	items := []framework.Listed{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		all, err := framework.List(r)
		items = append(items, all...)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

// covered is a requirement as the interface shows it.
type covered struct {
	Ref        string           `json:"ref"`
	Identifier string           `json:"identifier"`
	Title      string           `json:"title"`
	Group      bool             `json:"group"`
	Withdrawn  bool             `json:"withdrawn"`
	Depth      int              `json:"depth"`
	ServedBy   []serving        `json:"served_by"`
	State      framework.State  `json:"state"`
	Why        string           `json:"why"`
	Covers     framework.Extent `json:"covers"`
	Evidence   []string         `json:"evidence"` // references, newest first
	Fresh      int              `json:"fresh"`
	Newest     string           `json:"newest"`
	FreshUntil string           `json:"fresh_until"`
}

// serving is a control that serves a requirement, and the line of the statement that stands for it.
type serving struct {
	Control       string          `json:"control"`
	Relation      string          `json:"relation"`
	Source        string          `json:"source"`
	Line          string          `json:"line"` // the control kept here: itself, a counterpart, or none
	Applicability string          `json:"applicability"`
	State         framework.State `json:"state"`
}

func (c *call) cover(r *record.Reader) (*framework.Coverage, error) {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return nil, err
	}
	return framework.Cover(r, c.r.PathValue("ref"), e)
}

func (c *call) coverage() error {
	var cover *framework.Coverage
	items := []covered{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		cover, err = c.cover(r)
		return err
	}); err != nil {
		return err
	}
	for i := range cover.Items {
		items = append(items, coveredOf(&cover.Items[i]))
	}
	return c.respondWith(http.StatusOK, map[string]any{"framework": cover.Framework, "edition": cover.Edition, "as_of": stamp(c.org.Now()), "counts": cover.Counts, "items": items})
}

func coveredOf(q *framework.Requirement) covered {
	newest, until := q.Freshness()
	out := covered{Ref: q.Ref, Identifier: q.Identifier, Title: q.Title, Group: q.Group, Withdrawn: q.Withdrawn, Depth: q.Depth, ServedBy: []serving{}, State: q.State, Why: q.Why,
		Covers: q.Extent, Evidence: []string{}, Fresh: q.Fresh, Newest: string(newest), FreshUntil: string(until)}
	for _, s := range q.Served {
		one := serving{Control: s.Control, Relation: s.Relation, Source: s.Source}
		if s.Line != nil {
			one.Line, one.Applicability, one.State = s.Line.Ref, s.Line.Applicability, s.Line.State
		}
		out.ServedBy = append(out.ServedBy, one)
	}
	for _, e := range q.Evidence {
		out.Evidence = append(out.Evidence, e.Ref)
	}
	return out
}

func (c *call) exportCoverage() error {
	return c.sendReport("coverage", func(r *record.Reader) (report.Document, error) {
		cover, err := c.cover(r)
		if err != nil {
			return report.Document{}, err
		}
		return cover.Report(r, c.grant.OrgName)
	})
}

// importFramework reads a framework's or mapping's file, the request's body, and answers with the plan.
func (c *call) importFramework() error {
	f, err := framework.Open(fileName(c.query.Get("name")), http.MaxBytesReader(c.w, c.r.Body, oscal.MaxFile))
	if err != nil {
		return err
	}
	o := framework.Options{Into: c.query.Get("into"), Title: c.query.Get("title")}
	if o.Choice, err = c.choice(); err != nil {
		return err
	}
	var plan *framework.Plan
	if c.flag("dry_run") {
		plan, err = framework.Preview(c.ctx(), c.org, f, o)
	} else {
		reason := c.reason()
		if reason == "" {
			reason = "Import of " + f.Name
		}
		_, err = c.write(reason, func(w *record.Writer) (err error) {
			plan, err = framework.Import(w, f, o)
			return err
		})
	}
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, plan)
}

// exportOSCAL writes Annex A, the statement, a framework or its mapping.
func (c *call) exportOSCAL() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	name := c.r.PathValue("model")
	var text []byte
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		model, err := framework.Export(r, name, c.query.Get("framework"), e, c.grant.OrgName)
		if err == nil {
			text, err = oscal.Encode(model)
		}
		return err
	}); err != nil {
		return err
	}
	c.attach(typeJSON, framework.FileName(name, e))
	_, _ = c.w.Write(text) // the client may have gone
	return nil
}

const tagFramework = "Other frameworks"

func docFrameworks() operation {
	return operation{id: "list_coverage", tag: tagFramework, summary: "List the frameworks kept here and those built in", reply: page(schemaFor[framework.Listed](), nil)}
}

func docCoverage() operation {
	return operation{id: "coverage", tag: tagFramework, summary: "Read what the Statement of Applicability and its evidence do for each requirement of a framework", params: []any{paramEdition("edition")},
		about: "A requirement stands as the worst of its controls. Relations are those of NIST IR 8477, of the requirement to the control; empty where the mapping states none. A control of the other edition serves through its counterparts.",
		reply: page(schemaFor[covered](), object{"framework": schemaFor[framework.Listed](), "edition": text("Edition"), "as_of": text("The moment shown"),
			"counts": object{"type": "object", "additionalProperties": object{"type": "integer"}, "description": "Requirements by state"}})}
}

func docExportCoverage() operation {
	return operation{id: "export_coverage", tag: tagFramework, summary: "Download the coverage of a framework as a file", params: []any{paramEdition("edition"), paramFormat()}, media: "application/octet-stream"}
}

func docImportFramework() operation {
	flag := object{"type": "boolean"}
	return operation{id: "import_framework_file", tag: tagFramework, summary: "Import a framework or mapping: OSCAL in JSON, XML or YAML, or a spreadsheet", upload: true,
		about: "The body is the file: an OSCAL catalog or profile, an OSCAL mapping between Annex A and a framework kept here, or a table with a row for each requirement. Importing the same file again changes nothing. What a profile selects from must be kept here as a framework.",
		params: []any{query("name", "Name of the file.", object{"type": "string"}), query("dry_run", "Write nothing; answer with what would happen.", flag),
			query("into", "Reference of the framework to write into; found when left out, or made.", object{"type": "string"}), query("title", "Title of the framework.", object{"type": "string"}),
			query("map", "A column of a spreadsheet and its field, such as Nummer=identifier; may be given several times.", object{"type": "array", "items": object{"type": "string"}})},
		body: object{"type": "string", "format": "binary"}, reply: schemaFor[framework.Plan]()}
}

func docExportOSCAL() operation {
	return operation{id: "export_oscal", tag: tagFramework, summary: "Download Annex A, the Statement of Applicability or a framework as OSCAL",
		about:  "catalog is Annex A with our guidance, profile the controls that apply, component and ssp the Statement of Applicability, framework and mapping a framework kept here. The same moment gives the same bytes.",
		params: []any{paramEdition("edition"), query("framework", "Reference of the framework, for framework and mapping.", object{"type": "string"})}, media: typeJSON}
}
