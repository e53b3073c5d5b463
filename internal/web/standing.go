package web

import (
	"fmt"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/record"
)

const (
	whatIfAt    = "/risk/what-if"
	treatmentAt = "/risk/treatment"
)

// standing shows a risk without controls, today and after treatment, with the effects that lead from one to the next.
func (q *request) standing(c *risk.Criteria, x *risk.Risk, s *standing.Standing) Node {
	add := If(q.may(record.MayEdit) && len(x.Controls) > 0, P(button(q.url("/r/effects/new", "risk", x.Ref), "Add an effect of a control")))
	if !s.Any() {
		return Section(ID("standing"), H2(Text("What the controls do")), P(Class("soft"), Text("Not assessed: neither the figures without controls nor the effect of a control is stated. With both, the figures of today and after treatment follow.")), add)
	}
	side := func(p standing.Position, level int) Node {
		return Group{Td(Class("num"), money(p.ByHand, s.Currency)), Td(Class("num"), money(p.Computed, s.Currency)), Td(levelOf(c, p.Counts, level))}
	}
	said := func(name string, p standing.Position) Node { return Li(Text(name + ": " + lowered(p.Words))) }
	row := func(name string, p standing.Position, level int) Node {
		return Tr(Th(Scope("row"), Text(name)), side(p, level))
	}
	return Section(ID("standing"), H2(Text("What the controls do")), Table(Class("facts-table"),
		THead(Tr(Th(Scope("col"), Text("Expected a year")), Th(Scope("col"), Class("num"), Text("By hand")), Th(Scope("col"), Class("num"), Text("From effects")), Th(Scope("col"), Text("Level")))),
		TBody(row("Without controls", s.Inherent, x.InherentLevel), row("Today", s.Current, x.Level), row("After treatment", s.Residual, x.Final()))),
		Ul(Class("points"), said("Today", s.Current), said("After treatment", s.Residual)), q.effects(s), add)
}

// lowered is a sentence as it goes on after a colon.
func lowered(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func money(f *risk.Figured, currency string) Node {
	if f == nil {
		return none()
	}
	return Text(risk.Money(f.Expected, currency))
}

// levelOf is the level of the figures that count, else the rated one.
func levelOf(c *risk.Criteria, f *risk.Figured, rated int) Node {
	switch {
	case c == nil:
		return none()
	case f != nil && f.Cell.Level > 0:
		return levelChip(c, f.Cell.Level)
	case rated > 0:
		return levelChip(c, rated)
	}
	return none()
}

func (q *request) effects(s *standing.Standing) Node {
	if len(s.Acts)+len(s.NoEffect) == 0 {
		return nil
	}
	share := func(x float64) string {
		if x == 0 {
			return "—"
		}
		return risk.Percent(x)
	}
	credit := func(a standing.Act) Node {
		switch {
		case len(a.Missing) > 0:
			return status("none", "not assessed", "")
		case a.Off > 0:
			return status("working", "acts", "")
		case a.Implemented:
			return status("stale", "no credit", "")
		}
		return status("none", "planned", "")
	}
	return Div(Class("scroll"), Table(THead(Tr(Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("Acts on")), Th(Scope("col"), Class("num"), Text("Takes off today")), Th(Scope("col"), Class("num"), Text("After treatment")), Th(Scope("col"), Text("Credit")))),
		TBody(Map(s.Acts, func(a standing.Act) Node {
			return Tr(Td(A(Class("name"), Href(q.controlURL(a.Control)), Text(a.Control+" "+a.Title)), Br(), A(Class("soft mono"), Href(q.recordURL(effect.Effects.Kind(), a.Ref)), Text(a.Ref))), Td(Text(a.On)),
				Td(Class("num"), Text(share(a.Off))), Td(Class("num"), Text(share(a.OffLater))), Td(credit(a), Br(), Small(Class("soft"), Text(a.Words))))
		}), Map(s.NoEffect, func(ref string) Node {
			return Tr(Td(A(Class("name"), Href(q.controlURL(ref)), Text(ref))), Td(), Td(Class("num"), Text("—")), Td(Class("num"), Text("—")), Td(status("none", "not assessed", ""), Br(), Small(Class("soft"), Text("No credit: no effect is stated."))))
		}))))
}

