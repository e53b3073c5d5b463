package web

import (
	"fmt"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// shownRelated is how many records of one register a record's page shows; the rest is a filtered list away.
const shownRelated = 10

// telling are the fields that say how a related record stands, where its kind has them.
var telling = []string{"level", "residual_level", "classification", "due", "accepted_on", "until", "fresh_until", "implementation", "owner", "status"}

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
			if f.To != k.Name || n == 0 || slices.Contains(except, from.Name) {
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
		if t := k.Field(name); t != nil && t != f {
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

// acceptedFacts are the fields of a risk that its acceptance binds to.
var acceptedFacts = []string{"title", "owner", "criteria", "likelihood", "consequence", "level", "option", "controls", "residual_likelihood", "residual_consequence", "residual_level",
	"rate_low", "rate_high", "yearly_probability", "loss_low", "loss_high", "residual_rate_low", "residual_rate_high", "residual_yearly_probability", "residual_loss_low", "residual_loss_high"}

// acceptedTable puts what the owner accepted beside the risk as it stands; what differs is marked.
func (q *request) acceptedTable(r *record.Reader, a *treatment.Acceptance, now *risk.Risk) (Node, error) {
	s, k := a.Snapshot, risk.Risks.Kind()
	was := &risk.Risk{Title: s.Title, Owner: record.Ref(s.Owner), Criteria: record.Ref(s.Criteria), Likelihood: s.Likelihood, Consequence: s.Consequence, Level: s.Level,
		Option: s.Option, Controls: s.Controls, ResidualLikelihood: s.ResidualLikelihood, ResidualConsequence: s.ResidualConsequence, ResidualLevel: s.ResidualLevel}
	if s.Figures != nil {
		was.Now, was.After = s.Figures.Now, s.Figures.After
	}
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
		if f.Type() == "float" && f.Empty(was) && f.Empty(now) {
			return nil // not estimated then or now
		}
		if f.Text(was) == f.Text(now) {
			return Tr(Th(Scope("row"), Text(f.Label)), Td(n.show(f, was, before)), Td(Class("soft"), Text("same")))
		}
		return Tr(Class("differs"), Th(Scope("row"), Text(f.Label)), Td(n.show(f, was, before)), Td(n.show(f, now, after), If(f.Empty(now), Span(Class("soft"), Text("empty")))))
	}
	return Details(If(a.Void(now, r.Today()) != "", Attr("open")), Summary(Text("What was accepted, and the risk now")), Div(Class("scroll"), Table(Class("facts-table"),
		THead(Tr(Th(Text("Fact")), Th(Text("Accepted on "+day(a.AcceptedOn))), Th(Text("Now")))), TBody(Map(acceptedFacts, row))))), nil
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
	for i, l := range c.Levels {
		o := record.Option{Value: fmt.Sprint(i + 1), Label: l.Name}
		out["level"], out["residual_level"] = append(out["level"], o), append(out["residual_level"], o)
	}
	return out, nil
}
