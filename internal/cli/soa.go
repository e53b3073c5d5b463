package cli

import (
	"cmp"
	"os"
	"path"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

type soaCmd struct {
	Show       soaShowCmd       `cmd:"" help:"Show it, a line per control."`
	Export     soaExportCmd     `cmd:"" help:"Write it as a file."`
	Diff       soaDiffCmd       `cmd:"" help:"List what changed between two moments, and what caused it."`
	Decide     soaDecideCmd     `cmd:"" help:"Decide on one or many controls."`
	Questions  soaQuestionsCmd  `cmd:"" help:"List the questions whose answers propose exclusions."`
	Propose    soaProposeCmd    `cmd:"" help:"Propose exclusions from answers, and with --exclude carry out those you name."`
	Annex      soaAnnexCmd      `cmd:"" help:"Compare the controls that treatments need with Annex A (6.1.3 c)."`
	Attributes soaAttributesCmd `cmd:"" help:"Count the controls of 2022 by attribute and state."`
	Approve    soaApproveCmd    `cmd:"" help:"Freeze it as an approved version."`
}

// edition is the option of every command about one edition.
type edition struct {
	Edition string `enum:"2022,2013" default:"2022" help:"Edition: ${enum}."`
}

// statement reads it in the edition; where that is not kept, from the decisions on the other.
func (e edition) statement(r *record.Reader) (transition.Shown, error) {
	shown, err := transition.Statement(r, catalog.Edition(e.Edition))
	if err == nil && len(shown.Lines) == 0 {
		err = errs.New(errs.NotFound, "There are no controls of either edition here at that moment.")
	}
	return shown, err
}

type soaShowCmd struct{ edition }

// Run prints the statement.
func (c *soaShowCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		shown, err := c.statement(r)
		if err != nil {
			return err
		}
		lines := shown.Lines
		k := control.Controls.Kind()
		records := make([]record.Record, len(lines))
		for i := range lines {
			records[i] = lines[i].Control
		}
		v, err := value.Prepare(r, k, records...)
		if err != nil {
			return err
		}
		t := table{head: []string{"CONTROL", "TITLE", "APPLIES", "JUSTIFICATION", "STATE", "OWNER"}}
		data := []map[string]any{}
		for i := range lines {
			l := &lines[i]
			t.rows = append(t.rows, []string{l.Ref, l.Title, value.Label(control.Applicabilities, l.Applicability), l.Justification(), string(l.State), l.OwnerName})
			d := v.Data(l.Control)
			d["state"], d["why"], d["conflict"] = l.State, l.Why, l.Conflict
			d["risks"], d["evidence"] = []string{}, []string{}
			for _, risk := range l.Risks {
				d["risks"] = append(d["risks"].([]string), risk.Ref)
			}
			for _, e := range l.Evidence {
				d["evidence"] = append(d["evidence"].([]string), e.Ref)
			}
			data = append(data, d)
		}
		t.data = data
		return s.table(t)
	})
}

type soaExportCmd struct {
	edition
	output
	TrueOn string `placeholder:"TIME" help:"What was true at that moment, with all corrections known now or at --as-of; --as-of alone writes what was known then."`
}

// Run writes the statement as a file. The same moment gives the same bytes.
func (c *soaExportCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	if c.TrueOn != "" {
		return c.exportTrue(s, o.Name)
	}
	return s.read(func(r *record.Reader) error {
		shown, err := c.statement(r)
		if err != nil {
			return err
		}
		d, err := control.ReportLines(r, shown.Lines, control.Heading{Organisation: o.Name, Edition: catalog.Edition(c.Edition), From: shown.From})
		if err != nil {
			return err
		}
		return c.write(s, d)
	})
}

func (c *soaExportCmd) exportTrue(s *session, organisation string) error {
	org, err := s.shown()
	if err != nil {
		return err
	}
	then, err := control.TakeAt(s.ctx, org, catalog.Edition(c.Edition), control.Moment{Text: c.TrueOn, True: true})
	if err != nil {
		return err
	}
	if len(then.Lines) == 0 {
		return errs.New(errs.NotFound, "There were no controls of the edition of %s here at that moment.", c.Edition)
	}
	return org.Read(s.ctx, func(r *record.Reader) error {
		d, err := control.ReportTrue(r, then, organisation)
		if err != nil {
			return err
		}
		return c.write(s, d)
	})
}

// output is where and how a command writes a file.
type output struct {
	Format string `enum:"xlsx,docx,pdf,html,csv,json," default:"" help:"One of xlsx, docx, pdf, html, csv, json. Without it the ending of the file tells, else csv."`
	Output string `short:"o" placeholder:"FILE" help:"Write to a file instead of standard output."`
	config.Typefaces
}

func (o output) format() (report.Format, error) {
	switch {
	case o.Format != "":
		return report.ParseFormat(o.Format)
	case path.Ext(o.Output) != "":
		return report.ParseFormat(path.Ext(o.Output))
	}
	return report.CSV, nil
}

func (o output) write(s *session, d report.Document) error { return o.writeTable(s, d, "") }

