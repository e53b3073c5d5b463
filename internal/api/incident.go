package api

import (
	"net/http"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/record"
)

// reportLink is a link by which people without an account report events.
type reportLink struct {
	Ref     string      `json:"ref"`
	Name    string      `json:"name"`
	Expires record.Date `json:"expires"`
	Path    string      `json:"path,omitempty"` // of the server, with the secret; only in the answer that made it
}

// analysis is what contradicts itself in the impact analysis.
type analysis struct {
	Processes int                   `json:"processes"`
	Unknown   int                   `json:"unknown"` // things that processes rest on, of which nobody said how soon they work again
	Conflicts []continuity.Conflict `json:"conflicts"`
}

func (s *Server) incidentRoutes() []Route {
	const tag = "Incidents and continuity"
	links := Base + "/report-links"
	return []Route{
		{Method: "GET", Pattern: Base + "/incident-clocks", Needs: record.MayRead, fn: (*call).clocks, doc: operation{
			id: "incident_clocks", tag: tag, summary: "List the clocks that run for incidents, those due first before others", params: []any{query("incident", "Of one incident, by reference or id.", object{"type": "string"})},
			reply: page(schemaFor[incident.Running](), nil)}},
		{Method: "POST", Pattern: Base + "/events/report", Needs: record.MayRead, fn: (*call).reportEvent, doc: operation{
			id: "report_event", tag: tag, summary: "Report an event; whoever has a role here may, and a title is enough", body: schemaFor[eventReport](), reply: schemaFor[reportedEvent](), status: http.StatusCreated}},
		{Method: "GET", Pattern: Base + "/incidents/{ref}/timeline", Needs: record.MayRead, fn: (*call).timeline, doc: operation{
			id: "timeline_of_incident", tag: tag, summary: "List what happened in an incident, oldest first", reply: page(schemaFor[incident.Entry](), nil)}},
		{Method: "GET", Pattern: Base + "/incidents/{ref}/playbook", Needs: record.MayRead, fn: (*call).playbook, doc: operation{
			id: "playbook_of_incident", tag: tag, summary: "List the tasks of an incident's playbook and who did them; none without a type", reply: page(schemaFor[incident.Duty](), nil)}},
		{Method: "GET", Pattern: Base + "/continuity", Needs: record.MayRead, fn: (*call).continuity, doc: operation{
			id: "continuity", tag: tag, summary: "Read what in the impact analysis cannot be kept", reply: schemaFor[analysis]()}},
		{Method: "GET", Pattern: Base + "/processes/{ref}/impact", Needs: record.MayRead, fn: (*call).impactOfProcess, doc: operation{
			id: "impact_of_process", tag: tag, summary: "Read the impact analysis of a process, the MTPD it suggests and what in it cannot be kept", reply: schemaFor[continuity.ProcessImpact]()}},
		{Method: "GET", Pattern: links, Needs: record.MayRead, fn: (*call).reportLinks, doc: operation{
			id: "report_links", tag: tag, summary: "List the links by which people without an account report events; who may change registers sees them", reply: page(schemaFor[reportLink](), nil)}},
		{Method: "POST", Pattern: links, Needs: record.MayRead | record.MayEdit, fn: (*call).makeReportLink, doc: operation{
			id: "make_report_link", tag: tag, summary: "Make a link by which people without an account report events", body: schemaFor[reportLink](), reply: schemaFor[reportLink](), status: http.StatusCreated}},
		{Method: "DELETE", Pattern: links + "/{ref}", Needs: record.MayRead | record.MayEdit, fn: (*call).revokeReportLink, doc: operation{
			id: "revoke_report_link", tag: tag, summary: "End a report link", status: http.StatusNoContent}},
	}
}

func (c *call) clocks() error {
	items := []incident.Running{}
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		all, err := incident.Clocks(r, c.query.Get("incident"))
		items = append(items, all...)
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

// eventReport is what somebody noticed.
type eventReport struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Type        string `json:"type"`
	NoticedAt   string `json:"noticed_at"` // now if left out
	Contact     string `json:"contact"`    // where whoever noticed it can be reached, if not the caller
}

type reportedEvent struct {
	Ref string `json:"ref"`
	ID  string `json:"id"`
}

func (c *call) reportEvent() error {
	var form eventReport
	if err := c.decode(&form); err != nil {
		return err
	}
	org, err := c.deps.Identity.Reporter(c.ctx(), c.caller, c.org.ID())
	if err != nil {
		return err
	}
	var e *incident.Event
	if _, err := org.Write(c.ctx(), c.reason(), func(w *record.Writer) (err error) {
		e, err = incident.Report(w, incident.ReportForm{Title: form.Title, Details: form.Description, Type: form.Type, NoticedAt: form.NoticedAt, Contact: form.Contact})
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusCreated, reportedEvent{e.Ref, e.ID})
}

func (c *call) timeline() error {
	var items []incident.Entry
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		items, err = incident.StoryOf(r, c.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

func (c *call) playbook() error {
	var items []incident.Duty
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		i, err := incident.Incidents.Find(r, c.r.PathValue("ref"))
		if err == nil {
			items = i.Duties()
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

func (c *call) continuity() error {
	var out analysis
	if err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		a, err := continuity.Analyse(r)
		if err == nil {
			out = analysis{len(a.Processes), a.Unknown, append([]continuity.Conflict{}, a.Conflicts...)}
		}
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, out)
}

func (c *call) impactOfProcess() error {
	var im *continuity.ProcessImpact
	if err := c.org.Read(c.ctx(), func(r *record.Reader) (err error) {
		im, err = continuity.ImpactOf(r, c.r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, im)
}

func (c *call) reportLinks() error {
	items := []reportLink{}
	if c.org.Actor().May(record.MayEdit) {
		all, err := c.deps.Identity.ReportLinks(c.ctx(), c.caller, c.org.ID())
		if err != nil {
			return err
		}
		for _, l := range all {
			items = append(items, linkOf(l))
		}
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

func linkOf(l *identity.ReportLink) reportLink {
	return reportLink{Ref: l.Ref, Name: l.Name, Expires: l.Expires}
}

func (c *call) makeReportLink() error {
	text, err := c.body()
	if err != nil {
		return err
	}
	var in reportLink
	if err := strict(text, &in); err != nil {
		return err
	}
	secret, l, err := c.deps.Identity.CreateReportLink(c.ctx(), c.caller, c.org.ID(), in.Name, in.Expires)
	if err != nil {
		return err
	}
	out := linkOf(l)
	out.Path = "/report/" + secret
	return c.respondWith(http.StatusCreated, out)
}

func (c *call) revokeReportLink() error {
	if err := c.deps.Identity.RevokeReportLink(c.ctx(), c.caller, c.org.ID(), c.r.PathValue("ref")); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}
