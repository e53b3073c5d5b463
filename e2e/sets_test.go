package e2e

import (
	"testing"
)

// TestSets goes through each of the fourteen control sets of 2013, from its empty registers to records that show a control at
// work.
func TestSets(t *testing.T) {
	t.Parallel()
	o := prepare(t)
	for _, s := range []struct {
		id   string
		work func(journeys, journey)
	}{
		{"A.5", journeys.policies}, {"A.6", journeys.organization}, {"A.7", journeys.people}, {"A.8", journeys.assets}, {"A.9", journeys.access},
		{"A.10", journeys.cryptography}, {"A.11", journeys.premises}, {"A.12", journeys.operations}, {"A.13", journeys.networks},
		{"A.14", journeys.development}, {"A.15", journeys.suppliers}, {"A.16", journeys.incidents}, {"A.17", journeys.continuity},
		{"A.18", journeys.compliance},
	} {
		t.Run(s.id, func(t *testing.T) {
			ada := o.ada(t)
			ada.begin(s.id)
			t.Parallel() // once all have seen their registers empty
			s.work(o, ada)
		})
	}
}

// policies writes the information security policy from its template; another person approves it, and those who are held to it
// confirm it.
func (o journeys) policies(ada journey) {
	ada.register("Documents and policies")
	ada.follow("Start from a template")
	ada.click("Information security policy")
	ada.follow("Start from it")
	ada.see("facts have no answer yet")
	ada.follow("Answer them")
	ada.submit("Save the answers", "Outside the scope", "Nothing", "Information security objectives", "No order is lost", "ISMS manager", "Maria Okafor", "Top management", "Ada Berg",
		"Where to report", "+49 30 5550 112", "Days to confirm a policy", "14", "Months of an exception", "6", "Months between management reviews", "12")
	ada.follow("Submit for approval")

	maria := o.maria(ada.t)
	maria.follow("Documents")
	maria.follow("Information security policy")
	maria.follow("Approve")
	maria.follow("Publish")
	for _, v := range []journey{maria, ada} {
		v.follow("Documents")
		v.follow("Information security policy")
		v.follow("Read and confirm")
		v.see("No order is lost")
		v.submit("I have read it and will keep it", "You cannot keep a rule", "Ask for an exception")
	}
	ada.counted("A.5.1", "Documents and policies", "fresh", "working", allFresh)
	ada.counted("A.5.1", "Acknowledgements", "fresh", "working", allFresh)
}

// organization gives a role to somebody who takes it up, and finds who holds two roles that one person must not.
func (o journeys) organization(ada journey) {
	first := ada.add("Roles and responsibilities", "Role", "Administrator of the ERP", "Accountable", "Ada Berg", "Deputy", "Maria Okafor")
	ada.follow("Accept")
	second := ada.add("Roles and responsibilities", "Role", "Keeper of the backups", "Accountable", "Maria Okafor", "Deputy", "Ada Berg")
	ada.counted("A.5.2", "Roles and responsibilities", "1 of 2", "stale", "Roles and responsibilities")
	ada.follow("Roles and responsibilities")
	ada.follow("Keeper of the backups")
	ada.follow("Accept")
	ada.counted("A.5.2", "Roles and responsibilities", "2 of 2 fresh", "working", allFresh)

	ada.add("Conflicts of duties", "Rule", "Servers and their backups", "First role", first, "Second role", second, "Owner", "Weber, Stefan")
	ada.follow("Check")
	ada.see("Holding both", "Ada Berg")
	ada.counted("A.5.3", "Conflicts of duties", "failed", "failing", "Conflicts of duties")
	ada.add("Threat intelligence reports", "Threat", "Forged invoices", "Source", "Chamber of commerce", "Learnt on", days(-1), "What it means here", "Our creditors can be changed by mail", "Confidence", "High", "Who decides", "Ada Berg")
	ada.submit("Decide", "Decision", "Act", "What followed", "We call back before any change.")
	ada.counted("A.5.7", "Threat intelligence reports", "fresh", "working", allFresh)
}

