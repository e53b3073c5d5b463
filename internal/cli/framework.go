package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/oscal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

type frameworkCmd struct {
	List     frameworkListCmd     `cmd:"" help:"List the frameworks kept here and those built in."`
	Import   frameworkImportCmd   `cmd:"" help:"Import a framework or mapping: OSCAL (JSON, XML, YAML) or a spreadsheet."`
	Coverage frameworkCoverageCmd `cmd:"" help:"Show what the Statement of Applicability and its evidence do for each requirement."`
	Remove   frameworkRemoveCmd   `cmd:"" help:"Delete a framework with its requirements and mappings; their history stays."`
}

type frameworkListCmd struct{}

// Run lists the frameworks.
func (frameworkListCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		all, err := framework.List(r)
		if err != nil {
			return err
		}
		t := table{head: []string{"REF", "FRAMEWORK", "VERSION", "PUBLISHER", "FORMAT", "REQUIREMENTS", "MAPPED"}, data: all}
		for _, f := range all {
			t.rows = append(t.rows, []string{f.Ref, f.Title, f.Version, f.Publisher, strings.ReplaceAll(f.Format, "_", " "), number(int64(f.Requirements)), number(int64(f.Mapped))})
		}
		return s.table(t)
	})
}

type frameworkImportCmd struct {
	File   string   `arg:"" placeholder:"FILE" help:"OSCAL catalog, profile or mapping, or a workbook or delimited text with a row for each requirement."`
	DryRun bool     `help:"Write nothing; list what would be created, changed and left."`
	Into   string   `placeholder:"REF" help:"The framework to write into; without it the one that the file is, or a new one."`
	Title  string   `help:"Title of the framework; without it the file's."`
	Map    []string `sep:"none" placeholder:"THEIR COLUMN=FIELD" help:"Which column of a spreadsheet is identifier, title, text, guidance, parent, control, relation or rationale, where the names do not tell."`
	With   []string `sep:"none" placeholder:"FILE" help:"A catalog or profile that a profile selects from. May be given several times."`
	Reason string   `help:"Why, for the history; without it the name of the file."`
}

// Run imports the file, all of it or nothing.
func (c *frameworkImportCmd) Run(s *session) error {
	f, err := openFramework(c.File)
	if err != nil {
		return err
	}
	choice, err := (&importCmd{Map: c.Map}).choice()
	if err != nil {
		return err
	}
	o := framework.Options{Into: c.Into, Title: c.Title, Choice: choice}
	for _, name := range c.With {
		with, err := openFramework(name)
		if err != nil {
			return err
		}
		o.With = append(o.With, with)
	}
	var plan *framework.Plan
	if c.DryRun {
		org, err := s.present()
		if err != nil {
			return err
		}
		plan, err = framework.Preview(s.ctx, org, f, o)
		if err != nil {
			return err
		}
		return c.print(s, plan)
	}
	if c.Reason == "" {
		c.Reason = "Import of " + f.Name
	}
	if err := s.write(c.Reason, func(w *record.Writer) (err error) {
		plan, err = framework.Import(w, f, o)
		return err
	}); err != nil {
		return err
	}
	return c.print(s, plan)
}

func openFramework(name string) (*framework.File, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer file.Close()
	return framework.Open(name, file)
}

func (c *frameworkImportCmd) print(s *session, p *framework.Plan) error {
	if s.JSON {
		return s.json(p)
	}
	s.lines([]fact{{"File", p.File}, {"Read as", p.What}, {"Framework", fmt.Sprintf("%s %s (%s)", p.Framework, p.Title, p.Action)}, {"Requirements", p.Items.String()}, {"Mappings", p.Mappings.String()}})
	if len(p.Contents) > 0 {
		fmt.Fprintln(s.Out, "\nThe file holds "+contents(p.Contents)+".")
	}
	for _, note := range p.Notes {
		fmt.Fprintln(s.Out, printable(note))
	}
	if !c.DryRun || len(p.Rows) == 0 {
		return nil
	}
	fmt.Fprintln(s.Out)
	t := table{head: []string{"WHAT HAPPENS", "REF", "TITLE", "FIELDS"}}
	for _, r := range p.Rows {
		t.rows = append(t.rows, []string{string(r.Action), r.Ref, r.Title, strings.Join(r.Fields, ", ")})
	}
	if err := s.aligned(t); err != nil {
		return err
	}
	if len(p.Rows) == framework.MaxRows {
		fmt.Fprintf(s.Out, "Only the first %d are listed.\n", framework.MaxRows)
	}
	return nil
}

func contents(counts []oscal.Count) string {
	parts := make([]string, len(counts))
	for i, c := range counts {
		parts[i] = fmt.Sprintf("%d %s", c.Count, c.What)
	}
	return strings.Join(parts, ", ")
}

type frameworkCoverageCmd struct {
	Ref string `arg:"" help:"Reference of a framework, as assay framework list shows it."`
	edition
	Format string `enum:"table,csv,json,xlsx,docx,pdf,html" default:"table" help:"One of ${enum}."`
	Output string `short:"o" placeholder:"FILE" help:"Write to a file instead of standard output."`
}

