package demo

type person struct{ name, first, last, position, department, joined string }

var staff = []person{
	{"Ines Roth", "ines", "roth", "ISMS manager", "Information security", "2021-02-01"},
	{"C. Duval", "claire", "duval", "Managing director", "Management", "2014-09-01"},
	{"L. Brandt", "lukas", "brandt", "Finance director", "Finance", "2017-04-01"},
	{"M. Okafor", "miriam", "okafor", "Head of IT operations", "IT", "2018-06-15"},
	{"S. Weber", "stefan", "weber", "IT security engineer", "IT", "2020-10-01"},
	{"T. Mbeki", "tendai", "mbeki", "Facility and site security manager", "Facility", "2016-01-11"},
	{"H. Sato", "hana", "sato", "Head of human resources", "Human resources", "2019-03-01"},
	{"P. Lindqvist", "per", "lindqvist", "Internal auditor", "Quality management", "2015-08-17"},
	{"K. Petersen", "kirsten", "petersen", "Quality and food safety manager", "Quality management", "2012-05-02"},
	{"R. Halloran", "rosa", "halloran", "Plant manager, Oldbrook", "Production", "2009-11-01"},
	{"J. Novak", "jan", "novak", "Plant manager, Harbour", "Production", "2013-02-01"},
	{"A. Marchetti", "andrea", "marchetti", "Cold-chain and logistics lead", "Logistics", "2018-01-08"},
	{"E. Fontaine", "elise", "fontaine", "Head of sales and web shop", "Sales", "2016-07-01"},
	{"N. Haddad", "nadia", "haddad", "Legal counsel and data protection officer", "Management", "2020-01-15"},
	{"B. Lund", "bjorn", "lund", "ERP application manager", "IT", "2011-10-03"},
	{"V. Szabo", "vera", "szabo", "Service desk lead", "IT", "2021-09-01"},
	{"G. Ferrer", "gael", "ferrer", "System administrator", "IT", "2019-05-20"},
}
