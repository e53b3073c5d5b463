package web

import (
	"cmp"
	"fmt"
	"mime"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/exchange"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
)

// exportRegister sends a register, as filtered, in any format.
func exportRegister(q *request) error {
	k, err := q.kind()
	if err != nil {
		return err
	}
	return q.sendReport(k.Plural, func(r *record.Reader) (report.Document, error) {
		query := parseQuery(k, q.r.URL.Query())
		query.After, query.Limit = "", 0
		return exchange.Document(r, k, query, q.r.URL.Query()["col"])
	})
}

// soaExport sends the Statement of Applicability in any format.
func soaExport(q *request) error {
	then, present, err := q.trueStatement()
	if err != nil {
		return err
	}
	if then != nil {
		q.org = present // what is known today of what was true
		return q.sendReport("statement-of-applicability-true-on-"+then.Moment.Format(time.DateOnly), func(r *record.Reader) (report.Document, error) {
			return control.ReportTrue(r, then, q.member.OrgName)
		})
	}
	return q.sendReport("statement-of-applicability", func(r *record.Reader) (report.Document, error) {
		e, _, err := q.edition(r)
		if err != nil {
			return report.Document{}, err
		}
		return transition.Report(r, e, q.member.OrgName)
	})
}

// sendReport writes a document within the transaction it is read in, so that long registers stream.
func (q *request) sendReport(name string, build func(*record.Reader) (report.Document, error)) error {
	return q.sendTable(name, "", build)
}

// sendTable sends the table of that name where the format holds only one.
func (q *request) sendTable(name, table string, build func(*record.Reader) (report.Document, error)) error {
	format, err := report.ParseFormat(cmp.Or(q.param("format"), string(report.XLSX)))
	if err != nil {
		return err
	}
	return q.read(func(r *record.Reader) error {
		d, err := build(r)
		if err != nil {
			return err
		}
		h := q.w.Header()
		h.Set("Content-Type", format.ContentType())
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": q.member.OrgRef + "-" + name + format.Extension()}))
		h.Set("Cache-Control", "private, no-store")
		err = report.Write(q.w, format, d, report.Options{Table: table, Fonts: q.s.Fonts})
		if err != nil {
			h.Del("Content-Disposition") // the answer is a page
		}
		return err
	})
}

// importPage asks for a spreadsheet.
func importPage(q *request) error {
	k, err := q.kindToImport()
	if err != nil {
		return err
	}
	return q.importForm(k, nil, nil)
}

func (q *request) kindToImport() (*record.Kind, error) {
	k, err := q.kindToChange()
	if err == nil && !creatable(k) && k.Name != "control" {
		err = errs.New(errs.Conflict, "%s are not imported; they come from decisions made here.", k.Title)
	}
	return k, err
}

func (q *request) importForm(k *record.Kind, plan *exchange.Plan, failed error) error {
	return q.show(func(*record.Reader) (page, error) {
		lead := "XLSX or CSV, as you have it: titles above the header, totals below and other column names do not matter. Nothing is written before you have seen what would happen. What the file lacks stays as it is."
		return page{title: "Import " + strings.ToLower(k.Title), section: sectionOf(k), body: Group{
			heading("Import "+strings.ToLower(k.Title), Text(lead)),
			If(k == access.Accounts.Kind(), P(Class("note"), Text("So an import ends no account. To end those that a system no longer has, hand its list in to an "), A(Href(q.url("/r/access-reviews")), Text("access review")), Text("."))),
			If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))),
			q.uploadForm(k, plan), Iff(plan != nil, func() Node { return planView(plan) }),
		}}, nil
	})
}

// uploadForm carries the file again after a preview: the program keeps no half-done imports.
func (q *request) uploadForm(k *record.Kind, plan *exchange.Plan) Node {
	chosen := ""
	if plan != nil {
		chosen = plan.Sheet
	}
	return q.postForm(q.url("/r/"+k.Plural+"/import"), Class("record-form"), EncType("multipart/form-data"),
		field("file", "File", Input(Type("file"), ID("f-file"), Name("file"), Required(), Accept(".xlsx,.csv,.tsv,.txt"))),
		Details(If(plan != nil, Attr("open")), Summary(Text("Sheet, header row, columns")),
			field("sheet", "Sheet", Input(Class("in narrow"), ID("f-sheet"), Name("sheet"), Value(chosen), Placeholder("found automatically"))),
			field("header", "Header row", Input(Class("in narrow"), Type("number"), ID("f-header"), Name("header"), Placeholder("found automatically"))),
			field("map", "Columns", Textarea(Class("in mono"), ID("f-map"), Name("map"), Rows("3"), Placeholder("Their column = field"), Text(q.form("map"))), P(Class("help"), Text("One line each. Fields: "+fieldList(k)+".")))),
		If(plan != nil, Div(Class("row"), Span(), Label(Input(Type("checkbox"), Name("partial"), Value("yes")), Text(" Import the good rows even if some are bad")))),
		Div(Class("row"), Span(), Div(Class("acts"), Button(Class("btn go"), Name("do"), Value("preview"), Text("Show what would happen")),
			If(plan != nil, Button(Class("btn"), Name("do"), Value("import"), Text("Import this file"))))))
}

