package cli

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
)

type soaCmd struct {
	Show       soaShowCmd       `cmd:"" help:"Show it, a line per control."`
	Export     soaExportCmd     `cmd:"" help:"Write it as a file."`
	Diff       soaDiffCmd       `cmd:"" help:"List what changed between two moments."`
	Decide     soaDecideCmd     `cmd:"" help:"Decide on one or many controls."`
	Annex      soaAnnexCmd      `cmd:"" help:"Compare the controls that treatments need with Annex A (6.1.3 c)."`
	Attributes soaAttributesCmd `cmd:"" help:"Count the controls of 2022 by attribute and state."`
	Approve    soaApproveCmd    `cmd:"" help:"Freeze it as an approved version."`
}

// edition is the option of every command about one edition.
type edition struct {
	Edition string `enum:"2022,2013" default:"2022" help:"Edition: ${enum}."`
}

func (e edition) statement(r *record.Reader) ([]control.Line, error) {
	lines, err := control.Statement(r, catalog.Edition(e.Edition))
	if err == nil && len(lines) == 0 {
		err = errs.New(errs.NotFound, "There are no controls of the edition of %s here at that moment.", e.Edition)
	}
	return lines, err
}

type soaShowCmd struct{ edition }

// Run prints the statement.
func (c *soaShowCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		lines, err := c.statement(r)
		if err != nil {
			return err
		}
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
}

// Run writes the statement as a file. The same moment gives the same bytes.
func (c *soaExportCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		if _, err := c.statement(r); err != nil { // says what to do when the edition is not kept
			return err
		}
		d, err := control.Report(r, catalog.Edition(c.Edition), o.Name)
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
	From string `required:"" placeholder:"TIME" help:"The earlier moment: a day, a time, or the reference of an approved version."`
	To   string `placeholder:"TIME" help:"The later moment; without it now."`
}

// Run compares the statement at two moments.
func (c *soaDiffCmd) Run(s *session) error {
	before, err := c.at(s, c.From)
	if err != nil {
		return err
	}
	after, err := c.at(s, c.To)
	if err != nil {
		return err
	}
	differences := control.Compare(before, after)
	t := table{head: []string{"CONTROL", "TITLE", "CHANGE", "FIELD", "BEFORE", "AFTER"}, data: append([]control.Difference{}, differences...)}
	for _, d := range differences {
		t.rows = append(t.rows, []string{d.Control, d.Title, d.Change, d.Field, d.Before, d.After})
	}
	return s.table(t)
}

func (c *soaDiffCmd) at(s *session, moment string) (lines []control.Line, err error) {
	org, err := s.shown()
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(strings.ToUpper(moment), control.Versions.Kind().Prefix+"-") {
		err = org.Read(s.ctx, func(r *record.Reader) error {
			v, err := control.Versions.Find(r, moment)
			if err == nil {
				moment = v.UpdatedAt.Format("2006-01-02T15:04:05.999999999Z07:00")
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if moment != "" {
		if org, err = s.past(org, moment); err != nil {
			return nil, err
		}
	}
	err = org.Read(s.ctx, func(r *record.Reader) error {
		lines, err = control.Statement(r, catalog.Edition(c.Edition))
		return err
	})
	return lines, err
}

type soaDecideCmd struct {
	Controls       []string `arg:"" help:"Ids, also with a star, such as A.5.1 or A.7.*"`
	Exclude        bool     `xor:"decision" help:"The controls do not apply; --reason says why."`
	Because        []string `xor:"decision" placeholder:"REASON" help:"The controls apply because of: risk, law, contract, business, best_practice. --reason says which, in a few words."`
	Undecide       bool     `xor:"decision" help:"Take the decision back."`
	Reason         string   `placeholder:"TEXT" help:"The justification."`
	Owner          string   `placeholder:"PERSON" help:"Who owns the controls."`
	Implementation string   `placeholder:"STEP" help:"How far they are implemented: not_started, planned, partly, implemented."`
	Description    string   `placeholder:"TEXT" help:"How they are implemented."`
	DryRun         bool     `help:"Only list the controls that would change."`
}

// Run decides on controls, all in one change.
func (c *soaDecideCmd) Run(s *session) error {
	if c.DryRun {
		return s.read(func(r *record.Reader) error {
			chosen, err := c.chosen(r)
			if err != nil {
				return err
			}
			return s.printChosen(chosen)
		})
	}
	return s.write(c.Reason, func(w *record.Writer) error {
		chosen, err := c.chosen(w.Reader)
		if err != nil {
			return err
		}
		for _, one := range chosen {
			if err := c.decide(w, one); err != nil {
				return err
			}
			if err := control.Controls.Put(w, one); err != nil {
				return fmt.Errorf("%s: %w", one.Ref, err)
			}
		}
		return nil
	})
}

func (s *session) printChosen(chosen []*control.Control) error {
	t := table{head: []string{"CONTROL", "TITLE", "APPLIES NOW"}}
	refs := []string{}
	for _, one := range chosen {
		t.rows, refs = append(t.rows, []string{one.Ref, one.Title, value.Label(control.Applicabilities, one.Applicability)}), append(refs, one.Ref)
	}
	t.data = refs
	return s.table(t)
}

// chosen are the controls that the arguments name, of either edition.
func (c *soaDecideCmd) chosen(r *record.Reader) (chosen []*control.Control, err error) {
	all, err := control.Controls.All(r, record.Query{})
	if err != nil {
		return nil, err
	}
	for _, pattern := range c.Controls {
		if fact, ok := catalog.Normalize(pattern, catalog.Edition2022); ok {
			pattern = fact.ID
		}
		found := false
		for _, one := range all {
			if ok, err := path.Match(strings.ToUpper(pattern), one.Ref); err != nil {
				return nil, misusef("%q is not a pattern", pattern)
			} else if ok {
				found = true
				if !slices.Contains(chosen, one) {
					chosen = append(chosen, one)
				}
			}
		}
		if !found {
			return nil, errs.New(errs.NotFound, "No control here is named %s.", pattern)
		}
	}
	return chosen, nil
}

func (c *soaDecideCmd) decide(w *record.Writer, one *control.Control) error {
	switch {
	case c.Exclude:
		one.Applicability, one.Reasons, one.ExclusionReason = "excluded", nil, c.Reason
	case c.Undecide:
		one.Applicability, one.Reasons, one.ExclusionReason = "undecided", nil, ""
	case len(c.Because) > 0:
		one.Applicability, one.Reasons, one.ExclusionReason = "applicable", nil, ""
		for _, o := range control.Reasons {
			*one.Because(o.Value) = ""
		}
		for _, text := range c.Because {
			reason, err := sheet.Pick(text, value.Options(control.Reasons))
			if err != nil {
				return misusef("%v", err)
			}
			one.Reasons = append(one.Reasons, reason)
			*one.Because(reason) = c.Reason
		}
	}
	var pairs []string
	for _, p := range []struct{ field, value string }{{"owner", c.Owner}, {"implementation", c.Implementation}, {"description", c.Description}} {
		if p.value != "" {
			pairs = append(pairs, p.field+"="+p.value)
		}
	}
	return value.Assign(w.Reader, control.Controls.Kind(), one, pairs)
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
