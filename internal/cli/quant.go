package cli

import (
	"io"
	"os"

	"github.com/assay-isms/assay/internal/cli/figures"
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

// readFrom reads a file, or standard input for "-", with read.
func readFrom[T any](s *session, name string, read func(io.Reader) (T, error)) (out T, err error) {
	in := s.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return out, unreadable(name, err)
		}
		defer f.Close()
		in = f
	}
	return read(in)
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
	if err != nil {
		return err
	}
	return s.sheet(r, figures.Distribution(r))
}

// sheet prints the sheet, or with --json the data that it shows.
func (s *session) sheet(data any, sheet figures.Sheet) error {
	if s.JSON {
		return s.json(data)
	}
	facts := func(pairs [][2]string) (out []fact) {
		for _, p := range pairs {
			out = append(out, fact{p[0], p[1]})
		}
		return out
	}
	s.lines(facts(sheet.Before))
	defer func() { s.lines(facts(sheet.After)) }()
	return s.aligned(table{head: sheet.Head, rows: sheet.Rows})
}

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
	return s.sheet(r, figures.Agreement(r))
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
	if err := s.sheet(r, figures.Matrix(r)); err != nil {
		return err
	}
	if !r.Publishable {
		return answered(failed)
	}
	return nil
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
	return s.sheet(all, figures.Calibration(all))
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
	if err != nil {
		return err
	}
	return s.sheet(a, figures.Attribution(a))
}