// writeTable writes the table of that name where the format holds only one.
func (o output) writeTable(s *session, d report.Document, name string) error {
	f, err := o.format()
	if err != nil {
		return misusef("%v", err)
	}
	options := report.Options{Table: name}
	if f == report.PDF {
		if options.Fonts, err = report.OpenFonts(o.Font); err != nil {
			return err
		}
	}
	if o.Output == "" {
		return report.Write(s.Out, f, d, options)
	}
	file, err := os.Create(o.Output)
	if err != nil {
		return unwritable(o.Output, err)
	}
	if err := report.Write(file, f, d, options); err != nil {
		_ = file.Close()
		_ = os.Remove(o.Output) // a part of a file helps nobody
		return err
	}
	return file.Close()
}

type soaDiffCmd struct {
	edition
	From     string `placeholder:"TIME" help:"The earlier moment: a day, a time, or the reference of an approved version."`
	To       string `placeholder:"TIME" help:"The later moment; without it now."`
	True     bool   `help:"Compare what was true at the two moments, corrections included, instead of what was known."`
	Editions bool   `help:"Lay the editions side by side instead, at one moment."`
}

// Run compares the statement at two moments, or the editions at one.
func (c *soaDiffCmd) Run(s *session) error {
	if c.Editions {
		return s.read(func(r *record.Reader) error { return s.acrossEditions(r) })
	}
	if c.From == "" {
		return misusef("say from when to compare with --from, or compare the editions with --editions")
	}
	org, err := s.shown()
	if err != nil {
		return err
	}
	var moments [2]*control.Snapshot
	for i, text := range []string{c.From, c.To} {
		if moments[i], err = control.TakeAt(s.ctx, org, catalog.Edition(c.Edition), control.Moment{Text: text, True: c.True}); err != nil {
			return err
		}
	}
	var differences []control.Difference
	if err := org.Read(s.ctx, func(r *record.Reader) error {
		differences, err = control.Compare(r, moments[0], moments[1])
		return err
	}); err != nil {
		return err
	}
	return s.printDifferences(differences)
}

func (s *session) printDifferences(differences []control.Difference) error {
	var ids []string
	for _, d := range differences {
		if d.Cause != nil {
			ids = append(ids, d.Cause.Actor)
		}
	}
	names, err := s.instance.Identity.Names(s.ctx, ids)
	if err != nil {
		return err
	}
	t := table{head: []string{"CONTROL", "TITLE", "CHANGE", "FIELD", "BEFORE", "AFTER", "CAUSE", "WHO", "WHEN", "WHY"}, data: append([]control.Difference{}, differences...)}
	for _, d := range differences {
		row := []string{d.Control, d.Title, d.Change, d.Field, d.Before, d.After, "", "", "", ""}
		if m := d.Cause; m != nil {
			copy(row[6:], []string{m.Kind + " " + m.Record, cmp.Or(names[m.Actor], m.Actor), m.Time.Format("2006-01-02 15:04"), m.Reason})
		}
		t.rows = append(t.rows, row)
	}
	return s.table(t)
}

// acrossEditions prints each control of 2022 beside those of 2013 that it corresponds to.
func (s *session) acrossEditions(r *record.Reader) error {
	pairs, err := control.AcrossEditions(r)
	if err != nil {
		return err
	}
	t := table{head: []string{"2022", "TITLE", "APPLIES", "2013", "APPLIES", "CORRESPOND", "COMPARED", "DIFFER IN"}}
	data := []map[string]any{}
	for _, p := range pairs {
		now, ids, then := "", []string{}, []string{}
		if p.Line != nil {
			now = p.Line.Applicability
		}
		for _, c := range p.Earlier {
			ids = append(ids, c.ID)
		}
		for _, l := range p.Lines {
			then = append(then, l.Applicability)
		}
		t.rows = append(t.rows, []string{p.Control.ID, p.Control.Title, now, strings.Join(ids, ", "), strings.Join(then, ", "), p.Counting, p.Verdict, strings.Join(p.Differs, ", ")})
		data = append(data, map[string]any{"control": p.Control.ID, "applicability": now, "earlier": ids, "earlier_applicability": then, "correspondence": p.Counting, "compared": p.Verdict, "differs": append([]string{}, p.Differs...)})
	}
	t.data = data
	return s.table(t)
}

type soaApproveCmd struct {
	edition
	Note string `help:"Note kept with the version."`
}

// Run approves the statement.
func (c *soaApproveCmd) Run(s *session) error {
	var v *control.Version
	err := s.write(c.Note, func(w *record.Writer) (err error) {
		v, err = control.Approve(w, catalog.Edition(c.Edition), c.Note)
		return err
	})
	if err != nil {
		return err
	}
	return s.say(map[string]any{"ref": v.Ref, "title": v.Title, "digest": v.Digest, "applicable": v.Applicable, "excluded": v.Excluded},
		"%s, %s: %d applicable, %d excluded. Digest %s", v.Ref, v.Title, v.Applicable, v.Excluded, v.Digest)
}
