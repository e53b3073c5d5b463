package testdb_test

import (
	"context"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/testdb"
)

var migrations atomic.Int64

func migrate(ctx context.Context, d *db.DB) error {
	migrations.Add(1)
	return d.Own(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "CREATE TABLE note (org TEXT NOT NULL, text "+tx.Text()+" NOT NULL)")
		if err == nil && tx.Dialect == db.PostgreSQL {
			_, err = tx.Exec(ctx, "GRANT SELECT, INSERT ON note TO "+db.Role)
		}
		return err
	})
}

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	before := migrations.Load()
	for _, round := range []string{"first", "second"} {
		t.Run(round, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, d *db.DB) {
				if n := get[int](t, d, "SELECT count(*) FROM note"); n != 0 {
					t.Errorf("%d notes in a new database", n)
				}
				write(t, d, "INSERT INTO note (org, text) VALUES ('o', 'a')")
				if n := get[int](t, d, "SELECT count(*) FROM note"); n != 1 {
					t.Errorf("%d notes after one was written", n)
				}
			}, migrate)
		})
	}
	if n := migrations.Load() - before; n > 2 {
		t.Errorf("migrated %d times for two engines", n)
	}
}

func TestPostgresIsLikeInUse(t *testing.T) {
	d := testdb.Postgres(t, migrate)
	if user := get[string](t, d, "SELECT current_user::text"); user != db.Role {
		t.Errorf("works as %s", user)
	}
	if super := get[bool](t, d, "SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname = session_user"); super {
		t.Error("the tables belong to a superuser, who passes every check")
	}
	if !get[bool](t, d, "SELECT 'a' < 'B'") {
		t.Error("text is ordered by bytes: a missing COLLATE would go unseen")
	}
}

func TestDSNsNameEmptyDatabases(t *testing.T) {
	for engine, dsn := range testdb.DSNs(t) {
		d, err := db.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		if d.Dialect != engine {
			t.Errorf("%s opens %s", dsn, d.Dialect)
		}
		if err := migrate(t.Context(), d); err != nil {
			t.Errorf("%s is not empty: %v", engine, err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestServerScriptIsSound(t *testing.T) {
	if out, err := exec.Command("/bin/sh", "-n", "server.sh").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// What a test pays for its database.
func BenchmarkPostgres(b *testing.B) {
	for b.Loop() {
		testdb.Postgres(b, migrate)
	}
}

func BenchmarkSQLite(b *testing.B) {
	for b.Loop() {
		testdb.SQLite(b, migrate)
	}
}

func write(t *testing.T, d *db.DB, statement string) {
	t.Helper()
	err := d.Write(t.Context(), "o", func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func get[T any](t *testing.T, d *db.DB, query string) (v T) {
	t.Helper()
	err := d.Read(t.Context(), "o", func(tx *db.Tx) error {
		_, err := tx.Get(t.Context(), query, nil, &v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
