package chart_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/report/chart"
	"github.com/assay-isms/assay/internal/report/picture"
)

// sound checks what holds for every picture: each mark lies within it or hardly outside, each row of the table is as long as
// its head, and there is a title and a description.
func sound(t rapid.TB, p *picture.Picture) {
	t.Helper()
	if p.Title == "" || p.Description == "" || p.ID == "" || !(p.Width > 0 && p.Height > 0) {
		t.Errorf("the picture %q (%s) of %v × %v says %q", p.Title, p.ID, p.Width, p.Height, p.Description)
	}
	for _, m := range p.Marks {
		for _, at := range m.Points {
			if !(at.X > -30 && at.X < p.Width+30 && at.Y > -30 && at.Y < p.Height+30) {
				t.Errorf("%s: a mark lies at %v of %v × %v: %+v", p.ID, at, p.Width, p.Height, m)
			}
		}
	}
	for _, row := range p.Table.Rows {
		if len(row) != len(p.Table.Head) {
			t.Errorf("%s: a row of %d below %d: %v", p.ID, len(row), len(p.Table.Head), row)
		}
	}
	if n := len(p.Table.Links); n != 0 && n != len(p.Table.Rows) {
		t.Errorf("%s: %d links for %d rows", p.ID, n, len(p.Table.Rows))
	}
}

func amounts(t *rapid.T, name string) float64 {
	return math.Pow(10, rapid.Float64Range(-3, 12).Draw(t, name))
}

func TestTornado(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := chart.Tornado{Result: "Expected yearly loss", Currency: "EUR", Middle: amounts(t, "middle")}
		for i := range rapid.IntRange(1, 12).Draw(t, "n") {
			c.Swings = append(c.Swings, chart.Swing{Label: fmt.Sprint("R-", i), Input: "Events a year", Low: c.Middle * rapid.Float64Range(0, 1).Draw(t, "low"), High: c.Middle * rapid.Float64Range(1, 50).Draw(t, "high")})
		}
		p := c.Picture()
		sound(t, p)
		widths, widest := map[string]float64{}, 0.0
		for _, x := range c.Swings {
			widths[x.Label], widest = x.Width(), max(widest, x.Width())
		}
		if len(p.Table.Rows) != len(c.Swings) || widths[p.Table.Rows[0][0]] != widest {
			t.Errorf("%v does not begin with the widest, %v", p.Table.Rows, widest)
		}
	})
}

// TestWaterfallAddsUp: the last row is what the first and the steps add up to.
func TestWaterfallAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := chart.Waterfall{Result: "Expected yearly loss", From: "RA-1", To: "RA-2", Before: amounts(t, "before")}
		sum := w.Before
		for i := range rapid.IntRange(1, 5).Draw(t, "n") {
			d := w.Before * rapid.Float64Range(-2, 2).Draw(t, "delta")
			w.Steps = append(w.Steps, chart.Step{Label: fmt.Sprint("step ", i), Delta: d})
			sum += d
		}
		p := w.Picture()
		sound(t, p)
		if last := p.Table.Rows[len(p.Table.Rows)-1]; last[0] != "RA-2" || last[1] != chart.Amount(sum) {
			t.Errorf("the end is %v, want %s", last, chart.Amount(sum))
		}
	})
}

// TestFrontier: no choice beats one on the frontier in both, and each that is not on it is beaten or equalled.
func TestFrontier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f chart.Frontier
		for i := range rapid.IntRange(1, 20).Draw(t, "n") {
			f.Choices = append(f.Choices, chart.Choice{Cost: float64(rapid.IntRange(0, 50).Draw(t, "cost")), Loss: float64(rapid.IntRange(0, 50).Draw(t, "loss")), Label: fmt.Sprint("set ", i)})
		}
		best := f.Best()
		for _, c := range f.Choices {
			beaten := slices.ContainsFunc(f.Choices, func(o chart.Choice) bool {
				return o.Cost <= c.Cost && o.Loss <= c.Loss && (o.Cost < c.Cost || o.Loss < c.Loss)
			})
			same := slices.ContainsFunc(best, func(o chart.Choice) bool { return o.Cost == c.Cost && o.Loss == c.Loss })
			if beaten == same {
				t.Errorf("%+v: beaten %v, on the frontier %v", c, beaten, same)
			}
		}
		sound(t, f.Picture())
	})
}

