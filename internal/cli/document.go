package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

type documentCmd struct {
	List        documentListCmd      `cmd:"" help:"List documents with what holds, what is in work and who has confirmed it."`
	Templates   documentTemplatesCmd `cmd:"" help:"List the templates of policies and procedures."`
	New         documentNewCmd       `cmd:"" help:"Make documents with a first draft from templates."`
	Facts       documentFactsCmd     `cmd:"" help:"List what documents say about the organisation, or state it for all at once."`
	Draft       documentDraftCmd     `cmd:"" help:"Begin a new version, or write the one in work from a file."`
	Show        documentShowCmd      `cmd:"" help:"Print a version's text."`
	Submit      documentSubmitCmd    `cmd:"" help:"Submit the version in work for approval."`
	Return      documentReturnCmd    `cmd:"" help:"Send the version in review back to its authors."`
	Approve     documentApproveCmd   `cmd:"" help:"Approve the version in review: its text gets its facts and never changes again."`
	Publish     documentPublishCmd   `cmd:"" help:"Bring the approved version into force."`
	Diff        documentDiffCmd      `cmd:"" help:"Show what changed from one version to another, word by word."`
	ToRead      documentToReadCmd    `cmd:"" help:"List the documents that a person has yet to confirm."`
	Acknowledge documentAckCmd       `cmd:"" help:"Record that a person who signed elsewhere has confirmed the version in force."`
	Ledger      documentLedgerCmd    `cmd:"" help:"List who of the audience has accepted which version."`
	Export      documentExportCmd    `cmd:"" help:"Write a version as a file: Markdown, PDF, DOCX or HTML."`
	Import      documentImportCmd    `cmd:"" help:"Import a Word document as a draft."`
}

type documentListCmd struct{}

// Run lists the documents.
func (documentListCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		all, err := document.Standings(r)
		if err != nil {
			return err
		}
		type row struct {
			Ref       string      `json:"ref"`
			Title     string      `json:"title"`
			Status    string      `json:"status"`
			Version   int         `json:"version"`
			Work      string      `json:"in_work"`
			Asked     int         `json:"asked"`
			Confirmed int         `json:"confirmed"`
			Review    record.Date `json:"next_review"`
		}
		data, t := []row{}, table{head: []string{"REF", "DOCUMENT", "STATUS", "VERSION", "IN WORK", "CONFIRMED", "NEXT REVIEW"}}
		for _, d := range all {
			work, confirmed := "", ""
			if d.Work != nil {
				work = fmt.Sprintf("%d: %s", d.Work.Number, d.Work.Status)
			}
			if d.Asked > 0 {
				confirmed = fmt.Sprintf("%d of %d", d.Confirmed, d.Asked)
			}
			data = append(data, row{d.Ref, d.Title, d.Status, d.Version, work, d.Asked, d.Confirmed, d.NextReview})
			t.rows = append(t.rows, []string{d.Ref, d.Title, d.Status, number(int64(d.Version)), work, confirmed, string(d.NextReview)})
		}
		t.data = data
		return s.table(t)
	})
}

type documentTemplatesCmd struct{}

// Run lists the templates.
func (documentTemplatesCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		all, err := document.Offers(r)
		if err != nil {
			return err
		}
		type row struct {
			ID       string `json:"id"`
			Title    string `json:"title"`
			Kind     string `json:"kind"`
			Audience string `json:"audience"`
			Document string `json:"document"`
		}
		data, t := []row{}, table{head: []string{"TEMPLATE", "TITLE", "KIND", "FOR", "IN USE AS"}}
		for _, o := range all {
			made := ""
			if o.Made != nil {
				made = o.Made.Ref
			}
			data = append(data, row{o.ID, o.Title, o.Kind, o.Audience, made})
			t.rows = append(t.rows, []string{o.ID, o.Title, strings.ReplaceAll(o.Kind, "_", " "), o.Audience, made})
		}
		t.data = data
		return s.table(t)
	})
}

type documentNewCmd struct {
	Template []string `placeholder:"ID" help:"Template to start from; may be given several times."`
	All      bool     `help:"Every template that has no document yet."`
	Reason   string   `help:"Why, for the history."`
}

