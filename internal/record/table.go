package record

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/db"
)

// statements is the SQL of one kind's table, made once from its fields.
type statements struct {
	table   string
	columns []string       // all of the table
	insert  map[int]string // of one row and of portion rows
	update  string         // with the same arguments
	selects string         // columns of SELECT that scan reads
}

// portion is how many rows one statement loads.
const portion = 16

var metaColumns = []string{"n", "org", "id", "ref", "ref_key", "rev", "seq", "updated_at", "updated_by"}

func quoted(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

func (k *Kind) statements() statements {
	s := statements{table: "r_" + k.Name, columns: slices.Clone(metaColumns)}
	var read []string
	for i := range k.Fields {
		f := &k.Fields[i]
		read = append(read, f.Name)
		if s.columns = append(s.columns, f.Name); f.keyed() {
			s.columns = append(s.columns, "k_"+f.Name)
		}
	}
	s.insert = insertions(s.table, s.columns, "")
	s.update = `UPDATE ` + s.table + ` SET ` + assignments(s.columns[3:], 4) + ` WHERE n = $1 AND org = $2 AND id = $3`
	s.selects = `id, ref, rev, seq, updated_at, updated_by, ` + quoted(read)
	return s
}

// insertion is an INSERT of some rows.
func insertion(table string, columns []string, rows int) string {
	places := make([]string, rows)
	for i := range places {
		places[i] = "(" + marks(1+i*len(columns), len(columns)) + ")"
	}
	return `INSERT INTO ` + table + ` (` + quoted(columns) + `) VALUES ` + strings.Join(places, ", ")
}

func assignments(columns []string, first int) string {
	sets := make([]string, len(columns))
	for i, c := range columns {
		sets[i] = fmt.Sprintf(`"%s" = $%d`, c, first+i)
	}
	return strings.Join(sets, ", ")
}

// keyed reports whether the field has a column of its own to sort by.
func (f *Field[R]) keyed() bool { return f.Indexed && (f.kind == typeText || f.kind == typeChoice) }

// sortColumn is the column a list sorts and filters by.
func (f *Field[R]) sortColumn() string {
	if f.keyed() {
		return `"k_` + f.Name + `"`
	}
	return `"` + f.Name + `"`
}

// create is the DDL of the kind's table and, apart, its indexes: those that find a record, and those that lists want.
func (k *Kind) create(d db.Dialect) (table string, find, list []string) {
	var b strings.Builder
	text := d.Text()
	fmt.Fprintf(&b, `CREATE TABLE %s (n %s, org %s NOT NULL, id %s NOT NULL, ref %s NOT NULL, ref_key %s NOT NULL, rev BIGINT NOT NULL, seq BIGINT NOT NULL, updated_at %s NOT NULL, updated_by %s NOT NULL`,
		k.sql.table, rowNumber(d), text, text, text, text, text, text)
	index := func(name, unique, columns string) string {
		return `CREATE ` + unique + `INDEX ` + k.sql.table + `_` + name + ` ON ` + k.sql.table + ` (` + columns + `)`
	}
	find = []string{index("id", "UNIQUE ", "org, id"), index("ref", "UNIQUE ", "org, ref_key")}
	list = []string{index("updated_at", "", "org, updated_at, ref_key")}
	for i := range k.Fields {
		f := &k.Fields[i]
		column := text
		switch f.kind {
		case typeBool:
			column = "BOOLEAN"
		case typeInt:
			column = "BIGINT"
		case typeFloat:
			column = d.Float()
		}
		fmt.Fprintf(&b, `, "%s" %s NOT NULL`, f.Name, column)
		if f.keyed() {
			fmt.Fprintf(&b, `, "k_%s" %s NOT NULL`, f.Name, text)
		}
		if f.Indexed {
			list = append(list, index(f.Name, "", "org, "+f.sortColumn()+", ref_key"))
		}
	}
	return b.String() + `)`, find, list
}

// rowNumber is the type of the primary key n, by which the tables of records, the index and the search meet.
func rowNumber(d db.Dialect) string {
	if d == db.PostgreSQL {
		return "BIGINT PRIMARY KEY"
	}
	return "INTEGER PRIMARY KEY"
}

// args appends the values of the record's row, in the order of the columns.
func (k *Kind) args(args []any, n int64, org string, r Record) []any {
	m := r.Base()
	args = append(args, n, org, m.ID, m.Ref, Fold(m.Ref), m.Rev, m.Seq, db.FormatTime(m.UpdatedAt), m.UpdatedBy)
	for i := range k.Fields {
		f := &k.Fields[i]
		if args = append(args, f.column(r)); f.keyed() {
			args = append(args, f.keyOf(r))
		}
	}
	return args
}

// column is the field's value as its column holds it.
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

// scan reads one row of the kind's selects.
func (k *Kind) scan(scan func(...any) error) (Record, error) {
	r := k.make()
	m := r.Base()
	var updated string
	dest := append(make([]any, 0, 6+len(k.Fields)), &m.ID, &m.Ref, &m.Rev, &m.Seq, &updated, &m.UpdatedBy)
	for i := range k.Fields {
		f := &k.Fields[i]
		switch f.kind {
		case typeSet, typeRefs, typeJSON:
			dest = append(dest, new(string))
		case typeDate:
			dest = append(dest, (*string)(f.Ptr(r).(*Date)))
		case typeRef:
			dest = append(dest, (*string)(f.Ptr(r).(*Ref)))
		default:
			dest = append(dest, f.Ptr(r))
		}
	}
	if err := scan(dest...); err != nil {
		return nil, fmt.Errorf("row of %s: %w", k.Name, err)
	}
	for i := range k.Fields {
		if err := k.Fields[i].fromText(r, dest[6+i]); err != nil {
			return nil, fmt.Errorf("row %s of %s: %s: %w", m.ID, k.Name, k.Fields[i].Name, err)
		}
	}
	var err error
	m.UpdatedAt, err = db.ParseTime(updated)
	return r, err
}

// fromText fills a field that its column keeps as text of another form.
func (f *Field[R]) fromText(r R, column any) error {
	text, ok := column.(*string)
	if !ok || *text == "" {
		return nil
	}
	switch v := f.Ptr(r).(type) {
	case *Set:
		*v = strings.Fields(*text)
	case *Refs:
		*v = strings.Fields(*text)
	default:
		if f.kind == typeJSON {
			return json.Unmarshal([]byte(*text), v)
		}
	}
	return nil
}

// apply makes the tables say what rec says; old is what they say of it now, nil if nothing. Writes, rebuilds and past
// views go through here and load, and nothing else writes.
func (k *Kind) apply(ctx context.Context, tx *db.Tx, org string, old, rec Record) error {
	if old == nil {
		var texts []any
		if err := k.load(ctx, tx, org, []found{{rec, k.words(rec)}}, &texts); err != nil {
			return err
		}
		return loadTexts(ctx, tx, texts)
	}
	m, words := rec.Base(), k.words(rec)
	n, err := reindex(ctx, tx, org, m, k.TitleOf(rec), words, words != k.words(old))
	if err != nil {
		return err
	}
	if err := tx.Queue(ctx, k.sql.update, k.args(nil, n, org, rec)...); err != nil {
		return err
	}
	if err := k.remark(ctx, tx, org, old, rec); err != nil || slices.Equal(k.links(rec), k.links(old)) {
		return err
	}
	if err := tx.Queue(ctx, `DELETE FROM record_link WHERE org = $1 AND from_id = $2`, org, m.ID); err != nil {
		return err
	}
	return loadRows(ctx, tx, linkInsert, len(linkColumns), k.linkRows(nil, org, rec))
}

// found is a record and the words it is found by.
type found struct {
	rec   Record
	words string
}

// load puts records into the tables that are not there yet: one, or portion at once. What the search of SQLite wants
// is appended to texts for loadTexts: many at once cost it little, and each alone much.
func (k *Kind) load(ctx context.Context, tx *db.Tx, org string, records []found, texts *[]any) error {
	numbers, err := k.index(ctx, tx, org, records)
	if err != nil {
		return err
	}
	var links []any
	marked := make([][]any, len(allMarks))
	args := make([]any, 0, len(records)*len(k.sql.columns))
	for _, r := range records {
		n := numbers[r.rec.Base().ID]
		args = k.args(args, n, org, r.rec)
		links = k.linkRows(links, org, r.rec)
		for i, m := range allMarks {
			marked[i] = m.rows(k, marked[i], org, r.rec)
		}
		*texts = append(*texts, n, r.words)
	}
	if err := loadRows(ctx, tx, k.sql.insert, len(k.sql.columns), args); err != nil {
		return err
	}
	for i, m := range allMarks {
		if err := loadRows(ctx, tx, m.insert, len(m.columns), marked[i]); err != nil {
			return err
		}
	}
	return loadRows(ctx, tx, linkInsert, len(linkColumns), links)
}

// loadRows runs an insertion, of portion rows while there are as many.
func loadRows(ctx context.Context, tx *db.Tx, insert map[int]string, columns int, args []any) error {
	for len(args) > 0 {
		rows := portion
		if len(args) < rows*columns || insert[rows] == "" {
			rows = 1
		}
		if err := tx.Queue(ctx, insert[rows], args[:rows*columns]...); err != nil {
			return err
		}
		args = args[rows*columns:]
	}
	return nil
}

func insertions(table string, columns []string, end string) map[int]string {
	return map[int]string{1: insertion(table, columns, 1) + end, portion: insertion(table, columns, portion) + end}
}

var (
	linkColumns = []string{"org", "from_id", "field", "to_id", "from_kind"}
	linkInsert  = insertions("record_link", linkColumns, "")
)

func (k *Kind) linkRows(args []any, org string, r Record) []any {
	for _, l := range k.links(r) {
		args = append(args, org, r.Base().ID, l.field, l.to, k.Name)
	}
	return args
}

// unapply takes a deleted record out of the tables.
func (k *Kind) unapply(ctx context.Context, tx *db.Tx, org, id string) error {
	if err := unindex(ctx, tx, org, id); err != nil {
		return err
	}
	queries := []string{`DELETE FROM ` + k.sql.table + ` WHERE org = $1 AND id = $2`, `DELETE FROM record_link WHERE org = $1 AND from_id = $2`}
	for _, m := range allMarks {
		queries = append(queries, `DELETE FROM `+m.table+` WHERE org = $1 AND id = $2`)
	}
	for _, query := range queries {
		if err := tx.Queue(ctx, query, org, id); err != nil {
			return err
		}
	}
	return nil
}

type link struct{ field, to string }

func (k *Kind) links(r Record) (out []link) {
	for i := range k.Fields {
		f := &k.Fields[i]
		switch v := f.Ptr(r).(type) {
		case *Ref:
			if *v != "" {
				out = append(out, link{f.Name, string(*v)})
			}
		case *Refs:
			for _, id := range *v {
				out = append(out, link{f.Name, id})
			}
		}
	}
	return out
}
