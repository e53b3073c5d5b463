package operations

import "github.com/assay-isms/assay/internal/record"

// LogSource is something that writes logs, and what arrives of them in the store.
type LogSource struct {
	record.Meta
	Title      string
	System     record.Ref
	Asset      record.Ref
	Owner      record.Ref
	Events     string
	Store      string
	PauseHours int // longest usual silence
	KeepDays   int // rule
	OldestDays int // age of the oldest event found
	Since      record.Date
	LastEvent  record.Date
	Offset     float64 // seconds between the time in the line and its arrival
	Tolerance  float64
	Protected  bool // its administrators cannot write the store
	Admins     bool // it logs what administrators do
	CheckedOn  record.Date
}

// LogSources is the register of log sources.
var LogSources = record.Define(record.Spec[LogSource]{
	Name: "log_source", Plural: "log-sources", Title: "Log sources", Singular: "log source", Prefix: "LG", Version: 2, Clause: "A.8.15",
	About: "What writes logs, where they go, how long they are kept and when the last event came. Add identity, firewalls, servers and the critical applications first; a silent source is found by comparing, not by waiting.",
	Fields: []record.Field[*LogSource]{
		{Name: "title", Label: "Source", Required: true, Listed: true, Indexed: true, Ptr: func(l *LogSource) any { return &l.Title }, Synonyms: []string{"name", "log", "quelle", "source"}},
		{Name: "system", Label: "System", To: "system", Indexed: true, Ptr: func(l *LogSource) any { return &l.System }},
		{Name: "asset", Label: "Asset", To: "asset", Listed: true, Indexed: true, Ptr: func(l *LogSource) any { return &l.Asset }},
		{Name: "owner", Label: "Owner", To: "person", Indexed: true, Ptr: func(l *LogSource) any { return &l.Owner }, Synonyms: []string{"responsible", "verantwortlich"}},
		{Name: "events", Label: "Events logged", Long: true, Ptr: func(l *LogSource) any { return &l.Events }, Synonyms: []string{"ereignisse"}},
		{Name: "store", Label: "Store", Ptr: func(l *LogSource) any { return &l.Store }, Synonyms: []string{"target", "ziel", "siem"}},
		{Name: "pause_hours", Label: "Longest usual silence", Unit: "hours", Ptr: func(l *LogSource) any { return &l.PauseHours }},
		{Name: "keep_days", Label: "Kept for", Unit: "days", Ptr: func(l *LogSource) any { return &l.KeepDays }, Synonyms: []string{"retention", "aufbewahrung"}},
		{Name: "oldest_days", Label: "Age of the oldest event", Unit: "days", Ptr: func(l *LogSource) any { return &l.OldestDays }},
		{Name: "since", Label: "Logging since", Ptr: func(l *LogSource) any { return &l.Since }, Help: "A young source has no old events; the rule counts from here."},
		{Name: "last_event", Label: "Last event", Past: true, Listed: true, Indexed: true, Ptr: func(l *LogSource) any { return &l.LastEvent }},
		{Name: "offset", Label: "Clock off by", Unit: "seconds", Ptr: func(l *LogSource) any { return &l.Offset }},
		{Name: "tolerance", Label: "Tolerance", Unit: "seconds", Ptr: func(l *LogSource) any { return &l.Tolerance }, Synonyms: []string{"toleranz"}},
		{Name: "protected", Label: "Protected from its administrators", Ptr: func(l *LogSource) any { return &l.Protected }},
		{Name: "admins", Label: "Logs administrators", Ptr: func(l *LogSource) any { return &l.Admins }},
		{Name: "checked_on", Label: "Checked on", Past: true, From: "last_event", Listed: true, Indexed: true, Ptr: func(l *LogSource) any { return &l.CheckedOn }, Synonyms: []string{"geprüft am"}},
	},
	Whole: true,
	Proves: func(l *LogSource) []record.Proof {
		delivers := record.Proof{For: "A.8.15", On: l.CheckedOn, Failed: l.silent() || l.short()}
		out := []record.Proof{delivers, {For: "A.5.28", On: l.CheckedOn, Failed: l.short()}}
		if l.Tolerance > 0 {
			out = append(out, record.Proof{For: "A.8.17", On: l.CheckedOn, Failed: max(l.Offset, -l.Offset) > l.Tolerance})
		}
		if l.Admins {
			out = append(out, record.Proof{For: "A.8.2", On: l.CheckedOn, Failed: !l.Protected})
		}
		return out
	},
	Owes: func(l *LogSource) []record.Due {
		out := []record.Due{{What: "Check", Day: l.Again(l.CheckedOn, compareDays), Who: l.Owner}}
		if l.silent() {
			out = append(out, record.Due{What: "Make it deliver again", Day: l.CheckedOn, Who: l.Owner, Weight: record.Critical})
		}
		return out
	},
})

// silent reports whether nothing came for longer than usual when it was checked.
func (l *LogSource) silent() bool {
	return l.CheckedOn != "" && l.LastEvent.Plus(max((l.PauseHours+23)/24, 1)) < l.CheckedOn
}

// short reports whether events are missing that should still be there.
func (l *LogSource) short() bool {
	return l.CheckedOn != "" && l.OldestDays < l.KeepDays && l.Since.Plus(l.OldestDays+1) < l.CheckedOn
}
