package isms_test

import (
	"math"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// refused runs fn in a write that must be refused for reasons that hold all the words.
func (s *sample) refused(fn func(w *record.Writer) error, words ...string) {
	s.Helper()
	_, err := s.org.Write(ctx, "", fn)
	if err == nil || errs.KindOf(err) == errs.Internal {
		s.Errorf("not refused: %v", err)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			s.Errorf("%q does not say %q", err, word)
		}
	}
}

// badBounds are no bounds at any door.
var badBounds = []struct {
	change func(*risk.Criteria)
	word   string
}{
	{func(c *risk.Criteria) { c.Currency = "" }, "currency"},
	{func(c *risk.Criteria) { c.Currency = "euro" }, "three capital letters"},
	{func(c *risk.Criteria) { c.Likelihood[1].From = nil }, "has one bound"},
	{func(c *risk.Criteria) { c.Likelihood[1].From, c.Likelihood[1].To = nil, nil }, "4 of 5 steps"},
	{func(c *risk.Criteria) { x := math.Inf(1); c.Consequence[4].To = &x }, "no number"},
	{func(c *risk.Criteria) {
		c.Tolerance.Points = []risk.TolerancePoint{{Loss: 1e6, Probability: 0.1}, {Loss: 1e5, Probability: 0.2}}
	}, "losses must rise"},
	{func(c *risk.Criteria) { c.Tolerance.Points = []risk.TolerancePoint{{Loss: 1e6}} }, "above 0"},
	{func(c *risk.Criteria) { c.Tolerance.TailLoss = 1 }, "needs an amount and a level"},
	{func(c *risk.Criteria) { c.Tolerance.TailLevel = 0.9 }, "no amount"},
}

// badRanks may be drafted and not approved.
var badRanks = []struct {
	change func(*risk.Criteria)
	words  []string
}{
	{func(c *risk.Criteria) { c.Matrix[3][1] = 1; c.Matrix[2][1] = 3 }, []string{"matrix: Likely × Minor (Low)", "Possible × Minor (High)"}},
	{func(c *risk.Criteria) { c.Matrix[4][4] = 2 }, []string{"Almost certain × Existential (Medium)", "less likely and less serious"}},
	{func(c *risk.Criteria) { x := 1.0; c.Likelihood[1].From = &x }, []string{"scale: likelihood Unlikely"}},
}

// before is the first version as it was before harms, who may accept, and terms of runs belonged to criteria.
func before() *risk.Criteria {
	c := risk.Starter()
	c.Harms, c.Triggers, c.AcceptMonths, c.Raters, c.Gate = nil, nil, 0, 0, 0
	for i, words := range []string{"Risk owner", "Risk owner", "Head of unit", "Top management"} {
		c.Levels[i].Accepts, c.Levels[i].By = words, nil
	}
	return c
}

// TestOldContentIDs holds the ids that versions had before they could say more.
func TestOldContentIDs(t *testing.T) {
	if id := before().ContentID(); id != "c035604ced42baa4c39391ea90880c871a0f843e5f42a2ed621df5075a3f5130" {
		t.Errorf("id of the first version: %s", id)
	}
	ids := map[string]bool{before().ContentID(): true}
	for _, change := range []func(*risk.Criteria){
		func(c *risk.Criteria) { c.Harms = risk.Starter().Harms }, func(c *risk.Criteria) { c.Triggers = record.Set{"incident"} }, func(c *risk.Criteria) { c.AcceptMonths = 12 },
		func(c *risk.Criteria) { c.Raters = 3 }, func(c *risk.Criteria) { c.Gate = 0.8 }, func(c *risk.Criteria) { c.Levels[0].By = &risk.Acceptors{Owner: true} },
	} {
		c := before()
		change(c)
		if ids[c.ContentID()] {
			t.Error("a version that says more has the id of another")
		}
		ids[c.ContentID()] = true
	}
}

func TestCriteriaBounds(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "acme")
		for _, c := range badBounds {
			s.refused(func(w *record.Writer) error {
				v := risk.Starter()
				c.change(v)
				return risk.CriteriaVersions.Put(w, v)
			}, c.word)
		}
		// A draft may rank badly; approving it is refused with the cells named.
		for _, c := range badRanks {
			var v *risk.Criteria
			s.write(func(w *record.Writer) error {
				v = risk.Starter()
				c.change(v)
				return risk.CriteriaVersions.Put(w, v)
			})
			s.refused(func(w *record.Writer) error { return risk.CriteriaVersions.Take(w, v, "approve") }, append(c.words, "cannot be approved")...)
		}
		// Versions without bounds stay possible, and the id by content tells content only.
		var a, b, plain *risk.Criteria
		s.write(func(w *record.Writer) error {
			a, b, plain = risk.Starter(), risk.Starter(), before()
			b.Title = "Another title"
			plain.Currency = ""
			for i := range plain.Likelihood {
				plain.Likelihood[i].From, plain.Likelihood[i].To = nil, nil
				plain.Consequence[i].From, plain.Consequence[i].To = nil, nil
			}
			for _, c := range []*risk.Criteria{a, b, plain} {
				if err := risk.CriteriaVersions.Put(w, c); err != nil {
					return err
				}
			}
			return risk.CriteriaVersions.Take(w, plain, "approve")
		})
		if a.Digest != b.Digest || a.Digest == plain.Digest || len(a.Digest) != 64 {
			t.Errorf("ids by content: %s %s %s", a.Digest, b.Digest, plain.Digest)
		}
		// That of a version without bounds is what it was before there were any.
		if want := "66c72d985f3028a9bcd2cb71f0ef9ec25a9a4a75ccd8d841257d3819e50c1983"; plain.Digest != want {
			t.Errorf("id of a version without bounds: %s", plain.Digest)
		}
	})
}

