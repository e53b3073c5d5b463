package journal

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/testdb"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 3, 1, 9, 0, 0, 123456000, time.UTC)
)

// each runs fn on a new database of each engine with the logs of acme and other.
func each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d, "acme", "other")
		fn(t, d)
	}, Migrate)
}

// lite is a SQLite database in a file.
func lite(t testing.TB) *db.DB {
	t.Helper()
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "assay.db"))
	must(t, err)
	t.Cleanup(func() { _ = d.Close() })
	must(t, Migrate(ctx, d))
	create(t, d, "acme")
	return d
}

func create(t testing.TB, d *db.DB, orgs ...string) {
	t.Helper()
	for _, org := range orgs {
		must(t, d.Write(ctx, org, func(tx *db.Tx) error { return Create(ctx, tx, org) }))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func draft(i int) Draft {
	return Draft{Actor: "alice", Kind: "asset", Record: fmt.Sprintf("ast-%d", i), Rev: 1, Spec: 1, Op: Put,
		Reason: fmt.Sprintf("inventory %d", i), Body: fmt.Appendf(nil, `{"name":"Server %d","note":"%s"}`, i, strings.Repeat("naïve ", i%60))}
}

// write appends the drafts in one transaction and returns the entries.
func write(d *db.DB, org string, drafts ...Draft) (entries []Entry, err error) {
	err = d.Write(ctx, org, func(tx *db.Tx) error {
		entries = nil
		a, err := Begin(ctx, tx, org, start)
		if err != nil {
			return err
		}
		for _, x := range drafts {
			e, err := a.Append(ctx, x)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		return a.Commit(ctx)
	})
	return entries, err
}

func fill(t testing.TB, d *db.DB, org string, n int) []Entry {
	t.Helper()
	drafts := make([]Draft, n)
	for i := range drafts {
		drafts[i] = draft(i)
	}
	entries, err := write(d, org, drafts...)
	must(t, err)
	return entries
}

func readAll(t testing.TB, d *db.DB, org string, r Range) (entries []Entry) {
	t.Helper()
	must(t, d.Read(ctx, org, func(tx *db.Tx) error {
		return Read(ctx, tx, org, r, func(e *Entry) error {
			entries = append(entries, *e)
			return nil
		})
	}))
	return entries
}

func testKey(t testing.TB, org string) Key {
	t.Helper()
	k, err := Keys(t.TempDir()).Get(org)
	must(t, err)
	return k
}

func clean(t testing.TB, d *db.DB, org string, k Key) Head {
	t.Helper()
	h, faults, err := Verify(ctx, d, org, k.Verifier)
	must(t, err)
	for _, f := range faults {
		t.Errorf("%s: entry %d: %s", org, f.Seq, f.What)
	}
	return h
}

func TestAppendAndRead(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		k := testKey(t, "acme")
		if h := clean(t, d, "acme", k); h.Size != 0 || h.Root != tlogRoot(t, nil) {
			t.Errorf("empty log: %+v", h)
		}
		first, err := write(d, "acme", draft(0), Draft{Actor: "bob", Kind: "asset", Record: "ast-0", Rev: 2, Spec: 1, Op: Delete})
		must(t, err)
		_, err = write(d, "acme")
		must(t, err)
		more := fill(t, d, "acme", 3)
		got := readAll(t, d, "acme", Range{})
		for i, want := range append(first, more...) {
			g := got[i]
			g.Leaf(nil)
			if fmt.Sprint(g) != fmt.Sprint(want) || g.Redacted() {
				t.Errorf("entry %d\n got %v\nwant %v", i+1, g, want)
			}
		}
		if got[1].Batch != 1 || got[4].Batch != 3 || got[4].Seq != 5 {
			t.Errorf("batches: %v", got)
		}
		for r, want := range map[Range]string{{From: 2, To: 3}: "[2 3]", {Newest: true, Limit: 2}: "[5 4]", {Records: "ast-0"}: "[1 2 3]"} {
			var seqs []int64
			for _, e := range readAll(t, d, "acme", r) {
				seqs = append(seqs, e.Seq)
			}
			if fmt.Sprint(seqs) != want {
				t.Errorf("%+v: %v, want %s", r, seqs, want)
			}
		}
		clean(t, d, "acme", k)
	})
}

func TestWhatCannotBeAppended(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for name, change := range map[string]func(*Draft){
			"line break in actor": func(x *Draft) { x.Actor = "a\nkind b" },
			"empty kind":          func(x *Draft) { x.Kind = "" },
			"tab in record":       func(x *Draft) { x.Record = "a\tb" },
			"zero in body":        func(x *Draft) { x.Body = []byte("{\x00}") },
			"Latin-1 in reason":   func(x *Draft) { x.Reason = "caf\xe9" },
		} {
			x := draft(1)
			change(&x)
			if _, err := write(d, "acme", draft(0), x); err == nil {
				t.Errorf("%s was accepted", name)
			}
		}
		if n := len(readAll(t, d, "acme", Range{})); n != 0 {
			t.Errorf("%d entries were left behind", n)
		}
		if _, err := write(d, "nobody", draft(0)); !errs.Is(err, errs.NotFound) {
			t.Errorf("unknown organisation: %v", err)
		}
		for _, org := range []string{"", "a b", "../a", "a+b", "a\n"} {
			if d.Write(ctx, org, func(tx *db.Tx) error { return Create(ctx, tx, org) }) == nil {
				t.Errorf("organisation %q was accepted", org)
			}
		}
	})
}

