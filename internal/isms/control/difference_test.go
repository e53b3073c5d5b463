package control_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// compare lists the differences as text: what differs, and what caused it.
func (f *firm) compare(from, to control.Moment) (lines []string) {
	f.Helper()
	before, err := control.TakeAt(f.Context(), f.System, catalog.Edition2022, from)
	f.Must(err)
	after, err := control.TakeAt(f.Context(), f.System, catalog.Edition2022, to)
	f.Must(err)
	f.read(f.System, func(r *record.Reader) error {
		found, err := control.Compare(r, before, after)
		for _, d := range found {
			text := fmt.Sprintf("%s %s %s %q %q", d.Control, d.Change, d.Field, d.Before, d.After)
			if d.Cause != nil {
				text += fmt.Sprintf(" | %s %s %s", d.Cause.Kind, d.Cause.Record, d.Cause.Reason)
			}
			lines = append(lines, text)
		}
		return err
	})
	return lines
}

func (f *firm) same(what string, got []string, want ...string) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// criteria approves a version that rates likely risks so.
func (f *firm) criteria(level []int) {
	f.Helper()
	f.write("New criteria", func(w *record.Writer) error {
		c := risk.Starter()
		c.Matrix[3] = level
		if err := risk.CriteriaVersions.Put(w, c); err != nil {
			return err
		}
		return risk.CriteriaVersions.Take(w, c, "approve")
	})
}

func TestDecisionsAreCauses(t *testing.T) {
	f := newFirm(t)
	f.on("01-06 09:00")
	f.risk("Ransomware", "A.8.13")
	f.on("01-07 09:00")
	f.Must(f.decide("Backup is needed", control.BulkDecision{Applicability: "applicable", Because: map[string]string{"risk": ""}}, "A.8.13"))
	f.on("01-08 09:00")
	f.Must(f.decide("Started", control.BulkDecision{Implementation: "partly"}, "A.8.13"))
	f.on("01-09 09:00")
	f.Must(f.decide("Only the words", control.BulkDecision{Description: "Daily"}, "A.8.13"))
	f.same("between two days", f.compare(control.Moment{Text: "2026-01-06"}, control.Moment{}),
		`A.8.13 changed applicability "undecided" "applicable" | decision A.8.13 Backup is needed`,
		`A.8.13 changed justification "" "Risk treatment" | decision A.8.13 Backup is needed`,
		`A.8.13 changed implementation "not_started" "partly" | decision A.8.13 Started`,
		`A.8.13 changed description "" "Daily" | decision A.8.13 Only the words`)
	if got := f.compare(control.Moment{Text: "2026-01-04"}, control.Moment{Text: "2026-01-05"}); len(got) != 93 || got[0] != `A.5.1 added  "" "undecided" | decision A.5.1 Annex A` {
		t.Errorf("%d differences since before the edition was added: %v", len(got), got[:1])
	}
}

func TestRisksAndCriteriaAreCauses(t *testing.T) {
	f := newFirm(t)
	f.on("01-09 09:00")
	f.criteria([]int{1, 2, 3, 4, 4})
	r := f.risk("Ransomware", "A.8.13")
	f.on("01-10 09:00")
	rate := func(why string, l, c int) {
		f.write(why, func(w *record.Writer) error { r.Likelihood, r.Consequence = l, c; return risk.Risks.Put(w, r) })
	}
	rate("Rated", 4, 3)
	f.on("01-11 09:00")
	f.same("a rating", f.compare(control.Moment{Text: "2026-01-09"}, control.Moment{}),
		`A.8.13 changed rating "R-1: not rated, modify" "R-1: High, modify" | risk R-1 Rated`)
	f.criteria([]int{1, 2, 2, 3, 4})
	f.on("01-12 09:00")
	f.write("Under the new criteria", func(w *record.Writer) error {
		r.AssessedOn = "2026-01-12"
		return risk.Risks.Put(w, r)
	})
	f.same("criteria", f.compare(control.Moment{Text: "2026-01-11"}, control.Moment{}),
		`A.8.13 changed rating "R-1: High, modify" "R-1: Medium, modify" | criteria R-1 Under the new criteria`)

	f.on("01-13 09:00")
	f.write("Guards needed", func(w *record.Writer) error {
		guards, err := control.Controls.Find(w.Reader, "A.7.4")
		if err != nil {
			return err
		}
		r.Controls = append(r.Controls, guards.ID)
		if err := risk.Risks.Put(w, r); err != nil {
			return err
		}
		_, err = control.BulkDecision{Applicability: "applicable", Because: map[string]string{"risk": ""}}.Decide(w, []*control.Control{guards})
		return err
	})
	f.same("a decision that follows from a risk", f.compare(control.Moment{Text: "2026-01-12"}, control.Moment{}),
		`A.7.4 changed applicability "undecided" "applicable" | risk A.7.4 Guards needed`,
		`A.7.4 changed justification "" "Risk treatment" | risk A.7.4 Guards needed`,
		`A.7.4 changed risks "" "R-1 Ransomware" | risk R-1 Guards needed`)
	f.same("backwards", f.compare(control.Moment{}, control.Moment{Text: "2026-01-12"}),
		`A.7.4 changed applicability "applicable" "undecided" | risk A.7.4 Guards needed`,
		`A.7.4 changed justification "Risk treatment" "" | risk A.7.4 Guards needed`,
		`A.7.4 changed risks "R-1 Ransomware" "" | risk R-1 Guards needed`)
}

