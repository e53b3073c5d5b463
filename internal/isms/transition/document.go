package transition

import (
	"fmt"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/report"
)

// The names of a document's tables.
const (
	TableControls  = "Controls"
	TableQuestions = "Questions"
	TableActions   = "Actions"
)

// Document is the plan for every file format: the questions, both statements side by side with what remains open, and
// the treatment actions.
func (p *Plan) Document(organisation string, at time.Time) report.Document {
	d := report.Document{Title: fmt.Sprintf("Transition from %s to %s", p.From, p.To), Subtitle: "ISO/IEC 27001, Annex A", Organisation: organisation, Time: at}
	d.Sections = []report.Section{
		{Paragraphs: []string{p.Summary}, Facts: []report.Fact{
			{Label: "One to one", Value: fmt.Sprint(p.Counts.OneToOne)}, {Label: "Merged", Value: fmt.Sprintf("%d, of %d parts", p.Counts.Merged, p.Counts.Parts)},
			{Label: "New", Value: fmt.Sprint(p.Counts.New)}, {Label: "Open afterwards", Value: fmt.Sprint(p.Counts.Gaps)}}, List: p.leftBehind()},
		{Heading: "Questions", Table: p.questionTable()},
		{Heading: "Both statements", Table: p.controlTable()},
		{Heading: "Treatment actions", Table: p.actionTable()},
	}
	return d
}

func (p *Plan) leftBehind() (list []string) {
	for _, l := range p.Left {
		list = append(list, fmt.Sprintf("%s %s has no counterpart in %s; what it says stays in the statement of %s.", l.Control, l.Title, p.To, p.From))
	}
	return list
}

func (p *Plan) questionTable() *report.Table {
	t := &report.Table{Name: TableQuestions, Columns: []report.Column{{Key: "key", Title: "Key", Width: 20}, {Key: "control", Title: "Control", Width: 28}, {Key: "question", Title: "Question", Width: 40},
		{Key: "choices", Title: "Choices", Width: 60}, {Key: "suggested", Title: "Suggested", Width: 12}, {Key: "answer", Title: "Answer", Width: 12}}}
	var rows [][]report.Cell
	for _, c := range p.Controls {
		for _, q := range c.Questions {
			var choices []string
			for _, choice := range q.Choices {
				choices = append(choices, choice.Value+": "+choice.Label)
			}
			rows = append(rows, texts(q.Key, c.ID+" "+c.Title, q.Asks, strings.Join(choices, "\n"), q.Suggested, q.Answer))
		}
	}
	t.Rows = report.Rows(rows...)
	return t
}

func (p *Plan) controlTable() *report.Table {
	t := &report.Table{Name: TableControls, Columns: []report.Column{{Key: "control", Title: "Control", Width: 9}, {Key: "title", Title: "Title", Width: 26}, {Key: "how", Title: "How", Width: 11},
		{Key: "parts", Title: "Parts", Width: 30}, {Key: "applies", Title: "Applies", Width: 11}, {Key: "justification", Title: "Justification", Width: 32},
		{Key: "implementation", Title: "Implementation", Width: 14}, {Key: "how_implemented", Title: "How implemented", Width: 32}, {Key: "owner", Title: "Owner", Width: 16}, {Key: "due", Title: "Due", Width: 11},
		{Key: "links", Title: "Links carried", Width: 16}, {Key: "questions", Title: "Questions", Width: 20}, {Key: "open", Title: "Open", Width: 30}}}
	var rows [][]report.Cell
	for _, c := range p.Controls {
		d := c.After
		rows = append(rows, texts(c.ID, c.Title, c.How, c.PartsText(), Words(control.Applicabilities, d.Applicability), d.Justification(), Words(control.Implementations, d.Implementation), d.Description,
			p.Name(string(d.Owner)), string(d.Due), c.LinksText(), c.openText(), c.Gap))
	}
	t.Rows = report.Rows(rows...)
	return t
}

func (p *Plan) actionTable() *report.Table {
	t := &report.Table{Name: TableActions, Columns: []report.Column{{Key: "control", Title: "Control", Width: 9}, {Key: "action", Title: "Action", Width: 50}, {Key: "owner", Title: "Owner", Width: 18},
		{Key: "due", Title: "Due", Width: 11}, {Key: "state", Title: "State", Width: 30}}}
	var rows [][]report.Cell
	for _, a := range p.Actions {
		rows = append(rows, texts(a.Control, a.Title, p.Name(string(a.Owner)), string(a.Due), a.State()))
	}
	t.Rows = report.Rows(rows...)
	return t
}

// State says what becomes of the action.
func (a *Action) State() string {
	switch {
	case a.Covered != "":
		return "there already: " + a.Covered
	case len(a.Missing) > 0:
		return "waits for " + strings.ReplaceAll(strings.Join(a.Missing, " and "), "due", "a day")
	}
	return "is written"
}

// PartsText names the parts with how each stands.
func (c *Control) PartsText() string {
	var parts []string
	for _, p := range c.Parts {
		parts = append(parts, p.Control+" "+p.State())
	}
	return strings.Join(parts, ", ")
}

// State says in a word or two how the part stands.
func (p *Part) State() string {
	if p.Decision.Applicability == "undecided" {
		return "undecided"
	}
	return stateOf(p.Decision)
}

// LinksText names the records whose links are carried.
func (c *Control) LinksText() string {
	var refs []string
	for _, l := range c.Links {
		refs = append(refs, l.Ref)
	}
	return strings.Join(refs, ", ")
}

func (c *Control) openText() string {
	var fields []string
	for _, q := range c.Questions {
		if q.Answer == "" {
			fields = append(fields, q.Field)
		}
	}
	return strings.Join(fields, ", ")
}

func texts(all ...string) []report.Cell {
	cells := make([]report.Cell, len(all))
	for i, s := range all {
		cells[i] = report.Text(s)
	}
	return cells
}
