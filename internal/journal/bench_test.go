package journal

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/testdb"
)

// The server of testdb does not wait for the disk. For durable figures of PostgreSQL name one that does in
// ASSAY_TEST_POSTGRES.

func benchEach(b *testing.B, fn func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { fn(b, lite(b)) })
	b.Run("postgres", func(b *testing.B) {
		if os.Getenv("ASSAY_TEST_POSTGRES") == "" {
			b.Log("the test server does not wait for the disk")
		}
		d := testdb.Postgres(b, Migrate)
		create(b, d, "acme")
		fn(b, d)
	})
}

func benchDraft(i int) Draft {
	x := draft(i)
	x.Body = fmt.Appendf(nil, `{"name":"Server %08d","note":"%s"}`, i, strings.Repeat("n", 360)) // 400 bytes
	return x
}

func BenchmarkAppend(b *testing.B) {
	benchEach(b, func(b *testing.B, d *db.DB) {
		for _, writers := range []int{1, 16, 64} {
			b.Run(fmt.Sprint(writers), func(b *testing.B) {
				var i atomic.Int64
				took := make([]time.Duration, b.N)
				b.SetParallelism((writers + 1) / 2) // times GOMAXPROCS, 2
				run := func() {
					at := time.Now()
					n := i.Add(1)
					_, err := write(d, "acme", benchDraft(int(n)))
					must(b, err)
					took[n-1] = time.Since(at)
				}
				if writers == 1 {
					for b.Loop() {
						took = append(took, 0)
						run()
					}
				} else {
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							run()
						}
					})
				}
				took = took[:i.Load()]
				slices.Sort(took)
				b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "saves/s")
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			})
		}
	})
}

func bulk(b *testing.B, d *db.DB, n int) {
	for n > 0 {
		step := min(n, 20000)
		n -= step
		must(b, d.Write(ctx, "acme", func(tx *db.Tx) error {
			a, err := Begin(ctx, tx, "acme", start)
			for i := 0; i < step && err == nil; i++ {
				_, err = a.Append(ctx, benchDraft(i))
			}
			if err != nil {
				return err
			}
			return a.Commit(ctx)
		}))
	}
}

func BenchmarkBulk(b *testing.B) {
	benchEach(b, func(b *testing.B, d *db.DB) {
		for b.Loop() {
			bulk(b, d, 20000)
		}
		b.ReportMetric(20000*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}

func BenchmarkLarge(b *testing.B) {
	const n = 200000
	benchEach(b, func(b *testing.B, d *db.DB) {
		k := testKey(b, "acme")
		bulk(b, d, n)
		_, err := Sign(ctx, d, "acme", k, start)
		must(b, err)
		b.Run("verify", func(b *testing.B) {
			for b.Loop() {
				if h := clean(b, d, "acme", k); h.Size != n {
					b.Fatal(h)
				}
			}
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run("read", func(b *testing.B) {
			for b.Loop() {
				must(b, d.Read(ctx, "acme", func(tx *db.Tx) error {
					return Read(ctx, tx, "acme", Range{To: 50000}, func(*Entry) error { return nil })
				}))
			}
			b.ReportMetric(50000*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run("prove", func(b *testing.B) {
			seq := int64(0)
			for b.Loop() {
				seq = (seq+7919)%n + 1
				must(b, d.Read(ctx, "acme", func(tx *db.Tx) error {
					_, err := ProveEntry(ctx, tx, "acme", n, seq)
					return err
				}))
			}
		})
	})
}
