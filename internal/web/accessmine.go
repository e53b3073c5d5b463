package web

import (
	"fmt"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// myAccessPage lists the rows that the reviewer decides on.
func myAccessPage(q *request) error { return q.myAccess(nil) }

func (q *request) myAccess(failed error) error {
	return q.show(func(r *record.Reader) (page, error) {
		rv, err := access.Reviews.Find(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		p := mine{q: q, rv: rv, all: q.param("show") == "all" || q.form("show") == "all"}
		var next string
		if p.rows, next, err = access.Mine(r, rv, !p.all, q.param("after")+q.form("after")); err != nil {
			return page{}, err
		}
		me, err := people.Acting(r, q.org.Actor().Email)
		if err != nil {
			return page{}, err
		}
		lead := "No person of the register has your address, so no rows are yours."
		if me != nil {
			lead = "You have nothing to decide in this review."
			if s := rv.ShareOf(me.ID); s != nil {
				lead = fmt.Sprintf("%d of your %d rows are open. Due %s.", s.Open, s.Rows, day(rv.Due))
			}
		}
		var ids []string
		for _, d := range p.rows {
			ids = append(ids, string(d.System), string(d.Person), string(d.Account))
		}
		p.names, err = q.namesOf(r, ids, nil)
		return page{title: "My rows in " + rv.Ref, section: sectionOf(access.Reviews.Kind()), body: Group{
			heading("Decide: "+rv.Title, Text(lead), p.toggle(), button(q.reviewURL(rv.Ref, ""), "The review")),
			If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))),
			If(len(p.rows) > 0, p.form()),
			If(next != "", P(Class("pager"), A(Href(q.reviewURL(rv.Ref, "/mine", "after", next, "show", p.shown())), Text("Next rows"))))}}, err
	})
}

// mine is a page of a reviewer's rows.
type mine struct {
	q     *request
	rv    *access.Review
	all   bool
	rows  []*access.Decision
	names names
}

func (p mine) shown() string { return map[bool]string{true: "all", false: ""}[p.all] }

func (p mine) toggle() Node {
	if p.all {
		return button(p.q.reviewURL(p.rv.Ref, "/mine"), "Only open rows")
	}
	return button(p.q.reviewURL(p.rv.Ref, "/mine", "show", "all"), "All my rows")
}

func (p mine) form() Node {
	q := p.q
	decides := q.may(record.MayContribute) && (p.rv.State == access.Running || p.rv.State == access.Decided)
	head := []string{"Entitlement", "Person", "Last used", "Since the last review"}
	table := wide("Rows to decide", Table(ID("list"), THead(Tr(If(decides, Th(Input(Type("checkbox"), Class("js-only"), Data("all", "select"), Aria("label", "Select all rows of this page")))), Map(head, func(h string) Node { return Th(Scope("col"), Text(h)) }), Th(Scope("col"), Text("Decision")), Th(Scope("col"), Text("Reason")))),
		TBody(Map(p.rows, func(d *access.Decision) Node { return p.row(d, decides) }))))
	if !decides {
		return Section(table)
	}
	verdict := func(value, label, class string) Node {
		return Button(Class("btn "+class), Name("do"), Value(value), Text(label))
	}
	return q.postForm(q.reviewURL(p.rv.Ref, "/mine"), Data("guard", ""), Input(Type("hidden"), Name("after"), Value(q.param("after")+q.form("after"))), Input(Type("hidden"), Name("show"), Value(p.shown())),
		Section(table, P(Class("note"), Button(Class("btn go"), Name("do"), Value("rows"), Text("Save the decisions made")), Text(" "), Span(Class("soft"), Text("A reason is needed to change or revoke, and to keep what is privileged or was not used in 90 days.")))),
		Div(Class("bulk"), Data("bulk", "select"), Span(Class("soft"), Data("count", "select"), Text("With the selected:")), Input(Class("in"), Name("reason"), Aria("label", "Reason for the selected"), Placeholder("reason for all selected"), Value(q.form("reason"))),
			verdict("keep", "Keep", "go"), verdict("change", "Change", ""), verdict("revoke", "Revoke", "bad")))
}

func (p mine) row(d *access.Decision, decides bool) Node {
	picked, reason := d.Decision, d.Reason
	if v := p.q.form("d-" + d.ID); v != "" {
		picked, reason = v, p.q.form("r-"+d.ID)
	}
	state := Node(Text(d.Decision))
	why := Node(Text(d.Reason))
	if decides && d.FollowUp == "" {
		state = FieldSet(Class("checks"), Legend(Class("hidden"), Text("Decision on "+d.Title)), Map([]string{"keep", "change", "revoke"}, func(v string) Node {
			return Label(Input(Type("radio"), Name("d-"+d.ID), Value(v), If(picked == v, Checked())), Text(" "+strings.ToUpper(v[:1])+v[1:]))
		}))
		why = Input(Class("in"), Name("r-"+d.ID), Value(reason), Aria("label", "Reason for "+d.Title))
	}
	used := Node(Text(day(d.LastUsed)))
	switch {
	case d.LastUsed == "":
		used = status("stale", "not known", "")
	case d.Unused():
		used = Group{Text(day(d.LastUsed) + " "), status("stale", "unused 90 days", "")}
	}
	since := map[string]Node{"new": status("partly", "new", ""), "unchanged": Text("unchanged"), "back": status("failing", "revoked then, still there", "")}[d.Since]
	holder := Node(status("failing", "no person", ""))
	if d.Person != "" {
		holder = p.names.link(string(d.Person))
	} else if d.Holder != "" {
		holder = Group{Text(d.Holder + " "), status("failing", "not in the register", "")}
	}
	return Tr(If(decides, Td(Input(Type("checkbox"), Name("select"), Value(d.ID), Aria("label", "Select "+d.Title)))),
		Td(A(Class("name"), Href(p.q.recordURL(access.Decisions.Kind(), d.Ref)), Text(d.What())), If(d.Privileged, Group{Text(" "), status("stale", "privileged", "")}), Br(), Small(Class("soft"), Text(d.Login+" on "+p.names.title(string(d.System)))), If(d.Because != "", Group{Br(), Small(Class("soft"), Text("Yours because "+d.Because))})),
		Td(holder), Td(used), Td(since), Td(state), Td(why))
}

// decideAccess takes decisions row by row, or one for all selected.
func decideAccess(q *request) error {
	var all []access.Verdict
	if do := q.form("do"); do != "rows" {
		for _, id := range q.r.PostForm["select"] {
			all = append(all, access.Verdict{Row: id, Decision: do, Reason: q.form("reason")})
		}
	} else {
		for name := range q.r.PostForm {
			if id, ok := strings.CutPrefix(name, "d-"); ok {
				all = append(all, access.Verdict{Row: id, Decision: q.form(name), Reason: q.form("r-" + id)})
			}
		}
	}
	var rv *access.Review
	b, err := q.write("", func(w *record.Writer) (err error) {
		if rv, err = access.Reviews.Find(w.Reader, q.r.PathValue("ref")); err == nil && len(all) == 0 {
			err = errs.Invalidf("Nothing is decided. Choose keep, change or revoke on a row, or select rows.")
		}
		if err == nil {
			_, err = access.Decide(w, rv.ID, all, "")
		}
		return err
	})
	if errs.Is(err, errs.Invalid) {
		q.status = errs.Invalid.Status()
		return q.myAccess(asPeople(err))
	}
	if err != nil {
		return err
	}
	return q.redirect(q.reviewURL(rv.Ref, "/mine", "show", q.form("show")), strconv.Itoa(len(all))+" decided.", b.First)
}
