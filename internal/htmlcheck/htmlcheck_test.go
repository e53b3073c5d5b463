package htmlcheck

import (
	"strings"
	"testing"
)

const page = `<!DOCTYPE html>
<html lang="en"><head><title>Assets</title><script src="/app.js"></script></head><body><main>
<h1>Assets <small>3</small></h1>
<a id="new" href="/assets/new" class="button primary">New
   asset</a>
<table><tbody><tr><td>A</td></tr><tr><td>B</td></tr></tbody></table>
<form><label for="q">Find</label><input id="q" name="q"><label>Kind <select></select></label></form>
<a href="#new" aria-label="Up"></a><img src="x.png" alt="">
</main></body></html>`

func TestChecks(t *testing.T) {
	for _, c := range []struct {
		check Check
		want  string // part of the error, "" for none
	}{
		{In("h1", HasText("Assets")), ""},
		{In("h1", HasExactText("Assets 3")), ""},
		{In("h1", HasExactText("Assets")), `h1: text "Assets 3", want "Assets"`},
		{In("h1", HasText("Risks")), `does not hold "Risks"`},
		{In("h2"), "h2: not on the page"},
		{In("a.primary", HasExactText("New asset"), HasAttr("href", "/assets/.*")), ""},
		{In("a.primary", HasAttr("href", "/assets")), `does not match`},
		{In("a.primary", HasAttr("title", ".*")), "no attribute title"},
		{In("a.primary", HasNoAttr("title")), ""},
		{In("a.primary", HasNoAttr("href")), "want no such attribute"},
		{In("table", In("tr:nth-child(2)", HasText("B"))), ""},
		{In("table", In("h1")), "table: h1: not on the page"},
		{Each("td", HasText("A")), "td: number 2:"},
		{Each("th"), "not on the page"},
		{NotIn(".conflict"), ""},
		{NotIn("tr"), "2 on the page, want 0"},
		{Count("tr", 2), ""},
		{Count("tr", 3), "2 on the page, want 3"},
		{NotIn("tr["), "tr["},
	} {
		err := Run(strings.NewReader(page), c.check)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

func TestWellformed(t *testing.T) {
	if err := Wellformed(strings.NewReader(page)); err != nil {
		t.Error(err)
	}
	const text, end = "</h1>", "</main>"
	for _, c := range []struct{ old, new, want string }{
		{"<!DOCTYPE html>", "", "does not begin with"},
		{` lang="en"`, "", "html[lang]"},
		{"Assets</title>", "</title>", "title: number 1: is empty"},
		{text, text + "<h1>Again</h1>", "h1: 2 on the page"},
		{"Assets <small>3</small>", "", "h1: number 1: is empty"},
		{end, end + "<main></main>", "main: 2 on the page"},
		{end, "<input name=x>" + end, `<input name="x">: has no label`},
		{end, "<textarea aria-label=' '></textarea>" + end, "<textarea aria-label=\" \">: has no label"},
		{"Find</label>", "</label>", "has no label"},
		{"Kind <select>", "<select>", "has no label"},
		{end, "<input type=hidden name=x>" + end, ""},
		{end, "<p style='color:red'>x</p>" + end, "inline attribute style"},
		{end, "<p onclick='x()'>x</p>" + end, "inline attribute onclick"},
		{end, "<a href=' JavaScript:x()'>x</a>" + end, "href runs a script"},
		{end, "<script>x()</script>" + end, "is inline"},
		{end, "<style>p{}</style>" + end, "is inline"},
		{end, `<script type="application/json">{}</script>` + end, ""},
		{end, "<img src=x>" + end, "has no alt"},
		{end, "<a href=/x><img src=x alt=''></a>" + end, "has no text"},
		{end, "<a href=/x><img src=x alt='X'></a>" + end, ""},
		{end, "<button><svg></svg></button>" + end, "has no text"},
		{end, "<p id=q>x</p>" + end, `the id "q" is taken`},
		{end, "<p aria-describedby='q gone'>x</p>" + end, `points to "gone"`},
		{end, "<a href='#gone'>x</a>" + end, `points to "gone"`},
		{end, "<template><input id=q></template>" + end, ""},
		{end, "<template><p onclick='x()'>x</p></template>" + end, "inline attribute onclick"},
		{end, "<p>one<p>two</p>" + end, "</main> does not close the element open there"},
		{end, "</div>" + end, "</div> does not close"},
		{"</html>", "", "<html> is not closed"},
		{end, "<br><svg><path d='M0 0'/></svg>" + end, ""},
	} {
		broken := strings.Replace(page, c.old, c.new, 1)
		err := Wellformed(strings.NewReader(broken))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: got %v, want %q", c.new, c.old, err, c.want)
		}
	}
}
