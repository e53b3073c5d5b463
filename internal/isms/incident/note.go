package incident

import "github.com/assay-isms/assay/internal/record"

// Note is one entry of an incident's timeline. Each is a record of its own, so that several people can write at once.
type Note struct {
	record.Meta
	Title    string
	Incident record.Ref
	At       string
	Details  string
}

// Notes is the register of what was noted during incidents.
var Notes = record.Define(record.Spec[Note]{
	Name: "incident_note", Plural: "incident-notes", Title: "Timeline of incidents", Singular: "note", Prefix: "NT", Clause: "A.5.26", Edit: record.MayContribute,
	About: "What happened and what was done, while it is done. Write notes on the incident's page.",
	Fields: []record.Field[*Note]{
		{Name: "title", Label: "What happened or was done", Required: true, Listed: true, Indexed: true, Ptr: func(n *Note) any { return &n.Title }},
		{Name: "incident", Label: "Incident", Required: true, To: "incident", Listed: true, Indexed: true, Ptr: func(n *Note) any { return &n.Incident }},
		{Name: "noted_at", Label: "When", Help: "Such as 2026-03-14 09:30. Now if left empty.", Listed: true, Indexed: true, Ptr: func(n *Note) any { return &n.At }},
		{Name: "details", Label: "Details", Long: true, Ptr: func(n *Note) any { return &n.Details }},
	},
	Before: func(w *record.Writer, _, n *Note) error {
		return keepMoment(w.Reader, "noted_at", &n.At, w.Now().UTC().Format(kept), false)
	},
})

// shownNotes is how much of a timeline one page shows.
const shownNotes = 500

// Timeline is what was noted about an incident, oldest first.
func Timeline(r *record.Reader, i *Incident) ([]*Note, error) {
	notes, _, err := Notes.List(r, record.Query{Filters: []record.Filter{{Field: "incident", Values: []string{i.ID}}}, Sort: "noted_at", Limit: shownNotes})
	return notes, err
}
