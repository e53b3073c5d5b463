package effectiveness

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/guide"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
)

// exceptions is the kind that bears a gap for a time.
const exceptions = "exception"

// Report is where all controls of an edition stand on a day.
type Report struct {
	Edition  catalog.Edition `json:"edition"`
	Day      record.Date     `json:"day"`
	Controls []Status        `json:"controls"` // in the standard's order
}

// Counts are the controls by state.
func (p *Report) Counts() map[State]int {
	out := map[State]int{}
	for i := range p.Controls {
		out[p.Controls[i].State]++
	}
	return out
}

// Readiness is the share of the controls not excluded that work, 0 to 1; 0 if there are none.
func (p *Report) Readiness() float64 {
	n := p.Counts()
	if all := len(p.Controls) - n[Excluded]; all > 0 {
		return float64(n[Working]) / float64(all)
	}
	return 0
}

// Find is the status of a control by its id or record.
func (p *Report) Find(ref string) *Status {
	for i := range p.Controls {
		if p.Controls[i].Control == ref || p.Controls[i].ID == ref {
			return &p.Controls[i]
		}
	}
	return nil
}

type reportKey struct{ edition catalog.Edition }

// Of tells where the controls of an edition stand at the moment the reader shows. The report is shared: nobody changes it.
func Of(r *record.Reader, e catalog.Edition) (*Report, error) {
	return record.Cached(r, reportKey{e}, func() (*Report, error) { return read(r, e) })
}

func read(r *record.Reader, e catalog.Edition) (*Report, error) {
	out := &Report{Edition: e, Day: r.Today()}
	shown, err := r.Shown()
	if err != nil {
		return nil, err
	}
	b := newBook(r, shown)
	approved, err := decisions(r, e)
	if err != nil {
		return nil, err
	}
	err = r.Each(control.Controls.Kind(), record.Query{Filters: []record.Filter{{Field: "edition", Values: []string{string(e)}}}}, func(rec record.Record) error {
		c := rec.(*control.Control)
		s := Status{ID: c.ID, Control: c.Ref, Title: c.Title, Group: c.Group, Owner: c.Owner}
		s.Needs = b.needs(c.ID, c.Ref)
		f := facts{applicability: c.Applicability, implementation: c.Implementation, approved: approved[c.ID] == c.Applicability}
		f.exception, f.ended = b.excepted(names(c.ID, c.Ref))
		s.judge(f)
		out.Controls = append(out.Controls, s)
		return nil
	})
	slices.SortFunc(out.Controls, func(a, b Status) int { return strings.Compare(record.Fold(a.Control), record.Fold(b.Control)) })
	return out, err
}

// decisions are the applicabilities in the approved Statement of Applicability, by control.
func decisions(r *record.Reader, e catalog.Edition) (map[string]string, error) {
	out := map[string]string{}
	v, err := control.Latest(r, e)
	if err != nil || v == nil {
		return out, err
	}
	size, err := r.Size()
	if err != nil {
		return nil, err
	}
	changed := map[string]bool{}
	if err := r.Between(int64(v.Entry), size, []*record.Kind{control.Controls.Kind()}, func(_ *record.Kind, id string, _ record.Version) error {
		changed[id] = true
		return nil
	}); err != nil {
		return nil, err
	}
	return out, r.Each(control.Controls.Kind(), record.Query{Filters: []record.Filter{{Field: "edition", Values: []string{string(e)}}}}, func(rec record.Record) error {
		c := rec.(*control.Control)
		if out[c.ID] = c.Applicability; !changed[c.ID] {
			return nil
		}
		out[c.ID] = ""
		history, err := r.History(control.Controls.Kind(), c.ID, 0)
		for _, h := range history {
			if was, ok := h.Record.(*control.Control); ok && h.Seq <= int64(v.Entry) {
				out[c.ID] = was.Applicability
				break
			}
		}
		return err
	})
}

// names are what a proof may say it is for and mean the control: its record, its id, and of a control of 2013 the ids of those
// that took its place.
func names(id, ref string) []string {
	out := []string{id, ref}
	if c, ok := catalog.Find(ref); ok && c.Edition == catalog.Edition2013 {
		for _, o := range catalog.Counterparts(ref) {
			out = append(out, o.ID)
		}
	}
	return out
}

// book holds what the records show, by kind and what it is for.
type book struct {
	today record.Date
	kinds map[string]*record.Kind
	shown map[string]map[string][]record.Shown
}

func newBook(r *record.Reader, shown []record.Shown) *book {
	b := &book{today: r.Today(), kinds: map[string]*record.Kind{}, shown: map[string]map[string][]record.Shown{}}
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
func (b *book) wanted(id, ref string) []guide.Evidencing {
	out := append(slices.Clone(guide.Shown(ref)), guide.Evidencing{Kind: "evidence", When: "collected for this control", Fresh: defaultDays, Strength: "direct"})
	for kind := range b.kinds {
		if len(b.shown[kind][id]) > 0 && !slices.ContainsFunc(out, func(e guide.Evidencing) bool { return e.Kind == kind }) {
			out = append(out, guide.Evidencing{Kind: kind, When: "it names this control", Fresh: defaultDays, Strength: "direct"})
		}
	}
	slices.SortStableFunc(out, func(a, b guide.Evidencing) int { return strings.Compare(a.Strength, b.Strength) })
	return slices.DeleteFunc(out, func(e guide.Evidencing) bool { return b.kinds[e.Kind] == nil || e.Kind == exceptions })
}

// defaultDays is how long a record counts where guidance names no term for it.
const defaultDays = 365

func (b *book) needs(id, ref string) (out []Need) {
	for _, e := range b.wanted(id, ref) {
		k := b.kinds[e.Kind]
		n := Need{Kind: k.Name, Plural: k.Plural, Title: k.Title, When: e.When, Direct: e.Strength == "direct", Days: int(e.Fresh), Whole: k.Whole}
		b.stand(&n, names(id, ref))
		out = append(out, n)
	}
	return out
}

// stand adds up what the records of a kind show for a control.
func (b *book) stand(n *Need, of []string) {
	least := record.Date("")
	for _, name := range append([]string{""}, of...) {
		for _, s := range b.shown[n.Kind][name] {
			n.Records += s.Records
			if s.Failed {
				if s.On <= b.today && (s.Until == "" || s.Until >= b.today) {
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

// excepted tells until when an exception of the control is approved, or when one ended that is still open.
func (b *book) excepted(of []string) (until, ended record.Date) {
	for _, name := range of {
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
