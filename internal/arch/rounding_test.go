package arch

import (
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// figures holds the code whose results must have the same bits on every processor. The Go specification lets a
// compiler fuse x*y + z, across statements too, unless the product is converted: float64(x*y) + z.
const figures = "internal/quant"

// exactMath is what package math offers that IEEE 754 defines to the last bit, or that moves bits only.
var exactMath = []string{
	"Sqrt", "Abs", "Floor", "Ceil", "Trunc", "RoundToEven", "Copysign", "Frexp", "Ldexp", "Inf", "IsInf", "NaN", "IsNaN",
	"Signbit", "Float64bits", "Float64frombits", "MaxFloat64", "SmallestNonzeroFloat64", "Pi", "Sqrt2", "E", "Ln2", "MaxInt",
	"MaxInt64",
}

func TestFiguresAreRoundedExplicitly(t *testing.T) {
	files := map[string][]source{}
	for _, s := range sources(t) {
		if s.product() && s.in(figures) {
			files[s.folder] = append(files[s.folder], s)
		}
	}
	if len(files) == 0 {
		t.Fatal("no file of " + figures + " is tracked")
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "source", nil)
	for folder, list := range files {
		var parsed []*ast.File
		for _, s := range list {
			f, err := parser.ParseFile(fset, root()+"/"+s.path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, f)
		}
		for _, fault := range unrounded(t, fset, imports, folder, parsed) {
			t.Error(fault)
		}
	}
}

// unrounded says where the files, which are one package, leave rounding or order to the compiler or the processor.
func unrounded(t *testing.T, fset *token.FileSet, imports types.Importer, folder string, files []*ast.File) (faults []string) {
	t.Helper()
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	if _, err := (&types.Config{Importer: imports}).Check(module+"/"+folder, fset, files, info); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		var above []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				above = above[:len(above)-1]
				return true
			}
			if why := leftOpen(info, n, above); why != "" {
				faults = append(faults, strings.TrimPrefix(fset.Position(n.Pos()).String(), root()+"/")+": "+why)
			}
			above = append(above, n)
			return true
		})
	}
	return faults
}

// leftOpen says why a node may give other bits elsewhere, "" if it may not.
func leftOpen(info *types.Info, n ast.Node, above []ast.Node) string {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if isComplex(info, n) {
			return "complex arithmetic may be fused: use numeric.Point"
		}
		if n.Op == token.MUL && isFloat(info, n) && !exactProduct(info, n) && !rounded(info, n, above) {
			return "the product may be fused into a sum: float64(x*y)"
		}
	case *ast.AssignStmt:
		if n.Tok == token.MUL_ASSIGN && isFloat(info, n.Lhs[0]) {
			return "x *= y may be fused into a sum: x = float64(x*y)"
		}
	case *ast.SelectorExpr:
		if o := info.Uses[n.Sel]; o != nil && o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			return foreign(o)
		}
	case *ast.RangeStmt:
		if tv := info.Types[n.X]; tv.Type != nil {
			if _, ok := tv.Type.Underlying().(*types.Map); ok {
				return "a map has no order: sort its keys"
			}
		}
	}
	return ""
}

func foreign(o types.Object) string {
	switch p := o.Pkg().Path(); {
	case p == "math" && !slices.Contains(exactMath, o.Name()):
		return "math." + o.Name() + " differs between processors: use package numeric"
	case p == "math/rand" || p == "math/rand/v2" || p == "math/cmplx" || p == "time":
		return p + " has no place in a figure that must be the same everywhere"
	}
	return ""
}

// rounded tells whether the product goes nowhere but into a conversion, or into a further product or quotient that is
// checked itself.
func rounded(info *types.Info, n ast.Expr, above []ast.Node) bool {
	for i := len(above) - 1; i >= 0; i-- {
		switch p := above[i].(type) {
		case *ast.ParenExpr, *ast.UnaryExpr:
			continue
		case *ast.BinaryExpr:
			return p.Op == token.MUL && !exactProduct(info, p) || p.Op == token.QUO
		case *ast.CallExpr:
			tv := info.Types[p.Fun]
			return tv.IsType() && len(p.Args) == 1
		default:
			return false
		}
	}
	return false
}

// exactProduct tells whether the product is a constant or one factor is a power of two: nothing is rounded then.
func exactProduct(info *types.Info, n *ast.BinaryExpr) bool {
	return info.Types[n].Value != nil || powerOfTwo(info.Types[n.X].Value) || powerOfTwo(info.Types[n.Y].Value)
}

func powerOfTwo(v constant.Value) bool {
	if v == nil {
		return false
	}
	f, _ := constant.Float64Val(constant.ToFloat(v))
	m, _ := math.Frexp(math.Abs(f))
	return m == 0.5
}

func isFloat(info *types.Info, e ast.Expr) bool   { return isKind(info, e, types.IsFloat) }
func isComplex(info *types.Info, e ast.Expr) bool { return isKind(info, e, types.IsComplex) }

func isKind(info *types.Info, e ast.Expr, kind types.BasicInfo) bool {
	tv := info.Types[e]
	if tv.Type == nil {
		return false
	}
	b, ok := tv.Type.Underlying().(*types.Basic)
	return ok && b.Info()&kind != 0
}

// The rule is tried on a text that breaks it in every way, and on one that keeps it.
func TestRoundingRule(t *testing.T) {
	for text, want := range map[string]int{
		"r := x*y + z; _ = r":                     1,
		"r := x*y; _ = r + z":                     1,
		"r := z; r += x*y; _ = r":                 1,
		"r := z; r *= x; _ = r":                   1,
		"r := -(x*y) + z; _ = r":                  1,
		"r := x*y*z; _ = r":                       1,
		"r := float64(x+y*z); _ = r":              1,
		"_ = math.Exp(x)":                         1,
		"m := map[int]int{}; for range m { x++ }": 1,
		"c := complex(x, y); c = c + c; _ = c":    1,
		"c := complex(x, y); c = c * c * c":       2,
		"f := func(a float64) {}; f(x * y)":       1,
		"r := float64(x*y) + z; _ = r":            0,
		"r := float64(x*y*z) / y; _ = r":          0,
		"r := x * y / z; _ = r":                   0,
		"r := 2*x + z; _ = r":                     0,
		"i := 3; i = i*i + i; x = float64(i)":     0,
		"_ = math.Sqrt(x)":                        0,
		"const c = 3.5 * 7; _ = x + c":            0,
	} {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, "x.go", "package x\nimport \"math\"\nvar _ = math.Pi\nfunc f(x, y, z float64) {"+text+"}", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := unrounded(t, fset, importer.ForCompiler(fset, "source", nil), "x", []*ast.File{f}); len(got) != want {
			t.Errorf("%s: %d faults, want %d: %s", text, len(got), want, strconv.Quote(strings.Join(got, "; ")))
		}
	}
}
