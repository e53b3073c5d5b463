package physical

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/approval"
	"github.com/assay-isms/assay/internal/record"
)

// Removal is the taking of equipment or media off the premises (A.7.9, A.7.10, A.7.13).
type Removal struct {
	record.Meta
	approval.Approval
	Title      string
	Assets     record.Refs
	Media      record.Refs
	Holder     record.Ref // who carries and keeps it
	Purpose    string
	To         string
	Supplier   record.Ref
	Storage    string
	OutOn      record.Date
	BackBy     record.Date
	ReturnedOn record.Date
	Condition  string
}

// Removals is the register of equipment off premises.
var Removals = record.Define(record.Spec[Removal]{
	Name: "removal", Plural: "removals", Title: "Equipment off premises", Singular: "removal", Prefix: "RM", Clause: "A.7.9",
	About: "What leaves the premises, with whom, until when. It is permitted before it leaves, and its return is entered when it is back.",
	Fields: append([]record.Field[*Removal]{
		{Name: "title", Label: "Item", Required: true, Listed: true, Indexed: true, Ptr: func(r *Removal) any { return &r.Title }, Synonyms: []string{"equipment", "gegenstand", "gerät"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(r *Removal) any { return &r.Assets }, Synonyms: []string{"asset"}},
		{Name: "media", Label: "Media", To: "medium", Ptr: func(r *Removal) any { return &r.Media }, Synonyms: []string{"datenträger"}},
		{Name: "holder", Label: "Holder", To: "person", Listed: true, Indexed: true, Ptr: func(r *Removal) any { return &r.Holder }, Synonyms: []string{"carrier", "inhaber"}},
		{Name: "purpose", Label: "Purpose", Listed: true, Indexed: true, Ptr: func(r *Removal) any { return &r.Purpose }, Synonyms: []string{"zweck"}, Options: []record.Option{
			{Value: "work", Label: "Work elsewhere", Synonyms: []string{"home", "heimarbeit"}}, {Value: "repair", Label: "Repair", Synonyms: []string{"reparatur"}},
			{Value: "transfer", Label: "Transport between sites", Synonyms: []string{"transport"}}, {Value: "event", Label: "Event or customer", Synonyms: []string{"messe"}}}},
		{Name: "destination", Label: "Where to", Ptr: func(r *Removal) any { return &r.To }, Synonyms: []string{"ziel", "where"}},
		{Name: "supplier", Label: "Given to", To: "supplier", Ptr: func(r *Removal) any { return &r.Supplier }, Synonyms: []string{"firm", "firma"}},
		{Name: "storage", Label: "Storage in it", Indexed: true, Ptr: func(r *Removal) any { return &r.Storage }, Synonyms: []string{"speicher"}, Options: []record.Option{
			{Value: "none", Label: "None", Synonyms: []string{"keiner"}}, {Value: "encrypted", Label: "Encrypted", Synonyms: []string{"verschlüsselt"}},
			{Value: "removed", Label: "Taken out", Synonyms: []string{"ausgebaut"}}, {Value: "readable", Label: "Readable", Synonyms: []string{"clear", "lesbar"}}}},
		{Name: "out_on", Label: "Out on", Past: true, Listed: true, Indexed: true, Ptr: func(r *Removal) any { return &r.OutOn }, Synonyms: []string{"date out", "ausgang am"}},
		{Name: "back_by", Label: "Due back", From: "out_on", Listed: true, Indexed: true, Ptr: func(r *Removal) any { return &r.BackBy }, Synonyms: []string{"return by", "rückgabe bis"}},
		{Name: "returned_on", Label: "Returned on", Past: true, From: "out_on", Listed: true, Indexed: true, Ptr: func(r *Removal) any { return &r.ReturnedOn }, Synonyms: []string{"zurück am"}},
		{Name: "condition", Label: "Condition on return", Ptr: func(r *Removal) any { return &r.Condition }, Synonyms: []string{"zustand"}},
	}, approval.Fields((*Removal).consent)...),
	Proves: func(r *Removal) []record.Proof {
		p := record.Proof{For: "A.7.9"}
		switch permitted := r.Given() && (r.OutOn == "" || r.ApprovedOn <= r.OutOn); {
		case r.OutOn != "" && !permitted:
			p.On, p.Until, p.Failed = r.OutOn, r.ApprovedOn, true
		case permitted && r.ReturnedOn != "":
			p.On = r.ReturnedOn
		case permitted && r.Holder != "" && r.BackBy != "":
			p.On, p.Until = r.OutOn, r.BackBy
		}
		out, back := []record.Proof{p}, p
		if r.ReturnedOn == "" && !p.Failed {
			back = record.Proof{}
		}
		if back.For = "A.7.10"; len(r.Media) > 0 {
			out = append(out, back)
		}
		if back.For = "A.7.13"; r.Purpose == "repair" && r.Storage != "readable" && r.Storage != "" {
			out = append(out, back)
		}
		return out
	},
	Owes: func(r *Removal) []record.Due {
		switch {
		case r.OutOn != "" && !r.Given():
			return []record.Due{{What: "Permit", Day: r.OutOn, Weight: record.Grave}}
		case r.ReturnedOn == "":
			return []record.Due{{What: "Bring back", Day: r.BackBy, Who: r.Holder, Weight: record.Grave}}
		}
		return nil
	},
	Steps: []record.Step[*Removal]{
		approval.Step("Permit", "It may leave the premises.", (*Removal).consent, permittable),
		{Name: "return", Label: "Enter the return", Needs: record.MayEdit, Asks: []string{"condition"}, Open: func(r *Removal) bool { return r.OutOn != "" && r.ReturnedOn == "" },
			Do: func(w *record.Writer, r *Removal) error { r.ReturnedOn = w.Today(); return nil }}},
	Before: func(w *record.Writer, old, r *Removal) error {
		if err := approval.Keep(w, "removal", old, r, &r.Approval, "out_on", "returned_on", "condition"); err != nil {
			return err
		}
		return nil
	},
})

func (r *Removal) consent() *approval.Approval { return &r.Approval }

func permittable(_ *record.Writer, r *Removal) error {
	if r.Holder == "" || r.BackBy == "" {
		return errs.New(errs.Conflict, "%s needs a holder and a day on which it is due back.", r.Ref)
	}
	return nil
}
