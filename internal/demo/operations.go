package demo

import (
	"slices"

	"github.com/assay-isms/assay/internal/isms/operations"
	"github.com/assay-isms/assay/internal/record"
)

// operations plans the registers of running the systems.
func (y *year) operations() {
	y.routines()
	for _, a := range alterations {
		y.alter(a)
	}
	y.measured()
	y.copied()
	y.watched()
	y.weaknesses()
	y.compared()
}

func (y *year) routines() {
	for _, r := range routines {
		y.during(r.approved+4, y.hand(r.owner), "", func(w *record.Writer) error {
			return put(y, w, operations.Procedures, r.key, &operations.Procedure{Title: r.title, Controls: y.refs("control", r.controls), Place: r.place, Author: y.ref("person", r.author), Owner: y.ref("person", r.owner), Edition: "1"})
		})
		look(y, operations.Procedures, r.key, y.hand(r.owner), "In force", []int{r.approved}, func(ago int, p *operations.Procedure) {
			p.Status, p.ApprovedOn, p.NextReview = "in_force", y.date(ago), y.date(ago-250)
		})
		if r.performed != 0 {
			look(y, operations.Procedures, r.key, y.hand(r.owner), "Carried out from the text", []int{r.performed}, func(ago int, p *operations.Procedure) {
				p.PerformedOn, p.PerformedBy, p.Deviations = y.date(ago), y.ref("person", r.by), r.deviations
			})
		}
	}
}

// alter plans a change through its steps.
func (y *year) alter(a alteration) {
	who, fill := y.hand(a.asked), func(ago int, fn func(c *operations.Change)) {
		look(y, operations.Changes, a.key, y.hand(a.asked), "", []int{ago}, func(_ int, c *operations.Change) { fn(c) })
	}
	y.on(a.requested, "06:45", who, "", func(w *record.Writer) error {
		return put(y, w, operations.Changes, a.key, &operations.Change{Title: a.title, Type: a.kind, Risk: a.risk, RequestedBy: y.ref("person", a.asked), Fallback: a.fallback, PlannedFor: y.date(max(a.done, -3))})
	})
	approve := func() {
		take(y, a.approved, a.approver, "", operations.Changes, a.key, "approve")
	}
	if a.approved != 0 && a.kind != "emergency" {
		approve()
	}
	if a.done != 0 {
		y.on(a.done, "18:20", who, "", func(w *record.Writer) error {
			c, err := operations.Changes.Get(w.Reader, the(y, operations.Changes, a.key).ID)
			if err != nil {
				return err
			}
			c.Implemented, c.Result = y.date(a.done), a.result
			return operations.Changes.Put(w, c)
		})
	}
	if a.approved != 0 && a.kind == "emergency" {
		approve()
	}
	if a.reviewed != 0 && a.kind != "standard" {
		fill(a.reviewed-1, func(c *operations.Change) { c.ReviewedOn = y.date(a.reviewed) })
	}
}

func (y *year) measured() {
	listed(y, operations.CapacityMeasures, 216, "09:30", "okafor", "Limits of what must not stop", limits, func(l limit) (string, *operations.CapacityMeasure) {
		return l.key, &operations.CapacityMeasure{Title: l.title, Controls: y.refs("control", l.controls), Asset: y.ref("asset", l.asset), Owner: y.ref("person", l.owner), Unit: l.unit, Limit: l.most, Growth: l.growth, Delivery: l.delivery, WarnAt: 80}
	})
	for _, l := range limits {
		look(y, operations.CapacityMeasures, l.key, y.hand(l.owner), "Measured", monthly, func(ago int, m *operations.CapacityMeasure) {
			m.MeasuredOn, m.Used = y.date(ago), l.used-l.growth*float64(ago)/21
		})
	}
	rooms := []operations.Environment{
		{Title: "ERP, live", Type: "production", SeparatedBy: "Own hosts and database, other passwords", Rights: "B. Lund; developers by emergency entry", Data: "live"},
		{Title: "ERP, test", Type: "test", SeparatedBy: "Own database on host 2", Rights: "Key users, the maker", Data: "masked"},
		{Title: "Labels, development", Type: "development", SeparatedBy: "Notebook of the freelancer, repository of the house", Rights: "Two people", Data: "made_up"},
	}
	for _, e := range rooms {
		y.during(199, "okafor", "", func(w *record.Writer) error {
			e.Owner = y.ref("person", "lund")
			return putCopy(y, w, operations.Environments, e.Title, e)
		})
		look(y, operations.Environments, e.Title, "okafor", "Checked on the platform", []int{170, 110, 54}, func(ago int, x *operations.Environment) {
			x.CheckedOn, x.Differences = y.date(ago), ""
			if x.Data == "masked" && ago == 110 {
				x.Differences, x.SettledOn = "Names of drivers were not masked", y.date(ago)
			}
		})
	}
}

