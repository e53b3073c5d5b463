// Command bench measures Assay on this machine: go run . prints one table for the demo and for 100 and 10,000 assets
// and risks in one organisation, with -million for 1,000,000 too, and for 50,000 records of all kinds of 500 persons.
// Pages and the API are asked over HTTP on loopback, of the program as it is built for release, in a process of its own.
// The table says which targets are met.
//
// It is a module of its own so that nothing of it is in the product.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"
)

var ctx = context.Background()

func main() {
	million := flag.Bool("million", false, "measure 1,000,000 records too; takes minutes and some GB")
	only := flag.Int("records", 0, "measure this many records and nothing else")
	dsn := flag.String("db", "", "an empty PostgreSQL database instead of SQLite; needs -records or -inbox")
	dir := flag.String("dir", "", "where to put the databases; a temporary folder unless given")
	engine := flag.Bool("engine", false, "also time every way of reading and writing records without HTTP")
	soa := flag.Bool("soa", false, "measure only the Statement of Applicability of a large organisation")
	large := flag.Bool("inbox", false, "measure only the inbox and the dashboard of an organisation with 50,000 records of all kinds")
	program := flag.String("program", "", "measure this program instead of building one")
	profile := flag.String("profile", "", "write a CPU profile of filling, rebuilding, verifying and -engine here")
	flag.Parse()
	sizes := []int{100, 10_000}
	if *million {
		sizes = append(sizes, 1_000_000)
	}
	if *only > 0 {
		sizes = []int{*only}
	}
	if *dsn != "" && *only == 0 && !*large {
		must(fmt.Errorf("a database holds one size: say which with -records, or -inbox"))
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		must(err)
		must(pprof.StartCPUProfile(f))
		defer pprof.StopCPUProfile()
	}
	temp, err := os.MkdirTemp("", "assay-bench-*")
	must(err)
	defer os.RemoveAll(temp)
	if *dir == "" {
		*dir = temp
	}
	fmt.Printf("%s, %d cores, %s, load average %s\n", runtime.Version(), runtime.NumCPU(), runtime.GOARCH, load())
	binary := *program
	if binary == "" {
		binary = build(temp)
	}
	if *only == 0 && !*soa && !*large {
		demo(binary, filepath.Join(temp, "demo"))
	}
	if *only == 0 && !*large || *soa {
		statement(binary, instance{data: filepath.Join(*dir, "soa")})
	}
	if *only == 0 && !*soa || *large {
		inbox(binary, instance{data: filepath.Join(*dir, "inbox"), dsn: *dsn})
	}
	if *soa || *large {
		return
	}
	for _, n := range sizes {
		measure(binary, instance{data: filepath.Join(*dir, fmt.Sprint(n)), dsn: *dsn}, n, *engine)
	}
	fmt.Printf("\nload average %s\n", load())
}

// measure fills one organisation with n assets and risks and times what people and programs do with it.
func measure(binary string, i instance, n int, engine bool) {
	name := "SQLite"
	if i.dsn != "" {
		name = "PostgreSQL"
	}
	section(fmt.Sprintf("%s records on %s", thousands(n), name))
	key := offline(i, n, engine)
	starts(binary, i, key, "/o/bench/r/assets", 3, target{})
	s := serve(binary, i)
	ask(s, key, n)
	report("memory after that", megabytes(s.memory()), target{})
	s.stop()
}

// load is how busy the machine was for the last 1, 5 and 15 minutes: figures of a busy machine say little.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

func timed(fn func()) time.Duration {
	start := time.Now()
	fn()
	return time.Since(start)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		for _, s := range running {
			_ = s.cmd.Process.Kill() // it would outlive us
		}
		os.Exit(1)
	}
}
