package demo

import (
	"github.com/assay-isms/assay/internal/isms/network"
	"github.com/assay-isms/assay/internal/record"
)

// networks plans services, segments and agreements on transfer.
func (y *year) networks() {
	for _, s := range lines {
		add(y, 208, "okafor", "From the contracts", network.Services, s.key, func() *network.Service {
			x := &network.Service{Name: s.name, Type: s.kind, Owner: y.person(s.owner), Mechanisms: s.mechanisms, Level: s.level, Users: s.users, Contract: s.contract}
			if s.supplier != "" {
				x.Supplier = y.ref("supplier", s.supplier)
			}
			return x
		})
		if s.compared != 0 {
			alter(y, s.compared, "okafor", "Compared with what is agreed", network.Services, s.key, func(x *network.Service) { x.ComparedOn, x.Deviations = y.date(s.compared), s.deviations })
		}
		if s.settled != 0 {
			alter(y, s.settled, "okafor", "Settled", network.Services, s.key, func(x *network.Service) { x.SettledOn = y.date(s.settled) })
		}
	}
	for _, s := range segments {
		add(y, 202, "weber", "From the firewall rules", network.Segments, s.key, func() *network.Segment {
			return &network.Segment{Name: s.name, Trust: s.trust, Purpose: s.purpose, Addresses: s.addresses, Gateway: "Internet firewalls", Owner: y.person(s.owner), Flows: s.flows, Assets: y.refs("asset", s.assets), Public: s.public}
		})
		for _, t := range s.tries {
			alter(y, t.ago, "weber", "Tried from inside", network.Segments, s.key, func(x *network.Segment) {
				x.TriedOn, x.Result, x.Deviations, x.SettledOn = y.date(t.ago), "as_designed", t.deviation, ""
				if t.deviation != "" {
					x.Result = "deviates"
				}
			})
		}
	}
	alter(y, 89, "weber", "Rule closed", network.Segments, "guest", func(x *network.Segment) { x.SettledOn = y.date(89) })
	for _, t := range partners {
		add(y, 198, "roth", "From the talks with sales and purchasing", network.TransferAgreements, t.key, func() *network.TransferAgreement {
			x := &network.TransferAgreement{Partner: t.partner, Information: t.information, Classification: t.class, Routes: record.Set{t.route}, Route: t.how, Owner: y.person(t.owner), Theirs: t.theirs, Secrecy: t.secrecy,
				AgreedOn: record.Date(t.agreed), EndsOn: y.date(t.ends)}
			if t.supplier != "" {
				x.Supplier = y.ref("supplier", t.supplier)
			}
			return x
		})
		if t.ours != 0 {
			alter(y, t.replied, "roth", "Confirmed by both sides", network.TransferAgreements, t.key, func(x *network.TransferAgreement) { x.OursOn, x.TheirsOn = y.date(t.ours), y.date(t.replied) })
		}
	}
}
