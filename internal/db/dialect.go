package db

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Dialect is where the two engines differ.
type Dialect string

// The two engines.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

// Text is the column type of text that sorts by its bytes, alike on both engines.
func (d Dialect) Text() string {
	if d == PostgreSQL {
		return `TEXT COLLATE "C"`
	}
	return "TEXT"
}

// Bytes is the column type of bytes.
func (d Dialect) Bytes() string {
	if d == PostgreSQL {
		return "BYTEA"
	}
	return "BLOB"
}

// Float is the column type of a 64-bit floating-point number.
func (d Dialect) Float() string {
	if d == PostgreSQL {
		return "DOUBLE PRECISION"
	}
	return "REAL"
}

// Serialize ends a query that must see the newest committed row and keep others out until the transaction ends.
// SQLite has one writer, so nothing is needed there.
func (d Dialect) Serialize() string {
	if d == PostgreSQL {
		return " FOR UPDATE"
	}
	return ""
}

func (d Dialect) beginRead(org string) string {
	if d == PostgreSQL {
		return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT set_config('assay.org', " + quote(org) + ", true)"
	}
	return "BEGIN"
}

func (d Dialect) beginWrite(org string) string {
	if d == PostgreSQL {
		return "BEGIN; SELECT set_config('assay.org', " + quote(org) + ", true)"
	}
	return "BEGIN IMMEDIATE"
}

// simple runs statements without parameters; on PostgreSQL several in one round trip.
func (d Dialect) simple(ctx context.Context, s *session, script string) error {
	if d == PostgreSQL {
		_, err := s.conn.ExecContext(ctx, script, pgx.QueryExecModeSimpleProtocol)
		return err
	}
	_, err := s.exec(ctx, script, nil)
	return err
}

// commit ends a transaction. PostgreSQL answers COMMIT after a failed statement by rolling back without an error, so
// there the answer is looked at.
func (d Dialect) commit(ctx context.Context, s *session) error {
	if d == SQLite {
		return d.simple(ctx, s, "COMMIT")
	}
	return s.conn.Raw(func(conn any) error {
		tag, err := conn.(*stdlib.Conn).Conn().Exec(ctx, "COMMIT")
		if err == nil && tag.String() != "COMMIT" {
			err = errors.New("a statement of the transaction had failed, so nothing was kept")
		}
		return err
	})
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
