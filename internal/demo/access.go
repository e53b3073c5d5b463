package demo

import (
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/record"
)

type platform struct {
	key, name, kind, owner, assets, grants, roles, privileged, bypass, required, inForce string
	reviewed                                                                             int
}

var platforms = []platform{
	{"erp", "ERP", "business", "lund", "erp customers accounts", "Head of department asks, B. Lund gives a role that fits the matrix.", "Sales, purchasing, warehouse, finance, auditor", "ERP administrator, batch user", "SQL client: B. Lund and the maker's watched session", "second_factor", "second_factor", 31},
	{"directory", "Directory", "platform", "weber", "directory", "From the HR system at six each morning; groups by the owner of what they open.", "Groups per system and folder", "Domain and server administrators", "Console of both hosts: six people of IT", "phishing_resistant", "phishing_resistant", 24},
	{"mail", "Mail and calendar", "cloud", "okafor", "mail", "With the identity; shared mailboxes by their owner.", "User, shared mailbox, reader", "Tenant administrator", "", "second_factor", "second_factor", 40},
	{"files", "File server", "platform", "okafor", "files recipes", "Owner of the share, by ticket.", "Read and write per share", "Share administrator", "Backup operator restores to any place", "second_factor", "second_factor", 52},
	{"hr", "HR and time system", "business", "sato", "hr staff-data", "H. Sato, three people.", "Clerk, time keeper, head of department", "HR administrator", "", "second_factor", "second_factor", 36},
	{"shop", "Web shop back office", "cloud", "fontaine", "shop customers", "E. Fontaine asks Klickwerk.", "Editor, orders, prices", "Shop administrator", "Klickwerk's database console", "second_factor", "password", 44},
	{"trace", "Traceability", "business", "petersen", "trace batch", "Plant manager asks, K. Petersen agrees.", "Enter, release, recall", "Database owner", "SQL client: B. Lund", "second_factor", "second_factor", 47},
	{"mes", "Line control", "business", "halloran", "mes plc", "Shift leader, badge and PIN.", "Operator, recipe keeper", "Engineer", "Programming notebook in the cage", "password", "password", 190},
	{"repo", "Label and interface code", "code", "lund", "label", "B. Lund, two people and one freelancer.", "Read, write, release", "Owner of the repository", "", "phishing_resistant", "second_factor", 38},
}

type login struct {
	key, name, system, kind, person string
	privileged                      bool
	entitlements                    string
	used, matched                   int
}

var logins = []login{
	{"lund-erp", "blund", "erp", "person", "lund", true, "ERP administrator\nFinance reader", 1, 11},
	{"brandt-erp", "lbrandt", "erp", "person", "brandt", false, "Finance\nRelease of payments", 1, 11},
	{"fontaine-erp", "efontaine", "erp", "person", "fontaine", false, "Sales\nPrices", 2, 11},
	{"batch-erp", "svc-edi", "erp", "service", "lund", true, "Batch user", 1, 11},
	{"weber-adm", "adm-weber", "directory", "person", "weber", true, "Domain administrators", 3, 9},
	{"okafor-adm", "adm-okafor", "directory", "person", "okafor", true, "Server administrators", 5, 9},
	{"backup-svc", "svc-backup", "directory", "service", "okafor", true, "Backup operators", 1, 9},
	{"scanner", "svc-scan", "directory", "service", "weber", true, "Local administrators", 12, 9},
	{"roth-mail", "ines.roth", "mail", "person", "roth", false, "User", 1, 16},
	{"info-mail", "info", "mail", "shared", "fontaine", false, "Shared mailbox", 1, 16},
	{"sato-hr", "hsato", "hr", "person", "sato", true, "HR administrator", 1, 19},
	{"intern-hr", "praktikum2", "hr", "person", "", false, "Clerk", 140, 19},
	{"klick-shop", "klickwerk-admin", "shop", "external", "fontaine", true, "Shop administrator", 4, 18},
	{"freelance", "jvogel", "repo", "external", "lund", false, "Write", 6, 20},
	{"ferrer-old", "gferrer", "trace", "person", "ferrer", false, "Enter", 122, 100},
}

