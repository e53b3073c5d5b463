package web

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/sheet"
)

const reviewsAt = "/access-reviews"

var reviewStates = map[string]string{access.Draft: "none", access.Running: "partly", access.Decided: "partly", access.FollowingUp: "partly", access.Closed: "working"}

func (q *request) reviewURL(ref, below string, pairs ...string) string {
	return q.url(reviewsAt+"/"+url.PathEscape(ref)+below, pairs...)
}

// accessReviewPage shows a review: who has decided how much, what was looked at, what is not confirmed, and the next step.
func accessReviewPage(q *request) error { return q.accessReview(nil, nil) }

// accessReview shows the review, with what a list would do if one was looked at.
func (q *request) accessReview(seen *access.Effect, failed error) error {
	k := access.Reviews.Kind()
	return q.show(func(r *record.Reader) (page, error) {
		rv, err := access.Reviews.Find(r, q.r.PathValue("ref"))
		if err != nil {
			return page{}, err
		}
		p := reviewPage{q: q, rv: rv, seen: seen}
		if err := p.load(r); err != nil {
			return page{}, err
		}
		steps, err := q.stepForms(r, k, rv)
		if err != nil {
			return page{}, err
		}
		history, err := q.viewOf(r, k, rv)
		if err != nil {
			return page{}, err
		}
		return page{title: rv.Ref + " " + rv.Title, section: sectionOf(k), body: Group{
			heading(rv.Title, Group{Span(Class("mono"), Text(rv.Ref)), Text(" · "), A(Href(q.url("/r/access-reviews")), Text("Access reviews"))}, p.acts()),
			If(failed != nil, Div(Class("fault"), Role("alert"), P(Text(mainMessage("", failed))), fieldErrors(failed))),
			Div(Class("cols"), Div(p.lead(), p.reviewers(), p.outstanding(), p.populations(), steps), Aside(p.handIn(), history.history()))}}, nil
	})
}

type reviewPage struct {
	q       *request
	rv      *access.Review
	mine    *access.Share
	waiting []*access.Decision
	systems []*access.System
	names   names
	seen    *access.Effect // what a list would do; nil if none was looked at
}

// shownLogins is how many logins a preview names of each sort.
const shownLogins = 100

// shownWaiting is how many rows that are not confirmed the page of a review shows.
const shownWaiting = 20

func (p *reviewPage) load(r *record.Reader) (err error) {
	me, err := people.Acting(r, p.q.org.Actor().Email)
	if err != nil {
		return err
	}
	if me != nil {
		p.mine = p.rv.ShareOf(me.ID)
	}
	if p.waiting, _, err = access.Decisions.List(r, record.Query{Filters: []record.Filter{{Field: "review", Values: []string{p.rv.ID}}, {Field: "state", Values: []string{"outstanding"}}}, Limit: shownWaiting}); err != nil {
		return err
	}
	if p.systems, _, err = access.Systems.List(r, record.Query{Sort: "name", Limit: record.MaxPage}); err != nil {
		return err
	}
	var ids []string
	for _, d := range p.waiting {
		ids = append(ids, string(d.System), string(d.FollowUp), string(d.Reviewer))
	}
	p.names, err = p.q.namesOf(r, ids, nil)
	return err
}

func (p *reviewPage) acts() Node {
	q, rv := p.q, p.rv
	return Group{Iff(p.mine != nil, func() Node {
		return goButton(q.reviewURL(rv.Ref, "/mine"), "My rows: "+strconv.Itoa(p.mine.Open)+" open")
	}), If(rv.Rows > 0, Group{button(q.reviewURL(rv.Ref, "/sample", "format", "xlsx"), "Sample for the auditor"), q.exportMenu(reviewsAt + "/" + url.PathEscape(rv.Ref) + "/export")}),
		If(q.may(record.MayEdit) && !access.Reviews.Kind().Fixed(rv), button(q.url("/r/access-reviews/"+url.PathEscape(rv.Ref)+"/edit"), "Change"))}
}

func (p *reviewPage) lead() Node {
	rv := p.rv
	o, _ := access.Reviews.Kind().Field("state").Option(rv.State)
	late := rv.State == access.Running && rv.Due < p.q.shownDay()
	said := fmt.Sprintf(" Period %s to %s. Decisions due %s.", day(rv.Begins), day(rv.Ends), day(rv.Due))
	switch rv.State {
	case access.Closed:
		said += " Closed on " + day(rv.ClosedOn) + ": it shows A.5.18 at work."
	case access.FollowingUp:
		said += " " + plural(rv.Pending, "revocation or change is", "revocations and changes are") + " not confirmed."
	case access.Running, access.Decided:
		said += fmt.Sprintf(" %d of %d decided.", rv.Rows-rv.Open, rv.Rows)
	}
	return Section(P(status(reviewStates[rv.State], lowerFirst(o.Label), ""), If(late, Group{Text(" "), status("failing", "late", "")}), Text(said)),
		If(rv.ReopenedOn != "", P(Class("soft"), Text("Reopened on "+day(rv.ReopenedOn)+": "+rv.ReopenedBecause))))
}

