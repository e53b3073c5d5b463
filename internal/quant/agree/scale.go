// Package agree measures people: how far they agree when they rate the same things (Krippendorff's α, Cohen's and Fleiss'
// κ, intraclass correlation), and how well what they estimate comes true (hit rates, scores, incidents against rates). It
// is apart from package quant because a portfolio is not needed to judge who estimates it.
//
// Every measure that the ratings do not define says so and why; none is made up.
package agree

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Level is the level of measurement of a scale (Stevens, Science 103, 1946, pp. 677–680).
type Level string

const (
	Nominal  Level = "nominal"
	Ordinal  Level = "ordinal"
	Interval Level = "interval"
	Ratio    Level = "ratio"
)

// Scale is what may be said: the levels that the criteria declare, in ascending order. Ordinal and weighted measures count
// the declared levels between two ratings, whether or not someone used them.
type Scale struct {
	Level  Level
	Labels []string
	values []float64 // of the labels, for interval and ratio scales
}

// NewScale makes a scale. Labels of interval and ratio scales are numbers that ascend; those of a ratio scale are not negative.
func NewScale(level Level, labels []string) (*Scale, error) {
	s := &Scale{Level: level, Labels: labels}
	seen := map[string]bool{}
	for _, l := range labels {
		if strings.TrimSpace(l) == "" || seen[l] {
			return nil, errs.New(errs.BadRequest, "a scale names each of its levels once; %q is empty or stands twice", l)
		}
		seen[l] = true
	}
	if len(labels) < 2 {
		return nil, errs.New(errs.BadRequest, "a scale has two levels at least, in ascending order, such as 1,2,3,4,5")
	}
	switch level {
	case Nominal, Ordinal:
	case Interval, Ratio:
		return s, s.number()
	default:
		return nil, errs.New(errs.BadRequest, "the levels of measurement are nominal, ordinal, interval and ratio; %q is none", level)
	}
	_ = s.number() // where the labels are numbers, intraclass correlation can be had
	return s, nil
}

func (s *Scale) number() error {
	values := make([]float64, len(s.Labels))
	for i, l := range s.Labels {
		v, err := strconv.ParseFloat(l, 64)
		if err != nil || i > 0 && v <= values[i-1] || s.Level == Ratio && v < 0 {
			return errs.New(errs.BadRequest, "the levels of an %s scale are numbers that ascend (and are not negative on a ratio scale); %q is out of place", s.Level, l)
		}
		values[i] = v
	}
	s.values = values
	return nil
}

// missing is the rating of who gave none.
const missing = -1

// Ratings are the places on the scale that raters gave to units: a row for each unit, a column for each rater.
type Ratings struct {
	Scale  *Scale
	Units  []string
	Raters []string
	Given  [][]int // by unit and rater; missing is -1
}

// NewRatings makes ratings of labels, "" for missing.
func NewRatings(scale *Scale, rows [][]string) (*Ratings, error) {
	r := &Ratings{Scale: scale}
	places := map[string]int{"": missing}
	for i, l := range scale.Labels {
		places[l] = i
	}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, errs.Invalidf("Row %d has %d ratings, the first has %d; leave a cell empty where a rater gave none.", i+1, len(row), len(rows[0]))
		}
		given := make([]int, len(row))
		for j, cell := range row {
			place, ok := places[strings.TrimSpace(cell)]
			if !ok {
				return nil, errs.Invalidf("Row %d, column %d: %q is not on the scale %s.", i+1, j+1, cell, strings.Join(scale.Labels, ","))
			}
			given[j] = place
		}
		r.Given = append(r.Given, given)
		r.Units = append(r.Units, strconv.Itoa(i+1))
	}
	if len(rows) > 0 {
		for j := range rows[0] {
			r.Raters = append(r.Raters, strconv.Itoa(j+1))
		}
	}
	return r, nil
}

// ReadRatings reads CSV: a row for each unit, a column for each rater, empty where a rater gave none. A first row none of
// whose cells is on the scale names the raters; if it begins with "unit", the first column names the units.
func ReadRatings(from io.Reader, scale *Scale) (*Ratings, error) {
	reader := csv.NewReader(from)
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, errs.Invalidf("This is not CSV: %s.", err)
	}
	var head, units []string
	if len(rows) > 0 && !anyOnScale(rows[0], scale) {
		head, rows = rows[0], rows[1:]
	}
	if len(head) > 0 && strings.EqualFold(strings.TrimSpace(head[0]), "unit") {
		head = head[1:]
		for i, row := range rows {
			units = append(units, row[0])
			rows[i] = row[1:]
		}
	}
	if len(rows) == 0 {
		return nil, errs.Invalidf("There are no ratings: give a row for each unit and a column for each rater.")
	}
	r, err := NewRatings(scale, rows)
	if err != nil {
		return nil, err
	}
	if len(head) == len(r.Raters) {
		r.Raters = head
	}
	if units != nil {
		r.Units = units
	}
	return r, nil
}

func anyOnScale(cells []string, scale *Scale) bool {
	for _, c := range cells {
		for _, l := range scale.Labels {
			if strings.TrimSpace(c) == l {
				return true
			}
		}
	}
	return false
}

// Measure is a coefficient, or why there is none.
type Measure struct {
	Value     *float64 `json:"value"`
	Undefined string   `json:"undefined,omitempty"`
}

func defined(v float64) Measure       { return Measure{Value: &v} }
func undefined(reason string) Measure { return Measure{Undefined: reason} }

// chanceCorrected is 1 - observed/expected disagreement.
func chanceCorrected(observed, expected float64) Measure {
	if expected == 0 {
		return undefined("all ratings are equal: nothing tells agreement from a scale that nobody used")
	}
	return defined(1 - observed/expected)
}
