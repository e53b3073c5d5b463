package api

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/exchange"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/pack"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
)

// exchangeRoutes move a register out as a file and in from a spreadsheet.
func (s *Server) exchangeRoutes(k *shape) []Route {
	at := Base + "/" + k.Plural
	routes := []Route{{Method: "GET", Pattern: at + "/export", Needs: record.MayRead, fn: func(c *call) error { return c.export(k) }, doc: k.docExport()}}
	if k.writable {
		routes = append(routes, Route{Method: "POST", Pattern: at + "/import", Needs: record.MayRead | k.Edit, fn: func(c *call) error { return c.importFile(k) }, doc: k.docImport()})
	}
	return routes
}

// export sends the records that a list's query selects, in any format.
func (c *call) export(s *shape) error {
	return c.sendReport(s.Plural, func(r *record.Reader) (report.Document, error) {
		q, err := c.listQuery(r, s)
		if err != nil {
			return report.Document{}, err
		}
		q.After, q.Limit = "", 0
		return exchange.Document(r, s.Kind, q, nil)
	})
}

// exportStatement sends the Statement of Applicability in any format.
func (c *call) exportStatement() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	then, err := c.trueOn(e)
	if err != nil {
		return err
	}
	return c.sendReport("statement-of-applicability", func(r *record.Reader) (report.Document, error) {
		if then != nil {
			return control.ReportTrue(r, then, c.grant.OrgName)
		}
		return transition.Report(r, e, c.grant.OrgName)
	})
}

// sendReport writes the document within the transaction it is read in, so that long registers stream.
func (c *call) sendReport(name string, build func(*record.Reader) (report.Document, error)) error {
	return c.sendTable(name, "", build)
}

// sendTable sends the table of that name where the format holds only one.
func (c *call) sendTable(name, table string, build func(*record.Reader) (report.Document, error)) error {
	format := report.JSON
	if text := c.query.Get("format"); text != "" {
		var err error
		if format, err = report.ParseFormat(text); err != nil {
			return err
		}
	}
	return c.org.Read(c.ctx(), func(r *record.Reader) error {
		d, err := build(r)
		if err != nil {
			return err
		}
		d.Organisation = c.grant.OrgName
		c.attach(format.ContentType(), name+format.Extension())
		err = report.Write(c.w, format, d, report.Options{Table: table, Fonts: c.deps.Fonts})
		if err != nil {
			c.w.Header().Del("Content-Disposition") // the answer is a problem
		}
		return err
	})
}

func (c *call) attach(media, name string) {
	h := c.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.grant.OrgRef + "-" + name}))
}

// importFile reads a spreadsheet, the request's body, and answers with the plan: what happened or, with dry_run, would
// happen to each row.
func (c *call) importFile(s *shape) error {
	book, err := sheet.Open(fileName(c.query.Get("name")), http.MaxBytesReader(c.w, c.r.Body, sheet.DefaultLimits.Bytes), sheet.Limits{})
	if err != nil {
		return err
	}
	choice, err := c.choice()
	if err != nil {
		return err
	}
	plan, err := exchange.Prepare(c.ctx(), c.org, s.Kind, book, choice)
	if err != nil {
		return err
	}
	if !c.flag("dry_run") {
		reason := c.reason()
		if reason == "" {
			reason = "Import of " + book.Name
		}
		if _, err := c.write(reason, func(w *record.Writer) error {
			_, err := plan.Apply(w, c.flag("partial"))
			return err
		}); err != nil {
			return err
		}
	}
	return c.respondWith(http.StatusOK, plan)
}

// choice is what the request says about sheet, header row and columns.
func (c *call) choice() (out sheet.Choice, err error) {
	out = sheet.Choice{Sheet: c.query.Get("sheet"), Map: map[string]string{}}
	if out.HeaderRow, err = number(c.query, "header_row", 0, 0, 1<<20); err != nil {
		return out, err
	}
	for _, text := range c.query["map"] {
		theirs, ours, ok := strings.Cut(text, "=")
		if !ok {
			return out, errs.New(errs.BadRequest, "map=%q says nothing; write map=Their column=field.", text)
		}
		out.Map[strings.TrimSpace(theirs)] = strings.TrimSpace(ours)
	}
	return out, nil
}

// auditPack sends the pack of the moment asked for, whole or not at all.
func (c *call) auditPack() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	key, err := c.deps.Store.Keys.Get(c.org.ID())
	if err != nil {
		return err
	}
	var ids []string
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		ids, err = r.Actors()
		return err
	}); err != nil {
		return err
	}
	names, err := c.deps.Identity.Names(c.ctx(), ids)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := pack.Write(c.ctx(), c.org, key, c.deps.Files, &b, pack.Options{Edition: e, OrganisationName: c.grant.OrgName, Actors: names, Fonts: c.deps.Fonts}); err != nil {
		return err
	}
	c.attach("application/zip", "audit-pack.zip")
	_, _ = io.Copy(c.w, &b) // the client may have gone
	return nil
}

func paramFormat() object {
	return query("format", "Kind of file.", object{"type": "string", "enum": report.Formats(), "default": report.JSON})
}

func (s *shape) docExport() operation {
	d := s.op("export", "Download %s as a file", strings.ToLower(s.Title))
	d.about = "Takes the filters of the list. An export that nobody changed, imported again, changes nothing."
	d.params, d.media = []any{paramFormat()}, "application/octet-stream"
	return d
}

func (s *shape) docImport() operation {
	d := s.op("import", "Import %s from a spreadsheet", strings.ToLower(s.Title))
	d.about = "The body is the file, XLSX or CSV, as people have it. All rows are written in one change, or none; a bad row is named with its column and reason."
	flag := object{"type": "boolean"}
	d.params = []any{query("name", "Name of the file, for the history.", object{"type": "string"}), query("dry_run", "Write nothing; answer with what would happen.", flag),
		query("partial", "Write the good rows even if some are bad.", flag), query("sheet", "The sheet; found when left out.", object{"type": "string"}),
		query("header_row", "The row of the headings; found when left out.", object{"type": "integer"}),
		query("map", "A column and its field, such as Nummer=ref; may be given several times.", object{"type": "array", "items": object{"type": "string"}})}
	d.upload, d.body, d.reply = true, object{"type": "string", "format": "binary"}, schemaFor[exchange.Plan]()
	return d
}

func docExportStatement() operation {
	return operation{id: "export_statement", tag: tagSoA, summary: "Download the Statement of Applicability as a file", params: []any{paramEdition("edition"), paramTrueOn(), paramFormat()}, media: "application/octet-stream"}
}

func docPack() operation {
	return operation{id: "audit_pack", tag: tagSelf, summary: "Download the audit pack: one file a stranger can check offline", params: []any{paramEdition("edition")}, media: "application/zip"}
}