func lowerFirst(s string) string { return strings.ToLower(s[:min(1, len(s))]) + s[min(1, len(s)):] }

func (p *reviewPage) reviewers() Node {
	if len(p.rv.Shares) == 0 {
		return nil
	}
	return Section(H2(Text("Reviewers")), Table(THead(Tr(Th(Scope("col"), Text("Reviewer")), Th(Scope("col"), Class("num"), Text("Rows")), Th(Scope("col"), Class("num"), Text("Open")), Th(Scope("col"), Text("State")))),
		TBody(Map(p.rv.Shares, func(s access.Share) Node {
			state := status("working", "done", "")
			if s.Open > 0 {
				state = status("partly", "to decide", "")
			}
			return Tr(Td(A(Class("name"), Href(p.q.url("/r/access-decisions", "review", p.rv.Ref, "reviewer", s.Ref)), Text(s.Name))), Td(Class("num"), Text(strconv.Itoa(s.Rows))), Td(Class("num"), Text(strconv.Itoa(s.Open))), Td(state))
		}))))
}

// outstanding are revocations and changes that nobody has confirmed.
func (p *reviewPage) outstanding() Node {
	if len(p.waiting) == 0 {
		return nil
	}
	today := p.q.shownDay()
	return Section(H2(Text("Not confirmed")), wide("Not confirmed", Table(THead(Tr(Th(Scope("col"), Text("Ref")), Th(Scope("col"), Text("Entitlement")), Th(Scope("col"), Text("Decision")), Th(Scope("col"), Text("Change")), Th(Scope("col"), Text("To be gone by")))),
		TBody(Map(p.waiting, func(d *access.Decision) Node {
			by := Node(Text(day(d.FollowUpBy)))
			if d.FollowUpBy < today {
				by = status("failing", day(d.FollowUpBy), "late")
			}
			return Tr(Td(A(Class("mono"), Href(p.q.recordURL(access.Decisions.Kind(), d.Ref)), Text(d.Ref))), Td(Text(d.Title), Br(), Small(Class("soft"), Text(p.names.title(string(d.System))))), Td(Text(d.Decision)), Td(p.names.link(string(d.FollowUp))), Td(by))
		})))), If(p.rv.Pending > len(p.waiting), P(A(Href(p.q.url("/r/access-decisions", "review", p.rv.Ref, "state", "outstanding")), Text("All "+strconv.Itoa(p.rv.Pending))))))
}

func (n names) title(id string) string { return n.hits[id].Title }

func (p *reviewPage) populations() Node {
	if len(p.rv.Populations) == 0 {
		return nil
	}
	return Section(H2(Text("Populations "), Span(Class("soft"), Text("what was looked at, and the proof of it"))), wide("Populations", Table(THead(Tr(Th(Scope("col"), Text("System")), Th(Scope("col"), Text("For")), Th(Scope("col"), Class("num"), Text("Rows")), Th(Scope("col"), Text("Taken")), Th(Scope("col"), Text("From")), Th(Scope("col"), Text("SHA-256")))),
		TBody(Map(p.rv.Populations, func(x access.Population) Node {
			return Tr(Td(A(Class("name"), Href(p.q.url("/r/systems/"+url.PathEscape(x.Ref))), Text(x.Name))), Td(Text(x.Use())), Td(Class("num"), Text(strconv.Itoa(x.Rows))), Td(Text(day(x.On))), Td(Text(x.From), If(x.Left > 0, Small(Class("soft"), Text(fmt.Sprintf(" (%d left out)", x.Left))))), Td(Code(TitleAttr(x.Hash), Text(x.Hash[:16]+"…"))))
		})))), P(Class("soft wrap"), Text("All together: "), Code(Text(p.rv.Hash))))
}

