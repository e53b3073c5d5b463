package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/riskreport"
	"github.com/assay-isms/assay/internal/record"
)

type assessmentCmd struct {
	Start     runStartCmd     `cmd:"" help:"Start a run: its raters, its risks, how much they may differ."`
	Open      runOpenCmd      `cmd:"" help:"Open a run for rating. Until it is closed nobody sees what another said."`
	Rate      runRateCmd      `cmd:"" help:"Enter what a rater said elsewhere. Raters themselves rate in the browser or by the API."`
	Close     runCloseCmd     `cmd:"" help:"Close the rating: the ratings are shown and agreement is computed."`
	Reconcile runReconcileCmd `cmd:"" help:"Record the rating agreed on where raters differ, and why."`
	Evaluate  runEvaluateCmd  `cmd:"" help:"Write the agreed ratings to the risks."`
	Approve   runApproveCmd   `cmd:"" help:"Approve a run: it is frozen with its manifest."`
	Replay    runReplayCmd    `cmd:"" help:"Compute an approved run again from the journal and compare."`
	Compare   runCompareCmd   `cmd:"" help:"Set two runs side by side."`
	Report    runReportCmd    `cmd:"" help:"Write the risk assessment report of a run as a file: outcomes, figures, treatment, acceptance, agreement, ratings, manifest."`
	Rescore   runRescoreCmd   `cmd:"" help:"Show a run under any version of the criteria. Nothing is overwritten."`
	Agreement agreementCmd    `cmd:"" help:"Agreement over the runs, bias and drift of raters, levels beside expected losses."`
	Show      runShowCmd      `cmd:"" help:"Show a run: who owes ratings, agreement, where each risk stands."`
}

type runStartCmd struct {
	Title     string   `arg:"" help:"Title."`
	Rater     []string `placeholder:"PERSON" help:"Who rates, by reference, name or address. May be given several times."`
	Risk      []string `placeholder:"RISK" help:"A risk of the run; without any, all that are open. May be given several times."`
	Occasion  string   `help:"Why the risks are assessed."`
	Minimum   int      `help:"Raters each risk needs; without it 2."`
	Gate      float64  `placeholder:"ALPHA" help:"Krippendorff's α below which every difference is reconciled; without it 0.667."`
	Repeats   int      `placeholder:"PERCENT" help:"Share of the risks that each rater is asked twice, up to 50, to measure drift."`
	Tolerance string   `placeholder:"STEPS" help:"Steps by which ratings may differ: 0, 1 or 2; without it 1."`
}

// Run starts a run and prints its reference.
func (c *runStartCmd) Run(s *session) error {
	a := &assessment.Assessment{Title: c.Title, Occasion: c.Occasion, Minimum: c.Minimum, Gate: c.Gate, Repeats: c.Repeats, Tolerance: c.Tolerance}
	err := s.write("", func(w *record.Writer) error {
		k := assessment.Assessments.Kind()
		for _, p := range []struct {
			field string
			texts []string
		}{{"raters", c.Rater}, {"risks", c.Risk}} {
			text, err := value.Understand(w.Reader, k.Field(p.field), strings.Join(p.texts, ", "))
			if err != nil {
				return err
			}
			if err := k.Field(p.field).Parse(a, text); err != nil {
				return err
			}
		}
		return assessment.Assessments.Put(w, a)
	})
	if err != nil {
		return err
	}
	return s.say(map[string]string{"ref": a.Ref}, "%s", a.Ref)
}

// ranStep runs one step of a run and says how the run stands then.
func (s *session) ranStep(ref string, step func(w *record.Writer) (*assessment.RunView, error)) error {
	if err := s.write("", func(w *record.Writer) error { _, err := step(w); return err }); err != nil {
		return err
	}
	return (&runShowCmd{Ref: ref}).Run(s)
}

type runOpenCmd struct {
	Ref string `arg:"" help:"The run, such as RA-2."`
}

// Run opens a run for rating.
func (c *runOpenCmd) Run(s *session) error {
	return s.ranStep(c.Ref, func(w *record.Writer) (*assessment.RunView, error) { return assessment.Open(w, c.Ref, 0) })
}

