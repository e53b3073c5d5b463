package assessment

import (
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/record"
)

// shownRuns is how many runs, the newest first, the overview is over.
const shownRuns = 20

// Overview is how far raters agree over the runs, with the outcomes, with themselves, and levels with expected losses.
type Overview struct {
	Runs          []RunAgreement  `json:"runs"` // newest first
	Biases        []Bias          `json:"biases"`
	SelfAgreement []SelfAgreement `json:"self_agreement"`
	Order         *matrix.Order   `json:"order"` // null if fewer than two risks have a level and figures

	Titles map[string]string `json:"-"` // of risks that Order names, by reference
}

// RunAgreement is the agreement of one run.
type RunAgreement struct {
	Run      string `json:"run"`
	Title    string `json:"title"`
	Started  string `json:"started"`
	Criteria string `json:"criteria"`
	Agreement
}

// Bias is by how much what a rater says lies above the outcomes.
type Bias struct {
	Person string      `json:"person"`
	Name   string      `json:"name"`
	Scales []BiasScale `json:"scales"`
}

// BiasScale is a rater's bias on one scale, in steps.
type BiasScale struct {
	Scale    string  `json:"scale"`
	Risks    int     `json:"risks"`
	Bias     float64 `json:"bias"`     // mean of rating less outcome
	Distance float64 `json:"distance"` // mean of the steps between them
}

// OverviewOf reads the newest runs that raters have rated.
func OverviewOf(r *record.Reader) (*Overview, error) {
	all, _, err := Assessments.List(r, record.Query{Sort: "-ref", Limit: shownRuns, Filters: []record.Filter{{Field: "status", Values: []string{Reconciliation, Evaluated, Approved, Superseded}}}})
	if err != nil {
		return nil, err
	}
	rated := all[:0]
	for _, a := range all {
		if a.Agreement != nil {
			rated = append(rated, a)
		}
	}
	o := &Overview{Runs: []RunAgreement{}, Biases: []Bias{}, SelfAgreement: []SelfAgreement{}}
	runs, err := readRuns(r, rated)
	if err != nil {
		return nil, err
	}
	for _, v := range runs {
		for _, id := range v.Run.Risks { // what a risk is about does not matter here
			v.Lines = append(v.Lines, Line{Risk: &risk.Risk{Meta: record.Meta{ID: id}}})
		}
		o.Runs = append(o.Runs, RunAgreement{v.Run.Ref, v.Run.Title, string(v.Run.Started), v.Criteria.Ref, *v.Run.Agreement})
	}
	if err := readSaid(r, runs); err != nil {
		return nil, err
	}
	o.Biases = append(o.Biases, biases(runs)...)
	drifts, err := selfAgreement(runs)
	if err != nil {
		return nil, err
	}
	o.SelfAgreement = append(o.SelfAgreement, drifts...)
	return o, o.order(r)
}

// biases compares ratings with the outcomes, rater by rater.
func biases(runs []*RunView) (out []Bias) {
	sums := map[string]*[2][3]int{} // by person and scale: risks, signed and unsigned difference
	var raters []*people.Person
	for _, v := range runs {
		for _, p := range v.Raters {
			if sums[p.ID] == nil {
				sums[p.ID], raters = &[2][3]int{}, append(raters, p)
			}
		}
		for i := range v.Lines {
			outcome, ok := v.Outcome(&v.Lines[i])
			if !ok {
				continue
			}
			for _, x := range v.Lines[i].Ratings {
				for k, sc := range scales {
					d, sum := sc.value(x)-sc.said(outcome), &sums[string(x.Rater)][k]
					sum[0]++
					sum[1] += d
					sum[2] += max(d, -d)
				}
			}
		}
	}
	for _, p := range raters {
		b := Bias{Person: p.Ref, Name: p.Name}
		for k, sum := range sums[p.ID] {
			if n := float64(sum[0]); n > 0 {
				b.Scales = append(b.Scales, BiasScale{scales[k].name, sum[0], float64(sum[1]) / n, float64(sum[2]) / n})
			}
		}
		if b.Scales != nil {
			out = append(out, b)
		}
	}
	return out
}

// order sets the levels of open risks, by the criteria in force, beside their expected losses before treatment.
func (o *Overview) order(r *record.Reader) error {
	c, err := risk.InForce(r)
	if err != nil || c == nil {
		return err
	}
	o.Titles = map[string]string{}
	var rated []matrix.Rated
	err = r.Each(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}, {Field: "criteria", Values: []string{c.ID}}}}, func(rec record.Record) error {
		if x := rec.(*risk.Risk); x.Level > 0 && x.Now.Complete() {
			rated = append(rated, matrix.Rated{ID: x.Ref, Level: x.Level, ExpectedLoss: x.Now.Expected})
			o.Titles[x.Ref] = x.Title
		}
		return nil
	})
	if err == nil && len(rated) > 1 {
		o.Order = matrix.Compare(rated)
	}
	return err
}
