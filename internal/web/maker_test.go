package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/identity"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/scope"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/isms/view"
	"github.com/assay-isms/assay/internal/record"
)

// hostile is what the sample's texts hold: whatever shows them must escape it.
const (
	hostile     = `"><script>alert(1)</script><img src=x onerror=1>' & javascript:alert(2)`
	hostileFile = "a\"b;\\ X-Evil: 1\u202egpj.<b>.html"
)

// sample is an organisation with at least one record of every kind, all texts of which are hostile.
type sample struct {
	h    *house
	org  *record.Org
	ids  map[string]string // a record of each kind
	gone string            // id of a deleted asset
	more []string          // addresses of further records, below the organisation's
	n    int
}

// fill writes the sample into an organisation. owner is the address of the person who accepts the risk.
func (h *house) fill(ref, owner string) *sample {
	h.t.Helper()
	s := &sample{h: h, org: h.org(ref), ids: map[string]string{}}
	s.write(func(w *record.Writer) error { _, err := control.AddEdition(w, catalog.Edition2022); return err })
	s.write(func(w *record.Writer) error {
		if err := s.criteria(w); err != nil {
			return err
		}
		for _, k := range isms.Kinds() {
			if k.Name == "control" || k.Name == "criteria" || k.Name == "acceptance" || k.Name == "soa_version" || k.Name == "rating" || k.Name == "reconciliation" || k.Name == "calibration_exercise" || k.Name == "acknowledgement" || k.Name == "access_decision" || s.ids[k.Name] != "" && k.Name == "document_version" {
				continue
			}
			if _, err := s.make(w, k); err != nil {
				return err
			}
		}
		return s.second(w)
	})
	s.write(func(w *record.Writer) error { return s.decide(w, owner) })
	s.write(s.run)
	s.write(s.practise)
	s.write(s.review)
	s.write(func(w *record.Writer) error { return remove(w, s) })
	s.write(s.conflict)
	s.write(func(w *record.Writer) error { return s.read(w, owner) })
	s.write(s.old)
	s.write(s.asked)
	return s
}

func (s *sample) write(fn func(*record.Writer) error) record.Batch {
	s.h.t.Helper()
	b, err := s.org.Write(s.h.t.Context(), "because "+hostile, fn)
	must(s.h.t, err)
	return b
}

// remove makes one more asset and deletes it.
func remove(w *record.Writer, s *sample) error {
	k, err := s.h.store.Kind("asset")
	if err != nil {
		return err
	}
	rec, err := s.make(w, k)
	if err != nil {
		return err
	}
	s.gone = rec.Base().ID
	return w.Delete(k, s.gone, rec.Base().Rev)
}

// criteria makes an approved version and a draft.
func (s *sample) criteria(w *record.Writer) error {
	for i := range 2 {
		c := risk.Starter()
		c.Title, c.Reassess = fmt.Sprintf("%d %s", i, hostile), hostile
		for i := range c.Levels {
			c.Levels[i].Name, c.Levels[i].Accepts = c.Levels[i].Name+hostile, hostile
		}
		for i := range c.Likelihood {
			c.Likelihood[i].Name, c.Likelihood[i].Meaning = c.Likelihood[i].Name+hostile, hostile
		}
		if err := risk.CriteriaVersions.Put(w, c); err != nil {
			return err
		}
		if i == 0 {
			s.ids["criteria"] = c.ID
			if err := risk.CriteriaVersions.Take(w, c, "approve"); err != nil {
				return err
			}
		}
	}
	return nil
}

// make makes a record of the kind from its specification.
func (s *sample) make(w *record.Writer, k *record.Kind) (record.Record, error) {
	rec := k.New()
	s.n++
	for i := range k.Fields {
		f := &k.Fields[i]
		text, err := s.value(w, k, f)
		if err != nil {
			return nil, err
		}
		if err := f.Parse(rec, text); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", k.Name, f.Name, err)
		}
	}
	if k.Name != "view" {
		rec.Base().Ref = fmt.Sprintf(`%s "><b onclick=1>%% %d`, k.Prefix, s.n)
	}
	if err := w.Put(k, rec); err != nil {
		return nil, fmt.Errorf("%s: %w", k.Name, err)
	}
	s.ids[k.Name] = rec.Base().ID
	return rec, nil
}

