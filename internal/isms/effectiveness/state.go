// Package effectiveness tells from the records whether controls work (9.1): nothing is ticked by hand. A record shows work that
// was done, and guidance says for how long that shows a control at work. A control works while what shows it is fresh and
// has passed, its implementation is finished, and the decision on it is approved.
package effectiveness

import (
	"fmt"

	"github.com/assay-isms/assay/internal/record"
)

// State is where a control stands.
type State string

// The states, worst news first. The first that is true counts.
const (
	Excluded   State = "excluded"   // does not apply
	Undecided  State = "undecided"  // whether it applies
	Excepted   State = "excepted"   // does not work as it should, and an approved exception says until when that is borne
	Ended      State = "ended"      // an exception ended and nobody closed or renewed it
	NotInPlace State = "not_done"   // not implemented
	Failing    State = "failing"    // work was done and did not pass
	Lapsed     State = "lapsed"     // what showed it at work is no longer fresh
	Unproven   State = "unproven"   // nothing shows it at work
	Unapproved State = "unapproved" // the decision is not in an approved Statement of Applicability
	Working    State = "working"
)

// Labels are the states for people.
var Labels = map[State]string{Excluded: "Excluded", Undecided: "Undecided", Excepted: "Excepted", Ended: "Exception ended", NotInPlace: "Not implemented",
	Failing: "Failing", Lapsed: "Lapsed", Unproven: "No evidence", Unapproved: "Not approved", Working: "Working"}

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

// Status is a control with its state and the reason.
type Status struct {
	ID      string      `json:"-"`
	Control string      `json:"control"`
	Title   string      `json:"title"`
	Group   string      `json:"group"` // theme or control set
	Owner   record.Ref  `json:"owner,omitempty"`
	State   State       `json:"state"`
	Reason  string      `json:"reason"`
	Until   record.Date `json:"until,omitempty"` // when it works: the day after which it does not, if nothing is done
	Needs   []Need      `json:"shown_by"`
}

// Works reports whether the control counts as ready: it works.
func (s *Status) Works() bool { return s.State == Working }

// facts are what the state of a control is judged by, beside what shows it.
type facts struct {
	applicability, implementation string
	approved                      bool
	exception, ended              record.Date // the last day of one that is open; of one that ended
}

// judge finds the first state that is true.
func (s *Status) judge(f facts) {
	used, fresh := 0, 0
	var bad, stale *Need
	s.Until = ""
	for i := range s.Needs {
		n := &s.Needs[i]
		if !n.Direct || n.Standing == Unused {
			continue
		}
		used++
		switch n.Standing {
		case Failed:
			bad = n
		case Stale:
			stale = n
		default:
			fresh++
			if s.Until == "" || n.Until < s.Until {
				s.Until = n.Until
			}
		}
	}
	s.State, s.Reason = s.first(f, used, bad, stale)
	if s.State != Working {
		s.Until = ""
	}
	if f.exception != "" && s.State != Excluded && s.State != Undecided && s.State != Working {
		s.State, s.Reason, s.Until = Excepted, fmt.Sprintf("An exception is approved until %s. Without it: %s", f.exception, s.Reason), f.exception
	}
}

func (s *Status) first(f facts, used int, bad, stale *Need) (State, string) {
	switch {
	case f.applicability == "excluded":
		return Excluded, "It does not apply."
	case f.applicability != "applicable":
		return Undecided, "Nobody has decided whether it applies."
	case f.ended != "":
		return Ended, fmt.Sprintf("An exception ended on %s and was neither closed nor renewed.", f.ended)
	case f.implementation != "implemented":
		return NotInPlace, "Its implementation is not finished."
	case bad != nil:
		return Failing, fmt.Sprintf("%s: %s.", bad.Title, bad.Words())
	case stale != nil:
		return Lapsed, fmt.Sprintf("%s: %s.", stale.Title, stale.Words())
	case used == 0:
		return Unproven, "No record and no evidence shows it at work."
	case !f.approved:
		return Unapproved, "The decision that it applies is not in an approved Statement of Applicability."
	}
	return Working, fmt.Sprintf("All that shows it is fresh, until %s.", s.Until)
}
