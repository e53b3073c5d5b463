package journal

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
)

// unlock is what whoever may write the file can do: take the guards away.
var unlock = []string{
	`DROP TRIGGER journal_entry_delete`, `DROP TRIGGER journal_entry_update`, `DROP TRIGGER journal_head_delete`,
	`DROP TRIGGER journal_head_update`, `DROP TRIGGER journal_checkpoint_delete`, `DROP TRIGGER journal_checkpoint_update`,
}

// attack is a log whose guards are off, and a connection past every door.
type attack struct {
	*testing.T
	d   *db.DB
	raw *sql.DB
	key Key
}

func newAttack(t *testing.T, n int) attack {
	t.Helper()
	path := filepath.Join(t.TempDir(), "assay.db")
	d, err := db.Open(ctx, "sqlite:"+path)
	must(t, err)
	t.Cleanup(func() { _ = d.Close() })
	must(t, Migrate(ctx, d))
	create(t, d, "acme")
	k := testKey(t, "acme")
	fill(t, d, "acme", n/2)
	_, err = Sign(ctx, d, "acme", k, start)
	must(t, err)
	redact(t, d, "ast-2", 1)
	fill(t, d, "acme", n-n/2-1)
	_, err = Sign(ctx, d, "acme", k, start)
	must(t, err)
	raw, err := sql.Open("sqlite", path+"?_pragma=synchronous(OFF)")
	must(t, err)
	t.Cleanup(func() { _ = raw.Close() })
	a := attack{t, d, raw, k}
	a.exec(strings.Join(unlock, ";"))
	clean(t, d, "acme", k)
	return a
}

func (a attack) exec(statement string, args ...any) {
	a.Helper()
	_, err := a.raw.Exec(statement, args...)
	must(a, err)
}

// found demands a fault, and that one names the entry (0: any).
func (a attack) found(seq int64, what string) {
	a.Helper()
	_, faults, err := Verify(ctx, a.d, "acme", a.key.Verifier)
	if err != nil && seq == 0 { // the head cannot even be found
		return
	}
	for _, f := range faults {
		if f.Seq == seq || seq == 0 {
			return
		}
	}
	a.Errorf("%s: no fault names entry %d: %v, %v", what, seq, faults, err)
}

type column struct {
	table, name, key string
}

func (a attack) columns() (out []column) {
	for table, key := range map[string]string{"journal_entry": "seq", "journal_head": "1", "journal_checkpoint": "size"} {
		rows, err := a.raw.Query(`SELECT name FROM pragma_table_info($1) ORDER BY cid`, table)
		must(a, err)
		for rows.Next() {
			c := column{table: table, key: key}
			must(a, rows.Scan(&c.name))
			out = append(out, c)
		}
		must(a, rows.Close())
	}
	return out
}

// flip changes one bit of the value of a row and verifies that it is found, then puts the value back.
func (a attack) flip(c column, key, rowid int64) {
	a.Helper()
	var old any
	must(a, a.raw.QueryRow(fmt.Sprintf(`SELECT %s FROM %s WHERE rowid = %d`, c.name, c.table, rowid)).Scan(&old))
	var altered any
	switch v := old.(type) {
	case nil:
		altered = []byte{byte(rand.IntN(256))}
	case int64:
		altered = v ^ 1<<rand.IntN(63)
	case string:
		altered = flipBit(v)
	case []byte:
		altered = []byte(flipBit(string(v)))
	}
	set := fmt.Sprintf(`UPDATE %s SET %s = $1 WHERE rowid = %d`, c.table, c.name, rowid)
	if _, err := a.raw.Exec(set, altered); err != nil {
		return // another entry has that number
	}
	if c.table != "journal_entry" {
		key = 0
	}
	a.found(key, fmt.Sprintf("%s.%s of row %d: %q became %q", c.table, c.name, rowid, old, altered))
	a.exec(set, old)
}

func flipBit(s string) string {
	if s == "" {
		return "\x00"
	}
	b := []byte(s)
	b[rand.IntN(len(b))] ^= 1 << rand.IntN(8)
	return string(b)
}

