package cli

import (
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/selection"
	"github.com/assay-isms/assay/internal/record"
)

type suggestCmd struct {
	Risk string `arg:"" placeholder:"RISK" help:"The risk, such as R-12."`
}

// Run lists the controls that usually treat a risk's threats and vulnerabilities.
func (c *suggestCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		all, err := selection.Advise(r, c.Risk)
		if err != nil {
			return err
		}
		t := table{head: []string{"CONTROL", "TITLE", "CHOSEN", "USUALLY TREATS"}, data: all}
		for _, a := range all {
			t.rows = append(t.rows, []string{a.Control, a.Title, map[bool]string{true: "yes", false: ""}[a.Chosen], a.Why})
		}
		return s.table(t)
	})
}

type soaAnnexCmd struct{ edition }

// Run compares the controls that treatments need with Annex A (6.1.3 c).
func (c *soaAnnexCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		found, err := selection.Compare(r, catalog.Edition(c.Edition))
		if err != nil {
			return err
		}
		rows := found.Rows()
		t := table{head: []string{"FINDING", "CONTROL", "TITLE", "APPLIES", "STATE", "LED TO BY", "WHY"}, data: append([]selection.Row{}, rows...)}
		for _, row := range rows {
			t.rows = append(t.rows, []string{row.Finding, row.Control, row.Title, row.Applicability, row.State, strings.Join(row.Records, " "), row.Why})
		}
		return s.table(t)
	})
}

type soaAttributesCmd struct{}

// Run counts the controls of 2022 by attribute and state.
func (c *soaAttributesCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		lines, err := control.Statement(r, catalog.Edition2022)
		if err != nil {
			return err
		}
		rows := control.Pivot(lines)
		t := table{head: []string{"ATTRIBUTE", "VALUE", "CONTROLS"}, data: rows}
		for _, state := range control.States {
			t.head = append(t.head, strings.ToUpper(state.Words()))
		}
		for _, row := range rows {
			cells := []string{row.Attribute, string(row.Value), strconv.Itoa(row.All)}
			for _, state := range control.States {
				cells = append(cells, strconv.Itoa(row.States[state]))
			}
			t.rows = append(t.rows, cells)
		}
		return s.table(t)
	})
}
