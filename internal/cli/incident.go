package cli

import (
	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/record"
)

type incidentCmd struct {
	Clocks   incidentClocksCmd   `cmd:"" help:"The clocks that run: whom to tell, until when, how much time is left."`
	Report   incidentReportCmd   `cmd:"" help:"Report an event; a title is enough."`
	Timeline incidentTimelineCmd `cmd:"" help:"What happened in an incident, oldest first; add with: assay add incident-notes incident=INC-1 title=TEXT"`
	Playbook incidentPlaybookCmd `cmd:"" help:"The playbook of an incident with what is ticked; tick with: assay step INC-1 tick task=contain.2"`
	Links    reportLinksCmd      `cmd:"" help:"Links by which people without an account report events."`
	Link     reportLinkCmd       `cmd:"" help:"Make such a link; it is printed once."`
	Unlink   reportUnlinkCmd     `cmd:"" help:"End such a link."`
}

type incidentClocksCmd struct {
	Incident string `arg:"" optional:"" help:"Of one incident; without it all."`
}

// Run lists the clocks that run.
func (c *incidentClocksCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		all, err := incident.Clocks(r, c.Incident)
		if err != nil {
			return err
		}
		t := table{head: []string{"NOTIFICATION", "INCIDENT", "WHAT", "DUE", "TIME", "OWED BY"}, data: all}
		for _, n := range all {
			t.rows = append(t.rows, []string{n.Notification, n.Incident, n.Title, n.DueAt.Format("2006-01-02 15:04 MST"), n.Left, n.Who})
		}
		return s.table(t)
	})
}

type incidentPlaybookCmd struct {
	Incident string `arg:"" help:"Incident, such as INC-1."`
}

// Run prints the tasks of an incident's playbook.
func (c *incidentPlaybookCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		i, err := incident.Incidents.Find(r, c.Incident)
		if err != nil {
			return err
		}
		t := table{head: []string{"TASK", "DONE", "WHAT"}, data: i.Duties()}
		for _, d := range i.Duties() {
			t.rows = append(t.rows, []string{d.Task, d.DoneBy, d.What})
		}
		return s.table(t)
	})
}

type incidentReportCmd struct {
	Title   string `arg:"" help:"What you noticed, in one line."`
	Details string `placeholder:"TEXT" help:"More of it."`
	Type    string `placeholder:"TYPE" help:"What it looks like."`
	Noticed string `placeholder:"TIME" help:"When, such as 2026-03-14 09:30; without it now."`
	Contact string `placeholder:"TEXT" help:"Where whoever noticed it can be reached."`
}

// Run adds the event.
func (c *incidentReportCmd) Run(s *session) error {
	var e *incident.Event
	if err := s.write("", func(w *record.Writer) (err error) {
		kind, err := value.Understand(w.Reader, incident.Events.Kind().Field("type"), c.Type)
		if err == nil {
			e, err = incident.Report(w, incident.ReportForm{Title: c.Title, Details: c.Details, Type: kind, NoticedAt: c.Noticed, Contact: c.Contact})
		}
		return err
	}); err != nil {
		return err
	}
	return s.say(map[string]any{"ref": e.Ref}, "%s", e.Ref)
}

type incidentTimelineCmd struct {
	Incident string `arg:"" help:"Incident, such as INC-1."`
}

// Run prints what happened.
func (c *incidentTimelineCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		all, err := incident.StoryOf(r, c.Incident)
		if err != nil {
			return err
		}
		t := table{head: []string{"AT", "WHAT", "DETAILS"}, data: all}
		for _, e := range all {
			t.rows = append(t.rows, []string{e.At, e.What, e.Details})
		}
		return s.table(t)
	})
}

type reportLinksCmd struct{}

// Run lists the report links.
func (c *reportLinksCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	links, err := s.instance.Identity.ReportLinks(s.ctx, s.caller(), o.ID)
	if err != nil {
		return err
	}
	t, data := table{head: []string{"REF", "GIVEN TO", "LAST DAY"}}, []map[string]any{}
	for _, l := range links {
		t.rows = append(t.rows, []string{l.Ref, l.Name, string(l.Expires)})
		data = append(data, linkFacts(l))
	}
	t.data = data
	return s.table(t)
}

func linkFacts(l *identity.ReportLink) map[string]any {
	return map[string]any{"ref": l.Ref, "name": l.Name, "expires": l.Expires}
}

type reportLinkCmd struct {
	Name    string `arg:"" help:"Whom it is for."`
	Expires string `placeholder:"DAY" help:"Its last day; without it 400 days from today."`
}

// Run makes a report link and prints its path.
func (c *reportLinkCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	secret, l, err := s.instance.Identity.CreateReportLink(s.ctx, s.caller(), o.ID, c.Name, record.Date(c.Expires))
	if err != nil {
		return err
	}
	facts := linkFacts(l)
	facts["path"] = "/report/" + secret
	return s.say(facts, "%s lets %s report events until %s, at this path of the server:\n%s", l.Ref, l.Name, l.Expires, facts["path"])
}

type reportUnlinkCmd struct {
	Link string `arg:"" help:"Link, such as RL-1."`
}

// Run ends a report link.
func (c *reportUnlinkCmd) Run(s *session) error {
	o, err := s.organisation()
	if err != nil {
		return err
	}
	if err := s.instance.Identity.RevokeReportLink(s.ctx, s.caller(), o.ID, c.Link); err != nil {
		return err
	}
	return s.say(map[string]any{"ref": c.Link, "revoked": true}, "%s has ended.", c.Link)
}