func fieldList(k *record.Kind) string {
	var names []string
	for i := range k.Fields {
		if !k.Fields[i].Computed {
			names = append(names, k.Fields[i].Name)
		}
	}
	return strings.Join(names, ", ")
}

func importFile(q *request) error {
	k, err := q.kindToImport()
	if err != nil {
		return err
	}
	file, header, err := q.r.FormFile("file")
	if err != nil {
		return q.importFailed(k, nil, errs.Invalidf("Choose a file first."))
	}
	defer file.Close()
	book, err := sheet.Open(header.Filename, file, sheet.Limits{})
	if err != nil {
		return q.importFailed(k, nil, err)
	}
	plan, err := exchange.Prepare(q.r.Context(), q.org, k, book, q.choice())
	if err != nil {
		return q.importFailed(k, nil, err)
	}
	if q.form("do") != "import" {
		return q.importForm(k, plan, nil)
	}
	var result exchange.Result
	b, err := q.write("Import of "+header.Filename, func(w *record.Writer) error {
		result, err = plan.Apply(w, q.form("partial") == "yes")
		return err
	})
	if err != nil {
		return q.importFailed(k, plan, err)
	}
	return q.redirect(q.imported(k, plan), fmt.Sprintf("%d added, %d changed, %d left as they were, %d rows not imported.", result.Created, result.Changed, result.Left, result.Bad), b.First)
}

// imported is where an import leads: to the register, an old Statement of Applicability to the new edition.
func (q *request) imported(k *record.Kind, plan *exchange.Plan) string {
	for _, r := range plan.Rows {
		if c, ok := catalog.Find(r.Ref); ok && k.Name == "control" && c.Edition == catalog.Edition2013 {
			return q.url("/transition")
		}
	}
	return q.url("/r/" + k.Plural)
}

func (q *request) importFailed(k *record.Kind, plan *exchange.Plan, err error) error {
	if errs.Is(err, errs.Internal) {
		return err
	}
	q.status = errs.KindOf(err).Status()
	return q.importForm(k, plan, asPeople(err))
}

func (q *request) choice() sheet.Choice {
	c := sheet.Choice{Sheet: q.form("sheet"), HeaderRow: int(q.formInt("header")), Map: map[string]string{}}
	for _, line := range nonEmptyLines(q.form("map")) {
		if theirs, ours, ok := strings.Cut(line, "="); ok {
			c.Map[strings.TrimSpace(theirs)] = strings.TrimSpace(ours)
		}
	}
	return c
}

// planView shows what an import would do: how columns were understood, then every row that matters.
func planView(p *exchange.Plan) Node {
	return Group{
		Section(H2(Text(p.Summary())), If(len(p.Missing) > 0, P(status("failing", "Missing: "+strings.Join(p.Missing, ", "), ""))), Ul(Map(p.Notes, func(n string) Node { return Li(Text(n)) })),
			If(len(p.Creates) > 0, P(Text("Also added, because rows name them: "), Map(p.Creates, func(c exchange.Creation) Node {
				return Span(Class("chip"), Text(c.Title))
			})))),
		Section(H2(Text(fmt.Sprintf("Columns of sheet %q, header in row %d", p.Sheet, p.HeaderRow))), Div(Class("scroll"), Table(
			THead(Tr(Th(Text("Their column")), Th(Text("Understood as")), Th(Class("num"), Text("Filled")), Th(Text("Note")))), TBody(Map(p.Headers, func(h exchange.Header) Node {
				understood := Node(Text(h.Label))
				if !h.Imported {
					understood = Span(Class("soft"), Text("not imported"))
				}
				return Tr(Td(Text(h.Text)), Td(understood), Td(Class("num"), Text(fmt.Sprint(h.Filled))), Td(Class("soft"), Text(h.Note)))
			}))))),
		Section(H2(Text("Rows")), Div(Class("scroll"), Table(THead(Tr(Th(Class("num"), Text("Row")), Th(Text("What happens")), Th(Text("Ref")), Th(Text("Title")), Th(Text("Why")))), TBody(Map(p.Rows[:min(len(p.Rows), 500)], planRow))))),
		If(len(p.Skipped) > 0, Section(H2(Text("Rows passed over")), Ul(Map(p.Skipped, func(s exchange.Skipped) Node {
			return Li(Text(fmt.Sprintf("Row %d (%s): %s", s.Number, s.Text, s.Reason)))
		})))),
	}
}

func planRow(r exchange.PlannedRow) Node {
	st := map[exchange.Action]Node{exchange.Create: status("working", "add", ""), exchange.Change: status("partly", "change", ""), exchange.Leave: status("none", "leave", ""), exchange.Bad: status("failing", "cannot be imported", "")}[r.Action]
	var why []Node
	for _, p := range r.Problems {
		why = append(why, Div(Text(p.String())))
	}
	for _, n := range r.Notes {
		why = append(why, Div(Class("soft"), Text(n)))
	}
	if r.Action == exchange.Change {
		for _, c := range r.Changes {
			why = append(why, Div(Text(c.Label+": "), Del(Text(c.Before)), Text(" → "), Ins(Text(c.After))))
		}
	}
	return Tr(Td(Class("num"), Text(fmt.Sprint(r.Number))), Td(st), Td(Class("mono"), Text(r.Ref)), Td(Text(r.Title)), Td(Group(why)))
}
