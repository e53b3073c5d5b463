package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// encode writes the record as the journal keeps it: one JSON object, the reference first, then the fields that are
// not empty in the order of the spec. The same record always gives the same bytes.
func (k *Kind) encode(r Record) (body []byte, err error) {
	body = append(make([]byte, 0, 512), `{"ref":`...)
	if body, err = appendJSON(body, &r.Base().Ref); err != nil {
		return nil, err
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Empty(r) {
			continue
		}
		body = append(append(append(body, `,"`...), f.Name...), `":`...)
		if body, err = appendJSON(body, f.Ptr(r)); err != nil {
			return nil, fmt.Errorf("field %s: %w", f.Name, err)
		}
	}
	return append(body, '}'), nil
}

// appendJSON appends what encoding/json writes without escaping for HTML; the commonest values on a short way.
func appendJSON(b []byte, ptr any) ([]byte, error) {
	switch v := ptr.(type) {
	case *string:
		if isPlain(*v) {
			return append(append(append(b, '"'), *v...), '"'), nil
		}
	case *Date:
		if isPlain(string(*v)) {
			return append(append(append(b, '"'), *v...), '"'), nil
		}
	case *Ref:
		if isPlain(string(*v)) {
			return append(append(append(b, '"'), *v...), '"'), nil
		}
	case *int:
		return strconv.AppendInt(b, int64(*v), 10), nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(ptr); err != nil {
		return nil, err
	}
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...), nil
}

// isPlain reports whether JSON writes s as it stands, between quotes.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decode reads what encode wrote. Fields that the spec no longer has are passed over; the journal keeps them.
func (k *Kind) decode(body []byte, r Record) error {
	next := 0 // the field expected, since bodies follow the spec
	err := members(body, func(name, value []byte) error {
		if string(name) == "ref" {
			return readJSON(value, &r.Base().Ref)
		}
		for i := next; i < len(k.Fields); i++ {
			if k.Fields[i].Name == string(name) {
				next = i + 1
				return readJSON(value, k.Fields[i].Ptr(r))
			}
		}
		if f := k.byName[string(name)]; f != nil {
			return readJSON(value, f.Ptr(r))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("body of %s: %w", k.Name, err)
	}
	return nil
}

// refOf reads the reference alone, which stands first.
func refOf(body []byte) (ref string, err error) {
	err = members(body, func(name, value []byte) error {
		if string(name) != "ref" {
			return errBody
		}
		if err := readJSON(value, &ref); err != nil {
			return err
		}
		return errEnd
	})
	if err == errEnd {
		err = nil
	}
	return ref, err
}

func readJSON(value []byte, ptr any) error {
	if n := len(value); value[0] == '"' && n > 1 && bytes.IndexByte(value, '\\') < 0 {
		switch v := ptr.(type) {
		case *string:
			*v = string(value[1 : n-1])
			return nil
		case *Date:
			*v = Date(value[1 : n-1])
			return nil
		case *Ref:
			*v = Ref(value[1 : n-1])
			return nil
		}
	}
	if v, ok := ptr.(*int); ok {
		var err error
		*v, err = strconv.Atoi(string(value))
		return err
	}
	return json.Unmarshal(value, ptr)
}

var errBody = errors.New("it is not an object as the engine writes it")

// members calls fn for each member of a JSON object written without white space, as encode does.
func members(body []byte, fn func(name, value []byte) error) error {
	if len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' {
		return errBody
	}
	for rest := body[1 : len(body)-1]; len(rest) > 0; {
		colon := valueEnd(rest)
		if colon < 2 || rest[0] != '"' || colon+1 >= len(rest) || rest[colon] != ':' {
			return errBody
		}
		name := rest[1 : colon-1]
		rest = rest[colon+1:]
		end := valueEnd(rest)
		if end == 0 || end < len(rest) && rest[end] != ',' {
			return errBody
		}
		if err := fn(name, rest[:end]); err != nil {
			return err
		}
		rest = rest[min(end+1, len(rest)):]
	}
	return nil
}

// valueEnd is where the JSON value that b begins with ends.
func valueEnd(b []byte) int {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			if quoted = !quoted; !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case depth == 0 && c == ',':
			return i
		}
	}
	return len(b)
}

// Clone copies a record, so that a caller may change the copy.
func (k *Kind) Clone(r Record) (Record, error) {
	body, err := k.encode(r)
	if err != nil {
		return nil, err
	}
	out := k.make()
	*out.Base() = *r.Base()
	return out, k.decode(body, out)
}

// Change is one field that differs between two revisions, as stored text.
type Change struct {
	Field    *AnyField
	Old, New string
}

// Diff lists the fields that differ; either record may be nil.
func (k *Kind) Diff(old, rec Record) (changes []Change) {
	text := func(f *AnyField, r Record) string {
		if r == nil || f.Empty(r) {
			return ""
		}
		return f.Text(r)
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		if a, b := text(f, old), text(f, rec); a != b {
			changes = append(changes, Change{f, a, b})
		}
	}
	return changes
}
