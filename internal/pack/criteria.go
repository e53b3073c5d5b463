package pack

import (
	"fmt"
	"strconv"

	"github.com/assay-isms/assay/internal/isms/risk"
)

func (c *content) criteriaPage() page {
	p := page{Path: "pages/criteria.html", Clause: "6.1.2 a)", Title: "Risk criteria", Lead: "No version of the risk criteria was approved."}
	if c.criteria != nil {
		p.Lead = fmt.Sprintf("%s %s, approved by %s on %s.", c.criteria.Ref, c.criteria.Title, c.criteria.ApprovedBy, c.criteria.ApprovedOn)
		p.Sections = c.scales(c.criteria)
	}
	p.Sections = append(p.Sections, section{Title: "Versions", Table: c.registerTable("criteria", "No version was written."), After: downloads("registers/criteria-versions")})
	return p
}

// scales shows one version of the criteria: matrix, levels, both scales, kinds of harm, when risks are assessed again.
func (c *content) scales(v *risk.Criteria) []section {
	steps := func(title string, all []risk.Step) section {
		t := &table{Columns: head("Step#", "Name", "Meaning")}
		for i, s := range all {
			t.Rows = append(t.Rows, []cell{{Spans: words(strconv.Itoa(i + 1)), Class: "num"}, textCell(s.Name), textCell(s.Meaning)})
		}
		return section{Title: title, Table: t}
	}
	levels := &table{Columns: head("Level#", "Name", "Acceptable without treatment", "Who may accept what remains")}
	for i, l := range v.Levels {
		levels.Rows = append(levels.Rows, []cell{{Spans: words(strconv.Itoa(i + 1)), Class: "num"}, textCell(l.Name),
			textCell(map[bool]string{true: "yes", false: "no"}[l.Acceptable]), textCell(l.Who(c.personName))})
	}
	again := section{Title: "When risks are assessed again", Facts: []fact{{"Digest", []span{{Text: grouped(v.Digest), Class: "mono"}}}}}
	if v.Reassess != "" {
		again.Prose = append(again.Prose, v.Reassess)
	}
	if v.Months > 0 {
		again.Prose = append(again.Prose, fmt.Sprintf("At the latest after %s.", count(v.Months, "month")))
	}
	for _, label := range v.TriggerLabels() {
		again.Prose = append(again.Prose, label+".")
	}
	if v.AcceptMonths > 0 {
		again.Prose = append(again.Prose, fmt.Sprintf("An acceptance holds %s at most.", count(v.AcceptMonths, "month")))
	}
	out := []section{{Title: "Matrix", Matrix: matrixOf(v, "Level of risk for each likelihood and consequence", func(int, int) []span { return nil })},
		{Title: "Levels", Table: levels}, steps("Likelihood", v.Likelihood), steps("Consequence", v.Consequence)}
	for _, h := range v.Harms {
		out = append(out, steps("Consequence: "+h.Label(), v.HarmSteps(&h)))
	}
	return append(out, again)
}

// personName is what a person is called; the id if the register has none such.
func (c *content) personName(id string) string {
	if it := c.known[id]; it != nil {
		return it.title()
	}
	return id
}

// matrixOf draws the criteria's matrix; in fills the cell of a likelihood and consequence, both from 1.
func matrixOf(c *risk.Criteria, caption string, in func(likelihood, consequence int) []span) *matrix {
	m := &matrix{Caption: caption}
	for _, s := range c.Consequence {
		m.Columns = append(m.Columns, s.Name)
	}
	for l := len(c.Likelihood); l >= 1; l-- {
		row := matrixRow{Title: c.Likelihood[l-1].Name}
		for k := 1; k <= len(c.Consequence); k++ {
			level := c.LevelOf(l, k)
			row.Cells = append(row.Cells, matrixCell{Level: shade(level, len(c.Levels)), Name: c.LevelName(level), Spans: in(l, k)})
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// shade spreads any number of levels over the four shades.
func shade(level, levels int) int {
	if levels <= 4 {
		return level
	}
	return 1 + (level-1)*3/(levels-1)
}

// riskMatrix lists the risks that were rated under the criteria in force.
func (c *content) riskMatrix(caption string, rating func(*risk.Risk) (likelihood, consequence int)) *matrix {
	at := map[[2]int][]string{}
	for _, it := range c.register("risk").items {
		if r := it.rec.(*risk.Risk); string(r.Criteria) == c.criteria.ID {
			l, k := rating(r)
			at[[2]int{l, k}] = append(at[[2]int{l, k}], r.ID)
		}
	}
	return matrixOf(c.criteria, caption, func(l, k int) []span {
		ids := at[[2]int{l, k}]
		if len(ids) > 12 {
			return []span{{Text: fmt.Sprint(len(ids), " risks")}}
		}
		return c.links(ids, false)
	})
}
