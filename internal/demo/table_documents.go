package demo

type policy struct {
	id, owner   string
	months      int
	departments []string // nil for everyone
	unread      []string // who did not confirm the first version
}

var policies = []policy{
	{"information-security", "roth", 12, nil, nil},
	{"acceptable-use", "sato", 12, nil, []string{"lund"}},
	{"access-control", "okafor", 12, []string{"IT", "Information security", "Management"}, nil},
	{"authentication", "okafor", 12, nil, nil},
	{"clear-desk", "mbeki", 6, nil, []string{"brandt"}},
	{"physical-security", "mbeki", 12, nil, nil},
	{"remote-working", "sato", 12, nil, nil},
	{"incident-management", "weber", 12, nil, []string{"haddad"}},
	{"backup", "okafor", 12, []string{"IT", "Information security"}, nil},
	{"network-security", "weber", 6, []string{"IT", "Information security"}, nil},
	{"supplier-relationships", "brandt", 12, []string{"Finance", "IT", "Management"}, []string{"duval"}},
	{"vulnerability-management", "weber", 12, []string{"IT", "Information security"}, nil},
}

// revision is a second version.
type revision struct {
	ago                  int
	id, who, why         string
	changes              [][2]string
	returned             string // why it was sent back once
	submitted, published int    // 0 for not yet
	unread               []string
}

var revisions = []revision{
	{95, "physical-security", "roth", "Pictures of cameras are kept for 48 hours, as agreed with the works council", nil, "", 93, 88, nil},
	{62, "acceptable-use", "roth", "Rules on translation and chat services, after the recipe that was pasted into one",
		[][2]string{{"## Responsibilities", "## Services that answer with text\n\nRecipes, supplier prices and personal data are not typed into chat or translation services that IT has not released. The released ones are on the\nservice desk's page.\n\n## Responsibilities"}},
		"Say where the released services are listed.", 58, 52, []string{"brandt", "weber", "lindqvist", "fontaine", "novak", "petersen"}},
	{33, "incident-management", "weber", "The night monitoring calls first; shorter triage", [][2]string{{"## Responsibilities", "## Night monitoring\n\nBetween 18:00 and 06:00 Nightowl takes the first call and wakes the incident lead.\n\n## Responsibilities"}},
		"", 30, 26, []string{"mbeki", "sato", "haddad", "halloran", "szabo"}},
	{12, "remote-working", "roth", "Work from the motor home and from abroad, asked for by the sales team", [][2]string{{"## Responsibilities", "## Abroad\n\nWork from another country is asked for two weeks ahead; the data protection officer answers within five working days.\n\n## Responsibilities"}},
		"", 7, 0, nil},
	{5, "supplier-relationships", "roth", "Tier by tier: what the assessment of Klickwerk taught us", [][2]string{{"## Exceptions", "## Lessons\n\nA supplier that develops and hosts is assessed as tier 1.\n\n## Exceptions"}}, "", 0, 0, nil},
}

// facts are Northwind's own answers; the rest are usual ones.
var facts = map[string]string{
	"isms_objectives":           "No lot delivered with unproven temperature; order intake back within 24 hours; 95 of 100 critical weaknesses closed in seven days",
	"top_management":            "the managing director, C. Duval",
	"security_contact":          "security@northwind.example, 0555 0199",
	"incident_spending_limit":   "EUR 30,000",
	"data_protection_authority": "the data protection authority of the state",
	"data_protection_contact":   "privacy@northwind.example",
	"privacy_law":               "Regulation (EU) 2016/679",
	"emergency_copy_place":      "the bank safe in Oldbrook and the sealed folder at the Harbour gate",
	"remote_countries":          "the European Economic Area",
	"screening_posts":           "administrators, payments, the laboratory, members of management",
	"project_threshold":         "more than 20 days of work, or Confidential information touched, or a new line",
	"camera_keep_hours":         "72",
	"leaver_removal_hours":      "24",
}
