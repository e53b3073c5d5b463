package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

// register makes the routes of one register.
func (s *Server) register(k *shape) []Route {
	at := Base + "/" + k.Plural
	one := at + "/{ref}"
	bind := func(fn func(*call, *shape) error) func(*call) error { return func(c *call) error { return fn(c, k) } }
	routes := []Route{
		{Method: "GET", Pattern: at, Needs: record.MayRead, fn: bind((*call).list), doc: k.docList()},
		{Method: "GET", Pattern: one, Needs: record.MayRead, fn: bind((*call).get), doc: k.docGet()},
		{Method: "GET", Pattern: one + "/history", Needs: record.MayRead, fn: bind((*call).history), doc: k.docHistory()},
		{Method: "GET", Pattern: one + "/links", Needs: record.MayRead, fn: bind((*call).links), doc: k.docLinks()},
	}
	routes = append(routes, Route{Method: "POST", Pattern: one + "/redact", Needs: record.MayRead | record.MayAdminister, fn: bind((*call).redact), doc: k.docRedact()})
	if !k.writable {
		return append(routes, k.actions(one)...)
	}
	create := (*call).create
	if k.Kind == evidence.Evidences.Kind() {
		create = (*call).createEvidence
		routes = append(routes, Route{Method: "GET", Pattern: one + "/file", Needs: record.MayRead, fn: bind((*call).file), doc: docFile()})
	}
	needs := record.MayRead | k.Edit
	routes = append(routes,
		Route{Method: "POST", Pattern: at, Needs: needs, fn: bind(create), doc: k.docCreate()},
		Route{Method: "PATCH", Pattern: at, Needs: needs, fn: bind((*call).bulk), doc: k.docBulk()},
		Route{Method: "PUT", Pattern: one, Needs: needs, fn: bind((*call).put), doc: k.docChange("replace", "Replace a %s; fields left out become empty")},
		Route{Method: "PATCH", Pattern: one, Needs: needs, fn: bind((*call).patch), doc: k.docChange("change", "Change some fields of a %s (RFC 7396)")},
		Route{Method: "DELETE", Pattern: one, Needs: needs, fn: bind((*call).remove), doc: k.docDelete()},
		Route{Method: "POST", Pattern: one + "/restore", Needs: needs, fn: bind((*call).restore), doc: k.docRestore()})
	return append(routes, k.actions(one)...)
}

// countLimit is where a list stops counting.
const countLimit = 10_001

func (c *call) list(s *shape) error {
	v, err := c.view(s)
	if err != nil {
		return err
	}
	var page record.Page
	count := int64(-1)
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		q, err := c.listQuery(r, s)
		if err != nil {
			return err
		}
		if page, err = r.List(s.Kind, q); err != nil {
			return err
		}
		if c.flag("count") {
			if count, err = r.CountMatching(s.Kind, q, countLimit); err != nil {
				return err
			}
		}
		return c.expand(r, s, v, page.Records...)
	})
	if err == nil {
		err = c.nameActors(v)
	}
	if err != nil {
		return err
	}
	c.linkNext(page.Next)
	return c.respond(http.StatusOK, func(b []byte) []byte {
		b = appendList(append(b, `{"items":`...), page.Records, func(b []byte, rec record.Record) []byte { return s.append(b, rec, v) })
		if count >= 0 {
			b = strconv.AppendInt(append(b, `,"count":`...), count, 10)
		}
		return append(appendNext(b, page.Next), '}')
	})
}

func appendNext(b []byte, next string) []byte {
	b = append(b, `,"next":`...)
	if next == "" {
		return append(b, "null"...)
	}
	return appendText(b, next)
}

// linkNext names the next page in a Link header.
func (c *call) linkNext(next string) {
	if next == "" {
		return
	}
	c.query.Set("after", next)
	c.w.Header().Set("Link", "<"+c.r.URL.EscapedPath()+"?"+c.query.Encode()+`>; rel="next"`)
}

func (c *call) get(s *shape) error {
	v, err := c.view(s)
	if err != nil {
		return err
	}
	var rec record.Record
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		if rec, err = r.Find(s.Kind, c.r.PathValue("ref")); err != nil {
			return err
		}
		return c.expand(r, s, v, rec)
	})
	if err == nil {
		err = c.nameActors(v)
	}
	if err != nil {
		return err
	}
	if matches(c.r.Header.Get("If-None-Match"), rec.Base().Rev) && v.only == nil && v.names == nil {
		c.w.Header()["Etag"] = []string{etag(rec.Base().Rev)}
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.respondRecord(http.StatusOK, s, rec, v)
}

