package web

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

const routinesAt = "/routines/library"

// routinesPage is the library of routines, to be ticked and taken over.
func routinesPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		have, err := task.Adopted(r)
		if err != nil {
			return page{}, err
		}
		persons, err := q.deputies(r)
		if err != nil {
			return page{}, err
		}
		may := q.may(task.Routines.Kind().Edit)
		form := Iff(may, func() Node {
			return Div(Class("bulk"), Data("bulk", "select"), Span(Class("soft"), Data("count", "select"), Text("With the selected:")),
				DataList(ID("owners"), Map(persons, func(h record.Hit) Node { return Option(Value(h.Title)) })),
				Label(For("f-owner"), Text("Owner")), Input(Class("in narrow"), ID("f-owner"), Name("owner"), FormAttr("bulk"), Attr("list", "owners"), AutoComplete("off")), Button(Class("btn go"), FormAttr("bulk"), Text("Take over")))
		})
		return page{title: "Library of routines", section: routinesSection, body: Group{
			heading("Library of routines", Text(guide.RoutinesNote()), button(q.url("/r/routines"), "Routines")),
			If(may, q.postForm(q.url(routinesAt), ID("bulk"))),
			Section(ID("list"), Table(Data("rows", ""), THead(Tr(If(may, Th(Span(Class("hidden"), Text("Select")))), Th(Scope("col"), Text("Routine")), Th(Scope("col"), Text("How often")), Th(Scope("col"), Text("Who")), Th(Scope("col"), Text("Controls")))),
				TBody(Map(guide.Routines(), func(x guide.Routine) Node { return q.libraryRoutine(x, have[x.ID], may) })))), form}}, nil
	})
}

// routinesSection is the navigation's entry of routines.
const routinesSection = "/r/routines"

func (q *request) libraryRoutine(x guide.Routine, have string, may bool) Node {
	var controls []Node
	for _, id := range x.Controls {
		controls = append(controls, A(Class("mono"), Href(q.controlURL(id)), Text(id)), Text(" "))
	}
	title := Node(Strong(Text(x.Title)))
	tick := Node(Input(Type("checkbox"), Name("select"), Value(x.ID), FormAttr("bulk"), Aria("label", "Select "+x.Title)))
	if have != "" {
		title, tick = A(Class("name"), Href(q.recordURL(task.Routines.Kind(), have)), Text(x.Title)), Span(Class("soft"), Text("taken"))
	}
	return Tr(ID(x.ID), If(may, Td(tick)), Td(title, Br(), Small(Class("soft"), Text(x.What))), Td(Text(x.Interval)), Td(Text(x.Who)), Td(Group(controls)))
}

// adoptRoutines takes the selected routines over.
func adoptRoutines(q *request) error {
	chosen := q.r.PostForm["select"]
	if len(chosen) == 0 {
		return errs.Invalidf("Nothing is selected. Tick the routines that fit.")
	}
	b, err := q.write("From the library of routines", func(w *record.Writer) error {
		owner, err := q.resolve(w.Reader, task.Routines.Kind().Field("owner"), q.form("owner"))
		if err != nil {
			return err
		}
		_, err = task.Adopt(w, chosen, record.Ref(owner))
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.url("/r/routines"), fmt.Sprintf("%d taken over.", len(chosen)), b.First)
}
