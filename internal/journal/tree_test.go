package journal

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
)

func TestTreeIsRFC6962(t *testing.T) {
	const most = 600
	d := lite(t)
	entries := fill(t, d, "acme", most)
	var leaves [][]byte
	for i := range entries {
		leaves = append(leaves, entries[i].Leaf(nil))
	}
	step := 1
	if testing.Short() {
		step = 7
	}
	roots := make([]tlog.Hash, most+1)
	must(t, d.Read(ctx, "acme", func(tx *db.Tx) error {
		var edge frontier
		for size := range most + 1 {
			if size > 0 {
				edge.add(int64(size), tlog.RecordHash(leaves[size-1]), nil)
			}
			roots[size] = edge.root()
			if size%step != 0 && size != most {
				continue
			}
			stored, err := RootAt(ctx, tx, "acme", int64(size))
			must(t, err)
			if want := tlogRoot(t, leaves[:size]); roots[size] != want || stored != want {
				t.Fatalf("size %d: frontier %v, stored %v, want %v", size, roots[size], stored, want)
			}
		}
		for size := int64(1); size <= most; size += 13 {
			for n := int64(1); n <= size; n += 1 + size/11 {
				p, err := ProveEntry(ctx, tx, "acme", size, n)
				must(t, err)
				must(t, tlog.CheckRecord(p, size, roots[size], n-1, tlog.RecordHash(leaves[n-1])))
				if tlog.CheckRecord(p, size, roots[size], n-1, tlog.RecordHash(leaves[n%most])) == nil {
					t.Fatalf("the proof of entry %d in %d proves another entry", n, size)
				}
				g, err := ProveGrowth(ctx, tx, "acme", size, n)
				must(t, err)
				must(t, tlog.CheckTree(g, size, roots[size], n, roots[n]))
				if tlog.CheckTree(g, size, roots[size], n, roots[n-1]) == nil {
					t.Fatalf("the growth from %d to %d holds for another root", n, size)
				}
			}
		}
		for _, bad := range [][2]int64{{most, 0}, {most, most + 1}, {most + 1, 1}, {-1, -1}, {0, 0}} {
			if _, err := ProveEntry(ctx, tx, "acme", bad[0], bad[1]); err == nil && bad[0] <= most {
				t.Errorf("ProveEntry%v", bad)
			}
			if _, err := ProveGrowth(ctx, tx, "acme", bad[0], bad[1]); err == nil {
				t.Errorf("ProveGrowth%v", bad)
			}
		}
		return nil
	}))
}

func TestCheckpoints(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		dir := Keys(filepath.Join(t.TempDir(), "keys"))
		k, err := dir.Get("acme")
		must(t, err)
		again, err := dir.Get("acme")
		must(t, err)
		if k.Public != again.Public || len(Fingerprint(k.Public)) != 64 {
			t.Error("the key is not kept")
		}
		for _, size := range []int64{0, 1, 6} {
			fill(t, d, "acme", int(size-sizeOf(t, d)))
			cp, err := Sign(ctx, d, "acme", k, start.Add(time.Hour+1))
			must(t, err)
			open, err := OpenCheckpoint(cp.Note, k.Verifier)
			must(t, err)
			if open != cp || cp.Size != size || !cp.Time.Equal(start.Add(time.Hour)) || cp.Origin != "assay/acme" {
				t.Errorf("signed %+v, opened %+v", cp, open)
			}
			same, err := Sign(ctx, d, "acme", k, start.Add(2*time.Hour))
			must(t, err)
			if same != cp {
				t.Error("signed anew though nothing was added")
			}
		}
		must(t, d.Read(ctx, "acme", func(tx *db.Tx) error {
			cp, found, err := CheckpointCovering(ctx, tx, "acme", k.Verifier, 2)
			if err != nil || !found || cp.Size != 6 {
				t.Errorf("covering 2: %v %v %v", cp, found, err)
			}
			_, found, err = CheckpointCovering(ctx, tx, "acme", k.Verifier, 7)
			if err != nil || found {
				t.Errorf("covering 7: %v %v", found, err)
			}
			return nil
		}))
		clean(t, d, "acme", k)
		if _, faults, _ := Verify(ctx, d, "acme", testKey(t, "acme").Verifier); len(faults) != 3 {
			t.Errorf("another key: %v", faults)
		}
	})
}

func TestDamagedCheckpointDoesNotOpen(t *testing.T) {
	d, k := lite(t), testKey(t, "acme")
	fill(t, d, "acme", 3)
	cp, err := Sign(ctx, d, "acme", k, start)
	must(t, err)
	for i := range cp.Note {
		for bit := range 8 {
			b := []byte(cp.Note)
			b[i] ^= 1 << bit
			if _, err := OpenCheckpoint(string(b), k.Verifier); err == nil && isCanonical(string(b), k.Verifier) {
				t.Errorf("byte %d as %q is taken", i, b[i])
			}
		}
	}
}

func TestSignRefusesARewrittenLog(t *testing.T) {
	d, k := lite(t), testKey(t, "acme")
	fill(t, d, "acme", 5)
	_, err := Sign(ctx, d, "acme", k, start)
	must(t, err)
	forged := lite(t)
	fill(t, forged, "acme", 7)
	must(t, d.Own(ctx, func(tx *db.Tx) error {
		for _, s := range append(unlock, `DELETE FROM journal_entry`, `UPDATE journal_head SET size = 0, frontier = x'', time = '0001-01-01T00:00:00.000000Z'`) {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, copyTo(d, readAll(t, forged, "acme", Range{})))
	if _, err := Sign(ctx, d, "acme", k, start); !errs.Is(err, errs.Conflict) {
		t.Errorf("signed: %v", err)
	}
	_, faults, err := Verify(ctx, d, "acme", k.Verifier)
	must(t, err)
	if len(faults) != 1 || faults[0].Seq != 1 || !strings.Contains(faults[0].What, "altered together with its hashes") {
		t.Errorf("%v", faults)
	}
}

func sizeOf(t testing.TB, d *db.DB) (n int64) {
	t.Helper()
	must(t, d.Read(ctx, "acme", func(tx *db.Tx) error {
		h, err := ReadHead(ctx, tx, "acme")
		n = h.Size
		return err
	}))
	return n
}
