package control

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Correction says what was true of a control for some days of the past, other than was recorded then. What was known
// stays as it was: the journal and approved versions do not change.
type Correction struct {
	record.Meta
	Title           string
	Control         record.Ref
	From, To        record.Date // both included; To empty: until the next recorded change of the control
	Applicability   string      // this and what follows: "" for as recorded
	Reasons         record.Set
	Because         string
	ExclusionReason string
	Implementation  string
	Description     string
	Owner           record.Ref
	Why             string
	FoundBy         string
}

// Corrections is the register of corrections.
var Corrections = record.Define(record.Spec[Correction]{
	Name: "soa_correction", Plural: "soa-corrections", Title: "Corrections of the Statement of Applicability", Singular: "correction", Prefix: "CO", Clause: "6.1.3 d)",
	About: "What was true of a control in the past and recorded otherwise. A correction changes what was true, never what was known: look at the statement as of a past day and correct a line there.",
	Fields: []record.Field[*Correction]{
		{Name: "title", Label: "Correction", Help: "Empty: the control and the days.", Listed: true, Indexed: true, Ptr: func(c *Correction) any { return &c.Title }},
		{Name: "control", Label: "Control", To: "control", Required: true, Listed: true, Indexed: true, Ptr: func(c *Correction) any { return &c.Control }},
		{Name: "valid_from", Label: "True from", Required: true, Listed: true, Indexed: true, Help: "The first day on which it was so.", Ptr: func(c *Correction) any { return &c.From }},
		{Name: "valid_to", Label: "True to", Listed: true, Indexed: true, Help: "The last day. Empty: until the control was changed the next time.", Ptr: func(c *Correction) any { return &c.To }},
		{Name: "applicability", Label: "Applied", Listed: true, Options: Applicabilities[1:], Help: "Leave what was recorded rightly empty, here and below.", Ptr: func(c *Correction) any { return &c.Applicability }},
		{Name: "reasons", Label: "Because", Options: Reasons, Ptr: func(c *Correction) any { return &c.Reasons }},
		{Name: "justification", Label: "Justification", Long: true, Ptr: func(c *Correction) any { return &c.Because }},
		{Name: "exclusion_reason", Label: "Reason for exclusion", Long: true, Ptr: func(c *Correction) any { return &c.ExclusionReason }},
		{Name: "implementation", Label: "Implementation", Listed: true, Options: Implementations, Ptr: func(c *Correction) any { return &c.Implementation }},
		{Name: "description", Label: "How it was implemented", Long: true, Ptr: func(c *Correction) any { return &c.Description }},
		{Name: "owner", Label: "Owner", To: "person", Ptr: func(c *Correction) any { return &c.Owner }},
		{Name: "why", Label: "Why the record was wrong", Long: true, Required: true, Ptr: func(c *Correction) any { return &c.Why }},
		{Name: "found_by", Label: "Found by", Listed: true, Help: "Empty: you.", Ptr: func(c *Correction) any { return &c.FoundBy }},
	},
	Before: func(w *record.Writer, old, c *Correction) error {
		if c.FoundBy == "" {
			c.FoundBy = w.Actor().Name
		}
		return c.check(w, old)
	},
})

// check refuses what is no correction: one that reaches into the present, says nothing, or contradicts itself.
func (c *Correction) check(w *record.Writer, old *Correction) error {
	today := w.Today()
	switch {
	case c.Control == "" || c.From == "":
		return nil // the engine says that they are required
	case c.From >= today:
		return errs.InField("valid_from", "%s is not in the past. Change the control itself: that is true from today", c.From)
	case c.To != "" && c.To < c.From:
		return errs.InField("valid_to", "%s is before %s, when it begins", c.To, c.From)
	case c.To >= today:
		return errs.InField("valid_to", "%s is not in the past. Leave it empty, and change the control itself if it is still so", c.To)
	case c.Applicability == "" && len(c.Reasons) == 0 && c.Because == "" && c.ExclusionReason == "" && c.Implementation == "" && c.Description == "" && c.Owner == "":
		return errs.InField("applicability", "say what was otherwise than recorded: whether it applied, why, how far or how it was implemented, or who owned it")
	}
	k := Controls.Kind()
	now, err := w.Get(k, string(c.Control))
	if err != nil {
		return errs.InField("control", "there is no control %q", c.Control)
	}
	if c.Title == "" || old != nil && c.Title == old.usualTitle(now.Base().Ref) {
		c.Title = c.usualTitle(now.Base().Ref)
	}
	known, err := c.knownThen(w, now.Base().Ref)
	if err != nil {
		return err
	}
	return c.checkAgainst(known)
}

