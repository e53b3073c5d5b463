package web

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/report/picture"
)

// drawn shows a picture with its legend, and below it the table that says the same. The SVG is made by package picture, which
// escapes every text in it.
func drawn(p *picture.Picture) Node {
	return Group{Figure(
		Div(Class("scroll"), TabIndex("0"), Role("region"), Aria("label", p.Title+", which may be wider than the screen"), Raw(p.SVG())),
		If(len(p.Keys) > 0, FigCaption(Class("legend"), Map(p.Keys, func(k picture.Key) Node { return Span(Raw(k.SVG()), Text(" "+k.Text)) })))),
		If(len(p.Table.Rows) > 0, Details(Summary(Text("The picture as a table")), Div(Class("scroll"), TabIndex("0"), Role("region"), Aria("label", p.Title+" as a table"), twin(&p.Table))))}
}

// twin is the table that says what a picture says.
func twin(t *picture.Table) Node {
	var head, rows []Node
	number := func(column int) Node { return If(t.Number(column), Class("num")) }
	for i, h := range t.Head {
		head = append(head, Th(Scope("col"), number(i), Text(h)))
	}
	for n, texts := range t.Rows {
		first := Node(Text(texts[0]))
		if n < len(t.Links) && t.Links[n] != "" {
			first = A(Href(href(t.Links[n])), first)
		}
		row := []Node{Th(Scope("row"), first)}
		for i, text := range texts[1:] {
			row = append(row, Td(number(i+1), Text(text)))
		}
		rows = append(rows, Tr(Group(row)))
	}
	return Table(Class("facts-table"), THead(Tr(Group(head))), TBody(Group(rows)))
}

// exportMenu offers what the address sends as a file of each format.
func (q *request) exportMenu(address string, pairs ...string) Node {
	return q.fileMenu("Export", address, pairs...)
}

func (q *request) fileMenu(label, address string, pairs ...string) Node {
	return Details(Class("menu end"), Summary(Class("btn"), Text(label)), Ul(Map([]string{"pdf", "docx", "xlsx", "html", "csv", "json"}, func(format string) Node {
		return Li(A(Href(q.url(address, append([]string{"format", format}, pairs...)...)), Text(strings.ToUpper(format))))
	})))
}
