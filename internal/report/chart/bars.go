package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/report/picture"
)

// Swing is what a result becomes if one input lies at the low or the high end of its interval and all others at their means.
type Swing struct {
	Label, Input string // such as R-1 Ransomware, and Events a year
	Short        string // the input in a word
	Address      string // where the label leads on a page; empty for nowhere
	Ends         string // the input's interval in words
	Low, High    float64
}

// Width is how far the result moves.
func (s *Swing) Width() float64 { return math.Abs(s.High - s.Low) }

// Tornado is what the picture of swings shows; the widest are drawn first.
type Tornado struct {
	Result   string // what moves, such as Expected yearly loss
	Currency string
	Middle   float64 // the result with all inputs at their means
	Swings   []Swing
}

const barHeight, barLeft = 26.0, 270.0

// Picture draws a bar for every swing, the widest on top.
func (t *Tornado) Picture() *picture.Picture {
	swings := slices.Clone(t.Swings)
	slices.SortStableFunc(swings, func(a, b Swing) int { return cmp.Compare(b.Width(), a.Width()) })
	height := 12 + barHeight*float64(len(swings))
	p := picture.New("tornado", t.Result+": what moves it most", 760, height+48)
	low, high := t.Middle, t.Middle
	for _, s := range swings {
		low, high = min(low, s.Low, s.High), max(high, s.Low, s.High)
	}
	room := 0.04 * max(high-low, 1e-9*math.Abs(t.Middle)+1e-9)
	x := plainAxis(max(0, low-room), high+room, barLeft, 736)
	x.across(p, 4, height, money(t.Currency, t.Result))
	for i, s := range swings {
		top := 8 + barHeight*float64(i)
		p.Linked(s.Address, "", func() {
			p.Write(picture.Ink, words, picture.End, picture.Point{X: barLeft - 10, Y: top + 14}, cut(s.Label, 29)+" · "+s.Short)
		})
		a, b := x.at(min(s.Low, s.High)), x.at(max(s.Low, s.High))
		middle := min(max(x.at(t.Middle), a), b)
		p.Rect(picture.Good, a, top, middle-a, barHeight-8)
		p.Rect(picture.Bad, middle, top, b-middle, barHeight-8)
	}
	at := x.at(t.Middle)
	p.Line(picture.Ink, 1.5, picture.Solid, picture.Point{X: at, Y: 4}, picture.Point{X: at, Y: height})
	p.Key(picture.Mark{Shape: picture.Area, Tone: picture.Good}, "Input at its favourable end")
	p.Key(picture.Mark{Shape: picture.Area, Tone: picture.Bad}, "at its unfavourable end")
	p.Key(picture.Mark{Tone: picture.Ink, Size: 1.5}, "All at their means: "+Amount(t.Middle))
	p.Table.Head, p.Table.Numbers = []string{"Risk", "Input", "90 % interval", t.Result + " at its low end", "at its high end"}, []bool{false, false, false, true, true}
	for _, s := range swings {
		p.Table.Rows = append(p.Table.Rows, []string{s.Label, s.Input, s.Ends, Amount(s.Low), Amount(s.High)})
		p.Table.Links = append(p.Table.Links, s.Address)
	}
	if len(swings) > 0 {
		p.Description = fmt.Sprintf("%s moves most with %s, %s: from %s to %s.", t.Result, swings[0].Label, strings.ToLower(swings[0].Input), Amount(swings[0].Low), Amount(swings[0].High))
	}
	return p
}

// Step is a part of a change.
type Step struct {
	Label string
	Delta float64
}

// Waterfall is what the picture of a change shows: from Before through the steps to what they add up to.
type Waterfall struct {
	Result, Currency  string
	From, To          string // names of both ends, such as runs
	Before            float64
	Steps             []Step
	ID, Title, Remark string // of the picture; empty for the usual ones
}

