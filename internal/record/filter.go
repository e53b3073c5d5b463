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

// builder writes a list's SQL. Every value is a parameter; names come from the spec only.
type builder struct {
	k          *Kind
	d          db.Dialect
	args       []any
	conditions []condition
	whole      bool // a search is for whole words
	path       int  // the condition whose index finds the rows, walk or byWords; PostgreSQL decides for itself
}

const (
	walk    = -1 // in the order of the list
	byWords = -2 // from the search
)

// condition is one filter as SQL, with ? where each of its values stands and COLUMN for the column.
type condition struct {
	column  string
	text    string
	values  []any
	indexed bool
	single  bool // one value of the column: its rows lie in the order of their references
}

// sql numbers the values' places from $first on.
func (c *condition) sql(first int) (text string, args []any) {
	parts := strings.Split(strings.ReplaceAll(c.text, "COLUMN", c.column), "?")
	for i := range parts[1:] {
		parts[i] += fmt.Sprintf("$%d", first+i)
	}
	return " AND " + strings.Join(parts, ""), c.values
}

// prepare reads the filters and the order.
func (b *builder) prepare(q Query) (order, error) {
	for _, f := range q.Filters {
		c, err := b.filter(f)
		if err != nil {
			return order{}, err
		}
		if c.text != "" {
			b.conditions = append(b.conditions, c)
		}
	}
	return b.k.orderOf(q.Sort)
}

// query is the SELECT. A plus before a column keeps SQLite from using its index.
func (b *builder) query(columns string, o order, q Query, words search) (string, error) {
	from, where := b.k.sql.table+` t`, ` WHERE org = $1`
	if len(words) > 0 {
		match, arg := words.match(b.d, "$2", b.whole)
		b.args = append(b.args, arg)
		from, where = `(`+match+`) m CROSS JOIN `+from, ` WHERE t.n = m.n AND org = $1`
	}
	var text strings.Builder
	text.WriteString(`SELECT ` + columns + ` FROM ` + from + where)
	for i, c := range b.conditions {
		if b.d == db.SQLite && c.indexed && b.path != i && !o.unsorted {
			c.column = "+" + c.column
		}
		part, args := c.sql(len(b.args) + 1)
		text.WriteString(part)
		b.args = append(b.args, args...)
	}
	if o.unsorted {
		return text.String() + fmt.Sprintf(` LIMIT %d`, q.Limit+1), nil
	}
	plus := ""
	sorting := b.d == db.SQLite && b.path != walk && !(b.path >= 0 && o.byRef() && b.conditions[b.path].single)
	if sorting {
		plus = "+"
	}
	if q.After != "" {
		values, err := o.parse(q.After)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, ` AND (%s) %s (%s)`, o.columns(plus, ""), map[bool]string{false: ">", true: "<"}[o.down], marks(len(b.args)+1, len(values)))
		b.args = append(b.args, values...)
	}
	end := ` ORDER BY ` + o.columns(plus, map[bool]string{true: " DESC"}[o.down])
	fmt.Fprintf(&text, `%s LIMIT %d`, end, q.Limit+1)
	if sorting { // first the row numbers alone: only those of the page are read whole
		return strings.Replace(text.String(), `SELECT `+columns, `SELECT `+columns+` FROM `+b.k.sql.table+` WHERE n IN (SELECT t.n`, 1) + `)` + end, nil
	}
	return text.String(), nil
}

