package web

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web/guidance"
)

// draftDocument begins a new version and leads to where it is written.
func draftDocument(q *request) error {
	var d *document.Document
	b, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		if d, err = document.Documents.Find(w.Reader, q.r.PathValue("ref")); err == nil {
			_, err = document.Draft(w, d, q.form("changes"))
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.documentURL(d, "/edit"), "Draft begun with the text of the version before.", b.First)
}

// writing are the fields of a version that its authors write.
var writing = []string{"changes", "text", "question", "answer", "wrong"}

// writePage is where a draft is written, with a preview on demand.
func writePage(q *request) error { return q.writeForm(nil, nil) }

func (q *request) draftOf(r *record.Reader) (*document.Document, *document.Version, error) {
	d, err := document.Documents.Find(r, q.r.PathValue("ref"))
	if err != nil {
		return nil, nil, err
	}
	v, err := document.Open(r, d)
	if err == nil && (v == nil || v.Status != "draft") {
		err = errs.New(errs.Conflict, "%s has no draft to write. Begin one on its page, or send the version in review back.", d.Ref)
	}
	return d, v, err
}

// writeForm shows the form; typed is what was sent, nil for the draft as it is kept.
func (q *request) writeForm(typed *document.Version, failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		d, v, err := q.draftOf(r)
		if err != nil {
			return page{}, err
		}
		facts, err := document.Facts(r)
		if err != nil {
			return page{}, err
		}
		preview := typed != nil
		if preview {
			v = typed
		}
		f, err := q.newForm(r, document.Versions.Kind(), v, failed)
		if err != nil {
			return page{}, err
		}
		title := fmt.Sprintf("%s, version %d", d.Title, v.Number)
		return page{title: "Write " + title, section: documentsAt, body: Group{
			heading(title, Group{Text("Draft · Markdown: ## heading, **bold**, - list, 1. numbered list, | table | · "), A(Href(q.documentURL(d, "")), Text("Back to the document"))}),
			q.postForm(q.documentURL(d, "/edit"), Class("record-form writing"), Data("guard", ""), f.summary(), Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(v.Rev))),
				Map(writing, func(name string) Node { return f.row(f.k.Field(name)) }),
				Div(Class("row"), Span(), Div(Class("acts"), Button(Class("btn go"), Name("do"), Value("save"), Text("Save")), Button(Class("btn"), Name("do"), Value("preview"), Text("Preview"))))),
			If(preview, Section(ID("preview"), H2(Text("Preview")), missingFacts(q, facts, d, v), guidance.Prose(facts.Fill(v.Text, true)), askedPreview(facts, v))),
			factHelp(facts),
		}}, nil
	})
}

// missingFacts names the facts that block the approval of a version of a document, and leads to where they are answered.
func missingFacts(q *request, facts *document.FactSet, d *document.Document, v *document.Version) Node {
	missing := facts.Lacking(v)
	if len(missing) == 0 {
		return nil
	}
	var labels []string
	ask := []string{"for", d.Ref}
	for _, k := range missing {
		labels, ask = append(labels, k.Label), append(ask, "fact", k.Name)
	}
	return P(status("failing", plural(len(missing), "fact has no answer yet", "facts have no answer yet"), "they block the approval"), Text(": "+strings.Join(labels, ", ")+". "), A(Href(q.url(documentsAt+"/facts", ask...)), Text("Answer them")))
}

func askedPreview(facts *document.FactSet, v *document.Version) Node {
	if v.Question == "" {
		return nil
	}
	return Section(Class("sheet"), H2(Text("Readers are asked")), P(Text(facts.Fill(v.Question, false))), P(Class("soft"), Text("Right: "+facts.Fill(v.Answer, false))))
}

// factHelp lists the names that a text may use.
func factHelp(facts *document.FactSet) Node {
	return Details(Summary(Text("Names of facts that a text may use")), Table(THead(Tr(Th(Scope("col"), Text("Name")), Th(Scope("col"), Text("Fact")), Th(Scope("col"), Text("Value")))),
		TBody(Map(facts.All, func(k document.Known) Node {
			return Tr(Td(Class("mono"), Text("{{"+k.Name+"}}")), Td(Text(k.Label)), Td(Text(k.Value)))
		}))))
}

// saveDraft keeps what was written, or shows it.
func saveDraft(q *request) error {
	k := document.Versions.Kind()
	var d *document.Document
	var v *document.Version
	parse := func(r *record.Reader) (err error) {
		if d, v, err = q.draftOf(r); err != nil {
			return err
		}
		v.Rev = q.formInt("rev")
		return q.parseFields(r, k, v, writing)
	}
	if q.form("do") == "preview" {
		if err := q.read(parse); err != nil {
			return err
		}
		return q.writeForm(v, nil)
	}
	b, err := q.write(q.form("reason"), func(w *record.Writer) error {
		if err := parse(w.Reader); err != nil {
			return err
		}
		return document.Versions.Put(w, v)
	})
	if kind := errs.KindOf(err); err != nil && v != nil && (kind == errs.Invalid || kind == errs.Stale) {
		q.status = kind.Status()
		return q.writeForm(v, asPeople(err))
	}
	if err != nil {
		return err
	}
	return q.redirect(q.documentURL(d, ""), "Draft saved.", b.First)
}

