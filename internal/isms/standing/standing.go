package standing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Position is a risk in figures at one place of its treatment: as estimated by hand, as it follows from the effects of controls,
// and which of them counts.
type Position struct {
	ByHand   *risk.Figured `json:"by_hand,omitempty"`
	Computed *risk.Figured `json:"computed,omitempty"`
	Counts   *risk.Figured `json:"counts,omitempty"`
	// From is where the figure that counts comes from: hand, computed, or current where nothing is said of after treatment.
	From  string `json:"from,omitempty"`
	Words string `json:"words"`
}

// Act is one effect of a control on a risk, with what it is credited with.
type Act struct {
	Ref          string   `json:"ref"`
	Control      string   `json:"control"` // reference
	Title        string   `json:"title"`
	On           string   `json:"on"`
	EfficacyLow  float64  `json:"efficacy_low,omitempty"`
	EfficacyHigh float64  `json:"efficacy_high,omitempty"`
	Coverage     float64  `json:"coverage,omitempty"`
	Implemented  bool     `json:"implemented"`
	Today        *float64 `json:"reliability,omitempty"`                 // nil while it does not act
	Later        *float64 `json:"reliability_after_treatment,omitempty"` // nil if it is not known
	Off          float64  `json:"takes_off"`                             // of what it acts on, today
	OffLater     float64  `json:"takes_off_after_treatment"`
	Missing      []string `json:"not_assessed,omitempty"`
	Words        string   `json:"words"`
}

// Standing is a risk without controls, today, and after treatment, with the effects that lead from one to the next.
type Standing struct {
	Ref      string   `json:"ref"`
	Title    string   `json:"title"`
	Currency string   `json:"currency,omitempty"`
	Inherent Position `json:"inherent"`
	Current  Position `json:"current"`
	Residual Position `json:"residual"`
	Acts     []Act    `json:"effects"`
	// NoEffect are the controls that the risk needs and nobody has stated an effect of: they get no credit.
	NoEffect []string `json:"no_effect_stated,omitempty"`
}

// Any reports whether there is more to say than what was estimated by hand.
func (s *Standing) Any() bool { return s.Inherent.Counts != nil || len(s.Acts) > 0 }

// Of is how a risk stands. Figures lie in cells of the criteria in force.
func Of(r *record.Reader, x *risk.Risk) (*Standing, error) {
	f, err := Read(r, x.ID)
	if err != nil {
		return nil, err
	}
	s := f.standing(x)
	named, err := r.Named(x.Controls)
	if err != nil {
		return nil, err
	}
	for _, id := range x.Controls {
		if !slices.ContainsFunc(s.Acts, func(a Act) bool { return a.Control == named[id].Ref }) {
			s.NoEffect = append(s.NoEffect, named[id].Ref)
		}
	}
	return s, nil
}

func (f *Facts) standing(x *risk.Risk) *Standing {
	s := &Standing{Ref: x.Ref, Title: x.Title, Currency: f.Criteria.Currency, Acts: []Act{}}
	s.Inherent = f.position(&x.Inherent, nil)
	d := f.Derive(x)
	var now, after *risk.Figured
	if d.Now != nil {
		now, after = f.Criteria.Figure(*d.Now), f.Criteria.Figure(*d.After)
	}
	s.Current, s.Residual = f.position(&x.Now, now), f.position(&x.After, after)
	if s.Residual.Counts == nil && s.Current.Counts != nil {
		s.Residual.Counts, s.Residual.From = s.Current.Counts, "current"
		s.Residual.Words = "Nothing is said of after treatment: it counts as today."
	}
	for _, e := range f.effects[x.ID] {
		m := f.controls[string(e.Control)]
		if m == nil || !slices.Contains(x.Controls, string(e.Control)) {
			continue
		}
		a := Act{Ref: e.Ref, Control: m.Ref, Title: m.Title, On: e.On, EfficacyLow: e.EfficacyLow, EfficacyHigh: e.EfficacyHigh, Coverage: e.Coverage, Implemented: m.works(), Missing: e.Missing()}
		a.Today, _ = f.counted(m, false, change{})
		a.Later, _ = f.counted(m, true, change{})
		now, later := e.Quant(m.Ref, a.Today), e.Quant(m.Ref, a.Later)
		a.Off, a.OffLater = now.Off(), later.Off()
		a.Words = f.words(m, &a)
		s.Acts = append(s.Acts, a)
	}
	return s
}

// position sets what was estimated by hand beside what follows from the effects.
func (f *Facts) position(hand *risk.Estimate, computed *risk.Figured) (p Position) {
	p.Computed = computed
	if hand.Complete() {
		p.ByHand = f.Criteria.Figure(hand.Scenario(""))
	}
	switch {
	case p.ByHand == nil && computed == nil:
		p.Words = "Not assessed."
	case p.ByHand == nil:
		p.Counts, p.From, p.Words = computed, "computed", "It follows from the figures without controls and the effects."
	case computed == nil:
		p.Counts, p.From, p.Words = p.ByHand, "hand", "Estimated by hand."
	default:
		p.Counts, p.From, p.Words = p.ByHand, "hand", f.disagreement(p.ByHand, computed)
	}
	return p
}

// disagreement says how an estimate by hand and what follows from the effects stand to each other.
func (f *Facts) disagreement(hand, computed *risk.Figured) string {
	c := f.Criteria
	out := fmt.Sprintf("Estimated by hand, which counts: %s a year. The effects lead to %s", risk.Money(hand.Expected, c.Currency), risk.Money(computed.Expected, c.Currency))
	if hand.Expected > 0 {
		switch ratio := computed.Expected / hand.Expected; {
		case ratio > 1.05:
			out += fmt.Sprintf(", %.2g times as much", ratio)
		case ratio < 0.95:
			out += fmt.Sprintf(", %s of it", risk.Percent(ratio))
		}
	}
	if hand.Cell.Level != computed.Cell.Level {
		out += fmt.Sprintf("; by hand it is %s, by the effects %s", c.LevelName(hand.Cell.Level), c.LevelName(computed.Cell.Level))
	}
	return out + "."
}

// words say what an effect is credited with, and why not more.
func (f *Facts) words(m *measure, a *Act) string {
	switch {
	case len(a.Missing) > 0:
		return "No credit: " + strings.Join(a.Missing, " and ") + " not assessed."
	case m.excluded():
		return "No credit: the control is excluded."
	case a.Implemented:
		return "Reliability " + risk.Percent(m.observed.Reliability) + ": " + m.observed.Words() + "."
	case a.Later == nil:
		return "Not implemented. Reliability after treatment is " + f.Origin + ": no credit."
	}
	return "Not implemented: no credit today. Reliability after treatment " + f.Origin + "."
}
