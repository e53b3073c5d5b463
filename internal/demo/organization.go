package demo

import (
	"github.com/assay-isms/assay/internal/isms/organization"
	"github.com/assay-isms/assay/internal/record"
)

// organization plans roles, what they must not meet in one person, contacts, threats, projects and devices.
func (y *year) organization() {
	y.roles()
	y.duties()
	for _, c := range contacts {
		add(y, c.since, "roth", "", organization.Contacts, c.key, func() *organization.Contact {
			return &organization.Contact{Name: c.name, Type: c.kind, Topic: c.topic, Way: c.way, Delegate: y.person(c.delegate), Deputy: y.person(c.deputy)}
		})
		for _, ago := range c.confirmed {
			take(y, ago, y.hand(c.delegate), "Way in tried", organization.Contacts, c.key, "confirm", func(x *organization.Contact) { x.Answer = c.answer })
		}
	}
	for _, t := range threats {
		add(y, t.learnt, "weber", "", organization.ThreatReports, t.key, func() *organization.ThreatReport {
			return &organization.ThreatReport{Title: t.title, SourceType: t.kind, Source: t.source, LearntOn: y.date(t.learnt), Judgement: t.judgement, Confidence: t.confidence,
				Products: y.refs("asset", t.assets), Addressee: y.person(t.addressee)}
		})
		if t.decided != 0 {
			take(y, t.decided, y.hand(t.addressee), "", organization.ThreatReports, t.key, "decide", func(x *organization.ThreatReport) {
				x.Decision, x.Followed, x.Risks = t.decision, t.followed, y.refs("risk", t.risks)
			})
		}
	}
	y.projects()
	y.devices()
}

func (y *year) roles() {
	y.on(247, "09:20", "roth", "Roles as the management board appointed them", func(w *record.Writer) error {
		for _, t := range tasks {
			r := &organization.Role{Name: t.name, Holder: y.person(t.holder), Tasks: t.tasks, Authority: t.authority, Hours: t.hours, AppointedOn: w.Today(), Responsible: y.refs("person", t.doers)}
			if t.deputy != "" {
				r.Deputy = y.person(t.deputy)
			}
			if err := put(y, w, organization.Roles, t.key, r); err != nil {
				return err
			}
		}
		return nil
	})
	for i, t := range tasks {
		if t.accepted {
			take(y, 243-i%3, y.hand(t.holder), "Accepted in writing", organization.Roles, t.key, "accept")
			alter(y, 100-i, "roth", "Half-yearly review", organization.Roles, t.key, func(r *organization.Role) { r.ReviewedOn = y.date(100 - i) })
		}
	}
	alter(y, 58, "roth", "B. Lund hands the payment run to finance", organization.Roles, "payment", func(r *organization.Role) {
		r.Responsible, r.Predecessor, r.HandedOver = nil, y.person("lund"), y.date(58)
	})
}

func (y *year) duties() {
	for _, d := range conflicts {
		add(y, 205, "roth", "From the risk of fraud by one person", organization.DutyConflicts, d.key, func() *organization.DutyConflict {
			return &organization.DutyConflict{Title: d.title, First: y.ref("role", d.first), Second: y.ref("role", d.second), Harm: d.harm, Owner: y.person(d.owner)}
		})
		for _, ago := range d.checked {
			take(y, ago, "roth", "", organization.DutyConflicts, d.key, "check")
		}
	}
	alter(y, 180, "roth", "Found in the first check; six people cannot do without", organization.DutyConflicts, "backup", func(c *organization.DutyConflict) {
		c.Tolerated, c.Reader, c.Until = y.refs("person", "okafor"), y.person("lindqvist"), y.date(-40)
		c.Compensation = "The store refuses deletion for 30 days; P. Lindqvist reads its log each month."
	})
	take(y, 178, "duval", "Until a second administrator for the store is there", organization.DutyConflicts, "backup", "approve")
	take(y, 40, "roth", "", organization.DutyConflicts, "backup", "check")
}

func (y *year) projects() {
	for _, p := range projects {
		add(y, p.start, p.lead, "Entered in its first week", organization.Projects, p.key, func() *organization.Project {
			return &organization.Project{Name: p.name, Type: p.kind, Sponsor: y.person(p.sponsor), Lead: y.person(p.lead), Adviser: y.person("weber"), StartedOn: y.date(p.start), GoLive: y.date(p.planned), Notes: p.notes}
		})
		if p.rated != 0 {
			alter(y, p.rated, "weber", "Rated", organization.Projects, p.key, func(x *organization.Project) { x.Rating, x.RatedOn = p.rating, y.date(p.rated) })
		}
		if p.settled != 0 {
			alter(y, p.settled, "weber", "Requirements settled with the sponsor", organization.Projects, p.key, func(x *organization.Project) { x.Settled = y.date(p.settled) })
		}
		if p.approved != 0 {
			take(y, p.approved, "duval", "", organization.Projects, p.key, "approve")
		}
		if p.live != 0 {
			alter(y, p.live, p.lead, "In use", organization.Projects, p.key, func(x *organization.Project) { x.LiveOn = y.date(p.live) })
		}
	}
}

func (y *year) devices() {
	for _, ago := range []int{150, 62, 3} {
		y.during(ago, "okafor", "Synchronised with the device management", func(w *record.Writer) error {
			for _, d := range devices {
				if d.until >= ago {
					continue
				}
				x, _ := y.all["mobile_device/"+d.key].(*organization.MobileDevice)
				if x == nil {
					x = &organization.MobileDevice{Name: d.name, Type: d.kind, Serial: d.serial, Property: "company", Holder: y.person(d.holder), Managed: true, Encryption: "on", IssuedOn: y.date(ago), WipeTested: y.date(ago)}
				}
				x.LastSeen, x.Baseline = y.date(ago+d.quiet), d.baseline
				if err := put(y, w, organization.MobileDevices, d.key, x); err != nil {
					return err
				}
			}
			return nil
		})
	}
	alter(y, 47, "okafor", "Left in a train", organization.MobileDevices, "phone-3", func(d *organization.MobileDevice) { d.LostOn = y.date(47) })
	alter(y, 46, "okafor", "Wiped; the command came back as done", organization.MobileDevices, "phone-3", func(d *organization.MobileDevice) {
		d.WipedOn, d.Notes = y.date(46), "Reported after 40 minutes, wiped the next morning. Encrypted, PIN of eight digits."
	})
}