// Run makes the documents and prints their references.
func (c *documentNewCmd) Run(s *session) error {
	if c.All == (len(c.Template) > 0) {
		return misusef("name templates with --template, or take --all")
	}
	refs := []string{}
	if err := s.write(c.Reason, func(w *record.Writer) error {
		made, err := document.Start(w, c.Template)
		for _, d := range made {
			refs = append(refs, d.Ref)
		}
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]any{"documents": refs}, "%s", strings.Join(refs, " "))
}

type documentFactsCmd struct {
	Values  []string `arg:"" optional:"" name:"name=answer" help:"Answers to state; name= takes one back."`
	Missing bool     `help:"Only what nobody knows yet."`
	Reason  string   `help:"Why, for the history."`
}

// Run lists the facts, or states some.
func (c *documentFactsCmd) Run(s *session) error {
	if len(c.Values) > 0 {
		values := map[string]string{}
		for _, v := range c.Values {
			name, value, ok := strings.Cut(v, "=")
			if !ok {
				return misusef("%q has no =; write name=answer", v)
			}
			values[name] = value
		}
		return s.write(c.Reason, func(w *record.Writer) error { return document.State(w, values) })
	}
	return s.read(func(r *record.Reader) error {
		facts, err := document.Facts(r)
		if err != nil {
			return err
		}
		data, t := []document.Known{}, table{head: []string{"NAME", "FACT", "VALUE", "FROM"}}
		for _, k := range facts.All {
			if !c.Missing || k.Value == "" {
				data = append(data, k)
				t.rows = append(t.rows, []string{k.Name, k.Label, k.Value, k.From})
			}
		}
		t.data = data
		return s.table(t)
	})
}

// inWork reads the version of a document that is being worked on.
func inWork(r *record.Reader, ref string) (*document.Document, *document.Version, error) {
	d, err := document.Documents.Find(r, ref)
	if err != nil {
		return nil, nil, err
	}
	v, err := document.Open(r, d)
	if err == nil && v == nil {
		err = errs.New(errs.Conflict, "%s has no version in work. Begin one with: assay document draft %s.", d.Ref, d.Ref)
	}
	return d, v, err
}

type documentDraftCmd struct {
	Ref     string `arg:"" help:"Reference of a document, such as D-3."`
	File    string `placeholder:"FILE" help:"Markdown to take as its text; - reads standard input."`
	Changes string `help:"What is new, and why."`
	Reason  string `help:"Why, for the history."`
}

// Run begins a version where none is in work, and writes its text where a file is given.
func (c *documentDraftCmd) Run(s *session) error {
	var text []byte
	if c.File != "" {
		var err error
		if text, err = s.readText(c.File); err != nil {
			return err
		}
	}
	ref := ""
	if err := s.write(c.Reason, func(w *record.Writer) error {
		d, err := document.Documents.Find(w.Reader, c.Ref)
		if err != nil {
			return err
		}
		v, err := document.Open(w.Reader, d)
		if err == nil && v == nil {
			v, err = document.Draft(w, d, c.Changes)
		}
		if err != nil {
			return err
		}
		ref = v.Ref
		if c.File != "" {
			v.Text = string(text)
		}
		if c.Changes != "" {
			v.Changes = c.Changes
		}
		return document.Versions.Put(w, v)
	}); err != nil {
		return err
	}
	return s.say(map[string]string{"ref": ref}, "%s", ref)
}

type whichVersion struct {
	Ref     string `arg:"" help:"Reference of a document, such as D-3."`
	Version int    `placeholder:"N" help:"Number of the version; without it the one in force, or else the newest."`
}

type documentShowCmd struct{ whichVersion }

// Run prints the text with its head.
func (c *documentShowCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		text, err := document.Markdown(r, c.Ref, c.Version)
		if err == nil {
			_, err = fmt.Fprint(s.Out, text)
		}
		return err
	})
}

// stepOf takes a step with the version in work.
func (s *session) stepOf(ref, step, reason string, fill func(*document.Version)) error {
	return s.write(reason, func(w *record.Writer) error {
		_, v, err := inWork(w.Reader, ref)
		if err != nil {
			return err
		}
		return w.Take(document.Versions.Kind(), v, step, func() error {
			fill(v)
			return nil
		})
	})
}

