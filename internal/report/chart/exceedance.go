package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/report/picture"
)

// Curve is a loss exceedance curve: amounts with the probability that a year's loss exceeds them, amounts rising. Low and
// High are the ends of its band; empty for none.
type Curve struct{ Points, Low, High [][2]float64 }

// Exceedance is what the picture of loss exceedance shows.
type Exceedance struct {
	Currency   string
	Now, After Curve
	Limits     [][2]float64 // the tolerance: amounts with the probability allowed
	Limit      string       // its name
	Facts      string       // the sentence that tells the picture's main figures
}

const (
	leastShown  = 0.001 // probability
	mostDecades = 1e5   // of loss that the axis spans
)

// ShownOdds are the probabilities that the table of the curve tells.
var ShownOdds = []float64{0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001}

// Picture draws the curves on logarithmic axes.
func (e *Exceedance) Picture() *picture.Picture {
	p := picture.New("exceedance", "Loss exceedance", 760, 380)
	p.Description = "Loss exceedance curve on logarithmic axes: how likely a year costs more than an amount, now and after treatment. " + e.Facts
	x, y := e.axes()
	trace := func(points [][2]float64) (out []picture.Point) {
		for _, at := range points {
			if at[0] >= x.from && at[1] >= y.from*0.999 {
				out = append(out, picture.Point{X: x.at(at[0]), Y: y.at(at[1])})
			}
		}
		return out
	}
	x.across(p, y.end, y.start, money(e.Currency, "Loss of a year"))
	y.upward(p, x.start, x.end, func(v float64) string { return strconv.FormatFloat(100*v, 'g', 3, 64) + " %" })
	band(p, picture.Bad, trace(e.Now.Low), trace(e.Now.High))
	band(p, picture.Accent, trace(e.After.Low), trace(e.After.High))
	p.Line(picture.Ink, 1.5, picture.Dotted, trace(e.Limits)...)
	for _, at := range e.Limits {
		if at[1] >= leastShown {
			p.Rect(picture.Ink, x.at(at[0])-4, y.at(at[1])-4, 8, 8)
		}
	}
	p.Line(picture.Accent, 2.5, picture.Dashed, trace(e.After.Points)...)
	p.Line(picture.Bad, 2.5, picture.Solid, trace(e.Now.Points)...)
	p.Key(picture.Mark{Tone: picture.Bad, Size: 2.5}, "Now")
	p.Key(picture.Mark{Tone: picture.Accent, Size: 2.5, Dash: picture.Dashed}, "After treatment")
	if len(e.Now.Low) > 0 {
		p.Key(picture.Mark{Shape: picture.Area, Tone: picture.Bad, Faint: true}, "90 % by the uncertainty of the rates")
	}
	if len(e.Limits) > 0 {
		p.Key(picture.Mark{Tone: picture.Ink, Size: 1.5, Dash: picture.Dotted}, "Tolerance of "+e.Limit)
	}
	e.table(p)
	return p
}

// band fills what lies between two lines.
func band(p *picture.Picture, t picture.Tone, low, high []picture.Point) {
	if len(low) < 2 || len(high) < 2 {
		return
	}
	around := append([]picture.Point{}, low...)
	for i := len(high) - 1; i >= 0; i-- {
		around = append(around, high[i])
	}
	p.Band(t, around...)
}

func (e *Exceedance) axes() (x, y axis) {
	most, least := 0.0, math.Inf(1)
	for _, list := range [][][2]float64{e.Now.Points, e.After.Points, e.Now.High, e.After.High} {
		for _, p := range list {
			if p[0] > 0 && p[1] >= leastShown {
				most, least = max(most, p[0]), min(least, p[0])
			}
		}
	}
	for _, p := range e.Limits {
		if p[1] >= leastShown {
			most = max(most, 1.15*p[0])
		}
	}
	return logAxis(max(least, most/mostDecades), most, 62, 746), logAxis(leastShown, 1, 332, 14)
}

func (e *Exceedance) table(p *picture.Picture) {
	t := &p.Table
	t.Head = []string{"With probability", "one year in", "a year costs more than, now", "after treatment"}
	t.Numbers = []bool{false, false, true, true}
	band := len(e.Now.Low) > 0
	if band {
		t.Head = append(t.Head, "now, 90 % of the rates")
		t.Numbers = append(t.Numbers, true)
	}
	for _, odds := range ShownOdds {
		row := []string{Percent(odds), Amount(math.Round(1 / odds)), lossAt(e.Now.Points, odds), lossAt(e.After.Points, odds)}
		if band {
			row = append(row, between(lossAt(e.Now.Low, odds), lossAt(e.Now.High, odds)))
		}
		t.Rows = append(t.Rows, row)
	}
}

func between(low, high string) string {
	if low == high {
		return low
	}
	return low + " to " + strings.TrimPrefix(high, "beyond the ")
}

// lossAt is the least amount of the curve that a year exceeds with no more than the probability.
func lossAt(curve [][2]float64, odds float64) string {
	for _, at := range curve {
		if at[1] <= odds*(1+1e-9) {
			return Amount(at[0])
		}
	}
	return "beyond the curve"
}

// Told are two quantiles of both curves as a sentence.
func Told(currency string, now95, now99, after95, after99 float64) string {
	m := func(x float64) string { return strings.TrimSpace(currency + " " + Amount(x)) }
	return fmt.Sprintf("A year's loss exceeds %s with 5 %% and %s with 1 %% now; after treatment %s and %s.", m(now95), m(now99), m(after95), m(after99))
}
