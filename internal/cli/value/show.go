package value

import (
	"encoding/json"
	"strings"

	"github.com/assay-isms/assay/internal/record"
)

// View shows records of one kind for people and for JSON.
type View struct {
	k      *record.Kind
	names  map[string]record.Hit      // of the records referred to
	scales map[string][]record.Option // by field
}

// Prepare reads what the records refer to.
func Prepare(r *record.Reader, k *record.Kind, records ...record.Record) (v View, err error) {
	v = View{k: k, scales: map[string][]record.Option{}}
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

// Text is a stored value as people read it.
func (v View) Text(f *record.AnyField, stored string) string {
	switch f.Type() {
	case "bool":
		return map[string]string{"true": "yes", "false": "no"}[stored]
	case "int":
		if stored == "0" {
			return ""
		}
		return Label(v.scales[f.Name], stored)
	case "float":
		if stored == "0" {
			return ""
		}
	case "choice":
		return Label(f.Options, stored)
	case "set":
		return v.join(stored, func(s string) string { return Label(f.Options, s) })
	case "ref", "refs":
		return v.join(stored, v.name)
	case "json":
		if stored == "null" || stored == "[]" || stored == "{}" {
			return ""
		}
	}
	return stored
}

func (v View) join(stored string, one func(string) string) string {
	parts := strings.Fields(stored)
	for i := range parts {
		parts[i] = one(parts[i])
	}
	return strings.Join(parts, ", ")
}

// name is what people call a record: persons by name, everything else by reference.
func (v View) name(id string) string {
	hit, ok := v.names[id]
	switch {
	case !ok:
		return id
	case hit.Kind == "person":
		return hit.Title
	}
	return hit.Ref
}

// Label is what people read for the value of a choice.
func Label(options []record.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Data is a record for JSON: values as stored, references as people write them.
func (v View) Data(rec record.Record) map[string]any {
	m := rec.Base()
	out := map[string]any{"kind": v.k.Name, "id": m.ID, "ref": m.Ref, "rev": m.Rev, "updated_at": m.UpdatedAt, "updated_by": m.UpdatedBy}
	for i := range v.k.Fields {
		f := &v.k.Fields[i]
		out[f.Name] = v.JSON(f, f.Text(rec))
	}
	return out
}

// JSON is a stored value for JSON.
func (v View) JSON(f *record.AnyField, stored string) any {
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

func (v View) ref(id string) string {
	if hit, ok := v.names[id]; ok {
		return hit.Ref
	}
	return id
}