// carried says in a sentence which controls lead from the risk without them to what remains.
func carried(s *standing.Standing) string {
	if s.Inherent.Counts == nil {
		return ""
	}
	var by []string
	for _, a := range s.Acts {
		if a.OffLater > 0 {
			by = append(by, fmt.Sprintf("%s takes %s off the %s", a.Control, risk.Percent(a.OffLater), a.On))
		}
	}
	out := risk.Money(s.Inherent.Counts.Expected, s.Currency) + " a year without controls"
	for _, p := range []struct {
		when string
		standing.Position
	}{{"today", s.Current}, {"after treatment", s.Residual}} {
		if p.Counts != nil {
			out += fmt.Sprintf(", %s %s", risk.Money(p.Counts.Expected, s.Currency), p.when)
		}
	}
	if len(by) == 0 {
		return out + ". No control is credited."
	}
	return out + ": " + strings.Join(by, ", ") + "."
}

// whatIfPage shows what happens if controls go or come.
func whatIfPage(q *request) error {
	without, with := references(q.r.URL.Query()["without"]), references(q.r.URL.Query()["with"])
	return q.show(func(r *record.Reader) (page, error) {
		w, err := standing.If(r, without, with)
		if err != nil {
			return page{}, err
		}
		return page{title: "What if", section: "/risk", body: q.whatIf(w)}, nil
	})
}

// references are the references in inputs, which commas or spaces separate.
func references(values []string) (out []string) {
	for _, v := range values {
		out = append(out, strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })...)
	}
	return out
}

func (q *request) whatIf(w *standing.WhatIf) Node {
	asked := len(w.Without)+len(w.With) > 0
	title := "What if"
	if len(w.Without)+len(w.With) == 1 {
		title = fmt.Sprintf("What if %s were %s", slices.Concat(w.Without, w.With)[0].Ref, map[bool]string{true: "not there", false: "in place"}[len(w.Without) == 1])
	}
	return Group{heading(title, Text(w.Words), button(q.url(treatmentAt), "Treatment weighed"), button(q.url(figuresAt), "In figures")),
		Div(Class("cols"), Div(Iff(asked, func() Node { return Group{q.shifts(w), q.unknown(w)} }), If(!asked, P(Class("soft"), Text("Choose the controls that are supposed to be gone, or to be in place. Figures follow from those without controls and the effects stated; risks without them count as estimated by hand and do not move.")))),
			Aside(Iff(asked, func() Node { return whatIfLoss(w) }), q.whatIfForm(w)))}
}

func (q *request) shifts(w *standing.WhatIf) Node {
	if len(w.Shifts) == 0 {
		return Section(H2(Text("Risks that move")), P(Class("soft"), Text("None, as far as effects are stated.")))
	}
	return Section(H2(Text("Risks that move")), Div(Class("scroll"), Table(THead(Tr(Th(Scope("col"), Text("Ref")), Th(Scope("col"), Text("Risk")), Th(Scope("col"), Text("When")), Th(Scope("col"), Class("num"), Text("Expected before")), Th(Scope("col"), Class("num"), Text("After")), Th(Scope("col"), Text("Level")))),
		TBody(Map(w.Shifts, func(s standing.Shift) Node {
			level := Group{Text(s.From)}
			if s.From != s.To {
				level = append(level, Text(" → "+s.To))
			}
			if s.Above {
				level = append(level, Br(), status("failing", "above criteria", ""))
			}
			return Tr(Td(Class("mono"), Text(s.Ref)), Td(A(Class("name"), Href(q.recordURL(risk.Risks.Kind(), s.Ref)), Text(s.Title))), Td(Text(map[bool]string{false: "today", true: "after treatment"}[s.Residual])),
				Td(Class("num"), Text(risk.Amount(s.Before.Expected))), Td(Class("num"), Text(risk.Amount(s.After.Expected))), Td(level))
		})))))
}