// access plans systems, their accounts and the changes of entitlements.
func (y *year) access() {
	listed(y, access.Systems, 222, "10:20", "weber", "From single sign-on, and a walk through what is not in it", platforms, func(p platform) (string, *access.System) {
		return p.key, &access.System{Name: p.name, Type: p.kind, Owner: y.ref("person", p.owner), Assets: y.refs("asset", p.assets), Authentication: p.inForce}
	})
	for i, p := range platforms {
		look(y, access.Systems, p.key, y.hand(p.owner), "Roles and sign-in looked through", []int{212 - i, p.reviewed}[min(p.reviewed/190, 1):], func(ago int, s *access.System) {
			s.Grants, s.Roles, s.Privileged, s.Bypass, s.Required, s.ReviewedOn = p.grants, p.roles, p.privileged, p.bypass, p.required, y.date(ago)
		})
	}
	listed(y, access.Accounts, 118, "13:40", "weber", "Lists of accounts, one file per system", logins, func(l login) (string, *access.Account) {
		a := &access.Account{Login: l.name, System: y.ref("system", l.system), Type: l.kind, Person: y.mayBe("person", l.person), Privileged: l.privileged, Entitlements: l.entitlements}
		return l.key, a
	})
	for _, l := range logins {
		look(y, access.Accounts, l.key, "weber", "Matched with the staff list", []int{70, l.matched}, func(ago int, a *access.Account) {
			if a.State == "active" {
				a.ConfirmedOn, a.LastUsed = y.date(ago), y.date(ago+l.used)
			}
			if l.key == "ferrer-old" && ago == 70 {
				a.State = "removed"
			}
		})
	}
	y.tester()
	y.entitlements()
	y.accessReviews()
}

// tester is the account of a penetration test, which ended three days after its window.
func (y *year) tester() {
	y.on(64, "08:30", "weber", "For the test of the web shop", func(w *record.Writer) error {
		return put(y, w, access.Accounts, "tester", &access.Account{Login: "pentest-1", System: y.ref("system", "shop"), Type: "tester", Person: y.ref("person", "weber"), Entitlements: "Editor", EndsOn: y.date(55), ConfirmedOn: w.Today()})
	})
	y.on(52, "11:05", "weber", "Found still open in the weekly list", func(w *record.Writer) error {
		a := the(y, access.Accounts, "tester")
		a.State = "removed"
		return access.Accounts.Put(w, a)
	})
}

type grant struct {
	key, title, kind, person, systems, what string
	privileged                              bool
	asked, approved                         string
	on, done                                int // working days ago; done 0: not yet
	hours                                   float64
	ends, ended                             int
}

var grants = []grant{
	{"summer", "Seasonal accounts, Harbour", "joiner", "novak", "mes", "Operator, 24 badges", false, "szabo", "halloran", 96, 97, 4, 0, 0},
	{"szabo-move", "V. Szabo takes over handhelds", "mover", "szabo", "directory files", "Group of handhelds in, group of phones out", false, "szabo", "okafor", 150, 149, 20, 0, 0},
	{"ferrer-left", "G. Ferrer leaves", "leaver", "ferrer", "directory mail erp files", "Everything", false, "szabo", "okafor", 90, 90, 6, 0, 0},
	{"agency", "Agency workers, end of season", "leaver", "novak", "mes hr", "61 badges and time accounts", false, "szabo", "sato", 48, 44, 103, 0, 0},
	{"petersen-trace", "Recall exercise: release right", "grant", "petersen", "trace", "Release and recall, both plants", false, "petersen", "lund", 72, 73, 2, 60, 60},
	{"maker-erp", "Maker's session for the year-end patch", "grant", "lund", "erp", "ERP administrator for two evenings", true, "lund", "okafor", 35, 35, 1, 33, 33},
	{"prod-fix", "Correction of a lot in the live database", "emergency", "lund", "trace", "SQL write on one table", true, "lund", "petersen", 27, 27, 1, 0, 26},
	{"temp-tax", "Tax adviser reads accounts", "grant", "brandt", "erp", "Auditor role", false, "brandt", "lund", 30, 31, 5, 6, 0},
	{"lab-joiner", "New laboratory technician", "joiner", "petersen", "mail files trace", "As the matrix says for the laboratory", false, "szabo", "sato", -4, 0, 0, 0, 0},
}

func (y *year) entitlements() {
	for _, g := range grants {
		begun := max(g.on, g.done) + 2
		y.during(begun, "okafor", "From the service desk", func(w *record.Writer) error {
			return put(y, w, access.EntitlementChanges, g.key, &access.EntitlementChange{Title: g.title, Type: g.kind, Person: y.ref("person", g.person), Systems: y.refs("system", g.systems),
				What: g.what, Privileged: g.privileged, RequestedBy: y.ref("person", g.asked), EffectiveOn: y.date(g.on), EndsOn: y.date(g.ends), ApprovedBy: y.ref("person", g.approved), ApprovedOn: w.Today()})
		})
		if g.done != 0 {
			look(y, access.EntitlementChanges, g.key, "okafor", "Done, with the last right", []int{g.done}, func(ago int, e *access.EntitlementChange) {
				e.DoneOn, e.Hours = y.date(ago), g.hours
			})
		}
		if g.ended != 0 {
			look(y, access.EntitlementChanges, g.key, "okafor", "Ended by itself", []int{g.ended}, func(ago int, e *access.EntitlementChange) { e.EndedOn = y.date(ago) })
		}
	}
}
