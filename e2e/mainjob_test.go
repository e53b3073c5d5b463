package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/pack"
	"github.com/assay-isms/assay/internal/testdb"
)

// TestMainJob goes from an empty instance to an audit pack that verifies, on each engine, and on SQLite once more
// without JavaScript.
func TestMainJob(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		engine db.Dialect
		plain  bool
	}{"sqlite": {db.SQLite, false}, "postgres": {db.PostgreSQL, false}, "without-javascript": {db.SQLite, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := serve(t, "serve", testdb.DSN(t, c.engine))
			v := visit(t, i.URL)
			if c.plain {
				if _, err := chromedp.Call(v.Ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
					t.Fatal(err)
				}
			}
			job := mainJob{visitor: v, plain: c.plain}
			job.setUp(i.Links[0])
			job.registers()
			job.scope()
			job.criteria()
			job.risk()
			before := time.Now().UTC()
			job.decide()
			job.evidence()
			job.approve()
			job.lookBack(before)
			job.pack()
			job.verify()
		})
	}
}

// mainJob is what an organisation does between its spreadsheets and its audit.
type mainJob struct {
	*visitor
	plain bool // without JavaScript
}

func (v mainJob) setUp(link string) {
	v.open(link)
	v.fill("Organisation", "Acme Bakery")
	v.fill("Your name", "Ada Berg")
	v.fill("E-mail", "ada.berg@acme.example")
	v.fill("Password", "nine loaves, one oven")
	v.follow("Set up")
	v.see("Acme Bakery", "Not ready for an audit yet", "No scope statement is approved")
	v.follow("Statement of Applicability")
	v.follow("Add the 93 controls of 2022")
	v.see("93 controls added", "0 of 93 decided")
}

// registers imports the organisation's own spreadsheets, of which each has a bad row.
func (v mainJob) registers() {
	v.follow("People")
	v.importFile("people.csv", "Hana Sato", "on the moon")
	v.see("3 added", "1 rows not imported", "Maria Okafor")
	v.follow("Assets")
	v.importFile("assets.csv", "Mystery box", "purple")
	v.see("3 added", "Recipe book", "Strictly confidential", "3 Feb 2026")
}

// importFile looks at the preview of a file first, and then imports its good rows.
func (v mainJob) importFile(name string, bad ...string) {
	v.follow("Import a spreadsheet")
	v.upload("File", name)
	v.follow("Show what would happen")
	v.see(append(bad, "cannot be imported")...)
	v.upload("File", name)
	v.tick("Import the good rows even if some are bad")
	v.follow("Import this file")
}

func (v mainJob) scope() {
	v.follow("Context and scope")
	v.see("No scope statement is approved")
	v.follow("Draft a scope statement")
	v.fill("Title", "Scope 2026")
	v.fill("Statement", "Baking and delivery of bread from both plants, with the systems that run them.")
	v.follow("Add")
	v.follow("Approve")
	v.follow("Context and scope")
	v.see("Baking and delivery of bread", "approved by Ada Berg")
}

func (v mainJob) criteria() {
	v.follow("Risk")
	v.follow("Write the first version")
	v.follow("Save draft")
	v.see("Draft")
	v.follow("Approve")
	v.see("Approved, approved by Ada Berg")
}

// risk adds a risk, plans its treatment, and has its owner accept what remains.
func (v mainJob) risk() {
	v.follow("Risk")
	v.follow("Add a risk")
	v.fill("Risk", "Ransomware stops the ERP")
	v.fill("Owner", "Ada Berg")
	v.choose("Assets", "AS-1 ERP system")
	v.choose("Likelihood", "Likely")
	v.choose("Consequence", "Severe")
	v.choose("Treatment option", "Modify")
	v.choose("Controls needed", "A.8.13 ", "A.8.7 ")
	v.choose("Residual likelihood", "Unlikely")
	v.choose("Residual consequence", "Serious")
	v.follow("Add")
	v.see("R-1 added", "AS-1", "A.8.13")
	v.follow("Add a treatment action")
	v.fill("Action", "Test the restore of the ERP every quarter")
	v.choose("Controls", "A.8.13 ")
	v.fill("Owner", "Maria Okafor")
	v.set("Due", time.Now().AddDate(0, 3, 0).Format(time.DateOnly))
	v.follow("Add")
	v.see("Test the restore", "R-1")
	v.follow("R-1")
	v.fill("In your words", "Two days without orders would hurt, and we could bear them.")
	v.follow("Accept this risk")
	v.see("Accepted.", "accepted "+time.Now().UTC().Format("2 Jan 2006"))
	v.follow("Risk")
	v.see("Ransomware stops the ERP")
}

