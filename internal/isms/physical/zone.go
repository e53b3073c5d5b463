// Package physical keeps the zones of the premises, who visits them, how they are inspected, and what happens to equipment
// (A.7.1 to A.7.14; A.11 in 2013).
package physical

import (
	"github.com/assay-isms/assay/internal/record"
)

// Zone is a part of the premises with a boundary and rules of its own (A.7.1 to A.7.6).
type Zone struct {
	record.Meta
	Name        string
	Class       string
	Site        record.Ref // asset
	Owner       record.Ref // person
	Boundary    string
	Entry       string
	Permitted   string
	Protections string
	Monitoring  string
	BlindSpots  string
	Rules       string
	ReviewedOn  record.Date
	BadgesOn    record.Date // badge groups compared with those permitted
	ClosedOn    record.Date
}

// Days for which a review of a zone and a comparison of badges hold.
const (
	zoneDays  = 365
	badgeDays = 180
)

// Zones is the register of zones.
var Zones = record.Define(record.Spec[Zone]{
	Name: "zone", Plural: "zones", Title: "Zones", Singular: "zone", Prefix: "ZO", Version: 2, Clause: "A.7.1",
	About: "The premises from the fence to the server room: where each zone begins, who may enter and how, what protects it. Begin with the rooms that hold the most.",
	Fields: []record.Field[*Zone]{
		{Name: "name", Label: "Zone", Required: true, Listed: true, Indexed: true, Ptr: func(z *Zone) any { return &z.Name }, Synonyms: []string{"name", "area", "room", "bereich", "raum"}},
		{Name: "class", Label: "Class", Listed: true, Indexed: true, Ptr: func(z *Zone) any { return &z.Class }, Synonyms: []string{"klasse", "zone type"}, Options: []record.Option{
			{Value: "public", Label: "Public", Synonyms: []string{"öffentlich"}}, {Value: "controlled", Label: "Controlled", Synonyms: []string{"office", "intern"}},
			{Value: "restricted", Label: "Restricted", Synonyms: []string{"beschränkt"}}, {Value: "secure", Label: "Secure", Synonyms: []string{"high", "sicherheitsbereich"}}}},
		{Name: "site", Label: "Site", To: "asset", Listed: true, Indexed: true, Ptr: func(z *Zone) any { return &z.Site }, Synonyms: []string{"building", "standort"}},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(z *Zone) any { return &z.Owner }, Synonyms: []string{"verantwortlich", "responsible"}},
		{Name: "boundary", Label: "Boundary and openings", Help: "Walls, doors, windows, shafts, numbered as on the plan.", Long: true, Ptr: func(z *Zone) any { return &z.Boundary }, Synonyms: []string{"perimeter", "grenze"}},
		{Name: "entry", Label: "Way in", Help: "Badge, key, code, guard.", Ptr: func(z *Zone) any { return &z.Entry }, Synonyms: []string{"entry method", "zutritt"}},
		{Name: "permitted", Label: "Who may enter", Listed: true, Ptr: func(z *Zone) any { return &z.Permitted }, Synonyms: []string{"access", "berechtigte"}},
		{Name: "protections", Label: "Protections", Long: true, Ptr: func(z *Zone) any { return &z.Protections }, Synonyms: []string{"schutzmaßnahmen"}},
		{Name: "monitoring", Label: "Monitoring", Ptr: func(z *Zone) any { return &z.Monitoring }, Synonyms: []string{"alarm", "cctv", "überwachung"}},
		{Name: "blind_spots", Label: "Blind spots", Help: "What is not seen, and who accepted it.", Ptr: func(z *Zone) any { return &z.BlindSpots }},
		{Name: "rules", Label: "House rules", Ptr: func(z *Zone) any { return &z.Rules }, Synonyms: []string{"hausordnung", "regeln"}},
		{Name: "reviewed_on", Label: "Reviewed on", Past: true, Listed: true, Indexed: true, Ptr: func(z *Zone) any { return &z.ReviewedOn }, Synonyms: []string{"geprüft am", "last review"}},
		{Name: "badges_on", Label: "Badges compared on", Past: true, Help: "The day the badge groups were compared with who may enter.", Indexed: true, Ptr: func(z *Zone) any { return &z.BadgesOn }, Synonyms: []string{"badge review"}},
		{Name: "closed_on", Label: "Closed on", Past: true, Indexed: true, Ptr: func(z *Zone) any { return &z.ClosedOn }, Synonyms: []string{"geschlossen am"}},
	},
	Whole: true,
	Proves: func(z *Zone) []record.Proof {
		if z.ClosedOn != "" {
			return nil
		}
		reviewed := func(of string, complete bool) record.Proof {
			if complete && z.Owner != "" {
				return record.Proof{For: of, On: z.ReviewedOn}
			}
			return record.Proof{For: of}
		}
		out := []record.Proof{reviewed("A.7.1", z.Boundary != "")}
		if z.Class != "public" {
			out = append(out, reviewed("A.7.2", z.Entry != "" && z.Permitted != ""), reviewed("A.7.3", z.Class != "" && z.Protections != ""), record.Proof{For: "A.5.15", On: z.BadgesOn})
		}
		if z.guarded() {
			out = append(out, reviewed("A.7.4", z.Monitoring != ""), reviewed("A.7.6", z.Rules != ""), reviewed("A.7.8", z.Permitted != ""))
		}
		return out
	},
	Owes: func(z *Zone) []record.Due {
		if z.ClosedOn != "" {
			return nil
		}
		return []record.Due{{What: "Review", Day: z.Again(z.ReviewedOn, zoneDays), Who: z.Owner}, {What: "Compare the badges", Day: z.Again(z.BadgesOn, badgeDays), Who: z.Owner}}
	},
})

// guarded reports whether the zone is one of the higher classes.
func (z *Zone) guarded() bool { return z.Class == "restricted" || z.Class == "secure" }
