package transition_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/exchange"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/transition"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/sheet"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

// firm is an organisation with a Statement of Applicability of 2013.
type firm struct {
	*testorg.Org
	alice, bob *people.Person
	risk       *risk.Risk
	accepted   *treatment.Acceptance
}

func newFirm(t *testing.T, d *db.DB) *firm {
	return &firm{Org: testorg.New(t, d, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))}
}

func (f *firm) write(fn func(w *record.Writer) error) record.Batch {
	f.Helper()
	f.Now = f.Now.Add(time.Hour)
	b, err := f.System.Write(f.Context(), "because", fn)
	f.Must(err)
	return b
}

// begin decides all of 2013, two parts of A.5.15 differently, with a risk, its acceptance, evidence and an action.
func (f *firm) begin() {
	f.write(func(w *record.Writer) error {
		f.alice, f.bob = &people.Person{Name: "Alice Moe"}, &people.Person{Name: "Bob Lund"}
		f.Must(people.Persons.Put(w, f.alice))
		f.Must(people.Persons.Put(w, f.bob))
		_, err := control.AddEdition(w, catalog.Edition2013)
		f.Must(err)
		c := risk.Starter()
		f.Must(risk.CriteriaVersions.Put(w, c))
		f.Must(risk.CriteriaVersions.Take(w, c, "approve"))
		for _, fact := range catalog.Controls(catalog.Edition2013) {
			f.decide(w, fact.ID, func(c *control.Control) {
				c.Applicability, c.Reasons, c.Implementation, c.Owner = "applicable", record.Set{"law"}, "implemented", record.Ref(f.alice.ID)
				c.BecauseLaw = "GDPR"
			})
		}
		f.decide(w, "A.9.1.1", func(c *control.Control) { c.Description = "Roles are in the policy" })
		f.decide(w, "A.9.1.2", func(c *control.Control) {
			c.Description, c.Implementation, c.Owner, c.Due = "VPN only", "planned", record.Ref(f.bob.ID), "2026-12-31"
		})
		f.risk = &risk.Risk{Title: "Intruder", Owner: record.Ref(f.alice.ID), Likelihood: 3, Consequence: 3, Option: "modify", Controls: record.Refs{f.id(w, "A.9.1.2")}}
		f.Must(risk.Risks.Put(w, f.risk))
		f.accepted, err = treatment.Accept(w, f.risk.ID, f.risk.Rev, "", treatment.AcceptForm{Elsewhere: "minutes"})
		f.Must(err)
		f.Must(evidence.Evidences.Put(w, &evidence.Evidence{Title: "VPN test", Statement: "Works", Controls: record.Refs{f.id(w, "A.9.1.2"), f.id(w, "A.18.2.3")}}))
		return nil
	})
}

func (f *firm) id(w *record.Writer, ref string) string {
	c, err := control.Controls.Find(w.Reader, ref)
	f.Must(err)
	return c.ID
}

func (f *firm) decide(w *record.Writer, ref string, change func(*control.Control)) {
	c, err := control.Controls.Find(w.Reader, ref)
	f.Must(err)
	change(c)
	f.Must(control.Controls.Put(w, c))
}

func (f *firm) plan(o transition.Options) (p *transition.Plan) {
	f.Helper()
	f.Must(f.System.Read(f.Context(), func(r *record.Reader) (err error) {
		p, err = transition.Prepare(r, catalog.Edition2013, catalog.Edition2022, o)
		return err
	}))
	return p
}

func (f *firm) apply(o transition.Options) (p *transition.Plan, b record.Batch) {
	f.Helper()
	b = f.write(func(w *record.Writer) (err error) {
		p, err = transition.Apply(w, catalog.Edition2013, catalog.Edition2022, o)
		return err
	})
	return p, b
}

// everything is all records as text.
func (f *firm) everything() string {
	var b strings.Builder
	f.Must(f.System.Read(f.Context(), func(r *record.Reader) error {
		for _, k := range f.System.Store().Registers() {
			f.Must(r.Each(k, record.Query{}, func(rec record.Record) error {
				b.WriteString(rec.Base().Ref)
				for i := range k.Fields {
					b.WriteString("|" + k.Fields[i].Text(rec))
				}
				b.WriteString("\n")
				return nil
			}))
		}
		return nil
	}))
	return b.String()
}

func (f *firm) line(ref string) (l control.Line) {
	f.Must(f.System.Read(f.Context(), func(r *record.Reader) (err error) {
		l, err = control.One(r, ref)
		return err
	}))
	return l
}

