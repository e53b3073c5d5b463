package web

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// postForm is a form that changes something: it carries the session's token against forged requests.
func (q *request) postForm(action string, children ...Node) Node {
	if q.csrf == "" {
		q.csrf = identity.CSRF(q.token)
	}
	return Form(Method("post"), Action(action), Input(Type("hidden"), Name("csrf"), Value(q.csrf)), Group(children))
}

// status is shape, word and colour together; the shape comes from the style sheet.
func status(state, word, why string) Node {
	return Span(Class("st "+state), If(why != "", TitleAttr(why)), Text(word))
}

func controlState(l *control.Line) Node {
	word := map[control.State]string{control.None: "no evidence", control.Undecided: "undecided"}[l.State]
	if word == "" {
		word = string(l.State)
	}
	class := string(l.State)
	if l.State == control.Undecided {
		class = "none"
	}
	return status(class, word, l.Why)
}

// heading is the top of a page: its title, what matters in one line, and what can be done.
func heading(title string, lead Node, actions ...Node) Node {
	return Div(Class("head"), Div(H1(Text(title)), If(lead != nil, P(Class("soft"), lead))), If(len(actions) > 0, Div(Class("acts"), Group(actions))))
}

// moment keeps the moment shown in a form that asks.
func (q *request) moment() Node {
	return If(q.asOf != "", Input(Type("hidden"), Name("as_of"), Value(q.asOf)))
}

func button(address, label string) Node { return A(Class("btn"), Href(href(address)), Text(label)) }

func goButton(address, label string) Node {
	return A(Class("btn go"), Href(href(address)), Text(label))
}

func day(d record.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2 Jan 2006")
}

func moment(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04") }

// names are what the page calls other records and actors by.
type names struct {
	q     *request
	hits  map[string]record.Hit
	brief bool           // in a list, where room is short
	zone  *time.Location // of the moments shown; nil for UTC
}

// namesFor resolves every reference in the records with one query, and notes the actors.
func (q *request) namesFor(r *record.Reader, k *record.Kind, records []record.Record, actors []string) (names, error) {
	var ids []string
	for i := range k.Fields {
		f := &k.Fields[i]
		for _, rec := range records {
			switch v := f.Ptr(rec).(type) {
			case *record.Ref:
				if *v != "" {
					ids = append(ids, string(*v))
				}
			case *record.Refs:
				ids = append(ids, *v...)
			}
		}
	}
	return q.namesOf(r, ids, actors)
}

func (q *request) namesOf(r *record.Reader, ids, actors []string) (n names, err error) {
	n.q = q
	if q.actors == nil {
		q.actors = map[string]string{}
	}
	for _, id := range actors {
		q.actors[id] = id
	}
	n.hits, err = r.Named(ids)
	return n, err
}

// nameActors looks up what the actors are called. It is a read of its own and not within that of the page: readers
// who hold one connection and wait for another would wait for each other for ever.
func (q *request) nameActors() error {
	if len(q.actors) == 0 {
		return nil
	}
	found, err := q.s.Identity.Names(q.r.Context(), slices.Collect(maps.Keys(q.actors)))
	maps.Copy(q.actors, found)
	return err
}

// actor is the name of an actor noted before, known when the page is written.
func (n names) actor(id string) Node {
	return NodeFunc(func(w io.Writer) error { return Text(n.q.actors[id]).Render(w) })
}

func (n names) link(id string) Node {
	h, ok := n.hits[id]
	if !ok {
		return Span(Class("soft"), Text("removed"))
	}
	if h.Kind == "person" {
		return A(Class("who"), Href(n.q.hitURL(h)), Text(h.Title))
	}
	return A(Class("mono"), Href(n.q.hitURL(h)), TitleAttr(h.Title), Text(h.Ref))
}

// scales are the dynamic options of a kind's whole-number fields.
type scales map[string][]record.Option

func scalesOf(r *record.Reader, k *record.Kind) (scales, error) {
	out := scales{}
	for i := range k.Fields {
		if f := &k.Fields[i]; f.Scale != nil {
			options, err := f.Scale(r)
			if err != nil {
				return nil, err
			}
			out[f.Name] = options
		}
	}
	return out, nil
}

func (s scales) label(field string, value int) string {
	text := strconv.Itoa(value)
	for _, o := range s[field] {
		if o.Value == text {
			return o.Label
		}
	}
	if value == 0 {
		return ""
	}
	return text
}

// show renders a field's value for reading.
func (n names) show(f *record.AnyField, rec record.Record, s scales) Node {
	if f.Empty(rec) && f.Type() != "bool" {
		return Text("")
	}
	switch v := f.Ptr(rec).(type) {
	case *record.Ref:
		if h, ok := n.hits[string(*v)]; ok && !n.brief && h.Kind != "person" {
			return Group{n.link(h.ID), Text(" " + h.Title)}
		}
		return n.link(string(*v))
	case *record.Refs:
		return n.linkList(*v)
	case *record.Set:
		if letters := initials(f, *v); n.brief && letters != "" {
			return Abbr(TitleAttr(labels(f, *v)), Text(letters))
		}
		return Text(labels(f, *v))
	case *record.Date:
		return n.showDay(f, rec, *v)
	case *bool:
		return Text(map[bool]string{true: "Yes", false: "No"}[*v])
	case *int:
		if f.Scale != nil && f.Computed && *v > 0 {
			return levelText(s.label(f.Name, *v), *v, len(s[f.Name]))
		}
		if f.Scale != nil {
			return Text(s.label(f.Name, *v))
		}
		return Text(thousands(int64(*v)))
	case *float64:
		return Text(decimal(*v))
	case *string:
		if o, ok := f.Option(*v); ok && f.Name == "status" {
			return status(stateOf[*v], o.Label, "")
		}
		if at, err := time.Parse("2006-01-02T15:04:05Z", *v); err == nil {
			return n.showMoment(at)
		}
		return showText(f, *v)
	}
	return Code(Class("mono"), Text(f.Text(rec)))
}

func (n names) showMoment(at time.Time) Node {
	if n.zone == nil {
		return Text(moment(at) + " UTC")
	}
	return Text(at.In(n.zone).Format("2 Jan 2006 15:04"))
}

// decimal writes a number with its thousands apart.
func decimal(x float64) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	if x < 1000 || x >= 1e15 {
		return text
	}
	_, fraction, ok := strings.Cut(text, ".")
	if ok {
		fraction = "." + fraction
	}
	return thousands(int64(x)) + fraction
}