func TestEveryFlippedByteIsFound(t *testing.T) {
	const n = 40
	a := newAttack(t, n)
	rounds := 6
	if testing.Short() {
		rounds = 1
	}
	flips := 0
	for _, c := range a.columns() {
		rows, err := a.raw.Query(fmt.Sprintf(`SELECT rowid, %s FROM %s`, c.key, c.table))
		must(t, err)
		var ids, keys []int64
		for rows.Next() {
			var id, key int64
			must(t, rows.Scan(&id, &key))
			ids, keys = append(ids, id), append(keys, key)
		}
		must(t, rows.Close())
		times := rounds
		if len(ids) < 5 {
			times *= 40
		}
		for range times {
			for i := range ids {
				a.flip(c, keys[i], ids[i])
				flips++
			}
		}
	}
	clean(t, a.d, "acme", a.key) // all was put back, so every fault was the flip's
	t.Logf("%d flips", flips)
}

func TestOneAlteredEntryIsOneFault(t *testing.T) {
	a := newAttack(t, 2*chunk+100)
	for _, seq := range []int64{1, 2, 64, 1000, chunk - 1, chunk, chunk + 1, 2 * chunk, 2*chunk + 100} {
		for _, change := range []string{`body = body || ' '`, `hashes = x'00' || substr(hashes, 2)`, `reason = NULL`, `time = '2026-01-01T00:00:00.000000Z'`} {
			a.exec(`CREATE TEMP TABLE old AS SELECT * FROM journal_entry WHERE seq = $1`, seq)
			a.exec(`UPDATE journal_entry SET `+change+` WHERE seq = $1`, seq)
			_, faults, err := Verify(ctx, a.d, "acme", a.key.Verifier)
			must(t, err)
			if len(faults) == 0 || faults[0].Seq != seq && len(faults) == 1 || len(faults) > 1 && !strings.HasPrefix(change, "hashes") {
				t.Errorf("%s of %d: %v", change, seq, faults)
			}
			a.exec(`INSERT OR REPLACE INTO journal_entry SELECT * FROM old; DROP TABLE old`)
		}
	}
	clean(t, a.d, "acme", a.key)
}

func TestStructuralAttacks(t *testing.T) {
	const n = 50
	for name, c := range map[string]struct {
		seq        int64
		statements string
	}{
		"swapped":           {10, `UPDATE journal_entry SET seq = -1 WHERE seq = 10; UPDATE journal_entry SET seq = 10 WHERE seq = 11; UPDATE journal_entry SET seq = 11 WHERE seq = -1`},
		"bodies swapped":    {10, `UPDATE journal_entry SET body = (SELECT body FROM journal_entry e WHERE e.seq = 11) WHERE seq = 10`},
		"middle removed":    {20, `DELETE FROM journal_entry WHERE seq = 20`},
		"range removed":     {20, `DELETE FROM journal_entry WHERE seq BETWEEN 20 AND 33`},
		"first removed":     {1, `DELETE FROM journal_entry WHERE seq = 1`},
		"last removed":      {n, `DELETE FROM journal_entry WHERE seq = 50`},
		"all removed":       {1, `DELETE FROM journal_entry`},
		"extra at end":      {n + 1, `INSERT INTO journal_entry SELECT org, 51, time, actor, kind, record, rev, spec, op, batch, reason, salt, body, reason_hash, body_hash, hashes FROM journal_entry WHERE seq = 50`},
		"extra far away":    {n + 1, `INSERT INTO journal_entry SELECT org, 4611686018427387904, time, actor, kind, record, rev, spec, op, batch, reason, salt, body, reason_hash, body_hash, hashes FROM journal_entry WHERE seq = 50; UPDATE journal_head SET size = 4611686018427387904`},
		"extra before":      {n + 1, `INSERT INTO journal_entry SELECT org, -3, time, actor, kind, record, rev, spec, op, batch, reason, salt, body, reason_hash, body_hash, hashes FROM journal_entry WHERE seq = 50`},
		"forged redaction":  {7, `UPDATE journal_entry SET reason = NULL, salt = NULL, body = NULL, reason_hash = zeroblob(32), body_hash = zeroblob(32) WHERE seq = 7`},
		"body at redaction": {3, `UPDATE journal_entry SET body = '{"forged":1}' WHERE seq = 3`},
		"moved line break":  {8, `UPDATE journal_entry SET kind = kind || char(10) || 'record ' || record WHERE seq = 8`},
		"head gone":         {0, `DELETE FROM journal_head`},
		"checkpoint moved":  {0, `UPDATE journal_checkpoint SET org = 'acmf'`},
		"checkpoint of 9":   {0, `UPDATE journal_checkpoint SET size = 9 WHERE size = 50`},
		"head of 1":         {0, `UPDATE journal_head SET size = 1`},
		"head negative":     {0, `UPDATE journal_head SET size = -5`},
		"head huge":         {0, `UPDATE journal_head SET size = 9223372036854775807`},
		"body as blob":      {9, `UPDATE journal_entry SET body = CAST(body AS BLOB) WHERE seq = 9`},
		"salt as text":      {9, `UPDATE journal_entry SET salt = CAST(hex(salt) AS TEXT) WHERE seq = 9`},
		"salt moved":        {9, `UPDATE journal_entry SET body = substr(body, 2), salt = salt || substr(body, 1, 1) WHERE seq = 9`},
		"rev a real":        {9, `UPDATE journal_entry SET rev = 1.5 WHERE seq = 9`},
		"hashes too long":   {9, `UPDATE journal_entry SET hashes = hashes || zeroblob(32) WHERE seq = 9`},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAttack(t, n)
			a.exec(c.statements)
			a.found(c.seq, name)
			_, faults, _ := Verify(ctx, a.d, "acme", a.key.Verifier)
			for _, f := range faults {
				t.Log(f)
			}
		})
	}
}

