package demo

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// ratedHazards are the risks of the second assessment that three people rate blind.
const ratedHazards = "ransom phish leaver pay-fraud payroll-restore payroll-leak cold-fail heat flood trace-down"

// differing are ratings by one of them that the other two did not share, and how each was reconciled.
var differing = map[string]struct {
	rater  string
	off    [2]int // steps of likelihood and consequence
	says   string
	settle string
}{
	"phish":  {"brandt", [2]int{0, 2}, "A redirected invoice in harvest week would cost more than our deductible.", "The largest invoice of harvest week is below the step; banks stopped both attempts. Finance agrees."},
	"flood":  {"weber", [2]int{2, 0}, "Two storms in three years reached the yard.", "The first switch stands 15 cm above the highest water; the yard is not the basement."},
	"ransom": {"weber", [2]int{0, -1}, "Restores were tested.", ""},
}

// rating plans how three people rate the second assessment, where they differ and what is agreed.
func (y *year) rating() {
	keys := strings.Fields(ratedHazards)
	raters := []string{"okafor", "brandt", "weber"}
	y.on(63, "08:10", "roth", "Three raters, so that one voice is not the measure", func(w *record.Writer) error {
		a := the(y, assessment.Assessments, "2")
		a.Raters, a.Risks, a.Repeats = y.refs("person", strings.Join(raters, " ")), y.refs("risk", ratedHazards), 30
		if err := assessment.Assessments.Put(w, a); err != nil {
			return err
		}
		_, err := assessment.Open(w, a.ID, a.Rev)
		return err
	})
	for i, rater := range raters {
		for _, h := range hazards {
			for _, key := range keys {
				if h.key == key {
					y.during(62-i, rater, "", y.rates(h, rater))
				}
			}
		}
		y.on(60, "18:10", rater, "", y.ratesAgain(rater))
	}
	y.on(59, "09:05", "roth", "", func(w *record.Writer) error {
		_, err := assessment.Close(w, the(y, assessment.Assessments, "2").ID, 0, false)
		return err
	})
	y.on(58, "10:30", "roth", "Talked through with the raters", y.reconciles)
	y.on(58, "15:45", "roth", "", func(w *record.Writer) error {
		if _, err := assessment.Evaluate(w, the(y, assessment.Assessments, "2").ID, 0); err != nil {
			return err
		}
		for _, key := range keys {
			if _, err := fresh(y, w, risk.Risks, key); err != nil {
				return err
			}
		}
		_, err := fresh(y, w, assessment.Assessments, "2")
		return err
	})
	y.stillRating()
}

// stillRating plans the third assessment, which is being rated: one of three has done so.
func (y *year) stillRating() {
	const risks = "cloud-open phish leaver"
	y.on(4, "10:20", "roth", "Before the pilot of sharing goes on", func(w *record.Writer) error {
		a := the(y, assessment.Assessments, "3")
		a.Raters, a.Risks = y.refs("person", "roth okafor weber"), y.refs("risk", risks)
		if err := assessment.Assessments.Put(w, a); err != nil {
			return err
		}
		_, err := assessment.Open(w, a.ID, a.Rev)
		return err
	})
	for _, key := range strings.Fields(risks) {
		y.during(3, "okafor", "", func(w *record.Writer) error {
			_, err := assessment.Rate(w, the(y, assessment.Assessments, "3").ID, the(y, risk.Risks, key).ID, assessment.RateForm{Said: assessment.Said{Likelihood: 3, Consequence: 3, Rationale: "As in the second assessment."}})
			return err
		})
	}
}

// rates is one rating: what the register says by the second criteria, unless the rater sees it otherwise.
func (y *year) rates(h hazard, rater string) func(w *record.Writer) error {
	said := assessment.Said{Likelihood: h.second[0], Consequence: h.second[1]}
	if rater == "okafor" {
		said.Rationale = h.changed
	}
	if d, ok := differing[h.key]; ok && d.rater == rater {
		said = assessment.Said{Likelihood: said.Likelihood + d.off[0], Consequence: said.Consequence + d.off[1], Rationale: d.says}
	}
	return func(w *record.Writer) error {
		_, err := assessment.Rate(w, the(y, assessment.Assessments, "2").ID, the(y, risk.Risks, h.key).ID, assessment.RateForm{Said: said})
		return err
	}
}

// ratesAgain answers the places of the list at which a risk is asked a second time. Brandt has become more cautious.
func (y *year) ratesAgain(rater string) func(w *record.Writer) error {
	return func(w *record.Writer) error {
		run := the(y, assessment.Assessments, "2").ID
		list, err := assessment.OwnList(w.Reader, run)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.Said != nil {
				continue
			}
			i := slices.IndexFunc(hazards, func(h hazard) bool { x := y.all["risk/"+h.key]; return x != nil && x.Base().Ref == o.Risk })
			said := assessment.Said{Likelihood: hazards[i].second[0], Consequence: hazards[i].second[1]}
			if rater == "brandt" {
				said.Likelihood = min(said.Likelihood+1, 5)
			}
			if _, err := assessment.Rate(w, run, o.Risk, assessment.RateForm{Said: said, Place: o.Place}); err != nil {
				return err
			}
		}
		return nil
	}
}

// reconciles records what was agreed on where the raters differ by more than a step.
func (y *year) reconciles(w *record.Writer) error {
	for _, h := range hazards {
		if d, ok := differing[h.key]; ok && d.settle != "" {
			said := assessment.Said{Likelihood: h.second[0], Consequence: h.second[1], Rationale: d.settle}
			if _, err := assessment.Reconcile(w, the(y, assessment.Assessments, "2").ID, the(y, risk.Risks, h.key).ID, said); err != nil {
				return err
			}
		}
	}
	return nil
}