// Picture draws the steps one above the other.
func (w *Waterfall) Picture() *picture.Picture {
	p := picture.New(cmp.Or(w.ID, "waterfall"), cmp.Or(w.Title, w.Result+": what changed it"), 760, 330)
	sum, low, high := w.Before, min(0, w.Before), max(0, w.Before)
	for _, s := range w.Steps {
		sum += s.Delta
		low, high = min(low, sum), max(high, sum)
	}
	y := plainAxis(low, high*1.08, 280, 16)
	y.upward(p, 90, 746, compact)
	width := 650 / float64(len(w.Steps)+2)
	column := func(i int, t picture.Tone, from, to float64, label, text string) {
		x := 95 + width*float64(i)
		top := min(y.at(from), y.at(to))
		p.Rect(t, x+6, top, width-12, max(1.5, math.Abs(y.at(from)-y.at(to))))
		p.Write(picture.Ink, words, picture.Middle, picture.Point{X: x + width/2, Y: top - 5}, text)
		p.Write(picture.Soft, words, picture.Middle, picture.Point{X: x + width/2, Y: 300}, cut(label, int(width/7)))
	}
	column(0, picture.Line, 0, w.Before, w.From, Amount(w.Before))
	at := w.Before
	for i, s := range w.Steps {
		tone := picture.Good
		if s.Delta > 0 {
			tone = picture.Bad
		}
		column(i+1, tone, at, at+s.Delta, s.Label, signed(s.Delta))
		at += s.Delta
	}
	column(len(w.Steps)+1, picture.Line, 0, at, w.To, Amount(at))
	p.Write(picture.Soft, words, picture.Start, picture.Point{X: 95, Y: 324}, money(w.Currency, w.Result))
	p.Description = strings.TrimSpace(fmt.Sprintf("%s goes from %s (%s) to %s (%s). %s", w.Result, Amount(w.Before), w.From, Amount(at), w.To, w.Remark))
	p.Table.Head, p.Table.Numbers = []string{"Step", money(w.Currency, w.Result)}, []bool{false, true}
	p.Table.Rows = append(p.Table.Rows, []string{w.From, Amount(w.Before)})
	for _, s := range w.Steps {
		p.Table.Rows = append(p.Table.Rows, []string{s.Label, signed(s.Delta)})
	}
	p.Table.Rows = append(p.Table.Rows, []string{w.To, Amount(at)})
	return p
}

func signed(x float64) string {
	if x > 0 {
		return "+" + Amount(x)
	}
	return Amount(x)
}

// Choice is a set of treatments with what it costs and what loss remains.
type Choice struct {
	Cost, Loss float64
	Label      string
}

// Frontier is what the picture of treatment shows: the sets that no other beats in both cost and remaining loss, with the
// rest beside them.
type Frontier struct {
	Currency string
	Choices  []Choice
}

// Best are the choices that no other beats: dearer ones leave less loss.
func (f *Frontier) Best() (out []Choice) {
	sorted := slices.Clone(f.Choices)
	slices.SortStableFunc(sorted, func(a, b Choice) int { return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(a.Loss, b.Loss)) })
	for _, c := range sorted {
		if len(out) == 0 || c.Loss < out[len(out)-1].Loss {
			out = append(out, c)
		}
	}
	return out
}

// Picture draws every choice at its cost and its remaining loss.
func (f *Frontier) Picture() *picture.Picture {
	p := picture.New("frontier", "Treatment: cost against remaining loss", 760, 380)
	cost, loss := 0.0, 0.0
	for _, c := range f.Choices {
		cost, loss = max(cost, c.Cost), max(loss, c.Loss)
	}
	x, y := plainAxis(0, 1.05*cost, 100, 736), plainAxis(0, 1.08*loss, 332, 14)
	x.across(p, y.end, y.start, money(f.Currency, "Cost a year"))
	y.upward(p, x.start, x.end, compact)
	p.Write(picture.Soft, words, picture.Start, picture.Point{X: 4, Y: 370}, money(f.Currency, "Expected yearly loss"))
	best := f.Best()
	var line []picture.Point
	for i, c := range best {
		at := picture.Point{X: x.at(c.Cost), Y: y.at(c.Loss)}
		if i > 0 {
			line = append(line, picture.Point{X: at.X, Y: line[len(line)-1].Y})
		}
		line = append(line, at)
	}
	p.Line(picture.Accent, 2, picture.Solid, line...)
	p.Table.Head, p.Table.Numbers = []string{"Treatment", money(f.Currency, "Cost a year"), "Expected yearly loss", "On the frontier"}, []bool{false, true, true, false}
	for _, c := range f.Choices {
		at, on := picture.Point{X: x.at(c.Cost), Y: y.at(c.Loss)}, slices.Contains(best, c)
		if on {
			p.Disc(picture.Accent, at, 4.5)
			p.Write(picture.Ink, small, picture.Start, picture.Point{X: at.X + 8, Y: at.Y - 6}, cut(c.Label, max(6, int((750-at.X)/7))))
		} else {
			p.Circle(picture.Line, at, 4, 1.5)
		}
		p.Table.Rows = append(p.Table.Rows, []string{c.Label, Amount(c.Cost), Amount(c.Loss), map[bool]string{true: "yes", false: "no"}[on]})
	}
	p.Key(picture.Mark{Shape: picture.Dot, Tone: picture.Accent}, "No other costs less and leaves less")
	p.Key(picture.Mark{Shape: picture.Ring, Tone: picture.Line, Size: 1.5}, "Another does better")
	p.Description = fmt.Sprintf("%s, of which %s.", plural(len(f.Choices), "choice of treatment", "choices of treatment"), plural(len(best), "lies on the frontier", "lie on the frontier"))
	return p
}

