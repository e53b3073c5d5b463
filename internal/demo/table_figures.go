package demo

import "github.com/assay-isms/assay/internal/isms/risk"

// estimate is what a risk is in figures: 90 % intervals of the events a year and of the loss of one, before treatment and
// after it.
type estimate struct {
	now, after    [4]float64 // events a year low and high, loss low and high; no events where it is not estimated
	source, later string
}

// put writes the estimate into the risk.
func (e estimate) put(r *risk.Risk) {
	r.Now = risk.Estimate{RateLow: e.now[0], RateHigh: e.now[1], LossLow: e.now[2], LossHigh: e.now[3], Source: e.source}
	r.After = risk.Estimate{RateLow: e.after[0], RateHigh: e.after[1], LossLow: e.after[2], LossHigh: e.after[3], Source: e.later}
}

// estimates of the risks that have figures, by hazard. The others were not estimated yet.
var estimates = map[string]estimate{
	"ransom":          {[4]float64{0.08, 0.4, 600_000, 5_000_000}, [4]float64{0.02, 0.15, 200_000, 1_600_000}, "Two cases among nine producers in three years; the neighbour's bill; insurer's table of 2026", "Restore test of 6 h 20 min; scan log of 41 gaps"},
	"phish":           {[4]float64{0.1, 0.5, 30_000, 250_000}, [4]float64{0.03, 0.2, 8_000, 70_000}, "One case in four years, 9 % clicked", "Second factor everywhere, 4 % clicked"},
	"leaver":          {[4]float64{0.1, 0.6, 40_000, 300_000}, [4]float64{0.01, 0.08, 30_000, 250_000}, "Sample of 12 leavers; the price case of 2023", "Sample of 14 leavers, one late"},
	"pay-fraud":       {[4]float64{0.03, 0.15, 60_000, 400_000}, [4]float64{0.005, 0.04, 40_000, 300_000}, "Report of the auditors of accounts; trade statistics of fraud", "Daily report of changed bank accounts"},
	"payroll-restore": {[4]float64{0.1, 0.4, 200_000, 1_200_000}, [4]float64{0.03, 0.15, 200_000, 1_000_000}, "Interview with Lohnhaus; one failed restore in two tests", "Monthly export, once it can be restored"},
	"cold-fail":       {[4]float64{0.4, 1.2, 25_000, 180_000}, [4]float64{0.1, 0.5, 20_000, 150_000}, "Records of destroyed lots, two summers", "Expected with all gateways shielded"},
	"heat":            {[4]float64{0.1, 0.5, 150_000, 1_200_000}, [4]float64{0.03, 0.15, 60_000, 400_000}, "Weather service, days above 35 °C; cost of a stopped plant by the hour", "Two cooling units, each enough alone"},
	"flood":           {[4]float64{0.08, 0.4, 250_000, 1_600_000}, [4]float64{0.08, 0.3, 200_000, 1_200_000}, "Flood class of the city; survey of the insurer", "Pumps only: the cabinet has not moved"},
	"trace-down":      {[4]float64{0.03, 0.15, 700_000, 4_000_000}, [4]float64{0.008, 0.05, 250_000, 1_600_000}, "Exercise of summer; a recall week costs € 2.2 million", "Restart under two hours"},
	"label":           {[4]float64{0.04, 0.15, 800_000, 6_000_000}, [4]float64{0.008, 0.05, 700_000, 5_000_000}, "Three near misses in five years; recalls of the trade", "Line clearance found all three"},
	"recipe-leak":     {[4]float64{0.03, 0.15, 250_000, 1_000_000}, [4]float64{0.03, 0.12, 80_000, 400_000}, "Penalty of the Halden contract; one suspicion", "With uploads blocked"},
	"plc":             {[4]float64{0.03, 0.12, 250_000, 1_500_000}, [4]float64{0.008, 0.05, 200_000, 1_200_000}, "Cost of a stopped line by the hour; cases of two makers", "Access by request only"},
	"theft-nb":        {[4]float64{1, 3, 2_000, 8_000}, [4]float64{1, 3, 2_000, 8_000}, "Own records: two a year, a device and a day each", "Retained: as before"},
	"shop-breach":     {[4]float64{0.1, 0.5, 50_000, 350_000}, [4]float64{0.04, 0.15, 40_000, 280_000}, "18,400 accounts; fines published for shops of this size", "Penetration test; patches within 5 days"},
	"shop-down":       {[4]float64{0.1, 0.5, 8_000, 50_000}, [4]float64{0.1, 0.5, 8_000, 50_000}, "Turnover lost last December", "Retained: as before"},
	"edi":             {[4]float64{0.1, 0.5, 8_000, 60_000}, [4]float64{0.03, 0.15, 5_000, 40_000}, "The fault of spring: half empty trucks", "Gaps found within the hour"},
	"admin-abuse":     {[4]float64{0.03, 0.1, 600_000, 5_000_000}, [4]float64{0.005, 0.04, 200_000, 1_600_000}, "Insurer's table of 2026; as ransomware without backup", "Two people for deleting backups"},
	"intrusion":       {[4]float64{0.1, 0.5, 200_000, 1_500_000}, nil4, "Nine days unseen in the last case; offers for forensic work", ""},
	"power":           {[4]float64{0.4, 1.2, 40_000, 250_000}, [4]float64{0.03, 0.15, 30_000, 220_000}, "Grid operator's notice; 50 minutes in July", "Generator with fuel for two days"},
}

// nil4 is no estimate.
var nil4 [4]float64
