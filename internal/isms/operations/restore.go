package operations

import (
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/record"
)

// RestoreTest is one restore from a backup, timed and confirmed by the owner.
type RestoreTest struct {
	record.Meta
	Title       string
	Backup      record.Ref
	Type        string // what was restored
	ByRunbook   bool
	RecoveryKey bool
	TestedOn    record.Date
	Tester      record.Ref
	Hours       float64 // taken
	Agreed      int     // hours; from the backup if empty
	Result      string
	ConfirmedBy record.Ref
	ConfirmedOn record.Date
	Deviations  string
	SettledOn   record.Date
	InTime      bool
}

// The days within which the owner confirms a restore, and within which a failed one is repeated.
const (
	confirmDays = 7
	repeatDays  = 30
)

// RestoreTests is the register of restore tests.
var RestoreTests = record.Define(record.Spec[RestoreTest]{
	Name: "restore_test", Plural: "restore-tests", Title: "Restore tests", Singular: "restore test", Prefix: "RS", Clause: "A.8.13",
	About: "Restores that were tried: what came back, how long it took against the time agreed, and whether the owner found the content right. Restore the system you could least do without first.",
	Fields: []record.Field[*RestoreTest]{
		{Name: "title", Label: "Restore test", Required: true, Listed: true, Indexed: true, Ptr: func(t *RestoreTest) any { return &t.Title }, Synonyms: []string{"name", "test", "rücksicherung", "restauration"}},
		{Name: "backup", Label: "Backup", Required: true, To: "backup", Listed: true, Indexed: true, Ptr: func(t *RestoreTest) any { return &t.Backup }, Synonyms: []string{"job", "sicherung"}},
		{Name: "type", Label: "Restored", Required: true, Indexed: true, Ptr: func(t *RestoreTest) any { return &t.Type }, Synonyms: []string{"scope", "umfang"}, Options: []record.Option{
			{Value: "files", Label: "Files", Synonyms: []string{"file", "dateien"}}, {Value: "system", Label: "A whole system", Synonyms: []string{"server"}}, {Value: "service", Label: "A whole service", Synonyms: []string{"dienst"}}, {Value: "archive", Label: "Records of a retired system", Synonyms: []string{"archiv"}}}},
		{Name: "by_runbook", Label: "By the procedure", Ptr: func(t *RestoreTest) any { return &t.ByRunbook }, Synonyms: []string{"runbook"}},
		{Name: "recovery_key", Label: "With the recovery copy of the key", Ptr: func(t *RestoreTest) any { return &t.RecoveryKey }},
		{Name: "tested_on", Label: "Tested on", Required: true, Past: true, Listed: true, Indexed: true, Ptr: func(t *RestoreTest) any { return &t.TestedOn }, Synonyms: []string{"date", "datum", "getestet am"}},
		{Name: "tester", Label: "Tested by", To: "person", Ptr: func(t *RestoreTest) any { return &t.Tester }, Synonyms: []string{"operator"}},
		{Name: "hours", Label: "Hours taken", Unit: "hours", Listed: true, Ptr: func(t *RestoreTest) any { return &t.Hours }, Synonyms: []string{"duration", "dauer", "durée"}},
		{Name: "agreed", Label: "Agreed", Unit: "hours", Ptr: func(t *RestoreTest) any { return &t.Agreed }, Help: "Empty: the time of the backup."},
		{Name: "result", Label: "Result", Required: true, Listed: true, Indexed: true, Ptr: func(t *RestoreTest) any { return &t.Result }, Synonyms: []string{"ergebnis", "résultat", "outcome"}, Options: []record.Option{
			{Value: "complete", Label: "Complete", Synonyms: []string{"passed", "ok", "bestanden"}}, {Value: "partly", Label: "Partly", Synonyms: []string{"teilweise"}}, {Value: "failed", Label: "Failed", Synonyms: []string{"fehlgeschlagen"}}}},
		{Name: "confirmed_by", Label: "Confirmed by", To: "person", Ptr: func(t *RestoreTest) any { return &t.ConfirmedBy }, Help: "The owner, who looked at what came back."},
		{Name: "confirmed_on", Label: "Confirmed on", Past: true, From: "tested_on", Listed: true, Ptr: func(t *RestoreTest) any { return &t.ConfirmedOn }},
		{Name: "deviations", Label: "Deviations", Long: true, Ptr: func(t *RestoreTest) any { return &t.Deviations }, Synonyms: []string{"findings", "abweichungen"}},
		{Name: "settled_on", Label: "Settled on", Past: true, From: "tested_on", Ptr: func(t *RestoreTest) any { return &t.SettledOn }, Help: "Of one that failed: the day it was repeated with success."},
		{Name: "in_time", Label: "In time", Computed: true, Indexed: true, Ptr: func(t *RestoreTest) any { return &t.InTime }},
	},
	Proves: func(t *RestoreTest) []record.Proof {
		p := record.Proof{On: t.TestedOn}
		if !t.Passed() {
			p.Failed, p.Until = true, t.SettledOn
		} else if t.ConfirmedOn == "" {
			p.On = ""
		}
		return showing(p, aspect{"A.8.13", t.Type != "archive"}, aspect{"A.5.30", t.Type == "service"}, aspect{"A.5.33", t.Type == "archive"}, aspect{"A.5.37", t.ByRunbook}, aspect{"A.8.24", t.RecoveryKey})
	},
	Owes: func(t *RestoreTest) []record.Due {
		switch {
		case !t.Passed() && t.SettledOn == "":
			return []record.Due{{What: "Repeat", Day: t.TestedOn.Plus(repeatDays), Who: t.Tester, Weight: record.Grave}}
		case t.Passed() && t.ConfirmedOn == "":
			return []record.Due{{What: "Confirm", Day: t.TestedOn.Plus(confirmDays), Who: t.ConfirmedBy}}
		}
		return nil
	},
	Before: func(w *record.Writer, _, t *RestoreTest) error { return t.before(w) },
})