// TestCorrections keeps apart what was true and what was known: a correction recorded later changes the one only.
func TestCorrections(t *testing.T) {
	f := newFirm(t)
	f.on("02-02 09:00")
	f.Must(f.decide("", control.BulkDecision{Applicability: "applicable", Because: map[string]string{"business": "Orders"}, Implementation: "implemented"}, "A.8.14"))
	f.on("03-02 09:00")
	f.Must(f.decide("Found", control.BulkDecision{Implementation: "partly"}, "A.8.14"))
	f.on("04-01 09:00")
	correct := func(c control.Correction) error {
		_, err := f.try("", func(w *record.Writer) error {
			one, err := control.Controls.Find(w.Reader, "A.8.14")
			if err == nil {
				c.Control = record.Ref(one.ID)
				err = control.Corrections.Put(w, &c)
			}
			return err
		})
		return err
	}
	for name, c := range map[string]control.Correction{
		"valid_from: 2026-04-01 is not in the past": {From: "2026-04-01", Implementation: "planned"},
		"valid_to: 2026-01-31 is before":            {From: "2026-02-02", To: "2026-01-31", Implementation: "planned"},
		"valid_to: 2026-04-01 is not in the past":   {From: "2026-02-02", To: "2026-04-01", Implementation: "planned"},
		"applicability: say what was otherwise":     {From: "2026-02-02"},
		"says the same already":                     {From: "2026-02-02", Implementation: "implemented"},
		"exclusion_reason: say why A.8.14":          {From: "2026-02-02", Applicability: "excluded"},
		"reasons: say why A.8.14 applies":           {From: "2026-01-06", To: "2026-01-31", Applicability: "applicable"},
		"justification: say in words":               {From: "2026-01-06", To: "2026-01-31", Applicability: "applicable", Reasons: record.Set{"law"}},
	} {
		c.Why = "The failover was never switched on"
		if got := fieldsOf(correct(c)); !strings.Contains(got, name) {
			t.Errorf("want %q, got %q", name, got)
		}
	}
	f.Must(correct(control.Correction{From: "2026-02-02", Implementation: "planned", Why: "The failover was never switched on"}))
	at := func(day string, truth bool) string {
		s, err := control.TakeAt(t.Context(), f.System, catalog.Edition2022, control.Moment{Text: day, True: truth})
		f.Must(err)
		for _, l := range s.Lines {
			if l.Ref == "A.8.14" {
				return l.Implementation + map[bool]string{true: " corrected"}[l.Corrected() != ""]
			}
		}
		return ""
	}
	for _, c := range []struct {
		day         string
		known, true string
	}{{"2026-02-01", "not_started", "not_started"}, {"2026-02-02", "implemented", "planned corrected"}, {"2026-03-01", "implemented", "planned corrected"},
		{"2026-03-02", "partly", "partly"}, {"", "partly", "partly"}} {
		if known, truth := at(c.day, false), at(c.day, true); known != c.known || truth != c.true {
			t.Errorf("on %q known %q and true %q, want %q and %q", c.day, known, truth, c.known, c.true)
		}
	}
	f.same("what was true", f.compare(control.Moment{Text: "2026-02-20", True: true}, control.Moment{Text: "2026-02-20"}),
		`A.8.14 changed implementation "planned" "implemented" | correction CO-1 The failover was never switched on`)

	past, release, err := f.System.AsOf(t.Context(), f.Now.AddDate(0, 0, -3))
	f.Must(err)
	defer release()
	s, err := control.TakeAt(t.Context(), past, catalog.Edition2022, control.Moment{Text: "2026-02-20", True: true})
	f.Must(err)
	for _, l := range s.Lines {
		if len(l.Corrections) > 0 {
			t.Errorf("%s: the correction was known before it was recorded", l.Ref)
		}
	}
}

func TestAcrossEditions(t *testing.T) {
	f := newFirm(t)
	counts := func() map[string]int {
		n := map[string]int{}
		f.read(f.System, func(r *record.Reader) error {
			pairs, err := control.AcrossEditions(r)
			for _, p := range pairs {
				n[p.Verdict]++
			}
			return err
		})
		return n
	}
	if n := counts(); n["one edition"] != 82 || n["new"] != 11 {
		t.Errorf("one edition: %v", n)
	}
	f.write("", func(w *record.Writer) error { _, err := control.AddEdition(w, catalog.Edition2013); return err })
	f.Must(f.decide("", control.BulkDecision{Applicability: "excluded", ExclusionReason: "None here"}, "A.7.1"))
	if n := counts(); n["same"] != 81 || n["differs"] != 1 || n["new"] != 11 {
		t.Errorf("both editions: %v", n)
	}
}
