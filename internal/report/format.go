package report

import (
	"io"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Format is a kind of file, named as in a query string or on the command line.
type Format string

const (
	XLSX Format = "xlsx"
	DOCX Format = "docx"
	PDF  Format = "pdf"
	HTML Format = "html"
	CSV  Format = "csv"
	JSON Format = "json"
)

// Options change how one format is written; the zero value is right for exports that come back by import.
type Options struct {
	Table string // CSV: the name of the table to write, when the document has several
	Guard bool   // CSV: for opening in a spreadsheet; see Guard
	Fonts *Fonts // PDF: for letters that the built-in fonts lack
}

type writer struct {
	format      Format
	contentType string
	write       func(io.Writer, Document, Options) error
}

// writers is a function, not a variable, so that the functions it lists may refer to it.
func writers() []writer {
	return []writer{
		{XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", writeXLSX},
		{DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", writeDOCX},
		{PDF, "application/pdf", writePDF},
		{HTML, "text/html; charset=utf-8", writeHTML},
		{CSV, "text/csv; charset=utf-8; header=present", writeCSV},
		{JSON, "application/json", writeJSON},
	}
}

// Formats lists every format, the commonest first.
func Formats() []Format {
	var all []Format
	for _, w := range writers() {
		all = append(all, w.format)
	}
	return all
}

// ParseFormat reads a format's name in any case, with or without a leading dot. An unknown one is an Invalid error.
func ParseFormat(s string) (Format, error) {
	w, err := Format(strings.ToLower(strings.TrimPrefix(s, "."))).writer()
	return w.format, err
}

// ContentType is the media type for HTTP; empty if the format is unknown.
func (f Format) ContentType() string {
	w, _ := f.writer()
	return w.contentType
}

// Extension is the file name's ending with its dot.
func (f Format) Extension() string { return "." + string(f) }

// Write writes the document. Each table is read once. An error met half way leaves a part of HTML, CSV or JSON in w;
// the other formats write nothing before they are complete. Errors for people are of kind Invalid: what the format
// cannot hold, where it stands and which format can; an error of the rows is returned as it is.
func Write(w io.Writer, f Format, d Document, o Options) error {
	found, err := f.writer()
	if err != nil {
		return err
	}
	d, err = d.check()
	if err != nil {
		return err
	}
	return found.write(w, d, o)
}

func (f Format) writer() (writer, error) {
	for _, w := range writers() {
		if w.format == f {
			return w, nil
		}
	}
	return writer{}, errs.Invalidf("There is no format %q. Choose one of: xlsx, docx, pdf, html, csv, json.", string(f))
}
