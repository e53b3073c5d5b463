package web

import (
	"fmt"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// comparison is the difference of the statement between two moments, with what caused each.
type comparison struct {
	q           *request
	edition     catalog.Edition
	both        bool
	versions    []*control.Version
	from, to    string // moments as the address has them; to may be empty for now
	truth       bool   // what was true then, not what was known
	differences []control.Difference
	names       names
}

// soaCompare shows what differs between two moments or approved versions.
func soaCompare(q *request) error {
	c := comparison{q: q, from: q.chosenMoment("from"), to: q.chosenMoment("to"), truth: q.param("show") == "true"}
	if err := q.read(func(r *record.Reader) (err error) {
		if c.edition, c.both, err = q.edition(r); err != nil {
			return err
		}
		c.versions, err = control.Versions.All(r, record.Query{Sort: "-ref", Filters: []record.Filter{{Field: "edition", Values: []string{string(c.edition)}}}})
		return err
	}); err != nil {
		return err
	}
	if c.from == "" && len(c.versions) > 0 {
		c.from = exactly(c.versions[0])
	}
	before, after, err := c.take()
	if err != nil {
		return err
	}
	return q.show(func(r *record.Reader) (page, error) {
		var actors []string
		if before != nil {
			if c.differences, err = control.Compare(r, before, after); err != nil {
				return page{}, err
			}
		}
		for _, d := range c.differences {
			if d.Cause != nil {
				actors = append(actors, d.Cause.Actor)
			}
		}
		c.names, err = q.namesOf(r, nil, actors)
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

// take reads both statements, before the page is read: a reader must not wait for another.
func (c *comparison) take() (before, after *control.Snapshot, err error) {
	if c.from == "" {
		return nil, nil, nil
	}
	ctx := c.q.r.Context()
	if before, err = control.TakeAt(ctx, c.q.org, c.edition, control.Moment{Text: c.from, True: c.truth}); err == nil {
		after, err = control.TakeAt(ctx, c.q.org, c.edition, control.Moment{Text: c.to, True: c.truth})
	}
	return before, after, err
}

func (c *comparison) body() Node {
	q := c.q
	return Group{
		heading("What changed in the Statement of Applicability", Text(fmt.Sprintf("Edition %s · %s", c.edition, plural(len(c.differences), "difference", "differences"))), button(q.url("/soa/editions"), "Both editions side by side"), button(q.url("/soa", "edition", string(c.edition)), "Back to the statement")),
		Form(Class("filters"), Method("get"), Action(q.r.URL.EscapedPath()), q.moment(),
			If(!c.both, Input(Type("hidden"), Name("edition"), Value(string(c.edition)))),
			If(c.both, Select(Class("in narrow"), Name("edition"), Aria("label", "Edition"), Map([]catalog.Edition{catalog.Edition2022, catalog.Edition2013}, func(e catalog.Edition) Node {
				return Option(Value(string(e)), If(e == c.edition, Selected()), Text("Edition "+string(e)))
			}))),
			c.moment("from", "From", c.from), c.moment("to", "to", c.to), c.truthSelect(), Button(Class("btn go"), Text("Compare"))),
		If(len(c.differences) == 0, empty("Nothing differs. Choose an earlier day, or an approved version.")),
		If(len(c.differences) > 0, Div(Class("scroll"), Table(THead(Tr(Th(Text("Id")), Th(Text("Control")), Th(Text("What")), Th(Text("Before")), Th(Text("After")), Th(Text("Cause")), Th(Text("Who, when and why")))),
			TBody(c.rows())))),
	}
}

// truthSelect chooses between what was known at the two moments and what was true, as far as it is known by now.
func (c *comparison) truthSelect() Node {
	return Select(Class("in narrow"), Name("show"), Aria("label", "Show"), Option(Value(""), Text("as known then")), Option(Value("true"), If(c.truth, Selected()), Text("as true then")))
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
	return Map(c.differences, func(d control.Difference) Node {
		return Tr(Td(Class("mono"), Text(strings.TrimPrefix(d.Control, "A."))), Td(A(Class("name"), Href(c.q.recordURL(control.Controls.Kind(), d.Control)), Text(d.Title))),
			Td(Text(d.Change+" "+d.Field)), Td(Del(Text(c.shown(d.Field, d.Before)))), Td(Ins(Text(c.shown(d.Field, d.After)))), c.cause(d.Cause), c.entry(d.Cause))
	})
}

// shown is a value for people.
func (c *comparison) shown(field, value string) string {
	if f := control.Controls.Kind().Field(field); f != nil {
		if o, ok := f.Option(value); ok {
			return o.Label
		}
	}
	return value
}

// cause says what made a difference: of which kind it is and the record it lies in.
func (c *comparison) cause(m *control.Cause) Node {
	if m == nil {
		return Td(Span(Class("soft"), Text("no longer told")))
	}
	kind := ""
	for _, o := range control.Causes {
		if o.Value == m.Kind {
			kind = o.Label
		}
	}
	return Td(Strong(Text(kind)), If(m.Kind != "decision", Group{Text(" "), A(Class("mono"), Href(c.q.hitURL(record.Hit{Kind: m.Of, Ref: m.Record})), TitleAttr(m.Title), Text(m.Record))}))
}

// entry says who made it, when, in which words, and where it stands in the journal.
func (c *comparison) entry(m *control.Cause) Node {
	if m == nil {
		return Td()
	}
	return Td(c.names.actor(m.Actor), Text(", "+moment(m.Time)), If(m.Reason != "", Group{Text(" "), Q(Text(m.Reason))}), Small(Class("soft"), Text(" entry "+thousands(m.Entry))))
}