func TestExceedance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		curve := func(scale float64) (out [][2]float64) {
			for _, p := range []float64{0.9, 0.5, 0.1, 0.05, 0.01, 0.001} {
				out = append(out, [2]float64{scale / p, p})
			}
			return out
		}
		scale := amounts(t, "scale")
		e := chart.Exceedance{Currency: "EUR", Now: chart.Curve{Points: curve(scale), Low: curve(scale / 2), High: curve(2 * scale)}, After: chart.Curve{Points: curve(scale / 9)}, Limits: [][2]float64{{scale * 3, 0.2}}, Limit: "RC-1"}
		p := e.Picture()
		sound(t, p)
		for i, odds := range chart.ShownOdds {
			if row := p.Table.Rows[i]; row[0] != chart.Percent(odds) {
				t.Errorf("%v is not for %v", row, odds)
			}
		}
	})
}

// TestMatrix: of any size, with ways from every cell to every other, all within the picture; the table names each way.
func TestMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns, levels := rapid.IntRange(2, 10).Draw(t, "rows"), rapid.IntRange(2, 10).Draw(t, "columns"), rapid.IntRange(2, 10).Draw(t, "levels")
		m := chart.Matrix{ID: "m", Title: "A matrix", Description: "It is drawn.", Cells: make([][]chart.Cell, rows)}
		for i := range rows {
			m.Likelihood = append(m.Likelihood, fmt.Sprintf("Step number %d of likelihood", i))
			m.Cells[i] = make([]chart.Cell, columns)
			var row []int
			for range columns {
				row = append(row, rapid.IntRange(1, levels).Draw(t, "level"))
			}
			m.Grid = append(m.Grid, row)
		}
		for i := range columns {
			m.Consequence = append(m.Consequence, fmt.Sprint("Donaudampfschiffahrt ", i))
		}
		for i := range levels {
			m.Levels = append(m.Levels, fmt.Sprint("Level ", i+1))
		}
		place := func() chart.Place {
			return chart.Place{Row: rapid.IntRange(0, rows).Draw(t, "row"), Column: rapid.IntRange(0, columns).Draw(t, "column")}
		}
		for i := range rapid.IntRange(0, 15).Draw(t, "moves") {
			m.Moves = append(m.Moves, chart.Move{Label: fmt.Sprint("R-", i), Title: "x", Inherent: place(), Now: place(), After: place()})
		}
		m.Ghosts = []chart.Ghost{{Label: "figures", FromRow: -3, ToRow: 99, FromCol: 1, ToCol: 1}}
		p := m.Picture()
		m.Ways(p)
		sound(t, p)
		if len(p.Table.Rows) != len(m.Moves) {
			t.Errorf("%d rows for %d ways", len(p.Table.Rows), len(m.Moves))
		}
	})
}

func TestAgreement(t *testing.T) {
	high, low := 0.9, -0.3
	p := chart.Agreement(0.667, []chart.Scale{{Name: "Likelihood", Alpha: &high, Risks: 9}, {Name: "Consequence", Alpha: &low, Risks: 9}, {Name: "Other", Undefined: "all ratings are equal"}})
	sound(t, p)
	if p.Table.Rows[2][1] != "undefined: all ratings are equal" || p.Table.Rows[1][1] != "-0.30" {
		t.Errorf("%v", p.Table.Rows)
	}
}

func TestAmounts(t *testing.T) {
	for x, want := range map[float64]string{0: "0", math.Copysign(0, -1): "0", 1234: "1,230", -1234567: "-1,230,000", 0.12345: "0.123", 99.96: "100", 12: "12"} {
		if got := chart.Amount(x); got != want {
			t.Errorf("%v is written %q, want %q", x, got, want)
		}
	}
}
