package effectiveness

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Span is a run of days, both included.
type Span struct {
	From record.Date `json:"from"`
	To   record.Date `json:"to"`
}

// Covered tells on which days of a window one kind of record showed a control at work.
type Covered struct {
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Direct bool   `json:"direct"`
	Days   int    `json:"days"`    // covered
	Gaps   []Span `json:"missing"` // days not covered
	Limit  string `json:"limit,omitempty"`
}

// anybody says what the days of a kind do not hold that is asked from an audience.
const anybody = "Days on which somebody's counted; who else was asked and late then is not computed."

// Coverage tells on which days of a window a control was shown at work. A day counts when every direct kind in use shows it:
// of a kind whose records count each, all that were there; of another, the newest.
type Coverage struct {
	Control string    `json:"control"`
	Window  Span      `json:"window"`
	Length  int       `json:"length"` // days of the window
	Days    int       `json:"days"`   // covered
	Gaps    []Span    `json:"missing"`
	Kinds   []Covered `json:"shown_by"` // those in use
}

// longest is how many days a window may have.
const longest = 3700

// CoverageOf computes the days covered in a window for a control, given by its id in Annex A and its records. Days after today
// are never covered.
func CoverageOf(r *record.Reader, ref string, records []string, from, to record.Date) (*Coverage, error) {
	first, ok := number(from)
	last, ok2 := number(to)
	switch {
	case !ok:
		return nil, errs.InField("from", "%q is no day; write 2026-01-31", from)
	case !ok2:
		return nil, errs.InField("to", "%q is no day; write 2026-12-31", to)
	case last < first:
		return nil, errs.InField("to", "%s is before the window begins, %s", to, from)
	case last-first >= longest:
		return nil, errs.InField("from", "a window has %d days at most", longest)
	}
	out := &Coverage{Control: ref, Window: Span{from, to}, Length: last - first + 1}
	window := spans{{first, last}}
	b, err := Read(r)
	if err != nil {
		return nil, err
	}
	all, any := window, false
	for _, n := range b.Needs(ref, records...) {
		if n.Standing == Unused {
			continue
		}
		covered, err := b.covered(r, &n, names(ref, records), window)
		if err != nil {
			return nil, err
		}
		limit := ""
		if b.asked[n.Kind] != nil {
			limit = anybody
		}
		out.Kinds = append(out.Kinds, Covered{n.Kind, n.Title, n.Direct, covered.days(), gaps(window.less(covered)), limit})
		if n.Direct {
			all, any = all.within(covered), true
		}
	}
	if !any {
		all = nil
	}
	out.Days, out.Gaps = all.days(), gaps(window.less(all))
	return out, nil
}

func gaps(s spans) []Span {
	out := []Span{}
	for _, a := range s {
		out = append(out, Span{date(a.from), date(a.to)})
	}
	return out
}

// covered are the days of the window that a kind shows.
func (b *Book) covered(r *record.Reader, n *Need, of []string, window spans) (spans, error) {
	today, _ := number(b.today)
	past := window.within(spans{{-never, today}})
	if n.Whole {
		lives, err := b.lives(r, n, of, today)
		return whole(lives).within(past), err
	}
	var passed, failed []span
	for _, name := range append([]string{""}, of...) {
		for _, s := range b.shown[n.Kind][name] {
			if s.Failed {
				failed = append(failed, open(s.On, s.Until, never))
			} else {
				passed = append(passed, run(s.On, n.until(s.On, s.Until), never))
			}
		}
	}
	return join(passed).less(join(failed)).within(past), nil
}

// run is the days from one to another; last is the last where none is named. Without a first day there are none.
func run(on, until record.Date, last int) span {
	from, ok := number(on)
	if !ok {
		return span{0, -1}
	}
	to, ok := number(until)
	if !ok {
		to = last
	}
	return span{from, to}
}

// open is the days of a failure: those before the day on which it was settled.
func open(on, settled record.Date, last int) span {
	s := run(on, settled, last)
	if settled != "" {
		s.to--
	}
	return s
}

// life is when a record of a kind of which each counts was there, and when it was fresh.
type life struct{ there, fresh spans }

// whole are the days on which all records that were there were fresh, and there was one.
func whole(lives []life) spans {
	var there, missing []span
	for _, l := range lives {
		there = append(there, l.there...)
		missing = append(missing, l.there.less(l.fresh)...)
	}
	return join(there).less(join(missing))
}

// lives reads from the journal what each record of the kind showed, and from when to when.
func (b *Book) lives(r *record.Reader, n *Need, of []string, today int) ([]life, error) {
	k := b.kinds[n.Kind]
	type state struct {
		since               int
		proofs              []record.Proof
		there, fresh, wrong []span
	}
	all := map[string]*state{}
	end := func(s *state, last int) {
		for _, p := range s.proofs {
			s.there = append(s.there, span{s.since, last})
			if p.Failed {
				at := open(p.On, p.Until, last)
				s.wrong = append(s.wrong, span{at.from, min(at.to, last)})
			} else {
				s.fresh = append(s.fresh, run(p.On, n.until(p.On, p.Until), never))
			}
		}
	}
	size, err := r.Size()
	if err != nil {
		return nil, err
	}
	err = r.Between(0, size, []*record.Kind{k}, func(_ *record.Kind, id string, v record.Version) error {
		at := int(v.Time.Unix() / day)
		s := all[id]
		if s == nil {
			s = &state{}
			all[id] = s
		}
		end(s, at-1)
		s.since, s.proofs = at, nil
		if v.Record != nil {
			s.proofs = slices.DeleteFunc(k.Proofs(v.Record), func(p record.Proof) bool { return p.For != "" && !slices.Contains(of, p.For) })
		}
		return nil
	})
	var out []life
	for _, s := range all {
		end(s, today)
		if there := join(s.there); len(there) > 0 {
			out = append(out, life{there, join(s.fresh).less(join(s.wrong))})
		}
	}
	return out, err
}
