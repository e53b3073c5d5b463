package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Tx is a transaction of one organisation ("" for none). A Tx is used by one goroutine; rows of a query must be
// read to the end before the same SQL text is run again.
type Tx struct {
	Dialect
	Org string
	s   *session
}

// Exec runs a statement and tells how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := t.s.flush(ctx); err != nil {
		return 0, err
	}
	r, err := t.s.exec(ctx, query, args)
	if err != nil {
		return 0, fmt.Errorf("%w in: %s", err, query)
	}
	return r.RowsAffected()
}

// Queue runs a statement whose outcome nobody waits for. On PostgreSQL such statements go together in one round trip,
// at the latest before the next question or the commit; an error comes out then.
func (t *Tx) Queue(ctx context.Context, query string, args ...any) error {
	if t.Dialect != PostgreSQL {
		_, err := t.Exec(ctx, query, args...)
		return err
	}
	if t.s.queued == nil {
		t.s.queued = &pgx.Batch{}
	}
	if t.s.queued.Queue(query, args...); t.s.queued.Len() >= maxQueued {
		return t.s.flush(ctx)
	}
	return nil
}

// Query runs query and calls fn for each row; fn scans it and must not use the transaction.
func (t *Tx) Query(ctx context.Context, query string, args []any, fn func(scan func(...any) error) error) error {
	if err := t.s.flush(ctx); err != nil {
		return err
	}
	rows, err := t.s.query(ctx, query, args)
	if err != nil {
		return fmt.Errorf("%w in: %s", err, query)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Rows runs query and calls fn with each row as the driver delivers it: int64, float64, string, []byte or nil. It is
// Query for bulk reads, where database/sql's conversions would cost more than the work. The row slice is used again
// for the next row, its values may be kept; fn must not use the transaction.
func (t *Tx) Rows(ctx context.Context, query string, args []any, fn func(row []driver.Value) error) error {
	if err := t.s.flush(ctx); err != nil {
		return err
	}
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return t.s.conn.Raw(func(conn any) error {
		rows, err := conn.(driver.QueryerContext).QueryContext(ctx, query, named)
		if err != nil {
			return fmt.Errorf("%w in: %s", err, query)
		}
		defer rows.Close()
		row := make([]driver.Value, len(rows.Columns()))
		for {
			switch err := rows.Next(row); err {
			case nil:
			case io.EOF:
				return nil
			default:
				return err
			}
			if err := fn(row); err != nil {
				return err
			}
		}
	})
}

// Get scans the first row of query into dest and reports whether there was one.
func (t *Tx) Get(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	if err := t.s.flush(ctx); err != nil {
		return false, err
	}
	rows, err := t.s.query(ctx, query, args)
	if err != nil {
		return false, fmt.Errorf("%w in: %s", err, query)
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	return true, rows.Scan(dest...)
}

// session is one connection with its prepared statements.
type session struct {
	conn  *sql.Conn
	cache bool // keep prepared statements here (SQLite; pgx keeps its own)
	stmts map[string]*sql.Stmt
	lost  bool // a transaction could not be begun or ended: do not use again

	queued *pgx.Batch // statements not yet sent; nil for none
}

const (
	maxStatements = 512
	maxQueued     = 256
)

// flush sends the queued statements in one round trip.
func (s *session) flush(ctx context.Context) error {
	if s.queued == nil {
		return nil
	}
	batch := s.queued
	s.queued = nil
	return s.conn.Raw(func(conn any) error {
		results := conn.(*stdlib.Conn).Conn().SendBatch(ctx, batch)
		for _, q := range batch.QueuedQueries {
			if _, err := results.Exec(); err != nil {
				_ = results.Close() // the first error is the one that tells
				return fmt.Errorf("%w in: %s", err, q.SQL)
			}
		}
		return results.Close()
	})
}

func (s *session) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	if len(s.stmts) >= maxStatements {
		s.forget()
	}
	st, err := s.conn.PrepareContext(context.WithoutCancel(ctx), unnamed(query))
	if err != nil {
		return nil, err
	}
	if s.stmts == nil {
		s.stmts = map[string]*sql.Stmt{}
	}
	s.stmts[query] = st
	return st, nil
}

var parameter = regexp.MustCompile(`\$\d+`)

// unnamed writes ? for $1, $2 … where they stand in order, each once. SQLite takes $1 for a name, and finding names
// costs it time that grows with the square of their number.
func unnamed(query string) string {
	n := 0
	inOrder := true
	out := parameter.ReplaceAllStringFunc(query, func(p string) string {
		n++
		inOrder = inOrder && p == "$"+strconv.Itoa(n)
		return "?"
	})
	if !inOrder {
		return query
	}
	return out
}

func (s *session) forget() {
	for _, st := range s.stmts {
		_ = st.Close()
	}
	clear(s.stmts)
}

func (s *session) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	if !s.cache || len(args) == 0 && len(query) > 400 { // long scripts run once
		return s.conn.ExecContext(ctx, query, args...)
	}
	st, err := s.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func (s *session) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if !s.cache {
		return s.conn.QueryContext(ctx, query, args...)
	}
	st, err := s.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// transact runs fn between begin and COMMIT, or ROLLBACK when it fails or panics.
func (s *session) transact(ctx context.Context, begin, org string, d Dialect, fn func(*Tx) error) (err error) {
	if err := d.simple(ctx, s, begin); err != nil {
		s.lost = true
		return fmt.Errorf("begin: %w", err)
	}
	done := false
	defer func() {
		if !done {
			s.queued = nil
			s.lost = d.simple(context.WithoutCancel(ctx), s, "ROLLBACK") != nil
		}
	}()
	if err := fn(&Tx{Dialect: d, Org: org, s: s}); err != nil {
		return err
	}
	if err := s.flush(ctx); err != nil {
		return err
	}
	if err := d.commit(context.WithoutCancel(ctx), s); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	done = true
	return nil
}

// pool hands out sessions, most recently used first, so that few hold warm statements.
type pool struct {
	db    *sql.DB
	slots chan struct{}
	free  chan *session
	cache bool
}

func newPool(db *sql.DB, size int, cache bool) *pool {
	return &pool{db: db, slots: make(chan struct{}, size), free: make(chan *session, size), cache: cache}
}

func (p *pool) get(ctx context.Context) (*session, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case s := <-p.free:
		return s, nil
	default:
	}
	c, err := p.db.Conn(ctx)
	if err != nil {
		<-p.slots
		return nil, fmt.Errorf("connect: %w", err)
	}
	return &session{conn: c, cache: p.cache}, nil
}

func (p *pool) put(s *session) {
	if s.lost {
		_ = s.conn.Raw(func(any) error { return driver.ErrBadConn }) // discard it rather than return it to the driver's pool
		_ = s.conn.Close()
	} else {
		p.free <- s
	}
	<-p.slots
}

func (p *pool) close() {
	for {
		select {
		case s := <-p.free:
			s.forget()
			_ = s.conn.Close()
		default:
			_ = p.db.Close()
			return
		}
	}
}
