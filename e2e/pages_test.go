package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/assay-isms/assay/e2e/stage"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/web"
)

// TestEveryPage opens every address that the web door gives out, with a year of data, as an administrator: nobody is
// kept from using it (axe), nothing is wider than a phone, and nothing is on the console.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	i := serve(t, "demo", "")
	first := visit(t, i.URL)
	first.open(i.Links[0])
	home := strings.TrimSuffix(evaluate[string](first, "location.pathname"), "/")
	numbersOpenTheirRows(first)
	all := addresses(first, home)
	for first := range 2 {
		t.Run(fmt.Sprintf("every second from %d", first), func(t *testing.T) {
			t.Parallel()
			v := visit(t, i.URL)
			v.open(i.Links[0])
			for n := first; n < len(all); n += 2 {
				address := all[n]
				t.Run(strings.ReplaceAll(strings.Trim(address, "/"), "/", " "), func(t *testing.T) {
					v := &visitor{Tab: v.Tab, t: t, base: v.base}
					defer v.noProblems()
					if isPage(v, address) {
						v.open(address)
						checkLooks(v, axe, looksOf(address))
					}
				})
			}
		})
	}
}

// numbersOpenTheirRows makes sure that the open page's numbers of late things and of controls lead to lists of as many.
func numbersOpenTheirRows(v *visitor) {
	v.t.Helper()
	js := `(async () => {
		const wrong = [], links = [...document.querySelectorAll("aside td.num a, .facts a")].filter(a => new URL(a.href).searchParams.get("when") === "late");
		for (const a of links) {
			const page = new DOMParser().parseFromString(await (await fetch(a.href)).text(), "text/html");
			const late = [...page.querySelectorAll("h2")].map(h => h.textContent).find(t => t.startsWith("Late ")) ?? "none";
			if (late !== "Late " + a.textContent) wrong.push(a.closest("tr, dl").textContent + " leads to " + late);
		}
		const controls = [...document.querySelectorAll("main td.num a")].filter(a => new URL(a.href).searchParams.has("group"));
		for (const a of controls) {
			const page = new DOMParser().parseFromString(await (await fetch(a.href)).text(), "text/html");
			const rows = page.querySelectorAll("main table.soa tbody tr[id^=c-]").length;
			if (rows !== +a.textContent) wrong.push(a.closest("tr").textContent + " leads to " + rows);
		}
		return JSON.stringify({links: links.length + controls.length, wrong});
	})()`
	text, err := chromedp.Run(v.Ctx, chromedp.Evaluate[string](js, chromedp.EvalAwaitPromise))
	var found struct {
		Links int
		Wrong []string
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &found)
	}
	if err != nil || len(found.Wrong) > 0 || found.Links < 18 {
		v.t.Errorf("%d numbers of late things; %q; %v", found.Links, found.Wrong, err)
	}
}

// TestAxeFindsFaults makes sure that a page without faults is one that was looked at.
func TestAxeFindsFaults(t *testing.T) {
	v := visit(t, "")
	v.try("open a bad page", chromedp.Navigate(`data:text/html,<html><title>Bad</title><button></button><p style="color:%23ccc">Faint</p>`),
		chromedp.Evaluate[chromedp.Void](axeSource(t)))
	if faults := axeFaults(v, "{}"); len(faults) != 3 {
		t.Errorf("faults: %q, want an unnamed button, a faint text and no language", faults)
	}
	v.try("open a narrow page", chromedp.Navigate(`data:text/html,<html lang="en"><title>Narrow</title><button style="width:9px;height:9px">1</button><button style="width:9px;height:9px">2</button>`),
		chromedp.Evaluate[chromedp.Void](axeSource(t)))
	if faults := axeFaults(v, narrow); len(faults) == 0 {
		t.Error("buttons too small for fingers are not found")
	}
}

