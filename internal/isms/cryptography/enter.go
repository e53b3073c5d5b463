package cryptography

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/record"
)

// Entered is what a scan did to the register.
type Entered struct {
	Ref   string // of the record
	Place string
	What  string // added, updated, renewed: another certificate stands in its place
	*Certificate
}

// Enter brings the register up to what was seen. A certificate is found by its fingerprint, otherwise by its place, where it
// takes over from the one before; that one is retired when it is used nowhere any more.
func Enter(w *record.Writer, all []*Seen) (out []Entered, err error) {
	b := book{w: w, byPrint: map[string]*Certificate{}, byPlace: map[string]*Certificate{}}
	err = w.Each(Certificates.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Values: []string{"in_use"}}}}, func(r record.Record) error {
		c := r.(*Certificate)
		if c.Fingerprint != "" {
			b.byPrint[c.Fingerprint] = c
		}
		for _, p := range strings.Fields(c.Places) {
			b.byPlace[p] = c
		}
		return nil
	})
	for _, s := range all {
		if err != nil {
			return nil, err
		}
		var e Entered
		e, err = b.enter(s)
		out = append(out, e)
	}
	return out, err
}

type book struct {
	w                *record.Writer
	byPrint, byPlace map[string]*Certificate
}

func (b *book) enter(s *Seen) (Entered, error) {
	known, before := b.byPrint[s.Fingerprint], b.byPlace[s.Place]
	what := "updated"
	switch {
	case known == nil && before == nil:
		known, what = &Certificate{}, "added"
	case known == nil && (before.Fingerprint == "" || strings.TrimSpace(before.Places) == s.Place):
		known, what = before, "renewed"
		if before.Fingerprint == "" {
			what = "updated"
		}
		delete(b.byPrint, before.Fingerprint)
	case known == nil:
		known, what = &Certificate{Owner: before.Owner, Renewal: before.Renewal}, "renewed"
	}
	if before != nil && before != known {
		if err := b.leave(before, s.Place); err != nil {
			return Entered{}, err
		}
	}
	meta, owner, renewal, places, problems := known.Meta, known.Owner, known.Renewal, strings.Fields(known.Places), known.Problems
	if what == "renewed" {
		problems = ""
	}
	*known = s.Certificate
	known.Problems = s.merge(problems)
	known.Meta, known.Owner, known.Renewal = meta, owner, renewal
	if !slices.Contains(places, s.Place) {
		places = append(places, s.Place)
	}
	known.Places = strings.Join(places, "\n")
	b.byPrint[s.Fingerprint], b.byPlace[s.Place] = known, known
	err := Certificates.Put(b.w, known)
	return Entered{known.Ref, s.Place, what, known}, err
}

// leave takes a place from a certificate that is no longer used there.
func (b *book) leave(c *Certificate, place string) error {
	places := slices.DeleteFunc(strings.Fields(c.Places), func(p string) bool { return p == place })
	if c.Places = strings.Join(places, "\n"); len(places) == 0 {
		c.Status = "retired"
	}
	return Certificates.Put(b.w, c)
}

// merge puts the problems seen at the place beside those of other places.
func (s *Seen) merge(before string) string {
	var lines []string
	for line := range strings.Lines(before) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, s.Place+" ") {
			lines = append(lines, line)
		}
	}
	for line := range strings.Lines(s.Problems) {
		lines = append(lines, s.Place+" "+strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}
