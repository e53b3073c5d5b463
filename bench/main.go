// Command bench measures Assay on this machine: go run . prints one table for 100 and 10,000 assets and risks in one
// organisation, with -million for 1,000,000 too. It is a module of its own so that nothing of it is in the product.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

var ctx = context.Background()

func main() {
	million := flag.Bool("million", false, "measure 1,000,000 records too; takes minutes and some GB")
	only := flag.Int("records", 0, "measure this many records and nothing else")
	dsn := flag.String("db", "", "an empty PostgreSQL database instead of SQLite; one size only")
	dir := flag.String("dir", "", "where to put the databases; a temporary folder unless given")
	profile := flag.String("profile", "", "write a CPU profile here")
	flag.Parse()
	sizes := []int{100, 10_000}
	if *million {
		sizes = append(sizes, 1_000_000)
	}
	if *only > 0 {
		sizes = []int{*only}
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		must(err)
		must(pprof.StartCPUProfile(f))
		defer pprof.StopCPUProfile()
	}
	fmt.Printf("%s, %d cores, %s\n", runtime.Version(), runtime.NumCPU(), runtime.GOARCH)
	for _, n := range sizes {
		measure(n, *dsn, *dir)
	}
}

// measure fills one organisation with n assets and risks and times what people and programs do with it.
func measure(n int, dsn, dir string) {
	if dir == "" {
		made, err := os.MkdirTemp("", "assay-bench")
		must(err)
		defer os.RemoveAll(made)
		dir = made
	}
	if dsn == "" {
		dsn = "sqlite:" + filepath.Join(dir, fmt.Sprintf("bench-%d.db", n))
	}
	d, err := db.Open(ctx, dsn)
	must(err)
	defer d.Close()
	store, err := record.Open(ctx, d, journal.Keys(filepath.Join(dir, "keys")), time.Now, isms.Kinds())
	must(err)
	org, err := store.Org("bench", record.System)
	must(err)
	fmt.Printf("\n%d records on %s\n", n, d.Dialect)
	took := timed(func() { fill(store, org, n) })
	entries := int64(0)
	report("append to the journal", fmt.Sprintf("%.0f entries/s", float64(size(org))/took.Seconds()))
	took = timed(func() { entries, err = store.Rebuild(ctx) })
	must(err)
	report("rebuild", fmt.Sprintf("%.0f entries/s, %.1f s", float64(entries)/took.Seconds(), took.Seconds()))
	verify(store, entries)
	reads(org, n)
	writes(org)
	past(org)
}

func verify(store *record.Store, entries int64) {
	key, err := store.Keys.Get("bench")
	must(err)
	took := timed(func() {
		_, faults, err := journal.Verify(ctx, store.DB, "bench", key.Verifier)
		must(err)
		none(len(faults))
	})
	report("verify the journal", fmt.Sprintf("%.0f entries/s", float64(entries)/took.Seconds()))
	took = timed(func() {
		rep, err := store.Verify(ctx, "bench")
		must(err)
		none(len(rep.Faults))
	})
	report("verify journal and tables", fmt.Sprintf("%.0f entries/s", float64(entries)/took.Seconds()))
}

func past(org *record.Org) {
	var at time.Time
	must(org.Read(ctx, func(r *record.Reader) error {
		h, err := r.Head()
		at = h.Time
		return err
	}))
	took := timed(func() {
		_, release, err := org.AsOf(ctx, at)
		must(err)
		release()
	})
	report("open a past moment", took.Round(time.Millisecond/10).String())
	took = timed(func() {
		_, release, err := org.AsOf(ctx, at)
		must(err)
		release()
	})
	report("open it again", took.Round(time.Microsecond).String())
	org.Store().Close()
}

func size(org *record.Org) (n int64) {
	must(org.Read(ctx, func(r *record.Reader) error {
		h, err := r.Head()
		n = h.Size
		return err
	}))
	return n
}

func timed(fn func()) time.Duration {
	start := time.Now()
	fn()
	return time.Since(start)
}

func report(what, result string) { fmt.Printf("  %-44s %s\n", what, result) }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func none(faults int) {
	if faults > 0 {
		must(fmt.Errorf("%d faults found", faults))
	}
}
