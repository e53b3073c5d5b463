package api

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// policyRoutes are what documents have beyond their registers: templates, facts, texts, comparison, acknowledgement.
func (s *Server) policyRoutes() []Route {
	at, one := Base+"/"+document.Documents.Kind().Plural, Base+"/"+document.Documents.Kind().Plural+"/{ref}"
	const edit = record.MayRead | record.MayEdit
	return []Route{
		{Method: "GET", Pattern: Base + "/document-templates", Needs: record.MayRead, fn: (*call).listTemplates, doc: docTemplates()},
		{Method: "POST", Pattern: Base + "/document-templates", Needs: edit, fn: (*call).startDocuments, doc: docStart()},
		{Method: "GET", Pattern: Base + "/known-facts", Needs: record.MayRead, fn: (*call).listFacts, doc: docKnownFacts()},
		{Method: "POST", Pattern: Base + "/known-facts", Needs: edit, fn: (*call).stateFacts, doc: docStateFacts()},
		{Method: "GET", Pattern: Base + "/to-read", Needs: record.MayRead, fn: (*call).listToRead, doc: docToRead()},
		{Method: "POST", Pattern: at + "/import-word", Needs: edit, fn: (*call).importWord, doc: docImportWord()},
		{Method: "POST", Pattern: one + "/draft", Needs: edit, fn: (*call).draftDocument, doc: docDraft()},
		{Method: "GET", Pattern: one + "/export", Needs: record.MayRead, fn: (*call).exportDocument, doc: docExportDocument()},
		{Method: "GET", Pattern: one + "/changes", Needs: record.MayRead, fn: (*call).documentChanges, doc: docChanges()},
		{Method: "GET", Pattern: one + "/reading", Needs: record.MayRead, fn: (*call).readDocument, doc: docReading()},
		{Method: "POST", Pattern: one + "/acknowledge", Needs: record.MayRead | record.MayContribute, fn: (*call).acknowledge, doc: docAcknowledge()},
		{Method: "GET", Pattern: one + "/ledger", Needs: record.MayRead, fn: (*call).ledger, doc: docLedger()},
	}
}

// offered is a template with the document that was made from it.
type offered struct {
	guide.Policy
	Document string `json:"document"`
}

