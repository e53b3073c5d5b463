package agree

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// columns of a file of estimates.
var columns = []string{"id", "estimator", "low", "high", "level", "probability", "rate", "rate_low", "rate_high", "years", "outcome"}

// ReadEstimates reads CSV with a heading of column names: id, estimator, outcome, and for an interval low, high and level
// (0.9 unless given), for an event probability (outcome 0 or 1), for a rate of incidents rate and years, with rate_low and
// rate_high for a 90 % interval of the rate. A row without outcome is not known yet and is left out.
func ReadEstimates(from io.Reader) ([]Estimate, error) {
	reader := csv.NewReader(from)
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, errs.Invalidf("This is not CSV: %s.", err)
	}
	if len(rows) == 0 {
		return nil, errs.Invalidf("The file is empty. Its first row names the columns: %s.", strings.Join(columns, ","))
	}
	places, err := heading(rows[0])
	if err != nil {
		return nil, err
	}
	var out []Estimate
	for i, row := range rows[1:] {
		e, known, err := readEstimate(row, places)
		if err != nil {
			return nil, errs.Invalidf("Row %d: %s.", i+2, err)
		}
		if known {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, errs.Invalidf("No estimate has an outcome yet: there is nothing to calibrate.")
	}
	return out, nil
}

func heading(row []string) (places map[string]int, err error) {
	places = map[string]int{}
	for i, cell := range row {
		name := strings.ToLower(strings.TrimSpace(cell))
		known := false
		for _, c := range columns {
			known = known || c == name
		}
		if _, twice := places[name]; twice || !known {
			return nil, errs.Invalidf("The column %q is unknown or stands twice. The columns are %s.", cell, strings.Join(columns, ","))
		}
		places[name] = i
	}
	if _, ok := places["outcome"]; !ok {
		return nil, errs.Invalidf("There is no column outcome. The columns are %s.", strings.Join(columns, ","))
	}
	return places, nil
}

// fields are the cells of a row, and the first that was no number.
type fields struct {
	row    []string
	places map[string]int
	fault  string
}

func (f *fields) text(name string) string {
	if i, ok := f.places[name]; ok {
		return strings.TrimSpace(f.row[i])
	}
	return ""
}

// number is a cell as a number; unset if it is empty.
func (f *fields) number(name string, unset float64) float64 {
	text := f.text(name)
	if text == "" {
		return unset
	}
	v, err := strconv.ParseFloat(text, 64)
	if (err != nil || math.IsNaN(v) || math.IsInf(v, 0)) && f.fault == "" {
		f.fault = name + ": " + strconv.Quote(text) + " is not a number"
	}
	return v
}

func readEstimate(row []string, places map[string]int) (e Estimate, known bool, err error) {
	f := &fields{row: row, places: places}
	e = Estimate{
		ID: f.text("id"), Estimator: f.text("estimator"), Low: f.number("low", 0), High: f.number("high", 0), Level: f.number("level", 0.9),
		Probability: f.number("probability", 0), Rate: f.number("rate", 0), RateLow: f.number("rate_low", 0), RateHigh: f.number("rate_high", 0),
		Years: f.number("years", 0), Outcome: f.number("outcome", 0),
	}
	kinds := 0
	for kind, name := range []string{AnInterval: "low", AProbability: "probability", ARate: "rate"} {
		if f.text(name) != "" {
			e.Kind = Kind(kind)
			kinds++
		}
	}
	switch {
	case f.fault != "":
		return e, false, errs.Invalidf("%s", f.fault)
	case kinds != 1:
		return e, false, errs.Invalidf("fill in exactly one of low (with high), probability and rate (with years)")
	}
	return e, f.text("outcome") != "", e.fault()
}

// fault says what is wrong with the numbers; nil if nothing is.
func (e *Estimate) fault() error {
	count := e.Outcome == math.Trunc(e.Outcome) && e.Outcome >= 0 && e.Outcome <= 1e9
	switch {
	case e.Kind == AnInterval && !(e.Low < e.High && e.Level > 0 && e.Level < 1):
		return errs.Invalidf("an interval has low < high and a level between 0 and 1")
	case e.Kind == AProbability && !(e.Probability >= 0 && e.Probability <= 1 && count && e.Outcome <= 1):
		return errs.Invalidf("a probability is from 0 to 1 and its outcome is 0 or 1")
	case e.Kind == ARate && !(e.Rate > 0 && e.Years > 0 && count):
		return errs.Invalidf("a rate and its years are above 0 and its outcome is a number of incidents")
	case e.Kind == ARate && e.RateLow != 0 && !(e.RateLow > 0 && e.RateHigh > float64(1.001*e.RateLow) && e.RateHigh < float64(1e5*e.RateLow)):
		return errs.Invalidf("rate_low and rate_high are a 90 %% interval, 0 < low < high, within five powers of ten")
	}
	return nil
}
