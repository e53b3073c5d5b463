package cli_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/assay-isms/assay/internal/app"
	"github.com/assay-isms/assay/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"assay": func() { os.Exit(cli.Main(app.ForCommands)) }})
}

// TestScripts runs each session in testdata as a user would type it, with the real program and files.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", Condition: exists, Cmds: map[string]func(*testscript.TestScript, bool, []string){
		"exits":  exits,
		"now":    now,
		"day":    day,
		"shows":  shows,
		"tamper": tamper,
		"within": within,
	}})
}

// exists is the condition that a file of the system is there: [exists:/usr/share/…].
func exists(condition string) (bool, error) {
	_, err := os.Stat(strings.TrimPrefix(condition, "exists:"))
	return err == nil, nil
}

// exits runs a command and compares its exit code: exits 2 assay list nothing.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want := args[0]
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if exit, ok := errors.AsType[interface {
		error
		ExitCode() int
	}](err); ok {
		code = string(rune('0' + exit.ExitCode()))
	}
	if code != want {
		ts.Fatalf("%s exits %s, want %s", strings.Join(args[1:], " "), code, want)
	}
}

// now keeps the present moment in a variable, and makes sure that what follows is later.
func now(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], time.Now().UTC().Format(time.RFC3339Nano))
	time.Sleep(5 * time.Millisecond)
}

// day sets a variable to the day so many days from today: day TOMORROW 1.
func day(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Setenv(args[0], time.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly))
}

// shows starts a server that shows a certificate and keeps its address in a variable.
func shows(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewTLSServer(nil)
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.Listener.Addr().String())
}

// within runs a command until its output holds a text, then interrupts it and waits for it to end well.
func within(ts *testscript.TestScript, _ bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	out := &awaited{text: args[0], found: make(chan struct{})}
	ctx, stop := context.WithCancel(ctx)
	go func() {
		select {
		case <-out.found:
			stop()
		case <-ctx.Done():
		}
	}()
	code := cli.Run(ctx, args[1:], cli.Streams{In: strings.NewReader(""), Out: out, Err: out}, app.ForCommands)
	stop()
	if !strings.Contains(out.String(), args[0]) || code != 0 {
		ts.Fatalf("exit code %d; wanted %q in:\n%s", code, args[0], out.String())
	}
}

type awaited struct {
	bytes.Buffer
	text  string
	found chan struct{}
	once  bool
}

func (a *awaited) Write(b []byte) (int, error) {
	n, err := a.Buffer.Write(b)
	if !a.once && strings.Contains(a.String(), a.text) {
		a.once = true
		close(a.found)
	}
	return n, err
}

// tamper copies a zip and changes one byte in the middle of the member whose name begins with a prefix.
func tamper(ts *testscript.TestScript, _ bool, args []string) {
	from, to, prefix := ts.MkAbs(args[0]), ts.MkAbs(args[1]), args[2]
	in, err := zip.OpenReader(from)
	ts.Check(err)
	defer in.Close()
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	changed := false
	for _, f := range in.File {
		body := contentOf(ts, f)
		if !changed && strings.HasPrefix(f.Name, prefix) && len(body) > 0 {
			body[len(body)/2] ^= 1
			changed = true
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: f.Method, Modified: f.Modified})
		ts.Check(err)
		_, err = w.Write(body)
		ts.Check(err)
	}
	ts.Check(out.Close())
	if !changed {
		ts.Fatalf("%s has no member %s", filepath.Base(from), prefix)
	}
	ts.Check(os.WriteFile(to, buf.Bytes(), 0o600))
}

func contentOf(ts *testscript.TestScript, f *zip.File) []byte {
	r, err := f.Open()
	ts.Check(err)
	defer r.Close()
	body, err := io.ReadAll(r)
	ts.Check(err)
	return body
}
