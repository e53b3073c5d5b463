package demo

// rating is likelihood, consequence, residual likelihood, residual consequence.
type rating [4]int

// hazard is a risk: found in a workshop, rated under the first criteria, rated again under the second.
type hazard struct {
	key, title, story, assets, harms, owner string
	found                                   int // working days before now
	first                                   rating
	why                                     string
	option, controls                        string
	again                                   int // when it was rated again
	second                                  rating
	changed                                 string // why it is rated so now
	status                                  string
}

var hazards = []hazard{
	{"ransom", "Ransomware through an unpatched server", "A criminal group enters by a gap in a server facing the internet, encrypts ERP and batch system and asks for ransom in harvest week.", "erp mes files host-1", "CIA", "okafor", 238, rating{3, 4, 2, 3}, "Two producers within 100 km were hit in three years; one stood still for 11 days. Our scan of spring found four critical gaps at the edge.", "modify", "A.8.7 A.8.8 A.8.13 A.5.7", 92, rating{3, 5, 2, 4}, "Edge gaps are closed in 3 days since May (log of 41 cases). Consequence raised: the neighbour's bill of € 2.1 million is now known.", "in_treatment"},
	{"phish", "Mailbox taken over after phishing", "A purchaser gives her password to a forged sign-in page; invoices are redirected and mails read.", "mail customers directory", "CI", "okafor", 238, rating{4, 3, 2, 2}, "Happened once in the autumn before last; 9 % clicked in the exercise.", "modify", "A.5.17 A.6.3 A.8.5 A.8.23", 92, rating{3, 3, 2, 2}, "Second factor covers all mailboxes since the move; click rate fell to 4 %.", "treated"},
	{"leaver", "Leaver keeps access to ERP", "A buyer leaves for a competitor and reads purchase prices for weeks.", "erp customers", "CI", "brandt", 237, rating{3, 3, 1, 2}, "Average removal took 19 days in a sample of 12 leavers; prices were used against us once.", "modify", "A.5.11 A.5.16 A.5.18 A.6.5", 90, rating{3, 3, 1, 3}, "Sample of 14 leavers: removed within one day for 13; one agency worker was forgotten.", "in_treatment"},
	{"pay-fraud", "Payment fraud by one person in the ERP", "Whoever may both create suppliers and release payments pays a company of his own.", "erp accounts", "I", "brandt", 237, rating{2, 3, 1, 2}, "The auditors of accounts named it; no case known. 11 users held both rights.", "modify", "A.5.3 A.8.3 A.8.15", 90, rating{2, 3, 1, 3}, "Rights are separated for all but the test client; the daily report of changed bank accounts goes to L. Brandt.", "treated"},
	{"payroll-restore", "Payroll cannot be restored in time", "The bureau loses its data in the week before payday and our export is older than a month.", "payroll hr", "A", "brandt", 237, rating{2, 3, 1, 3}, "Contract names 5 days; wages are due within 3. Export was made quarterly.", "modify", "A.5.22 A.8.13", 89, rating{3, 4, 2, 4}, "The bureau moved data centres without a test; our last restore test of the export failed on the file format.", "in_treatment"},
	{"payroll-leak", "Payroll bureau discloses pay and health data", "A wrong recipient or an intruder at the bureau makes payslips public.", "payroll staff-data", "C", "sato", 236, rating{2, 4, 1, 3}, "One misdirected payslip in six years; the bureau is certified.", "share", "A.5.19 A.5.20 A.5.34", 89, rating{2, 4, 1, 4}, "Contract has a notice clause and cyber cover of € 3 million since autumn.", "treated"},
	{"cold-fail", "Cold-chain records lost or false", "Gateway fault or manipulated clock leaves gaps in the records; lots must be destroyed for want of proof.", "sensors gateways coldmon batch", "IA", "marchetti", 235, rating{3, 3, 2, 2}, "Three gaps above an hour last summer; 26 pallets destroyed, € 31,000.", "modify", "A.8.17 A.5.33 A.8.14", 88, rating{4, 3, 3, 3}, "Heat wave in July: seven gaps in nine days, gateways above 60 °C. Likelihood raised.", "in_treatment"},
	{"heat", "Server room overheats in a heat wave", "Cooling fails at 38 °C outside while the grid is weak; hosts shut down one after the other.", "room host-1 host-2 power-old", "A", "mbeki", 235, rating{2, 3, 1, 2}, "Room reached 31 °C twice; one of two cooling units is 14 years old.", "modify", "A.7.5 A.7.11", 88, rating{3, 4, 2, 3}, "Nine days above 35 °C this summer against two in the year before; climate figures of the weather service used.", "in_treatment"},
	{"flood", "Flood in the Harbour basement", "A storm surge fills the basement; the plant is without network for days.", "cabinet site-har", "A", "mbeki", 235, rating{2, 3, 1, 2}, "20 cm of water in the last storm, 15 cm below the first switch.", "modify", "A.7.5 A.7.8 A.7.12", 87, rating{3, 4, 3, 4}, "The cabinet was to move in spring and has not; city raised the flood class of the quay.", "in_treatment"},
	{"trace-down", "Traceability not available in a recall", "The authority asks for lots while the database is down or slow; the recall widens from one lot to a week.", "trace recall", "IA", "petersen", 234, rating{2, 4, 1, 3}, "Exercise took 3 h 40 min against a target of two hours.", "modify", "A.5.29 A.5.30 A.8.14", 87, rating{2, 5, 1, 4}, "Exercise of summer: 3 h 10 min. Consequence in the new scale above € 1.5 million, as a recall week costs 2.2.", "in_treatment"},
	{"label", "Wrong allergen on labels", "A faulty change of master data prints labels without an allergen; people are harmed.", "label erp mes", "I", "petersen", 234, rating{2, 4, 1, 4}, "Two near misses in four years, both found at line clearance.", "modify", "A.8.31 A.8.32 A.5.37", 86, rating{2, 5, 1, 5}, "A third near miss in spring after a change of the batch system outside change management.", "in_treatment"},
	{"recipe-leak", "Recipes leave with a developer or visitor", "A product developer copies Halden recipes before leaving, or a visitor photographs binders.", "recipes binders", "C", "petersen", 234, rating{2, 3, 1, 2}, "One suspicion in 2022, not proven; clause 9 names a penalty of € 250,000.", "modify", "A.5.12 A.6.6 A.7.6 A.8.12", 86, rating{2, 4, 2, 3}, "Blocking of uploads is still silent; penalty was raised in the new contract.", "in_treatment"},
	{"sensor-fw", "Tampered firmware in sensor gateways", "An update that came through the integrator opens a way into the plant network.", "gateways plant-net", "IA", "marchetti", 233, rating{1, 4, 1, 3}, "No case known; firmware of one model is not signed.", "modify", "A.5.21 A.8.22 A.8.27", 85, rating{2, 4, 1, 4}, "A case at a fruit packer was published in autumn; the unsigned model is still in use in Harbour.", "in_treatment"},
	{"plc", "Machine controllers stopped through remote maintenance", "A maintenance firm's stolen access is used to stop lines or change parameters.", "plc vpn plant-net", "IA", "halloran", 233, rating{2, 4, 1, 3}, "Eight firms had permanent access; passwords were shared.", "modify", "A.8.20 A.8.22 A.8.19", 85, rating{2, 4, 1, 4}, "Access opens per request for an hour since May; two firms still use a shared account.", "in_treatment"},
	{"usb", "Malware by technician's stick", "A technician brings an infected stick to a packaging machine.", "plc terminals", "A", "novak", 233, rating{3, 2, 2, 1}, "Two cases in three years, half a shift each.", "modify", "A.7.10 A.8.7", 84, rating{2, 3, 1, 2}, "Scanning station caught four infected sticks; no case since spring.", "treated"},
	{"theft-nb", "Notebook stolen from a car or train", "A thief finds price lists and mails.", "notebooks customers", "C", "weber", 232, rating{3, 2, 2, 1}, "Two thefts a year; all disks encrypted.", "retain", "", 84, rating{4, 1, 4, 1}, "Two thefts this year as expected; encryption and remote lock confirmed in both.", "treated"},
	{"shop-breach", "Web shop accounts read by strangers", "A gap in the shop's software shows customers' orders and addresses.", "shop customers", "CI", "fontaine", 232, rating{3, 3, 2, 2}, "The agency patched 12 days late in winter; 18,400 accounts.", "modify", "A.8.26 A.8.29 A.8.30", 83, rating{3, 3, 2, 3}, "Penetration test found one serious gap, closed in 2 days; patches now within 5 days.", "treated"},
	{"shop-down", "Web shop unreachable in campaign week", "An attack or overload stops the shop before Christmas.", "shop", "A", "fontaine", 232, rating{3, 2, 2, 2}, "Down for 5 hours last December, € 14,000 turnover lost.", "retain", "", 83, rating{3, 2, 3, 2}, "Turnover by the shop is 7 %; protection would cost more than a lost day a year.", "treated"},
	{"edi", "Orders lost or changed on the way", "EDI messages are lost after a provider's fault; trucks leave half empty.", "edi order", "IA", "fontaine", 231, rating{2, 3, 1, 2}, "41 messages delayed in one fault of spring; found by the customer.", "modify", "A.5.14 A.8.21 A.8.24", 82, rating{3, 2, 2, 2}, "Counting of messages each hour finds gaps before customers do.", "treated"},
	{"admin-loss", "Knowledge of a single administrator is lost", "The only person who knows a system leaves or falls ill.", "admins backup", "A", "okafor", 231, rating{3, 3, 2, 2}, "Five of nine systems had one person who knew them.", "modify", "A.5.2 A.5.37", 82, rating{3, 2, 2, 2}, "It happened: G. Ferrer left in autumn. Runbooks held, one restore took a day longer.", "treated"},
	{"admin-abuse", "Administrator account misused", "Someone uses an administrator's rights to erase backups and logs.", "directory backup logserver", "CIA", "weber", 231, rating{2, 4, 1, 3}, "Three administrators worked with rights all day.", "modify", "A.8.2 A.8.5 A.8.15 A.8.18", 81, rating{2, 5, 1, 4}, "Rights are granted for four hours; backup deletion needs two people.", "treated"},
	{"intrusion", "Intruder stays unseen for weeks", "Someone inside prepares an attack while nobody looks at the signs.", "directory office-net plant-net", "CI", "weber", 230, rating{3, 3, 2, 2}, "Nine days unseen in the last case.", "modify", "A.5.25 A.6.8 A.8.16", 81, rating{3, 4, 2, 3}, "Night service sees notebooks and servers; plant traffic has no rules yet.", "in_treatment"},
	{"power", "Grid fails longer than the UPS lasts", "Harbour has no generator; cold store and network stop.", "site-har lines", "A", "novak", 230, rating{2, 3, 2, 2}, "50 minutes in July; UPS lasts 30.", "modify", "A.7.11 A.7.13", 80, rating{4, 3, 2, 3}, "Grid operator announced controlled cut-offs in heat waves; generator is ordered.", "in_treatment"},
	{"gate", "Strangers enter production", "Someone walks in with a delivery and reaches lines or terminals.", "site-old site-har terminals", "IA", "mbeki", 230, rating{2, 3, 1, 2}, "Test walk got to line 2 without a badge.", "modify", "A.7.1 A.7.2 A.7.4", 80, rating{3, 3, 1, 2}, "Second test walk stopped at the gate; docks remain weak on Mondays.", "treated"},
	{"home", "Papers and screens seen at home or on trains", "Price lists and personnel matters are read by others.", "notebooks customers staff-data", "C", "sato", 229, rating{2, 2, 2, 1}, "Reports of colleagues, no damage known.", "retain", "", 79, rating{3, 1, 3, 1}, "Privacy screens for sales; no report this year.", "treated"},
	{"disposal", "Data on discarded equipment", "A returned copier or scale still holds scans or health notes.", "notebooks staff-data", "C", "okafor", 229, rating{2, 2, 1, 1}, "One copier went back with its disk in 2021.", "modify", "A.7.14", 79, rating{1, 3, 1, 2}, "All 64 disposals of the year have a certificate.", "treated"},
	{"cloud-open", "Cloud storage left open by a supplier", "The mail provider or an agency shares a folder with anyone who has the link.", "mail shop", "C", "roth", 62, rating{}, "", "modify", "A.5.20", 62, rating{3, 3, 2, 3}, "Found when mail moved to Meridian: 212 links of the old file exchange were open to anyone, 3 with prices.", "in_treatment"},
	{"climate-insurer", "Insurer excludes losses by heat and flood", "Cover for business interruption ends or becomes too dear; a summer like this year's is paid by us.", "site-har site-old", "A", "duval", 60, rating{}, "", "share", "A.5.29", 60, rating{2, 4, 2, 3}, "Broker's letter of autumn; three of five offers exclude the quay.", "in_treatment"},
	{"ai-notes", "Meeting notes sent to an unapproved AI service", "Sales records a meeting on Halden prices with a private account of a transcription service.", "customers recipes", "C", "fontaine", 59, rating{}, "", "avoid", "A.5.10 A.8.23", 59, rating{4, 3, 1, 3}, "Six accounts with company addresses were found in the provider's report.", "treated"},
}

