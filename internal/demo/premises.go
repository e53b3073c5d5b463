package demo

import (
	"fmt"

	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/physical"
	"github.com/assay-isms/assay/internal/record"
)

// premises plans zones, visits, walks, services and what leaves the plants.
func (y *year) premises() {
	y.on(236, "10:05", "roth", "From the plans of both plants, with T. Mbeki", func(w *record.Writer) error {
		for _, z := range zones {
			if err := put(y, w, physical.Zones, z.key, &physical.Zone{Name: z.name, Class: z.class, Site: y.ref("asset", z.site), Owner: y.person(z.owner), Boundary: z.boundary, Entry: z.entry,
				Permitted: z.permitted, Protections: z.protections, Monitoring: z.monitoring, Rules: z.rules, ReviewedOn: w.Today(), BadgesOn: w.Today()}); err != nil {
				return err
			}
		}
		return nil
	})
	for i, z := range zones {
		alter(y, 125-i, "roth", "Badge groups compared with T. Mbeki", physical.Zones, z.key, func(x *physical.Zone) { x.BadgesOn = y.date(125 - i) })
		if z.again != 0 {
			alter(y, z.again, "roth", "Reviewed on the spot", physical.Zones, z.key, func(x *physical.Zone) { x.ReviewedOn, x.BadgesOn = y.date(z.again), y.date(z.again) })
		}
	}
	y.visits()
	for _, i := range walks {
		y.walk(i.key, i.title, i.kind, i.zones, i.by, i.result, i.findings, i.ago, i.looked, i.found, i.settled)
	}
	y.services()
	y.removals()
}

func (y *year) visits() {
	for i, v := range visitors {
		key := fmt.Sprint(i)
		add(y, v.ago, "roth", "", physical.Visits, key, func() *physical.Visit {
			x := &physical.Visit{Visitor: v.name, Company: v.company, Host: y.person(v.host), Purpose: v.purpose, Zone: y.ref("zone", v.zone), Escort: y.person(v.host), Badge: fmt.Sprintf("V%02d", 1+i%12)}
			if v.supplier != "" {
				x.Supplier = y.ref("supplier", v.supplier)
			}
			return x
		})
		if !v.forgotten {
			y.on(v.ago, "17:40", "roth", "", func(w *record.Writer) error { return physical.Visits.Take(w, the(y, physical.Visits, key), "sign-out") })
		}
	}
}

func (y *year) walk(key, title, kind, in, by, result, findings string, ago, looked, found, settled int) {
	add(y, ago, by, "", physical.Inspections, key, func() *physical.Inspection {
		i := &physical.Inspection{Title: y.text(title), Type: kind, Zones: y.refs("zone", in), DoneOn: y.date(ago), Inspector: y.person(by), Looked: looked, Found: found, Result: result,
			Population: fmt.Sprintf("%d places in the zones named", looked), Findings: findings}
		if result != "passed" {
			i.Owner, i.SettleBy = y.person("mbeki"), y.date(ago-15)
		}
		return i
	})
	if settled != 0 {
		take(y, settled, "roth", "", physical.Inspections, key, "settle", func(i *physical.Inspection) { i.Settlement = "Seen again on the spot with T. Mbeki." })
	}
}

func (y *year) services() {
	for _, m := range served {
		add(y, m.entered, "roth", "From the makers' intervals", physical.Maintenances, m.key, func() *physical.Maintenance {
			return &physical.Maintenance{Title: m.title, Type: m.kind, Assets: y.refs("asset", m.assets), Owner: y.person(m.owner), PlannedOn: y.date(m.planned), Engineer: m.engineer}
		})
		if m.done == 0 {
			continue
		}
		alter(y, m.done, m.owner, "Serviced", physical.Maintenances, m.key, func(x *physical.Maintenance) {
			x.DoneOn, x.Check, x.CheckedBy, x.Report, x.Defects = y.date(m.done), m.check, y.person(m.owner), m.report, m.defects
		})
		if m.cleared != 0 {
			alter(y, m.cleared, m.owner, "Defect cleared", physical.Maintenances, m.key, func(x *physical.Maintenance) { x.ClearedOn = y.date(m.cleared) })
		}
	}
}