type documentSubmitCmd struct {
	Ref    string `arg:"" help:"Reference of a document, such as D-3."`
	Reason string `help:"Why, for the history."`
}

// Run submits the draft.
func (c *documentSubmitCmd) Run(s *session) error {
	return s.stepOf(c.Ref, "submit", c.Reason, func(*document.Version) {})
}

type documentReturnCmd struct {
	Ref     string `arg:"" help:"Reference of a document, such as D-3."`
	Remarks string `required:"" help:"What must change."`
}

// Run sends the version back.
func (c *documentReturnCmd) Run(s *session) error {
	return s.stepOf(c.Ref, "return", "", func(v *document.Version) { v.Remarks = c.Remarks })
}

type documentApproveCmd struct {
	Ref      string `arg:"" help:"Reference of a document, such as D-3."`
	Override string `placeholder:"WHY" help:"Why an author, or another than the approver named, approves it; or where the approver signed. It is shown with the version."`
	Reason   string `help:"Why, for the history."`
}

// Run approves the version.
func (c *documentApproveCmd) Run(s *session) error {
	return s.stepOf(c.Ref, "approve", c.Reason, func(v *document.Version) { v.Override = c.Override })
}

type documentPublishCmd struct {
	Ref    string `arg:"" help:"Reference of a document, such as D-3."`
	Reason string `help:"Why, for the history."`
}

// Run publishes the version.
func (c *documentPublishCmd) Run(s *session) error {
	return s.stepOf(c.Ref, "publish", c.Reason, func(*document.Version) {})
}

type documentDiffCmd struct {
	Ref  string `arg:"" help:"Reference of a document, such as D-3."`
	From int    `arg:"" help:"Number of the older version."`
	To   int    `arg:"" optional:"" help:"Number of the newer version; without it the one in force."`
}

// Run prints the paragraphs that differ: words removed as [-so-], words added as {+so+}.
func (c *documentDiffCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		d, from, err := document.Find(r, c.Ref, max(1, c.From))
		if err != nil {
			return err
		}
		_, to, err := document.Find(r, d.ID, c.To)
		if err != nil {
			return err
		}
		changes, err := document.Compare(r, from, to)
		if err != nil {
			return err
		}
		type row struct {
			Op     prose.Op      `json:"op"`
			Text   string        `json:"text"`
			Pieces []prose.Piece `json:"pieces"`
		}
		data := []row{}
		for i := range changes {
			x := &changes[i]
			if x.Op == prose.Same {
				continue
			}
			data = append(data, row{x.Op, x.Block().Text(), x.Pieces})
			if !s.JSON {
				fmt.Fprintln(s.Out, printable(marked(x)))
			}
		}
		if s.JSON {
			return s.json(data)
		}
		if len(data) == 0 {
			fmt.Fprintln(s.Out, "The texts are the same.")
		}
		return nil
	})
}

