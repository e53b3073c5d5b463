package control

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Snapshot is the Statement of Applicability at one moment, with what a comparison needs beside its lines.
type Snapshot struct {
	Edition catalog.Edition
	Lines   []Line
	Entry   int64     // journal entries it rests on
	Moment  time.Time // the moment shown
	Known   time.Time // with corrections: when they were known; zero for the statement as it was known at the moment

	risks    map[string]*risk.Risk     // that need its controls
	criteria map[string]*risk.Criteria // whose levels they are rated on
}

// Take reads the statement at the moment the reader shows, to compare it with another.
func Take(r *record.Reader, e catalog.Edition) (s *Snapshot, err error) {
	s = &Snapshot{Edition: e, Moment: r.Org().Now(), risks: map[string]*risk.Risk{}, criteria: map[string]*risk.Criteria{}}
	if s.Lines, err = Statement(r, e); err != nil {
		return nil, err
	}
	if s.Entry, err = r.Size(); err != nil {
		return nil, err
	}
	needed := map[string]bool{}
	for i := range s.Lines {
		for _, l := range s.Lines[i].Risks {
			needed[l.ID] = true
		}
	}
	if len(needed) > 0 {
		if err := r.Each(risk.Risks.Kind(), record.Query{}, func(rec record.Record) error {
			if needed[rec.Base().ID] {
				s.risks[rec.Base().ID] = rec.(*risk.Risk)
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	versions, err := risk.CriteriaVersions.All(r, record.Query{})
	for _, c := range versions {
		s.criteria[c.ID] = c
	}
	return s, err
}

// Moment chooses a statement of the past.
type Moment struct {
	Text string // a day, a time, the reference of an approved version; "" for the moment that the handle shows
	True bool   // what was true then, as known at the moment that the handle shows, instead of what was known then
}

// TakeAt reads the statement of a moment. No reader may be open meanwhile: who waits for another may wait for ever.
func TakeAt(ctx context.Context, org *record.Org, e catalog.Edition, m Moment) (s *Snapshot, err error) {
	shown := org
	if m.Text != "" {
		at, err := momentOf(ctx, org, m.Text)
		if err != nil {
			return nil, err
		}
		past, release, err := org.AsOf(ctx, at)
		if err != nil {
			return nil, err
		}
		defer release()
		shown = past
	}
	if err := shown.Read(ctx, func(r *record.Reader) error {
		s, err = Take(r, e)
		return err
	}); err != nil || !m.True {
		return s, err
	}
	s.Known = org.Now()
	return s, org.Read(ctx, func(r *record.Reader) error {
		s.Lines, err = TrueOn(r, s.Lines, s.Moment)
		return err
	})
}

// momentOf reads a moment; the reference of an approved version stands for its approval.
func momentOf(ctx context.Context, org *record.Org, text string) (at time.Time, err error) {
	if strings.HasPrefix(strings.ToUpper(text), Versions.Kind().Prefix+"-") {
		err = org.Read(ctx, func(r *record.Reader) error {
			v, err := Versions.Find(r, text)
			if err == nil {
				at = v.UpdatedAt
			}
			return err
		})
		return at, err
	}
	return record.ParseMoment(text, org.Store().Clock())
}

// Difference is one thing in which the Statement of Applicability differs between two moments, and what caused it.
type Difference struct {
	Control string `json:"control"`
	Title   string `json:"title"`
	Change  string `json:"change"` // added, removed, changed
	Field   string `json:"field,omitempty"`
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty"`
	Cause   *Cause `json:"cause"` // nil if the journal no longer tells
}

// Cause is the journal entry that made a difference.
type Cause struct {
	Kind   string    `json:"kind"` // risk, criteria, decision, correction
	Of     string    `json:"record_kind"`
	Record string    `json:"record"` // the reference of the record that changed
	Title  string    `json:"title"`
	Entry  int64     `json:"entry"`
	Actor  string    `json:"actor"` // an id
	Time   time.Time `json:"time"`
	Reason string    `json:"reason"` // in the actor's words
}

// Causes are the kinds of causes and what people call them.
var Causes = []record.Option{{Value: "risk", Label: "Risk"}, {Value: "criteria", Label: "Criteria"}, {Value: "decision", Label: "Decision"}, {Value: "correction", Label: "Correction"}}

// compared are the parts of a decision that a version promises to keep, with how each is told apart and shown.
var compared = []struct {
	field string
	key   func(*Control) string
	show  func(*Line) string
}{
	{"applicability", func(c *Control) string { return c.Applicability }, func(l *Line) string { return l.Applicability }},
	{"justification", (*Control).Justification, func(l *Line) string { return l.Justification() }},
	{"requirements", func(c *Control) string { return strings.Join(c.Requirements, " ") }, func(l *Line) string {
		return refsOf(l.Requirements, func(h record.Hit) string { return h.Ref })
	}},
	{"implementation", func(c *Control) string { return c.Implementation }, func(l *Line) string { return l.Implementation }},
	{"description", func(c *Control) string { return c.Description }, func(l *Line) string { return l.Description }},
	{"owner", func(c *Control) string { return string(c.Owner) }, func(l *Line) string { return l.OwnerName }},
}

// found is a difference with the records it lies in.
type found struct {
	Difference
	control, risk string // ids
	lines         [2]*Line
}

// differences lists what differs between two statements of one edition, in the standard's order; what is gone comes last.
func differences(before, after *Snapshot) (out []found) {
	old := map[string]*Line{}
	for i := range before.Lines {
		old[before.Lines[i].ID] = &before.Lines[i]
	}
	for i := range after.Lines {
		now := &after.Lines[i]
		was := old[now.ID]
		delete(old, now.ID)
		if was == nil {
			out = append(out, found{Difference: Difference{Control: now.Ref, Title: now.Title, Change: "added", After: now.Applicability}, control: now.ID})
			continue
		}
		out = append(out, compareLine(before, after, was, now)...)
	}
	for i := range before.Lines {
		if l := old[before.Lines[i].ID]; l != nil {
			out = append(out, found{Difference: Difference{Control: l.Ref, Title: l.Title, Change: "removed", Before: l.Applicability}, control: l.ID})
		}
	}
	return out
}

func compareLine(before, after *Snapshot, was, now *Line) (out []found) {
	add := func(field, a, b, risk string) {
		out = append(out, found{Difference: Difference{Control: now.Ref, Title: now.Title, Change: "changed", Field: field, Before: a, After: b}, control: now.ID, risk: risk, lines: [2]*Line{now, was}})
	}
	for _, c := range compared {
		if c.key(was.Control) != c.key(now.Control) {
			add(c.field, c.show(was), c.show(now), "")
		}
	}
	for _, l := range now.Risks {
		if !has(was.Risks, l.ID) {
			add("risks", "", l.Ref+" "+l.Title, l.ID)
		} else if a, b := before.rating(before.risks[l.ID]), after.rating(after.risks[l.ID]); a != b {
			add("rating", l.Ref+": "+a, l.Ref+": "+b, l.ID)
		}
	}
	for _, l := range was.Risks {
		if !has(now.Risks, l.ID) {
			add("risks", l.Ref+" "+l.Title, "", l.ID)
		}
	}
	return out
}

func has(links []record.Link, id string) bool {
	return slices.ContainsFunc(links, func(l record.Link) bool { return l.ID == id })
}

// rating says how a risk that needs a control is rated and treated.
func (s *Snapshot) rating(r *risk.Risk) string {
	if r == nil {
		return ""
	}
	level := "not rated"
	c := s.criteria[string(r.Criteria)]
	if c != nil && r.Level > 0 {
		level = c.LevelName(r.Level)
	}
	text := level + ", " + strings.ToLower(label(risk.Options, r.Option))
	if r.Option == "" {
		text = level + ", no treatment"
	}
	if c != nil && r.ResidualLevel > 0 {
		text += ", then " + c.LevelName(r.ResidualLevel)
	}
	return text
}