// people lets one person join, whose tasks lead to the registers, and another leave.
func (o journeys) people(ada journey) {
	for _, name := range []string{"Noor Haddad", "Sami Laine"} {
		ada.open(ada.home + "/r/people")
		ada.follow("Add a person")
		ada.submit("Add", "Name", name, "Line manager", "Maria Okafor")
	}
	joiner := ada.add("Joining, moving and leaving", "Type", "Joiner", "Person", "Noor Haddad", "Day", days(0))
	ada.follow("Begin")
	ada.from(joiner, "name somebody", "Person", "Weber, Stefan")
	ada.see("Weber, Stefan")
	ada.from(joiner, "add a set of terms", "Terms", "Contract of employment", "Covers", "Security duties", "Covers", "Confidentiality", "Takes effect on", days(0),
		"Signed on", days(-20), "Countersigned on", days(-18))
	ada.from(joiner, "add a screening", "Post", "Baker", "Level", "Basic", "Closed on", days(-15), "Result", "Cleared", "Decided by", "Maria Okafor", "First access", days(0))
	ada.from(joiner, "add a training record", "Course", "Induction", "Topic", "Awareness", "Done on", days(0), "Result", "Passed", "Valid until", days(365))
	ada.doneAll()
	ada.see("0 of 14 open", "Closed")
	ada.counted("A.6.1", "Screening", "fresh", "working", allFresh)
	ada.counted("A.6.2", "Terms of employment", "fresh", "working", allFresh)
	ada.counted("A.6.3", "Training records", "fresh", "working", allFresh)

	ada.add("Joining, moving and leaving", "Type", "Leaver", "Person", "Sami Laine", "Day", days(0))
	ada.follow("Begin")
	ada.doneAll()
	ada.submit("Close", "Handed over to", "Maria Okafor", "Handover accepted on", days(0))
	ada.counted("A.6.5", "Joining, moving and leaving", "fresh", "working", allFresh)
}

// from follows a task of a checklist to a register, adds a record there, and goes back to the checklist.
func (j journey) from(checklist, task string, fields ...string) {
	j.t.Helper()
	j.follow(task)
	j.submit("Add", fields...)
	j.open(j.home + "/r/personnel-checklists/" + checklist)
}

// doneAll says of each open task that it was done.
func (j journey) doneAll() {
	j.t.Helper()
	for j.count(`button[aria-label^="Done: "]`) > 0 {
		j.follow("Done")
	}
}

// assets enters what there is, with who holds it and where it lies.
func (o journeys) assets(ada journey) {
	ada.add("Assets", "Name", "Recipe book", "Owner", "Ada Berg", "Classification", "Confidential", "Confidentiality", "High", "Integrity", "High", "Availability", "Medium", "Reviewed on", days(0))
	ada.counted("A.5.9", "Assets", "1 of 1 fresh", "working", allFresh)
	ada.add("Media", "Label", "Tape 1", "Type", "Tape", "Classification", "Confidential", "Holder", "Ada Berg", "Place", "Safe")
	ada.counted("A.7.10", "Media", "0 of 1 fresh", "stale", "Media")
	ada.open(ada.home + "/r/media/ME-1")
	ada.submit("Confirm the place", "Place", "Safe in plant 2")
	ada.counted("A.7.10", "Media", "1 of 1 fresh", "working", allFresh)
}

// access brings in the accounts of a system, and reviews them: its owner decides on each entitlement, and what is revoked is
// followed until the system's next list no longer has it.
func (o journeys) access(ada journey) {
	ada.add("Systems and their entitlements", "System", "ERP", "Owner", "Maria Okafor", "How access is granted", "The owner decides.")
	ada.register("Accounts")
	ada.follow("Import a spreadsheet")
	ada.submit("Show what would happen", "File", "accounts.csv")
	ada.see("aberg")
	ada.submit("Import this file", "File", "accounts.csv")
	ada.see("2 added")
	review := ada.add("Access reviews", "Review", "Autumn", "Period from", days(-30), "Period to", days(0), "Systems", "SY-1 ", "Reviewed by", "Owner", "Owner of the review", "Ada Berg", "Decisions due", days(7))
	ada.follow("Start")
	ada.counted("A.5.18", "Access reviews", "none has passed", "stale", "Access reviews: none has passed")

	maria := o.maria(ada.t)
	maria.open(ada.home + "/access-reviews/" + review)
	maria.follow("My rows: 3 open")
	maria.submit("Save the decisions made", "Decision on aberg: Orders", "Keep", "Reason for aberg: Orders", "Takes orders", "Decision on aberg: Prices", "Revoke", "Reason for aberg: Prices", "Sets no prices",
		"Decision on sweber: Administrator", "Keep", "Reason for sweber: Administrator", "The only administrator")
	maria.see("3 decided")
	ada.open(ada.home + "/access-reviews/" + review)
	ada.follow("Open the follow-up")
	ada.see("1 revocation or change is not confirmed")
	ada.submit("Show what would happen", "System", "ERP", "List", "accounts-later.csv")
	ada.see("2 entitlements would be read", "The same accounts as in the register")
	ada.submit("Hand this list in", "System", "ERP", "List", "accounts-later.csv")
	ada.counted("A.5.16", "Accounts", "0 of 2 fresh", "stale", "Accounts: 0 of 2 fresh")
	ada.open(ada.home + "/access-reviews/" + review)
	ada.follow("Close")
	ada.counted("A.5.18", "Access reviews", "fresh", "working", allFresh)
	ada.counted("A.5.16", "Accounts", "2 of 2 fresh", "working", allFresh)
}

