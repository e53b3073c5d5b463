package web

import (
	"fmt"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// shownRelated is how many records of one register a record's page shows; the rest is a filtered list away.
const shownRelated = 10

// telling are the fields that say how a related record stands, where its kind has them.
var telling = []string{"level", "residual_level", "classification", "due", "accepted_on", "until", "fresh_until", "implementation", "decision", "result", "owner", "state", "status"}

// related lists the records that refer to the record, a table for each register and way of referring.
func (q *request) related(r *record.Reader, k *record.Kind, id string, except ...string) (Node, error) {
	referring, err := r.Referring(id)
	if err != nil {
		return nil, err
	}
	var sections []Node
	for _, from := range q.s.Store.Registers() {
		for i := range from.Fields {
			f := &from.Fields[i]
			n := referring[from.Name][f.Name]
			if f.To != k.Name || n == 0 || slices.Contains(except, from.Name) || from == checklist.Tasks.Kind() && f.To != people.Persons.Name { // its own page shows them
				continue
			}
			section, err := q.relatedBy(r, from, f, id, n)
			if err != nil {
				return nil, err
			}
			sections = append(sections, section)
		}
	}
	return Group(sections), nil
}

func (q *request) relatedBy(r *record.Reader, k *record.Kind, f *record.AnyField, id string, total int64) (Node, error) {
	query := record.Query{Filters: []record.Filter{{Field: f.Name, Values: []string{id}}}, Limit: shownRelated}
	l := &list{q: q, k: k}
	var err error
	if l.page, err = r.List(k, query); err != nil {
		return nil, err
	}
	if l.names, err = q.namesFor(r, k, l.page.Records, nil); err != nil {
		return nil, err
	}
	if l.scales, err = scalesOf(r, k); err != nil {
		return nil, err
	}
	l.names.brief = true
	l.columns = []*record.AnyField{&k.Fields[0]}
	for _, name := range telling {
		if t := k.Field(name); t != nil && t != f && !t.Long {
			l.columns = append(l.columns, t)
		}
	}
	role := ""
	switch f.To {
	case "person":
		role = " as " + strings.ToLower(f.Label)
	case k.Name:
		role = ": " + strings.ToLower(f.Label)
	}
	return Section(H2(Text(k.Title), Span(Class("soft"), Text(role))), l.plainTable(),
		If(l.page.Next != "", P(A(Href(q.url("/r/"+k.Plural, f.Name, id)), Text("All "+thousands(total)))))), nil
}

// plainTable shows the rows without the tools of a register's own page.
func (l *list) plainTable() Node {
	return Div(Class("scroll"), Table(
		THead(Tr(Th(Scope("col"), Text("Ref")), Map(l.columns, func(f *record.AnyField) Node { return Th(Scope("col"), If(isNumber(f), Class("num")), Text(f.Label)) }))),
		TBody(Map(l.page.Records, func(rec record.Record) Node { return l.row(rec, false) }))))
}

// acceptedTable puts what was accepted beside the risk as it stands; what differs is marked.
func (q *request) acceptedTable(r *record.Reader, s *treatment.Standing) (Node, error) {
	a, now, k := s.Acceptance, s.Risk, risk.Risks.Kind()
	if now == nil {
		return nil, nil // the risk was deleted; the acceptance stays
	}
	was := a.Snapshot.AsRisk()
	n, err := q.namesFor(r, k, []record.Record{was, now}, nil)
	if err != nil {
		return nil, err
	}
	before, err := scalesUnder(r, was.Criteria)
	if err != nil {
		return nil, err
	}
	after, err := scalesUnder(r, now.Criteria)
	if err != nil {
		return nil, err
	}
	row := func(name string) Node {
		f := k.Field(name)
		if f.Empty(was) && f.Empty(now) {
			return nil // neither then nor now
		}
		if f.Text(was) == f.Text(now) {
			return Tr(Th(Scope("row"), Text(f.Label)), Td(n.show(f, was, before)), Td(Class("soft"), Text("same")))
		}
		return Tr(Class("differs"), Th(Scope("row"), Text(f.Label)), Td(n.show(f, was, before)), Td(n.show(f, now, after), If(f.Empty(now), Span(Class("soft"), Text("empty")))))
	}
	var plan []Node
	for _, c := range s.Changes {
		if k.Field(c.Field) == nil {
			plan = append(plan, Tr(Class("differs"), Th(Scope("row"), Text(c.Label)), Td(orEmpty(c.From)), Td(orEmpty(c.To))))
		}
	}
	return Details(If(!s.Valid(), Attr("open")), Summary(Text("What was accepted, and the risk now")), Div(Class("scroll"), Table(Class("facts-table"),
		THead(Tr(Th(Text("Fact")), Th(Text("Accepted on "+day(a.AcceptedOn))), Th(Text("Now")))), TBody(Map(a.BoundFields(), row), Group(plan)))),
		Iff(a.Snapshot.Result != "", func() Node {
			return P(Class("note soft wrap"), Text("Result "), Code(Class("mono"), Text(a.Snapshot.Result)), Text(" under criteria "), Code(Class("mono"), Text(a.Snapshot.CriteriaID)))
		})), nil
}

func orEmpty(text string) Node {
	if text == "" {
		return Span(Class("soft"), Text("empty"))
	}
	return Text(text)
}

// scalesUnder are the words of the criteria version that a rating was made under.
func scalesUnder(r *record.Reader, id record.Ref) (scales, error) {
	if id == "" {
		return nil, nil
	}
	c, err := risk.CriteriaVersions.Get(r, string(id))
	if err != nil {
		return nil, err
	}
	out := scales{}
	for field, steps := range map[string][]risk.Step{"likelihood": c.Likelihood, "consequence": c.Consequence} {
		for i, step := range steps {
			o := record.Option{Value: fmt.Sprint(i + 1), Label: step.Name}
			out[field], out["residual_"+field] = append(out[field], o), append(out["residual_"+field], o)
		}
	}
	for _, field := range slices.Concat(risk.HarmFields(false), risk.HarmFields(true)) {
		out[field] = out["consequence"]
	}
	for i, l := range c.Levels {
		o := record.Option{Value: fmt.Sprint(i + 1), Label: l.Name}
		out["level"], out["residual_level"] = append(out["level"], o), append(out["residual_level"], o)
	}
	return out, nil
}
