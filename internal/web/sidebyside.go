package web

import (
	"fmt"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/transition"
)

// movingFilters narrow the table of both statements.
var movingFilters = []struct {
	key, label string
	keep       func(*transition.Control) bool
}{
	{"", "All", func(*transition.Control) bool { return true }},
	{"merged", "Merged", func(c *transition.Control) bool { return c.How == transition.Merged }},
	{"one-to-one", "One to one", func(c *transition.Control) bool { return c.How == transition.OneToOne }},
	{"new", "New", func(c *transition.Control) bool { return c.How == transition.New }},
	{"questions", "With questions", func(c *transition.Control) bool { return len(c.Questions) > 0 }},
	{"changes", "Will change", func(c *transition.Control) bool { return c.Changed || len(c.Links) > 0 }},
	{"open", "Open afterwards", func(c *transition.Control) bool { return c.Gap != "" }},
}

// sideBySide shows both statements: each control of the new edition beside its parts.
func (m *moving) sideBySide() Node {
	p := m.plan
	var rows []Node
	for _, f := range movingFilters {
		for _, c := range p.Controls {
			if f.key == m.shown && f.keep(c) {
				rows = append(rows, m.row(c))
			}
		}
	}
	table := Div(Class("scroll"), Table(THead(Tr(Th(Scope("col"), Text("Id")), Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("In "+string(p.From))), Th(Scope("col"), Text("In "+string(p.To)+" afterwards")),
		Th(Scope("col"), Text("Links carried")), Th(Scope("col"), Text("Open")))), TBody(Group(rows))))
	if len(rows) == 0 {
		table = P(Class("soft"), Text("No control is so."))
	}
	return Section(ID("both"), H2(Text("Both statements, side by side")), m.chips(), table)
}

// chips are the filters. They are buttons of the form, so that no answer is lost by looking.
func (m *moving) chips() Node {
	return Div(Class("chips"), Map(movingFilters, func(f struct {
		key, label string
		keep       func(*transition.Control) bool
	}) Node {
		n := 0
		for _, c := range m.plan.Controls {
			if f.keep(c) {
				n++
			}
		}
		text, on := Text(fmt.Sprintf("%s %d", f.label, n)), Aria("current", fmt.Sprint(f.key == m.shown))
		if !m.edits() {
			return A(Class("chip"), on, Href(m.q.url("/transition", "from", string(m.plan.From), "show", f.key)+"#both"), text)
		}
		return Button(Class("chip"), on, Name("look"), Value(f.key), FormAction(m.q.url("/transition")+"#both"), text)
	}))
}

func (m *moving) row(c *transition.Control) Node {
	return Tr(ID("c-"+c.ID), Td(Class("mono"), Text(strings.TrimPrefix(c.ID, "A."))), m.titleCell(c), Td(m.parts(c)), Td(m.after(c)),
		Td(Class("mono"), Text(c.LinksText())), Td(Text(c.Gap), If(len(c.Questions) > 0, P(A(Href("#questions"), Text(plural(len(c.Questions), "question", "questions")))))))
}

// parts are what the old statement says.
func (m *moving) parts(c *transition.Control) Node {
	if c.How == transition.New {
		return Span(Class("soft"), Text("new"))
	}
	return Ul(Map(c.Parts, func(p transition.Part) Node {
		return Li(Span(Class("mono"), TitleAttr(p.Title), Text(p.Control+" ")), decisionStatus(p.Decision), m.owner(p.Decision), text(p.Decision.Description))
	}))
}

// after is what the new statement will say, and what it says now where somebody decided already.
func (m *moving) after(c *transition.Control) Node {
	return Group{decisionStatus(c.After), m.owner(c.After), justification(c.After), text(c.After.Description),
		Iff(c.Changed && c.Before.Applicability != "undecided", func() Node {
			return P(Class("soft"), Text("now: "), decisionStatus(c.Before), m.owner(c.Before))
		})}
}

func (m *moving) owner(d control.Position) Node {
	var words []string
	if d.Owner != "" {
		words = append(words, m.plan.Name(string(d.Owner)))
	}
	if d.Due != "" {
		words = append(words, "until "+day(d.Due))
	}
	return If(len(words) > 0, Span(Class("soft"), Text(" · "+strings.Join(words, ", "))))
}

func justification(d control.Position) Node {
	return If(d.Justification() != "", P(Class("soft wrap lines-kept"), Text(clipped(d.Justification()))))
}

func text(words string) Node {
	return If(words != "", P(Class("wrap lines-kept"), Text(clipped(words))))
}

const longest = 400

func clipped(words string) string {
	if r := []rune(words); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return words
}
