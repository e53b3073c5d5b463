package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/record"
)

// shape is a kind prepared for JSON. Records are written straight from their fields into the answer's buffer.
type shape struct {
	*record.Kind
	keys     []string // `,"name":` of each field
	writable bool     // has fields that people set
}

func newShape(k *record.Kind) *shape {
	s := &shape{Kind: k}
	for i := range k.Fields {
		s.keys = append(s.keys, `,"`+k.Fields[i].Name+`":`)
		s.writable = s.writable || !k.Fields[i].Computed
	}
	return s
}

// view says how records appear in one answer.
type view struct {
	only     map[string]bool       // these fields, beside id and ref; nil for all
	names    map[string]record.Hit // with expand: what references lead to
	changers []string              // with expand: ids of who wrote
	actors   map[string]string     // and their names
}

var metaNames = []string{"id", "ref", "rev", "seq", "updated_at", "updated_by"}

// append writes the record as a JSON object. v may be nil.
func (s *shape) append(b []byte, rec record.Record, v *view) []byte {
	b = s.appendOpen(b, rec, v)
	return append(b, '}')
}

// appendOpen is append without the closing brace, for answers that say more about a record.
func (s *shape) appendOpen(b []byte, rec record.Record, v *view) []byte {
	if v == nil {
		v = &view{}
	}
	m := rec.Base()
	b = appendText(append(b, `{"id":`...), m.ID)
	b = appendText(append(b, `,"ref":`...), m.Ref)
	if v.shows("rev") {
		b = strconv.AppendInt(append(b, `,"rev":`...), m.Rev, 10)
	}
	if v.shows("seq") {
		b = strconv.AppendInt(append(b, `,"seq":`...), m.Seq, 10)
	}
	if v.shows("updated_at") {
		b = append(m.UpdatedAt.UTC().AppendFormat(append(b, `,"updated_at":"`...), db.Time), '"')
	}
	if v.shows("updated_by") {
		b = v.appendActor(append(b, `,"updated_by":`...), m.UpdatedBy)
	}
	for i := range s.Fields {
		if f := &s.Fields[i]; v.shows(f.Name) {
			b = v.appendField(append(b, s.keys[i]...), f, rec)
		}
	}
	return b
}

func (v *view) shows(name string) bool { return v.only == nil || v.only[name] }

func (v *view) appendField(b []byte, f *record.AnyField, rec record.Record) []byte {
	switch p := f.Ptr(rec).(type) {
	case *string:
		if *p == "" && len(f.Options) > 0 {
			return append(b, "null"...)
		}
		return appendText(b, *p)
	case *record.Date:
		if *p == "" {
			return append(b, "null"...)
		}
		return appendText(b, string(*p))
	case *bool:
		return strconv.AppendBool(b, *p)
	case *int:
		return strconv.AppendInt(b, int64(*p), 10)
	case *float64:
		return strconv.AppendFloat(b, *p, 'f', -1, 64)
	case *record.Ref:
		if *p == "" {
			return append(b, "null"...)
		}
		return v.appendRef(b, string(*p))
	case *record.Refs:
		return appendList(b, *p, v.appendRef)
	case *record.Set:
		return appendList(b, *p, appendText)
	default:
		text, _ := json.Marshal(p) // what the engine stored it can read
		return append(b, text...)
	}
}

func appendList[T any](b []byte, list []T, each func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, item := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = each(b, item)
	}
	return append(b, ']')
}

func (v *view) appendRef(b []byte, id string) []byte {
	if v.names == nil {
		return appendText(b, id)
	}
	b = appendText(append(b, `{"id":`...), id)
	b = appendText(append(b, `,"ref":`...), v.names[id].Ref)
	b = appendText(append(b, `,"title":`...), v.names[id].Title)
	return append(b, '}')
}

func (v *view) appendActor(b []byte, id string) []byte {
	if v.actors == nil {
		return appendText(b, id)
	}
	b = appendText(append(b, `{"id":`...), id)
	b = appendText(append(b, `,"name":`...), v.actors[id])
	return append(b, '}')
}

// appendText writes s as a JSON string. Most text needs no escape and is copied.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, _ := json.Marshal(s) // a string always can be
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

var buffers = sync.Pool{New: func() any { return new(make([]byte, 0, 16<<10)) }}

// respond answers with the JSON that fill appends to a reused buffer.
func (c *call) respond(status int, fill func([]byte) []byte) error {
	buf := buffers.Get().(*[]byte)
	*buf = append(fill((*buf)[:0]), '\n')
	h := c.w.Header()
	h["Content-Type"] = []string{"application/json"}
	h["Content-Length"] = []string{strconv.Itoa(len(*buf))}
	c.w.WriteHeader(status)
	_, _ = c.w.Write(*buf) // the client is gone if this fails
	if cap(*buf) < 1<<20 {
		buffers.Put(buf)
	}
	return nil
}

// respondWith answers with a value that is not a record.
func (c *call) respondWith(status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.respond(status, func(b []byte) []byte { return append(b, text...) })
}

func etag(rev int64) string { return `"` + strconv.FormatInt(rev, 10) + `"` }

// respondRecord answers with one record and its ETag.
func (c *call) respondRecord(status int, s *shape, rec record.Record, v *view) error {
	c.w.Header()["Etag"] = []string{etag(rec.Base().Rev)}
	if status == http.StatusCreated {
		c.w.Header().Set("Location", Base+"/"+s.Plural+"/"+rec.Base().ID)
	}
	return c.respond(status, func(b []byte) []byte { return s.append(b, rec, v) })
}