func (c *Correction) usualTitle(ref string) string {
	if c.To == "" {
		return ref + " from " + string(c.From)
	}
	return ref + " from " + string(c.From) + " to " + string(c.To)
}

// knownThen is the control as it was recorded at the end of the first day; undecided before it was recorded at all.
func (c *Correction) knownThen(w *record.Writer, ref string) (*Control, error) {
	versions, err := w.History(Controls.Kind(), string(c.Control), 0)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if then, ok := v.Record.(*Control); ok && dayOf(v.Time) <= c.From {
			return then, nil
		}
	}
	return &Control{Meta: record.Meta{Ref: ref}, Applicability: "undecided", Implementation: "not_started"}, nil
}

func (c *Correction) checkAgainst(known *Control) error {
	then := c.laidOver(known)
	if !slices.ContainsFunc(c.fields(), func(field string) bool { return keyOf(field, then) != keyOf(field, known) }) {
		return errs.InField("applicability", "the record of %s says the same already", c.From)
	}
	var faults []errs.Field
	if then.decidedOtherwise(known) {
		faults = then.faults(true)
	}
	for i := range faults {
		if strings.HasPrefix(faults[i].Name, "because_") {
			faults[i] = field("justification", "say in words why it applied")
		}
	}
	if len(faults) > 0 {
		return &errs.Error{Kind: errs.Invalid, Message: "The correction contradicts itself.", Fields: faults}
	}
	return nil
}

func keyOf(field string, c *Control) string {
	for _, p := range compared {
		if p.field == field {
			return p.key(c)
		}
	}
	return ""
}

// fields are the parts of the decision that the correction speaks of.
func (c *Correction) fields() (names []string) {
	for _, f := range []struct {
		name  string
		named bool
	}{
		{"applicability", c.Applicability != ""}, {"justification", c.Applicability != "" || len(c.Reasons) > 0 || c.Because != "" || c.ExclusionReason != ""},
		{"implementation", c.Implementation != ""}, {"description", c.Description != ""}, {"owner", c.Owner != ""},
	} {
		if f.named {
			names = append(names, f.name)
		}
	}
	return names
}

// laidOver is the control as it truly was, given how it was recorded.
func (c *Correction) laidOver(known *Control) *Control {
	then := *known
	if c.Applicability != "" {
		then.Applicability = c.Applicability
	}
	if len(c.Reasons) > 0 {
		then.Reasons = slices.Clone(c.Reasons)
	}
	if c.Because != "" {
		for _, reason := range then.Reasons {
			*then.Because(reason) = c.Because
		}
	}
	then.ExclusionReason = cmp.Or(c.ExclusionReason, then.ExclusionReason)
	then.Implementation = cmp.Or(c.Implementation, then.Implementation)
	then.Description = cmp.Or(c.Description, then.Description)
	then.Owner = cmp.Or(c.Owner, then.Owner)
	return &then
}

// covers reports whether the correction speaks of the day, given how the control was recorded then. One without an end
// reaches to the next recorded change: to no later day than the line was last changed before.
func (c *Correction) covers(known *Control, day record.Date) bool {
	if c.To != "" {
		return c.From <= day && day <= c.To
	}
	return c.From <= day && dayOf(known.UpdatedAt) <= c.From
}

func dayOf(t time.Time) record.Date { return record.Date(t.UTC().Format(time.DateOnly)) }

// TrueOn lays the corrections that the reader knows over a statement of a past moment: what was true then, as known at
// the moment the reader shows. Lines that differ from what was known name their corrections.
func TrueOn(known *record.Reader, then []Line, at time.Time) ([]Line, error) {
	all, err := Corrections.All(known, record.Query{})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b *Correction) int { return cmp.Compare(a.Seq, b.Seq) })
	out, day := slices.Clone(then), dayOf(at)
	var owners []string
	for i := range out {
		l := &out[i]
		for _, c := range all {
			if string(c.Control) == l.ID && c.covers(then[i].Control, day) {
				l.Control = c.laidOver(l.Control)
				l.Corrections = append(l.Corrections, c)
				owners = append(owners, string(l.Owner))
			}
		}
	}
	names, err := known.Named(owners)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if l := &out[i]; len(l.Corrections) > 0 {
			if l.Owner != then[i].Owner {
				l.OwnerName = names[string(l.Owner)].Title
			}
			l.Conflict, l.Gap = "", ""
			l.judge(l.stand, day)
		}
	}
	return out, nil
}

// Corrected says in a sentence by what a line differs from what was known; "" if it does not.
func (l *Line) Corrected() string {
	var parts []string
	for _, c := range l.Corrections {
		parts = append(parts, fmt.Sprintf("%s, recorded %s: %s", c.Ref, dayOf(c.UpdatedAt), c.Why))
	}
	return strings.Join(parts, "; ")
}