func (y *year) copied() {
	listed(y, operations.Backups, 213, "14:00", "okafor", "Stores from the hypervisor, matched with the jobs", copyings, func(c copying) (string, *operations.Backup) {
		return c.key, &operations.Backup{Title: c.title, Assets: y.refs("asset", c.assets), Owner: y.ref("person", c.owner), LossHours: c.loss, RestoreHours: c.back, RhythmHours: c.rhythm, Apart: c.apart, KeepDays: 35,
			Places: "Server room and Harbour", NextRestore: y.date(180)}
	})
	for _, c := range copyings {
		look(y, operations.Backups, c.key, "okafor", "Jobs compared", weekly, func(ago int, b *operations.Backup) {
			b.LastGood, b.CheckedOn = y.date(ago).Plus(-1), y.date(ago)
			if c.key == "shop" && ago < 9 { // its job has stood still since the host renewed a certificate
				b.LastGood = y.date(9)
			}
		})
	}
	for _, r := range restores {
		y.on(r.on, "16:40", "okafor", "", func(w *record.Writer) error {
			return put(y, w, operations.RestoreTests, r.key, &operations.RestoreTest{Title: y.text(r.title), Backup: y.ref("backup", r.backup), Type: r.kind, Tester: y.ref("person", r.tester), TestedOn: w.Today(), Hours: r.hours, Result: r.result,
				ByRunbook: r.runbook, RecoveryKey: r.recoveryKey, Deviations: r.deviations})
		})
		if r.confirmer != "" {
			look(y, operations.RestoreTests, r.key, "okafor", "Looked at by "+y.initial(r.confirmer), []int{r.on - 2}, func(ago int, t *operations.RestoreTest) {
				t.ConfirmedBy, t.ConfirmedOn = y.ref("person", r.confirmer), y.date(ago)
			})
		}
		if r.settled != 0 {
			look(y, operations.RestoreTests, r.key, "okafor", "Repeated", []int{r.settled - 1}, func(_ int, t *operations.RestoreTest) { t.SettledOn = y.date(r.settled) })
		}
	}
}

