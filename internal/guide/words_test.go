package guide

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/content"
)

// run is how many words in a row may not occur in two files.
const run = 8

// TestNothingIsSaidTwice finds runs of words that stand in more than one file: boilerplate.
func TestNothingIsSaidTwice(t *testing.T) {
	where := map[string]string{} // run of words → the file it was first met in
	reported := map[string]bool{}
	for _, file := range files(t) {
		words := wordsOf(text(t, file))
		for i := 0; i+run <= len(words); i++ {
			key := strings.Join(words[i:i+run], " ")
			first, met := where[key]
			if !met {
				where[key] = file
				continue
			}
			if pair := first + file; first != file && !reported[pair] {
				reported[pair] = true
				t.Errorf("content/%s and content/%s both say %q", first, file, key)
			}
		}
	}
}

// TestNoFileResemblesAnother measures near-duplicates: the share of a file's runs of four words that another file has.
func TestNoFileResemblesAnother(t *testing.T) {
	const shingle, bound = 4, 0.08
	holders := map[string][]string{}
	sizes := map[string]int{}
	for _, file := range files(t) {
		seen := map[string]bool{}
		words := wordsOf(text(t, file))
		for i := 0; i+shingle <= len(words); i++ {
			seen[strings.Join(words[i:i+shingle], " ")] = true
		}
		sizes[file] = len(seen)
		for key := range seen {
			holders[key] = append(holders[key], file)
		}
	}
	shared := map[[2]string]int{}
	for _, list := range holders {
		for i, a := range list {
			for _, b := range list[i+1:] {
				shared[[2]string{min(a, b), max(a, b)}]++
			}
		}
	}
	for pair, n := range shared {
		if least := min(sizes[pair[0]], sizes[pair[1]]); float64(n) > bound*float64(least) {
			t.Errorf("content/%s and content/%s share %d of %d runs of four words", pair[0], pair[1], n, least)
		}
	}
}

// forbidden are words that the house style does without.
var forbidden = regexp.MustCompile(`(?i)\b(ensur(e|es|ing)|robust|best[- ]practices?|leverag(e|es|ing)|holistic|seamless|utili[sz](e|es|ing)|in order to|state of the art|successfully|stakeholders?|and/or)\b|!(\s|$)`)

func TestHouseStyle(t *testing.T) {
	for _, file := range append(files(t), policyFiles(t)...) {
		for n, line := range strings.Split(text(t, file), "\n") {
			if found := forbidden.FindString(line); found != "" {
				t.Errorf("content/%s:%d says %q", file, n+1, found)
			}
		}
	}
}

var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

// syntax is what every file must say alike.
var syntax = regexp.MustCompile(`(?m)^\s*-?\s*(id|step|method|aspect|max_age|- kind|grade|treats|fresh|strength):.*$|\b(fresh|strength|kind|grade|control):\s*[\w.]+|\b(passes_if|fails_if|convinces|population|attribute|sample|reads|when|role|does|for|do|name|target|source):|^(## .*|\w+:)|- \*\*[^*]+\*\*|\b(threat|vuln)\.[\w-]+|\bA\.\d+(\.\d+)*`)

func wordsOf(text string) []string {
	return word.FindAllString(strings.ToLower(syntax.ReplaceAllString(text, " ")), -1)
}

func text(t *testing.T, file string) string {
	t.Helper()
	from := content.Guidance
	if strings.HasPrefix(file, "policies/") {
		from = content.Policies
	}
	b, err := fs.ReadFile(from, file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// files are those of guidance; policies say by design what guidance says, so that they are held to spelling and style alone.
func files(t *testing.T) []string { return markdownIn(t, content.Guidance) }

func policyFiles(t *testing.T) []string { return markdownIn(t, content.Policies) }

func markdownIn(t *testing.T, from fs.FS) (out []string) {
	t.Helper()
	err := fs.WalkDir(from, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(p) == ".md" {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}