// Scale is the agreement of raters on one scale; Alpha is nil where it is undefined.
type Scale struct {
	Name      string
	Alpha     *float64
	Undefined string
	Raw       *float64 // the share of equal ratings
	Risks     int
}

// Agreement draws Krippendorff's α of each scale, with the gate below which every difference is reconciled.
func Agreement(gate float64, scales []Scale) *picture.Picture {
	height := 12 + 34*float64(len(scales))
	p := picture.New("agreement", "Agreement of the raters", 560, height+46)
	low := 0.0
	for _, s := range scales {
		if s.Alpha != nil {
			low = min(low, *s.Alpha)
		}
	}
	x := plainAxis(low, 1, 130, 540)
	x.across(p, 4, height, "Krippendorff's α")
	p.Table.Head, p.Table.Numbers = []string{"Scale", "α", "Equal", "Risks", "Gate"}, []bool{false, true, true, true, true}
	var said []string
	for i, s := range scales {
		top := 10 + 34*float64(i)
		p.Write(picture.Ink, words, picture.End, picture.Point{X: 120, Y: top + 15}, cut(s.Name, 16))
		alpha, equal := "undefined: "+s.Undefined, ""
		if s.Raw != nil {
			equal = Percent(*s.Raw)
		}
		if s.Alpha == nil {
			p.Write(picture.Soft, words, picture.Start, picture.Point{X: x.at(0) + 6, Y: top + 15}, cut("undefined: "+s.Undefined, 50))
		} else {
			alpha = strconv.FormatFloat(*s.Alpha, 'f', 2, 64)
			tone := picture.Good
			if *s.Alpha < gate {
				tone = picture.Bad
			}
			p.Rect(tone, min(x.at(0), x.at(*s.Alpha)), top, max(1.5, math.Abs(x.at(*s.Alpha)-x.at(0))), 22)
			said = append(said, s.Name+" "+alpha)
		}
		p.Table.Rows = append(p.Table.Rows, []string{s.Name, alpha, equal, strconv.Itoa(s.Risks), strconv.FormatFloat(gate, 'g', 3, 64)})
	}
	p.Line(picture.Ink, 1.5, picture.Dashed, picture.Point{X: x.at(gate), Y: 2}, picture.Point{X: x.at(gate), Y: height})
	p.Key(picture.Mark{Tone: picture.Ink, Size: 1.5, Dash: picture.Dashed}, "Gate: α wanted, "+strconv.FormatFloat(gate, 'g', 3, 64))
	p.Description = "Krippendorff's α by scale: " + strings.Join(said, ", ") + "."
	return p
}

// Span is an amount with its interval on a logarithmic axis that several such pictures share.
type Span struct {
	ID, Title string
	From, To  float64 // of the axis
	Low, High float64
	Expected  float64
	After     float64 // expected after treatment; 0 for not estimated
}

// Picture draws a bar for the interval, a line for what is expected and a ring for what is after treatment.
func (s *Span) Picture() *picture.Picture {
	p := picture.New(s.ID, s.Title, 210, 16)
	x := logAxis(s.From, s.To, 5, 205)
	left := x.at(s.Low)
	p.Add(picture.Mark{Shape: picture.Area, Tone: picture.Line, Faint: true, Points: []picture.Point{{X: left, Y: 4}, {X: max(left+1, x.at(s.High)), Y: 4}, {X: max(left+1, x.at(s.High)), Y: 12}, {X: left, Y: 12}}})
	p.Line(picture.Ink, 2, picture.Solid, picture.Point{X: x.at(s.Expected), Y: 1}, picture.Point{X: x.at(s.Expected), Y: 15})
	if s.After > 0 {
		p.Circle(picture.Accent, picture.Point{X: x.at(s.After), Y: 8}, 4, 2)
	}
	return p
}
