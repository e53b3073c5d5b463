package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/risk"
)

// The picture of the loss exceedance curve.
const (
	curveWidth, curveHeight                      = 760.0, 380.0
	curveLeft, curveRight, curveTop, curveBottom = 62.0, 14.0, 14.0, 48.0
	leastShown                                   = 0.001 // probability
	mostDecades                                  = 1e5   // of loss that the axis spans
)

// curve draws the probability that a year's loss exceeds an amount, before treatment and after it, with the tolerance.
func (f figures) curve() Node {
	x, y := f.axes()
	summary := fmt.Sprintf("Loss exceedance curve on logarithmic axes. A year's loss exceeds %s with 5 %% and %s with 1 %% now; after treatment %s and %s.",
		risk.Money(f.Current.Quantiles["0.95"], f.Currency), risk.Money(f.Current.Quantiles["0.99"], f.Currency), risk.Money(f.After.Quantiles["0.95"], f.Currency), risk.Money(f.After.Quantiles["0.99"], f.Currency))
	var limits [][2]float64
	for _, p := range f.Limits.Points {
		limits = append(limits, [2]float64{p.Loss, p.Probability})
	}
	return Section(H2(Text("Loss exceedance "), Span(Class("soft"), Text("how likely a year costs more"))),
		Figure(Div(Class("scroll"), TabIndex("0"), Role("region"), Aria("label", "The curve, which may be wider than the screen"), SVG(Class("chart"), Attr("viewBox", fmt.Sprintf("0 0 %.0f %.0f", curveWidth, curveHeight)), Role("img"), Aria("label", summary),
			f.grid(x, y),
			trace("tolerance", x, y, limits), Map(limits, func(p [2]float64) Node {
				return If(p[1] >= leastShown, El("rect", Class("limit"), Attr("x", coordinate(x.at(p[0])-4)), Attr("y", coordinate(y.at(p[1])-4)), Attr("width", "8"), Attr("height", "8")))
			}),
			trace("after", x, y, f.After.Curve), trace("now", x, y, f.Current.Curve))),
			FigCaption(Class("legend"), key("now", "Now"), key("after", "After treatment"), If(len(limits) > 0, key("tolerance", "Tolerance of "+f.Criteria)))),
		f.twin())
}

func key(class, label string) Node {
	return Span(SVG(Class("chart key"), Attr("viewBox", "0 0 28 8"), Aria("hidden", "true"), El("path", Class(class), Attr("d", "M0 4H28"))), Text(" "+label))
}

func (f figures) axes() (x, y axis) {
	most, least := 0.0, math.Inf(1)
	for _, list := range [][][2]float64{f.Current.Curve, f.After.Curve} {
		for _, p := range list {
			if p[0] > 0 && p[1] >= leastShown {
				most, least = max(most, p[0]), min(least, p[0])
			}
		}
	}
	for _, p := range f.Limits.Points {
		if p.Probability >= leastShown {
			most = max(most, 1.15*p.Loss)
		}
	}
	least = max(least, most/mostDecades)
	return logAxis(least, most, curveLeft, curveWidth-curveRight), logAxis(leastShown, 1, curveHeight-curveBottom, curveTop)
}

func (f figures) grid(x, y axis) Node {
	line := func(x1, y1, x2, y2 float64) Node {
		return El("line", Class("grid"), Attr("x1", coordinate(x1)), Attr("y1", coordinate(y1)), Attr("x2", coordinate(x2)), Attr("y2", coordinate(y2)))
	}
	text := func(at, to float64, anchor, words string) Node {
		return El("text", Attr("x", coordinate(at)), Attr("y", coordinate(to)), Attr("text-anchor", anchor), Text(words))
	}
	var nodes []Node
	for _, v := range x.decades() {
		nodes = append(nodes, line(x.at(v), y.end, x.at(v), y.start), text(x.at(v), y.start+18, "middle", compact(v)))
	}
	for _, p := range y.decades() {
		nodes = append(nodes, line(x.start, y.at(p), x.end, y.at(p)), text(x.start-8, y.at(p)+4, "end", strconv.FormatFloat(100*p, 'g', 3, 64)+" %"))
	}
	return Group{Group(nodes), text((x.start+x.end)/2, y.start+38, "middle", strings.TrimSpace("Loss of a year, "+f.Currency))}
}

// compact writes a power of ten shortly.
func compact(x float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if x >= unit.size {
			return risk.Amount(x/unit.size) + unit.name
		}
	}
	return risk.Amount(x)
}

// trace draws points on the axes, as far as they show.
func trace(class string, x, y axis, points [][2]float64) Node {
	var d strings.Builder
	for _, p := range points {
		if p[0] < x.from || p[1] < y.from*0.999 {
			continue
		}
		fmt.Fprintf(&d, "%s%s %s", map[bool]string{true: "M", false: "L"}[d.Len() == 0], coordinate(x.at(p[0])), coordinate(y.at(p[1])))
	}
	if d.Len() == 0 {
		return nil
	}
	return El("path", Class(class), Attr("d", d.String()))
}

// shownOdds are the probabilities that the table beside the curve tells; the whole curve is in the export.
var shownOdds = []float64{0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001}

// twin is the curve as a table.
func (f figures) twin() Node {
	loss := func(curve [][2]float64, p float64) string {
		for _, at := range curve {
			if at[1] <= p*(1+1e-9) {
				return risk.Amount(at[0])
			}
		}
		return "beyond the curve"
	}
	return Details(Summary(Text("The curve as a table")), Table(THead(Tr(Th(Scope("col"), Text("With probability")), Th(Scope("col"), Text("one year in")), Th(Scope("col"), Class("num"), Text("a year costs more than, now")), Th(Scope("col"), Class("num"), Text("after treatment")))),
		TBody(Map(shownOdds, func(p float64) Node {
			return Tr(Th(Scope("row"), Text(risk.Percent(p))), Td(Text(risk.OneIn(p))), Td(Class("num"), Text(loss(f.Current.Curve, p))), Td(Class("num"), Text(loss(f.After.Curve, p))))
		}))))
}
