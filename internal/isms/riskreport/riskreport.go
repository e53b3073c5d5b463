// Package riskreport writes the result of a risk assessment as one document (8.2, 8.3): what was rated by whom and how far
// they agreed, what lies above what the organisation accepts, what a year may cost, what is done about it and who accepted
// what remains. It is apart from the areas whose records it joins: none of them needs the others for it.
package riskreport

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/standing"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/report/chart"
)

// TableRisks names the table that a file of one table holds.
const TableRisks = "Risks"

// rated is a risk with the rating that the report tells.
type rated struct {
	*risk.Risk
	likelihood, consequence, level int
	standing                       string
}

type writing struct {
	r        *record.Reader
	run      *assessment.RunView
	criteria *risk.Criteria
	risks    []rated
	people   map[string]string
	doc      report.Document
}

// Document is the report of a run, by reference or id. Ratings are the run's, or where nobody rated the register's; treatment,
// acceptance and figures are those of the moment that the reader shows.
func Document(r *record.Reader, organisation, ref string) (report.Document, error) {
	v, err := assessment.ReadRun(r, ref)
	if err != nil {
		return report.Document{}, err
	}
	w := &writing{r: r, run: v, criteria: v.Criteria, people: map[string]string{}}
	if w.criteria == nil {
		w.criteria = &risk.Criteria{}
	}
	w.doc = report.Document{Title: "Risk assessment report " + v.Run.Ref, Subtitle: v.Run.Title, Organisation: organisation}
	for _, step := range []func() error{w.read, w.cover, w.matrix, w.ratings, w.above, w.figures, w.plan, w.accepted, w.missing, w.annex} {
		if err := step(); err != nil {
			return report.Document{}, err
		}
	}
	return w.doc, risk.Prove(&w.doc, r)
}

func (w *writing) add(s report.Section) { w.doc.Sections = append(w.doc.Sections, s) }

// read gathers the run's risks with their ratings: the outcome where raters rated, else the register's.
func (w *writing) read() error {
	for i := range w.run.Lines {
		l := &w.run.Lines[i]
		x := rated{Risk: l.Risk, standing: string(w.run.Standing(l))}
		if s, ok := w.run.Outcome(l); ok {
			x.likelihood, x.consequence = s.Likelihood, s.Consequence
		}
		w.risks = append(w.risks, x)
	}
	if len(w.run.Run.Risks) == 0 {
		all, err := risk.Risks.All(w.r, record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}}})
		if err != nil {
			return err
		}
		for _, x := range all {
			line := rated{Risk: x, standing: "register"}
			if x.Criteria == w.run.Run.Criteria {
				line.likelihood, line.consequence = x.Likelihood, x.Consequence
			}
			w.risks = append(w.risks, line)
		}
	}
	var owners []string
	for i := range w.risks {
		x := &w.risks[i]
		x.level = w.criteria.LevelOf(x.likelihood, x.consequence)
		if x.level == 0 && x.standing == "register" {
			x.standing = string(assessment.NotRated)
		}
		owners = append(owners, string(x.Owner))
	}
	return w.name(owners)
}

// name reads the names of people.
func (w *writing) name(ids []string) error {
	slices.Sort(ids)
	found, err := people.Persons.All(w.r, record.Query{Filters: []record.Filter{{Field: "id", Values: slices.Compact(ids)}}})
	for _, p := range found {
		w.people[p.ID] = p.Name
	}
	return err
}

// cover says by which criteria, by whom, and with what proof.
func (w *writing) cover() error {
	a, c := w.run.Run, w.criteria
	facts := []report.Fact{{Label: "State", Value: a.Status}, {Label: "Occasion", Value: a.Occasion}, {Label: "Started", Value: string(a.Started)},
		{Label: "Criteria", Value: strings.TrimSpace(c.Ref + " " + c.Title)}, {Label: "Criteria, id by content", Value: c.Digest}}
	if a.ApprovedBy != "" {
		facts = append(facts, report.Fact{Label: "Approved", Value: a.ApprovedBy + ", " + string(a.ApprovedOn)})
	}
	for _, p := range w.run.Raters {
		facts = append(facts, report.Fact{Label: "Rater", Value: fmt.Sprintf("%s: %d of %d rated", p.Name, w.run.Given(p.ID), len(w.run.Lines))})
	}
	if len(w.run.Raters) == 0 {
		facts = append(facts, report.Fact{Label: "Raters", Value: "none: the register as it stands"})
	}
	facts = append(facts, report.Fact{Label: "Rated", Value: fmt.Sprintf("%d of %d risks", len(w.risks)-len(w.unrated()), len(w.risks))})
	if a.Digest != "" {
		w.doc.Provenance = append(w.doc.Provenance, report.Fact{Label: "Manifest", Value: a.Digest}, report.Fact{Label: "Result rests on journal entries", Value: strconv.Itoa(a.Entry)})
	}
	w.add(report.Section{Facts: slices.DeleteFunc(facts, func(f report.Fact) bool { return f.Value == "" })})
	if a.Agreement == nil {
		return nil
	}
	lead := "Krippendorff's α over the declared scale: 1 is perfect agreement, 0 what chance gives."
	if !a.Agreement.Passed() {
		lead += " It lies below the gate: every difference was reconciled."
	}
	w.add(report.Pictured("Agreement of the raters", a.Agreement.Picture(), lead))
	return nil
}

