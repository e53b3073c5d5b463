// Package figures lays out results of package quant for people at a terminal. It is apart from the commands because it
// knows what the figures mean and nothing of files, flags or exit codes.
package figures

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/quant/matrix"
)

// Sheet is a page of text: labelled facts, a table, and facts below it.
type Sheet struct {
	Before [][2]string
	Head   []string
	Rows   [][]string
	After  [][2]string
}

// Distribution shows that of a year's loss.
func Distribution(r *quant.Result) (s Sheet) {
	s.Before = append([][2]string{
		{"currency", r.Currency}, {"scenarios", strconv.Itoa(r.Assessed)}, {"mean", money(r.Mean)}, {"standard deviation", money(r.SD)},
		{"a year without loss", share(r.PZero)}, {"method", fmt.Sprintf("%s, %d cells", r.Method, r.Cells)},
	}, unset(r.NotAssessed)...)
	s.Head = []string{"LEVEL", "VALUE AT RISK", "±", "EXPECTED SHORTFALL", "±"}
	for _, k := range slices.SortedFunc(maps.Keys(r.Quantiles), byNumber) {
		s.Rows = append(s.Rows, []string{k, money(r.Quantiles[k]), money(r.Error.Quantiles[k]), money(r.ExpectedShortfall[k]), money(r.Error.ExpectedShortfall[k])})
	}
	s.After = [][2]string{{"±", r.Error.Of}, {"hash", r.Hash}}
	return s
}

func unset(list []quant.Unset) (out [][2]string) {
	for _, u := range list {
		of := u.Scenario
		if u.Control != "" {
			of += ", control " + u.Control
		}
		out = append(out, [2]string{"not assessed", of + ": " + strings.Join(u.Missing, ", ")})
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

// Agreement shows measures of agreement.
func Agreement(r *agree.Report) (s Sheet) {
	s.Before = [][2]string{
		{"units", strconv.Itoa(r.Units)}, {"raters", strconv.Itoa(r.Raters)}, {"missing ratings", strconv.Itoa(r.Missing)},
		{"unused levels", strings.Join(r.Unused, ", ")},
		{"raw agreement", coefficient(r.Raw)}, {"Krippendorff's α, " + string(r.Level), coefficient(r.Alpha)}, {"Fleiss' κ", coefficient(r.Fleiss)},
		{"ICC(1,1)", coefficient(r.ICC.Single1)}, {"ICC(2,1)", coefficient(r.ICC.Single2)}, {"ICC(3,1)", coefficient(r.ICC.Single3)},
		{"ICC(1,k)", coefficient(r.ICC.Mean1)}, {"ICC(2,k)", coefficient(r.ICC.Mean2)}, {"ICC(3,k)", coefficient(r.ICC.Mean3)},
	}
	s.Head = []string{"RATERS", "COHEN'S κ", "LINEAR", "QUADRATIC"}
	for _, p := range r.Cohen {
		s.Rows = append(s.Rows, []string{p.Raters[0] + " and " + p.Raters[1], coefficient(p.Kappa), coefficient(p.Linear), coefficient(p.Quadratic)})
	}
	return s
}

func coefficient(m agree.Measure) string {
	if m.Value == nil {
		return "undefined: " + m.Undefined
	}
	return strconv.FormatFloat(*m.Value, 'f', 3, 64)
}

// Matrix shows what was found in criteria.
func Matrix(r *matrix.Report) (s Sheet) {
	s.Head = []string{"WEIGHT", "RULE", "WHERE", "FINDING"}
	for _, f := range r.Findings {
		s.Rows = append(s.Rows, []string{string(f.Weight), f.Rule, f.Where, f.Message})
	}
	o := r.Order
	if o == nil {
		return s
	}
	tau := "undefined: " + o.Undefined
	if o.TauB != nil {
		tau = strconv.FormatFloat(*o.TauB, 'f', 3, 64)
	}
	s.After = [][2]string{{"Kendall's τ-b", tau}, {"reversed pairs", strconv.Itoa(o.Discordant)}}
	for _, r := range o.Reversed {
		s.After = append(s.After, [2]string{"reversed", fmt.Sprintf("%s ranks above %s, whose expected loss is %.3g times as great", r.Higher, r.Lower, r.Factor)})
	}
	return s
}

// Calibration shows how estimates came true.
func Calibration(all []agree.Calibration) (s Sheet) {
	s.Head = []string{"ESTIMATOR", "OF", "N", "RESULT"}
	for _, c := range all {
		name := cmp.Or(c.Estimator, "all")
		for _, i := range c.Intervals {
			inside := fmt.Sprintf("%s inside (%s to %s)", share(i.HitRate), share(i.Limits[0]), share(i.Limits[1]))
			s.Rows = append(s.Rows, []string{name, share(i.Level) + " intervals", strconv.Itoa(i.N), inside}, []string{"", "", "", i.Verdict})
		}
		if p := c.Probabilities; p != nil {
			parts := fmt.Sprintf("Brier %.4f = %.4f - %.4f + %.4f", p.Brier, p.Reliability, p.Resolution, p.Uncertainty)
			s.Rows = append(s.Rows, []string{name, "probabilities", strconv.Itoa(p.N), parts})
		}
		if r := c.Rates; r != nil {
			test := fmt.Sprintf("%d incidents, %.4g expected, p = %.3g", r.Total.Incidents, r.Total.Expected, r.Total.P)
			s.Rows = append(s.Rows, []string{name, "rates", strconv.Itoa(r.N), test})
		}
	}
	return s
}

// Attribution shows what a change is made of.
func Attribution(a *quant.Attribution) (s Sheet) {
	s.Before = unset(a.NotAssessed)
	s.Head = []string{"FIGURE", "BEFORE", "FACTS", "CONTROLS", "CRITERIA", "ENGINE", "AFTER"}
	row := func(name string, c quant.Change) {
		s.Rows = append(s.Rows, []string{name, money(c.Before), money(c.Facts), money(c.Controls), money(c.Criteria), money(c.Engine), money(c.After)})
	}
	row("mean", a.Mean)
	row("value at risk", a.ValueAtRisk)
	return s
}
