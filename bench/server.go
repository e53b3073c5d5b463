package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// build makes the program. Without -trimpath, which changes nothing that is measured, what go run and go test have
// compiled serves again.
func build(dir string) string {
	binary := filepath.Join(dir, "assay")
	c := exec.Command("go", "build", "-ldflags=-s -w", "-o", binary, "./cmd/assay")
	c.Dir, c.Env, c.Stderr = "..", append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	must(c.Run())
	return binary
}

// instance is where a store is.
type instance struct{ data, dsn string }

func (i instance) options() []string {
	o := []string{"--data", i.data, "--addr", "127.0.0.1:0"}
	if i.dsn != "" {
		o = append(o, "--db", i.dsn)
	}
	return o
}

// server is a running program.
type server struct {
	cmd     *exec.Cmd
	address string
	began   time.Time
	link    string // that signs in to the demo
}

// running are the servers started and not stopped.
var running []*server

var (
	addressText = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	linkText    = regexp.MustCompile(`http://\S+/demo\?token=\S+`)
)

func serve(binary string, i instance) *server {
	return start(binary, append([]string{"serve", "--quiet"}, i.options()...), addressText)
}

// start runs the program until it prints what until finds.
func start(binary string, args []string, until *regexp.Regexp) *server {
	s := &server{cmd: exec.Command(binary, args...), began: time.Now()}
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	must(err)
	must(s.cmd.Start())
	running = append(running, s)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := until.FindString(lines.Text()); found != "" {
			s.address, s.link = addressText.FindString(found), found
			go func() {
				for lines.Scan() {
				}
			}()
			return s
		}
	}
	must(fmt.Errorf("%s ended before it answered", strings.Join(s.cmd.Args, " ")))
	return nil
}

func (s *server) stop() {
	must(s.cmd.Process.Signal(os.Interrupt))
	must(s.cmd.Wait())
	running = slices.DeleteFunc(running, func(r *server) bool { return r == s })
}

// memory is what the program occupies, in bytes.
func (s *server) memory() int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	must(err)
	_, after, _ := strings.Cut(string(b), "VmRSS:")
	kb, err := strconv.ParseInt(strings.Fields(after)[0], 10, 64)
	must(err)
	return kb << 10
}

// cpu is how long the program has computed, to a hundredth of a second.
func (s *server) cpu() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	must(err)
	fields := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	var ticks int64
	for _, f := range fields[11:13] { // utime and stime
		n, err := strconv.ParseInt(string(f), 10, 64)
		must(err)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// starts times how long the program takes from its start to an answer and to the page.
func starts(binary string, i instance, k key, page string, times int, ready target) {
	var first, shown []time.Duration
	for range times {
		s := serve(binary, i)
		c := newClient(s, k)
		c.want(200, c.get("/healthz"))
		first = append(first, time.Since(s.began))
		c.want(200, c.get(page))
		shown = append(shown, time.Since(s.began))
		s.stop()
	}
	slices.Sort(first)
	slices.Sort(shown)
	spread("start to first answer", first[times/2], first[times-1], 0, 0, target{})
	spread("start to first page", shown[times/2], shown[times-1], 0, 0, ready)
}
