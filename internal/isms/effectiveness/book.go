package effectiveness

import (
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/record"
)

// exceptions is the kind that bears a gap for a time.
const exceptions = "exception"

// names are what a proof may say it is for and mean the control: its id, its records, and of a control of 2013 the ids of
// those that took its place.
func names(ref string, records []string) []string {
	out := append([]string{ref}, records...)
	if c, ok := catalog.Find(ref); ok && c.Edition == catalog.Edition2013 {
		for _, o := range catalog.Counterparts(ref) {
			out = append(out, o.ID)
		}
	}
	return out
}

// Book is what the organisation's records show, by kind and what it is for.
type Book struct {
	today record.Date
	kinds map[string]*record.Kind
	order []*record.Kind // the kinds in the order of the registers
	shown shown
	asked map[string]map[string][]*record.Asked // by kind and what it is for
}

// shown are equal proofs with how many records have them, by kind and what they are for.
type shown map[string]map[string][]record.Shown

// bookKey names what Read keeps.
type bookKey struct{}

// Read opens the book at the moment the reader shows. It is shared: nobody changes it.
func Read(r *record.Reader) (*Book, error) {
	b := &Book{today: r.Today(), kinds: map[string]*record.Kind{}, asked: map[string]map[string][]*record.Asked{}}
	for _, k := range r.Org().Store().Registers() {
		if k.Proving() {
			b.kinds[k.Name], b.order = k, append(b.order, k)
		}
	}
	var err error
	b.shown, err = record.Follow(r, bookKey{}, b.order, func() (shown, error) {
		all, err := r.Shown()
		out := shown{}
		for _, s := range all {
			out.pages(s.Kind)[s.For] = append(out[s.Kind][s.For], s)
		}
		return out, err
	}, shown.after)
	if err != nil {
		return nil, err
	}
	for _, k := range b.order {
		if b.asked[k.Name], err = k.Wanted(r); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (s shown) pages(kind string) map[string][]record.Shown {
	if s[kind] == nil {
		s[kind] = map[string][]record.Shown{}
	}
	return s[kind]
}

// after is what is shown after the changes; what was shown before stays as it is.
func (s shown) after(changes []record.Changed) (shown, error) {
	s = maps.Clone(s)
	cloned := map[string]bool{}
	for _, c := range changes {
		if kind := c.Kind.Name; !cloned[kind] {
			cloned[kind], s[kind] = true, maps.Clone(s[kind])
		}
		if c.Before != nil {
			s.count(c.Kind, c.Before, -1)
		}
		if c.After != nil {
			s.count(c.Kind, c.After, 1)
		}
	}
	return s, nil
}

// count adds so many records that show what rec shows.
func (s shown) count(k *record.Kind, rec record.Record, n int64) {
	pages := s.pages(k.Name)
	for _, p := range k.Proofs(rec) {
		page := slices.Clone(pages[p.For])
		i := slices.IndexFunc(page, func(o record.Shown) bool { return o.On == p.On && o.Until == p.Until && o.Failed == p.Failed })
		if i < 0 {
			i, page = len(page), append(page, record.Shown{Kind: k.Name, For: p.For, On: p.On, Until: p.Until, Failed: p.Failed})
		}
		if page[i].Records += n; page[i].Records == 0 {
			page = slices.Delete(page, i, i+1)
		}
		pages[p.For] = page
	}
}

// wanted lists what may show a control at work: the kinds that guidance names, evidence by hand, and every kind of which a
// record names this very control.
func (b *Book) wanted(ref string, records []string) []guide.Evidencing {
	out := append(slices.Clone(guide.Shown(ref)), guide.Evidencing{Kind: "evidence", When: "collected for this control", Fresh: defaultDays, Strength: "direct"})
	for _, k := range b.order {
		kind := k.Name
		named := slices.ContainsFunc(records, func(id string) bool { return len(b.shown[kind][id]) > 0 })
		if named && !slices.ContainsFunc(out, func(e guide.Evidencing) bool { return e.Kind == kind }) {
			out = append(out, guide.Evidencing{Kind: kind, When: "it names this control", Fresh: defaultDays, Strength: "direct"})
		}
	}
	slices.SortStableFunc(out, func(a, b guide.Evidencing) int { return strings.Compare(a.Strength, b.Strength) })
	return slices.DeleteFunc(out, func(e guide.Evidencing) bool { return b.kinds[e.Kind] == nil || e.Kind == exceptions })
}

// defaultDays is how long a record counts where guidance names no term for it.
const defaultDays = 365

// Needs tells how each kind of record shows a control, given by its id in Annex A and the ids of the records that stand for it:
// direct kinds first.
func (b *Book) Needs(ref string, records ...string) (out []Need) {
	for _, e := range b.wanted(ref, records) {
		k := b.kinds[e.Kind]
		n := Need{Kind: k.Name, Plural: k.Plural, Title: k.Title, When: e.When, Direct: e.Strength == "direct", Days: int(e.Fresh), Whole: k.Whole}
		b.stand(&n, names(ref, records))
		out = append(out, n)
	}
	return out
}

// stand adds up what the records of a kind show for a control.
func (b *Book) stand(n *Need, of []string) {
	since := b.today.Plus(-n.Days)           // work of this day still counts where the record does not say until when
	var first, last, least, most record.Date // days of such work that counts, and of all; last days that others name
	for _, name := range append([]string{""}, of...) {
		for _, s := range b.shown[n.Kind][name] {
			n.Records += s.Records
			if s.Failed {
				if s.On <= b.today && (s.Until == "" || s.Until > b.today) {
					n.Failing += s.Records
				}
				continue
			}
			if s.On == "" || s.On > b.today {
				continue
			}
			n.Newest = max(n.Newest, s.On)
			if s.Until == "" {
				last = max(last, s.On)
			} else {
				most = max(most, s.Until)
			}
			switch {
			case s.Until == "" && s.On >= since:
				first = earlier(first, s.On)
			case s.Until != "" && s.Until >= b.today:
				least = earlier(least, s.Until)
			default:
				continue
			}
			n.Fresh += s.Records
		}
	}
	if n.Until = max(most, last.Plus(n.Days)); n.Whole {
		n.Until = earlier(least, first.Plus(n.Days))
	}
	n.Standing = n.standing()
	n.ask(b.askedFor(n.Kind, of))
}

// askedFor is who is asked for records of the kind for a control, each asking once.
func (b *Book) askedFor(kind string, of []string) (out []*record.Asked) {
	for _, name := range of {
		for _, a := range b.asked[kind][name] {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

// earlier is the first of two days; none is no day.
func earlier(a, b record.Date) record.Date {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// until is the last day on which work of a day counts.
func (n *Need) until(on, said record.Date) record.Date {
	if said != "" {
		return said
	}
	return on.Plus(n.Days)
}

func (n *Need) standing() Standing {
	switch {
	case n.Records == 0:
		return Unused
	case n.Failing > 0:
		return Failed
	case n.Fresh == 0 || n.Whole && n.Fresh < n.Records:
		return Stale
	}
	return Fresh
}

// Excepted tells until when an exception of the control is approved, or when one ended that is still open.
func (b *Book) Excepted(ref string, records ...string) (until, ended record.Date) {
	for _, name := range names(ref, records) {
		for _, s := range b.shown[exceptions][name] {
			switch {
			case s.Failed || s.On == "" || s.On > b.today:
			case s.Until >= b.today:
				until = max(until, s.Until)
			default:
				ended = max(ended, s.Until)
			}
		}
	}
	return until, ended
}
