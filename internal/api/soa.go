package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

func (s *Server) soaRoutes() []Route {
	at := Base + "/soa"
	edit := record.MayRead | control.Controls.Kind().Edit
	return []Route{
		{Method: "GET", Pattern: at, Needs: record.MayRead, fn: (*call).statement, doc: docStatement()},
		{Method: "GET", Pattern: at + "/compare", Needs: record.MayRead, fn: (*call).compare, doc: docCompare()},
		{Method: "GET", Pattern: at + "/export", Needs: record.MayRead, fn: (*call).exportStatement, doc: docExportStatement()},
		{Method: "GET", Pattern: at + "/transition", Needs: record.MayRead, fn: (*call).plan, doc: docPlan()},
		{Method: "GET", Pattern: at + "/transition/export", Needs: record.MayRead, fn: (*call).exportPlan, doc: docExportPlan()},
		{Method: "POST", Pattern: at + "/transition", Needs: edit, fn: (*call).transition, doc: docTransition()},
		{Method: "POST", Pattern: at + "/{edition}/controls", Needs: edit, fn: (*call).addEdition, doc: docAddEdition()},
		{Method: "POST", Pattern: at + "/{edition}/approve", Needs: record.MayRead | record.MayApprove, fn: (*call).approveStatement, doc: docApproveStatement()},
	}
}

// edition reads which edition is meant; "" means that of 2022.
func edition(text string) (catalog.Edition, error) {
	if text == "" {
		return catalog.Edition2022, nil
	}
	return catalog.ParseEdition(text)
}

// statement answers with the Statement of Applicability, line by line.
func (c *call) statement() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	var lines []control.Line
	var approved *control.Version
	var today record.Date
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		today = r.Today()
		if lines, err = control.Statement(r, e); err != nil {
			return err
		}
		approved, err = control.Latest(r, e)
		return err
	})
	if err != nil {
		return err
	}
	controls, versions := c.shapes[control.Controls.Kind().Name], c.shapes[control.Versions.Kind().Name]
	return c.respond(http.StatusOK, func(b []byte) []byte {
		b = appendText(append(b, `{"edition":`...), string(e))
		b = appendText(append(b, `,"as_of":`...), stamp(c.org.Now()))
		b = append(b, `,"approved":`...)
		if approved == nil {
			b = append(b, "null"...)
		} else {
			b = versions.append(b, approved, nil)
		}
		b = strconv.AppendBool(append(b, `,"changed_since":`...), approved == nil || approved.Digest != control.Digest(lines))
		b = appendList(append(b, `,"lines":`...), lines, func(b []byte, l control.Line) []byte { return appendLine(b, controls, &l, today) })
		return append(b, '}')
	})
}

func appendLine(b []byte, controls *shape, l *control.Line, today record.Date) []byte {
	b = controls.appendOpen(b, l.Control, nil)
	text := func(name, value string) { b = appendText(append(append(append(b, `,"`...), name...), `":`...), value) }
	text("owner_name", l.OwnerName)
	text("justification", l.Justification())
	text("state", string(l.State))
	text("why", l.Why)
	text("conflict", l.Conflict)
	b = appendList(append(b, `,"risks":`...), l.Risks, appendLink)
	b = appendList(append(b, `,"treatments":`...), l.Treatments, appendLink)
	b = appendList(append(b, `,"met":`...), l.Requirements, appendHit)
	b = appendList(append(b, `,"evidence":`...), l.Evidence, func(b []byte, e *evidence.Evidence) []byte {
		b = appendHitOpen(b, record.Hit{ID: e.ID, Kind: "evidence", Ref: e.Ref, Title: e.Title})
		b = appendText(append(b, `,"fresh_until":`...), string(e.FreshUntil))
		return append(strconv.AppendBool(append(b, `,"fresh":`...), e.Fresh(today)), '}')
	})
	return append(b, '}')
}

func appendLink(b []byte, l record.Link) []byte { return appendHit(b, l.Hit) }

func appendHit(b []byte, h record.Hit) []byte { return append(appendHitOpen(b, h), '}') }

func appendHitOpen(b []byte, h record.Hit) []byte {
	b = appendText(append(b, `{"id":`...), h.ID)
	b = appendText(append(b, `,"kind":`...), h.Kind)
	b = appendText(append(b, `,"ref":`...), h.Ref)
	return appendText(append(b, `,"title":`...), h.Title)
}

// compare lists what differs between the statement at two moments; a version's reference stands for its approval.
func (c *call) compare() error {
	e, err := edition(c.query.Get("edition"))
	if err != nil {
		return err
	}
	from, err := c.statementAt(e, "from")
	if err != nil {
		return err
	}
	to, err := c.statementAt(e, "to")
	if err != nil {
		return err
	}
	differences := control.Compare(from, to)
	if differences == nil {
		differences = []control.Difference{}
	}
	return c.respondWith(http.StatusOK, map[string]any{"edition": e, "differences": differences})
}

// statementAt reads the statement at the moment a parameter names; "to" may be left out and means the handle's.
func (c *call) statementAt(e catalog.Edition, name string) (lines []control.Line, err error) {
	org, text := c.org, c.query.Get(name)
	switch {
	case text != "":
		at, err := c.momentOf(text)
		if err != nil {
			return nil, err
		}
		past, release, err := c.org.AsOf(c.ctx(), at)
		if err != nil {
			return nil, err
		}
		defer release()
		org = past
	case name == "from":
		return nil, errs.New(errs.BadRequest, "Say from when to compare: from=2026-03-14, a time, or the reference of an approved version.")
	}
	err = org.Read(c.ctx(), func(r *record.Reader) error {
		lines, err = control.Statement(r, e)
		return err
	})
	return lines, err
}

func (c *call) momentOf(text string) (at time.Time, err error) {
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		v, err := control.Versions.Find(r, text)
		if err == nil {
			at = v.UpdatedAt
		}
		return err
	})
	if !errs.Is(err, errs.NotFound) {
		return at, err
	}
	return moment(text, c.org.Now())
}

// addEdition fills the register of controls with an edition.
func (c *call) addEdition() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	added := 0
	_, err = c.write(c.reason(), func(w *record.Writer) error {
		added, err = control.AddEdition(w, e)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"added": added})
}

func (c *call) approveStatement() error {
	e, err := catalog.ParseEdition(c.r.PathValue("edition"))
	if err != nil {
		return err
	}
	var form struct {
		Note string `json:"note"`
	}
	if err := c.decode(&form); err != nil {
		return err
	}
	var v *control.Version
	_, err = c.write(c.reason(), func(w *record.Writer) error {
		v, err = control.Approve(w, e, form.Note)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondRecord(http.StatusCreated, c.shapes[control.Versions.Kind().Name], v, nil)
}
