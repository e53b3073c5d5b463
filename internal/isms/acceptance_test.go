package isms_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// accepting is an organisation with a risk that its owner has accepted.
type accepting struct {
	*sample
	risk      string
	owner, up *people.Person // the owner, and who holds a position
	action    *treatment.Treatment
}

func newAccepting(t *testing.T, d *db.DB) *accepting {
	f := &accepting{sample: newSample(t, d, "acme"), owner: &people.Person{Name: "Ada", Email: "ada@example.org"}, up: &people.Person{Name: "Bo", Email: "bo@example.org", Position: "Managing director"}}
	f.write(func(w *record.Writer) error {
		for _, p := range []*people.Person{f.owner, f.up} {
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
		}
		c := risk.Starter()
		c.Levels[2].By = &risk.Acceptors{Position: "Managing director"}
		c.Levels[3].By = &risk.Acceptors{Nobody: true}
		if err := risk.CriteriaVersions.Put(w, c); err != nil {
			return err
		}
		if err := risk.CriteriaVersions.Take(w, c, "approve"); err != nil {
			return err
		}
		x := &risk.Risk{Title: "Flood", Description: "The yard", Owner: record.Ref(f.owner.ID), Likelihood: 1, Consequence: 2, Option: "retain", ResidualLikelihood: 1, ResidualConsequence: 1,
			Now: risk.Estimate{RateLow: 0.1, RateHigh: 1, LossLow: 100, LossHigh: 1000}}
		if err := risk.Risks.Put(w, x); err != nil {
			return err
		}
		f.risk = x.ID
		f.action = &treatment.Treatment{Title: "Pumps", Risks: record.Refs{x.ID}, Owner: record.Ref(f.up.ID), Due: "2027-01-31", Cost: 900}
		return treatment.Treatments.Put(w, f.action)
	})
	return f
}

func (f *accepting) accept(email string, form treatment.AcceptForm) (a *treatment.Acceptance, err error) {
	_, err = f.org.Write(ctx, "", func(w *record.Writer) error {
		x, err := risk.Risks.Get(w.Reader, f.risk)
		if err != nil {
			return err
		}
		a, err = treatment.Accept(w, x.ID, x.Rev, email, form)
		return err
	})
	return a, err
}

func (f *accepting) change(fn func(x *risk.Risk)) {
	f.write(func(w *record.Writer) error {
		x, err := risk.Risks.Get(w.Reader, f.risk)
		if err != nil {
			return err
		}
		fn(x)
		return risk.Risks.Put(w, x)
	})
}

func (f *accepting) standing() (s *treatment.Standing) {
	f.read(func(r *record.Reader) error {
		x, err := risk.Risks.Get(r, f.risk)
		if err != nil {
			return err
		}
		s, err = treatment.AcceptanceOf(r, x)
		return err
	})
	return s
}

// voiding are changes of a risk that void its acceptance, with the words that say which.
var voiding = []struct {
	field, words string
	change       func(f *accepting, x *risk.Risk)
}{
	{"title", "Risk from Flood to High water", func(_ *accepting, x *risk.Risk) { x.Title = "High water" }},
	{"description", "Description from The yard to The cellar", func(_ *accepting, x *risk.Risk) { x.Description = "The cellar" }},
	{"owner", "Owner from Ada to Bo", func(f *accepting, x *risk.Risk) { x.Owner = record.Ref(f.up.ID) }},
	{"likelihood", "Likelihood from Rare to Unlikely", func(_ *accepting, x *risk.Risk) { x.Likelihood = 2 }},
	{"residual_consequence", "Residual consequence from Negligible to Minor", func(_ *accepting, x *risk.Risk) { x.ResidualConsequence = 2 }},
	{"consequence_people", "Consequence: people added: Minor", func(_ *accepting, x *risk.Risk) { x.Harms[7] = 2 }},
	{"residual_consequence_financial", "Residual consequence: financial added: Minor", func(_ *accepting, x *risk.Risk) { x.ResidualHarms[3] = 2 }},
	{"option", "Treatment option from Retain to Share", func(_ *accepting, x *risk.Risk) { x.Option = "share" }},
	{"controls", "Controls needed added", func(f *accepting, x *risk.Risk) { x.Controls = record.Refs{f.one("control")} }},
	{"properties", "Harms added: Integrity", func(_ *accepting, x *risk.Risk) { x.Properties = record.Set{"integrity"} }},
	{"threats", "Threats added", func(_ *accepting, x *risk.Risk) {
		x.Threats = record.Set{risk.Risks.Kind().Field("threats").Options[0].Value}
	}},
	{"vulnerabilities", "Vulnerabilities added", func(_ *accepting, x *risk.Risk) {
		x.Vulnerabilities = record.Set{risk.Risks.Kind().Field("vulnerabilities").Options[0].Value}
	}},
	{"rate_high", "Events a year, high from 1 to 2", func(_ *accepting, x *risk.Risk) { x.Now.RateHigh = 2 }},
	{"loss_low", "Loss of one event, low from 100 to 50", func(_ *accepting, x *risk.Risk) { x.Now.LossLow = 50 }},
	{"residual_loss_high", "After treatment: loss of one event, high added: 70", func(_ *accepting, x *risk.Risk) { x.After.LossLow, x.After.LossHigh = 7, 70 }},
}

