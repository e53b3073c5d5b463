package cli

import (
	"strings"

	"github.com/assay-isms/assay/internal/cli/value"
	"github.com/assay-isms/assay/internal/record"
)

// listing is which records of a register, in what order, and which of their fields.
type listing struct {
	Filter  []string `short:"f" sep:"none" placeholder:"FIELD=VALUE" help:"Only records whose field has the value. Also != (not), ~= (contains), >= and <=. May be given several times."`
	Search  string   `placeholder:"WORDS" help:"Only records whose text holds the words."`
	Sort    string   `placeholder:"FIELD" help:"Sort by a field; -FIELD for descending."`
	Columns []string `placeholder:"FIELD,…" help:"Fields to print."`
}

func (c *listing) query() (record.Query, error) {
	q := record.Query{Search: c.Search, Sort: c.Sort}
	for _, f := range c.Filter {
		filter, err := parseFilter(f)
		if err != nil {
			return q, err
		}
		q.Filters = append(q.Filters, filter)
	}
	return q, nil
}

type listCmd struct {
	Kind string `arg:"" help:"Register, such as assets or risks."`
	listing
	Limit int `placeholder:"N" help:"At most so many records; without it all."`
}

// Run lists a register.
func (c *listCmd) Run(s *session) error {
	k, err := value.Kind(c.Kind)
	if err != nil {
		return err
	}
	q, err := c.query()
	if err != nil {
		return err
	}
	return s.read(func(r *record.Reader) error {
		if err := resolve(r, k, q.Filters); err != nil {
			return err
		}
		records, err := c.records(r, k, q)
		if err != nil {
			return err
		}
		return c.print(s, r, k, records)
	})
}

func (c *listCmd) records(r *record.Reader, k *record.Kind, q record.Query) (records []record.Record, err error) {
	err = r.Each(k, q, func(rec record.Record) error {
		if c.Limit > 0 && len(records) == c.Limit {
			return errStop
		}
		records = append(records, rec)
		return nil
	})
	if err == errStop {
		err = nil
	}
	return records, err
}

// resolve lets filters use labels and names as people write them.
func resolve(r *record.Reader, k *record.Kind, filters []record.Filter) error {
	for _, filter := range filters {
		f := k.Field(filter.Field)
		if f == nil || filter.Op == "has" || f.Type() == "text" {
			continue
		}
		for i, v := range filter.Values {
			stored, err := value.Understand(r, f, v)
			if err != nil {
				return misusef("the filter on %s: %v", f.Name, err)
			}
			filter.Values[i] = stored
		}
	}
	return nil
}

func (c *listCmd) print(s *session, r *record.Reader, k *record.Kind, records []record.Record) error {
	columns, err := c.columns(k)
	if err != nil {
		return err
	}
	v, err := value.Prepare(r, k, records...)
	if err != nil {
		return err
	}
	t := table{head: []string{"REF"}}
	for _, f := range columns {
		t.head = append(t.head, strings.ToUpper(f.Label))
	}
	data := []any{}
	for _, rec := range records {
		row := []string{rec.Base().Ref}
		for _, f := range columns {
			row = append(row, v.Text(f, f.Text(rec)))
		}
		t.rows, data = append(t.rows, row), append(data, v.Data(rec))
	}
	t.data = data
	return s.table(t)
}

func (c *listCmd) columns(k *record.Kind) (fields []*record.AnyField, err error) {
	for _, name := range c.Columns {
		f := k.Field(name)
		if f == nil {
			return nil, misusef("%s have no field %q", k.Plural, name)
		}
		fields = append(fields, f)
	}
	for i := range k.Fields {
		if len(c.Columns) == 0 && k.Fields[i].Listed {
			fields = append(fields, &k.Fields[i])
		}
	}
	return fields, nil
}

// parseFilter reads field=value and its kin; several values are separated by a bar.
func parseFilter(text string) (record.Filter, error) {
	for _, op := range []struct{ mark, op string }{{"!=", "not"}, {"~=", "has"}, {">=", "gte"}, {"<=", "lte"}, {"=", ""}} {
		field, value, ok := strings.Cut(text, op.mark)
		if !ok {
			continue
		}
		if value == "" && (op.op == "" || op.op == "not") {
			return record.Filter{Field: field, Op: map[string]string{"": "empty", "not": "filled"}[op.op]}, nil
		}
		return record.Filter{Field: field, Op: op.op, Values: strings.Split(value, "|")}, nil
	}
	return record.Filter{}, misusef("%q is not a filter; write field=value", text)
}

type showCmd struct {
	Ref string `arg:"" help:"Reference such as AS-12, or register/reference where several have it."`
}

// Run shows a record.
func (c *showCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		k, rec, err := find(r, c.Ref)
		if err != nil {
			return err
		}
		v, err := value.Prepare(r, k, rec)
		if err != nil {
			return err
		}
		links, err := r.LinksTo(rec.Base().ID, 1000)
		if err != nil {
			return err
		}
		if s.JSON {
			data := v.Data(rec)
			used := []map[string]string{}
			for _, l := range links {
				used = append(used, map[string]string{"kind": l.Kind, "ref": l.Ref, "title": l.Title, "field": l.Field})
			}
			data["used_by"] = used
			return s.json(data)
		}
		facts := []fact{{"Reference", rec.Base().Ref}}
		for i := range k.Fields {
			f := &k.Fields[i]
			if f.Type() != "json" || f.Name != "carried" { // how the parts stood, for the way back between the editions
				facts = append(facts, fact{f.Label, v.Text(f, f.Text(rec))})
			}
		}
		facts = append(facts, fact{"Revision", number(rec.Base().Rev) + " of " + rec.Base().UpdatedAt.Format("2006-01-02 15:04 UTC")})
		for _, l := range links {
			facts = append(facts, fact{"Used by", l.Ref + " " + l.Title})
		}
		s.lines(facts)
		return nil
	})
}

type searchCmd struct {
	Words []string `arg:"" help:"Words the record's text holds, or a reference."`
	Limit int      `default:"50" help:"At most so many."`
}

// Run finds records.
func (c *searchCmd) Run(s *session) error {
	return s.read(func(r *record.Reader) error {
		hits, err := r.Search(strings.Join(c.Words, " "), c.Limit)
		if err != nil {
			return err
		}
		t := table{head: []string{"REF", "REGISTER", "TITLE"}}
		data := []map[string]string{}
		for _, h := range hits {
			t.rows = append(t.rows, []string{h.Ref, h.Kind, h.Title})
			data = append(data, map[string]string{"ref": h.Ref, "kind": h.Kind, "title": h.Title})
		}
		t.data = data
		return s.table(t)
	})
}
