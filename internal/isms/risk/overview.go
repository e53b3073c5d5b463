package risk

import (
	"fmt"
	"strconv"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
	"github.com/assay-isms/assay/internal/report/chart"
	"github.com/assay-isms/assay/internal/report/picture"
)

// Side says which rating a matrix shows.
type Side string

// The sides of a matrix.
const (
	SideCurrent  Side = "current"
	SideResidual Side = "residual"
	SideMovement Side = "movement" // the way of the greatest risks from one to the other
)

// CellCount is a cell of the matrix with how many risks lie in it.
type CellCount struct {
	Cell
	Risks int64 `json:"risks"`
}

// Moved is a risk with its cells now and after treatment; a cell without level is not rated.
type Moved struct {
	Ref      string `json:"ref"`
	Title    string `json:"title"`
	Inherent Cell   `json:"inherent,omitzero"` // as if no control were in place
	Now      Cell   `json:"now"`
	After    Cell   `json:"after"`
}

// Overview is the register as the risk matrix shows it.
type Overview struct {
	Criteria string      `json:"criteria"`
	Side     Side        `json:"side"`
	Cells    []CellCount `json:"cells,omitempty"`
	Moves    []Moved     `json:"moves,omitempty"` // the greatest, or the one asked for
	Risk     string      `json:"risk,omitempty"`  // the one whose figures are shown as well
	Note     string      `json:"note,omitempty"`

	criteria *Criteria
	chosen   *Risk
}

// shownMoves are how many risks' ways a matrix shows.
const shownMoves = 12

// OverviewOf reads the matrix under the criteria in force. A risk chosen by ref is shown alone, with its figures; it is then
// always the movement that is shown.
func OverviewOf(r *record.Reader, side Side, ref string) (*Overview, error) {
	c, err := InForce(r)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, errs.New(errs.Conflict, "There are no approved risk criteria, and so there is no matrix. Approve a version first.")
	}
	o := &Overview{Criteria: c.Ref, Side: side, criteria: c}
	switch {
	case ref != "":
		o.Side = SideMovement
		if o.chosen, err = Risks.Find(r, ref); err != nil {
			return nil, err
		}
		o.Risk = o.chosen.Ref
		o.take(o.chosen)
		return o, nil
	case side == SideMovement:
		return o, o.greatest(r)
	case side == "" || side == SideCurrent || side == SideResidual:
		return o, o.count(r)
	}
	return nil, errs.InField("show", "%q is not shown by the matrix; choose current, residual or movement", string(side))
}

// take adds a risk's way, unless it was rated by other criteria, whose steps mean something else.
func (o *Overview) take(x *Risk) {
	if string(x.Criteria) != o.criteria.ID {
		if x == o.chosen {
			o.Note = x.Ref + " is not rated by the criteria in force."
		}
		return
	}
	o.Moves = append(o.Moves, Moved{Ref: x.Ref, Title: x.Title, Inherent: Cell{x.InherentLikelihood, x.InherentConsequence, x.InherentLevel}, Now: Cell{x.Likelihood, x.Consequence, x.Level}, After: Cell{x.ResidualLikelihood, x.ResidualConsequence, x.ResidualLevel}})
}

func (o *Overview) greatest(r *record.Reader) error {
	found, _, err := Risks.List(r, record.Query{Sort: "-level", Limit: shownMoves, Filters: []record.Filter{
		{Field: "level", Op: "not", Values: []string{"0"}}, {Field: "criteria", Values: []string{o.criteria.ID}}, {Field: "status", Op: "not", Values: []string{"closed"}}}})
	for _, x := range found {
		o.take(x)
	}
	if len(found) == shownMoves {
		o.Note = fmt.Sprintf("The %d risks rated highest. Choose a risk to see its way alone, with the extent of its figures.", shownMoves)
	}
	return err
}

// count fills the cells. Without a side asked for they are those after treatment, or before it while no risk is rated after.
func (o *Overview) count(r *record.Reader) error {
	var found map[[2]int]int64
	var err error
	if o.Side != SideCurrent {
		if found, err = r.Pairs(Risks.Kind(), "residual_likelihood", "residual_consequence"); err != nil {
			return err
		}
		if o.Side == "" && len(found) == 0 {
			o.Side = SideCurrent
		} else {
			o.Side = SideResidual
		}
	}
	if o.Side == SideCurrent {
		if found, err = r.Pairs(Risks.Kind(), "likelihood", "consequence"); err != nil {
			return err
		}
	}
	for l := len(o.criteria.Likelihood); l >= 1; l-- {
		for s := range o.criteria.Consequence {
			if n := found[[2]int{l, s + 1}]; n > 0 {
				o.Cells = append(o.Cells, CellCount{Cell{l, s + 1, o.criteria.LevelOf(l, s+1)}, n})
			}
		}
	}
	return nil
}

