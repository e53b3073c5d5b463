package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/web/guidance"
)

const setsAt = "/sets"

// controlSet is a control set of 2013 or a theme of 2022, each a place where work is done.
type controlSet struct {
	catalog.Group
	path      string
	edition   catalog.Edition
	controls  map[catalog.Edition][]catalog.Control // whose work is done in the set
	registers []*record.Kind                        // that serve a control of the set first, and those of clauses 4 to 10 that show one directly
}

// controlSets lists the control sets, then the themes.
func controlSets(store *record.Store) (all []controlSet) {
	add := func(g catalog.Group, path string, e catalog.Edition) {
		s := controlSet{Group: g, path: path, edition: e, controls: map[catalog.Edition][]catalog.Control{}}
		for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
			s.controls[e] = slices.DeleteFunc(catalog.Controls(e), func(c catalog.Control) bool { return !s.holds(c) })
		}
		s.registers = s.registersOf(store)
		all = append(all, s)
	}
	for _, g := range catalog.Sets() {
		add(g, setsAt+"/"+g.ID, catalog.Edition2013)
	}
	for _, g := range catalog.Themes() {
		add(g, setsAt+"/"+strings.ToLower(g.Title), catalog.Edition2022)
	}
	return all
}

// holds reports whether the work of a control of either edition is done in the set.
func (s *controlSet) holds(c catalog.Control) bool {
	if s.edition == catalog.Edition2013 {
		return slices.Contains(guide.SetsOf(c.ID), s.ID)
	}
	if c.Edition == catalog.Edition2022 {
		return c.Theme == s.Title
	}
	return slices.ContainsFunc(catalog.Counterparts(c.ID), func(o catalog.Control) bool { return o.Theme == s.Title })
}

func (s *controlSet) registersOf(store *record.Store) (out []*record.Kind) {
	shown := map[string]bool{}
	for _, c := range s.controls[catalog.Edition2022] {
		for _, e := range guide.Shown(c.ID) {
			shown[e.Kind] = shown[e.Kind] || e.Strength == "direct"
		}
	}
	for _, k := range store.Registers() {
		c, ok := catalog.Find(k.Clause)
		if ok && s.holds(c) || !ok && shown[k.Name] {
			out = append(out, k)
		}
	}
	return out
}

// setsPage lists the control sets and themes with what they hold and what is late.
func setsPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		due, err := dueByKind(r)
		if err != nil {
			return page{}, err
		}
		states, err := q.statesByControl(r)
		if err != nil {
			return page{}, err
		}
		row := func(s controlSet) Node {
			n, late := map[control.State]int{}, int64(0)
			for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
				for _, c := range s.controls[e] {
					if l := states[c.ID]; l != nil && l.State != control.Excluded {
						n[l.State]++
					}
				}
			}
			total := 0
			for _, count := range n {
				total += count
			}
			for _, k := range s.registers {
				late += due[k.Name].Late
			}
			return Tr(Td(Class("mono"), Text(s.ID)), Td(A(Class("name"), Href(q.url(s.path)), Text(s.Title))), Td(Class("num"), Text(strconv.Itoa(len(s.registers)))), Td(Class("wide"), bar(s.Title+": "+stateWords(n, total), total, n)),
				Td(Class("num"), Text(strconv.Itoa(n[control.Working]))), Td(Class("num day"), q.lateLink(s, late)))
		}
		table := func(title string, e catalog.Edition) Node {
			var rows []Node
			for _, s := range q.s.sets() {
				if s.edition == e {
					rows = append(rows, row(s))
				}
			}
			return Section(H2(Text(title)), wide(title, Table(THead(Tr(Th(Scope("col"), Text("Id")), Th(Scope("col"), Text("Title")), Th(Class("num"), Scope("col"), Text("Registers")), Th(Scope("col"), Text("Controls")), Th(Class("num"), Scope("col"), Text("Working")), Th(Class("num"), Scope("col"), Text("Late")))), TBody(Group(rows)))))
		}
		return page{title: "Registers by control set", section: setsAt, body: Group{
			heading("Registers by control set", Text("Where the work of the controls is done. Each set has its controls of both editions, its registers and what is due in them.")),
			table("Control sets of 2013", catalog.Edition2013), table("Themes of 2022", catalog.Edition2022)}}, nil
	})
}

// lateLink leads to what is late in a control set; of a theme, whose registers others share, to its page.
func (q *request) lateLink(s controlSet, n int64) Node {
	if n == 0 {
		return nil
	}
	address := q.url(s.path)
	if s.edition == catalog.Edition2013 {
		address = q.url(dueAt, "who", "all", "when", "late", "set", s.ID)
	}
	return A(Class("late"), Href(address), Text(fmt.Sprintf("%d late", n)))
}

// stateWords say what a bar of states shows.
func stateWords(n map[control.State]int, total int) string {
	rest := total - n[control.Working] - n[control.Partly] - n[control.Stale] - n[control.Failing]
	return fmt.Sprintf("%d working, %d partly, %d stale, %d failing, %d without evidence or undecided", n[control.Working], n[control.Partly], n[control.Stale], n[control.Failing], rest)
}

// dueByKind sums up what is due, soon being within a month.
func dueByKind(r *record.Reader) (map[string]record.DueSum, error) {
	return r.DueSums(record.DueQuery{}, soon)
}

