package web

import (
	"fmt"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/record"
)

// contextPage is clause 4 on one page: the scope in force, issues, interested parties and their requirements.
func contextPage(q *request) error {
	return q.show(func(r *record.Reader) (page, error) {
		current, err := scope.Current(r)
		if err != nil {
			return page{}, err
		}
		drafts, err := scope.Scopes.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"draft"}}}})
		if err != nil {
			return page{}, err
		}
		body := []Node{heading("Context and scope", Text("What the management system covers, and what bears on it (clause 4)."), button(q.url("/r/scopes"), "All versions"),
			If(q.may(record.MayEdit), button(q.url("/r/scopes/new"), "Draft a scope statement"))), scopeSection(q, current, drafts)}
		for _, k := range []*record.Kind{scope.Issues.Kind(), scope.Parties.Kind(), scope.Requirements.Kind()} {
			section, err := q.excerpt(r, k)
			if err != nil {
				return page{}, err
			}
			body = append(body, section)
		}
		return page{title: "Context and scope", section: "/context", body: Group(body)}, nil
	})
}

func scopeSection(q *request, s *scope.Scope, drafts []*scope.Scope) Node {
	nodes := []Node{H2(Text("Scope (4.3)"))}
	if s == nil {
		nodes = append(nodes, P(status("failing", "No scope statement is approved", "4.3 asks for one as documented information")))
	} else {
		nodes = append(nodes, BlockQuote(Class("statement"), P(Text(s.Statement))),
			P(Class("soft"), Text(fmt.Sprintf("%s, approved by %s on %s · ", s.Title, s.ApprovedBy, day(s.ApprovedOn))), A(Href(q.url("/r/scopes/"+url.PathEscape(s.Ref))), Text("boundaries, interfaces and what lies outside"))))
	}
	for _, d := range drafts {
		nodes = append(nodes, P(Class("note"), Text("Draft: "), A(Href(q.url("/r/scopes/"+url.PathEscape(d.Ref))), Text(d.Title)), Text(" waits for approval.")))
	}
	return Section(nodes...)
}

// excerpt shows the first rows of a register with the way to the whole.
func (q *request) excerpt(r *record.Reader, k *record.Kind) (Node, error) {
	l := &list{q: q, k: k}
	l.columns = chosenColumns(k, nil)
	var err error
	if l.page, err = r.List(k, record.Query{Limit: 8}); err != nil {
		return nil, err
	}
	if l.names, err = q.namesFor(r, k, l.page.Records, nil); err != nil {
		return nil, err
	}
	if l.total, err = r.Count(k); err != nil {
		return nil, err
	}
	title := H2(Text(k.Title+" "), Span(Class("soft"), Text("("+k.Clause+")")))
	if l.total == 0 {
		return Section(title, empty(k.About, If(q.may(k.Edit), goButton(q.newURL(k), "Add "+article(k.Singular))))), nil
	}
	return Section(title, l.plainTable(),
		P(A(Href(q.url("/r/"+k.Plural)), Text(fmt.Sprintf("All %s %s", thousands(l.total), strings.ToLower(k.Title)))))), nil
}
