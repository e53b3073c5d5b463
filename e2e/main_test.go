// Package e2e drives the program in a real browser, as people do.
package e2e

import (
	"fmt"
	"log/slog"
	"os"
	"testing"

	"github.com/assay-isms/assay/e2e/stage"
)

// out is where failing tests leave a picture of the page they stood at.
const out = "out"

var browser *stage.Browser

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	_ = os.RemoveAll(out) // of the run before
	var err error
	if browser, err = stage.Open(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer browser.Close()
	return m.Run()
}

// serve runs the program on empty data until the test ends. db names another database than a file, if it is not "".
func serve(t *testing.T, command, db string) *stage.Instance {
	t.Helper()
	i, err := stage.Run(command, t.TempDir(), db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Stop(); err != nil {
			t.Error(err)
		}
	})
	return i
}
