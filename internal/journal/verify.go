package journal

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

// Fault is one thing that is not as it was written.
type Fault struct {
	Seq  int64  // the entry, 0 if the fault is not in one entry
	What string // a sentence naming what is altered
}

// chunk is how many entries one worker verifies at a time: a complete subtree, so that chunks are independent.
const chunk = 1 << chunkLevel

const chunkLevel = 12

// maxFaults is how many faults Verify tells one by one.
const maxFaults = 1000

// Verify reads the whole log and reports every entry whose content does not match its hash, every hash that does not
// follow from those below it, entries missing or too many, erased bodies without a redact entry, a head that does
// not fit, and every checkpoint that is not signed by v or whose root is not the log's. Faults are in order of Seq.
// No fault means: every byte up to the newest checkpoint is as it was when that was signed. Writers may go on
// meanwhile; what they add is not looked at.
func Verify(ctx context.Context, d *db.DB, org string, v note.Verifier) (Head, []Fault, error) {
	o, err := survey(ctx, d, org)
	if err != nil {
		return Head{}, nil, err
	}
	parts, err := verifyChunks(ctx, d, org, o.reach())
	if err != nil {
		return o.head, nil, err
	}
	whole := o.join(parts)
	o.verifyHead(whole, parts)
	err = d.Read(ctx, org, func(tx *db.Tx) error {
		for _, p := range parts {
			for _, e := range p.erased {
				if err := o.verifyErased(ctx, tx, e); err != nil {
					return err
				}
			}
		}
		o.verifyCheckpoints(ctx, tx, v)
		return nil
	})
	return o.head, o.sorted(), err
}

// overview is what Verify knows of a log besides its entries, all seen at one moment, and the faults found so far.
type overview struct {
	org         string
	head        Head
	stamp       string // the head's time as stored
	edge        frontier
	count       int64 // entries
	newest      int64 // greatest sequence number
	checkpoints []storedCheckpoint
	faults      []Fault
}

type storedCheckpoint struct {
	size       int64
	time, note string
}

func (o *overview) fault(seq int64, format string, args ...any) {
	o.faults = append(o.faults, Fault{seq, fmt.Sprintf(format, args...)})
}

func (o *overview) sorted() []Fault {
	slices.SortStableFunc(o.faults, func(a, b Fault) int { return cmp.Compare(a.Seq, b.Seq) })
	if more := len(o.faults) - maxFaults; more > 0 {
		return append(o.faults[:maxFaults], Fault{0, fmt.Sprintf("There are %d more faults.", more)})
	}
	return o.faults
}

func survey(ctx context.Context, d *db.DB, org string) (*overview, error) {
	o := &overview{org: org}
	heads := 0
	return o, d.Read(ctx, org, func(tx *db.Tx) error {
		err := tx.Rows(ctx, headQuery, []any{org}, func(row []driver.Value) error {
			heads++
			o.readHead(row)
			return nil
		})
		if err != nil {
			return err
		}
		err = tx.Rows(ctx, `SELECT count(*), coalesce(max(seq), 0) FROM journal_entry WHERE org = $1`, []any{org}, func(row []driver.Value) error {
			o.count, _ = row[0].(int64)
			o.newest, _ = row[1].(int64)
			return nil
		})
		if err != nil {
			return err
		}
		if heads == 0 && o.count == 0 {
			return errs.New(errs.NotFound, "There is no organisation %q here.", org)
		}
		if heads == 0 {
			o.fault(0, "The head of the journal is missing.")
		}
		return o.readCheckpoints(ctx, tx)
	})
}

func (o *overview) readHead(row []driver.Value) {
	var r typed
	size, stamp, edge := r.number(row[0]), r.text(row[1]), r.blob(row[2])
	f, err := parseFrontier(edge, size)
	t, wrong := db.ParseTime(stamp)
	if r.wrong || err != nil || wrong != nil {
		o.fault(0, "The head of the journal is altered: its size, time and hashes do not belong together.")
	}
	o.head, o.stamp, o.edge = Head{Size: max(size, 0), Time: t, Root: f.root()}, stamp, f
}

// readCheckpoints also looks for checkpoints of an organisation that is not there, as far as row-level security
// shows any.
func (o *overview) readCheckpoints(ctx context.Context, tx *db.Tx) error {
	err := tx.Rows(ctx, `SELECT size, time, note FROM journal_checkpoint WHERE org = $1 ORDER BY size`, []any{o.org}, func(row []driver.Value) error {
		var r typed
		o.checkpoints = append(o.checkpoints, storedCheckpoint{r.number(row[0]), r.text(row[1]), r.text(row[2])})
		if r.wrong {
			o.fault(0, "A checkpoint is altered: its values are not of the types they were written with.")
		}
		return nil
	})
	if err != nil {
		return err
	}
	var strays int64
	_, err = tx.Get(ctx, `SELECT count(*) FROM journal_checkpoint c WHERE NOT EXISTS (SELECT 1 FROM journal_head h WHERE h.org = c.org)`, nil, &strays)
	if strays > 0 {
		o.fault(0, "%d checkpoints are filed under an organisation that is not here.", strays)
	}
	return err
}

