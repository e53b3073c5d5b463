package calibration_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/assay-isms/assay/internal/db"
	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/calibration"
	"github.com/assay-isms/assay/internal/isms/people"
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

type house struct {
	*testorg.Org
}

func newHouse(t *testing.T, d *db.DB) *house {
	h := &house{testorg.New(t, d, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))}
	must(t, h.write("root", func(w *record.Writer) error {
		for _, name := range []string{"ann", "bob"} {
			if err := people.Persons.Put(w, &people.Person{Name: name, Email: name + "@example.org"}); err != nil {
				return err
			}
		}
		return nil
	}))
	return h
}

// as is the organisation seen by somebody; root administers and is nobody in the register.
func (h *house) as(name string) *record.Org {
	can := record.MayRead | record.MayContribute
	if name == "root" {
		can |= record.MayEdit | record.MayAdminister
	}
	return h.As(record.Actor{ID: name, Name: name, User: name, Email: name + "@example.org", Can: can})
}

func (h *house) write(who string, fn func(w *record.Writer) error) error {
	h.Now = h.Now.Add(time.Hour)
	_, err := h.as(who).Write(ctx, "because", fn)
	return err
}

// sheet is what the person is asked next.
func (h *house) sheet(name string) (s *calibration.Sheet) {
	h.Helper()
	must(h.T, h.as(name).Read(ctx, func(r *record.Reader) (err error) {
		s, err = calibration.Next(r, "")
		return err
	}))
	return s
}

func number(x float64) *float64 { return &x }

// answers fills a sheet in: so many intervals that hold the truth, the others above it, and 80 % for each statement.
func answers(s *calibration.Sheet, hits int) (out []calibration.Answer) {
	for i, q := range s.Intervals {
		low, high := q.Answer/2, 2*q.Answer
		if i >= hits {
			low, high = 2*q.Answer, 4*q.Answer
		}
		out = append(out, calibration.Answer{Question: q.ID, Low: &low, High: &high})
	}
	for _, q := range s.Statements {
		out = append(out, calibration.Answer{Question: q.ID, Probability: number(0.8)})
	}
	return out
}

func TestExercise(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		sheet := h.sheet("ann")
		submit := func(who string, form calibration.Form) error {
			return h.write(who, func(w *record.Writer) error { _, err := calibration.Submit(w, form); return err })
		}
		given := answers(sheet, 12)
		must(t, submit("ann", calibration.Form{Number: 1, Answers: given}))
		for what, err := range map[string]error{
			"handed in twice":   submit("ann", calibration.Form{Number: 1, Answers: given}),
			"another's sheet":   submit("bob", calibration.Form{Number: 2, Person: "P-1", Answers: given, Elsewhere: "on paper"}),
			"saying not where":  submit("root", calibration.Form{Number: 2, Person: "P-1", Answers: given}),
			"nobody's":          submit("root", calibration.Form{Number: 1, Answers: given}),
			"too few":           submit("bob", calibration.Form{Number: 1, Answers: answers(h.sheet("bob"), 20)[:9]}),
			"bounds turned":     submit("bob", calibration.Form{Number: 1, Answers: []calibration.Answer{{Question: h.sheet("bob").Intervals[0].ID, Low: number(2), High: number(1)}}}),
			"what is not asked": submit("bob", calibration.Form{Number: 1, Answers: append(answers(h.sheet("bob"), 20), calibration.Answer{Question: "made-up", Low: number(1), High: number(2)})}),
		} {
			if err == nil || errs.Is(err, errs.Internal) {
				t.Errorf("%s: %v", what, err)
			}
		}
		must(t, h.as("ann").Read(ctx, func(r *record.Reader) error {
			x, err := calibration.Of(r, "")
			must(t, err)
			c := x.Calibration.Intervals[0]
			if c.N != 20 || c.Hits != 12 || c.HitRate != 0.6 || c.Level != 0.9 || !strings.HasPrefix(c.Verdict, "too narrow") {
				t.Errorf("%+v", c)
			}
			happened := 0
			for _, q := range sheet.Statements {
				if q.Answer > q.Above {
					happened++
				}
			}
			if p := x.Calibration.Probabilities; p.N != 10 || p.Groups[0].Happened != happened || math.Abs(p.Brier-(p.Reliability-p.Resolution+p.Uncertainty)) > 1e-12 {
				t.Errorf("%+v, %d happened", p, happened)
			}
			return nil
		}))
		h.private()
	})
}

// private reads Ann's answers as others: who administers may, Bob may not, and no register shows them.
func (h *house) private() {
	h.Helper()
	read := func(who string) (n int, err error) {
		err = h.as(who).Read(ctx, func(r *record.Reader) error {
			x, err := calibration.Of(r, "P-1")
			if err == nil {
				n = len(x.Entries)
			}
			return err
		})
		return n, err
	}
	if n, err := read("root"); n != 30 || err != nil {
		h.Errorf("who administers reads %d entries, %v", n, err)
	}
	if _, err := read("bob"); !errs.Is(err, errs.Denied) {
		h.Errorf("another reads them: %v", err)
	}
	must(h.T, h.as("bob").Read(ctx, func(r *record.Reader) error {
		all, err := calibration.All(r)
		if len(all) != 1 || all[0].Exercises != 0 {
			h.Errorf("Bob sees the results of %d", len(all))
		}
		return err
	}))
	must(h.T, h.as("bob").Read(ctx, func(r *record.Reader) error {
		all, err := calibration.Exercises.All(r, record.Query{})
		text, _ := json.Marshal(all)
		for _, q := range guide.Questions() {
			if strings.Contains(string(text), `"`+q.ID+`"`) {
				h.Errorf("the register names %s", q.ID)
			}
		}
		return err
	}))
}

// TestSheets asks everybody every question before it asks one again.
func TestSheets(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		n, seen := len(guide.Questions()), map[string]bool{}
		for sheet := 1; len(seen) < n; sheet++ {
			s := h.sheet("ann")
			for _, q := range s.Intervals {
				seen[q.ID] = true
			}
			for _, q := range s.Statements {
				seen[q.ID] = true
			}
			if want := min(n, 30*sheet); len(seen) != want || s.Number != sheet {
				t.Fatalf("after %d sheets %d of %d questions were asked", sheet, len(seen), n)
			}
			must(t, h.write("ann", func(w *record.Writer) error {
				_, err := calibration.Submit(w, calibration.Form{Number: sheet, Answers: answers(s, 18)})
				return err
			}))
		}
	})
}