// wanted are values that a rule asks for beyond the specification; "" leaves the field empty.
var wanted = map[string]string{
	"assessment.risks": "", "assessment.raters": "", "duty_conflict.second": "", // risks refer to runs, see run; one role does not conflict with itself
	"screening.decided_by": "", "personnel_checklist.handover_to": "", "personnel_checklist.handover_on": "", // somebody else than the one person there is
	"checklist_task.checklist": "", "checklist_task.outcome": "", "checklist_task.done_on": "", "checklist_task.done_by": "", "checklist.about": "", "checklist.variant": "", // one checklist, which is not begun
	"change.implemented_on": "", "entitlement_change.done_on": "", // nobody approved it
	"person.email": `"><script>alert(1)</script>@example.org`, "evidence.link": `https://example.org/"><script>alert(1)</script>`, "document_version.wrong": "wrong " + hostile,
	"incident_setting.time_zone": "Europe/Berlin", "custody.digest": strings.Repeat("ab", 32), "vulnerability.cvss": "7.5", "mapping.control": "A.8.13", "treatment.status": "planned",
	"view.register": "assets", "delegation.register": "assets", "routine.register": "assets", "view.query": "status=&q=" + strings.ReplaceAll(hostile, " ", "+"),
}

// value is what the sample writes into a field.
func (s *sample) value(w *record.Writer, k *record.Kind, f *record.AnyField) (string, error) {
	name := k.Name + "." + f.Name
	if value, ok := wanted[name]; ok {
		return value, nil
	}
	switch {
	case name == "document_fact.name":
		return fmt.Sprintf("fact_%d", s.n), nil
	case strings.HasSuffix(name, "_at") && f.Type() == "text":
		return "2026-02-03 08:30", nil
	case strings.HasPrefix(f.Name, "impact_"):
		return "0 0 1 2 3 4", nil
	case name == "task.about" || name == "comment.about" || name == "delegation.about":
		return "asset/" + s.ids["asset"], nil
	case name == "delegation.to":
		p := &people.Person{Name: "Deputy " + hostile}
		err := people.Persons.Put(w, p)
		return p.ID, err
	case strings.HasSuffix(name, ".approved_by") || strings.HasSuffix(name, ".approved_on"):
		return "", nil // the one person there is does not approve what it asked for
	case strings.HasSuffix(name, "yearly_probability"): // instead of a number of events
		return "", nil
	case k.Name == "effect" && f.Type() == "float":
		return "0.5", nil
	case f.Computed || f.Type() == "json":
		return "", nil
	}
	switch f.Type() {
	case "text":
		return fmt.Sprintf("%s %d%s", hostile, s.n, map[bool]string{true: "\nsecond line"}[f.Long]), nil
	case "choice":
		return f.Options[0].Value, nil
	case "set":
		return f.Options[0].Value, nil
	case "date":
		return "2026-02-03", nil
	case "bool":
		return "true", nil
	case "int":
		return map[bool]string{true: "3", false: "7"}[f.Scale != nil], nil
	case "float":
		return "12.5", nil
	}
	return s.linked(w, k, f)
}

// linked is the id of a record that a reference may name; a control for those.
func (s *sample) linked(w *record.Writer, k *record.Kind, f *record.AnyField) (string, error) {
	if f.To == "control" {
		c, err := control.Controls.Find(w.Reader, "A.8.13")
		if err != nil {
			return "", err
		}
		s.ids["control"] = c.ID
		return c.ID, nil
	}
	if f.To == k.Name {
		return "", nil
	}
	if s.ids[f.To] == "" {
		to, err := s.h.store.Kind(f.To)
		if err != nil {
			return "", err
		}
		if _, err := s.make(w, to); err != nil {
			return "", err
		}
	}
	return s.ids[f.To], nil
}

