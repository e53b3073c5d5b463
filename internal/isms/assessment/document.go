package assessment

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// ReadRuns reads all runs with their lines, in the order of their references.
func ReadRuns(r *record.Reader) ([]*RunView, error) {
	all, err := Assessments.All(r, record.Query{})
	if err != nil {
		return nil, err
	}
	runs, err := readRuns(r, all)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range runs {
		ids = append(ids, v.Run.Risks...)
	}
	lines, err := readLines(r, ids)
	if err != nil {
		return nil, err
	}
	for _, v := range runs {
		of := map[string]bool{}
		for _, id := range v.Run.Risks {
			of[id] = true
		}
		for _, l := range lines {
			if of[l.Risk.ID] {
				v.Lines = append(v.Lines, l)
			}
		}
	}
	return runs, readSaid(r, runs)
}

// Sections are what the run has to say: facts, agreement, outcomes, ratings, steadiness, manifest. What is sealed is not in it.
func (v *RunView) Sections() []report.Section {
	rep := v.Report()
	facts := []report.Fact{{Label: "State", Value: rep.State}, {Label: "Occasion", Value: v.Run.Occasion}, {Label: "Criteria", Value: rep.Criteria}, {Label: "Started", Value: string(v.Run.Started)}}
	for _, p := range rep.Raters {
		facts = append(facts, report.Fact{Label: "Rater", Value: fmt.Sprintf("%s, %d of %d rated", p.Name, p.Given, p.Given+p.Owes)})
	}
	if v.Run.ApprovedBy != "" {
		facts = append(facts, report.Fact{Label: "Approved", Value: v.Run.ApprovedBy + ", " + string(v.Run.ApprovedOn)})
	}
	out := []report.Section{{Facts: facts}}
	if a := v.Run.Agreement; a != nil {
		out = append(out, a.section())
	}
	return append(out, v.Annex()...)
}

// Annex is what the outcomes rest on: the reasons where raters differed, ratings, steadiness of the raters, manifest.
func (v *RunView) Annex() []report.Section {
	rep := v.Report()
	out := []report.Section{v.outcomes(rep), v.given(rep)}
	if len(rep.SelfAgreement) > 0 {
		out = append(out, steadiness(rep.SelfAgreement))
	}
	if m := v.Run.Manifest; m != nil {
		out = append(out, v.manifested(m))
	}
	return out
}

func measureText(m agree.Measure) string {
	if m.Value == nil {
		return "undefined: " + m.Undefined
	}
	return fmt.Sprintf("%.3f", *m.Value)
}

func (a *Agreement) section() report.Section {
	t := &report.Table{Name: "Agreement", Columns: []report.Column{{Key: "scale", Title: "Scale", Width: 14}, {Key: "alpha", Title: "Krippendorff's α", Width: 16}, {Key: "equal", Title: "Equal ratings", Width: 14}, {Key: "risks", Title: "Risks", Number: true, Width: 8}, {Key: "meaning", Title: "Meaning", Width: 60}}}
	var rows [][]report.Cell
	for _, s := range a.Scales {
		rows = append(rows, []report.Cell{report.Text(s.Scale), report.Text(measureText(s.Alpha)), report.Text(measureText(s.Raw)), report.Int(int64(s.Risks)), report.Text(s.Meaning())})
	}
	t.Rows = report.Rows(rows...)
	return report.Section{Heading: "Agreement", Paragraphs: []string{fmt.Sprintf("α of %.3g was wanted.", a.Gate)}, Table: t}
}

// stepText names a step with its number.
func stepText(steps []risk.Step, n int) string { return fmt.Sprintf("%d %s", n, steps[n-1].Name) }

func (v *RunView) outcomes(rep *RunReport) report.Section {
	var rows [][]report.Cell
	for _, x := range rep.Risks {
		rating := []string{"", ""}
		if x.Rating != nil {
			rating = []string{stepText(v.Criteria.Likelihood, x.Rating[0]), stepText(v.Criteria.Consequence, x.Rating[1])}
		}
		why := x.Reason
		if x.By != "" {
			why += " (" + x.By + ")"
		}
		rows = append(rows, []report.Cell{report.Text(x.Risk), report.Text(x.Title), report.Text(string(x.Standing)), report.Text(rating[0]), report.Text(rating[1]), report.Text(x.Level), report.Text(why)})
	}
	return report.Section{Heading: "Outcomes", Table: &report.Table{Name: "Outcomes", Columns: []report.Column{{Key: "risk", Title: "Risk", Width: 8}, {Key: "title", Title: "Title", Width: 36}, {Key: "standing", Title: "Standing", Width: 12},
		{Key: "likelihood", Title: "Likelihood", Width: 14}, {Key: "consequence", Title: "Consequence", Width: 14}, {Key: "level", Title: "Level", Width: 12}, {Key: "reason", Title: "Reconciled because", Width: 40}}, Rows: report.Rows(rows...)}}
}

