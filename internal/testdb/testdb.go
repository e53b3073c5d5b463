// Package testdb gives every test a real, empty or migrated database of each engine that nobody else uses.
//
// Each set of migrations runs once per process on a template; a test gets a copy in a few tens of milliseconds.
// PostgreSQL is one server for all test processes of this user; see server.go.
package testdb

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/assay-isms/assay/internal/db"
)

// Migrate makes tables, as journal.Migrate does. It must be a declared function, since templates are kept by its name.
type Migrate = func(context.Context, *db.DB) error

// Each runs test on SQLite and on PostgreSQL, as subtests of these names.
func Each(t *testing.T, test func(t *testing.T, d *db.DB), migrate ...Migrate) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, migrate...)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t, migrate...)) })
}

// SQLite opens a database in a file of its own that migrate has prepared.
func SQLite(t testing.TB, migrate ...Migrate) *db.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	if len(migrate) > 0 {
		image, err := sqliteTemplates.get(migrate, func() ([]byte, error) { return makeSQLiteTemplate(migrate) })
		if err == nil {
			err = os.WriteFile(path, image, 0o600)
		}
		if err != nil {
			t.Fatalf("SQLite template: %v", err)
		}
	}
	return open(t, "sqlite:"+path)
}

// Postgres opens a database of its own that migrate has prepared. Its tables belong to an ordinary user, not to a
// superuser, so that row-level security and grants hold as they do in use.
func Postgres(t testing.TB, migrate ...Migrate) *db.DB {
	t.Helper()
	return open(t, postgresDSN(t, migrate))
}

// DSN names an empty database of its own, for what is tested through its --db option.
func DSN(t testing.TB, engine db.Dialect) string {
	t.Helper()
	if engine == db.PostgreSQL {
		return postgresDSN(t, nil)
	}
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db")
}

// DSNs names an empty database of each engine.
func DSNs(t testing.TB) map[db.Dialect]string {
	t.Helper()
	return map[db.Dialect]string{db.SQLite: DSN(t, db.SQLite), db.PostgreSQL: DSN(t, db.PostgreSQL)}
}

func open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return d
}

// prepare runs migrate on the database of dsn and leaves no connection to it.
func prepare(dsn string, migrate []Migrate) error {
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer d.Close()
	for _, m := range migrate {
		if err := m(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// templates keeps one template for each list of migrations. The zero value is empty.
type templates[T any] struct {
	mu   sync.Mutex
	made map[string]T
}

var sqliteTemplates templates[[]byte]

// get returns the template of the list, which make makes the first time.
func (s *templates[T]) get(migrate []Migrate, make func() (T, error)) (T, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, m := range migrate {
		names = append(names, runtime.FuncForPC(reflect.ValueOf(m).Pointer()).Name())
	}
	key := strings.Join(names, " ")
	if t, ok := s.made[key]; ok {
		return t, nil
	}
	t, err := make()
	if err != nil {
		return t, err
	}
	if s.made == nil {
		s.made = map[string]T{}
	}
	s.made[key] = t
	return t, nil
}

func makeSQLiteTemplate(migrate []Migrate) ([]byte, error) {
	dir, err := os.MkdirTemp("", "assay-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := prepare("sqlite:"+path, migrate); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