// TestAnyChangeVoids changes a risk at random in any of what was accepted: the acceptance is void and names each field changed;
// taken back, it binds again. What was not accepted may change.
func TestAnyChangeVoids(t *testing.T) {
	f := newAccepting(t, testdb.SQLite(t))
	f.put1("control")
	if _, err := f.accept("ada@example.org", treatment.AcceptForm{}); err != nil {
		t.Fatal(err)
	}
	var was *risk.Risk
	f.change(func(x *risk.Risk) { copied := *x; was = &copied })
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfNDistinct(rapid.IntRange(0, len(voiding)-1), 1, 4, rapid.ID).Draw(t, "changes")
		f.change(func(x *risk.Risk) {
			x.Status, x.Rationale, x.Now.Source = "treated", fmt.Sprint(chosen), "Own records"
			for _, i := range chosen {
				voiding[i].change(f, x)
			}
		})
		s := f.standing()
		if s.State != treatment.Void {
			t.Fatalf("it is %s after %v", s.State, chosen)
		}
		for _, i := range chosen {
			if !slices.ContainsFunc(s.Changes, func(c treatment.Change) bool {
				return c.Field == voiding[i].field && strings.Contains(c.String(), voiding[i].words)
			}) {
				t.Fatalf("%v does not name %q", s.Changes, voiding[i].words)
			}
		}
		f.change(func(x *risk.Risk) {
			meta, assessed := x.Meta, x.AssessedOn
			*x = *was
			x.Meta, x.AssessedOn = meta, assessed
		})
		if s := f.standing(); s.State != treatment.Binds {
			t.Fatalf("it is %s after all was taken back: %s", s.State, s.Words())
		}
	})
}

// put1 makes the records that a sample needs one of.
func (f *accepting) put1(kinds ...string) {
	for _, k := range kinds {
		if f.one(k) == "" {
			f.Fatalf("no %s", k)
		}
	}
}

// TestAcceptance goes through who may accept, for how long, and what voids it beside the risk.
func TestAcceptance(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := newAccepting(t, d)
		refused := func(kind errs.Kind, word string, _ *treatment.Acceptance, err error) {
			t.Helper()
			if errs.KindOf(err) != kind || !strings.Contains(fmt.Sprint(err), word) {
				t.Errorf("%v, want %q", err, word)
			}
		}
		try := func(email string, form treatment.AcceptForm) (*treatment.Acceptance, error) {
			return f.accept(email, form)
		}
		a, err := try("bo@example.org", treatment.AcceptForm{})
		refused(errs.Denied, "only Ada (the owner) may accept", a, err)
		a, err = try("ada@example.org", treatment.AcceptForm{Until: "2062-01-01"})
		refused(errs.Invalid, "12 months at most", a, err)
		a, err = try("ada@example.org", treatment.AcceptForm{})
		if err != nil || a.Until == "" || a.RecordedBy != "" || a.Snapshot.Result == "" || len(a.Snapshot.CriteriaID) != 64 {
			t.Fatalf("%+v, %v", a, err)
		}
		f.plan(t)
		f.change(func(x *risk.Risk) { x.Consequence, x.ResidualConsequence, x.ResidualLikelihood = 5, 5, 1 }) // High
		a, err = try("ada@example.org", treatment.AcceptForm{})
		refused(errs.Denied, "only Bo may accept", a, err)
		a, err = try("", treatment.AcceptForm{Elsewhere: "minutes", By: f.owner.Ref})
		refused(errs.Invalid, "say who signed", a, err)
		a, err = try("", treatment.AcceptForm{Elsewhere: "minutes"})
		if err != nil || a.Owner != record.Ref(f.up.ID) || !strings.HasSuffix(a.RecordedBy, ": minutes") {
			t.Errorf("%+v, %v", a, err)
		}
		f.change(func(x *risk.Risk) { x.ResidualLikelihood = 5 }) // Very high
		a, err = try("", treatment.AcceptForm{Elsewhere: "minutes", By: f.up.Ref})
		refused(errs.Denied, "lets nobody accept", a, err)
		f.due(t)
	})
}

