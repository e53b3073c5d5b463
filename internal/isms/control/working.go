package control

import (
	"fmt"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/record"
)

// standing is what the records say of a control.
type standing struct {
	book             *effectiveness.Book
	needs            []effectiveness.Need
	approved         string      // its applicability in the approved Statement of Applicability; "" if it is in none
	exception, ended record.Date // the last day of one that is approved; of one that ended and is still open
}

type standingsKey struct{ edition catalog.Edition }

// standings are those of all controls of an edition, by record.
func standings(r *record.Reader, e catalog.Edition, controls func() ([]*Control, error)) (map[string]standing, error) {
	return record.Cached(r, standingsKey{e}, func() (map[string]standing, error) {
		b, err := effectiveness.Read(r)
		if err != nil {
			return nil, err
		}
		all, err := controls()
		if err != nil {
			return nil, err
		}
		approved, err := decisions(r, e, all)
		out := map[string]standing{}
		for _, c := range all {
			s := standing{book: b, needs: b.Needs(c.Ref, c.ID), approved: approved[c.ID]}
			s.exception, s.ended = b.Excepted(c.Ref, c.ID)
			out[c.ID] = s
		}
		return out, err
	})
}

// edition reads the controls of an edition.
func edition(r *record.Reader, e catalog.Edition) ([]*Control, error) {
	return Controls.All(r, record.Query{Filters: []record.Filter{{Field: "edition", Values: []string{string(e)}}}})
}

type decisionsKey struct{ edition catalog.Edition }

// decisions are the applicabilities in the approved Statement of Applicability, by control.
func decisions(r *record.Reader, e catalog.Edition, controls []*Control) (map[string]string, error) {
	k := Controls.Kind()
	return record.CachedOf(r, decisionsKey{e}, []*record.Kind{k, Versions.Kind()}, func() (map[string]string, error) {
		out := map[string]string{}
		v, err := Latest(r, e)
		if err != nil || v == nil {
			return out, err
		}
		var since []string
		for _, c := range controls {
			if out[c.ID] = c.Applicability; c.Seq > int64(v.Entry) {
				out[c.ID], since = "", append(since, c.ID)
			}
		}
		were, err := r.Were(k, since, int64(v.Entry))
		for id, was := range were {
			out[id] = was.(*Control).Applicability
		}
		return out, err
	})
}

// judge tells the line's state from what the records say; nobody ticks it. The first that is true counts: a contradiction, no
// decision, an exception that ended, no implementation, a failure, no evidence, evidence that lapsed, half an
// implementation, no approval. A control of which an exception is approved is, until it ends, no worse than partly working.
func (l *Line) judge(s standing, today record.Date) {
	if l.Applicability == "excluded" {
		l.Conflict = conflict(l.Control, l.Risks)
	}
	l.Gap = l.gap()
	l.stand, l.Needs = s, s.needs
	v := effectiveness.Judge(s.needs)
	l.State, l.Why = l.first(s, v, today)
	switch l.State {
	case Working:
		l.Until = v.Until
	case Failing, Stale, None, Partly:
		if s.exception != "" && l.Conflict == "" {
			l.State, l.Why, l.Until = Partly, fmt.Sprintf("an exception is approved until %s; without it: %s", s.exception, l.Why), s.exception
		}
	}
}

func (l *Line) first(s standing, v effectiveness.Verdict, today record.Date) (State, string) {
	switch {
	case l.Conflict != "":
		return Failing, l.Conflict
	case l.Applicability == "excluded":
		return Excluded, l.ExclusionReason
	case l.Applicability != "applicable":
		return Undecided, "nobody has decided whether it applies"
	case s.ended != "":
		return Failing, fmt.Sprintf("an exception ended on %s and was neither closed nor renewed", s.ended)
	case l.Implementation != "implemented" && l.Implementation != "partly" && l.Due != "" && l.Due >= today:
		return Partly, "planned until " + string(l.Due)
	case l.Implementation != "implemented" && l.Implementation != "partly":
		return Failing, "it applies and is not implemented"
	case v.Bad != nil:
		return Failing, v.Bad.Title + ": " + v.Bad.Words()
	case v.Used == 0:
		return None, "nothing shows it at work"
	case v.Stale != nil:
		return Stale, v.Stale.Title + ": " + v.Stale.Words()
	case l.Implementation == "partly":
		return Partly, "implemented in part"
	case s.approved != l.Applicability:
		return Partly, "the decision that it applies is not in an approved Statement of Applicability"
	}
	return Working, "all that shows it is fresh until " + string(v.Until)
}

// Readiness is the share of the controls not excluded that work, from 0 to 1; 0 if there are none.
func Readiness(lines []Line) float64 {
	working, all := 0, 0
	for i := range lines {
		switch lines[i].State {
		case Excluded:
		case Working:
			working++
			all++
		default:
			all++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(working) / float64(all)
}

// CoverageOf computes on which days of a window a control, named by id or record, was shown at work.
func CoverageOf(r *record.Reader, ref string, from, to record.Date) (*effectiveness.Coverage, error) {
	c, err := Controls.Find(r, ref)
	if err != nil {
		return nil, err
	}
	return effectiveness.CoverageOf(r, c.Ref, []string{c.ID}, from, to)
}
