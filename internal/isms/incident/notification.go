package incident

import (
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Notification is one clock of an incident: whom to tell, by when, with what, and what became of it.
type Notification struct {
	record.Meta
	Title     string
	Incident  record.Ref
	To        string
	Content   string
	DueAt     string
	Clock     string // id of the library or of an own rule; "" for one added by hand
	FromAt    string
	DueDay    record.Date // in the organisation's time zone
	Commander record.Ref
	Status    string
	SentAt    string
	SentBy    record.Ref
	Receipt   string
	Reason    string
	Late      bool
}

// The states of a notification.
const (
	running     = "running"
	sent        = "sent"
	notRequired = "not_required"
	withdrawn   = "withdrawn" // the facts of the incident no longer call for it
)

// Notifications is the register of what others must be told of incidents.
var Notifications = record.Define(record.Spec[Notification]{
	Name: "notification", Plural: "notifications", Title: "Notifications of incidents", Singular: "notification", Prefix: "NO", Clause: "A.5.26",
	About: "The clocks that run for incidents. They start when an incident is classified; add one by hand for what you promised besides.",
	Fields: []record.Field[*Notification]{
		{Name: "title", Label: "Notification", Required: true, Listed: true, Indexed: true, Ptr: func(n *Notification) any { return &n.Title }},
		{Name: "incident", Label: "Incident", Required: true, To: "incident", Listed: true, Indexed: true, Ptr: func(n *Notification) any { return &n.Incident }},
		{Name: "recipient", Label: "To", Long: true, Ptr: func(n *Notification) any { return &n.To }},
		{Name: "content", Label: "What must be in it", Long: true, Ptr: func(n *Notification) any { return &n.Content }},
		{Name: "due_at", Label: "Due at", Listed: true, Indexed: true, Help: "Such as 2026-03-17 09:30. At once if left empty.", Ptr: func(n *Notification) any { return &n.DueAt }},
		{Name: "clock", Label: "Clock", Computed: true, Indexed: true, Ptr: func(n *Notification) any { return &n.Clock }},
		{Name: "from_at", Label: "Runs from", Computed: true, Ptr: func(n *Notification) any { return &n.FromAt }},
		{Name: "due", Label: "Due", Computed: true, Ptr: func(n *Notification) any { return &n.DueDay }},
		{Name: "commander", Label: "Owed by", To: "person", Computed: true, Listed: true, Indexed: true, Ptr: func(n *Notification) any { return &n.Commander }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(n *Notification) any { return &n.Status }, Options: []record.Option{{Value: running, Label: "Running"}, {Value: sent, Label: "Sent"},
			{Value: notRequired, Label: "Not required"}, {Value: withdrawn, Label: "Withdrawn"}}},
		{Name: "sent_at", Label: "Sent at", Computed: true, Listed: true, Help: "Now if left empty.", Ptr: func(n *Notification) any { return &n.SentAt }},
		{Name: "sent_by", Label: "Sent by", To: "person", Computed: true, Ptr: func(n *Notification) any { return &n.SentBy }},
		{Name: "receipt", Label: "Receipt", Computed: true, Help: "What the recipient gave you: a number, a confirmation.", Ptr: func(n *Notification) any { return &n.Receipt }},
		{Name: "because", Label: "Why not", Long: true, Computed: true, Ptr: func(n *Notification) any { return &n.Reason }},
		{Name: "late", Label: "Late", Computed: true, Indexed: true, Ptr: func(n *Notification) any { return &n.Late }},
	},
	Owes: func(n *Notification) []record.Due {
		if n.Status != running {
			return nil
		}
		return []record.Due{{What: "Notify", Day: n.DueDay, Who: n.Commander, Weight: record.Critical}}
	},
	Before: func(w *record.Writer, old, n *Notification) error {
		if err := keepMoment(w.Reader, "due_at", &n.DueAt, w.Now().UTC().Format(kept), true); err != nil {
			return err
		}
		if old == nil {
			n.Status, n.SentAt, n.SentBy, n.Receipt, n.Reason, n.Late = running, "", "", "", "", false
		}
		if n.Commander == "" {
			i, err := incidentOf(w.Reader, n.Incident)
			if err != nil {
				return err
			}
			n.Commander = i.Commander
		}
		zone, err := Zone(w.Reader)
		if err != nil {
			return err
		}
		n.DueDay = record.Date(Moment(n.DueAt).In(zone).Format(time.DateOnly))
		n.Late = n.Status == sent && n.SentAt > n.DueAt && !n.AtOnce()
		return nil
	},
})

// incidentOf reads an incident; the registers cannot name each other while they are declared.
func incidentOf(r *record.Reader, id record.Ref) (*Incident, error) {
	k, err := r.Org().Store().Kind("incident")
	if err != nil {
		return nil, err
	}
	if id == "" {
		return nil, errs.InField("incident", "name the incident it is about")
	}
	rec, err := r.Get(k, string(id))
	if errs.Is(err, errs.NotFound) {
		return nil, errs.InField("incident", "there is no such incident")
	}
	if err != nil {
		return nil, err
	}
	return rec.(*Incident), nil
}

var _ = Notifications.With(
	record.Step[*Notification]{Name: "sent", Label: "Sent", About: "It was sent; what follows from it begins to run.", Needs: record.MayEdit, Asks: []string{"sent_at", "sent_by", "receipt"}, Open: (*Notification).open, Do: send},
	record.Step[*Notification]{Name: "not_required", Label: "Not required", About: "It need not be sent. The reason is what an authority will ask for.", Needs: record.MayEdit, Asks: []string{"because"}, Open: (*Notification).open,
		Do: func(_ *record.Writer, n *Notification) error {
			if strings.TrimSpace(n.Reason) == "" {
				return errs.InField("because", "say why nobody need be told")
			}
			n.Status = notRequired
			return nil
		}},
	record.Step[*Notification]{Name: "run_again", Label: "Run again", About: "The decision was wrong or the facts have changed.", Needs: record.MayEdit, Open: func(n *Notification) bool { return n.Status == notRequired },
		Do: func(_ *record.Writer, n *Notification) error {
			n.Status, n.Reason = running, ""
			return nil
		}},
)

// AtOnce reports whether the law names no period: it is due without undue delay.
func (n *Notification) AtOnce() bool { return n.FromAt != "" && n.DueAt == n.FromAt }

func (n *Notification) open() bool { return n.Status == running }

func send(w *record.Writer, n *Notification) error {
	if err := keepMoment(w.Reader, "sent_at", &n.SentAt, w.Now().UTC().Format(kept), false); err != nil {
		return err
	}
	i, err := incidentOf(w.Reader, n.Incident)
	if err != nil {
		return err
	}
	if n.SentAt < i.AwareAt {
		return errs.InField("sent_at", "lies before %s, when the incident became known", i.AwareAt)
	}
	if n.SentBy == "" {
		n.SentBy = n.Commander
	}
	n.Status = sent
	return setClocks(w, i, n)
}

// notifications are those of an incident, of one status or any.
func notifications(r *record.Reader, incident, status string) ([]*Notification, error) {
	q := record.Query{Filters: []record.Filter{{Field: "incident", Values: []string{incident}}}, Sort: "due_at"}
	if status != "" {
		q.Filters = append(q.Filters, record.Filter{Field: "status", Values: []string{status}})
	}
	return Notifications.All(r, q)
}
