package journal

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"regexp"
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

// Create starts the log of an organisation; it does nothing if there is one. The id names the log in every leaf, in
// its checkpoints and in the file of its key: letters, digits, '-' and '_' only.
func Create(ctx context.Context, tx *db.Tx, org string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO journal_org (org) VALUES ($1) ON CONFLICT (org) DO NOTHING`, org); err != nil {
		return err
	}
	if err := checkOrg(org); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO journal_head (org, size, time, frontier) VALUES ($1, 0, $2, $3)
		ON CONFLICT (org) DO NOTHING`, org, db.FormatTime(time.Time{}), []byte{})
	return err
}

var orgID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

func checkOrg(org string) error {
	if !orgID.MatchString(org) {
		return fmt.Errorf("journal: %q cannot be the id of an organisation: only letters, digits, - and _ can", org)
	}
	return nil
}

// ReadHead tells the log's present head.
func ReadHead(ctx context.Context, tx *db.Tx, org string) (Head, error) {
	h, _, err := readHead(ctx, tx, org, headQuery)
	return h, err
}

const headQuery = `SELECT size, time, frontier FROM journal_head WHERE org = $1`

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
	now   time.Time // of every entry of this transaction, so that no moment lies inside one
}

// Begin locks the log's head and prepares to append. now is the server's time; the entries are later
// than those of every transaction before.
func Begin(ctx context.Context, tx *db.Tx, org string, now time.Time) (*Appender, error) {
	h, edge, err := readHead(ctx, tx, org, headQuery+tx.Serialize())
	if err != nil {
		return nil, err
	}
	a := &Appender{tx: tx, org: org, size: h.Size, batch: h.Size + 1, edge: edge, last: h.Time}
	if a.now = now.UTC().Truncate(time.Microsecond); !a.now.After(a.last) {
		a.now = a.last.Add(time.Microsecond)
	}
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
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return Entry{}, err
	}
	e := Entry{Org: a.org, Seq: a.size + 1, Time: a.now, Actor: d.Actor, Kind: d.Kind, Record: d.Record, Rev: d.Rev, Spec: d.Spec,
		Op: d.Op, Batch: a.batch, Reason: d.Reason, Salt: salt, Body: d.Body}
	if err := e.check(); err != nil {
		return Entry{}, err
	}
	return e, a.add(ctx, &e)
}

// Copy writes the next entry of another store's log unchanged: moving keeps every hash. An entry that is not the
// next one, or whose content does not give the hashes it brings, is refused.
func (a *Appender) Copy(ctx context.Context, e Entry) error {
	if e.Org != a.org || e.Seq != a.size+1 || e.Time.Before(a.last) {
		return fmt.Errorf("copy journal entry %d of %s: the next of %s is %d, not before %s", e.Seq, e.Org, a.org, a.size+1, db.FormatTime(a.last))
	}
	if err := e.check(); err != nil {
		return err
	}
	brought := e.Hashes
	if err := a.add(ctx, &e); err != nil {
		return err
	}
	if !bytes.Equal(brought, e.Hashes) {
		return fmt.Errorf("copy journal entry %d of %s: its content does not match its hashes", e.Seq, e.Org)
	}
	return nil
}

func (a *Appender) add(ctx context.Context, e *Entry) error {
	e.Hashes = a.edge.add(e.Seq, leafHash(e.Leaf(nil)), nil)
	if err := insert(ctx, a.tx, e); err != nil {
		return err
	}
	a.size, a.last = e.Seq, e.Time
	return nil
}

func insert(ctx context.Context, tx *db.Tx, e *Entry) error {
	var reason, salt, body, reasonHash, bodyHash any = e.Reason, e.Salt, string(e.Body), nil, nil
	if e.Redacted() {
		reason, salt, body, reasonHash, bodyHash = nil, nil, nil, e.ReasonHash[:], e.BodyHash[:]
	}
	return tx.Queue(ctx, `INSERT INTO journal_entry (org, seq, time, actor, kind, record, rev, spec, op, batch, reason, salt, body, reason_hash, body_hash, hashes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		e.Org, e.Seq, db.FormatTime(e.Time), e.Actor, e.Kind, e.Record, e.Rev, int64(e.Spec), string(e.Op), e.Batch,
		reason, salt, body, reasonHash, bodyHash, e.Hashes)
}

// Commit writes the new head. Call it once, after the last Append, before the transaction ends.
func (a *Appender) Commit(ctx context.Context) error {
	if a.size < a.batch {
		return nil
	}
	return a.tx.Queue(ctx, `UPDATE journal_head SET size = $2, time = $3, frontier = $4 WHERE org = $1`,
		a.org, a.size, db.FormatTime(a.last), a.edge.bytes())
}

// Erase redacts the body and reason of one revision of a record; every hash still verifies. The caller has
// appended the Redact entry that names the revision: without it the database refuses.
func Erase(ctx context.Context, tx *db.Tx, org, record string, rev int64) error {
	var entries []Entry
	err := Read(ctx, tx, org, Range{Records: record}, func(e *Entry) error {
		if e.Rev == rev && e.Op != Redact && !e.Redacted() {
			entries = append(entries, *e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range entries {
		e.seal()
		if _, err := tx.Exec(ctx, `UPDATE journal_entry SET reason = NULL, salt = NULL, body = NULL, reason_hash = $3, body_hash = $4
			WHERE org = $1 AND seq = $2`, org, e.Seq, e.ReasonHash[:], e.BodyHash[:]); err != nil {
			return err
		}
	}
	return nil
}
