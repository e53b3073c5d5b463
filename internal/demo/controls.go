package demo

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// together is how many controls one talk with their owners decides.
const together = 3

// controls plans the Statement of Applicability: decided in talks, described as the work is done, approved twice.
func (y *year) controls() {
	y.on(260, "09:30", "roth", "Annex A of 2022", func(w *record.Writer) error {
		if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
			return err
		}
		return w.Each(control.Controls.Kind(), record.Query{}, func(r record.Record) error {
			y.all["control/"+r.Base().Ref] = r
			return nil
		})
	})
	all := slices.Concat(organizational, ofPeople, ofPremises, technological)
	for i := 0; i < len(all); i += together {
		part := all[i:min(i+together, len(all))]
		y.decide(part, 214-i/5)
		y.implement(part, 193-i*2/3)
		y.finish(part, 110-i*2/3)
	}
	y.on(139, "14:20", "roth", "N. Haddad's table of requirements and controls", func(w *record.Writer) error { return y.meet(w, all) })
	y.approveStatement(124, "First version, for the audit of Halden")
	y.on(45, "13:20", "roth", "Dates for what is still open, agreed in the quarterly review", func(w *record.Writer) error { return y.setDue(w, all, -70) })
	y.approveStatement(41, "With the web shop, after the second assessment")
	y.reopen("A.8.32", 6, "Changes to batch and label systems are not covered; decide scope with both plant managers")
	y.reopen("A.8.11", 5, "Auditor asks whether payroll exports to the planner are meant as well")
}

// decide plans the decision on some controls and their owners.
func (y *year) decide(part []decision, ago int) {
	y.during(ago, "roth", "Decided with "+y.owners(part), func(w *record.Writer) error {
		for _, d := range part {
			c := the(y, control.Controls, d.id)
			c.Owner = y.ref("person", d.owner)
			if d.implementation == "excluded" {
				c.Applicability, c.ExclusionReason = "excluded", d.because
			} else {
				c.Applicability, c.Implementation = "applicable", "planned"
				d.justify(c, ago)
			}
			if err := control.Controls.Put(w, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// justify gives the reasons: the main one in words, and the risks that by then rely on the control.
func (d decision) justify(c *control.Control, ago int) {
	if d.reason == "" {
		return
	}
	*c.Because(d.reason), c.Reasons = d.because, nil
	for _, o := range control.Reasons {
		if o.Value == d.reason || o.Value == "risk" && neededByRisk(d.id, ago) {
			c.Reasons = append(c.Reasons, o.Value)
		}
	}
}

func neededByRisk(id string, ago int) bool {
	return slices.ContainsFunc(hazards, func(h hazard) bool {
		return h.treated() > ago && slices.Contains(strings.Fields(h.controls), id)
	})
}

// owners names those who were asked.
func (y *year) owners(part []decision) string {
	var names []string
	for _, d := range part {
		if n := y.initial(d.owner); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// implement plans the description of what is in place, which is not all yet.
func (y *year) implement(part []decision, ago int) {
	y.during(ago, y.hand(part[0].owner), "What is in place", func(w *record.Writer) error {
		for i, d := range part {
			if d.implementation == "excluded" {
				continue
			}
			c := the(y, control.Controls, d.id)
			c.Description = firstSentence(d.how)
			c.Implementation = "partly"
			if d.implementation == "planned" || d.implementation == "implemented" && i != 1 {
				c.Implementation = d.implementation
			}
			if err := control.Controls.Put(w, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func firstSentence(s string) string {
	if first, _, more := strings.Cut(s, ". "); more {
		return first + "."
	}
	return s
}

// finish plans the full description, once both plants were visited, and the step to full implementation of those
// that took longer.
func (y *year) finish(part []decision, ago int) {
	y.during(ago, y.hand(part[0].owner), "Seen in both plants", func(w *record.Writer) error {
		for _, d := range part {
			if d.implementation == "excluded" {
				continue
			}
			c := the(y, control.Controls, d.id)
			c.Description, c.Implementation = d.how, d.implementation
			if err := control.Controls.Put(w, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// meet links the requirements that controls serve, and names the risk where one came to rely on a control.
func (y *year) meet(w *record.Writer, all []decision) error {
	for _, d := range all {
		c := the(y, control.Controls, d.id)
		c.Requirements = y.refs("requirement", d.requirements)
		d.justify(c, 139)
		if err := control.Controls.Put(w, c); err != nil {
			return err
		}
	}
	return nil
}

// setDue gives a date to every control that is not fully implemented.
func (y *year) setDue(w *record.Writer, all []decision, ago int) error {
	for _, d := range all {
		c := the(y, control.Controls, d.id)
		if c.Implementation == "implemented" || c.Applicability != "applicable" {
			continue
		}
		c.Due = y.date(ago)
		d.justify(c, 45)
		if err := control.Controls.Put(w, c); err != nil {
			return err
		}
	}
	return nil
}

func (y *year) approveStatement(ago int, note string) {
	y.on(ago, "15:40", "duval", "", func(w *record.Writer) error {
		_, err := control.Approve(w, catalog.Edition2022, note)
		return err
	})
}

func (y *year) reopen(id string, ago int, why string) {
	y.during(ago, "roth", why, func(w *record.Writer) error {
		c := the(y, control.Controls, id)
		c.Applicability = "undecided"
		return control.Controls.Put(w, c)
	})
}
