package web

import (
	"fmt"
	"net/url"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/record"
)

const incidentsAt = "/incidents"

// incidentPage is one incident: its clocks, what happened, the playbook, what is in custody.
func incidentPage(q *request) error { return q.recordOf(incident.Incidents.Kind()) }

// incidentView is what the page of an incident shows beside its fields.
type incidentView struct {
	recordView
	i      *incident.Incident
	zone   *time.Location
	clocks []*incident.Notification
	story  []incident.Entry
	held   []*incident.Custody
}

func (q *request) incidentBody(r *record.Reader, v recordView, i *incident.Incident) (p page, err error) {
	x := incidentView{recordView: v, i: i}
	if x.zone, err = incident.Zone(r); err != nil {
		return p, err
	}
	x.names.zone = x.zone
	if x.clocks, err = incident.Of(r, i); err != nil {
		return p, err
	}
	if x.story, err = incident.Story(r, i, x.clocks); err != nil {
		return p, err
	}
	if x.held, err = incident.Collected(r, i); err != nil {
		return p, err
	}
	for _, e := range x.story {
		if e.Actor != "" {
			q.actors[e.Actor] = e.Actor
		}
	}
	more, err := q.namesOf(r, x.people(), nil)
	if err != nil {
		return p, err
	}
	for id, hit := range more.hits {
		x.names.hits[id] = hit
	}
	steps, err := q.stepForms(r, v.k, i)
	if err != nil {
		return p, err
	}
	related, err := q.related(r, v.k, i.ID, "incident_note", "notification", "custody")
	if err != nil {
		return p, err
	}
	body := Group{
		heading(i.Title, Group{Span(Class("mono"), Text(i.Ref)), Text(" · "), A(Href(q.url("/r/"+v.k.Plural)), Text(v.k.Title)), Text(" · "), x.label("severity"), Text(" · "), x.label("status")}, v.actions()),
		Div(Class("cols"), Div(x.clockTable(), x.timeline(), steps, Section(x.titled("Facts"), x.facts()), x.custody(), related), Aside(x.playbook(), v.history()))}
	return page{title: i.Ref + " " + i.Title, section: sectionOf(v.k), body: body}, nil
}

// people are whom the tables name by id.
func (x incidentView) people() (ids []string) {
	for _, n := range x.clocks {
		ids = append(ids, string(n.Commander), string(n.SentBy))
	}
	for _, c := range x.held {
		ids = append(ids, string(c.Holder), string(c.CollectedBy))
		for _, h := range c.Chain {
			ids = append(ids, h.From, h.To)
		}
	}
	return ids
}

func (x incidentView) label(field string) Node {
	o, ok := x.k.Field(field).Option(x.k.Field(field).Text(x.i))
	if !ok {
		return Text("no " + field + " yet")
	}
	return Text(o.Label)
}

// at writes a kept moment in the organisation's time zone.
func (x incidentView) at(kept string) string {
	if kept == "" {
		return ""
	}
	return incident.Moment(kept).In(x.zone).Format("2 Jan 2006 15:04")
}

// titled is the heading of a table of times.
func (x incidentView) titled(title string) Node {
	return H2(Text(title), Span(Class("soft"), Text(" times of "+x.zone.String())))
}

func (x incidentView) clockTable() Node {
	if len(x.clocks) == 0 {
		why := "No clock runs. Which clocks there are the settings for incidents say, and the facts given when it is classified."
		if x.i.ClassifiedAt == "" {
			why = "Not classified yet: nobody has decided whom you must tell. The hours count from " + x.at(x.i.AwareAt) + " all the same."
		}
		return Section(H2(Text("Who must be told")), P(Text(why)))
	}
	return Section(x.titled("Who must be told"), Table(THead(Tr(Th(Scope("col"), Text("Notification")), Th(Scope("col"), Text("State")))),
		TBody(Map(x.clocks, x.clock))))
}

func (x incidentView) clock(n *incident.Notification) Node {
	name := A(Class("name"), Href(x.q.recordURL(incident.Notifications.Kind(), n.Ref)), Text(n.Title))
	due := "due " + x.at(n.DueAt)
	if n.AtOnce() {
		due = "without undue delay"
	}
	return Tr(Td(name, Details(Class("soft"), Summary(Text("To whom, with what")), P(Text(n.To)), P(Class("lines-kept"), Text(n.Content)))),
		Td(x.standing(n), Br(), Small(Class("soft"), Text(due+", owed by "), x.names.link(string(n.Commander)))))
}

// standing is how much time a clock leaves, or what became of it.
func (x incidentView) standing(n *incident.Notification) Node {
	switch n.Status {
	case "sent":
		took := ""
		if n.FromAt != "" {
			took = " after " + incident.Took(n)
		}
		if n.Late {
			return status("failing", "sent late"+took, x.at(n.SentAt)+" "+n.Receipt)
		}
		return status("working", "sent"+took, x.at(n.SentAt)+" "+n.Receipt)
	case "not_required":
		return status("none", "not required", n.Reason)
	case "withdrawn":
		return status("none", "withdrawn", n.Reason)
	}
	now, due := x.q.org.Now(), incident.Moment(n.DueAt)
	class := "partly"
	if n.AtOnce() {
		return status("failing", "now", "without undue delay since "+x.at(n.FromAt))
	}
	if now.After(due) {
		class = "failing"
	}
	return status(class, incident.Left(now, due), x.at(n.DueAt))
}

