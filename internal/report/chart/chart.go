// Package chart draws what the management system measures: curves, matrices, bars. It takes plain figures and gives
// pictures with their table; it is apart from package picture, which knows shapes only.
package chart

import (
	"fmt"
	"math"
	"strconv"

	"github.com/assay-isms/assay/internal/report/picture"
)

// Sizes of words, in units.
const (
	words, small = 13.0, 12.0
)

// Amount writes a number for people, to three digits, with its thousands apart.
func Amount(x float64) string {
	switch {
	case x == 0:
		return "0" // also of a zero below zero
	case math.IsNaN(x) || math.IsInf(x, 0):
		return fmt.Sprintf("%.0f", x)
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))-2)
	x = math.Round(x/unit) * unit
	if math.Abs(x) < 100 {
		return fmt.Sprintf("%.3g", x)
	}
	digits := fmt.Sprintf("%.0f", math.Abs(x))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if x < 0 {
		return "-" + digits
	}
	return digits
}

// Percent writes a probability for people, to two digits.
func Percent(p float64) string {
	switch {
	case p > 0.9995:
		return "100 %"
	case p > 0.99:
		return fmt.Sprintf("%.1f %%", 100*p)
	}
	return fmt.Sprintf("%.2g %%", 100*p)
}

// compact writes a mark of an axis shortly.
func compact(x float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if math.Abs(x) >= unit.size {
			return Amount(x/unit.size) + unit.name
		}
	}
	return Amount(x)
}

// axis maps amounts to places.
type axis struct {
	from, to, start, end float64
	log                  bool
}

func logAxis(from, to, start, end float64) axis {
	if !(from > 0) {
		from = 1
	}
	if to <= from {
		to = 10 * from
	}
	return axis{from, to, start, end, true}
}

func plainAxis(from, to, start, end float64) axis {
	if to <= from {
		to = from + 1
	}
	return axis{from, to, start, end, false}
}

// at is the place of an amount; what lies beyond an end is drawn at it.
func (a axis) at(x float64) float64 {
	x = min(max(x, a.from), a.to)
	if a.log {
		return a.start + (a.end-a.start)*math.Log(x/a.from)/math.Log(a.to/a.from)
	}
	return a.start + (a.end-a.start)*(x-a.from)/(a.to-a.from)
}

// ticks are the powers of ten on the axis, or about five round amounts.
func (a axis) ticks() (out []float64) {
	if a.log {
		for k := math.Ceil(math.Log10(a.from) - 1e-9); k <= math.Log10(a.to)+1e-9; k++ {
			out = append(out, math.Pow(10, k))
		}
		return out
	}
	unit := math.Pow(10, math.Floor(math.Log10((a.to-a.from)/5)))
	for _, f := range []float64{2, 5, 10} {
		if (a.to-a.from)/unit > 6 {
			unit = unit / map[float64]float64{2: 1, 5: 2, 10: 5}[f] * f
		}
	}
	for k := math.Ceil(a.from/unit - 1e-9); k*unit <= a.to+1e-9*unit; k++ {
		out = append(out, k*unit)
	}
	return out
}

// across draws the marks of a horizontal axis from top to bottom, with what it measures below it.
func (a axis) across(p *picture.Picture, top, bottom float64, title string) {
	for _, v := range a.ticks() {
		p.Line(picture.Hair, 1, picture.Solid, picture.Point{X: a.at(v), Y: top}, picture.Point{X: a.at(v), Y: bottom})
		p.Write(picture.Soft, words, picture.Middle, picture.Point{X: a.at(v), Y: bottom + 18}, compact(v))
	}
	p.Write(picture.Soft, words, picture.Middle, picture.Point{X: (a.start + a.end) / 2, Y: bottom + 38}, title)
}

// upward draws the marks of a vertical axis from left to right.
func (a axis) upward(p *picture.Picture, left, right float64, label func(float64) string) {
	for _, v := range a.ticks() {
		p.Line(picture.Hair, 1, picture.Solid, picture.Point{X: left, Y: a.at(v)}, picture.Point{X: right, Y: a.at(v)})
		p.Write(picture.Soft, words, picture.End, picture.Point{X: left - 8, Y: a.at(v) + 4}, label(v))
	}
}

// cut shortens a text to n letters.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

func money(currency, text string) string {
	if currency == "" {
		return text
	}
	return text + ", " + currency
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
