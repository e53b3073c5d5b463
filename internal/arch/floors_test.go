package arch

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the table of DESIGN.md: a folder imports only what lies on a floor below its own.
var floors = map[string]int{
	"content":         0,
	"internal/errs":   0,
	"internal/config": 0,
	"internal/quant":  0,

	"internal/journal": 1,
	"internal/catalog": 1,
	"internal/guide":   1,
	"internal/prose":   1,
	"internal/db":      1,

	"internal/record":   2,
	"internal/identity": 2,
	"internal/blob":     2,
	"internal/job":      2,
	"internal/report":   2,
	"internal/sheet":    2,
	"internal/exchange": 2,
	"internal/oscal":    2,

	"internal/isms": 3,
	"internal/demo": 3,
	"internal/pack": 3,

	"internal/web": 4,
	"internal/api": 4,
	"internal/cli": 4,
	"internal/mcp": 4,

	"internal/app": 5,
	"cmd/assay":    6,
}

// neighbours are the imports allowed on one floor. A folder may also import what lies below itself.
var neighbours = map[string][]string{
	"internal/config":   {"internal/errs"},
	"internal/quant":    {"internal/errs"},
	"internal/journal":  {"internal/db"},
	"internal/guide":    {"internal/catalog"},
	"internal/identity": {"internal/record"},
	"internal/exchange": {"internal/record", "internal/sheet", "internal/report"},
	"internal/demo":     {"internal/isms"},
	"internal/pack":     {"internal/isms"},
}

// beside are for tests only: the product never imports them.
var beside = []string{"internal/testdb", "internal/testorg", "internal/htmlcheck", "internal/arch"}

// owners names who alone may import a foreign package, so that each has one door.
var owners = map[string][]string{
	"database/sql":                    {"internal/db"},
	"database/sql/driver":             {"internal/db", "internal/journal", "internal/record"}, // the values of a row
	"github.com/jackc/pgx":            {"internal/db"},
	"modernc.org/sqlite":              {"internal/db"},
	"github.com/pressly/goose":        {"internal/db"},
	"maragu.dev/gomponents":           {"internal/web"},
	"github.com/danielgtaylor/huma":   {"internal/api"},
	"github.com/alecthomas/kong":      {"internal/cli"},
	"github.com/xuri/excelize":        {"internal/report", "internal/sheet"},
	"github.com/go-text/typesetting":  {"internal/report"},
	"golang.org/x/mod/sumdb":          {"internal/journal"},
	"github.com/wneessen/go-mail":     {"internal/job"},
	"github.com/yuin/goldmark":        {"internal/prose"},
	"go.yaml.in/yaml":                 {"internal/guide", "internal/oscal"},
	"golang.org/x/crypto/argon2":      {"internal/identity"},
	"github.com/chromedp/chromedp":    {},
	"pgregory.net/rapid":              {},
	"github.com/andybalholm/cascadia": {},
	"testing":                         {},
}

func TestImportsGoDown(t *testing.T) {
	for _, s := range sources(t) {
		if s.product() && !s.in(beside...) {
			for _, imp := range s.Imports {
				p, _ := strconv.Unquote(imp.Path.Value)
				if why := refuse(s.folder, p); why != "" {
					t.Errorf("%s: %s", s.at(imp), why)
				}
			}
		}
	}
}

func TestEveryFolderHasAFloor(t *testing.T) {
	for _, s := range sources(t) {
		if s.product() && !s.in(beside...) && room(s.folder) == "" {
			t.Errorf("%s: folder %s is on no floor: add it to DESIGN.md and to the table here", s.path, s.folder)
		}
	}
}

// refuse says why folder may not import the package p, "" if it may.
func refuse(folder, p string) string {
	if target, ok := strings.CutPrefix(p, module+"/"); ok {
		return refuseOwn(folder, target)
	}
	for pkg := p; pkg != "."; pkg = path.Dir(pkg) {
		allowed, owned := owners[pkg]
		if !owned {
			continue
		}
		if !slices.ContainsFunc(allowed, func(a string) bool { return within(folder, a) }) {
			return folder + " may not import " + p + "; allowed: " + strings.Join(allowed, ", ")
		}
		return ""
	}
	return ""
}

func refuseOwn(folder, target string) string {
	from, to := room(folder), room(target)
	switch {
	case to == "":
		return folder + " imports " + target + ", which is on no floor"
	case from == to || slices.Contains(neighbours[from], to) || floors[to] < floors[from]:
		return ""
	}
	return from + " (floor " + strconv.Itoa(floors[from]) + ") may not import " + to + " (floor " + strconv.Itoa(floors[to]) + ")"
}

// room is the entry of the table that folder belongs to, "" if it has none.
func room(folder string) string {
	for r := range floors {
		if within(folder, r) {
			return r
		}
	}
	return ""
}

func TestRefuse(t *testing.T) {
	for _, c := range []struct {
		folder, imports string
		refused         bool
	}{
		{"internal/journal", module + "/internal/db", false},
		{"internal/db", module + "/internal/journal", true},
		{"internal/record", module + "/internal/isms/risk", true},
		{"internal/isms/risk", module + "/internal/isms/asset", false},
		{"internal/isms", module + "/internal/isms/asset", false},
		{"internal/isms/risk", module + "/internal/web", true},
		{"internal/web", module + "/internal/api", true},
		{"internal/web/page", module + "/internal/web", false},
		{"internal/web", module + "/internal/testdb", true},
		{"internal/web", module + "/internal/elsewhere", true},
		{"internal/web", "database/sql", true},
		{"internal/db", "database/sql/driver", false},
		{"internal/report", "maragu.dev/gomponents/html", true},
		{"cmd/assay", module + "/internal/app", false},
		{"internal/errs", "strings", false},
	} {
		if why := refuse(c.folder, c.imports); (why != "") != c.refused {
			t.Errorf("%s imports %s: %q", c.folder, c.imports, why)
		}
	}
}
