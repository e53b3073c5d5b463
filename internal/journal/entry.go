// Package journal is the truth of Assay: one append-only log per organisation whose entries are hashed into an
// RFC 6962 Merkle tree with signed checkpoints. Everything else can be rebuilt from it. DESIGN.md beside this file
// explains the choices, docs/proof-format.md the bytes.
package journal

import (
	"crypto/sha256"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
)

// Op says what an entry did to its record.
type Op string

// The operations.
const (
	Put    Op = "put"    // the record is now as the body says
	Delete Op = "delete" // the record is gone; the body is empty
	Redact Op = "redact" // the body and reason of an earlier revision, named by Rev, were erased for good
)

// Entry is one line of the journal: a change of one record, with the whole record after it.
type Entry struct {
	Org    string
	Seq    int64     // 1 for the first entry; its leaf index in the tree is Seq-1
	Time   time.Time // the server's, UTC, microseconds; strictly increasing within a log
	Actor  string    // id of who did it
	Kind   string    // record kind
	Record string    // record id
	Rev    int64     // revision of the record, from 1
	Spec   int       // version of the kind's specification that wrote the body
	Op     Op
	Batch  int64  // Seq of the first entry written in the same transaction
	Reason string // why, in the actor's words; "" if redacted
	Salt   []byte // 16 random bytes; nil if redacted
	Body   []byte // the record's exact JSON; empty for Delete; nil if redacted

	ReasonHash, BodyHash [32]byte // SHA-256(salt ‖ reason), SHA-256(salt ‖ body)
	Hashes               []byte   // the leaf hash, then the hash of each subtree this entry completes
}

// Redacted reports whether the entry's body has been erased.
func (e *Entry) Redacted() bool { return e.Salt == nil }

// Leaf appends the entry's leaf data to buf: the text whose RFC 6962 leaf hash enters the tree. Anyone can rebuild
// it with a shell; see docs/proof-format.md.
func (e *Entry) Leaf(buf []byte) []byte {
	line := func(name, value string) {
		buf = append(append(append(append(buf, name...), ' '), value...), '\n')
	}
	number := func(name string, n int64) {
		buf = append(strconv.AppendInt(append(append(buf, name...), ' '), n, 10), '\n')
	}
	buf = append(buf, "assay entry 1\n"...)
	line("organisation", e.Org)
	number("sequence", e.Seq)
	buf = append(e.Time.UTC().AppendFormat(append(buf, "time "...), db.Time), '\n')
	line("actor", e.Actor)
	line("kind", e.Kind)
	line("record", e.Record)
	number("revision", e.Rev)
	number("specification", int64(e.Spec))
	line("operation", string(e.Op))
	number("batch", e.Batch)
	buf = appendHex(append(buf, "reason "...), e.ReasonHash[:])
	return appendHex(append(buf, "body "...), e.BodyHash[:])
}

func appendHex(buf, b []byte) []byte {
	const digits = "0123456789abcdef"
	for _, c := range b {
		buf = append(buf, digits[c>>4], digits[c&15])
	}
	return append(buf, '\n')
}

// seal computes the salted hashes from reason and body; of a redacted entry they are stored and stay.
func (e *Entry) seal(buf []byte) []byte {
	if e.Redacted() {
		return buf
	}
	buf = append(append(buf[:0], e.Salt...), e.Reason...)
	e.ReasonHash = sha256.Sum256(buf)
	buf = append(append(buf[:0], e.Salt...), e.Body...)
	e.BodyHash = sha256.Sum256(buf)
	return buf
}

// leafHash is SHA-256(0x00 ‖ leaf data), RFC 6962 §2.1.
func (e *Entry) leafHash(buf []byte) (tlog.Hash, []byte) {
	buf = e.Leaf(append(buf[:0], 0))
	return sha256.Sum256(buf), buf
}
