package assessment

import "github.com/assay-isms/assay/internal/record"

// RunReport is a run for programs and tables. What is sealed is not in it, what is not rated has no rating.
type RunReport struct {
	Ref       string     `json:"ref"`
	Title     string     `json:"title"`
	State     string     `json:"state"`
	Criteria  string     `json:"criteria"`
	Minimum   int        `json:"minimum"`
	Gate      float64    `json:"gate"`
	Tolerance int        `json:"tolerance"`
	Raters    []RunRater `json:"raters"`
	Repeats   int        `json:"repeats"` // percent of risks that each rater is asked twice
	Agreement *Agreement `json:"agreement"`
	// SelfAgreement is shown once the rating is closed; null without risks asked twice.
	SelfAgreement []SelfAgreement `json:"self_agreement,omitempty"`
	Risks         []RunRisk       `json:"risks"`
	Above         []string        `json:"above_acceptance"`
	Next          string          `json:"next"`
	Digest        string          `json:"digest"`
	Revision      int64           `json:"rev"`
}

// RunRater is a rater's progress.
type RunRater struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Given  int    `json:"given"`
	Owes   int    `json:"owes"`
}

// RunRisk is a risk of a run.
type RunRisk struct {
	Risk     string    `json:"risk"`
	Title    string    `json:"title"`
	Standing Standing  `json:"standing"`
	Ratings  int       `json:"ratings"` // how many were given
	Spread   *[2]int   `json:"spread,omitempty"`
	Rating   *[2]int   `json:"rating,omitempty"` // likelihood and consequence
	Level    string    `json:"level,omitempty"`
	Said     []RunSaid `json:"said,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	By       string    `json:"reconciled_by,omitempty"`
}

// RunSaid is what a rater said, once it is shown.
type RunSaid struct {
	Rater string `json:"rater"`
	Said
}

// Next says what happens next with the run.
func (v *RunView) Next() string {
	open := 0
	for i := range v.Lines {
		if v.Standing(&v.Lines[i]) == ToReconcile {
			open++
		}
	}
	switch v.Run.Status {
	case Draft:
		if len(v.Run.Raters) == 0 {
			return "Name the raters and open the rating, or approve the register as it stands."
		}
		return "Open the rating."
	case Rating:
		for _, p := range v.Raters {
			if v.Given(p.ID) < v.Places() {
				return "The raters rate; then close the rating."
			}
		}
		return "Everybody has rated: close the rating."
	case Reconciliation:
		if open > 0 {
			return "Reconcile the risks on which the raters differ."
		}
		return "Evaluate: write the agreed ratings to the risks."
	case Evaluated:
		return "Approve."
	}
	return "Nothing: it is the documented result."
}

// Report is the run for programs and tables.
func (v *RunView) Report() *RunReport {
	a := v.Run
	out := &RunReport{Ref: a.Ref, Title: a.Title, State: a.Status, Minimum: v.minimum(), Gate: v.gate(), Tolerance: a.Allowed(), Raters: []RunRater{}, Repeats: a.Repeats, Agreement: a.Agreement,
		Risks: []RunRisk{}, Above: []string{}, Next: v.Next(), Digest: a.Digest, Revision: a.Rev}
	out.SelfAgreement, _ = v.SelfAgreement() // the scales were good enough for the rating
	if v.Criteria != nil {
		out.Criteria = v.Criteria.Ref
	}
	for _, p := range v.Raters {
		n := v.Given(p.ID)
		out.Raters = append(out.Raters, RunRater{p.Ref, p.Name, n, v.Places() - n})
	}
	for i := range v.Lines {
		out.Risks = append(out.Risks, v.report(&v.Lines[i]))
	}
	if a.Status != Draft && a.Status != Rating {
		for _, l := range v.Above() {
			out.Above = append(out.Above, l.Risk.Ref)
		}
	}
	return out
}

func (v *RunView) report(l *Line) RunRisk {
	x := RunRisk{Risk: l.Risk.Ref, Title: l.Risk.Title, Standing: v.Standing(l), Ratings: len(l.Ratings)}
	if x.Standing == Waiting {
		return x
	}
	for _, g := range l.Ratings {
		x.Said = append(x.Said, RunSaid{v.Rater(string(g.Rater)).Name, Said{g.Likelihood, g.Consequence, g.Rationale}})
	}
	if len(l.Ratings) > 1 {
		a, b := l.Spread()
		x.Spread = &[2]int{a, b}
	}
	if s, ok := v.Outcome(l); ok {
		x.Rating, x.Level = &[2]int{s.Likelihood, s.Consequence}, v.Criteria.LevelName(v.Criteria.LevelOf(s.Likelihood, s.Consequence))
	}
	if l.Reconciled != nil {
		x.Reason, x.By = l.Reconciled.Reason, l.Reconciled.By
	}
	return x
}

// OwnLine is a place on a rater's own list.
type OwnLine struct {
	Place int    `json:"place"`
	Risk  string `json:"risk"`
	Title string `json:"title"`
	Said  *Said  `json:"said"` // null while nothing was said
}

// OwnList is the acting rater's list of a run.
func OwnList(r *record.Reader, ref string) ([]OwnLine, error) {
	v, err := ReadRun(r, ref)
	if err != nil {
		return nil, err
	}
	own, err := Own(r, v)
	out := []OwnLine{}
	for _, o := range own {
		out = append(out, OwnLine{o.Place, o.Risk.Ref, o.Risk.Title, o.Said})
	}
	return out, err
}
