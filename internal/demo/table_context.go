package demo

type matter struct {
	title, side string
	climate     bool
	effect      string
	owner       string
}

var matters = []matter{
	{"Longer heat waves strain cooling and power", "external", true, "The cold chain and the server room need most power on the days the grid is weakest. Temperature records gain weight as proof, and loggers fail above 45 °C.", "marchetti"},
	{"Floods at the Harbour site", "external", true, "Storm surges reached the basement twice in six years; the network cabinet stands there.", "novak"},
	{"Criminal groups aim at food producers in harvest season", "external", false, "Downtime spoils raw material, so pressure to pay is high; two producers within 100 km were hit.", "weber"},
	{"NIS2 makes us an important entity", "external", false, "Duties of risk management, reporting within 24 hours and answerability of the management.", "haddad"},
	{"Retail chains pass their security rules down", "external", false, "Halden's contract asks for certification by the end of next year; three others send questionnaires.", "fontaine"},
	{"Makers stop supporting plant controllers earlier than we replace lines", "external", false, "Gaps stay open for years and must be fenced off instead of patched.", "halloran"},
	{"Small IT team for two plants and three shifts", "internal", false, "Knowledge sits in few heads; on-call weeks come every fourth week.", "okafor"},
	{"Seasonal staff double the headcount in summer", "internal", false, "Identities, training and devices for 90 people within three weeks, in four languages.", "sato"},
	{"Mail and office move to the cloud", "internal", false, "Less to run ourselves, more to agree and to check with the provider.", "okafor"},
	{"Payroll is done outside", "internal", false, "Health and bank data of everyone leave the house each month.", "brandt"},
	{"Management backs the ISMS with time and money", "internal", false, "C. Duval chairs the quarterly review; a budget of € 190,000 for this year is approved.", "duval"},
}

type party struct{ key, name, kind, note string }

var parties = []party{
	{"halden", "Halden retail group", "customer", "31 % of turnover; recipes under secrecy, yearly audit by its own staff."},
	{"retail", "Other retail chains", "customer", "Orders by EDI around the clock; penalties for late deliveries."},
	{"consumers", "Consumers and web shop customers", "customer", "Trust labels and allergen information; gave us addresses and orders."},
	{"employees", "Employees and works council", "staff", "Their health and pay data; a say in monitoring."},
	{"dpa", "Data protection authority", "authority", "Expects notification within 72 hours."},
	{"csirt", "National CSIRT", "authority", "Receives NIS2 reports and sends warnings."},
	{"foodauth", "Food safety authority", "authority", "Wants batch and temperature records within four hours in a recall."},
	{"family", "Owner family and bank", "owner", "Stable yearly result; the bank's covenant mentions cyber insurance."},
	{"insurer", "Cyber insurer", "other", "Second factor, offline backups and 180 days of logs are conditions of the policy."},
	{"hauliers", "Hauliers and maintenance firms", "supplier", "Need access to gates, docks and machines, some from afar."},
}

type duty struct{ key, title, party, kind, source, how, owner string }

var duties = []duty{
	{"gdpr-32", "Security of processing", "dpa", "law", "GDPR, Article 32", "The risk assessment covers every processing with staff or customer data; measures are in the Statement of Applicability.", "haddad"},
	{"gdpr-33", "Notify a personal data breach within 72 hours", "dpa", "law", "GDPR, Articles 33 and 34", "The incident plan starts the clock when the service desk opens the ticket; N. Haddad decides and files.", "haddad"},
	{"gdpr-28", "Processing contracts with those who process for us", "dpa", "law", "GDPR, Article 28", "Seven contracts on file, with payroll, mail, web shop and recruiting; checked with the supplier review.", "haddad"},
	{"gdpr-9", "Health data of production staff", "employees", "law", "GDPR, Article 9(2)(b)", "Certificates are seen by HR only and kept apart from the personnel file.", "sato"},
	{"gdpr-17", "Erasure when no longer needed", "consumers", "law", "GDPR, Article 17", "Rules per system; the ERP blocks until its deletion run is accepted.", "haddad"},
	{"gdpr-25", "Data protection by design", "dpa", "law", "GDPR, Article 25", "A page in the project form; masked data for tests.", "haddad"},
	{"nis2-measures", "Risk management measures", "csirt", "law", "Directive (EU) 2022/2555, Article 21", "This management system; the ten points of Article 21(2) are mapped to controls.", "roth"},
	{"nis2-report", "Early warning in 24 hours, report in 72", "csirt", "law", "Directive (EU) 2022/2555, Article 23", "Forms and portal accounts are in the red folder, tried each January.", "weber"},
	{"nis2-board", "Management approves, oversees and is trained", "csirt", "law", "Directive (EU) 2022/2555, Article 20", "C. Duval approves scope, criteria and the Statement of Applicability; half a day of training each spring.", "duval"},
	{"food-trace", "One step back, one step forward", "foodauth", "law", "Regulation (EC) 178/2002, Article 18", "Traceability database and signed batch records; recall exercise twice a year.", "petersen"},
	{"food-temp", "Temperature records for frozen food", "foodauth", "law", "Regulation (EC) 37/2005, Article 2", "Sensors each minute, records for a year and longer with the lot.", "marchetti"},
	{"account-act", "Keep accounts ten years, unaltered", "family", "law", "Accounting act, section 7", "Write-once export each night; access by role.", "brandt"},
	{"halden-nda", "Secrecy of jointly developed recipes", "halden", "contract", "Halden frame contract, clause 9", "Own class, laboratory zone and agreements with every person who works on them.", "petersen"},
	{"halden-audit", "Yearly security audit by the customer", "halden", "contract", "Halden frame contract, annex 4", "Dates agreed in January; last audit closed with three remarks.", "fontaine"},
	{"halden-edi", "Encrypted EDI with agreed versions", "halden", "contract", "EDI agreement, section 3.2", "Certificates in the key register, renewed 30 days before they end.", "weber"},
	{"pci-saq", "Card payments by a certified provider only", "consumers", "contract", "Payment provider's conditions, section 5", "Payment page of the provider; self-assessment each year.", "fontaine"},
	{"insurer", "Conditions of the cyber policy", "insurer", "contract", "Policy 2231, special conditions", "Second factor, offline copy and log retention are checked in May.", "brandt"},
	{"works", "No supervision of performance by logs", "employees", "expectation", "Works agreement on IT systems", "Analysis of logs needs two people, one of them named by the works council.", "sato"},
}
