package demo

// bare is what a risk would be if no control were in place.
type bare struct {
	rating  [2]int     // likelihood, consequence under the second criteria
	figures [4]float64 // events a year low and high, loss low and high
	source  string
}

var bares = map[string]bare{
	"ransom":          {[2]int{4, 5}, [4]float64{0.15, 0.8, 800_000, 6_000_000}, "Rate of attempts that reached us in three years; neighbour without usable copies"},
	"phish":           {[2]int{5, 3}, [4]float64{0.3, 1.2, 30_000, 250_000}, "Exercise: 9 % clicked before training, password alone was enough"},
	"leaver":          {[2]int{4, 3}, [4]float64{0.25, 1, 40_000, 300_000}, "12 leavers a year with access to prices"},
	"pay-fraud":       {[2]int{3, 3}, [4]float64{0.05, 0.3, 60_000, 400_000}, "Trade statistics of fraud, firms without separation"},
	"payroll-restore": {[2]int{3, 4}, [4]float64{0.1, 0.5, 250_000, 1_400_000}, "Interview with Lohnhaus"},
	"heat":            {[2]int{3, 4}, [4]float64{0.1, 0.6, 150_000, 1_200_000}, "Weather service, days above 35 °C"},
	"flood":           {[2]int{3, 5}, [4]float64{0.08, 0.4, 300_000, 2_000_000}, "Flood class of the city"},
	"trace-down":      {[2]int{3, 5}, [4]float64{0.05, 0.25, 700_000, 4_200_000}, "Faults of the database in two years; a recall week"},
	"recipe-leak":     {[2]int{2, 4}, [4]float64{0.05, 0.25, 250_000, 1_000_000}, "Penalty of the Halden contract"},
	"intrusion":       {[2]int{4, 4}, [4]float64{0.12, 0.55, 200_000, 1_600_000}, "Nine days unseen in the last case"},
	"power":           {[2]int{4, 3}, [4]float64{0.5, 1.5, 40_000, 250_000}, "Grid operator's notice"},
	"sensor-fw":       {[2]int{2, 4}, [4]float64{0.03, 0.12, 200_000, 1_500_000}, "Case at the fruit packer; a stopped cold store by the day"},
}

// deedOf is what a control does to a risk: shares taken off, and of the events that it stands before.
type deedOf struct {
	risk, control, on string
	low, high, covers float64 // 0 where nobody has assessed it
	source            string
}

var deedsOf = []deedOf{
	{"ransom", "A.8.7", "susceptibility", 0.5, 0.8, 0.9, "Maker's tests of two laboratories; 14 of 131 devices without protection"},
	{"ransom", "A.8.8", "frequency", 0.4, 0.7, 0.85, "Log of 41 gaps: nine controllers cannot be patched"},
	{"ransom", "A.8.13", "severity", 0.5, 0.8, 0.9, "Restore test of 6 h 20 min against 11 days at the neighbour"},
	{"ransom", "A.5.7", "frequency", 0.05, 0.2, 0, "Warnings helped twice; nobody knows what share they reach"},
	{"phish", "A.8.5", "susceptibility", 0.85, 0.98, 0.97, "Published rates of takeovers with and without a second factor; four mailboxes are shared"},
	{"phish", "A.6.3", "frequency", 0.3, 0.6, 0.9, "Click rate fell from 9 % to 4 %"},
	{"phish", "A.8.23", "frequency", 0.2, 0.5, 0.8, "Blocked addresses of one quarter"},
	{"leaver", "A.5.18", "susceptibility", 0.7, 0.95, 0.9, "Sample of 14 leavers: 13 within a day"},
	{"leaver", "A.6.5", "frequency", 0.1, 0.4, 0.7, "Interview with the sales director"},
	{"leaver", "A.5.16", "susceptibility", 0.4, 0.7, 0.5, "Agency workers are half of all leavers"},
	{"pay-fraud", "A.5.3", "frequency", 0.6, 0.9, 0.9, "11 users lost the second right; one test client is left"},
	{"pay-fraud", "A.8.15", "severity", 0.3, 0.6, 0.9, "Daily report finds a changed account before the second payment"},
	{"payroll-restore", "A.5.22", "frequency", 0.2, 0.5, 0.9, "Review would have named the move of the data centre"},
	{"payroll-restore", "A.8.13", "severity", 0.05, 0.15, 0.5, "Our export cannot be loaded without the bureau's program"},
	{"heat", "A.7.5", "susceptibility", 0.5, 0.8, 1, "Two cooling units, each enough alone up to 40 °C"},
	{"heat", "A.7.11", "severity", 0.3, 0.5, 0.8, "Orderly stop on battery instead of a crash"},
	{"flood", "A.7.5", "severity", 0.6, 0.9, 0.95, "Cabinet on the first floor: pumps and cables remain"},
	{"flood", "A.7.8", "severity", 0.05, 0.2, 0.5, "Pump in the basement"},
	{"trace-down", "A.8.14", "susceptibility", 0.5, 0.8, 0.9, "Exercise: second host took over in 4 of 5 tries"},
	{"trace-down", "A.5.30", "severity", 0.4, 0.7, 0.9, "Recall widens by the hour; restart in two instead of three"},
	{"recipe-leak", "A.8.12", "frequency", 0.3, 0.6, 0.6, "Silent phase: 14 hits a week; photographs are not seen"},
	{"recipe-leak", "A.6.6", "frequency", 0.1, 0.4, 0.8, "64 agreements in force"},
	{"recipe-leak", "A.7.6", "frequency", 0.3, 0.6, 0.5, "Visitors only; developers work in the laboratory"},
	{"intrusion", "A.5.25", "severity", 0.3, 0.6, 0.8, "Two incidents judged within the day"},
	{"intrusion", "A.8.16", "severity", 0.4, 0.7, 0.7, "Plant networks once the rules are learnt"},
	{"power", "A.7.11", "susceptibility", 0.8, 0.95, 0.95, "Generator with fuel for two days"},
	{"power", "A.7.13", "susceptibility", 0.1, 0.3, 0.5, "UPS that were bridged out twice"},
	{"sensor-fw", "A.8.22", "susceptibility", 0.4, 0.7, 0.9, "Gateways reach one server only"},
	{"sensor-fw", "A.5.21", "frequency", 0.5, 0.8, 0.9, "Signed firmware once the unsigned model is gone"},
}
