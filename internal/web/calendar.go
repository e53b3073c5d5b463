package web

import (
	"net/http"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/record"
)

// calendarSection makes and revokes the addresses at which the caller's calendar reads what is due.
func (q *request) calendarSection(all []identity.Calendar) Node {
	about := "None. Make one, and your calendar shows what is due to you."
	if len(all) > 0 {
		about = "Who has the address can read what is due to you: keep it to yourself. A new one ends the one before."
	}
	return Section(ID("calendar"), H2(Text("Calendar")), P(Class("soft"), Text(about)),
		Ul(Class("lines"), Map(all, func(c identity.Calendar) Node {
			return Li(Text("Made on "+moment(c.Made)), If(c.Token != "", Text(", by an API token")))
		})),
		If(q.shownOnce != "", Div(Class("said"), Role("status"), P(Text("Shown once, copy it into your calendar now:")), P(Class("mono wrap"), Text(q.shownOnce)))),
		Div(Class("acts"), q.postForm("/account/calendar", Class("inline"), Button(Class("btn"), Text(map[bool]string{true: "Make an address", false: "Make a new address"}[len(all) == 0]))),
			If(len(all) > 0, q.postForm("/account/calendar/revoke", Class("inline"), Button(Class("btn bad"), Data("confirm", "Revoke? Calendars that read your addresses stop."), Text("Revoke"))))))
}

func makeCalendar(q *request) error {
	secret, err := q.s.Identity.MakeCalendar(q.r.Context(), q.caller, "")
	if err != nil {
		return err
	}
	q.shownOnce = q.address(identity.CalendarPath(secret))
	return q.accountForm(http.StatusOK, nil)
}

func revokeCalendar(q *request) error {
	if err := q.s.Identity.RevokeCalendar(q.r.Context(), q.caller, ""); err != nil {
		return err
	}
	return q.redirect("/account", "Revoked. Calendars that read the address show nothing any more.", 0)
}

// calendarFeed is what is due to the person whose calendar the address names, from all their organisations.
func calendarFeed(q *request) error {
	secret, ok := strings.CutSuffix(q.r.PathValue("file"), ".ics")
	if !ok {
		return errs.New(errs.NotFound, "There is no such calendar.")
	}
	c, err := q.s.Identity.CallerFromCalendar(q.r.Context(), secret, q.r.RemoteAddr)
	if err != nil {
		return err
	}
	var all []task.CalendarEntry
	for _, g := range c.Grants {
		found, err := q.calendarOf(c, g)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	h := q.w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Cache-Control", "private, no-store")
	_, err = q.w.Write(task.Calendar("Due in Assay", all, q.s.Store.Clock()))
	return err
}

func (q *request) calendarOf(c identity.Caller, g identity.Membership) (out []task.CalendarEntry, err error) {
	org, err := q.s.Identity.Org(q.r.Context(), c, g.OrgID)
	if err != nil {
		return nil, err
	}
	return out, org.Read(q.r.Context(), func(r *record.Reader) error {
		p, err := people.Acting(r, c.Email)
		if err != nil || p == nil {
			return err
		}
		items, err := task.ForCalendar(r, record.Ref(p.ID))
		for _, o := range items {
			k, _ := q.s.Store.Kind(o.Kind)
			q.member = g
			out = append(out, task.CalendarEntry{Owed: o, Org: g.OrgID, OrgName: g.OrgName, Link: q.address(q.recordURL(k, o.Ref))})
		}
		return err
	})
}