// cryptography enters a key, and a certificate that has run out until it is renewed.
func (o journeys) cryptography(ada journey) {
	ada.add("Cryptographic keys", "Key", "Backup key", "Purpose", "Backup", "Custodian", "Ada Berg", "Stored in", "Paper in a safe", "Made on", days(-40), "Lifetime (days)", "365", "Custody confirmed on", days(-3))
	ada.counted("A.8.24", "Cryptographic keys", "1 of 1 fresh", "working", allFresh)
	ada.add("Certificates", "Subject", "orders.acme.example", "Issuer", "Let's Encrypt", "Valid from", days(-60), "Valid until", days(-1), "Owner", "Ada Berg", "Renewed", "By hand", "Seen on", days(-2))
	ada.counted("A.8.24", "Certificates", "0 of 1 fresh", "stale", "Certificates: 0 of 1 fresh")
	ada.register("Certificates")
	ada.follow("orders.acme.example")
	ada.follow("Change")
	ada.submit("Save", "Valid until", days(89), "Seen on", days(0), "Why this change", "Renewed")
	ada.counted("A.8.24", "Certificates", "1 of 1 fresh", "working", allFresh)
}

// premises keeps the zones, lets a visitor in and out, and repeats an inspection that failed.
func (o journeys) premises(ada journey) {
	ada.add("Zones", "Zone", "Server room", "Class", "Secure", "Owner", "Ada Berg", "Boundary and openings", "One door", "Way in", "Badge", "Who may enter", "IT", "Protections", "Two locks",
		"Monitoring", "Camera", "House rules", "Two at a time", "Reviewed on", days(0))
	ada.counted("A.7.1", "Zones", "1 of 1 fresh", "working", allFresh)
	ada.add("Visits", "Visitor", "R. Aalto", "Host", "Ada Berg", "Escort", "Ada Berg", "Purpose", "Cooling", "Zone", "ZO-1")
	ada.follow("Sign out")
	ada.counted("A.7.2", "Visits", "fresh", "working", allFresh)
	inspections := "Inspections of premises and desks"
	ada.add(inspections, "Inspection", "Desks at night", "Type", "Clear desks", "Done on", days(-1), "Inspector", "Maria Okafor", "Looked at", "20", "Not in order", "12", "Result", "Failed")
	ada.counted("A.7.7", inspections, "failed", "failing", inspections)
	ada.register(inspections)
	ada.follow("Desks at night")
	ada.submit("Settle", "How it was settled", "Lockers for all")
	ada.add(inspections, "Inspection", "Desks at night, again", "Type", "Clear desks", "Done on", days(0), "Inspector", "Maria Okafor", "Looked at", "20", "Result", "Passed")
	ada.counted("A.7.7", inspections, "fresh", "working", allFresh)
}

// operations takes a backup, restores it for its owner to confirm, and changes what another person allowed.
func (o journeys) operations(ada journey) {
	ada.add("Backups", "Store", "ERP", "Owner", "Maria Okafor", "Loss bearable (hours)", "24", "Back within (hours)", "8", "Copied every (hours)", "24", "Last good copy", days(0), "Compared on", days(0))
	ada.counted("A.8.13", "Backups", "1 of 1 fresh", "working", allFresh)
	test := ada.add("Restore tests", "Restore test", "ERP on the spare host", "Backup", "BK-1", "Restored", "A whole system", "Tested on", days(-3), "Tested by", "Ada Berg", "Hours taken (hours)", "6", "Result", "Complete")
	ada.counted("A.8.13", "Restore tests", "none has passed", "stale", "Restore tests: none has passed")
	maria := o.maria(ada.t)
	maria.open(ada.home + "/r/restore-tests/" + test)
	maria.follow("Confirm")
	ada.counted("A.8.13", "Restore tests", "fresh", "working", allFresh)

	change := ada.add("Changes", "Change", "Release 5 of the ERP", "Type", "Normal", "Requested by", "Ada Berg", "Planned for", days(0))
	maria.open(ada.home + "/r/changes/" + change)
	maria.follow("Approve")
	ada.open(ada.home + "/r/changes/" + change)
	ada.submit("Implemented", "Implemented on", days(0), "Result", "Succeeded")
	ada.submit("Reviewed", "Review", "Two procedures updated")
	ada.counted("A.8.32", "Changes", "fresh", "working", allFresh)
}

