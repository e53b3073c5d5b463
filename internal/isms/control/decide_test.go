package control_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

// firm is an organisation with the controls of 2022, all undecided, whose clock the test sets.
type firm struct {
	*testorg.Org
}

func newFirm(t *testing.T) *firm {
	t.Helper()
	f := &firm{testorg.New(t, testdb.SQLite(t), time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))}
	f.write("Annex A", func(w *record.Writer) error {
		_, err := control.AddEdition(w, catalog.Edition2022)
		return err
	})
	return f
}

// on sets the clock to a moment of 2026.
func (f *firm) on(text string) {
	f.Helper()
	at, err := time.Parse("2006-01-02 15:04", "2026-"+text)
	f.Must(err)
	f.Now = at
}

func (f *firm) try(reason string, fn func(*record.Writer) error) (record.Batch, error) {
	return f.System.Write(f.Context(), reason, fn)
}

func (f *firm) write(reason string, fn func(*record.Writer) error) record.Batch {
	f.Helper()
	b, err := f.try(reason, fn)
	f.Must(err)
	return b
}

func (f *firm) read(org *record.Org, fn func(*record.Reader) error) {
	f.Helper()
	f.Must(org.Read(f.Context(), fn))
}

// decide decides on the controls named.
func (f *firm) decide(reason string, d control.BulkDecision, ids ...string) error {
	_, err := f.try(reason, func(w *record.Writer) error {
		chosen, err := control.Choose(w.Reader, "2022", ids, "")
		if err == nil {
			_, err = d.Decide(w, chosen)
		}
		return err
	})
	return err
}

// risk adds a risk whose treatment needs the controls.
func (f *firm) risk(title string, ids ...string) (r *risk.Risk) {
	f.Helper()
	f.write("New risk", func(w *record.Writer) error {
		owner := &people.Person{Name: "Ada " + title}
		if err := people.Persons.Put(w, owner); err != nil {
			return err
		}
		r = &risk.Risk{Title: title, Owner: record.Ref(owner.ID), Option: "modify"}
		chosen, err := control.Choose(w.Reader, "2022", ids, "")
		for _, c := range chosen {
			r.Controls = append(r.Controls, c.ID)
		}
		if err != nil {
			return err
		}
		return risk.Risks.Put(w, r)
	})
	return r
}

func fieldsOf(err error) (text string) {
	if e, ok := err.(*errs.Error); ok {
		for _, f := range e.Fields {
			text += f.Name + ": " + f.Message + "\n"
		}
	}
	return text
}

func TestEveryReasonIsExplained(t *testing.T) {
	f := newFirm(t)
	for reason, want := range map[string]string{"risk": "no risk's treatment needs A.5.2", "law": "which law and article", "contract": "which clause",
		"business": "what the business needs it for", "best_practice": "whose practice"} {
		err := f.decide("", control.BulkDecision{Applicability: "applicable", Because: map[string]string{reason: ""}}, "A.5.2", "A.5.3")
		if got := fieldsOf(err); !strings.Contains(got, want) || !strings.Contains(got, "A.5.2: ") || !strings.Contains(got, "A.5.3: ") {
			t.Errorf("%s without words: %v\n%s", reason, err, got)
		}
		f.Must(f.decide("", control.BulkDecision{Applicability: "applicable", Because: map[string]string{reason: "In words"}, Decided: true}, "A.5.1"))
	}
	f.risk("Ransomware", "A.8.13")
	f.Must(f.decide("", control.BulkDecision{Applicability: "applicable", Because: map[string]string{"risk": ""}}, "A.8.13"))
	if err := f.decide("", control.BulkDecision{Applicability: "excluded"}, "A.7.1"); !errs.Is(err, errs.Invalid) {
		t.Errorf("excluded without a reason: %v", err)
	}
}

