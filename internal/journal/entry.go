// Package journal is the truth of Assay: one append-only log per organisation whose entries are hashed into an
// RFC 6962 Merkle tree with signed checkpoints. Everything else can be rebuilt from it. DESIGN.md beside this file
// explains the choices, docs/proof-format.md the bytes.
package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
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
	Time   time.Time // the server's, UTC, microseconds; one for all entries of a transaction, later than all before
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
// it with a shell; see docs/proof-format.md. It sets ReasonHash and BodyHash of an entry that is not redacted.
func (e *Entry) Leaf(buf []byte) []byte {
	e.seal()
	return e.leaf(buf, db.FormatTime(e.Time))
}

func (e *Entry) leaf(buf []byte, stamp string) []byte {
	line := func(name, value string) {
		buf = append(append(append(buf, name...), value...), '\n')
	}
	number := func(name string, n int64) {
		buf = append(strconv.AppendInt(append(buf, name...), n, 10), '\n')
	}
	line("assay entry 1\norganisation ", e.Org)
	number("sequence ", e.Seq)
	line("time ", stamp)
	line("actor ", e.Actor)
	line("kind ", e.Kind)
	line("record ", e.Record)
	number("revision ", e.Rev)
	number("specification ", int64(e.Spec))
	line("operation ", string(e.Op))
	number("batch ", e.Batch)
	buf = hex.AppendEncode(append(buf, "reason "...), e.ReasonHash[:])
	buf = hex.AppendEncode(append(buf, "\nbody "...), e.BodyHash[:])
	return append(buf, '\n')
}

// seal computes the salted hashes from reason and body; of a redacted entry they are stored and stay.
func (e *Entry) seal() {
	if e.Redacted() {
		return
	}
	buf := make([]byte, 0, 1024)
	e.ReasonHash, buf = salted(buf, e.Salt, e.Reason)
	e.BodyHash, _ = salted(buf, e.Salt, e.Body)
}

// salted is SHA-256(salt ‖ content), computed in buf.
func salted[T string | []byte](buf, salt []byte, content T) ([sha256.Size]byte, []byte) {
	buf = append(append(buf[:0], salt...), content...)
	return sha256.Sum256(buf), buf
}

// leafHash is SHA-256(0x00 ‖ leaf data), RFC 6962 §2.1.
func leafHash(leaf []byte) tlog.Hash {
	buf := append(make([]byte, 0, 1024), 0)
	return sha256.Sum256(append(buf, leaf...))
}

// check refuses what would make the leaf ambiguous (a line break in a field) or what PostgreSQL cannot hold and so
// could not be moved there.
func (e *Entry) check() error {
	for _, field := range [...]string{e.Actor, e.Kind, e.Record, string(e.Op)} {
		if !isLine(field) {
			return fmt.Errorf("journal entry: actor, kind, record or operation %q is empty or holds a control character", field)
		}
	}
	if !isText(e.Reason) || !isText(string(e.Body)) {
		return errs.Invalidf("The text holds a zero byte or is not UTF-8. Remove what cannot be shown and save again.")
	}
	return nil
}

// isLine reports whether s can stand in one line of a leaf.
func isLine(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }
