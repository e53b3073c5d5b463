package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/prose"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

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
