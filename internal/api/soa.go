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
		{Method: "GET", Pattern: at + "/editions", Needs: record.MayRead, fn: (*call).editions, doc: docEditions()},
		{Method: "GET", Pattern: at + "/export", Needs: record.MayRead, fn: (*call).exportStatement, doc: docExportStatement()},
		{Method: "GET", Pattern: at + "/questions", Needs: record.MayRead, fn: (*call).questions, doc: docQuestions()},
		{Method: "GET", Pattern: at + "/{edition}/proposals", Needs: record.MayRead, fn: (*call).propose, doc: docPropose()},
		{Method: "POST", Pattern: at + "/{edition}/decide", Needs: edit, fn: (*call).decide, doc: docDecide()},
		{Method: "POST", Pattern: at + "/{edition}/exclude", Needs: edit, fn: (*call).exclude, doc: docExclude()},
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
	var approved *control.Version
	then, err := c.trueOn(e)
	if err != nil {
		return err
	}
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		if then == nil {
			then = &control.Snapshot{Edition: e, Moment: c.org.Now()}
			if then.Lines, err = control.Statement(r, e); err != nil {
				return err
			}
		}
		approved, err = control.Latest(r, e)
		return err
	})
	if err != nil {
		return err
	}
	lines, today := then.Lines, record.Date(then.Moment.UTC().Format(time.DateOnly))
	controls, versions := c.shapes[control.Controls.Kind().Name], c.shapes[control.Versions.Kind().Name]
	return c.respond(http.StatusOK, func(b []byte) []byte {
		b = appendText(append(b, `{"edition":`...), string(e))
		b = appendText(append(b, `,"as_of":`...), stamp(then.Moment))
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

// trueOn is the statement as it was true at the moment that true_on names; nil if it names none.
func (c *call) trueOn(e catalog.Edition) (*control.Snapshot, error) {
	if c.query.Get("true_on") == "" {
		return nil, nil
	}
	return control.TakeAt(c.ctx(), c.org, e, control.Moment{Text: c.query.Get("true_on"), True: true})
}

func appendLine(b []byte, controls *shape, l *control.Line, today record.Date) []byte {
	b = controls.appendOpen(b, l.Control, nil)
	text := func(name, value string) { b = appendText(append(append(append(b, `,"`...), name...), `":`...), value) }
	text("owner_name", l.OwnerName)
	text("justification", l.Justification())
	text("state", string(l.State))
	text("why", l.Why)
	text("conflict", l.Conflict)
	text("gap", l.Gap)
	b = appendList(append(b, `,"corrections":`...), l.Corrections, func(b []byte, c *control.Correction) []byte {
		return appendHit(b, record.Hit{ID: c.ID, Kind: control.Corrections.Name, Ref: c.Ref, Title: c.Title})
	})
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
	if c.query.Get("from") == "" {
		return errs.New(errs.BadRequest, "Say from when to compare: from=2026-03-14, a time, or the reference of an approved version.")
	}
	truth, err := c.truth()
	if err != nil {
		return err
	}
	from, err := control.TakeAt(c.ctx(), c.org, e, control.Moment{Text: c.query.Get("from"), True: truth})
	if err != nil {
		return err
	}
	to, err := control.TakeAt(c.ctx(), c.org, e, control.Moment{Text: c.query.Get("to"), True: truth})
	if err != nil {
		return err
	}
	differences := []control.Difference{}
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		found, err := control.Compare(r, from, to)
		differences = append(differences, found...)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"edition": e, "differences": differences})
}

// pairing is a control of 2022 beside those of 2013 that it corresponds to.
type pairing struct {
	Control       string   `json:"control"`
	Title         string   `json:"title"`
	Applicability string   `json:"applicability"`
	Earlier       []string `json:"earlier"`
	Kept          []string `json:"earlier_applicability"`
	Counting      string   `json:"correspondence"`
	Verdict       string   `json:"compared"`
	Differs       []string `json:"differs"`
}

// editions lays the decisions of both editions side by side.
func (c *call) editions() error {
	var pairs []control.Pairing
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		pairs, err = control.AcrossEditions(r)
		return err
	}); err != nil {
		return err
	}
	out := make([]pairing, len(pairs))
	for i, p := range pairs {
		out[i] = pairing{Control: p.Control.ID, Title: p.Control.Title, Earlier: []string{}, Kept: []string{}, Counting: p.Counting, Verdict: p.Verdict, Differs: append([]string{}, p.Differs...)}
		if p.Line != nil {
			out[i].Applicability = p.Line.Applicability
		}
		for _, old := range p.Earlier {
			out[i].Earlier = append(out[i].Earlier, old.ID)
		}
		for _, l := range p.Lines {
			out[i].Kept = append(out[i].Kept, l.Applicability)
		}
	}
	return c.respondWith(http.StatusOK, map[string]any{"controls": out})
}

// truth reports whether what was true is asked for, instead of what was known.
func (c *call) truth() (bool, error) {
	switch c.query.Get("show") {
	case "", "known":
		return false, nil
	case "true":
		return true, nil
	}
	return false, errs.New(errs.BadRequest, "show is known or true: what was known at the moment, or what was true then as known now.")
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