// templatesPage offers our templates, one by one or all at once.
func templatesPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		offers, err := document.Offers(r)
		if err != nil {
			return page{}, err
		}
		left := 0
		for _, o := range offers {
			if o.Made == nil {
				left++
			}
		}
		edits := q.may(record.MayEdit)
		at := q.url(documentsAt + "/templates")
		return page{title: "Templates", section: documentsAt, body: Group{
			heading("Templates", Text("Policies and procedures to adopt. Each becomes a document with a first draft; the facts in it are filled in for all documents at once."),
				If(edits && left > 0, q.postForm(at, Class("inline"), Input(Type("hidden"), Name("all"), Value("yes")), Button(Class("btn go"), Data("confirm", fmt.Sprintf("Start %d documents?", left)), Text(fmt.Sprintf("Start all %d that are left", left))))),
				button(q.url(documentsAt+"/facts"), "Facts")),
			Map(offers, func(o document.Offer) Node { return q.offer(o, edits, at) }),
		}}, nil
	})
}

func (q *request) offer(o document.Offer, edits bool, at string) Node {
	label, _ := document.Documents.Kind().Field("type").Option(o.Kind)
	state, link := "", Node(nil)
	if o.Made != nil {
		state, link = " · in use as "+o.Made.Ref, P(A(Href(q.documentURL(o.Made, "")), Text("To "+o.Made.Ref)))
	}
	return Details(ID(o.ID), Class("scenario"), Summary(Strong(Text(o.Title)), Span(Class("soft"), Text(" "+label.Label+" · for "+o.Audience)), Text(state)), link,
		P(Class("soft"), Text("Serves "), Map(o.Controls, func(id string) Node { return Group{A(Class("mono"), Href(q.controlURL(id)), Text(id)), Text(" ")} })),
		If(edits && o.Made == nil, q.postForm(at, Input(Type("hidden"), Name("template"), Value(o.ID)), Button(Class("btn go"), Text("Start from it")))),
		guidance.Prose(o.Text))
}

func startDocuments(q *request) error {
	ids := q.r.PostForm["template"]
	if len(ids) == 0 && q.form("all") != "yes" {
		return errs.Invalidf("Choose a template first.")
	}
	var made []*document.Document
	b, err := q.write("From the templates", func(w *record.Writer) (err error) {
		made, err = document.Start(w, ids)
		return err
	})
	if err != nil {
		return err
	}
	if len(made) == 1 {
		return q.redirect(q.documentURL(made[0], ""), made[0].Ref+" started.", b.First)
	}
	return q.redirect(q.url(documentsAt), fmt.Sprintf("%d documents started.", len(made)), b.First)
}

// factsPage shows what documents say about the organisation: what the program knows and what must be stated.
func factsPage(q *request) error { return q.factsForm(nil) }

// factsForm asks for all facts, for those that lack an answer, or for those that the address names.
func (q *request) factsForm(failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		facts, err := document.Facts(r)
		if err != nil {
			return page{}, err
		}
		of, asked := q.factsAsked()
		only := q.param("only") == "missing"
		missing := 0
		var shown []document.Known
		for _, k := range facts.All {
			if k.Value == "" {
				missing++
			}
			if len(asked) == 0 && !(only && k.Value != "") || slices.Contains(asked, k.Name) {
				shown = append(shown, k)
			}
		}
		lead := "Every fact that documents use has its answer."
		if missing > 0 {
			lead = plural(missing, "fact has", "facts have") + " no answer yet. An answer fills all documents at once; what the program records itself wins."
		}
		if len(asked) > 0 {
			lead = "What " + of + " still lacks. An answer fills all documents at once."
		}
		f := recordForm{q: q, k: document.Answers.Kind(), err: failed}
		rows := Map(shown, func(k document.Known) Node { return q.factRow(f, k) })
		whole := !only && len(asked) == 0
		return page{title: "Facts for documents", section: documentsAt, body: Group{heading("Facts for documents", Text(lead), If(whole, button(q.url(documentsAt+"/facts", "only", "missing"), "Only what is missing")), If(!whole, button(q.url(documentsAt+"/facts"), "All"))),
			f.factFaults(),
			q.factForm(rows),
		}}, nil
	})
}

// factsAsked are the document that the page is for and the facts it lacks; nothing of either if the page is for all.
func (q *request) factsAsked() (of string, facts []string) {
	of = q.r.FormValue("for")
	return of, q.r.Form["fact"]
}

