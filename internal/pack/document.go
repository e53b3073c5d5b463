package pack

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// dataFiles are the registers for machines and spreadsheets, and the Statement of Applicability to print.
func (c *content) dataFiles() (all []file) {
	for _, reg := range c.registers {
		all = append(all, c.recordFile(reg))
		for _, f := range []report.Format{report.CSV, report.XLSX} {
			all = append(all, printed("registers/"+reg.kind.Plural+f.Extension(), f, func() report.Document { return c.document(reg) }))
		}
	}
	for _, f := range []report.Format{report.CSV, report.PDF, report.XLSX} {
		all = append(all, printed("documents/statement-of-applicability"+f.Extension(), f, func() report.Document {
			return control.Document(c.lines, control.Heading{Organisation: c.opts.OrganisationName, Edition: c.opts.Edition,
				Version: c.version, Moment: c.moment, Provenance: c.provenance()})
		}))
	}
	return all
}

// printed is a document as a file. XLSX is a zip already.
func printed(name string, f report.Format, of func() report.Document) file {
	return file{name: name, stored: f == report.XLSX, write: func(w io.Writer) error {
		var b bytes.Buffer
		if err := report.Write(&b, f, of(), report.Options{}); err != nil {
			return err
		}
		_, err := b.WriteTo(w)
		return err
	}}
}

func (c *content) provenance() []report.Fact {
	return []report.Fact{
		{Label: "Journal entries", Value: strconv.FormatInt(c.size, 10)},
		{Label: "Root of the first " + strconv.FormatInt(c.checkpoint.Size, 10), Value: hexOf(c.checkpoint.Root)},
		{Label: "Signed", Value: c.checkpoint.Time.Format("2006-01-02 15:04:05 UTC")},
		{Label: "Audit pack", Value: "proof folder; see verify page"},
	}
}

// document is a whole register with every field.
func (c *content) document(reg register) report.Document {
	columns := []report.Column{{Key: "ref", Title: "Reference"}}
	for i := range reg.kind.Fields {
		f := &reg.kind.Fields[i]
		columns = append(columns, report.Column{Key: f.Name, Title: f.Label, Number: f.Type() == "int" || f.Type() == "float"})
	}
	rows := func(yield func([]report.Cell, error) bool) {
		for _, it := range reg.items {
			row := []report.Cell{report.Text(it.ref())}
			for i := range reg.kind.Fields {
				row = append(row, c.printedValue(&reg.kind.Fields[i], it.rec))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return report.Document{Title: reg.kind.Title, Organisation: c.opts.OrganisationName, Time: c.moment, Provenance: c.provenance(),
		Sections: []report.Section{{Table: &report.Table{Name: reg.kind.Title, Columns: columns, Rows: rows}}}}
}

func (c *content) printedValue(f *record.AnyField, rec record.Record) report.Cell {
	switch v := f.Ptr(rec).(type) {
	case *bool:
		return report.Bool(*v)
	case *float64:
		if *v == 0 {
			return report.Cell{}
		}
		return report.Number(*v)
	case *int:
		if *v == 0 {
			return report.Cell{}
		}
		return report.Int(int64(*v))
	case *record.Date:
		day, _ := time.Parse(time.DateOnly, string(*v))
		return report.Date(day)
	}
	if f.Empty(rec) {
		return report.Cell{}
	}
	if f.Type() == "json" {
		return report.Text(f.Text(rec))
	}
	var names []string
	for _, s := range c.value(f, rec, false) {
		names = append(names, s.Text)
	}
	return report.Text(strings.Join(slices.DeleteFunc(names, func(s string) bool { return s == ", " }), ", "))
}
