package effectiveness

import (
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
	shown map[string]map[string][]record.Shown
	asked map[string]map[string][]*record.Asked // by kind and what it is for
}

// bookKey names what Read keeps.
type bookKey struct{}

// Read opens the book at the moment the reader shows. It is shared: nobody changes it.
func Read(r *record.Reader) (*Book, error) {
	return record.Cached(r, bookKey{}, func() (*Book, error) {
		shown, err := r.Shown()
		if err != nil {
			return nil, err
		}
		b := newBook(r, shown)
		for name, k := range b.kinds {
			if b.asked[name], err = k.Wanted(r); err != nil {
				return nil, err
			}
		}
		return b, nil
	})
}

func newBook(r *record.Reader, shown []record.Shown) *Book {
	b := &Book{today: r.Today(), kinds: map[string]*record.Kind{}, shown: map[string]map[string][]record.Shown{}, asked: map[string]map[string][]*record.Asked{}}
	for _, k := range r.Org().Store().Registers() {
		if k.Proving() {
			b.kinds[k.Name] = k
		}
	}
	for _, s := range shown {
		if b.shown[s.Kind] == nil {
			b.shown[s.Kind] = map[string][]record.Shown{}
		}
		b.shown[s.Kind][s.For] = append(b.shown[s.Kind][s.For], s)
	}
	return b
}

// wanted lists what may show a control at work: the kinds that guidance names, evidence by hand, and every kind of which a
// record names this very control.
func (b *Book) wanted(ref string, records []string) []guide.Evidencing {
	out := append(slices.Clone(guide.Shown(ref)), guide.Evidencing{Kind: "evidence", When: "collected for this control", Fresh: defaultDays, Strength: "direct"})
	for kind := range b.kinds {
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
	least := record.Date("")
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
			until := n.until(s.On, s.Until)
			if until < b.today {
				if !n.Whole {
					n.Until = max(n.Until, until)
				}
				continue
			}
			n.Fresh += s.Records
			if n.Until = max(n.Until, until); least == "" || until < least {
				least = until
			}
		}
	}
	if n.Whole {
		n.Until = least
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