// stateOf is the shape of a record's status.
var stateOf = map[string]string{
	"open": "none", "planned": "none", "draft": "none", "proposed": "none", "expected": "none",
	"in_treatment": "partly", "rating": "partly", "reconciliation": "partly", "evaluated": "partly", "in_progress": "partly", "leaving": "partly",
	"treated": "working", "done": "working", "approved": "working", "active": "working", "in_use": "working",
	"review": "partly", "published": "working", "withdrawn": "excluded",
	"closed": "excluded", "dropped": "excluded", "superseded": "excluded", "left": "excluded", "retired": "excluded", "ended": "excluded", "disposed": "excluded",
}

// showDay marks a day that has passed and should not have: what is due and not done is late, what was fresh until
// then is stale.
func (n names) showDay(f *record.AnyField, rec record.Record, d record.Date) Node {
	if rec.Base().Rev == 0 || n.q.org == nil || d >= record.Date(n.q.org.Now().UTC().Format(time.DateOnly)) {
		return Span(Class("day"), Text(day(d)))
	}
	switch f.Name {
	case "due":
		if state := n.stateText(rec); state != "working" && state != "excluded" {
			return status("failing day", day(d), "late")
		}
	case "fresh_until", "until":
		return status("stale day", day(d), "no longer fresh")
	}
	return Span(Class("day"), Text(day(d)))
}

// stateText is the shape of the record's own status, or of a control's implementation.
func (n names) stateText(rec record.Record) string {
	switch rec := rec.(type) {
	case *treatment.Treatment:
		return stateOf[rec.Status]
	case *control.Control:
		return map[string]string{"implemented": "working"}[rec.Implementation]
	}
	return ""
}

// initials are the letters people know a set's values by, such as C, I and A; "" if any has none.
func initials(f *record.AnyField, values []string) string {
	var letters []string
	for _, v := range values {
		o, _ := f.Option(v)
		i := slices.IndexFunc(o.Synonyms, func(s string) bool { return len(s) == 1 })
		if i < 0 {
			return ""
		}
		letters = append(letters, strings.ToUpper(o.Synonyms[i]))
	}
	return strings.Join(letters, " ")
}

func showText(f *record.AnyField, v string) Node {
	if o, ok := f.Option(v); ok {
		return Text(o.Label)
	}
	if address := href(v); address != "" && (v[0] == 'h') {
		return A(Href(address), Rel("noopener noreferrer"), Text(v))
	}
	return Text(v)
}

const shownLinks = 4

func (n names) linkList(ids []string) Node {
	var nodes []Node
	shown := shownLinks
	if n.brief {
		shown = 2
	}
	for i, id := range ids {
		if i == shown {
			nodes = append(nodes, Span(Class("soft"), Text(fmt.Sprintf(" +%d", len(ids)-i))))
			break
		}
		if i > 0 {
			nodes = append(nodes, Text(" "))
		}
		nodes = append(nodes, n.link(id))
	}
	return Group(nodes)
}

func labels(f *record.AnyField, values []string) (text string) {
	for i, v := range values {
		if i > 0 {
			text += ", "
		}
		if o, ok := f.Option(v); ok {
			v = o.Label
		}
		text += v
	}
	return text
}

// mainMessage is the sentence of an error, without its fields.
func mainMessage(message string, err error) string {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		return e.Message
	}
	return message
}

// fieldErrors lists what is wrong with which field.
func fieldErrors(err error) Node {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || len(e.Fields) == 0 {
		return nil
	}
	return Ul(Class("faults"), Map(e.Fields, func(f errs.Field) Node {
		return Li(Strong(Text(f.Name)), Text(": "+f.Message))
	}))
}

// empty is what a page without rows says: what belongs here and how to begin.
func empty(about string, actions ...Node) Node {
	return Div(Class("empty"), P(Text(about)), Div(Class("acts"), Group(actions)))
}

func (s *Server) lastCheckpoint(r *record.Reader) (journal.Checkpoint, bool, error) {
	key, err := s.Store.Keys.Get(r.Org().ID())
	if err != nil {
		return journal.Checkpoint{}, false, err
	}
	return r.Checkpoint(key)
}

// wide is a table that may be wider than a telephone: it then scrolls by itself, also by keyboard.
func wide(label string, table Node) Node {
	return Div(Class("scroll"), TabIndex("0"), Role("region"), Aria("label", label), table)
}
