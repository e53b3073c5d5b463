package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/assay-isms/assay/e2e/stage"
)

// patience is how long a page may take for one step on a busy machine.
const patience = 15 * time.Second

// visitor is a person at a browser of their own. They find things by the words on them; what they cannot do ends the
// test.
type visitor struct {
	*stage.Tab
	t    *testing.T
	base string // the address of the program
}

// visit opens a browser. A test that fails leaves a picture of its page; one with errors on the console fails.
func visit(t *testing.T, base string) *visitor {
	t.Helper()
	tab, err := browser.Tab()
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{Tab: tab, t: t, base: base}
	t.Cleanup(v.leave)
	if err := tab.Show(stage.Desktop); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *visitor) leave() {
	defer v.Close()
	for _, problem := range v.Problems() {
		v.t.Errorf("on the console: %s", problem)
	}
	if !v.t.Failed() {
		return
	}
	ctx, cancel := context.WithTimeout(v.Ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.MkdirAll(out, 0o755)
	}
	if err == nil {
		name := filepath.Join(out, fmt.Sprintf("%s-%d.png", strings.ReplaceAll(v.t.Name(), "/", "-"), time.Now().UnixNano()%1000)) // of each visitor one
		v.t.Logf("%s shows the page", name)
		err = os.WriteFile(name, picture, 0o644)
	}
	if err != nil {
		v.t.Logf("no picture: %v", err)
	}
}

// try does steps within the patience; what says which, for the failure.
func (v *visitor) try(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.Ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
}

// load does a step that leads to a page, and waits for it. A page that is not well ends the test.
func (v *visitor) load(what string, step chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.Ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, step)
	if err != nil {
		v.t.Fatalf("%s: %v", what, err)
	}
	if r != nil && r.Status >= 400 {
		v.t.Fatalf("%s: %s answers %d: %.600s", what, r.URL, r.Status, v.text("main"))
	}
}

func (v *visitor) open(address string) {
	v.t.Helper()
	v.load("open "+address, chromedp.Navigate(v.base+strings.TrimPrefix(address, v.base)))
}

// evaluate asks the page.
func evaluate[T any](v *visitor, js string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.Ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		v.t.Fatalf("%s: %v", js, err)
	}
	return value
}

func (v *visitor) text(css string) string {
	v.t.Helper()
	return evaluate[string](v, fmt.Sprintf(`document.querySelector(%q)?.innerText.replace(/\s+/g, " ") ?? ""`, css))
}

// count is how many elements there are.
func (v *visitor) count(css string) int {
	v.t.Helper()
	return evaluate[int](v, fmt.Sprintf(`document.querySelectorAll(%q).length`, css))
}

// wait waits until an expression of the page is true.
func (v *visitor) wait(what, js string) {
	v.t.Helper()
	for end := time.Now().Add(patience); !evaluate[bool](v, js); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(end) {
			v.t.Fatalf("%s: not on the page, which says: %.600s", what, v.text("main"))
		}
	}
}

// see waits until the page says all of this.
func (v *visitor) see(texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		v.wait(text, fmt.Sprintf(`document.body.innerText.replace(/\s+/g, " ").includes(%q)`, text))
	}
}

// labelled finds what a form asks for by its label.
func labelled(label string) chromedp.JSPath {
	return chromedp.JSPath(fmt.Sprintf(`(label => {
		const found = [...document.querySelectorAll("label")].find(e => e.textContent.replace(/\s*\*$/, "").trim() === label);
		return found ? found.control : document.querySelector('[aria-label=' + JSON.stringify(label) + ']');
	})(%q)`, label))
}

// named finds a button, a link or a menu that can be seen by the words on it; the number beside them does not count.
func named(text string) chromedp.JSPath {
	return chromedp.JSPath(fmt.Sprintf(`(text => {
		const words = e => [...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE || n.nodeName === "STRONG").map(n => n.textContent).join("").trim();
		return [...document.querySelectorAll("button,a,summary")].find(e => words(e) === text && e.checkVisibility()) ?? null;
	})(%q)`, text))
}

// click clicks what stays on the page.
func (v *visitor) click(text string) {
	v.t.Helper()
	v.try("click "+text, chromedp.Click(named(text)))
}

// follow clicks what leads to a page: a link, or the button of a form.
func (v *visitor) follow(text string) {
	v.t.Helper()
	v.load("click "+text, chromedp.Click(named(text)))
}

// fill types into a field, in place of what is there.
func (v *visitor) fill(label, value string) {
	v.t.Helper()
	v.fillAt(label, labelled(label), value)
}

func (v *visitor) fillAt(label string, field chromedp.JSPath, value string) {
	v.t.Helper()
	all := fmt.Sprintf("(field => { field.focus(); field.select(); })(%s)", field)
	v.try("fill "+label, chromedp.WaitVisible(field), chromedp.Evaluate[chromedp.Void](all), func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: value})
		return chromedp.Void{}, err
	})
}

