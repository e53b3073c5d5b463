package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

const (
	maxBody  = 1 << 20
	typeJSON = "application/json"
)

// body reads the request's JSON.
func (c *call) body() ([]byte, error) {
	if given := c.r.Header.Get("Content-Type"); given != "" {
		if media, _, err := mime.ParseMediaType(given); err != nil || media != typeJSON && media != "application/merge-patch+json" {
			return nil, &refusal{status: http.StatusUnsupportedMediaType, code: "unsupported-media-type", message: "Send JSON: Content-Type: " + typeJSON + "."}
		}
	}
	return io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
}

// decode reads the request's JSON into a structure; no body stands for an empty object.
func (c *call) decode(into any) error {
	text, err := c.body()
	if err != nil || len(bytes.TrimSpace(text)) == 0 {
		return err
	}
	return strict(text, into)
}

func strict(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return errs.New(errs.BadRequest, "The body cannot be read: %s.", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := dec.Token(); err != io.EOF {
		return errs.New(errs.BadRequest, "The body goes on after its JSON value.")
	}
	return nil
}

// values are the members of a JSON object, each still JSON.
type values map[string]json.RawMessage

func (c *call) values() (v values, err error) {
	text, err := c.body()
	if err != nil {
		return nil, err
	}
	return v, readObject(text, &v)
}

func readObject(text []byte, v *values) error {
	if err := strict(text, v); err != nil {
		return err
	}
	if *v == nil {
		return errs.New(errs.BadRequest, "The body must be a JSON object.")
	}
	return nil
}

// set puts the values into the record. With replace, fields that are not given become empty.
func (s *shape) set(r *record.Reader, rec record.Record, given values, replace bool) error {
	before := map[string]json.RawMessage{}
	if err := json.Unmarshal(s.append(nil, rec, nil), &before); err != nil {
		return err
	}
	for i := range s.Fields {
		if f := &s.Fields[i]; replace && !f.Computed {
			empty(f, rec)
		}
	}
	return s.each(given, "cannot be saved", func(name string) (string, error) { return s.setOne(r, rec, name, given[name], before[name]) })
}

// ask puts the values into the record that a step asks for.
func (s *shape) ask(r *record.Reader, rec record.Record, step *record.AnyStep, given values) error {
	return s.each(given, "stays as it is", func(name string) (string, error) {
		if !slices.Contains(step.Asks, name) {
			return fmt.Sprintf("is not asked for; %q asks for: %s", step.Name, strings.Join(step.Asks, ", ")), nil
		}
		return assign(r, s.Field(name), rec, given[name])
	})
}

// each sets the values one by one; set says what is wrong with a value, "" if nothing. All that is wrong is told at once.
func (s *shape) each(given values, outcome string, set func(name string) (string, error)) error {
	var bad []errs.Field
	for _, name := range slices.Sorted(maps.Keys(given)) {
		message, err := set(name)
		if err != nil {
			return err
		}
		if message != "" {
			bad = append(bad, errs.Field{Name: name, Message: message})
		}
	}
	if bad != nil {
		return &errs.Error{Kind: errs.Invalid, Message: fmt.Sprintf("The %s %s.", s.Singular, outcome), Fields: bad}
	}
	return nil
}

// setOne sets one field and says what is wrong with the value, "" if nothing. What cannot be set may be sent back as
// it was read.
func (s *shape) setOne(r *record.Reader, rec record.Record, name string, raw, before json.RawMessage) (string, error) {
	f := s.Field(name)
	switch {
	case name == "ref":
		return readRef(&rec.Base().Ref, raw), nil
	case f == nil && before == nil:
		return fmt.Sprintf("is no field of a %s; the fields are: %s", s.Singular, strings.Join(s.writableNames(), ", ")), nil
	case f == nil || f.Computed:
		var same bytes.Buffer
		if json.Compact(&same, raw) == nil && bytes.Equal(same.Bytes(), before) {
			return "", nil
		}
		return "is set by the program and cannot be written; leave it out", nil
	}
	return assign(r, f, rec, raw)
}

func readRef(ref *string, raw json.RawMessage) string {
	if json.Unmarshal(raw, ref) != nil {
		return "must be text in quotes"
	}
	*ref = strings.TrimSpace(*ref)
	return ""
}

func (s *shape) writableNames() []string {
	names := []string{"ref"}
	for i := range s.Fields {
		if !s.Fields[i].Computed {
			names = append(names, s.Fields[i].Name)
		}
	}
	return names
}

// empty gives the field its zero value.
func empty(f *record.AnyField, rec record.Record) {
	text := ""
	if f.Type() == "json" {
		text = "null"
	}
	_ = f.Parse(rec, text) // empty text is always understood
}

// wanted says what JSON each type of field takes.
var wanted = map[string]string{
	"text": "must be text in quotes", "choice": "must be text in quotes", "date": "must be a day in quotes, such as \"2026-03-14\"",
	"set": "must be a list of texts", "bool": "must be true or false", "int": "must be a whole number", "float": "must be a number",
	"ref": "must be the id or the reference of a record, in quotes", "refs": "must be a list of ids or references",
}

func assign(r *record.Reader, f *record.AnyField, rec record.Record, raw json.RawMessage) (string, error) {
	empty(f, rec)
	if string(raw) == "null" {
		return "", nil
	}
	var text string
	var list []string
	var err error
	switch f.Type() {
	case "text", "choice", "date":
		if err = json.Unmarshal(raw, &text); err == nil {
			err = f.Parse(rec, text)
		}
	case "set":
		if err = json.Unmarshal(raw, &list); err == nil {
			return setOptions(f, rec, list), nil
		}
	case "ref":
		if err = json.Unmarshal(raw, &text); err == nil {
			return setRefs(r, f, rec, []string{text})
		}
	case "refs":
		if err = json.Unmarshal(raw, &list); err == nil {
			return setRefs(r, f, rec, list)
		}
	case "json":
		if err := strict(raw, f.Ptr(rec)); err != nil {
			return "has another structure: " + err.Error(), nil
		}
	default:
		err = json.Unmarshal(raw, f.Ptr(rec))
	}
	if err != nil {
		return wanted[f.Type()], nil
	}
	return "", nil
}

func setOptions(f *record.AnyField, rec record.Record, list []string) string {
	for _, v := range list {
		if _, ok := f.Option(v); !ok {
			return fmt.Sprintf("%q is not one of its options", v)
		}
	}
	_ = f.Parse(rec, strings.Join(list, " ")) // options hold no spaces
	return ""
}

func setRefs(r *record.Reader, f *record.AnyField, rec record.Record, list []string) (string, error) {
	list = slices.DeleteFunc(list, func(s string) bool { return s == "" })
	ids, unknown, err := resolve(r, f.To, list)
	if err != nil {
		return "", err
	}
	if len(unknown) > 0 {
		return fmt.Sprintf("there is no %s %q", f.To, unknown[0]), nil
	}
	return "", f.Parse(rec, strings.Join(ids, " "))
}

// resolve turns ids and human references of one kind into ids; unknown are those that lead nowhere. It asks in
// batches, since a request may name many.
func resolve(r *record.Reader, kind string, list []string) (ids, unknown []string, err error) {
	k, err := r.Org().Store().Kind(kind)
	if err != nil {
		return nil, nil, err
	}
	known := map[string]string{} // what people write → id
	named, err := r.Named(slices.DeleteFunc(slices.Clone(list), unstorable))
	if err != nil {
		return nil, nil, err
	}
	refs := slices.DeleteFunc(slices.Clone(list), func(v string) bool { return unstorable(v) || named[v].Kind == kind })
	for part := range slices.Chunk(refs, 200) {
		page, err := r.List(k, record.Query{Filters: []record.Filter{{Field: "ref", Values: part}}, Limit: len(part)})
		if err != nil {
			return nil, nil, err
		}
		for _, rec := range page.Records {
			known[record.Fold(rec.Base().Ref)] = rec.Base().ID
		}
	}
	for _, v := range list {
		if named[v].Kind == kind {
			ids = append(ids, v)
		} else if id := known[record.Fold(v)]; id != "" {
			ids = append(ids, id)
		} else {
			unknown = append(unknown, v)
		}
	}
	return ids, unknown, nil
}

// unstorable reports whether text holds what PostgreSQL cannot even be asked about.
func unstorable(s string) bool { return strings.IndexByte(s, 0) >= 0 }