// axeSource is the script that finds what keeps people from using a page. npm fetches it once.
func axeSource(t *testing.T) string {
	t.Helper()
	path := filepath.Join("node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(path); err != nil {
		npm, err := exec.LookPath("npm")
		if err != nil {
			t.Fatal("npm is missing, which fetches axe-core; on Debian: apt-get install npm")
		}
		if out, err := exec.Command(npm, "ci", "--no-audit", "--no-fund").CombinedOutput(); err != nil {
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// queries are what some addresses show only when asked.
var queries = map[string][]string{
	"/o/{org}/{$}":                          {"", "?as_of=2026-01-31"},
	"/o/{org}/soa":                          {"", "?only=not-working", "?q=nothing+matches", "?decide=A.8.11&many=1", "?as_of=2026-01-31&show=true", "?edition=2013"},
	"/o/{org}/soa/questions":                {"", "?networks=no&development=no&outsourced=no"},
	"/o/{org}/search":                       {"?q=backup", "?q=nothing+matches"},
	"/o/{org}/r/{kind}":                     {"", "?q=nothing+matches"},
	"/o/{org}/risk":                         {"", "?show=current"},
	"/o/{org}/frameworks/{ref}":             {"", "?only=unmapped", "?q=nothing+matches"},
	"/o/{org}/risk/scenarios":               {"", "?q=nothing+matches", "?known=yes", "?q=unpatched+remote"},
	"/o/{org}/continuity/typical-processes": {"", "?q=nothing+matches", "?q=payroll"},
	"/o/{org}/risk/matrix":                  {"", "?show=current", "?show=movement", "?risk=R-1"},
	"/o/{org}/risk/figures":                 {"", "?moves=var"},
	"/o/{org}/documents/facts":              {"", "?only=missing"},
	"/o/{org}/documents/{ref}/compare":      {"?from=1&to=2"},
	"/o/{org}/documents/{ref}/read":         {"", "?all=yes"},
	"/o/{org}/documents/{ref}/export":       {"?format=html", "?format=md"},
	"/o/{org}/assessments/{ref}/compare":    {"?with=RA-1"},
	"/o/{org}/assessments/{ref}/report":     {"?format=csv", "?format=html"},
	// The demo keeps the edition of 2022: the way there has nothing to start from, the way back is a whole plan.
	"/o/{org}/transition":        {"", "?from=2022"},
	"/o/{org}/transition/export": {"?from=2022&format=csv", "?from=2022&format=html"},
}

// formats are for what sends files.
var formats = []string{"?format=csv", "?format=html"}

// addresses fills the patterns of the routes with what the data has.
func addresses(v *visitor, home string) (list []string) {
	refs := references(v, home)
	for _, r := range (&web.Server{}).Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		pattern := strings.NewReplacer("/o/{org}", home, "{$}", "").Replace(r.Pattern)
		var filled []string
		switch {
		case strings.Contains(pattern, "{token}"), strings.Contains(pattern, "{question}"), strings.HasSuffix(pattern, "/answers"), strings.HasPrefix(pattern, "/calendar/"): // the demo has no link for outsiders; a calendar is no page
			continue
		case strings.Contains(pattern, "/guide/"):
			filled = guidePages(pattern)
		case strings.Contains(pattern, "/sets/"):
			filled = []string{strings.ReplaceAll(pattern, "{id}", "A.9"), strings.ReplaceAll(pattern, "{id}", "people")}
		case strings.Contains(pattern, "/assessments/"): // the demo's third is being rated, its second was reconciled
			filled = append(filled, strings.ReplaceAll(pattern, "{ref}", map[bool]string{false: "RA-2", true: "RA-3"}[strings.HasSuffix(pattern, "/rate")]))
		case strings.Contains(pattern, "/documents/{ref}"): // the demo's third has two versions, its last a draft
			filled = append(filled, strings.ReplaceAll(pattern, "{ref}", map[bool]string{false: "D-3", true: "D-14"}[strings.HasSuffix(pattern, "/edit")]))
		case strings.Contains(pattern, "{kind}"):
			for kind, ref := range refs {
				if ref == "" && strings.Contains(pattern, "{ref}") || !looked[kind] && !glanced(r.Pattern) {
					continue
				}
				filled = append(filled, strings.NewReplacer("{kind}", kind, "{ref}", ref).Replace(pattern))
			}
		case strings.Contains(pattern, "{ref}"):
			kind := map[string]string{"controls": "controls", "criteria": "criteria-versions", "evidence": "evidence-items", "frameworks": "frameworks", "incidents": "incidents", "processes": "processes", "access-reviews": "access-reviews", "customer-questionnaires": "customer-questionnaires", "supplier-assessments": "supplier-assessments"}[strings.Split(r.Pattern, "/")[3]]
			if refs[kind] == "" {
				v.t.Fatalf("say here which records %s is for", r.Pattern)
			}
			filled = append(filled, strings.ReplaceAll(pattern, "{ref}", refs[kind]))
		default:
			filled = append(filled, pattern)
		}
		suffixes := queries[r.Pattern]
		if suffixes == nil && (strings.HasSuffix(r.Pattern, "/export") || strings.HasSuffix(r.Pattern, "/sample")) {
			suffixes = formats
		}
		if suffixes == nil {
			suffixes = []string{""}
		}
		for _, address := range filled {
			if len(looksOf(address)) == len(glance) {
				list = append(list, address)
				continue
			}
			for _, suffix := range suffixes {
				list = append(list, address+suffix)
			}
		}
	}
	return list
}

// looked are the registers all of whose pages are looked at from every side: they have every type of field between them, and
// the records that pages of their own are for. Of the others the list and a record are looked at for their width.
var looked = map[string]bool{"assets": true, "risks": true, "evidence-items": true, "suppliers": true, "treatments": true, "requirements": true, "changes": true, "accounts": true,
	"controls": true, "criteria-versions": true, "frameworks": true, "incidents": true, "access-reviews": true, "customer-questionnaires": true, "supplier-assessments": true}

// glanced are the pages of the registers that are not looked.
func glanced(pattern string) bool {
	return pattern == "/o/{org}/r/{kind}" || pattern == "/o/{org}/r/{kind}/{ref}"
}

// looksOf are the sides from which the page at the address is looked at.
func looksOf(address string) []look {
	if parts := strings.Split(address, "/"); len(parts) > 4 && parts[3] == "r" && !looked[parts[4]] {
		return glance
	}
	return looks
}

// guidePages are pages of the guide, of every form.
func guidePages(pattern string) (out []string) {
	for _, values := range [][]string{{"{edition}", "2022", "{id}", "6.1.2"}, {"{edition}", "2013", "{id}", "6.1.2.a"}} {
		if strings.Contains(pattern, "{edition}") {
			out = append(out, strings.NewReplacer(values...).Replace(pattern))
		}
	}
	switch {
	case strings.Contains(pattern, "/controls/"):
		out = []string{strings.ReplaceAll(pattern, "{id}", "A.5.18"), strings.ReplaceAll(pattern, "{id}", "A.9.2.5")}
	}
	return out
}

// references finds a record of every kind: the first that its register shows, "" for an empty one.
func references(v *visitor, home string) (refs map[string]string) {
	var plurals []string
	for _, k := range isms.Kinds() {
		plurals = append(plurals, k.Plural)
	}
	list, err := json.Marshal(plurals)
	if err != nil {
		v.t.Fatal(err)
	}
	text, err := chromedp.Run(v.Ctx, chromedp.Evaluate[string](fmt.Sprintf(`(async () => {
		const refs = {};
		for (const plural of %s) {
			const page = new DOMParser().parseFromString(await (await fetch(%q + plural)).text(), "text/html");
			refs[plural] = page.querySelector("#list tbody td.mono")?.textContent ?? "";
		}
		return JSON.stringify(refs);
	})()`, list, home+"/r/"), chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal([]byte(text), &refs)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return refs
}

// refused are pages that tell why there is nothing here, which is right.
var refused = regexp.MustCompile(`^/(password|demo)$|/r/(controls|soa-versions|acceptances|ratings|reconciliations)/(new|import)|/edit$`)

// isPage asks for the address and reports whether it is a page, not a file. It must answer.
func isPage(v *visitor, address string) bool {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.Ctx, http.MethodGet, v.base+address, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	cookies, err := chromedp.Call(v.Ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range cookies.Cookies {
		req.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 400 && !(refused.MatchString(address) && resp.StatusCode < 500) {
		v.t.Errorf("%s answers %d", address, resp.StatusCode)
	}
	return resp.StatusCode < 400 && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") && resp.Header.Get("Content-Disposition") == ""
}

func (v *visitor) noProblems() {
	for _, problem := range v.Problems() {
		v.t.Errorf("on the console: %s", problem)
	}
}

// look is a side from which a page is looked at, by rules of axe.
type look struct {
	name, rules string
	look        stage.Look
}

// Rules of axe: all that are on by themselves; those on which colours depend; those on which a narrow screen depends, the size of
// what fingers touch (2.5.8) and what scrolls; none.
const everything, colours, narrow, none = `{}`, `{runOnly: ["color-contrast"]}`, `{runOnly: ["target-size", "scrollable-region-focusable", "meta-viewport", "css-orientation-lock"]}`, ""

// looks are in light and dark, on a desk and on a phone.
var looks = []look{{"desktop", everything, stage.Desktop}, {"dark", colours, stage.Desktop.InDark()}, {"phone", narrow, stage.Phone}}

// glance is on a phone only, at the width.
var glance = []look{{"phone", none, stage.Phone}}

func checkLooks(v *visitor, axe string, looks []look) {
	v.t.Helper()
	if _, err := chromedp.Run(v.Ctx, chromedp.Evaluate[chromedp.Void](axe)); err != nil {
		v.t.Fatal(err)
	}
	for _, l := range looks {
		if err := v.Show(l.look); err != nil {
			v.t.Fatal(err)
		}
		if l.rules != none {
			for _, fault := range axeFaults(v, l.rules) {
				v.t.Errorf("%s: %s", l.name, fault)
			}
		}
		if l.look == stage.Phone {
			checkWidth(v)
		}
	}
	if err := v.Show(stage.Desktop); err != nil {
		v.t.Fatal(err)
	}
}

// checkWidth fails if the page is wider than the screen, and names what sticks out.
func checkWidth(v *visitor) {
	v.t.Helper()
	wide := evaluate[string](v, `(() => {
		const width = document.scrollingElement.scrollWidth;
		if (width <= innerWidth) return "";
		const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, nav.side"));
		return width + " pixels wide: " + out.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" … ");
	})()`)
	if wide != "" {
		v.t.Errorf("phone: %s", wide)
	}
}

// axeFaults are the serious and critical ones.
// alike is what axe leaves out: the rows of a table and the entries of a library after the first, which are made like them.
const alike = `[["tbody tr:nth-child(n+16)"], ["details.scenario:nth-of-type(n+9)"]]`

func axeFaults(v *visitor, rules string) (faults []string) {
	v.t.Helper()
	js := fmt.Sprintf(`axe.run({exclude: %s}, Object.assign({resultTypes: ["violations"]}, %s)).then(r => JSON.stringify(r.violations
		.filter(f => f.impact === "serious" || f.impact === "critical")
		.map(f => f.id + " (" + f.nodes.length + "): " + f.nodes[0].html.slice(0, 160) + " — " + f.nodes[0].failureSummary.slice(0, 240))))`, alike, rules)
	text, err := chromedp.Run(v.Ctx, chromedp.Evaluate[string](js, chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal([]byte(text), &faults)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return faults
}
