package journal

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
)

// part is one chunk of the log and what verifying it found.
type part struct {
	from, to    int64 // its entries, both included
	count       int64 // entries read
	next        int64 // the entry expected
	faults      []Fault
	erased      []Entry
	tree        grove
	above       []byte // hashes the chunk's last entry keeps for levels above the chunk
	first, last moment // of the first and last entry
	buf         []byte
}

// moment is when an entry was written.
type moment struct {
	seq, batch int64
	stamp      string
	bad        bool // the entry is at fault, so this says nothing
}

// follows reports whether the entry written at m can stand after the one written at before: in the same transaction
// at the same time, or as the first of a later one.
func (m moment) follows(before moment) bool {
	switch {
	case m.bad || before.bad:
		return true
	case m.batch == before.batch:
		return m.stamp == before.stamp
	}
	return m.batch == m.seq && m.stamp > before.stamp
}

func (p *part) fault(seq int64, format string, args ...any) {
	if len(p.faults) <= maxFaults {
		p.faults = append(p.faults, Fault{seq, fmt.Sprintf("Journal entry %d ", seq) + fmt.Sprintf(format, args...)})
	}
}

func (p *part) read(ctx context.Context, tx *db.Tx, org string, from, to int64) error {
	p.from, p.to, p.next = from, to, from
	e := Entry{Org: org}
	p.first.bad, p.last.bad = true, true
	err := tx.Rows(ctx, `SELECT `+columns+` FROM journal_entry WHERE org = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq`, []any{org, from, to},
		func(row []driver.Value) error {
			p.verify(&e, row)
			return nil
		})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		p.fault(p.next, "cannot be read: %v.", err)
		p.skip(to + 1)
	} else if p.next <= to {
		p.missing(to)
	}
	return nil
}

// missing notes that the entries up to last are not there.
func (p *part) missing(last int64) {
	if p.next == last {
		p.fault(last, "is missing.")
	} else {
		p.fault(p.next, "and all up to %d are missing.", last)
	}
	p.skip(last + 1)
}

// skip puts unknown leaves where entries cannot be read.
func (p *part) skip(next int64) {
	for ; p.next < next; p.next++ {
		p.tree.add(p.next-p.from+1, branch{tainted: true}, nil)
	}
	p.last.bad = true
}

// verify checks the next row: types, leaf hash, time, and the hashes of the subtrees it completes.
func (p *part) verify(e *Entry, row []driver.Value) {
	stamp, wrong := p.setRow(e, row)
	if e.Seq < p.next || e.Seq > p.to {
		p.fault(p.next, "is followed by one that calls itself %d.", e.Seq)
		return
	}
	if e.Seq > p.next {
		p.missing(e.Seq - 1)
	}
	p.count++
	p.buf = e.leaf(append(p.buf[:0], 0), stamp)
	leaf := branch{hash: sha256.Sum256(p.buf)}
	above := e.Hashes
	if len(above) >= hashSize {
		stored := tlog.Hash(above[:hashSize])
		if stored != leaf.hash && wrong == "" {
			wrong = "its content does not match its hash"
		}
		leaf.hash, above = stored, above[hashSize:]
	}
	if len(e.Hashes) != hashSize*(1+bits.TrailingZeros64(uint64(e.Seq))) && wrong == "" {
		wrong = "it does not keep the hashes it should"
	}
	leaf.tainted = wrong != ""
	at := moment{e.Seq, e.Batch, stamp, leaf.tainted}
	switch {
	case leaf.tainted:
		p.fault(e.Seq, "(%s %s, revision %d) is altered: %s.", e.Kind, e.Record, e.Rev, wrong)
	case !at.follows(p.last):
		p.fault(e.Seq, "does not follow in time and transaction from the entry before it.")
	case e.Redacted():
		p.erased = append(p.erased, *e)
	}
	if !p.tree.add(e.Seq-p.from+1, leaf, above) {
		p.fault(e.Seq, "keeps tree hashes that do not follow from the entries before it.")
	}
	if e.Seq%chunk == 0 && len(above) >= chunkLevel*hashSize {
		p.above = above[chunkLevel*hashSize:]
	}
	if e.Seq == p.from {
		p.first = at
	}
	p.last, p.next = at, e.Seq+1
}

