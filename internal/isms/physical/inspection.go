package physical

import (
	"cmp"

	"github.com/assay-isms/assay/internal/record"
)

// Inspection is a look at premises, desks or places of equipment (A.5.10, A.5.13, A.7.1 to A.7.12).
type Inspection struct {
	record.Meta
	Title      string
	Type       string
	Zones      record.Refs
	PlannedOn  record.Date
	DoneOn     record.Date
	Inspector  record.Ref // person
	Population string
	Looked     int // how many were looked at
	Found      int // how many were not as they should be
	Result     string
	Findings   string
	Owner      record.Ref // who settles them
	SettleBy   record.Date
	SettledOn  record.Date
	Settlement string
}

// looks are the types of inspection and the controls each shows at work.
var looks = []struct {
	record.Option
	controls []string
}{
	{record.Option{Value: "clear_desk", Label: "Clear desks and screens", Synonyms: []string{"clear desk", "aufgeräumter schreibtisch"}}, []string{"A.7.7", "A.5.10"}},
	{record.Option{Value: "secure_area", Label: "Secure area, unannounced", Synonyms: []string{"sicherheitsbereich"}}, []string{"A.7.6"}},
	{record.Option{Value: "perimeter", Label: "Boundary, whole line", Synonyms: []string{"fence", "zaun"}}, []string{"A.7.1"}},
	{record.Option{Value: "entry", Label: "Keys, tailgating, goods door", Synonyms: []string{"zutritt"}}, []string{"A.7.2"}},
	{record.Option{Value: "office", Label: "Offices and rooms from outside", Synonyms: []string{"büro"}}, []string{"A.7.3"}},
	{record.Option{Value: "monitoring", Label: "Detectors and cameras", Synonyms: []string{"alarm", "cctv"}}, []string{"A.7.4"}},
	{record.Option{Value: "environment", Label: "Fire load, water, sensors", Synonyms: []string{"fire", "brandschutz"}}, []string{"A.7.5"}},
	{record.Option{Value: "siting", Label: "Places of equipment", Synonyms: []string{"equipment", "aufstellung"}}, []string{"A.7.8"}},
	{record.Option{Value: "away", Label: "Equipment outdoors or at customers", Synonyms: []string{"off-site"}}, []string{"A.7.9"}},
	{record.Option{Value: "cabling", Label: "Risers and patch rooms", Synonyms: []string{"verkabelung"}}, []string{"A.7.12"}},
	{record.Option{Value: "labels", Label: "Labels on files, prints and media", Synonyms: []string{"kennzeichnung"}}, []string{"A.5.13"}},
	{record.Option{Value: "compliance", Label: "Breaches of the rules, counted by a manager", Synonyms: []string{"regeln"}}, []string{"A.5.36"}},
}

func lookOptions() (out []record.Option) {
	for _, l := range looks {
		out = append(out, l.Option)
	}
	return out
}