// matches reports whether a list of ETags holds that of the revision.
func matches(header string, rev int64) bool {
	for tag := range strings.SplitSeq(header, ",") {
		if tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/"); tag == "*" || tag == etag(rev) {
			return true
		}
	}
	return false
}

// idOf finds a record's id; a deleted record, whose history is left, only by its id.
func idOf(r *record.Reader, k *record.Kind, key string) (string, error) {
	rec, err := r.Find(k, key)
	if errs.Is(err, errs.NotFound) {
		return key, nil
	}
	if err != nil {
		return "", err
	}
	return rec.Base().ID, nil
}

type revision struct {
	Seq      int64    `json:"seq"`
	Rev      int64    `json:"rev"`
	Batch    int64    `json:"batch"`
	Time     string   `json:"time"`
	Actor    actor    `json:"actor"`
	Op       string   `json:"operation"`
	Reason   string   `json:"reason"`
	Ref      string   `json:"ref"`
	Redacted bool     `json:"redacted"`
	Changes  []change `json:"changes"`
}

type actor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

func (c *call) history(s *shape) error {
	limit, err := number(c.query, "limit", 0, 1, record.MaxPage)
	if err != nil {
		return err
	}
	var versions []record.Version
	err = c.org.Read(c.ctx(), func(r *record.Reader) error {
		id, err := idOf(r, s.Kind, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		versions, err = r.History(s.Kind, id, limit)
		return err
	})
	if err != nil {
		return err
	}
	actors := make([]string, len(versions))
	for i, v := range versions {
		actors[i] = v.Actor
	}
	names, err := c.deps.Identity.Names(c.ctx(), actors)
	if err != nil {
		return err
	}
	items := make([]revision, len(versions))
	for i, v := range versions {
		items[i] = revision{v.Seq, v.Rev, v.Batch, stamp(v.Time), actor{v.Actor, names[v.Actor]}, string(v.Op), v.Reason, v.Ref, v.Redacted, []change{}}
		for _, ch := range v.Changes {
			items[i].Changes = append(items[i].Changes, change{ch.Field.Name, ch.Old, ch.New})
		}
	}
	return c.respondWith(http.StatusOK, map[string]any{"items": items})
}

// hit is a record as others name it.
type hit struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Ref   string `json:"ref"`
	Title string `json:"title"`
	Field string `json:"field,omitempty"` // of the record that refers
}

func hitOf(h record.Hit, field string) hit { return hit{h.ID, h.Kind, h.Ref, h.Title, field} }

func hitsOf(links []record.Link) []hit {
	out := make([]hit, len(links))
	for i, l := range links {
		out[i] = hitOf(l.Hit, l.Field)
	}
	return out
}

// links lists what the record refers to and what refers to it.
func (c *call) links(s *shape) error {
	to, from := []hit{}, []hit{}
	err := c.org.Read(c.ctx(), func(r *record.Reader) error {
		rec, err := r.Find(s.Kind, c.r.PathValue("ref"))
		if err != nil {
			return err
		}
		in, err := r.LinksTo(rec.Base().ID, record.MaxPage)
		if err != nil {
			return err
		}
		from = hitsOf(in)
		to, err = s.out(r, rec)
		return err
	})
	if err != nil {
		return err
	}
	return c.respondWith(http.StatusOK, map[string]any{"to": to, "from": from})
}

// out lists what the record refers to, field by field.
func (s *shape) out(r *record.Reader, rec record.Record) ([]hit, error) {
	var ids, fields []string
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.To == "" {
			continue
		}
		for _, id := range strings.Fields(f.Text(rec)) {
			ids, fields = append(ids, id), append(fields, f.Name)
		}
	}
	names, err := r.Named(ids)
	if err != nil {
		return nil, err
	}
	out := make([]hit, len(ids))
	for i, id := range ids {
		out[i] = hitOf(names[id], fields[i])
	}
	return out, nil
}

// expected reads which revision the caller saw; 0 stands for any.
func (c *call) expected() (int64, error) {
	given := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if given == "" {
		return 0, errPrecondition()
	}
	if given == "*" {
		return 0, nil
	}
	text, quoted := strings.CutPrefix(given, `"`)
	text, closed := strings.CutSuffix(text, `"`)
	rev, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !quoted || !closed || rev < 1 {
		return 0, errs.New(errs.Stale, `The header If-Match: %s is not the ETag of a revision. Send the ETag you were given, such as "3".`, given)
	}
	return rev, nil
}

// inRecord says in an error which of several records it is about.
func inRecord(ref string, err error) error {
	if e, ok := err.(*errs.Error); ok {
		out := *e
		out.Message = fmt.Sprintf("%s: %s", ref, e.Message)
		return &out
	}
	return err
}
