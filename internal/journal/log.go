package journal

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes or updates the journal's tables.
func Migrate(ctx context.Context, d *db.DB) error { return d.Migrate(ctx, "journal", migrations) }

// Head is how long a log is and what its tree hashes to.
type Head struct {
	Size int64 // entries
	Time time.Time
	Root tlog.Hash
}

// Create starts the log of an organisation; it does nothing if there is one.
func Create(ctx context.Context, tx *db.Tx, org string) error {
	_, err := tx.Exec(ctx, `INSERT INTO journal_head (org, size, time, frontier, locks) VALUES ($1, 0, $2, $3, 0)
		ON CONFLICT (org) DO NOTHING`, org, db.FormatTime(time.Time{}), []byte{})
	return err
}

// ReadHead tells the log's present head.
func ReadHead(ctx context.Context, tx *db.Tx, org string) (Head, error) {
	h, _, err := readHead(ctx, tx, org, `SELECT size, time, frontier FROM journal_head WHERE org = $1`)
	return h, err
}

func readHead(ctx context.Context, tx *db.Tx, org, query string) (Head, frontier, error) {
	var size int64
	var stamp string
	var edge []byte
	ok, err := tx.Get(ctx, query, []any{org}, &size, &stamp, &edge)
	if err != nil {
		return Head{}, nil, err
	}
	if !ok {
		return Head{}, nil, errs.New(errs.NotFound, "There is no organisation %q here.", org)
	}
	t, err := db.ParseTime(stamp)
	if err != nil {
		return Head{}, nil, fmt.Errorf("head of journal %s: %w", org, err)
	}
	f, err := parseFrontier(edge, size)
	return Head{Size: size, Time: t, Root: f.root()}, f, err
}

// Appender writes entries at the end of one log within one transaction. Begin it with the transaction's first
// statement: it locks the head, so that parallel transactions queue and lose nothing.
type Appender struct {
	tx    *db.Tx
	org   string
	size  int64
	batch int64
	edge  frontier
	last  time.Time // of the newest entry
	now   time.Time // of the next
	buf   []byte
}

// Begin locks the log's head and prepares to append. now is the server's time; entries never go back before the
// last one.
func Begin(ctx context.Context, tx *db.Tx, org string, now time.Time) (*Appender, error) {
	h, edge, err := readHead(ctx, tx, org, `UPDATE journal_head SET locks = locks + 1 WHERE org = $1 RETURNING size, time, frontier`)
	if err != nil {
		return nil, err
	}
	a := &Appender{tx: tx, org: org, size: h.Size, batch: h.Size + 1, edge: edge, last: h.Time}
	a.now = now.UTC().Truncate(time.Microsecond)
	return a, nil
}

// Draft is what an entry says; the journal adds where and when.
type Draft struct {
	Actor, Kind, Record string
	Rev                 int64
	Spec                int
	Op                  Op
	Reason              string
	Body                []byte
}

// Batch is the sequence number of the first entry of this transaction, and Size the number of entries so far.
func (a *Appender) Batch() int64 { return a.batch }

// Size is the number of entries in the log, those of this transaction included.
func (a *Appender) Size() int64 { return a.size }

// Append writes one entry. It is part of the log once Commit and the transaction have succeeded.
func (a *Appender) Append(ctx context.Context, d Draft) (Entry, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return Entry{}, err
	}
	if a.now.Compare(a.last) <= 0 {
		a.now = a.last.Add(time.Microsecond)
	}
	e := Entry{Org: a.org, Seq: a.size + 1, Time: a.now, Actor: d.Actor, Kind: d.Kind, Record: d.Record, Rev: d.Rev, Spec: d.Spec,
		Op: d.Op, Batch: a.batch, Reason: d.Reason, Salt: salt, Body: d.Body}
	return e, a.add(ctx, &e)
}

// Copy writes an entry of another store's log unchanged: moving must keep every hash.
func (a *Appender) Copy(ctx context.Context, e Entry) error { return a.add(ctx, &e) }

func (a *Appender) add(ctx context.Context, e *Entry) error {
	a.buf = e.seal(a.buf)
	leaf, buf := e.leafHash(a.buf)
	a.buf = buf
	e.Hashes = a.edge.add(e.Seq, leaf, nil)
	if err := insert(ctx, a.tx, e); err != nil {
		return err
	}
	a.size, a.last, a.now = e.Seq, e.Time, e.Time.Add(time.Microsecond)
	return nil
}

func insert(ctx context.Context, tx *db.Tx, e *Entry) error {
	var reason, salt, body, reasonHash, bodyHash any = e.Reason, e.Salt, string(e.Body), nil, nil
	if e.Redacted() {
		reason, salt, body, reasonHash, bodyHash = nil, nil, nil, e.ReasonHash[:], e.BodyHash[:]
	}
	_, err := tx.Exec(ctx, `INSERT INTO journal_entry (org, seq, time, actor, kind, record, rev, spec, op, batch, reason, salt, body, reason_hash, body_hash, hashes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		e.Org, e.Seq, db.FormatTime(e.Time), e.Actor, e.Kind, e.Record, e.Rev, int64(e.Spec), string(e.Op), e.Batch,
		reason, salt, body, reasonHash, bodyHash, e.Hashes)
	return err
}

// Commit writes the new head. Call it once, after the last Append, before the transaction ends.
func (a *Appender) Commit(ctx context.Context) error {
	if a.size < a.batch {
		return nil
	}
	_, err := a.tx.Exec(ctx, `UPDATE journal_head SET size = $2, time = $3, frontier = $4 WHERE org = $1`,
		a.org, a.size, db.FormatTime(a.last), a.edge.bytes())
	return err
}

// Erase redacts the body and reason of one revision of a record; every hash still verifies. The caller has
// appended the Redact entry that names the revision: without it the database refuses.
func Erase(ctx context.Context, tx *db.Tx, org, record string, rev int64) error {
	var entries []Entry
	err := Read(ctx, tx, org, Range{Record: record}, func(e *Entry) error {
		if e.Rev == rev && e.Op != Redact && !e.Redacted() {
			entries = append(entries, *e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range entries {
		e.seal(nil)
		if _, err := tx.Exec(ctx, `UPDATE journal_entry SET reason = NULL, salt = NULL, body = NULL, reason_hash = $3, body_hash = $4
			WHERE org = $1 AND seq = $2`, org, e.Seq, e.ReasonHash[:], e.BodyHash[:]); err != nil {
			return err
		}
	}
	return nil
}
