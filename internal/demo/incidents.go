package demo

import (
	"time"

	"github.com/assay-isms/assay/internal/isms/incident"
	"github.com/assay-isms/assay/internal/record"
)

// incidents plans what went wrong in the year and what was done about it: much that was nothing, three incidents that are over, the
// gravest at a supplier with a notification to the authority, and one whose clocks run.
func (y *year) incidents() {
	y.incidentSettings()
	y.smallEvents()
	y.phished()
	y.lostNotebook()
	y.payrollAttack()
	y.gatewaySignIn()
}

// at is a moment of a working day before now, in UTC.
func (y *year) at(ago int, clock string) string {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic("demo: time of day " + clock)
	}
	return y.day(ago).Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute).Format(time.RFC3339)
}

// step plans a step of a record at a time of day.
func stepAt[T any](y *year, ago int, clock, who string, s *record.Spec[T], key, step string, fill func(*T)) {
	y.on(ago, clock, who, "", func(w *record.Writer) error {
		if _, err := fresh(y, w, s, key); err != nil {
			return err
		}
		rec := the(y, s, key)
		if fill != nil {
			fill(rec)
		}
		return s.Take(w, rec, step)
	})
}

func (y *year) incidentSettings() {
	add(y, 212, "roth", "Agreed with N. Haddad", incident.Settings, "1", func() *incident.Setting {
		return &incident.Setting{Title: "Duties of Northwind Foods", TimeZone: "Europe/Berlin", Duties: record.Set{"gdpr.controller", "nis2", "own.insurer"}, OnCall: y.person("weber"), Hours: 24}
	})
	add(y, 211, "roth", "Supply contract, section 14", incident.Rules, "halden", func() *incident.Rule {
		return &incident.Rule{Title: "Halden: incidents that touch their recipes", Fact: "customer_service", From: "aware", Period: 48, Unit: incident.Hours, To: "Halden, head of quality; by telephone, then in writing",
			Content: "What happened, which recipes, what we do, who answers questions", Source: "Supply contract of 2024, section 14"}
	})
}

func (y *year) smallEvents() {
	for _, t := range []struct {
		key, title, kind, source, reporter string
		ago                                int
		verdict, reason, answer            string
	}{
		{"door", "Side door of the Harbour cold store stood open at 05:40", "weakness", "staff", "novak", 196, "weakness", "The closer is broken; T. Mbeki has it replaced.", "The closer was replaced on {192}."},
		{"invoice", "Invoice with another customer's prices sent to a retailer", "misdelivery", "staff", "fontaine", 181, "close", "Recalled within 20 minutes; the recipient confirmed deletion in writing.", "Recalled, thank you for the quick call."},
		{"printer", "Label printer prints strange characters", "other", "staff", "halloran", 149, "dismiss", "Driver after an update; no security cause.", "It was the driver."},
		{"macro", "Protection stopped a macro in a delivery note", "malware", "alert", "szabo", 128, "close", "Came by mail from a haulier whose mailbox was taken over; blocked before it ran, sender told.", "Stopped, and the sender was told."},
		{"caller", "Caller asked the gate for the badge system's telephone number", "other", "staff", "mbeki", 97, "close", "Attempt to be put through; the gate said nothing. In the newsletter as an example.", "You did the right thing."},
		{"share", "Folder of human resources readable for all of production", "access", "staff", "sato", 71, "weakness", "Inherited right since a move of folders; mended within the hour, nobody had opened it by the log.", "Mended within the hour."},
		{"logs", "Sign-ins of a left administrator in the log", "access", "log_reading", "weber", 66, "close", "Scheduled task under the old name; changed to a service account.", ""},
		{"alert", "Export of 900 customer addresses from the shop", "leak_alert", "alert", "weber", 33, "close", "Yearly mailing, announced by E. Fontaine, file deleted after printing.", "Expected and allowed."},
		{"late", "Sticker with a password on a scanner, Oldbrook", "weakness", "staff", "lindqvist", 27, "weakness", "Found in an audit walk; assessed late because the report lay in a private mailbox.", "Password changed; the terminals get badges."},
	} {
		reported, judged := "09:12", t.ago
		if t.key == "late" {
			judged = t.ago - 3
		}
		y.on(t.ago, reported, y.hand(t.reporter), "", func(w *record.Writer) error {
			return put(y, w, incident.Events, t.key, &incident.Event{Title: t.title, Type: t.kind, Source: t.source, Reporter: y.person(t.reporter)})
		})
		stepAt(y, judged, "13:40", "weber", incident.Events, t.key, t.verdict, func(e *incident.Event) { e.Reason = t.reason })
		if t.answer != "" {
			stepAt(y, judged, "14:05", "weber", incident.Events, t.key, "answer", func(e *incident.Event) { e.Answer = y.text(t.answer) })
		}
	}
	y.on(1, "15:20", "roth", "By telephone", func(w *record.Writer) error {
		return put(y, w, incident.Events, "unread", &incident.Event{Title: "Haulier asks why our mails come from another address", Type: "phishing", Source: "outside", Contact: "dispatch, Hauler AG", Description: "Two drivers got changed loading times by mail. One mail is attached to the ticket of the service desk."})
	})
}