// TestOldDecisionsStand makes sure that a decision from before reasons were asked for can be worked on, shows what it
// lacks and is not approved.
func TestOldDecisionsStand(t *testing.T) {
	f := newFirm(t)
	r := f.risk("Flood", "A.7.5")
	f.Must(f.decide("", control.BulkDecision{Applicability: "applicable", Because: map[string]string{"risk": ""}}, "A.7.5"))
	f.write("Not needed", func(w *record.Writer) error { r.Controls = nil; return risk.Risks.Put(w, r) })
	f.Must(f.decide("", control.BulkDecision{Implementation: "partly"}, "A.7.5"))
	if err := f.decide("", control.BulkDecision{Because: map[string]string{"business": ""}, Decided: true}, "A.7.5"); fieldsOf(err) == "" {
		t.Errorf("decided again without reasons: %v", err)
	}
	f.read(f.System, func(r *record.Reader) error {
		l, err := control.One(r, "A.7.5")
		if err == nil && l.Gap != "A.7.5 applies because of risk treatment, and nobody wrote why" {
			t.Errorf("gap %q", l.Gap)
		}
		return err
	})
	f.Must(f.decide("", control.BulkDecision{Applicability: "excluded", ExclusionReason: "Not done here"}, refsOf(f, func(c *control.Control) bool { return c.Ref != "A.7.5" })...))
	_, err := f.try("", func(w *record.Writer) error { _, err := control.Approve(w, catalog.Edition2022, ""); return err })
	if err == nil || !strings.Contains(err.Error(), "nobody wrote why") {
		t.Errorf("approved: %v", err)
	}
}

func refsOf(f *firm, keep func(*control.Control) bool) (refs []string) {
	f.read(f.System, func(r *record.Reader) error {
		all, err := control.Controls.All(r, record.Query{})
		for _, c := range all {
			if keep(c) {
				refs = append(refs, c.Ref)
			}
		}
		return err
	})
	return refs
}

func TestDecideMany(t *testing.T) {
	f := newFirm(t)
	f.risk("Break-in", "A.7.4")
	f.Must(f.decide("", control.BulkDecision{Applicability: "applicable", Because: map[string]string{"business": "Guards are there"}}, "A.7.4", "A.7.2"))
	d := control.BulkDecision{Applicability: "excluded", ExclusionReason: "No premises", Due: "2026-06-30"}
	f.read(f.System, func(r *record.Reader) error {
		chosen, err := control.Choose(r, "2022", nil, "Physical")
		if err != nil {
			return err
		}
		p, err := d.Plan(r, chosen)
		f.Must(err)
		if len(p.Changes) != 12 || len(p.Decided) != 2 || p.Left() != "Left alone: 2 decided already." {
			t.Errorf("%d changes, %d decided: %s", len(p.Changes), len(p.Decided), p.Left())
		}
		d.Decided = true
		if p, err = d.Plan(r, chosen); err != nil {
			return err
		}
		i := slices.IndexFunc(p.Changes, func(c control.Change) bool { return c.Before.Ref == "A.7.4" })
		if len(p.Changes) != 14 || !strings.Contains(p.Changes[i].Conflict, "R-1") {
			t.Errorf("%d changes, conflict %q", len(p.Changes), p.Changes[i].Conflict)
		}
		return nil
	})
	b := f.write("", func(w *record.Writer) error {
		chosen, err := control.Choose(w.Reader, "2022", nil, "Physical")
		if err == nil {
			_, err = d.Decide(w, chosen)
		}
		return err
	})
	if b.Count() != 14 {
		t.Errorf("%d changes", b.Count())
	}
	f.write("Undo", func(w *record.Writer) error { return w.Undo(b.First) })
	if open := refsOf(f, func(c *control.Control) bool { return c.Applicability == "undecided" }); len(open) != 91 {
		t.Errorf("%d undecided after the undo, want 91", len(open))
	}
}

