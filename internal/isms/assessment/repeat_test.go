package assessment_test

import (
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/isms/assessment"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/testdb"
)

// list is a rater's own list.
func (h *house) list(who, run string) (out []assessment.OwnLine) {
	h.Helper()
	must(h.T, h.as(who).Read(ctx, func(r *record.Reader) (err error) {
		out, err = assessment.OwnList(r, run)
		return err
	}))
	return out
}

// TestRepeats has two people rate seven risks, three of them twice; Ann is a step higher the second time.
func TestRepeats(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, 7)
		run := h.run("ann", "bob")
		a := &assessment.Assessment{Title: "Twice", Repeats: 40, Raters: record.Refs{h.who["ann"], h.who["bob"]}}
		h.write("ann", func(w *record.Writer) error {
			if err := assessment.Assessments.Put(w, a); err != nil {
				return err
			}
			_, err := assessment.Open(w, a.ID, 0)
			return err
		})
		if n := len(h.list("ann", run)); n != 7 {
			t.Errorf("without repeats the list has %d places", n)
		}
		for who, up := range map[string]int{"ann": 1, "bob": 0} {
			first := map[string]int{}
			for _, o := range h.list(who, a.Ref) {
				likelihood, before := 2, first[o.Risk]
				if before > 0 {
					likelihood += up
					if o.Place-before < 2 || o.Said != nil {
						t.Errorf("%s stands at %d and %d, with %+v", o.Risk, before, o.Place, o.Said)
					}
				}
				first[o.Risk] = o.Place
				h.write(who, func(w *record.Writer) error {
					_, err := assessment.Rate(w, a.Ref, o.Risk, assessment.RateForm{Place: o.Place, Said: assessment.Said{Likelihood: likelihood, Consequence: 3, Rationale: "zebra"}})
					return err
				})
			}
			if n := len(h.list(who, a.Ref)); n != 10 || len(first) != 7 {
				t.Errorf("the list of %s has %d places for %d risks", who, n, len(first))
			}
		}
		h.refused("a place off the list", "ann", errs.Invalid, func(w *record.Writer) error {
			_, err := assessment.Rate(w, a.Ref, "", assessment.RateForm{Place: 11, Said: assessment.Said{Likelihood: 1, Consequence: 1}})
			return err
		})
		for _, who := range []string{"bob", "cid", "system"} {
			if text := h.everything(h.as(who)); strings.Contains(text, "zebra") {
				t.Errorf("%s sees a rating", who)
			}
		}
		if h.report(a.Ref).SelfAgreement != nil {
			t.Error("drift is shown while the ratings are sealed")
		}
		h.write("ann", func(w *record.Writer) error { _, err := assessment.Close(w, a.Ref, 0, false); return err })
		h.drifts(a.Ref)
	})
}

func (h *house) drifts(run string) {
	h.Helper()
	rep := h.report(run)
	for i, want := range []assessment.SelfScale{{Risks: 3, Equal: 0, Drift: 1, Distance: 1}, {Risks: 3, Equal: 3}} {
		if got := rep.SelfAgreement[i].Scales[0]; got.Risks != want.Risks || got.Equal != want.Equal || got.Drift != want.Drift || got.Distance != want.Distance {
			h.Errorf("%s: %+v", rep.SelfAgreement[i].Name, got)
		}
	}
	for _, x := range rep.Risks {
		if x.Standing != assessment.Agreed || *x.Rating != [2]int{2, 3} || x.Ratings != 2 {
			h.Errorf("the repeats count in %+v", x)
		}
	}
	h.write("ann", func(w *record.Writer) error { _, err := assessment.Evaluate(w, run, 0); return err })
	h.write("bob", func(w *record.Writer) error { return approveRun(w, run) })
	h.replays(run)
}
