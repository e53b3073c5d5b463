package oscal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/oscal"
)

// nist is the folder of NIST's own files, which the product does not carry.
func nist(t *testing.T, parts ...string) string {
	t.Helper()
	at := filepath.Join(append([]string{"..", "..", "..", "shared", "oscal"}, parts...)...)
	if _, err := os.Stat(at); err != nil {
		t.Skip("skipped: NIST's OSCAL files are not here")
	}
	return at
}

func read(t *testing.T, at string) *oscal.Document {
	t.Helper()
	data, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	d, err := oscal.Read(filepath.Base(at), data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func all(t *testing.T) (files []string) {
	t.Helper()
	for _, pattern := range []string{"nist/*.*", "examples/*/*/*.*"} {
		found, err := filepath.Glob(filepath.Join(nist(t), pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 30 {
		t.Fatalf("only %d files", len(files))
	}
	return files
}

// tree is a JSON file as Go reads it, texts without differences of white space.
func tree(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return plain(v)
}

// NIST's converter escapes more than Markdown needs and numbers every item 1.
var marks, numbers = regexp.MustCompile(`\\([\[\]*_'"])`), regexp.MustCompile(`\b\d+\. `)

func plain(v any) any {
	switch v := v.(type) {
	case string:
		return strings.Join(strings.Fields(numbers.ReplaceAllString(marks.ReplaceAllString(v, "$1"), "1. ")), " ")
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	}
	return v
}

// TestFormatsAgree reads each of NIST's files in XML and YAML and compares it, whole, with the same file in JSON.
func TestFormatsAgree(t *testing.T) {
	for _, at := range all(t) {
		ext := filepath.Ext(at)
		if ext == ".json" {
			continue
		}
		t.Run(filepath.Base(at), func(t *testing.T) {
			twin := strings.ReplaceAll(at, ext[1:]+string(filepath.Separator), "json"+string(filepath.Separator))
			twin = strings.TrimSuffix(twin, ext) + ".json"
			if _, err := os.Stat(twin); err != nil {
				twin = strings.TrimSuffix(twin, ".json") + "-min.json"
			}
			want, err := os.ReadFile(twin)
			if err != nil {
				t.Fatal(err)
			}
			got, err := read(t, at).JSON()
			if err != nil {
				t.Fatal(err)
			}
			differences := 0
			differ("", tree(t, got), tree(t, want), func(what string) {
				if differences++; differences < 12 {
					t.Error(what)
				}
			})
			if differences > 0 {
				t.Errorf("%d differences", differences)
			}
		})
	}
}

func differ(path string, got, want any, report func(string)) {
	g, ok := got.(map[string]any)
	w, ok2 := want.(map[string]any)
	if ok && ok2 {
		for k := range w {
			if k != "$schema" {
				differ(path+"."+k, g[k], w[k], report)
			}
		}
		for k := range g {
			if _, ok := w[k]; !ok {
				report(fmt.Sprintf("%s.%s is too much: %.200v", path, k, g[k]))
			}
		}
		return
	}
	gl, ok := got.([]any)
	wl, ok2 := want.([]any)
	if ok && ok2 && len(gl) == len(wl) {
		for i := range wl {
			differ(fmt.Sprintf("%s[%d]", path, i), gl[i], wl[i], report)
		}
		return
	}
	if !reflect.DeepEqual(got, want) {
		report(fmt.Sprintf("%s: %.300v, want %.300v", path, got, want))
	}
}

// TestNothingIsLost counts every list of every JSON file by itself and after reading, and what our structs hold of it.
func TestNothingIsLost(t *testing.T) {
	for _, at := range all(t) {
		d := read(t, at)
		for _, u := range d.Unread {
			t.Logf("%s: %s", filepath.Base(at), u)
		}
		if d.Format != "JSON" {
			continue
		}
		data, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{}
		count(tree(t, data), want)
		for _, c := range d.Counts() {
			if c.Count != want[c.What] {
				t.Errorf("%s: %d %s, want %d", at, c.Count, c.What, want[c.What])
			}
			delete(want, c.What)
		}
		if len(want) > 0 {
			t.Errorf("%s: not counted: %v", at, want)
		}
	}
}

func count(v any, n map[string]int) {
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			if l, ok := m.([]any); ok {
				n[k] += len(l)
			}
			count(m, n)
		}
	case []any:
		for _, m := range v {
			count(m, n)
		}
	}
}

// TestRoundTrip writes what was read and reads it again: equal, and everything of NIST's catalogs is in our structs.
func TestRoundTrip(t *testing.T) {
	for _, at := range all(t) {
		d := read(t, at)
		model := modelOf(d)
		if model == nil {
			continue
		}
		text, err := oscal.Encode(model)
		if err != nil {
			t.Fatal(err)
		}
		again, err := oscal.Read("again", text)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(modelOf(again), model) {
			t.Errorf("%s: read, written and read is another", at)
		}
		if d.Catalog != nil && len(d.Unread) > 0 {
			t.Errorf("%s: not understood: %v", at, d.Unread)
		}
		twice, _ := oscal.Encode(modelOf(again))
		if !bytes.Equal(text, twice) {
			t.Errorf("%s: the same document gives other bytes", at)
		}
	}
}

func modelOf(d *oscal.Document) any {
	switch {
	case d.Catalog != nil:
		return d.Catalog
	case d.Profile != nil:
		return d.Profile
	case d.Mapping != nil:
		return d.Mapping
	case d.Component != nil:
		return d.Component
	case d.Plan != nil:
		return d.Plan
	}
	return nil
}