// networks tries what can be reached from a segment, and closes what should not be.
func (o journeys) networks(ada journey) {
	segment := ada.add("Network segments", "Segment", "Guests", "Class", "Guests", "Owner", "Ada Berg", "Permitted flows", "To the internet only", "Tried on", days(-1), "Result", "More can be reached", "Deviations", "A printer")
	ada.counted("A.8.22", "Network segments", "failed", "failing", "Network segments")
	ada.open(ada.home + "/r/network-segments/" + segment)
	ada.follow("Change")
	ada.submit("Save", "Tried on", days(0), "Result", "As permitted", "Deviations", "")
	ada.counted("A.8.22", "Network segments", "1 of 1 fresh", "working", allFresh)
	ada.add("Agreements on information transfer", "Partner", "Payroll bureau", "Routes", "File transfer", "Our contact", "Ada Berg", "Their contact", "Service desk", "Agreed on", days(-1), "Confirmed by us on", days(0),
		"Confirmed by them on", days(0))
	ada.counted("A.5.14", "Agreements on information transfer", "1 of 1 fresh", "working", allFresh)
}

// development releases an application once its requirement is approved and its test has passed.
func (o journeys) development(ada journey) {
	maria := o.maria(ada.t)
	ada.add("Applications", "Application", "Order shop", "Made by", "Others for us", "Owner", "Ada Berg", "Classification", "Confidential", "Reached from", "The internet", "Risk level", "High", "Repository", "git", "Gates", "Read, scanned", "Compared on", days(0))
	ada.counted("A.8.25", "Applications", "1 of 1 fresh", "working", allFresh)
	need := ada.add("Security requirements", "Requirement", "Two people for refunds", "Application", "AP-1", "How it is verified", "Try with one account")
	maria.open(ada.home + "/r/security-requirements/" + need)
	maria.follow("Approve")
	ada.counted("A.8.26", "Security requirements", "fresh", "working", allFresh)
	test := ada.add("Security tests", "Test", "Before 5.0", "Of", "Application before release", "Application", "AP-1", "Done on", days(-1), "High", "2", "Owner of findings", "Ada Berg")
	ada.counted("A.8.29", "Security tests", "failed", "failing", "Security tests")
	ada.open(ada.home + "/r/security-tests/" + test)
	ada.follow("Change")
	ada.submit("Save", "Retested on", days(0), "Retest", "Critical and high are gone")
	gate := ada.add("Reviews before release", "Release", "Shop 5.0", "Application", "AP-1", "Author", "Weber, Stefan", "Reviewer", "Ada Berg", "Checklist", "Every change read", "Checklist", "Automatic checks", "Tests", test+" ")
	maria.open(ada.home + "/r/release-reviews/" + gate)
	maria.follow("Release")
	ada.counted("A.8.29", "Reviews before release", "fresh", "working", allFresh)
}

