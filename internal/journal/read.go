package journal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/db"
)

// Range selects entries of one log. The zero Range is the whole log.
type Range struct {
	From, To int64  // sequence numbers, both included; 0 for no bound
	Records  string // only these records, by id, with spaces between; "" for all
	Kinds    string // only records of these kinds, with spaces between; "" for all
	Newest   bool   // newest first
	Limit    int    // 0 for all
}

const columns = `seq, time, actor, kind, record, rev, spec, op, batch, reason, salt, body, reason_hash, body_hash, hashes`

// Read calls fn for each entry of the range in order. The entry is valid until fn returns; its slices may be kept.
// ReasonHash and BodyHash of an entry that is not redacted are left zero until Leaf computes them.
func Read(ctx context.Context, tx *db.Tx, org string, r Range, fn func(*Entry) error) error {
	query, args := `SELECT `+columns+` FROM journal_entry WHERE org = $1`, []any{org}
	where := func(clause string, value any) {
		args = append(args, value)
		query += fmt.Sprintf(" AND "+clause+" $%d", len(args))
	}
	among := func(column, values string) {
		for i, v := range strings.Fields(values) {
			args = append(args, v)
			query += fmt.Sprintf("%s$%d", map[bool]string{true: " AND " + column + " IN (", false: ", "}[i == 0], len(args))
		}
		if values != "" {
			query += ")"
		}
	}
	seq := "seq"
	if r.Records != "" {
		seq = "+seq" // so that SQLite does not go through the log in order, but finds the records
	}
	if r.From > 0 {
		where(seq+" >=", r.From)
	}
	if r.To > 0 {
		where(seq+" <=", r.To)
	}
	among("record", r.Records)
	among("kind", r.Kinds)
	query += " ORDER BY " + seq
	if r.Newest {
		query += " DESC"
	}
	if r.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", r.Limit)
	}
	return tx.Query(ctx, query, args, func(scan func(...any) error) error {
		e := Entry{Org: org}
		if err := e.scan(scan); err != nil {
			return err
		}
		return fn(&e)
	})
}

func (e *Entry) scan(scan func(...any) error) error {
	var stamp, op string
	var reason *string
	var salt, body, reasonHash, bodyHash, hashes []byte
	if err := scan(&e.Seq, &stamp, &e.Actor, &e.Kind, &e.Record, &e.Rev, &e.Spec, &op, &e.Batch, &reason, &salt, &body, &reasonHash, &bodyHash, &hashes); err != nil {
		return err
	}
	t, err := db.ParseTime(stamp)
	if err != nil {
		return fmt.Errorf("entry %d: %w", e.Seq, err)
	}
	e.Time, e.Op, e.Hashes = t, Op(op), hashes
	if salt == nil { // redacted: whatever stands beside the hashes is not vouched for
		copy(e.ReasonHash[:], reasonHash)
		copy(e.BodyHash[:], bodyHash)
		return nil
	}
	e.Salt, e.Body = salt, body
	if reason != nil {
		e.Reason = *reason
	}
	return nil
}

// SizeAt is how many entries the log had at moment t, and the time of the last of them. Times increase with the
// sequence, so a binary search on the primary key finds it.
func SizeAt(ctx context.Context, tx *db.Tx, org string, t time.Time) (size int64, last time.Time, err error) {
	head, err := ReadHead(ctx, tx, org)
	if err != nil {
		return 0, time.Time{}, err
	}
	at, limit := int64(0), head.Size // entries up to at are not after t, those from limit+1 on are
	for at < limit {
		middle := at + (limit-at+1)/2
		stamp, err := timeOf(ctx, tx, org, middle)
		if err != nil {
			return 0, time.Time{}, err
		}
		if stamp.After(t) {
			limit = middle - 1
		} else {
			at, last = middle, stamp
		}
	}
	return at, last, nil
}

func timeOf(ctx context.Context, tx *db.Tx, org string, seq int64) (time.Time, error) {
	var stamp string
	found, err := tx.Get(ctx, `SELECT time FROM journal_entry WHERE org = $1 AND seq = $2`, []any{org, seq}, &stamp)
	if err == nil && !found {
		err = fmt.Errorf("journal %s: entry %d is missing", org, seq)
	}
	if err != nil {
		return time.Time{}, err
	}
	return db.ParseTime(stamp)
}

// Actors lists the ids of everyone who wrote in the log.
func Actors(ctx context.Context, tx *db.Tx, org string) (ids []string, err error) {
	err = tx.Query(ctx, `SELECT DISTINCT actor FROM journal_entry WHERE org = $1 ORDER BY actor`, []any{org}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
