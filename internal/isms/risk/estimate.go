package risk

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
)

// Estimate are the figures of a risk: how often, as a 90 % interval of events a year or as the probability of the one event a
// year can bring, and how much one event costs, as a 90 % interval. What is 0 nobody has estimated.
type Estimate struct {
	RateLow     float64 `json:"rate_low,omitempty"`
	RateHigh    float64 `json:"rate_high,omitempty"`
	Probability float64 `json:"yearly_probability,omitempty"`
	LossLow     float64 `json:"loss_low,omitempty"`
	LossHigh    float64 `json:"loss_high,omitempty"`
	Source      string  `json:"estimate_source,omitempty"`
	Expected    float64 `json:"expected_loss,omitempty"` // a year, computed
}

// Empty reports whether nothing is estimated.
func (e *Estimate) Empty() bool {
	return e.RateLow == 0 && e.RateHigh == 0 && e.Probability == 0 && e.LossLow == 0 && e.LossHigh == 0
}

// Complete reports whether frequency and loss are both estimated.
func (e *Estimate) Complete() bool { return (e.RateHigh > 0 || e.Probability > 0) && e.LossHigh > 0 }

// figure describes one field of an estimate.
type figure struct {
	name, label, help string
	ptr               func(*Estimate) any
	synonyms          []string
}

var figureFields = []figure{
	{"rate_low", "Events a year, low", "Nine times out of ten the long-run average of events a year lies between low and high.", func(e *Estimate) any { return &e.RateLow }, []string{"frequency low", "frequency min", "lef min", "aro low", "events a year low"}},
	{"rate_high", "Events a year, high", "", func(e *Estimate) any { return &e.RateHigh }, []string{"frequency high", "frequency max", "lef max", "aro high", "events a year high"}},
	{"yearly_probability", "Or probability in a year", "From 0 to 1, where a year can bring one event at most. Give this or the number of events.", func(e *Estimate) any { return &e.Probability }, []string{"annual probability"}},
	{"loss_low", "Loss of one event, low", "Nine times out of ten the loss lies between low and high, in the currency of the criteria.", func(e *Estimate) any { return &e.LossLow }, []string{"loss min", "sle low", "impact low", "minimum loss", "lm min"}},
	{"loss_high", "Loss of one event, high", "", func(e *Estimate) any { return &e.LossHigh }, []string{"loss max", "sle high", "impact high", "maximum loss", "lm max"}},
	{"estimate_source", "Source of the estimate", "Where the figures come from: own records, a named report, an interview.", func(e *Estimate) any { return &e.Source }, []string{"source of estimate", "basis of estimate"}},
}

// positionLabels begin the labels of figures that are not those of today, by the prefix of their fields.
var positionLabels = map[string]string{"residual_": "After treatment: ", "inherent_": "Without controls: "}

// estimateFields are the figures of a risk as it is; with the prefix those of what remains after treatment, or of what it were
// without controls.
func estimateFields(prefix string, of func(*Risk) *Estimate) (fields []record.Field[*Risk]) {
	for _, f := range figureFields {
		out := record.Field[*Risk]{Name: prefix + f.name, Label: f.label, Help: f.help, Ptr: func(r *Risk) any { return f.ptr(of(r)) }}
		for _, s := range f.synonyms {
			if prefix != "" {
				s = strings.TrimSuffix(prefix, "_") + " " + s
			}
			out.Synonyms = append(out.Synonyms, s)
		}
		if prefix != "" {
			out.Label, out.Help = positionLabels[prefix]+lowerFirst(f.label), ""
		}
		fields = append(fields, out)
	}
	label := "Expected yearly loss"
	if prefix != "" {
		label = positionLabels[prefix] + lowerFirst(label)
	}
	return append(fields, record.Field[*Risk]{Name: prefix + "expected_loss", Label: label, Computed: true, Indexed: true, Ptr: func(r *Risk) any { return &of(r).Expected }})
}

func lowerFirst(s string) string { return string(s[0]|0x20) + s[1:] }

// The widest intervals that count as estimates; package quant refuses wider ones.
const (
	widestRate, mostEvents = 1e5, 1e6
	widestLoss, mostLoss   = 1e12, 1e15
)

// check says what is wrong with the figures, by the names of their fields.
func (e *Estimate) check(prefix string) (bad []errs.Field) {
	add := func(field, format string, args ...any) {
		bad = append(bad, errs.Field{Name: prefix + field, Message: fmt.Sprintf(format, args...)})
	}
	pair := func(name string, low, high, most, widest float64) {
		switch {
		case low == 0 && high == 0:
		case low < 0 || math.IsNaN(low):
			add(name+"_low", "must be above 0")
		case high < 0 || math.IsNaN(high):
			add(name+"_high", "must be above 0")
		case low == 0:
			add(name+"_low", "is missing: an interval has both ends")
		case high == 0:
			add(name+"_high", "is missing: an interval has both ends")
		case low > high:
			add(name+"_low", "%v is more than the high end, %v", low, high)
		case high > most:
			add(name+"_high", "%v is beyond %v", high, most)
		case high > widest*low:
			add(name+"_high", "is more than %v times the low end; that is no estimate yet", widest)
		}
	}
	pair("rate", e.RateLow, e.RateHigh, mostEvents, widestRate)
	pair("loss", e.LossLow, e.LossHigh, mostLoss, widestLoss)
	switch {
	case e.Probability < 0 || e.Probability > 1 || math.IsNaN(e.Probability):
		add("yearly_probability", "%v is no probability; it lies between 0 and 1", e.Probability)
	case e.Probability > 0 && (e.RateLow != 0 || e.RateHigh != 0):
		add("yearly_probability", "stands beside a number of events a year; keep one of them")
	}
	return bad
}

// Given is the estimate without what is computed from it.
func (e Estimate) Given() Estimate {
	e.Expected = 0
	return e
}

// nearlyOne is from which ratio on an interval is one number.
const nearlyOne = 1.001

// Scenario is the estimate as package quant computes with it.
func (e *Estimate) Scenario(id string) quant.Scenario {
	s := quant.Scenario{ID: id}
	switch {
	case e.Probability > 0:
		s.Probability = &e.Probability
	case e.RateHigh >= nearlyOne*e.RateLow && e.RateHigh > 0:
		s.Rate = &quant.Rate{Gamma90: &[2]float64{e.RateLow, e.RateHigh}}
	case e.RateHigh > 0:
		s.Rate = &quant.Rate{Value: (e.RateLow + e.RateHigh) / 2}
	}
	switch {
	case e.LossHigh >= nearlyOne*e.LossLow && e.LossHigh > 0:
		s.Severity = &quant.Severity{Lognormal90: &[2]float64{e.LossLow, e.LossHigh}}
	case e.LossHigh > 0:
		middle := (e.LossLow + e.LossHigh) / 2
		s.Severity = &quant.Severity{Fixed: &middle}
	}
	return s
}

// expect computes the expected yearly loss, to the cent.
func (e *Estimate) expect() {
	e.Expected = 0
	s := e.Scenario("")
	if rate, loss, ok := s.Expected(); ok {
		e.Expected = toCent(float64(rate * loss))
	}
}

func toCent(x float64) float64 { return math.Round(x*100) / 100 }

// figures checks the estimates of a risk and computes their expected losses.
func (r *Risk) figures() error {
	bad := slices.Concat(r.Now.check(""), r.After.check("residual_"), r.Inherent.check("inherent_"))
	if bad != nil {
		return faults(bad)
	}
	r.Inherent.expect()
	r.Now.expect()
	r.After.expect()
	return nil
}
