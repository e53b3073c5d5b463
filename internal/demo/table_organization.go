package demo

var tasks = []struct {
	key, name, holder, deputy, doers string
	hours                            float64
	accepted                         bool
	tasks, authority                 string
}{
	{"officer", "Information security officer", "roth", "weber", "", 80, true, "Keeps the management system, reports to the managing director each quarter, advises every owner.", "May stop a change or a project until the managing director decides."},
	{"incident", "Incident lead", "weber", "okafor", "szabo", 20, true, "Leads from the first call to the lesson; decides on isolation and on calling helpers.", "May isolate any system, production lines after a call to the plant manager."},
	{"dpo", "Data protection officer", "haddad", "roth", "", 25, true, "Advises on personal data, keeps the records of processing, speaks with the authority.", "Reports to the managing director, bound by nobody's orders."},
	{"admin", "Server and directory administration", "okafor", "ferrer", "ferrer", 120, true, "Runs servers, directory and backups.", "May restart and restore within the change rules."},
	{"store", "Keeper of the immutable backup store", "okafor", "weber", "", 6, true, "Holds the second factor of the store and shortens no term.", "Refuses deletion, whoever asks."},
	{"log", "Log keeper", "weber", "haddad", "", 10, true, "Keeps the log server and reads what administrators did.", "May ask anyone for an explanation."},
	{"creditor", "Creditor master data", "lund", "brandt", "", 8, true, "Creates and changes creditors and their bank details.", "Changes nothing without a call back."},
	{"payment", "Payment run", "brandt", "duval", "lund", 12, true, "Releases payments twice a week.", "Up to 50,000 alone, above with the managing director."},
	{"audit", "Internal audit of the ISMS", "lindqvist", "petersen", "", 16, true, "Audits every clause and control within three years.", "Sees every record."},
	{"gate", "Site security", "mbeki", "", "", 30, true, "Gates, badges, visitors, cameras in both plants.", "May refuse entry to anybody."},
	{"release", "Release of web shop changes", "fontaine", "okafor", "", 6, false, "Decides which version of the shop is used.", "May hold a release back."},
}

var conflicts = []struct {
	key, title, first, second, owner, harm string
	checked                                []int
}{
	{"fraud", "Creditors and payments", "creditor", "payment", "brandt", "Pays a creditor of one's own making and hides it among 400 invoices a week.", []int{204, 110, 30}},
	{"backup", "Administration and the backup store", "admin", "store", "roth", "Encrypts the servers and erases what they could be restored from.", []int{204}},
	{"trace", "Administration and the logs", "admin", "log", "roth", "Misuses rights and erases the trace.", []int{203, 109, 29}},
	{"own-audit", "Management system and its audit", "officer", "audit", "duval", "Judges one's own work.", []int{203, 108}},
}

var contacts = []struct {
	key, name, kind, topic, way, delegate, deputy string
	since                                         int
	confirmed                                     []int
	answer                                        string
}{
	{"dpa", "Data protection authority of the Land", "authority", "Breaches of personal data within 72 hours", "Web form, duty number +49 400 5550 110", "haddad", "roth", 240, []int{170, 52}, "Form opens, draft saved and discarded; the number answers from eight to six."},
	{"csirt", "National CSIRT", "authority", "Significant incidents within 24 hours", "Portal with certificate, hotline +49 400 5550 120", "weber", "roth", 240, []int{168, 49}, "Portal account works; hotline answered at 22:40 in two minutes."},
	{"food", "Food safety office", "authority", "Recalls, doubtful temperature records", "+49 400 5550 130, fax as a last resort", "petersen", "halloran", 239, []int{165, 44}, "Reached in the recall exercise."},
	{"police", "Police, cybercrime desk", "authority", "Extortion, fraud, theft", "+49 400 5550 140", "duval", "haddad", 239, []int{160}, "Officer named, direct line noted."},
	{"isac", "Food sector exchange group", "group", "Attacks on food makers and cold chains", "Mailing list and a call on the first Tuesday", "weber", "marchetti", 236, []int{140, 20}, "Two warnings in the quarter; we passed on one."},
	{"users", "User group of Korngold ERP", "group", "Gaps and fixes in the ERP", "Forum and spring meeting", "lund", "okafor", 236, []int{90}, "List of fixes for the quarter."},
	{"insurer", "Cyber insurer, claims desk", "responder", "Any incident that may cost more than 20,000", "+49 400 5550 150, policy number in the safe", "brandt", "duval", 234, []int{150, 36}, "Forensic firm of the panel confirmed."},
}