func (b *builder) filter(q Filter) (condition, error) {
	if q.Field == "id" || q.Field == "ref" {
		values := make([]any, len(q.Values))
		for i, v := range q.Values {
			values[i] = map[bool]string{true: Fold(v), false: v}[q.Field == "ref"]
		}
		return among(map[string]string{"id": "id", "ref": "ref_key"}[q.Field], q.Op, values, true), nil
	}
	f := b.k.byName[q.Field]
	if f == nil {
		return condition{}, errs.Invalidf("%s have no field %q to filter by. The fields are: %s.", b.k.Title, q.Field, b.k.fieldNames())
	}
	values, err := b.values(f, q)
	if err != nil {
		return condition{}, err
	}
	plain := condition{column: `"` + f.Name + `"`, values: values}
	switch q.Op {
	case "", "not":
		return b.equal(f, q.Op, values), nil
	case "has":
		plain.text = each(len(values), " AND ", `lower(COLUMN) LIKE ? ESCAPE '\'`)
		return plain, nil
	case "gte", "lte":
		plain.column, plain.indexed = f.sortColumn(), f.Indexed
		plain.text = each(len(values), " AND ", "COLUMN "+map[string]string{"gte": ">=", "lte": "<="}[q.Op]+" ?")
		return plain, nil
	case "empty":
		plain.values, plain.text = []any{f.zero()}, "COLUMN = ?"
		return plain, nil
	case "filled":
		plain.values, plain.text = []any{f.zero()}, "COLUMN <> ?"
		return plain, nil
	}
	return condition{}, errs.Invalidf("A filter cannot compare by %q. It can by not, has, gte, lte, empty, filled.", q.Op)
}

func (k *Kind) fieldNames() string {
	names := make([]string, len(k.Fields))
	for i := range k.Fields {
		names[i] = k.Fields[i].Name
	}
	return strings.Join(names, ", ")
}

// each is a condition on each of n values; "" for none.
func each(n int, join, text string) string {
	if n == 0 {
		return ""
	}
	return "(" + text + strings.Repeat(join+text, n-1) + ")"
}

// equal keeps records that have one of the values, or with "not" those that have none; of several references or
// choices any counts.
func (b *builder) equal(f *AnyField, op string, values []any) condition {
	column := `"` + f.Name + `"`
	switch {
	case f.kind == typeSet && len(values) > 0:
		return condition{column: column, values: values, text: negate(op) + each(len(values), " OR ", `' ' || COLUMN || ' ' LIKE ? ESCAPE '\'`)}
	case (f.kind == typeRefs || f.kind == typeRef && !f.Indexed) && len(values) > 0 && !slices.Contains(values, any("")):
		return condition{column: "id", values: values, indexed: op != "not", text: "COLUMN " + negate(op) + `IN (SELECT from_id FROM record_link WHERE org = $1 AND to_id IN (` +
			strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ") + `) AND from_kind = '` + b.k.Name + `' AND field = '` + f.Name + `')`}
	}
	return among(f.sortColumn(), op, values, f.Indexed)
}

func negate(op string) string { return map[string]string{"not": "NOT "}[op] }

// among keeps rows whose column has one of the values.
func among(column, op string, values []any, indexed bool) condition {
	c := condition{column: column, values: values, indexed: indexed && op != "not", single: len(values) == 1 && column != "id"}
	switch {
	case len(values) == 0 && op == "not":
		return condition{}
	case len(values) == 0:
		c.text = "1 = 0"
	case len(values) == 1:
		c.text = "COLUMN " + map[bool]string{true: "<>", false: "="}[op == "not"] + " ?"
	default:
		c.text = "COLUMN " + negate(op) + "IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ") + ")"
	}
	return c
}

// values reads a filter's texts as the column compares them, and refuses a comparison the field cannot have.
func (b *builder) values(f *AnyField, q Filter) (values []any, err error) {
	text := f.kind == typeText || f.kind == typeChoice || f.kind == typeSet || f.kind == typeRefs || f.kind == typeJSON
	if q.Op == "has" && !text || (q.Op == "gte" || q.Op == "lte") && !f.sortable() {
		return nil, errs.Invalidf("The filter on %s cannot compare by %q.", f.Name, q.Op)
	}
	for _, v := range q.Values {
		value := any(v)
		switch {
		case q.Op == "has":
			value = "%" + like(lowerASCII(v)) + "%"
		case f.kind == typeSet && v != "":
			value = "% " + like(v) + " %"
		case f.kind == typeRefs || f.kind == typeRef || f.kind == typeSet:
		default:
			r := b.k.make()
			if err := f.Parse(r, v); err != nil {
				return nil, errs.Invalidf("The filter on %s: %v.", f.Name, err)
			}
			if value = f.column(r); f.keyed() {
				value = f.keyOf(r)
			}
		}
		values = append(values, value)
	}
	return values, nil
}

