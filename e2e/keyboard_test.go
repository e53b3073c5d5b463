package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKeyboard decides on controls and finds things without a mouse.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	i := serve(t, "serve", "")
	v := visit(t, i.URL)
	mainJob{visitor: v}.setUp(i.Links[0])
	focused := func() string {
		return evaluate[string](v, `(e => e.getAttribute("aria-label") ?? e.textContent.trim())(document.activeElement)`)
	}
	tabTo := func(label string) {
		t.Helper()
		for range 40 {
			if v.press(kb.Tab); focused() == label {
				return
			}
		}
		t.Fatalf("no Tab leads to %s; the cursor is at %s", label, focused())
	}

	v.press("j")
	v.press("j")
	if got := focused(); got != "Information security roles and responsibilities" {
		t.Errorf("j j leads to %q, want the second control", got)
	}
	v.press("k")
	if got := focused(); got != "Policies for information security" {
		t.Errorf("k leads to %q, want the first control", got)
	}

	tabTo("Implementation A.5.1")
	v.press(kb.ArrowDown)
	v.see("A.5.1 saved.")
	v.wait("the cursor stays", `document.activeElement.getAttribute("aria-label") === "Implementation A.5.1"`)
	if got := evaluate[string](v, `document.activeElement.value`); got == "not_started" {
		t.Errorf("the implementation is still %q", got)
	}
	tabTo("Implementation A.5.2")

	tabTo("Segregation of duties")
	v.press("x")
	v.see("1 selected")
	v.press("/")
	if got := focused(); got != "Find anything" {
		t.Errorf("/ leads to %q, want the search", got)
	}
	v.press("backup")
	v.load("search", chromedp.KeyEvent(kb.Enter))
	v.see("Information backup")
	if at := evaluate[string](v, `location.search`); at != "?q=backup" {
		t.Errorf("the search is for %s", at)
	}
	v.try("leave the field", chromedp.Blur(labelled("Find anything")))
	v.load("go to the risks", chromedp.KeyEvent("gr"))
	v.see("No approved risk criteria yet")
}
