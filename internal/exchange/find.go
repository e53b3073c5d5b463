package exchange

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// controlKind is the register whose references the standard gives.
const controlKind = "control"

// finder finds the records of one kind that a file's words name, read in batches.
type finder struct {
	kind    *record.Kind
	byRef   map[string]record.Record // by folded reference
	byID    map[string]record.Record
	byTitle map[string][]record.Record // by folded title
}

func newFinder(k *record.Kind) *finder {
	return &finder{kind: k, byRef: map[string]record.Record{}, byID: map[string]record.Record{}, byTitle: map[string][]record.Record{}}
}

const batch = 256

// load reads the records whose reference, id or title is one of the words.
func (x *finder) load(r *record.Reader, words []string) error {
	words = distinct(words)
	title := x.kind.Fields[0].Name
	for len(words) > 0 {
		part := words[:min(batch, len(words))]
		words = words[len(part):]
		padded := append(make([]string, 0, batch), part...)
		for len(padded) < batch { // one statement for all batches
			padded = append(padded, part[len(part)-1])
		}
		for _, field := range []string{"ref", "id", title} {
			q := record.Query{Filters: []record.Filter{{Field: field, Values: padded}}}
			if err := r.Each(x.kind, q, x.keep); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *finder) keep(rec record.Record) error {
	m := rec.Base()
	if x.byID[m.ID] != nil {
		return nil
	}
	x.byID[m.ID], x.byRef[record.Fold(m.Ref)] = rec, rec
	title := record.Fold(x.kind.TitleOf(rec))
	x.byTitle[title] = append(x.byTitle[title], rec)
	return nil
}

func distinct(words []string) []string {
	seen := map[string]bool{"": true}
	var out []string
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// byName finds a record by reference or id.
func (x *finder) byName(word string) record.Record {
	if rec := x.byRef[record.Fold(word)]; rec != nil {
		return rec
	}
	return x.byID[word]
}

// words are what a cell that names records of the kind may mean: the whole text, and the pieces of a list.
func words(kind, text string) []string {
	if kind == controlKind {
		found, unknown := catalog.FindAll(text, "")
		var refs []string
		for _, c := range found {
			refs = append(refs, c.ID)
		}
		return append(refs, unknown...)
	}
	return sheet.Names(text)
}

// link finds the records that a cell names: records of the register, and rows of the same file that would be created.
func (im *importer) link(f *record.AnyField, text string, row *row) (ids []string, err error) {
	x := im.finders[f.To]
	if id, err := im.one(x, text, row); err == nil {
		return []string{id}, nil
	}
	pieces := words(f.To, text)
	if f.Type() == "ref" && len(pieces) > 1 {
		return nil, errs.Invalidf("%q names %d records. Write one.", shorten(text), len(pieces))
	}
	var unknown []string
	for _, word := range pieces {
		id, err := im.one(x, word, row)
		if err != nil {
			unknown = append(unknown, err.Error())
			continue
		}
		ids = append(ids, id)
	}
	if unknown != nil {
		return nil, errs.Invalidf("%s", strings.Join(unknown, "; "))
	}
	return ids, nil
}

// one finds one record by reference, id or unique title.
func (im *importer) one(x *finder, word string, from *row) (string, error) {
	if rec := x.byName(word); rec != nil {
		return rec.Base().ID, nil
	}
	titled := x.byTitle[record.Fold(word)]
	if x == im.self {
		if other := im.newByRef[record.Fold(word)]; other != nil {
			return from.dependOn(other), nil
		}
		if others := im.newByTitle[record.Fold(word)]; len(others) == 1 && len(titled) == 0 {
			return from.dependOn(others[0]), nil
		}
	}
	switch len(titled) {
	case 0:
		return "", errs.Invalidf("there is no %s %q", x.kind.Singular, shorten(word))
	case 1:
		return titled[0].Base().ID, nil
	}
	var refs []string
	for _, rec := range titled[:min(len(titled), 5)] {
		refs = append(refs, rec.Base().Ref)
	}
	return "", errs.Invalidf("%q is the name of %s; write the reference", shorten(word), strings.Join(refs, ", "))
}

// dependOn notes that the row needs another to be written first.
func (r *row) dependOn(other *row) string {
	if other != r {
		r.needs = append(r.needs, other)
	}
	return other.rec.Base().ID
}

func shorten(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

// count says how many of what.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
