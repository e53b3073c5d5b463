package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rule forbids something in the product's Go files outside the folders allowed.
type rule struct {
	what    string
	allowed []string
	except  func(source) bool // files that are allowed too; nil for none
	breaks  func(s source, n ast.Node) bool
}

var rules = []rule{
	{
		what: "init hides when things happen: call it from where it is needed",
		breaks: func(_ source, n ast.Node) bool {
			f, ok := n.(*ast.FuncDecl)
			return ok && f.Recv == nil && f.Name.Name == "init"
		},
	},
	{
		what:    "SQL belongs to the engine, or to an area's files named query*.go",
		allowed: []string{"internal/db", "internal/journal", "internal/record", "internal/identity", "internal/job", "internal/testdb"},
		except:  func(s source) bool { return s.in("internal/isms") && strings.HasPrefix(path.Base(s.path), "query") },
		breaks:  func(_ source, n ast.Node) bool { return holdsSQL(n) },
	},
	{
		what:    "the clock is handed in, so that tests and past views can set it",
		allowed: []string{"internal/app", "internal/cli", "cmd/assay", "internal/testdb"},
		breaks:  func(s source, n ast.Node) bool { return selects(s, n, "time", "Now") },
	},
	{
		what:    "only the command line writes to the terminal",
		allowed: []string{"internal/cli", "cmd/assay"},
		breaks: func(s source, n ast.Node) bool {
			return selects(s, n, "fmt", "Print", "Printf", "Println") || selects(s, n, "os", "Stdout")
		},
	},
	{
		what:    "only the command line ends the program: return an error",
		allowed: []string{"internal/cli", "cmd/assay"},
		breaks: func(s source, n ast.Node) bool {
			return selects(s, n, "os", "Exit") || selects(s, n, "log", "Fatal", "Fatalf", "Fatalln")
		},
	},
}

func TestNothingStandsInTheWrongPlace(t *testing.T) {
	for _, s := range sources(t) {
		if !s.product() {
			continue
		}
		for _, r := range rules {
			if s.in(r.allowed...) || r.except != nil && r.except(s) {
				continue
			}
			ast.Inspect(s.File, func(n ast.Node) bool {
				if n != nil && r.breaks(s, n) {
					t.Errorf("%s: %s", s.at(n), r.what)
				}
				return true
			})
		}
	}
}

var sqlText = regexp.MustCompile(`\b(SELECT\s.*\bFROM\s|INSERT INTO\s|UPDATE\s+\S+\s+SET\s|DELETE FROM\s|(CREATE|ALTER|DROP) (TABLE|INDEX|TRIGGER)\s)`)

func holdsSQL(n ast.Node) bool {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return false
	}
	text, err := strconv.Unquote(l.Value)
	return err == nil && sqlText.MatchString(strings.ReplaceAll(text, "\n", " ")+" ")
}

// selects tells whether n is one of the names of the package that is imported from p.
func selects(s source, n ast.Node, p string, names ...string) bool {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok || !slices.Contains(names, sel.Sel.Name) {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && slices.ContainsFunc(s.Imports, func(i *ast.ImportSpec) bool {
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		return i.Path.Value == strconv.Quote(p) && x.Name == name
	})
}

var vague = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "misc", "shared"}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	comment := map[string]bool{}
	for _, s := range sources(t) {
		if slices.Contains(vague, s.Name.Name) || slices.Contains(vague, path.Base(s.folder)) {
			t.Errorf("%s: the name %s says nothing", s.path, s.Name.Name)
		}
		if s.product() {
			comment[s.folder] = comment[s.folder] || s.Doc != nil
		}
	}
	for folder, ok := range comment {
		if !ok {
			t.Errorf("package %s has no package comment", folder)
		}
	}
}

func TestExportedThingsAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.product() {
			for _, n := range undocumented(s) {
				t.Errorf("%s: %s is exported and has no comment", s.at(n), n.Name)
			}
		}
	}
}

// undocumented are the exported functions, methods, types, constants and variables without a comment. One comment
// serves a group, that of its type serves a list of values, a comment at the end of the line counts, and the methods
// of an error say nothing new.
func undocumented(s source) (bare []*ast.Ident) {
	check := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		if name.IsExported() && !slices.ContainsFunc(comments, func(c *ast.CommentGroup) bool { return c != nil }) {
			bare = append(bare, name)
		}
	}
	for _, d := range s.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || exportedReceiver(d.Recv.List[0].Type) && !slices.Contains(ofErrors, d.Name.Name) {
				check(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					check(spec.Name, spec.Doc, spec.Comment, d.Doc)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						check(name, spec.Doc, spec.Comment, d.Doc, typeComment(d))
					}
				}
			}
		}
	}
	return bare
}

var ofErrors = []string{"Error", "Unwrap", "Is", "As"}

// typeComment stands for the comment of the type whose values a group of constants lists; nil if it is no such group.
func typeComment(d *ast.GenDecl) *ast.CommentGroup {
	if first, ok := d.Specs[0].(*ast.ValueSpec); ok && d.Tok == token.CONST {
		if own, ok := first.Type.(*ast.Ident); ok && own.IsExported() {
			return &ast.CommentGroup{}
		}
	}
	return nil
}

func exportedReceiver(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.StarExpr:
		return exportedReceiver(e.X)
	case *ast.IndexExpr:
		return exportedReceiver(e.X)
	case *ast.IndexListExpr:
		return exportedReceiver(e.X)
	case *ast.Ident:
		return e.IsExported()
	}
	return false
}

// machinePath is a folder that exists on someone's machine only.
var machinePath = regexp.MustCompile(`(^|[^\w.\-/:*])/(work|home|root|Users)/[\w.]`)

func TestNoPathOfAMachine(t *testing.T) {
	for _, p := range tracked(t) {
		b, err := os.ReadFile(filepath.Join(root(), p))
		if err != nil || strings.ContainsRune(string(b[:min(len(b), 8000)]), 0) {
			continue // a link to a folder, or not text
		}
		if m := machinePath.FindIndex(b); m != nil {
			t.Errorf("%s:%d holds the path of a machine", p, 1+strings.Count(string(b[:m[0]]), "\n"))
		}
	}
}
