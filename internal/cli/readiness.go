package cli

import (
	"fmt"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/readiness"
	"github.com/assay-isms/assay/internal/isms/trend"
	"github.com/assay-isms/assay/internal/record"
)

type readinessCmd struct{ edition }

// Run prints the ends of the last twelve months, and today.
func (c *readinessCmd) Run(s *session) error {
	e := catalog.Edition(c.Edition)
	org, err := s.shown()
	if err != nil {
		return err
	}
	var now trend.Point
	if err := org.Read(s.ctx, func(r *record.Reader) (err error) {
		now, err = trend.At(r, e)
		return err
	}); err != nil {
		return err
	}
	var past []trend.Point
	if !org.Past() {
		if past, err = trend.Compute(s.ctx, org, e, now.Day); err != nil {
			return err
		}
	}
	t := table{head: []string{"DAY", "CONTROLS THAT WORK", "LATE", "RISKS ABOVE ACCEPTANCE"}, data: map[string]any{"now": now, "past": append([]trend.Point{}, past...)}}
	for _, p := range append(past, now) {
		row := []string{string(p.Day), "", "", ""}
		if p.Known {
			row = []string{string(p.Day), fmt.Sprintf("%.0f %%", 100*p.Readiness), number(p.Late), number(p.Above)}
		}
		t.rows = append(t.rows, row)
	}
	return s.table(t)
}

type raisedCmd struct{ edition }

// Run lists what an auditor would raise.
func (c *raisedCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		all, err := readiness.Of(r, catalog.Edition(c.Edition))
		if err != nil {
			return err
		}
		t := table{head: []string{"REQUIREMENT", "WHAT IS MISSING", "GRADE", "OWNER", "WHERE"}, data: append([]readiness.Raised{}, all...)}
		for _, x := range all {
			where := x.Register
			if x.Ref != "" {
				where += " " + x.Ref
			} else if x.Query != "" {
				where += "?" + x.Query
			}
			t.rows = append(t.rows, []string{x.Requirement, x.What, string(x.Grade), x.OwnerName, where})
		}
		return s.table(t)
	})
}

type calendarCmd struct {
	List   calendarListCmd   `cmd:"" help:"List the users who have one."`
	Make   calendarMakeCmd   `cmd:"" help:"Make the address of a user's calendar; it is printed once, and the one before ends."`
	Revoke calendarRevokeCmd `cmd:"" help:"End a user's calendars."`
}

type calendarListCmd struct{}

// Run lists the calendars.
func (calendarListCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	all, err := i.Identity.Calendars(s.ctx, s.caller())
	if err != nil {
		return err
	}
	t, data := table{head: []string{"USER", "E-MAIL", "MADE", "BY"}}, []map[string]any{}
	for _, x := range all {
		by := "the user"
		if x.Token != "" {
			by = "API token " + x.Token
		}
		t.rows = append(t.rows, []string{x.User, x.Email, x.Made.Format("2006-01-02 15:04"), by})
		data = append(data, map[string]any{"user": x.User, "email": x.Email, "made": x.Made, "token": x.Token})
	}
	t.data = data
	return s.table(t)
}

type calendarMakeCmd struct {
	Email string `arg:"" help:"E-mail address of the user."`
}

// Run makes the address and prints its path.
func (c *calendarMakeCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	secret, err := i.Identity.MakeCalendar(s.ctx, s.caller(), c.Email)
	if err != nil {
		return err
	}
	path := identity.CalendarPath(secret)
	return s.say(map[string]any{"path": path}, "%s\nThis path of the server shows what is due to %s. It is shown once.", path, c.Email)
}

type calendarRevokeCmd struct {
	Email string `arg:"" help:"E-mail address of the user."`
}

// Run ends the calendars.
func (c *calendarRevokeCmd) Run(s *session) error {
	i, err := s.store()
	if err != nil {
		return err
	}
	if err := i.Identity.RevokeCalendar(s.ctx, s.caller(), c.Email); err != nil {
		return err
	}
	return s.say(map[string]any{"email": c.Email, "revoked": true}, "The calendars of %s have ended.", c.Email)
}
