package transition

import (
	"encoding/json"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
)

// aspect is a part of a decision that is carried, kept and asked about as one.
type aspect struct {
	field, label string
	value        func(control.Position) any
	ofStates     bool // also depends on how far each part is
	copy         func(to *control.Position, from control.Position)
}

// The aspects, in the order in which they are settled: how far a control is implemented depends on which parts apply.
var aspects = []aspect{
	{"applicability", "Applies", func(d control.Position) any {
		return []any{d.Applicability, strings.Join(d.Reasons, " "), d.Because, d.ExclusionReason}
	}, false, func(to *control.Position, from control.Position) {
		from = from.Clone()
		to.Applicability, to.Reasons, to.Because, to.ExclusionReason = from.Applicability, from.Reasons, from.Because, from.ExclusionReason
	}},
	{"implementation", "Implementation", func(d control.Position) any { return d.Implementation }, true,
		func(to *control.Position, from control.Position) { to.Implementation = from.Implementation }},
	{"description", "How it is implemented", func(d control.Position) any { return d.Description }, true,
		func(to *control.Position, from control.Position) { to.Description = from.Description }},
	{"owner", "Owner", func(d control.Position) any { return d.Owner }, false,
		func(to *control.Position, from control.Position) { to.Owner = from.Owner }},
	{"due", "Due", func(d control.Position) any { return d.Due }, false,
		func(to *control.Position, from control.Position) { to.Due = from.Due }},
	{"requirements", "Requirements met", func(d control.Position) any { return strings.Join(d.Requirements, " ") }, false,
		func(to *control.Position, from control.Position) { to.Requirements = from.Clone().Requirements }},
}

// key is the aspect's value as text: equal values have equal keys.
func (a *aspect) key(d control.Position) string {
	b, _ := json.Marshal(a.value(d)) // texts only
	return string(b)
}

// empty reports whether nobody has said anything.
func (a *aspect) empty(d control.Position) bool { return a.key(d) == a.key(nothing) }

// nothing is what a control says that nobody has looked at.
var nothing = (&control.Control{}).Position()

func blank(d control.Position) bool {
	for i := range aspects {
		if !aspects[i].empty(d) {
			return false
		}
	}
	return true
}

// says is what control s of one edition says about its counterpart t in the other: what t itself said when it was
// carried into s, in every aspect that is still what was made of it then; else what s says now, taken apart.
func says(s *control.Control, t string) control.Position {
	now := s.Position()
	out := taken(now, s.Ref, t)
	for _, p := range s.Carried.Parts {
		if p.Control != t {
			continue
		}
		for i := range aspects {
			if a := &aspects[i]; a.key(now) == a.key(s.Carried.Result) {
				a.copy(&out, p.Decision)
			}
		}
	}
	return out
}

// taken is what a decision on control s says about its counterpart t: its words for t where they name the parts.
func taken(d control.Position, s, t string) control.Position {
	d = d.Clone()
	var parts []string
	for _, c := range catalog.Counterparts(s) {
		parts = append(parts, c.ID)
	}
	if len(parts) < 2 {
		return d
	}
	reason := func(text string) string {
		if own, _, mine := share(text, t, parts); mine {
			return own
		}
		return text // a decision needs its reason, even if only another part is named
	}
	d.ExclusionReason = reason(d.ExclusionReason)
	for k, text := range d.Because {
		d.Because[k] = reason(text)
	}
	own, state, _ := share(d.Description, t, parts)
	d.Description = own
	for _, o := range control.Implementations {
		if state == strings.ToLower(o.Label) && d.Implementation == "partly" {
			d.Implementation = o.Value
		}
	}
	return d
}
