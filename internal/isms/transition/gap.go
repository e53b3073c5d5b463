package transition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// gap is what remains to be done for the control after the transition.
func (c *Control) gap() string {
	d := c.After
	switch {
	case d.Applicability == "excluded":
		return ""
	case c.How == New && d.Applicability == "undecided":
		return "new: decide whether it applies, and put it in place if it does"
	case d.Applicability == "undecided":
		return "nobody has decided whether it applies"
	case d.Implementation == "implemented":
		return ""
	}
	text := strings.ToLower(Words(control.Implementations, d.Implementation))
	var behind []string
	for _, p := range c.Parts {
		if p.Decision.Applicability != "excluded" && p.Decision.Implementation != "implemented" {
			behind = append(behind, p.Control+" "+stateOf(p.Decision))
		}
	}
	if len(c.Parts) > 1 && len(c.Notes) > 0 && len(behind) > 0 {
		text += ": " + strings.Join(behind, ", ")
	}
	return text
}

// Action is a treatment action that closes a gap: of a control that is new, or merged and not fully implemented.
type Action struct {
	Control string      `json:"control"`
	Title   string      `json:"title"`
	Owner   record.Ref  `json:"owner"`
	Due     record.Date `json:"due"`
	Covered string      `json:"covered"` // the treatment action that is there for it already; "" for none
	Missing []string    `json:"missing"` // what must be chosen before it can be written: owner, due

	risks []string // ids
}

func (a *Action) writes() bool { return a.Covered == "" && len(a.Missing) == 0 }

// standingAction is an action of the treatment plan that names controls.
type standingAction struct {
	ref, title string
	open       bool
	controls   []string // references
}

// act finds the actions. Owner and day are the control's own, or those chosen for all; without them an action waits.
func (p *Plan) act(o Options) {
	for _, c := range p.Controls {
		if c.Gap == "" || c.How == OneToOne || c.How == Merged && c.After.Applicability != "applicable" {
			continue
		}
		a := Action{Control: c.ID, Owner: c.After.Owner, Due: c.After.Due, Missing: []string{}, risks: p.risks(c)}
		a.Title = fmt.Sprintf("Complete %s %s", c.ID, c.Title)
		if c.How == New {
			a.Title = fmt.Sprintf("Decide on %s %s, and put it in place if it applies", c.ID, c.Title)
		}
		if a.Owner == "" {
			a.Owner = o.Owner
		}
		if a.Due < p.in.today {
			a.Due = o.Due
		}
		if a.Owner == "" {
			a.Missing = append(a.Missing, "owner")
		}
		if a.Due == "" {
			a.Missing = append(a.Missing, "due")
		}
		a.Covered = p.covered(c, a.Title)
		p.Actions = append(p.Actions, a)
	}
}

// covered is the action that closes the gap already: one written before, done or not, or an open one of the control or
// of its parts, which is carried.
func (p *Plan) covered(c *Control, title string) string {
	for _, t := range p.in.treatments {
		if slices.Contains(t.controls, c.ID) && (t.title == title || t.open) {
			return t.ref
		}
		if t.open && slices.ContainsFunc(c.Links, func(l Link) bool { return l.Kind == "treatment" && l.Ref == t.ref }) {
			return t.ref
		}
	}
	return ""
}

// risks are the risks that name the control or will.
func (p *Plan) risks(c *Control) (ids []string) {
	for _, l := range p.in.linking {
		if l.Kind == "risk" && (slices.Contains(l.controls, c.ID) || slices.ContainsFunc(c.Links, func(x Link) bool { return x.id == l.ID })) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// ToDecide is our guidance on a control that is new: what is true when it works, and what there is to decide (Markdown).
func (c *Control) ToDecide() (purpose, decide string) {
	g, err := guide.Control(c.ID)
	if err != nil {
		return "", "" // every control has its guidance; a test reads them all
	}
	return g.Purpose, g.Section("Decide")
}
