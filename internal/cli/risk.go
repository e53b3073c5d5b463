package cli

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

type riskCmd struct {
	Figures  riskFiguresCmd  `cmd:"" help:"Show what all risks with figures may cost in a year: expected loss, value at risk, tolerance, the greatest."`
	Matrix   riskMatrixCmd   `cmd:"" help:"Write the risk matrix as a file: how many risks lie in each cell, or the way of the greatest over it."`
	Criteria riskCriteriaCmd `cmd:"" help:"Show what a version of the criteria can be trusted with. Exits 1 if it cannot be approved."`
	Standing riskStandingCmd `cmd:"" help:"Show how a risk stands without controls, today and after treatment, and by which effects of controls."`
	WhatIf   riskWhatIfCmd   `cmd:"" name:"what-if" help:"Show which risks rise above the criteria if controls are not there, or what others would take off."`
	Optimise riskOptimiseCmd `cmd:"" help:"Show which open treatment actions to choose within a budget, and which keep the tolerance at least cost."`
	Compare  riskCompareCmd  `cmd:"" help:"Set a risk's rating and its figures beside each other."`
	Due      riskDueCmd      `cmd:"" help:"List what is due: risks to be assessed again, acceptances that end, have ended or are void."`
	Trigger  riskTriggerCmd  `cmd:"" help:"Mark a risk to be assessed again, because something happened."`

	Acceptances riskAcceptancesCmd `cmd:"" help:"List the acceptances, each with how it stands against its risk and what voids it."`
}

type riskFiguresCmd struct {
	Format string `enum:"table,csv,json,xlsx,docx,pdf,html" default:"table" help:"One of ${enum}."`
	Output string `short:"o" placeholder:"FILE" help:"Write to a file instead of standard output."`
}

// Run prints the figures, or writes them as a file.
func (c *riskFiguresCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		p, err := standing.PortfolioOf(r)
		switch {
		case err != nil:
			return err
		case s.JSON && c.Output == "":
			return s.json(p)
		case c.Format == "table" && c.Output == "":
			return printFigures(s, p)
		}
		out := output{Format: c.Format, Output: c.Output}
		switch {
		case s.JSON:
			out.Format = string(report.JSON)
		case c.Format == "table":
			out.Format = ""
		}
		format, err := out.format()
		if err != nil {
			return err
		}
		d, err := p.Report(r, o.Name, format != report.CSV)
		if err != nil {
			return err
		}
		return out.write(s, d)
	})
}

// mostPrinted is how many risks are printed; files hold all.
const mostPrinted = 20

func printFigures(s *session, p *risk.Portfolio) error {
	fmt.Fprintln(s.Out, p.Gap())
	if p.Current == nil {
		return nil
	}
	t := table{head: []string{"FIGURE", "NOW", "AFTER TREATMENT", "MAY BE OFF BY"}}
	for _, f := range p.Summary() {
		t.rows = append(t.rows, []string{f.Name, f.Current, f.After, f.Error})
	}
	if err := s.aligned(t); err != nil {
		return err
	}
	if len(p.Tolerance) > 0 {
		fmt.Fprintln(s.Out)
		t = table{head: []string{"TOLERANCE OF " + p.Criteria, "NOW", "", "AFTER TREATMENT", ""}}
		for _, j := range p.Tolerance {
			t.rows = append(t.rows, []string{j.Limit, j.Current, within(j.Kept), j.After, within(j.Later)})
		}
		if err := s.aligned(t); err != nil {
			return err
		}
	}
	fmt.Fprintln(s.Out)
	t = table{head: []string{"RISK", "TITLE", "RATED", "EXPECTED A YEAR", "PART", "90 % FROM", "TO", "AFTER TREATMENT"}}
	for _, x := range p.Shares[:min(len(p.Shares), mostPrinted)] {
		after := "not estimated"
		if x.Treated {
			after = risk.Amount(x.After)
		}
		t.rows = append(t.rows, []string{x.Ref, x.Title, x.Level, risk.Amount(x.Expected), risk.Percent(x.Part), risk.Amount(x.Low), risk.Amount(x.High), after})
	}
	if err := s.aligned(t); err != nil {
		return err
	}
	if len(p.Shares) > mostPrinted {
		fmt.Fprintf(s.Out, "The first %d of %d; -o FILE writes all.\n", mostPrinted, len(p.Shares))
	}
	fmt.Fprintln(s.Out, "\nBy "+p.How()+".")
	return nil
}

func within(kept bool) string {
	if kept {
		return "within"
	}
	return "exceeded"
}