func (w *writing) matrix() error {
	if len(w.criteria.Matrix) == 0 {
		return nil
	}
	m := w.criteria.Drawing("matrix", "Risk matrix")
	counts, rated := map[chart.Place]int{}, 0
	for _, x := range w.risks {
		if x.level > 0 {
			counts[chart.Place{Row: x.likelihood, Column: x.consequence}]++
			rated++
		}
	}
	for at, n := range counts {
		m.Cells[at.Row-1][at.Column-1].Text = strconv.Itoa(n)
	}
	m.Description = fmt.Sprintf("%d rated risks by likelihood and consequence, before treatment, under %s.", rated, w.criteria.Ref)
	p := m.Picture()
	m.Counts(p, "Risks")
	w.add(report.Pictured("Risk matrix", p))
	return nil
}

var ratingColumns = []report.Column{{Key: "ref", Title: "Ref", Width: 7}, {Key: "risk", Title: "Risk", Width: 30}, {Key: "owner", Title: "Owner", Width: 14}, {Key: "likelihood", Title: "Likelihood", Width: 11}, {Key: "consequence", Title: "Consequence", Width: 11},
	{Key: "level", Title: "Level", Width: 9}, {Key: "option", Title: "Option", Width: 8}, {Key: "residual", Title: "After treatment", Width: 9}}

func (w *writing) ratings() error {
	w.add(report.Section{Heading: "Risks and their levels", Table: w.table(TableRisks, w.risks)})
	return nil
}

// table lists risks with ratings, the highest level first.
func (w *writing) table(name string, risks []rated) *report.Table {
	sorted := slices.Clone(risks)
	slices.SortStableFunc(sorted, func(a, b rated) int { return b.level - a.level })
	var rows [][]report.Cell
	for _, x := range sorted {
		rows = append(rows, []report.Cell{report.Text(x.Ref), report.Text(x.Title), report.Text(w.people[string(x.Owner)]), report.Text(stepName(w.criteria.Likelihood, x.likelihood)), report.Text(stepName(w.criteria.Consequence, x.consequence)),
			report.Text(orNot(w.criteria.LevelName(x.level))), report.Text(x.Option), report.Text(w.residual(x))})
	}
	return &report.Table{Name: name, Columns: ratingColumns, Rows: report.Rows(rows...)}
}

// residual names the level after treatment, as far as it was rated by the run's criteria.
func (w *writing) residual(x rated) string {
	if x.Criteria != record.Ref(w.criteria.ID) {
		return orNot("")
	}
	return orNot(w.criteria.LevelName(x.ResidualLevel))
}

func orNot(name string) string {
	if name == "" {
		return "not rated"
	}
	return name
}

func stepName(steps []risk.Step, n int) string {
	if n < 1 || n > len(steps) {
		return ""
	}
	return steps[n-1].Name
}

// beyond are the rated risks that are not accepted without treatment.
func (w *writing) beyond() (out []rated) {
	for _, x := range w.risks {
		if x.level > 0 && !w.criteria.Acceptable(x.level) {
			out = append(out, x)
		}
	}
	return out
}

func (w *writing) unrated() (out []rated) {
	for _, x := range w.risks {
		if x.level == 0 {
			out = append(out, x)
		}
	}
	return out
}

func (w *writing) above() error {
	list := w.beyond()
	s := report.Section{Heading: "Above what is accepted without treatment"}
	if len(list) == 0 {
		s.Paragraphs = []string{"No rated risk lies above it."}
	} else {
		s.Table = w.table("Above acceptance", list)
	}
	w.add(s)
	return nil
}

// figures tells what all risks with figures may cost in a year.
func (w *writing) figures() error {
	p, err := standing.PortfolioOf(w.r)
	if err != nil || p.Current == nil {
		return err
	}
	w.add(report.Section{Heading: "What a year may cost", Facts: p.Facts()})
	more, err := p.Drawn()
	w.doc.Sections = append(w.doc.Sections, more...)
	return err
}

// missing says what the report cannot tell.
func (w *writing) missing() error {
	list := w.unrated()
	s := report.Section{Heading: "What was not rated"}
	if len(list) == 0 {
		s.Paragraphs = []string{"Every risk of the run has a rating."}
	} else {
		var rows [][]report.Cell
		for _, x := range list {
			rows = append(rows, []report.Cell{report.Text(x.Ref), report.Text(x.Title), report.Text(w.people[string(x.Owner)]), report.Text(x.standing)})
		}
		s.Paragraphs = []string{"They are not counted as low: nobody has said yet."}
		s.Table = &report.Table{Name: "Not rated", Columns: []report.Column{{Key: "ref", Title: "Ref", Width: 7}, {Key: "risk", Title: "Risk", Width: 50}, {Key: "owner", Title: "Owner", Width: 20}, {Key: "standing", Title: "Standing", Width: 14}}, Rows: report.Rows(rows...)}
	}
	w.add(s)
	return nil
}

