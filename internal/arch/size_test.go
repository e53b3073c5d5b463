package arch

import (
	"go/ast"
	"slices"
	"testing"
)

// Budgets, in lines. Tables of data are not counted.
const (
	maxFunction    = 60
	medianFunction = 12
	maxFile        = 500
	maxPackage     = 3000
	maxMain        = 40
)

// wider budgets are decisions; see docs/adr/0008-size-budgets.md and 0009-doors-grow-with-areas.md.
var wider = map[string]int{"internal/record": 4950, "internal/web": 18000, "internal/api": 8000, "internal/cli": 7500, "internal/demo": 6000, "internal/report": 3300}

func TestFunctionsAreShort(t *testing.T) {
	var all []int
	for _, s := range sources(t) {
		table := dataLines(s)
		for _, d := range s.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			n := count(table, s.line(f.Pos()), s.line(f.End()))
			if n > maxFunction {
				t.Errorf("%s: %s has %d lines, budget %d", s.at(f), f.Name.Name, n, maxFunction)
			}
			if s.product() {
				all = append(all, n)
			}
		}
	}
	slices.Sort(all)
	if m := all[len(all)/2]; m > medianFunction {
		t.Errorf("the median function has %d lines, budget %d", m, medianFunction)
	}
}

func TestFilesAreShort(t *testing.T) {
	packages := map[string]int{}
	for _, s := range sources(t) {
		n := count(dataLines(s), 1, s.lines)
		if n > maxFile {
			t.Errorf("%s has %d lines, budget %d", s.path, n, maxFile)
		}
		if s.product() {
			packages[s.folder] += n
		}
	}
	for folder, n := range packages {
		limit := maxPackage
		if folder == "cmd/assay" {
			limit = maxMain
		}
		limit = max(limit, wider[folder])
		if n > limit {
			t.Errorf("package %s has %d lines, budget %d", folder, n, limit)
		}
	}
}

// dataLines are the lines inside composite literals without functions in them: tables of data.
func dataLines(s source) map[int]bool {
	lines := map[int]bool{}
	ast.Inspect(s.File, func(n ast.Node) bool {
		c, ok := n.(*ast.CompositeLit)
		if !ok || holdsFunction(c) {
			return true
		}
		for l := s.line(c.Lbrace) + 1; l < s.line(c.Rbrace); l++ {
			lines[l] = true
		}
		return false
	})
	return lines
}

func holdsFunction(n ast.Node) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		_, ok := n.(*ast.FuncLit)
		found = found || ok
		return !found
	})
	return found
}

func count(data map[int]bool, from, to int) (n int) {
	for l := from; l <= to; l++ {
		if !data[l] {
			n++
		}
	}
	return n
}

func TestDataIsNotCounted(t *testing.T) {
	s := parse(t, "x.go", []byte(`package x

var table = []int{
	1,
	2,
}

func f() {
	g([]func(){
		func() { h() },
	})
}
`))
	data := dataLines(s)
	if n := count(data, 1, s.lines); n != 10 {
		t.Errorf("the file has %d lines beside its table, want 10", n)
	}
	if n := count(data, 8, 12); n != 5 {
		t.Errorf("the function has %d lines, want 5: functions in a table are code", n)
	}
}