// causes are the threats and vulnerabilities of each hazard, without their prefixes: threats, then vulnerabilities.
var causes = map[string][2]string{
	"ransom":          {"ransomware exploit-known", "unpatched-system backup-reachable"},
	"phish":           {"phishing credential-theft payment-diversion", "no-mfa untrained-staff"},
	"leaver":          {"leaver-misuse", "late-revocation unmanaged-leaver"},
	"pay-fraud":       {"insider-fraud", "combined-duties excessive-rights"},
	"payroll-restore": {"supplier-failure data-loss", "untested-restore supplier-lock-in"},
	"payroll-leak":    {"supplier-disclosure misdelivery", "supplier-unmonitored"},
	"cold-fail":       {"clock-drift hardware-failure data-loss", "unsynchronised-clocks no-redundancy"},
	"heat":            {"cooling-failure storm-heat", "single-utility hazard-exposed-site"},
	"flood":           {"water", "hazard-exposed-site unprotected-equipment"},
	"trace-down":      {"software-fault capacity-exhaustion", "recovery-too-slow untested-plan"},
	"label":           {"failed-change operator-error", "uncontrolled-change"},
	"recipe-leak":     {"insider-theft espionage", "no-leak-detection unclassified-information"},
	"sensor-fw":       {"software-supply-chain tampering-equipment", "vulnerable-component"},
	"plc":             {"remote-access-attack supplier-compromise", "shared-account flat-network"},
	"usb":             {"malware", "uncontrolled-media no-malware-protection"},
	"theft-nb":        {"theft-equipment loss-device", "unprotected-offsite"},
	"shop-breach":     {"web-application-attack injection", "insecure-coding outsourced-unchecked"},
	"shop-down":       {"denial-of-service capacity-exhaustion", "no-capacity-plan"},
	"edi":             {"network-failure data-loss", "unagreed-network-service"},
	"admin-loss":      {"key-person-loss", "single-expert no-procedure"},
	"admin-abuse":     {"privilege-abuse insider-sabotage log-tampering", "standing-privilege unprotected-logs"},
	"intrusion":       {"lateral-movement espionage", "no-monitoring no-triage"},
	"power":           {"power-failure", "single-utility no-redundancy"},
	"gate":            {"intrusion-premises tailgating", "weak-entry-control delivery-uncontrolled"},
	"home":            {"shoulder-surfing", "remote-unprotected cluttered-desk"},
	"disposal":        {"remnant-data", "unwiped-media"},
	"cloud-open":      {"cloud-exposure oversharing", "cloud-misconfiguration supplier-no-terms"},
	"climate-insurer": {"storm-heat water", "no-bia"},
	"ai-notes":        {"ai-data-disclosure social-media-disclosure", "shadow-it unclear-acceptable-use"},
}