// reach is up to which entry Verify looks. A head or a sequence number far beyond the number of entries is a fault
// and must not make it walk forever.
func (o *overview) reach() int64 {
	return min(o.head.Size, o.newest, o.count+16*chunk)
}

func verifyChunks(ctx context.Context, d *db.DB, org string, size int64) ([]part, error) {
	parts := make([]part, (size+chunk-1)/chunk)
	work := make(chan int, len(parts))
	for i := range parts {
		work <- i
	}
	close(work)
	// Rows are garbage at once. With so much counted as live the collector runs every 32 MB instead of every 4; the
	// bytes are never touched, so they cost no memory.
	ballast := make([]byte, 32<<20)
	defer runtime.KeepAlive(ballast)
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

// join folds the chunks' subtrees into the whole tree and checks what lies above and between them.
func (o *overview) join(parts []part) (whole grove) {
	var before moment
	for i := range parts {
		p := &parts[i]
		o.faults = append(o.faults, p.faults...)
		if !p.first.follows(before) {
			o.fault(p.from, "Journal entry %d does not follow in time and transaction from the entry before it.", p.from)
		}
		before = p.last
		if len(p.tree) != 1 || p.to-p.from+1 != chunk { // the last, incomplete chunk
			return append(whole, p.tree...)
		}
		if !whole.add(int64(i)+1, p.tree[0], p.above) {
			o.fault(p.to, "Journal entry %d keeps tree hashes that do not follow from the entries before it.", p.to)
		}
	}
	return whole
}

func (o *overview) verifyHead(whole grove, parts []part) {
	size, reached := o.head.Size, o.reach()
	outside := o.count
	for _, p := range parts {
		outside -= p.count
	}
	switch {
	case reached < size:
		o.fault(reached+1, "Journal entries %d to %d are missing.", reached+1, size)
	case outside > 0:
		o.fault(size+1, "%d entries lie outside the %d of the journal.", outside, size)
	}
	tainted := reached < size || len(o.edge) != len(whole)
	last := db.FormatTime(time.Time{})
	for _, n := range whole {
		tainted = tainted || n.tainted
	}
	if len(parts) > 0 {
		p := parts[len(parts)-1]
		last, tainted = p.last.stamp, tainted || p.last.bad
	}
	if tainted {
		return
	}
	if o.stamp != last {
		o.fault(0, "The head of the journal is altered: its time is not that of the last entry.")
	}
	for i, n := range whole {
		if n.hash != o.edge[i] {
			o.fault(0, "The head of the journal is altered: its hashes do not follow from the entries.")
			return
		}
	}
}

// verifyErased demands, for a body that is gone, the later entry that says so.
func (o *overview) verifyErased(ctx context.Context, tx *db.Tx, e Entry) error {
	var one int
	found, err := tx.Get(ctx, `SELECT 1 FROM journal_entry WHERE org = $1 AND record = $2 AND rev = $3 AND op = 'redact' AND seq > $4 LIMIT 1`,
		[]any{o.org, e.Record, e.Rev, e.Seq}, &one)
	if err == nil && !found {
		o.fault(e.Seq, "Journal entry %d (%s %s, revision %d) has lost its body, and no entry says that it was redacted.", e.Seq, e.Kind, e.Record, e.Rev)
	}
	return err
}

func (o *overview) verifyCheckpoints(ctx context.Context, tx *db.Tx, v note.Verifier) {
	sound := int64(0) // the log begins with these entries for certain
	for _, c := range o.checkpoints {
		cp, err := OpenCheckpoint(c.note, v)
		var root tlog.Hash
		switch {
		case err != nil:
			o.fault(0, "Checkpoint %d is altered: %v.", c.size, err)
			continue
		case cp.Size != c.size || cp.Origin != v.Name() || db.FormatTime(cp.Time) != c.time || !isCanonical(c.note, v):
			o.fault(0, "Checkpoint %d is altered: it is not filed as it was signed.", c.size)
			continue
		case cp.Size > o.head.Size:
			o.fault(o.head.Size+1, "Checkpoint %d covers more entries than the %d of the journal: entries were removed.", c.size, o.head.Size)
			continue
		}
		root, err = RootAt(ctx, tx, o.org, cp.Size)
		switch {
		case err != nil:
			o.fault(0, "Checkpoint %d cannot be compared: %v.", c.size, err)
		case root != cp.Root:
			o.fault(sound+1, "Checkpoint %d has another root than the journal: an entry from %d to %d was altered together with its hashes.", c.size, sound+1, c.size)
		default:
			sound = cp.Size
		}
	}
}
