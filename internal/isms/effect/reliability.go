package effect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

// Observed is how reliably a control worked as far as evidence and tests show.
type Observed struct {
	Reliability float64 `json:"reliability"`      // 0 to 1
	Days        int     `json:"days"`             // looked at
	Covered     int     `json:"covered"`          // of them with fresh evidence and no failed test open
	Tests       int     `json:"tests,omitempty"`  // in those days
	Passed      int     `json:"passed,omitempty"` // of them
}

// window is how many days are looked at, today among them.
const window = 365

// Reliability is observed on the last 365 days, or on the days since the control was implemented if they are fewer:
//
//	reliability = covered days / days × passed tests / tests
//
// A day is covered if evidence of the control was fresh on it, collected by then, and no failed test was open: from the day on
// which a test failed until the next one passed no day is covered, whatever other evidence there is. Without tests the second
// factor is 1. since is the day from which on the control is recorded as implemented, "" if that is not known.
func Reliability(proofs []*evidence.Evidence, since, today record.Date) Observed {
	last, ok := number(today)
	if !ok {
		return Observed{}
	}
	first := last - window + 1
	if from, ok := number(since); ok {
		first = min(max(first, from), last)
	}
	covered := make([]bool, last-first+1)
	mark := func(from, to int, as bool) {
		for d := max(from, first); d <= min(to, last); d++ {
			covered[d-first] = as
		}
	}
	var tests []*evidence.Evidence
	for _, e := range proofs {
		if e.Result != "" {
			tests = append(tests, e)
		}
		from, known := number(e.CollectedOn)
		to, dated := number(e.FreshUntil)
		if known && dated && e.Result != "failed" {
			mark(from, to, true)
		}
	}
	slices.SortFunc(tests, func(a, b *evidence.Evidence) int {
		return cmp.Or(cmp.Compare(a.CollectedOn, b.CollectedOn), strings.Compare(record.Fold(a.Ref), record.Fold(b.Ref)))
	})
	o := Observed{Days: len(covered)}
	for i, t := range tests {
		at, _ := number(t.CollectedOn)
		if at >= first && at <= last {
			o.Tests++
			if t.Result == "passed" {
				o.Passed++
			}
		}
		if t.Result == "failed" {
			until := last
			if i+1 < len(tests) { // the next one covers the days from its own on, or fails as well
				until, _ = number(tests[i+1].CollectedOn)
				until--
			}
			mark(at, until, false)
		}
	}
	for _, c := range covered {
		if c {
			o.Covered++
		}
	}
	o.Reliability = float64(o.Covered) / float64(o.Days)
	if o.Tests > 0 {
		o.Reliability *= float64(o.Passed) / float64(o.Tests)
	}
	return o
}

// number counts the days since 1 January 1970.
func number(d record.Date) (int, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return int(t.Unix() / 86400), err == nil
}

// Words say where the figure comes from.
func (o Observed) Words() string {
	out := fmt.Sprintf("%d of %d days covered by fresh evidence", o.Covered, o.Days)
	if o.Tests > 0 {
		out += fmt.Sprintf(", %d of %d tests passed", o.Passed, o.Tests)
	}
	return out
}
