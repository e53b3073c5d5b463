package transition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// settling works out one control of the new edition.
type settling struct {
	*Control
	to      catalog.Edition
	said    []control.Part  // per source what it says about this control
	carried control.Carried // what was carried into this control before
	result  control.Position
	answers map[string]string
	name    func(record.Ref) string
	relying []string // risks whose treatment relies on it
}

// later is the answer that leaves something open.
const later = "later"

// both is the answer that keeps what stands and adds what is carried.
const both = "both"

func (s *settling) settle() {
	s.After = s.Before.Clone()
	s.result = s.carried.Result.Clone()
	if len(s.carried.Parts) == 0 {
		s.result = nothing.Clone()
	}
	for i := range aspects {
		if a := &aspects[i]; !s.unchanged(a) {
			s.settleAspect(a)
		}
	}
	s.note()
}

// unchanged reports whether the parts still say what they said when they were carried: then what stands is what was
// decided since, and stays.
func (s *settling) unchanged(a *aspect) bool {
	if len(s.carried.Parts) != len(s.Parts) {
		return false
	}
	for i, p := range s.carried.Parts {
		now := s.Parts[i].Decision
		if p.Control != s.Parts[i].Control || a.key(p.Decision) != a.key(now) || a.ofStates && stateOf(p.Decision) != stateOf(now) {
			return false
		}
	}
	return true
}

// settleAspect carries one aspect, keeps what stands, or asks.
func (s *settling) settleAspect(a *aspect) {
	if a.field == "requirements" {
		s.settleRequirements(a)
		return
	}
	choices, now := s.choices(a), a.key(s.Before)
	for _, c := range choices {
		if a.key(c.decision) == now && (len(choices) == 1 || !a.empty(s.Before)) {
			a.copy(&s.result, s.Before)
			return
		}
	}
	free := s.free(a) || a.field == "implementation" && s.Before.Applicability == "undecided"
	switch {
	case len(choices) == 1 && a.empty(choices[0].decision) && len(s.carried.Parts) == 0:
		return // nothing is carried
	case len(choices) == 1 && free:
		a.copy(&s.After, choices[0].decision)
		a.copy(&s.result, choices[0].decision)
		return
	case free:
		choices = s.openly(a, choices)
	default:
		choices = append([]Choice{{Value: s.ID, Label: "Keep what stands: " + s.print(a, s.Before), decision: s.Before}}, choices...)
		if a.field == "description" {
			d := control.Position{Description: s.Before.Description + "\n" + choices[1].decision.Description}
			choices = append(choices, Choice{Value: both, Label: "Keep both texts, one below the other", decision: d})
		}
	}
	s.ask(a, choices, free)
}

// free reports whether nobody has decided here: nothing was said, or only what was carried before.
func (s *settling) free(a *aspect) bool {
	return a.empty(s.Before) || len(s.carried.Parts) > 0 && a.key(s.Before) == a.key(s.carried.Result)
}

// settleRequirements gathers the requirements: more of them contradict nothing.
func (s *settling) settleRequirements(a *aspect) {
	var d control.Position
	for _, p := range s.said {
		d.Requirements = append(d.Requirements, p.Decision.Requirements...)
	}
	d.Requirements = sorted(d.Requirements)
	a.copy(&s.result, d)
	if !s.free(a) {
		d.Requirements = sorted(append(d.Requirements, s.Before.Requirements...))
	}
	a.copy(&s.After, d)
}

