// Package exchange moves registers in and out as spreadsheets, for every kind of record and every door alike.
//
// Document is a register as one table for package report. Prepare reads a spreadsheet, tells row by row what an import
// would do, and writes nothing; Plan.Apply then does exactly that, or nothing. An export that comes back untouched
// changes nothing: a cell that reads as the record prints it is left alone, and only other cells are interpreted.
package exchange

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

const (
	refKey   = "ref"
	refLabel = "Reference"
)

// Document is the kind's records that match q, one row each, in the order q asks for. columns are the names of the
// fields to show; none means all; the reference always comes first. Choices are printed by their labels, other records
// by their references, people by their names where nobody else has the name; ratings are numbers, explained beside the
// table. The document must be written while r is open. It holds nothing of the present hour: its time is that of the
// newest journal entry seen, so that the same moment always gives the same bytes. The caller adds the organisation's name.
func Document(r *record.Reader, k *record.Kind, q record.Query, columns []string) (report.Document, error) {
	fields, err := chosen(k, columns)
	if err != nil {
		return report.Document{}, err
	}
	p, err := newPrinter(r, fields)
	if err != nil {
		return report.Document{}, err
	}
	scales, err := scaleFacts(r, fields)
	if err != nil {
		return report.Document{}, err
	}
	t := &report.Table{Name: k.Title, Columns: tableColumns(fields), Rows: p.rows(r, k, q, fields)}
	return dated(r, report.Document{Title: k.Title, Sections: []report.Section{{Facts: scales, Table: t}}})
}

// dated completes a document with the moment shown and where the journal proves it.
func dated(r *record.Reader, d report.Document) (report.Document, error) {
	head, err := r.Head()
	if err != nil {
		return d, err
	}
	if d.Time = head.Time; d.Time.IsZero() {
		d.Time = time.Unix(0, 0) // an organisation without entries
	}
	d.Provenance = []report.Fact{{Label: "Journal entries", Value: fmt.Sprint(head.Size)}, {Label: "Root of the journal", Value: head.Root.String()}}
	return d, nil
}

func chosen(k *record.Kind, columns []string) (fields []*record.AnyField, err error) {
	for _, name := range columns {
		f := k.Field(name)
		switch {
		case name == refKey:
		case f == nil:
			return nil, errs.Invalidf("%s have no column %q. The columns are: %s.", k.Title, name, strings.Join(fieldNames(k), ", "))
		default:
			fields = append(fields, f)
		}
	}
	if len(columns) > 0 {
		return fields, nil
	}
	for i := range k.Fields {
		fields = append(fields, &k.Fields[i])
	}
	return fields, nil
}

func fieldNames(k *record.Kind) []string {
	names := []string{refKey}
	for i := range k.Fields {
		names = append(names, k.Fields[i].Name)
	}
	return names
}

func tableColumns(fields []*record.AnyField) []report.Column {
	columns := []report.Column{{Key: refKey, Title: refLabel}}
	for _, f := range fields {
		columns = append(columns, report.Column{Key: f.Name, Title: f.Label, Number: f.Type() == "int" || f.Type() == "float"})
	}
	return columns
}

// rows reads the list page by page and the names of a page's references at once.
func (p *printer) rows(r *record.Reader, k *record.Kind, q record.Query, fields []*record.AnyField) iter.Seq2[[]report.Cell, error] {
	return func(yield func([]report.Cell, error) bool) {
		q.Limit = record.MaxPage
		for {
			page, err := r.List(k, q)
			if err == nil {
				err = p.learn(r, fields, page.Records)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, rec := range page.Records {
				row := []report.Cell{report.Text(rec.Base().Ref)}
				for _, f := range fields {
					row = append(row, p.cell(f, rec))
				}
				if !yield(row, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}

// scaleFacts say what the numbers of a scale mean.
func scaleFacts(r *record.Reader, fields []*record.AnyField) (facts []report.Fact, err error) {
	for _, f := range fields {
		if f.Scale == nil {
			continue
		}
		steps, err := f.Scale(r)
		if err != nil {
			return nil, err
		}
		var words []string
		for _, o := range steps {
			words = append(words, o.Value+" "+o.Label)
		}
		if words != nil {
			facts = append(facts, report.Fact{Label: f.Label, Value: strings.Join(words, ", ")})
		}
	}
	return facts, nil
}
