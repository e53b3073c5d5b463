package matrix

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// Examine applies every rule. Weak consistency and betweenness are axioms of Cox (What's Wrong with Risk Matrices?, Risk
// Analysis 28, 2008, pp. 497–512).
func (c *Criteria) Examine() *Report {
	r := &Report{Findings: []Finding{}}
	bounded := c.scale(r, "likelihood", c.Likelihood)
	bounded = c.scale(r, "consequence", c.Consequence) && bounded
	c.monotone(r)
	c.dominance(r)
	c.betweenness(r)
	c.unused(r)
	if bounded {
		c.reversals(r)
		c.weakConsistency(r)
		c.decades(r)
	} else {
		r.add("bounds", Unknown, "", "steps without from and to: whether levels follow the amount of risk cannot be told")
	}
	if len(c.Risks) > 0 {
		r.Order = Compare(c.Risks)
	}
	r.Publishable = true
	for _, f := range r.Findings {
		r.Publishable = r.Publishable && f.Weight != Refused
	}
	return r
}

func (r *Report) add(rule string, weight Weight, where, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{Rule: rule, Weight: weight, Where: where, Message: fmt.Sprintf(format, args...)})
}

// about says of the last finding which cells it names.
func (r *Report) about(cells ...cell) {
	f := &r.Findings[len(r.Findings)-1]
	for _, c := range cells {
		f.Cells = append(f.Cells, [2]int{c.row + 1, c.column + 1})
	}
}

// At are the findings that name the cell at likelihood and consequence, from 1.
func (r *Report) At(likelihood, consequence int) (out []Finding) {
	for _, f := range r.Findings {
		if slices.Contains(f.Cells, [2]int{likelihood, consequence}) {
			out = append(out, f)
		}
	}
	return out
}

// scale checks the bounds of a scale's steps and tells whether all have them.
func (c *Criteria) scale(r *Report, name string, steps []Step) (bounded bool) {
	bounded = true
	for i, s := range steps {
		if s.From == nil || s.To == nil {
			bounded = false
			continue
		}
		if *s.From < 0 || *s.From >= *s.To {
			r.add("scale", Refused, name+" "+s.Name, "reaches from %v to %v; a step begins at 0 or above and ends higher", *s.From, *s.To)
		}
		if i == 0 || steps[i-1].To == nil {
			continue
		}
		switch before := *steps[i-1].To; {
		case *s.From < before:
			r.add("scale", Refused, name+" "+s.Name, "begins at %v, before %s ends at %v: one value has two ratings", *s.From, steps[i-1].Name, before)
		case *s.From > before:
			r.add("scale", Warning, name+" "+s.Name, "begins at %v, after %s ended at %v: values between have no rating", *s.From, steps[i-1].Name, before)
		}
	}
	return bounded
}

// monotone: no cell has a lower level than its less likely or less serious neighbour.
func (c *Criteria) monotone(r *Report) {
	for _, at := range c.cells() {
		for _, before := range []cell{{at.row - 1, at.column}, {at.row, at.column - 1}} {
			if before.row >= 0 && before.column >= 0 && c.level(at) < c.level(before) {
				r.add("monotone", Refused, c.name(at), "ranks lower than its neighbour %s, which is less likely or less serious", c.name(before))
				r.about(at, before)
			}
		}
	}
}

// dominance: no cell has a lower level than one that is both less likely and less serious, neighbour or not.
func (c *Criteria) dominance(r *Report) {
	for _, at := range c.cells() {
		for _, b := range c.cells() {
			if b.row < at.row && b.column < at.column && c.level(at) < c.level(b) {
				r.add("dominance", Refused, c.name(at), "ranks lower than %s, which is less likely and less serious", c.name(b))
				r.about(at, b)
			}
		}
	}
}

// betweenness: a little more likelihood and consequence does not lead from the lowest level to the highest at once.
func (c *Criteria) betweenness(r *Report) {
	if len(c.Levels) < 3 {
		r.add("betweenness", Warning, "", "two levels leave none between the lowest and the highest")
		return
	}
	for _, at := range c.cells() {
		for _, next := range []cell{{at.row + 1, at.column}, {at.row, at.column + 1}, {at.row + 1, at.column + 1}} {
			inside := next.row < len(c.Likelihood) && next.column < len(c.Consequence)
			if inside && c.level(at) == 1 && c.level(next) == len(c.Levels) {
				r.add("betweenness", Warning, c.name(at), "lies beside %s: the smallest error of a rating leads from the lowest level to the highest", c.name(next))
				r.about(at, next)
			}
		}
	}
}

func (c *Criteria) unused(r *Report) {
	used := make([]bool, len(c.Levels))
	for _, at := range c.cells() {
		used[c.level(at)-1] = true
	}
	for i, u := range used {
		if !u {
			r.add("unused", Warning, c.Levels[i].Name, "is the level of no cell")
		}
	}
}

// reversals: where all risk in one cell is smaller than all risk in another, its level is not higher.
func (c *Criteria) reversals(r *Report) {
	for _, a := range c.cells() {
		for _, b := range c.cells() {
			_, most, _ := c.bounds(a)
			least, _, _ := c.bounds(b)
			if c.level(a) > c.level(b) && most < least {
				r.add("reversal", Refused, c.name(a), "is at most %s a year and ranks above %s, which is at least %s", digits(most), c.name(b), digits(least))
				r.about(a, b)
			}
		}
	}
}

// weakConsistency: every risk of the highest level is greater than every risk of the lowest. The worst pair is named.
func (c *Criteria) weakConsistency(r *Report) {
	var smallest, greatest cell
	least, most := -1.0, -1.0
	for _, at := range c.cells() {
		low, high, _ := c.bounds(at)
		if c.level(at) == len(c.Levels) && (least < 0 || low < least) {
			least, smallest = low, at
		}
		if c.level(at) == 1 && high > most {
			most, greatest = high, at
		}
	}
	if least >= 0 && most > least {
		r.add("weak consistency", Warning, c.name(smallest), "can be as little as %s a year, and %s as much as %s: the highest level does not always mean more risk than the lowest", digits(least), c.name(greatest), digits(most))
		r.about(smallest, greatest)
	}
}

// digits writes an amount to four digits, its thousands apart.
func digits(x float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	if err != nil {
		return err.Error() // does not happen: it reads what was written
	}
	text := strconv.FormatFloat(short, 'f', -1, 64)
	for i := len(strconv.FormatFloat(math.Trunc(short), 'f', 0, 64)) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// widest is how many decades of risk a level may hold before the report warns.
const widest = 2

func (c *Criteria) decades(r *Report) {
	for i, l := range c.Levels {
		s := Span{Level: l.Name, From: -1}
		for _, at := range c.cells() {
			if low, high, _ := c.bounds(at); c.level(at) == i+1 {
				s.To = max(s.To, high)
				if s.From < 0 || low < s.From {
					s.From = low
				}
			}
		}
		if s.From < 0 {
			continue
		}
		if s.From > 0 {
			d := numeric.Log(s.To/s.From) / numeric.Log(10)
			s.Decades = &d
			if d > widest {
				r.add("decades", Warning, l.Name, "holds risks from %s to %s a year, %.1f powers of ten: within it the order is left open", digits(s.From), digits(s.To), d)
			}
		} else if i > 0 {
			r.add("decades", Warning, l.Name, "holds risks from 0 to %s a year: within it the order is left open", digits(s.To))
		}
		r.Spans = append(r.Spans, s)
	}
}
