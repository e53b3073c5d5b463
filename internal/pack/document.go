package pack

import (
	"bytes"
	"io"
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/exchange"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// dataFiles are the registers for machines and spreadsheets, and the Statement of Applicability to print.
func (c *content) dataFiles() (all []file) {
	for _, reg := range c.registers {
		all = append(all, c.recordFile(reg))
		for _, f := range []report.Format{report.CSV, report.XLSX} {
			all = append(all, c.printed("registers/"+reg.kind.Plural+f.Extension(), f, func() report.Document { return reg.sheet }))
		}
	}
	for _, f := range []report.Format{report.CSV, report.PDF, report.XLSX} {
		all = append(all, c.printed("documents/statement-of-applicability"+f.Extension(), f, func() report.Document {
			return control.Document(c.lines, control.Heading{Organisation: c.opts.OrganisationName, Edition: c.opts.Edition,
				Version: c.version, Moment: c.moment, Provenance: c.provenance()})
		}))
	}
	return all
}

// printed is a document as a file. XLSX is a zip already.
func (c *content) printed(name string, f report.Format, of func() report.Document) file {
	return file{name: name, stored: f == report.XLSX, write: func(w io.Writer) error {
		var b bytes.Buffer
		if err := report.Write(&b, f, of(), report.Options{Fonts: c.opts.Fonts}); err != nil {
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

// spreadsheet reads the register as exports have it, while the reader is open.
func (c *content) spreadsheet(r *record.Reader, k *record.Kind) (report.Document, error) {
	d, err := exchange.Document(r, k, record.Query{}, nil)
	if err != nil {
		return d, err
	}
	d.Organisation = c.opts.OrganisationName
	for i := range d.Sections {
		if d.Sections[i].Table == nil {
			continue
		}
		t := *d.Sections[i].Table
		var rows [][]report.Cell
		for row, err := range t.Rows {
			if err != nil {
				return d, err
			}
			rows = append(rows, slices.Clone(row))
		}
		t.Rows = report.Rows(rows...)
		d.Sections[i].Table = &t
	}
	return d, nil
}
