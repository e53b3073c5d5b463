package cli

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/record"
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
