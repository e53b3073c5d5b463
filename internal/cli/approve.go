package cli

import (
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

type approveCmd struct {
	Ref    string `arg:"" help:"Reference of criteria (RC-1), an assessment (RA-1) or a scope (SC-1); or soa."`
	Reason string `help:"Note for the history."`
	edition
}

// Run approves what the reference names.
func (c *approveCmd) Run(s *session) error {
	if strings.EqualFold(c.Ref, "soa") {
		return (&soaApproveCmd{edition: c.edition, Note: c.Reason}).Run(s)
	}
	return s.write(c.Reason, func(w *record.Writer) error {
		k, rec, err := find(w.Reader, c.Ref)
		if err != nil {
			return err
		}
		return w.Take(k, rec, "approve", func() error { return nil })
	})
}

type acceptCmd struct {
	Risk      string `arg:"" help:"Reference such as R-1."`
	Signed    string `required:"" placeholder:"WHERE" help:"Where it was signed, such as a minute or a letter. Who may accept does so in the browser."`
	By        string `placeholder:"PERSON" help:"Who signed, such as P-3; without it the owner, or the only one who may."`
	Until     string `placeholder:"DAY" help:"Last day of the acceptance; without it as long as the criteria allow."`
	Statement string `placeholder:"TEXT" help:"In the owner's words."`
}

// Run records an acceptance.
func (c *acceptCmd) Run(s *session) error {
	var a *treatment.Acceptance
	err := s.write(c.Statement, func(w *record.Writer) error {
		r, err := risk.Risks.Find(w.Reader, c.Risk)
		if err != nil {
			return err
		}
		until, err := value.Understand(w.Reader, treatment.Acceptances.Kind().Field("until"), c.Until)
		if err != nil {
			return err
		}
		a, err = treatment.Accept(w, r.ID, r.Rev, w.Actor().Email, treatment.AcceptForm{Until: record.Date(until), Statement: c.Statement, Elsewhere: c.Signed, By: c.By})
		return err
	})
	if err != nil {
		return err
	}
	return s.say(map[string]string{"ref": a.Ref, "digest": a.Digest}, "%s", a.Ref)
}

type evidenceCmd struct {
	Add evidenceAddCmd `cmd:"" help:"Attach a file, a link or a statement to controls."`
	Get evidenceGetCmd `cmd:"" help:"Write the file of an evidence."`
}

// maxEvidence is the largest file, in bytes.
const maxEvidence = 1 << 30

type evidenceAddCmd struct {
	File      string   `arg:"" optional:"" help:"The file."`
	Control   []string `short:"c" placeholder:"ID" help:"Control it serves, such as A.8.13. May be given several times."`
	Title     string   `help:"Title; without it the name of the file."`
	Link      string   `placeholder:"URL" help:"A link instead of a file."`
	Statement string   `placeholder:"TEXT" help:"A statement, instead of a file or beside it."`
	Owner     string   `placeholder:"PERSON" help:"Who keeps it fresh."`
	Collected string   `placeholder:"DAY" help:"The day it was taken from its source; without it today."`
	Until     string   `placeholder:"DAY" help:"Fresh until; without it a year."`
	Field     []string `sep:"none" placeholder:"FIELD=VALUE" help:"Any other field, such as population=… May be given several times."`
	Reason    string   `help:"Why, for the history."`
}

// Run attaches evidence and prints its reference.
func (c *evidenceAddCmd) Run(s *session) error {
	e := &evidence.Evidence{Title: c.Title, Link: c.Link, Statement: c.Statement}
	if c.File != "" {
		if err := c.keep(s, e); err != nil {
			return err
		}
	}
	if e.Title == "" {
		return misusef("name the evidence with --title")
	}
	pairs := slices.Clone(c.Field)
	for _, p := range []struct{ field, value string }{{"controls", strings.Join(c.Control, ", ")}, {"owner", c.Owner}, {"collected_on", c.Collected}, {"fresh_until", c.Until}} {
		if p.value != "" {
			pairs = append(pairs, p.field+"="+p.value)
		}
	}
	err := s.write(c.Reason, func(w *record.Writer) error {
		if err := value.Assign(w.Reader, evidence.Evidences.Kind(), e, pairs); err != nil {
			return err
		}
		return evidence.Evidences.Put(w, e)
	})
	if err != nil {
		return err
	}
	return s.say(map[string]string{"ref": e.Ref, "sha256": e.FileDigest}, "%s", e.Ref)
}

// keep stores the file and describes it.
func (c *evidenceAddCmd) keep(s *session, e *evidence.Evidence) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer f.Close()
	digest, size, err := i.Files.Put(s.ctx, f, maxEvidence)
	if err != nil {
		return err
	}
	name := filepath.Base(c.File)
	e.FileDigest, e.FileSize, e.FileName, e.FileType = digest, int(size), name, mime.TypeByExtension(filepath.Ext(name))
	if e.FileType == "" {
		e.FileType = "application/octet-stream"
	}
	if e.Title == "" {
		e.Title = name
	}
	return nil
}

type evidenceGetCmd struct {
	Ref    string `arg:"" help:"Reference such as EV-3."`
	Output string `short:"o" placeholder:"FILE" help:"Write there; without it, under the file's own name in this folder."`
}

// Run writes the file of an evidence, never over another.
func (c *evidenceGetCmd) Run(s *session) error {
	var e *evidence.Evidence
	err := s.read(func(r *record.Reader) (err error) {
		e, err = evidence.Evidences.Find(r, c.Ref)
		return err
	})
	if err != nil {
		return err
	}
	if e.FileDigest == "" {
		return errs.New(errs.NotFound, "%s has no file.", e.Ref)
	}
	if err := s.instance.Files.Verify(s.ctx, e.FileDigest); err != nil {
		return err
	}
	from, _, err := s.instance.Files.Open(e.FileDigest)
	if err != nil {
		return err
	}
	defer from.Close()
	to := c.Output
	if to == "" {
		to = filepath.Base(e.FileName)
	}
	if err := writeNew(to, from); err != nil {
		return err
	}
	fmt.Fprintln(s.Err, "Written to "+to+".")
	return nil
}
