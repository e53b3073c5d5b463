package assessment_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
	"github.com/assay-isms/assay/internal/testorg"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is an organisation with criteria, four people and a clock of its own.
type house struct {
	*testorg.Org
	who   map[string]string // name → id of the person
	risks []string
}

func newHouse(t *testing.T, d *db.DB, risks int) *house {
	t.Helper()
	h := &house{Org: testorg.New(t, d, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)), who: map[string]string{}}
	h.write("system", func(w *record.Writer) error {
		c := risk.Starter()
		if err := risk.CriteriaVersions.Put(w, c); err != nil {
			return err
		}
		for _, name := range []string{"ann", "bob", "cid", "dan"} {
			p := &people.Person{Name: name, Email: name + "@example.org"}
			if err := people.Persons.Put(w, p); err != nil {
				return err
			}
			h.who[name] = p.ID
		}
		for i := range risks {
			x := &risk.Risk{Title: fmt.Sprintf("Risk %d", i+1), Owner: record.Ref(h.who["dan"])}
			if err := risk.Risks.Put(w, x); err != nil {
				return err
			}
			h.risks = append(h.risks, x.ID)
		}
		return risk.CriteriaVersions.Take(w, c, "approve")
	})
	return h
}

// as is the organisation seen by somebody: ann, bob, cid and dan are managers with an account of their own.
func (h *house) as(name string) *record.Org {
	h.Helper()
	actor := record.System
	if name != "system" {
		actor = record.Actor{ID: name, Name: name, User: name, Email: strings.ToUpper(name) + "@example.org", Can: record.MayRead | record.MayEdit | record.MayApprove | record.MayContribute}
	}
	return h.As(actor)
}

func (h *house) write(who string, fn func(w *record.Writer) error) record.Batch {
	h.Helper()
	b, err := h.try(who, fn)
	must(h.T, err)
	return b
}

func (h *house) try(who string, fn func(w *record.Writer) error) (record.Batch, error) {
	h.Helper()
	h.Now = h.Now.Add(time.Hour)
	return h.as(who).Write(ctx, "because", fn)
}

// refused makes sure that a change is not let through and writes nothing.
func (h *house) refused(what, who string, kind errs.Kind, fn func(w *record.Writer) error) {
	h.Helper()
	before := h.Size()
	if _, err := h.try(who, fn); !errs.Is(err, kind) {
		h.Errorf("%s: %v", what, err)
	}
	if after := h.Size(); after != before {
		h.Errorf("%s wrote %d entries", what, after-before)
	}
}

func (h *house) run(raters ...string) string {
	h.Helper()
	a := &assessment.Assessment{Title: "Run"}
	for _, name := range raters {
		a.Raters = append(a.Raters, h.who[name])
	}
	h.write("ann", func(w *record.Writer) error {
		if err := assessment.Assessments.Put(w, a); err != nil {
			return err
		}
		_, err := assessment.Open(w, a.ID, 0)
		return err
	})
	return a.Ref
}

func (h *house) rate(who, run string, i, likelihood, consequence int) {
	h.Helper()
	h.write(who, func(w *record.Writer) error {
		_, err := assessment.Rate(w, run, h.risks[i], assessment.RateForm{Said: assessment.Said{Likelihood: likelihood, Consequence: consequence, Rationale: "zebra of " + who}})
		return err
	})
}

func (h *house) report(run string) (out *assessment.RunReport) {
	h.Helper()
	must(h.T, h.as("cid").Read(ctx, func(r *record.Reader) error {
		v, err := assessment.ReadRun(r, run)
		if err == nil {
			out = v.Report()
		}
		return err
	}))
	return out
}

// everything is all that a reader can get: each journal entry, record, search and history.
func (h *house) everything(org *record.Org) string {
	h.Helper()
	var b strings.Builder
	must(h.T, org.Read(ctx, func(r *record.Reader) error {
		entries, err := r.Journal(0, 10_000)
		if err != nil {
			return err
		}
		for _, e := range entries {
			b.Write(e.Body)
		}
		for _, k := range h.Store.Kinds() {
			if err := r.Each(k, record.Query{}, func(rec record.Record) error {
				text, err := json.Marshal(rec)
				b.Write(text)
				if err != nil {
					return err
				}
				versions, err := r.History(k, rec.Base().ID, 0)
				for _, v := range versions {
					for _, c := range v.Changes {
						b.WriteString(c.Field.Name + c.Old + c.New)
					}
				}
				return err
			}); err != nil {
				return err
			}
		}
		hits, err := r.Search("zebra", 10)
		for _, hit := range hits {
			b.WriteString("zebra found " + hit.Ref)
		}
		return err
	}))
	return b.String()
}

