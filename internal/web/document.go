package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/web/guidance"
)

const documentsAt = "/documents"

// documentURL is the address of a document's page or of one below it.
func (q *request) documentURL(d *document.Document, below string, pairs ...string) string {
	return q.url(documentsAt+"/"+url.PathEscape(d.Ref)+below, pairs...)
}

// documentsPage lists all documents with what waits and how many have confirmed them.
func documentsPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		all, err := document.Standings(r)
		if err != nil {
			return page{}, err
		}
		var records []record.Record
		for _, s := range all {
			records = append(records, s.Document)
		}
		n, err := q.namesFor(r, document.Documents.Kind(), records, nil)
		if err != nil {
			return page{}, err
		}
		edits := q.may(record.MayEdit)
		acts := []Node{If(edits, goButton(q.url(documentsAt+"/templates"), "Start from a template")), button(q.url(documentsAt+"/facts"), "Facts"),
			If(edits, button(q.url(documentsAt+"/import"), "Import a Word document")), If(edits, button(q.url("/r/documents/new"), "Add a document")), button(q.url("/r/documents"), "Register")}
		body := Node(empty(document.Documents.Kind().About))
		if len(all) > 0 {
			body = documentTable(q, all, n, r.Today())
		}
		return page{title: "Documents", section: documentsAt, body: Group{heading("Documents and policies", Text("What holds, who approved it, and who has confirmed it (clause 7.5)."), acts...), body}}, nil
	})
}

func documentTable(q *request, all []document.Standing, n names, today record.Date) Node {
	return Div(Class("scroll"), Table(
		THead(Tr(Th(Scope("col"), Text("Document")), Th(Scope("col"), Text("Owner")), Th(Scope("col"), Text("In force")), Th(Scope("col"), Text("In work")), Th(Scope("col"), Class("num"), Text("Confirmed")), Th(Scope("col"), Text("Next review")))),
		TBody(Map(all, func(s document.Standing) Node {
			inForce, work, confirmed := Node(documentState(s.Document)), Node(nil), Node(nil)
			if s.Work != nil {
				work = versionState(s.Work)
			}
			if s.Asked > 0 {
				confirmed = Text(fmt.Sprintf("%d of %d", s.Confirmed, s.Asked))
			}
			due := Node(Span(Class("day"), Text(day(s.NextReview))))
			if s.Status == "retired" {
				due = nil
			}
			if s.NextReview != "" && s.NextReview < today && s.Status == "published" {
				due = status("stale day", day(s.NextReview), "its review is overdue")
			}
			return Tr(Td(A(Class("name"), Href(q.documentURL(s.Document, "")), Text(s.Title)), Br(), Small(Class("soft mono"), Text(s.Ref))), Td(If(s.Owner != "", n.link(string(s.Owner)))), Td(inForce), Td(work), Td(Class("num"), confirmed), Td(due))
		}))))
}

func documentState(d *document.Document) Node {
	switch d.Status {
	case "published":
		return status("working", "Version "+strconv.Itoa(d.Version), "published on "+day(d.PublishedOn))
	case "retired":
		return status("excluded", "Retired", d.RetiredWhy)
	}
	return status("none", "Nothing yet", "no version is published")
}

func versionState(v *document.Version) Node {
	o, _ := document.Versions.Kind().Field("status").Option(v.Status)
	return status(stateOf[v.Status], fmt.Sprintf("Version %d: %s", v.Number, strings.ToLower(o.Label)), "")
}

// documentView is what a document's page shows.
type documentView struct {
	recordView
	d        *document.Document
	versions []*document.Version
	work     *document.Version // the version being worked on; nil if there is none
	current  *document.Version // the version in force, or the last that was; nil if none was ever published
	facts    *document.FactSet
	ledger   []document.Line
}