func (y *year) watched() {
	groups := []operations.MalwareProtection{{Title: "Notebooks", Devices: 110, Covered: 110}, {Title: "Servers", Devices: 41, Covered: 40}, {Title: "Handhelds", Devices: 70, Exempt: 70}, {Title: "Terminals", Devices: 22, Covered: 22}}
	for i, g := range groups {
		y.during(176, "weber", "", func(w *record.Writer) error {
			g.Owner, g.Product, g.Exempt = y.ref("person", "weber"), "Sensor of Nightowl", 0
			return putCopy(y, w, operations.MalwareProtections, g.Title, g)
		})
		look(y, operations.MalwareProtections, g.Title, "weber", "Leases against the console", weekly[1:], func(ago int, m *operations.MalwareProtection) {
			if m.CheckedOn = y.date(ago); i == 2 {
				m.Exempt, m.Exceptions = 70, record.Refs{string(y.ref("exception", "scanner"))}
			}
			if i == 1 {
				m.Gaps = "Label server in Harbour, until its replacement"
			}
		})
	}
	listed(y, operations.LogSources, 207, "11:15", "weber", "From the log server", sources, func(s source) (string, *operations.LogSource) {
		return s.key, &operations.LogSource{Title: s.title, Asset: y.ref("asset", s.asset), Owner: y.ref("person", s.owner), Store: s.store, PauseHours: s.pause, KeepDays: s.keep, Admins: s.admins, Protected: s.protected, Tolerance: 2}
	})
	for _, s := range sources {
		look(y, operations.LogSources, s.key, "weber", "Arrival and age compared", weekly, func(ago int, l *operations.LogSource) {
			l.CheckedOn, l.LastEvent, l.OldestDays, l.Offset = y.date(ago), y.date(ago), s.keep, 0.4
			if s.key == "badge" && (ago == 12 || ago == 7) {
				l.LastEvent = y.date(15)
			}
		})
	}
	for _, c := range []operations.ClockSource{{Title: "Domain controllers", Feeds: "Time institute and satellite receiver", Serves: "Servers, notebooks", Offset: 0.8, Tolerance: 50}, {Title: "Receiver in Harbour", Feeds: "Satellite receiver and carrier", Serves: "Plant network, doors", Offset: 3.1, Tolerance: 100}} {
		y.during(203, "weber", "", func(w *record.Writer) error {
			c.Owner = y.ref("person", "weber")
			return putCopy(y, w, operations.ClockSources, c.Title, c)
		})
		look(y, operations.ClockSources, c.Title, "weber", "Feeds compared", monthly[2:], func(ago int, x *operations.ClockSource) { x.CheckedOn, x.Reachable = y.date(ago), true })
	}
}

func (y *year) weaknesses() {
	for _, v := range weaknesses {
		y.during(v.found, "weber", "", func(w *record.Writer) error {
			return put(y, w, operations.Vulnerabilities, v.key, &operations.Vulnerability{Title: v.title, Identifier: v.cve, Assets: y.refs("asset", v.assets), Source: v.source, CVSS: v.cvss, Exploited: v.exploited, FoundOn: w.Today(), Owner: y.ref("person", v.owner)})
		})
		if v.fixed != 0 {
			look(y, operations.Vulnerabilities, v.key, "weber", "Fixed and scanned again", []int{v.rescanned}, func(ago int, x *operations.Vulnerability) {
				x.FixedOn, x.RescannedOn = y.date(v.fixed), y.date(ago)
			})
		}
		if v.exception != "" {
			look(y, operations.Vulnerabilities, v.key, "weber", "Borne by the exception", []int{v.found - 4}, func(_ int, x *operations.Vulnerability) {
				x.Status, x.Exception = "accepted", y.ref("exception", v.exception)
			})
		}
	}
}

func (y *year) compared() {
	for _, b := range baselines {
		y.during(219, y.hand(b.owner), "", func(w *record.Writer) error {
			return put(y, w, operations.Configurations, b.key, &operations.Configuration{Title: b.title, Controls: y.refs("control", b.controls), Assets: y.refs("asset", b.assets), Owner: y.ref("person", b.owner), Edition: "1",
				ApprovedBy: y.ref("person", "okafor"), ApprovedOn: w.Today(), Components: b.components})
		})
		look(y, operations.Configurations, b.key, y.hand(b.owner), "Compared with the live ones", monthly, func(ago int, c *operations.Configuration) {
			c.ComparedOn, c.SettledOn, c.Differences = y.date(ago), "", ""
			if c.Deviating = b.drift[slices.Index(monthly, ago)]; c.Deviating > 0 {
				c.Differences = b.differences
			}
		})
	}
	for _, l := range looks {
		y.during(max(l.on, 4), "roth", "", func(w *record.Writer) error {
			return put(y, w, operations.TechnicalReviews, l.title, &operations.TechnicalReview{Title: l.title, Controls: y.refs("control", l.controls), Method: l.method, Population: l.total, Covered: l.covered,
				Reviewer: y.ref("person", l.reviewer), Owner: y.ref("person", l.owner), ReviewedOn: y.date(l.on), Findings: l.findings, NextReview: y.date(l.planned)})
		})
		if l.settled != 0 {
			look(y, operations.TechnicalReviews, l.title, "roth", "Settled", []int{l.settled}, func(ago int, t *operations.TechnicalReview) { t.SettledOn = y.date(ago) })
		}
	}
}
