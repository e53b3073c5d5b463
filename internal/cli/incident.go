package cli

import (
	"fmt"

	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/record"
)

type incidentCmd struct {
	Clocks   incidentClocksCmd   `cmd:"" help:"The clocks that run: whom to tell, until when, how much time is left."`
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
		t, data := table{head: []string{"TASK", "DONE", "WHAT"}}, []map[string]any{}
		_, parts := i.Playbook()
		for _, p := range parts {
			for n, text := range p.Tasks {
				id := fmt.Sprintf("%s.%d", p.ID, n+1)
				tick, _ := i.Ticked(id)
				t.rows = append(t.rows, []string{id, tick.By, text})
				data = append(data, map[string]any{"task": id, "what": text, "done_by": tick.By, "done_at": tick.At})
			}
		}
		t.data = data
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

type continuityCmd struct{}

// Run prints what in the impact analysis cannot be kept.
func (c *continuityCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		a, err := continuity.Analyse(r)
		if err != nil {
			return err
		}
		t := table{head: []string{"PROCESS", "WHAT CANNOT BE KEPT", "BY WAY OF", "ON"}, data: map[string]any{"conflicts": append([]continuity.Conflict{}, a.Conflicts...), "unknown": a.Unknown, "processes": len(a.Processes)}}
		for _, x := range a.Conflicts {
			t.rows = append(t.rows, []string{x.Process, x.Says, x.Path, x.On})
		}
		return s.table(t)
	})
}