// handIn takes a system's list while the review runs, and again to show what is gone.
func (p *reviewPage) handIn() Node {
	q, rv := p.q, p.rv
	if !q.may(record.MayEdit) || rv.State != access.Running && rv.State != access.FollowingUp {
		return nil
	}
	about := "CSV or XLSX with login, entitlement, person, privileged, last used. Accounts that the list lacks are removed from the register. A system that is not part of the review yet becomes a late one."
	if rv.State == access.FollowingUp {
		about = "What a system's new list no longer holds is confirmed."
	}
	return Section(Class("sheet"), H2(Text("Hand in a list")), P(Text(about)), q.postForm(q.reviewURL(rv.Ref, "/population"), Class("record-form"), EncType("multipart/form-data"),
		field("system", "System", Select(Class("in"), ID("f-system"), Name("system"), Map(p.systems, func(s *access.System) Node {
			return Option(Value(s.ID), If(q.form("system") == s.ID, Selected()), Text(s.Name))
		}))),
		field("file", "List", Input(Type("file"), ID("f-file"), Name("file"), Required(), Accept(".xlsx,.csv,.tsv,.txt"))),
		Div(Class("row"), Span(), Label(Input(Type("checkbox"), Name("partial"), Value("yes"), If(q.form("partial") != "", Checked())), Text(" Leave out lines that cannot be read"))),
		Div(Class("row"), Span(), Div(Class("acts"), Button(Class("btn go"), Name("do"), Value("preview"), Text("Show what would happen")), If(p.seen != nil, Button(Class("btn"), Name("do"), Value("hand-in"), Text("Hand this list in")))))),
		Iff(p.seen != nil, p.effect))
}

// effect is what the list would do to the register of accounts.
func (p *reviewPage) effect() Node {
	e := p.seen
	part := func(n []string, state, words string) Node {
		return If(len(n) > 0, Li(status(state, plural(len(n), "account", "accounts")+" "+words, ""), Text(" "+strings.Join(n[:min(len(n), shownLogins)], ", ")), If(len(n) > shownLogins, Text(", …"))))
	}
	return Div(ID("effect"), Role("status"), P(Strong(Text(plural(e.Rows, "entitlement", "entitlements")+" would be read. Choose the file again to hand it in."))), Ul(Class("lines"),
		part(e.New, "working", "new"), part(e.Back, "partly", "active again"), part(e.Removed, "failing", "not in the list: marked as removed"),
		If(len(e.New)+len(e.Back)+len(e.Removed) == 0, Li(Text("The same accounts as in the register."))),
		If(e.LeftOut > 0, Li(Text(plural(e.LeftOut, "line", "lines")+" left out; so no account is marked as removed.")))))
}

// takePopulation takes a list, or shows which lines are bad.
func takePopulation(q *request) error {
	seen, err := q.populate()
	if err == nil && seen != nil {
		return q.accessReview(seen, nil)
	}
	if err != nil && !errs.Is(err, errs.Internal) && !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Denied) {
		q.status = errs.KindOf(err).Status()
		return q.accessReview(nil, err)
	}
	return err
}

// populate hands the list in, or tells what that would do.
func (q *request) populate() (seen *access.Effect, err error) {
	file, header, err := q.r.FormFile("file")
	if err != nil {
		return nil, errs.Invalidf("Choose a file first.")
	}
	defer file.Close()
	book, err := sheet.Open(header.Filename, file, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	lines, err := access.ReadList(book)
	if err != nil {
		return nil, err
	}
	list := access.HandIn{System: q.form("system"), From: header.Filename, Lines: lines, Partial: q.form("partial") == "yes"}
	if q.form("do") == "preview" {
		_, seen, err = access.Preview(q.r.Context(), q.org, q.r.PathValue("ref"), list)
		return seen, err
	}
	var rv *access.Review
	var e *access.Effect
	b, err := q.write("List "+header.Filename, func(w *record.Writer) (err error) {
		rv, e, err = access.Populate(w, q.r.PathValue("ref"), list)
		return err
	})
	if err != nil {
		return nil, err
	}
	said := plural(len(lines), "line was read.", "lines were read.")
	if n := len(e.Removed); n > 0 {
		said += " " + plural(n, "account is", "accounts are") + " marked as removed."
	}
	return nil, q.redirect(q.reviewURL(rv.Ref, ""), said, b.First)
}

func exportReview(q *request) error {
	return q.sendTable("access-review", "Decisions", func(r *record.Reader) (report.Document, error) {
		return access.Report(r, q.r.PathValue("ref"), q.member.OrgName)
	})
}

// sampleSize is how many rows a sample has if nothing is said.
const sampleSize = 25

func exportSample(q *request) error {
	size, err := strconv.Atoi(cmp.Or(q.param("size"), strconv.Itoa(sampleSize)))
	if err != nil {
		return errs.InField("size", "write a whole number")
	}
	return q.sendTable("access-review-sample", "Sample", func(r *record.Reader) (report.Document, error) {
		return access.SampleReport(r, q.r.PathValue("ref"), q.member.OrgName, size)
	})
}
