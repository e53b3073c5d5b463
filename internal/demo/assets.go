package demo

import (
	"slices"

	"github.com/assay-isms/assay/internal/isms/asset"
	"github.com/assay-isms/assay/internal/isms/supplier"
	"github.com/assay-isms/assay/internal/record"
)

// assets plans the inventory: an import, a talk with each owner, and the review of the year, which two owners owe.
func (y *year) assets() {
	y.on(254, "14:03", "okafor", "Import of the IT list and the machine list", func(w *record.Writer) error {
		for _, t := range things {
			if err := put(y, w, asset.Assets, t.key, &asset.Asset{Name: t.name, Type: t.kind, Location: t.place, Description: t.about}); err != nil {
				return err
			}
		}
		return nil
	})
	for i, owner := range assetOwners() {
		y.during(251-i, y.hand(owner), "Classified with "+y.initial(owner), func(w *record.Writer) error { return y.classify(w, owner) })
		y.during(229-i, y.hand(owner), "Dependencies drawn with "+y.initial(owner), func(w *record.Writer) error { return y.depend(w, owner) })
		if owner != "marchetti" && owner != "novak" {
			y.during(40-2*i, y.hand(owner), "Yearly review with "+y.initial(owner), func(w *record.Writer) error { return y.reviewAssets(w, owner) })
		}
	}
	y.on(74, "18:10", "okafor", "Mail moved to Meridian, old server switched off", func(w *record.Writer) error {
		m := the(y, asset.Assets, "mail")
		m.Type, m.Location, m.PartOf, m.Description = "cloud_service", "Meridian Mail, EU region", nil, "128 mailboxes with Meridian since {74}."
		m.Description = y.text(m.Description)
		return asset.Assets.Put(w, m)
	})
}

// depend draws what needs what, on another day, because it takes both owners.
func (y *year) depend(w *record.Writer, owner string) error {
	for _, t := range things {
		if t.owner != owner || t.dependsOn == "" {
			continue
		}
		a := the(y, asset.Assets, t.key)
		a.PartOf = y.refs("asset", t.dependsOn)
		if err := asset.Assets.Put(w, a); err != nil {
			return err
		}
	}
	return nil
}

func assetOwners() (owners []string) {
	for _, t := range things {
		if !slices.Contains(owners, t.owner) {
			owners = append(owners, t.owner)
		}
	}
	return owners
}

func (y *year) classify(w *record.Writer, owner string) error {
	for _, t := range things {
		if t.owner != owner {
			continue
		}
		need := func(step int) string { return asset.Needs[step-1].Value }
		a := the(y, asset.Assets, t.key)
		a.Owner, a.Classification, a.ReviewedOn = y.ref("person", owner), t.class, w.Today()
		a.Confidentiality, a.Integrity, a.Availability = need(t.c), need(t.i), need(t.a)
		if err := asset.Assets.Put(w, a); err != nil {
			return err
		}
	}
	return nil
}

func (y *year) reviewAssets(w *record.Writer, owner string) error {
	for _, t := range things {
		if t.owner != owner {
			continue
		}
		a := the(y, asset.Assets, t.key)
		a.ReviewedOn = w.Today()
		if err := asset.Assets.Put(w, a); err != nil {
			return err
		}
	}
	return nil
}

// suppliers plans their register: an import from accounting, then a review of each and another within the year.
func (y *year) suppliers() {
	y.on(250, "08:55", "roth", "Import of creditors with access to information", func(w *record.Writer) error {
		for _, v := range vendors {
			if v.reviewed > 100 {
				if err := put(y, w, supplier.Suppliers, v.key, v.record(y)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, v := range vendors {
		if v.reviewed <= 100 {
			y.during(v.reviewed+3, "okafor", "New contract", func(w *record.Writer) error { return put(y, w, supplier.Suppliers, v.key, v.record(y)) })
		}
		y.reviewSupplier(v, v.reviewed, "First review: tier and access")
		if v.again != 0 {
			y.reviewSupplier(v, v.again, "Review with figures")
		}
	}
}

func (v vendor) record(y *year) *supplier.Supplier {
	return &supplier.Supplier{Name: v.name, Service: v.service, Agreement: record.Date(v.since), AgreementEnd: y.date(v.ends)}
}

func (y *year) reviewSupplier(v vendor, ago int, why string) {
	y.during(ago, y.hand(v.owner), why, func(w *record.Writer) error {
		s, err := supplier.Suppliers.Get(w.Reader, the(y, supplier.Suppliers, v.key).ID)
		if err != nil {
			return err
		}
		s.Owner, s.Tier, s.Access, s.Notes = y.ref("person", v.owner), v.tier, v.access, v.notes
		s.Assets = y.refs("asset", v.assets)
		s.ReviewedOn = w.Today()
		return supplier.Suppliers.Put(w, s)
	})
}
