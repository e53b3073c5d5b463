package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// listParams are the parameters of a list that are not filters.
var listParams = []string{"q", "sort", "limit", "after", "fields", "count", "expand", "as_of", "format"}

// filterOps are what may follow a field's name and a dot.
var filterOps = []string{"not", "has", "gte", "lte", "empty", "filled"}

// listQuery reads which records a list asks for. References may be human ones; they are looked up.
func (c *call) listQuery(r *record.Reader, s *shape) (q record.Query, err error) {
	q = record.Query{Search: c.query.Get("q"), Sort: c.query.Get("sort"), After: c.query.Get("after")}
	if q.Limit, err = number(c.query, "limit", 100, 1, record.MaxPage); err != nil {
		return q, err
	}
	for name, given := range c.query {
		if slices.Contains(listParams, name) {
			continue
		}
		f, err := s.filter(r, name, given)
		if err != nil {
			return q, err
		}
		q.Filters = append(q.Filters, f)
	}
	slices.SortFunc(q.Filters, func(a, b record.Filter) int { return strings.Compare(a.Field+"."+a.Op, b.Field+"."+b.Op) })
	return q, nil
}

// maxValues is how many values one filter may name.
const maxValues = 200

func (s *shape) filter(r *record.Reader, name string, given []string) (record.Filter, error) {
	field, op, _ := strings.Cut(name, ".")
	f := s.Field(field)
	if f == nil && (field != "ref" && field != "id" || op != "") {
		return record.Filter{}, errs.Invalidf("%s have no field %q to filter by. The fields are: %s; other parameters are: %s.",
			s.Title, name, strings.Join(s.names(), ", "), strings.Join(listParams, ", "))
	}
	if op != "" && !slices.Contains(filterOps, op) {
		return record.Filter{}, errs.Invalidf("A filter cannot compare by %q. It can by %s.", op, strings.Join(filterOps, ", "))
	}
	out := record.Filter{Field: field, Op: op, Values: given}
	if op != "" && op != "not" || f != nil && f.Type() == "text" { // text may hold commas
		return out, nil
	}
	out.Values = strings.Split(strings.Join(given, ","), ",")
	if len(out.Values) > maxValues {
		return out, errs.New(errs.BadRequest, "The filter on %s names %d values; at most %d can be named.", name, len(out.Values), maxValues)
	}
	if f != nil && f.To != "" {
		return out, lookUp(r, f.To, out.Values)
	}
	return out, nil
}

// names are all that can be read of a record.
func (s *shape) names() []string {
	names := slices.Clone(metaNames)
	for i := range s.Fields {
		names = append(names, s.Fields[i].Name)
	}
	return names
}

// lookUp turns human references into ids; an unknown one stays and just matches nothing.
func lookUp(r *record.Reader, kind string, values []string) error {
	for i, v := range values {
		ids, _, err := resolve(r, kind, []string{v})
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			values[i] = ids[0]
		}
	}
	return nil
}

// number reads a whole number from the address.
func number(query url.Values, name string, missing, least, most int64) (int, error) {
	text := query.Get(name)
	if text == "" {
		return int(missing), nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, errs.New(errs.BadRequest, "%s must be a whole number from %d to %d, and is %q.", name, least, most, text)
	}
	return int(n), nil
}

// view reads which fields an answer shows and whether it names what they refer to.
func (c *call) view(s *shape) (*view, error) {
	v := &view{}
	if c.query.Get("fields") == "" {
		return v, nil
	}
	all := s.names()
	v.only = map[string]bool{}
	for _, name := range strings.Split(strings.Join(c.query["fields"], ","), ",") {
		if !slices.Contains(all, name) {
			return nil, errs.Invalidf("%s have no field %q. The fields are: %s.", s.Title, name, strings.Join(all, ", "))
		}
		v.only[name] = true
	}
	return v, nil
}

// expand looks up what the records refer to, if the request asks for it.
func (c *call) expand(r *record.Reader, s *shape, v *view, records ...record.Record) (err error) {
	if !c.flag("expand") {
		return nil
	}
	var ids, actors []string
	for _, rec := range records {
		actors = append(actors, rec.Base().UpdatedBy)
		for i := range s.Fields {
			switch p := s.Fields[i].Ptr(rec).(type) {
			case *record.Ref:
				ids = append(ids, string(*p))
			case *record.Refs:
				ids = append(ids, *p...)
			}
		}
	}
	v.changers = actors
	v.names, err = r.Named(ids)
	return err
}

// nameActors looks up who changed the records that expand saw. It follows the read of the records and is not within
// it: readers who hold one connection and wait for another would wait for each other for ever.
func (c *call) nameActors(v *view) (err error) {
	if v != nil && len(v.changers) > 0 {
		v.actors, err = c.deps.Identity.Names(c.ctx(), v.changers)
	}
	return err
}

func (c *call) flag(name string) bool { return c.query.Get(name) == "1" || c.query.Get(name) == "true" }
