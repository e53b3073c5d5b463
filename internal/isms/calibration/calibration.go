// Package calibration keeps the ledger of what people estimated and what came true (6.1.2 b): who gives 90 % intervals
// should be right nine times out of ten. An exercise of questions with known answers fills it. What somebody answered is
// sealed: only that person and who administers may read it.
package calibration

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/seal"
	"github.com/assay-isms/assay/internal/record"
)

// Exercise is one exercise that a person did.
type Exercise struct {
	record.Meta
	Title      string
	Person     record.Ref
	Number     int // of the person's exercises, from 1
	On         record.Date
	Count      int    // of answers
	RecordedBy string // who entered it, where the person answered elsewhere
	Sealed     *seal.Box

	moved bool // by Submit; the general doors cannot set it
}

var onlyHere = errs.New(errs.Conflict, "An exercise is written on the page of calibration and stays as it was answered.")

// Exercises is the register of exercises.
var Exercises = record.Define(record.Spec[Exercise]{
	Name: "calibration_exercise", Plural: "calibration-exercises", Title: "Calibration exercises", Singular: "calibration exercise", Prefix: "CX", Clause: "6.1.2 b)",
	About: "Who has practised estimating, and when. What was answered is sealed: only the person and who administers read it.",
	Edit:  record.MayContribute,
	Fields: []record.Field[*Exercise]{
		{Name: "title", Label: "Exercise", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Exercise) any { return &x.Title }},
		{Name: "person", Label: "Person", To: "person", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Exercise) any { return &x.Person }},
		{Name: "number", Label: "Number", Computed: true, Ptr: func(x *Exercise) any { return &x.Number }},
		{Name: "done_on", Label: "Done on", Computed: true, Listed: true, Indexed: true, Ptr: func(x *Exercise) any { return &x.On }},
		{Name: "answers", Label: "Answers", Computed: true, Listed: true, Ptr: func(x *Exercise) any { return &x.Count }},
		{Name: "recorded_by", Label: "Recorded by", Computed: true, Ptr: func(x *Exercise) any { return &x.RecordedBy }},
		{Name: "sealed", Label: "Sealed answers", Computed: true, Ptr: func(x *Exercise) any { return &x.Sealed }},
	},
	Before: func(_ *record.Writer, _, x *Exercise) error {
		if !x.moved {
			return onlyHere
		}
		return nil
	},
	Guard: func(*record.Writer, *Exercise, *Exercise) error { return onlyHere },
})

// An exercise asks for so many intervals and so many probabilities.
const (
	intervals   = 20
	statements  = 10
	fewest      = 10 // answers that make an exercise
	statedLevel = 0.9
)

// Sheet is what a person is asked next.
type Sheet struct {
	Person     string           `json:"person"`
	Number     int              `json:"number"`
	Intervals  []guide.Question `json:"intervals"`  // between which bounds does it lie, nine times out of ten?
	Statements []Statement      `json:"statements"` // how probable is it?
}

// Statement is a question asked for a probability: that its answer lies above an amount.
type Statement struct {
	guide.Question
	Above float64 `json:"above"`
}

// Answer is what was said to one question: an interval, or a probability from 0 to 1.
type Answer struct {
	Question    string   `json:"question"`
	Low         *float64 `json:"low,omitempty"`
	High        *float64 `json:"high,omitempty"`
	Probability *float64 `json:"probability,omitempty"`
}

// Next is the sheet that a person is asked next; person is a reference or id, "" for whose account acts.
func Next(r *record.Reader, person string) (*Sheet, error) {
	p, err := who(r, person)
	if err != nil {
		return nil, err
	}
	done, err := r.CountMatching(Exercises.Kind(), of(p), 1000)
	if err != nil {
		return nil, err
	}
	return sheet(p, int(done)+1), nil
}

func of(p *people.Person) record.Query {
	return record.Query{Filters: []record.Filter{{Field: "person", Values: []string{p.ID}}}}
}

// sheet takes questions in an order of the person's own, so that nobody is asked the same again before all were asked.
func sheet(p *people.Person, number int) *Sheet {
	all := slices.Clone(guide.Questions())
	rank := func(q guide.Question) string {
		sum := sha256.Sum256([]byte(p.ID + "\n" + q.ID))
		return string(sum[:])
	}
	slices.SortFunc(all, func(a, b guide.Question) int { return strings.Compare(rank(a), rank(b)) })
	s := &Sheet{Person: p.Name, Number: number}
	for i := range intervals + statements {
		q := all[((number-1)*(intervals+statements)+i)%len(all)]
		if i < intervals {
			s.Intervals = append(s.Intervals, q)
		} else {
			s.Statements = append(s.Statements, Statement{q, q.Threshold})
		}
	}
	return s
}

// who is the person meant, if the actor may read what that person answered: the person's own account, or who administers.
func who(r *record.Reader, person string) (*people.Person, error) {
	own, err := people.Acting(r, r.Org().Actor().Email)
	switch {
	case err != nil:
		return nil, err
	case person == "" && own == nil:
		return nil, errs.New(errs.Conflict, "No person has the address of your account. Add yourself to the people, with this address, to practise.")
	case person == "":
		return own, nil
	}
	p, err := people.Persons.Find(r, person)
	switch {
	case err != nil:
		return nil, err
	case own != nil && own.ID == p.ID, r.Org().Actor().May(record.MayAdminister):
		return p, nil
	}
	return nil, errs.New(errs.Denied, "Only %s, and who administers, may see how %s estimates.", p.Name, p.Name)
}

// Form is a sheet filled in.
type Form struct {
	Number  int // of the sheet that was shown
	Answers []Answer
	// Person and Elsewhere are given by an administrator who enters what somebody answered elsewhere, and where.
	Person    string
	Elsewhere string
}

// Submit keeps the answers to the person's next sheet, sealed. What was not answered is not judged.
func Submit(w *record.Writer, form Form) (*Exercise, error) {
	if err := w.Actor().Check(record.MayContribute); err != nil {
		return nil, err
	}
	p, err := who(w.Reader, form.Person)
	if err != nil {
		return nil, err
	}
	x := &Exercise{Person: record.Ref(p.ID), On: w.Today(), moved: true}
	if !strings.EqualFold(p.Email, w.Actor().Email) || p.Email == "" {
		if strings.TrimSpace(form.Elsewhere) == "" {
			return nil, errs.InField("elsewhere", "say where %s answered", p.Name)
		}
		x.RecordedBy = w.Actor().Name + ": " + strings.TrimSpace(form.Elsewhere)
	}
	done, err := w.CountMatching(Exercises.Kind(), of(p), 1000)
	if err != nil {
		return nil, err
	}
	if x.Number = int(done) + 1; form.Number != x.Number {
		return nil, errs.New(errs.Conflict, "This is not the next sheet of %s: number %d is. It may have been handed in already.", p.Name, x.Number)
	}
	x.Title = fmt.Sprintf("Exercise %d of %s", x.Number, p.Name)
	kept, err := sheet(p, x.Number).judge(form.Answers)
	if err != nil {
		return nil, err
	}
	s, err := sealer(w.Reader)
	if err != nil {
		return nil, err
	}
	x.Count = len(kept)
	if x.Sealed, err = s.Seal(kept, x.place()); err != nil {
		return nil, err
	}
	return x, Exercises.Put(w, x)
}

func sealer(r *record.Reader) (*seal.Sealer, error) {
	return seal.New(r, "assay calibration seal 1", "")
}

// place ties the answers to the person and the sheet.
func (x *Exercise) place() string { return fmt.Sprintf("%s\n%d", x.Person, x.Number) }
