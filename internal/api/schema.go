package api

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/record"
)

// object is JSON made once for the OpenAPI document.
type object = map[string]any

func ref(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func listOf(items any) object { return object{"type": "array", "items": items} }

func text(about string) object { return object{"type": "string", "description": about} }

// page is the schema of an answer with items and the other members.
func page(items any, more object) object {
	members := object{"items": listOf(items)}
	required := []string{"items"}
	for name, schema := range more {
		members[name] = schema
		if name != "count" {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	return object{"type": "object", "properties": members, "required": required}
}

// schemaFor is the schema of a Go type as encoding/json writes it.
func schemaFor[T any]() object { return schemaOf(reflect.TypeFor[T]()) }

func schemaOf(t reflect.Type) object {
	if t == reflect.TypeFor[time.Time]() {
		return object{"type": "string", "format": "date-time"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return orNull(schemaOf(t.Elem()))
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer", "format": "int64"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return object{"type": "string", "contentEncoding": "base64"}
		}
		return listOf(schemaOf(t.Elem()))
	case reflect.Map:
		return object{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		return schemaOfStruct(t)
	}
	return object{}
}

func schemaOfStruct(t reflect.Type) object {
	members, required := object{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			inner := schemaOfStruct(f.Type)
			maps.Copy(members, inner["properties"].(object))
			required = append(required, inner["required"].([]string)...)
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		members[name] = schemaOf(f.Type)
		if option == "" {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": members, "required": required}
}

func orNull(schema object) object {
	if kind, ok := schema["type"].(string); ok {
		schema["type"] = []string{kind, "null"}
	}
	return schema
}

// fieldSchema describes the values of one field; expanded answers name what a reference leads to.
func fieldSchema(f *record.AnyField, sample record.Record, writing bool) object {
	options := func() []any {
		out := []any{}
		for _, o := range f.Options {
			out = append(out, o.Value)
		}
		return out
	}
	link := object{"type": "string", "description": "Id of a " + f.To + ", or its reference."}
	if !writing {
		link = object{"anyOf": []any{object{"type": "string"}, ref("Named")}}
	}
	switch f.Type() {
	case "text":
		return textSchema(f)
	case "choice":
		return object{"type": []string{"string", "null"}, "enum": append(options(), nil)}
	case "set":
		return listOf(object{"type": "string", "enum": options()})
	case "date":
		return object{"type": []string{"string", "null"}, "format": "date"}
	case "bool":
		return object{"type": "boolean"}
	case "int":
		return object{"type": "integer", "format": "int64"}
	case "float":
		return object{"type": "number", "format": "double"}
	case "ref":
		return object{"anyOf": []any{link, object{"type": "null"}}}
	case "refs":
		return listOf(link)
	}
	return orNull(schemaOf(reflect.TypeOf(f.Ptr(sample)).Elem()))
}

func textSchema(f *record.AnyField) object {
	schema := object{"type": "string", "maxLength": 100_000}
	if !f.Long {
		schema["pattern"] = `^[^\n\r]*$`
	}
	return schema
}

// about is what people read about a field: label, unit, options and help.
func about(f *record.AnyField) string {
	parts := []string{f.Label + "."}
	if f.Unit != "" {
		parts = append(parts, "In "+f.Unit+".")
	}
	for i, o := range f.Options {
		lead := map[bool]string{true: "Options: "}[i == 0]
		end := map[bool]string{true: ".", false: ","}[i == len(f.Options)-1]
		parts = append(parts, lead+o.Value+" ("+o.Label+")"+end)
	}
	if f.Scale != nil {
		parts = append(parts, "A step of the organisation's scale, from 1; 0 means not rated.")
	}
	if f.Help != "" {
		parts = append(parts, f.Help)
	}
	return strings.Join(parts, " ")
}

func (s *shape) schemaName() string { return pascal(s.Name) }
func (s *shape) inputName() string  { return pascal(s.Name) + "Input" }

// schemas are those of a record as it is read and as it is written.
func (s *shape) schemas() (read, input object) {
	sample := s.New()
	readable := object{
		"id":         object{"type": "string", "readOnly": true, "description": "Never changes and is never reused."},
		"ref":        object{"type": "string", "description": "The human reference, unique in the register, such as " + s.Prefix + "-1."},
		"rev":        object{"type": "integer", "readOnly": true, "description": "Revision, from 1; also the ETag."},
		"seq":        object{"type": "integer", "readOnly": true, "description": "The journal entry of this revision."},
		"updated_at": object{"type": "string", "format": "date-time", "readOnly": true},
		"updated_by": object{"readOnly": true, "description": "Who wrote this revision.", "anyOf": []any{object{"type": "string"}, ref("Actor")}},
	}
	writable := object{"ref": object{"type": "string", "minLength": 1, "maxLength": 60, "description": "Chosen by the program when left out."}}
	required := []string{}
	for i := range s.Fields {
		f := &s.Fields[i]
		schema := fieldSchema(f, sample, false)
		schema["description"] = about(f)
		readable[f.Name] = schema
		if f.Computed {
			schema["readOnly"] = true
			continue
		}
		in := fieldSchema(f, sample, true)
		in["description"] = about(f)
		writable[f.Name] = in
		if f.Required {
			required = append(required, f.Name)
		}
	}
	read = object{"type": "object", "description": s.About, "properties": readable, "required": []string{"id", "ref"}}
	input = object{"type": "object", "properties": writable, "required": required, "additionalProperties": false, "examples": []any{s.example()}}
	return read, input
}

// example is a record as it could be sent.
func (s *shape) example() object {
	out := object{}
	for i := range s.Fields {
		f := &s.Fields[i]
		switch {
		case f.Computed || !f.Listed && !f.Required:
		case f.Type() == "text":
			out[f.Name] = f.Label
		case f.Type() == "choice":
			out[f.Name] = f.Options[0].Value
		case f.Type() == "set":
			out[f.Name] = []string{f.Options[0].Value}
		case f.Type() == "date":
			out[f.Name] = "2026-03-14"
		case f.Type() == "bool":
			out[f.Name] = true
		case f.Type() == "int":
			out[f.Name] = 3
		}
	}
	return out
}

// query describes a parameter in the address.
func query(name, about string, schema object) object {
	return object{"name": name, "in": "query", "description": about, "schema": schema}
}

func header(name, about string, required bool) object {
	return object{"name": name, "in": "header", "description": about, "required": required, "schema": object{"type": "string"}}
}

func whole(least, most, missing int) object {
	return object{"type": "integer", "minimum": least, "maximum": most, "default": missing}
}

func code(status int) string { return strconv.Itoa(status) }
