package demo

var zones = []struct {
	key, name, class, site, owner, boundary, entry, permitted string
	protections, monitoring, rules                            string
	again                                                     int
}{
	{"yard-old", "Yard and gate, Oldbrook", "controlled", "site-old", "mbeki", "Fence of 620 m, two gates, one turnstile; openings 1 to 5 on the plan.", "Badge at the turnstile, guard at the gate", "Staff, signed-in visitors, drivers with an order", "Fence 2.2 m, lights, barrier", "Four cameras, patrol twice a night", "Vests, no photographs", 60},
	{"lines-old", "Production halls, Oldbrook", "restricted", "site-old", "halloran", "Halls 1 to 3, eleven doors, three docks.", "Badge and hygiene lock", "Production, quality, maintenance", "Locks that report, docks closed between trucks", "Door contacts, nine cameras", "Hygiene rules, no private devices at the lines", 55},
	{"lab", "Laboratory with recipe binders", "secure", "site-old", "petersen", "One door, windows to the yard barred.", "Badge and key", "Six of quality management", "Locked cabinets, blinds, keys counted", "Motion detector at night", "Binders do not leave; visitors never alone", 52},
	{"server-room", "Server room Oldbrook", "secure", "room", "mbeki", "Brick walls, one door, raised floor, shaft 7 sealed.", "Badge and PIN", "Five of IT, T. Mbeki", "Gas extinguishing, leak sensor, cooling doubled", "Camera on the door, temperature and leak alarms", "Two at a time, no boxes, no drinks", 50},
	{"office-old", "Offices, Oldbrook", "controlled", "site-old", "sato", "Second floor, two stairs, one lift.", "Badge", "Staff and their visitors", "Lockers, locked paper bins, meeting rooms by the stairs", "", "Clear desks", 0},
	{"lines-har", "Production halls, Harbour", "restricted", "site-har", "novak", "Halls 4 and 5, nine doors, four docks to the quay.", "Badge and hygiene lock", "Production, quality, maintenance", "Docks closed between trucks", "Door contacts, seven cameras", "Hygiene rules", 48},
	{"basement", "Network room, basement Harbour", "secure", "cabinet", "mbeki", "One steel door, cable duct to the quay.", "Key, four copies", "Three of IT, T. Mbeki", "Leak sensor, pump", "Leak and temperature alarm; no camera, accepted by J. Novak", "Key is signed for", 0},
}

var visitors = []struct {
	ago                                          int
	name, company, host, purpose, zone, supplier string
	forgotten                                    bool
}{
	{188, "R. Aalto", "Packtec Maschinenbau", "halloran", "Bearing of line 2", "lines-old", "linemaker", false},
	{171, "Dr N. Osei", "Food safety office", "petersen", "Yearly inspection", "lines-old", "", false},
	{143, "K. Varga", "Kaltluft Service", "mbeki", "Cooling of the server room", "server-room", "", false},
	{121, "M. Lindholm", "Halden", "petersen", "Customer's audit of recipes", "lab", "", false},
	{97, "J. Tamm", "Stromwerk Nord", "mbeki", "Battery test of the UPS", "server-room", "", false},
	{81, "S. Okoro", "Frostware Systems", "marchetti", "Three gateways", "lines-har", "frostware", false},
	{58, "P. Meier", "Wachdienst Nord", "mbeki", "New guards shown around", "yard-old", "guard", false},
	{33, "A. Brunner", "Packtec Maschinenbau", "halloran", "Controller of line 3", "lines-old", "linemaker", false},
	{12, "T. Virtanen", "Nordfibre", "okafor", "Second line, splice", "server-room", "carrier", false},
	{7, "L. Santos", "Kaltluft Service", "mbeki", "Leak at unit B", "server-room", "", false},
	{4, "E. Novotny", "Applicant", "sato", "Interview", "office-old", "", true},
	{1, "F. Garnier", "Analytik Labor West", "petersen", "Samples", "yard-old", "testlab", false},
}

var walks = []struct {
	key, title, kind, zones, by string
	ago, looked, found          int
	result, findings            string
	settled                     int
}{
	{"desk-1", "Clear desks, {q180}", "clear_desk", "office-old", "roth", 180, 62, 11, "findings", "Nine desks with price lists, two unlocked screens.", 166},
	{"desk-2", "Clear desks, {q116}", "clear_desk", "office-old", "roth", 116, 58, 6, "findings", "Six desks; the printer tray held payslips.", 103},
	{"desk-3", "Clear desks, {q38}", "clear_desk", "office-old", "roth", 38, 64, 3, "findings", "Two desks, one board with names of a works council matter.", 30},
	{"fence", "Fence and gates walked", "perimeter", "yard-old", "mbeki", 84, 5, 1, "findings", "Lower wire loose at opening 3.", 76},
	{"doors", "Keys counted, tailgating tried", "entry", "lines-old lines-har", "lindqvist", 57, 20, 4, "failed", "Four of ten tries at the Harbour docks got in behind a forklift.", 41},
	{"doors-2", "Tailgating tried again, Harbour docks", "entry", "lines-har", "lindqvist", 35, 10, 0, "passed", "", 0},
	{"alarms", "Detectors and cameras tested", "monitoring", "server-room lab lines-old lines-har", "mbeki", 72, 31, 2, "findings", "Two cameras an hour fast.", 70},
	{"lab-walk", "Laboratory, unannounced", "secure_area", "lab", "roth", 26, 1, 0, "passed", "", 0},
	{"fire", "Fire load and water paths", "environment", "server-room basement", "mbeki", 19, 9, 2, "failed", "Cartons under the raised floor; the basement pump does not start by itself.", 0},
	{"places", "Equipment places against the network's list", "siting", "lines-old office-old", "szabo", 65, 140, 3, "findings", "Three terminals stand elsewhere than listed.", 60},
	{"risers", "Risers and patch rooms", "cabling", "basement office-old", "ferrer", 110, 12, 0, "passed", "", 0},
	{"rooms", "Rooms seen and heard from outside", "office", "office-old", "roth", 140, 8, 1, "findings", "Board of the sales room can be read from the car park.", 120},
}

