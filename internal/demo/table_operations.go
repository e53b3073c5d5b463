package demo

type routine struct {
	key, title, controls, place, author, owner string
	approved, performed                        int
	by, deviations                             string
}

var routines = []routine{
	{"restore-erp", "Bring back the ERP", "A.8.13", "Red folder in both plants, wiki", "ferrer", "lund", 208, 62, "lund", "Step 7 named a host that is gone; corrected."},
	{"evidence", "Collect evidence from notebooks", "A.5.28", "Wiki, response kit", "weber", "weber", 196, 0, "", ""},
	{"contain", "Contain ransomware in the first hour", "A.5.26", "Red folder in both plants", "weber", "weber", 188, 95, "okafor", "The firewall rule takes nine minutes, not two."},
	{"recall", "Answer a recall from traceability", "", "Quality manual", "petersen", "petersen", 201, 60, "lund", ""},
	{"season", "Start and end of the season: accounts and badges", "", "Wiki", "szabo", "szabo", 176, 48, "szabo", ""},
}

type alteration struct {
	key, title, kind, risk, asked, fallback string
	approver                                string
	requested, approved, done               int
	result                                  string
	reviewed                                int
}

var alterations = []alteration{
	{"mail", "Mail moves to Meridian", "normal", "high", "okafor", "Old server stays ready for two weeks.", "weber", 92, 86, 74, "succeeded", 70},
	{"erp-q", "ERP: quarterly release of the maker", "normal", "medium", "lund", "Snapshot before, restore in 40 minutes.", "okafor", 126, 122, 118, "succeeded", 114},
	{"erp-q2", "ERP: quarterly release, next", "normal", "medium", "lund", "Snapshot before, restore in 40 minutes.", "okafor", 66, 62, 58, "fell_back", 55},
	{"erp-q3", "ERP: the release again, without the report module", "normal", "medium", "lund", "Snapshot before.", "okafor", 54, 53, 49, "succeeded", 45},
	{"fw", "Firewall: 41 rules taken out", "normal", "medium", "weber", "Rule base of the day before.", "okafor", 110, 108, 106, "succeeded", 103},
	{"vpn", "New gateway for remote access", "normal", "high", "weber", "Old gateway for a week.", "okafor", 60, 57, 50, "succeeded", 46},
	{"shopfix", "Web shop: gap in the basket closed at night", "emergency", "high", "weber", "Shop offline.", "okafor", 79, 78, 79, "succeeded", 76},
	{"label", "Label servers: allergen table corrected on Sunday", "emergency", "medium", "lund", "Table of the week before.", "okafor", 38, 29, 38, "succeeded", 29},
	{"san", "Storage array: firmware", "normal", "high", "okafor", "Second controller keeps the old one.", "weber", 25, 23, 20, "failed", 0},
	{"patch", "Servers: monthly updates", "standard", "low", "weber", "", "okafor", 13, 12, 9, "succeeded", 9},
	{"switch", "Harbour: cabinet moves to the first floor", "normal", "high", "okafor", "Cables stay until the test is done.", "", 5, 0, 0, "", 0},
}

type limit struct {
	key, title, controls, asset, owner, unit string
	most, used, growth                       float64
	delivery                                 int
}

var limits = []limit{
	{"san", "Storage array", "", "san", "okafor", "TB", 48, 37.6, 0.62, 42},
	{"mail", "Mailbox licences", "", "mail", "okafor", "seats", 150, 128, 1, 2},
	{"line", "Second internet line at full load of the first", "A.8.14", "lines", "okafor", "Mbit/s", 200, 171, 2.1, 60},
	{"ups", "UPS of the server room", "A.7.11", "power-old", "mbeki", "kVA", 40, 31, 0.2, 90},
	{"log", "Log store at 200 days", "", "logserver", "weber", "GB", 9000, 8450, 210, 30},
}

type copying struct {
	key, title, assets, owner string
	loss, back, rhythm        int
	apart                     bool
}

var copyings = []copying{
	{"erp", "ERP database", "erp", "lund", 4, 8, 1, true},
	{"trace", "Traceability database", "trace", "petersen", 1, 4, 1, true},
	{"files", "File server", "files", "okafor", 24, 24, 24, true},
	{"hr", "HR and time system", "hr", "sato", 24, 48, 24, true},
	{"directory", "Directory", "directory", "weber", 24, 4, 12, true},
	{"mail", "Mailboxes at Meridian", "mail", "okafor", 24, 72, 24, false},
	{"shop", "Web shop at Klickwerk", "shop", "fontaine", 24, 24, 24, false},
}

type restored struct {
	key, title, backup, kind, tester, confirmer string
	on                                          int
	hours                                       float64
	result                                      string
	runbook, recoveryKey                        bool
	settled                                     int
	deviations                                  string
}

