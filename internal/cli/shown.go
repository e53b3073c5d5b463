package cli

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/record"
)

// shown prepares records of one kind for people and for JSON.
type shown struct {
	k      *record.Kind
	names  map[string]record.Hit      // of the records referred to
	scales map[string][]record.Option // by field
}

// prepare reads what the records refer to.
func prepare(r *record.Reader, k *record.Kind, records ...record.Record) (v shown, err error) {
	v = shown{k: k, scales: map[string][]record.Option{}}
	var ids []string
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Scale != nil {
			if v.scales[f.Name], err = f.Scale(r); err != nil {
				return v, err
			}
		}
		if f.To == "" {
			continue
		}
		for _, rec := range records {
			ids = append(ids, strings.Fields(f.Text(rec))...)
		}
	}
	v.names, err = r.Named(ids)
	return v, err
}

// text is a stored value as people read it.
func (v shown) text(f *record.AnyField, stored string) string {
	switch f.Type() {
	case "bool":
		return map[string]string{"true": "yes", "false": "no"}[stored]
	case "int":
		if stored == "0" {
			return ""
		}
		return label(v.scales[f.Name], stored)
	case "float":
		if stored == "0" {
			return ""
		}
	case "choice":
		return label(f.Options, stored)
	case "set":
		return v.join(stored, func(s string) string { return label(f.Options, s) })
	case "ref", "refs":
		return v.join(stored, v.name)
	case "json":
		if stored == "null" || stored == "[]" || stored == "{}" {
			return ""
		}
	}
	return stored
}

func (v shown) join(stored string, one func(string) string) string {
	parts := strings.Fields(stored)
	for i := range parts {
		parts[i] = one(parts[i])
	}
	return strings.Join(parts, ", ")
}

// name is what people call a record: persons by name, everything else by reference.
func (v shown) name(id string) string {
	hit, ok := v.names[id]
	switch {
	case !ok:
		return id
	case hit.Kind == "person":
		return hit.Title
	}
	return hit.Ref
}

func label(options []record.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// data is a record for JSON: values as stored, references as people write them.
func (v shown) data(rec record.Record) map[string]any {
	m := rec.Base()
	out := map[string]any{"kind": v.k.Name, "id": m.ID, "ref": m.Ref, "rev": m.Rev, "updated_at": m.UpdatedAt, "updated_by": m.UpdatedBy}
	for i := range v.k.Fields {
		f := &v.k.Fields[i]
		out[f.Name] = v.value(f, f.Text(rec))
	}
	return out
}

func (v shown) value(f *record.AnyField, stored string) any {
	switch f.Type() {
	case "bool":
		return stored == "true"
	case "int", "float", "json":
		if stored == "" {
			return nil
		}
		return json.RawMessage(stored)
	case "set":
		return strings.Fields(stored)
	case "ref":
		return v.ref(stored)
	case "refs":
		refs := []string{}
		for _, id := range strings.Fields(stored) {
			refs = append(refs, v.ref(id))
		}
		return refs
	}
	return stored
}

func (v shown) ref(id string) string {
	if hit, ok := v.names[id]; ok {
		return hit.Ref
	}
	return id
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