// opened plans an event that becomes an incident and keeps the incident under the same key.
func (y *year) opened(ago int, clock, verdict, key, commander, severity string, e incident.Event, kind, noticed string) {
	y.on(ago, clock, "weber", "", func(w *record.Writer) error { return putCopy(y, w, incident.Events, key, e) })
	y.on(ago, verdict, "weber", "", func(w *record.Writer) error {
		ev := the(y, incident.Events, key)
		ev.Severity, ev.Commander, ev.Reason = severity, y.person(commander), "Meets the criteria of the procedure, section 4."
		if err := incident.Events.Take(w, ev, "open_incident"); err != nil {
			return err
		}
		found, _, err := incident.Incidents.List(w.Reader, record.Query{Filters: []record.Filter{{Field: "event", Values: []string{ev.ID}}}, Limit: 1})
		if err != nil {
			return err
		}
		i := found[0]
		i.Type, i.NoticedBy = kind, noticed
		return put(y, w, incident.Incidents, key, i)
	})
}

// noted plans lines of an incident's timeline: time of day and text in turn.
func (y *year) noted(ago int, who, key string, lines ...string) {
	for n := 0; n+1 < len(lines); n += 2 {
		y.on(ago, lines[n], who, "", func(w *record.Writer) error {
			return incident.Notes.Put(w, &incident.Note{Title: lines[n+1], Incident: record.Ref(the(y, incident.Incidents, key).ID)})
		})
	}
}

func (y *year) classified(ago int, clock, who, key, personal string, facts ...string) {
	stepAt(y, ago, clock, who, incident.Incidents, key, "classify", func(i *incident.Incident) { i.PersonalData, i.Facts = personal, facts })
}

// over plans the states of an incident within a day, and its close with a review later.
func (y *year) over(ago int, key, who string, contained, eradicated, recovered string, close int, outcome, review string) {
	stepAt(y, ago, contained, who, incident.Incidents, key, "contain", nil)
	stepAt(y, ago, eradicated, who, incident.Incidents, key, "eradicate", nil)
	stepAt(y, ago, recovered, who, incident.Incidents, key, "recover", nil)
	stepAt(y, close, "16:10", "roth", incident.Incidents, key, "close", func(i *incident.Incident) { i.Outcome = outcome })
	stepAt(y, close-5, "10:30", "roth", incident.Incidents, key, "review", func(i *incident.Incident) { i.Review = review })
}

func (y *year) ticked(ago int, clock, who, key string, tasks ...string) {
	for _, task := range tasks {
		stepAt(y, ago, clock, who, incident.Incidents, key, "tick", func(i *incident.Incident) { i.Task = task })
	}
}

