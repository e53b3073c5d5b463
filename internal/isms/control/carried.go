package control

import (
	"maps"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/record"
)

// Position is all that the organisation says about a control, apart from which control it is.
type Position struct {
	Applicability   string            `json:"applicability,omitempty"`
	Reasons         record.Set        `json:"reasons,omitempty"`
	Because         map[string]string `json:"because,omitempty"` // texts by reason
	ExclusionReason string            `json:"exclusion_reason,omitempty"`
	Implementation  string            `json:"implementation,omitempty"`
	Description     string            `json:"description,omitempty"`
	Owner           record.Ref        `json:"owner,omitempty"`
	Due             record.Date       `json:"due,omitempty"`
	Requirements    record.Refs       `json:"requirements,omitempty"`
}

// Part is a control of the other edition and what was decided on it when it was carried.
type Part struct {
	Control  string   `json:"control"`
	Decision Position `json:"decision"`
}

// Carried is where a control's decision comes from when it was brought from the other edition: every part as it was,
// and what became of them. While a field is still what was made of the parts, the way back gives each part its own.
type Carried struct {
	From   catalog.Edition `json:"from,omitempty"`
	Parts  []Part          `json:"parts,omitempty"`
	Result Position        `json:"result,omitzero"`
}

// Position reads what the control says.
func (c *Control) Position() Position {
	d := Position{Applicability: c.Applicability, ExclusionReason: c.ExclusionReason, Implementation: c.Implementation, Description: c.Description,
		Owner: c.Owner, Due: c.Due}
	d.Reasons, d.Requirements = append(d.Reasons, c.Reasons...), append(d.Requirements, c.Requirements...)
	for _, o := range Reasons {
		if text := *c.Because(o.Value); text != "" {
			if d.Because == nil {
				d.Because = map[string]string{}
			}
			d.Because[o.Value] = text
		}
	}
	if d.Applicability == "" {
		d.Applicability = "undecided"
	}
	if d.Implementation == "" {
		d.Implementation = "not_started"
	}
	return d
}

// Take makes the control say it.
func (c *Control) Take(d Position) {
	c.Applicability, c.ExclusionReason, c.Implementation, c.Description = d.Applicability, d.ExclusionReason, d.Implementation, d.Description
	c.Owner, c.Due, c.Reasons, c.Requirements = d.Owner, d.Due, append(record.Set{}, d.Reasons...), append(record.Refs{}, d.Requirements...)
	for _, o := range Reasons {
		*c.Because(o.Value) = d.Because[o.Value]
	}
}

// Clone is a copy that shares nothing.
func (d Position) Clone() Position {
	d.Reasons, d.Requirements, d.Because = append(record.Set(nil), d.Reasons...), append(record.Refs(nil), d.Requirements...), maps.Clone(d.Because)
	return d
}

// Justification is the position's reason in one text.
func (d Position) Justification() string {
	var c Control
	c.Take(d)
	return c.Justification()
}

// asCarried reports whether the decision is what was made of its parts. It then stands as it stood there, even where it
// lacks what a new decision must have.
func (c *Control) asCarried() bool {
	var made Control
	made.Take(c.Carried.Result)
	return len(c.Carried.Parts) > 0 && !c.decidedOtherwise(&made)
}