// ids are the risks of the run.
func (w *writing) ids() (out []string) {
	for _, x := range w.risks {
		out = append(out, x.ID)
	}
	return out
}

// plan is the treatment of the run's risks (6.1.3 e).
func (w *writing) plan() error {
	if len(w.risks) == 0 {
		return nil
	}
	all, err := treatment.Treatments.All(w.r, record.Query{Sort: "due", Filters: []record.Filter{{Field: "risks", Values: w.ids()}}})
	if err != nil {
		return err
	}
	s := report.Section{Heading: "Treatment plan"}
	if len(all) == 0 {
		s.Paragraphs = []string{"No action is planned."}
		w.add(s)
		return nil
	}
	var owners []string
	refs := map[string]string{}
	for _, x := range w.risks {
		refs[x.ID] = x.Ref
	}
	for _, t := range all {
		owners = append(owners, string(t.Owner))
	}
	if err := w.name(owners); err != nil {
		return err
	}
	var rows [][]report.Cell
	for _, t := range all {
		var of []string
		for _, id := range t.Risks {
			if refs[id] != "" {
				of = append(of, refs[id])
			}
		}
		cost := report.Cell{}
		if t.Cost != 0 {
			cost = report.Number(t.Cost)
		}
		o, _ := treatment.Treatments.Kind().Field("status").Option(t.Status)
		rows = append(rows, []report.Cell{report.Text(t.Ref), report.Text(t.Title), report.Text(strings.Join(of, ", ")), report.Text(w.people[string(t.Owner)]), report.Text(string(t.Due)), report.Text(o.Label), cost})
	}
	s.Table = &report.Table{Name: "Treatment plan", Rows: report.Rows(rows...), Columns: []report.Column{{Key: "ref", Title: "Ref", Width: 7}, {Key: "action", Title: "Action", Width: 36}, {Key: "risks", Title: "Risks", Width: 12}, {Key: "owner", Title: "Owner", Width: 14}, {Key: "due", Title: "Due", Width: 11},
		{Key: "status", Title: "Status", Width: 10}, {Key: "cost", Title: strings.TrimSpace("Cost " + w.criteria.Currency), Number: true, Width: 9}}}
	w.add(s)
	return nil
}

// accepted lists who accepted which residual risk, and whether it still binds (6.1.3 f).
func (w *writing) accepted() error {
	if len(w.risks) == 0 {
		return nil
	}
	all, err := treatment.Acceptances.All(w.r, record.Query{Sort: "ref", Filters: []record.Filter{{Field: "risk", Values: w.ids()}}})
	if err != nil {
		return err
	}
	s := report.Section{Heading: "Acceptance of what remains"}
	standings, err := treatment.Standings(w.r, all)
	if err != nil {
		return err
	}
	newest := map[string]*treatment.Standing{}
	var owners []string
	for i := range standings {
		a := &standings[i]
		newest[string(a.Acceptance.Risk)] = a
		owners = append(owners, string(a.Acceptance.Owner))
	}
	if err := w.name(owners); err != nil {
		return err
	}
	var rows [][]report.Cell
	for _, x := range w.risks {
		a := newest[x.ID]
		if a == nil {
			continue
		}
		rows = append(rows, []report.Cell{report.Text(x.Ref), report.Text(x.Title), report.Text(w.people[string(a.Acceptance.Owner)]), report.Text(string(a.Acceptance.AcceptedOn)), report.Text(string(a.Acceptance.Until)), report.Text(a.Words())})
	}
	waiting := 0
	for _, x := range w.beyond() {
		if newest[x.ID] == nil {
			waiting++
		}
	}
	s.Paragraphs = []string{fmt.Sprintf("%d of the %d risks above what is accepted without treatment have no acceptance.", waiting, len(w.beyond()))}
	if len(rows) > 0 {
		s.Table = &report.Table{Name: "Acceptances", Rows: report.Rows(rows...), Columns: []report.Column{{Key: "ref", Title: "Ref", Width: 7}, {Key: "risk", Title: "Risk", Width: 34}, {Key: "owner", Title: "Accepted by", Width: 14}, {Key: "on", Title: "On", Width: 11}, {Key: "until", Title: "Until", Width: 11}, {Key: "state", Title: "State", Width: 20}}}
	}
	w.add(s)
	return nil
}

// annex is what proves a run that was rated.
func (w *writing) annex() error {
	if len(w.run.Raters) > 0 {
		w.doc.Sections = append(w.doc.Sections, w.run.Annex()...)
	}
	return nil
}