// deed is a treatment action.
type deed struct {
	title, risks, controls, owner string
	planned, due, started, ended  int // working days before now, due negative in the future; 0 for not yet
	dropped                       bool
	cost                          float64
	notes                         string
}

var deeds = []deed{
	{"Close critical gaps at the edge within three days", "ransom", "A.8.8", "weber", 221, 180, 214, 183, false, 4200, "Second maintenance window on Wednesday evenings; scanner licence extended."},
	{"Immutable backup store in Harbour", "ransom payroll-restore", "A.8.13", "okafor", 221, 150, 205, 156, false, 38600, "Five weeks of copies nobody can delete; first full restore took 6 h 20 min."},
	{"Second factor for every mailbox", "phish", "A.8.5", "weber", 220, 120, 190, 74, false, 9800, "Done together with the move of mail; 31 people use hardware keys for want of a phone."},
	{"Tie leaver checklist to the payslip run", "leaver", "A.5.11 A.5.18", "sato", 220, 170, 201, 172, false, 1500, "Change by Lohnhaus, tested with two leavers in spring."},
	{"Agency workers into the HR system", "leaver", "A.5.16", "sato", 88, 9, 40, 0, false, 6000, "Agency sends lists in three formats; import for the largest is ready."},
	{"Separate supplier creation from payment release", "pay-fraud", "A.5.3", "lund", 219, 160, 198, 163, false, 12400, "Roles cut anew with Korngold; 11 users changed."},
	{"Monthly export of payroll in a format we can restore", "payroll-restore", "A.8.13 A.5.22", "brandt", 219, 100, 130, 0, false, 3000, "The bureau delivered twice; the file does not load without its own program."},
	{"Cyber cover in the payroll contract", "payroll-leak", "A.5.20", "haddad", 218, 110, 150, 104, false, 0, "€ 3 million; notice within 24 hours."},
	{"Second time source and drift alarm for sensors", "cold-fail", "A.8.17", "okafor", 218, 140, 170, 139, false, 2900, "Radio clock on the Oldbrook roof."},
	{"Sun shields and fans for 18 gateways", "cold-fail", "A.7.8", "marchetti", 87, -30, 50, 0, false, 7400, "Twelve done; Harbour docks follow when the scaffold is up."},
	{"Replace the old cooling unit of the server room", "heat", "A.7.5", "mbeki", 217, 90, 140, 95, false, 27500, "Two units now, each strong enough alone up to 40 °C."},
	{"Move the Harbour network cabinet to the first floor", "flood", "A.7.5 A.7.12", "mbeki", 217, 15, 120, 0, false, 18000, "Landlord's permit came late; electrician booked."},
	{"Bring traceability restart under two hours", "trace-down", "A.5.30", "lund", 216, -45, 110, 0, false, 15000, "Database split by year; exercise planned."},
	{"Change management for batch and label systems", "label", "A.8.32", "halloran", 86, -25, 30, 0, false, 0, "Draft is with both plant managers."},
	{"Block uploads of recipes and prices", "recipe-leak", "A.8.12", "weber", 216, -60, 95, 0, false, 22000, "Silent phase shows 14 hits a week, 12 of them harmless."},
	{"Replace unsigned gateway model", "sensor-fw", "A.5.21", "marchetti", 85, -90, 0, 0, false, 31000, "Offer of Frostware is in; order with the next budget."},
	{"Remote maintenance by request only", "plc", "A.8.22", "okafor", 215, 165, 200, 168, false, 8900, "Eight firms instructed; two need named accounts still."},
	{"Scanning station and numbered sticks", "usb", "A.7.10", "szabo", 215, 175, 199, 178, false, 2100, "One station per plant."},
	{"Penetration test of the web shop", "shop-breach", "A.8.29", "fontaine", 214, 105, 125, 106, false, 11800, "One serious, three minor gaps; all closed."},
	{"Count EDI messages each hour", "edi", "A.8.21", "lund", 214, 155, 180, 158, false, 900, "Alarm to the duty phone when the count differs."},
	{"Runbooks for nine systems, tried by a colleague", "admin-loss", "A.5.37", "okafor", 213, 115, 190, 112, false, 0, "Ready eleven days after G. Ferrer left; no system without one now."},
	{"Rights for administrators on request", "admin-abuse", "A.8.2", "weber", 213, 130, 160, 133, false, 14300, "Four hours at a time, recorded."},
	{"Generator for the Harbour plant", "power", "A.7.11", "novak", 80, -75, 35, 0, false, 86000, "Ordered; delivery with the crane in spring."},
	{"Paid protection against overload of the web shop", "shop-down", "A.8.6", "fontaine", 213, 125, 0, 126, true, 9600, "Dropped: costs more a year than a lost campaign day; risk retained by E. Fontaine."},
	{"Rules for traffic in plant networks", "intrusion", "A.8.16", "weber", 81, -35, 44, 0, false, 5400, "Learning since autumn with the night service."},
	{"Close open sharing links and forbid new ones", "cloud-open", "A.5.14", "weber", 58, 30, 55, 33, false, 0, "212 links removed; sharing outside needs a named recipient."},
}

