package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/record"
)

func (q *request) impactURL(ref string) string {
	return q.url("/processes/" + url.PathEscape(ref) + "/impact")
}

// impactVerb is what the caller can do with the impact of a process.
func (q *request) impactVerb() string {
	if q.may(continuity.Processes.Kind().Edit) {
		return "Analyse"
	}
	return "See"
}

// isImpact reports whether the field of a process holds the levels of a category, which have a page of their own.
func isImpact(f *record.AnyField) bool {
	return slices.ContainsFunc(guide.Impacts(), func(c guide.Impact) bool { return continuity.ImpactField(c.ID) == f.Name })
}

// impactPage asks for the impact of a process: every category after every length of an outage, with what follows from it.
func impactPage(q *request) error { return q.impactForm(0, nil) }

// impactForm shows the form anew with what was typed if the attempt before failed at the revision rev.
func (q *request) impactForm(rev int64, failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		im, err := continuity.ImpactOf(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		g := impactGrid{q, im, im.Process.Rev, recordForm{q: q, k: continuity.Processes.Kind(), rec: im.Process, err: failed}}
		if rev != 0 {
			g.rev = rev
		}
		return page{title: "Impact of " + im.Title, section: continuityAt, body: g.body()}, nil
	})
}

// saveImpact takes the levels of all categories in one change.
func saveImpact(q *request) error {
	var p *continuity.Process
	var present int64
	b, err := q.write(q.form("reason"), func(w *record.Writer) (err error) {
		if p, err = continuity.Processes.Find(w.Reader, q.r.PathValue("ref")); err != nil {
			return err
		}
		present, p.Rev = p.Rev, q.formInt("rev")
		for _, h := range p.Impacts() {
			if row, sent := q.r.PostForm[h.Field]; sent {
				levels := strings.Join(strings.Fields(strings.Join(row, " ")), " ")
				if err := continuity.Processes.Kind().Field(h.Field).Parse(p, levels); err != nil {
					return err
				}
			}
		}
		return continuity.Processes.Put(w, p)
	})
	switch kind := errs.KindOf(err); {
	case err == nil:
		return q.redirect(q.impactURL(p.Ref), "Impact of "+p.Ref+" saved.", b.First)
	case p == nil || kind != errs.Invalid && kind != errs.Conflict && kind != errs.Stale:
		return err
	case kind == errs.Stale:
		p.Rev = present // who saves again has seen what changed
	}
	q.status = errs.KindOf(err).Status()
	return q.impactForm(p.Rev, asPeople(err))
}

// impactGrid is the page of one process's impact.
type impactGrid struct {
	q   *request
	im  *continuity.ProcessImpact
	rev int64 // that a change is made to
	recordForm
}

func (g impactGrid) body() Node {
	q, p := g.q, g.im.Process
	said := impactTableOf(g.im.Impacts)
	if q.may(continuity.Processes.Kind().Edit) {
		said = g.form()
	}
	return Group{
		heading("Impact of "+p.Title, g.lead(), button(q.recordURL(continuity.Processes.Kind(), p.Ref), "The process")),
		Section(P(Class("note"), Text("How bad is it when the process has stood still for so long? Go to the right until nothing gets worse.")), said),
		Div(Class("cols"), ID("follows"), Div(g.follows(), g.conflicts()), Aside(g.times(), g.toAsk())), Section(g.words())}
}

// lead says what follows in short, with the way there.
func (g impactGrid) lead() Node {
	suggested := "no MTPD suggested"
	if s := g.im.Suggested; s != nil {
		suggested = "suggested MTPD " + strconv.FormatFloat(s.Hours, 'f', -1, 64) + " h"
	}
	return Group{Span(Class("mono"), Text(g.im.Ref)), Text(" · "), A(Href("#follows"), Text(suggested)), Text(" · " + plural(len(g.im.Conflicts), "conflict", "conflicts"))}
}

