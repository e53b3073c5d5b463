package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/assay-isms/assay"

// source is one tracked Go file.
type source struct {
	path   string // from the root of the repository
	folder string
	test   bool
	lines  int
	fset   *token.FileSet
	*ast.File
}

// product tells whether the file is part of the program rather than of its tests, benchmarks and browser runs.
func (s source) product() bool {
	return !s.test && !within(s.folder, "e2e") && !within(s.folder, "bench")
}

// in tells whether the file lies in one of the folders or below.
func (s source) in(folders ...string) bool {
	for _, f := range folders {
		if within(s.folder, f) {
			return true
		}
	}
	return false
}

// at names a place in the file as editors understand it.
func (s source) at(n ast.Node) string { return fmt.Sprintf("%s:%d", s.path, s.line(n.Pos())) }

func (s source) line(p token.Pos) int { return s.fset.Position(p).Line }

func within(folder, parent string) bool {
	return folder == parent || strings.HasPrefix(folder, parent+"/")
}

var root = sync.OnceValue(func() string {
	out, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return filepath.Join("..", "..")
	}
	return strings.TrimSpace(string(out))
})

// tracked lists the files that git knows and that are still there.
func tracked(t *testing.T) (paths []string) {
	t.Helper()
	out, err := exec.Command("git", "-C", root(), "ls-files", "-z").Output()
	if err != nil {
		t.Fatalf("git ls-files: %v. The rules hold for tracked files, so this needs a git checkout.", err)
	}
	for p := range strings.SplitSeq(string(out), "\x00") {
		if _, err := os.Stat(filepath.Join(root(), p)); p != "" && err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

var parsed struct {
	once  sync.Once
	files []source
}

// sources parses every tracked Go file, once.
func sources(t *testing.T) []source {
	t.Helper()
	parsed.once.Do(func() {
		for _, p := range tracked(t) {
			if path.Ext(p) == ".go" && !strings.Contains(p, "testdata/") {
				parsed.files = append(parsed.files, parse(t, p, nil))
			}
		}
	})
	if len(parsed.files) == 0 {
		t.Fatal("no Go file is tracked")
	}
	return parsed.files
}

// parse reads the file at p, or text if that is not nil.
func parse(t *testing.T, p string, text []byte) source {
	t.Helper()
	if text == nil {
		var err error
		if text, err = os.ReadFile(filepath.Join(root(), p)); err != nil {
			t.Fatal(err)
		}
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, p, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{p, path.Dir(p), strings.HasSuffix(p, "_test.go"), bytes.Count(text, []byte("\n")), fset, f}
}
