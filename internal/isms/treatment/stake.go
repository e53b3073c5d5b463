package treatment

import (
	"fmt"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Stake is what a risk's treatment costs and what it takes off.
type Stake struct {
	Actions int     // of the treatment plan for this risk, without those dropped
	Open    int     // of them not done yet
	Shared  int     // of them that serve other risks too; their cost counts whole
	Cost    float64 // of all of them
	Drop    float64 // in the expected loss of a year; 0 if either side has no figures
}

// StakeOf adds up the treatment plan of a risk.
func StakeOf(r *record.Reader, x *risk.Risk) (s Stake, err error) {
	all, err := Treatments.All(r, record.Query{Filters: []record.Filter{{Field: "risks", Values: []string{x.ID}}}})
	for _, t := range all {
		if t.Status == "dropped" {
			continue
		}
		s.Actions++
		s.Cost += t.Cost
		if t.Status != "done" {
			s.Open++
		}
		if len(t.Risks) > 1 {
			s.Shared++
		}
	}
	if x.Now.Complete() && x.After.Complete() {
		s.Drop = x.Now.Expected - x.After.Expected
	}
	return s, err
}

// Words weigh the cost of the treatment against what it takes off.
func (s Stake) Words(currency string) string {
	out := "No treatment action is planned."
	if s.Actions > 0 {
		out = fmt.Sprintf("%s, %d still open, cost %s together", count(s.Actions, "action"), s.Open, risk.Money(s.Cost, currency))
		if s.Shared > 0 {
			out += fmt.Sprintf(", %d of them shared with other risks", s.Shared)
		}
		out += "."
	}
	switch {
	case s.Drop > 0 && s.Cost > 0:
		out += fmt.Sprintf(" They take %s a year off the expected loss: the cost is back after %s.", risk.Money(s.Drop, currency), Term(s.Cost/s.Drop))
	case s.Drop > 0:
		out += fmt.Sprintf(" Treatment takes %s a year off the expected loss.", risk.Money(s.Drop, currency))
	case s.Drop < 0:
		out += " By the figures the risk is greater after treatment than before it."
	}
	return out
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Term writes a number of years for people.
func Term(years float64) string {
	switch {
	case years < 1.0/12:
		return "less than a month"
	case years < 2:
		return count(int(12*years+0.5), "month")
	case years > 50:
		return "more than 50 years"
	}
	return count(int(years+0.5), "year")
}