// second makes what the pages treat apart: a scope in force beside a draft, evidence with a file.
func (s *sample) second(w *record.Writer) error {
	c, err := scope.Scopes.Get(w.Reader, s.ids["scope"])
	if err != nil {
		return err
	}
	if err := scope.Scopes.Take(w, c, "approve"); err != nil {
		return err
	}
	if _, err := s.make(w, scope.Scopes.Kind()); err != nil {
		return err
	}
	digest, size, err := s.h.files.Put(context.Background(), strings.NewReader("the file"), 100)
	if err != nil {
		return err
	}
	e := &evidence.Evidence{Title: "File " + hostile, FileName: hostileFile, FileType: "text/html", FileSize: int(size), FileDigest: digest,
		Controls: record.Refs{s.ids["control"]}, Owner: record.Ref(s.ids["person"])}
	s.ids["file"] = record.NewID(s.h.store.Clock())
	e.ID = s.ids["file"]
	if err := evidence.Evidences.Put(w, e); err != nil {
		return err
	}
	return view.Views.Put(w, &view.View{Title: "Second " + hostile, Register: "assets", Query: "sort=-name", Shared: true})
}

// decide accepts the risk in its owner's name, decides on every control and approves the statement.
func (s *sample) decide(w *record.Writer, owner string) error {
	p, err := people.Persons.Get(w.Reader, s.ids["person"])
	if err != nil {
		return err
	}
	p.Email = owner
	if err := people.Persons.Put(w, p); err != nil {
		return err
	}
	r, err := risk.Risks.Get(w.Reader, s.ids["risk"])
	if err != nil {
		return err
	}
	a, err := treatment.Accept(w, r.ID, r.Rev, owner, treatment.AcceptForm{Statement: hostile})
	if err != nil {
		return err
	}
	s.ids["acceptance"] = a.ID
	var all []*control.Control
	if all, err = control.Controls.All(w.Reader, record.Query{}); err != nil {
		return err
	}
	for _, c := range all {
		c.Applicability, c.Reasons, c.BecauseBestPractice, c.Description = "applicable", record.Set{"best_practice"}, hostile, hostile
		if c.Ref == "A.5.1" {
			c.Applicability, c.Reasons, c.BecauseBestPractice, c.ExclusionReason = "excluded", nil, "", hostile
		}
		if err := control.Controls.Put(w, c); err != nil {
			return err
		}
	}
	v, err := control.Approve(w, catalog.Edition2022, hostile)
	if err == nil {
		s.ids["soa_version"] = v.ID
	}
	return err
}

// read publishes two versions of the document, of which the owner accepts the first, and leaves a draft.
func (s *sample) read(w *record.Writer, owner string) error {
	v, err := document.Versions.Get(w.Reader, s.ids["document_version"])
	for i := 0; i < 2 && err == nil; i++ {
		v.Override = hostile
		for _, step := range []string{"submit", "approve", "publish"} {
			if err := document.Versions.Take(w, v, step); err != nil {
				return err
			}
		}
		if i == 0 {
			a, err := document.Acknowledge(w, s.ids["document"], owner, document.Form{Answer: v.Asked.Answer})
			if err != nil {
				return err
			}
			s.ids["acknowledgement"] = a.ID
		}
		d, err := document.Documents.Get(w.Reader, s.ids["document"])
		if err != nil {
			return err
		}
		if v, err = document.Draft(w, d, hostile); err != nil {
			return err
		}
		v.Text = fmt.Sprintf("## %[1]s\n\n1. %[1]s {{nobody_knows}}\n\n[x](javascript:alert(1)) %[2]d", hostile, i)
		if i == 0 {
			v.Text = strings.ReplaceAll(v.Text, "{{nobody_knows}}", "known")
		}
		if err := document.Versions.Put(w, v); err != nil {
			return err
		}
	}
	return err
}

// old decides two parts of a control of 2013, each otherwise, so that a transition has questions.
func (s *sample) old(w *record.Writer) error {
	if _, err := control.AddEdition(w, catalog.Edition2013); err != nil {
		return err
	}
	for _, ref := range []string{"A.9.1.1", "A.9.1.2"} {
		c, err := control.Controls.Find(w.Reader, ref)
		if err != nil {
			return err
		}
		c.Applicability, c.ExclusionReason, c.Description, c.Owner = "excluded", ref+hostile, hostile, record.Ref(s.ids["person"])
		if err := control.Controls.Put(w, c); err != nil {
			return err
		}
	}
	return nil
}

