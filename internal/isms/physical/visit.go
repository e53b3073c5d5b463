package physical

import (
	"cmp"

	"github.com/assay-isms/assay/internal/record"
)

// Visit is one visitor's stay on the premises (A.7.2).
type Visit struct {
	record.Meta
	Visitor  string
	Company  string
	Host     record.Ref // person
	Purpose  string
	Zone     record.Ref
	Escort   record.Ref // person
	Supplier record.Ref // whose engineer it is
	Badge    string
	Day      record.Date
	Arrived  string // time of day
	LeftOn   record.Date
	Left     string // time of day
}

// Visits is the visitor log.
var Visits = record.Define(record.Spec[Visit]{
	Name: "visit", Plural: "visits", Title: "Visits", Singular: "visit", Prefix: "VI", Clause: "A.7.2", Edit: record.MayEdit,
	About: "Who came, whom they visited, when they came and left. Enter a visitor at the door; sign out on the visit's page when they leave.",
	Fields: []record.Field[*Visit]{
		{Name: "visitor", Label: "Visitor", Required: true, Listed: true, Indexed: true, Ptr: func(v *Visit) any { return &v.Visitor }, Synonyms: []string{"name", "besucher", "visiteur"}},
		{Name: "company", Label: "From", Listed: true, Ptr: func(v *Visit) any { return &v.Company }, Synonyms: []string{"company", "firma", "société"}},
		{Name: "host", Label: "Host", To: "person", Listed: true, Indexed: true, Ptr: func(v *Visit) any { return &v.Host }, Synonyms: []string{"gastgeber", "hôte", "visited person"}},
		{Name: "purpose", Label: "Purpose", Ptr: func(v *Visit) any { return &v.Purpose }, Synonyms: []string{"zweck", "reason"}},
		{Name: "zone", Label: "Zone", Help: "The highest zone entered.", To: "zone", Listed: true, Indexed: true, Ptr: func(v *Visit) any { return &v.Zone }, Synonyms: []string{"area", "bereich"}},
		{Name: "escort", Label: "Escort", To: "person", Ptr: func(v *Visit) any { return &v.Escort }, Synonyms: []string{"begleitung"}},
		{Name: "supplier", Label: "Supplier", Help: "Whose service engineer it is.", To: "supplier", Ptr: func(v *Visit) any { return &v.Supplier }},
		{Name: "badge", Label: "Badge", Ptr: func(v *Visit) any { return &v.Badge }, Synonyms: []string{"ausweis", "badge number"}},
		{Name: "day", Label: "Day", Past: true, Listed: true, Indexed: true, Ptr: func(v *Visit) any { return &v.Day }, Synonyms: []string{"date", "datum"}},
		{Name: "arrived", Label: "Arrived at", Ptr: func(v *Visit) any { return &v.Arrived }, Synonyms: []string{"time in", "arrival", "ankunft"}},
		{Name: "left_on", Label: "Signed out on", Past: true, From: "day", Listed: true, Indexed: true, Ptr: func(v *Visit) any { return &v.LeftOn }, Synonyms: []string{"date out"}},
		{Name: "left", Label: "Left at", Listed: true, Ptr: func(v *Visit) any { return &v.Left }, Synonyms: []string{"time out", "departure", "abgang"}},
	},
	Proves: func(v *Visit) []record.Proof {
		logged := record.Proof{For: "A.7.2"}
		switch {
		case v.LeftOn == "" || v.LeftOn > v.Day:
			logged.On, logged.Until, logged.Failed = v.Day.Plus(1), v.LeftOn, true
		case v.Host != "":
			logged.On = v.Day
		}
		out := []record.Proof{logged}
		if logged.On == v.Day && v.Zone != "" && v.Escort != "" && v.Purpose != "" {
			out = append(out, record.Proof{For: "A.7.6", On: v.Day})
		}
		if v.Supplier != "" {
			out = append(out, record.Proof{For: "A.7.13", On: v.Day})
		}
		return out
	},
	Owes: func(v *Visit) []record.Due {
		if v.LeftOn != "" {
			return nil
		}
		return []record.Due{{What: "Sign out", Day: v.Day, Who: v.Host, Weight: record.Grave}}
	},
	Steps: []record.Step[*Visit]{{Name: "sign-out", Label: "Sign out", About: "The visitor leaves now.", Needs: record.MayEdit, Open: func(v *Visit) bool { return v.LeftOn == "" },
		Do: func(w *record.Writer, v *Visit) error {
			v.LeftOn, v.Left = w.Today(), w.Now().Format("15:04")
			return nil
		}}},
	Before: func(w *record.Writer, old, v *Visit) error {
		if old == nil && v.Day == "" {
			v.Day = w.Today()
			v.Arrived = cmp.Or(v.Arrived, w.Now().Format("15:04"))
		}
		return nil
	},
})
