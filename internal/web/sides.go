package web

import (
	"fmt"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// sides sets a risk's rating and its figures beside each other, before treatment and after it.
func (q *request) sides(c *risk.Criteria, x *risk.Risk) Node {
	now, after := risk.SidesOf(c, x, false), risk.SidesOf(c, x, true)
	if now.Figures == nil && after.Figures == nil && now.Stands == nil && after.Stands == nil {
		return Section(H2(Text("Rating and figures")), P(Class("soft"), Text("No figures yet, and the criteria it is rated by give no bounds. "), If(q.may(record.MayEdit), A(Href(q.url("/r/risks/"+x.ID+"/edit")+"#f-rate_low"), Text("Estimate how often and how much."))), Text(" "),
			A(Href(q.url("/risk/scenarios", "known", "yes")), Text("What public sources say")), Text(" stands in the library of scenarios.")))
	}
	return Section(H2(Text("Rating and figures")), P(said(now)), Table(Class("facts-table"),
		THead(Tr(Th(Scope("col"), Text("")), Th(Scope("col"), Text("Before treatment")), Th(Scope("col"), Text("After treatment")))), TBody(
			sideRow("Rated", rated(c, now), rated(c, after)),
			sideRow("which stands for", stands(c, now), stands(c, after)),
			sideRow("Estimated", estimated(c, &x.Now), estimated(c, &x.After)),
			sideRow("which means", figured(c, now), figured(c, after)),
			sideRow("90 % of rate × loss", interval(c, now), interval(c, after)),
			sideRow("which lie in", liesIn(c, now), liesIn(c, after)),
			sideRow("Source", Text(x.Now.Source), Text(x.After.Source)))),
		If(after.Figures != nil && !after.Agree, P(Text("After treatment: "), said(after))))
}

// besides tells whether the field is shown by a table or note of the page and not among the others.
func besides(f *record.AnyField, rec record.Record) bool {
	if d, ok := rec.(*document.Document); ok {
		return slices.Contains([]string{"status", "version", "current", "clauses"}, f.Name) || f.Empty(d)
	}
	if _, ok := rec.(*document.Version); ok {
		return slices.Contains([]string{"text", "final", "facts", "asked", "authors"}, f.Name)
	}
	if _, ok := rec.(*continuity.Process); ok {
		return isImpact(f)
	}
	if ofChecklist(rec) {
		return f.Empty(rec) // most fields are for one type of list
	}
	x, ok := rec.(*risk.Risk)
	if !ok {
		return false
	}
	if isHarm(f) || strings.HasPrefix(f.Name, "triggered") || f.Name == "harm_rationale" && f.Empty(rec) {
		return true
	}
	name, after := strings.CutPrefix(f.Name, "residual_")
	e := x.Now
	if after {
		e = x.After
	}
	if bare, inherent := strings.CutPrefix(f.Name, "inherent_"); inherent {
		name, e = bare, x.Inherent
		if !e.Empty() { // only the expected loss is shown beside the effects
			return name == "expected_loss"
		}
	}
	return (e.Complete() || e.Empty()) && slices.Contains([]string{"rate_low", "rate_high", "yearly_probability", "loss_low", "loss_high", "estimate_source", "expected_loss"}, name)
}

func sideRow(label string, now, after Node) Node {
	return Tr(Th(Scope("row"), Text(label)), Td(now), Td(after))
}

// said is what rating and figures say to each other, marked where they differ.
func said(s risk.Sides) Node {
	switch {
	case s.Agree:
		return Group{status("working", "agree", ""), Text(" " + s.Words)}
	case s.Figures != nil && s.Rated.Level > 0 && s.Figures.Cell.Level > 0:
		return Group{status("failing", "differ", ""), Text(" " + s.Words)}
	}
	return Group{status("none", "not compared", ""), Text(" " + s.Words)}
}

func none() Node { return Span(Class("soft"), Text("—")) }

func rated(c *risk.Criteria, s risk.Sides) Node {
	if s.Rated.Level == 0 || c == nil {
		return none()
	}
	return inCell(c, s.Rated)
}

func inCell(c *risk.Criteria, at risk.Cell) Node {
	return Group{levelChip(c, at.Level), Text(" " + c.Likelihood[at.Likelihood-1].Name + " × " + c.Consequence[at.Consequence-1].Name)}
}

func stands(c *risk.Criteria, s risk.Sides) Node {
	if s.Stands == nil {
		return none()
	}
	return Text(fmt.Sprintf("%s to %s a year, expected %s", risk.Money(s.Stands.From, c.Currency), risk.Amount(s.Stands.To), risk.Amount(s.Stands.Expected)))
}

func currencyOf(c *risk.Criteria) string {
	if c == nil {
		return ""
	}
	return c.Currency
}

// estimated are the intervals as they were given.
func estimated(c *risk.Criteria, e *risk.Estimate) Node {
	if !e.Complete() {
		return none()
	}
	often := risk.Frequency(e.RateLow) + " to " + risk.Frequency(e.RateHigh) + " events a year"
	if e.Probability > 0 {
		often = "one event with " + risk.Percent(e.Probability) + " a year"
	}
	return Text(often + ", each " + risk.Money(e.LossLow, currencyOf(c)) + " to " + risk.Amount(e.LossHigh))
}

func figured(c *risk.Criteria, s risk.Sides) Node {
	if s.Figures == nil {
		return none()
	}
	return Text(fmt.Sprintf("%s events a year at %s: expected %s a year", risk.Frequency(s.Figures.Rate), risk.Money(s.Figures.Loss, currencyOf(c)), risk.Money(s.Figures.Expected, currencyOf(c))))
}

func interval(c *risk.Criteria, s risk.Sides) Node {
	if s.Figures == nil {
		return none()
	}
	return Text(fmt.Sprintf("%s to %s a year", risk.Money(s.Figures.Low, currencyOf(c)), risk.Amount(s.Figures.High)))
}

func liesIn(c *risk.Criteria, s risk.Sides) Node {
	if s.Figures == nil || s.Figures.Cell.Level == 0 {
		return none()
	}
	return inCell(c, s.Figures.Cell)
}

// ownerCard says on half a page what the owner signs, what happens if nothing is done, and what treatment costs.
func (q *request) ownerCard(r *record.Reader, c *risk.Criteria, x *risk.Risk, at *standing.Standing) (Node, error) {
	stake, err := treatment.StakeOf(r, x)
	if err != nil {
		return nil, err
	}
	now, after := risk.SidesOf(c, x, false), risk.SidesOf(c, x, true)
	_, who, err := risk.MayAccept(r, c, x)
	if err != nil {
		return nil, err
	}
	sign := Group{Text("That the risk stays at "), levelChip(c, max(1, x.Final())), Text(". Who may accept: " + who + ".")}
	if left := worth(c, pick(after, now)); left != "" {
		sign = append(sign, Text(" What remains: "+left))
	}
	without := Group{Text("It stays at "), levelChip(c, x.Level), Text(".")}
	if lost := worth(c, now); lost != "" {
		without = append(without, Text(" Expect "+lost))
	}
	return Dl(Class("facts"), Dt(Text("What you sign")), Dd(sign), Dt(Text("If nothing is done")), Dd(without), Iff(carried(at) != "", func() Node { return Group{Dt(Text("What the controls do")), Dd(Text(carried(at)))} }), Dt(Text("What it costs")), Dd(Text(stake.Words(c.Currency)))), nil
}

// pick is the side after treatment, or that before it where nothing is said of after.
func pick(after, now risk.Sides) risk.Sides {
	if after.Figures == nil && after.Stands == nil {
		return now
	}
	return after
}

// worth says what a side stands for in money: by the figures, or by the bounds of its rating.
func worth(c *risk.Criteria, s risk.Sides) string {
	switch {
	case s.Figures != nil:
		return fmt.Sprintf("%s a year on average; one event costs about %s.", risk.Money(s.Figures.Expected, c.Currency), risk.Money(s.Figures.Loss, c.Currency))
	case s.Stands != nil:
		return fmt.Sprintf("%s to %s a year, by the bounds of the rating.", risk.Money(s.Stands.From, c.Currency), risk.Amount(s.Stands.To))
	}
	return ""
}