// plan changes the plan that was accepted.
func (f *accepting) plan(t *testing.T) {
	put := func(change func(x *treatment.Treatment)) *treatment.Standing {
		f.write(func(w *record.Writer) error {
			change(f.action)
			return treatment.Treatments.Put(w, f.action)
		})
		return f.standing()
	}
	if s := put(func(x *treatment.Treatment) { x.Status, x.Notes = "in_progress", "Ordered" }); s.State != treatment.Binds {
		t.Errorf("progress makes it %s: %s", s.State, s.Words())
	}
	if s := put(func(x *treatment.Treatment) { x.Due = "2027-03-31" }); s.State != treatment.Void || !strings.Contains(s.Words(), "Pumps, Bo, due 2027-01-31, cost 900 to Pumps, Bo, due 2027-03-31") {
		t.Errorf("a later day makes it %s: %s", s.State, s.Words())
	}
	if s := put(func(x *treatment.Treatment) { x.Due, x.Status = "2027-01-31", "dropped" }); s.State != treatment.Void || !strings.Contains(s.Words(), "gone: Pumps") {
		t.Errorf("dropped makes it %s: %s", s.State, s.Words())
	}
	if s := put(func(x *treatment.Treatment) { x.Status = "done" }); s.State != treatment.Binds {
		t.Errorf("done makes it %s: %s", s.State, s.Words())
	}
}

// due looks at what is due on some days, and marks the risk.
func (f *accepting) due(t *testing.T) {
	on := func(day record.Date) (what []string) {
		f.read(func(r *record.Reader) error {
			if day == "" {
				day = r.Today()
			}
			items, err := treatment.Due(r, day)
			for _, i := range items {
				if i.Name != "Ada" || i.Do == "" || i.Day == "" {
					t.Errorf("%+v", i)
				}
				what = append(what, i.What)
			}
			return err
		})
		slices.Sort(what)
		return what
	}
	if got := on(""); !slices.Equal(got, []string{treatment.AcceptanceVoid}) {
		t.Errorf("due today: %v", got)
	}
	if got := on("2062-01-01"); !slices.Equal(got, []string{treatment.AcceptanceEnded, treatment.Reassess}) {
		t.Errorf("due in many years: %v", got)
	}
	f.write(func(w *record.Writer) error {
		_, err := risk.Trigger(w, f.risk, 0, "incident", "Water")
		return err
	})
	f.refused(func(w *record.Writer) error {
		_, err := risk.Trigger(w, f.risk, 0, "law_change", "New law")
		return err
	}, "no trigger of the criteria in force")
	f.change(func(x *risk.Risk) { x.Trigger = risk.Triggered{}; x.Status = "treated" })
	if got := on(""); !slices.Equal(got, []string{treatment.AcceptanceVoid, treatment.Triggered}) {
		t.Errorf("due after an incident: %v; no door but the assessment takes the mark away", got)
	}
	f.change(func(x *risk.Risk) { x.Likelihood = 3 })
	if got := on(""); !slices.Equal(got, []string{treatment.AcceptanceVoid}) {
		t.Errorf("due after it was assessed: %v", got)
	}
	f.change(func(x *risk.Risk) { x.Status = "closed" })
	if got := on("2062-01-01"); len(got) > 0 {
		t.Errorf("due of a closed risk: %v", got)
	}
}

// TestHighestOfHarms rates risks by harm at random: the consequence is the highest, whatever the order of rating.
func TestHighestOfHarms(t *testing.T) {
	f := newAccepting(t, testdb.SQLite(t))
	rapid.Check(t, func(t *rapid.T) {
		var harms risk.HarmRatings
		for i := range harms {
			harms[i] = rapid.IntRange(0, 5).Draw(t, "step")
		}
		var x *risk.Risk
		f.change(func(r *risk.Risk) { r.Harms = harms; x = r })
		want := slices.Max(harms[:])
		if want == 0 {
			return // nothing rated by harm: the consequence stays as it was
		}
		if x.Consequence != want || !strings.Contains(harms.HarmWords(), strings.ToLower(risk.Harms[slices.Index(harms[:], want)].Label)) {
			t.Fatalf("%v gives consequence %d", harms, x.Consequence)
		}
		if typed := want%5 + 1; typed != x.Consequence {
			x.Consequence = typed
			if _, err := f.org.Write(ctx, "", func(w *record.Writer) error { return risk.Risks.Put(w, x) }); errs.KindOf(err) != errs.Invalid {
				t.Fatalf("%d was typed against %v: %v", typed, harms, err)
			}
		}
	})
}
