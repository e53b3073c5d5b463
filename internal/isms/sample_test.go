package isms_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms"
	"github.com/assay-isms/assay/internal/isms/access"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/isms/checklist"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/isms/document"
	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/framework"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/task"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

var ctx = context.Background()

// sample is a store with an organisation that makes records of any kind at random.
type sample struct {
	*testing.T
	store *record.Store
	org   *record.Org
	now   *time.Time
	rand  *rand.Rand
	made  map[string][]string // kind → ids
}

func newSample(t *testing.T, d *db.DB, org string) *sample {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s := &sample{T: t, now: &now, rand: rand.New(rand.NewPCG(1, 2)), made: map[string][]string{}}
	var err error
	s.store, err = record.Open(ctx, d, journal.Keys(t.TempDir()), func() time.Time { return now }, isms.Kinds())
	must(t, err)
	t.Cleanup(s.store.Close)
	s.start(org)
	return s
}

// start makes an organisation with the controls of 2022 and approved criteria.
func (s *sample) start(org string) {
	s.Helper()
	var err error
	s.org, err = s.store.Org(org, record.System)
	must(s.T, err)
	must(s.T, s.org.Create(ctx))
	s.write(func(w *record.Writer) error {
		if _, err := control.AddEdition(w, catalog.Edition2022); err != nil {
			return err
		}
		c := risk.Starter()
		if err := risk.CriteriaVersions.Put(w, c); err != nil {
			return err
		}
		return risk.CriteriaVersions.Take(w, c, "approve")
	})
	s.made["control"] = ids(s, control.Controls.Kind())
	s.made["criteria"] = ids(s, risk.CriteriaVersions.Kind())
}

func ids(s *sample, k *record.Kind) (ids []string) {
	for _, r := range s.all(k, record.Query{}) {
		ids = append(ids, r.Base().ID)
	}
	return ids
}

func (s *sample) write(fn func(w *record.Writer) error) record.Batch {
	s.Helper()
	*s.now = s.now.Add(time.Minute)
	b, err := s.org.Write(ctx, "because", fn)
	must(s.T, err)
	return b
}

func (s *sample) read(fn func(r *record.Reader) error) {
	s.Helper()
	must(s.T, s.org.Read(ctx, fn))
}

// all reads a whole list.
func (s *sample) all(k *record.Kind, q record.Query) (all []record.Record) {
	s.Helper()
	s.read(func(r *record.Reader) error {
		all = nil
		return r.Each(k, q, func(rec record.Record) error {
			all = append(all, rec)
			return nil
		})
	})
	return all
}

// put makes and saves a record of the kind.
func (s *sample) put(w *record.Writer, k *record.Kind) (rec record.Record, err error) {
	switch k.Name {
	case "control":
		rec, err = control.Controls.Get(w.Reader, s.one(k.Name))
		if err == nil {
			s.decide(rec.(*control.Control))
			err = w.Put(k, rec)
		}
		return rec, err
	case "acceptance":
		return s.accept(w)
	case "soa_version":
		return s.approve(w)
	case "rating":
		x, _, err := s.rate(w)
		return x, err
	case "access_decision":
		return s.review(w)
	case "calibration_exercise":
		return s.practise(w)
	case "effect":
		return s.effect(w)
	case "reconciliation":
		x, run, err := s.rate(w)
		if err != nil {
			return nil, err
		}
		if _, err := assessment.Close(w, run, 0, true); err != nil {
			return nil, err
		}
		return assessment.Reconcile(w, run, string(x.Risk), assessment.Said{Likelihood: 2, Consequence: 3, Rationale: s.text(true)})
	case "acknowledgement":
		return s.acknowledge(w)
	}
	for range 400 { // what the rules of the kind refuse is tried again
		rec = k.New()
		s.fill(k, rec)
		if v, ok := rec.(*document.Version); ok { // a document has one draft at a time
			d := &document.Document{Title: s.text(false)}
			if err := document.Documents.Put(w, d); err != nil {
				return nil, err
			}
			v.Document = record.Ref(d.ID)
		}
		if err = w.Put(k, rec); err == nil {
			s.made[k.Name] = append(s.made[k.Name], rec.Base().ID)
		}
		if !errs.Is(err, errs.Invalid) {
			break
		}
	}
	return rec, err
}

func (s *sample) decide(c *control.Control) {
	kind := control.Controls.Kind()
	s.fill(kind, c)
	c.Applicability, c.Reasons, c.BecauseBusiness = "applicable", record.Set{"business"}, s.text(false)
}

