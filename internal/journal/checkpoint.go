package journal

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

// Checkpoint says, signed, that the log had this many entries and this root at this time: a C2SP tlog-checkpoint
// whose one extension line is the time.
type Checkpoint struct {
	Origin string
	Head
	Note string // the signed text
}

func checkpointText(origin string, h Head) string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %s\n", origin, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]), db.FormatTime(h.Time))
}

// OpenCheckpoint checks the signature of a checkpoint and reads it.
func OpenCheckpoint(text string, v note.Verifier) (Checkpoint, error) {
	n, err := note.Open([]byte(text), note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the checkpoint's signature is not by key %s: %w", v.Name(), err)
	}
	lines := strings.Split(n.Text, "\n")
	bad := fmt.Errorf("the checkpoint is not of the form origin, size, root, time")
	if len(lines) != 5 || !strings.HasPrefix(lines[3], "time ") {
		return Checkpoint{}, bad
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, bad
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != hashSize {
		return Checkpoint{}, bad
	}
	t, err := db.ParseTime(lines[3][len("time "):])
	if err != nil {
		return Checkpoint{}, bad
	}
	return Checkpoint{Origin: lines[0], Head: Head{Size: size, Root: tlog.Hash(root), Time: t}, Note: text}, nil
}

// isCanonical reports whether a stored checkpoint, known to open, is the very text that was signed: base64 and the
// list of signatures leave room for bytes that mean nothing.
func isCanonical(text string, v note.Verifier) bool {
	body, signature, ok := strings.Cut(text, "\n\n\u2014 "+v.Name()+" ")
	raw, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSuffix(signature, "\n"))
	return ok && err == nil && text == body+"\n\n\u2014 "+v.Name()+" "+base64.StdEncoding.EncodeToString(raw)+"\n"
}

// Sign signs the present head and keeps the checkpoint; if the newest checkpoint already covers it, that one is
// returned.
func Sign(ctx context.Context, d *db.DB, org string, key Key, now time.Time) (cp Checkpoint, err error) {
	err = d.Write(ctx, org, func(tx *db.Tx) error {
		cp, err = SignIn(ctx, tx, org, key, now)
		return err
	})
	return cp, err
}

// SignIn is Sign within a transaction.
func SignIn(ctx context.Context, tx *db.Tx, org string, key Key, now time.Time) (Checkpoint, error) {
	last, found, err := LastCheckpoint(ctx, tx, org, key.Verifier)
	if err != nil {
		return Checkpoint{}, err
	}
	h, err := ReadHead(ctx, tx, org)
	if err != nil {
		return Checkpoint{}, err
	}
	if found && last.Size == h.Size && last.Root == h.Root {
		return last, nil
	}
	if err := checkGrowth(ctx, tx, org, h, last); err != nil {
		return Checkpoint{}, err
	}
	h.Time = now.UTC().Truncate(time.Microsecond)
	signed, err := note.Sign(&note.Note{Text: checkpointText(key.Verifier.Name(), h)}, key.signer)
	if err != nil {
		return Checkpoint{}, err
	}
	added, err := tx.Exec(ctx, `INSERT INTO journal_checkpoint (org, size, time, note) VALUES ($1, $2, $3, $4) ON CONFLICT (org, size) DO NOTHING`,
		org, h.Size, db.FormatTime(h.Time), string(signed))
	if err == nil && added == 0 { // another signer was first
		last, _, err = CheckpointCovering(ctx, tx, org, key.Verifier, h.Size)
		return last, err
	}
	return Checkpoint{Origin: key.Verifier.Name(), Head: h, Note: string(signed)}, err
}

// checkGrowth refuses to sign a head that is not proven to begin with what was signed last.
func checkGrowth(ctx context.Context, tx *db.Tx, org string, h Head, last Checkpoint) error {
	if last.Size == 0 {
		return nil
	}
	proof, err := ProveGrowth(ctx, tx, org, h.Size, last.Size)
	if err == nil {
		err = tlog.CheckTree(proof, h.Size, h.Root, last.Size, last.Root)
	}
	if err != nil {
		return &errs.Error{Kind: errs.Conflict, Err: err, Message: fmt.Sprintf(
			"The journal of %s does not continue from its last checkpoint of %d entries, so it is not signed. Run assay verify to see what was altered.", org, last.Size)}
	}
	return nil
}

// LastCheckpoint is the newest checkpoint of the log.
func LastCheckpoint(ctx context.Context, tx *db.Tx, org string, v note.Verifier) (Checkpoint, bool, error) {
	return oneCheckpoint(ctx, tx, v, `SELECT note FROM journal_checkpoint WHERE org = $1 ORDER BY size DESC LIMIT 1`, org)
}

// CheckpointCovering is the oldest checkpoint that covers the log's first size entries.
func CheckpointCovering(ctx context.Context, tx *db.Tx, org string, v note.Verifier, size int64) (Checkpoint, bool, error) {
	return oneCheckpoint(ctx, tx, v, `SELECT note FROM journal_checkpoint WHERE org = $1 AND size >= $2 ORDER BY size LIMIT 1`, org, size)
}

func oneCheckpoint(ctx context.Context, tx *db.Tx, v note.Verifier, query string, args ...any) (Checkpoint, bool, error) {
	var text string
	found, err := tx.Get(ctx, query, args, &text)
	if err != nil || !found {
		return Checkpoint{}, false, err
	}
	cp, err := OpenCheckpoint(text, v)
	return cp, err == nil, err
}

// Checkpoints calls fn for the text of each checkpoint in order of size.
func Checkpoints(ctx context.Context, tx *db.Tx, org string, fn func(size int64, text string) error) error {
	return tx.Query(ctx, `SELECT size, note FROM journal_checkpoint WHERE org = $1 ORDER BY size`, []any{org}, func(scan func(...any) error) error {
		var size int64
		var text string
		if err := scan(&size, &text); err != nil {
			return err
		}
		return fn(size, text)
	})
}

// CopyCheckpoint keeps a checkpoint of another store's log unchanged.
func CopyCheckpoint(ctx context.Context, tx *db.Tx, org, text string, v note.Verifier) error {
	cp, err := OpenCheckpoint(text, v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO journal_checkpoint (org, size, time, note) VALUES ($1, $2, $3, $4)`, org, cp.Size, db.FormatTime(cp.Time), text)
	return err
}

// ProveEntry proves that entry seq is in the tree of the first size entries (RFC 6962 §2.1.1).
func ProveEntry(ctx context.Context, tx *db.Tx, org string, size, seq int64) (tlog.RecordProof, error) {
	return tlog.ProveRecord(size, seq-1, nodes{ctx, tx, org})
}

// ProveGrowth proves that the log of newSize entries begins with the log of oldSize entries (RFC 6962 §2.1.2).
func ProveGrowth(ctx context.Context, tx *db.Tx, org string, newSize, oldSize int64) (tlog.TreeProof, error) {
	return tlog.ProveTree(newSize, oldSize, nodes{ctx, tx, org})
}

// RootAt is the root of the tree of the log's first size entries, from the stored hashes.
func RootAt(ctx context.Context, tx *db.Tx, org string, size int64) (tlog.Hash, error) {
	if size == 0 {
		return frontier(nil).root(), nil
	}
	return tlog.TreeHash(size, nodes{ctx, tx, org})
}
