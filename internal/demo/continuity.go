package demo

import (
	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/continuity"
	"github.com/assay-isms/assay/internal/record"
)

type bia struct {
	key, title, owner, assets, needs, suppliers string
	customers, money, law, information, staff   string
	rto, rpo, mtpd                              float64
	peaks, fallback                             string
	ago, signed                                 int // working days before now; 0 if nobody has signed
}

var bias = []bia{
	{"coldchain", "Watch over the cold chain", "marchetti", "coldmon sensors gateways", "", "frostware", "0 0 2 3 4 4", "0 1 2 3 4 4", "0 1 2 3 3 4", "0 0 1 1 2 3", "1 1 1 2 2 2", 4, 12, 24, "Heat waves, weekends", "Reading by hand each hour, list at the cold store", 190, 186},
	{"lines", "Production of both plants", "halloran", "mes label", "", "linemaker", "0 0 1 2 3 4", "0 1 2 3 4 4", "0 0 1 2 3 3", "0 0 1 2 2 3", "0 1 2 3 3 4", 24, 24, 72, "Weeks before Easter and Christmas", "Recipes on paper for the ten most sold goods", 189, 183},
	{"orders", "Order to delivery", "fontaine", "order", "lines", "edihub hauler", "0 1 2 3 4 4", "0 0 1 2 3 4", "0 0 1 2 2 3", "0 1 1 2 3 3", "0 1 2 2 3 3", 8, 24, 48, "Mondays before 09:00, last Friday of November", "Orders by telephone for the six chains", 188, 182},
	{"recalls", "Recall of products", "petersen", "recall", "", "testlab", "0 1 2 3 4 4", "0 0 1 2 3 4", "0 1 3 4 4 4", "0 0 1 2 2 3", "0 0 1 1 2 2", 12, 24, 20, "Any time", "Last night's lot list on paper in both plants", 187, 181},
	{"wages", "Payroll", "brandt", "payroll", "", "lohnhaus", "0 0 0 0 1 2", "0 0 0 1 2 3", "0 0 0 1 2 3", "0 0 0 1 1 2", "0 0 0 1 2 4", 72, 48, 168, "The four days before payday", "Last month's sums paid again, agreed with the bank", 185, 0},
}

// continuity plans the impact analysis, two plans and three exercises, one of which failed in part.
func (y *year) continuity() {
	y.on(191, "10:10", "okafor", "Times as measured in the last restores", func(w *record.Writer) error {
		for key, hours := range map[string]float64{"coldmon": 4, "gateways": 2} {
			a, err := fresh(y, w, asset.Assets, key)
			if err != nil {
				return err
			}
			a.Recovery = hours
			if err := asset.Assets.Put(w, a); err != nil {
				return err
			}
		}
		return nil
	})
	for _, b := range bias {
		add(y, b.ago, "roth", "Interview with "+y.initial(b.owner), continuity.Processes, b.key, func() *continuity.Process {
			return &continuity.Process{Title: b.title, Owner: y.person(b.owner), Assets: y.refs("asset", b.assets), Needs: y.refs("process", b.needs), Suppliers: y.refs("supplier", b.suppliers),
				People: "0 0 0 0 0 0", Customers: b.customers, Money: b.money, Law: b.law, Information: b.information, Staff: b.staff, RTO: b.rto, RPO: b.rpo, MTPD: b.mtpd, Peaks: b.peaks, Fallback: b.fallback}
		})
		if b.signed != 0 {
			take(y, b.signed, "roth", "Signed on paper by "+y.initial(b.owner), continuity.Processes, b.key, "sign")
		}
	}
	y.plans()
	y.exercises()
}

