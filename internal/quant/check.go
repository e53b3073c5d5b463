package quant

import (
	"fmt"
	"math"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/numeric"
)

// checker collects what is wrong.
type checker struct {
	place
	faults []errs.Field
}

// place is the scenario at hand, none if the index is negative.
type place struct {
	index int
	id    string
}

func (c *checker) need(ok bool, where, format string, args ...any) {
	if ok {
		return
	}
	if c.index >= 0 {
		where = strings.TrimSpace(fmt.Sprintf("scenarios[%d] %s", c.index, c.id)) + ": " + where
	}
	c.faults = append(c.faults, errs.Field{Name: where, Message: fmt.Sprintf(format, args...)})
}

func (c *checker) scenario(s Scenario) {
	c.need(s.Rate == nil || s.Probability == nil, "probability", "has a rate and a probability; keep the rate where several events a year can happen")
	if s.Probability != nil {
		c.need(share(*s.Probability), "probability", "is from 0 to 1")
	}
	if s.Rate != nil {
		c.rate(*s.Rate)
	}
	if s.Severity != nil {
		c.severity(*s.Severity)
	}
	onSeverity := 0
	for _, e := range s.Controls {
		c.effect(e)
		if e.On == OnSeverity {
			onSeverity++
		}
	}
	c.need(onSeverity <= 6, "controls", "at most 6 controls act on the severity of one scenario; join some")
}

func (c *checker) rate(r Rate) {
	if r.Gamma90 == nil {
		c.need(r.Value >= 0 && r.Value <= 1e6, "rate", "is a number of events a year, from 0 to a million")
		return
	}
	low, high := r.Gamma90[0], r.Gamma90[1]
	c.need(low > 0 && low < high && high <= 1e6, "rate.gamma90", "is two numbers, 0 < low < high ≤ a million")
	c.need(!(high > float64(1e5*low)), "rate.gamma90", "spans more than five powers of ten; that is no estimate yet")
	c.need(!(high < float64(1.001*low)), "rate.gamma90", "is as good as one number; give it as a rate")
}

func (c *checker) severity(s Severity) {
	set := 0
	if s.Lognormal90 != nil {
		set++
		low, high := s.Lognormal90[0], s.Lognormal90[1]
		c.need(amount(low) && amount(high) && low > 0 && low < high, "severity.lognormal90", "is two amounts, 0 < low < high")
		c.need(!(high > float64(1e12*low)), "severity.lognormal90", "spans more than twelve powers of ten; that is no estimate yet")
	}
	if s.PERT != nil {
		set++
		a, m, b := s.PERT[0], s.PERT[1], s.PERT[2]
		c.need(amount(a) && amount(b) && a <= m && m <= b && a < b, "severity.pert", "is least ≤ most likely ≤ greatest, with least below greatest")
	}
	if s.Exponential != nil {
		set++
		c.need(amount(*s.Exponential) && *s.Exponential > 0, "severity.exponential", "is a mean above 0")
	}
	if s.Fixed != nil {
		set++
		c.need(amount(*s.Fixed), "severity.fixed", "is an amount of 0 or more")
	}
	if s.Discrete != nil {
		set++
		c.discrete(s.Discrete)
	}
	c.need(set == 1, "severity", "needs exactly one of lognormal90, pert, exponential, fixed and discrete")
}

func (c *checker) discrete(pairs [][2]float64) {
	var sum numeric.Sum
	for _, p := range pairs {
		c.need(amount(p[0]) && share(p[1]), "severity.discrete", "is pairs of an amount of 0 or more and a probability; [%v, %v] is none", p[0], p[1])
		sum.Add(p[1])
	}
	c.need(math.Abs(sum.Value()-1) <= 1e-9, "severity.discrete", "has probabilities that add up to %v, not to 1", sum.Value())
}

func (c *checker) effect(e Effect) {
	name := "control " + e.ID
	c.need(e.ID != "", name+" id", "is missing")
	c.need(e.On == Frequency || e.On == Susceptibility || e.On == OnSeverity, name+" on", "is frequency, susceptibility or severity, not %q", e.On)
	if e.Efficacy != nil {
		low, high := e.Efficacy[0], e.Efficacy[1]
		c.need(share(low) && share(high) && low <= high, name+" efficacy", "is two shares from 0 to 1, low ≤ high; a control that makes things worse is a scenario")
	}
	c.need(e.Coverage == nil || share(*e.Coverage), name+" coverage", "is a share from 0 to 1")
	c.need(e.Reliability == nil || share(*e.Reliability), name+" reliability", "is a probability from 0 to 1")
}

func share(x float64) bool  { return x >= 0 && x <= 1 }
func amount(x float64) bool { return x >= 0 && x <= 1e15 }
