package risk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"regexp"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/quant/matrix"
)

// Tolerance is how much loss the organisation bears: at most with these yearly probabilities, on average, and in a bad year.
// What is 0 is not limited.
type Tolerance struct {
	Points       []TolerancePoint `json:"points,omitempty"`        // losses rise, probabilities fall
	ExpectedLoss float64          `json:"expected_loss,omitempty"` // a year
	TailLevel    float64          `json:"tail_level,omitempty"`    // such as 0.99: of the year that only one in a hundred exceeds,
	TailLoss     float64          `json:"tail_loss,omitempty"`     // the loss is at most this
}

// TolerancePoint says that a year's loss may exceed Loss with at most this probability.
type TolerancePoint struct {
	Loss        float64 `json:"loss"`
	Probability float64 `json:"probability"`
}

// Set reports whether anything is limited.
func (t *Tolerance) Set() bool { return len(t.Points) > 0 || t.ExpectedLoss > 0 || t.TailLoss > 0 }

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// checkBounds refuses bounds that cannot be meant. Whether they make a good scale is for Examine to say.
func (c *Criteria) checkBounds() error {
	if _, err := checkSteps("likelihood", "", c.Likelihood); err != nil {
		return err
	}
	bounded, err := checkSteps("consequence", "", c.Consequence)
	if err != nil {
		return err
	}
	harms, err := c.checkHarms()
	if err != nil {
		return err
	}
	if c.Currency != "" && !currencyCode.MatchString(c.Currency) {
		return errs.InField("currency", "%q is not the code of a currency; write three capital letters such as EUR", c.Currency)
	}
	if (bounded || harms || c.Tolerance.Set()) && c.Currency == "" {
		return errs.InField("currency", "is missing: bounds of consequence and the tolerance are amounts of money")
	}
	if !(c.PlannedReliability >= 0 && c.PlannedReliability <= 1) {
		return errs.InField("planned_reliability", "%v is no share; it lies between 0 and 1", c.PlannedReliability)
	}
	return c.Tolerance.check()
}

// checkSteps refuses single bounds and what is no number, and tells whether the steps have bounds: all or none. scale names
// them where the field has several scales.
func checkSteps(field, scale string, steps []Step) (bounded bool, err error) {
	n := 0
	for _, step := range steps {
		switch {
		case (step.From == nil) != (step.To == nil):
			return false, errs.InField(field, "%s%s has one bound; give from and to, or neither", scale, step.Name)
		case step.From == nil:
			continue
		case !finite(*step.From) || !finite(*step.To):
			return false, errs.InField(field, "%s%s has a bound that is no number of 0 or more", scale, step.Name)
		}
		n++
	}
	if n > 0 && n < len(steps) {
		return false, errs.InField(field, "%s%d of %d steps have bounds; give them to all or to none", scale, n, len(steps))
	}
	return n > 0, nil
}

func finite(x float64) bool { return x >= 0 && !math.IsInf(x, 0) && !math.IsNaN(x) }

func (t *Tolerance) check() error {
	for i, p := range t.Points {
		switch {
		case !(p.Loss > 0) || !finite(p.Loss) || !(p.Probability > 0 && p.Probability <= 1):
			return errs.InField("tolerance", "point %d needs a loss above 0 and a probability from above 0 to 1", i+1)
		case i > 0 && (p.Loss <= t.Points[i-1].Loss || p.Probability > t.Points[i-1].Probability):
			return errs.InField("tolerance", "point %d: losses must rise from point to point, and probabilities must not", i+1)
		}
	}
	switch {
	case !finite(t.ExpectedLoss):
		return errs.InField("tolerance", "the expected yearly loss is an amount of 0 or more")
	case t.TailLoss != 0 && !(finite(t.TailLoss) && t.TailLevel >= 0.5 && t.TailLevel <= 0.9999):
		return errs.InField("tolerance", "the limit of a bad year needs an amount and a level from 0.5 to 0.9999, such as 0.99")
	case t.TailLoss == 0 && t.TailLevel != 0:
		return errs.InField("tolerance", "the limit of a bad year has a level and no amount")
	}
	return nil
}

// Bounded reports whether all steps of both scales have bounds, so that ratings and figures can be set beside each other.
func (c *Criteria) Bounded() bool {
	for _, steps := range [][]Step{c.Likelihood, c.Consequence} {
		for _, s := range steps {
			if s.From == nil || s.To == nil {
				return false
			}
		}
	}
	return len(c.Likelihood) > 0 && len(c.Consequence) > 0
}

// scales are the criteria as package matrix examines them.
func (c *Criteria) scales() *matrix.Criteria {
	return &matrix.Criteria{Likelihood: bounds(c.Likelihood), Consequence: bounds(c.Consequence), Levels: levelNames(c.Levels), Matrix: c.Matrix}
}

func bounds(steps []Step) (out []matrix.Step) {
	for _, s := range steps {
		out = append(out, matrix.Step{Name: s.Name, From: s.From, To: s.To})
	}
	return out
}

func levelNames(levels []Level) (out []matrix.Level) {
	for _, l := range levels {
		out = append(out, matrix.Level{Name: l.Name})
	}
	return out
}

// Examine tells what the scales and the matrix can be trusted with.
func (c *Criteria) Examine() *matrix.Report {
	report := c.scales().Examine()
	c.examineHarms(report)
	return report
}

// approvable refuses criteria that rank a risk below one it dominates, and names the cells.
func (c *Criteria) approvable() error {
	report := c.Examine()
	if report.Publishable {
		return nil
	}
	e := &errs.Error{Kind: errs.Conflict, Message: c.Ref + " cannot be approved as it ranks risks."}
	for _, f := range report.Findings {
		if f.Weight == matrix.Refused {
			field := "matrix"
			if f.Rule == "scale" {
				field = "scale"
			}
			e.Fields = append(e.Fields, errs.Field{Name: field, Message: f.Where + " " + f.Message})
		}
	}
	return e
}

// terms are what joined the canonical form after bounds and tolerance.
type terms struct {
	Harms        []Harm   `json:"harms,omitempty"`
	Triggers     []string `json:"triggers,omitempty"`
	AcceptMonths int      `json:"accept_months,omitempty"`
	Raters       int      `json:"raters,omitempty"`
	Gate         float64  `json:"gate,omitempty"`
}

func (c *Criteria) terms() terms {
	return terms{c.Harms, c.Triggers, c.AcceptMonths, c.Raters, c.Gate}
}

func (t terms) set() bool {
	return len(t.Harms) > 0 || len(t.Triggers) > 0 || t.AcceptMonths != 0 || t.Raters != 0 || t.Gate != 0
}

// ContentID is the id of the criteria by their content: SHA-256 of the canonical form, which is a JSON array of likelihood,
// consequence, levels and matrix, followed by currency and tolerance where one of them is set, and by an object of harms,
// triggers, months an acceptance holds, raters and gate where one of these is, and by the planned reliability. Versions keep the id they had before there were such.
func (c *Criteria) ContentID() string {
	parts := []any{c.Likelihood, c.Consequence, c.Levels, c.Matrix}
	t := c.terms()
	if c.Currency != "" || c.Tolerance.Set() || t.set() {
		parts = append(parts, c.Currency, c.Tolerance)
	}
	if t.set() {
		parts = append(parts, t)
	}
	if c.PlannedReliability > 0 {
		parts = append(parts, c.PlannedReliability)
	}
	b, _ := json.Marshal(parts) // numbers were checked: nothing here fails
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
