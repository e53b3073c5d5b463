package cli

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/quant/matrix"
)

type quantCmd struct {
	Aggregate quantAggregateCmd `cmd:"" help:"The distribution of a year's loss from scenarios."`
	Agreement quantAgreementCmd `cmd:"" help:"How far raters agree."`
	Matrix    quantMatrixCmd    `cmd:"" help:"Whether a risk matrix ranks risks as it should. Exits 1 if it must not be published."`
	Calibrate quantCalibrateCmd `cmd:"" help:"How well estimates came true."`
	Attribute quantAttributeCmd `cmd:"" help:"What a change of the figures is made of."`
}

// from opens a file to read, or standard input for "-".
func (s *session) from(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(s.In), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	return f, nil
}

// readFrom reads a file, or standard input for "-", with read.
func readFrom[T any](s *session, name string, read func(io.Reader) (T, error)) (T, error) {
	f, err := s.from(name)
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	return read(f)
}

type quantAggregateCmd struct {
	File      string    `arg:"" help:"JSON file, - for standard input."`
	Quantiles []float64 `default:".95,.99,.999" help:"Levels of value at risk and expected shortfall."`
	Cells     int       `placeholder:"N" help:"Cells of the grid, a power of two from 64 to 65536. As many as the error asks for unless given."`
	Method    string    `enum:"auto,fft,panjer,mc" default:"auto" help:"One of ${enum}."`
}

// Help describes the file.
func (*quantAggregateCmd) Help() string {
	return `The file holds the scenarios; what is left out was not assessed and is reported, never counted as zero:

  {"currency": "EUR", "criteria": {"id": "RC-1", "dependence": 0.3}, "scenarios": [
    {"id": "R1", "rate": 0.34, "severity": {"lognormal90": [32341, 1201145]}},
    {"id": "R2", "probability": 0.3, "severity": {"pert": [1e4, 2e5, 1e6]}},
    {"id": "R3", "rate": {"gamma90": [0.1, 2]}, "severity": {"discrete": [[100, 0.8], [500, 0.2]]},
     "controls": [{"id": "C1", "on": "frequency", "efficacy": [0.3, 0.6], "coverage": 0.9, "reliability": 0.95}]}]}

rate: events a year, or a 90 % interval of it; probability: of the one event a year can bring. severity: lognormal90 (90 %
interval), pert (least, most likely, greatest), exponential (mean), fixed, or discrete (amount, probability). A control acts
on frequency, susceptibility or severity. dependence: σ of a factor common to all frequencies.`
}

// Run computes the distribution.
func (c *quantAggregateCmd) Run(s *session) error {
	p, err := readFrom(s, c.File, quant.ReadPortfolio)
	if err != nil {
		return err
	}
	r, err := quant.Aggregate(p, quant.Options{Quantiles: c.Quantiles, Cells: c.Cells, Method: quant.Method(c.Method)})
	if err != nil || s.JSON {
		return orJSON(s, r, err)
	}
	s.lines(append([]fact{
		{"currency", r.Currency}, {"scenarios", strconv.Itoa(r.Assessed)}, {"mean", money(r.Mean)}, {"standard deviation", money(r.SD)},
		{"a year without loss", share(r.PZero)}, {"method", fmt.Sprintf("%s, %d cells", r.Method, r.Cells)},
	}, unset(r.NotAssessed)...))
	t := table{head: []string{"LEVEL", "VALUE AT RISK", "±", "EXPECTED SHORTFALL", "±"}}
	for _, k := range slices.SortedFunc(maps.Keys(r.Quantiles), byNumber) {
		t.rows = append(t.rows, []string{k, money(r.Quantiles[k]), money(r.Error.Quantiles[k]), money(r.ExpectedShortfall[k]), money(r.Error.ExpectedShortfall[k])})
	}
	s.lines([]fact{{"±", r.Error.Of}, {"hash", r.Hash}})
	return s.aligned(t)
}

// orJSON prints the data, or returns the error.
func orJSON(s *session, data any, err error) error {
	if err != nil {
		return err
	}
	return s.json(data)
}

func unset(list []quant.Unset) (out []fact) {
	for _, u := range list {
		of := u.Scenario
		if u.Control != "" {
			of += ", control " + u.Control
		}
		out = append(out, fact{"not assessed", of + ": " + strings.Join(u.Missing, ", ")})
	}
	return out
}

// byNumber orders levels.
func byNumber(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return cmp.Compare(x, y)
}

