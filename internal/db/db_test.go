package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

func TestMemoryIsSharedBetweenConnections(t *testing.T) {
	ctx := context.Background()
	d, err := Open(ctx, "memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	roundTrip(t, d)
}

func TestTemporaryLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d, err := Open(t.Context(), "temporary:")
	must(t, err)
	roundTrip(t, d)
	must(t, d.Close())
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("the folder of temporary files holds %v (%v)", left, err)
	}
}

func TestSQLiteGroupCommit(t *testing.T) {
	d, err := Open(context.Background(), "sqlite:"+t.TempDir()+"/a b.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	roundTrip(t, d)
}

func roundTrip(t *testing.T, d *DB) {
	ctx := context.Background()
	must(t, d.Own(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "CREATE TABLE t (id BIGINT PRIMARY KEY, v TEXT NOT NULL)")
		return err
	}))
	bad := errors.New("bad")
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := d.Write(ctx, "o", func(tx *Tx) error {
				if _, err := tx.Exec(ctx, "INSERT INTO t (id, v) VALUES ($1, $2)", i, fmt.Sprint(i)); err != nil {
					return err
				}
				if i%10 == 0 {
					return bad
				}
				return nil
			})
			if (i%10 == 0) != errors.Is(err, bad) {
				t.Errorf("write %d: %v", i, err)
			}
		}()
	}
	wg.Wait()
	must(t, d.Read(ctx, "o", func(tx *Tx) error {
		var n int
		if _, err := tx.Get(ctx, "SELECT count(*) FROM t", nil, &n); err != nil {
			return err
		}
		if n != 180 {
			t.Errorf("%d rows, want 180: a failed writer must leave nothing and its neighbours whole", n)
		}
		_, err := tx.Exec(ctx, "INSERT INTO t (id, v) VALUES (999, 'x')")
		if err == nil && d.Name() != "memory" {
			t.Error("a read transaction could write")
		}
		return nil
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
