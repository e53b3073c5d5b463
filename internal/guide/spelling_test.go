package guide

import (
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notWords are what a dictionary need not know: code, ids of the library, record kinds and their fields, days, codes.
var notWords = regexp.MustCompile("`[^`]*`|\\b(threat|vuln)\\.[a-z-]+|\\b[a-z]+_[a-z_]+(\\.[a-z_]+)?|\\b\\w*\\d\\w*\\b|\\b[A-Z]{2,}s?\\b|(don|do)'ts?\\b|'s\\b")

// TestSpelling checks every file against the British dictionary and the field's words in testdata/words.txt.
func TestSpelling(t *testing.T) {
	list, err := os.ReadFile("testdata/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Fields(string(list))
	where := map[string]string{} // word → a file that has it
	for _, file := range append(files(t), policyFiles(t)...) {
		for _, w := range letters.FindAllString(notWords.ReplaceAllString(text(t, file), " "), -1) {
			where[w] = file
		}
	}
	unknown := map[string]bool{}
	for _, w := range misspelt(t, slices.Sorted(maps.Keys(where))) {
		unknown[strings.ToLower(w)] = true
		if !slices.Contains(known, strings.ToLower(w)) {
			t.Errorf("content/%s: %q is not in the dictionary; mend it, or add it to testdata/words.txt", where[w], w)
		}
	}
	for _, w := range known {
		if !unknown[w] {
			t.Errorf("testdata/words.txt: %q is used nowhere, or in the dictionary", w)
		}
	}
}

var letters = regexp.MustCompile(`\p{L}+`)

func misspelt(t *testing.T, words []string) []string {
	t.Helper()
	c := exec.Command("hunspell", "-d", "en_GB", "-i", "utf-8", "-l")
	c.Stdin = strings.NewReader(strings.Join(words, "\n"))
	out, err := c.Output()
	if err != nil {
		t.Fatalf("hunspell, which checks the spelling: %v; on Debian: apt-get install hunspell hunspell-en-gb", err)
	}
	return strings.Fields(string(out))
}
