package app

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/assay-isms/assay/internal/cli"
	"github.com/assay-isms/assay/internal/config"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms/risk"
)

// badRisks are refused for one field each, at every door.
var badRisks = []struct {
	name   string
	fields [][2]string
	field  string // that is refused
	word   string // of why
}{
	{"off the scale of likelihood", [][2]string{{"owner", "Ada"}, {"likelihood", "9"}, {"consequence", "1"}}, "likelihood", "9 is off the scale, which runs from 1 (Rare) to 5"},
	{"below the scale", [][2]string{{"owner", "Ada"}, {"likelihood", "1"}, {"consequence", "-1"}}, "consequence", "-1 is off the scale"},
	{"residual off the scale", [][2]string{{"owner", "Ada"}, {"likelihood", "1"}, {"consequence", "1"}, {"residual_consequence", "6"}}, "residual_consequence", "6 is off the scale"},
	{"harm off the scale", [][2]string{{"owner", "Ada"}, {"likelihood", "1"}, {"consequence_people", "7"}}, "consequence_people", "7 is off the scale"},
	{"harm that the criteria do not know", [][2]string{{"owner", "Ada"}, {"likelihood", "1"}, {"consequence_reputation", "2"}}, "consequence_reputation", "no scale for this"},
	{"consequence against the harms", [][2]string{{"owner", "Ada"}, {"likelihood", "1"}, {"consequence", "1"}, {"consequence_people", "4"}}, "consequence", "the highest of the ratings by harm is 4 (People)"},
	{"no owner", [][2]string{{"likelihood", "1"}, {"consequence", "1"}}, "owner", "is missing"},
	{"no title", [][2]string{{"title", ""}, {"owner", "Ada"}, {"likelihood", "1"}}, "title", "is missing"},
	{"half an interval", [][2]string{{"owner", "Ada"}, {"rate_low", "2"}}, "rate_high", "an interval has both ends"},
	{"no probability", [][2]string{{"owner", "Ada"}, {"yearly_probability", "1.5"}}, "yearly_probability", "it lies between 0 and 1"},
}

// TestRefusedAlike sends the same bad risks through the page, the API, the command line and imports of both formats: each
// refuses the same field with the same words, and none writes.
func TestRefusedAlike(t *testing.T) {
	h := newAlike(t)
	doors := []struct {
		name string
		send func(fields [][2]string) string
	}{{"page", h.page}, {"API", h.api}, {"command line", h.command}, {"import of CSV", h.importCSV}, {"import of XLSX", h.importXLSX}}
	for _, c := range badRisks {
		fields := c.fields
		if fields[0][0] != "title" {
			fields = slices.Concat([][2]string{{"title", "Flood"}}, fields)
		}
		want := ""
		for _, d := range doors {
			got := d.send(fields)
			if want == "" {
				want = got
			}
			if got != want || !strings.HasPrefix(got, c.field+": ") || !strings.Contains(got, c.word) {
				t.Errorf("%s: the %s says %q, the page %q; want %s: … %s", c.name, d.name, got, want, c.field, c.word)
			}
		}
	}
	if n := h.count(); n != 0 {
		t.Errorf("%d risks were written", n)
	}
	// And what is right is taken by each: a test that refuses everything would pass the above.
	for i, d := range doors {
		good := [][2]string{{"title", "Fire by " + d.name}, {"owner", "Ada"}, {"likelihood", "2"}, {"consequence_people", "4"}}
		if got := d.send(good); got != "" || h.count() != i+1 {
			t.Errorf("the %s refuses a good risk: %s", d.name, got)
		}
	}
}

// alike is one organisation behind all doors.
type alike struct {
	*testing.T
	app     *App
	handler http.Handler
	org     string // its key
	owner   string // id of the one person
	session string
	token   string
	data    string
}

func newAlike(t *testing.T) *alike {
	a := open(t)
	h := &alike{T: t, app: a, handler: a.Handler(config.Serving{Secure: true}), data: a.Config.Data}
	root := identity.Local("test")
	_, err := a.Identity.CreateOrganisation(t.Context(), root, "acme")
	h.must(err)
	u, err := a.Identity.CreateUser(t.Context(), root, "Ann", "ann@example.org", false)
	h.must(err)
	h.must(a.Identity.Grant(t.Context(), root, u.ID, "acme", identity.Administrator))
	h.session, err = a.Identity.StartSession(t.Context(), u.ID, "192.0.2.1", "test")
	h.must(err)
	h.token, _, err = a.Identity.CreateToken(t.Context(), root, identity.NewToken{Org: "acme", User: u.ID, Name: "test", Scopes: []identity.Scope{identity.ScopeRead, identity.ScopeWrite, identity.ScopeApprove}})
	h.must(err)
	h.org = "acme"
	c := risk.Starter()
	c.Harms = slices.DeleteFunc(c.Harms, func(h risk.Harm) bool { return h.Kind == "reputation" })
	body, err := json.Marshal(map[string]any{"title": c.Title, "likelihood": c.Likelihood, "consequence": c.Consequence, "levels": c.Levels, "matrix": c.Matrix, "currency": c.Currency, "harms": c.Harms})
	h.must(err)
	h.ask("POST", "/api/v1/criteria-versions", "application/json", body)
	h.ask("POST", "/api/v1/criteria-versions/RC-1/approve", "application/json", nil)
	var p struct{ ID string }
	h.must(json.Unmarshal(h.ask("POST", "/api/v1/people", "application/json", []byte(`{"name":"Ada"}`)).Body.Bytes(), &p))
	h.owner = p.ID
	return h
}

