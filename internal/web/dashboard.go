package web

import (
	"cmp"
	"math"
	"slices"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/trend"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report/chart"
)

// dashboard is what the home page shows beside what an auditor would raise.
type dashboard struct {
	q     *request
	s     *soa
	due   map[string]record.DueSum // by kind
	owers map[record.Ref]int64     // how much is late, by person
	names names
	now   trend.Point
	past  []trend.Point
	whole bool
	above []record.Filter
}

// lateRows is how many owners and sets the home page lists.
const lateRows = 8

func (q *request) dashboard(r *record.Reader, s *soa) (d *dashboard, err error) {
	d = &dashboard{q: q, s: s}
	if d.due, err = dueByKind(r); err != nil {
		return nil, err
	}
	if d.owers, err = r.Late(); err != nil {
		return nil, err
	}
	if d.above, err = trend.AboveFilters(r); err != nil {
		return nil, err
	}
	d.now = trend.Point{Day: r.Today(), Known: true, Readiness: control.Readiness(s.lines)}
	for _, n := range d.owers {
		d.now.Late += n
	}
	if d.now.Above, err = trend.Above(r); err != nil {
		return nil, err
	}
	if d.past, d.whole = trend.Kept(r.Org(), s.edition, r.Today()); !d.whole && !r.Org().Past() {
		trend.Begin(r.Org(), s.edition, r.Today(), func(err error) { q.s.Log.Error("the trend was not computed", "error", err) })
	}
	d.names, err = q.namesOf(r, d.owners(), nil)
	return d, err
}

// owners are those with most late, most first.
func (d *dashboard) owners() (ids []string) {
	for id := range d.owers {
		ids = append(ids, string(id))
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(d.owers[record.Ref(b)], d.owers[record.Ref(a)]), cmp.Compare(a, b))
	})
	return ids[:min(len(ids), lateRows)]
}

func (d *dashboard) figures() Node {
	q := d.q
	pairs := []string{}
	for _, f := range d.above {
		name := f.Field
		if f.Op != "" {
			name += "." + f.Op
		}
		for _, v := range f.Values {
			pairs = append(pairs, name, v)
		}
	}
	return Section(H2(Text("Readiness")), Dl(Class("facts"),
		Dt(Text("Controls that work")), Dd(A(Href(q.url("/soa")), Text(chart.Percent(d.now.Readiness))), Text(" of those not excluded "), Details(Class("inline"), Summary(Text("What counts")),
			P(Text("The share of the controls not excluded whose state is working: it applies by the approved statement, is implemented, and every kind of record that shows it directly is fresh, with no failure open. Nobody ticks it; open a control to see what its records say.")))),
		Dt(Text("Things late")), Dd(A(Href(q.url(dueAt, "who", "all", "when", "late")), Text(thousands(d.now.Late)))),
		Dt(Text("Risks above acceptance")), Dd(A(Href(q.url("/r/risks", pairs...)), Text(thousands(d.now.Above))))))
}

func (d *dashboard) late() Node {
	if d.now.Late == 0 {
		return nil
	}
	q := d.q
	return Group{Section(H2(Text("Late by owner")), Table(TBody(Map(d.owners(), func(id string) Node {
		who, param := Node(Span(Class("soft"), Text("nobody"))), "nobody"
		if id != "" {
			who, param = d.names.link(id), id
		}
		return Tr(Td(who), Td(Class("num"), A(Href(q.url(dueAt, "who", param, "when", "late", "own", "yes")), Text(thousands(d.owers[record.Ref(id)])))))
	})))), Section(H2(Text("Late by set")), Table(TBody(Map(d.q.s.sets(), func(set controlSet) Node { return If(set.edition == catalog.Edition2013, d.lateInSet(set)) }))))}
}

func (d *dashboard) lateInSet(set controlSet) Node {
	kinds, n := d.q.kindsOf(set.ID), int64(0)
	for _, kind := range kinds {
		n += d.due[kind].Late
	}
	if n == 0 {
		return nil
	}
	return Tr(Td(A(Href(d.q.url(setsAt+"/"+set.ID)), Text(set.ID+" "+set.Title))), Td(Class("num"), A(Href(d.q.url(dueAt, "who", "all", "when", "late", "set", set.ID)), Text(thousands(n)))))
}

// kindsOf are the registers of a control set of 2013; of none that is known a kind that does not exist.
func (q *request) kindsOf(id string) []string {
	out := []string{"-"}
	for _, set := range q.s.sets() {
		if set.edition == catalog.Edition2013 && set.ID == id { // themes have such ids too
			for _, k := range set.registers {
				out = append(out, k.Name)
			}
		}
	}
	return out
}

// trend draws the last months.
func (d *dashboard) trend() Node {
	if d.q.org.Past() {
		return nil
	}
	if !d.whole {
		return Section(ID("trend"), H2(Text("The last twelve months")), P(Class("soft"), Text("Being read from the journal. Load the page again in a moment.")))
	}
	ready := &chart.Trend{ID: "trend-readiness", Title: "Controls that work", Share: true, Courses: []chart.Course{{Name: "Controls that work"}}}
	counts := &chart.Trend{ID: "trend-late", Title: "Late things and risks above acceptance", Courses: []chart.Course{{Name: "Things late"}, {Name: "Risks above acceptance"}}}
	for _, p := range append(slices.Clone(d.past), d.now) {
		label := "today"
		if t, err := time.Parse(time.DateOnly, string(p.Day)); err == nil && p.Day != d.now.Day {
			label = t.Format("Jan 06")
		}
		ready.Labels, counts.Labels = append(ready.Labels, label), append(counts.Labels, label)
		value := func(x float64) float64 {
			if !p.Known {
				return math.NaN()
			}
			return x
		}
		ready.Courses[0].Values = append(ready.Courses[0].Values, value(p.Readiness))
		counts.Courses[0].Values = append(counts.Courses[0].Values, value(float64(p.Late)))
		counts.Courses[1].Values = append(counts.Courses[1].Values, value(float64(p.Above)))
	}
	return Section(ID("trend"), H2(Text("The last twelve months")), drawn(ready.Picture()), drawn(counts.Picture()))
}