func (s *sample) accept(w *record.Writer) (record.Record, error) {
	r, err := risk.Risks.Get(w.Reader, s.one("risk"))
	if err != nil {
		return nil, err
	}
	r.Likelihood, r.Consequence, r.Option, r.Harms = 1+s.rand.IntN(5), 2, "retain", risk.HarmRatings{}
	r.ResidualLikelihood, r.ResidualConsequence, r.ResidualHarms = 0, 0, risk.HarmRatings{}
	if err := risk.Risks.Put(w, r); err != nil {
		return nil, err
	}
	owner, err := people.Persons.Get(w.Reader, string(r.Owner))
	if err != nil {
		return nil, err
	}
	owner.Status = "active" // who has left accepts nothing
	if err := people.Persons.Put(w, owner); err != nil {
		return nil, err
	}
	return treatment.Accept(w, r.ID, r.Rev, "", treatment.AcceptForm{Statement: s.text(true), Elsewhere: "on paper"})
}

// rate makes a run of one risk and has two people rate it; rated is the last rating.
func (s *sample) rate(w *record.Writer) (rated *assessment.Rated, run string, err error) {
	x := &risk.Risk{Title: s.text(false), Owner: record.Ref(s.one("person"))}
	if err := risk.Risks.Put(w, x); err != nil {
		return nil, "", err
	}
	a := &assessment.Assessment{Title: s.text(false), Risks: record.Refs{x.ID}}
	for range 2 {
		p := &people.Person{Name: s.text(false)}
		if err := people.Persons.Put(w, p); err != nil {
			return nil, "", err
		}
		a.Raters = append(a.Raters, p.ID)
	}
	if err := assessment.Assessments.Put(w, a); err != nil {
		return nil, "", err
	}
	if _, err := assessment.Open(w, a.ID, 0); err != nil {
		return nil, "", err
	}
	for _, p := range a.Raters {
		said := assessment.Said{Likelihood: 1 + s.rand.IntN(5), Consequence: 1 + s.rand.IntN(5), Rationale: s.text(true)}
		if rated, err = assessment.Rate(w, a.ID, x.ID, assessment.RateForm{Said: said, Rater: p, Elsewhere: "on paper"}); err != nil {
			return nil, "", err
		}
	}
	return rated, a.ID, nil
}

// review starts a review of a system with one account; the row it has is decided.
func (s *sample) review(w *record.Writer) (record.Record, error) {
	owner, holder := &people.Person{Name: s.text(false)}, &people.Person{Name: s.text(false)}
	if err := cmp.Or(people.Persons.Put(w, owner), people.Persons.Put(w, holder)); err != nil {
		return nil, err
	}
	system := &access.System{Name: s.text(false), Owner: record.Ref(owner.ID)}
	if err := access.Systems.Put(w, system); err != nil {
		return nil, err
	}
	account := &access.Account{Login: s.text(false), System: record.Ref(system.ID), Person: record.Ref(holder.ID), Entitlements: s.text(false)}
	rv := &access.Review{Title: s.text(false), Begins: "2026-01-01", Ends: "2026-02-01", Due: "2026-03-01", Systems: record.Refs{system.ID}, Owner: record.Ref(owner.ID)}
	if err := cmp.Or(access.Accounts.Put(w, account), access.Reviews.Put(w, rv)); err != nil {
		return nil, err
	}
	if err := access.Reviews.Take(w, rv, "start"); err != nil {
		return nil, err
	}
	rows, err := access.RowsOf(w.Reader, rv.ID)
	if err != nil {
		return nil, err
	}
	if _, err := access.Decide(w, rv.ID, []access.Verdict{{Row: rows[0].ID, Decision: "keep", Reason: s.text(false)}}, owner.Ref); err != nil {
		return nil, err
	}
	return access.Decisions.Get(w.Reader, rows[0].ID)
}

// practise has a new person do a calibration exercise.
func (s *sample) practise(w *record.Writer) (record.Record, error) {
	p := &people.Person{Name: s.text(false)}
	if err := people.Persons.Put(w, p); err != nil {
		return nil, err
	}
	sheet, err := calibration.Next(w.Reader, p.ID)
	if err != nil {
		return nil, err
	}
	form := calibration.Form{Number: sheet.Number, Person: p.ID, Elsewhere: "on paper"}
	for _, q := range sheet.Intervals {
		low, high := q.Answer*s.rand.Float64(), q.Answer*(1+s.rand.Float64())
		form.Answers = append(form.Answers, calibration.Answer{Question: q.ID, Low: &low, High: &high})
	}
	return calibration.Submit(w, form)
}

