package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("folder of the database: %w", err)
	}
	u := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(4000)"
	return startSQLite(ctx, u, "SQLite "+path)
}

var memories atomic.Int64

func openMemory(ctx context.Context) (*DB, error) {
	u := fmt.Sprintf("file:/assay-%d?vfs=memdb&_pragma=busy_timeout(10000)&_pragma=recursive_triggers(1)&_pragma=temp_store(MEMORY)&_pragma=journal_mode(MEMORY)&_pragma=synchronous(OFF)", memories.Add(1))
	return startSQLite(ctx, u, "memory")
}

// openTemporary is openMemory for what may not fit into memory: SQLite's memory databases end at a gigabyte.
func openTemporary(ctx context.Context) (*DB, error) {
	dir, err := os.MkdirTemp("", "assay-")
	if err != nil {
		return nil, fmt.Errorf("folder of a temporary database: %w", err)
	}
	u := "file:" + (&url.URL{Path: filepath.Join(dir, "t.db")}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=recursive_triggers(1)&_pragma=temp_store(MEMORY)&_pragma=journal_mode(MEMORY)&_pragma=synchronous(OFF)"
	d, err := startSQLite(ctx, u, "temporary")
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	d.folder = dir
	return d, nil
}

func startSQLite(ctx context.Context, u, name string) (*DB, error) {
	owner, err := sql.Open("sqlite", u+"&_pragma=secure_delete(1)&_pragma=cache_size(-65536)") // what is erased is overwritten
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	owner.SetMaxOpenConns(2) // the writer, and the migrations before it starts
	if err := owner.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	read, err := sql.Open("sqlite", u+"&_pragma=query_only(1)&_pragma=cache_size(-8192)&_pragma=mmap_size(1073741824)")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	read.SetMaxIdleConns(readers())
	d := &DB{Dialect: SQLite, owner: owner, read: newPool(read, readers(), true), name: name}
	d.queue = startQueue(owner)
	return d, nil
}

// queue is SQLite's single writer. Writers that wait while one commits are committed together by the next: one
// fsync serves them all (group commit). Each after the first runs in a savepoint of its own, so one failing leaves the
// others whole. The first needs none: while it runs the transaction is its own, and SQLite's savepoints cost every
// statement time that grows with the pages changed before, which a large import or a rebuild would feel.
type queue struct {
	jobs    chan *job
	held    *job // taken from jobs, for the next group
	stopped chan struct{}
	closing sync.RWMutex // held for writing once: jobs is closed while nobody sends
	closed  bool
}

type job struct {
	ctx      context.Context
	org      string
	fn       func(*Tx) error
	large    bool // begins a group, so that it needs no savepoint
	err      error
	panicked any
	done     chan struct{}
}

const maxGroup = 128

func startQueue(db *sql.DB) *queue {
	q := &queue{jobs: make(chan *job, maxGroup), stopped: make(chan struct{})}
	go q.run(db)
	return q
}

func (q *queue) do(ctx context.Context, org string, large bool, fn func(*Tx) error) error {
	j := &job{ctx: ctx, org: org, fn: fn, large: large, done: make(chan struct{})}
	if err := q.send(j); err != nil {
		return err
	}
	<-j.done
	if j.panicked != nil {
		panic(j.panicked)
	}
	return j.err
}

func (q *queue) send(j *job) error {
	q.closing.RLock()
	defer q.closing.RUnlock()
	if q.closed {
		return sql.ErrConnDone
	}
	select {
	case q.jobs <- j:
		return nil
	case <-j.ctx.Done():
		return j.ctx.Err()
	}
}

func (q *queue) close() {
	q.closing.Lock()
	if !q.closed {
		q.closed = true
		close(q.jobs)
	}
	q.closing.Unlock()
	<-q.stopped
}

func (q *queue) run(db *sql.DB) {
	defer close(q.stopped)
	ctx := context.Background()
	var s *session
	for first := q.first(); first != nil; first = q.first() {
		if s == nil {
			c, err := db.Conn(ctx)
			if err != nil {
				first.finish(fmt.Errorf("writer connection: %w", err))
				continue
			}
			s = &session{conn: c, cache: true}
		}
		q.commitGroup(ctx, s, first)
		if s.lost {
			s.forget()
			_ = s.conn.Close()
			s = nil
		}
	}
	if s != nil {
		s.forget()
		_ = s.conn.Close()
	}
}

// first is the job that begins the next group; nil when the queue is closed.
func (q *queue) first() *job {
	if j := q.held; j != nil {
		q.held = nil
		return j
	}
	return <-q.jobs
}

// commitGroup runs first and whoever is already waiting in one transaction and answers all after its commit.
func (q *queue) commitGroup(ctx context.Context, s *session, first *job) {
	group := []*job{first}
	err := s.transact(ctx, "BEGIN IMMEDIATE", "", SQLite, func(tx *Tx) error {
		if first.err = first.call(tx); first.err != nil {
			return first.err
		}
		for j := q.next(len(group)); j != nil; j = q.next(len(group)) {
			j.err = j.inSavepoint(tx)
			group = append(group, j)
		}
		return nil
	})
	for _, j := range group {
		if j.err == nil {
			j.err = err
		}
		close(j.done)
	}
}

// next is a job that waits already and may join a group of so many; nil if there is none.
func (q *queue) next(taken int) *job {
	if taken >= maxGroup {
		return nil
	}
	select {
	case j := <-q.jobs:
		if j == nil || !j.large {
			return j
		}
		q.held = j
	default:
	}
	return nil
}

func (j *job) finish(err error) {
	j.err = err
	close(j.done)
}

// inSavepoint runs the job so that its failure leaves what others did in the transaction.
func (j *job) inSavepoint(tx *Tx) error {
	ctx := context.WithoutCancel(j.ctx)
	if _, err := tx.s.exec(ctx, "SAVEPOINT job", nil); err != nil {
		return err
	}
	err := j.call(tx)
	if err != nil {
		_, _ = tx.s.exec(ctx, "ROLLBACK TO job", nil)
	}
	if _, rel := tx.s.exec(ctx, "RELEASE job", nil); err == nil {
		err = rel
	}
	return err
}

// call runs the job's function and catches its panic, which belongs to who waits for the job.
func (j *job) call(tx *Tx) (err error) {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	defer func() {
		if j.panicked = recover(); j.panicked != nil {
			err = fmt.Errorf("panic: %v", j.panicked)
		}
	}()
	mine := *tx
	mine.Org = j.org
	return j.fn(&mine)
}