func (y *year) removals() {
	for _, r := range taken {
		add(y, r.asked, "okafor", "", physical.Removals, r.key, func() *physical.Removal {
			return &physical.Removal{Title: r.title, Assets: y.refs("asset", r.assets), Media: y.refs("medium", r.media), Holder: y.person(r.holder), Purpose: r.purpose, To: r.to, Storage: r.storage, BackBy: y.date(r.back)}
		})
		take(y, r.asked-1, "duval", "", physical.Removals, r.key, "approve")
		alter(y, r.asked-2, "okafor", "Handed out", physical.Removals, r.key, func(x *physical.Removal) { x.OutOn = y.date(r.asked - 2) })
		if r.returned != 0 {
			take(y, r.returned, "okafor", "", physical.Removals, r.key, "return", func(x *physical.Removal) { x.Condition = "As it went out" })
		}
	}
}

// media plans the register of media and what was destroyed.
func (y *year) media() {
	for _, m := range carried {
		add(y, 215, "okafor", "Counted with the holders", asset.Media, m.key, func() *asset.Medium {
			return &asset.Medium{Name: m.name, Type: m.kind, Serial: m.serial, Classification: m.class, Content: m.content, Encrypted: m.encrypted, Holder: y.person(m.holder), Place: m.place, ConfirmedOn: y.date(215)}
		})
		for _, ago := range m.confirmed {
			take(y, ago, y.hand(m.holder), "", asset.Media, m.key, "confirm")
		}
	}
	alter(y, 92, "okafor", "Not in the cabinet at the count", asset.Media, "camera", func(m *asset.Medium) { m.LostOn = y.date(92) })
	alter(y, 88, "okafor", "Found in the technician's case", asset.Media, "camera", func(m *asset.Medium) {
		m.FoundOn, m.ConfirmedOn, m.Notes = y.date(88), y.date(88), "Never left the plant; the technician now signs for it."
	})
	for _, d := range destroyed {
		add(y, d.entered, "okafor", "", asset.Disposals, d.key, func() *asset.Disposal {
			return &asset.Disposal{Title: y.text(d.title), What: d.what, Owner: y.person(d.owner), Due: y.date(d.due), Method: d.method, CountDue: d.count, Serials: d.serials}
		})
		if d.done == 0 {
			continue
		}
		alter(y, d.done, "okafor", "Done", asset.Disposals, d.key, func(x *asset.Disposal) {
			x.DoneBy, x.DoneOn, x.CountDone, x.Proof, x.VerifiedBy = y.person("ferrer"), y.date(d.done), d.gone, d.proof, y.person("weber")
		})
		if d.verified != 0 {
			alter(y, d.verified, "weber", "Verified", asset.Disposals, d.key, func(x *asset.Disposal) { x.VerifiedOn = y.date(d.verified) })
		}
	}
	y.issued()
}

// issued plans a pool notebook that came back, and one that is owed.
func (y *year) issued() {
	for _, n := range []struct {
		key, name, holder       string
		issued, due, back       int
		classification, comment string
	}{
		{"pool-1", "Pool notebook 1", "lindqvist", 64, 30, 28, "internal", "For the audit in Harbour; back with charger, wiped and in the cupboard."},
		{"pool-2", "Pool notebook 2", "novak", 34, 8, 0, "internal", "For the works council election; the term ended and it has not come back."},
	} {
		add(y, n.issued, "okafor", "Issued", asset.Assets, n.key, func() *asset.Asset {
			return &asset.Asset{Name: n.name, Type: "client", Owner: y.person("szabo"), Classification: n.classification, Confidentiality: "low", Integrity: "low", Availability: "low", Location: "IT store",
				ReviewedOn: y.date(n.issued), Holder: y.person(n.holder), ReceivedOn: y.date(n.issued), ReturnDue: y.date(n.due), Description: n.comment}
		})
		if n.back != 0 {
			alter(y, n.back, "okafor", "Received back", asset.Assets, n.key, func(a *asset.Asset) { a.Holder, a.ReturnedOn = "", y.date(n.back) })
		}
	}
}
