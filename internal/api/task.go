package api

import (
	"net/http"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/identity"
	ready "github.com/assay-isms/assay/internal/isms/readiness"
	todo "github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/trend"
	"github.com/assay-isms/assay/internal/record"
)

const tagWork = "Due"

// taskRoutes are the library of routines, calendars, and how the management system went.
func (s *Server) taskRoutes() []Route {
	library, calendar := Base+"/routines/library", Base+"/calendar"
	may := record.MayRead | record.MayContribute
	return []Route{
		{Method: "GET", Pattern: library, Needs: record.MayRead, fn: (*call).routines, doc: operation{
			id: "library_of_routines", tag: tagWork, summary: "List the routines of the library, each with what it was taken over as", reply: page(schemaFor[routine](), nil)}},
		{Method: "POST", Pattern: library, Needs: record.MayRead | todo.Routines.Kind().Edit, fn: (*call).adoptRoutines, doc: operation{
			id: "adopt_routines", tag: tagWork, summary: "Take routines of the library over, all or none", body: schemaFor[adoptForm](), reply: page(schemaFor[adopted](), nil), status: http.StatusCreated}},
		{Method: "GET", Pattern: calendar, Needs: record.MayRead, fn: (*call).calendars, doc: operation{
			id: "calendar", tag: tagWork, summary: "List the calendar that this token made; in a browser's session, all of the user's", timeless: true, reply: page(schemaFor[calendarOf](), nil)}},
		{Method: "POST", Pattern: calendar, Needs: may, fn: (*call).makeCalendar, doc: operation{
			id: "make_calendar", tag: tagWork, summary: "Make the address at which a calendar program reads what is due to the caller (RFC 5545)", reply: schemaFor[calendarMade](), status: http.StatusCreated,
			about: "It is shown once; one made before by this token ends. It shows the token's organisation and ends with the token."}},
		{Method: "DELETE", Pattern: calendar, Needs: may, fn: (*call).revokeCalendar, doc: operation{
			id: "revoke_calendar", tag: tagWork, summary: "End the calendar that this token made", status: http.StatusNoContent}},
		{Method: "GET", Pattern: Base + "/readiness", Needs: record.MayRead, fn: (*call).readiness, doc: operation{
			id: "readiness", tag: tagWork, summary: "Read the share of controls that work, what is late and which risks lie above acceptance: now and at the last twelve ends of months", params: []any{paramEdition("edition")},
			about: "The first request after a start reads each month end from the journal and takes its time. With as_of, only the moment itself.", reply: schemaFor[readiness]()}},
		{Method: "GET", Pattern: Base + "/readiness/raised", Needs: record.MayRead, fn: (*call).raised, doc: operation{
			id: "raised", tag: tagWork, summary: "List what an auditor would raise, at what grade", params: []any{paramEdition("edition")},
			about: "Each names the requirement, whom to ask, and where it is mended: a record of the register by ref, or the records that query lists.", reply: page(schemaFor[ready.Raised](), nil)}},
	}
}

type routine struct {
	guide.Routine
	TakenAs string `json:"taken_as"` // reference in the register; "" if it was not taken over
}

func (c *call) routines() error {
	items := []routine{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		have, err := todo.Adopted(r)
		for _, x := range guide.Routines() {
			items = append(items, routine{x, have[x.ID]})
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

type adoptForm struct {
	Routines []string `json:"routines"` // ids in the library
	Owner    string   `json:"owner"`    // who does them: a person, by reference or id; "" for nobody yet
}

type adopted struct {
	Routine string      `json:"routine"` // id in the library
	Ref     string      `json:"ref"`
	Next    record.Date `json:"next"`
}

func (c *call) adoptRoutines() error {
	var form adoptForm
	if err := c.decode(&form); err != nil {
		return err
	}
	if len(form.Routines) == 0 {
		return errs.InField("routines", "name at least one; GET %s/routines/library lists them", Base)
	}
	items := []adopted{}
	if _, err := c.write(c.reason(), func(w *record.Writer) error {
		owner, err := ownerOf(w.Reader, form.Owner)
		if err != nil {
			return err
		}
		made, err := todo.Adopt(w, form.Routines, owner)
		for _, x := range made {
			items = append(items, adopted{x.Source, x.Ref, x.Next})
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusCreated, map[string]any{"items": items})
}

// ownerOf is the person that a reference or id names; "" is nobody.
func ownerOf(r *record.Reader, named string) (record.Ref, error) {
	if named == "" {
		return "", nil
	}
	ids, unknown, err := resolve(r, "person", []string{named})
	if err == nil && len(unknown) > 0 {
		err = errs.InField("owner", "there is no person %q", named)
	}
	if err != nil {
		return "", err
	}
	return record.Ref(ids[0]), nil
}

type calendarOf struct {
	Made  time.Time `json:"made"`
	Token string    `json:"token"` // id of the API token that made it; "" for the user in person
}

type calendarMade struct {
	Path string `json:"path"` // below the address of this instance; shown once
}

func (c *call) calendars() error {
	all, err := c.deps.Identity.Calendars(c.ctx(), c.caller)
	items := make([]calendarOf, len(all))
	for i, x := range all {
		items[i] = calendarOf{x.Made, x.Token}
	}
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

func (c *call) makeCalendar() error {
	secret, err := c.deps.Identity.MakeCalendar(c.ctx(), c.caller, "")
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusCreated, calendarMade{identity.CalendarPath(secret)})
}

func (c *call) revokeCalendar() error {
	if err := c.deps.Identity.RevokeCalendar(c.ctx(), c.caller, ""); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

type readiness struct {
	Now  trend.Point   `json:"now"`
	Past []trend.Point `json:"past"` // at ends of months, oldest first
}

func (c *call) readiness() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	out := readiness{Past: []trend.Point{}}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		out.Now, err = trend.At(r, e)
		return err
	}); err != nil {
		return err
	}
	if !c.past {
		if out.Past, err = trend.Compute(c.ctx(), c.org, e, out.Now.Day); err != nil {
			return err
		}
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) raised() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	items := []ready.Raised{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		all, err := ready.Of(r, e)
		items = append(items, all...)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}