func (q *request) unknown(w *standing.WhatIf) Node {
	if len(w.Unknown) == 0 {
		return nil
	}
	return Section(H2(Text("Not assessed")), P(Class("soft"), Text("These risks need one of the controls. What it does to them nobody has stated, or their figures without controls are missing; they do not move here.")),
		Ul(Class("lines"), Map(w.Unknown, func(m standing.Measure) Node {
			return Li(A(Class("mono"), Href(q.recordURL(risk.Risks.Kind(), m.Ref)), Text(m.Ref)), Text(" "+m.Title))
		})))
}

// whatIfForm asks again; it reads and changes nothing.
func (q *request) whatIfForm(w *standing.WhatIf) Node {
	box := func(name string, chosen []standing.Measure) func(standing.Choice) Node {
		return func(c standing.Choice) Node {
			return Li(Label(Input(Type("checkbox"), Name(name), Value(c.Ref), If(slices.Contains(chosen, c.Measure), Checked())), Text(" "+c.Ref+" "+c.Title)))
		}
	}
	var there, planned []standing.Choice
	for _, c := range w.Choices {
		there = append(there, c)
		if !c.Implemented {
			planned = append(planned, c)
		}
	}
	if len(there) == 0 {
		return Section(H2(Text("Controls")), P(Class("soft"), Text("No effect of a control is stated yet. "), If(q.may(record.MayEdit), A(Href(q.url("/r/effects/new")), Text("State the first.")))))
	}
	return Section(H2(Text("Controls")), Form(Method("get"), Action(q.url(whatIfAt)), Class("stack"), q.moment(),
		FieldSet(Legend(Text("Without")), Ul(Class("lines"), Map(there, box("without", w.Without)))),
		If(len(planned) > 0, FieldSet(Legend(Text("As if in place")), Ul(Class("lines"), Map(planned, box("with", w.With))))),
		Button(Class("btn go"), Text("Work it out"))))
}

func whatIfLoss(w *standing.WhatIf) Node {
	row := func(name string, before, after float64) Node {
		return Tr(Td(Text(name)), Td(Class("num"), Text(risk.Amount(before))), Td(Class("num"), Text(risk.Amount(after))))
	}
	limits := func(name string, d standing.Difference) Node {
		return Map(d.Tolerance, func(t risk.Judged) Node {
			if t.Kept == t.Later {
				return nil
			}
			return Tr(Td(Text(t.Limit+", "+name)), Td(kept(t.Kept)), Td(kept(t.Later)))
		})
	}
	return Section(H2(Text("A year's loss "), Span(Class("soft"), Text(w.Currency))), Table(THead(Tr(Th(Scope("col"), Text("Figure")), Th(Scope("col"), Class("num"), Text("Before")), Th(Scope("col"), Class("num"), Text("After")))), TBody(
		row("Expected, today", w.Current.Before.Expected, w.Current.After.Expected), row("Value at risk 95 %, today", w.Current.Before.ValueAtRisk, w.Current.After.ValueAtRisk),
		row("Expected, after treatment", w.Residual.Before.Expected, w.Residual.After.Expected), row("Value at risk 95 %, after treatment", w.Residual.Before.ValueAtRisk, w.Residual.After.ValueAtRisk),
		limits("today", w.Current), limits("after treatment", w.Residual))))
}

func kept(ok bool) Node {
	if ok {
		return status("working", "within", "")
	}
	return status("failing", "exceeded", "")
}

// whatIfLink leads from a control that risks need to what they were without it.
func (q *request) whatIfLink(l *control.Line) Node {
	if len(l.Risks) == 0 {
		return nil
	}
	return A(Class("btn"), Href(q.url(whatIfAt, "without", l.Ref)), Text("What if it were not there"))
}
