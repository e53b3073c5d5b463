package web

import (
	"fmt"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// soaEditions lays the decisions of both editions side by side, at the moment shown.
func soaEditions(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		pairs, err := control.AcrossEditions(r)
		return page{title: "Both editions", section: "/soa", body: editionsBody(q, pairs)}, err
	})
}

func editionsBody(q *request, pairs []control.Pairing) Node {
	n := map[string]int{}
	for _, p := range pairs {
		n[p.Verdict]++
	}
	lead := fmt.Sprintf("%d controls of 2022: %d decided alike in both editions, %d otherwise, %d new in 2022.", len(pairs), n["same"], n["differs"], n["new"])
	if n["one edition"] > 0 {
		lead += fmt.Sprintf(" %d cannot be compared, because only one edition is kept.", n["one edition"])
	}
	return Group{heading("Both editions side by side", Text(lead), button(q.url("/soa/compare"), "Compare moments"), button(q.url("/soa"), "Back to the statement")),
		Div(Class("scroll"), Table(THead(Tr(Th(Text("2022")), Th(Text("Control")), Th(Text("Applies")), Th(Text("2013")), Th(Text("Correspond")), Th(Text("Compared")))),
			TBody(Map(pairs, func(p control.Pairing) Node { return pairingRow(q, p) }))))}
}

func pairingRow(q *request, p control.Pairing) Node {
	now := Node(Span(Class("soft"), Text("not kept")))
	if p.Line != nil {
		now = Group{applies(p.Line), Text(" · " + strings.ToLower(implementation(p.Line.Implementation)))}
	}
	earlier := Map(p.Earlier, func(c catalog.Control) Node {
		for _, l := range p.Lines {
			if l.Ref == c.ID {
				return Div(A(Class("mono"), Href(q.recordURL(control.Controls.Kind(), c.ID)), TitleAttr(c.Title), Text(c.ID)), Text(" "), applies(l), Text(" · "+strings.ToLower(implementation(l.Implementation))))
			}
		}
		return Div(Span(Class("mono"), TitleAttr(c.Title), Text(c.ID)), Span(Class("soft"), Text(" not kept")))
	})
	name := Node(Text(p.Control.Title))
	if p.Line != nil {
		name = A(Class("name"), Href(q.recordURL(control.Controls.Kind(), p.Control.ID)), Text(p.Control.Title))
	}
	return Tr(Td(Class("mono"), Text(strings.TrimPrefix(p.Control.ID, "A."))), Td(name), Td(now), Td(earlier), Td(Text(p.Counting)), Td(verdict(p)))
}

func verdict(p control.Pairing) Node {
	switch p.Verdict {
	case "same":
		return status("working", "alike", "")
	case "differs":
		return Group{status("partly", "differ", ""), Text(" in " + strings.Join(p.Differs, ", "))}
	}
	return Span(Class("soft"), Text("—"))
}
