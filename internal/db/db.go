// Package db is the one door to the two database engines, SQLite and PostgreSQL. It knows connections,
// transactions and the few places where the engines differ; it knows nothing of what is stored.
//
// SQL is written once in the portable subset: $1 … parameters, ON CONFLICT, RETURNING, text ids, fixed-width UTC
// time text, no arrays, no now(), no ILIKE. See Dialect for the exceptions.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/assay-isms/assay/internal/errs"
)

// DB is an open database. Read and Write are safe for concurrent use.
type DB struct {
	Dialect
	read  *pool
	write *pool    // PostgreSQL; nil on SQLite
	queue *queue   // SQLite: the single writer with group commit; nil on PostgreSQL
	turns sync.Map // PostgreSQL: organisation → chan struct{} that its writer fills
	owner *sql.DB
	name  string

	folder string // removed when the database is closed; "" for none
}

// Open opens the database that dsn names:
//
//	sqlite:PATH        a file, made when it is missing
//	memory:            a private database that ends with the program; at most a gigabyte
//	temporary:         the same in a file that Close removes
//	postgres://…       PostgreSQL; the tables belong to the user of the DSN, the program works as role assay_app
//
// It does not create tables; see Migrate.
func Open(ctx context.Context, dsn string) (*DB, error) {
	switch scheme, rest, _ := strings.Cut(dsn, ":"); scheme {
	case "sqlite":
		return openSQLite(ctx, rest)
	case "memory":
		return openMemory(ctx)
	case "temporary":
		return openTemporary(ctx)
	case "postgres", "postgresql":
		return openPostgres(ctx, dsn)
	}
	return nil, errs.Invalidf("The database %q is not understood. Write sqlite:PATH or postgres://USER@HOST/NAME.", redactDSN(dsn))
}

// Name tells which database this is, without secrets.
func (d *DB) Name() string { return d.name }

// Read runs fn in a read-only transaction that sees one consistent moment. On PostgreSQL row-level security
// confines it to the organisation.
func (d *DB) Read(ctx context.Context, org string, fn func(*Tx) error) error {
	s, err := d.read.get(ctx)
	if err != nil {
		return err
	}
	defer d.read.put(s)
	return s.transact(ctx, d.beginRead(org), org, d.Dialect, fn)
}

// Write runs fn in a transaction that is durable when Write returns nil. If fn returns an error nothing of it is
// kept. On SQLite all writers share one connection and neighbours commit together, so fn must not call Write and
// must be quick.
func (d *DB) Write(ctx context.Context, org string, fn func(*Tx) error) error {
	if d.queue != nil {
		return d.queue.do(ctx, org, false, fn)
	}
	done, err := d.turn(ctx, org)
	if err != nil {
		return err
	}
	defer done()
	s, err := d.write.get(ctx)
	if err != nil {
		return err
	}
	defer d.write.put(s)
	return s.transact(ctx, d.beginWrite(org), org, d.Dialect, fn)
}

// turn waits until no other writer of this program writes for the organisation. They would wait for each other in
// PostgreSQL as well, but there less fairly, and holding the connections that other organisations need.
func (d *DB) turn(ctx context.Context, org string) (done func(), err error) {
	if org == "" {
		return func() {}, nil
	}
	own, _ := d.turns.LoadOrStore(org, make(chan struct{}, 1))
	turn := own.(chan struct{})
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Own runs fn as the owner of the tables, outside row-level security: for creating tables and nothing else.
func (d *DB) Own(ctx context.Context, fn func(*Tx) error) error {
	if d.queue != nil {
		return d.queue.do(ctx, "", true, fn)
	}
	c, err := d.owner.Conn(ctx)
	if err != nil {
		return fmt.Errorf("owner connection: %w", err)
	}
	s := &session{conn: c}
	defer c.Close()
	return s.transact(ctx, "BEGIN", "", d.Dialect, fn)
}

// Owner is the connection pool of the tables' owner, for migrations.
func (d *DB) Owner() *sql.DB { return d.owner }

// Close waits for the writes under way and closes every connection.
func (d *DB) Close() error {
	if d.queue != nil {
		d.queue.close()
	}
	d.read.close()
	if d.write != nil {
		d.write.close()
	}
	err := d.owner.Close()
	if d.folder != "" {
		err = errors.Join(err, os.RemoveAll(d.folder))
	}
	return err
}

// Time is how times are stored: UTC, microseconds, fixed width, so that text order is time order.
const Time = "2006-01-02T15:04:05.000000Z"

// FormatTime writes t as stored.
func FormatTime(t time.Time) string { return t.UTC().Format(Time) }

// ParseTime reads a stored time. It takes exactly what FormatTime writes.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(Time, s)
	if err == nil && s[len("2006-01-02T15:04:05")] != '.' { // time.Parse takes a comma as well
		err = fmt.Errorf("parsing time %q: the fraction follows a comma", s)
	}
	return t, err
}

func readers() int { return max(4, 2*runtime.GOMAXPROCS(0)) }