func sorted(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// choices are what the parts have to say, each different thing once. More than one is a conflict.
func (s *settling) choices(a *aspect) []Choice {
	switch a.field {
	case "applicability":
		return s.applicabilities()
	case "implementation":
		return []Choice{s.together(control.Position{Implementation: implementation(s.counting())})}
	case "description":
		return []Choice{s.together(control.Position{Description: s.describe()})}
	}
	return s.single(a)
}

// together is what all parts say as one; it is named by their edition, or by the only part.
func (s *settling) together(d control.Position) Choice {
	c := Choice{Value: string(s.to.Other()), decision: d}
	if len(s.said) == 1 {
		c.Value = s.said[0].Control
	}
	return c
}

// single finds the different owners or days; a part that names none contradicts nobody.
func (s *settling) single(a *aspect) (choices []Choice) {
	by := map[string][]string{}
	for _, p := range s.said {
		k := a.key(p.Decision)
		if a.empty(p.Decision) {
			continue
		}
		if by[k] == nil {
			choices = append(choices, Choice{Value: p.Control, decision: p.Decision})
		}
		by[k] = append(by[k], p.Control)
	}
	for i := range choices {
		c := &choices[i]
		c.also = by[a.key(c.decision)]
		c.Label = s.print(a, c.decision) + ", as " + list(c.also)
	}
	if choices == nil {
		return []Choice{{Value: s.said[0].Control, decision: nothing}}
	}
	return choices
}

// applicabilities finds the different decisions. Whichever is chosen, no text is lost.
func (s *settling) applicabilities() (choices []Choice) {
	by := map[string][]string{}
	for _, p := range s.said {
		is := p.Decision.Applicability
		if by[is] == nil {
			choices = append(choices, Choice{Value: p.Control, decision: s.decided(is)})
		}
		by[is] = append(by[is], p.Control)
	}
	for i := range choices {
		c := &choices[i]
		c.also = by[c.decision.Applicability]
		c.Label = s.print(&aspects[0], c.decision) + ", as " + list(c.also)
	}
	if len(choices) == 1 {
		choices[0].Value = s.together(choices[0].decision).Value
	}
	return choices
}

// decided is the decision that all parts make together if it is the one given.
func (s *settling) decided(applicability string) control.Position {
	d := control.Position{Applicability: applicability, Because: map[string]string{}}
	for _, o := range control.Reasons {
		for _, p := range s.said {
			if p.Decision.Applicability == applicability && slices.Contains(p.Decision.Reasons, o.Value) && !slices.Contains(d.Reasons, o.Value) {
				d.Reasons = append(d.Reasons, o.Value)
			}
		}
		if text := s.merge(func(d control.Position) string { return d.Because[o.Value] }); text != "" {
			d.Because[o.Value] = text
		}
	}
	d.ExclusionReason = s.merge(func(d control.Position) string { return d.ExclusionReason })
	if len(d.Because) == 0 {
		d.Because = nil
	}
	return d
}

// merge is a text that all parts share, or the texts of all, each with its part named.
func (s *settling) merge(of func(control.Position) string) string {
	var pieces []piece
	alike := true
	for _, p := range s.said {
		pieces = append(pieces, piece{control: p.Control, text: of(p.Decision)})
		alike = alike && of(p.Decision) == of(s.said[0].Decision)
	}
	if alike {
		return pieces[0].text
	}
	return join(pieces)
}

// describe is the text of all parts; where they are not equally far, each part is named with how far it is.
func (s *settling) describe() string {
	if !s.mixed() {
		return s.merge(func(d control.Position) string { return d.Description })
	}
	var pieces []piece
	for _, p := range s.said {
		pieces = append(pieces, piece{p.Control, stateOf(p.Decision), p.Decision.Description})
	}
	return join(pieces)
}

// stateOf says in a word or two how a part stands.
func stateOf(d control.Position) string {
	if d.Applicability == "excluded" {
		return d.Applicability
	}
	for _, o := range control.Implementations {
		if o.Value == d.Implementation {
			return strings.ToLower(o.Label)
		}
	}
	return d.Implementation
}

// counting are the parts that tell how far the control is implemented: those that apply, if it applies.
func (s *settling) counting() (parts []control.Part) {
	for _, p := range s.said {
		if s.After.Applicability != "applicable" || p.Decision.Applicability != "excluded" {
			parts = append(parts, p)
		}
	}
	if parts == nil {
		return s.said
	}
	return parts
}

func (s *settling) mixed() bool {
	for _, p := range s.said {
		if stateOf(p.Decision) != stateOf(s.said[0].Decision) {
			return true
		}
	}
	return false
}

// implementation is how far parts are together: as far as all of them, in part where they differ, planned where nothing
// is begun.
func implementation(parts []control.Part) string {
	begun, same := false, true
	for _, p := range parts {
		begun = begun || p.Decision.Implementation == "implemented" || p.Decision.Implementation == "partly"
		same = same && p.Decision.Implementation == parts[0].Decision.Implementation
	}
	switch {
	case same:
		return parts[0].Decision.Implementation
	case begun:
		return "partly"
	}
	return "planned"
}

func list(ids []string) string {
	if len(ids) < 2 {
		return strings.Join(ids, "")
	}
	return strings.Join(ids[:len(ids)-1], ", ") + " and " + ids[len(ids)-1]
}

// note tells what nobody is asked about but everybody should see.
func (s *settling) note() {
	if len(s.said) < 2 || !s.mixed() || blankAll(s.said) {
		return
	}
	var each []string
	for _, p := range s.said {
		each = append(each, p.Control+" "+stateOf(p.Decision))
	}
	s.Notes = append(s.Notes, fmt.Sprintf("The parts differ: %s.", strings.Join(each, ", ")))
}

func blankAll(parts []control.Part) bool {
	return !slices.ContainsFunc(parts, func(p control.Part) bool { return !blank(p.Decision) })
}
