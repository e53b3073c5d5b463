package demo

var functions = []struct{ function, person string }{
	{"human resources", "sato"}, {"IT operations", "okafor"}, {"service desk", "szabo"}, {"information security", "weber"}, {"facilities", "mbeki"}, {"internal audit", "lindqvist"},
	{"system owner", "okafor"}, {"ISMS manager", "roth"}, {"legal", "haddad"}, {"finance", "brandt"}, {"privacy officer", "haddad"}, {"management", "duval"}, {"reception", "mbeki"},
}

var newcomers = []struct {
	key, name, email, position, department, manager string
	known                                           int
}{
	{"aydin", "D. Aydin", "deniz.aydin@northwind.example", "System administrator", "IT", "okafor", 116},
	{"moreau", "L. Moreau", "lea.moreau@northwind.example", "Laboratory technician", "Quality management", "petersen", 38},
}

var terms = []struct {
	key, title, person, covers, edition string
	effective, signed                   int
}{
	{"aydin", "Contract of employment", "aydin", "duties confidentiality rights", "2026-01", 92, 104},
	{"aydin-admin", "Duties of privileged users", "aydin", "privileged", "2025-10", 92, 93},
	{"moreau", "Contract of employment", "moreau", "duties confidentiality", "2026-01", 17, 27},
	{"szabo", "Change of duties", "szabo", "duties", "2026-01", 40, 41},
	{"ferrer", "Duties that outlast the employment", "ferrer", "confidentiality lasting", "2025-10", 84, 88},
}

var screened = []struct {
	key, post, person, level, checks string
	access, closed, destroy          int
}{
	{"aydin", "System administrator", "aydin", "extended", "identity history references record", 92, 106, 2},
	{"moreau", "Laboratory technician", "moreau", "basic", "identity history qualifications", 17, 29, -70},
}

var courses = []struct {
	key, title, topic, persons, trainer string
	leads                               bool
	due, done, until                    int
	score                               float64
}{
	{"aware-heads-", "Security for those who lead", "awareness", "duval brandt fontaine petersen halloran novak marchetti", "N. Haddad", true, 190, 192, -66, 92},
	{"aware-", "Awareness, yearly", "awareness", "roth okafor weber mbeki sato lindqvist lund szabo haddad", "Learning platform", false, 170, 172, -88, 88},
	{"admin-", "Privileged work and emergency access", "duty", "okafor weber", "Meridian Academy", false, 250, 250, 5, 81},
	{"recall-", "First hour of an incident", "incident", "weber okafor szabo", "S. Weber", false, 60, 61, -190, 90},
	{"induct-aydin-", "Induction, information security", "awareness", "aydin", "M. Okafor", false, 87, 88, -170, 96},
	{"induct-moreau-", "Induction, information security", "awareness", "moreau", "K. Petersen", false, 12, 13, -240, 84},
	{"phish-", "Strangers' files and forged calls", "malware", "fontaine szabo", "Learning platform", false, 8, 0, 0, 0},
}

var skills = []struct {
	key, able, person, required, held, shown, plan string
	due, assessed                                  int
	incident                                       bool
}{
	{"isms", "Run a management system to ISO/IEC 27001", "roth", "alone", "teaches", "Lead auditor certificate, five years in the post", "", 0, 90, false},
	{"ir", "Lead the first hour of an incident", "weber", "alone", "alone", "Exercise of the spring, real case in the summer", "", 0, 59, true},
	{"ir-deputy", "Lead the first hour of an incident", "okafor", "alone", "guided", "One exercise", "Leads the next exercise; course of three days before", -30, 59, true},
	{"restore", "Bring back a server from the immutable store", "aydin", "alone", "guided", "", "", 0, 60, false},
}

var messages = []struct {
	title, subject, occasion, audience, sender, way, said string
	every                                                 int
	told                                                  []int
}{
	{"How to report something odd", "channels", "When somebody starts, and each half-year", "staff suppliers", "weber", "Posters, login page, talk of the shift", "Ring 5550 or press the button in the mail; no blame for a false alarm.", 182, []int{170, 45}},
	{"Changes of policies", "policy", "Before a policy takes effect", "staff", "roth", "Intranet, team talks", "What changed, for whom, from when; three lines a policy.", 0, []int{110}},
	{"Message of the managing director", "management", "Each quarter", "staff management", "duval", "All-hands in both plants", "What went wrong and what it cost; thanks to who reported.", 91, []int{190, 128, 62}},
	{"Press in an incident", "incident", "Within two hours of the first question", "public customers", "duval", "One spokesperson, prepared holding lines", "", 0, nil},
}

type staffing struct {
	key, kind, person, roles, manager, newManager, position, successor string
	day, begun                                                         int
	ticked                                                             []int
	late                                                               string // items that are ticked only from lateUntil
	lateUntil                                                          int
	handover, closed                                                   int
	waived                                                             map[string]string
}

var staffings = []staffing{
	{key: "aydin", kind: "joiner", person: "aydin", roles: "administrator", manager: "okafor", day: 92, begun: 108, ticked: []int{104, 93, 91, 85, 68}, closed: 66},
	{key: "moreau", kind: "joiner", person: "moreau", manager: "petersen", day: 17, begun: 30, ticked: []int{26, 18, 15}, late: "joiner.policies joiner.tour"},
	{key: "szabo", kind: "mover", person: "szabo", manager: "okafor", newManager: "weber", position: "Lead of service desk and handhelds", day: 40, begun: 50, ticked: []int{46, 39, 35, 22}, late: "mover.groups", lateUntil: 24},
	{key: "ferrer", kind: "leaver", person: "ferrer", roles: "administrator", manager: "okafor", successor: "aydin", day: 84, begun: 100, ticked: []int{96, 88, 84, 80, 71, 60, 54}, late: "leaver.outside leaver.verify leaver.clones", lateUntil: 71, handover: 85, closed: 52,
		waived: map[string]string{"leaver.watch": "Friendly leaving; decided with the works council", "leaver.wipe-own": "Never used a device of his own"}},
}
