package demo

import (
	"math"
	"strings"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/record"
)

// practices are calibration exercises: who did one when, how many of twenty intervals held the truth, and how sure the
// person was of what is true and of what is not.
var practices = []struct {
	ago  int
	who  string
	hits int
	yes  float64
	no   float64
}{
	{88, "roth", 13, 0.9, 0.4}, {87, "okafor", 18, 0.8, 0.2}, {87, "brandt", 11, 0.7, 0.5}, {85, "weber", 16, 0.8, 0.4}, {40, "roth", 17, 0.8, 0.3},
}

func (y *year) practises() {
	for _, p := range practices {
		y.on(p.ago, "12:50", p.who, "", func(w *record.Writer) error {
			sheet, err := calibration.Next(w.Reader, "")
			if err != nil {
				return err
			}
			form := calibration.Form{Number: sheet.Number}
			for i, q := range sheet.Intervals {
				low, high := guess(q, i, i*7%len(sheet.Intervals) < p.hits)
				form.Answers = append(form.Answers, calibration.Answer{Question: q.ID, Low: &low, High: &high})
			}
			for _, q := range sheet.Statements {
				sure := map[bool]float64{true: p.yes, false: p.no}[q.Answer > q.Above]
				form.Answers = append(form.Answers, calibration.Answer{Question: q.ID, Probability: &sure})
			}
			_, err = calibration.Submit(w, form)
			return err
		})
	}
}

// guess is an interval as people give it: round numbers, holding the truth or above it.
func guess(q guide.Question, i int, hit bool) (low, high float64) {
	width := 0.2 + 0.1*float64(i%4)
	if strings.HasPrefix(q.Text, "Year") {
		width /= 50
	}
	low, high = q.Answer*(1-width), q.Answer*(1+width)
	if !hit {
		low, high = high, q.Answer*(1+3*width)
	}
	unit := math.Pow(10, math.Floor(math.Log10(high-low))-1)
	round := math.Floor
	if !hit {
		round = math.Ceil
	}
	return round(low/unit) * unit, math.Ceil(high/unit) * unit
}