// setRow fills e, but for its body, from a row of columns, and computes the salted hashes. It returns the time as
// stored, and what is wrong with the row whatever its hash may say: values that are not of the type they were written
// with, or content the hash does not cover.
func (p *part) setRow(e *Entry, row []driver.Value) (stamp, wrong string) {
	var r typed
	e.Seq, stamp, e.Actor, e.Kind, e.Record = r.number(row[0]), r.text(row[1]), r.text(row[2]), r.text(row[3]), r.text(row[4])
	e.Rev, e.Spec, e.Op, e.Batch = r.number(row[5]), int(r.number(row[6])), Op(r.text(row[7])), r.number(row[8])
	e.Hashes = r.blob(row[14])
	reason, salt, body, reasonHash, bodyHash := row[9], row[10], row[11], row[12], row[13]
	if salt == nil {
		e.Salt = nil
		r.wrong = r.wrong || reason != nil || body != nil || len(r.blob(reasonHash)) != hashSize || len(r.blob(bodyHash)) != hashSize
		copy(e.ReasonHash[:], r.blob(reasonHash))
		copy(e.BodyHash[:], r.blob(bodyHash))
	} else {
		e.Salt = r.blob(salt)
		r.wrong = r.wrong || reasonHash != nil || bodyHash != nil || len(e.Salt) != saltSize
		e.ReasonHash, p.buf = salted(p.buf, e.Salt, r.text(reason))
		e.BodyHash, p.buf = salted(p.buf, e.Salt, r.text(body))
	}
	switch {
	case r.wrong:
		return stamp, "its values are not of the types they were written with"
	case !isLine(e.Actor) || !isLine(e.Kind) || !isLine(e.Record) || !isLine(string(e.Op)):
		return stamp, "a field is empty or holds a control character"
	case !isStamp(stamp):
		return stamp, "its time is not a time"
	}
	return stamp, ""
}

// typed reads values and remembers whether one was of another type.
type typed struct{ wrong bool }

func (r *typed) number(v driver.Value) int64 {
	n, ok := v.(int64)
	r.wrong = r.wrong || !ok
	return n
}

func (r *typed) text(v driver.Value) string {
	s, ok := v.(string)
	r.wrong = r.wrong || !ok
	return s
}

func (r *typed) blob(v driver.Value) []byte {
	b, ok := v.([]byte)
	r.wrong = r.wrong || !ok
	return b
}

// isStamp reports whether s has the form of a stored time.
func isStamp(s string) bool {
	if len(s) != len(db.Time) {
		return false
	}
	for i := range len(s) {
		digit := s[i] >= '0' && s[i] <= '9'
		if c := db.Time[i]; digit != (c >= '0' && c <= '9') || !digit && s[i] != c {
			return false
		}
	}
	return true
}

// grove is a frontier that knows of each subtree whether a fault below it is already reported.
type grove []branch

type branch struct {
	hash    tlog.Hash
	tainted bool
}

// add puts in the next subtree, the n-th of its size from 1, and compares the hashes of the larger ones it completes
// with those stored. It reports false when a stored hash does not follow though nothing below is at fault. What is
// stored is taken for good after a fault, so that one altered entry is not reported again at every level above.
func (g *grove) add(n int64, b branch, stored []byte) (ok bool) {
	ok = true
	for range bits.TrailingZeros64(uint64(n)) {
		left := (*g)[len(*g)-1]
		*g = (*g)[:len(*g)-1]
		b = branch{nodeHash(left.hash, b.hash), left.tainted || b.tainted}
		if len(stored) < hashSize {
			b.tainted = true
			continue
		}
		keeps := tlog.Hash(stored[:hashSize])
		stored = stored[hashSize:]
		ok = ok && (keeps == b.hash || b.tainted)
		b = branch{keeps, keeps != b.hash}
	}
	*g = append(*g, b)
	return ok
}