func (y *year) plans() {
	add(y, 175, "okafor", "", continuity.Plans, "room", func() *continuity.Plan {
		return &continuity.Plan{Title: "Loss of the server room Oldbrook", Scenario: "Fire, water or loss of power for more than two hours", Owner: y.person("okafor"), Processes: y.refs("process", "orders lines recalls"),
			Activation: "Head of IT or deputy, after a look on the spot or 30 minutes without one.", Roles: "Lead: M. Okafor, deputy S. Weber. Plants: R. Halloran, J. Novak. Word to customers: E. Fontaine.",
			Steps:    "1. People out, power off.\n2. Call list by telephone.\n3. Hosts of the stand-by in Harbour: network, directory, names, keys.\n4. Traceability, then line control, then ERP.\n5. Owners look and say go.",
			Contacts: "List in the red binder of both gates; carriers, Korngold, Nightowl, insurer.", Security: "Kept: second factor, logging to the Harbour store. Bent: local accounts on the stand-by for 72 hours, two people each time. Put right: accounts closed and logs read within a week.",
			OrderKnown: true, Kept: "Red binder, both gates"}
	})
	take(y, 170, "duval", "", continuity.Plans, "room", "approve")
	add(y, 160, "roth", "", continuity.Plans, "cold", func() *continuity.Plan {
		return &continuity.Plan{Title: "Cold chain without monitoring", Scenario: "No readings from sensors for more than 30 minutes", Owner: y.person("marchetti"), Processes: y.refs("process", "coldchain"),
			Activation: "Logistics lead on duty.", Steps: "1. Readings by hand each hour.\n2. Doors shut, no picking.\n3. Frostware by telephone.", Contacts: "Duty list at the cold store."}
	})
}

func (y *year) exercises() {
	add(y, 150, "roth", "", continuity.Exercises, "friday", func() *continuity.Exercise {
		return &continuity.Exercise{Title: "Encryption on a Friday evening", Scene: "exercise.friday-evening", Type: "table_top", Lead: y.person("roth"), Observer: y.person("lindqvist"), PlannedOn: y.date(132), Plans: y.refs("continuity_plan", "room")}
	})
	take(y, 132, "roth", "", continuity.Exercises, "friday", "held", func(e *continuity.Exercise) {
		e.Showed, e.Minutes = record.Set{"A.5.24", "A.5.26", "A.5.5"}, 150
		e.Result = "Call list worked for 9 of 11. Decision to cut the line after 14 minutes, by name. Draft for the authority after 95 minutes. One action: number of the insurer into the red binder, done the same day."
	})
	add(y, 95, "okafor", "", continuity.Exercises, "metal", func() *continuity.Exercise {
		return &continuity.Exercise{Title: "Traceability from bare metal", Scene: "exercise.restore-everything", Type: "technical", Lead: y.person("okafor"), Observer: y.person("petersen"), PlannedOn: y.date(88), Plans: y.refs("continuity_plan", "room"), Processes: y.refs("process", "recalls")}
	})
	y.on(88, "17:30", "okafor", "", func(w *record.Writer) error {
		e := the(y, continuity.Exercises, "metal")
		e.Showed, e.Failed, e.Minutes = record.Set{"A.5.29"}, record.Set{"A.5.30", "A.8.13"}, 560
		e.Result = "K. Petersen confirmed the lots after 9 h 20 min; 4 hours were promised. The password safe was on the lost platform: two hours until the sealed envelope was found. The local accounts were closed again and the logs read."
		return continuity.Exercises.Take(w, e, "held")
	})
	for _, f := range []struct {
		key, title, owner string
		minute, due       int
		settled           string
	}{
		{"safe", "The password safe can only be opened with the platform it describes", "weber", 120, 70, "Second copy on an encrypted stick in both safes, opened on {72}."},
		{"order", "Licence of the database was bound to the lost machine", "okafor", 300, -15, ""},
	} {
		add(y, 86, "okafor", "", continuity.Findings, f.key, func() *continuity.Finding {
			return &continuity.Finding{Title: f.title, Exercise: y.ref("exercise", "metal"), Minute: f.minute, Owner: y.person(f.owner), DueOn: y.date(f.due)}
		})
		if f.settled != "" {
			take(y, 72, "okafor", "", continuity.Findings, f.key, "settle", func(x *continuity.Finding) { x.Settled = y.text(f.settled) })
		}
	}
	add(y, 20, "roth", "", continuity.Exercises, "call", func() *continuity.Exercise {
		return &continuity.Exercise{Title: "Alarm without warning", Scene: "exercise.call-list", Type: "functional", Lead: y.person("roth"), Observer: y.person("weber"), PlannedOn: y.date(-12), Plans: y.refs("continuity_plan", "room cold")}
	})
}