func TestApply(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := newFirm(t, d)
		f.begin()
		before := f.everything()
		plan := f.plan(transition.Options{})
		if q := plan.Questions(); len(q) != 1 || q[0].Key != "A.5.15.owner" {
			t.Fatalf("%+v", q)
		}
		_, err := f.System.Write(t.Context(), "", func(w *record.Writer) error {
			_, err := transition.Apply(w, plan.From, plan.To, transition.Options{})
			return err
		})
		if !errs.Is(err, errs.Invalid) || f.everything() != before {
			t.Fatalf("open questions: %v", err)
		}
		o := transition.Options{Answers: map[string]string{"A.5.15.owner": "A.9.1.2"}, Owner: record.Ref(f.alice.ID), Due: "2026-09-30", Digest: plan.Digest}
		plan = f.plan(o)
		done, batch := f.apply(o)
		if asJSON(t, plan) != asJSON(t, done) {
			t.Error("the preview is not what was done")
		}
		f.carried(plan)
		if again := f.plan(transition.Options{Owner: o.Owner, Due: o.Due}); again.Counts.Changed+again.Counts.Links+again.Counts.Actions+again.Counts.Questions > 0 {
			t.Errorf("a second run: %s", again.Summary)
		}
		if _, again := f.apply(transition.Options{Owner: o.Owner, Due: o.Due}); again.Count() > 0 {
			t.Errorf("a second run wrote %d", again.Count())
		}
		f.write(func(w *record.Writer) error { return w.Undo(batch.First) })
		if now := f.everything(); now != before {
			t.Error("one undo does not take all of it back")
		}
	})
}

// carried looks at what the transition wrote.
func (f *firm) carried(plan *transition.Plan) {
	l := f.line("A.5.15")
	if l.Owner != record.Ref(f.bob.ID) || l.Implementation != "partly" || l.Due != "2026-12-31" || l.BecauseLaw != "GDPR" ||
		l.Description != "A.9.1.1 (implemented): Roles are in the policy\nA.9.1.2 (planned): VPN only" {
		f.Errorf("%+v", l.Control)
	}
	if len(l.Risks) != 1 || len(l.Evidence) != 1 || len(l.Treatments) != 1 || l.Treatments[0].Title != "Complete A.5.15 Access control" {
		f.Errorf("risks %v, evidence %v, treatments %v", l.Risks, l.Evidence, l.Treatments)
	}
	for _, ref := range []string{"A.5.36", "A.8.8"} {
		if l := f.line(ref); len(l.Evidence) != 1 {
			f.Errorf("%s, into which A.18.2.3 splits, has evidence %v", ref, l.Evidence)
		}
	}
	f.Must(f.System.Read(f.Context(), func(r *record.Reader) error {
		x, err := risk.Risks.Get(r, f.risk.ID)
		f.Must(err)
		accepted, err := treatment.AcceptanceOf(r, x)
		f.Must(err)
		if void := accepted.Words(); void != "" || len(x.Controls) != 2 {
			f.Errorf("the acceptance is %s, the risk needs %v", void, x.Controls)
		}
		all, err := treatment.Treatments.All(r, record.Query{})
		f.Must(err)
		if len(all) != 12 || plan.Counts.Actions != 12 {
			f.Errorf("%d actions, %d planned; wanted one for each new control and one for the merged one", len(all), plan.Counts.Actions)
		}
		return nil
	}))
}

// TestReasonsByLink carries decisions that a link justifies: one whose link is carried with it, and one whose link is
// gone, which stands in the new edition as it stands in the old.
func TestReasonsByLink(t *testing.T) {
	f := newFirm(t, testdb.SQLite(t))
	f.begin()
	f.write(func(w *record.Writer) error {
		f.risk.Controls = append(f.risk.Controls, f.id(w, "A.12.3.1"), f.id(w, "A.12.4.4"))
		f.Must(risk.Risks.Put(w, f.risk))
		for _, ref := range []string{"A.12.3.1", "A.12.4.4"} {
			f.decide(w, ref, func(c *control.Control) { c.Reasons, c.BecauseLaw = record.Set{"risk"}, "" })
		}
		f.risk.Controls = record.Refs{f.id(w, "A.12.3.1")}
		return risk.Risks.Put(w, f.risk)
	})
	f.apply(transition.Options{Suggested: true})
	if l := f.line("A.8.13"); l.Applicability != "applicable" || len(l.Risks) != 1 || len(l.Unexplained(true)) > 0 {
		t.Errorf("A.8.13: %+v", l.Control)
	}
	if l := f.line("A.8.17"); l.Applicability != "applicable" || !slices.Equal(l.Reasons, record.Set{"risk"}) || len(l.Unexplained(false)) != 1 {
		t.Errorf("A.8.17: %+v", l.Control)
	}
	_, err := f.System.Write(t.Context(), "", func(w *record.Writer) error {
		c, err := control.Controls.Find(w.Reader, "A.8.17")
		f.Must(err)
		c.Reasons = append(c.Reasons, "business")
		return control.Controls.Put(w, c)
	})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("a new decision without words: %v", err)
	}
}

