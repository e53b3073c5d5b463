package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/guide"
)

type catalogScenariosCmd struct {
	Sector string `placeholder:"SECTOR" help:"Only those of a sector, such as Healthcare."`
	Format string `enum:"table,json" default:"table" help:"One of ${enum}."`
}

// Run lists the worked risks of the library.
func (c *catalogScenariosCmd) Run(s *session) error {
	all := slices.DeleteFunc(guide.Scenarios(), func(x guide.Scenario) bool { return c.Sector != "" && !strings.EqualFold(x.Sector, c.Sector) })
	if c.Format == "json" {
		return s.json(all)
	}
	t := table{head: []string{"SCENARIO", "SECTOR", "TITLE", "A YEAR", "LOSS", "CONTROLS"}, data: all}
	for _, x := range all {
		t.rows = append(t.rows, []string{x.ID, x.Sector, x.Title, fmt.Sprintf("%g to %g", x.Rate.Low, x.Rate.High), fmt.Sprintf("%.0f to %.0f %s", x.Loss.Low, x.Loss.High, x.Loss.Currency), strings.Join(x.Controls, " ")})
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