type riskMatrixCmd struct {
	Show string `enum:"residual,current,movement," default:"" help:"The rating after treatment, before it, or the way between them. Without it after treatment, where it is rated."`
	Risk string `placeholder:"RISK" help:"A risk by reference: its way alone, drawn with the extent of its figures."`
	output
}

// Run writes the matrix.
func (c *riskMatrixCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		shown, err := risk.OverviewOf(r, risk.Side(c.Show), c.Risk)
		switch {
		case err != nil:
			return err
		case s.JSON:
			return s.json(shown)
		}
		d, err := shown.Report(r, o.Name)
		if err != nil {
			return err
		}
		return c.write(s, d)
	})
}

type riskCriteriaCmd struct {
	Ref    string `arg:"" optional:"" help:"Reference such as RC-2; without it the version in force."`
	Report string `placeholder:"FILE" help:"Write the matrix report to a file: .pdf, .docx, .xlsx, .html, .csv or .json."`
	With   string `placeholder:"RC-1" help:"Another version: list what differs from it instead."`
	config.Typefaces
}

// write writes the matrix report.
func (c *riskCriteriaCmd) write(s *session, v *risk.Criteria) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		d, err := v.ReportMatrix(r, o.Name)
		if err != nil {
			return err
		}
		return output{Output: c.Report, Typefaces: c.Typefaces}.writeTable(s, d, "Findings")
	})
}

// Run prints the version's id by content and what the matrix can be trusted with, or what differs from another version.
func (c *riskCriteriaCmd) Run(s *session) error {
	var v *risk.Criteria
	var differences []risk.Difference
	if err := s.read(func(r *record.Reader) (err error) {
		if v, err = c.find(r); err != nil || v == nil || c.With == "" {
			return err
		}
		was, err := risk.CriteriaVersions.Find(r, c.With)
		if err != nil {
			return err
		}
		names, err := r.Named(append(was.Persons(), v.Persons()...))
		differences = risk.Compare(was, v, func(id string) string { return names[id].Title })
		return err
	}); err != nil {
		return err
	}
	switch {
	case v == nil:
		return misusef("no criteria are in force; name a version such as RC-1")
	case c.With != "":
		return printDifferences(s, differences, c.With, v.Ref)
	}
	if c.Report != "" {
		if err := c.write(s, v); err != nil {
			return err
		}
	}
	report := v.Examine()
	if s.JSON {
		if err := s.json(map[string]any{"ref": v.Ref, "id": v.Digest, "status": v.Status, "publishable": report.Publishable, "findings": report.Findings, "spans": report.Spans}); err != nil {
			return err
		}
	} else {
		s.lines([]fact{{"Version", v.Ref + " " + v.Title}, {"Status", v.Status}, {"Id by content", v.Digest}, {"Currency", v.Currency}})
		for _, f := range report.Findings {
			fmt.Fprintln(s.Out, printable(fmt.Sprintf("%-8s %-16s %s %s", f.Weight, f.Rule, f.Where, f.Message)))
		}
	}
	if !report.Publishable {
		return answered(failed)
	}
	return nil
}

func (c *riskCriteriaCmd) find(r *record.Reader) (*risk.Criteria, error) {
	if c.Ref == "" {
		return risk.InForce(r)
	}
	return risk.CriteriaVersions.Find(r, c.Ref)
}

func printDifferences(s *session, list []risk.Difference, was, now string) error {
	if s.JSON {
		return s.json(list)
	}
	t := table{head: []string{"WHAT", strings.ToUpper(was), strings.ToUpper(now)}}
	for _, d := range list {
		t.rows = append(t.rows, []string{d.What, d.Was, d.Now})
	}
	return s.aligned(t)
}

type riskCompareCmd struct {
	Ref string `arg:"" help:"Reference such as R-1."`
}

// Run prints rating and figures before treatment and after it.
func (c *riskCompareCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		x, err := risk.Risks.Find(r, c.Ref)
		if err != nil {
			return err
		}
		var v *risk.Criteria
		if x.Criteria != "" {
			if v, err = risk.CriteriaVersions.Get(r, string(x.Criteria)); err != nil {
				return err
			}
		}
		now, after := risk.SidesOf(v, x, false), risk.SidesOf(v, x, true)
		if s.JSON {
			return s.json(map[string]any{"ref": x.Ref, "before": now, "after": after})
		}
		s.lines([]fact{{"Before treatment", now.Words}, {"After treatment", after.Words}})
		return nil
	})
}
