package web

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	assets "github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

// step is one step of the way to the first approved Statement of Applicability.
type step struct {
	clause, what, state, address string
	done                         bool
}

// steps are the way in order, until the first statement is approved; then none.
func (q *request) steps(r *record.Reader, s *soa) ([]step, error) {
	if s.latest != nil {
		return nil, nil
	}
	current, err := scope.Current(r)
	if err != nil {
		return nil, err
	}
	criteria, err := risk.InForce(r)
	if err != nil {
		return nil, err
	}
	n := map[string]int64{}
	count := func(name string, k *record.Kind, filters ...record.Filter) {
		if err != nil {
			return
		}
		if n[name], err = r.Count(k); filters != nil && err == nil {
			n[name], err = r.CountMatching(k, record.Query{Filters: filters}, countUpTo)
		}
	}
	count("people", people.Persons.Kind())
	count("assets", assets.Assets.Kind())
	count("risks", risk.Risks.Kind())
	count("unrated", risk.Risks.Kind(), record.Filter{Field: "level", Values: []string{"0"}})
	count("untreated", risk.Risks.Kind(), record.Filter{Field: "option", Op: "empty", Values: []string{"1"}})
	count("evidence", evidence.Evidences.Kind())
	decided := len(s.lines) - s.count("undecided")
	return []step{
		{"4.3", "Approve the scope", map[bool]string{true: "approved", false: "not approved yet"}[current != nil], q.url("/context"), current != nil},
		{"5.3", "Enter the people who own assets and risks", atMost(n["people"]) + " entered", q.url("/r/people"), n["people"] > 0},
		{"A.5.9", "List the assets", atMost(n["assets"]) + " listed", q.url("/r/assets"), n["assets"] > 0},
		{"6.1.2 a", "Approve the risk criteria", map[bool]string{true: "approved", false: "not approved yet"}[criteria != nil], q.url("/risk"), criteria != nil},
		{"6.1.2 c", "Identify and rate the risks", ofAll(n["risks"]-n["unrated"], n["risks"], "rated"), q.url("/r/risks"), n["risks"] > 0 && n["unrated"] == 0},
		{"6.1.3 a", "Choose how each risk is treated, and by which controls", ofAll(n["risks"]-n["untreated"], n["risks"], "treated"), q.url("/r/risks", "option.empty", "1"), n["risks"] > 0 && n["untreated"] == 0},
		{"6.1.3 c", "Decide on every control", ofAll(int64(decided), int64(len(s.lines)), "decided"), q.url("/soa"), len(s.lines) > 0 && decided == len(s.lines)},
		{"7.5", "Attach evidence that the controls work", atMost(n["evidence"]) + " attached", q.url("/r/evidence-items"), n["evidence"] > 0},
		{"6.1.3 d", "Approve the Statement of Applicability", "not approved yet", q.url("/soa"), false},
		{"", "Make the audit pack", "after the approval", q.url("/packs"), false},
	}, err
}

// stepTable leads a new organisation on: the first step that is not done is the next.
func stepTable(steps []step) Node {
	next := -1
	for i := len(steps) - 1; i >= 0; i-- {
		if !steps[i].done {
			next = i
		}
	}
	i := -1
	return Section(Class("sheet"), H2(Text("The way to your Statement of Applicability")), Div(Class("scroll"), Table(
		THead(Tr(Th(Text("Clause")), Th(Text("Step")), Th(Text("State")), Th(Span(Class("hidden"), Text("Next"))))), TBody(Map(steps, func(s step) Node {
			i++
			state := status(string(control.None), s.state, "")
			if s.done {
				state = status("working", s.state, "")
			}
			return Tr(Td(Class("mono"), Text(s.clause)), Td(A(Class("name"), Href(s.address), Text(s.what))), Td(state), Td(If(i == next, goButton(s.address, "Next"))))
		})))))
}

func ofAll(n, all int64, what string) string {
	if all == 0 {
		return "none yet"
	}
	return fmt.Sprintf("%s of %s %s", atMost(n), atMost(all), what)
}
