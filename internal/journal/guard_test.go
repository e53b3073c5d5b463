package journal

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
)

// redact appends the redact entry of a revision and erases it.
func redact(t testing.TB, d *db.DB, record string, rev int64) {
	t.Helper()
	must(t, d.Write(ctx, "acme", func(tx *db.Tx) error {
		a, err := Begin(ctx, tx, "acme", start)
		if err != nil {
			return err
		}
		if _, err := a.Append(ctx, Draft{Actor: "dpo", Kind: "asset", Record: record, Rev: rev, Op: Redact, Reason: "privacy"}); err != nil {
			return err
		}
		if err := a.Commit(ctx); err != nil {
			return err
		}
		return Erase(ctx, tx, "acme", record, rev)
	}))
}

func TestRedaction(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		k := testKey(t, "acme")
		before := fill(t, d, "acme", 9)
		cp, err := Sign(ctx, d, "acme", k, start)
		must(t, err)
		if d.Write(ctx, "acme", func(tx *db.Tx) error { return Erase(ctx, tx, "acme", "ast-4", 1) }) == nil {
			t.Error("erased without a redact entry")
		}
		redact(t, d, "ast-4", 1)
		redact(t, d, "ast-5", 1)
		all := readAll(t, d, "acme", Range{})
		e := all[4]
		if !e.Redacted() || e.Body != nil || e.Reason != "" || e.BodyHash != before[4].BodyHash || string(e.Leaf(nil)) != string(before[4].Leaf(nil)) {
			t.Errorf("redacted: %+v", e)
		}
		if all[6].Redacted() || all[9].Redacted() || all[9].Reason != "privacy" {
			t.Error("more was erased than asked for")
		}
		clean(t, d, "acme", k)
		must(t, d.Read(ctx, "acme", func(tx *db.Tx) error {
			root, err := RootAt(ctx, tx, "acme", 9)
			if root != cp.Root {
				t.Error("the signed root changed")
			}
			return err
		}))
	})
}

func TestTheDatabaseRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, "acme", 5)
		redact(t, d, "ast-1", 1)
		_, err := Sign(ctx, d, "acme", testKey(t, "acme"), start)
		must(t, err)
		null := `reason = NULL, salt = NULL, body = NULL, reason_hash = salt || salt, body_hash = salt || salt`
		refused := []string{
			`UPDATE journal_entry SET body = '{}'`,
			`UPDATE journal_entry SET actor = 'mallory' WHERE seq = 3`,
			`UPDATE journal_entry SET seq = 77 WHERE seq = 3`,
			`UPDATE journal_entry SET hashes = salt WHERE seq = 3`,
			`UPDATE journal_entry SET ` + null + ` WHERE seq = 3`, // no redact entry
			`UPDATE journal_entry SET ` + null + ` WHERE seq = 6`, // the redact entry itself
			`UPDATE journal_entry SET reason_hash = body_hash WHERE seq = 2`,
			`UPDATE journal_entry SET reason_hash = NULL WHERE seq = 2`,
			`UPDATE journal_entry SET body = '{}' WHERE seq = 2`,
			`DELETE FROM journal_entry WHERE seq = 3`,
			`DELETE FROM journal_head`,
			`DELETE FROM journal_checkpoint`,
			`UPDATE journal_head SET size = 1`,
			`UPDATE journal_head SET org = 'other2'`,
			`UPDATE journal_checkpoint SET note = 'x'`,
		}
		if d.Dialect == db.SQLite {
			refused = append(refused, `INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE seq = 3`,
				`INSERT OR REPLACE INTO journal_head SELECT * FROM journal_head`, `UPDATE OR REPLACE journal_entry SET seq = 4 WHERE seq = 3`)
		} else {
			refused = append(refused, `TRUNCATE journal_entry`, `TRUNCATE journal_head`, `TRUNCATE journal_checkpoint`)
		}
		ways := map[string]func(string, func(*db.Tx) error) error{
			"program": func(org string, fn func(*db.Tx) error) error { return d.Write(ctx, org, fn) },
			"owner":   func(_ string, fn func(*db.Tx) error) error { return d.Own(ctx, fn) },
		}
		if d.Dialect == db.PostgreSQL { // so that the triggers are seen to hold, not row-level security
			must(t, d.Own(ctx, func(tx *db.Tx) error {
				for _, table := range tables {
					if _, err := tx.Exec(ctx, "ALTER TABLE "+table+" DISABLE ROW LEVEL SECURITY"); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		for way, do := range ways {
			for _, statement := range refused {
				err := do("acme", func(tx *db.Tx) error { _, err := tx.Exec(ctx, statement); return err })
				if err == nil {
					t.Errorf("as %s: %s", way, statement)
				} else if want := "journal|checkpoint|permission denied"; !containsOne(err.Error(), want) {
					t.Errorf("as %s: %s: refused for another reason: %v", way, statement, err)
				}
			}
		}
	})
}

var tables = []string{"journal_entry", "journal_head", "journal_checkpoint"}

func containsOne(s, words string) bool {
	s, _, _ = strings.Cut(s, " in: ")
	for w := range strings.SplitSeq(words, "|") {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func TestPostgresPrivilegesAndRowSecurity(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect != db.PostgreSQL {
			t.Skip("SQLite has neither")
		}
		fill(t, d, "acme", 5)
		fill(t, d, "other", 2)
		_, err := Sign(ctx, d, "other", testKey(t, "other"), start)
		must(t, err)
		for org, want := range map[string]string{"acme": "5 1 0", "other": "2 1 1", "": "0 0 0", "o'ther": "0 0 0"} {
			for way, do := range map[string]func(func(*db.Tx) error) error{
				"read":  func(fn func(*db.Tx) error) error { return d.Read(ctx, org, fn) },
				"write": func(fn func(*db.Tx) error) error { return d.Write(ctx, org, fn) },
			} {
				must(t, do(func(tx *db.Tx) error {
					var entries, heads, checkpoints int
					_, err := tx.Get(ctx, `SELECT (SELECT count(*) FROM journal_entry), (SELECT count(*) FROM journal_head), (SELECT count(*) FROM journal_checkpoint)`,
						nil, &entries, &heads, &checkpoints)
					if got := fmt.Sprint(entries, " ", heads, " ", checkpoints); got != want {
						t.Errorf("%s as %q sees %s, want %s", way, org, got, want)
					}
					return err
				}))
			}
		}
		for _, statement := range []string{
			`INSERT INTO journal_head (org, size, time, frontier) VALUES ('third', 0, '', '')`,
			`UPDATE journal_head SET org = 'acme'`,
			`ALTER TABLE journal_entry DISABLE TRIGGER ALL`,
			`ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY`,
			`DROP TRIGGER journal_entry_delete ON journal_entry`,
			`SET LOCAL session_replication_role = replica`,
			`TRUNCATE journal_entry`,
			`DELETE FROM journal_entry`,
		} {
			if d.Write(ctx, "acme", func(tx *db.Tx) error { _, err := tx.Exec(ctx, statement); return err }) == nil {
				t.Errorf("allowed: %s", statement)
			}
		}
		if _, err := write(d, "acme", draft(9)); err != nil {
			t.Errorf("after the refusals: %v", err)
		}
		err = d.Write(ctx, "acme", func(tx *db.Tx) error {
			_, err := Begin(ctx, tx, "other", start)
			return err
		})
		if err == nil {
			t.Error("a transaction of acme wrote the log of other")
		}
	})
}

func TestAFailedStatementCannotBeCommitted(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(ctx, "acme", func(tx *db.Tx) error {
			a, err := Begin(ctx, tx, "acme", start)
			if err != nil {
				return err
			}
			_, err = a.Append(ctx, draft(1))
			must(t, err)
			_, _ = tx.Exec(ctx, "SELECT * FROM no_such_table") // the caller forgets the error
			return a.Commit(ctx)
		})
		if n := len(readAll(t, d, "acme", Range{})); (err == nil) != (n == 1) {
			t.Errorf("Write said %v and %d entries are there", err, n)
		}
	})
}

func TestErasedTextLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "assay.db")
	d, err := db.Open(ctx, "sqlite:"+path)
	must(t, err)
	must(t, Migrate(ctx, d))
	create(t, d, "acme")
	secret := draft(3)
	secret.Body = []byte(`{"note":"` + strings.Repeat("Jane Doe was ill. ", 1000) + `"}`)
	_, err = write(d, "acme", draft(1), secret, draft(4))
	must(t, err)
	redact(t, d, secret.Record, 1)
	must(t, d.Close())
	files, err := filepath.Glob(path + "*")
	must(t, err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		must(t, err)
		if bytes.Contains(b, []byte("Jane Doe")) {
			t.Errorf("%s still holds the text", f)
		}
	}
}