var threats = []struct {
	key, title, kind, source, confidence, assets, addressee, decision, risks string
	learnt, decided                                                          int
	judgement, followed                                                      string
}{
	{"gateway", "Remote access gateways exploited before the fix", "authority", "CSIRT warning", "high", "vpn", "okafor", "act", "ransom", 212, 211, "Our gateway has the version named; exploitation is seen in the sector.", "Patched the same evening; logs of 30 days searched, nothing found."},
	{"invoice", "Forged bank details in answers to real invoices", "group", "Sector exchange group", "moderate", "mail erp", "brandt", "act", "phish pay-fraud", 172, 170, "Two members lost money; our creditors' data can be changed by mail today.", "Call back before any change of bank details, since {165}."},
	{"chill", "Wipers against cold stores abroad", "group", "Sector exchange group", "low", "gateways coldmon", "marchetti", "watch", "sensor-fw", 131, 129, "The group behind it has no interest here that we know of; the gateways are of the same make.", "Kept as rated; looked at again with the supplier's review."},
	{"teams", "Calls that pretend to be the service desk", "vendor", "Meridian Mail security note", "high", "mail directory", "okafor", "act", "phish", 86, 85, "Outside tenants may call our staff unasked.", "Outside calls off by default, three firms allowed."},
	{"build", "Poisoned packages in shop plug-ins", "service", "Nightowl monthly brief", "moderate", "shop", "fontaine", "act", "shop-breach", 41, 39, "Klickwerk uses one of the plug-ins named, in a version before the change.", "Version pinned, list of components asked for each release."},
	{"ot", "Default keys in sensor gateways published", "authority", "CSIRT warning", "high", "gateways", "marchetti", "act", "sensor-fw", 17, 16, "Our 22 gateways of the second series carry the key.", "Key changed on 19; three wait for a technician at Harbour."},
	{"qr", "Codes on parcels that lead to forged sign-in pages", "own", "Service desk", "moderate", "phones", "weber", "", "", 6, 0, "Four reports in a week, one of them from a driver who signed in.", ""},
}

var projects = []struct {
	key, name, kind, sponsor, lead, rating         string
	start, rated, settled, planned, approved, live int
	notes                                          string
}{
	{"mail", "Mail to Meridian", "it", "duval", "okafor", "high", 190, 187, 170, 74, 76, 74, "128 mailboxes, archive included."},
	{"shop2", "Web shop, new checkout", "product", "fontaine", "fontaine", "high", 120, 116, 104, 30, 31, 30, "Payment provider changes at the same time."},
	{"hall4", "Cold store hall 4, Harbour", "building", "novak", "mbeki", "ordinary", 160, 155, 140, -60, 0, 0, "Gates, cameras and cabling are part of it."},
	{"voice", "Voice picking in the warehouse", "purchase", "marchetti", "marchetti", "ordinary", 70, 66, 50, -15, 0, 0, "Trial with eight headsets."},
	{"kiosk", "Recruiting kiosk at trade fairs", "organisation", "sato", "sato", "ordinary", 45, 12, 0, 25, 0, 25, "Bought by personnel before anybody asked; found at the fair."},
	{"labelai", "Label checks by camera", "it", "petersen", "lund", "", 9, 0, 0, -90, 0, 0, ""},
}

var devices = []struct {
	key, name, kind, serial, holder, baseline string
	quiet                                     int // working days since it was seen when synchronised
	until                                     int // no longer there at synchronisations later than this
}{
	{"nb-1", "NB-0412", "laptop", "5CG2194K7R", "roth", "met", 0, 0},
	{"nb-2", "NB-0377", "laptop", "5CG1830M2X", "brandt", "met", 0, 0},
	{"nb-3", "NB-0391", "laptop", "5CG2011P9D", "fontaine", "met", 1, 0},
	{"nb-4", "NB-0420", "laptop", "5CG2302T4B", "marchetti", "missed", 0, 0},
	{"nb-5", "NB-0366", "laptop", "5CG1790H1Q", "haddad", "met", 24, 0},
	{"tab-1", "TB-0031", "tablet", "DMPX7204LF", "petersen", "met", 0, 0},
	{"phone-1", "PH-0108", "phone", "356938035643809", "mbeki", "met", 0, 0},
	{"phone-2", "PH-0115", "phone", "356938035649921", "novak", "met", 0, 0},
	{"phone-3", "PH-0121", "phone", "356938035650344", "fontaine", "met", 0, 47},
}