// Passed reports whether all came back within the time agreed.
func (t *RestoreTest) Passed() bool { return t.Result == "complete" && t.InTime }

func (t *RestoreTest) before(w *record.Writer) error {
	if t.ConfirmedOn != "" && t.ConfirmedBy == "" {
		return errs.InField("confirmed_by", "is missing: say who looked at what came back")
	}
	if t.Backup == "" {
		return nil // the field's own rule says so
	}
	b, err := Backups.Get(w.Reader, string(t.Backup))
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if t.Agreed == 0 {
		t.Agreed = b.RestoreHours
	}
	t.InTime = t.Hours <= float64(t.Agreed)
	if next := t.TestedOn.Plus(restoreDays); t.Passed() && t.ConfirmedOn != "" && t.Type != "archive" && b.NextRestore < next {
		b.NextRestore = next
		return Backups.Put(w, b)
	}
	return nil
}

// aspect is a control that a record may serve, and whether it does.
type aspect struct {
	control string
	served  bool
}

// showing says the same of every control that is served.
func showing(p record.Proof, aspects ...aspect) (out []record.Proof) {
	for _, a := range aspects {
		if p.For = a.control; a.served {
			out = append(out, p)
		}
	}
	return out
}

var _ = RestoreTests.With(record.Step[*RestoreTest]{Name: "confirm", Label: "Confirm", About: "You looked at what came back and found it right.", Needs: record.MayEdit,
	Open: func(t *RestoreTest) bool { return t.ConfirmedOn == "" }, Do: func(w *record.Writer, t *RestoreTest) error {
		me, err := people.Acting(w.Reader, w.Actor().Email)
		if err != nil {
			return err
		}
		if me == nil {
			return errs.New(errs.Conflict, "No person in the register has your address. Enter confirmed_by and confirmed_on, or add the person.")
		}
		t.ConfirmedBy, t.ConfirmedOn = record.Ref(me.ID), w.Today()
		return nil
	}})