// TestLedgerKeepsUp compares what is kept in memory with what is read anew, after every change.
func TestLedgerKeepsUp(t *testing.T) {
	f := newFirm(t)
	text := func(r *record.Reader) (text string) {
		lines, err := control.Statement(r, catalog.Edition2022)
		f.Must(err)
		for _, l := range lines {
			for _, link := range slices.Concat(l.Risks, l.Treatments) {
				text += fmt.Sprint(l.Ref, link, " ")
			}
			for _, e := range l.Evidence {
				text += l.Ref + e.Ref + e.Title + string(e.CollectedOn) + " "
			}
		}
		return text
	}
	same := func(what string, want int) {
		t.Helper()
		var kept, fresh string
		f.read(f.System, func(r *record.Reader) error { kept = text(r); return nil })
		_, err := f.try("", func(w *record.Writer) error { fresh = text(w.Reader); return errs.Invalidf("only looking") })
		if kept != fresh || strings.Count(kept, "A.") != want || !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: kept %s, read anew %s", what, kept, fresh)
		}
	}
	same("nothing", 0)
	r := f.risk("Flood", "A.7.5", "A.8.13")
	same("a risk", 2)
	var e *evidence.Evidence
	f.write("", func(w *record.Writer) error {
		e = &evidence.Evidence{Title: "Restored", Statement: "All files", Controls: r.Controls, CollectedOn: "2026-01-02"}
		return evidence.Evidences.Put(w, e)
	})
	b := f.write("", func(w *record.Writer) error {
		return evidence.Evidences.Put(w, &evidence.Evidence{Title: "Later", Statement: "All files", Controls: r.Controls[:1], CollectedOn: "2026-01-04"})
	})
	same("evidence", 5)
	f.write("", func(w *record.Writer) error { return w.Undo(b.First) })
	same("undone", 4)
	f.write("", func(w *record.Writer) error { r.Controls = r.Controls[1:]; return risk.Risks.Put(w, r) })
	f.write("", func(w *record.Writer) error { return w.Delete(evidence.Evidences.Kind(), e.ID, e.Rev) })
	same("less", 1)
	_, err := f.try("", func(w *record.Writer) error {
		r.Controls = nil
		if err := risk.Risks.Put(w, r); err != nil {
			return err
		}
		if got := text(w.Reader); got != "" {
			t.Errorf("within the change: %s", got)
		}
		return errs.Invalidf("no")
	})
	if !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
	same("a change that failed", 1)
}

func TestQuestionsPropose(t *testing.T) {
	f := newFirm(t)
	for _, q := range control.Questions {
		if q.Text == "" || q.Help == "" {
			t.Errorf("%s lacks words", q.Key)
		}
	}
	for _, id := range control.Excludable() {
		if _, ok := catalog.Find(id); !ok {
			t.Errorf("there is no control %s", id)
		}
	}
	f.risk("Source stolen", "A.8.4")
	f.Must(f.decide("", control.BulkDecision{Applicability: "applicable", Because: map[string]string{"business": "Agency"}}, "A.8.30"))
	a := control.Answers{}
	f.Must(a.ParseAnswer("development=no"))
	propose := func() (refs string) {
		f.read(f.System, func(r *record.Reader) error {
			found, err := control.Propose(r, catalog.Edition2022, a)
			for _, p := range found {
				refs += p.Control.Ref + map[bool]string{true: "!"}[p.Conflict != ""] + " "
			}
			return err
		})
		return refs
	}
	if got := propose(); got != "" {
		t.Errorf("one of two answers proposes %s", got)
	}
	f.Must(a.ParseAnswer("outsourced=no"))
	if got := propose(); got != "A.8.4! A.8.25 A.8.28 " {
		t.Errorf("proposes %s", got)
	}
	exclude := func(refs ...string) error {
		chosen := map[string]string{}
		for _, ref := range refs {
			chosen[ref] = ""
		}
		_, err := f.try(a.String(), func(w *record.Writer) error {
			_, err := control.Exclude(w, catalog.Edition2022, a, chosen)
			return err
		})
		return err
	}
	for _, refs := range [][]string{{}, {"A.8.4"}, {"A.8.30"}, {"A.5.1"}, {"A.8.25", "A.5.1"}} {
		if err := exclude(refs...); err == nil {
			t.Errorf("%v was excluded", refs)
		}
	}
	f.Must(exclude("A.8.25", "A.8.28"))
	if got := propose(); got != "A.8.4! " || len(refsOf(f, func(c *control.Control) bool { return c.Applicability == "excluded" })) != 2 {
		t.Errorf("then proposes %s", got)
	}
}
