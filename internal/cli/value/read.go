// Package value turns what people type into what records store, and what records store into what people and scripts
// read.
package value

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
)

// Assign reads arguments such as owner=Okafor into a record, as people write values: labels, names, references. All
// that is wrong is told at once.
func Assign(r *record.Reader, k *record.Kind, rec record.Record, pairs []string) error {
	return assign(k, pairs, "cannot be saved", func(name, text string) error {
		if name == "ref" {
			rec.Base().Ref = text
			return nil
		}
		f := k.Field(name)
		if f == nil {
			return errs.Invalidf("there is no such field; the fields are %s", strings.Join(writable(k), ", "))
		}
		if f.Computed {
			return errs.Invalidf("is set by the program")
		}
		return assignOne(r, f, rec, text)
	})
}

// Ask sets the fields that a step asks for, as people write them.
func Ask(r *record.Reader, k *record.Kind, rec record.Record, step *record.AnyStep, pairs []string) error {
	return assign(k, pairs, "stays as it is", func(name, text string) error {
		if !slices.Contains(step.Asks, name) {
			return errs.Invalidf("is not asked for; %q asks for: %s", step.Name, strings.Join(step.Asks, ", "))
		}
		return assignOne(r, k.Field(name), rec, text)
	})
}

func assign(k *record.Kind, pairs []string, outcome string, one func(name, text string) error) error {
	var bad []errs.Field
	for _, pair := range pairs {
		name, text, ok := strings.Cut(pair, "=")
		if !ok {
			return errs.New(errs.BadRequest, "%q is not a field and its value; write field=value.", pair)
		}
		if err := one(strings.TrimSpace(name), strings.TrimSpace(text)); err != nil {
			if errs.KindOf(err) == errs.Internal {
				return err
			}
			bad = append(bad, errs.Field{Name: name, Message: strings.TrimSuffix(err.Error(), ".")})
		}
	}
	if len(bad) > 0 {
		return &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("The %s %s.", k.Singular, outcome), Fields: bad}
	}
	return nil
}

func assignOne(r *record.Reader, f *record.AnyField, rec record.Record, text string) error {
	stored, err := Understand(r, f, text)
	if err != nil {
		return err
	}
	if err := f.Parse(rec, stored); err != nil {
		return errs.Invalidf("%v", err)
	}
	return nil
}

func writable(k *record.Kind) (names []string) {
	for i := range k.Fields {
		if !k.Fields[i].Computed {
			names = append(names, k.Fields[i].Name)
		}
	}
	return names
}

// Understand turns what people write into what the field stores.
func Understand(r *record.Reader, f *record.AnyField, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	switch f.Type() {
	case "choice":
		return sheet.Pick(text, Options(f.Options))
	case "set":
		return eachOf(text, func(t string) (string, error) { return sheet.Pick(t, Options(f.Options)) })
	case "bool":
		yes, _, err := sheet.YesNo(text)
		return strconv.FormatBool(yes), err
	case "int":
		return understandScale(r, f, text)
	case "float":
		n, _, err := sheet.Number(text, sheet.GuessMark)
		return strconv.FormatFloat(n, 'f', -1, 64), err
	case "date":
		day, err := sheet.Date(text, sheet.GuessOrder)
		if err == nil && day.Note != "" {
			return "", errs.Invalidf("%q could be read in two ways; write it like 2026-03-14", text)
		}
		return day.From, err
	case "ref":
		return referred(r, f.To, text)
	case "refs":
		return eachOf(text, func(t string) (string, error) { return referred(r, f.To, t) })
	}
	return text, nil
}

func eachOf(text string, one func(string) (string, error)) (string, error) {
	var values []string
	for _, t := range sheet.Names(text) {
		v, err := one(t)
		if err != nil {
			return "", err
		}
		values = append(values, v)
	}
	return strings.Join(values, " "), nil
}

func understandScale(r *record.Reader, f *record.AnyField, text string) (string, error) {
	if f.Scale == nil {
		return text, nil
	}
	scale, err := f.Scale(r)
	if err != nil {
		return "", err
	}
	if _, err := strconv.Atoi(text); err == nil && len(scale) == 0 {
		return text, nil // the rules say what is wrong with it
	}
	if len(scale) == 0 {
		return "", errs.Invalidf("there is no scale yet; approve a version of the risk criteria first")
	}
	steps := make([]sheet.Step, len(scale))
	for i, o := range scale {
		n, err := strconv.Atoi(o.Value)
		if err != nil {
			return "", err
		}
		steps[i] = sheet.Step{Value: n, Name: o.Label, Synonyms: o.Synonyms}
	}
	i, _, err := sheet.Level(text, steps)
	if err != nil || i == sheet.NoLevel {
		return "", err
	}
	return scale[i].Value, nil
}

// Options are choices as package sheet takes them.
func Options(of []record.Option) []sheet.Option {
	out := make([]sheet.Option, len(of))
	for i, o := range of {
		out[i] = sheet.Option{Value: o.Value, Label: o.Label, Synonyms: o.Synonyms}
	}
	return out
}

// referred finds the id of the record of a kind that text means: by reference, id, title, or for people by name or
// address.
func referred(r *record.Reader, to, text string) (string, error) {
	k, err := Kind(to)
	if err != nil {
		return "", err
	}
	if to == "control" {
		if c, ok := catalog.Normalize(text, catalog.Edition2022); ok {
			text = c.ID
		}
	}
	rec, err := r.Find(k, text)
	if err == nil {
		return rec.Base().ID, nil
	}
	if !errs.Is(err, errs.NotFound) {
		return "", err
	}
	if to == "person" {
		return person(r, text)
	}
	page, err := r.List(k, record.Query{Filters: []record.Filter{{Field: k.Fields[0].Name, Values: []string{text}}}})
	if err != nil {
		return "", err
	}
	same := slices.DeleteFunc(page.Records, func(c record.Record) bool { return record.Fold(k.TitleOf(c)) != record.Fold(text) })
	switch len(same) {
	case 0:
		return "", errs.Invalidf("there is no %s %q", k.Singular, text)
	case 1:
		return same[0].Base().ID, nil
	}
	return "", errs.Invalidf("%q names %d %s; write the reference", text, len(same), k.Plural)
}

func person(r *record.Reader, text string) (string, error) {
	all, err := people.Persons.All(r, record.Query{})
	if err != nil {
		return "", err
	}
	known := make([]sheet.Known, len(all))
	for i, p := range all {
		known[i] = sheet.Known{Name: p.Name, Email: p.Email}
	}
	found := sheet.Person(text, known)
	if found.Certain {
		return all[found.Index].ID, nil
	}
	var likely []string
	for _, i := range found.Suggestions {
		likely = append(likely, all[i].Ref+" "+all[i].Name)
	}
	if len(likely) > 0 {
		return "", errs.Invalidf("%q may be %s; write the reference", text, strings.Join(likely, ", "))
	}
	return "", errs.Invalidf("there is no person %q; add one with: assay add people name=%q", text, text)
}

// Kind finds a register by its name, singular or plural. The instance's own are not among them.
func Kind(name string) (*record.Kind, error) {
	var names []string
	for _, k := range isms.Kinds() {
		if name == k.Name || name == k.Plural {
			return k, nil
		}
		names = append(names, k.Plural)
	}
	return nil, errs.New(errs.BadRequest, "There is no register %q. The registers are %s.", name, strings.Join(names, ", "))
}
