package exchange

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// between separates the items of one cell.
const between = ", "

// printer writes values as people read them.
type printer struct {
	crowd *crowd // nil where no field names people
	names map[string]record.Hit
}

func newPrinter(r *record.Reader, fields []*record.AnyField) (*printer, error) {
	p := &printer{names: map[string]record.Hit{}}
	for _, f := range fields {
		if f.To == personKind && p.crowd == nil {
			var err error
			if p.crowd, err = readCrowd(r); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// learn finds the references of the records that these name and that are not known yet.
func (p *printer) learn(r *record.Reader, fields []*record.AnyField, records []record.Record) error {
	var ids []string
	for _, f := range fields {
		if f.To == "" || f.To == personKind {
			continue
		}
		for _, rec := range records {
			for id := range strings.FieldsSeq(f.Text(rec)) {
				if _, known := p.names[id]; !known {
					ids = append(ids, id)
					p.names[id] = record.Hit{ID: id, Ref: id}
				}
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := r.Named(ids)
	for id, hit := range found {
		p.names[id] = hit
	}
	return err
}

// cell is the field's value in a table.
func (p *printer) cell(f *record.AnyField, rec record.Record) report.Cell {
	switch v := f.Ptr(rec).(type) {
	case *bool:
		return report.Bool(*v)
	case *int:
		if *v != 0 {
			return report.Int(int64(*v))
		}
	case *float64:
		if *v != 0 {
			return report.Number(*v)
		}
	case *record.Date:
		if day, err := time.Parse(time.DateOnly, string(*v)); err == nil {
			return report.Date(day)
		}
	}
	if text := p.text(f, rec); text != "" {
		return report.Text(text)
	}
	return report.Cell{}
}

// text is the field's value as people read it, "" for none.
func (p *printer) text(f *record.AnyField, rec record.Record) string {
	if v, ok := f.Ptr(rec).(*bool); ok {
		return strconv.FormatBool(*v)
	}
	if f.Empty(rec) {
		return ""
	}
	text := f.Text(rec)
	switch f.Type() {
	case "choice":
		return label(f, text)
	case "set":
		return strings.Join(each(text, func(v string) string { return label(f, v) }), between)
	case "ref":
		return p.name(f.To, text, false)
	case "refs":
		names := each(text, func(id string) string { return p.name(f.To, id, true) })
		slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(record.Fold(a), record.Fold(b)), cmp.Compare(a, b)) })
		return strings.Join(names, between)
	}
	return text
}

func each(text string, print func(string) string) []string {
	words := strings.Fields(text)
	for i := range words {
		words[i] = print(words[i])
	}
	return words
}

func label(f *record.AnyField, value string) string {
	if o, ok := f.Option(value); ok {
		return o.Label
	}
	return value
}

func (p *printer) name(kind, id string, listed bool) string {
	if kind == personKind {
		return p.crowd.display(id, listed)
	}
	if hit := p.names[id]; hit.Ref != "" {
		return hit.Ref
	}
	return id
}
