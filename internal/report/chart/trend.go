package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/assay-isms/assay/internal/report/picture"
)

// Course is one line of a trend; NaN where nothing is known.
type Course struct {
	Name   string
	Values []float64
}

// Trend draws how numbers went over time.
type Trend struct {
	ID, Title string
	Labels    []string // of the points in time
	Courses   []Course // at most three
	Share     bool     // values are shares from 0 to 1
}

var courseTones = []picture.Tone{picture.Accent, picture.Bad, picture.Part}
var courseDashes = []picture.Dash{picture.Solid, picture.Dashed, picture.Dotted}

// Picture draws a line for each course, and its table.
func (t *Trend) Picture() *picture.Picture {
	p := picture.New(t.ID, t.Title, 620, 230)
	top := 1.0
	for _, c := range t.Courses {
		for _, v := range c.Values {
			if !math.IsNaN(v) && !t.Share {
				top = max(top, v)
			}
		}
	}
	x, y := plainAxis(0, float64(max(1, len(t.Labels)-1)), 60, 600), plainAxis(0, top, 190, 14)
	y.upward(p, x.start, x.end, t.text)
	for i, l := range t.Labels {
		if i%2 == len(t.Labels)%2^1 { // the last is named
			p.Write(picture.Soft, words, picture.Middle, picture.Point{X: x.at(float64(i)), Y: 210}, l)
		}
	}
	p.Table.Head, p.Table.Numbers = []string{"Month"}, []bool{false}
	for n, c := range t.Courses {
		t.draw(p, n, c, x, y)
		p.Table.Head, p.Table.Numbers = append(p.Table.Head, c.Name), append(p.Table.Numbers, true)
	}
	for i, l := range t.Labels {
		row := []string{l}
		for _, c := range t.Courses {
			row = append(row, t.text(c.Values[i]))
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Description = t.told()
	return p
}

func (t *Trend) draw(p *picture.Picture, n int, c Course, x, y axis) {
	var line []picture.Point
	for i, v := range c.Values {
		if !math.IsNaN(v) {
			line = append(line, picture.Point{X: x.at(float64(i)), Y: y.at(v)})
		}
	}
	tone := courseTones[n%len(courseTones)]
	if len(line) > 1 {
		p.Line(tone, 2, courseDashes[n%len(courseDashes)], line...)
	}
	for _, at := range line {
		p.Disc(tone, at, 3)
	}
	if len(t.Courses) > 1 {
		p.Key(picture.Mark{Shape: picture.Stroke, Tone: tone, Size: 2, Dash: courseDashes[n%len(courseDashes)]}, c.Name)
	}
}

func (t *Trend) text(v float64) string {
	switch {
	case math.IsNaN(v):
		return "—"
	case t.Share:
		return Percent(v + 0) // never -0
	}
	return compact(v)
}

// told says the first and the last value that are known of each course.
func (t *Trend) told() string {
	var said []string
	for _, c := range t.Courses {
		first, last := -1, -1
		for i, v := range c.Values {
			if !math.IsNaN(v) {
				if first < 0 {
					first = i
				}
				last = i
			}
		}
		if first >= 0 {
			said = append(said, fmt.Sprintf("%s: %s in %s, %s in %s.", c.Name, t.text(c.Values[first]), t.Labels[first], t.text(c.Values[last]), t.Labels[last]))
		}
	}
	return strings.Join(said, " ")
}
