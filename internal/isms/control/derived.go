package control

import (
	"cmp"
	"slices"

	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

// Derived is the line of a control that the organisation does not keep, made of the lines of its counterparts in the
// other edition: c says what they say together, and whatever uses one of them uses it.
func Derived(c *Control, owner string, met []record.Hit, parts []*Line, today record.Date) Line {
	l := Line{Control: c, OwnerName: owner, Requirements: met}
	for _, p := range parts {
		l.Risks = append(l.Risks, p.Risks...)
		l.Treatments = append(l.Treatments, p.Treatments...)
		l.Evidence = append(l.Evidence, p.Evidence...)
	}
	l.Risks, l.Treatments = once(l.Risks), once(l.Treatments)
	slices.SortStableFunc(l.Evidence, func(a, b *evidence.Evidence) int {
		return cmp.Or(cmp.Compare(b.CollectedOn, a.CollectedOn), cmp.Compare(a.ID, b.ID))
	})
	l.Evidence = slices.CompactFunc(l.Evidence, func(a, b *evidence.Evidence) bool { return a.ID == b.ID })
	l.judge(together(c, parts), today)
	return l
}

// together is what the records of the parts say of the control that they make up.
func together(c *Control, parts []*Line) (s standing) {
	var names []string
	for _, p := range parts {
		if s.book == nil {
			s.book, s.approved = p.stand.book, c.Applicability
		}
		if p.stand.approved != p.Applicability {
			s.approved = ""
		}
		s.exception, s.ended = max(s.exception, p.stand.exception), max(s.ended, p.stand.ended)
		names = append(names, p.ID, p.Ref)
	}
	if s.book != nil {
		s.needs = s.book.Needs(c.Ref, names...)
	}
	return s
}

func once(links []record.Link) (out []record.Link) {
	for _, l := range links {
		if !slices.ContainsFunc(out, func(o record.Link) bool { return o.ID == l.ID }) {
			out = append(out, l)
		}
	}
	return out
}