func money(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
func share(x float64) string { return strconv.FormatFloat(100*x, 'f', 2, 64) + " %" }

type quantAgreementCmd struct {
	File  string   `arg:"" help:"CSV file, - for standard input: a row for each unit, a column for each rater, empty where a rating is missing. A first row of names may stand before; if it begins with \"unit\", the first column names the units."`
	Scale []string `required:"" placeholder:"1,2,3" help:"The levels that the criteria declare, in ascending order, whether used or not."`
	Level string   `enum:"nominal,ordinal,interval,ratio" default:"ordinal" help:"Level of measurement: ${enum}."`
}

// Run computes the measures of agreement.
func (c *quantAgreementCmd) Run(s *session) error {
	scale, err := agree.NewScale(agree.Level(c.Level), c.Scale)
	if err != nil {
		return err
	}
	ratings, err := readFrom(s, c.File, func(r io.Reader) (*agree.Ratings, error) { return agree.ReadRatings(r, scale) })
	if err != nil {
		return err
	}
	r := ratings.Report()
	if s.JSON {
		return s.json(r)
	}
	s.lines([]fact{
		{"units", strconv.Itoa(r.Units)}, {"raters", strconv.Itoa(r.Raters)}, {"missing ratings", strconv.Itoa(r.Missing)},
		{"unused levels", strings.Join(r.Unused, ", ")},
		{"raw agreement", coefficient(r.Raw)}, {"Krippendorff's α, " + c.Level, coefficient(r.Alpha)}, {"Fleiss' κ", coefficient(r.Fleiss)},
		{"ICC(1,1)", coefficient(r.ICC.Single1)}, {"ICC(2,1)", coefficient(r.ICC.Single2)}, {"ICC(3,1)", coefficient(r.ICC.Single3)},
		{"ICC(1,k)", coefficient(r.ICC.Mean1)}, {"ICC(2,k)", coefficient(r.ICC.Mean2)}, {"ICC(3,k)", coefficient(r.ICC.Mean3)},
	})
	t := table{head: []string{"RATERS", "COHEN'S κ", "LINEAR", "QUADRATIC"}}
	for _, p := range r.Cohen {
		t.rows = append(t.rows, []string{p.Raters[0] + " and " + p.Raters[1], coefficient(p.Kappa), coefficient(p.Linear), coefficient(p.Quadratic)})
	}
	return s.aligned(t)
}

func coefficient(m agree.Measure) string {
	if m.Value == nil {
		return "undefined: " + m.Undefined
	}
	return strconv.FormatFloat(*m.Value, 'f', 3, 64)
}

type quantMatrixCmd struct {
	File string `arg:"" help:"JSON file, - for standard input: likelihood, consequence and levels with names, the steps with from and to where known, matrix as rows of levels from 1, and risks with id, level and expected_loss to compare the order."`
}

// Run examines the matrix.
func (c *quantMatrixCmd) Run(s *session) error {
	criteria, err := readFrom(s, c.File, matrix.Read)
	if err != nil {
		return err
	}
	r := criteria.Examine()
	t := table{head: []string{"WEIGHT", "RULE", "WHERE", "FINDING"}, data: r}
	for _, f := range r.Findings {
		t.rows = append(t.rows, []string{string(f.Weight), f.Rule, f.Where, f.Message})
	}
	if err := s.table(t); err != nil {
		return err
	}
	if o := r.Order; o != nil && !s.JSON {
		s.lines(order(o))
	}
	if !r.Publishable {
		return answered(failed)
	}
	return nil
}

func order(o *matrix.Order) (out []fact) {
	tau := "undefined: " + o.Undefined
	if o.TauB != nil {
		tau = strconv.FormatFloat(*o.TauB, 'f', 3, 64)
	}
	out = append(out, fact{"Kendall's τ-b", tau}, fact{"reversed pairs", strconv.Itoa(o.Discordant)})
	for _, r := range o.Reversed {
		out = append(out, fact{"reversed", fmt.Sprintf("%s ranks above %s, whose expected loss is %.3g times as great", r.Higher, r.Lower, r.Factor)})
	}
	return out
}

type quantCalibrateCmd struct {
	File string `arg:"" help:"CSV file, - for standard input, with a heading of column names: id, estimator, outcome; low, high and level for intervals; probability; rate and years (rate_low and rate_high for a 90 % interval of it)."`
}

// Run judges the estimates.
func (c *quantCalibrateCmd) Run(s *session) error {
	list, err := readFrom(s, c.File, agree.ReadEstimates)
	if err != nil {
		return err
	}
	all := agree.Calibrate(list)
	t := table{head: []string{"ESTIMATOR", "OF", "N", "RESULT"}, data: all}
	for _, of := range all {
		name := of.Estimator
		if name == "" {
			name = "all"
		}
		for _, i := range of.Intervals {
			t.rows = append(t.rows, []string{name, share(i.Level) + " intervals", strconv.Itoa(i.N), fmt.Sprintf("%s inside (%s to %s)", share(i.HitRate), share(i.Limits[0]), share(i.Limits[1]))},
				[]string{"", "", "", i.Verdict})
		}
		if p := of.Probabilities; p != nil {
			t.rows = append(t.rows, []string{name, "probabilities", strconv.Itoa(p.N), fmt.Sprintf("Brier %.4f = %.4f - %.4f + %.4f", p.Brier, p.Reliability, p.Resolution, p.Uncertainty)})
		}
		if r := of.Rates; r != nil {
			t.rows = append(t.rows, []string{name, "rates", strconv.Itoa(r.N), fmt.Sprintf("%d incidents, %.4g expected, p = %.3g", r.Total.Incidents, r.Total.Expected, r.Total.P)})
		}
	}
	return s.table(t)
}

type quantAttributeCmd struct {
	Before string `arg:"" help:"JSON file as for quant aggregate, before the change. It may hold recorded: engine, mean and value_at_risk as once recorded."`
	After  string `arg:"" help:"JSON file after the change."`
}

// Run splits the change.
func (c *quantAttributeCmd) Run(s *session) error {
	before, err := readFrom(s, c.Before, quant.ReadPortfolio)
	if err != nil {
		return err
	}
	after, err := readFrom(s, c.After, quant.ReadPortfolio)
	if err != nil {
		return err
	}
	a, err := quant.Attribute(before, after)
	if err != nil || s.JSON {
		return orJSON(s, a, err)
	}
	t := table{head: []string{"FIGURE", "BEFORE", "FACTS", "CONTROLS", "CRITERIA", "ENGINE", "AFTER"}}
	for _, f := range []struct {
		name string
		quant.Change
	}{{"mean", a.Mean}, {"value at risk", a.ValueAtRisk}} {
		t.rows = append(t.rows, []string{f.name, money(f.Before), money(f.Facts), money(f.Controls), money(f.Criteria), money(f.Engine), money(f.After)})
	}
	s.lines(unset(a.NotAssessed))
	return s.aligned(t)
}
