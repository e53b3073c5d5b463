package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// hidden carries, in a form, which lines were shown, so that the way back leads there.
func (s *soa) hidden() Node {
	if s.carried == nil {
		s.carried = s.carries()
	}
	return s.carried
}

func (s *soa) carries() Node {
	v := url.Values{}
	for _, key := range []string{"q", "only", "group", "attribute", "edition"} {
		if text := s.view.Get(key); text != "" {
			v.Set(key, text)
		}
	}
	return Group{Input(Type("hidden"), Name("edition"), Value(string(s.edition))), If(len(v) > 0, Input(Type("hidden"), Name("query"), Value(v.Encode())))}
}

// shownBefore are the lines that were shown when the form was sent.
func (q *request) shownBefore() url.Values {
	v, err := url.ParseQuery(q.form("query"))
	if err != nil || v == nil {
		v = url.Values{}
	}
	if len(v) == 0 {
		v.Set("edition", q.form("edition"))
	}
	return v
}

func (q *request) soaURL(v url.Values) string { return q.url("/soa") + "?" + v.Encode() }

// bulkBar decides on the selected controls, or on a whole theme or control set. It shows itself when something is
// selected, or when asked for.
func (s *soa) bulkBar() Node {
	groups := catalog.Themes()
	if s.edition == catalog.Edition2013 {
		groups = catalog.Sets()
	}
	shows := Group{Class("bulk"), Data("bulk", "select")}
	if s.q.param("many") != "" {
		shows = Group{Class("bulk on")}
	}
	own := FormAttr("bulk")
	return Div(shows, ID("bulk-bar"), Span(Class("soft"), Data("count", "select"), Text("With the selected:")),
		Select(Class("in narrow"), Name("group"), own, Aria("label", "Which"), Option(Value(""), Text("and no others")),
			Map(groups, func(g catalog.Group) Node {
				return Option(Value(g.Title), Text(fmt.Sprintf("and all %d of %s", g.Controls, g.Title)))
			})),
		Select(Class("in narrow"), Name("applicability"), own, Aria("label", "Applies"), Option(Value(""), Text("applies: leave")), Map(control.Applicabilities, optionNode)),
		Select(Class("in narrow"), Name("reason_kind"), own, Aria("label", "Because"), Option(Value(""), Text("because: leave")), Map(control.Reasons, optionNode)),
		Input(Class("in"), Name("reason_text"), own, Aria("label", "In your words"), Placeholder("reason in your words")),
		Select(Class("in narrow"), Name("implementation"), own, Aria("label", "Implementation"), Option(Value(""), Text("implementation: leave")), Map(control.Implementations, optionNode)),
		Input(Class("in narrow"), Name("owner"), own, Aria("label", "Owner"), Placeholder("owner: leave"), Attr("list", "owners")), s.owners(),
		Label(Text("due "), Input(Class("in narrow"), Type("date"), Name("due"), own, Aria("label", "Due"))),
		Label(Input(Type("checkbox"), Name("decided"), Value("1"), own), Text(" also those decided already")),
		Button(Class("btn go"), own, Text("Preview")))
}

