package exchange

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// ownWords are the references and titles of the file's rows.
func (im *importer) ownWords() (words []string) {
	title := im.k.Fields[0].Name
	for _, cells := range im.data {
		ref, _ := im.reference(cells)
		words = append(words, ref, im.match.Cell(cells, title))
	}
	for _, f := range im.claims {
		words = append(words, f.id)
	}
	return words
}

// reference is what a row calls itself. The characters that a reference cannot hold become dashes.
func (im *importer) reference(cells sheet.Row) (ref, note string) {
	if im.k.Name == controlKind {
		if c, ok := im.controlIn(cells, ""); ok {
			return c.ID, ""
		}
	}
	text := im.match.Cell(cells, refKey)
	if sheet.Blank(text) {
		return "", ""
	}
	ref = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/?#\n\t", r) }), "-")
	if ref = strings.TrimSpace(ref); ref != text {
		note = fmt.Sprintf("The reference %q is kept as %q, as a reference cannot hold / ? or #.", text, ref)
	}
	return ref, note
}

// identify tells for each row which record it is: by its reference or id, without one by a title that is unique.
func (im *importer) identify() error {
	taken := map[string]*row{}
	for _, cells := range im.data {
		r := &row{cells: cells, title: im.match.Cell(cells, im.k.Fields[0].Name)}
		r.Number, r.Title = cells.Number, r.title
		im.rows = append(im.rows, r)
		ref, note := im.reference(cells)
		r.note(note)
		r.Ref = ref
		if r.old = im.self.byName(ref); r.old == nil && ref == "" {
			im.byTitle(r)
		}
		key := record.Fold(ref)
		if r.old != nil {
			key = r.old.Base().ID
		}
		if first := taken[key]; first != nil && key != "" {
			field, text := refKey, ref
			if ref == "" {
				field, text = im.k.Fields[0].Name, r.title
			}
			r.problem(im.heading(field), field, text, fmt.Sprintf("%q is in row %d already", text, first.Number))
			continue
		}
		taken[key] = r
		if err := im.start(r, ref); err != nil {
			return err
		}
	}
	return nil
}

// claim finds for each row of a file of people without a reference whom of the register it means by its name, so that a
// staff list completes the people whom earlier imports created.
func (im *importer) claim() (err error) {
	if im.print.crowd, err = readCrowd(im.w.Reader); err != nil {
		return err
	}
	im.claims = map[int]*folk{}
	by := map[*folk][]int{}
	for _, cells := range im.data {
		if ref, _ := im.reference(cells); ref != "" {
			continue
		}
		if a := im.print.crowd.find(im.match.Cell(cells, im.k.Fields[0].Name)); a.who != nil {
			by[a.who] = append(by[a.who], cells.Number)
		}
	}
	for who, rows := range by {
		if len(rows) == 1 {
			im.claims[rows[0]] = who
		}
	}
	return nil
}

// byTitle finds the record of a row that has no reference.
func (im *importer) byTitle(r *row) {
	titled := im.keyed(r, im.self.byTitle[record.Fold(r.title)])
	switch {
	case im.claims[r.Number] != nil:
		r.old = im.self.byID[im.claims[r.Number].id]
		r.note(fmt.Sprintf("It was taken to be %s, %s.", r.old.Base().Ref, im.k.TitleOf(r.old)))
	case r.title == "" || len(titled) == 0:
	case len(titled) == 1:
		r.old = titled[0]
		r.note(fmt.Sprintf("It was taken to be %s, which has the same name.", r.old.Base().Ref))
	default:
		r.problem(im.heading(im.k.Fields[0].Name), im.k.Fields[0].Name, r.title, fmt.Sprintf("%d %s are named so; add a column of references", len(titled), im.k.Plural))
	}
}

// keyed are those of the records that have also the row's values of the fields by which the kind tells its records apart. Where a
// row says nothing of such a field, all stay.
func (im *importer) keyed(r *row, titled []record.Record) (out []record.Record) {
	out = slices.Clone(titled)
	for _, name := range im.k.Key {
		f, text := im.k.Field(name), im.match.Cell(r.cells, name)
		x := im.finders[f.To]
		if x == nil || sheet.Blank(text) {
			continue
		}
		id := ""
		if meant := x.byName(text); meant != nil {
			id = meant.Base().ID
		} else if named := x.byTitle[record.Fold(text)]; len(named) == 1 {
			id = named[0].Base().ID
		}
		out = slices.DeleteFunc(out, func(rec record.Record) bool { return f.Text(rec) != id })
	}
	return out
}

// start makes the record that the row will become.
func (im *importer) start(r *row, ref string) (err error) {
	if r.old != nil {
		r.Ref = r.old.Base().Ref
		r.rec, err = im.k.Clone(r.old)
		return err
	}
	r.rec = im.k.New()
	r.rec.Base().ID, r.rec.Base().Ref = record.NewID(im.w.Now()), ref
	title := record.Fold(r.title)
	if ref != "" {
		im.newByRef[record.Fold(ref)] = r
		if same := im.self.byTitle[title]; len(same) > 0 && title != "" {
			r.note(fmt.Sprintf("%s has the same name.", same[0].Base().Ref))
		}
	}
	im.newByTitle[title] = append(im.newByTitle[title], r)
	return nil
}
