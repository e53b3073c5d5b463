package cli

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/record"
)

// waterfall prints what the change of the whole is made of.
func (s *session) waterfall(w *assessment.Waterfall) error {
	t := table{head: []string{"CAUSE", "RISKS ABOVE ACCEPTANCE", "EXPECTED LOSS A YEAR"}}
	var loss []assessment.Part
	if w.ExpectedLoss != nil {
		loss = assessment.Parts(w, w.ExpectedLoss)
	}
	for i, p := range assessment.Parts(w, &w.Above) {
		row := []string{p.Name, shortened(p.Value), ""}
		if i < len(loss) {
			row[2] = shortened(loss[i].Value)
		}
		t.rows = append(t.rows, row)
	}
	if err := s.aligned(t); err != nil || w.Gap == "" {
		return err
	}
	return s.say(nil, "%s", w.Gap)
}

func shortened(x float64) string { return strconv.FormatFloat(math.Round(100*x)/100, 'f', -1, 64) }

type runRescoreCmd struct {
	Ref      string `arg:"" help:"The run, such as RA-1."`
	Criteria string `required:"" placeholder:"VERSION" help:"The version of the criteria, such as RC-2."`
}

// Run shows a run under a version of the criteria.
func (c *runRescoreCmd) Run(s *session) error {
	org, err := s.shown()
	if err != nil {
		return err
	}
	found, err := assessment.Rescore(s.ctx, org, c.Ref, c.Criteria)
	if err != nil {
		return err
	}
	t := table{head: []string{"RISK", "TITLE", "RATING", "LEVEL", "UNDER " + found.Criteria, "LEVEL", "MOVE"}, data: found}
	for _, x := range found.Risks {
		t.rows = append(t.rows, []string{x.Risk, x.Title, pair(x.Rating, " × "), x.Before, pair(x.Under, " × "), x.After, string(x.Move)})
	}
	if err := s.table(t); err != nil || s.JSON {
		return err
	}
	for _, how := range found.Ratings {
		fmt.Fprintln(s.Out, how)
	}
	return s.say(nil, "%d rise, %d fall, %d not comparable.", found.Rising, found.Falling, found.NotComparable)
}

type agreementCmd struct{}

// Run tells how far raters agree over the runs.
func (c *agreementCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		o, err := assessment.OverviewOf(r)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.json(o)
		}
		t := table{head: []string{"RUN", "RATER", "SCALE", "RISKS", "ALPHA", "BIAS", "DRIFT"}}
		for _, x := range o.Runs {
			for _, sc := range x.Scales {
				t.rows = append(t.rows, []string{x.Run, "", sc.Scale, strconv.Itoa(sc.Risks), coefficient(sc.Alpha), "", ""})
			}
		}
		for _, b := range o.Biases {
			for _, sc := range b.Scales {
				t.rows = append(t.rows, []string{"", b.Name, sc.Scale, strconv.Itoa(sc.Risks), "", shortened(sc.Bias), ""})
			}
		}
		for _, d := range o.SelfAgreement {
			for _, sc := range d.Scales {
				t.rows = append(t.rows, []string{"", d.Name, sc.Scale, strconv.Itoa(sc.Risks), "", "", shortened(sc.Drift)})
			}
		}
		if err := s.aligned(t); err != nil || o.Order == nil || o.Order.TauB == nil {
			return err
		}
		return s.say(nil, "Levels and expected losses of %d risks: τ-b %.3f, %d pairs reversed.", o.Order.N, *o.Order.TauB, o.Order.Discordant)
	})
}

func coefficient(m agree.Measure) string {
	if m.Value == nil {
		return "undefined"
	}
	return strconv.FormatFloat(*m.Value, 'f', 3, 64)
}

type calibrationCmd struct {
	Show   calibrationShowCmd   `cmd:"" help:"How well what a person estimated came true."`
	Sheet  calibrationSheetCmd  `cmd:"" help:"The questions of a person's next exercise, as JSON to fill in with --json."`
	Answer calibrationAnswerCmd `cmd:"" help:"Hand in what a person answered elsewhere. People themselves answer in the browser or by the API."`
}

type calibrationShowCmd struct {
	Person string `arg:"" help:"The person, such as P-2."`
}

// Run shows a person's results.
func (c *calibrationShowCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		x, err := calibration.Of(r, c.Person)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.json(x)
		}
		facts := []fact{{"person", x.Ref + " " + x.Name}, {"exercises", strconv.Itoa(x.Exercises)}}
		if x.Calibration != nil {
			for _, i := range x.Calibration.Intervals {
				facts = append(facts, fact{fmt.Sprintf("%.0f %% intervals", 100*i.Level), fmt.Sprintf("%d of %d hold the truth (95 %% limits %.0f to %.0f %%): %s", i.Hits, i.N, 100*i.Limits[0], 100*i.Limits[1], i.Verdict)})
			}
			if p := x.Calibration.Probabilities; p != nil {
				facts = append(facts, fact{"probabilities", fmt.Sprintf("Brier %.3f = reliability %.3f - resolution %.3f + uncertainty %.3f, of %d", p.Brier, p.Reliability, p.Resolution, p.Uncertainty, p.N)})
			}
		}
		s.lines(facts)
		return nil
	})
}

type calibrationSheetCmd struct {
	Person string `arg:"" help:"The person, such as P-2."`
}

// Run prints the questions.
func (c *calibrationSheetCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		sheet, err := calibration.Next(r, c.Person)
		if err != nil {
			return err
		}
		t := table{head: []string{"ID", "QUESTION", "UNIT"}, data: sheet}
		for _, q := range sheet.Intervals {
			t.rows = append(t.rows, []string{q.ID, q.Text, q.Unit})
		}
		for _, q := range sheet.Statements {
			t.rows = append(t.rows, []string{q.ID, fmt.Sprintf("%s: above %v", q.Text, q.Above), "probability"})
		}
		return s.table(t)
	})
}

type calibrationAnswerCmd struct {
	Person    string `arg:"" help:"Who answered, by reference."`
	File      string `arg:"" help:"JSON: {\"number\": 1, \"answers\": [{\"question\": \"suez\", \"low\": 100, \"high\": 300}, {\"question\": \"moon\", \"probability\": 0.9}]}."`
	Elsewhere string `required:"" placeholder:"WHERE" help:"Where the person answered, such as a sheet of paper."`
}

// Run keeps the answers under seal.
func (c *calibrationAnswerCmd) Run(s *session) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var in struct {
		Number  int                  `json:"number"`
		Answers []calibration.Answer `json:"answers"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return errs.New(errs.BadRequest, "%s is not a sheet of answers: %s. See assay calibration answer --help for its form.", c.File, err)
	}
	var x *calibration.Exercise
	if err := s.write("", func(w *record.Writer) (err error) {
		x, err = calibration.Submit(w, calibration.Form{Number: in.Number, Answers: in.Answers, Person: c.Person, Elsewhere: c.Elsewhere})
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]any{"ref": x.Ref, "answers": x.Count}, "%s: %d answers sealed.", x.Title, x.Count)
}