// factForm is the form for who may state facts; others read them.
func (q *request) factForm(rows Node) Node {
	of, asked := q.factsAsked()
	if !q.may(record.MayEdit) || q.org.Past() {
		return Div(Class("record-form"), rows)
	}
	return q.postForm(q.url(documentsAt+"/facts"), Class("record-form"), Data("guard", ""), Input(Type("hidden"), Name("for"), Value(of)),
		Map(asked, func(name string) Node { return Input(Type("hidden"), Name("fact"), Value(name)) }), rows, Div(Class("row"), Span(), Div(Button(Class("btn go"), Text("Save the answers")))))
}

// factFaults says which answers cannot be kept.
func (f recordForm) factFaults() Node {
	if f.err == nil {
		return nil
	}
	return Div(Class("fault"), Role("alert"), P(Text(mainMessage("", f.err))), fieldErrors(f.err))
}

func (q *request) factRow(f recordForm, k document.Known) Node {
	id := "f-" + k.Name
	stated := ""
	if k.Answer != nil {
		stated = k.Answer.Value
	}
	if sent, ok := q.r.PostForm["fact-"+k.Name]; ok {
		stated = sent[0]
	}
	from := Node(nil)
	switch {
	case k.Value == "":
		from = status("failing", "no answer yet", "")
	case k.Answer == nil || k.From != k.Answer.Ref:
		from = Group{status("working", "known", ""), Text(" " + k.Value), Span(Class("soft"), Text(" from "+k.From))}
	}
	input := Node(Input(Class("in"), ID(id), Name("fact-"+k.Name), Value(stated), Placeholder("such as: "+k.Example), Aria("describedby", "h-"+k.Name), If(!q.may(record.MayEdit), ReadOnly())))
	return Div(Class("row"), Label(For(id), Text(k.Label)), Div(If(from != nil, P(from)), input, P(Class("help"), ID("h-"+k.Name), Text(k.Help+" "), Code(Class("mono"), Text("{{"+k.Name+"}}"))), f.fault(k.Name)))
}

func stateFacts(q *request) error {
	values := map[string]string{}
	for name, sent := range q.r.PostForm {
		if fact, ok := strings.CutPrefix(name, "fact-"); ok {
			values[fact] = sent[0]
		}
	}
	b, err := q.write(q.form("reason"), func(w *record.Writer) error { return document.State(w, values) })
	if errs.Is(err, errs.Invalid) {
		q.status = errs.Invalid.Status()
		return q.factsForm(asPeople(err))
	}
	if err != nil {
		return err
	}
	if ref := q.form("for"); ref != "" {
		return q.redirect(q.url(documentsAt+"/"+url.PathEscape(ref)), "Answers saved.", b.First)
	}
	return q.redirect(q.url(documentsAt+"/facts"), "Answers saved.", b.First)
}

// importDocumentPage takes a Word document over as Markdown.
func importDocumentPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		all, err := document.Documents.All(r, record.Query{Sort: "title"})
		if err != nil {
			return page{}, err
		}
		return page{title: "Import a Word document", section: documentsAt, body: Group{
			heading("Import a Word document", Text("Headings, lists, tables, links, bold and italic text become Markdown. What cannot be kept is said.")),
			q.postForm(q.url(documentsAt+"/import"), Class("record-form"), EncType("multipart/form-data"),
				Div(Class("row"), Label(For("f-file"), Text("File")), Div(Input(Type("file"), ID("f-file"), Name("file"), Accept(".docx"), Required()))),
				Div(Class("row"), Label(For("f-into"), Text("As a draft of")), Div(Select(Class("in"), ID("f-into"), Name("into"), Option(Value(""), Text("a new document")), Map(all, func(d *document.Document) Node {
					return Option(Value(d.ID), Text(d.Ref+" "+d.Title))
				})))),
				Div(Class("row"), Span(), Div(Button(Class("btn go"), Text("Import"))))),
		}}, nil
	})
}

func importDocument(q *request) error {
	file, header, err := q.r.FormFile("file")
	if err != nil {
		return errs.Invalidf("Choose a file first.")
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return errs.New(errs.BadRequest, "The file could not be read.")
	}
	word, err := prose.Word(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return err
	}
	name := filepath.Base(header.Filename)
	var d *document.Document
	b, err := q.write("Import of "+name, func(w *record.Writer) (err error) {
		d, _, err = document.Import(w, word, name, q.form("into"))
		return err
	})
	if err != nil {
		return err
	}
	said := name + " imported; nothing was left out."
	if len(word.Lost) > 0 {
		said = name + " imported. Left out: " + strings.Join(word.Lost, " ")
	}
	return q.redirect(q.documentURL(d, "/edit"), said, b.First)
}

// versionNumber reads the number of a version from the address.
func (q *request) versionNumber(name string) int {
	n, _ := strconv.Atoi(q.param(name))
	return n
}