func (q *request) readDocument(r *record.Reader) (v documentView, err error) {
	if v.d, err = document.Documents.Find(r, q.r.PathValue("ref")); err != nil {
		return v, err
	}
	if v.recordView, err = q.viewOf(r, document.Documents.Kind(), v.d); err != nil {
		return v, err
	}
	if v.versions, err = document.VersionsOf(r, v.d); err != nil {
		return v, err
	}
	for _, x := range v.versions {
		switch {
		case x.Status == "draft" || x.Status == "review" || x.Status == "approved":
			v.work = x
		case x.ID == string(v.d.Current):
			v.current = x
		}
	}
	if v.facts, err = document.Facts(r); err != nil {
		return v, err
	}
	v.ledger, err = document.Ledger(r, v.d)
	return v, err
}

// documentPage shows a document: what holds, what is in work, who has confirmed it, its versions.
func documentPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		v, err := q.readDocument(r)
		if err != nil {
			return page{}, err
		}
		work, err := v.inWork(r)
		if err != nil {
			return page{}, err
		}
		steps, err := q.stepForms(r, document.Documents.Kind(), v.d)
		if err != nil {
			return page{}, err
		}
		body := Group{v.head(), Div(Class("cols"), Div(work, v.text(), v.confirmed()), Aside(Section(Class("sheet"), v.recordView.facts(), v.serves()), v.list(), steps, v.history()))}
		return page{title: v.d.Ref + " " + v.d.Title, section: documentsAt, body: body}, nil
	})
}

func (v documentView) head() Node {
	q, d := v.q, v.d
	edits := q.may(record.MayEdit)
	at := q.documentURL
	return heading(d.Title, Group{Span(Class("mono"), Text(d.Ref)), Text(" · "), A(Href(q.url(documentsAt)), Text("Documents")), Text(" · "), documentState(d)},
		If(d.Status == "published", button(at(d, "/read"), "Read and confirm")),
		If(edits && v.work == nil && d.Status != "retired", q.postForm(at(d, "/draft"), Class("inline"), Button(Class("btn go"), Text(map[bool]string{true: "Write the first draft", false: "Draft a new version"}[len(v.versions) == 0])))),
		Iff(edits && v.work != nil && v.work.Status == "draft", func() Node { return A(Class("btn go"), Href(at(d, "/edit")), Text("Write")) }),
		If(edits, A(Class("btn"), Href(q.url("/r/documents/"+url.PathEscape(d.ID)+"/edit")), Data("key", "e"), Text("Change details"))),
		Iff(len(v.versions) > 0, func() Node { return v.export(0) }))
}

// serves names the clauses that the document serves.
func (v documentView) serves() Node {
	if len(v.d.Clauses) == 0 {
		return nil
	}
	return P(Class("soft"), Text("Clauses "), Map(v.d.Clauses, func(id string) Node {
		return Group{A(Class("mono"), Href(v.q.url("/guide/clauses/2022/"+url.PathEscape(id))), Text(id)), Text(" ")}
	}))
}

// export is the menu of files; number 0 is the version in force, or the newest.
func (v documentView) export(number int) Node {
	pairs := []string{"version", ""}
	if number > 0 {
		pairs[1] = strconv.Itoa(number)
	}
	formats := []string{"md"}
	for _, f := range document.Formats() {
		formats = append(formats, string(f))
	}
	return Details(Class("menu end"), Summary(Class("btn"), Text("Export")), Ul(Map(formats, func(format string) Node {
		return Li(A(Href(v.q.documentURL(v.d, "/export", append(pairs, "format", format)...)), Text(map[string]string{"md": "Markdown"}[format]+strings.ToUpper(strings.TrimPrefix(format, "md")))))
	})))
}