func marked(c *prose.Change) string {
	pieces := c.Pieces
	if c.Op != prose.Changed {
		pieces = []prose.Piece{{Op: c.Op, Text: c.Block().Text()}}
	}
	var b strings.Builder
	for _, p := range pieces {
		switch p.Op {
		case prose.Added:
			b.WriteString("{+" + p.Text + "+}")
		case prose.Removed:
			b.WriteString("[-" + p.Text + "-]")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

type documentToReadCmd struct {
	Person string `arg:"" help:"Reference of a person, such as P-3."`
}

// Run lists what the person has yet to confirm.
func (c *documentToReadCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		p, err := people.Persons.Find(r, c.Person)
		if err != nil {
			return err
		}
		tasks, err := document.ToRead(r, p)
		if err != nil {
			return err
		}
		type row struct {
			Ref     string      `json:"ref"`
			Title   string      `json:"title"`
			Version int         `json:"version"`
			Since   int         `json:"since"`
			Due     record.Date `json:"due"`
		}
		data, t := []row{}, table{head: []string{"REF", "DOCUMENT", "VERSION", "ACCEPTED SO FAR", "DUE"}}
		for _, k := range tasks {
			data = append(data, row{k.Document.Ref, k.Document.Title, k.Document.Version, k.Since, k.Due})
			t.rows = append(t.rows, []string{k.Document.Ref, k.Document.Title, number(int64(k.Document.Version)), number(int64(k.Since)), string(k.Due)})
		}
		t.data = data
		return s.table(t)
	})
}

type documentAckCmd struct {
	Ref       string `arg:"" help:"Reference of a document, such as D-3."`
	Person    string `required:"" help:"Who confirmed it, such as P-3."`
	Elsewhere string `required:"" help:"Where the person signed."`
}

// Run records it and prints the line's reference.
func (c *documentAckCmd) Run(s *session) error {
	var a *document.Acknowledgement
	if err := s.write("", func(w *record.Writer) (err error) {
		a, err = document.Acknowledge(w, c.Ref, w.Actor().Email, document.Form{Person: c.Person, Elsewhere: c.Elsewhere})
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]string{"ref": a.Ref}, "%s", a.Ref)
}

type documentLedgerCmd struct {
	Ref string `arg:"" help:"Reference of a document, such as D-3."`
}

// Run lists the audience.
func (c *documentLedgerCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		d, err := document.Documents.Find(r, c.Ref)
		if err != nil {
			return err
		}
		lines, err := document.Ledger(r, d)
		if err != nil {
			return err
		}
		type row struct {
			Person   string      `json:"person"`
			Name     string      `json:"name"`
			Accepted int         `json:"accepted"`
			On       record.Date `json:"accepted_on"`
			Due      record.Date `json:"due"`
			State    string      `json:"state"`
		}
		data, t := []row{}, table{head: []string{"PERSON", "NAME", "ACCEPTED", "ON", "DUE", "STATE"}}
		for _, l := range lines {
			x := row{Person: l.Person.Ref, Name: l.Person.Name, Due: l.Due, State: "open"}
			if l.Last != nil {
				x.Accepted, x.On = l.Last.Number, l.Last.On
			}
			switch {
			case l.Done:
				x.State = "confirmed"
			case l.Late:
				x.State = "late"
			}
			data = append(data, x)
			t.rows = append(t.rows, []string{x.Person, x.Name, number(int64(x.Accepted)), string(x.On), string(x.Due), x.State})
		}
		t.data = data
		return s.table(t)
	})
}

type documentExportCmd struct {
	whichVersion
	Format string `enum:"md,pdf,docx,html" default:"md" help:"One of ${enum}."`
	Output string `short:"o" placeholder:"FILE" help:"Write to a file instead of standard output."`
}

// Run writes the version.
func (c *documentExportCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		if c.Format == "md" {
			text, err := document.Markdown(r, c.Ref, c.Version)
			if err != nil {
				return err
			}
			return s.writeText(c.Output, []byte(text))
		}
		d, err := document.Report(r, c.Ref, c.Version, o.Name)
		if err != nil {
			return err
		}
		out := output{Format: string(report.Format(c.Format)), Output: c.Output}
		return out.write(s, d)
	})
}

type documentImportCmd struct {
	File   string `arg:"" placeholder:"FILE" help:"Word document (.docx)."`
	Into   string `placeholder:"REF" help:"Document to draft a version of; without it a new document."`
	Reason string `help:"Why, for the history; without it the name of the file."`
}

// Run imports the document and says what could not be kept.
func (c *documentImportCmd) Run(s *session) error {
	file, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return unreadable(c.File, err)
	}
	word, err := prose.Word(file, info.Size())
	if err != nil {
		return err
	}
	name := filepath.Base(c.File)
	if c.Reason == "" {
		c.Reason = "Import of " + name
	}
	var d *document.Document
	var v *document.Version
	if err := s.write(c.Reason, func(w *record.Writer) error {
		d, v, err = document.Import(w, word, name, c.Into)
		return err
	}); err != nil {
		return err
	}
	if s.JSON {
		return s.json(map[string]any{"document": d.Ref, "version": v.Ref, "lost": append([]string{}, word.Lost...)})
	}
	fmt.Fprintf(s.Out, "%s %s\n", d.Ref, v.Ref)
	for _, lost := range word.Lost {
		fmt.Fprintln(s.Out, "Left out: "+lost)
	}
	return nil
}

// readText reads a file, or standard input for "-".
func (s *session) readText(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(s.In)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	return text, nil
}
