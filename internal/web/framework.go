package web

import (
	"cmp"
	"fmt"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

const frameworksAt = "/frameworks"

// frameworksPage lists the frameworks and asks for another.
func frameworksPage(q *request) error { return q.frameworks(nil, nil) }

// frameworks shows the list, and after an upload what it would do or why it cannot be.
func (q *request) frameworks(plan *framework.Plan, failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		all, err := framework.List(r)
		if err != nil {
			return page{}, err
		}
		decided, err := decidedControls(r)
		if err != nil {
			return page{}, err
		}
		return page{title: "Frameworks", section: frameworksAt, body: Group{
			heading("Frameworks", Text("What your controls and their evidence do for other frameworks. One piece of evidence serves them all."),
				button(q.url("/r/framework-items"), "All requirements"), button(q.url("/r/mappings"), "All mappings"), q.oscalMenu(decided)),
			q.frameworkTable(all),
			If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))),
			Iff(q.may(framework.Frameworks.Kind().Edit), func() Node { return q.frameworkForm(all, plan) }),
			Iff(plan != nil, func() Node { return frameworkPlan(plan) }),
		}}, nil
	})
}

func (q *request) frameworkTable(all []framework.Listed) Node {
	return Section(Div(Class("scroll"), Table(THead(Tr(Th(Scope("col"), Text("Ref")), Th(Scope("col"), Text("Framework")), Th(Scope("col"), Text("Version")), Th(Scope("col"), Text("Publisher")),
		Th(Scope("col"), Text("From")), Th(Scope("col"), Class("num"), Text("Requirements")), Th(Scope("col"), Class("num"), Text("Mapped")))),
		TBody(Map(all, func(f framework.Listed) Node {
			return Tr(Td(Class("mono"), Text(f.Ref)), Td(A(Class("name"), Href(q.url(frameworksAt+"/"+url.PathEscape(f.Ref))), Text(f.Title))), Td(Text(f.Version)), Td(Text(f.Publisher)),
				Td(Text(formatWords(f.Format))), Td(Class("num"), Text(thousands(int64(f.Requirements)))), Td(Class("num"), Text(thousands(int64(f.Mapped)))))
		})))))
}

func formatWords(format string) string {
	if o, ok := framework.Frameworks.Kind().Field("format").Option(format); ok {
		return o.Label
	}
	return "Built in: what NIST maps to ISO/IEC 27001"
}

// frameworkForm takes a file, and for a profile what it selects from.
func (q *request) frameworkForm(all []framework.Listed, plan *framework.Plan) Node {
	own := slices.DeleteFunc(slices.Clone(all), func(f framework.Listed) bool { return f.Format == framework.BuiltIn })
	return Section(H2(Text("Import a framework or a mapping")),
		P(Class("note soft"), Text("OSCAL 1.x as JSON, XML or YAML (catalog, profile, mapping), or a spreadsheet with a row for each requirement: identifier, title, text, and the controls of Annex A with the relation. Nothing is written before you have seen what would happen; the same file again changes nothing.")),
		q.postForm(q.url(frameworksAt), Class("record-form"), EncType("multipart/form-data"),
			field("file", "File", Input(Type("file"), ID("f-file"), Name("file"), Required(), Accept(".json,.xml,.yaml,.yml,.xlsx,.csv,.tsv,.txt"))),
			Details(If(plan != nil, Attr("open")), Summary(Text("Catalogs of a profile, title, framework to write into, columns")),
				field("with", "Catalogs it selects from", Input(Type("file"), ID("f-with"), Name("with"), Multiple(), Accept(".json,.xml,.yaml,.yml")), P(Class("help"), Text("Of an OSCAL profile. Not needed if the catalog is kept here already."))),
				field("title", "Title", Input(Class("in"), ID("f-title"), Name("title"), Value(q.form("title")), Placeholder("as in the file"))),
				field("into", "Write into", Select(Class("in narrow"), ID("f-into"), Name("into"), Option(Value(""), Text("found by the file, or a new framework")), Map(own, func(f framework.Listed) Node {
					return Option(Value(f.Ref), If(f.Ref == q.form("into"), Selected()), Text(f.Ref+" "+f.Title))
				}))),
				field("map", "Columns", Textarea(Class("in mono"), ID("f-map"), Name("map"), Rows("2"), Placeholder("Their column = field"), Text(q.form("map"))), P(Class("help"), Text("Of a spreadsheet, one line each. Fields: identifier, title, text, guidance, parent, control, relation, rationale.")))),
			Div(Class("row"), Span(), Div(Class("acts"), Button(Class("btn go"), Name("do"), Value("preview"), Text("Show what would happen")),
				If(plan != nil, Button(Class("btn"), Name("do"), Value("import"), Text("Import this file")))))))
}