// suppliers asks a supplier, who answers by a link without an account; another person than who asked decides. Then the agreement
// is held against its clauses.
func (o journeys) suppliers(ada journey) {
	supplier := ada.add("Suppliers", "Name", "Klickwerk", "Product or service", "Order shop", "Owner", "Ada Berg", "Tier", "Ordinary")
	ada.follow("Ask")
	ada.submit("Add")
	asked := ada.ref()
	ada.follow("Send")
	ada.follow("Make a link")
	guest := visit(ada.t, o.base)
	guest.open(guestLink.FindString(ada.text("main")))
	guest.see("Questions on information security", "Klickwerk")
	guest.submit("Send all answers", "Who in your firm", "P. Quist, security@klickwerk.example", "Which other firms", "None", "Do you hold a current certificate", "No",
		"Have all people", "Yes", "When did the people", days(-100), "How soon after", "By the end", "Which of your accounts", "All from outside", "Are notebooks", "Yes", "Within how many days", "Seven",
		"Does each computer", "Yes", "When did you last restore", days(-60), "Would you tell us", "Yes", "Describe incidents", "None known", "In which countries", "Germany", "Will you hand back", "Yes")
	guest.see("Thank you")
	ada.open(ada.home + "/r/supplier-assessments/" + asked)
	ada.submit("Save the judgements", "Judge: Who in your firm", "Good", "Judge: Which other firms", "Good", "Judge: Describe incidents", "Good", "Judge: In which countries", "Good")
	ada.follow("Close the scoring")
	maria := o.maria(ada.t)
	maria.open(ada.home + "/r/supplier-assessments/" + asked)
	maria.submit("Decide", "Decision", "Approved")
	ada.counted("A.5.19", "Supplier assessments", "fresh", "working", allFresh)

	ada.open(ada.home + "/r/suppliers/" + supplier)
	ada.follow("Enter an agreement")
	ada.submit("Add", "Title", "Terms of service", "Owner", "Ada Berg", "Signed by both on", days(-10))
	ada.see("clauses not checked")
	evaluate[int](ada.visitor, `[...document.querySelectorAll('select[name^="state."]')].map(s => { s.value = "present"; }).length`)
	ada.submit("Save the clauses")
	ada.see("complete")
	ada.counted("A.5.20", "Agreements with suppliers", "1 of 1 fresh", "working", allFresh)
	ada.open(ada.home + "/r/suppliers/" + supplier)
	ada.follow("Plan a review")
	ada.submit("Add", "Title", "First review", "Planned for", days(-1))
	ada.submit("Enter the result", "Looked at", "Tickets and downtime of the quarter", "Result", "As agreed")
	ada.counted("A.5.22", "Reviews of supplier services", "fresh", "working", allFresh)
}

// incidents takes a report from a stranger, makes it an incident, tells the authority, and learns from it.
func (o journeys) incidents(ada journey) {
	ada.add("Settings for incidents", "Title", "Duties of the bakery", "Time zone", "Europe/Berlin", "Duties to notify", "GDPR as controller", "On call", "Ada Berg")
	ada.follow("Report an event")
	ada.follow("Links for outsiders")
	ada.submit("Make the link", "For whom", "Night shift of the carrier")
	guest := visit(ada.t, o.base)
	guest.open(guestLink.FindString(ada.text("main")))
	guest.submit("Report", "What happened", "Files do not open", "Where to reach you", "+49 30 5550 113")
	guest.see("Thank you")

	ada.register("Events and weaknesses")
	ada.follow("Files do not open")
	ada.submit("Open an incident", "Severity", "High", "Incident commander", "Ada Berg", "Why so", "The share of the orders is encrypted.")
	ada.submit("Reporter answered", "Answer", "We are at it.")
	ada.counted("A.6.8", "Events and weaknesses", "fresh", "working", allFresh)
	ada.register("Incidents")
	ada.follow("Files do not open")
	ada.submit("Classify", "Personal data affected", "Yes")
	ada.see("Personal data breach, to the authority")
	for _, step := range []string{"Contained", "Eradicated", "Recovered"} {
		ada.follow(step)
	}
	ada.register("Notifications of incidents")
	ada.follow("Personal data breach, to the authority")
	ada.submit("Sent", "Sent by", "Ada Berg", "Receipt", "7-2026")
	ada.register("Incidents")
	ada.follow("Files do not open")
	ada.submit("Close", "Outcome", "Nothing was lost.")
	ada.submit("Reviewed", "Review", "Held with all four.")
	ada.counted("A.5.26", "Incidents", "fresh", "working", allFresh)
	ada.add("Lessons from incidents", "Lesson", "The plant is a segment of its own", "Incident", "INC-1", "Owner", "Ada Berg", "Due", days(30))
	ada.submit("Open an action", "Controls", "A.8.22 ")
	ada.submit("Seen to work", "How it was seen", "A scan from the office reaches no oven.")
	ada.counted("A.5.27", "Lessons from incidents", "fresh", "working", allFresh)
}