func TestRun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, 4)
		run := h.run("ann", "bob")
		for i, said := range [][4]int{{2, 2, 2, 2}, {3, 4, 3, 5}, {1, 1, 4, 3}, {5, 2, 5, 2}} {
			h.rate("ann", run, i, said[0], said[1])
			h.rate("bob", run, i, said[2], said[3])
		}
		rep := h.report(run)
		if rep.Risks[2].Rating != nil || rep.Risks[2].Said != nil || rep.Agreement != nil || rep.Raters[0].Owes != 0 {
			t.Errorf("while rating: %+v", rep)
		}
		h.write("ann", func(w *record.Writer) error { _, err := assessment.Close(w, run, 0, false); return err })
		rep = h.report(run)
		var standings []assessment.Standing
		for _, x := range rep.Risks {
			standings = append(standings, x.Standing)
		}
		if want := "[agreed to reconcile to reconcile agreed]"; fmt.Sprint(standings) != want {
			t.Errorf("standings %v, want %v; %+v", standings, want, rep.Agreement.Scales)
		}
		h.refused("evaluating what is open", "ann", errs.Conflict, func(w *record.Writer) error { _, err := assessment.Evaluate(w, run, 0); return err })
		h.refused("reconciling without a reason", "ann", errs.Invalid, func(w *record.Writer) error {
			_, err := assessment.Reconcile(w, run, h.risks[1], assessment.Said{Likelihood: 3, Consequence: 4})
			return err
		})
		h.write("ann", func(w *record.Writer) error {
			if _, err := assessment.Reconcile(w, run, h.risks[1], assessment.Said{Likelihood: 3, Consequence: 5, Rationale: "the insurer says so"}); err != nil {
				return err
			}
			_, err := assessment.Reconcile(w, run, h.risks[2], assessment.Said{Likelihood: 4, Consequence: 3, Rationale: "two cases last year"})
			return err
		})
		b := h.write("ann", func(w *record.Writer) error { _, err := assessment.Evaluate(w, run, 0); return err })
		if b.Count() != 5 {
			t.Errorf("evaluation wrote %d entries, want 4 risks and the run in one batch", b.Count())
		}
		must(t, h.as("ann").Read(ctx, func(r *record.Reader) error {
			x, err := risk.Risks.Get(r, h.risks[2])
			if err == nil && (x.Likelihood != 4 || x.Level != 3 || x.Rationale != "two cases last year") {
				t.Errorf("evaluated: %+v", x)
			}
			return err
		}))
		h.write("bob", func(w *record.Writer) error { return approveRun(w, run) })
		h.replays(run)
		h.refused("undoing an evaluation", "ann", errs.Conflict, func(w *record.Writer) error { return w.Undo(b.First) })
		verified, err := h.Store.Verify(ctx, "o1")
		if must(t, err); len(verified.Faults) > 0 {
			t.Errorf("%v", verified.Faults)
		}
	})
}

// replays computes a run again, now and after its risks have changed.
func (h *house) replays(run string) {
	h.Helper()
	for range 2 {
		again, err := assessment.Replay(ctx, h.as("cid"), run)
		must(h.T, err)
		if !again.Same || again.Approved == "" || again.Approved != again.Again {
			h.Errorf("replay: %+v", again)
		}
		h.write("ann", func(w *record.Writer) error {
			x, err := risk.Risks.Get(w.Reader, h.risks[0])
			if err != nil {
				return err
			}
			x.Likelihood, x.Description = 5, x.Description+" and more"
			return risk.Risks.Put(w, x)
		})
	}
}

