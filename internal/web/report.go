package web

import (
	"net/http"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

const (
	eventReportAt = "/report"
	reportLinksAt = "/report-links"
)

// reportPage is the form by which every member, whatever the role, reports an event.
func reportPage(q *request) error { return q.reportForm(nil) }

func (q *request) reportForm(failed error) error {
	return q.show(func(*record.Reader) (page, error) {
		return page{title: "Report an event", section: eventReportAt, body: Group{
			heading("Report an event", Text("Anything that looks wrong: a strange message, a lost device, a door that stands open. Better once too often."), If(q.may(record.MayEdit), button(q.url(reportLinksAt), "Links for outsiders"))),
			Iff(!q.org.Past(), func() Node {
				return q.postForm(q.url(eventReportAt), Class("record-form"), reportFields(q, failed, false))
			})}}, nil
	})
}

// reportFields are the inputs of a report; outsiders may also say where to answer.
func reportFields(q *request, failed error, outside bool) Node {
	types := Select(Class("in narrow"), ID("f-type"), Name("type"), Map(incident.EventTypes, func(o record.Option) Node {
		return Option(Value(o.Value), If(o.Value == q.form("type"), Selected()), Text(o.Label))
	}))
	return Group{If(failed != nil, Div(Class("fault"), Role("alert"), P(Text("The report was not sent.")), fieldErrors(failed))),
		field("title", "What happened", Input(Class("in"), ID("f-title"), Name("title"), Required(), MaxLength("200"), AutoFocus(), Value(q.form("title")))),
		field("type", "It looks like", types),
		field("description", "Details", Textarea(Class("in"), ID("f-description"), Name("description"), Rows("5"), MaxLength("10000"), Text(q.form("description"))),
			P(Class("help"), Text("Where, which device, who else knows. What you do not know, leave out."))),
		field("noticed_at", "When", Input(Class("in narrow"), ID("f-noticed_at"), Name("noticed_at"), Value(q.form("noticed_at")), Placeholder("2026-03-14 09:30")), P(Class("help"), Text("Now, if left empty."))),
		If(outside, field("contact", "Where to reach you", Input(Class("in"), ID("f-contact"), Name("contact"), MaxLength("200"), Value(q.form("contact"))), P(Class("help"), Text("Optional: an address or a telephone number.")))),
		Div(Class("row"), Span(), Button(Class("btn go"), Text("Report")))}
}

func (q *request) reported() incident.ReportForm {
	return incident.ReportForm{Title: q.form("title"), Details: q.form("description"), Type: q.form("type"), NoticedAt: q.form("noticed_at")}
}

// reportEvent takes a member's report.
func reportEvent(q *request) error {
	org, err := q.s.Identity.Reporter(q.r.Context(), q.caller, q.member.OrgRef)
	if err != nil {
		return err
	}
	f := q.reported()
	var e *incident.Event
	_, err = org.Write(q.r.Context(), "", func(w *record.Writer) error {
		p, err := people.Acting(w.Reader, q.caller.Email)
		if err != nil {
			return err
		}
		if p != nil {
			f.Reporter = record.Ref(p.ID)
		} else {
			f.Contact = q.caller.Email
		}
		e, err = incident.Report(w, f)
		return err
	})
	if errs.Is(err, errs.Invalid) {
		q.status = http.StatusUnprocessableEntity
		return q.reportForm(asPeople(err))
	}
	if err != nil {
		return err
	}
	return q.redirect(q.recordURL(incident.Events.Kind(), e.Ref), e.Ref+" reported. Thank you.", 0)
}

// outsiderPage is the form behind a report link. Like what it answers, it tells nothing about the organisation.
func outsiderPage(q *request) error {
	if _, err := q.s.Identity.ReportTo(q.r.Context(), q.r.PathValue("token"), q.remote()); err != nil {
		return err
	}
	return q.outsiderForm(http.StatusOK, nil)
}

func (q *request) outsiderForm(status int, failed error) error {
	return q.plainPage(status, "Report a security event", H1(Text("Report a security event")),
		P(Class("lead"), Text("Tell us what you noticed. You need no account, and afterwards you get a reference to quote.")),
		Form(Class("record-form"), Method("post"), Action("/report/"+q.r.PathValue("token")), reportFields(q, failed, true)))
}

// outsiderReport takes a report by a link and answers with its reference alone.
func outsiderReport(q *request) error {
	org, err := q.s.Identity.ReportTo(q.r.Context(), q.r.PathValue("token"), q.remote())
	if err != nil {
		return err
	}
	f := q.reported()
	f.Contact, f.Outside = q.form("contact"), true
	var e *incident.Event
	_, err = org.Write(q.r.Context(), "", func(w *record.Writer) (err error) {
		e, err = incident.Report(w, f)
		return err
	})
	if errs.Is(err, errs.Invalid) {
		return q.outsiderForm(http.StatusUnprocessableEntity, asPeople(err))
	}
	if err != nil {
		return err
	}
	return q.plainPage(http.StatusCreated, "Reported", H1(Text("Reported")), P(Class("lead"), Text("Thank you. Your reference is "), Strong(Class("mono"), Text(e.Ref)), Text(".")))
}

// reportLinksPage lists the links by which outsiders report.
func reportLinksPage(q *request) error { return q.reportLinks("", nil) }

func (q *request) reportLinks(shownOnce string, failed error) error {
	links, err := q.s.Identity.ReportLinks(q.r.Context(), q.caller, q.member.OrgRef)
	if err != nil {
		return err
	}
	return q.show(func(r *record.Reader) (page, error) {
		return page{title: "Links for outsiders", section: eventReportAt, body: Group{
			heading("Links for outsiders", Text("Who has such a link can report an event, and do nothing else. Give each supplier or customer one of their own, so that one can end alone.")),
			If(shownOnce != "", Div(Class("said"), Role("status"), P(Text("Shown once, copy it now:")), P(Class("mono wrap"), Text(shownOnce)))),
			q.reportLinkTable(links, r.Today()),
			Section(H2(Text("Make a link")), If(failed != nil, Div(Class("fault"), Role("alert"), fieldErrors(failed))),
				q.postForm(q.url(reportLinksAt), Class("record-form"), field("name", "For whom", Input(Class("in"), ID("f-name"), Name("name"), Required(), If(failed != nil, Value(q.form("name"))))),
					field("expires", "Last day", Input(Class("in narrow"), Type("date"), ID("f-expires"), Name("expires"), If(failed != nil, Value(q.form("expires")))), P(Class("help"), Text("400 days from today if left empty; no later."))),
					Div(Class("row"), Span(), Button(Class("btn go"), Text("Make the link")))))}}, nil
	})
}

func (q *request) reportLinkTable(links []*identity.ReportLink, today record.Date) Node {
	if len(links) == 0 {
		return Section(P(Class("soft"), Text("None yet.")))
	}
	return Section(Table(THead(Tr(Th(Scope("col"), Text("Ref")), Th(Scope("col"), Text("For whom")), Th(Scope("col"), Text("Last day")), Th(Scope("col"), Text("Revoke")))), TBody(Map(links, func(l *identity.ReportLink) Node {
		until := Node(Text(day(l.Expires)))
		if l.Expires < today {
			until = status("stale", "ended "+day(l.Expires), "")
		}
		return Tr(Td(Class("mono"), Text(l.Ref)), Td(Text(l.Name)), Td(until), Td(q.postForm(q.url(reportLinksAt+"/"+l.ID+"/revoke"), Class("inline"), Button(Class("plain bad"), Data("confirm", "End the link of "+l.Name+"?"), Text("Revoke")))))
	}))))
}

func makeReportLink(q *request) error {
	secret, _, err := q.s.Identity.CreateReportLink(q.r.Context(), q.caller, q.member.OrgRef, q.form("name"), record.Date(q.form("expires")))
	if errs.Is(err, errs.Invalid) {
		q.status = http.StatusUnprocessableEntity
		return q.reportLinks("", asPeople(err))
	}
	if err != nil {
		return err
	}
	return q.reportLinks(q.address("/report/"+secret), nil)
}

func revokeReportLink(q *request) error {
	if err := q.s.Identity.RevokeReportLink(q.r.Context(), q.caller, q.member.OrgRef, q.r.PathValue("id")); err != nil {
		return err
	}
	return q.redirect(q.url(reportLinksAt), "The link has ended.", 0)
}