func (x incidentView) timeline() Node {
	var form Node
	if x.q.may(record.MayContribute) {
		form = x.q.postForm(x.q.url(incidentsAt+"/"+url.PathEscape(x.i.Ref)+"/notes"), Class("record-form"), field("title", "Note", Input(Class("in"), ID("f-title"), Name("title"), Required())),
			field("noted_at", "When", Input(Class("in narrow"), ID("f-noted_at"), Name("noted_at"), Placeholder("2026-03-14 09:30")), P(Class("help"), Text("Now, if left empty."))),
			Div(Class("row"), Span(), Button(Class("btn go"), Text("Add to the timeline"))))
	}
	return Section(ID("timeline"), x.titled("Timeline"), Table(THead(Tr(Th(Scope("col"), Text("When")), Th(Scope("col"), Text("What")))), TBody(Map(x.story, func(e incident.Entry) Node {
		what := Node(Text(e.What))
		if e.Note != "" {
			what = A(Class("name"), Href(x.q.recordURL(incident.Notes.Kind(), e.Note)), Text(e.What))
		}
		by := Iff(e.Actor != "", func() Node { return Small(Class("soft"), Text(" "), x.names.actor(e.Actor)) })
		return Tr(Td(Span(Class("who"), Text(x.at(e.At)))), Td(what, by, If(e.Details != "", P(Class("soft lines-kept"), Text(e.Details)))))
	}))), form)
}

// noteIncident adds a line to the timeline.
func noteIncident(q *request) error {
	n := &incident.Note{Title: q.form("title"), At: q.form("noted_at")}
	var ref string
	b, err := q.write("", func(w *record.Writer) error {
		i, err := incident.Incidents.Find(w.Reader, q.r.PathValue("ref"))
		if err != nil {
			return err
		}
		ref, n.Incident = i.Ref, record.Ref(i.ID)
		return incident.Notes.Put(w, n)
	})
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(incident.Incidents.Kind(), ref)+"#timeline", "Noted.", b.First)
}

func (x incidentView) playbook() Node {
	title, parts := x.i.Playbook()
	if title == "" {
		return Section(H2(Text("Playbook")), P(Class("soft"), Text("Give the incident a type, and what to do in its first hour stands here.")))
	}
	done, all := 0, 0
	for _, p := range parts {
		for n := range p.Tasks {
			if _, ticked := x.i.Ticked(fmt.Sprintf("%s.%d", p.ID, n+1)); ticked {
				done++
			}
			all++
		}
	}
	return Section(Class("sheet"), H2(Text("Playbook: "+title)), P(Class("soft"), Text(fmt.Sprintf("%d of %d tasks done", done, all))), Map(parts, func(p incident.Part) Node {
		var rows []Node
		for n, task := range p.Tasks {
			rows = append(rows, x.task(fmt.Sprintf("%s.%d", p.ID, n+1), task))
		}
		return Details(If(p.ID == "first_hour" || p.ID == x.now(), Attr("open", "")), Summary(Text(p.Title)), Ul(Class("lines"), Group(rows)))
	}))
}

// now is the part of the playbook that belongs to the incident's state.
func (x incidentView) now() string {
	return map[string]string{"reported": "contain", "contained": "eradicate", "eradicated": "recover", "closed": "lessons"}[x.i.Status]
}

func (x incidentView) task(id, text string) Node {
	tick, ticked := x.i.Ticked(id)
	said := Node(Text(text))
	if ticked {
		said = Group{status("working", "done", ""), Text(" " + text), Br(), Small(Class("soft"), Text(tick.By+", "+x.at(tick.At)))}
	}
	if !x.q.may(record.MayContribute) {
		return Li(said)
	}
	word := map[bool]string{true: "Not done", false: "Done"}[ticked]
	return Li(said, Text(" "), x.q.postForm(x.q.url("/r/incidents/"+url.PathEscape(x.i.ID)+"/step/tick"), Class("inline"), Input(Type("hidden"), Name("task"), Value(id)), Button(Class("plain"), Aria("label", word+": "+text), Text(word))))
}

func (x incidentView) custody() Node {
	add := A(Class("btn"), Href(x.q.url("/r/custody-items/new", "incident", x.i.ID)), Text("Take into custody"))
	if len(x.held) == 0 {
		return Section(H2(Text("Evidence in custody")), P(Class("soft"), Text("Nothing yet. Take what you may need later before it is overwritten.")), If(x.q.may(record.MayEdit), P(add)))
	}
	return Section(H2(Text("Evidence in custody")), Map(x.held, func(c *incident.Custody) Node {
		return Group{H3(A(Class("name"), Href(x.q.recordURL(incident.Custodies.Kind(), c.Ref)), Text(c.Title)), Span(Class("soft"), Text(" "+c.Ref))),
			Ol(Class("lines"), Li(Text(x.at(c.CollectedAt)+": taken by "), x.names.link(string(c.CollectedBy)), If(c.Source != "", Text(" from "+c.Source)), If(c.Digest != "", Group{Br(), Code(Class("mono wrap"), Text(c.Digest))})),
				Map(c.Chain, func(h incident.Handover) Node {
					return Li(Text(x.at(h.At)+": from "), x.names.link(h.From), Text(" to "), x.names.link(h.To), Text(", "+h.Place+" "), If(c.Digest != "", digestState(h.Agrees)))
				}))}
	}), If(x.q.may(record.MayEdit), P(add)))
}

func digestState(agrees bool) Node {
	if agrees {
		return status("working", "same digest", "")
	}
	return status("failing", "another digest", "")
}
