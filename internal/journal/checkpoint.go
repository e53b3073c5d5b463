package journal

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
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
	if found && last.Size == h.Size {
		return last, nil
	}
	h.Time = now.UTC().Truncate(time.Microsecond)
	signed, err := note.Sign(&note.Note{Text: checkpointText(key.Verifier.Name(), h)}, key.signer)
	if err != nil {
		return Checkpoint{}, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO journal_checkpoint (org, size, time, note) VALUES ($1, $2, $3, $4) ON CONFLICT (org, size) DO NOTHING`,
		org, h.Size, db.FormatTime(h.Time), string(signed))
	return Checkpoint{Origin: key.Verifier.Name(), Head: h, Note: string(signed)}, err
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

// RootAt is the root of the tree of the log's first size entries.
func RootAt(ctx context.Context, tx *db.Tx, org string, size int64) (tlog.Hash, error) {
	if size == 0 {
		return frontier(nil).root(), nil
	}
	return tlog.TreeHash(size, nodes{ctx, tx, org})
}

// Key signs the checkpoints of one log.
type Key struct {
	Verifier note.Verifier
	Public   string // the verifier key in note format: NAME+HASH+BASE64
	signer   note.Signer
}

// Fingerprint is SHA-256 of the public key's note text in hex: what people compare over the telephone.
func Fingerprint(public string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(public))) }

// Keys is the folder where the signing keys are kept, one file per log, readable by the program's user only. They
// are not in the database, so that who can write the database cannot sign what he wrote.
type Keys string

// Get reads the key of a log, and makes it the first time.
func (dir Keys) Get(org string) (Key, error) {
	path := filepath.Join(string(dir), org+".key")
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return dir.make(org, path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	private, public, ok := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if !ok {
		return Key{}, errs.Invalidf("The signing key %s is damaged: it should hold two lines, the private and the public key.", path)
	}
	return openKey(private, public)
}

func (dir Keys) make(org, path string) (Key, error) {
	private, public, err := note.GenerateKey(rand.Reader, "assay/"+org)
	if err != nil {
		return Key{}, err
	}
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return Key{}, fmt.Errorf("folder of the signing keys: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if os.IsExist(err) {
		return dir.Get(org)
	}
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	if _, err := fmt.Fprintf(f, "%s\n%s\n", private, public); err != nil {
		return Key{}, err
	}
	if err := f.Sync(); err != nil {
		return Key{}, err
	}
	if err := f.Close(); err != nil {
		return Key{}, err
	}
	return openKey(private, public)
}

func openKey(private, public string) (Key, error) {
	signer, err := note.NewSigner(private)
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return Key{}, fmt.Errorf("signing key: %w", err)
	}
	return Key{Verifier: verifier, Public: public, signer: signer}, nil
}