var served = []struct {
	key, title, kind, assets, owner, engineer string
	entered, planned, done                    int
	check, report, defects                    string
	cleared                                   int
}{
	{"ups", "UPS batteries, Oldbrook", "utility", "power-old", "mbeki", "Stromwerk Nord", 210, 97, 97, "passed", "SR-2291", "", 0},
	{"diesel", "Generator under load, Oldbrook", "utility", "power-old", "mbeki", "Stromwerk Nord", 210, 68, 68, "failed", "SR-2304", "Started after 40 seconds instead of 15; battery of the starter weak.", 59},
	{"diesel-2", "Generator under load again", "utility", "power-old", "mbeki", "Stromwerk Nord", 58, 56, 56, "passed", "SR-2311", "", 0},
	{"cooling", "Cooling of the server room", "utility", "room", "mbeki", "Kaltluft Service", 210, 143, 143, "passed", "KS-118", "", 0},
	{"cooling-2", "Cooling of the server room, second service", "utility", "room", "mbeki", "Kaltluft Service", 140, 10, 7, "passed", "KS-164", "", 0},
	{"gas", "Gas extinguishing and detectors", "protection", "room", "mbeki", "Brandwacht", 210, 89, 89, "passed", "BW-77", "", 0},
	{"pump", "Pump and leak sensor, Harbour basement", "protection", "cabinet", "mbeki", "Hafenbau", 200, 14, 0, "", "", "", 0},
	{"san-fw", "Storage array, firmware and fans", "equipment", "san", "okafor", "Maker's engineer", 150, 46, 46, "passed", "CS-90112", "", 0},
	{"labels", "Label servers, dust and disks", "equipment", "label", "novak", "G. Ferrer", 120, 21, 0, "", "", "", 0},
}

var taken = []struct {
	key, title, assets, media, holder, purpose, to, storage string
	asked, back, returned                                   int
}{
	{"fair", "Two demonstration terminals", "terminals", "", "fontaine", "event", "Food fair, hall 7", "none", 102, 90, 91},
	{"repair", "Label server Harbour to the maker", "label", "", "novak", "repair", "Maker's workshop", "removed", 66, 45, 51},
	{"tape", "Monthly tape to the bank", "", "tape-1", "ferrer", "transfer", "Bank vault", "encrypted", 33, 10, 12},
	{"san-disk", "Test loggers with the haulier", "loggers", "", "marchetti", "work", "Hauler AG", "none", 40, 5, 0},
}

var carried = []struct {
	key, name, kind, serial, class, content string
	encrypted                               bool
	holder, place                           string
	confirmed                               []int
}{
	{"tape-1", "LTO month 1", "tape", "NW0001L8", "strictly_confidential", "Monthly full backup", true, "ferrer", "Safe Oldbrook, bank vault in odd months", []int{150, 88, 28}},
	{"tape-2", "LTO month 2", "tape", "NW0002L8", "strictly_confidential", "Monthly full backup", true, "ferrer", "Safe Oldbrook", []int{150, 88, 28}},
	{"rescue", "Rescue stick for hosts", "stick", "KT-5501", "confidential", "Boot image, no data", true, "okafor", "Server room, key box", []int{146, 90, 27}},
	{"camera", "Stick of the camera system", "stick", "KT-5519", "confidential", "Pictures on request of the police", true, "mbeki", "Cabinet of the gate", []int{149, 24}},
	{"recipe-disk", "Disk with the recipe archive", "disk", "WD-88213", "strictly_confidential", "Recipes until 2015", false, "petersen", "Laboratory cabinet", []int{144}},
}

var destroyed = []struct {
	key, title, what, owner, method string
	entered, due, done, verified    int
	count, gone                     int
	serials, proof                  string
}{
	{"nb", "Nine notebooks past their term", "equipment", "okafor", "purge", 150, 130, 132, 128, 9, 9, "NB-0201 to NB-0209, serials in the list of {132}", "Erasure report R-2209"},
	{"disks", "Disks of the old mail server", "media", "okafor", "destroy", 72, 50, 44, 40, 8, 8, "Eight serials in the certificate", "Reclaim Nord 8841"},
	{"papers", "Delivery notes past ten years", "records", "brandt", "destroy", 100, 60, 61, 56, 46, 46, "46 boxes by number", "Reclaim Nord 8790"},
	{"accounts", "Shop accounts unused for three years", "information", "fontaine", "delete", 48, 20, 22, 18, 1204, 1198, "Run 14 of the shop", "Log of the run"},
	{"phone", "Phone PH-0121, lost", "lost_item", "weber", "key", 47, 46, 46, 45, 1, 1, "356938035650344", "Receipt of the wipe command"},
	{"scales", "Scales with memory, Harbour", "equipment", "novak", "destroy", 30, 9, 0, 0, 4, 0, "", ""},
}
