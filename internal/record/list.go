package record

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

// Filter keeps the records whose field compares so with one of the values.
type Filter struct {
	Field  string
	Op     string // "" equal, "not", "has" (contains), "gte", "lte", "empty", "filled"
	Values []string
}

// Query selects a page of a list.
type Query struct {
	Filters []Filter
	Search  string // words the record's text holds
	Sort    string // a field name, with "-" before it for descending; "" for the reference
	After   string // the cursor of the page before
	Limit   int    // at most 1,000; 0 means 100
}

// Page is one page of a list.
type Page struct {
	Records []Record
	Next    string // the cursor of the next page; "" on the last
}

// MaxPage is the most records a page may hold.
const MaxPage = 1000

// List reads a page of typed records.
func (s *Spec[T]) List(r *Reader, q Query) (records []*T, next string, err error) {
	page, err := r.List(s.kind, q)
	for _, rec := range page.Records {
		records = append(records, any(rec).(*T))
	}
	return records, page.Next, err
}

// All reads every record that matches; for areas whose kinds stay small or who need the whole.
func (s *Spec[T]) All(r *Reader, q Query) (records []*T, err error) {
	err = r.Each(s.kind, q, func(rec Record) error {
		records = append(records, any(rec).(*T))
		return nil
	})
	return records, err
}

// Each calls fn for every record that matches, page by page, so that memory stays flat.
func (r *Reader) Each(k *Kind, q Query, fn func(Record) error) error {
	q.Limit = MaxPage
	for {
		page, err := r.List(k, q)
		if err != nil {
			return err
		}
		for _, rec := range page.Records {
			if err := fn(rec); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// List is Spec.List for code that serves all kinds.
func (r *Reader) List(k *Kind, q Query) (Page, error) {
	if q.Limit <= 0 {
		q.Limit = 100
	}
	q.Limit = min(q.Limit, MaxPage)
	b := &builder{k: k, d: r.tx.Dialect, args: []any{r.org.id}}
	b.text.WriteString(k.sql.selects + ` WHERE org = $1`)
	if err := b.where(q); err != nil {
		return Page{}, err
	}
	order, err := b.sortBy(q)
	if err != nil {
		return Page{}, err
	}
	fmt.Fprintf(&b.text, ` LIMIT %d`, q.Limit+1)
	var page Page
	err = r.tx.Query(r.ctx, b.text.String(), b.args, func(scan func(...any) error) error {
		rec, err := k.scan(scan)
		page.Records = append(page.Records, rec)
		return err
	})
	if err == nil && len(page.Records) > q.Limit {
		page.Records = page.Records[:q.Limit]
		page.Next = order.cursor(page.Records[q.Limit-1])
	}
	return page, err
}

// CountMatching counts the records that match, up to limit: a count that cannot grow with the register.
func (r *Reader) CountMatching(k *Kind, q Query, limit int) (n int64, err error) {
	b := &builder{k: k, d: r.tx.Dialect, args: []any{r.org.id}}
	b.text.WriteString(`SELECT count(*) FROM (SELECT 1 FROM ` + k.sql.table + ` WHERE org = $1`)
	if err := b.where(q); err != nil {
		return 0, err
	}
	fmt.Fprintf(&b.text, ` LIMIT %d) counted`, limit)
	_, err = r.tx.Get(r.ctx, b.text.String(), b.args, &n)
	return n, err
}

// builder writes a list's SQL. Every value is a parameter; names come from the spec only.
type builder struct {
	k    *Kind
	d    db.Dialect
	text strings.Builder
	args []any
}

func (b *builder) arg(v any) string {
	b.args = append(b.args, v)
	return fmt.Sprintf("$%d", len(b.args))
}

func (b *builder) where(q Query) error {
	for _, f := range q.Filters {
		if err := b.filter(f); err != nil {
			return err
		}
	}
	if q.Search == "" {
		return nil
	}
	if match, arg := matching(b.d, fmt.Sprintf("$%d", len(b.args)+1), q.Search); match != "" {
		b.arg(arg)
		fmt.Fprintf(&b.text, ` AND id IN (SELECT i.id FROM (%s) m JOIN record_index i ON i.n = m.n WHERE i.org = $1 AND i.kind = '%s')`, match, b.k.Name)
	}
	return nil
}

func (b *builder) filter(q Filter) error {
	if q.Field == "ref" || q.Field == "id" {
		var keys []string
		for _, v := range q.Values {
			keys = append(keys, map[bool]string{true: Fold(v), false: v}[q.Field == "ref"])
		}
		column := map[bool]string{true: "ref_key", false: "id"}[q.Field == "ref"]
		b.anyOf(column, "", keys)
		return nil
	}
	f := b.k.byName[q.Field]
	if f == nil {
		return errs.Invalidf("%s have no field %q to filter by. The fields are: %s.", b.k.Title, q.Field, b.k.fieldNames())
	}
	switch q.Op {
	case "", "not":
		return b.equal(f, q)
	case "has":
		for _, v := range q.Values {
			fmt.Fprintf(&b.text, ` AND lower("%s") LIKE %s ESCAPE '\'`, f.Name, b.arg("%"+like(strings.ToLower(v))+"%"))
		}
	case "gte", "lte":
		for _, v := range q.Values {
			value, err := b.value(f, v)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b.text, ` AND "%s" %s %s`, f.Name, map[string]string{"gte": ">=", "lte": "<="}[q.Op], b.arg(value))
		}
	case "empty", "filled":
		fmt.Fprintf(&b.text, ` AND "%s" %s %s`, f.Name, map[string]string{"empty": "=", "filled": "<>"}[q.Op], b.arg(f.zero()))
	default:
		return errs.Invalidf("A filter cannot compare by %q. It can by not, has, gte, lte, empty, filled.", q.Op)
	}
	return nil
}

func (k *Kind) fieldNames() string {
	names := make([]string, len(k.Fields))
	for i := range k.Fields {
		names[i] = k.Fields[i].Name
	}
	return strings.Join(names, ", ")
}

func (b *builder) equal(f *AnyField, q Filter) error {
	if f.kind == typeSet || f.kind == typeRefs {
		var any []string
		for _, v := range q.Values {
			any = append(any, fmt.Sprintf(`' ' || "%s" || ' ' LIKE %s ESCAPE '\'`, f.Name, b.arg("% "+like(v)+" %")))
		}
		fmt.Fprintf(&b.text, ` AND %s(%s)`, map[bool]string{true: "NOT "}[q.Op == "not"], strings.Join(any, " OR "))
		return nil
	}
	if f.keyed() {
		var keys []string
		for _, v := range q.Values {
			r := b.k.make()
			*f.Ptr(r).(*string) = v
			keys = append(keys, f.keyOf(r))
		}
		b.anyOf(f.sortColumn(), q.Op, keys)
		return nil
	}
	var values []any
	for _, v := range q.Values {
		value, err := b.value(f, v)
		if err != nil {
			return err
		}
		values = append(values, value)
	}
	b.in(`"`+f.Name+`"`, q.Op, values)
	return nil
}

func (b *builder) anyOf(column, op string, keys []string) {
	values := make([]any, len(keys))
	for i, k := range keys {
		values[i] = k
	}
	b.in(column, op, values)
}

func (b *builder) in(column, op string, values []any) {
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = b.arg(v)
	}
	switch {
	case len(values) == 0:
		b.text.WriteString(` AND 1 = 0`)
	case op == "not":
		fmt.Fprintf(&b.text, ` AND %s NOT IN (%s)`, column, strings.Join(places, ", "))
	case len(values) == 1:
		fmt.Fprintf(&b.text, ` AND %s = %s`, column, places[0])
	default:
		fmt.Fprintf(&b.text, ` AND %s IN (%s)`, column, strings.Join(places, ", "))
	}
}

// value reads a filter's text as the field's column type.
func (b *builder) value(f *AnyField, text string) (any, error) {
	r := b.k.make()
	if err := f.Parse(r, text); err != nil {
		return nil, errs.Invalidf("The filter on %s: %v.", f.Name, err)
	}
	return f.column(r), nil
}

func (f *Field[R]) column(r R) any {
	switch v := f.Ptr(r).(type) {
	case *bool:
		return *v
	case *int:
		return int64(*v)
	case *float64:
		return *v
	}
	return f.Text(r)
}

func (f *Field[R]) zero() any {
	switch f.kind {
	case typeBool:
		return false
	case typeInt, typeFloat:
		return int64(0)
	}
	return ""
}

func like(s string) string { return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) }

