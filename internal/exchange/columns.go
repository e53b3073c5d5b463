package exchange

import (
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// refWords are the headings under which people keep their own numbers.
var refWords = []string{"id", "nr", "no", "num", "number", "nummer", "numero", "numéro", "lfd nr", "laufende nummer", "ref id", "reference", "referenz", "référence",
	"referencia", "kennung", "identifier", "identifikator", "key", "code", "#", "index", "item no", "item number", "internal id", "external id", "inventory number", "inventarnummer"}

// column is a column of the file whose field an import sets.
type column struct {
	field   *record.AnyField
	header  string
	order   sheet.Order    // of dates
	mark    sheet.Mark     // of numbers
	options []sheet.Option // of a choice
	steps   []sheet.Step   // of a scale
	read    map[string]value
}

// value is what a text means: what the record stores, or why that cannot be told.
type value struct {
	stored string
	note   string
	err    error
}

// findColumns finds which column holds which field.
func (im *importer) findColumns() (err error) {
	if im.match, err = sheet.Find(im.plan.book, sheetColumns(im.k), im.plan.choice); err != nil {
		return err
	}
	var skipped []sheet.Skipped
	im.data, skipped = im.match.Data()
	for _, s := range skipped {
		im.plan.Skipped = append(im.plan.Skipped, Skipped(s))
	}
	im.plan.Sheet, im.plan.HeaderRow = im.match.Sheet, im.match.HeaderRow
	im.ours = isExport(im.k, im.match)
	for _, h := range im.match.Headers {
		im.plan.Headers = append(im.plan.Headers, im.header(h))
		if f := im.k.Field(h.Field); f != nil && !f.Computed {
			c, err := im.column(f, h)
			if err != nil {
				return err
			}
			im.columns = append(im.columns, c)
		}
	}
	if im.k.Name == controlKind && !im.ours {
		im.leaveHeadings()
	}
	for _, c := range im.match.Missing {
		im.plan.Missing = append(im.plan.Missing, c.Label)
	}
	return nil
}

func sheetColumns(k *record.Kind) []sheet.Column {
	own := []string{k.Singular + " id", k.Singular + " no", k.Singular + " number"}
	if k.Name == controlKind {
		own = append(own, k.Singular) // in a Statement of Applicability
	}
	columns := []sheet.Column{{Name: refKey, Label: refLabel, Synonyms: append(own, refWords...)}}
	for i := range k.Fields {
		f := &k.Fields[i]
		columns = append(columns, sheet.Column{Name: f.Name, Label: f.Label, Synonyms: f.Synonyms, Also: f.Also, Required: f.Required && !f.Computed})
	}
	return columns
}

// isExport tells a file that came from here: the reference first, and every heading exactly ours.
func isExport(k *record.Kind, m *sheet.Match) bool {
	return !slices.ContainsFunc(m.Headers, func(h sheet.Header) bool {
		if h.Index == 0 {
			return h.Text != refKey && h.Text != refLabel
		}
		f := k.Field(h.Field)
		return f == nil || h.Text != f.Name && h.Text != f.Label
	})
}

func (im *importer) header(h sheet.Header) Header {
	out := Header{Text: h.Text, Field: h.Field, By: h.By, Filled: h.Filled, Note: h.Note, Imported: h.Field != ""}
	if f := im.k.Field(h.Field); f != nil {
		if out.Label = f.Label; f.Computed {
			out.Imported, out.Note = false, "Not imported: Assay works it out."
		}
	}
	if h.Field == refKey {
		out.Label = refLabel
	}
	if out.Note == "" && h.Field == "" && h.By == "" {
		out.Note = "Not used."
	}
	return out
}

func (im *importer) column(f *record.AnyField, h sheet.Header) (*column, error) {
	c := &column{field: f, header: h.Text, read: map[string]value{}}
	for _, o := range f.Options {
		c.options = append(c.options, sheet.Option(o))
	}
	switch f.Type() {
	case "date":
		var note string
		if c.order, note = sheet.OrderOf(im.texts(h.Index)); note != "" {
			im.plan.Notes = append(im.plan.Notes, h.Text+": "+note)
		}
	case "int", "float":
		c.mark = sheet.MarkOf(im.texts(h.Index))
	}
	if f.Scale == nil {
		return c, nil
	}
	options, err := f.Scale(im.w.Reader)
	for _, o := range options {
		n, _ := strconv.Atoi(o.Value) // 0 for an option that says "not rated"
		c.steps = append(c.steps, sheet.Step{Value: n, Name: o.Label, Synonyms: o.Synonyms})
	}
	return c, err
}

func (im *importer) texts(index int) []string {
	texts := make([]string, len(im.data))
	for i, row := range im.data {
		texts[i] = row.Cell(index)
	}
	return texts
}
