package control

import (
	"maps"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/record"
)

// Decision is what the organisation says about a control, apart from which control it is.
type Decision struct {
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
	Decision Decision `json:"decision"`
}

// Carried is where a control's decision comes from when it was brought from the other edition: every part as it was,
// and what became of them. While a field is still what was made of the parts, the way back gives each part its own.
type Carried struct {
	From   catalog.Edition `json:"from,omitempty"`
	Parts  []Part          `json:"parts,omitempty"`
	Result Decision        `json:"result,omitzero"`
}

// Decision reads what the control says.
func (c *Control) Decision() Decision {
	d := Decision{Applicability: c.Applicability, ExclusionReason: c.ExclusionReason, Implementation: c.Implementation, Description: c.Description,
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

// Decide makes the control say it.
func (c *Control) Decide(d Decision) {
	c.Applicability, c.ExclusionReason, c.Implementation, c.Description = d.Applicability, d.ExclusionReason, d.Implementation, d.Description
	c.Owner, c.Due, c.Reasons, c.Requirements = d.Owner, d.Due, append(record.Set{}, d.Reasons...), append(record.Refs{}, d.Requirements...)
	for _, o := range Reasons {
		*c.Because(o.Value) = d.Because[o.Value]
	}
}

// Clone is a copy that shares nothing.
func (d Decision) Clone() Decision {
	d.Reasons, d.Requirements, d.Because = append(record.Set(nil), d.Reasons...), append(record.Refs(nil), d.Requirements...), maps.Clone(d.Because)
	return d
}

// Justification is the decision's reason in one text.
func (d Decision) Justification() string {
	var c Control
	c.Decide(d)
	return c.Justification()
}
