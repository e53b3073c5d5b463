package assessment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/report/chart"
	"github.com/assay-isms/assay/internal/report/picture"
)

// Agreement is how far the raters of a run agreed on each scale, over the risks they rated.
type Agreement struct {
	Gate   float64          `json:"gate"`
	Scales []ScaleAgreement `json:"scales"`
}

// ScaleAgreement is agreement on one scale.
type ScaleAgreement struct {
	Scale string        `json:"scale"` // likelihood or consequence
	Risks int           `json:"risks"` // rated by two or more
	Alpha agree.Measure `json:"krippendorff_alpha"`
	Raw   agree.Measure `json:"raw_agreement"`
}

// Passed reports whether no scale's α lies below the gate. An undefined α decides nothing.
func (a *Agreement) Passed() bool {
	return a == nil || !slices.ContainsFunc(a.Scales, func(s ScaleAgreement) bool { return s.Alpha.Value != nil && *s.Alpha.Value < a.Gate })
}

// Meaning says what α says, in one sentence.
func (s ScaleAgreement) Meaning() string {
	if s.Alpha.Value == nil {
		return fmt.Sprintf("α is undefined: %s.", s.Alpha.Undefined)
	}
	switch v := *s.Alpha.Value; {
	case v >= 0.8:
		return "The raters mean the same by the steps; others would rate alike."
	case v >= 0.667:
		return "The raters agree enough for cautious conclusions."
	case v > 0:
		return "The raters agree little more than by chance; the steps or the risks mean different things to them."
	}
	return "The raters agree no more than by chance would."
}

// agreementOf computes agreement from ratings that are shown.
func (v *RunView) agreementOf() (*Agreement, error) {
	out := &Agreement{Gate: v.gate()}
	for _, sc := range scales {
		scale, err := declared(len(sc.steps(v.Criteria)))
		if err != nil {
			return nil, err
		}
		rows, paired := v.cells(sc.value)
		ratings, err := agree.NewRatings(scale, rows)
		if err != nil {
			return nil, err
		}
		out.Scales = append(out.Scales, ScaleAgreement{Scale: sc.name, Risks: paired, Alpha: ratings.Alpha(), Raw: ratings.Raw()})
	}
	return out, nil
}

// cells are the ratings by risk and rater, "" where a rater gave none.
func (v *RunView) cells(value func(*Rated) int) (rows [][]string, paired int) {
	for i := range v.Lines {
		row, given := make([]string, len(v.Raters)), 0
		for j, p := range v.Raters {
			if x := v.Lines[i].of(p.ID); x != nil && x.State == released {
				row[j] = strconv.Itoa(value(x))
				given++
			}
		}
		if given > 1 {
			paired++
		}
		rows = append(rows, row)
	}
	return rows, paired
}

// Standing is where a risk of a run stands.
type Standing string

// The standings.
const (
	Waiting     Standing = "waiting"      // the rating goes on
	NotRated    Standing = "not rated"    // by fewer than the run's minimum
	ToReconcile Standing = "to reconcile" // the raters differ by more than the run allows
	Settled     Standing = "reconciled"
	Agreed      Standing = "agreed"
)

// Line is a risk of a run with what was said of it.
type Line struct {
	Risk       *risk.Risk
	Ratings    []*Rated // in the order of the run's raters
	Repeats    []*Rated // asked again to measure drift; they never count
	Reconciled *Reconciled
}

// of is the rater's rating; nil if there is none.
func (l *Line) of(rater string) *Rated {
	for _, x := range l.Ratings {
		if string(x.Rater) == rater {
			return x
		}
	}
	return nil
}

// Spread is how many steps the highest rating lies above the lowest, on each scale.
func (l *Line) Spread() (likelihood, consequence int) {
	a, b := l.sorted()
	if len(a) == 0 {
		return 0, 0
	}
	return a[len(a)-1] - a[0], b[len(b)-1] - b[0]
}

// sorted are the ratings shown, least first.
func (l *Line) sorted() (likelihood, consequence []int) {
	for _, x := range l.Ratings {
		if x.State == released {
			likelihood, consequence = append(likelihood, x.Likelihood), append(consequence, x.Consequence)
		}
	}
	slices.Sort(likelihood)
	slices.Sort(consequence)
	return likelihood, consequence
}

// Standing tells where a risk of the run stands.
func (v *RunView) Standing(l *Line) Standing {
	if v.Run.Status == Draft || v.Run.Status == Rating {
		return Waiting
	}
	shown, _ := l.sorted()
	if len(shown) < v.minimum() {
		return NotRated
	}
	if l.Reconciled != nil {
		return Settled
	}
	a, b := l.Spread()
	allowed := v.Run.Allowed()
	if !v.Run.Agreement.Passed() {
		allowed = 0
	}
	if max(a, b) > allowed {
		return ToReconcile
	}
	return Agreed
}

// Outcome is the rating that counts for a risk of the run: the reconciled one or, where the raters differ by no more
// than the run allows, the middle one, of two middle ones the higher. ok is false while there is none.
func (v *RunView) Outcome(l *Line) (s Said, ok bool) {
	switch v.Standing(l) {
	case Settled:
		return Said{l.Reconciled.Likelihood, l.Reconciled.Consequence, l.Reconciled.Reason}, true
	case Agreed:
		a, b := l.sorted()
		return Said{a[len(a)/2], b[len(b)/2], v.rationales(l)}, true
	}
	return s, false
}

// rationales are what the raters gave as reasons, each once, by name.
func (v *RunView) rationales(l *Line) (text string) {
	for _, p := range v.Raters {
		if x := l.of(p.ID); x != nil && x.Rationale != "" {
			if text != "" {
				text += "\n"
			}
			text += p.Name + ": " + x.Rationale
		}
	}
	return text
}

// Picture draws α of each scale with the gate.
func (a *Agreement) Picture() *picture.Picture {
	var scales []chart.Scale
	for _, s := range a.Scales {
		scales = append(scales, chart.Scale{Name: strings.ToUpper(s.Scale[:1]) + s.Scale[1:], Alpha: s.Alpha.Value, Undefined: s.Alpha.Undefined, Raw: s.Raw.Value, Risks: s.Risks})
	}
	return chart.Agreement(a.Gate, scales)
}
