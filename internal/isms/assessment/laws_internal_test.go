package assessment

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/record"
)

func drawSteps(t *rapid.T, name string, bounded bool) (steps []risk.Step) {
	from := 0.0
	for i := range rapid.IntRange(2, 6).Draw(t, name) {
		s := risk.Step{Name: fmt.Sprint(name, i)}
		if bounded {
			low, high := from, from+rapid.Float64Range(0.1, 10).Draw(t, "width")
			s.From, s.To, from = &low, &high, high
		}
		steps = append(steps, s)
	}
	return steps
}

func drawCriteria(t *rapid.T, ref string) *risk.Criteria {
	c := &risk.Criteria{Meta: record.Meta{Ref: ref}, Currency: rapid.SampledFrom([]string{"EUR", "EUR", "EUR", "CHF"}).Draw(t, "currency")}
	bounded := rapid.Bool().Draw(t, "bounded")
	c.Likelihood, c.Consequence = drawSteps(t, "likelihood", bounded), drawSteps(t, "consequence", bounded)
	for i := range rapid.IntRange(2, 5).Draw(t, "levels") {
		c.Levels = append(c.Levels, risk.Level{Name: fmt.Sprint("level ", i), Acceptable: i == 0})
	}
	for range c.Likelihood {
		c.Matrix = append(c.Matrix, rapid.SliceOfN(rapid.IntRange(1, len(c.Levels)), len(c.Consequence), len(c.Consequence)).Draw(t, "row"))
	}
	return c
}

func drawRating(t *rapid.T, c *risk.Criteria) [2]int {
	if rapid.IntRange(0, 5).Draw(t, "rated") == 0 {
		return [2]int{}
	}
	return [2]int{rapid.IntRange(1, len(c.Likelihood)).Draw(t, "likelihood"), rapid.IntRange(1, len(c.Consequence)).Draw(t, "consequence")}
}

func drawWhole(t *rapid.T, ref string, c *risk.Criteria) *whole {
	p := &whole{ref: ref, criteria: c, risks: map[string]*stood{}}
	for i := range 6 {
		if rapid.IntRange(0, 3).Draw(t, "there") == 0 {
			continue
		}
		r := &risk.Risk{Meta: record.Meta{ID: fmt.Sprint(i), Ref: fmt.Sprint("R-", i)}}
		if residual := drawRating(t, c); rapid.Bool().Draw(t, "treated") {
			r.ResidualLikelihood, r.ResidualConsequence = residual[0], residual[1]
		}
		for _, e := range []*risk.Estimate{&r.Now, &r.After} {
			if rapid.Bool().Draw(t, "quantified") {
				e.RateHigh, e.LossHigh, e.Expected = 1, 1, rapid.Float64Range(0, 1e6).Draw(t, "expected")
			}
		}
		p.risks[r.ID] = &stood{r, c, drawRating(t, c)}
	}
	return p
}

// The parts of a waterfall add up to the difference without any rounding; between a run and itself there is none, and
// going back turns the signs.
func TestWaterfallAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCriteria(t, "RC-1")
		a := drawWhole(t, "RA-1", c)
		if rapid.Bool().Draw(t, "other criteria") {
			c = drawCriteria(t, "RC-2")
		}
		b := drawWhole(t, "RA-2", c)
		w, back, same := waterfall(a, b), waterfall(b, a), waterfall(a, a)
		if w.Above.Before+w.Above.Facts+w.Above.Controls+w.Above.Criteria+w.Above.Engine != w.Above.After || w.Above.Engine != 0 {
			t.Fatalf("%+v", w.Above)
		}
		if math.Abs(w.Above.Before-float64(w.AboveBefore)) > 1e-9 || math.Abs(w.Above.After-float64(w.AboveAfter)) > 1e-9 {
			t.Fatalf("%+v: %d and %d", w.Above, w.AboveBefore, w.AboveAfter)
		}
		if w.Above.Facts != -back.Above.Facts || w.Above.Controls != -back.Above.Controls || w.Above.Criteria != -back.Above.Criteria {
			t.Fatalf("%+v there, %+v back", w.Above, back.Above)
		}
		if (same.Above != quant.Change{Before: same.Above.Before, After: same.Above.Before}) {
			t.Fatalf("a run and itself: %+v", same.Above)
		}
		if x := w.ExpectedLoss; x != nil && (x.Before+x.Facts+x.Controls+x.Criteria != x.After || x.Criteria != 0) {
			t.Fatalf("%+v", x)
		}
		if a.criteria == b.criteria && w.Above.Criteria != 0 {
			t.Fatalf("the same criteria made a difference: %+v", w.Above)
		}
	})
}

// Under the same criteria, or others with the same content, a run is what it was; under others a higher step never falls
// below a lower one.
func TestRescoringLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, d := drawCriteria(t, "RC-1"), drawCriteria(t, "RC-2")
		same := *c
		for _, s := range drawWhole(t, "RA-1", c).risks {
			for _, under := range []*risk.Criteria{c, &same} {
				x := s.under(under, newMappings())
				switch {
				case !s.rated() && x.Move == WithoutRating && x.Under == nil:
				case s.rated() && x.Move == Stays && *x.Under == s.rating && x.Levels[0] == x.Levels[1] && x.Before == x.After:
				default:
					t.Fatalf("%+v", x)
				}
			}
		}
		m := c.MapTo(d)
		if m.Whole() == (m.Why != "") {
			t.Fatalf("%+v", m)
		}
		for _, steps := range [][]int{m.Likelihood, m.Consequence} {
			for i := 1; i < len(steps); i++ {
				if steps[i] < steps[i-1] {
					t.Fatalf("%+v", m)
				}
			}
		}
	})
}

// What was said when asked again never changes where a risk stands, what counts for it, or the agreement.
func TestRepeatsNeverCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := &RunView{Run: &Assessment{Status: Reconciliation, Tolerance: "1"}, Criteria: drawCriteria(t, "RC-1")}
		rated := func(p *people.Person, line int, repeat bool) *Rated {
			r := drawRating(t, v.Criteria)
			if r[0] == 0 {
				return nil
			}
			return &Rated{Risk: record.Ref(fmt.Sprint(line)), Rater: record.Ref(p.ID), State: released, Repeat: repeat, Likelihood: r[0], Consequence: r[1]}
		}
		for i := range 3 {
			v.Raters = append(v.Raters, &people.Person{Meta: record.Meta{ID: fmt.Sprint("P", i)}, Name: fmt.Sprint("Rater ", i)})
		}
		for i := range rapid.IntRange(1, 6).Draw(t, "risks") {
			l := Line{Risk: &risk.Risk{Meta: record.Meta{ID: fmt.Sprint(i)}}}
			for _, p := range v.Raters {
				if x := rated(p, i, false); x != nil {
					l.Ratings = append(l.Ratings, x)
				}
				if x := rated(p, i, true); x != nil {
					l.Repeats = append(l.Repeats, x)
				}
			}
			v.Lines = append(v.Lines, l)
		}
		state := func() (out []any) {
			a, err := v.agreementOf()
			if err != nil {
				t.Fatal(err)
			}
			v.Run.Agreement = a
			for i := range v.Lines {
				s, ok := v.Outcome(&v.Lines[i])
				out = append(out, v.Standing(&v.Lines[i]), s, ok)
			}
			return append(out, a)
		}
		with := state()
		for i := range v.Lines {
			v.Lines[i].Repeats = nil
		}
		if without := state(); !reflect.DeepEqual(with, without) {
			t.Fatalf("%v with repeats, %v without", with, without)
		}
	})
}