// Inspections is the register of inspections.
var Inspections = record.Define(record.Spec[Inspection]{
	Name: "inspection", Plural: "inspections", Title: "Inspections of premises and desks", Singular: "inspection", Prefix: "IN", Clause: "A.7.7",
	About: "Walks with a count: what was looked at, what was found, who settles it by when. Plan the next; a planned one counts once it is done.",
	Fields: []record.Field[*Inspection]{
		{Name: "title", Label: "Inspection", Required: true, Listed: true, Indexed: true, Ptr: func(i *Inspection) any { return &i.Title }, Synonyms: []string{"subject", "begehung"}},
		{Name: "type", Label: "Type", Listed: true, Indexed: true, Options: lookOptions(), Ptr: func(i *Inspection) any { return &i.Type }, Synonyms: []string{"art", "kind"}},
		{Name: "zones", Label: "Zones", To: "zone", Ptr: func(i *Inspection) any { return &i.Zones }, Synonyms: []string{"zone", "bereiche"}},
		{Name: "planned_on", Label: "Planned for", Indexed: true, Ptr: func(i *Inspection) any { return &i.PlannedOn }, Synonyms: []string{"due", "geplant für"}},
		{Name: "done_on", Label: "Done on", Past: true, Listed: true, Indexed: true, Ptr: func(i *Inspection) any { return &i.DoneOn }, Synonyms: []string{"date", "datum"}},
		{Name: "inspector", Label: "Inspector", To: "person", Listed: true, Indexed: true, Ptr: func(i *Inspection) any { return &i.Inspector }, Synonyms: []string{"prüfer", "inspected by"}},
		{Name: "population", Label: "Population", Help: "All of which how many were looked at.", Ptr: func(i *Inspection) any { return &i.Population }, Synonyms: []string{"grundgesamtheit"}},
		{Name: "looked", Label: "Looked at", Ptr: func(i *Inspection) any { return &i.Looked }, Synonyms: []string{"sample", "stichprobe"}},
		{Name: "found", Label: "Not in order", Ptr: func(i *Inspection) any { return &i.Found }, Synonyms: []string{"hits", "verstöße"}},
		{Name: "result", Label: "Result", Listed: true, Indexed: true, Ptr: func(i *Inspection) any { return &i.Result }, Synonyms: []string{"ergebnis"}, Options: []record.Option{
			{Value: "passed", Label: "Passed", Synonyms: []string{"ok", "bestanden"}}, {Value: "findings", Label: "Passed with findings", Synonyms: []string{"minor", "mängel"}},
			{Value: "failed", Label: "Failed", Synonyms: []string{"nicht bestanden"}}}},
		{Name: "findings", Label: "Findings", Long: true, Ptr: func(i *Inspection) any { return &i.Findings }, Synonyms: []string{"feststellungen"}},
		{Name: "owner", Label: "Settled by", To: "person", Indexed: true, Ptr: func(i *Inspection) any { return &i.Owner }, Synonyms: []string{"owner", "verantwortlich"}},
		{Name: "settle_by", Label: "Settle by", From: "done_on", Listed: true, Indexed: true, Ptr: func(i *Inspection) any { return &i.SettleBy }, Synonyms: []string{"deadline", "frist"}},
		{Name: "settled_on", Label: "Settled on", Past: true, From: "done_on", Listed: true, Indexed: true, Ptr: func(i *Inspection) any { return &i.SettledOn }, Synonyms: []string{"closed on", "erledigt am"}},
		{Name: "settlement", Label: "How it was settled", Long: true, Ptr: func(i *Inspection) any { return &i.Settlement }, Synonyms: []string{"correction", "maßnahme"}},
	},
	Proves: func(i *Inspection) (out []record.Proof) {
		p := record.Proof{}
		if i.Result != "" {
			p.On = i.DoneOn
		}
		switch {
		case i.Result == "failed":
			p.Until, p.Failed = i.SettledOn, true
		case i.Result == "findings" && i.SettledOn == "":
			p.Until = i.SettleBy
		}
		for _, l := range looks {
			for _, of := range l.controls {
				if l.Value == i.Type {
					p.For = of
					out = append(out, p)
				}
			}
		}
		return out
	},
	Owes: func(i *Inspection) []record.Due {
		switch {
		case i.DoneOn == "":
			return []record.Due{{What: "Inspect", Day: i.PlannedOn, Who: i.Inspector}}
		case i.Result == "failed" && i.SettledOn == "":
			return []record.Due{{What: "Settle", Day: cmp.Or(i.SettleBy, i.DoneOn), Who: i.Owner, Weight: record.Grave}}
		case i.Result == "findings" && i.SettledOn == "":
			return []record.Due{{What: "Settle", Day: i.SettleBy, Who: i.Owner}}
		}
		return nil
	},
	Steps: []record.Step[*Inspection]{{Name: "settle", Label: "Settle", About: "The findings are mended today. A failed inspection is then repeated.", Needs: record.MayEdit, Asks: []string{"settlement"},
		Open: func(i *Inspection) bool {
			return i.DoneOn != "" && i.Result != "passed" && i.Result != "" && i.SettledOn == ""
		},
		Do: func(w *record.Writer, i *Inspection) error { i.SettledOn = w.Today(); return nil }}},
})
