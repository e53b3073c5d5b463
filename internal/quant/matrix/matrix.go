// Package matrix examines how criteria rank risks: whether a matrix of likelihood and consequence can be trusted to put
// the greater risk first, and whether levels given to risks follow their expected losses. It is apart from package quant
// because it judges criteria, not a portfolio.
package matrix

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/assay-isms/assay/internal/errs"
)

// Step is one step of a scale, least first. From and To bound what it stands for: events a year, or an amount.
type Step struct {
	Name string   `json:"name"`
	From *float64 `json:"from,omitempty"`
	To   *float64 `json:"to,omitempty"`
}

// Level is a level of risk, least first.
type Level struct {
	Name string `json:"name"`
}

// Criteria are scales with the matrix that joins them: Matrix[i][j] is the level, from 1, of likelihood i and consequence
// j. Risks, where given, are compared in order.
type Criteria struct {
	Likelihood  []Step  `json:"likelihood"`
	Consequence []Step  `json:"consequence"`
	Levels      []Level `json:"levels"`
	Matrix      [][]int `json:"matrix"`
	Risks       []Rated `json:"risks,omitempty"`
}

// Weight is what a finding means for publishing the criteria.
type Weight string

const (
	Refused Weight = "refused" // must be mended before publishing
	Warning Weight = "warning" // to be known by who publishes
	Unknown Weight = "unknown" // cannot be told from what is given
)

// Finding is one thing found: by which rule, where, and what it means.
type Finding struct {
	Rule    string `json:"rule"`
	Weight  Weight `json:"weight"`
	Where   string `json:"where,omitempty"`
	Message string `json:"message"`
	// Cells are the places it names, likelihood and consequence from 1; none where it speaks of a level or a scale.
	Cells [][2]int `json:"-"`
}

// Report is what was found. Publishable is false if any finding refuses it.
type Report struct {
	Publishable bool      `json:"publishable"`
	Findings    []Finding `json:"findings"`
	Spans       []Span    `json:"spans,omitempty"` // the risk within each level, where the scales are bounded
	Order       *Order    `json:"order,omitempty"` // of the risks given
}

// Span is the range of likelihood times consequence within a level, in loss a year.
type Span struct {
	Level   string   `json:"level"`
	From    float64  `json:"from"`
	To      float64  `json:"to"`
	Decades *float64 `json:"decades"` // null if the range begins at 0
}

// Read reads criteria from JSON. Names it does not know are passed over: the criteria of a register have more of them.
func Read(r io.Reader) (*Criteria, error) {
	var c Criteria
	if err := json.NewDecoder(r).Decode(&c); err != nil {
		return nil, errs.Invalidf("These are not criteria: %s. See assay quant matrix --help for their form.", err)
	}
	return &c, c.shape()
}

// shape refuses what is no matrix at all.
func (c *Criteria) shape() error {
	if len(c.Likelihood) < 2 || len(c.Consequence) < 2 || len(c.Levels) < 2 {
		return errs.Invalidf("Criteria need two steps of likelihood, two of consequence and two levels at least.")
	}
	if len(c.Matrix) != len(c.Likelihood) {
		return errs.Invalidf("The matrix needs a row for each of the %d steps of likelihood, and has %d.", len(c.Likelihood), len(c.Matrix))
	}
	for i, row := range c.Matrix {
		if len(row) != len(c.Consequence) {
			return errs.Invalidf("Row %d of the matrix needs a column for each of the %d steps of consequence, and has %d.", i+1, len(c.Consequence), len(row))
		}
		for j, level := range row {
			if level < 1 || level > len(c.Levels) {
				return errs.Invalidf("Row %d, column %d of the matrix says level %d; the levels are 1 to %d.", i+1, j+1, level, len(c.Levels))
			}
		}
	}
	for _, r := range c.Risks {
		if r.Level < 1 || r.Level > len(c.Levels) {
			return errs.Invalidf("Risk %s has level %d; the levels are 1 to %d.", r.ID, r.Level, len(c.Levels))
		}
	}
	return nil
}

// cell is a place in the matrix.
type cell struct{ row, column int }

func (c *Criteria) level(at cell) int { return c.Matrix[at.row][at.column] }

func (c *Criteria) name(at cell) string {
	return fmt.Sprintf("%s × %s (%s)", c.Likelihood[at.row].Name, c.Consequence[at.column].Name, c.Levels[c.level(at)-1].Name)
}

// cells are all places, row by row.
func (c *Criteria) cells() (out []cell) {
	for i := range c.Likelihood {
		for j := range c.Consequence {
			out = append(out, cell{i, j})
		}
	}
	return out
}

// bounds of the risk in a cell; ok is false where a step has none.
func (c *Criteria) bounds(at cell) (low, high float64, ok bool) {
	l, s := c.Likelihood[at.row], c.Consequence[at.column]
	if l.From == nil || l.To == nil || s.From == nil || s.To == nil {
		return 0, 0, false
	}
	return float64(*l.From * *s.From), float64(*l.To * *s.To), true
}