func (g impactGrid) form() Node {
	return g.q.postForm(g.q.impactURL(g.im.Ref), Class("edit stack"), Data("guard", ""), g.summary(),
		Input(Type("hidden"), Name("rev"), Value(fmt.Sprint(g.rev))),
		wide("Impact by category and length of an outage", Table(Class("grid"), THead(Tr(Th(Scope("col"), Text("Category")), Map(guide.ImpactTimes(), func(t guide.ImpactTime) Node { return Th(Scope("col"), Text(t.Title)) }))),
			TBody(Map(g.im.Impacts, g.row)))),
		Div(Class("row"), Label(For("f-reason"), Text("Why this change")), Input(Class("in"), ID("f-reason"), Name("reason"), Value(g.q.form("reason")), Placeholder("such as: talk with the owner; may stay empty"))),
		If(g.im.Process.SignedOn != "", P(Class("soft"), Text("The owner signed on "+day(g.im.Process.SignedOn)+"; other levels are to be signed again."))),
		Div(Class("acts"), Button(Class("btn go"), Text("Save the impact")), A(Class("btn"), Href(g.q.recordURL(continuity.Processes.Kind(), g.im.Ref)), Text("Cancel"))))
}

func (g impactGrid) row(h continuity.CategoryImpact) Node {
	return Tr(Th(Scope("row"), Strong(Text(h.Category.Title)), P(Class("help"), ID("h-"+h.Field), Text(h.Category.Ask)), g.fault(h.Field)),
		Group(each(guide.ImpactTimes(), func(i int, t guide.ImpactTime) Node { return Td(Data("at", t.Title), g.cell(h, i, t)) })))
}

// cell chooses a level in the words of its category.
func (g impactGrid) cell(h continuity.CategoryImpact, i int, t guide.ImpactTime) Node {
	value := ""
	if i < len(h.Levels) {
		value = strconv.Itoa(h.Levels[i])
	}
	if typed, sent := g.q.r.PostForm[h.Field]; sent && i < len(typed) {
		value = typed[i]
	}
	described := Group{Aria("describedby", "h-"+h.Field)}
	if g.faultOf(h.Field) != "" {
		described = Group{Aria("describedby", "h-"+h.Field+" e-"+h.Field), Aria("invalid", "true")}
	}
	return Select(Class("in"), If(i == 0, ID("f-"+h.Field)), Name(h.Field), Aria("label", h.Category.Title+" after "+strings.ToLower(t.Title)), described,
		Option(Value(""), Text("—")), Group(each(h.Category.Levels, func(n int, word string) Node {
			level := strconv.Itoa(n)
			return Option(Value(level), If(level == value, Selected()), Text(level+" "+word))
		})))
}

// each makes a node of every element and its place.
func each[T any](list []T, node func(int, T) Node) []Node {
	out := make([]Node, len(list))
	for i, x := range list {
		out[i] = node(i, x)
	}
	return out
}

// follows says what the impacts mean for the time that the process bears.
func (g impactGrid) follows() Node {
	s := g.im.Suggested
	if s == nil {
		return Section(H2(Text("Suggested MTPD")), P(Text("None: no category reaches level 3, from which on we hold that harm is no longer borne.")))
	}
	return Section(H2(Text("Suggested MTPD")), P(Strong(Text(s.Says()))),
		P(Class("soft"), Text("A suggestion by a rule of ours: level 3 is where harm is no longer borne. It may be less, as harm grows between two lengths. The owner decides; nothing is written into the process."),
			If(g.q.may(continuity.Processes.Kind().Edit), Group{Text(" "), A(Href(g.q.url("/r/processes/"+url.PathEscape(g.im.Ref)+"/edit")+"#f-mtpd_hours"), Text("Say the times"))})))
}

func (g impactGrid) conflicts() Node {
	if len(g.im.Conflicts) == 0 {
		return Section(H2(Text("Conflicts")), P(Text("None among the times that were said.")))
	}
	return Section(H2(Text("Conflicts")), Ul(Class("lines"), Map(g.im.Conflicts, func(c continuity.Conflict) Node {
		return Li(status("failing", c.Says, ""), If(c.Path != "", Div(Class("soft"), Text("By way of "+c.Path))))
	})))
}

