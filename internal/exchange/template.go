package exchange

import (
	"strings"

	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Template is an empty table with the columns that an import of the kind sets, and beside it a table that explains
// them. Written as XLSX it is a workbook to fill in and import.
func Template(r *record.Reader, k *record.Kind) (report.Document, error) {
	about := report.Table{Name: "Columns", Columns: []report.Column{{Key: "column", Title: "Column"}, {Key: "required", Title: "Must be filled"},
		{Key: "accepted", Title: "What is understood"}, {Key: "about", Title: "About"}}}
	rows := [][]report.Cell{texts(refLabel, "no", "Your own number or code, each once. Empty: Assay gives the next.", "")}
	var fields []*record.AnyField
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Computed {
			continue
		}
		accepted, err := acceptedBy(r, f)
		if err != nil {
			return report.Document{}, err
		}
		fields = append(fields, f)
		rows = append(rows, texts(f.Label, map[bool]string{true: "yes", false: "no"}[f.Required], accepted, f.Help))
	}
	about.Rows = report.Rows(rows...)
	data := &report.Table{Name: k.Title, Columns: tableColumns(fields), Rows: report.Rows()}
	return dated(r, report.Document{Title: k.Title, Subtitle: k.About, Sections: []report.Section{{Table: data}, {Heading: about.Name, Table: &about}}})
}

func texts(words ...string) []report.Cell {
	cells := make([]report.Cell, len(words))
	for i, w := range words {
		cells[i] = report.Text(w)
	}
	return cells
}

// acceptedBy says in a sentence what may stand in a field's cells.
func acceptedBy(r *record.Reader, f *record.AnyField) (string, error) {
	options := f.Options
	if f.Scale != nil {
		steps, err := f.Scale(r)
		if err != nil {
			return "", err
		}
		for _, o := range steps {
			options = append(options, record.Option{Label: o.Value + " " + o.Label})
		}
	}
	var labels []string
	for _, o := range options {
		labels = append(labels, o.Label)
	}
	list := strings.Join(labels, between)
	switch f.Type() {
	case "choice":
		return "One of: " + list, nil
	case "set":
		return "One or more, separated by commas: " + list, nil
	case "bool":
		return "yes or no", nil
	case "date":
		return "A date such as 2026-03-14", nil
	case "ref", "refs":
		return acceptedLink(r, f)
	case "int", "float":
		if list != "" {
			return "A step of the scale: " + list, nil
		}
		return strings.TrimSpace("A number " + f.Unit), nil
	case "json":
		return "A structure, as an export writes it", nil
	}
	return map[bool]string{true: "Text, also of several lines", false: "Text of one line"}[f.Long], nil
}

func acceptedLink(r *record.Reader, f *record.AnyField) (string, error) {
	k, err := r.Org().Store().Kind(f.To)
	if err != nil {
		return "", err
	}
	one := "The reference or the name of one " + k.Singular
	if f.Type() == "refs" {
		one = "References or names of " + k.Plural + ", separated by commas"
	}
	if k.Name == personKind {
		one += "; whom Assay does not know is added to its " + k.Plural
	}
	return one + " (such as " + k.Prefix + "-1)", nil
}
