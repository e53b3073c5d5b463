package isms_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

const (
	victim = "ASSAY_TEST_VICTIM" // DSN: this process is the child that writes until it is killed
	kills  = "ASSAY_TEST_KILLS"  // how often each engine's writer is killed
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victim); dsn != "" {
		writeForever(dsn)
	}
	os.Exit(m.Run())
}

func TestParallelWritersLoseNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		store, org := openOrg(t, d, t.TempDir())
		const writers, each = 64, 4
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					_, err := org.Write(ctx, "", func(wr *record.Writer) error {
						return asset.Assets.Put(wr, &asset.Asset{Name: fmt.Sprintf("%d-%d", w, i)})
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		names, refs := map[string]bool{}, map[string]bool{}
		must(t, org.Read(ctx, func(r *record.Reader) error {
			return r.Each(asset.Assets.Kind(), record.Query{}, func(rec record.Record) error {
				names[rec.(*asset.Asset).Name], refs[rec.Base().Ref] = true, true
				return nil
			})
		}))
		if len(names) != writers*each || len(refs) != writers*each || !refs[fmt.Sprintf("AS-%d", writers*each)] {
			t.Errorf("%d names and %d references of %d", len(names), len(refs), writers*each)
		}
		sound(t, store)
	})
}

func openOrg(t testing.TB, d *db.DB, keys string) (*record.Store, *record.Org) {
	t.Helper()
	store, err := record.Open(ctx, d, journal.Keys(keys), time.Now, isms.Kinds())
	if err == nil {
		var org *record.Org
		if org, err = store.Org("o1", record.System); err == nil {
			if err = org.Create(ctx); err == nil {
				return store, org
			}
		}
	}
	t.Fatal(err)
	return nil, nil
}

// sound demands that the journal verifies and that the tables are what a rebuild makes of it.
func sound(t *testing.T, store *record.Store) {
	t.Helper()
	rep, err := store.Verify(ctx, "o1")
	must(t, err)
	for _, f := range rep.Faults {
		t.Error(f.What)
	}
	org, err := store.Org("o1", record.System)
	must(t, err)
	before := state(t, org)
	_, err = store.Rebuild(ctx)
	must(t, err)
	if after := state(t, org); after != before {
		t.Error("the tables are not what a rebuild makes")
	}
}

// writeForever prints the name of every asset once it is saved.
func writeForever(dsn string) {
	d, err := db.Open(ctx, dsn)
	if err != nil {
		fmt.Println("fail", err)
		os.Exit(1)
	}
	store, err := record.Open(ctx, d, journal.Keys(os.TempDir()), time.Now, isms.Kinds())
	if err != nil {
		fmt.Println("fail", err)
		os.Exit(1)
	}
	org, _ := store.Org("o1", record.System)
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i)
				if _, err := org.Write(ctx, "", func(wr *record.Writer) error {
					a := &asset.Asset{Name: "draft"}
					if err := asset.Assets.Put(wr, a); err != nil {
						return err
					}
					a.Name = name
					return asset.Assets.Put(wr, a)
				}); err != nil {
					fmt.Println("fail", err)
					return
				}
				fmt.Println("saved", name)
			}
		}()
	}
	select {}
}

func TestKilledWritersLoseNothingSaved(t *testing.T) {
	count := 10
	if n, err := strconv.Atoi(os.Getenv(kills)); err == nil {
		count = n
	} else if testing.Short() {
		count = 2
	}
	for engine, dsn := range testdb.DSNs(t) {
		t.Run(string(engine), func(t *testing.T) {
			keys := filepath.Join(t.TempDir(), "keys")
			d, err := db.Open(ctx, dsn)
			must(t, err)
			openOrg(t, d, keys)
			must(t, d.Close())
			saved := map[string]bool{}
			for range count {
				killOne(t, dsn, saved)
			}
			d, err = db.Open(ctx, dsn)
			must(t, err)
			defer d.Close()
			store, org := openOrg(t, d, keys)
			must(t, org.Read(ctx, func(r *record.Reader) error {
				return r.Each(asset.Assets.Kind(), record.Query{}, func(rec record.Record) error {
					name := rec.(*asset.Asset).Name
					if name == "draft" {
						t.Errorf("%s: half a write was kept", rec.Base().Ref)
					}
					delete(saved, name)
					return nil
				})
			}))
			if len(saved) > 0 {
				t.Errorf("%d saved assets are lost: %v", len(saved), saved)
			}
			sound(t, store)
		})
	}
}

// killOne lets a child write, notes what it saved, and kills it at a random moment.
func killOne(t *testing.T, dsn string, saved map[string]bool) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), victim+"="+dsn)
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	first := make(chan bool)
	var reading sync.WaitGroup
	reading.Go(func() {
		for lines, n := bufio.NewScanner(out), 0; lines.Scan(); n++ {
			what, name, _ := strings.Cut(lines.Text(), " ")
			if what != "saved" {
				t.Errorf("the child says: %s", lines.Text())
			} else {
				saved[name] = true
			}
			if n == 0 {
				close(first)
			}
		}
	})
	select {
	case <-first:
	case <-time.After(30 * time.Second):
		t.Error("the child did not begin")
	}
	time.Sleep(time.Duration(rand.IntN(40_000)) * time.Microsecond)
	must(t, child.Process.Kill())
	reading.Wait()
	_ = child.Wait()
}
