package demo

// questioned are the questionnaires sent to suppliers. The answers are the best the library knows, but for those named.
var questioned = []struct {
	key, supplier, sets, owner     string
	sent, answered, scored, decide int // 0: not yet
	due                            int
	but                            map[string]string // question → answer; of those that do not apply, "-" and why
	judged                         string            // how texts and files are judged; two in five of them partly
	decision, conditions, met      string
	conditionsDue, metOn           int
}{
	{"lohnhaus-1", "lohnhaus", "critical privacy", "brandt", 240, 232, 229, 226, 228, map[string]string{"basic.mfa": "admins", "basic.leavers": "week"}, "good", "conditional", "A second factor for all who see pay data; notice of moves of the data centre in the contract.", "Rule and list of exceptions seen; clause signed.", 180, 186},
	{"lohnhaus-2", "lohnhaus", "critical privacy", "brandt", 44, 36, 34, 31, 32, nil, "good", "approved", "", "", 0, 0},
	{"klickwerk", "klickwerk", "critical cloud development", "okafor", 66, 55, 50, 46, 54, map[string]string{"basic.mfa": "none", "basic.certificate": "no", "basic.leavers": "month"}, "partly", "conditional", "All developer accounts get a second factor; until then no change goes live without S. Weber's people watching.", "", 9, 0},
	{"meridian", "meridian", "critical cloud", "okafor", 76, 68, 64, 61, 60, map[string]string{"cloud.regions": "data"}, "good", "approved", "", "", 0, 0},
	{"edihub", "edihub", "important", "okafor", 62, 54, 50, 47, 50, map[string]string{"basic.leavers": "week"}, "good", "approved", "", "", 0, 0},
	{"hauler", "hauler", "important", "okafor", 34, 0, 0, 0, 19, nil, "", "", "", "", 0, 0},
	{"guard", "guard", "important", "okafor", 17, 6, 0, 0, 2, map[string]string{"basic.backup": "-We keep nothing of yours on our own machines", "basic.certificate": "no"}, "", "", "", "", 0, 0},
	{"carrier", "carrier", "basic", "okafor", 70, 64, 60, 57, 58, nil, "good", "approved", "", "", 0, 0},
	{"testlab", "testlab", "basic", "okafor", 75, 66, 63, 60, 60, map[string]string{"basic.certificate": "no"}, "partly", "approved", "", "", 0, 0},
}

// signed are the agreements with suppliers, and which clauses they lack.
var signed = []struct {
	key, supplier, title, owner, document, lacks, spared string
	notice                                               int
	checked                                              int
}{
	{"lohnhaus", "lohnhaus", "Payroll contract with processing agreement", "brandt", "Contracts/2019/Lohnhaus", "", "clause.premises clause.escrow clause.dev clause.sbom", 180, 95},
	{"klickwerk", "klickwerk", "Web shop: hosting and development", "fontaine", "Contracts/2022/Klickwerk", "clause.escrow clause.sbom clause.audit", "clause.premises", 90, 88},
	{"meridian", "meridian", "Enterprise mail subscription", "okafor", "Contracts/2025/Meridian", "clause.exit", "clause.premises clause.escrow clause.dev clause.sbom", 60, 70},
	{"edihub", "edihub", "EDI routing", "fontaine", "Contracts/2018/Handelsnetz", "clause.incident-notice clause.people-change", "clause.premises clause.dev clause.sbom", 90, 110},
	{"carrier", "carrier", "Internet lines", "okafor", "Contracts/2021/Nordfibre", "", "clause.premises clause.dev clause.sbom clause.privacy", 90, 57},
}

// looked are the reviews of suppliers' services.
var looked = []struct {
	key, supplier, title, kind, reviewer, looked, result, findings, settlement string
	held, due, settled                                                         int
}{
	{"nightowl-1", "nightowl", "Reaction times, {q120}", "monitoring", "weber", "All 214 alerts of the quarter, times from the queue itself", "actions", "Eleven alerts over the agreed 15 minutes, nine of them between two and four at night. A second analyst for that shift.", "Second analyst since the first of the month; none over the limit in four weeks.", 118, 90, 84},
	{"nightowl-2", "nightowl", "Reaction times, {q28}", "monitoring", "weber", "All 187 alerts of the quarter", "as_agreed", "", "", 28, 0, 0},
	{"meridian-1", "meridian", "Report of the auditor read", "report", "okafor", "SOC 2 report with bridge letter, 4 exceptions", "actions", "Two exceptions touch us: keys held by the provider, and access of support without our consent. Ask for both by letter.", "", 52, -12, 0},
	{"reclaim-1", "reclaim", "One collection followed to the shredder", "disposal", "okafor", "Batch 7 from our gate to the shredder, 33 serial numbers", "as_agreed", "", "", 41, 0, 0},
	{"klickwerk-1", "klickwerk", "Work on the shop, {q44}", "development", "fontaine", "18 changes, their reviews and tests", "as_agreed", "", "", 44, 0, 0},
	{"hauler-1", "hauler", "Change of ownership", "change", "marchetti", "", "", "", "", 0, 0, 0},
}
