package asset

import (
	"github.com/assay-isms/assay/internal/record"
)

// Disposal is the erasure or destruction of equipment, media, information or records (A.7.14, A.7.10, A.8.10, A.5.33).
type Disposal struct {
	record.Meta
	Title      string
	What       string
	Assets     record.Refs
	Media      record.Refs
	Serials    string
	Owner      record.Ref // who released it
	Due        record.Date
	Method     string
	Supplier   record.Ref
	DoneBy     record.Ref
	DoneOn     record.Date
	CountDue   int
	CountDone  int
	Left       string // what was left on purpose
	Proof      string // certificate or receipt
	VerifiedBy record.Ref
	VerifiedOn record.Date
	SettledOn  record.Date
}

// verifyDays is how soon a second person verifies a disposal.
const verifyDays = 14

// Disposals is the register of disposals.
var Disposals = record.Define(record.Spec[Disposal]{
	Name: "disposal", Plural: "disposals", Title: "Disposals", Singular: "disposal", Prefix: "DI", Clause: "A.7.14",
	About: "What was erased or destroyed, by serial number or count, how, and who besides the doer saw that it was. Enter what is due; it counts once verified.",
	Fields: []record.Field[*Disposal]{
		{Name: "title", Label: "Disposal", Required: true, Listed: true, Indexed: true, Ptr: func(d *Disposal) any { return &d.Title }, Synonyms: []string{"item", "entsorgung", "destruction"}},
		{Name: "what", Label: "Of", Listed: true, Indexed: true, Ptr: func(d *Disposal) any { return &d.What }, Synonyms: []string{"type", "art"}, Options: []record.Option{
			{Value: "equipment", Label: "Equipment", Synonyms: []string{"device", "gerät"}}, {Value: "media", Label: "Media", Synonyms: []string{"datenträger"}},
			{Value: "information", Label: "Information", Synonyms: []string{"data", "daten"}}, {Value: "records", Label: "Records past their term", Synonyms: []string{"akten", "retention"}},
			{Value: "lost_item", Label: "An item lost to return, wiped from afar", Synonyms: []string{"remote wipe"}}}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(d *Disposal) any { return &d.Assets }},
		{Name: "media", Label: "Media", To: "medium", Ptr: func(d *Disposal) any { return &d.Media }},
		{Name: "serials", Label: "Serial numbers", Long: true, Ptr: func(d *Disposal) any { return &d.Serials }, Synonyms: []string{"seriennummern", "serial number"}},
		{Name: "owner", Label: "Released by", Help: "The owner of the information.", To: "person", Listed: true, Indexed: true, Ptr: func(d *Disposal) any { return &d.Owner }, Synonyms: []string{"owner", "freigabe"}},
		{Name: "due", Label: "Due", Listed: true, Indexed: true, Ptr: func(d *Disposal) any { return &d.Due }, Synonyms: []string{"fällig am"}},
		{Name: "method", Label: "Method", Indexed: true, Ptr: func(d *Disposal) any { return &d.Method }, Synonyms: []string{"methode", "verfahren"}, Options: []record.Option{
			{Value: "overwrite", Label: "Overwritten", Synonyms: []string{"clear", "wipe", "überschreiben"}}, {Value: "purge", Label: "Erased by the drive itself", Synonyms: []string{"purge", "secure erase"}},
			{Value: "key", Label: "Key destroyed", Synonyms: []string{"crypto erase"}}, {Value: "destroy", Label: "Destroyed", Synonyms: []string{"shred", "schreddern", "vernichten"}},
			{Value: "delete", Label: "Deleted in the application", Synonyms: []string{"löschen"}}}},
		{Name: "supplier", Label: "Through", To: "supplier", Ptr: func(d *Disposal) any { return &d.Supplier }, Synonyms: []string{"firm", "entsorger"}},
		{Name: "done_by", Label: "Done by", To: "person", Ptr: func(d *Disposal) any { return &d.DoneBy }, Synonyms: []string{"durchgeführt von"}},
		{Name: "done_on", Label: "Done on", Past: true, Listed: true, Indexed: true, Ptr: func(d *Disposal) any { return &d.DoneOn }, Synonyms: []string{"date", "datum"}},
		{Name: "count_due", Label: "Number due", Ptr: func(d *Disposal) any { return &d.CountDue }, Synonyms: []string{"quantity", "anzahl"}},
		{Name: "count_done", Label: "Number disposed of", Ptr: func(d *Disposal) any { return &d.CountDone }},
		{Name: "left", Label: "Left on purpose", Help: "What was due and stays, and why.", Long: true, Ptr: func(d *Disposal) any { return &d.Left }, Synonyms: []string{"exceptions", "ausnahmen"}},
		{Name: "proof", Label: "Certificate or receipt", Ptr: func(d *Disposal) any { return &d.Proof }, Synonyms: []string{"certificate", "zertifikat", "beleg"}},
		{Name: "verified_by", Label: "Verified by", Help: "Another person than the doer.", To: "person", Indexed: true, Ptr: func(d *Disposal) any { return &d.VerifiedBy }, Synonyms: []string{"geprüft von"}},
		{Name: "verified_on", Label: "Verified on", Past: true, From: "done_on", Listed: true, Indexed: true, Ptr: func(d *Disposal) any { return &d.VerifiedOn }, Synonyms: []string{"geprüft am"}},
		{Name: "settled_on", Label: "Difference settled on", Past: true, From: "verified_on", Help: "When fewer were disposed of than were due: the day the rest was found and dealt with.", Ptr: func(d *Disposal) any { return &d.SettledOn }},
	},
	Proves: func(d *Disposal) (out []record.Proof) {
		p := record.Proof{}
		switch {
		case d.VerifiedOn == "" || d.VerifiedBy == "" || d.VerifiedBy == d.DoneBy || d.Method == "" || d.Owner == "" || d.Serials+d.Proof == "":
		case d.CountDone < d.CountDue && d.Left == "":
			p.On, p.Until, p.Failed = d.VerifiedOn, d.SettledOn, true
		default:
			p.On = d.VerifiedOn
		}
		for _, of := range map[string][]string{"equipment": {"A.7.14"}, "media": {"A.7.10", "A.7.14"}, "information": {"A.8.10"}, "records": {"A.5.33", "A.8.10"}, "lost_item": {"A.5.11"}}[d.What] {
			p.For = of
			out = append(out, p)
		}
		return out
	},
	Owes: func(d *Disposal) []record.Due {
		switch {
		case d.DoneOn == "":
			return []record.Due{{What: "Dispose", Day: d.Due, Who: d.Owner}}
		case d.VerifiedOn == "":
			return []record.Due{{What: "Verify", Day: d.DoneOn.Plus(verifyDays), Who: d.VerifiedBy}}
		case d.CountDone < d.CountDue && d.Left == "" && d.SettledOn == "":
			return []record.Due{{What: "Settle the difference", Day: d.VerifiedOn, Who: d.Owner, Weight: record.Grave}}
		}
		return nil
	},
})
