package web

import (
	"fmt"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// comparison is the difference of the statement between two moments, with who caused each.
type comparison struct {
	q           *request
	edition     catalog.Edition
	both        bool
	versions    []*control.Version
	from, to    string // moments as the address has them; to may be empty for now
	differences []control.Difference
	causes      []record.Version // of each difference; Seq 0 if unknown
	names       names
}

// soaCompare shows what differs between two moments or approved versions.
func soaCompare(q *request) error {
	c := comparison{q: q, from: q.chosenMoment("from"), to: q.chosenMoment("to")}
	var s *soa
	if err := q.read(func(r *record.Reader) (err error) {
		if s, err = q.readSoA(r); err != nil {
			return err
		}
		c.versions, err = control.Versions.All(r, record.Query{Sort: "-ref", Filters: []record.Filter{{Field: "edition", Values: []string{string(s.edition)}}}})
		return err
	}); err != nil {
		return err
	}
	c.edition, c.both = s.edition, s.both
	if c.from == "" && len(c.versions) > 0 {
		c.from = exactly(c.versions[0])
	}
	until, err := c.compare(s.lines)
	if err != nil {
		return err
	}
	return q.show(func(r *record.Reader) (page, error) {
		err := c.explain(r, until)
		return page{title: "Compare statements", section: "/soa", body: c.body()}, err
	})
}

// chosenMoment is an approved version's moment, or the day chosen beside it.
func (q *request) chosenMoment(name string) string {
	if at := q.param(name); at != "" {
		return at
	}
	return q.param(name + "_day")
}

// exactly is the moment a version was approved.
func exactly(v *control.Version) string { return v.UpdatedAt.UTC().Format(time.RFC3339Nano) }

// compare finds what changed until a moment: the chosen one, or that of the lines shown. Past moments are opened
// before the page is read, since a reader must not wait for another.
func (c *comparison) compare(after []control.Line) (until time.Time, err error) {
	until = c.q.org.Now()
	if c.from == "" {
		return until, nil
	}
	before, err := c.at(c.from)
	if err != nil {
		return until, err
	}
	if c.to != "" {
		if after, err = c.at(c.to); err != nil {
			return until, err
		}
		until, err = record.ParseMoment(c.to, c.q.s.Store.Clock())
	}
	c.differences = control.Compare(before, after)
	return until, err
}

// explain finds who made the differences, when and why.
func (c *comparison) explain(r *record.Reader, until time.Time) (err error) {
	var actors []string
	for _, d := range c.differences {
		cause, err := causeOf(r, d, until)
		if err != nil {
			return err
		}
		c.causes, actors = append(c.causes, cause), append(actors, cause.Actor)
	}
	c.names, err = c.q.namesOf(r, nil, actors)
	return err
}

// at reads the statement as of a moment.
func (c *comparison) at(moment string) (lines []control.Line, err error) {
	q := c.q
	at, err := record.ParseMoment(moment, c.q.s.Store.Clock())
	if err != nil {
		return nil, err
	}
	present, err := q.s.Identity.Org(q.r.Context(), q.caller, q.member.OrgRef)
	if err != nil {
		return nil, err
	}
	past, release, err := present.AsOf(q.r.Context(), at)
	if err != nil {
		return nil, err
	}
	defer release()
	err = past.Read(q.r.Context(), func(r *record.Reader) error {
		lines, err = control.Statement(r, c.edition)
		return err
	})
	return lines, err
}

// causeOf is the newest change, up to a moment, of the record the difference lies in: the control, or the risk that
// came to need it.
func causeOf(r *record.Reader, d control.Difference, until time.Time) (record.Version, error) {
	k, ref := control.Controls.Kind(), d.Control
	if d.Field == "risks" {
		k = risk.Risks.Kind()
		ref, _, _ = strings.Cut(d.Before+d.After, " ")
	}
	rec, err := r.Find(k, ref)
	if err != nil {
		return record.Version{}, nil // deleted since: its history is not found by reference
	}
	versions, err := r.History(k, rec.Base().ID, 0)
	for _, v := range versions {
		if !v.Time.After(until) {
			return v, err
		}
	}
	return record.Version{}, err
}

func (c *comparison) body() Node {
	q := c.q
	return Group{
		heading("What changed in the Statement of Applicability", Text(fmt.Sprintf("Edition %s · %s", c.edition, plural(len(c.differences), "difference", "differences"))), button(q.url("/soa", "edition", string(c.edition)), "Back to the statement")),
		Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), If(q.asOf != "", Input(Type("hidden"), Name("as_of"), Value(q.asOf))),
			If(!c.both, Input(Type("hidden"), Name("edition"), Value(string(c.edition)))),
			If(c.both, Select(Class("in narrow"), Name("edition"), Aria("label", "Edition"), Map([]catalog.Edition{catalog.Edition2022, catalog.Edition2013}, func(e catalog.Edition) Node {
				return Option(Value(string(e)), If(e == c.edition, Selected()), Text("Edition "+string(e)))
			}))),
			c.moment("from", "From", c.from), c.moment("to", "to", c.to), Button(Class("btn go"), Text("Compare"))),
		If(len(c.differences) == 0, empty("Nothing differs. Choose an earlier day, or an approved version.")),
		If(len(c.differences) > 0, Div(Class("scroll"), Table(THead(Tr(Th(Text("Id")), Th(Text("Control")), Th(Text("What")), Th(Text("Before")), Th(Text("After")), Th(Text("Cause")))),
			TBody(c.rows())))),
	}
}

// moment chooses an approved version, or a day.
func (c *comparison) moment(name, label, at string) Node {
	version := false
	options := Map(c.versions, func(v *control.Version) Node {
		chosen := at == exactly(v)
		version = version || chosen
		return Option(Value(exactly(v)), If(chosen, Selected()), Text(v.Title+", "+day(v.ApprovedOn)))
	})
	date := at[:min(10, len(at))]
	if version {
		date = ""
	}
	other := map[string]string{"from": "the end of the day:", "to": "now, or the end of the day:"}[name]
	return Group{Label(For(name), Text(label+" ")), Select(Class("in narrow"), ID(name), Name(name), Option(Value(""), Text(other)), options),
		Input(Class("in narrow"), Type("date"), Name(name+"_day"), Value(date), Aria("label", label+" the end of the day"))}
}

func (c *comparison) rows() Node {
	var rows []Node
	for i, d := range c.differences {
		cause := Node(Span(Class("soft"), Text("—")))
		if v := c.causes[i]; v.Seq > 0 {
			cause = Group{c.names.actor(v.Actor), Text(", " + moment(v.Time)), If(v.Reason != "", Q(Text(v.Reason))), Small(Class("soft"), Text(" entry "+thousands(v.Seq)))}
		}
		rows = append(rows, Tr(Td(Class("mono"), Text(strings.TrimPrefix(d.Control, "A."))), Td(A(Class("name"), Href(c.q.recordURL(control.Controls.Kind(), d.Control)), Text(d.Title))),
			Td(Text(d.Change+" "+d.Field)), Td(Del(Text(d.Before))), Td(Ins(Text(d.After))), Td(cause)))
	}
	return Group(rows)
}
