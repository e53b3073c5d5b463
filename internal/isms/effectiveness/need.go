// Package effectiveness tells from the records what shows a control at work, and on which days (9.1): nothing is ticked by hand. A
// record shows work that was done, and guidance says for how long that shows a control at work.
package effectiveness

import (
	"fmt"

	"github.com/assay-isms/assay/internal/record"
)

// Standing is how one kind of record shows a control at work.
type Standing string

// The standings of a kind.
const (
	Fresh  Standing = "fresh"
	Stale  Standing = "stale"
	Failed Standing = "failed"
	Unused Standing = "unused" // there is no record of the kind yet
)

// Need is a kind of record that shows a control at work.
type Need struct {
	Kind     string      `json:"kind"`
	Title    string      `json:"title"`
	When     string      `json:"when"` // what makes a record count
	Direct   bool        `json:"direct"`
	Days     int         `json:"fresh_days"`
	Whole    bool        `json:"every_record"` // every record must be fresh, not only the newest
	Standing Standing    `json:"standing"`
	Records  int64       `json:"records"`
	Fresh    int64       `json:"fresh"`
	Failing  int64       `json:"failing"`
	Newest   record.Date `json:"newest,omitempty"` // day of the newest work that passed
	Until    record.Date `json:"until,omitempty"`  // fresh until; of a kind of which every record counts, the first that lapses
	Plural   string      `json:"register"`
}

// Words say how the kind stands.
func (n *Need) Words() string {
	switch {
	case n.Standing == Unused:
		return "nothing recorded"
	case n.Standing == Failed && n.Failing == 1:
		return "1 failed and is not settled"
	case n.Standing == Failed:
		return fmt.Sprintf("%d failed and are not settled", n.Failing)
	case n.Whole:
		return fmt.Sprintf("%d of %d fresh", n.Fresh, n.Records)
	case n.Newest == "":
		return "none has passed"
	case n.Standing == Stale:
		return fmt.Sprintf("last on %s, lapsed after %s", n.Newest, n.Until)
	}
	return fmt.Sprintf("last on %s, fresh until %s", n.Newest, n.Until)
}

// Verdict is what all kinds together say of a control.
type Verdict struct {
	Used  int         // direct kinds that there are records of
	Bad   *Need       // one with a failure that is not settled
	Stale *Need       // one that is no longer fresh
	Until record.Date // without either: the last day on which all are fresh if nothing is done
}

// Judge adds up the direct kinds: every one in use must be fresh and have passed.
func Judge(needs []Need) (v Verdict) {
	for i := range needs {
		n := &needs[i]
		if !n.Direct || n.Standing == Unused {
			continue
		}
		v.Used++
		switch n.Standing {
		case Failed:
			v.Bad = n
		case Stale:
			v.Stale = n
		case Fresh:
			if v.Until == "" || n.Until < v.Until {
				v.Until = n.Until
			}
		}
	}
	return v
}

// Judge tells until when what a record shows counts, and how it stands on a day.
func (n *Need) Judge(p record.Proof, today record.Date) (until record.Date, s Standing) {
	switch {
	case p.On == "" || p.On > today:
		return "", Unused
	case p.Failed && (p.Until == "" || p.Until > today):
		return "", Failed
	case p.Failed:
		return p.Until, Stale
	}
	if until = n.until(p.On, p.Until); until < today {
		return until, Stale
	}
	return until, Fresh
}

// Showing lists the records of a kind that bear on a control: of a kind whose records count each the oldest work first,
// else the newest.
func Showing(r *record.Reader, k *record.Kind, ref, id string, limit int) ([]record.Showing, error) {
	return r.Proofs(record.ProofQuery{Kind: k.Name, For: append([]string{""}, names(ref, []string{id})...), Limit: limit, Least: k.Whole})
}

// DaysBetween is how many days later b is than a.
func DaysBetween(a, b record.Date) int {
	from, _ := number(a)
	to, _ := number(b)
	return to - from
}