// inWork is the version being worked on: what it says, what it lacks, what comes next.
func (v documentView) inWork(r *record.Reader) (Node, error) {
	w := v.work
	if w == nil {
		return nil, nil
	}
	steps, err := v.q.stepForms(r, document.Versions.Kind(), w)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(w.Authors))
	for i, a := range w.Authors {
		names[i] = a.Name
	}
	return Group{Section(H2(Text("In work")), P(versionState(w), Span(Class("soft"), Text(" · written by "+strings.Join(names, ", ")))),
		If(w.Changes != "", P(Text("What is new: "+w.Changes))),
		If(w.Remarks != "" && w.Status == "draft", P(Class("note"), Text("Sent back: "+w.Remarks))),
		If(w.Status != "approved", missingFacts(v.q, v.facts, v.d, w)),
		If(w.Override != "", P(status("partly", "Approved by "+w.ApprovedBy, ""), Text(" although an author or not the approver named: "+w.Override))),
		Iff(v.current != nil, func() Node {
			return P(A(Href(v.compareURL(v.current, w)), Text("What changes against the version in force")))
		}),
		Details(Summary(Text("Its text")), guidance.Prose(w.Shown(v.facts))),
		If(w.Status == "draft" && v.q.may(record.MayEdit), v.q.postForm(v.q.url("/r/document-versions/"+w.ID+"/delete"), Class("inline"), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(w.Rev))),
			Button(Class("plain bad"), Data("confirm", "Discard this draft? Its history can bring it back."), Text("Discard the draft"))))), steps}, nil
}

func (v documentView) compareURL(from, to *document.Version) string {
	return v.q.documentURL(v.d, "/compare", "from", strconv.Itoa(from.Number), "to", strconv.Itoa(to.Number))
}

// text is the version in force.
func (v documentView) text() Node {
	c := v.current
	if c == nil {
		return nil
	}
	return Section(H2(Text(fmt.Sprintf("Version %d", c.Number))),
		P(Class("soft"), Text(fmt.Sprintf("Approved by %s on %s, published on %s", c.ApprovedBy, day(c.ApprovedOn), day(c.Published)))),
		If(c.Override != "", P(status("partly", "Why this approver", ""), Text(": "+c.Override))),
		v.changedFacts(c),
		Details(Attr("open"), Summary(Text("Text")), guidance.Prose(c.Final)),
		P(Class("soft mono wrap"), Text("SHA-256 "+c.Digest)))
}

// changedFacts says what the organisation has changed since it approved the text that names it.
func (v documentView) changedFacts(c *document.Version) Node {
	changed := v.facts.Changed(c)
	if len(changed) == 0 {
		return nil
	}
	return P(status("stale", plural(len(changed), "fact has changed since", "facts have changed since"), "the text says what held when it was approved"), Text(": "+strings.Join(changed, ", ")+". A new version takes them over."))
}

const shownLines = 25

// confirmed tells who has confirmed the version in force and who has not.
func (v documentView) confirmed() Node {
	if v.d.Status != "published" || len(v.ledger) == 0 {
		return nil
	}
	done := 0
	for _, l := range v.ledger {
		if l.Done {
			done++
		}
	}
	shown := v.ledger[:min(shownLines, len(v.ledger))]
	return Section(ID("ledger"), H2(Text("Confirmed by "+strconv.Itoa(done)+" of "+strconv.Itoa(len(v.ledger)))),
		Table(THead(Tr(Th(Scope("col"), Text("Person")), Th(Scope("col"), Text("Accepted")), Th(Scope("col"), Text("State")))), TBody(Map(shown, v.line))),
		If(len(v.ledger) > len(shown), P(Class("soft"), Text(fmt.Sprintf("and %d more", len(v.ledger)-len(shown))))),
		P(A(Href(v.q.url("/r/acknowledgements", "document", v.d.ID)), Text("The ledger: who accepted which version when"))), v.paper())
}

func (v documentView) line(l document.Line) Node {
	last, state := Node(Span(Class("soft"), Text("—"))), status("none", "due "+day(l.Due), "")
	if l.Last != nil {
		last = Text(fmt.Sprintf("version %d on %s", l.Last.Number, day(l.Last.On)))
	}
	switch {
	case l.Done:
		state = status("working", "confirmed", "")
	case l.Late:
		state = status("failing", "late since "+day(l.Due), "")
	}
	return Tr(Td(A(Class("who"), Href(v.q.recordURL(people.Persons.Kind(), l.Person.Ref)), Text(l.Person.Name))), Td(last), Td(state))
}