// TestBlind reads everything as every other user while the run is being rated: the engine gives nobody the values.
func TestBlind(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, 2)
		run := h.run("ann", "bob")
		h.rate("ann", run, 0, 3, 4)
		h.rate("ann", run, 0, 2, 5) // changed: the history is as blind as the present
		past, release, err := h.as("bob").AsOf(ctx, h.Now)
		must(t, err)
		defer release()
		for what, org := range map[string]*record.Org{"another rater": h.as("bob"), "a manager": h.as("cid"), "the program": h.as("system"), "the past": past} {
			if text := h.everything(org); strings.Contains(text, "zebra") || strings.Contains(text, `"Likelihood":2`) || strings.Contains(text, `"likelihood":`+"2") {
				t.Errorf("%s sees a rating: %s", what, text)
			}
		}
		must(t, h.as("ann").Read(ctx, func(r *record.Reader) error {
			list, err := assessment.OwnList(r, run)
			if err == nil && (*list[0].Said != assessment.Said{Likelihood: 2, Consequence: 5, Rationale: "zebra of ann"} || list[1].Said != nil) {
				t.Errorf("own list %+v", list)
			}
			return err
		}))
		if err := h.as("cid").Read(ctx, func(r *record.Reader) error { _, err := assessment.OwnList(r, run); return err }); !errs.Is(err, errs.Conflict) {
			t.Errorf("a list of nobody's: %v", err)
		}
		h.strangersRate(run)
		h.write("ann", func(w *record.Writer) error {
			_, err := assessment.Rate(w, run, h.risks[1], assessment.RateForm{Said: assessment.Said{Likelihood: 1, Consequence: 1}})
			return err
		})
		h.refused("closing while ratings are missing", "ann", errs.Conflict, func(w *record.Writer) error { _, err := assessment.Close(w, run, 0, false); return err })
		h.rate("bob", run, 1, 1, 2)
		h.write("bob", func(w *record.Writer) error { _, err := assessment.Close(w, run, 0, true); return err })
		rep := h.report(run)
		if x := rep.Risks[0]; x.Standing != assessment.NotRated || x.Rating != nil || x.Level != "" {
			t.Errorf("rated by one of two: %+v", x)
		}
		if text := h.everything(h.as("cid")); !strings.Contains(text, "zebra of ann") {
			t.Error("after the closing the values are not shown")
		}
		h.refused("rating after the closing", "bob", errs.Conflict, func(w *record.Writer) error {
			_, err := assessment.Rate(w, run, h.risks[0], assessment.RateForm{Said: assessment.Said{Likelihood: 1, Consequence: 1}})
			return err
		})
	})
}

// strangersRate tries to write ratings by ways that are not the rater's own.
func (h *house) strangersRate(run string) {
	h.Helper()
	said := assessment.Said{Likelihood: 1, Consequence: 1}
	rate := func(form assessment.RateForm) func(w *record.Writer) error {
		return func(w *record.Writer) error { _, err := assessment.Rate(w, run, h.risks[0], form); return err }
	}
	h.refused("rating as nobody", "cid", errs.Denied, rate(assessment.RateForm{Said: said}))
	h.refused("rating for another", "cid", errs.Denied, rate(assessment.RateForm{Said: said, Rater: h.who["bob"], Elsewhere: "he told me"}))
	h.refused("a rater for another", "ann", errs.Denied, rate(assessment.RateForm{Said: said, Rater: h.who["bob"], Elsewhere: "he told me"}))
	h.refused("off the scale", "bob", errs.Invalid, rate(assessment.RateForm{Said: assessment.Said{Likelihood: 6}}))
	h.refused("a rating by the general door", "bob", errs.Conflict, func(w *record.Writer) error { return assessment.Ratings.Put(w, &assessment.Rated{Title: "made up"}) })
	var x *assessment.Rated
	must(h.T, h.as("cid").Read(ctx, func(r *record.Reader) error {
		found, err := assessment.Ratings.All(r, record.Query{})
		x = found[0]
		return err
	}))
	k := assessment.Ratings.Kind()
	h.refused("deleting a rating", "ann", errs.Conflict, func(w *record.Writer) error { return w.Delete(k, x.ID, x.Rev) })
	h.refused("an older rating", "ann", errs.Conflict, func(w *record.Writer) error { return w.Restore(k, x.ID, 1) })
	h.refused("undoing a rating", "cid", errs.Conflict, func(w *record.Writer) error { return w.Undo(x.Seq) })
	h.refused("changing the run", "ann", errs.Conflict, func(w *record.Writer) error {
		a, err := assessment.Assessments.Find(w.Reader, run)
		if err != nil {
			return err
		}
		a.Status, a.Raters = assessment.Reconciliation, nil
		return assessment.Assessments.Put(w, a)
	})
}

