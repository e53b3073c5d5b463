package journal

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
	"syscall"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
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

// writeForever prints the number and record of every entry once it is acknowledged.
func writeForever(dsn string) {
	d, err := db.Open(ctx, dsn)
	for w := 0; err == nil && w < 8; w++ {
		go func() {
			for i := 0; ; i++ {
				x := draft(i)
				x.Record = fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i)
				entries, err := write(d, "acme", x, draft(i))
				if err != nil {
					fmt.Println("fail", err)
					return
				}
				fmt.Println(entries[0].Seq, x.Record)
			}
		}()
	}
	if err == nil {
		select {}
	}
	fmt.Println("fail", err)
	os.Exit(1)
}

func TestKilledWritersLoseNothingAcknowledged(t *testing.T) {
	for engine, dsn := range testdb.DSNs(t) {
		t.Run(string(engine), func(t *testing.T) {
			survive(t, dsn, func(child *exec.Cmd) { must(t, child.Process.Kill()) })
		})
	}
}

// The server dies too: every one of its processes at once, as when the machine stops its programs.
func TestKilledServerLosesNothingAcknowledged(t *testing.T) {
	s := startDurable(t)
	dsn := "postgres://postgres@/postgres?host=" + s.dir
	survive(t, dsn, func(child *exec.Cmd) {
		s.ctl("stop", "-m", "immediate")
		must(t, child.Process.Kill())
		s.ctl("start", "-w", "-l", s.dir+"/log", "-o", "-c listen_addresses= -k "+s.dir)
	})
}

// survive lets a child write, kills it at a random moment, and looks at what is left; again and again.
func survive(t *testing.T, dsn string, kill func(child *exec.Cmd)) {
	d, err := db.Open(ctx, dsn)
	must(t, err)
	must(t, Migrate(ctx, d))
	create(t, d, "acme")
	must(t, d.Close())
	k := testKey(t, "acme")
	acknowledged := map[int64]string{}
	for range killCount(t) {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), victim+"="+dsn)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		var reading sync.WaitGroup
		first := make(chan bool, 1)
		reading.Go(func() {
			for lines := bufio.NewScanner(out); lines.Scan(); {
				seq, record, _ := strings.Cut(lines.Text(), " ")
				if n, err := strconv.ParseInt(seq, 10, 64); err == nil {
					acknowledged[n] = record
				}
				select {
				case first <- true:
				default:
				}
			}
		})
		select {
		case <-first:
		case <-time.After(20 * time.Second):
			t.Error("the child did not begin")
		}
		time.Sleep(time.Duration(rand.IntN(60_000)) * time.Microsecond)
		kill(child)
		reading.Wait()
		_ = child.Wait()
		lookAfter(t, dsn, k, acknowledged)
	}
	t.Logf("%d acknowledged", len(acknowledged))
}

func lookAfter(t *testing.T, dsn string, k Key, acknowledged map[int64]string) {
	t.Helper()
	d, err := db.Open(ctx, dsn)
	must(t, err)
	defer d.Close()
	records := map[int64]string{}
	entries := readAll(t, d, "acme", Range{})
	for i, e := range entries {
		records[e.Seq] = e.Record
		if e.Seq != int64(i)+1 || e.Batch != e.Seq-int64(i%2) {
			t.Fatalf("entry %d: a transaction was torn: %+v", i+1, e)
		}
	}
	for seq, record := range acknowledged {
		if records[seq] != record {
			t.Fatalf("entry %d of %s was acknowledged, now it is %q", seq, record, records[seq])
		}
	}
	_, err = Sign(ctx, d, "acme", k, time.Now())
	must(t, err)
	clean(t, d, "acme", k)
}

func killCount(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv(kills)); err == nil {
		return n
	}
	if testing.Short() {
		return 2
	}
	return 10
}

// durable is a PostgreSQL of its own that waits for the disk.
type durable struct {
	*testing.T
	dir, bin string
}

func startDurable(t *testing.T) durable {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 || os.Getenv("ASSAY_TEST_SKIP_POSTGRES") == "1" {
		t.Skip("needs PostgreSQL's own programs")
	}
	dir, err := os.MkdirTemp("/tmp", "assay-durable-") // a socket's path must be short
	must(t, err)
	s := durable{t, dir, found[len(found)-1]}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if os.Getuid() == 0 {
		must(t, os.Chmod(dir, 0o777))
	}
	s.run("initdb", "-D", dir+"/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	s.ctl("start", "-w", "-l", dir+"/log", "-o", "-c listen_addresses= -k "+dir)
	t.Cleanup(func() { s.ctl("stop", "-m", "immediate") })
	return s
}

func (s durable) ctl(args ...string) { s.run("pg_ctl", append(args, "-D", s.dir+"/data")...) }

// run runs one of PostgreSQL's programs, as the user postgres if this is root.
func (s durable) run(name string, args ...string) {
	s.Helper()
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	log, err := os.Create(filepath.Join(s.T.TempDir(), "out"))
	must(s, err)
	defer log.Close()
	c.Stdout, c.Stderr = log, log // a file, since the server keeps it open
	if info, err := os.Stat("/var/lib/postgresql"); err == nil && os.Getuid() == 0 {
		owner := info.Sys().(*syscall.Stat_t)
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	}
	if err := c.Run(); err != nil {
		text, _ := os.ReadFile(log.Name())
		s.Fatalf("%s %v: %v\n%s", name, args, err, text)
	}
}
