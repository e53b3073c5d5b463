package calibration

import (
	"fmt"
	"math"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/record"
)

// Entry is one line of the ledger: what was estimated and what is true.
type Entry struct {
	Answer
	Exercise int     `json:"exercise"`
	Above    float64 `json:"above,omitempty"` // of a probability: that the answer lies above this
	Truth    float64 `json:"truth"`
}

// Hit reports whether the interval holds the truth.
func (e *Entry) Hit() bool { return e.Low != nil && *e.Low <= e.Truth && e.Truth <= *e.High }

// Asked is the question of the entry.
func (e *Entry) Asked() guide.Question {
	q, _ := guide.FindQuestion(e.Question)
	return q
}

// Happened reports whether what was given a probability is true.
func (e *Entry) Happened() bool { return e.Truth > e.Above }

// estimate is the entry as package agree judges it.
func (e *Entry) estimate() agree.Estimate {
	if e.Probability != nil {
		out := agree.Estimate{ID: e.Question, Probability: *e.Probability, Kind: agree.AProbability}
		if e.Happened() {
			out.Outcome = 1
		}
		return out
	}
	return agree.Estimate{ID: e.Question, Low: *e.Low, High: *e.High, Level: statedLevel, Outcome: e.Truth, Kind: agree.AnInterval}
}

// judge checks answers against the sheet and sets beside them what is true.
func (s *Sheet) judge(answers []Answer) (out []Entry, err error) {
	given := map[string]Answer{}
	for _, a := range answers {
		given[a.Question] = a
	}
	var bad []errs.Field
	for _, q := range s.Intervals {
		a, ok := given[q.ID]
		delete(given, q.ID)
		switch {
		case !ok || a.Low == nil && a.High == nil:
		case a.Low == nil || a.High == nil || a.Probability != nil:
			bad = append(bad, errs.Field{Name: q.ID, Message: "give both bounds, or neither"})
		case !(*a.Low < *a.High) || math.IsInf(*a.Low, 0) || math.IsInf(*a.High, 0):
			bad = append(bad, errs.Field{Name: q.ID, Message: fmt.Sprintf("from %v to %v is no interval; the lower bound comes first", *a.Low, *a.High)})
		default:
			out = append(out, Entry{Answer: a, Exercise: s.Number, Truth: q.Answer})
		}
	}
	for _, q := range s.Statements {
		a, ok := given[q.ID]
		delete(given, q.ID)
		switch {
		case !ok || a.Probability == nil:
		case !(*a.Probability >= 0 && *a.Probability <= 1) || a.Low != nil || a.High != nil:
			bad = append(bad, errs.Field{Name: q.ID, Message: "a probability lies between 0 and 100 %"})
		default:
			out = append(out, Entry{Answer: a, Exercise: s.Number, Above: q.Above, Truth: q.Answer})
		}
	}
	for id := range given {
		bad = append(bad, errs.Field{Name: id, Message: "is not asked on this sheet"})
	}
	if len(out) < fewest && bad == nil {
		return nil, errs.New(errs.Invalid, "%d answers say too little: give %d at least.", len(out), fewest)
	}
	if bad != nil {
		return nil, &errs.Error{Kind: errs.Invalid, Message: "The answers cannot be kept.", Fields: bad}
	}
	return out, nil
}

// Result is how well what a person estimated came true.
type Result struct {
	Person      *people.Person     `json:"-"`
	Ref         string             `json:"person"`
	Name        string             `json:"name"`
	Exercises   int                `json:"exercises"`
	Calibration *agree.Calibration `json:"calibration"` // null before the first exercise
	Entries     []Entry            `json:"entries"`     // newest exercise first
}

// Of is the result of a person by reference or id, "" for whose account acts. Others than that person and who administers
// are refused.
func Of(r *record.Reader, person string) (*Result, error) {
	p, err := who(r, person)
	if err != nil {
		return nil, err
	}
	found, err := results(r, of(p), []*people.Person{p})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// All are the results of everybody who did an exercise, for who administers; of others only their own.
func All(r *record.Reader) ([]*Result, error) {
	if !r.Org().Actor().May(record.MayAdminister) {
		own, err := people.Acting(r, r.Org().Actor().Email)
		if err != nil || own == nil {
			return nil, err
		}
		return results(r, of(own), []*people.Person{own})
	}
	var ids []string
	if err := r.Each(Exercises.Kind(), record.Query{}, func(rec record.Record) error {
		ids = append(ids, string(rec.(*Exercise).Person))
		return nil
	}); err != nil || len(ids) == 0 {
		return nil, err
	}
	persons, err := people.Persons.All(r, record.Query{Filters: []record.Filter{{Field: "id", Values: ids}}})
	if err != nil {
		return nil, err
	}
	return results(r, record.Query{}, persons)
}

// results opens the exercises of persons. Their calibration is over all of them together.
func results(r *record.Reader, exercises record.Query, persons []*people.Person) (out []*Result, err error) {
	byID := map[string]*Result{}
	for _, p := range persons {
		x := &Result{Person: p, Ref: p.Ref, Name: p.Name, Entries: []Entry{}}
		byID[p.ID], out = x, append(out, x)
	}
	s, err := sealer(r)
	if err != nil {
		return nil, err
	}
	exercises.Sort = "-ref"
	all, err := Exercises.All(r, exercises)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		to := byID[string(x.Person)]
		var entries []Entry
		if to == nil {
			continue
		}
		if !s.Open(x.Sealed, x.place(), &entries) {
			return nil, errs.New(errs.Conflict, "The answers of %s cannot be opened: the organisation's signing key is not the one they were sealed under, or they were altered.", x.Ref)
		}
		to.Exercises++
		to.Entries = append(to.Entries, entries...)
	}
	for _, x := range out {
		x.judge()
	}
	return out, nil
}

func (x *Result) judge() {
	if len(x.Entries) == 0 {
		return
	}
	var estimates []agree.Estimate
	for i := range x.Entries {
		estimates = append(estimates, x.Entries[i].estimate())
	}
	x.Calibration = &agree.Calibrate(estimates)[0]
}
