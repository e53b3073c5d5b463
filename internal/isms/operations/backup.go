package operations

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Backup is the rule by which a store of information is copied, and how it is followed.
type Backup struct {
	record.Meta
	Title        string
	Assets       record.Refs
	System       record.Ref
	Owner        record.Ref // owner of the information
	LossHours    int        // loss that is bearable
	RestoreHours int        // time in which it must be back
	RhythmHours  int
	Places       string
	Apart        bool // one copy out of reach of those who administer production
	KeepDays     int
	Key          record.Ref
	LastGood     record.Date
	CheckedOn    record.Date
	NextRestore  record.Date
	Status       string
}

// The days between comparisons of stores with jobs, and between tests of a restore.
const (
	compareDays = 7
	restoreDays = 180
)

// Backups is the register of backups.
var Backups = record.Define(record.Spec[Backup]{
	Name: "backup", Plural: "backups", Title: "Backups", Singular: "backup", Prefix: "BK", Version: 2, Clause: "A.8.13",
	About: "One line per store of information: how much may be lost, how long it may be away, and the last good copy. List the stores first, from the hypervisor and the cloud, then match them with the jobs.",
	Fields: []record.Field[*Backup]{
		{Name: "title", Label: "Store", Required: true, Listed: true, Indexed: true, Ptr: func(b *Backup) any { return &b.Title }, Synonyms: []string{"name", "job", "backup", "sicherung", "sauvegarde"}},
		{Name: "assets", Label: "Assets", To: "asset", Ptr: func(b *Backup) any { return &b.Assets }},
		{Name: "system", Label: "System", To: "system", Indexed: true, Ptr: func(b *Backup) any { return &b.System }},
		{Name: "owner", Label: "Owner", To: "person", Listed: true, Indexed: true, Ptr: func(b *Backup) any { return &b.Owner }, Synonyms: []string{"information owner", "verantwortlich"}},
		{Name: "loss_hours", Label: "Loss bearable", Unit: "hours", Required: true, Listed: true, Ptr: func(b *Backup) any { return &b.LossHours }, Synonyms: []string{"rpo", "bearable loss", "datenverlust"}},
		{Name: "restore_hours", Label: "Back within", Unit: "hours", Required: true, Ptr: func(b *Backup) any { return &b.RestoreHours }, Synonyms: []string{"rto", "recovery time", "wiederanlaufzeit"}},
		{Name: "rhythm_hours", Label: "Copied every", Unit: "hours", Ptr: func(b *Backup) any { return &b.RhythmHours }, Synonyms: []string{"rhythm", "frequency", "rhythmus"}},
		{Name: "places", Label: "Places of the copies", Ptr: func(b *Backup) any { return &b.Places }, Synonyms: []string{"target", "ziel"}},
		{Name: "apart", Label: "A copy apart", Help: "Out of reach of those who administer production.", Ptr: func(b *Backup) any { return &b.Apart }, Synonyms: []string{"immutable", "offline"}},
		{Name: "keep_days", Label: "Kept for", Unit: "days", Ptr: func(b *Backup) any { return &b.KeepDays }, Synonyms: []string{"retention", "aufbewahrung"}},
		{Name: "key", Label: "Key", To: "crypto_key", Ptr: func(b *Backup) any { return &b.Key }},
		{Name: "last_good", Label: "Last good copy", Past: true, Listed: true, Indexed: true, Ptr: func(b *Backup) any { return &b.LastGood }, Synonyms: []string{"last success", "letzte sicherung"}},
		{Name: "checked_on", Label: "Compared on", Past: true, From: "last_good", Listed: true, Indexed: true, Ptr: func(b *Backup) any { return &b.CheckedOn }, Help: "The day on which store, job and last good copy were compared.", Synonyms: []string{"checked on", "geprüft am"}},
		{Name: "next_restore", Label: "Next restore test", Indexed: true, Ptr: func(b *Backup) any { return &b.NextRestore }, Help: "A passed restore test sets it half a year ahead."},
		{Name: "status", Label: "Status", Indexed: true, Ptr: func(b *Backup) any { return &b.Status }, Options: inUse},
	},
	Whole: true,
	Proves: func(b *Backup) []record.Proof {
		switch {
		case b.Status != "in_use":
			return nil
		case b.behind():
			return []record.Proof{{On: b.CheckedOn, Failed: true}}
		}
		return []record.Proof{{On: b.CheckedOn}}
	},
	Owes: func(b *Backup) []record.Due {
		if b.Status != "in_use" {
			return nil
		}
		out := []record.Due{{What: "Compare", Day: b.Again(b.CheckedOn, compareDays), Who: b.Owner}, {What: "Test the restore", Day: b.NextRestore, Who: b.Owner, Weight: record.Grave}}
		if b.behind() {
			out = append(out, record.Due{What: "Copy again", Day: b.CheckedOn, Who: b.Owner, Weight: record.Critical})
		}
		return out
	},
	Before: func(_ *record.Writer, _, b *Backup) error {
		if b.Status == "" {
			b.Status = "in_use"
		}
		if b.LossHours < 0 || b.RestoreHours < 0 || b.RhythmHours < 0 || b.KeepDays < 0 {
			return errs.InField("loss_hours", "hours and days are not negative")
		}
		return nil
	},
})

var inUse = []record.Option{{Value: "in_use", Label: "In use", Synonyms: []string{"active", "aktiv"}}, {Value: "retired", Label: "Retired", Synonyms: []string{"inactive", "stillgelegt"}}}

// behind reports whether, on the day they were compared, the last good copy was older than the loss that is bearable, or the
// rhythm cannot keep it.
func (b *Backup) behind() bool {
	days := max((b.LossHours+23)/24, 1)
	return b.CheckedOn != "" && (b.LastGood.Plus(days) < b.CheckedOn || b.RhythmHours > b.LossHours)
}