// order is how a list is sorted: by one column, then by reference, which is unique.
type order struct {
	field *AnyField // nil for the reference alone
	meta  bool      // by updated_at
	down  bool
}

func (b *builder) sortBy(q Query) (order, error) {
	name, down := strings.CutPrefix(q.Sort, "-")
	o := order{down: down, meta: name == "updated_at"}
	column := ""
	switch {
	case name == "" || name == "ref":
	case o.meta:
		column = "updated_at, "
	default:
		if o.field = b.k.byName[name]; o.field == nil || !slices.Contains([]fieldType{typeText, typeChoice, typeBool, typeInt, typeFloat, typeDate, typeRef}, o.field.kind) {
			return o, errs.Invalidf("%s cannot be sorted by %q. The fields are: %s.", b.k.Title, name, b.k.fieldNames())
		}
		column = o.field.sortColumn() + ", "
	}
	compare, dir := ">", ""
	if down {
		compare, dir = "<", " DESC"
	}
	if q.After != "" {
		values, err := o.parse(q.After)
		if err != nil {
			return o, err
		}
		var places []string
		for _, v := range values {
			places = append(places, b.arg(v))
		}
		fmt.Fprintf(&b.text, ` AND (%sref_key) %s (%s)`, column, compare, strings.Join(places, ", "))
	}
	fmt.Fprintf(&b.text, ` ORDER BY %sref_key%s`, strings.ReplaceAll(column, ", ", dir+", "), dir)
	return o, nil
}

// cursor says where a page ended: the last record's sort values.
func (o order) cursor(r Record) string {
	values := []any{Fold(r.Base().Ref)}
	switch {
	case o.meta:
		values = append([]any{db.FormatTime(r.Base().UpdatedAt)}, values...)
	case o.field != nil && o.field.keyed():
		values = append([]any{o.field.keyOf(r)}, values...)
	case o.field != nil:
		values = append([]any{o.field.column(r)}, values...)
	}
	b, _ := json.Marshal(values)
	return base64.RawURLEncoding.EncodeToString(b)
}

func (o order) parse(cursor string) (values []any, err error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		dec := json.NewDecoder(strings.NewReader(string(b)))
		dec.UseNumber()
		err = dec.Decode(&values)
	}
	want := 1
	if o.meta || o.field != nil {
		want = 2
	}
	if err != nil || len(values) != want {
		return nil, errs.New(errs.BadRequest, "The cursor %q does not belong to this list. Begin again at the first page.", cursor)
	}
	for i, v := range values {
		if n, ok := v.(json.Number); ok {
			if whole, err := n.Int64(); err == nil {
				values[i] = whole
			} else if values[i], err = n.Float64(); err != nil {
				return nil, err
			}
		}
	}
	return values, nil
}
