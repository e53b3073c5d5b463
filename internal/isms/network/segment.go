package network

import (
	"github.com/assay-isms/assay/internal/record"
)

// Segment is a part of the network behind a boundary of its own (A.8.22).
type Segment struct {
	record.Meta
	Name       string
	Trust      string
	Purpose    string
	Addresses  string
	Gateway    string
	Owner      record.Ref // person
	Flows      string
	Assets     record.Refs
	Public     bool // reaches sockets in public rooms
	TriedOn    record.Date
	Result     string
	Deviations string
	SettledOn  record.Date
	EndedOn    record.Date
}

// tryDays is for how long a try from inside holds.
const tryDays = 185

// Segments is the register of network segments.
var Segments = record.Define(record.Spec[Segment]{
	Name: "network_segment", Plural: "network-segments", Title: "Network segments", Singular: "network segment", Prefix: "NG", Version: 2, Clause: "A.8.22",
	About: "Which parts of the network are kept apart, who owns each, which flows are permitted and why, and when somebody inside last tried what can be reached.",
	Fields: []record.Field[*Segment]{
		{Name: "name", Label: "Segment", Required: true, Listed: true, Indexed: true, Ptr: func(s *Segment) any { return &s.Name }, Synonyms: []string{"name", "vlan", "zone", "netz"}},
		{Name: "trust", Label: "Class", Listed: true, Indexed: true, Ptr: func(s *Segment) any { return &s.Trust }, Synonyms: []string{"trust", "klasse"}, Options: []record.Option{
			{Value: "guest", Label: "Guests", Synonyms: []string{"gast", "public"}}, {Value: "office", Label: "Office", Synonyms: []string{"client", "büro"}}, {Value: "edge", Label: "Reached from outside", Synonyms: []string{"dmz"}},
			{Value: "server", Label: "Servers", Synonyms: []string{"server"}}, {Value: "plant", Label: "Plant", Synonyms: []string{"ot", "produktion"}}, {Value: "management", Label: "Management and backup", Synonyms: []string{"admin"}}}},
		{Name: "purpose", Label: "Purpose", Listed: true, Ptr: func(s *Segment) any { return &s.Purpose }, Synonyms: []string{"zweck", "description"}},
		{Name: "addresses", Label: "Addresses", Ptr: func(s *Segment) any { return &s.Addresses }, Synonyms: []string{"subnet", "cidr", "vlan id"}},
		{Name: "gateway", Label: "Boundary device", Ptr: func(s *Segment) any { return &s.Gateway }, Synonyms: []string{"gateway", "firewall"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(s *Segment) any { return &s.Owner }, Synonyms: []string{"verantwortlich", "responsible"}},
		{Name: "flows", Label: "Permitted flows", Help: "From where to where, which service, and why.", Long: true, Ptr: func(s *Segment) any { return &s.Flows }, Synonyms: []string{"rules", "regeln"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(s *Segment) any { return &s.Assets }},
		{Name: "public", Label: "Sockets in public rooms", Indexed: true, Ptr: func(s *Segment) any { return &s.Public }},
		{Name: "tried_on", Label: "Tried on", Past: true, Help: "The day somebody inside tried what can be reached.", Listed: true, Indexed: true, Ptr: func(s *Segment) any { return &s.TriedOn }, Synonyms: []string{"tested on", "geprüft am"}},
		{Name: "result", Label: "Result", Listed: true, Indexed: true, Ptr: func(s *Segment) any { return &s.Result }, Synonyms: []string{"ergebnis"}, Options: []record.Option{
			{Value: "as_designed", Label: "As permitted", Synonyms: []string{"passed", "ok"}}, {Value: "deviates", Label: "More can be reached", Synonyms: []string{"failed", "abweichung"}}}},
		{Name: "deviations", Label: "Deviations", Long: true, Ptr: func(s *Segment) any { return &s.Deviations }, Synonyms: []string{"abweichungen"}},
		{Name: "settled_on", Label: "Deviations settled on", Past: true, From: "tried_on", Help: "It counts again once somebody has tried again.", Indexed: true, Ptr: func(s *Segment) any { return &s.SettledOn }, Synonyms: []string{"erledigt am"}},
		{Name: "ended_on", Label: "Ended on", Past: true, Indexed: true, Ptr: func(s *Segment) any { return &s.EndedOn }, Synonyms: []string{"ende"}},
	},
	Whole: true,
	Proves: func(s *Segment) []record.Proof {
		p := record.Proof{For: "A.8.22"}
		switch {
		case s.EndedOn != "":
			return nil
		case s.Result == "deviates" && s.TriedOn != "":
			p.On, p.Until, p.Failed = s.TriedOn, s.SettledOn, true
		case s.Owner != "" && s.Flows != "" && s.Result != "":
			p.On = s.TriedOn
		}
		if s.Public {
			sockets := p
			sockets.For = "A.7.12"
			return []record.Proof{p, sockets}
		}
		return []record.Proof{p}
	},
	Owes: func(s *Segment) []record.Due {
		switch {
		case s.EndedOn != "":
			return nil
		case s.Result == "deviates" && s.SettledOn == "":
			return []record.Due{{What: "Settle the deviations", Day: s.TriedOn.Plus(settleDays), Who: s.Owner, Weight: record.Grave}}
		case s.Result == "deviates":
			return []record.Due{{What: "Try again", Day: s.SettledOn, Who: s.Owner, Weight: record.Grave}}
		}
		return []record.Due{{What: "Try from inside", Day: s.Again(s.TriedOn, tryDays), Who: s.Owner}}
	},
})