// TestAlpha takes Krippendorff's data C (Computing Krippendorff's Alpha-Reliability, 2011) through a whole run: ordinal
// α is 0.815. Its three raters of the twelve units, with what is missing missing.
func TestAlpha(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		units := []string{"11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", ".3.."}
		h := newHouse(t, d, len(units))
		raters := []string{"ann", "bob", "cid", "dan"}
		run := h.run(raters...)
		for i, unit := range units {
			for j, c := range unit {
				if c != '.' {
					h.rate(raters[j], run, i, int(c-'0'), 1)
				}
			}
		}
		h.write("ann", func(w *record.Writer) error { _, err := assessment.Close(w, run, 0, true); return err })
		rep := h.report(run)
		likelihood, consequence := rep.Agreement.Scales[0], rep.Agreement.Scales[1]
		if v := likelihood.Alpha.Value; v == nil || math.Abs(*v-0.815) > 0.0005 || likelihood.Risks != 11 {
			t.Errorf("likelihood: %+v", likelihood)
		}
		if consequence.Alpha.Value != nil || consequence.Alpha.Undefined == "" || *consequence.Raw.Value != 1 {
			t.Errorf("consequence, always the same step: %+v", consequence)
		}
		for i, want := range map[int]assessment.Standing{0: assessment.Agreed, 1: assessment.Agreed, 5: assessment.ToReconcile, 11: assessment.NotRated} {
			if got := rep.Risks[i].Standing; got != want {
				t.Errorf("%s is %s, want %s", units[i], got, want)
			}
		}
		if x := rep.Risks[1]; x.Rating[0] != 2 {
			t.Errorf("2, 2, 3, 2 come to %d", x.Rating[0])
		}
	})
}

func TestCompare(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, 4)
		whole := func(ratings [][2]int) string {
			run := h.run("ann", "bob")
			for i, said := range ratings {
				h.rate("ann", run, i, said[0], said[1])
				h.rate("bob", run, i, said[0], said[1])
			}
			h.write("ann", func(w *record.Writer) error { _, err := assessment.Close(w, run, 0, false); return err })
			h.write("ann", func(w *record.Writer) error { _, err := assessment.Evaluate(w, run, 0); return err })
			h.write("ann", func(w *record.Writer) error { return approveRun(w, run) })
			return run
		}
		first := whole([][2]int{{1, 1}, {2, 2}, {3, 3}, {4, 4}})
		h.write("ann", func(w *record.Writer) error {
			for i, change := range map[int]func(*risk.Risk){1: func(x *risk.Risk) { x.Description = "new facts" }, 3: func(x *risk.Risk) { x.Status = "closed" }} {
				x, err := risk.Risks.Get(w.Reader, h.risks[i])
				if err != nil {
					return err
				}
				change(x)
				if err := risk.Risks.Put(w, x); err != nil {
					return err
				}
			}
			x := &risk.Risk{Title: "Found since", Owner: record.Ref(h.who["dan"])}
			err := risk.Risks.Put(w, x)
			h.risks[3] = x.ID
			return err
		})
		second := whole([][2]int{{1, 1}, {2, 2}, {3, 4}, {1, 1}})
		c, err := assessment.Compare(ctx, h.as("cid"), first, second)
		must(t, err)
		var got []string
		for _, x := range c.Changes {
			got = append(got, strings.Join(append([]string{x.Risk, x.Change}, append(x.Factors, x.Why, x.Before, x.After)...), "|"))
		}
		want := "R-2|changed|facts|description|Low|Low R-3|changed|rating|3 × 3 → 3 × 4|Medium|High R-4|removed||Very high| R-5|added|||Low"
		if strings.Join(got, " ") != want || c.Unchanged != 1 {
			t.Errorf("%s, %d unchanged; want %s", strings.Join(got, " "), c.Unchanged, want)
		}
		if a := h.report(first); a.State != assessment.Superseded {
			t.Errorf("the first run is %s", a.State)
		}
		h.replays(first)
	})
}

// approveRun approves a run by reference.
func approveRun(w *record.Writer, run string) error {
	a, err := assessment.Assessments.Find(w.Reader, run)
	if err != nil {
		return err
	}
	return assessment.Assessments.Take(w, a, "approve")
}