// acknowledge publishes a document and has somebody accept it on paper.
func (s *sample) acknowledge(w *record.Writer) (record.Record, error) {
	p := &people.Person{Name: s.text(false)}
	if err := people.Persons.Put(w, p); err != nil {
		return nil, err
	}
	d := &document.Document{Title: s.text(false), Owner: record.Ref(p.ID), Audience: "everyone"}
	if err := document.Documents.Put(w, d); err != nil {
		return nil, err
	}
	v := &document.Version{Document: record.Ref(d.ID), Text: s.text(true)}
	if err := document.Versions.Put(w, v); err != nil {
		return nil, err
	}
	v.Override = s.text(false)
	for _, step := range []string{"submit", "approve", "publish"} {
		if err := document.Versions.Take(w, v, step); err != nil {
			return nil, err
		}
	}
	return document.Acknowledge(w, d.ID, "", document.Form{Person: p.ID, Elsewhere: s.text(false)})
}

// effect makes an effect of a control on a risk that needs it.
func (s *sample) effect(w *record.Writer) (record.Record, error) {
	x := &risk.Risk{Title: s.text(false), Owner: record.Ref(s.one("person")), Controls: record.Refs{s.one("control")}}
	if err := risk.Risks.Put(w, x); err != nil {
		return nil, err
	}
	e := &effect.Effect{}
	s.fill(effect.Effects.Kind(), e)
	e.Risk, e.Control = record.Ref(x.ID), record.Ref(x.Controls[0])
	err := effect.Effects.Put(w, e)
	if err == nil {
		s.made["effect"] = append(s.made["effect"], e.ID)
	}
	return e, err
}

func (s *sample) approve(w *record.Writer) (record.Record, error) {
	var open []*control.Control
	if err := w.Each(control.Controls.Kind(), record.Query{Filters: []record.Filter{{Field: "applicability", Values: []string{"undecided"}}}}, func(r record.Record) error {
		open = append(open, r.(*control.Control))
		return nil
	}); err != nil {
		return nil, err
	}
	for _, c := range open {
		c.Applicability, c.Reasons, c.BecauseBestPractice = "applicable", record.Set{"best_practice"}, "usual"
		if err := control.Controls.Put(w, c); err != nil {
			return nil, err
		}
	}
	return control.Approve(w, catalog.Edition2022, s.text(true))
}

func (s *sample) one(kind string) string {
	if len(s.made[kind]) == 0 {
		return ""
	}
	return s.made[kind][s.rand.IntN(len(s.made[kind]))]
}

// fill gives every field that people set a value the kind's rules allow.
func (s *sample) fill(k *record.Kind, rec record.Record) {
	for i := range k.Fields {
		if f := &k.Fields[i]; !f.Computed && (f.Required || s.rand.IntN(4) > 0) {
			s.fillField(f, rec)
		}
	}
	switch rec := rec.(type) {
	case *risk.Criteria:
		c := risk.Starter()
		rec.Likelihood, rec.Consequence, rec.Levels, rec.Matrix = c.Likelihood, c.Consequence, c.Levels, c.Matrix
		rec.PlannedReliability = float64(s.rand.IntN(100)) / 100
		rec.Currency, rec.Tolerance = c.Currency, risk.Tolerance{Points: []risk.TolerancePoint{{Loss: 1e6, Probability: 0.01}}, ExpectedLoss: float64(1 + s.rand.IntN(9))}
		rec.Harms, rec.Raters, rec.Gate = c.Harms[:s.rand.IntN(len(c.Harms)+1)], 2+rec.Raters, rec.Gate/20
	case *risk.Risk:
		rec.Consequence, rec.ResidualConsequence = 0, 0 // the highest of the ratings by harm
		for _, e := range []*risk.Estimate{&rec.Inherent, &rec.Now, &rec.After} {
			e.RateLow, e.LossLow, e.Probability = e.RateHigh/2, e.LossHigh/4, 0
		}
	case *evidence.Evidence:
		rec.Link, rec.Statement, rec.FreshUntil, rec.PeriodFrom, rec.PeriodTo = "", s.text(true), "", "", ""
	case *effect.Effect:
		rec.EfficacyLow, rec.EfficacyHigh, rec.Coverage = float64(s.rand.IntN(50))/100, float64(50+s.rand.IntN(50))/100, float64(s.rand.IntN(100))/100
	case *framework.Mapping:
		rec.Control = catalog.Controls(catalog.Edition2022)[s.rand.IntN(93)].ID
	case *framework.Item:
		rec.Parent = "" // of the same framework; its own test tries it
	case *control.Correction:
		rec.To, rec.Applicability, rec.Reasons, rec.Because = "", "applicable", record.Set{"business"}, s.text(true)+fmt.Sprint(s.rand.IntN(1000))
	case *treatment.Treatment:
		if len(rec.Risks)+len(rec.Controls) == 0 {
			rec.Controls = record.Refs{s.one("control")}
		}
	case *task.Comment:
		rec.About = s.one("risk")
	case *task.Task:
		rec.About = s.one("asset")
	case *task.Delegation:
		rec.About, rec.Register = s.one("asset"), ""
	case *task.Routine:
		rec.Register = ""
	case *document.Version:
		rec.Question, rec.Answer, rec.Wrong = "", "", ""
	case *document.Answer:
		rec.Name, rec.Value = fmt.Sprintf("fact_%d", len(s.made["document_fact"])), fmt.Sprint("answer ", s.rand.IntN(100))
	case *checklist.Task:
		rec.Outcome, rec.DoneOn, rec.DoneBy = "", "", "" // only of a list that has begun; its own test tries it
		if rec.Checklist = ""; rec.Personnel == "" {
			rec.Checklist = record.Ref(s.one("checklist"))
		}
	case *people.Person:
		rec.Email = fmt.Sprintf("p%d@example.org", s.rand.IntN(1000))
	}
}