// paper is where an administrator records what was signed elsewhere.
func (v documentView) paper() Node {
	if !v.q.may(record.MayAdminister) {
		return nil
	}
	open := slices.DeleteFunc(slices.Clone(v.ledger), func(l document.Line) bool { return l.Done })
	if len(open) == 0 {
		return nil
	}
	return Details(Summary(Text("Record what was signed on paper")), v.q.postForm(v.q.documentURL(v.d, "/acknowledge"), Class("record-form"),
		Div(Class("row"), Label(For("f-person"), Text("Person")), Select(Class("in"), ID("f-person"), Name("person"), Map(open, func(l document.Line) Node { return Option(Value(l.Person.ID), Text(l.Person.Name)) }))),
		Div(Class("row"), Label(For("f-elsewhere"), Text("Signed where")), Input(Class("in"), ID("f-elsewhere"), Name("elsewhere"), Required(), Placeholder("such as: list of 3 March, folder 12"))),
		Div(Class("row"), Span(), Div(Button(Class("btn go"), Text("Record"))))))
}

// list is every version, with a form that compares any two.
func (v documentView) list() Node {
	if len(v.versions) == 0 {
		return nil
	}
	choice := func(name string, chosen int) Node {
		return Select(Class("in narrow"), Name(name), Aria("label", name), Map(v.versions, func(x *document.Version) Node {
			return Option(Value(strconv.Itoa(x.Number)), If(x.Number == chosen, Selected()), Text("Version "+strconv.Itoa(x.Number)))
		}))
	}
	newest := v.versions[0].Number
	return Section(H2(Text("Versions")), Ul(Class("lines"), Map(v.versions, func(x *document.Version) Node {
		return Li(A(Href(v.q.recordURL(document.Versions.Kind(), x.Ref)), Text(fmt.Sprintf("Version %d", x.Number))), Text(" "), versionWord(x), If(x.Changes != "", Div(Class("soft"), Text(x.Changes))))
	})),
		If(len(v.versions) > 1, Form(Class("filters"), Method("get"), Action(v.q.documentURL(v.d, "/compare")), If(v.q.asOf != "", Input(Type("hidden"), Name("as_of"), Value(v.q.asOf))), choice("from", max(1, newest-1)), choice("to", newest), Button(Class("btn"), Text("Compare")))))
}

func versionWord(v *document.Version) Node {
	o, _ := document.Versions.Kind().Field("status").Option(v.Status)
	return status(stateOf[v.Status], o.Label, "")
}

// versionExtra is what a version's own page shows beside its facts: the way to its document, and its text.
func (q *request) versionExtra(r *record.Reader, v *document.Version) (Node, error) {
	d, err := document.Documents.Get(r, string(v.Document))
	if err != nil {
		return nil, err
	}
	facts, err := document.Facts(r)
	if err != nil {
		return nil, err
	}
	used := v.Facts
	return Group{Section(P(A(Class("btn"), Href(q.documentURL(d, "")), Text("To the document"))), H2(Text("Text")), guidance.Prose(v.Shown(facts))),
		If(len(used) > 0, Section(H2(Text("Facts filled in")), Table(THead(Tr(Th(Scope("col"), Text("Fact")), Th(Scope("col"), Text("Value")), Th(Scope("col"), Text("From")))),
			TBody(Map(used, func(f document.Fact) Node {
				return Tr(Td(Text(f.Label)), Td(Text(f.Value)), Td(Class("mono"), Text(f.From)))
			})))))}, nil
}

func exportDocument(q *request) error {
	number, _ := strconv.Atoi(q.param("version"))
	ref := q.r.PathValue("ref")
	if q.param("format") == "md" {
		var text string
		if err := q.read(func(r *record.Reader) (err error) {
			text, err = document.Markdown(r, ref, number)
			return err
		}); err != nil {
			return err
		}
		h := q.w.Header()
		h.Set("Content-Type", "text/markdown; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="document.md"`)
		h.Set("Cache-Control", "private, no-store")
		_, _ = q.w.Write([]byte(text)) // the browser may have gone
		return nil
	}
	if format := q.param("format"); format != "" && !slices.Contains(document.Formats(), report.Format(format)) {
		return errs.New(errs.BadRequest, "A document is written as md, pdf, docx or html.")
	}
	return q.sendReport("document", func(r *record.Reader) (report.Document, error) {
		return document.Report(r, ref, number, q.member.OrgName)
	})
}
