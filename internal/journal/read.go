package journal

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-isms/assay/internal/db"
)

// Range selects entries of one log. The zero Range is the whole log.
type Range struct {
	From, To int64  // sequence numbers, both included; 0 for no bound
	Record   string // only this record
	Newest   bool   // newest first
	Limit    int    // 0 for all
}

const columns = `seq, time, actor, kind, record, rev, spec, op, batch, reason, salt, body, reason_hash, body_hash, hashes`

// Read calls fn for each entry of the range in order. The entry is valid until fn
// returns; its slices may be kept. Its salted hashes are computed only when it is verified or copied.
func Read(ctx context.Context, tx *db.Tx, org string, r Range, fn func(*Entry) error) error {
	query, args := `SELECT `+columns+` FROM journal_entry WHERE org = $1`, []any{org}
	where := func(clause string, value any) {
		args = append(args, value)
		query += fmt.Sprintf(" AND "+clause+" $%d", len(args))
	}
	if r.From > 0 {
		where("seq >=", r.From)
	}
	if r.To > 0 {
		where("seq <=", r.To)
	}
	if r.Record != "" {
		where("record =", r.Record)
	}
	query += " ORDER BY seq"
	if r.Newest {
		query += " DESC"
	}
	if r.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", r.Limit)
	}
	e := Entry{Org: org}
	return tx.Query(ctx, query, args, func(scan func(...any) error) error {
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
	e.Time, e.Op, e.Salt, e.Body, e.Hashes, e.Reason = t, Op(op), salt, body, hashes, ""
	if reason != nil {
		e.Reason = *reason
	}
	if e.Redacted() {
		copy(e.ReasonHash[:], reasonHash)
		copy(e.BodyHash[:], bodyHash)
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
		var stamp string
		if _, err := tx.Get(ctx, `SELECT time FROM journal_entry WHERE org = $1 AND seq = $2`, []any{org, middle}, &stamp); err != nil {
			return 0, time.Time{}, err
		}
		if stamp <= db.FormatTime(t) {
			at = middle
			if last, err = db.ParseTime(stamp); err != nil {
				return 0, time.Time{}, err
			}
		} else {
			limit = middle - 1
		}
	}
	return at, last, nil
}
