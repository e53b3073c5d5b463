package e2e

import (
	"regexp"
	"testing"
	"time"
)

// TestAssessment goes from two blind ratings that differ to an acceptance that a changed fact voids.
func TestAssessment(t *testing.T) {
	t.Parallel()
	i := serve(t, "serve", "")
	ada := mainJob{visitor: visit(t, i.URL)}
	ada.setUp(i.Links[0])
	ada.follow("People")
	ada.importFile("people.csv", "Hana Sato", "on the moon")
	ada.criteria()
	for _, title := range []string{"Ransomware stops the ERP", "Flour dust fire in plant 1"} {
		ada.follow("Risk")
		ada.follow("Add a risk")
		ada.fill("Risk", title)
		ada.fill("Owner", "Ada Berg")
		ada.follow("Add")
	}
	maria := visit(t, i.URL)
	maria.open(ada.invite("Maria Okafor", "maria.okafor@acme.example", "Owner of risks"))
	maria.fill("New password", "twelve loaves of rye")
	maria.follow("Set password")
	maria.see("Acme Bakery")

	ada.startRun("First assessment")
	for _, title := range []string{"Ransomware stops the ERP", "Flour dust fire in plant 1"} {
		ada.rates(title, "4 Likely", "4 Severe", "We pay for it every autumn")
	}
	ada.see("You have rated every risk.")
	maria.follow("Risk")
	maria.follow("First assessment")
	maria.follow("Rate my risks")
	maria.blind("We pay for it")
	maria.rates("Ransomware stops the ERP", "2 Unlikely", "4 Severe", "Restores were tested")
	maria.rates("Flour dust fire in plant 1", "4 Likely", "4 Severe", "The dust was measured")
	ada.blind("Restores were tested")
	ada.reconcile()
	ada.approveRun("RA-1")

	ada.otherCriteria()
	ada.again(maria)
	ada.follow("RA-1 First assessment")
	ada.see("Comparison of RA-1 and RA-2", "RC-1 → RC-2 alone makes Very high of High", "facts, criteria, rating")
	ada.see("What made the difference", "Criteria", "Controls", "Facts")
	ada.follow("RA-1")
	ada.follow("Under other criteria")
	ada.see("RA-1 under RC-2", "1 rise, 0 fall, 0 not comparable", "rises")
	ada.accept()
}

// again assesses once more: a fact has changed, and both rate alike.
func (ada mainJob) again(maria *visitor) {
	ada.t.Helper()
	ada.follow("Risk")
	ada.follow("All risks")
	ada.follow("Flour dust fire in plant 1")
	ada.follow("Change")
	ada.fill("Description", "The new mill makes twice the dust.")
	ada.follow("Save")
	ada.startRun("Second assessment")
	for _, v := range []*visitor{ada.visitor, maria} {
		if v == maria {
			v.follow("Risk")
			v.follow("Second assessment")
			v.follow("Rate my risks")
		}
		v.rates("Ransomware stops the ERP", "3 Possible", "4 Severe", "As agreed before")
		v.rates("Flour dust fire in plant 1", "5 Almost certain", "4 Severe", "The new mill")
	}
	ada.follow("RA-2 Second assessment")
	ada.follow("Close the rating")
	ada.follow("Evaluate")
	ada.approveRun("RA-2")
}

var link = regexp.MustCompile(`http://\S+token=\S+`)

// invite gives somebody an account and returns the link to be sent.
func (v mainJob) invite(name, email, role string) string {
	v.t.Helper()
	v.follow("Members and tokens")
	v.fill("Name", name)
	v.fill("E-mail", email)
	v.choose("Role", role)
	v.follow("Make an invitation link")
	return link.FindString(v.text("main"))
}

// startRun opens an assessment that Ada Berg and Maria Okafor rate, and Ada's list in it.
func (v mainJob) startRun(title string) {
	v.t.Helper()
	v.follow("Risk")
	v.follow("Start an assessment")
	v.fill("Title", title)
	v.choose("Raters", "Ada Berg", "Maria Okafor")
	v.follow("Add")
	v.follow("Open the rating")
	v.follow("Rate my risks")
}

// rates says of a risk that the page asks for how likely and how bad it is.
func (v *visitor) rates(title, likelihood, consequence, why string) {
	v.t.Helper()
	v.see(title)
	for _, step := range []string{likelihood, consequence} {
		v.wait(step, `[...document.querySelectorAll("label.step")].some(e => e.textContent.trim().startsWith(`+quote(step)+`) && (e.control.checked = true))`)
	}
	v.fill("Rationale", why)
	v.follow("Save and next")
	v.see("Sealed: ")
}

func quote(s string) string { return `"` + s + `"` }

// blind looks at every page of the run and at the register of ratings for what another said.
func (v *visitor) blind(said string) {
	v.t.Helper()
	here := evaluate[string](v, `location.pathname`)
	home := here[:len("/o/")+len(regexp.MustCompile(`^/o/([^/]+)`).FindStringSubmatch(here)[1])]
	for _, address := range []string{here, here[:len(here)-len("/rate")], home + "/r/ratings", home + "/r/ratings/RT-1", home + "/r/risks/R-1", home + "/search?q=" + "rating"} {
		v.open(address)
		v.wait("nothing of "+said+" at "+address, `!document.documentElement.outerHTML.includes(`+quote(said)+`)`)
	}
	v.open(here)
}

// reconcile closes the first assessment and agrees on the risk that was rated differently.
func (v mainJob) reconcile() {
	v.t.Helper()
	v.follow("RA-1 First assessment")
	v.follow("Close the rating")
	v.see("to reconcile", "Agreement")
	v.follow("Reconcile 1")
	v.see("Restores were tested", "We pay for it every autumn")
	v.choose("Agreed likelihood", "3 Possible")
	v.choose("Agreed consequence", "4 Severe")
	v.fill("Reason", "One restore in three failed.")
	v.follow("Record in my name")
	v.see("0 to reconcile", "One restore in three failed.")
	v.follow("RA-1 First assessment")
	v.follow("Evaluate")
	v.see("RA-1 is evaluated")
}

func (v mainJob) approveRun(ref string) {
	v.t.Helper()
	v.follow("Approve")
	v.see("State Approved", "Manifest")
	v.follow("Compute it again")
	v.see(ref + " computed again gives the same result")
	v.follow("Back to " + ref)
}

// otherCriteria puts a version in force that judges the same ratings more severely.
func (v mainJob) otherCriteria() {
	v.t.Helper()
	v.follow("Risk")
	v.follow("Criteria RC-1")
	v.follow("New version from this")
	v.fill("Title", "Risk criteria, second version")
	v.fill("Matrix", "1 1 1 2 3\n1 1 2 3 4\n1 2 2 4 4\n1 2 3 4 4\n2 2 3 4 4")
	v.follow("Save draft")
	v.follow("Approve")
	v.see("Approved, approved by Ada Berg")
}

// accept has the owner accept a risk; a fact that changes afterwards voids it.
func (v mainJob) accept() {
	v.t.Helper()
	v.follow("Risk")
	v.follow("Ransomware stops the ERP")
	v.follow("Change")
	v.choose("Treatment option", "Retain")
	v.follow("Save")
	v.fill("In your words", "We bear it until the new storage is there.")
	v.follow("Accept this risk")
	v.see("Accepted.", "accepted "+time.Now().UTC().Format("2 Jan 2006"))
	v.follow("Change")
	v.fill("Risk", "Ransomware stops the ERP and both plants")
	v.follow("Save")
	v.see("void")
	v.follow("Risk")
	v.see("void")
}
