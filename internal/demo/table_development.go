package demo

import "github.com/assay-isms/assay/internal/record"

var software = []struct {
	key, name, origin, asset, owner, class, exposure, level string
	repository, gates, materials, sensitive                 string
	compared                                                []int
}{
	{"shop", "Web shop", "outsourced", "shop", "fontaine", "confidential", "internet", "high", "Klickwerk, mirrored each night", "Read by another, scanner, tests on staging, release by E. Fontaine.", "Delivered with each release", "", []int{150, 88, 29}},
	{"trace", "Traceability database", "own", "trace", "petersen", "confidential", "internal", "high", "git, repository trace", "Read by another, tests with ten recalls, way back tried.", "", "", []int{148, 90, 34}},
	{"edi-map", "EDI mappings", "own", "edi", "lund", "confidential", "partners", "ordinary", "git, repository edi", "Read by another, sample messages of each chain.", "", "", []int{140, 42}},
	{"erp", "ERP system", "bought", "erp", "lund", "strictly_confidential", "internal", "high", "", "", "", "Prices, bank details and pay by role, in masks and exports.", []int{139, 38}},
	{"hr", "HR and time system", "bought", "hr", "sato", "strictly_confidential", "internal", "ordinary", "", "", "", "", []int{137, 92}},
	{"coldmon", "Cold-chain monitoring", "service", "coldmon", "marchetti", "internal", "partners", "high", "", "", "", "", []int{136, 36}},
}

var tries = []struct {
	key, title, kind, app, project, tester, owner, build, assets string
	live                                                         bool
	planned, done                                                int
	found                                                        [4]int
	retested                                                     int
}{
	{"shop-a", "Web shop before the season", "application", "shop", "", "Tiefpruef", "fontaine", "4.11", "", false, 156, 155, [4]int{0, 3, 6, 9}, 144},
	{"shop-b", "New checkout", "application", "shop", "shop2", "Tiefpruef", "fontaine", "5.0 rc2", "", false, 40, 39, [4]int{1, 2, 4, 5}, 33},
	{"shop-t", "Vouchers and refunds misused", "transaction", "shop", "shop2", "Tiefpruef", "fontaine", "5.0 rc2", "", false, 38, 37, [4]int{0, 0, 2, 1}, 0},
	{"mail-t", "Sign-in to Meridian", "sign_in", "", "mail", "S. Weber", "okafor", "", "mail", false, 82, 81, [4]int{0, 1, 1, 0}, 78},
	{"code", "Code and secrets in all repositories", "code", "trace", "", "Scanner", "lund", "", "", false, 21, 20, [4]int{0, 0, 7, 31}, 0},
	{"segments", "Reach between segments", "segments", "", "", "S. Weber", "okafor", "", "office-net plant-net", true, 72, 71, [4]int{0, 0, 1, 3}, 0},
	{"desk", "Reset asked for by a stranger", "reset", "", "", "Nightowl", "szabo", "", "directory", true, 60, 59, [4]int{0, 0, 0, 1}, 0},
	{"rights", "Forbidden things with ordinary accounts", "access", "erp", "", "P. Lindqvist", "lund", "", "", true, 50, 49, [4]int{0, 2, 3, 0}, 0},
	{"leak", "Dummy files by each exit", "leakage", "", "", "S. Weber", "weber", "", "mail files", true, 18, 17, [4]int{0, 0, 2, 0}, 0},
	{"trace-t", "Traceability before release 3.2", "application", "trace", "", "S. Weber", "petersen", "3.2", "", false, 90, 89, [4]int{0, 0, 1, 2}, 0},
	{"spare", "Cold-chain portal, yearly", "application", "coldmon", "", "Tiefpruef", "marchetti", "", "", false, 11, 0, [4]int{}, 0},
}

var wanted = []struct {
	key, title, app, project, source, verify, owner, test string
	entered, due, verified                                int
}{
	{"mfa", "Sign-in from outside needs a method that cannot be phished", "shop", "mail", "risk", "Try each way in without the second factor.", "okafor", "mail-t", 172, 80, 78},
	{"region", "Mail is kept in the EU only", "shop", "mail", "law", "Contract and the provider's console.", "okafor", "", 172, 80, 79},
	{"cards", "Card numbers never reach our systems", "shop", "shop2", "contract", "Watch the traffic of 20 payments.", "fontaine", "shop-b", 106, 35, 33},
	{"refund", "A refund above 200 needs two people", "shop", "shop2", "risk", "Try with one account.", "fontaine", "shop-t", 106, 35, 36},
	{"limits", "Ten wrong vouchers lock the basket", "shop", "shop2", "practice", "Script with wrong codes.", "fontaine", "shop-t", 105, 35, 36},
	{"cams", "Cameras of hall 4 stand in a segment of their own", "coldmon", "hall4", "policy", "Try from a socket of hall 4.", "mbeki", "", 138, -50, 0},
	{"voices", "Voice recordings are deleted after the shift", "coldmon", "voice", "law", "Look for a recording of the day before.", "marchetti", "", 49, 3, 0},
}

var releases = []struct {
	key, title, app, build, author, reviewer, tests string
	checks                                          record.Set
	defects                                         string
	entered, planned, approved, released            int
}{
	{"trace-32", "Traceability 3.2", "trace", "3.2", "lund", "petersen", "trace-t", checklist, "Two messages misspelt.", 88, 86, 86, 85},
	{"shop-50", "Web shop 5.0", "shop", "5.0", "fontaine", "weber", "shop-b shop-t", record.Set{"read", "green", "licences", "built", "roles", "merge"}, "Four medium findings until the next release.", 34, 31, 31, 30},
	{"shop-51", "Web shop 5.1", "shop", "5.1", "fontaine", "weber", "shop-b", checklist, "", 15, 13, 12, 11},
	{"edi-7", "EDI mappings 7", "edi-map", "7", "lund", "okafor", "code", checklist, "", 18, 16, 16, 15},
	{"edi-8", "EDI mappings 8, urgent for a chain", "edi-map", "8", "lund", "okafor", "", record.Set{"green"}, "Nobody was there to read it.", 6, 5, 0, 5},
	{"trace-33", "Traceability 3.3", "trace", "3.3", "lund", "petersen", "", record.Set{"read"}, "", 8, -6, 0, 0},
}

var copies = []struct {
	key, title, app, source, purpose, place, form, protection, owner, user string
	asked, deleteBy, deleted                                               int
}{
	{"checkout", "Orders of a week for the new checkout", "shop", "customers", "Load and vouchers", "Klickwerk staging", "masked", "Two named developers, network filter, no mail out.", "fontaine", "weber", 64, 34, 36},
	{"recall", "Lots of a quarter for the recall test", "trace", "batch", "Speed of a recall", "Test server Oldbrook", "real", "As the original: same directory, same logging.", "petersen", "lund", 98, 80, 82},
	{"payslips", "Pay data for the interface to Lohnhaus", "hr", "staff-data", "New file format", "Test server Oldbrook", "pseudonyms", "B. Lund alone; disk encrypted.", "sato", "lund", 32, 12, 0},
	{"orders-2", "Orders of a day for the mappings", "edi-map", "customers", "New chain", "Test server Oldbrook", "masked", "Six of IT.", "fontaine", "lund", 19, -10, 0},
}