// Run prints the coverage, a line for each requirement.
func (c *frameworkCoverageCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		cover, err := framework.Cover(r, c.Ref, catalog.Edition(c.Edition))
		if err != nil {
			return err
		}
		if c.Format == "table" && c.Output == "" && !s.JSON {
			return printCoverage(s, cover)
		}
		d, err := cover.Report(r, o.Name)
		if err != nil {
			return err
		}
		out := output{Format: c.Format, Output: c.Output}
		switch {
		case s.JSON:
			out.Format = string(report.JSON)
		case c.Format == "table":
			out.Format = ""
		}
		return out.write(s, d)
	})
}

func printCoverage(s *session, c *framework.Coverage) error {
	t := table{head: []string{"REQUIREMENT", "TITLE", "SERVED BY", "COVERS", "STATE", "EVIDENCE"}}
	for i := range c.Items {
		q := &c.Items[i]
		row := []string{strings.Repeat(" ", q.Depth) + q.Identifier, q.Title, q.ServedBy(), string(q.Extent), "", ""}
		if q.Counted() {
			row[4], row[5] = framework.Words(q.State), fmt.Sprintf("%d of %d fresh", q.Fresh, len(q.Evidence))
		}
		t.rows = append(t.rows, row)
	}
	if err := s.aligned(t); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s: %s, %d mapped; %s.\n", c.Framework.Title, count(int64(c.Framework.Requirements), "requirement", "requirements"), c.Framework.Mapped, c.Summary())
	return nil
}

type frameworkRemoveCmd struct {
	Ref    string `arg:"" help:"Reference of a framework kept here."`
	Reason string `help:"Why, for the history."`
}

// Run deletes a framework with all that belongs to it.
func (c *frameworkRemoveCmd) Run(s *session) error {
	return s.write(c.Reason, func(w *record.Writer) error { return framework.Remove(w, c.Ref) })
}

type oscalCmd struct {
	Import frameworkImportCmd `cmd:"" help:"Import an OSCAL catalog or profile as a framework, or a mapping of one."`
	Export oscalExportCmd     `cmd:"" help:"Write Annex A or the Statement of Applicability as OSCAL."`
	Read   oscalReadCmd       `cmd:"" help:"Read an OSCAL file of any model and say what it holds; with -o write it as JSON."`
}

type oscalExportCmd struct {
	Model string `arg:"" enum:"catalog,profile,component,ssp,framework,mapping" help:"One of ${enum}."`
	Ref   string `arg:"" optional:"" help:"The framework, for framework and mapping."`
	edition
	Output string `short:"o" placeholder:"FILE" help:"Write to a file instead of standard output."`
}

// Run writes the document. The same moment gives the same bytes.
func (c *oscalExportCmd) Run(s *session) error {
	if (c.Model == "framework" || c.Model == "mapping") != (c.Ref != "") {
		return misusef("name a framework for the exports framework and mapping, and for no other")
	}
	if c.Model == "catalog" {
		return c.write(s, framework.AnnexA(catalog.Edition(c.Edition)))
	}
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		model, err := framework.Export(r, c.Model, c.Ref, catalog.Edition(c.Edition), o.Name)
		if err != nil {
			return err
		}
		return c.write(s, model)
	})
}

func (c *oscalExportCmd) write(s *session, model any) error {
	text, err := oscal.Encode(model)
	if err != nil {
		return err
	}
	return s.writeText(c.Output, text)
}

// writeText writes to a file, or to standard output if it has no name.
func (s *session) writeText(name string, text []byte) error {
	if name == "" {
		_, err := s.Out.Write(text)
		return err
	}
	if err := os.WriteFile(name, text, 0o644); err != nil { //nolint:gosec // an export is for others to read
		return unwritable(name, err)
	}
	return nil
}

type oscalReadCmd struct {
	File   string `arg:"" placeholder:"FILE" help:"OSCAL of any model, in JSON, XML or YAML."`
	Output string `short:"o" placeholder:"FILE" help:"Write it as JSON to a file."`
}

// Run says what the file holds. It needs no store.
func (c *oscalReadCmd) Run(s *session) error {
	file, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer file.Close()
	d, err := oscal.ReadFrom(c.File, file)
	if err != nil {
		return err
	}
	if c.Output != "" {
		text, err := d.JSON()
		if err != nil {
			return err
		}
		if err := s.writeText(c.Output, text); err != nil {
			return err
		}
	}
	if s.JSON {
		return s.json(struct {
			Model  oscal.Model    `json:"model"`
			Format string         `json:"format"`
			UUID   string         `json:"uuid"`
			Counts []oscal.Count  `json:"counts"`
			Unread []oscal.Unread `json:"unread"`
		}{d.Model, d.Format, d.UUID(), d.Counts(), append([]oscal.Unread{}, d.Unread...)})
	}
	facts := []fact{{"Model", d.Model.Words()}, {"Format", d.Format}, {"UUID", d.UUID()}}
	if m := d.Metadata(); m != nil {
		facts = append(facts, fact{"Title", m.Title}, fact{"Version", m.Version}, fact{"OSCAL", m.OSCALVersion})
	}
	for _, n := range d.Counts() {
		facts = append(facts, fact{n.What, number(int64(n.Count))})
	}
	for _, u := range d.Unread {
		facts = append(facts, fact{"Kept in the file only", u.String()})
	}
	s.lines(facts)
	return nil
}
