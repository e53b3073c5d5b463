package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
)

type catalogScenariosCmd struct {
	Sector string `placeholder:"SECTOR" help:"Only those of a sector, such as Healthcare."`
	Known  bool   `help:"Only those beside which a public figure stands."`
	Format string `enum:"table,json" default:"table" help:"One of ${enum}."`
}

// Run lists the worked risks of the library.
func (c *catalogScenariosCmd) Run(s *session) error {
	all := slices.DeleteFunc(guide.Scenarios(), func(x guide.Scenario) bool {
		return c.Sector != "" && !strings.EqualFold(x.Sector, c.Sector) || c.Known && len(x.BaseRates) == 0
	})
	if c.Format == "json" {
		return s.json(all)
	}
	t := table{head: []string{"SCENARIO", "SECTOR", "TITLE", "A YEAR", "LOSS", "PUBLIC FIGURES", "CONTROLS"}, data: all}
	for _, x := range all {
		t.rows = append(t.rows, []string{x.ID, x.Sector, x.Title, fmt.Sprintf("%g to %g", x.Rate.Low, x.Rate.High), fmt.Sprintf("%.0f to %.0f %s", x.Loss.Low, x.Loss.High, x.Loss.Currency), strconv.Itoa(len(x.BaseRates)), strings.Join(x.Controls, " ")})
	}
	return s.table(t)
}

type catalogBaseRatesCmd struct {
	Scenario string `placeholder:"SCENARIO" help:"Only those that say something of a scenario, with what its judged rate is beside them."`
	Format   string `enum:"table,json" default:"table" help:"One of ${enum}."`
}

// Run lists the public figures of the library.
func (c *catalogBaseRatesCmd) Run(s *session) error {
	if c.Scenario != "" {
		return c.beside(s)
	}
	all := guide.BaseRates()
	if c.Format == "json" {
		return s.json(all)
	}
	t := table{head: []string{"FIGURE", "VALUE", "FOR", "PUBLISHED", "PUBLISHER", "PUBLICATION", "TITLE"}, data: all}
	for _, x := range all {
		for _, v := range x.Values {
			t.rows = append(t.rows, []string{x.ID, x.Say(v), v.For, x.Published, x.Publisher, x.Publication, x.Title})
		}
	}
	return s.table(t)
}

func (c *catalogBaseRatesCmd) beside(s *session) error {
	x, ok := guide.FindScenario(c.Scenario)
	if !ok {
		return errs.New(errs.NotFound, "%s: the library has no such scenario. See assay catalog scenarios.", c.Scenario)
	}
	if c.Format == "json" {
		return s.json(x.BaseRates)
	}
	t := table{head: []string{"FIGURE", "VALUE", "FOR", "A YEAR", "OUR JUDGEMENT", "PUBLISHED", "PUBLISHER", "DIFFERS"}, data: x.BaseRates}
	for _, b := range x.BaseRates {
		for i, v := range b.Values {
			rate, judgement := "", ""
			if i < len(b.Yearly) {
				rate, judgement = fmt.Sprintf("%.3g", b.Yearly[i].Rate), b.Yearly[i].Judgement
			}
			t.rows = append(t.rows, []string{b.ID, b.Say(v), v.For, rate, judgement, b.Published, b.Publisher, b.Differs})
		}
	}
	return s.table(t)
}

type catalogCausesCmd struct {
	Format string `enum:"table,json" default:"table" help:"One of ${enum}."`
}

// Run lists the threats and vulnerabilities of the library with the controls that usually treat them.
func (c *catalogCausesCmd) Run(s *session) error {
	all := slices.Concat(guide.Threats(), guide.Vulnerabilities())
	if c.Format == "json" {
		return s.json(all)
	}
	t := table{head: []string{"ID", "TITLE", "FIELD", "USUALLY TREATED BY"}, data: all}
	for _, x := range all {
		t.rows = append(t.rows, []string{x.ID, x.Title, x.Field, strings.Join(ids(guide.Treating(x.ID)), " ")})
	}
	return s.table(t)
}

type catalogTypicalProcessesCmd struct {
	Sector string `placeholder:"SECTOR" help:"Only those of a sector, such as Manufacturing."`
	Format string `enum:"table,json" default:"table" help:"One of ${enum}."`
}

// Run lists the typical processes of the library with the worst impact after each length of an outage, as we judge it.
func (c *catalogTypicalProcessesCmd) Run(s *session) error {
	all := slices.DeleteFunc(guide.TypicalProcesses(), func(x guide.TypicalProcess) bool { return c.Sector != "" && !strings.EqualFold(x.Sector, c.Sector) })
	if c.Format == "json" {
		return s.json(all)
	}
	t := table{head: []string{"PROCESS", "SECTOR", "TITLE", "WHAT STOPS"}, data: all}
	for _, at := range guide.ImpactTimes() {
		t.head = append(t.head, strings.ToUpper(at.ID))
	}
	for _, x := range all {
		row := []string{x.ID, x.Sector, x.Title, x.Stops}
		for _, at := range guide.ImpactTimes() {
			row = append(row, strconv.Itoa(x.Hurts[at.ID]))
		}
		t.rows = append(t.rows, row)
	}
	return s.table(t)
}

type catalogImpactsCmd struct {
	Format string `enum:"table,json" default:"table" help:"One of ${enum}."`
}

// Run lists the categories of impact with the words of their levels.
func (c *catalogImpactsCmd) Run(s *session) error {
	all := guide.Impacts()
	if c.Format == "json" {
		return s.json(all)
	}
	t := table{head: []string{"CATEGORY", "TITLE", "0", "1", "2", "3", "4"}, data: all}
	for _, x := range all {
		t.rows = append(t.rows, append([]string{x.ID, x.Title}, x.Levels...))
	}
	return s.table(t)
}
