package incident

import (
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// clock is a duty that binds the organisation, from the library or its own.
type clock struct {
	id, title, fact string
	moment, after   string
	period          int
	unit            string
	to, content     string
}

func fromLibrary(c guide.Clock) clock {
	out := clock{id: c.ID, title: c.Title, fact: c.Fact, moment: c.Moment, after: c.After, unit: AtOnce, to: c.To,
		content: strings.Join(c.Content, "\n") + "\n\n" + c.Law + ", " + c.Article}
	if c.Note != "" {
		out.content += "\n" + c.Note
	}
	for unit, n := range map[string]int{Hours: c.Duration.Hours, Days: c.Duration.Days, BusinessDays: c.Duration.BusinessDays, Months: c.Duration.Months} {
		if n > 0 {
			out.period, out.unit = n, unit
		}
	}
	return out
}

// clocks are the duties that bind the organisation: those of the settings in the library's order, then its own rules.
func clocks(r *record.Reader) (all []clock, zone *time.Location, err error) {
	s, err := Current(r)
	if err != nil {
		return nil, nil, err
	}
	binds := map[string]bool{}
	for _, d := range s.Duties {
		binds[d] = true
	}
	for _, c := range guide.Clocks() {
		if binds[c.Duty] {
			all = append(all, fromLibrary(c))
		}
	}
	own, err := Rules.All(r, record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"active"}}}})
	for _, x := range own {
		all = append(all, clock{id: x.ID, title: x.Title, fact: x.Fact, moment: x.From, period: x.Period, unit: x.Unit, to: x.To, content: x.Content})
	}
	if err != nil {
		return nil, nil, err
	}
	zone, err = Zone(r)
	return all, zone, err
}

// start is the moment from which the clock runs for the incident; "" while it has not come.
func (c clock) start(i *Incident, by map[string]*Notification) string {
	switch c.moment {
	case "aware":
		return i.AwareAt
	case "classified":
		return i.ClassifiedAt
	case "mended":
		return i.RecoveredAt
	}
	if before := by[c.after]; before != nil && before.Status == sent {
		return before.SentAt
	}
	return ""
}

// setClocks starts, moves and withdraws the clocks of an incident as its facts and those of the organisation say. changed is a
// notification about to be saved; nil if there is none.
func setClocks(w *record.Writer, i *Incident, changed *Notification) error {
	all, zone, err := clocks(w.Reader)
	if err != nil {
		return err
	}
	there, err := notifications(w.Reader, i.ID, "")
	if err != nil {
		return err
	}
	by, calls := map[string]*Notification{}, map[string]bool{}
	for _, n := range there {
		if by[n.Clock] = n; changed != nil && n.ID == changed.ID {
			by[n.Clock] = changed
		}
	}
	for _, c := range all {
		from := c.start(i, by)
		if from == "" || !i.Has(c.fact) {
			continue
		}
		calls[c.id] = true
		n := by[c.id]
		if n == nil {
			n = &Notification{Title: c.title, Incident: record.Ref(i.ID), To: c.to, Content: c.content, Clock: c.id}
		}
		if n == changed || n.Status == sent || n.Status == notRequired {
			continue
		}
		n.Status, n.Reason, n.Commander, n.FromAt = running, "", i.Commander, from
		n.DueAt = Due(Moment(from), c.period, c.unit, zone).UTC().Format(kept)
		if err := Notifications.Put(w, n); err != nil {
			return err
		}
	}
	return keepOrWithdraw(w, i, there, calls)
}

// keepOrWithdraw brings what still runs under the incident's commander, and withdraws what its facts no longer call for.
func keepOrWithdraw(w *record.Writer, i *Incident, there []*Notification, calls map[string]bool) error {
	for _, n := range there {
		if n.Status != running || n.Clock != "" && calls[n.Clock] {
			continue
		}
		if n.Commander = i.Commander; n.Clock != "" {
			n.Status, n.Reason = withdrawn, "The facts of the incident or of the organisation no longer call for it."
		}
		if err := Notifications.Put(w, n); err != nil {
			return err
		}
	}
	return nil
}

// Running is a clock that runs, with the incident it is about.
type Running struct {
	Notification string      `json:"notification"`
	Incident     string      `json:"incident"`
	Title        string      `json:"title"`
	DueAt        time.Time   `json:"due_at"`
	Left         string      `json:"left"` // until then, in words
	Late         bool        `json:"late"`
	To           string      `json:"recipient"`
	Content      string      `json:"content"`
	Who          string      `json:"owed_by"`
	Day          record.Date `json:"-"`
}

// Clocks lists the clocks that run, those due first before others; of one incident, or of all.
func Clocks(r *record.Reader, incident string) ([]Running, error) {
	zone, err := Zone(r)
	if err != nil {
		return nil, err
	}
	q := record.Query{Filters: []record.Filter{{Field: "status", Values: []string{running}}}, Sort: "due_at"}
	if incident != "" {
		i, err := Incidents.Find(r, incident)
		if err != nil {
			return nil, err
		}
		q.Filters = append(q.Filters, record.Filter{Field: "incident", Values: []string{i.ID}})
	}
	found, err := Notifications.All(r, q)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, n := range found {
		ids = append(ids, string(n.Incident), string(n.Commander))
	}
	names, err := r.Named(ids)
	out := make([]Running, len(found))
	for k, n := range found {
		due := Moment(n.DueAt)
		out[k] = Running{n.Ref, names[string(n.Incident)].Ref, n.Title, due.In(zone), left(r, n), due.Before(r.Org().Now()), n.To, n.Content, names[string(n.Commander)].Title, n.DueDay}
	}
	return out, err
}

func left(r *record.Reader, n *Notification) string {
	if n.AtOnce() {
		return "now: without undue delay"
	}
	return Left(r.Org().Now(), Moment(n.DueAt))
}

// Of lists all notifications of an incident by when they are due.
func Of(r *record.Reader, i *Incident) ([]*Notification, error) { return notifications(r, i.ID, "") }
