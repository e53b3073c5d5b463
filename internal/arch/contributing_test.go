package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContributingShowsWhatThereIs makes sure that the Go code in CONTRIBUTING.md stands in the register that it names.
func TestContributingShowsWhatThereIs(t *testing.T) {
	text := read(t, "CONTRIBUTING.md")
	name := regexp.MustCompile(`internal/isms/\w+/\w+\.go`).FindString(text)
	source := read(t, name)
	if n := strings.Count(source, "\n"); n >= 100 {
		t.Errorf("%s has %d lines and is shown as a file of under 100", name, n)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(text, -1)
	if len(blocks) == 0 {
		t.Error("CONTRIBUTING.md shows no Go code")
	}
	for _, block := range blocks {
		for line := range strings.Lines(strings.TrimRight(block[1], " ")) {
			if line = strings.TrimSpace(line); !strings.Contains(source, line) {
				t.Errorf("%s has no line %q", name, line)
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