// The redaction is real in its hashes, only no entry says so.
func TestRedactionWithoutEntryIsFound(t *testing.T) {
	a := newAttack(t, 50)
	e := readAll(t, a.d, "acme", Range{From: 7, To: 7})[0]
	e.seal()
	a.exec(`UPDATE journal_entry SET reason = NULL, salt = NULL, body = NULL, reason_hash = $1, body_hash = $2 WHERE seq = 7`, e.ReasonHash[:], e.BodyHash[:])
	a.found(7, "erased")
}

// Whoever can write the database can make a shorter log that is consistent in itself; the checkpoint tells.
func TestRollbackIsFoundByTheCheckpoint(t *testing.T) {
	a := newAttack(t, 50)
	short := lite(t)
	must(t, copyTo(short, readAll(t, a.d, "acme", Range{To: 44})))
	h, faults, err := Verify(ctx, short, "acme", a.key.Verifier)
	if err != nil || len(faults) > 0 {
		t.Fatal(h, faults, err)
	}
	a.exec(`DELETE FROM journal_entry WHERE seq > 44`)
	must(t, short.Read(ctx, "acme", func(tx *db.Tx) error {
		_, edge, err := readHead(ctx, tx, "acme", headQuery)
		a.exec(`UPDATE journal_head SET size = 44, time = $1, frontier = $2`, db.FormatTime(h.Time), edge.bytes())
		return err
	}))
	_, faults, err = Verify(ctx, a.d, "acme", a.key.Verifier)
	if err != nil || len(faults) != 1 || faults[0].Seq != 45 {
		t.Error(faults, err)
	}
}

// Verify meets anything at all in any field and neither panics nor calls it clean.
func TestGarbageNeverPanics(t *testing.T) {
	a := newAttack(t, 40)
	garbage := []any{int64(-1), int64(1) << 62, "", "\x00", "x\ny", "9999-99-99T99:99:99.999999Z", strings.Repeat("z", 5000), []byte{}, make([]byte, 31),
		make([]byte, 4096), 1.5, "0x12"}
	for _, c := range a.columns() {
		for _, g := range append(garbage, nil) {
			for _, row := range []int64{1, 3, 32, 40} {
				tx, err := a.raw.BeginTx(context.Background(), nil)
				must(t, err)
				var before, after string
				_ = tx.QueryRow(fmt.Sprintf(`SELECT quote(%s) FROM %s WHERE rowid = %d`, c.name, c.table, row)).Scan(&before)
				_, err = tx.Exec(fmt.Sprintf(`UPDATE %s SET %s = $1 WHERE rowid = %d`, c.table, c.name, row), g)
				_ = tx.QueryRow(fmt.Sprintf(`SELECT quote(%s) FROM %s WHERE rowid = %d`, c.name, c.table, row)).Scan(&after)
				if err != nil || before == after {
					must(t, tx.Rollback())
					continue
				}
				var saved any
				must(t, a.raw.QueryRow(fmt.Sprintf(`SELECT %s FROM %s WHERE rowid = %d`, c.name, c.table, row)).Scan(&saved))
				must(t, tx.Commit())
				a.found(0, fmt.Sprintf("%s.%s of row %d: %v", c.table, c.name, row, g))
				a.exec(fmt.Sprintf(`UPDATE %s SET %s = $1 WHERE rowid = %d`, c.table, c.name, row), saved)
			}
		}
	}
	clean(t, a.d, "acme", a.key)
}