// run has two people rate a risk, and one of them disagree.
func (s *sample) run(w *record.Writer) error {
	a := &assessment.Assessment{Title: "Run " + hostile, Raters: record.Refs{s.ids["person"]}, Risks: record.Refs{s.ids["risk"]}, Criteria: record.Ref(s.ids["criteria"])}
	p := &people.Person{Name: "Rater " + hostile}
	if err := people.Persons.Put(w, p); err != nil {
		return err
	}
	a.Raters = append(a.Raters, p.ID)
	if err := assessment.Assessments.Put(w, a); err != nil {
		return err
	}
	if _, err := assessment.Open(w, a.ID, 0); err != nil {
		return err
	}
	for i, rater := range a.Raters {
		form := assessment.RateForm{Said: assessment.Said{Likelihood: 1 + 3*i, Consequence: 2, Rationale: hostile}, Rater: rater, Elsewhere: hostile}
		x, err := assessment.Rate(w, a.ID, s.ids["risk"], form)
		if err != nil {
			return err
		}
		s.ids["rating"] = x.ID
	}
	if _, err := assessment.Close(w, a.ID, 0, false); err != nil {
		return err
	}
	x, err := assessment.Reconcile(w, a.ID, s.ids["risk"], assessment.Said{Likelihood: 2, Consequence: 2, Rationale: hostile})
	if err != nil {
		return err
	}
	s.ids["reconciliation"], s.ids["assessment"] = x.ID, a.ID
	next := &assessment.Assessment{Title: "Next run " + hostile, Raters: a.Raters, Risks: a.Risks}
	if err := assessment.Assessments.Put(w, next); err != nil {
		return err
	}
	_, err = assessment.Open(w, next.ID, 0) // it stays open, so that a rater has a list
	return err
}

// review starts an access review whose rows are those of the person with an account; one is decided.
func (s *sample) review(w *record.Writer) error {
	holder := &people.Person{Name: "Holder " + hostile}
	if err := people.Persons.Put(w, holder); err != nil {
		return err
	}
	system := &access.System{Name: "System " + hostile, Owner: record.Ref(s.ids["person"])}
	if err := access.Systems.Put(w, system); err != nil {
		return err
	}
	account := &access.Account{Login: hostile, System: record.Ref(system.ID), Person: record.Ref(holder.ID), Entitlements: "One " + hostile + "\nTwo " + hostile}
	if err := access.Accounts.Put(w, account); err != nil {
		return err
	}
	rv := &access.Review{Title: "Review " + hostile, Begins: "2026-01-01", Ends: "2026-02-01", Due: "2026-02-10", Systems: record.Refs{system.ID}, Owner: record.Ref(s.ids["person"])}
	if err := access.Reviews.Put(w, rv); err != nil {
		return err
	}
	if err := access.Reviews.Take(w, rv, "start"); err != nil {
		return err
	}
	rows, err := access.RowsOf(w.Reader, rv.ID)
	if err != nil {
		return err
	}
	s.ids["access_review"], s.ids["access_decision"] = rv.ID, rows[0].ID
	_, err = access.Decide(w, rv.ID, []access.Verdict{{Row: rows[0].ID, Decision: "revoke", Reason: hostile}}, s.ids["person"])
	return err
}

// practise enters what a person answered on paper.
func (s *sample) practise(w *record.Writer) error {
	sheet, err := calibration.Next(w.Reader, s.ids["person"])
	if err != nil {
		return err
	}
	form := calibration.Form{Number: sheet.Number, Person: s.ids["person"], Elsewhere: hostile}
	for _, q := range sheet.Intervals {
		low, high := q.Answer/2, q.Answer*2
		form.Answers = append(form.Answers, calibration.Answer{Question: q.ID, Low: &low, High: &high})
	}
	x, err := calibration.Submit(w, form)
	if err == nil {
		s.ids["calibration_exercise"] = x.ID
	}
	return err
}

// conflict excludes a control that a treatment relies on, and leaves another undecided.
func (s *sample) conflict(w *record.Writer) error {
	c, err := control.Controls.Get(w.Reader, s.ids["control"])
	if err != nil {
		return err
	}
	c.Applicability, c.ExclusionReason = "excluded", hostile
	return control.Controls.Put(w, c)
}

func TestSampleIsWhole(t *testing.T) {
	h := newHouse(t, sqlite(t), false)
	h.user("ann", "acme", identity.Administrator, false)
	s := h.fill("acme", "ann@example.org")
	for _, k := range isms.Kinds() {
		if s.ids[k.Name] == "" {
			t.Errorf("no %s", k.Name)
		}
	}
}