// signature is an acceptance of a residual risk by its owner.
type signature struct {
	risk      string
	ago       int
	until     int // working days before now, negative in the future; 0 for no end
	words     string
	elsewhere string // where an owner without an account signed
}

var signatures = []signature{
	{"theft-nb", 205, 0, "Encrypted disks are enough; two thefts a year cost less than trackers.", ""},
	{"pay-fraud", 204, 0, "I check the report of changed bank accounts each morning until the roles are separated.", ""},
	{"shop-down", 203, 0, "A lost day in December is bearable.", "minutes of the sales meeting, item 4, signed by E. Fontaine"},
	{"disposal", 202, 0, "Certificates with serial numbers suffice.", ""},
	{"home", 201, 0, "We rely on the rules and on good sense.", ""},
	{"gate", 200, 0, "Dock 3 stays open during unloading, with a guard in sight.", ""},
	{"phish", 55, -185, "With the second factor a stolen password alone no longer helps. I accept what remains for a year.", ""},
	{"pay-fraud", 54, -180, "The remaining case needs two people to work together.", ""},
	{"theft-nb", 54, -185, "As last year: an inconvenience, not a loss of information.", ""},
	{"disposal", 53, -185, "64 disposals without a gap; fine.", ""},
	{"payroll-leak", 53, -12, "Insurance and notice clause are what we can get from a bureau of this size.", ""},
	{"shop-down", 52, 6, "Accepted for this year's campaign season only.", "risk sheet signed by E. Fontaine, folder Sales 7"},
	{"leaver", 51, -120, "Only agency workers remain open, at most five at a time.", ""},
	{"admin-abuse", 51, -180, "Two people for deleting backups, rights for four hours: acceptable.", ""},
	{"gate", 50, -170, "Docks on Mondays are watched by the shift leader.", ""},
	{"home", 49, -188, "No case this year; privacy screens are handed out.", ""},
}
