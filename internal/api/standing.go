package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/risk"
	stand "github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/record"
)

func (c *call) riskStanding() error {
	var s *stand.Standing
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		x, err := risk.Risks.Find(r, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		s, err = stand.Of(r, x)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, s)
}

func (c *call) whatIf() error {
	var w *stand.WhatIf
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		w, err = stand.If(r, c.several("without"), c.several("with"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, w)
}

// several are the values of a parameter, by commas or by repeating.
func (c *call) several(name string) (out []string) {
	for _, v := range c.query[name] {
		out = append(out, strings.Split(v, ",")...)
	}
	return out
}

func (c *call) weigh() error {
	var budget *float64
	if text := c.query.Get("budget"); text != "" {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return errs.New(errs.BadRequest, "budget=%s is not a number.", text)
		}
		budget = &x
	}
	var p *stand.Plan
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		p, err = stand.Weigh(r, budget)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, p)
}

func docStanding() operation {
	return operation{id: "risk_standing", tag: tagFigures, summary: "Read how a risk stands without controls, today and after treatment, and by which effects of controls",
		about: "A figure estimated by hand counts; what follows from the effects stands beside it. An effect of which nobody has assessed efficacy or coverage gets no credit and says so. reliability is taken from evidence and tests, never typed in.",
		reply: schemaFor[stand.Standing]()}
}

func docWhatIf() operation {
	refs := object{"type": "array", "items": object{"type": "string"}}
	return operation{id: "what_if", tag: tagFigures, summary: "Read which risks rise above the criteria if controls are not there, or what others would take off",
		params: []any{query("without", "Controls that are supposed to be gone: references or ids, by commas or by repeating.", refs), query("with", "Controls that are supposed to be in place.", refs)},
		reply:  schemaFor[stand.WhatIf]()}
}

func docWeigh() operation {
	return operation{id: "weigh_treatment", tag: tagFigures, summary: "Read which open treatment actions are worth their cost, which to choose within a budget, and which keep the tolerance at least cost",
		about:  "The sets are proven best. More than 40 open actions that take something off, or a plan for which no proof is found in reasonable time, are refused with what to do.",
		params: []any{query("budget", "Amount in the currency of the criteria in force; the cost of all actions when left out.", object{"type": "number", "minimum": 0})},
		reply:  schemaFor[stand.Plan]()}
}