var restores = []restored{
	{"erp-1", "ERP on spare host", "erp", "service", "okafor", "lund", 186, 11.5, "complete", true, false, 62, "The name service was missing; three hours lost."},
	{"erp-2", "ERP on spare host, again", "erp", "service", "lund", "lund", 62, 6.25, "complete", true, true, 0, ""},
	{"trace", "Traceability, night of {97}", "trace", "system", "okafor", "petersen", 96, 2.5, "complete", true, false, 0, ""},
	{"files", "Forty files of the laboratory", "files", "files", "okafor", "petersen", 51, 0.5, "complete", false, false, 0, ""},
	{"directory", "Domain controller without the other one", "directory", "system", "weber", "weber", 33, 3.25, "complete", true, false, 0, ""},
	{"hr", "HR system", "hr", "system", "okafor", "", 5, 9, "complete", false, false, 0, ""},
	{"shop", "Shop at Klickwerk", "shop", "system", "weber", "", 19, 30, "partly", false, false, 0, "Pictures of products were not in the copy."},
}

type source struct {
	key, title, asset, owner, store string
	pause, keep                     int
	admins, protected               bool
}

var sources = []source{
	{"directory", "Sign-ins of the directory", "directory", "weber", "Log server", 1, 200, true, true},
	{"firewall", "Firewalls", "firewall", "weber", "Log server", 1, 200, true, true},
	{"erp", "ERP audit trail", "erp", "lund", "Log server", 12, 200, true, true},
	{"shop", "Web shop", "shop", "fontaine", "Klickwerk, copy each night", 24, 180, true, false},
	{"badge", "Badge system", "badge", "mbeki", "Log server", 24, 90, false, true},
}

type weakness struct {
	key, title, cve, assets, source string
	cvss                            float64
	exploited                       bool
	owner                           string
	found, fixed, rescanned         int
	exception                       string
}

var weaknesses = []weakness{
	{"vpn", "Gateway: code execution before sign-in", "CVE-2025-31324", "vpn", "maker", 9.8, true, "weber", 101, 99, 98, ""},
	{"erp", "Application server of the ERP", "CVE-2025-24813", "erp", "scan", 7.5, false, "lund", 160, 140, 133, ""},
	{"plc", "Controllers accept commands without sign-in", "", "plc", "scan", 8.8, false, "halloran", 206, 0, 0, "plc"},
	{"host", "Hypervisor: escape from a guest", "CVE-2025-22224", "host-1 host-2", "maker", 8.2, true, "okafor", 84, 66, 64, ""},
	{"shop", "Web shop: stored script in reviews", "", "shop", "test", 6.1, false, "fontaine", 58, 40, 28, ""},
	{"label", "Label servers: old library for fonts", "CVE-2024-45492", "label", "component", 7.3, false, "lund", 46, 30, 29, ""},
	{"gateways", "Sensor gateways: default password of the maker", "", "gateways", "report", 9.1, false, "marchetti", 15, 0, 0, ""},
	{"switches", "Switches: management page", "CVE-2025-20188", "office-net", "scan", 7.2, false, "okafor", 11, 0, 0, ""},
	{"printers", "Printers answer to everybody", "", "office-net", "scan", 4.3, false, "szabo", 30, 0, 0, ""},
}

type baseline struct {
	key, title, controls, assets, owner string
	components                          int
	drift                               []int // by comparison, in the order of monthly
	differences                         string
}

var baselines = []baseline{
	{"tenant", "Mail tenant", "A.5.14 A.5.23 A.8.12", "mail", "okafor", 1, []int{0, 0, 0, 1, 0, 0, 0}, "Forwarding to the outside was on for two mailboxes"},
	{"notebooks", "Notebooks", "A.7.7 A.8.1", "notebooks", "szabo", 110, []int{9, 4, 3, 2, 0, 0, 0}, "Screen lock after 30 minutes instead of 5"},
	{"directory", "Identity rules", "A.5.17 A.8.5", "directory", "weber", 2, []int{1, 0, 0, 0, 0, 0, 0}, "Old protocol allowed for the scanner"},
	{"network", "Firewalls and switches", "A.8.20", "firewall office-net", "weber", 31, []int{6, 6, 4, 2, 2, 1, 1}, "Switch in the gatehouse is managed over plain text"},
}

type inspection struct {
	title, controls, method, reviewer, owner string
	total, covered, on                       int
	findings                                 string
	settled                                  int
	planned                                  int
}

var looks = []inspection{
	{"Rules of the firewalls", "A.8.20 A.8.22", "Read rule by rule with the owner of each zone.", "weber", "okafor", 312, 312, 112, "41 rules without a purpose.", 106, 0},
	{"Scan with log-on, all ranges", "A.8.8", "Scanner against the address leases of the week.", "weber", "okafor", 214, 209, 46, "", 0, 0},
	{"Scan with log-on, all ranges, again", "A.8.8", "Scanner against the address leases of the week.", "weber", "okafor", 216, 216, 11, "", 0, 0},
	{"Clocks read in one sweep", "A.8.17", "Offset against the time institute.", "weber", "mbeki", 186, 186, 40, "Two door readers 70 seconds behind.", 36, 0},
	{"Programs found on notebooks", "A.8.19", "Execution records by signer.", "lindqvist", "szabo", 110, 106, 52, "Eleven programs on no list.", 0, 0},
	{"System logs against changes", "A.8.32", "A month's logs of hosts and firewalls.", "lindqvist", "okafor", 0, 0, 17, "", 0, 0},
	{"Open links and shares", "A.8.3", "Tenant and file server.", "roth", "okafor", 0, 0, 0, "", 0, -9},
}