func (h *alike) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *alike) ask(method, path, media string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: h.session})
	r.Header.Set("Assay-Organisation", h.org)
	r.Header.Set("Content-Type", media)
	r.Header.Set("If-Match", "*")
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+h.token)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

func (h *alike) count() int {
	var page struct{ Items []any }
	h.must(json.Unmarshal(h.ask("GET", "/api/v1/risks", "", nil).Body.Bytes(), &page))
	return len(page.Items)
}

var pageFault = regexp.MustCompile(`<li><a href="#f-([a-z_]+)">[^<]*</a>: ([^<]*)</li>`)

// page sends the form of a risk.
func (h *alike) page(fields [][2]string) string {
	form := url.Values{"csrf": {identity.CSRF(h.session)}, "rev": {"0"}}
	for _, f := range fields {
		form.Set(f[0], f[1])
	}
	w := h.ask("POST", "/o/"+h.org+"/r/risks", "application/x-www-form-urlencoded", []byte(form.Encode()))
	if w.Code == http.StatusSeeOther {
		return ""
	}
	var said []string
	for _, m := range pageFault.FindAllStringSubmatch(w.Body.String(), -1) {
		said = append(said, m[1]+": "+html.UnescapeString(m[2]))
	}
	return strings.Join(said, "; ")
}

// api sends JSON.
func (h *alike) api(fields [][2]string) string {
	body := map[string]any{}
	for _, f := range fields {
		body[f[0]] = f[1]
		if k := risk.Risks.Kind().Field(f[0]); k.Type() == "int" || k.Type() == "float" {
			body[f[0]] = json.Number(f[1])
		} else if f[0] == "owner" {
			body[f[0]] = h.owner
		}
	}
	text, err := json.Marshal(body)
	h.must(err)
	return said(h.ask("POST", "/api/v1/risks", "application/json", text).Body.Bytes())
}

type fault struct{ Field, Message string }

func said(body []byte) string {
	var problem struct {
		Detail string
		Fields []fault
	}
	_ = json.Unmarshal(body, &problem)
	var out []string
	for _, f := range problem.Fields {
		out = append(out, f.Field+": "+f.Message)
	}
	if out == nil {
		return problem.Detail
	}
	return strings.Join(out, "; ")
}

// command types it.
func (h *alike) command(fields [][2]string) string {
	args := []string{"--data", h.data, "add", "risks"}
	for _, f := range fields {
		args = append(args, f[0]+"="+f[1])
	}
	var out, errors bytes.Buffer
	if cli.Run(h.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errors}, ForCommands) == 0 {
		return ""
	}
	_, lines, _ := strings.Cut(strings.TrimSpace(errors.String()), "\n")
	var said []string
	for line := range strings.Lines(lines) {
		said = append(said, strings.TrimSpace(line))
	}
	return strings.Join(said, "; ")
}

func (h *alike) importCSV(fields [][2]string) string {
	var names, values []string
	for _, f := range fields {
		names, values = append(names, f[0]), append(values, f[1])
	}
	return h.imported("risks.csv", []byte(strings.Join(names, ",")+"\n"+strings.Join(values, ",")+"\n"))
}

func (h *alike) importXLSX(fields [][2]string) string {
	book := excelize.NewFile()
	for i, f := range fields {
		column, err := excelize.ColumnNumberToName(i + 1)
		h.must(err)
		h.must(book.SetCellValue("Sheet1", column+"1", f[0]))
		h.must(book.SetCellValue("Sheet1", column+"2", f[1]))
	}
	var buf bytes.Buffer
	h.must(book.Write(&buf))
	return h.imported("risks.xlsx", buf.Bytes())
}

func (h *alike) imported(name string, file []byte) string {
	w := h.ask("POST", "/api/v1/risks/import?dry_run=1&name="+name, "application/octet-stream", file)
	var plan struct {
		Rows []struct{ Problems []fault }
	}
	h.must(json.Unmarshal(w.Body.Bytes(), &plan))
	var out []string
	for _, r := range plan.Rows {
		for _, p := range r.Problems {
			out = append(out, p.Field+": "+p.Message)
		}
	}
	if out == nil && w.Code == http.StatusOK && len(plan.Rows) == 1 {
		return said(h.ask("POST", "/api/v1/risks/import?name="+name, "application/octet-stream", file).Body.Bytes())
	}
	if out == nil {
		return w.Body.String()
	}
	return strings.Join(out, "; ")
}