func (g impactGrid) times() Node {
	p := g.im.Process
	hours := func(h float64) Node {
		if h == 0 {
			return Dd(Class("soft"), Text("not said"))
		}
		return Dd(Text(strconv.FormatFloat(h, 'f', -1, 64) + " h"))
	}
	return Section(H2(Text("As said of the process")), Dl(Class("facts"), Dt(Text("RTO")), hours(p.RTO), Dt(Text("RPO")), hours(p.RPO), Dt(Text("MTPD")), hours(p.MTPD),
		If(p.Peaks != "", Group{Dt(Text("Worst when")), Dd(Text(p.Peaks))}), If(p.Fallback != "", Group{Dt(Text("Meanwhile")), Dd(Text(p.Fallback))})))
}

// toAsk shows what the library asks of a process of this title.
func (g impactGrid) toAsk() Node {
	all := guide.TypicalProcesses()
	i := slices.IndexFunc(all, func(p guide.TypicalProcess) bool { return record.Fold(p.Title) == record.Fold(g.im.Title) })
	if i < 0 {
		return Section(H2(Text("Ask in the interview")), P(A(Href(g.q.url(typicalAt)), Text("Typical processes")), Text(" of your sector come with what to ask.")))
	}
	return Section(H2(Text("Ask in the interview")), asks(all[i]), P(Class("soft"), Text("Our judgement of the worst impact in a typical organisation:")), hurtsTable(all[i]))
}

// words is the table of what the levels mean.
func (g impactGrid) words() Node {
	return Details(Summary(Text("What the levels mean")), wide("What the levels mean", Table(THead(Tr(Th(Scope("col"), Text("Category")), Group(each(g.im.Impacts[0].Category.Levels, func(n int, _ string) Node { return Th(Scope("col"), levelMark(n)) })))),
		TBody(Map(g.im.Impacts, func(h continuity.CategoryImpact) Node {
			return Tr(Th(Scope("row"), Text(h.Category.Title)), Map(h.Category.Levels, func(word string) Node { return Td(Text(word)) }))
		})))))
}

func levelMark(n int) Node {
	return Span(Class("level l"+strconv.Itoa(n)), Text(strconv.Itoa(n)))
}

// impactTableOf shows the levels that were said, in their words.
func impactTableOf(harms []continuity.CategoryImpact) Node {
	return wide("Impact by category and length of an outage", Table(THead(Tr(Th(Scope("col"), Text("Category")), Map(guide.ImpactTimes(), func(t guide.ImpactTime) Node { return Th(Scope("col"), Text(t.Title)) }))),
		TBody(Map(harms, func(h continuity.CategoryImpact) Node {
			if len(h.Levels) == 0 {
				return Tr(Th(Scope("row"), Text(h.Category.Title)), Td(Class("soft"), ColSpan(strconv.Itoa(len(guide.ImpactTimes()))), Text("not said")))
			}
			return Tr(Th(Scope("row"), Text(h.Category.Title)), Map(h.Levels, func(n int) Node { return Td(levelMark(n), Div(Small(Class("soft"), Text(h.Category.Levels[n])))) }))
		}))))
}

// impactSection shows the impact of a process on its own page.
func (q *request) impactSection(p *continuity.Process) Node {
	if p.Worst() == nil {
		return Section(H2(Text("Impact")), P(Text("Nobody has said yet what a standstill does.")), If(q.may(continuity.Processes.Kind().Edit), P(Class("acts"), goButton(q.impactURL(p.Ref), "Analyse the impact"))))
	}
	suggested := Node(nil)
	if s := p.SuggestMTPD(); s != nil {
		suggested = P(Text("Suggested MTPD: " + s.Says()))
	}
	return Section(H2(Text("Impact")), impactTableOf(p.Impacts()), suggested, P(Class("acts"), button(q.impactURL(p.Ref), q.impactVerb()+" the impact")))
}
