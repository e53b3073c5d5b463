package cli

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/record"
)

type riskStandingCmd struct {
	Ref string `arg:"" help:"Reference such as R-1."`
}

// Run prints the three positions of a risk and the effects between them.
func (c *riskStandingCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		x, err := risk.Risks.Find(r, c.Ref)
		if err != nil {
			return err
		}
		at, err := standing.Of(r, x)
		if err != nil || s.JSON {
			return orJSON(s, err, at)
		}
		t := table{head: []string{"POSITION", "EXPECTED A YEAR", "90 % FROM", "TO"}}
		var words []fact
		for _, p := range []struct {
			name string
			standing.Position
		}{{"Without controls", at.Inherent}, {"Today", at.Current}, {"After treatment", at.Residual}} {
			row := []string{p.name, "not assessed", "", ""}
			if f := p.Counts; f != nil {
				row = []string{p.name, risk.Money(f.Expected, at.Currency), risk.Amount(f.Low), risk.Amount(f.High)}
			}
			words = append(words, fact{p.name, p.Words})
			t.rows = append(t.rows, row)
		}
		if err := s.aligned(t); err != nil {
			return err
		}
		fmt.Fprintln(s.Out)
		t = table{head: []string{"CONTROL", "ACTS ON", "TAKES OFF TODAY", "AFTER TREATMENT"}}
		for _, a := range at.Acts {
			t.rows = append(t.rows, []string{a.Control, a.On, risk.Percent(a.Off), risk.Percent(a.OffLater)})
			words = append(words, fact{a.Control, a.Words})
		}
		for _, ref := range at.NoEffect {
			t.rows = append(t.rows, []string{ref, "", "—", "—"})
			words = append(words, fact{ref, "No credit: no effect is stated."})
		}
		if len(t.rows) > 0 {
			if err := s.aligned(t); err != nil {
				return err
			}
			fmt.Fprintln(s.Out)
		}
		s.lines(words)
		return nil
	})
}

// orJSON passes the error on, or prints the answer as JSON.
func orJSON(s *session, err error, answer any) error {
	if err != nil {
		return err
	}
	return s.json(answer)
}

type riskWhatIfCmd struct {
	Without []string `placeholder:"CONTROL" help:"Controls that are supposed to be gone, such as A.8.13,A.8.7."`
	With    []string `placeholder:"CONTROL" help:"Controls that are supposed to be in place."`
}

// Run prints what a change of controls does to risks and to the loss of a year.
func (c *riskWhatIfCmd) Run(s *session) error {
	if len(c.Without)+len(c.With) == 0 {
		return misusef("name controls with --without or --with")
	}
	return s.read(func(r *record.Reader) error {
		w, err := standing.If(r, c.Without, c.With)
		if err != nil || s.JSON {
			return orJSON(s, err, w)
		}
		fmt.Fprintln(s.Out, printable(w.Words))
		t := table{head: []string{"LOSS OF A YEAR", "BEFORE", "AFTER"}}
		for _, d := range []struct {
			name string
			*standing.Difference
		}{{"today", &w.Current}, {"after treatment", &w.Residual}} {
			t.rows = append(t.rows, []string{"Expected, " + d.name, risk.Money(d.Before.Expected, w.Currency), risk.Money(d.After.Expected, w.Currency)},
				[]string{"Value at risk 95 %, " + d.name, risk.Money(d.Before.ValueAtRisk, w.Currency), risk.Money(d.After.ValueAtRisk, w.Currency)})
		}
		if err := s.aligned(t); err != nil {
			return err
		}
		fmt.Fprintln(s.Out)
		t = table{head: []string{"RISK", "TITLE", "WHEN", "EXPECTED BEFORE", "AFTER", "LEVEL BEFORE", "AFTER", ""}}
		for _, x := range w.Shifts {
			t.rows = append(t.rows, []string{x.Ref, x.Title, map[bool]string{false: "today", true: "after treatment"}[x.Residual], risk.Amount(x.Before.Expected), risk.Amount(x.After.Expected), x.From, x.To,
				map[bool]string{true: "rises above the criteria"}[x.Above]})
		}
		for _, x := range w.Unknown {
			t.rows = append(t.rows, []string{x.Ref, x.Title, "", "not assessed", "", "", "", ""})
		}
		return s.aligned(t)
	})
}

type riskOptimiseCmd struct {
	Budget *float64 `placeholder:"AMOUNT" help:"In the currency of the criteria in force; without it the best set of all actions."`
}

// Run prints the actions by what they take off for their cost, the sets chosen, and what every budget buys.
func (c *riskOptimiseCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		p, err := standing.Weigh(r, c.Budget)
		if err != nil || s.JSON {
			return orJSON(s, err, p)
		}
		in := p.Within
		s.lines([]fact{{"Expected today", risk.Money(p.Today.Expected, p.Currency) + " a year"}, {"Best within budget", said(in.Actions) + ", cost " + risk.Money(in.Cost, p.Currency)},
			{"Expected with them", risk.Money(in.Loss.Expected, p.Currency) + " a year"}, {"Cheapest for criteria", p.Goal}})
		t := table{head: []string{"ACTION", "TITLE", "COST", "TAKES OFF A YEAR", "DONE LAST", "PAYBACK", "RETURN", "CHOSEN", "NEEDS"}}
		for _, a := range p.Actions {
			t.rows = append(t.rows, []string{a.Ref, a.Title, risk.Amount(a.Cost), risk.Amount(a.First), risk.Amount(a.Last), a.Term(), a.Gain(), map[bool]string{true: "yes"}[a.Chosen], strings.Join(a.Needs, " ")})
		}
		fmt.Fprintln(s.Out)
		if err := s.aligned(t); err != nil {
			return err
		}
		fmt.Fprintln(s.Out)
		t = table{head: []string{"COST", "EXPECTED A YEAR", "ACTIONS"}}
		for _, at := range p.Frontier.Points {
			t.rows = append(t.rows, []string{risk.Amount(at.Cost), risk.Amount(at.Expected), said(at.Actions)})
		}
		return s.aligned(t)
	})
}

func said(actions []string) string {
	if len(actions) == 0 {
		return "no action"
	}
	return strings.Join(actions, " ")
}
