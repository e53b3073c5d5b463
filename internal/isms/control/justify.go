package control

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// wanted says, for a reason that was chosen and not explained, what explains it.
var wanted = map[string]string{
	"risk":          "no risk's treatment needs %s: add it to the controls of a risk, or write here which risk it treats",
	"law":           "%s applies because of a law: link the requirement it meets, or write here which law and article",
	"contract":      "%s applies because of a contract: link the requirement it meets, or write here whose contract and which clause",
	"business":      "%s applies because of the business: write here what the business needs it for",
	"best_practice": "%s applies because of best practice: write here whose practice, and why it fits you",
}

// Unexplained lists the reasons of an applicable control that have neither words of their own nor a link: a risk whose
// treatment needs the control (needed), for law and contract a requirement.
func (c *Control) Unexplained(needed bool) (reasons []string) {
	if c.Applicability != "applicable" {
		return nil
	}
	for _, o := range Reasons {
		switch {
		case !slices.Contains(c.Reasons, o.Value) || *c.Because(o.Value) != "":
		case o.Value == "risk" && needed, (o.Value == "law" || o.Value == "contract") && len(c.Requirements) > 0:
		default:
			reasons = append(reasons, o.Value)
		}
	}
	return reasons
}

// faults tells what the decision lacks: 6.1.3 d) wants inclusion and exclusion justified, and one word for five reasons
// justifies nothing.
func (c *Control) faults(needed bool) (out []errs.Field) {
	switch c.Applicability {
	case "excluded":
		if c.ExclusionReason == "" {
			out = append(out, field("exclusion_reason", "say why %s does not apply", c.Ref))
		}
	case "applicable":
		if len(c.Reasons) == 0 {
			out = append(out, field("reasons", "say why %s applies: risk treatment, law, contract, business or best practice", c.Ref))
		}
	}
	for _, reason := range c.Unexplained(needed) {
		out = append(out, field("because_"+reason, wanted[reason], c.Ref))
	}
	return out
}

func field(name, format string, args ...any) errs.Field {
	return errs.InField(name, format, args...).Fields[0]
}

// checkDecision refuses a new decision without its reasons. One that stood before this was asked stays as it is until
// somebody decides again; the statement shows what it lacks, and cannot be approved.
func (c *Control) checkDecision(w *record.Writer, old *Control) error {
	if old != nil && !c.decidedOtherwise(old) || c.asCarried() {
		return nil
	}
	needed := false
	if c.ID != "" && slices.Contains(c.Reasons, "risk") && c.BecauseRisk == "" {
		links, err := w.LinksTo(c.ID, 1000)
		if err != nil {
			return err
		}
		needed = slices.ContainsFunc(links, func(l record.Link) bool { return l.Kind == "risk" })
	}
	if faults := c.faults(needed); len(faults) > 0 {
		return &errs.Error{Kind: errs.Invalid, Message: "The decision on " + c.Ref + " cannot be saved.", Fields: faults}
	}
	return nil
}

// decidedOtherwise reports whether the decision itself differs: not how far it is implemented, nor by whom.
func (c *Control) decidedOtherwise(old *Control) bool {
	for _, o := range Reasons {
		if *c.Because(o.Value) != *old.Because(o.Value) || slices.Contains(c.Reasons, o.Value) != slices.Contains(old.Reasons, o.Value) {
			return true
		}
	}
	return c.Applicability != old.Applicability || c.ExclusionReason != old.ExclusionReason || !slices.Equal(c.Requirements, old.Requirements)
}