type runRateCmd struct {
	Ref         string `arg:"" help:"The run, such as RA-2."`
	Risk        string `arg:"" help:"The risk, such as R-12."`
	Rater       string `required:"" placeholder:"PERSON" help:"Who rated, by reference."`
	Likelihood  int    `required:"" placeholder:"STEP" help:"Step of the likelihood scale, from 1."`
	Consequence int    `required:"" placeholder:"STEP" help:"Step of the consequence scale, from 1."`
	Rationale   string `help:"The rater's reason."`
	Place       int    `placeholder:"N" help:"Place in the rater's list, from 1; without it where the risk stands first."`
	Elsewhere   string `required:"" placeholder:"WHERE" help:"Where the rater rated, such as a sheet of paper."`
}

// Run keeps a rating under seal.
func (c *runRateCmd) Run(s *session) error {
	var x *assessment.Rated
	if err := s.write("", func(w *record.Writer) (err error) {
		said := assessment.Said{Likelihood: c.Likelihood, Consequence: c.Consequence, Rationale: c.Rationale}
		x, err = assessment.Rate(w, c.Ref, c.Risk, assessment.RateForm{Said: said, Place: c.Place, Rater: c.Rater, Elsewhere: c.Elsewhere})
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]string{"ref": x.Ref, "commitment": x.Commitment}, "%s sealed: %s", x.Title, x.Commitment)
}

type runCloseCmd struct {
	Ref        string `arg:"" help:"The run, such as RA-2."`
	Incomplete bool   `help:"Close although ratings are missing; risks with too few stay not rated."`
}

// Run closes the rating.
func (c *runCloseCmd) Run(s *session) error {
	return s.ranStep(c.Ref, func(w *record.Writer) (*assessment.RunView, error) {
		return assessment.Close(w, c.Ref, 0, c.Incomplete)
	})
}

type runReconcileCmd struct {
	Ref         string `arg:"" help:"The run, such as RA-2."`
	Risk        string `arg:"" help:"The risk, such as R-12."`
	Likelihood  int    `required:"" placeholder:"STEP" help:"Step of the likelihood scale, from 1."`
	Consequence int    `required:"" placeholder:"STEP" help:"Step of the consequence scale, from 1."`
	Reason      string `required:"" help:"Why this rating was agreed on."`
}

// Run records a reconciliation.
func (c *runReconcileCmd) Run(s *session) error {
	var x *assessment.Reconciled
	if err := s.write("", func(w *record.Writer) (err error) {
		x, err = assessment.Reconcile(w, c.Ref, c.Risk, assessment.Said{Likelihood: c.Likelihood, Consequence: c.Consequence, Rationale: c.Reason})
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]string{"ref": x.Ref}, "%s", x.Ref)
}

type runEvaluateCmd struct {
	Ref string `arg:"" help:"The run, such as RA-2."`
}

// Run writes the agreed ratings to the risks.
func (c *runEvaluateCmd) Run(s *session) error {
	return s.ranStep(c.Ref, func(w *record.Writer) (*assessment.RunView, error) { return assessment.Evaluate(w, c.Ref, 0) })
}

type runApproveCmd struct {
	Ref    string `arg:"" help:"The run, such as RA-2."`
	Reason string `help:"Note for the history."`
}

// Run approves a run and prints its manifest's digest.
func (c *runApproveCmd) Run(s *session) error {
	var a *assessment.Assessment
	if err := s.write(c.Reason, func(w *record.Writer) (err error) {
		if a, err = assessment.Assessments.Find(w.Reader, c.Ref); err != nil {
			return err
		}
		return assessment.Assessments.Take(w, a, "approve")
	}); err != nil {
		return err
	}
	return s.say(map[string]string{"ref": a.Ref, "digest": a.Digest}, "%s is approved. Manifest: %s", a.Ref, map[bool]string{true: "none, as nobody rated", false: a.Digest}[a.Digest == ""])
}

type runReplayCmd struct {
	Ref string `arg:"" help:"The run, such as RA-2."`
}