// continuity says how soon a process must work again, plans for it, and exercises the plan until what failed works.
func (o journeys) continuity(ada journey) {
	ada.add("Processes and their impact analysis", "Process", "Production", "Owner", "Ada Berg", "RTO (h)", "24", "RPO (h)", "4", "MTPD (h)", "72")
	ada.follow("Analyse the impact")
	ada.submit("Save the impact", "Money after one hour", "0", "Money after four hours", "1", "Money after one day", "2", "Money after three days", "3 Up to a full month", "Money after one week", "4", "Money after one month", "4")
	ada.see("At most 3 days: by then Money is at level 3 or more.")
	ada.follow("The process")
	ada.submit("Sign", "Signed by", "Ada Berg")
	ada.counted("A.5.30", "Processes and their impact analysis", "1 of 1 fresh", "working", allFresh)
	plan := ada.add("Continuity plans", "Plan", "Fire in plant 1", "Owner", "Ada Berg", "Processes", "PR-1 ", "Steps in their order", "Call, move, bake in plant 2", "Security measures kept, bent, replaced", "Kept: logs")
	ada.counted("A.5.29", "Continuity plans", "none has passed", "stale", "Continuity plans: none has passed")
	maria := o.maria(ada.t)
	maria.open(ada.home + "/r/continuity-plans/" + plan)
	maria.follow("Approve")
	ada.counted("A.5.29", "Continuity plans", "fresh", "working", allFresh)
	exercise := ada.add("Exercises", "Exercise", "Bake in plant 2", "Led by", "Ada Berg", "Observed by", "Maria Okafor", "Plans", plan+" ", "Planned for", days(0))
	ada.submit("Held", "What was shown to work", "A security observer", "What did not work", "Recovery", "What was observed", "It took a day.")
	ada.counted("A.5.30", "Exercises", "failed", "failing", "Exercises")
	finding := ada.add("Findings of exercises", "Finding", "Nobody had the licence", "Exercise", exercise, "Owner", "Ada Berg", "Due", days(30))
	ada.open(ada.home + "/r/exercise-findings/" + finding)
	ada.submit("Settled", "How it was settled", "The licence is copied.")
	ada.open(ada.home + "/r/exercises/" + exercise)
	ada.submit("Settled", "How what failed was settled", "Repeated in seven hours.")
	ada.counted("A.5.29", "Exercises", "fresh", "working", allFresh)
}

// compliance counts licences, records what is processed and for how long it is kept, has the whole reviewed, and bears a gap for
// a time.
func (o journeys) compliance(ada journey) {
	licence := ada.add("Licences", "Product", "Office", "Owner", "Ada Berg", "Bought", "10", "Used", "12", "Counted on", days(-3), "Proof of purchase", "Invoice 4711")
	ada.counted("A.5.32", "Licences", "failed", "failing", "Licences")
	ada.open(ada.home + "/r/licences/" + licence)
	ada.follow("Change")
	ada.submit("Save", "Bought", "15")
	ada.counted("A.5.32", "Licences", "1 of 1 fresh", "working", allFresh)
	ada.add("Requirements", "Requirement", "Security of processing", "Type", "Law", "Source", "GDPR, Article 32", "Owner", "Ada Berg", "How it is met", "By the treatment plan", "Confirmed on", days(-3))
	ada.counted("A.5.31", "Requirements", "fresh", "working", allFresh)
	ada.add("Retention rules", "Records", "Applications", "Owner", "Ada Berg", "Counts from", "Refusal", "Kept for (months)", "6", "Stores", "HR system", "Confirmed on", days(-3), "Compared on", days(-3), "Oldest record counts from", days(-100))
	ada.counted("A.5.33", "Retention rules", "1 of 1 fresh", "working", allFresh)
	ada.add("Independent reviews", "Review", "Audit of the approach", "Reviewer", "Peers", "Independent because", "Of another firm", "Judged", "Approach", "Judged", "People", "Judged", "Processes", "Judged", "Technology",
		"Done on", days(-3), "Conclusion", "It works.", "Reported to", "Ada Berg", "Reported on", days(-2))
	ada.counted("A.5.35", "Independent reviews", "fresh", "working", allFresh)
	exception := ada.add("Exceptions", "Exception", "Test data are not masked yet", "Controls", "A.8.11 ", "Reason", "The tool comes in spring.", "Owner", "Ada Berg", "Expires", days(60))
	maria := o.maria(ada.t)
	maria.open(ada.home + "/r/exceptions/" + exception)
	maria.follow("Approve")
	ada.judged("A.8.11", "partly", "an exception is approved until "+days(60)+"; without it: nothing shows it at work")
	ada.listed("A.8.11", "partly")
}
