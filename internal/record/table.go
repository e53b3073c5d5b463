package record

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/db"
)

// statements is the SQL of one kind's table, made once from its fields.
type statements struct {
	table   string
	columns []string // of the fields, with the sort keys
	insert  string
	selects string // SELECT … FROM table, without WHERE
}

var metaColumns = []string{"org", "id", "ref", "ref_key", "rev", "seq", "updated_at", "updated_by"}

func quoted(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

func (k *Kind) statements() statements {
	s := statements{table: "r_" + k.Name}
	var read []string
	for i := range k.Fields {
		f := &k.Fields[i]
		read = append(read, f.Name)
		if s.columns = append(s.columns, f.Name); f.keyed() {
			s.columns = append(s.columns, "k_"+f.Name)
		}
	}
	all := append(slices.Clone(metaColumns), s.columns...)
	var marks, sets []string
	for i, c := range all {
		marks = append(marks, fmt.Sprintf("$%d", i+1))
		if i > 1 {
			sets = append(sets, fmt.Sprintf(`"%s" = excluded."%s"`, c, c))
		}
	}
	s.insert = fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (org, id) DO UPDATE SET %s`,
		s.table, quoted(all), strings.Join(marks, ", "), strings.Join(sets, ", "))
	s.selects = fmt.Sprintf(`SELECT id, ref, rev, seq, updated_at, updated_by, %s FROM %s`, quoted(read), s.table)
	return s
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

// create is the DDL of the kind's table; indexes come apart so that a bulk load can make them last.
func (k *Kind) create(d db.Dialect) (table string, indexes []string) {
	var b strings.Builder
	text := d.Text()
	fmt.Fprintf(&b, `CREATE TABLE %s (org %s NOT NULL, id %s NOT NULL, ref %s NOT NULL, ref_key %s NOT NULL, rev BIGINT NOT NULL, seq BIGINT NOT NULL, updated_at %s NOT NULL, updated_by %s NOT NULL`,
		k.sql.table, text, text, text, text, text, text)
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
			indexes = append(indexes, fmt.Sprintf(`CREATE INDEX %s_%s ON %s (org, %s, ref_key)`, k.sql.table, f.Name, k.sql.table, f.sortColumn()))
		}
	}
	b.WriteString(`, PRIMARY KEY (org, id))`)
	indexes = append(indexes, fmt.Sprintf(`CREATE UNIQUE INDEX %s_ref ON %s (org, ref_key)`, k.sql.table, k.sql.table),
		fmt.Sprintf(`CREATE INDEX %s_updated_at ON %s (org, updated_at, ref_key)`, k.sql.table, k.sql.table))
	return b.String(), indexes
}

// args are the values of the kind's insert statement.
func (k *Kind) args(org string, r Record) []any {
	m := r.Base()
	args := append(make([]any, 0, 8+len(k.sql.columns)), org, m.ID, m.Ref, Fold(m.Ref), m.Rev, m.Seq, db.FormatTime(m.UpdatedAt), m.UpdatedBy)
	for i := range k.Fields {
		f := &k.Fields[i]
		switch v := f.Ptr(r).(type) {
		case *bool:
			args = append(args, *v)
		case *int:
			args = append(args, int64(*v))
		case *float64:
			args = append(args, *v)
		default:
			args = append(args, f.Text(r))
		}
		if f.keyed() {
			args = append(args, f.keyOf(r))
		}
	}
	return args
}

// scan reads one row of the kind's select statement.
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
		default:
			dest = append(dest, f.Ptr(r))
		}
	}
	if err := scan(dest...); err != nil {
		return nil, fmt.Errorf("row of %s: %w", k.Name, err)
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		text, apart := dest[6+i].(*string)
		switch v := f.Ptr(r).(type) {
		case *Set:
			*v = strings.Fields(*text)
		case *Refs:
			*v = strings.Fields(*text)
		default:
			if f.kind == typeJSON && apart {
				if err := json.Unmarshal([]byte(*text), v); err != nil {
					return nil, fmt.Errorf("row %s of %s: %s: %w", m.ID, k.Name, f.Name, err)
				}
			}
		}
	}
	var err error
	m.UpdatedAt, err = db.ParseTime(updated)
	return r, err
}

// apply makes the tables say what the record says. Writes and rebuilds go through here, and nothing else writes.
func (k *Kind) apply(ctx context.Context, tx *db.Tx, org string, r Record, fresh bool) error {
	if _, err := tx.Exec(ctx, k.sql.insert, k.args(org, r)...); err != nil {
		return err
	}
	m := r.Base()
	if _, err := tx.Exec(ctx, `INSERT INTO record_index (org, id, n, kind, ref, ref_key, title) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (org, id) DO UPDATE SET ref = excluded.ref, ref_key = excluded.ref_key, title = excluded.title`,
		org, m.ID, number(m.ID), k.Name, m.Ref, Fold(m.Ref), k.TitleOf(r)); err != nil {
		return err
	}
	if err := putText(ctx, tx, org, m.ID, k.searchText(r), fresh); err != nil {
		return err
	}
	if !fresh {
		if _, err := tx.Exec(ctx, `DELETE FROM record_link WHERE org = $1 AND from_id = $2`, org, m.ID); err != nil {
			return err
		}
	}
	for _, l := range k.links(r) {
		if _, err := tx.Exec(ctx, `INSERT INTO record_link (org, from_id, field, to_id, from_kind) VALUES ($1, $2, $3, $4, $5)`,
			org, m.ID, l.field, l.to, k.Name); err != nil {
			return err
		}
	}
	return nil
}

// unapply takes a deleted record out of the tables.
func (k *Kind) unapply(ctx context.Context, tx *db.Tx, org, id string) error {
	if err := putText(ctx, tx, org, id, "", false); err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM ` + k.sql.table + ` WHERE org = $1 AND id = $2`,
		`DELETE FROM record_index WHERE org = $1 AND id = $2`,
		`DELETE FROM record_link WHERE org = $1 AND from_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, org, id); err != nil {
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

// searchText is what the search finds a record by: its reference and all its text.
func (k *Kind) searchText(r Record) string {
	var b strings.Builder
	b.WriteString(r.Base().Ref)
	for i := range k.Fields {
		if f := &k.Fields[i]; f.kind == typeText && !f.Empty(r) {
			b.WriteByte(' ')
			b.WriteString(*f.Ptr(r).(*string))
		}
	}
	return b.String()
}

// number is the record's row number in the search index: 63 bits of the id's hash.
func number(id string) int64 {
	h := sha256.Sum256([]byte(id))
	return int64(binary.BigEndian.Uint64(h[:8]) >> 1)
}
