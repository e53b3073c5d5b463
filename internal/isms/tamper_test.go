package isms_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestTablesChangedBehindTheJournal changes every column of every table, takes rows away and puts some in: each time
// Verify names the table.
func TestTablesChangedBehindTheJournal(t *testing.T) {
	t.Parallel()
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := newSample(t, d, "o1")
		for _, k := range s.store.Kinds() {
			for range 2 {
				s.write(func(w *record.Writer) error { _, err := s.put(w, k); return err })
			}
		}
		s.clean()
		if d.Dialect == db.SQLite {
			for _, change := range []string{`INSERT INTO record_text (rowid, words) SELECT n, 'forged' FROM record_index LIMIT 1`,
				`DELETE FROM record_text WHERE rowid = (SELECT min(n) FROM record_index)`} {
				s.noticed("search", change)
			}
		} else {
			s.noticed("search", `UPDATE record_index SET words = words || 'forged'::tsvector WHERE n = (SELECT min(n) FROM record_index)`)
		}
		for table, row := range map[string]string{"record_link": ` WHERE field = 'owner' AND from_kind = 'risk'`, "record_counter": ` WHERE kind = 'asset'`,
			"record_proof": ` WHERE id = (SELECT min(id) FROM record_proof)`, "record_due": ` WHERE id = (SELECT min(id) FROM record_due)`} {
			back := s.keep(table)
			for column, kind := range s.columns(table) {
				there, _ := changed(column, kind)
				s.named(table, `UPDATE `+table+` SET `+there+row)
				back()
			}
		}
		tables := []string{"record_index"}
		for _, k := range s.store.Kinds() {
			if d.Dialect == db.SQLite || k.Name == "risk" || k.Name == "criteria" { // the same rows, and slower to write
				tables = append(tables, "r_"+k.Name)
			}
		}
		s.everyColumn(tables)
		s.noticed("record_counter", `INSERT INTO record_counter (org, kind, last, live) VALUES ('o1', 'x', 1, 1)`)
		s.noticed("record_link", `INSERT INTO record_link (org, from_id, field, to_id, from_kind) VALUES ('o1', 'a', 'b', 'c', 'asset')`)
		s.clean()
	})
}

// everyColumn changes a column of each table at a time, one after the other, and then takes a row out of each: every time Verify
// names every table.
func (s *sample) everyColumn(tables []string) {
	row := func(table string) string { return ` WHERE n = (SELECT max(n) FROM ` + table + `)` }
	columns, most := map[string][][2]string{}, 0
	for _, table := range tables {
		for column, kind := range s.columns(table) {
			columns[table] = append(columns[table], [2]string{column, kind})
		}
		most = max(most, len(columns[table]))
	}
	for i := range most {
		var back, names []string
		for _, table := range tables {
			if i >= len(columns[table]) {
				continue
			}
			column, kind := columns[table][i][0], columns[table][i][1]
			there, again := changed(column, kind)
			err := s.behind(`UPDATE ` + table + ` SET ` + there + row(table))
			switch {
			case err != nil && strings.Contains(err.Error(), "row-level security"):
				continue
			case err != nil:
				s.Errorf("%s of %s: %v", column, table, err)
				continue
			case column != `"n"`: // of row numbers the tables disagree, and any may be the altered one
				names = append(names, table)
			}
			back = append(back, `UPDATE `+table+` SET `+again+row(table))
		}
		if len(back) > 0 {
			s.verifyNames(names...)
		}
		for _, change := range back {
			must(s.T, s.behind(change))
		}
	}
	for _, table := range tables {
		must(s.T, s.behind(`DELETE FROM `+table+row(table)))
	}
	s.verifyNames(tables...)
	_, err := s.store.Rebuild(ctx)
	must(s.T, err)
}

// verifyNames looks whether Verify finds fault with every table.
func (s *sample) verifyNames(tables ...string) {
	s.Helper()
	rep, err := s.store.Verify(ctx, s.org.ID())
	must(s.T, err)
	var said []string
	for _, f := range rep.Faults {
		said = append(said, f.What)
	}
	all := strings.Join(said, "\n")
	for _, table := range tables {
		if !strings.Contains(all, "table "+table+" ") {
			s.Errorf("verify does not name %s: %q", table, said)
		}
	}
	if len(said) == 0 {
		s.Error("verify finds nothing")
	}
}

// changed gives a column another value, and its own again.
func changed(column, kind string) (there, back string) {
	switch kind {
	case "n":
		return column + " = " + column + " + 1000000", column + " = " + column + " - 1000000"
	case "b":
		return column + " = NOT " + column, column + " = NOT " + column
	}
	return column + " = " + column + " || 'x'", column + " = substr(" + column + ", 1, length(" + column + ") - 1)"
}

// behind changes the tables behind the journal's back. Row-level security may refuse, which is as good.
func (s *sample) behind(change string) error {
	return s.store.DB.Write(ctx, s.org.ID(), func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, change)
		if err == nil && n == 0 {
			err = errNothing
		}
		return err
	})
}

var errNothing = errors.New("nothing changed")

// named makes a change and looks whether Verify names it.
func (s *sample) named(name, change string) {
	s.Helper()
	if err := s.behind(change); err != nil {
		if !strings.Contains(err.Error(), "row-level security") {
			s.Errorf("%s: %v", change, err)
		}
		return
	}
	var said []string
	rep, err := s.store.Verify(ctx, s.org.ID())
	must(s.T, err)
	for _, f := range rep.Faults {
		said = append(said, f.What)
	}
	if len(said) == 0 || !strings.Contains(strings.Join(said, "\n"), name) {
		s.Errorf("%s: verify says %q", change, said)
	}
}

// noticed is named for a change that only a rebuild takes back.
func (s *sample) noticed(name, change string) {
	s.Helper()
	s.named(name, change)
	_, err := s.store.Rebuild(ctx)
	must(s.T, err)
}

// keep copies a table; back makes it what it was.
func (s *sample) keep(table string) (back func()) {
	own := func(changes ...string) {
		if s.store.DB.Dialect == db.PostgreSQL { // row-level security holds the owner too
			changes = append([]string{`SELECT set_config('assay.org', '` + s.org.ID() + `', true)`}, changes...)
		}
		must(s.T, s.store.DB.Own(ctx, func(tx *db.Tx) error {
			for _, change := range changes {
				if _, err := tx.Exec(ctx, change); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	own(`CREATE TABLE kept_` + table + ` AS SELECT * FROM ` + table)
	return func() { own(`DELETE FROM `+table, `INSERT INTO `+table+` SELECT * FROM kept_`+table) }
}

// columns are a table's columns in quotes, each with its type: n for a number, b for true or false, s for text.
func (s *sample) columns(table string) map[string]string {
	query := `SELECT name, type FROM pragma_table_info('` + table + `')`
	if s.store.DB.Dialect == db.PostgreSQL {
		query = `SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = '` + table + `'`
	}
	out := map[string]string{}
	must(s.T, s.store.DB.Own(ctx, func(tx *db.Tx) error {
		return tx.Query(ctx, query, nil, func(scan func(...any) error) error {
			var name, kind string
			err := scan(&name, &kind)
			switch kind = strings.ToLower(kind); {
			case kind == "tsvector":
				return err
			case kind == "boolean":
				kind = "b"
			case kind == "text":
				kind = "s"
			default:
				kind = "n"
			}
			out[`"`+name+`"`] = kind
			return err
		})
	}))
	return out
}