// decide decides on all controls at once, excludes one, and changes a cell in place.
func (v mainJob) decide() {
	v.follow("Statement of Applicability")
	if v.plain {
		v.evaluateAll(`input[name="select"]`)
	} else {
		v.tick("Select all shown")
		v.see("93 selected")
	}
	v.choose("Applies", "Applicable")
	v.choose("Because", "Best practice")
	v.fill("In your words", "What bakeries of our size do, and what our customers ask for.")
	v.choose("Implementation", "Partly")
	v.follow("Preview")
	v.see("Decide on 93 controls?", "What bakeries of our size do")
	v.follow("Decide on 93 controls")
	v.see("93 controls decided.", "93 of 93 decided")
	v.tick("Select A.7.6")
	v.choose("Applies", "Excluded")
	v.fill("In your words", "We have no secure areas; nothing confidential is processed on paper.")
	v.tick("also those decided already")
	v.follow("Preview")
	v.see("Decide on 1 control?", "We have no secure areas")
	v.follow("Decide on 1 control")
	v.see("1 control decided.", "Excluded 1")
	v.choose("Implementation A.8.13", "Implemented")
	if v.plain {
		v.load("save the cell", chromedp.Click(chromedp.CSS(`#c-A\.8\.13 form:has([name=implementation]) button`)))
	}
	v.see("A.8.13 saved.")
	if got := evaluate[string](v.visitor, `document.querySelector('[aria-label="Implementation A.8.13"]').selectedOptions[0].textContent`); got != "Implemented" {
		v.t.Errorf("A.8.13 is %q", got)
	}
}

// evaluateAll ticks boxes one by one, as a person without the script would; quicker.
func (v mainJob) evaluateAll(css string) {
	evaluate[int](v.visitor, `[...document.querySelectorAll('`+css+`')].map(box => { box.checked = true; }).length`)
}

func (v mainJob) evidence() {
	v.follow("Information backup")
	v.follow("Attach evidence")
	v.upload("File", "restore-test.txt")
	v.fill("Evidence", "Restore test, first quarter")
	v.fill("Owner", "Maria Okafor")
	v.set("Collected on", time.Now().UTC().Format(time.DateOnly))
	v.follow("Attach")
	v.see("EV-1 attached.", "Restore test, first quarter")
}

func (v mainJob) approve() {
	v.follow("Statement of Applicability")
	v.follow("Approve")
	v.see("approved by Ada Berg")
}

// lookBack opens the statement as it stood before the decisions.
func (v mainJob) lookBack(before time.Time) {
	now := evaluate[string](v.visitor, `location.pathname`)
	v.open(now + "?as_of=" + before.Format("2006-01-02T15:04:05.999999Z"))
	v.see("This is the past and cannot be changed", "0 of 93 decided", "Undecided 93")
	if n := v.count("main form[method=post], main .bulk, main input[name=select]"); n > 0 {
		v.t.Errorf("%d ways to change the past", n)
	}
	v.follow("Risk")
	v.see("This is the past and cannot be changed", "Ransomware")
	v.follow("Back to today")
	v.follow("Statement of Applicability")
	v.see("93 of 93 decided")
}

var fingerprint = regexp.MustCompile(`[0-9a-f]{64}`)

// pack downloads the audit pack and checks it as a stranger would who noted the fingerprint.
func (v mainJob) pack() {
	v.follow("Audit packs")
	key := fingerprint.FindString(strings.ReplaceAll(v.text("main"), " ", ""))
	if key == "" {
		v.t.Fatalf("no fingerprint on the page: %s", v.text("main"))
	}
	b := v.download("Make the pack")
	report, err := pack.Verify(v.Ctx, bytes.NewReader(b), int64(len(b)), pack.VerifyOptions{Key: key})
	if err != nil {
		v.t.Fatal(err)
	}
	if len(report.Faults) > 0 || report.Records < 100 || report.Files < 10 || report.Organisation != "Acme Bakery" {
		v.t.Errorf("the pack: %+v", report)
	}
	if v.t.Failed() {
		return
	}
	b[len(b)/3] ^= 1
	if report, err := pack.Verify(v.Ctx, bytes.NewReader(b), int64(len(b)), pack.VerifyOptions{Key: key}); err == nil && len(report.Faults) == 0 {
		v.t.Error("a pack with another byte verifies")
	}
}

// download clicks what sends a file and returns the file.
func (v mainJob) download(text string) []byte {
	dir := v.t.TempDir()
	_, err := chromedp.CallBrowser(v.Ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName,
		BrowserContextID: chromedp.FromContext(v.Ctx).BrowserContextID, DownloadPath: dir, EventsEnabled: new(true)})
	if err != nil {
		v.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(v.Ctx, patience)
	defer cancel()
	events := chromedp.BrowserEvents(ctx, cdpbrowser.DownloadProgress)
	v.click(text)
	for e, err := range events {
		if err != nil {
			v.t.Fatalf("%s: no file arrived: %v", text, err)
		}
		b, err := os.ReadFile(filepath.Join(dir, e.GUID)) // others download too
		if err == nil && e.State == cdpbrowser.DownloadProgressStateCompleted {
			return b
		}
	}
	v.t.Fatalf("%s: no file arrived", text)
	return nil
}

func (v mainJob) verify() {
	v.follow("Journal")
	v.follow("Verify everything now")
	v.see("Verified:", "exactly as they were written")
}