func TestParallelWriters(t *testing.T) {
	const writers = 64
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	each(t, func(t *testing.T, d *db.DB) {
		other := fill(t, d, "other", 3)
		k := testKey(t, "acme")
		var mu sync.Mutex
		acknowledged := map[int64]string{}
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for r := range rounds {
					entries, err := write(d, "acme", draft(w), draft(1000*w+r))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, e := range entries {
						acknowledged[e.Seq] = string(e.Body)
					}
					mu.Unlock()
				}
			})
		}
		stop := make(chan struct{})
		var look sync.WaitGroup
		look.Go(func() { // Verify beside the writers reports nothing
			for {
				select {
				case <-stop:
					return
				default:
					_, err := Sign(ctx, d, "acme", k, start)
					if err != nil {
						t.Error(err)
					}
					clean(t, d, "acme", k)
				}
			}
		})
		wg.Wait()
		close(stop)
		look.Wait()
		wholeOrder(t, readAll(t, d, "acme", Range{}), acknowledged, 2*writers*rounds)
		clean(t, d, "acme", k)
		if h := clean(t, d, "other", testKey(t, "other")); h.Size != 3 || !h.Time.Equal(other[2].Time) {
			t.Errorf("the other log moved: %+v", h)
		}
	})
}

func wholeOrder(t *testing.T, entries []Entry, acknowledged map[int64]string, want int) {
	t.Helper()
	if len(entries) != want || len(acknowledged) != want {
		t.Fatalf("%d entries, %d acknowledged, want %d", len(entries), len(acknowledged), want)
	}
	for i, e := range entries {
		if e.Seq != int64(i)+1 || i > 0 && (e.Batch == e.Seq) != e.Time.After(entries[i-1].Time) || acknowledged[e.Seq] != string(e.Body) {
			t.Fatalf("entry %d: %+v", i+1, e)
		}
	}
}

// However many writers of one organisation wait, another's is not held up.
func TestOrganisationsDoNotWaitForEachOther(t *testing.T) {
	d := testdb.Postgres(t, Migrate)
	create(t, d, "acme", "other")
	held, release := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		must(t, d.Write(ctx, "acme", func(tx *db.Tx) error {
			_, err := Begin(ctx, tx, "acme", start)
			close(held)
			<-release
			return err
		}))
	})
	<-held
	for range 40 {
		wg.Go(func() { _, _ = write(d, "acme", draft(1)) })
	}
	time.Sleep(50 * time.Millisecond)
	soon, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := d.Write(soon, "other", func(tx *db.Tx) error { _, err := Begin(soon, tx, "other", start); return err }); err != nil {
		t.Error(err)
	}
	close(release)
	wg.Wait()
}

