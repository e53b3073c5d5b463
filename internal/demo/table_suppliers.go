package demo

type vendor struct {
	key, name, service, owner, tier, access string
	since                                   string
	ends                                    int // working days before now; negative in the future
	reviewed                                int // the first review on record
	again                                   int // the review of this year; 0 if it is still owed
	assets, notes                           string
}

var vendors = []vendor{
	{"lohnhaus", "Lohnhaus payroll bureau", "Payroll for 140 people", "brandt", "critical", "Pay, bank and sickness data of all staff", "2019-01-01", -210, 246, 31, "payroll", "Certified; moved its data centre and told us by newsletter, since then a notice clause."},
	{"klickwerk", "Klickwerk GmbH", "Web shop: hosting, templates, support", "fontaine", "critical", "Customer accounts, orders, product prices", "2022-05-15", -90, 230, 44, "shop", "Named developer accounts since the spring; staging system in our name."},
	{"meridian", "Meridian Mail", "Cloud mail and calendar", "okafor", "critical", "All mail", "2025-03-01", -400, 80, 25, "mail", "Region fixed to the EU; contract signed before anyone asked where the keys lie."},
	{"frostware", "Frostware Systems", "Cold-chain sensors and gateways", "marchetti", "critical", "Temperature data, remote access to gateways", "2020-02-01", -150, 241, 52, "sensors gateways coldmon", "Integrator; firmware comes from two makers behind it."},
	{"hauler", "Hauler AG", "Refrigerated transport", "marchetti", "important", "Delivery notes, positions of trucks", "2017-07-01", -60, 243, 0, "loggers", "Merged with Polarlog in spring; the new owner has not answered the questionnaire."},
	{"erpmaker", "Korngold Software", "ERP licences and second-level support", "lund", "critical", "ERP through watched sessions", "2011-10-01", -300, 236, 38, "erp", "Sessions are recorded and opened by B. Lund only."},
	{"linemaker", "Packtec Maschinenbau", "Packaging lines, remote maintenance", "halloran", "important", "Machine controllers of lines 1 to 3", "2016-03-01", -120, 228, 0, "plc", "No releases for controllers older than eight years."},
	{"edihub", "Handelsnetz EDI", "EDI routing to six chains", "fontaine", "important", "Orders and delivery notes", "2018-09-01", -45, 232, 47, "edi", "Two hours of agreed downtime a month, not used so far."},
	{"nightowl", "Nightowl Security Desk", "Night and weekend monitoring", "weber", "critical", "Alerts and logs of notebooks and servers", "2023-06-01", -180, 226, 28, "logserver", "May isolate a notebook by itself, a server after a call."},
	{"guard", "Wachdienst Nord", "Gate guards and patrols", "mbeki", "important", "Badge system, camera pictures", "2015-01-01", -30, 239, 36, "badge", "Guards change often; the instruction sheet is signed at each change."},
	{"reclaim", "Reclaim Nord", "Disposal of equipment and paper", "okafor", "important", "Media until shredded", "2020-11-01", -75, 218, 41, "", "Certificates with serial numbers; we watched one shredding."},
	{"carrier", "Nordfibre", "Internet lines", "okafor", "ordinary", "None in clear", "2021-08-01", -200, 222, 57, "lines", "Second carrier is Stadtnetz, contract with the landlord."},
	{"testlab", "Analytik Labor West", "Laboratory tests of products", "petersen", "ordinary", "Samples and lot numbers", "2014-04-01", -110, 215, 60, "", "Results come as signed PDF."},
}