// frameworkPlan shows what an import would do.
func frameworkPlan(p *framework.Plan) Node {
	words := map[framework.Action]Node{framework.Create: status("working", "add", ""), framework.Change: status("partly", "change", ""), framework.Withdraw: status("excluded", "no longer in the file", ""), framework.Leave: status("none", "leave", "")}
	var holds []string
	for _, c := range p.Contents {
		holds = append(holds, fmt.Sprintf("%s %s", thousands(int64(c.Count)), c.What))
	}
	return Section(ID("plan"), H2(Text("What would happen")), Dl(Class("facts"), Dt(Text("File")), Dd(Text(p.File+", "+p.What)), Dt(Text("Framework")), Dd(words[p.Action], Text(" "+p.Framework+" "+p.Title)),
		Dt(Text("Requirements")), Dd(Text(p.Items.String())), Dt(Text("Mappings")), Dd(Text(p.Mappings.String())), If(len(holds) > 0, Group{Dt(Text("The file holds")), Dd(Text(strings.Join(holds, ", ")))})),
		If(len(p.Notes) > 0, Ul(Class("points note"), Map(p.Notes, func(n string) Node { return Li(Text(n)) }))),
		If(len(p.Rows) > 0, Div(Class("scroll"), Table(THead(Tr(Th(Text("What happens")), Th(Text("Ref")), Th(Text("Title")), Th(Text("Fields")))), TBody(Map(p.Rows, func(r framework.Row) Node {
			return Tr(Td(words[r.Action]), Td(Class("mono"), Text(r.Ref)), Td(Text(r.Title)), Td(Class("soft"), Text(strings.Join(r.Fields, ", "))))
		}))))), If(len(p.Rows) == framework.MaxRows, P(Class("soft"), Text(fmt.Sprintf("Only the first %d are listed.", framework.MaxRows)))))
}

func importFramework(q *request) error {
	f, o, err := q.frameworkFiles()
	if err != nil {
		return q.frameworkFailed(nil, err)
	}
	if q.form("do") != "import" {
		plan, err := framework.Preview(q.r.Context(), q.org, f, o)
		if err != nil {
			return q.frameworkFailed(nil, err)
		}
		return q.frameworks(plan, nil)
	}
	var plan *framework.Plan
	b, err := q.write("Import of "+f.Name, func(w *record.Writer) (err error) {
		plan, err = framework.Import(w, f, o)
		return err
	})
	if err != nil {
		return q.frameworkFailed(nil, err)
	}
	return q.redirect(q.url(frameworksAt+"/"+url.PathEscape(plan.Framework)), fmt.Sprintf("%d requirements added, %d changed, %d left; %d mappings added, %d changed, %d left.",
		plan.Items.Create, plan.Items.Change+plan.Items.Withdraw, plan.Items.Leave, plan.Mappings.Create, plan.Mappings.Change, plan.Mappings.Leave), b.First)
}

func (q *request) frameworkFailed(plan *framework.Plan, err error) error {
	if errs.Is(err, errs.Internal) {
		return err
	}
	q.status = errs.KindOf(err).Status()
	return q.frameworks(plan, asPeople(err))
}

// frameworkFiles are the file to import and the catalogs that came with it.
func (q *request) frameworkFiles() (f *framework.File, o framework.Options, err error) {
	o = framework.Options{Into: q.form("into"), Title: q.form("title"), Choice: q.choice()}
	if q.r.MultipartForm == nil || len(q.r.MultipartForm.File["file"]) == 0 {
		return nil, o, errs.Invalidf("Choose a file first.")
	}
	for _, h := range q.r.MultipartForm.File["with"] {
		with, err := openUpload(h)
		if err != nil {
			return nil, o, err
		}
		o.With = append(o.With, with)
	}
	f, err = openUpload(q.r.MultipartForm.File["file"][0])
	return f, o, err
}

func openUpload(h *multipart.FileHeader) (*framework.File, error) {
	file, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return framework.Open(h.Filename, file)
}

func removeFramework(q *request) error {
	b, err := q.write("", func(w *record.Writer) error { return framework.Remove(w, q.r.PathValue("ref")) })
	if err != nil {
		return err
	}
	return q.redirect(q.url(frameworksAt), "The framework, its requirements and mappings were deleted.", b.First)
}