func TestSizeAt(t *testing.T) {
	d := lite(t)
	rapid.Check(t, func(t *rapid.T) {
		org := rapid.StringMatching(`[a-z]{20}`).Draw(t, "org")
		if err := d.Write(ctx, org, func(tx *db.Tx) error { return Create(ctx, tx, org) }); err != nil {
			t.Fatal(err)
		}
		now := start
		var times []time.Time
		for range rapid.IntRange(0, 12).Draw(t, "transactions") {
			now = now.Add(time.Duration(rapid.IntRange(-5, 20).Draw(t, "µs")) * time.Microsecond)
			err := d.Write(ctx, org, func(tx *db.Tx) error {
				a, err := Begin(ctx, tx, org, now)
				for range rapid.IntRange(0, 4).Draw(t, "entries") {
					if err == nil {
						var e Entry
						e, err = a.Append(ctx, draft(len(times)))
						times = append(times, e.Time)
					}
				}
				if err != nil {
					return err
				}
				return a.Commit(ctx)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		at := start.Add(time.Duration(rapid.IntRange(-50, 300).Draw(t, "at")) * time.Microsecond / 2)
		want := 0
		for want < len(times) && !times[want].After(at) {
			want++
		}
		err := d.Read(ctx, org, func(tx *db.Tx) error {
			size, last, err := SizeAt(ctx, tx, org, at)
			if err == nil && (size != int64(want) || want > 0 && !last.Equal(times[want-1])) {
				t.Fatalf("SizeAt = %d, %v; want %d", size, last, want)
			}
			far, _, err2 := SizeAt(ctx, tx, org, time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC))
			if err2 == nil && far != int64(len(times)) {
				t.Fatalf("far in the future: %d", far)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestCopyKeepsEveryHash(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		k := testKey(t, "acme")
		fill(t, d, "acme", 20)
		redact(t, d, "ast-3", 1)
		_, err := Sign(ctx, d, "acme", k, start)
		must(t, err)
		to := lite(t)
		entries := readAll(t, d, "acme", Range{})
		must(t, copyTo(to, entries))
		must(t, d.Read(ctx, "acme", func(tx *db.Tx) error {
			return Checkpoints(ctx, tx, "acme", func(_ int64, text string) error {
				return to.Write(ctx, "acme", func(tx *db.Tx) error { return CopyCheckpoint(ctx, tx, "acme", text, k.Verifier) })
			})
		}))
		if a, b := clean(t, d, "acme", k), clean(t, to, "acme", k); a != b {
			t.Errorf("heads differ: %v %v", a, b)
		}
		for name, change := range map[string]func(e *Entry){
			"gap":    func(e *Entry) { e.Seq++ },
			"org":    func(e *Entry) { e.Org = "other" },
			"time":   func(e *Entry) { e.Time = start.Add(-time.Hour) },
			"body":   func(e *Entry) { e.Body = []byte("{}") },
			"hashes": func(e *Entry) { e.Hashes = e.Hashes[:5] },
		} {
			x := append([]Entry(nil), entries[:1]...)
			change(&x[0])
			if copyTo(lite(t), x) == nil {
				t.Errorf("%s: copied", name)
			}
		}
	})
}

func copyTo(d *db.DB, entries []Entry) error {
	return d.Write(ctx, "acme", func(tx *db.Tx) error {
		a, err := Begin(ctx, tx, "acme", start)
		for i := 0; i < len(entries) && err == nil; i++ {
			err = a.Copy(ctx, entries[i])
		}
		if err != nil {
			return err
		}
		return a.Commit(ctx)
	})
}

// tlogRoot is the root by golang.org/x/mod's own means, from the leaf data alone.
func tlogRoot(t testing.TB, leaves [][]byte) tlog.Hash {
	var stored []tlog.Hash
	r := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(i), leaf, r)
		must(t, err)
		stored = append(stored, hashes...)
	}
	h, err := tlog.TreeHash(int64(len(leaves)), r)
	must(t, err)
	return h
}