// soon is how many days ahead what is due counts as coming.
const soon = 31

// statesByControl are the lines of both editions by the control's id.
func (q *request) statesByControl(r *record.Reader) (map[string]*control.Line, error) {
	out := map[string]*control.Line{}
	for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
		lines, err := control.Statement(r, e)
		if err != nil {
			return nil, err
		}
		for i := range lines {
			out[lines[i].Ref] = &lines[i]
		}
	}
	return out, nil
}

// registerURL is where a register is worked with: its list, or a page of its own.
func (q *request) registerURL(k *record.Kind) string {
	if k == document.Documents.Kind() {
		return q.url(documentsAt)
	}
	return q.url("/r/" + k.Plural)
}

// setPage is one control set or theme.
func setPage(q *request) error {
	for _, s := range q.s.sets() {
		if strings.EqualFold(s.path, setsAt+"/"+q.r.PathValue("id")) {
			return q.show(func(r *record.Reader) (page, error) { return q.setBody(r, s) })
		}
	}
	return errs.New(errs.NotFound, "There is no control set or theme %q.", q.r.PathValue("id"))
}

func (q *request) setBody(r *record.Reader, s controlSet) (page, error) {
	read := guide.Set
	if s.edition == catalog.Edition2022 {
		read = guide.Theme
	}
	g, err := read(strings.TrimPrefix(s.path, setsAt+"/"))
	if err != nil {
		return page{}, err
	}
	states, err := q.statesByControl(r)
	if err != nil {
		return page{}, err
	}
	registers, err := q.registerTable(r, s.registers)
	if err != nil {
		return page{}, err
	}
	var tables []Node
	for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
		tables = append(tables, setControls(q, e, s.controls[e], states))
	}
	name := map[catalog.Edition]string{catalog.Edition2013: "Control set " + s.ID + " of 2013", catalog.Edition2022: "Theme of 2022"}[s.edition]
	return page{title: s.Title, section: setsAt, body: Group{
		Div(Class("head"), Div(P(Class("soft"), A(Href(q.url(setsAt)), Text("Control sets")), Text(" · "+name)), H1(Text(s.Title))),
			Div(Class("acts"), button(q.url("/soa", "edition", string(s.edition), "group", s.Title), "In the Statement of Applicability"))),
		BlockQuote(Class("statement"), P(Text(g.Purpose))),
		registers, Group(tables),
		Map(g.Sections, func(part guide.Section) Node { return Section(H2(Text(part.Title)), guidance.Prose(part.Text)) })}}, nil
}

// registerTable lists registers with how many records they hold and what is due in them.
func (q *request) registerTable(r *record.Reader, kinds []*record.Kind) (Node, error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	due, err := dueByKind(r)
	if err != nil {
		return nil, err
	}
	counts, err := r.Counts()
	return Section(H2(Text("Registers")), wide("Registers", Table(
		THead(Tr(Th(Scope("col"), Text("Register")), Th(Scope("col"), Text("For")), Th(Class("num"), Scope("col"), Text("Records")), Th(Class("num"), Scope("col"), Text("Due in a month")), Th(Class("num"), Scope("col"), Text("Late")))),
		TBody(Map(kinds, func(k *record.Kind) Node {
			d := due[k.Name]
			return Tr(Td(A(Class("name"), Href(q.registerURL(k)), Text(k.Title))), Td(Class("mono"), Text(k.Clause)), Td(Class("num"), A(Href(q.url("/r/"+k.Plural)), Text(thousands(counts[k.Name])))),
				Td(Class("num"), If(d.Soon > 0, A(Href(q.url(dueAt, "kind", k.Name, "who", "all")), Text(strconv.FormatInt(d.Soon, 10))))), Td(Class("num"), If(d.Late > 0, A(Class("late"), Href(q.url(dueAt, "kind", k.Name, "who", "all", "when", "late")), Text(fmt.Sprintf("%d late", d.Late))))))
		}))))), err
}

func setControls(q *request, e catalog.Edition, controls []catalog.Control, states map[string]*control.Line) Node {
	return Section(H2(Text("Controls of "+string(e))), wide("Controls of "+string(e), Table(
		THead(Tr(Th(Scope("col"), Text("Control")), Th(Scope("col"), Text("Title")), Th(Scope("col"), Text("Applies")), Th(Scope("col"), Text("State")), Th(Scope("col"), Text("Owner")), Th(Scope("col"), Text("Fresh until")))),
		TBody(Map(controls, func(c catalog.Control) Node {
			l := states[c.ID]
			if l == nil {
				return Tr(Td(Class("mono"), Text(c.ID)), Td(A(Class("name"), Href(q.url("/guide/controls/"+url.PathEscape(c.ID))), Text(c.Title))), Td(ColSpan("4"), Class("soft"), Text("this edition is not kept")))
			}
			return Tr(Td(Class("mono"), Text(c.ID)), Td(A(Class("name"), Href(q.recordURL(control.Controls.Kind(), l.Ref)), Text(c.Title))), Td(Text(l.Applicability)), Td(controlState(l)), Td(Class("who"), Text(l.OwnerName)), Td(Text(day(l.Until))))
		})))))
}
