package framework

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Report is the coverage as a document for every file format, dated and proven by the journal at the moment shown.
func (c *Coverage) Report(r *record.Reader, organisation string) (d report.Document, err error) {
	head, err := r.Head()
	if err != nil {
		return d, err
	}
	if head.Time.IsZero() {
		head.Time = time.Unix(0, 0) // an organisation without entries
	}
	facts := []report.Fact{{Label: "Framework", Value: strings.TrimSpace(c.Framework.Title + " " + c.Framework.Version)}, {Label: "Statement of Applicability", Value: "ISO/IEC 27001:" + string(c.Edition)},
		{Label: "Requirements", Value: fmt.Sprintf("%d, %d of them mapped to Annex A", c.Framework.Requirements, c.Framework.Mapped)}, {Label: "States", Value: c.Summary()}}
	table := &report.Table{Name: "Coverage", Columns: coverageColumns, Rows: func(yield func([]report.Cell, error) bool) {
		for i := range c.Items {
			if !yield(c.Items[i].cells(), nil) {
				return
			}
		}
	}}
	return report.Document{Title: "Coverage of " + c.Framework.Title, Organisation: organisation, Time: head.Time,
		Provenance: []report.Fact{{Label: "Journal entries", Value: fmt.Sprint(head.Size)}, {Label: "Root of the journal", Value: head.Root.String()}},
		Sections:   []report.Section{{Facts: facts, Table: table}}}, nil
}

// Summary counts the requirements by state, in words.
func (c *Coverage) Summary() string {
	var parts []string
	for _, s := range States {
		if n := c.Counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, Words(s)))
		}
	}
	return strings.Join(parts, ", ")
}

var coverageColumns = []report.Column{
	{Key: "identifier", Title: "Requirement", Width: 12}, {Key: "title", Title: "Title", Width: 32}, {Key: "type", Title: "Type", Width: 11},
	{Key: "served_by", Title: "Served by", Width: 28}, {Key: "applies", Title: "Applies", Width: 14}, {Key: "covers", Title: "Covers", Width: 10},
	{Key: "state", Title: "State", Width: 12}, {Key: "state_because", Title: "State because", Width: 32}, {Key: "evidence", Title: "Evidence", Width: 12},
	{Key: "fresh", Title: "Fresh", Number: true}, {Key: "newest", Title: "Newest", Width: 11}, {Key: "fresh_until", Title: "Fresh until", Width: 11},
}

var statuses = map[State]report.Status{control.Working: report.Good, control.Partly: report.Part, control.Failing: report.Bad, control.Stale: report.Stale,
	control.None: report.None, control.Excluded: report.Excluded, control.Undecided: report.None, Unmapped: report.None}

func (q *Requirement) cells() []report.Cell {
	kind := "requirement"
	switch {
	case q.Withdrawn:
		kind = "withdrawn"
	case q.Group:
		kind = "group"
	}
	state := report.Text("")
	why := ""
	if q.Counted() {
		state, why = report.Text(Words(q.State)).WithStatus(statuses[q.State]), q.Why
	}
	var refs []string
	for _, e := range q.Evidence {
		refs = append(refs, e.Ref)
	}
	newest, until := q.Freshness()
	return []report.Cell{report.Text(q.Identifier), report.Text(q.Title), report.Text(kind), report.Text(q.ServedBy()), report.Text(q.Applies()), report.Text(string(q.Extent)),
		state, report.Text(why), report.Text(strings.Join(refs, ", ")), report.Int(int64(q.Fresh)), day(newest), day(until)}
}

func day(d record.Date) (c report.Cell) {
	if t, err := time.Parse(time.DateOnly, string(d)); err == nil {
		return report.Date(t)
	}
	return report.Text("")
}

// ServedBy names the controls, each with its relation, and clauses.
func (q *Requirement) ServedBy() string {
	var parts []string
	for _, s := range q.Served {
		parts = append(parts, s.Words())
	}
	if clauses := q.ClauseList(); clauses != "" {
		parts = append(parts, clauses)
	}
	return strings.Join(parts, "; ")
}

// Applies is the decision on its controls, in the words of the statement, each once.
func (q *Requirement) Applies() string {
	var parts []string
	for _, s := range q.Served {
		if s.Line != nil && !slices.Contains(parts, s.Line.Applies()) {
			parts = append(parts, s.Line.Applies())
		}
	}
	return strings.Join(parts, ", ")
}

// Freshness is when the newest evidence was collected and the last day on which any is fresh.
func (q *Requirement) Freshness() (newest, until record.Date) {
	for _, e := range q.Evidence {
		newest, until = max(newest, e.CollectedOn), max(until, e.FreshUntil)
	}
	return newest, until
}