// Version is the criteria whose matrix it is.
func (o *Overview) Version() *Criteria { return o.criteria }

// Addresses give the pages that a matrix leads to; nil functions lead nowhere.
type Addresses struct {
	Cell func(likelihood, consequence int) string
	Risk func(ref string) string
}

// Picture draws the matrix, each cell opening its risks.
func (o *Overview) Picture(to Addresses) *picture.Picture {
	c := o.criteria
	titles := map[Side]string{SideCurrent: "Risk matrix before treatment", SideResidual: "Risk matrix after treatment", SideMovement: "Risk matrix: from now to after treatment"}
	m := c.Drawing("matrix", titles[o.Side])
	var all int64
	for _, x := range o.Cells {
		all += x.Risks
		cell := chart.Cell{Text: Amount(float64(x.Risks))}
		if to.Cell != nil {
			cell.Address = to.Cell(x.Likelihood, x.Consequence)
			cell.Name = fmt.Sprintf("%s %s: the risks that are %s × %s", cell.Text, chart.Short(c.LevelName(x.Level)), m.Likelihood[x.Likelihood-1], m.Consequence[x.Consequence-1])
		}
		m.Cells[x.Likelihood-1][x.Consequence-1] = cell
	}
	m.Description = fmt.Sprintf("%d risks by likelihood and consequence under %s.", all, o.Criteria)
	if o.Side == SideMovement {
		m.Description = fmt.Sprintf("The way of %d risks over the matrix of %s, from where they are rated now to where treatment takes them.", len(o.Moves), o.Criteria)
	}
	for _, x := range o.Moves {
		way := chart.Move{Label: x.Ref, Title: x.Title, Inherent: x.Inherent.place(), Now: x.Now.place(), After: x.After.place()}
		if to.Risk != nil {
			way.Address = to.Risk(x.Ref)
		}
		m.Moves = append(m.Moves, way)
	}
	if o.chosen != nil {
		m.Ghosts = c.Ghosts(o.chosen)
	}
	p := m.Picture()
	if o.Side == SideMovement {
		m.Ways(p)
	} else {
		m.Counts(p, "Risks")
	}
	return p
}

func (c Cell) place() chart.Place { return chart.Place{Row: c.Likelihood, Column: c.Consequence} }

// Report is the matrix as a document.
func (o *Overview) Report(r *record.Reader, organisation string) (d report.Document, err error) {
	d = report.Document{Title: "Risk matrix", Organisation: organisation, Sections: []report.Section{report.Pictured("", o.Picture(Addresses{}))}}
	if o.Note != "" {
		d.Sections[0].Paragraphs = []string{o.Note}
	}
	d.Subtitle = "Criteria " + o.Criteria + " " + o.criteria.Title
	return d, Prove(&d, r)
}

// Prove dates a document and names the head of the journal by which it can be checked.
func Prove(d *report.Document, r *record.Reader) error {
	head, err := r.Head()
	if head.Time.IsZero() {
		head.Time = time.Unix(0, 0) // an organisation without entries
	}
	d.Time = head.Time
	d.Provenance = append(d.Provenance, report.Fact{Label: "Journal entries", Value: strconv.FormatInt(head.Size, 10)}, report.Fact{Label: "Root of the journal", Value: head.Root.String()})
	return err
}

// ReportMatrix is what a version's matrix can be trusted with, as a document: the matrix with the cells marked that a finding
// names, the findings, and what each level holds.
func (c *Criteria) ReportMatrix(r *record.Reader, organisation string) (d report.Document, err error) {
	found := c.Examine()
	verdict := "The matrix ranks no risk below one that it dominates."
	if !found.Publishable {
		verdict = "The version cannot be approved: it ranks a risk below one that it dominates."
	}
	d = report.Document{Title: "Matrix report of " + c.Ref, Subtitle: c.Title, Organisation: organisation, Sections: []report.Section{
		report.Pictured("Matrix", c.Reported(found), verdict), {Heading: "Findings", Table: findingTable(found)}}}
	if len(found.Spans) > 0 {
		d.Sections = append(d.Sections, report.Section{Heading: "What each level holds", Table: spanTable(found)})
	}
	d.Provenance = []report.Fact{{Label: "Criteria, id by content", Value: c.Digest}}
	return d, Prove(&d, r)
}
