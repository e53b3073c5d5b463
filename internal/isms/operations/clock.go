package operations

import "github.com/assay-isms/assay/internal/record"

// ClockSource is what the clocks of a group of systems are set by.
type ClockSource struct {
	record.Meta
	Title     string
	Feeds     string
	Serves    string
	Assets    record.Refs
	Owner     record.Ref
	Reachable bool
	Offset    float64 // milliseconds between the feeds, worst
	Tolerance float64 // milliseconds
	CheckedOn record.Date
}

// ClockSources is the register of clock sources.
var ClockSources = record.Define(record.Spec[ClockSource]{
	Name: "clock_source", Plural: "clock-sources", Title: "Clock sources", Singular: "clock source", Prefix: "CK", Version: 2, Clause: "A.8.17",
	About: "What the clocks are set by, for servers, network devices, door readers and machines, and how far the feeds differ. Add the source the domain uses first.",
	Fields: []record.Field[*ClockSource]{
		{Name: "title", Label: "Clock source", Required: true, Listed: true, Indexed: true, Ptr: func(c *ClockSource) any { return &c.Title }, Synonyms: []string{"name", "time server", "zeitquelle", "source de temps"}},
		{Name: "feeds", Label: "Set by", Required: true, Listed: true, Ptr: func(c *ClockSource) any { return &c.Feeds }, Help: "Two or more, independent of one another.", Synonyms: []string{"upstream", "reference"}},
		{Name: "serves", Label: "Serves", Listed: true, Ptr: func(c *ClockSource) any { return &c.Serves }, Synonyms: []string{"clients"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(c *ClockSource) any { return &c.Assets }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(c *ClockSource) any { return &c.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "reachable", Label: "Reachable", Ptr: func(c *ClockSource) any { return &c.Reachable }},
		{Name: "offset", Label: "Feeds differ by", Unit: "milliseconds", Listed: true, Ptr: func(c *ClockSource) any { return &c.Offset }, Synonyms: []string{"abweichung"}},
		{Name: "tolerance", Label: "Tolerance", Unit: "milliseconds", Ptr: func(c *ClockSource) any { return &c.Tolerance }, Synonyms: []string{"toleranz"}},
		{Name: "checked_on", Label: "Checked on", Past: true, Listed: true, Indexed: true, Ptr: func(c *ClockSource) any { return &c.CheckedOn }, Synonyms: []string{"geprüft am"}},
	},
	Whole: true,
	Proves: func(c *ClockSource) []record.Proof {
		return []record.Proof{{On: c.CheckedOn, Failed: !c.Reachable || max(c.Offset, -c.Offset) > c.Tolerance}}
	},
	Owes: func(c *ClockSource) []record.Due {
		return []record.Due{{What: "Check", Day: c.Again(c.CheckedOn, measureDays), Who: c.Owner}}
	},
})