// owners are the names that own controls already, to choose from.
func (s *soa) owners() Node {
	var names []string
	for i := range s.lines {
		if n := s.lines[i].OwnerName; n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return DataList(ID("owners"), Map(names, func(n string) Node { return Option(Value(n)) }))
}

func optionNode(o record.Option) Node { return Option(Value(o.Value), Text(o.Label)) }

// decision is what the form decides.
func (q *request) decision(r *record.Reader) (d control.BulkDecision, err error) {
	d = control.BulkDecision{Applicability: q.form("applicability"), Implementation: q.form("implementation"), Due: record.Date(q.form("due")), Decided: q.form("decided") != ""}
	kind, text := q.form("reason_kind"), q.form("reason_text")
	switch {
	case d.Applicability == "excluded":
		d.ExclusionReason = text
	case kind != "":
		d.Because = map[string]string{kind: text}
	case text != "":
		return d, errs.InField("reason_text", "choose why the controls apply, or that they are excluded, for these words to stand at")
	}
	if text := q.form("owner"); text != "" {
		var id string
		id, err = q.resolve(r, control.Controls.Kind().Field("owner"), text)
		d.Owner = record.Ref(id)
	}
	return d, err
}

// decideControls decides on the selected controls, and on those of a whole theme, in one step. From the statement it
// first shows which would change and how.
func decideControls(q *request) error {
	ids, group := q.r.PostForm["select"], q.form("group")
	if len(ids) == 0 && group == "" {
		return errs.Invalidf("Nothing is selected. Tick the controls to decide on, or choose a theme.")
	}
	if q.form("ask") != "" {
		return q.previewDecision(ids, group)
	}
	var p control.Plan
	b, err := q.write(q.form("reason_text"), func(w *record.Writer) error {
		d, err := q.decision(w.Reader)
		if err != nil {
			return err
		}
		chosen, err := control.Choose(w.Reader, q.form("edition"), ids, group)
		if err == nil {
			p, err = d.Decide(w, chosen)
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.redirect(q.soaURL(q.shownBefore()), strings.TrimSpace(plural(int(b.Count()), "control decided. ", "controls decided. ")+p.Left()), b.First)
}

func (q *request) previewDecision(ids []string, group string) error {
	return q.show(func(r *record.Reader) (page, error) {
		d, err := q.decision(r)
		if err != nil {
			return page{}, err
		}
		chosen, err := control.Choose(r, q.form("edition"), ids, group)
		if err != nil {
			return page{}, err
		}
		p, err := d.Plan(r, chosen)
		if err != nil {
			return page{}, err
		}
		n, err := q.changeNames(r, p)
		return page{title: "Decide on many controls", section: "/soa", body: q.decisionBody(p, n)}, err
	})
}

// changeNames resolves what the changes refer to.
func (q *request) changeNames(r *record.Reader, p control.Plan) (names, error) {
	var records []record.Record
	for _, c := range p.Changes {
		records = append(records, c.Before, c.After)
	}
	return q.namesFor(r, control.Controls.Kind(), records, nil)
}

func (q *request) decisionBody(p control.Plan, n names) Node {
	back := button(q.soaURL(q.shownBefore()), "Back to the statement")
	if len(p.Changes) == 0 {
		return Group{heading("Nothing would change", Text(p.Left()), back)}
	}
	title := "Decide on " + plural(len(p.Changes), "control?", "controls?")
	confirm := q.decisionForm(p, back)
	if err := p.Check(); err != nil {
		confirm = Div(Class("fault"), Role("alert"), P(Text(mainMessage("", err)+" Go back, and write in a few words what is asked for.")), back)
	}
	return Group{heading(title, Text(strings.TrimSpace(p.Left()+" One step for all or none, and one undo takes it back."))), confirm, changeTable(q, p, n)}
}

// changeTable lists exactly what would change.
func changeTable(q *request, p control.Plan, n names) Node {
	k := control.Controls.Kind()
	var rows []Node
	for _, c := range p.Changes {
		for i, f := range c.Fields {
			rows = append(rows, Tr(Td(Class("mono"), If(i == 0, Text(strings.TrimPrefix(c.Before.Ref, "A.")))), Td(If(i == 0, A(Class("name"), Href(q.recordURL(k, c.Before.Ref)), Text(c.Before.Title)))),
				Td(Text(f.Field.Label)), Td(Del(n.show(f.Field, c.Before, nil))), Td(Ins(n.show(f.Field, c.After, nil))), Td(If(i == 0, remarks(c)))))
		}
	}
	return Div(Class("scroll"), Table(THead(Tr(Th(Text("Id")), Th(Text("Control")), Th(Text("What")), Th(Text("Now")), Th(Text("Then")), Th(Text("Mind")))), TBody(rows...)))
}

func remarks(c control.Change) Node {
	return Group{If(c.Conflict != "", status("failing", "needed", c.Conflict)), If(c.Conflict != "", Text(" "+c.Conflict)),
		Map(c.Faults, func(f errs.Field) Node { return Group{status("failing", "missing", f.Message), Text(" " + f.Message)} })}
}

func (q *request) decisionForm(p control.Plan, back Node) Node {
	hidden := func(name, value string) Node { return Input(Type("hidden"), Name(name), Value(value)) }
	return q.postForm(q.url("/controls"), Class("acts note"),
		Map([]string{"edition", "query", "applicability", "reason_kind", "reason_text", "implementation", "owner", "due", "decided"}, func(name string) Node { return hidden(name, q.form(name)) }),
		Map(p.Changes, func(c control.Change) Node { return hidden("select", c.Before.ID) }),
		Button(Class("btn go"), Text("Decide on "+plural(len(p.Changes), "control", "controls"))), back)
}

// deciding is the address at which the row of a control is open for its decision.
func (s *soa) deciding(ref string) string {
	if s.opening == "" {
		v := url.Values{}
		for _, key := range []string{"q", "only", "group", "attribute"} {
			if text := s.view.Get(key); text != "" {
				v.Set(key, text)
			}
		}
		v.Set("edition", string(s.edition))
		s.opening = s.q.url("/soa") + "?" + v.Encode() + "&decide="
	}
	return s.opening + url.QueryEscape(ref)
}

// rowForm decides on one control within the statement: choose, say why, Enter, and the next undecided one is open.
func (s *soa) rowForm(l *control.Line) Node {
	q := s.q
	applies, because := q.param("applicability"), q.param("reason_kind")
	first := map[bool]string{true: "applicability", false: "reason_kind"}[applies == ""]
	if applies == "excluded" || because != "" {
		first = "reason_text"
	}
	if applies == "" && l.Applicability != "undecided" {
		applies = l.Applicability
	}
	focus := func(name string) Node { return If(name == first, AutoFocus()) }
	return Tr(Class("deciding"), Td(ColSpan("10"), q.postForm(q.url("/controls/"+l.Ref), Class("filters"),
		Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(l.Rev))), Input(Type("hidden"), Name("from"), Value("soa")), Input(Type("hidden"), Name("next"), Value("1")), s.hidden(),
		Strong(Text(l.Ref)), Select(Class("in narrow"), Name("applicability"), focus("applicability"), Aria("label", "Decision on "+l.Ref), Map(control.Applicabilities[1:], chosenOption(applies))),
		Select(Class("in narrow"), Name("reason_kind"), focus("reason_kind"), Aria("label", "Reason for including "+l.Ref), Option(Value(""), Text("because")), Map(control.Reasons, chosenOption(because))),
		Input(Class("in"), Name("reason_text"), focus("reason_text"), Aria("label", "Words for "+l.Ref), Placeholder("why, in your words"), Value(q.param("reason_text"))),
		Button(Class("btn go"), Text("Decide")), button(s.closed(), "Leave it"), A(Href(q.recordURL(control.Controls.Kind(), l.Ref)), Text("All fields")))))
}

func chosenOption(value string) func(record.Option) Node {
	return func(o record.Option) Node {
		return Option(Value(o.Value), If(o.Value == value, Selected()), Text(o.Label))
	}
}

// closed is the address of the statement with no row open.
func (s *soa) closed() string {
	return strings.TrimSuffix(s.deciding(""), "&decide=")
}

// decideOne decides on a single control, from its row. What was decided before is meant to change.
func (q *request) decideOne(w *record.Writer, c *control.Control) error {
	d, err := q.decision(w.Reader)
	if err != nil {
		return err
	}
	d.Decided = true
	_, err = d.Decide(w, []*control.Control{c})
	return err
}

// afterOne shows the statement again: what is still missing with the row open, or the next undecided row.
func (q *request) afterOne(c *control.Control, b record.Batch, err error) error {
	view := q.shownBefore()
	if said, ok := errors.AsType[*errs.Error](err); ok && said.Kind == errs.Invalid && len(said.Fields) > 0 {
		view.Set("decide", c.Ref)
		for _, key := range []string{"applicability", "reason_kind", "reason_text"} {
			view.Set(key, q.form(key))
		}
		return q.redirect(q.soaURL(view), "Not saved yet: "+said.Fields[0].Message+".", 0)
	}
	if err != nil {
		return err
	}
	if q.form("next") == "" {
		return q.redirect(q.soaURL(view)+"#c-"+c.Ref, c.Ref+" saved.", b.First)
	}
	next, left, err := q.nextOpen(view, c.Ref)
	if err != nil {
		return err
	}
	if next == "" {
		return q.redirect(q.soaURL(view)+"#c-"+c.Ref, c.Ref+" decided. None is left undecided here.", b.First)
	}
	view.Set("decide", next)
	return q.redirect(q.soaURL(view), fmt.Sprintf("%s decided. %d left.", c.Ref, left), b.First)
}

// nextOpen is the first undecided control after ref among those shown, or from the beginning, and how many there are.
func (q *request) nextOpen(view url.Values, ref string) (next string, left int, err error) {
	err = q.read(func(r *record.Reader) error {
		e, err := catalog.ParseEdition(q.form("edition"))
		if err != nil {
			return err
		}
		s := &soa{q: q, edition: e, view: view}
		if s.lines, err = control.Statement(r, e); err != nil {
			return err
		}
		at := func(ref string) int {
			return slices.IndexFunc(s.lines, func(l control.Line) bool { return l.Ref == ref })
		}
		first := ""
		for _, l := range s.shown() {
			if l.Applicability != "undecided" {
				continue
			}
			if left++; first == "" {
				first = l.Ref
			}
			if next == "" && at(l.Ref) > at(ref) {
				next = l.Ref
			}
		}
		if next == "" {
			next = first
		}
		return nil
	})
	return next, left, err
}