// badFigures are refused, by their field.
var badFigures = []struct {
	change func(*risk.Risk)
	word   string
}{
	{func(r *risk.Risk) { r.Owner = "" }, "owner: is missing"},
	{func(r *risk.Risk) { r.Likelihood, r.Consequence = 6, 1 }, "off the scale"},
	{func(r *risk.Risk) { r.Now.RateLow = 1 }, "rate_high: is missing"},
	{func(r *risk.Risk) { r.Now.LossHigh = 1 }, "loss_low: is missing"},
	{func(r *risk.Risk) { r.Now.RateLow, r.Now.RateHigh = 2, 1 }, "rate_low: 2 is more than"},
	{func(r *risk.Risk) { r.After.LossLow, r.After.LossHigh = -1, 1 }, "residual_loss_low: must be above 0"},
	{func(r *risk.Risk) { r.Now.Probability = 1.5 }, "yearly_probability"},
	{func(r *risk.Risk) { r.Now.Probability, r.Now.RateLow, r.Now.RateHigh = 0.5, 1, 2 }, "keep one of them"},
	{func(r *risk.Risk) { r.Now.RateLow, r.Now.RateHigh = 1e-6, 1 }, "no estimate yet"},
}

func TestFigures(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "acme")
		owner := &people.Person{Name: "Ada"}
		s.write(func(w *record.Writer) error { return people.Persons.Put(w, owner) })
		add := func(fn func(*risk.Risk)) func(w *record.Writer) error {
			return func(w *record.Writer) error {
				r := &risk.Risk{Title: "A risk", Owner: record.Ref(owner.ID)}
				fn(r)
				return risk.Risks.Put(w, r)
			}
		}
		for _, c := range badFigures {
			s.refused(add(c.change), c.word)
		}
		agree := func(r *risk.Risk) {
			r.Likelihood, r.Consequence = 3, 3
			r.Now = risk.Estimate{RateLow: 0.1, RateHigh: 0.4, LossLow: 40_000, LossHigh: 250_000}
			r.After = risk.Estimate{Probability: 0.02, LossLow: 40_000, LossHigh: 40_000}
		}
		s.write(add(agree))
		s.write(add(func(r *risk.Risk) { agree(r); r.Likelihood, r.Consequence = 5, 5 }))
		s.write(add(func(r *risk.Risk) { r.Likelihood, r.Consequence = 1, 1 }))
		s.write(add(func(r *risk.Risk) { agree(r); r.Status = "closed" }))
		s.read(func(r *record.Reader) error { return readFigures(t, r) })
	})
}

// readFigures checks what the four risks of the test say.
func readFigures(t *testing.T, r *record.Reader) error {
	t.Helper()
	c, err := risk.InForce(r)
	must(t, err)
	one, err := risk.Risks.Find(r, "R-1")
	must(t, err)
	two, err := risk.Risks.Find(r, "R-2")
	must(t, err)
	three, err := risk.Risks.Find(r, "R-3")
	must(t, err)
	if side := risk.SidesOf(c, one, false); !side.Agree || side.Stands == nil || side.Figures.Cell.Level != one.Level {
		t.Errorf("%+v", side)
	}
	if side := risk.SidesOf(c, one, true); side.Figures.Expected != 800 || side.Figures.Low != side.Figures.High {
		t.Errorf("%+v", side.Figures)
	}
	if side := risk.SidesOf(c, two, false); side.Agree || !strings.Contains(side.Words, "Rated Very high, the figures say Medium") || !strings.Contains(side.Words, "EUR") {
		t.Errorf("%s", side.Words)
	}
	if side := risk.SidesOf(c, three, false); side.Figures != nil || side.Stands.To != 5000.0/30 || side.Stands.Expected <= side.Stands.From {
		t.Errorf("%+v", side)
	}
	if side := risk.SidesOf(&risk.Criteria{Likelihood: c.Likelihood, Levels: c.Levels}, one, false); side.Agree || !strings.Contains(side.Words, "no bounds") {
		t.Errorf("%s", side.Words)
	}
	p, err := standing.PortfolioOf(r)
	must(t, err)
	if p.Risks != 3 || p.Quantified != 2 || p.Gap() != "1 of 3 risks has no figures." || math.Abs(p.Current.Mean-one.Now.Expected-two.Now.Expected) > 0.1 || p.After.Mean >= p.Current.Mean || len(p.Shares) != 2 {
		t.Errorf("%+v", p)
	}
	return nil
}