// set gives a field a value that is not typed letter by letter, such as a date.
func (v *visitor) set(label, value string) {
	v.t.Helper()
	v.try("set "+label, chromedp.WaitVisible(labelled(label)), chromedp.SetValue(labelled(label), value))
}

// choose picks the options that begin with the words given, as a list would be used.
func (v *visitor) choose(label string, options ...string) {
	v.t.Helper()
	for _, option := range options {
		v.chooseAt(label, labelled(label), option)
	}
}

func (v *visitor) chooseAt(label string, list chromedp.JSPath, option string) {
	v.t.Helper()
	js := fmt.Sprintf(`((select, text) => {
		const option = [...select?.options ?? []].find(o => o.textContent.startsWith(text));
		if (!option) return false;
		option.selected = true;
		select.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})(%s, %q)`, list, option)
	v.wait(label+": "+option, js)
}

// submit fills in the form that has the button, each field by its label, and sends it. A box is ticked whatever its value; of
// a list the option is chosen that begins with the value.
func (v *visitor) submit(button string, fields ...string) {
	v.t.Helper()
	of := []string{"", ""}
	for i := 0; i < len(fields); i += 2 {
		of = fields[i : i+2]
		v.enter(button, fields[i], fields[i+1])
	}
	v.load("click "+button, chromedp.Click(inForm(button, of[0], of[1], "button")))
}

func (v *visitor) enter(button, label, value string) {
	v.t.Helper()
	field := inForm(button, label, value, "field")
	v.wait(label+", in the form of "+button, fmt.Sprintf("!!%s", field))
	switch evaluate[string](v, fmt.Sprintf("%s.type", field)) {
	case "checkbox", "radio":
		v.try("tick "+label, chromedp.Click(field))
	case "date":
		v.try("set "+label, chromedp.SetValue(field, value))
	case "file":
		v.uploadAt(label, field, value)
	case "select-one", "select-multiple":
		v.chooseAt(label, field, value)
	default:
		v.fillAt(label, field, value)
	}
}

// inForm finds in a form that has the button: the field called by the label, that button for want "button". Of a group of
// fields it is the box of the value, or the first field. Without a label it is the first form that has the button.
func inForm(button, label, value, want string) chromedp.JSPath {
	return chromedp.JSPath(fmt.Sprintf(`((text, label, value, want) => {
		const words = e => [...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.data).join("").trim();
		const name = e => e.textContent.replace(/\s*\*$/, "").trim();
		const called = e => [...e.labels ?? []].some(l => name(l) === label) || e.getAttribute("aria-label")?.startsWith(label);
		const boxed = (e, label) => [...e.labels ?? []].some(l => name(l).startsWith(label));
		const grouped = form => {
			const group = [...form.querySelectorAll("fieldset")].find(f => f.querySelector("legend")?.textContent.trim().startsWith(label));
			const boxes = [...group?.querySelectorAll("input[type=radio], input[type=checkbox]") ?? []];
			return boxes.length ? boxes.find(e => boxed(e, value)) : group?.querySelector("input, select, textarea");
		};
		for (const button of document.querySelectorAll("button")) {
			if (words(button) !== text || !button.form || !button.checkVisibility()) continue;
			const field = grouped(button.form) ?? [...button.form.elements].find(called);
			if (field || !label) return want === "field" ? field : button;
		}
		return null;
	})(%q, %q, %q, %q)`, button, label, value, want))
}

func (v *visitor) tick(label string) {
	v.t.Helper()
	v.try("tick "+label, chromedp.Click(labelled(label)))
}

// upload chooses a file of testdata.
func (v *visitor) upload(label, name string) {
	v.t.Helper()
	v.uploadAt(label, labelled(label), name)
}

func (v *visitor) uploadAt(label string, field chromedp.JSPath, name string) {
	v.t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		v.t.Fatal(err)
	}
	v.try("choose the file for "+label, chromedp.SetUploadFiles(field, []string{path}))
}

// press presses keys where the cursor is. A page that takes a key for itself keeps it from being typed.
func (v *visitor) press(keys string) {
	v.t.Helper()
	v.try("press "+keys, func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		for _, key := range keys {
			for _, event := range kb.Encode(key) {
				if event.Type == input.DispatchKeyEventTypeChar {
					continue // comes with the key going down
				}
				if event.Type == input.DispatchKeyEventTypeKeyDown && unicode.IsPrint(key) {
					event.Text = string(key)
				}
				if _, err = cdp.Call(ctx, t, input.DispatchKeyEvent, *event); err != nil {
					return none, err
				}
			}
		}
		return none, nil
	})
}