// decided plans what becomes of one clock of an incident.
func (y *year) decided(ago int, clock, who, key, clockID, step string, fill func(*incident.Notification)) {
	y.on(ago, clock, who, "", func(w *record.Writer) error {
		found, _, err := incident.Notifications.List(w.Reader, record.Query{Filters: []record.Filter{{Field: "incident", Values: []string{the(y, incident.Incidents, key).ID}}, {Field: "clock", Values: []string{clockID}}}, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			panic("demo: " + clockID + " does not run for " + key)
		}
		fill(found[0])
		return incident.Notifications.Take(w, found[0], step)
	})
}

func (y *year) phished() {
	const key = "phish"
	y.opened(168, "08:31", "08:52", key, "weber", "medium", incident.Event{Title: "Mail asks to sign in to a copy of our mail page", Type: "phishing", Source: "staff", Reporter: ""}, "playbook.phishing", "staff")
	y.noted(168, "weber", key, "08:58", "31 recipients found; mail withdrawn from all mailboxes", "09:20", "Two had signed in; sessions ended, passwords changed by telephone", "10:05", "Name of the page reported to the registrar; blocked at our resolver")
	y.classified(168, "09:25", "weber", key, "no")
	y.ticked(168, "09:40", "weber", key, "first_hour.1", "first_hour.2", "contain.1")
	y.over(168, key, "weber", "09:30", "10:10", "11:00", 166, "No use of the two accounts was found in 30 days of logs. 5 hours of work.", "The second factor was missing for the old mail server. It comes with the move to Meridian.")
	y.lesson(161, key, "mail", "Second factor for all mailboxes", "No mailbox without a second factor after the move to Meridian", "okafor", "A.8.5", 80)
	stepAt(y, 64, "11:15", "weber", incident.Lessons, "mail", "verify", func(l *incident.Lesson) {
		l.Verified = "Report of Meridian: 128 of 128 mailboxes; tried with a test account from outside."
	})
}

func (y *year) lostNotebook() {
	const key = "notebook"
	y.opened(118, "07:40", "08:05", key, "weber", "low", incident.Event{Title: "Notebook left in the train to the Harbour plant", Type: "loss", Source: "staff"}, "playbook.lost-device", "staff")
	y.noted(118, "weber", key, "08:10", "Locked and marked for erasure; last seen by management yesterday 18:20", "09:45", "Disk encryption confirmed by the management console, key in escrow", "15:10", "Railway has no such find")
	y.classified(118, "08:20", "weber", key, "yes")
	y.ticked(118, "08:30", "weber", key, "first_hour.1", "first_hour.2", "first_hour.3")
	y.decided(118, "11:30", "roth", key, "clock.gdpr.authority", "not_required", func(n *incident.Notification) {
		n.Reason = "Disk encrypted, locked within 25 minutes of the report, no password with it: a risk to the persons is unlikely (N. Haddad). Kept in the list of breaches."
	})
	y.over(118, key, "weber", "08:12", "09:50", "14:00", 113, "One notebook, 1,150 EUR; nothing readable was lost.", "The report came 13 hours after the loss was noticed. Awareness before the summer shifts.")
	y.lesson(110, key, "report", "People report a loss at once, also at night", "Card behind each notebook with the number of the service desk", "szabo", "A.6.8", 60)
}

func (y *year) payrollAttack() {
	const key = "payroll"
	start := y.twoDaysLater(55)
	y.opened(start, "08:05", "08:20", key, "roth", "high", incident.Event{Title: "Lohnhaus: ransomware attempt on a payroll server", Type: "malware", Source: "outside", Contact: "Lohnhaus, head of operations",
		Description: "Stopped before files were encrypted; two servers were reached, one of them with the data of our July run."}, "playbook.supplier-breach", "supplier")
	y.noted(start, "roth", key, "08:40", "Transfer of data to Lohnhaus stopped; staff accounts of their portal closed", "10:15", "Call with Lohnhaus and their forensic firm: 140 records of pay and bank data may have been read", "16:30", "Lohnhaus sends log extract; taken into custody")
	y.classified(start, "09:10", "roth", key, "yes", "insured_loss")
	y.ticked(start, "09:30", "roth", key, "first_hour.1", "first_hour.2", "keep.1", "notify.1")
	y.takenIn(start)
	stepAt(y, start, "17:20", "roth", incident.Incidents, key, "contain", nil)
	y.decided(start-1, "09:15", "roth", key, "clock.own.insurer", "sent", func(n *incident.Notification) { n.Receipt, n.SentBy = "Claim 26-4471", y.person("brandt") })
	stepAt(y, start-1, "14:00", "roth", incident.Incidents, key, "classify", func(i *incident.Incident) {
		i.PersonalData, i.Facts = "yes", record.Set{"high_risk", "insured_loss"}
	})
	y.decided(start-1, "17:45", "roth", key, "clock.gdpr.persons", "sent", func(n *incident.Notification) {
		n.Receipt, n.SentBy = "Letter to 140 employees, with the numbers of the banks", y.person("sato")
	})
	y.decided(start-3, "07:35", "roth", key, "clock.gdpr.authority", "sent", func(n *incident.Notification) { // entered the morning after
		n.SentAt = y.at(start-2, "21:25")
		n.Receipt, n.SentBy = "Receipt LfD-2026-08812, form of the authority", y.person("haddad")
	})
	stepAt(y, start-4, "12:00", "roth", incident.Incidents, key, "eradicate", nil)
	stepAt(y, start-6, "15:30", "roth", incident.Incidents, key, "recover", nil)
	stepAt(y, start-15, "16:10", "roth", incident.Incidents, key, "close", func(i *incident.Incident) {
		i.Outcome = "Forensic report: data were read, not changed. 27 hours of work, 6,400 EUR for counsel and letters, covered by the insurance but for 2,500 EUR."
	})
	stepAt(y, start-22, "10:30", "roth", incident.Incidents, key, "review", func(i *incident.Incident) {
		i.Review = "The authority was told after 61 of 72 hours because nobody at Lohnhaus could say whose data were on the server. The agreement gave them no hours."
	})
	y.lesson(start-23, key, "hours", "Critical suppliers tell us within 24 hours, with whose data", "Clause with hours in the agreements of all critical suppliers", "brandt", "A.5.20", -20)
	stepAt(y, start-24, "11:40", "roth", incident.Lessons, "hours", "open_action", nil)
	y.lesson(start-23, key, "minimum", "Old pay runs lie with the bureau for years", "Deletion after 13 months, confirmed each year", "sato", "A.8.10", -45)
}

// twoDaysLater is a working day near the given one after which the second next is 48 hours away.
func (y *year) twoDaysLater(near int) int {
	for y.day(near-2).Sub(y.day(near)) != 48*time.Hour {
		near++
	}
	return near
}

// takenIn plans the evidence of the attack, with its way through three hands.
func (y *year) takenIn(start int) {
	const digest = "9c1a5d0f7b3e48c2a6d1f0e94b7c352d8e6f1a0b3c5d7e9f2a4b6c8d0e1f3a5b"
	y.on(start, "16:42", "weber", "", func(w *record.Writer) error {
		return put(y, w, incident.Custodies, "logs", &incident.Custody{Title: "Log extract of two servers of Lohnhaus, 412 MB", Incident: y.ref("incident", "payroll"), CollectedBy: y.person("weber"),
			Source: "encrypted transfer from Lohnhaus", Method: "Downloaded to a write-once share; digest compared by telephone", Digest: digest})
	})
	stepAt(y, start-1, "10:20", "weber", incident.Custodies, "logs", "hand_over", func(c *incident.Custody) {
		c.Holder, c.Place, c.DigestSeen = y.person("haddad"), "Safe of the legal department, disk 7", digest
	})
	stepAt(y, start-3, "09:05", "roth", incident.Custodies, "logs", "hand_over", func(c *incident.Custody) {
		c.Holder, c.Place, c.DigestSeen = y.person("roth"), "Forensic firm, receipt F-118", digest
	})
}

func (y *year) lesson(ago int, of, key, title, change, owner, control string, due int) {
	add(y, ago, "roth", "", incident.Lessons, key, func() *incident.Lesson {
		return &incident.Lesson{Title: title, Incident: y.ref("incident", of), Change: change, Owner: y.person(owner), DueOn: y.date(due), Controls: y.refs("control", control)}
	})
}

func (y *year) gatewaySignIn() {
	const key = "gateway"
	y.opened(1, "13:10", "13:32", key, "okafor", "high", incident.Event{Title: "Sign-in to a sensor gateway from an unknown address", Type: "access", Source: "alert", Description: "Nightowl: session of 14 minutes on gateway 6, Harbour, with the account of the integrator.", Assets: nil}, "playbook.account-takeover", "own_watch")
	y.on(1, "13:50", "okafor", "", func(w *record.Writer) error {
		i := the(y, incident.Incidents, key)
		i.Assets, i.Suppliers = y.refs("asset", "gateways coldmon"), y.refs("supplier", "frostware nightowl")
		return incident.Incidents.Put(w, i)
	})
	y.noted(1, "okafor", key, "13:45", "Gateway 6 cut from the network; sensors read by hand each hour", "14:20", "Frostware: nobody of theirs was signed in; the account has no second factor", "15:05", "Remote access of the integrator closed for all 18 gateways")
	y.classified(1, "14:30", "okafor", key, "yes", "significant")
	y.ticked(1, "14:40", "okafor", key, "first_hour.1", "first_hour.2", "call.1")
	stepAt(y, 1, "15:10", "okafor", incident.Incidents, key, "contain", nil)
	y.decided(1, "16:50", "roth", key, "clock.nis2.warning", "sent", func(n *incident.Notification) {
		n.Receipt, n.SentBy = "Portal of the authority, case 26-10293", y.person("roth")
	})
}
