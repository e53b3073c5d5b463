package web

import (
	"net/url"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// trueStatement is the statement as it was true at the past moment shown, as known today, and the organisation of today;
// nil unless the address asks for it. It is read before the page: a reader must not wait for another.
func (q *request) trueStatement() (then *control.Snapshot, present *record.Org, err error) {
	if q.asOf == "" || q.param("show") != "true" {
		return nil, nil, nil
	}
	if present, err = q.s.Identity.Org(q.r.Context(), q.caller, q.member.OrgRef); err != nil {
		return nil, nil, err
	}
	var e catalog.Edition
	if err = q.read(func(r *record.Reader) (err error) {
		e, _, err = q.edition(r)
		return err
	}); err != nil {
		return nil, nil, err
	}
	then, err = control.TakeAt(q.r.Context(), present, e, control.Moment{Text: q.asOf, True: true})
	return then, present, err
}

// truthSwitch leads, in the past, from what was known then to what was true then, and back.
func (s *soa) truthSwitch() Node {
	if s.q.asOf == "" {
		return nil
	}
	n := 0
	for i := range s.lines {
		if len(s.lines[i].Corrections) > 0 {
			n++
		}
	}
	way := func(show, label string) Node {
		current := map[bool]string{true: "true", false: "false"}[s.truth == (show == "true")]
		return A(Class("chip"), Href(s.q.url("/soa", "edition", s.q.param("edition"), "only", s.q.param("only"), "show", show)), Aria("current", current), Text(label))
	}
	return P(Class("chips"), way("", "As known then"), way("true", "As true then, as far as known today"),
		If(s.truth, Span(Class("soft"), Text(plural(n, "line is", "lines are")+" corrected. Approved versions stay what was known."))))
}

// corrected marks a line that differs from what was known.
func corrected(q *request, l *control.Line) Node {
	return Map(l.Corrections, func(c *control.Correction) Node {
		return Small(Class("corrected"), A(Href(q.today("/r/"+control.Corrections.Plural+"/"+url.PathEscape(c.Ref))), TitleAttr(c.Why), Text("corrected by "+c.Ref)))
	})
}

// correctPast leads from a control as of a past day to the form that corrects that day.
func (q *request) correctPast(ref string) Node {
	if q.asOf == "" || !q.org.Actor().May(record.MayEdit) {
		return nil
	}
	v := url.Values{"control": {ref}, "valid_from": {q.org.Now().UTC().Format(time.DateOnly)}}
	return button(q.today("/r/"+control.Corrections.Plural+"/new?"+v.Encode()), "Correct the past")
}

// today is the address of a page in the present, from wherever it is shown.
func (q *request) today(path string) string { return "/o/" + q.member.OrgRef + path }
