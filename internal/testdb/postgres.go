package testdb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
)

const (
	existing = "ASSAY_TEST_POSTGRES"      // a DSN whose user may make databases: use that server, start none
	skip     = "ASSAY_TEST_SKIP_POSTGRES" // 1: skip what needs PostgreSQL
)

var (
	postgresTemplates templates[string]
	connectOnce       = sync.OnceValues(connect)
)

// server is the PostgreSQL the tests of this process use.
type server struct {
	dsn   string // of its database for administration
	admin *sql.DB
	users *os.File // the lock that keeps our server running; nil for an existing one
}

// postgresDSN makes a database prepared by migrate, which is dropped when the test ends.
func postgresDSN(t testing.TB, migrate []Migrate) string {
	t.Helper()
	if os.Getenv(skip) == "1" {
		t.Skip(skip + "=1")
	}
	s, err := connectOnce()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	template := "template1"
	if len(migrate) > 0 {
		template, err = postgresTemplates.get(migrate, func() (string, error) { return s.makeTemplate(migrate) })
		if err != nil {
			t.Fatalf("PostgreSQL template: %v", err)
		}
	}
	name, err := s.create(template)
	if err != nil {
		t.Fatal(err)
	}
	// Not waited for: PostgreSQL looks only every 100 ms whether the connections are gone. What the end of the
	// process leaves goes with the server or by dropOld.
	t.Cleanup(func() { go s.drop(name) })
	return withDatabase(s.dsn, name)
}

func connect() (*server, error) {
	s := &server{dsn: os.Getenv(existing)}
	var err error
	if s.dsn == "" {
		if s.dsn, s.users, err = startServer(); err != nil {
			return nil, err
		}
	} else if _, err := url.Parse(s.dsn); err != nil || !strings.HasPrefix(s.dsn, "postgres") {
		return nil, fmt.Errorf("%s must be of the form postgres://USER:PASSWORD@HOST:PORT/NAME", existing)
	}
	if s.admin, err = sql.Open("pgx", s.dsn); err != nil {
		return nil, err
	}
	s.admin.SetMaxOpenConns(4)
	return s, s.dropOld()
}

func (s *server) makeTemplate(migrate []Migrate) (string, error) {
	name, err := s.create("template1")
	if err != nil {
		return "", err
	}
	return name, prepare(withDatabase(s.dsn, name), migrate)
}

// create copies files rather than logging every page: twice as fast where nothing waits for the disk.
func (s *server) create(template string) (string, error) {
	name := fmt.Sprintf("assay_test_%d_%s", time.Now().Unix(), strings.ToLower(rand.Text()[:12]))
	_, err := s.admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY file_copy")
	if err != nil {
		return "", fmt.Errorf("create a test database: %w", err)
	}
	return name, nil
}

func (s *server) drop(name string) error {
	if _, err := s.admin.Exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop the test database: %w", err)
	}
	return nil
}

// dropOld removes what test processes left more than an hour ago: their templates, and the databases of killed ones.
func (s *server) dropOld() error {
	var old sql.NullString
	err := s.admin.QueryRowContext(context.Background(), `SELECT string_agg(datname, ' ') FROM pg_database
		WHERE datname ~ '^assay_test_[0-9]+_' AND split_part(datname, '_', 3)::bigint < $1`, time.Now().Add(-time.Hour).Unix()).Scan(&old)
	for _, name := range strings.Fields(old.String) {
		if err == nil {
			err = s.drop(name)
		}
	}
	return err
}

func withDatabase(dsn, name string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	u.Path = "/" + name
	return u.String()
}