// decidedControls tells how far the statement is: whether controls are kept, and whether any applies.
func decidedControls(r *record.Reader) (d [2]bool, err error) {
	n, err := r.Count(control.Controls.Kind())
	if err != nil || n == 0 {
		return d, err
	}
	applicable, err := r.CountMatching(control.Controls.Kind(), record.Query{Filters: []record.Filter{{Field: "applicability", Values: []string{"applicable"}}}}, 1)
	return [2]bool{true, applicable > 0}, err
}

type oscalExport struct{ model, edition, label string }

// oscalMenu offers Annex A and, as far as it is decided, the statement as OSCAL.
func (q *request) oscalMenu(decided [2]bool) Node {
	all, e := []oscalExport{{"catalog", "2022", "Annex A of 2022: catalog"}, {"catalog", "2013", "Annex A of 2013: catalog"}}, q.param("edition")
	if decided[1] {
		all = append(all, oscalExport{"profile", e, "Controls that apply: profile"}, oscalExport{"component", e, "Implementation: component definition"})
	}
	if decided[0] {
		all = append(all, oscalExport{"ssp", e, "Statement of Applicability: system security plan"})
	}
	return q.oscalLinks("", all)
}

func (q *request) oscalLinks(ref string, all []oscalExport) Node {
	return Details(Class("menu end"), Summary(Class("btn"), Text("OSCAL")), Ul(Map(all, func(e oscalExport) Node {
		return Li(A(Href(q.url("/oscal", "model", e.model, "framework", ref, "edition", e.edition)), Text(e.label)))
	})))
}

// exportOSCAL sends a document as OSCAL.
func exportOSCAL(q *request) error {
	model := cmp.Or(q.param("model"), "ssp")
	var text []byte
	var e catalog.Edition
	if err := q.read(func(r *record.Reader) (err error) {
		if e, _, err = q.edition(r); err != nil {
			return err
		}
		out, err := framework.Export(r, model, q.param("framework"), e, q.member.OrgName)
		if err == nil {
			text, err = oscal.Encode(out)
		}
		return err
	}); err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": framework.FileName(model, e)}))
	h.Set("Cache-Control", "private, no-store")
	_, err := q.w.Write(text)
	return err
}

// coverage is a framework's page as the address asks for it.
type coverage struct {
	*framework.Coverage
	q    *request
	both bool // the organisation keeps both editions
}

func (q *request) readCoverage(r *record.Reader) (*coverage, error) {
	e, both, err := q.edition(r)
	if err != nil {
		return nil, err
	}
	c, err := framework.Cover(r, q.r.PathValue("ref"), e)
	return &coverage{c, q, both}, err
}

// coveragePage sets a framework beside the statement, requirement by requirement.
func coveragePage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		c, err := q.readCoverage(r)
		if err != nil {
			return page{}, err
		}
		kept, err := framework.Frameworks.Find(r, c.Framework.Ref)
		if errs.Is(err, errs.NotFound) { // built in
			return page{title: c.Framework.Title, section: frameworksAt, body: c.body()}, nil
		}
		if err != nil {
			return page{}, err
		}
		said, err := q.comments(r, framework.Frameworks.Kind(), kept.Base())
		return page{title: c.Framework.Title, section: frameworksAt, body: Group{c.body(), said}}, err
	})
}

func exportCoverage(q *request) error {
	return q.sendReport("coverage", func(r *record.Reader) (report.Document, error) {
		c, err := q.readCoverage(r)
		if err != nil {
			return report.Document{}, err
		}
		return c.Report(r, q.member.OrgName)
	})
}

// at is this page's address; it keeps the edition.
func (c *coverage) at(path string, pairs ...string) string {
	return c.q.url(frameworksAt+"/"+url.PathEscape(c.Framework.Ref)+path, append([]string{"edition", c.q.param("edition")}, pairs...)...)
}

