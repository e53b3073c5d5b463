package arch

import (
	"go/ast"
	"testing"
)

// Each rule is tried on a text that breaks it, so that none can fall silent.
func TestRulesFindWhatTheyForbid(t *testing.T) {
	broken := parse(t, "internal/web/x.go", []byte(`// Package x breaks every rule once.
package x

import (
	"fmt"
	"os"
	clock "time"
)

func init() {}

func query() string { return "SELECT a\n FROM b" }

func f() { fmt.Println(clock.Now()); os.Exit(1) }

type t struct{}

func (t) init() {}
func (t) Hidden() {}

func advice() string { return "SELECT one, or UPDATE it" }
`))
	for _, r := range rules {
		found := 0
		ast.Inspect(broken.File, func(n ast.Node) bool {
			if n != nil && r.breaks(broken, n) {
				found++
			}
			return true
		})
		if found != 1 {
			t.Errorf("found %d times, want once: %s", found, r.what)
		}
	}
}

func TestUndocumented(t *testing.T) {
	s := parse(t, "x.go", []byte(`package x

// A is documented.
type A struct{}

type B struct{}

func (B) C()  {}
func (*B) d() {}

// A group.
const (
	E = 1
	F = 2
)

var G, h = 1, 2
`))
	var names []string
	for _, n := range undocumented(s) {
		names = append(names, n.Name)
	}
	if len(names) != 3 || names[0] != "B" || names[1] != "C" || names[2] != "G" {
		t.Errorf("undocumented: %v, want B C G", names)
	}
}

func TestMachinePath(t *testing.T) {
	for text, want := range map[string]bool{
		"see " + "/work" + "/main/x":        true,
		`"` + "/home" + `/me/notes"`:        true,
		"https://example.org/work" + "/one": false,
		"at home/work/school":               false,
		"GET " + "/homes/1":                 false,
	} {
		if got := machinePath.MatchString(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
