package demo

import (
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// effects plans what the controls do to the risks with the greatest loss: first what these would be without any control, then
// each effect, in talks with those who run the controls.
func (y *year) effects() {
	for _, h := range hazards {
		b, ok := bares[h.key]
		if !ok {
			continue
		}
		y.changeRisk(h, 58, "What it would be without any control", func(r *risk.Risk) {
			r.InherentLikelihood, r.InherentConsequence = b.rating[0], b.rating[1]
			r.Inherent = risk.Estimate{RateLow: b.figures[0], RateHigh: b.figures[1], LossLow: b.figures[2], LossHigh: b.figures[3], Source: b.source}
		})
		y.during(57, "weber", "Talk with "+y.initial(h.owner)+": what each control takes off", func(w *record.Writer) error {
			for _, d := range deedsOf {
				if d.risk != h.key {
					continue
				}
				e := &effect.Effect{Risk: y.ref("risk", d.risk), Control: y.ref("control", d.control), On: d.on, EfficacyLow: d.low, EfficacyHigh: d.high, Coverage: d.covers, Source: d.source}
				if err := put(y, w, effect.Effects, d.risk+d.control, e); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