func (c *coverage) body() Node {
	q, f := c.q, c.Framework
	kept := f.Format != framework.BuiltIn
	ref := url.PathEscape(f.Ref)
	other := string(c.Edition.Other())
	lead := fmt.Sprintf("%s requirements, %s mapped to Annex A · as the Statement of Applicability of %s stands", thousands(int64(f.Requirements)), thousands(int64(f.Mapped)), c.Edition)
	if f.Version != "" && !strings.Contains(f.Title, f.Version) {
		lead = "Version " + f.Version + " · " + lead
	}
	return Group{
		heading(f.Title, Text(lead), If(c.both, button(q.url(frameworksAt+"/"+ref, "edition", other), "Show "+other)),
			If(kept, button(q.url("/r/frameworks/"+ref), "Details")),
			Details(Class("menu end"), Summary(Class("btn"), Text("Export")), Ul(Map([]string{"xlsx", "csv", "json", "docx", "pdf", "html"}, func(format string) Node {
				return Li(A(Href(c.at("/export", "format", format)), Text(strings.ToUpper(format))))
			}))), c.oscal(kept),
			If(kept && q.may(framework.Frameworks.Kind().Edit), q.postForm(q.url(frameworksAt+"/"+ref+"/remove"), Class("inline"), Button(Class("btn bad"), Data("confirm", "Delete this framework with its requirements and mappings?"), Text("Delete"))))),
		c.filters(), c.table(),
	}
}

func (c *coverage) oscal(kept bool) Node {
	var all []oscalExport
	if kept {
		all = append(all, oscalExport{"framework", "", "Framework: catalog"})
	}
	if c.Framework.Mapped > 0 {
		all = append(all, oscalExport{"mapping", "", "Mapping to Annex A"})
	}
	return c.q.oscalLinks(c.Framework.Ref, all)
}

func (c *coverage) filters() Node {
	q := c.q
	chip := func(key, label string, n int) Node {
		return A(Class("chip"), Href(c.at("", "only", key, "q", q.param("q"))), Aria("current", strconv.FormatBool(q.param("only") == key)), Text(fmt.Sprintf("%s %s", label, thousands(int64(n)))))
	}
	return Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), Data("live", "list"),
		Input(Class("in"), Type("search"), Name("q"), Value(q.param("q")), Aria("label", "Filter by words"), Placeholder("Filter by words or control")),
		hiddenParams(q, "edition", "only", "as_of"), Button(Class("btn"), Text("Filter")),
		chip("", "All", c.Framework.Requirements), Map(framework.States, func(s framework.State) Node {
			if c.Counts[s] == 0 && q.param("only") != string(s) {
				return nil
			}
			return chip(string(s), framework.Words(s), c.Counts[s])
		}))
}

func hiddenParams(q *request, names ...string) Node {
	return Map(names, func(name string) Node {
		return If(q.param(name) != "", Input(Type("hidden"), Name(name), Value(q.param(name))))
	})
}

// shown are the requirements that the filters keep; headings only where nothing is filtered.
func (c *coverage) shown() (shown []*framework.Requirement) {
	text, only := record.Fold(c.q.param("q")), framework.State(c.q.param("only"))
	for i := range c.Items {
		r := &c.Items[i]
		if only != "" && (r.State != only || !r.Counted()) || text != "" && !strings.Contains(record.Fold(r.Identifier+" "+r.Title+" "+r.ServedBy()), text) {
			continue
		}
		shown = append(shown, r)
	}
	return shown
}

const requirementsPerPage = 100

func (c *coverage) table() Node {
	shown := c.shown()
	if len(shown) == 0 {
		about := "No requirement matches."
		if len(c.Items) == 0 {
			about = "No requirements yet. Import the framework's file, or add them to the register of requirements."
		}
		return Div(ID("list"), empty(about, button(c.at(""), "Show all")))
	}
	from, _ := strconv.Atoi(c.q.param("from")) // anything else is the first page
	from = max(0, min(from, len(shown)-1))
	end := min(from+requirementsPerPage, len(shown))
	turn := func(to int, label string) Node {
		return A(Class("btn"), Href(c.at("", "q", c.q.param("q"), "only", c.q.param("only"), "from", strconv.Itoa(to))), Text(label))
	}
	return Div(ID("list"), Div(Class("scroll"), Table(THead(Tr(Th(Scope("col"), Text("Requirement")), If(c.titled(), Th(Scope("col"), Text("Title"))), Th(Scope("col"), Text("Served by")), Th(Scope("col"), Text("Applies")),
		Th(Scope("col"), Text("Covers")), Th(Scope("col"), Text("State")), Th(Scope("col"), Text("Evidence")))), TBody(Map(shown[from:end], c.row)))),
		If(len(shown) > requirementsPerPage, Nav(Class("pager"), Aria("label", "Pages"), Span(Class("soft"), Text(fmt.Sprintf("%d to %d of %s", from+1, end, thousands(int64(len(shown)))))),
			If(from > 0, turn(max(0, from-requirementsPerPage), "Previous page")), If(end < len(shown), turn(end, "Next page")))))
}