func (s *sample) fillField(f *record.AnyField, rec record.Record) {
	if f.Name == "query" { // of a saved view
		*f.Ptr(rec).(*string) = fmt.Sprintf("status=open&q=%d", s.rand.IntN(100))
		return
	}
	if form := s.inForm(f); form != "" {
		*f.Ptr(rec).(*string) = form
		return
	}
	switch v := f.Ptr(rec).(type) {
	case *string:
		if *v = s.text(f.Long); len(f.Options) > 0 {
			*v = f.Options[s.rand.IntN(len(f.Options))].Value
		}
	case *record.Set:
		*v = nil
		for range 1 + s.rand.IntN(3) { // out of order and twice: the engine puts it right
			*v = append(*v, f.Options[s.rand.IntN(len(f.Options))].Value)
		}
	case *bool:
		*v = s.rand.IntN(2) == 0
	case *int:
		*v = s.rand.IntN(6)
	case *float64:
		*v = float64(s.rand.IntN(100)) / 8
	case *record.Date:
		*v = record.Date(fmt.Sprintf("2025-%02d-%02d", 1+s.rand.IntN(12), 1+s.rand.IntN(28)))
	case *record.Ref:
		*v = record.Ref(s.one(f.To))
	case *record.Refs:
		*v = nil
		for range 1 + s.rand.IntN(3) {
			if id := s.one(f.To); id != "" {
				*v = append(*v, id)
			}
		}
	}
}

// inForm is a value for a text that has a form; "" for others.
func (s *sample) inForm(f *record.AnyField) string {
	switch {
	case strings.HasSuffix(f.Name, "_at") && f.Type() == "text" && f.Name != "kept_at":
		return fmt.Sprintf("2025-%02d-%02d %02d:30", 1+s.rand.IntN(12), 1+s.rand.IntN(28), s.rand.IntN(24))
	case f.Name == "time_zone":
		return "Europe/Berlin"
	case strings.HasPrefix(f.Name, "impact_"):
		return fmt.Sprintf("0 0 1 1 2 %d", 2+s.rand.IntN(3))
	case f.Name == "digest":
		return strings.Repeat(fmt.Sprint(s.rand.IntN(10)), 64)
	}
	return ""
}

var phrases = strings.Fields(`server Öffnung café naïve "quoted" back\slash <tag> 100% under_score tab&amp; 東京 Ελλάδα straße it's a--b R-12 12 0099 ` + "\u2028 \u0301x")

// text is made so that every way of writing, comparing and finding it is tried.
func (s *sample) text(long bool) string {
	words := make([]string, 1+s.rand.IntN(4))
	for i := range words {
		words[i] = phrases[s.rand.IntN(len(phrases))]
	}
	space := " "
	if long {
		space = "\n"
	}
	return strings.Join(words, space)
}

// state is every record of every kind as JSON, by reference: what exports are made of.
func state(t *testing.T, org *record.Org) string {
	t.Helper()
	var b strings.Builder
	must(t, org.Read(ctx, func(r *record.Reader) error {
		b.Reset()
		for _, k := range org.Store().Kinds() {
			n, err := r.Count(k)
			if err != nil {
				return err
			}
			fmt.Fprintln(&b, k.Name, n)
			if err := r.Each(k, record.Query{}, func(rec record.Record) error {
				text, err := json.Marshal(rec)
				b.Write(append(text, '\n'))
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	}))
	return b.String()
}

func (s *sample) clean() {
	s.Helper()
	rep, err := s.store.Verify(ctx, s.org.ID())
	must(s.T, err)
	for _, f := range rep.Faults {
		s.Errorf("verify: %s", f.What)
	}
}