func asJSON(t *testing.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRefusals(t *testing.T) {
	f := newFirm(t, testdb.SQLite(t))
	try := func(o transition.Options, from, to catalog.Edition) error {
		return f.System.Read(t.Context(), func(r *record.Reader) error {
			_, err := transition.Prepare(r, from, to, o)
			return err
		})
	}
	if err := try(transition.Options{}, "2013", "2022"); !errs.Is(err, errs.NotFound) {
		t.Errorf("nothing to begin with: %v", err)
	}
	f.begin()
	for want, o := range map[string]transition.Options{
		"not a question":    {Answers: map[string]string{"A.5.1.owner": "A.5.1.1"}},
		"choose one of":     {Answers: map[string]string{"A.5.15.owner": "A.5.1.1"}},
		"there is no":       {Owner: "nobody"},
		"has passed":        {Due: "2026-01-01"},
		"changed since the": {Digest: "other"},
	} {
		if err := try(o, "2013", "2022"); err == nil || !strings.Contains(fmt.Sprint(err, fields(err)), want) {
			t.Errorf("%+v: %v %v", o, err, fields(err))
		}
	}
	if err := try(transition.Options{}, "2022", "2022"); !errs.Is(err, errs.Invalid) {
		t.Errorf("to the same edition: %v", err)
	}
}

func fields(err error) (all []string) {
	if e, ok := err.(*errs.Error); ok {
		for _, f := range e.Fields {
			all = append(all, f.Message)
		}
	}
	return all
}

// TestOldSpreadsheet starts from a Statement of Applicability of 2013 as people keep it.
func TestOldSpreadsheet(t *testing.T) {
	f := newFirm(t, testdb.SQLite(t))
	book, err := sheet.Open("SoA v3 FINAL.xlsx", oldStatement(t), sheet.DefaultLimits)
	f.Must(err)
	p, err := exchange.Prepare(t.Context(), f.System, control.Controls.Kind(), book, sheet.Choice{})
	f.Must(err)
	for _, row := range p.Rows {
		for _, problem := range row.Problems {
			t.Errorf("row %d: %s", row.Number, problem)
		}
	}
	for _, s := range p.Skipped {
		if strings.HasPrefix(s.Text, "A.9.1.1") {
			t.Errorf("skipped %v", s)
		}
	}
	f.write(func(w *record.Writer) error { _, err := p.Apply(w, false); return err })
	old := f.line("A.9.1.1")
	if old.Applicability != "applicable" || !slices.Equal(old.Reasons, record.Set{"risk", "law"}) || old.Implementation != "implemented" || old.OwnerName != "M. Okafor" {
		t.Errorf("A.9.1.1: %+v", old.Control)
	}
	if l := f.line("A.14.2.7"); l.Applicability != "excluded" || l.ExclusionReason != "No development is outsourced" {
		t.Errorf("A.14.2.7: %+v", l.Control)
	}
	if l := f.line("A.12.3.1"); !slices.Equal(l.Reasons, record.Set{"risk"}) || l.BecauseRisk != "Risk assessment" {
		t.Errorf("A.12.3.1: %+v", l.Control)
	}
	if l := f.line("A.9.1.2"); l.Applicability != "applicable" || l.BecauseContract != "Customer contracts demand it" || l.Implementation != "partly" {
		t.Errorf("A.9.1.2: %+v", l.Control)
	}
	plan, _ := f.apply(transition.Options{Suggested: true})
	if plan.Counts.New != 11 || plan.Counts.Implemented < 60 {
		t.Errorf("%+v", plan.Counts)
	}
	if l := f.line("A.8.30"); l.Applicability != "excluded" || l.ExclusionReason != "No development is outsourced" {
		t.Errorf("A.8.30: %+v", l.Control)
	}
	if l := f.line("A.5.15"); !strings.Contains(l.Description, "A.9.1.2 (partly)") || l.BecauseContract != "A.9.1.2: Customer contracts demand it" {
		t.Errorf("A.5.15: %+v", l.Control)
	}
}

// oldStatement has a title, rows of control sets and objectives, ids with their titles in one cell, and words of their own.
func oldStatement(t *testing.T) *bytes.Buffer {
	x := excelize.NewFile()
	row := 0
	add := func(cells ...any) {
		row++
		if err := x.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &cells); err != nil {
			t.Fatal(err)
		}
	}
	add("Statement of Applicability ISO/IEC 27001:2013 – Acme Ltd – v3.2 FINAL")
	add()
	add("Control", "Applicable (Y/N)", "Justification", "Status", "Responsible", "Remarks")
	set, objective := "", ""
	for _, c := range catalog.Controls(catalog.Edition2013) {
		if c.SetID != set {
			set = c.SetID
			add(c.SetID + " " + c.Set)
		}
		if c.ObjectiveID != objective {
			objective = c.ObjectiveID
			add(c.ObjectiveID + " " + c.Objective)
		}
		switch c.ID {
		case "A.9.1.1":
			add(c.ID+" "+c.Title, "Y", "Risk assessment; GDPR", "Implemented", "M. Okafor", "see policy P-04")
		case "A.9.1.2":
			add(c.ID+" "+c.Title, "yes", "Customer contracts demand it", "Partially implemented", "M. Okafor", "VPN only")
		case "A.12.3.1":
			add(c.ID+" "+c.Title, "Y", "Risk assessment", "Implemented", "M. Okafor", "")
		case "A.14.2.7":
			add(strings.TrimPrefix(c.ID, "A.")+" "+c.Title, "N", "No development is outsourced", "N/A", "-", "")
		default:
			add(c.ID+" "+c.Title, "Y", "Good practice in our trade", "Implemented", "M. Okafor", "")
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return &b
}
