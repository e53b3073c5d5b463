package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// at waits until the cursor is at what is called so.
func (v *visitor) at(name string) {
	v.t.Helper()
	v.wait("the cursor is at "+name, fmt.Sprintf(`(document.activeElement.getAttribute("aria-label") ?? "").startsWith(%q)`, name))
}

// TestDecideByKeyboard decides on all 93 controls without a mouse: the first row is opened with j and d, then each is a
// choice, a reason and its words, Enter, and the next row is open.
func TestDecideByKeyboard(t *testing.T) {
	t.Parallel()
	i := serve(t, "serve", "")
	v := visit(t, i.URL)
	mainJob{visitor: v}.setUp(i.Links[0])
	v.press("j")
	v.load("open the row", chromedp.KeyEvent("d"))
	for n := range 93 {
		v.at("Decision on A.")
		if n%5 == 4 { // every fifth is excluded
			v.press("e")
			v.press(kb.Tab)
			v.press(kb.Tab)
			v.press("None.")
		} else {
			v.press("a")
			v.press(kb.Tab)
			v.press("bu")
			v.press(kb.Tab)
			v.press("Orders.")
		}
		v.load("save the row", chromedp.KeyEvent(kb.Enter))
	}
	v.see("None is left undecided here.", "93 of 93 decided", "Excluded 18", "Undecided 0", "Reason missing 0")
}

// TestRowAsksForItsReason chooses in the cell itself: what is not justified opens the row, with the cursor where the
// reason belongs, and nothing is saved before.
func TestRowAsksForItsReason(t *testing.T) {
	t.Parallel()
	i := serve(t, "serve", "")
	v := visit(t, i.URL)
	mainJob{visitor: v}.setUp(i.Links[0])
	v.choose("Applies A.5.2", "Excluded")
	v.see("Not saved yet: say why A.5.2 does not apply.", "0 of 93 decided")
	v.at("Words for A.5.2")
	v.press("One person does it all.")
	v.load("save", chromedp.KeyEvent(kb.Enter))
	v.see("A.5.2 decided. 92 left.", "1 of 93 decided")
}

// TestManyAtOnce changes 50 rows in one action, after a look at what would change, and takes all back with one undo.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	i := serve(t, "serve", "")
	v := visit(t, i.URL)
	mainJob{visitor: v}.setUp(i.Links[0])
	v.choose("Applies A.7.1", "Excluded")
	v.at("Words for A.7.1")
	v.press("We have no rooms.")
	v.load("save", chromedp.KeyEvent(kb.Enter))
	v.follow("Statement of Applicability")
	v.follow("Decide many")
	evaluate[int](v, `[...document.querySelectorAll('input[name="select"]')].slice(0, 37).map(box => { box.checked = true; }).length`)
	v.choose("Which", "and all 14 of Physical")
	v.choose("Applies", "Applicable")
	v.choose("Because", "Business")
	v.follow("Preview")
	v.see("50 controls lack a reason", "write here what the business needs it for")
	v.follow("Back to the statement")
	v.follow("Decide many")
	evaluate[int](v, `[...document.querySelectorAll('input[name="select"]')].slice(0, 37).map(box => { box.checked = true; }).length`)
	v.choose("Which", "and all 14 of Physical")
	v.choose("Applies", "Applicable")
	v.choose("Because", "Business")
	v.fill("In your words", "Ovens and orders run at night.")
	v.follow("Preview")
	v.see("Decide on 50 controls?", "Left alone: 1 decided already.", "Ovens and orders run at night.")
	v.follow("Decide on 50 controls")
	v.see("50 controls decided.", "51 of 93 decided")
	v.follow("Undo")
	v.see("Undone.", "1 of 93 decided")
}

// TestQuestions answers, looks at what the answers propose, and excludes only what stays ticked.
func TestQuestions(t *testing.T) {
	t.Parallel()
	i := serve(t, "serve", "")
	v := visit(t, i.URL)
	mainJob{visitor: v}.setUp(i.Links[0])
	v.follow("Questions")
	v.follow("Show what the answers propose")
	v.see("an exclusion must be true, not convenient")
	for _, question := range []string{"Do you develop or change software yourselves?", "Does anybody develop software for you?"} {
		v.tick(question + " no")
	}
	v.tick("Do you use cloud services? yes")
	v.follow("Show what the answers propose")
	v.see("4 exclusions proposed", "Nothing is excluded yet")
	v.tick("Exclude A.8.25")
	v.fill("Reason for excluding A.8.30", "Nobody has ever written software for this bakery.")
	v.follow("Exclude the ticked ones")
	v.see("3 controls excluded", "Excluded 3", "Nobody has ever written software for this bakery.")
	v.follow("Outsourced development")
	v.see("Answers: development no, outsourced no, cloud yes")
}
