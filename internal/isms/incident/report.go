package incident

import (
	"cmp"
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// ReportForm is what somebody reports: in a minute, without knowing anything about the management system.
type ReportForm struct {
	Title, Details, Type, NoticedAt string
	Contact                         string // where an outsider can be reached; may be empty
	Outside                         bool   // by a report link, without an account
}

// The longest texts of a report, in bytes.
const (
	longestTitle   = 200
	longestContact = 200
	longestDetails = 10_000
)

// Report adds what somebody reports as an event. Who reports it is the person who acts, or is reached at the actor's address.
func Report(w *record.Writer, f ReportForm) (*Event, error) {
	for field, part := range map[string]struct {
		text string
		most int
	}{"title": {f.Title, longestTitle}, "contact": {f.Contact, longestContact}, "description": {f.Details, longestDetails}} {
		if len(part.text) > part.most {
			return nil, errs.InField(field, "is longer than %d characters; say the rest when you are asked", part.most)
		}
	}
	e := &Event{Title: f.Title, Description: f.Details, Type: f.Type, NoticedAt: f.NoticedAt, Contact: f.Contact, Source: "staff"}
	if f.Outside {
		e.Source = "outside"
		return e, Events.Put(w, e)
	}
	p, err := people.Acting(w.Reader, w.Actor().Email)
	if err != nil {
		return nil, err
	}
	if p != nil {
		e.Reporter = record.Ref(p.ID)
	} else if e.Contact == "" {
		e.Contact = w.Actor().Email
	}
	return e, Events.Put(w, e)
}

// Entry is one line of an incident's story.
type Entry struct {
	At      string `json:"at"`
	What    string `json:"what"`
	Details string `json:"details"`
	Actor   string `json:"actor"` // id of who noted it; "" for what follows from the incident itself
	Note    string `json:"note"`  // reference of the note; "" for others
}

// StoryOf is the story of the incident that the reference or id names.
func StoryOf(r *record.Reader, ref string) ([]Entry, error) {
	i, err := Incidents.Find(r, ref)
	if err != nil {
		return nil, err
	}
	sent, err := Of(r, i)
	if err != nil {
		return nil, err
	}
	return Story(r, i, sent)
}

// Story is the timeline of an incident: what was noted, the states it reached and what was sent, oldest first.
func Story(r *record.Reader, i *Incident, sent []*Notification) ([]Entry, error) {
	notes, err := Timeline(r, i)
	if err != nil {
		return nil, err
	}
	out := []Entry{}
	for _, n := range notes {
		out = append(out, Entry{n.At, n.Title, n.Details, n.UpdatedBy, n.Ref})
	}
	for _, state := range []Entry{{At: i.AwareAt, What: "We became aware"}, {At: i.ClassifiedAt, What: "Classified"}, {At: i.ContainedAt, What: "Contained"}, {At: i.EradicatedAt, What: "Eradicated"},
		{At: i.RecoveredAt, What: "Recovered"}, {At: i.ClosedAt, What: "Closed"}} {
		if state.At != "" {
			out = append(out, state)
		}
	}
	for _, n := range sent {
		if n.SentAt != "" {
			out = append(out, Entry{At: n.SentAt, What: "Sent: " + n.Title, Details: n.Receipt})
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Compare(a.At, b.At) })
	return out, nil
}