func (c *call) listTemplates() error {
	items := []offered{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		all, err := document.Offers(r)
		for _, o := range all {
			item := offered{Policy: *o.Policy}
			if o.Made != nil {
				item.Document = o.Made.Ref
			}
			items = append(items, item)
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

func (c *call) startDocuments() error {
	var form struct {
		Templates []string `json:"templates"`
	}
	if err := c.decode(&form); err != nil {
		return err
	}
	refs := []string{}
	if _, err := c.write(c.reason(), func(w *record.Writer) error {
		made, err := document.Start(w, form.Templates)
		for _, d := range made {
			refs = append(refs, d.Ref)
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusCreated, map[string]any{"documents": refs})
}

func (c *call) listFacts() error {
	var facts *document.FactSet
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		facts, err = document.Facts(r)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": facts.All})
}

func (c *call) stateFacts() error {
	var form struct {
		Values map[string]string `json:"values"`
	}
	if err := c.decode(&form); err != nil {
		return err
	}
	if _, err := c.write(c.reason(), func(w *record.Writer) error { return document.State(w, form.Values) }); err != nil {
		return err
	}
	return c.listFacts()
}

// task is a document that the caller has yet to confirm.
type task struct {
	Document string      `json:"document"`
	Title    string      `json:"title"`
	Version  int         `json:"version"`
	Since    int         `json:"since"` // the version accepted last; 0 if none was
	Due      record.Date `json:"due"`
	Late     bool        `json:"late"`
}

func (c *call) listToRead() error {
	items := []task{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		p, err := people.Acting(r, c.org.Actor().Email)
		if err != nil || p == nil {
			return err
		}
		tasks, err := document.ToRead(r, p)
		for i := range tasks {
			t := &tasks[i]
			items = append(items, task{t.Document.Ref, t.Document.Title, t.Document.Version, t.Since, t.Due, t.Late(r.Today())})
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

const maxWord = 32 << 20

// importWord reads a Word document, the request's body.
func (c *call) importWord() error {
	text, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxWord))
	if err != nil {
		return errs.New(errs.BadRequest, "The file could not be read; it may be larger than %d MB.", maxWord>>20)
	}
	word, err := prose.Word(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return err
	}
	name := fileName(c.query.Get("name"))
	reply := map[string]any{"lost": append([]string{}, word.Lost...)}
	if _, err := c.write(c.reason(), func(w *record.Writer) error {
		d, v, err := document.Import(w, word, name, c.query.Get("into"))
		if err == nil {
			reply["document"], reply["version"] = d.Ref, v.Ref
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusCreated, reply)
}

func (c *call) draftDocument() error {
	var form struct {
		Changes string `json:"changes"`
	}
	var v *document.Version
	if _, err := c.write(c.reason(), func(w *record.Writer) error {
		d, err := document.Documents.Find(w.Reader, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		if err := c.decode(&form); err != nil {
			return err
		}
		v, err = document.Draft(w, d, form.Changes)
		return err
	}); err != nil {
		return err
	}
	return c.respondRecord(http.StatusCreated, c.shapes[document.Versions.Kind().Name], v, nil)
}

func (c *call) exportDocument() error {
	version, err := number(c.query, "version", 0, 0, 1<<20)
	if err != nil {
		return err
	}
	ref := c.r.PathValue("ref")
	if format := c.query.Get("format"); format != "" && format != "md" {
		if !slices.Contains(document.Formats(), report.Format(format)) {
			return errs.New(errs.BadRequest, "A document is written as md, pdf, docx or html.")
		}
		return c.sendReport("document", func(r *record.Reader) (report.Document, error) {
			return document.Report(r, ref, version, c.grant.OrgName)
		})
	}
	var text string
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		text, err = document.Markdown(r, ref, version)
		return err
	}); err != nil {
		return err
	}
	c.attach("text/markdown; charset=utf-8", "document.md")
	_, _ = io.WriteString(c.w, text) // the client may have gone
	return nil
}

// changed is what became of a paragraph.
type changed struct {
	Op     prose.Op      `json:"op"`
	Text   string        `json:"text"`
	Pieces []prose.Piece `json:"pieces"`
}

// differences are the paragraphs that are not the same.
func differences(changes []prose.Change) []changed {
	out := []changed{}
	for i := range changes {
		if c := &changes[i]; c.Op != prose.Same {
			out = append(out, changed{c.Op, c.Block().Text(), append([]prose.Piece{}, c.Pieces...)})
		}
	}
	return out
}

func (c *call) documentChanges() error {
	from, err := number(c.query, "from", 1, 1, 1<<20)
	if err != nil {
		return err
	}
	to, err := number(c.query, "to", 0, 0, 1<<20)
	if err != nil {
		return err
	}
	var reply map[string]any
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		d, old, err := document.Find(r, c.r.PathValue("ref"), from)
		if err != nil {
			return err
		}
		_, now, err := document.Find(r, d.ID, to)
		if err != nil {
			return err
		}
		changes, err := document.Compare(r, old, now)
		reply = map[string]any{"from": old.Number, "to": now.Number, "changes": differences(changes)}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, reply)
}

func (c *call) readDocument() error {
	var reply map[string]any
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		p, err := people.Acting(r, c.org.Actor().Email)
		if err != nil {
			return err
		}
		x, err := document.Read(r, c.r.PathValue("ref"), p)
		if err != nil {
			return err
		}
		v := x.Version
		reply = map[string]any{"document": x.Document.Ref, "version": v.Number, "digest": v.Digest, "text": v.Final, "since": 0, "changes": []changed{}, "question": v.Asked.Ask, "choices": []string{}, "accepted": x.Accepted != nil}
		if v.Asked.Ask != "" {
			reply["choices"] = v.Choices()
		}
		if x.Since != nil {
			changes, err := document.Compare(r, x.Since, v)
			reply["since"], reply["changes"] = x.Since.Number, differences(changes)
			return err
		}
		return nil
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, reply)
}

func (c *call) acknowledge() error {
	var form struct {
		Version   int    `json:"version"`
		Answer    string `json:"answer"`
		Person    string `json:"person"`
		Elsewhere string `json:"elsewhere"`
	}
	var a *document.Acknowledgement
	if _, err := c.write(c.reason(), func(w *record.Writer) (err error) {
		if _, err := document.Documents.Find(w.Reader, c.r.PathValue("ref")); err != nil {
			return err
		}
		if err := c.decode(&form); err != nil {
			return err
		}
		a, err = document.Acknowledge(w, c.r.PathValue("ref"), c.org.Actor().Email, document.Form(form))
		return err
	}); err != nil {
		return err
	}
	return c.respondRecord(http.StatusCreated, c.shapes[document.Acknowledgements.Kind().Name], a, nil)
}

// confirmation is a person of the audience and how far they have read.
type confirmation struct {
	Person   string      `json:"person"`
	Name     string      `json:"name"`
	Accepted int         `json:"accepted"` // version; 0 for none
	On       record.Date `json:"accepted_on"`
	Due      record.Date `json:"due"`
	Done     bool        `json:"done"`
	Late     bool        `json:"late"`
}

func (c *call) ledger() error {
	items := []confirmation{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		d, err := document.Documents.Find(r, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		lines, err := document.Ledger(r, d)
		for _, l := range lines {
			item := confirmation{Person: l.Person.Ref, Name: l.Person.Name, Due: l.Due, Done: l.Done, Late: l.Late}
			if l.Last != nil {
				item.Accepted, item.On = l.Last.Number, l.Last.On
			}
			items = append(items, item)
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

const tagDocuments = "Documents"

// fields is an object with fields written name:type; those of an array are text.
func fields(of ...string) object {
	properties := object{}
	for _, f := range of {
		name, kind, _ := strings.Cut(f, ":")
		properties[name] = object{"type": kind}
		if kind == "array" {
			properties[name] = object{"type": kind, "items": object{"type": "string"}}
		}
	}
	return object{"type": "object", "properties": properties}
}

func docTemplates() operation {
	return operation{id: "list_document_templates", tag: tagDocuments, summary: "List the templates of policies and procedures, with the documents made from them", reply: page(schemaFor[offered](), nil)}
}

func docStart() operation {
	return operation{id: "start_documents", tag: tagDocuments, summary: "Make documents with a first draft from templates", about: "Without templates, all that have no document yet.",
		body: object{"type": "object", "properties": object{"templates": object{"type": "array", "items": object{"type": "string"}}}}, bodyOptional: true, status: http.StatusCreated,
		reply: object{"type": "object", "properties": object{"documents": object{"type": "array", "items": object{"type": "string"}}}}}
}

func docKnownFacts() operation {
	return operation{id: "list_facts", tag: tagDocuments, summary: "List the facts that documents use, what is known of them and what says so", reply: page(schemaFor[document.Known](), nil)}
}

func docStateFacts() operation {
	return operation{id: "state_facts", tag: tagDocuments, summary: "State facts for all documents at once", about: "An empty value takes a statement back. What the registers say wins.",
		body: object{"type": "object", "properties": object{"values": object{"type": "object", "additionalProperties": object{"type": "string"}}}}, reply: page(schemaFor[document.Known](), nil)}
}

func docToRead() operation {
	return operation{id: "list_to_read", tag: tagDocuments, summary: "List the documents that the caller has yet to confirm", reply: page(schemaFor[task](), nil)}
}

func docImportWord() operation {
	return operation{id: "import_word_document", tag: tagDocuments, summary: "Import a Word document as a draft", upload: true, status: http.StatusCreated, about: "The body is the .docx file. What could not be kept is listed.",
		params: []any{query("name", "Name of the file.", object{"type": "string"}), query("into", "Reference of the document to draft a version of; a new document when left out.", object{"type": "string"})},
		body:   object{"type": "string", "format": "binary"}, reply: fields("document:string", "version:string", "lost:array")}
}

func docDraft() operation {
	return operation{id: "draft_document", tag: tagDocuments, summary: "Begin a new version with the text of the one before", status: http.StatusCreated, body: fields("changes:string"), bodyOptional: true, reply: ref(pascal(document.Versions.Kind().Name)), etag: true}
}

func paramVersion(name, what string) object { return query(name, what, object{"type": "integer"}) }

func docExportDocument() operation {
	return operation{id: "export_text_of_document", tag: tagDocuments, summary: "Download a version as a file: md, pdf, docx or html", media: "application/octet-stream",
		params: []any{paramVersion("version", "Number of the version; the one in force, or else the newest, when left out."), query("format", "md, pdf, docx or html.", object{"type": "string", "enum": []string{"md", "pdf", "docx", "html"}})}}
}

func docChanges() operation {
	return operation{id: "compare_document_versions", tag: tagDocuments, summary: "Read what changed from one version to another, paragraph by paragraph and word by word",
		params: []any{paramVersion("from", "Number of the older version."), paramVersion("to", "Number of the newer version; the one in force when left out.")},
		reply:  object{"type": "object", "properties": object{"from": object{"type": "integer"}, "to": object{"type": "integer"}, "changes": listOf(schemaFor[changed]())}}}
}

func docReading() operation {
	return operation{id: "read_document", tag: tagDocuments, summary: "Read the version in force as the caller has to: with what changed since the version last accepted",
		reply: object{"type": "object", "properties": object{"document": text("Reference"), "version": object{"type": "integer"}, "digest": text("SHA-256 of the text"), "text": text("Markdown"), "since": object{"type": "integer"},
			"changes": listOf(schemaFor[changed]()), "question": text("Asked of readers"), "choices": object{"type": "array", "items": object{"type": "string"}}, "accepted": object{"type": "boolean"}}}}
}

func docAcknowledge() operation {
	return operation{id: "acknowledge_document", tag: tagDocuments, summary: "Confirm the version in force", status: http.StatusCreated, about: "An administrator records for a person what was signed elsewhere, saying where.",
		body: fields("version:integer", "answer:string", "person:string", "elsewhere:string"), bodyOptional: true, reply: ref(pascal(document.Acknowledgements.Kind().Name)), etag: true}
}

func docLedger() operation {
	return operation{id: "document_ledger", tag: tagDocuments, summary: "List the audience of the version in force with the version each accepted last", reply: page(schemaFor[confirmation](), nil)}
}