func (c *coverage) row(r *framework.Requirement) Node {
	title := Node(Text(r.Title))
	if r.Ref != "" {
		title = A(Class("name"), Href(c.q.url("/r/framework-items/"+url.PathEscape(r.Ref))), Text(r.Title))
	}
	cells := Group{Td(), Td(), Td(), Td(), Td()}
	switch {
	case r.Withdrawn:
		cells[3] = Td(status("excluded", "withdrawn", ""))
	case r.Counted():
		class := map[framework.State]string{framework.Unmapped: "none", control.Undecided: "none"}[r.State]
		cells = Group{Td(c.services(r)), Td(Text(r.Applies())), Td(Text(string(r.Extent))), Td(status(cmp.Or(class, string(r.State)), framework.Words(r.State), r.Why)), Td(Class("who"), c.evidence(r))}
	}
	identifier := r.Identifier
	if r.Group && identifier == r.Title {
		identifier = "" // a heading of a spreadsheet has no other name
	}
	return Tr(Td(Class("mono"), Text(identifier)), If(c.titled(), Td(title)), cells)
}

// titled reports whether the requirements have titles: those built in have none.
func (c *coverage) titled() bool { return c.Framework.Format != framework.BuiltIn }

// shownServices is how many controls a row names; the others are told by number.
const shownServices = 5

func (c *coverage) services(r *framework.Requirement) Node {
	var nodes []Node
	for i, s := range r.Served {
		if i == shownServices {
			nodes = append(nodes, Div(Class("soft"), TitleAttr(r.ServedBy()), Text(fmt.Sprintf("and %d more", len(r.Served)-i))))
			break
		}
		word := Span(Class("soft"), Text(framework.RelationWords(s.Relation)+" "))
		if s.Line == nil {
			nodes = append(nodes, Div(word, Span(Class("mono"), Text(s.Control))))
			continue
		}
		nodes = append(nodes, Div(word, A(Class("mono"), Href(c.q.recordURL(control.Controls.Kind(), s.Line.Ref)), TitleAttr(s.Line.Title+": "+s.Line.State.Words()), Text(s.Line.Ref)),
			If(s.Via, Span(Class("soft"), Text(" for "+s.Control)))))
	}
	if clauses := r.ClauseList(); clauses != "" {
		nodes = append(nodes, Div(Class("soft"), Text(clauses)))
	}
	return Group(nodes)
}

func (c *coverage) evidence(r *framework.Requirement) Node {
	if len(r.Evidence) == 0 {
		return Span(Class("soft"), Text("—"))
	}
	newest, until := r.Freshness()
	return Span(TitleAttr("fresh until "+day(until)), Text(fmt.Sprintf("%d of %d fresh, %s", r.Fresh, len(r.Evidence), ago(newest, c.q.org.Now()))))
}

// otherFrameworks names the requirements of every framework that a control serves, by framework and relation.
func otherFrameworks(q *request, served []framework.Served, edition string, lead Node) Node {
	if len(served) == 0 {
		return nil
	}
	var nodes []Node
	last, lastWord := "", ""
	for _, s := range served {
		if s.Framework != last {
			nodes, last, lastWord = append(nodes, H3(A(Href(q.url(frameworksAt+"/"+url.PathEscape(s.Framework), "edition", edition)), Text(s.FrameworkTitle)))), s.Framework, ""
		}
		word := framework.RelationWords(s.Relation) + " " + cmp.Or(s.Via, "this control") + ": "
		if word != lastWord {
			nodes, lastWord = append(nodes, Div(Class("soft"), Text(word))), word
		}
		nodes = append(nodes, requirementLink(q, s), Text(" "))
	}
	return Section(H2(Text("In other frameworks")), lead, Group(nodes))
}

// servesAll says that the evidence of a control counts for every requirement it serves.
func (q *request) servesAll(l *control.Line) Node {
	fresh, today := 0, record.Date(q.org.Now().UTC().Format(time.DateOnly))
	for _, e := range l.Evidence {
		if e.Fresh(today) {
			fresh++
		}
	}
	return P(Class("soft"), Text(fmt.Sprintf("Its evidence, %d of %d fresh, counts for all of these.", fresh, len(l.Evidence))))
}

func requirementLink(q *request, s framework.Served) Node {
	if s.Item == "" {
		return Span(Class("mono"), Text(s.Identifier))
	}
	return A(Class("mono"), Href(q.url("/r/framework-items/"+url.PathEscape(s.Item))), TitleAttr(s.Title), Text(s.Identifier))
}
