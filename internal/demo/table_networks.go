package demo

var lines = []struct {
	key, name, kind, supplier, owner, mechanisms, level, users, contract string
	compared                                                             int
	deviations                                                           string
	settled                                                              int
}{
	{"fibre", "Internet line Oldbrook", "line", "carrier", "okafor", "Routes filtered, flood protection at the carrier, no management from outside.", "99.9 %, fault cleared in four hours", "All segments through the firewall", "NF-20877", 120, "", 0},
	{"vpn", "Remote access", "remote_access", "", "weber", "Certificate of the managed device and a second factor; sessions end after ten hours.", "Two gateways", "110 notebooks, four maintenance firms through the jump host", "Own service", 70, "A password alone was let in until the new gateway.", 50},
	{"dns", "Name service with filter", "name_service", "", "okafor", "Signed zones, queries logged 200 days, known bad names refused.", "Two servers", "All segments but guests", "Own service", 95, "", 0},
	{"wifi", "Wireless, offices and warehouses", "wireless", "", "okafor", "Certificates for devices, own network for guests without a way inside.", "Repaired within a day", "Managed devices; guests by ticket", "Own service", 93, "", 0},
	{"edi", "EDI routing", "other", "edihub", "fontaine", "AS2 with signatures and receipts, keys in hardware.", "99.5 %, two hours of downtime a month", "EDI server only", "HE-4410", 47, "", 0},
	{"relay", "Mail relay of Meridian", "mail", "", "okafor", "DMARC rejects, attachments opened in a sandbox, transport encrypted or refused for six partners.", "99.9 %", "All staff", "MM-1182", 25, "", 0},
	{"lte", "Mobile fallback, Harbour", "line", "", "okafor", "Tunnel to Oldbrook only.", "", "Cold-chain alarms", "", 0, "", 0},
}

type try struct {
	ago       int
	deviation string
}

var segments = []struct {
	key, name, trust, purpose, addresses, owner, flows, assets string
	public                                                     bool
	tries                                                      []try
}{
	{"office", "Offices", "office", "Desks of both plants", "10.10.0.0/20", "okafor", "To servers: mail, files, ERP client. To the internet through the filter.", "office-net", false, []try{{185, ""}, {76, ""}}},
	{"guest", "Guests", "guest", "Visitors' devices", "10.90.0.0/22", "okafor", "To the internet only.", "", true, []try{{184, ""}, {94, "The printer of the sales room could be reached."}, {87, ""}}},
	{"servers", "Servers", "server", "ERP, files, directory", "10.20.0.0/22", "okafor", "From offices by service; none to plants but batch and labels.", "host-1 host-2", false, []try{{183, ""}, {75, ""}}},
	{"plant-o", "Plant Oldbrook", "plant", "Lines and controllers", "10.40.0.0/20", "halloran", "Batch system to controllers; maintenance through the jump host.", "plant-net", false, []try{{181, ""}, {74, ""}}},
	{"plant-h", "Plant Harbour", "plant", "Lines, cold store", "10.50.0.0/20", "novak", "Batch system to controllers; gateways to monitoring.", "plant-net", false, []try{{180, ""}, {22, "A gateway of the second series reaches the internet by itself."}}},
	{"admin", "Management and backup", "management", "Consoles, backup, logs", "10.99.0.0/24", "weber", "From two consoles with a second factor.", "backup", false, []try{{179, ""}, {73, ""}}},
	{"dmz", "Reached from outside", "edge", "EDI, remote access", "192.0.2.32/28", "weber", "From the internet: two services. Inside: to the EDI server and the directory.", "vpn edi", false, []try{{178, ""}, {72, ""}}},
}

var partners = []struct {
	key, partner, supplier, information, class, route, how, owner, theirs string
	secrecy                                                               bool
	agreed                                                                string
	ends, ours, replied                                                   int
}{
	{"halden", "Halden", "", "Recipes and specifications of own brands", "strictly_confidential", "portal", "Halden's portal, one account for each person; drawings never by mail.", "petersen", "Head of product development", true, "2023-04-01", -210, 62, 60},
	{"payroll", "Lohnhaus payroll bureau", "lohnhaus", "Pay, bank and sickness data", "strictly_confidential", "file_transfer", "SFTP with key, file encrypted, receipt within two hours, call when it is missing.", "brandt", "Desk of the bureau", true, "2019-01-01", -210, 96, 93},
	{"chains", "Handelsnetz EDI and six chains", "edihub", "Orders, delivery notes, invoices", "confidential", "interface", "AS2, signed and encrypted, receipts kept 90 days.", "fontaine", "Operations of the hub", true, "2018-09-01", -45, 47, 46},
	{"haulier", "Hauler AG", "hauler", "Delivery notes, positions", "internal", "interface", "Interface of the dispatch system; telephone when it is down.", "marchetti", "Dispatch", false, "2017-07-01", -60, 0, 0},
	{"authority", "Food safety office", "", "Lots and temperature records in a recall", "confidential", "mail", "Encrypted mail with a password given by telephone.", "petersen", "Duty officer", false, "2024-02-01", 0, 44, 44},
	{"lab", "Analytik Labor West", "testlab", "Samples, results", "internal", "mail", "Signed PDF by mail; results that matter by telephone first.", "petersen", "Head of laboratory", true, "2014-04-01", 20, 140, 138},
}
