package record

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// encode writes the record as the journal keeps it: one JSON object, the reference first, then the fields that are
// not empty in the order of the spec. The same record always gives the same bytes.
func (k *Kind) encode(r Record) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteString(`{"ref":`)
	if err := enc.Encode(r.Base().Ref); err != nil {
		return nil, err
	}
	b.Truncate(b.Len() - 1) // Encode ends with a newline
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Empty(r) {
			continue
		}
		b.WriteString(`,"`)
		b.WriteString(f.Name)
		b.WriteString(`":`)
		if err := enc.Encode(f.Ptr(r)); err != nil {
			return nil, fmt.Errorf("field %s: %w", f.Name, err)
		}
		b.Truncate(b.Len() - 1)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// decode reads what encode wrote. Fields that the spec no longer has are passed over; the journal keeps them.
func (k *Kind) decode(body []byte, r Record) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(body, &values); err != nil {
		return fmt.Errorf("body of %s: %w", k.Name, err)
	}
	if err := json.Unmarshal(values["ref"], &r.Base().Ref); err != nil {
		return fmt.Errorf("body of %s: ref: %w", k.Name, err)
	}
	for name, raw := range values {
		f := k.byName[name]
		if f == nil {
			continue
		}
		if err := json.Unmarshal(raw, f.Ptr(r)); err != nil {
			return fmt.Errorf("body of %s: %s: %w", k.Name, name, err)
		}
	}
	return nil
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