func (v *RunView) given(rep *RunReport) report.Section {
	var rows [][]report.Cell
	for _, x := range rep.Risks {
		for _, s := range x.Said {
			rows = append(rows, []report.Cell{report.Text(x.Risk), report.Text(s.Rater), report.Text(stepText(v.Criteria.Likelihood, s.Likelihood)), report.Text(stepText(v.Criteria.Consequence, s.Consequence)), report.Text(s.Rationale)})
		}
	}
	s := report.Section{Heading: "Ratings", Table: &report.Table{Name: "Ratings", Columns: []report.Column{{Key: "risk", Title: "Risk", Width: 8}, {Key: "rater", Title: "Rater", Width: 20}, {Key: "likelihood", Title: "Likelihood", Width: 16},
		{Key: "consequence", Title: "Consequence", Width: 16}, {Key: "rationale", Title: "Rationale", Width: 50}}, Rows: report.Rows(rows...)}}
	if v.Run.Status == Rating {
		s.Paragraphs = []string{"What each rater says is sealed until the rating is closed."}
	}
	return s
}

func steadiness(all []SelfAgreement) report.Section {
	var rows [][]report.Cell
	for _, a := range all {
		for _, s := range a.Scales {
			rows = append(rows, []report.Cell{report.Text(a.Name), report.Text(s.Scale), report.Int(int64(s.Risks)), report.Int(int64(s.Equal)), report.Number(s.Drift), report.Number(s.Distance), report.Text(measureText(s.Kappa))})
		}
	}
	return report.Section{Heading: "Steadiness of the raters", Paragraphs: []string{"Risks asked twice, unmarked: second less first rating, in steps. Second ratings never count in the outcome."}, Table: &report.Table{Name: "Steadiness", Columns: []report.Column{{Key: "rater", Title: "Rater", Width: 20},
		{Key: "scale", Title: "Scale", Width: 14}, {Key: "risks", Title: "Risks", Number: true, Width: 8}, {Key: "equal", Title: "Same", Number: true, Width: 8}, {Key: "drift", Title: "Drift", Number: true, Width: 8}, {Key: "distance", Title: "Distance", Number: true, Width: 10}, {Key: "kappa", Title: "Weighted κ", Width: 14}}, Rows: report.Rows(rows...)}}
}

// manifested is the manifest, with the hashes by which anybody can tell whether a run computed again is the same.
func (v *RunView) manifested(m *Manifest) report.Section {
	facts := []report.Fact{{Label: "SHA-256 of the manifest", Value: v.Run.Digest}, {Label: "Rules", Value: m.Engine}, {Label: "Criteria, id by content", Value: m.Criteria}, {Label: "Raters", Value: strings.Join(m.Raters, ", ")}, {Label: "Rests on journal entries", Value: fmt.Sprint(m.Entry)}}
	if m.Figures != nil {
		facts = append(facts, report.Fact{Label: "Risks above acceptance after treatment", Value: fmt.Sprint(m.Figures.Above)}, report.Fact{Label: "Expected loss of a year after treatment", Value: risk.Amount(m.Figures.ExpectedLoss)})
	}
	var rows [][]report.Cell
	for _, l := range m.Risks {
		name := l.Risk
		if line := v.Line(l.Risk); line != nil {
			name = line.Risk.Ref
		}
		rows = append(rows, []report.Cell{report.Text(name), report.Text(string(l.Standing)), report.Text(ratingOf(l.Rating)), report.Int(int64(l.Level)), report.Text(l.Facts), report.Text(l.Ratings)})
	}
	return report.Section{Heading: "Manifest", Facts: facts, Table: &report.Table{Name: "Manifest", Columns: []report.Column{{Key: "risk", Title: "Risk", Width: 8}, {Key: "standing", Title: "Standing", Width: 12}, {Key: "rating", Title: "Rating", Width: 10},
		{Key: "level", Title: "Level", Number: true, Width: 8}, {Key: "facts", Title: "SHA-256 of the facts", Width: 66}, {Key: "ratings", Title: "SHA-256 of the ratings", Width: 66}}, Rows: report.Rows(rows...)}}
}

func ratingOf(p *[2]int) string {
	if p == nil {
		return string(NotRated)
	}
	return ratingText(*p)
}