// Run computes a run again; it fails if the result differs.
func (c *runReplayCmd) Run(s *session) error {
	org, err := s.shown()
	if err != nil {
		return err
	}
	again, err := assessment.Replay(s.ctx, org, c.Ref)
	if err != nil {
		return err
	}
	if again.Same {
		return s.say(again, "%s computed again from %d journal entries gives the same manifest: %s", again.Ref, again.Entry, again.Again)
	}
	if err := s.say(again, "%s computed again differs: %s", again.Ref, strings.Join(again.Differs, "; ")); err != nil {
		return err
	}
	return answered(failed)
}

type runCompareCmd struct {
	Before string `arg:"" help:"The earlier run, such as RA-1."`
	After  string `arg:"" help:"The later run, such as RA-2."`
}

// Run lists what changed between two runs and by which factor.
func (c *runCompareCmd) Run(s *session) error {
	org, err := s.shown()
	if err != nil {
		return err
	}
	found, err := assessment.Compare(s.ctx, org, c.Before, c.After)
	if err != nil {
		return err
	}
	t := table{head: []string{"RISK", "TITLE", "CHANGE", "BY", "BEFORE", "AFTER", "WHY"}, data: found}
	for _, x := range found.Changes {
		t.rows = append(t.rows, []string{x.Risk, x.Title, x.Change, strings.Join(x.Factors, ", "), x.Before, x.After, x.Why})
	}
	if err := s.table(t); err != nil || s.JSON {
		return err
	}
	fmt.Fprintf(s.Out, "%d risks are the same in both.\n\n", found.Unchanged)
	return s.waterfall(found.Waterfall)
}

type runReportCmd struct {
	Ref string `arg:"" help:"The run, such as RA-2."`
	output
}

// Run writes the report. The same moment gives the same bytes.
func (c *runReportCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		d, err := riskreport.Document(r, o.Name, c.Ref)
		if err != nil {
			return err
		}
		return c.writeTable(s, d, riskreport.TableRisks)
	})
}

type runShowCmd struct {
	Ref string `arg:"" help:"The run, such as RA-2."`
}

// Run shows how a run stands.
func (c *runShowCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		v, err := assessment.ReadRun(r, c.Ref)
		if err != nil {
			return err
		}
		return s.showRun(v.Report())
	})
}

func (s *session) showRun(rep *assessment.RunReport) error {
	if s.JSON {
		return s.json(rep)
	}
	facts := []fact{{"run", rep.Ref + " " + rep.Title}, {"state", rep.State}, {"criteria", rep.Criteria}}
	for _, p := range rep.Raters {
		facts = append(facts, fact{"rater", fmt.Sprintf("%s: %d of %d rated", p.Name, p.Given, p.Given+p.Owes)})
	}
	if rep.Agreement != nil {
		for _, x := range rep.Agreement.Scales {
			facts = append(facts, fact{"agreement on " + x.Scale, measured(x) + x.Meaning()})
		}
	}
	s.lines(append(facts, fact{"above acceptance", strings.Join(rep.Above, ", ")}, fact{"manifest", rep.Digest}, fact{"next", rep.Next}))
	if len(rep.Risks) == 0 {
		return nil
	}
	fmt.Fprintln(s.Out)
	t := table{head: []string{"RISK", "TITLE", "RATINGS", "SPREAD", "RATING", "LEVEL", "STANDING"}}
	for _, x := range rep.Risks {
		t.rows = append(t.rows, []string{x.Risk, x.Title, strconv.Itoa(x.Ratings), pair(x.Spread, ", "), pair(x.Rating, " × "), x.Level, string(x.Standing)})
	}
	return s.aligned(t)
}

// measured is α and raw agreement as far as they are defined.
func measured(x assessment.ScaleAgreement) (text string) {
	if x.Alpha.Value != nil {
		text = fmt.Sprintf("α %.3f", *x.Alpha.Value)
	}
	if x.Raw.Value != nil {
		text = strings.TrimPrefix(fmt.Sprintf("%s, equal %.0f%%", text, *x.Raw.Value*100), ", ")
	}
	return text + ". "
}

func pair(p *[2]int, between string) string {
	if p == nil {
		return ""
	}
	return strconv.Itoa(p[0]) + between + strconv.Itoa(p[1])
}
