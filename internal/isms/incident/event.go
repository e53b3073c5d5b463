package incident

import (
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Event is something that somebody noticed and reported: it may be nothing, a weakness, or the beginning of an incident (A.5.25, A.6.8).
type Event struct {
	record.Meta
	Title       string
	Description string
	Type        string
	Source      string
	NoticedAt   string
	ReportedAt  string
	Reporter    record.Ref
	Contact     string // of a reporter who is no person of the register
	Assets      record.Refs
	Handler     record.Ref // who assesses it
	AssessBy    string     // the moment until which
	Status      string
	AssessedAt  string
	Reason      string
	AnsweredAt  string
	Answer      string
	Severity    string // of the incident it becomes
	Commander   record.Ref
}

// Severities of an incident.
var Severities = []record.Option{{Value: "low", Label: "Low", Synonyms: []string{"4", "minor", "niedrig"}}, {Value: "medium", Label: "Medium", Synonyms: []string{"3", "moderate", "mittel"}},
	{Value: "high", Label: "High", Synonyms: []string{"2", "major", "hoch"}}, {Value: "critical", Label: "Critical", Synonyms: []string{"1", "kritisch"}}}

// EventTypes are what an event looks like to who reports it.
var EventTypes = []record.Option{{Value: "other", Label: "Something else"}, {Value: "phishing", Label: "Suspicious message"}, {Value: "malware", Label: "Malware detection"}, {Value: "loss", Label: "Loss or theft"},
	{Value: "misdelivery", Label: "Sent to the wrong recipient"}, {Value: "leak_alert", Label: "Alert on data leaving"}, {Value: "outage", Label: "Outage"}, {Value: "access", Label: "Access that should not be"},
	{Value: "weakness", Label: "Weakness"}}

// Sources are who noticed an event.
var Sources = []record.Option{{Value: "staff", Label: "Our people", Synonyms: []string{"employee", "mitarbeiter"}}, {Value: "outside", Label: "Customer, supplier or stranger"}, {Value: "alert", Label: "Alert of our monitoring"},
	{Value: "log_reading", Label: "Reading of logs"}}

// answerDays is within how many days a reporter is told what became of the report.
const answerDays = 3

// Events is the register of events and weaknesses.
var Events = record.Define(record.Spec[Event]{
	Name: "event", Plural: "events", Title: "Events and weaknesses", Singular: "event", Prefix: "E", Clause: "A.6.8", Edit: record.MayContribute,
	About: "What people noticed and reported. Each is assessed within hours: nothing, a weakness, an event that is closed, or an incident. Give everybody the address of the report form.",
	Fields: []record.Field[*Event]{
		{Name: "title", Label: "What happened", Required: true, Listed: true, Indexed: true, Ptr: func(e *Event) any { return &e.Title }, Synonyms: []string{"event", "summary", "vorfall", "ereignis", "subject"}},
		{Name: "description", Label: "Details", Long: true, Ptr: func(e *Event) any { return &e.Description }, Synonyms: []string{"description", "beschreibung", "details"}},
		{Name: "type", Label: "Type", Options: EventTypes, Listed: true, Indexed: true, Ptr: func(e *Event) any { return &e.Type }, Synonyms: []string{"category", "art"}},
		{Name: "source", Label: "Noticed by", Options: Sources, Indexed: true, Ptr: func(e *Event) any { return &e.Source }},
		{Name: "noticed_at", Label: "Noticed at", Help: "Such as 2026-03-14 09:30. Now if left empty.", Indexed: true, Ptr: func(e *Event) any { return &e.NoticedAt }, Synonyms: []string{"time", "date", "datum", "zeitpunkt"}},
		{Name: "reporter", Label: "Reported by", To: "person", Ptr: func(e *Event) any { return &e.Reporter }, Synonyms: []string{"gemeldet von"}},
		{Name: "contact", Label: "Where to answer", Help: "For reporters who are not in the register of people.", Ptr: func(e *Event) any { return &e.Contact }, Synonyms: []string{"email", "phone"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(e *Event) any { return &e.Assets }},
		{Name: "handler", Label: "Assessed by", To: "person", Listed: true, Indexed: true, Help: "Whoever is on call, if left empty.", Ptr: func(e *Event) any { return &e.Handler }},
		{Name: "status", Label: "Status", Computed: true, Listed: true, Indexed: true, Ptr: func(e *Event) any { return &e.Status }, Options: []record.Option{{Value: "reported", Label: "Reported"},
			{Value: "not_security", Label: "Not about security"}, {Value: "weakness", Label: "Weakness"}, {Value: "closed", Label: "Event closed"}, {Value: "incident", Label: "Incident"}}},
		{Name: "reported_at", Label: "Reported at", Computed: true, Listed: true, Indexed: true, Ptr: func(e *Event) any { return &e.ReportedAt }},
		{Name: "assess_by", Label: "To be assessed by", Computed: true, Ptr: func(e *Event) any { return &e.AssessBy }},
		{Name: "assessed_at", Label: "Assessed at", Computed: true, Indexed: true, Ptr: func(e *Event) any { return &e.AssessedAt }},
		{Name: "because", Label: "Why so", Long: true, Computed: true, Ptr: func(e *Event) any { return &e.Reason }},
		{Name: "answered_at", Label: "Reporter answered at", Computed: true, Ptr: func(e *Event) any { return &e.AnsweredAt }},
		{Name: "answer", Label: "Answer", Long: true, Computed: true, Ptr: func(e *Event) any { return &e.Answer }},
		{Name: "severity", Label: "Severity", Options: Severities, Computed: true, Ptr: func(e *Event) any { return &e.Severity }},
		{Name: "commander", Label: "Incident commander", To: "person", Computed: true, Ptr: func(e *Event) any { return &e.Commander }},
	},
	Proves: func(e *Event) []record.Proof {
		proofs := []record.Proof{assessed(e, "A.5.25")}
		if e.AnsweredAt != "" {
			proofs = append(proofs, record.Proof{For: "A.6.8", On: dayOf(e.AnsweredAt)})
		}
		for _, id := range shownBy[e.Type] {
			proofs = append(proofs, assessed(e, id))
		}
		for _, id := range shownBy[e.Source] {
			proofs = append(proofs, assessed(e, id))
		}
		return proofs
	},
	Owes: func(e *Event) []record.Due {
		var due []record.Due
		if e.Status == "reported" {
			due = append(due, record.Due{What: "Assess", Day: dayOf(e.AssessBy), Who: e.Handler, Weight: record.Grave})
		}
		if e.AnsweredAt == "" && (e.Reporter != "" || e.Contact != "") {
			due = append(due, record.Due{What: "Answer the reporter", Day: dayOf(e.ReportedAt).Plus(answerDays), Who: e.Handler})
		}
		return due
	},
	Before: func(w *record.Writer, old, e *Event) error {
		now := w.Now().UTC().Format(kept)
		if err := keepMoment(w.Reader, "noticed_at", &e.NoticedAt, now, false); err != nil {
			return err
		}
		if e.Type == "" {
			e.Type = "other"
		}
		if e.Source == "" {
			e.Source = "staff"
		}
		if old != nil {
			return nil
		}
		s, err := Current(w.Reader)
		if err != nil {
			return err
		}
		if e.Handler == "" {
			e.Handler = s.OnCall
		}
		hours := s.Hours
		if hours == 0 {
			hours = assessWithin
		}
		e.Status, e.ReportedAt, e.AssessBy = "reported", now, w.Now().UTC().Add(time.Duration(hours)*time.Hour).Format(kept)
		e.AssessedAt, e.Reason, e.AnsweredAt, e.Answer, e.Severity, e.Commander = "", "", "", "", "", ""
		return nil
	},
})

// shownBy are the controls that an event of a type or source shows at work once it is assessed.
var shownBy = map[string][]string{"misdelivery": {"A.5.14"}, "leak_alert": {"A.8.12"}, "malware": {"A.8.7"}, "log_reading": {"A.8.15"}, "alert": {"A.8.16"}}

// assessed is what the assessment shows; one after its limit is a failure that ended with it.
func assessed(e *Event, control string) record.Proof {
	p := record.Proof{For: control, On: dayOf(e.AssessedAt)}
	if e.AssessedAt > e.AssessBy {
		p.On, p.Until, p.Failed = dayOf(e.AssessBy), dayOf(e.AssessedAt), true
	}
	return p
}

// dayOf is the day, in UTC, of a kept moment.
func dayOf(moment string) record.Date {
	return record.Date(moment[:min(len(moment), len(time.DateOnly))])
}

func reported(e *Event) bool { return e.Status == "reported" }

func assess(name, label, about, status string) record.Step[*Event] {
	return record.Step[*Event]{Name: name, Label: label, About: about, Needs: record.MayEdit, Asks: []string{"because"}, Open: reported,
		Do: func(w *record.Writer, e *Event) error { return e.judge(w, status) }}
}

// judge keeps what the event is and why.
func (e *Event) judge(w *record.Writer, status string) error {
	if strings.TrimSpace(e.Reason) == "" {
		return errs.InField("because", "say why; an auditor asks for it")
	}
	e.Status, e.AssessedAt = status, w.Now().UTC().Format(kept)
	return nil
}

var _ = Events.With(
	record.Step[*Event]{Name: "open_incident", Label: "Open an incident", About: "It is one: the incident begins with what is known here, and its commander takes over.", Needs: record.MayEdit,
		Asks: []string{"severity", "commander", "because"}, Open: reported, Do: openIncident},
	assess("weakness", "A weakness", "Nothing has happened yet; what can be done about it is an action or a risk.", "weakness"),
	assess("close", "Close as event", "It concerned security and needs no more.", "closed"),
	assess("dismiss", "Not about security", "", "not_security"),
	record.Step[*Event]{Name: "answer", Label: "Reporter answered", About: "The reporter was told what became of the report.", Needs: record.MayEdit, Asks: []string{"answer", "answered_at"},
		Open: func(e *Event) bool { return e.AnsweredAt == "" }, Do: func(w *record.Writer, e *Event) error {
			return keepMoment(w.Reader, "answered_at", &e.AnsweredAt, w.Now().UTC().Format(kept), false)
		}},
	record.Step[*Event]{Name: "reassess", Label: "Assess again", About: "New facts change the verdict.", Needs: record.MayEdit,
		Open: func(e *Event) bool { return e.Status != "reported" && e.Status != "incident" }, Do: func(_ *record.Writer, e *Event) error {
			e.Status, e.AssessedAt, e.Reason = "reported", "", ""
			return nil
		}},
)

// openIncident makes the event an incident that refers to it.
func openIncident(w *record.Writer, e *Event) error {
	if e.Severity == "" {
		return errs.InField("severity", "how grave is it? One of low, medium, high, critical")
	}
	if e.Commander == "" {
		return errs.InField("commander", "name the person who leads the response")
	}
	if err := e.judge(w, "incident"); err != nil {
		return err
	}
	i := &Incident{Title: e.Title, Description: e.Description, Event: record.Ref(e.ID), Severity: e.Severity, Commander: e.Commander, Assets: e.Assets, AwareAt: e.AssessedAt}
	if e.Source == "alert" || e.Source == "log_reading" {
		i.NoticedBy = "own_watch"
	}
	return Incidents.Put(w, i)
}