func (f *Field[R]) zero() any {
	switch f.kind {
	case typeBool:
		return false
	case typeInt:
		return int64(0)
	case typeFloat:
		return 0.0
	}
	return ""
}

func like(s string) string { return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) }

// lowerASCII is what both engines' lower() makes of bytes.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// order is how a list is sorted: by one column, then by reference, which is unique.
type order struct {
	field    *AnyField // nil for the reference or the time alone
	meta     bool      // by updated_at
	down     bool
	unsorted bool
}

func (o order) byRef() bool { return o.field == nil && !o.meta }

// sortable reports whether rows can be ordered by the field.
func (f *Field[R]) sortable() bool {
	switch f.kind {
	case typeText:
		return !f.Long
	case typeChoice, typeBool, typeInt, typeFloat, typeDate, typeRef:
		return true
	}
	return false
}

func (k *Kind) orderOf(sort string) (order, error) {
	name, down := strings.CutPrefix(sort, "-")
	o := order{down: down, meta: name == "updated_at"}
	if name == "" || name == "ref" || o.meta {
		return o, nil
	}
	if o.field = k.byName[name]; o.field == nil || !o.field.sortable() {
		return o, errs.Invalidf("%s cannot be sorted by %q. The fields are: %s.", k.Title, name, k.fieldNames())
	}
	return o, nil
}

// columns are those of the order, each between before and after.
func (o order) columns(before, after string) string {
	last := before + "ref_key" + after
	switch {
	case o.meta:
		return before + "updated_at" + after + ", " + last
	case o.field != nil:
		return before + o.field.sortColumn() + after + ", " + last
	}
	return last
}

// key is the record's value in the first column of the order.
func (o order) key(r Record) any {
	switch {
	case o.meta:
		return db.FormatTime(r.Base().UpdatedAt)
	case o.field == nil:
		return nil
	case o.field.keyed():
		return o.field.keyOf(r)
	}
	return o.field.column(r)
}

// cursor says where a page ended: the last record's sort values.
func (o order) cursor(r Record) string {
	values := []any{Fold(r.Base().Ref)}
	if key := o.key(r); key != nil {
		values = []any{key, values[0]}
	}
	b, _ := json.Marshal(values)
	return base64.RawURLEncoding.EncodeToString(b)
}

// parse reads a cursor. Its values must be of the columns' types, whatever a client made of it.
func (o order) parse(cursor string) ([]any, error) {
	var number int64
	var float float64
	var text, ref string
	var truth bool
	dest := []any{&ref}
	if o.meta || o.field != nil {
		dest = []any{&text, &ref}
	}
	if o.field != nil {
		switch o.field.kind {
		case typeInt:
			dest[0] = &number
		case typeFloat:
			dest[0] = &float
		case typeBool:
			dest[0] = &truth
		}
	}
	count := len(dest)
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(b, &dest)
	}
	if err != nil || len(dest) != count || slices.Contains(dest, nil) || strings.ContainsRune(text+ref, 0) {
		return nil, errs.New(errs.BadRequest, "The cursor %.80q does not belong to this list. Begin again at the first page.", cursor)
	}
	for i, d := range dest {
		switch d := d.(type) {
		case *int64:
			dest[i] = *d
		case *float64:
			dest[i] = *d
		case *bool:
			dest[i] = *d
		case *string:
			dest[i] = *d
		}
	}
	return dest, nil
}
