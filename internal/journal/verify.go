package journal

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/assay-isms/assay/internal/db"
)

// Fault is one thing that is not as it was written.
type Fault struct {
	Seq  int64  // the entry, 0 if the fault is not in one entry
	What string // a sentence naming what is altered
}

// chunk is how many entries one worker verifies at a time: a complete subtree, so that chunks are independent.
const chunk = 1 << 12

// Verify reads the whole log and reports every entry whose content does not match its hash, every hash that does not
// follow from those below it, a head that does not fit, and every checkpoint that is not signed by v or whose root is
// not the log's. No fault means: every byte is as it was when the checkpoints were signed.
func Verify(ctx context.Context, d *db.DB, org string, v note.Verifier) (Head, []Fault, error) {
	var head Head
	var edge frontier
	err := d.Read(ctx, org, func(tx *db.Tx) (err error) {
		head, edge, err = readHead(ctx, tx, org, `SELECT size, time, frontier FROM journal_head WHERE org = $1`)
		return err
	})
	if err != nil {
		return head, nil, err
	}
	parts, err := verifyChunks(ctx, d, org, head.Size)
	if err != nil {
		return head, nil, err
	}
	faults, whole := join(parts)
	if !bytes.Equal(whole.bytes(), edge.bytes()) {
		faults = append(faults, Fault{0, "The head of the journal is altered: its hashes do not follow from the entries."})
	}
	more, err := verifyEnds(ctx, d, org, v, head, parts)
	return head, append(faults, more...), err
}

// part is what verifying one chunk found.
type part struct {
	faults []Fault
	edge   frontier
	count  int64
	first  time.Time
	last   time.Time
	above  []byte // hashes the chunk's last entry keeps for levels above the chunk
	next   int64  // the sequence number after the chunk
}

func verifyChunks(ctx context.Context, d *db.DB, org string, size int64) ([]part, error) {
	parts := make([]part, (size+chunk-1)/chunk)
	work := make(chan int, len(parts))
	for i := range parts {
		work <- i
	}
	close(work)
	var wg sync.WaitGroup
	fail := make([]error, runtime.GOMAXPROCS(0))
	for w := range fail {
		wg.Go(func() {
			for i := range work {
				if fail[w] == nil {
					fail[w] = d.Read(ctx, org, func(tx *db.Tx) error {
						from := int64(i) * chunk
						return parts[i].read(ctx, tx, org, from+1, min(from+chunk, size))
					})
				}
			}
		})
	}
	wg.Wait()
	for _, err := range fail {
		if err != nil {
			return nil, err
		}
	}
	return parts, nil
}

func (p *part) read(ctx context.Context, tx *db.Tx, org string, from, to int64) error {
	var buf, hashes []byte
	p.next = from
	add := func(e *Entry) error {
		if e.Seq != p.next {
			p.fault(p.next, "is missing")
			p.next = e.Seq
		}
		if p.count == 0 {
			p.first = e.Time
		} else if !e.Time.After(p.last) {
			p.fault(e.Seq, "is not later than the entry before it")
		}
		buf = e.seal(buf)
		leaf, b := e.leafHash(buf)
		buf = b
		if !bytes.HasPrefix(e.Hashes, leaf[:]) {
			p.fault(e.Seq, fmt.Sprintf("(%s %s, revision %d) is altered: its content does not match its hash", e.Kind, e.Record, e.Rev))
		}
		hashes = p.edge.add(p.next-from+1, leaf, hashes[:0])
		if !bytes.HasPrefix(e.Hashes, hashes) {
			if bytes.HasPrefix(e.Hashes, leaf[:]) {
				p.fault(e.Seq, "keeps tree hashes that do not follow from the entries before it")
			}
		} else {
			p.above = e.Hashes[len(hashes):]
			if len(p.above) > 0 && e.Seq%chunk != 0 {
				p.fault(e.Seq, "keeps more hashes than it should")
			}
		}
		p.last, p.next = e.Time, p.next+1
		p.count++
		return nil
	}
	if err := Read(ctx, tx, org, Range{From: from, To: to}, add); err != nil {
		p.fault(p.next, "cannot be read: "+err.Error())
		return ctx.Err()
	}
	if p.next <= to {
		p.fault(p.next, "is missing")
	}
	return nil
}

func (p *part) fault(seq int64, what string) {
	p.faults = append(p.faults, Fault{seq, fmt.Sprintf("Journal entry %d %s.", seq, what)})
}

// join folds the chunks' subtrees into the whole tree and checks what lies above them.
func join(parts []part) (faults []Fault, whole frontier) {
	for i, p := range parts {
		faults = append(faults, p.faults...)
		if i > 0 && !p.first.After(parts[i-1].last) && len(p.faults) == 0 {
			faults = append(faults, Fault{p.next - p.count, fmt.Sprintf("Journal entry %d is not later than the entry before it.", p.next-p.count)})
		}
		if p.count < chunk || len(p.edge) != 1 {
			return append(faults, joinRest(parts[i+1:])...), append(whole, p.edge...)
		}
		above := whole.add(int64(i)+1, p.edge[0], nil)[hashSize:]
		if !bytes.Equal(above, p.above) && len(p.faults) == 0 {
			seq := p.next - 1
			faults = append(faults, Fault{seq, fmt.Sprintf("Journal entry %d keeps tree hashes that do not follow from the entries before it.", seq)})
		}
	}
	return faults, whole
}

func joinRest(parts []part) (faults []Fault) {
	for _, p := range parts {
		faults = append(faults, p.faults...)
	}
	return faults
}

func verifyEnds(ctx context.Context, d *db.DB, org string, v note.Verifier, head Head, parts []part) (faults []Fault, err error) {
	if n := len(parts); n > 0 && !parts[n-1].last.Equal(head.Time) {
		faults = append(faults, Fault{0, "The head of the journal is altered: its time is not that of the last entry."})
	}
	err = d.Read(ctx, org, func(tx *db.Tx) error {
		var beyond int64
		if _, err := tx.Get(ctx, `SELECT count(*) FROM journal_entry WHERE org = $1 AND (seq > $2 OR seq < 1)`, []any{org, head.Size}, &beyond); err != nil {
			return err
		}
		if beyond > 0 {
			faults = append(faults, Fault{head.Size + 1, fmt.Sprintf("%d journal entries lie outside the journal's %d.", beyond, head.Size)})
		}
		return Checkpoints(ctx, tx, org, func(size int64, text string) error {
			faults = append(faults, verifyCheckpoint(ctx, tx, org, v, head, size, text)...)
			return nil
		})
	})
	return faults, err
}

func verifyCheckpoint(ctx context.Context, tx *db.Tx, org string, v note.Verifier, head Head, size int64, text string) []Fault {
	bad := func(why string) []Fault {
		return []Fault{{0, fmt.Sprintf("Checkpoint %d %s.", size, why)}}
	}
	cp, err := OpenCheckpoint(text, v)
	switch {
	case err != nil:
		return bad("is altered: " + err.Error())
	case cp.Size != size || cp.Origin != v.Name():
		return bad("is not the checkpoint it is filed as")
	case cp.Size > head.Size:
		return bad(fmt.Sprintf("covers more entries than the journal's %d: entries have been removed", head.Size))
	}
	root, err := RootAt(ctx, tx, org, cp.Size)
	if err != nil {
		return bad("cannot be compared: " + err.Error())
	}
	if root != cp.Root {
		return bad("has another root than the journal's first entries")
	}
	return nil
}
