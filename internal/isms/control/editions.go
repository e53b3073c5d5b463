package control

import (
	"slices"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/record"
)

// Pairing is one control of 2022 beside those of 2013 that it corresponds to, which may be several or none; a control
// of 2013 may stand beside several.
type Pairing struct {
	Control  catalog.Control   // of 2022
	Earlier  []catalog.Control // of 2013
	Line     *Line             // nil where the organisation does not keep the edition
	Lines    []*Line           // of those of 2013 that are kept
	Differs  []string          // parts of the decision in which the editions differ: applicability, implementation, owner
	Verdict  string            // same, differs, new, one edition
	Splits   bool              // one of 2013 corresponds to several of 2022
	Counting string            // one to one, several to one, …
}

// AcrossEditions lays the decisions of both editions side by side, at the moment the reader shows, in the order of 2022.
func AcrossEditions(r *record.Reader) (pairs []Pairing, err error) {
	kept := map[string]*Line{}
	for _, e := range []catalog.Edition{catalog.Edition2022, catalog.Edition2013} {
		lines, err := Statement(r, e)
		if err != nil {
			return nil, err
		}
		for i := range lines {
			kept[lines[i].Ref] = &lines[i]
		}
	}
	for _, c := range catalog.Controls(catalog.Edition2022) {
		p := Pairing{Control: c, Earlier: catalog.Counterparts(c.ID), Line: kept[c.ID]}
		for _, old := range p.Earlier {
			if l := kept[old.ID]; l != nil {
				p.Lines = append(p.Lines, l)
			}
			p.Splits = p.Splits || len(catalog.Counterparts(old.ID)) > 1
		}
		p.judge()
		pairs = append(pairs, p)
	}
	return pairs, nil
}

func (p *Pairing) judge() {
	p.Counting = "one to one"
	switch many := len(p.Earlier) > 1; {
	case len(p.Earlier) == 0:
		p.Counting = "new"
	case many && p.Splits:
		p.Counting = "several to several"
	case many:
		p.Counting = "several to one"
	case p.Splits:
		p.Counting = "one to several"
	}
	switch {
	case len(p.Earlier) == 0:
		p.Verdict = "new"
		return
	case p.Line == nil || len(p.Lines) == 0:
		p.Verdict = "one edition"
		return
	}
	for _, part := range []struct {
		name string
		of   func(*Line) string
	}{
		{"applicability", func(l *Line) string { return l.Applicability }},
		{"implementation", func(l *Line) string { return l.Implementation }},
		{"owner", func(l *Line) string { return string(l.Owner) }},
	} {
		if slices.ContainsFunc(p.Lines, func(l *Line) bool { return part.of(l) != part.of(p.Line) }) {
			p.Differs = append(p.Differs, part.name)
		}
	}
	if p.Verdict = "same"; len(p.Differs) > 0 {
		p.Verdict = "differs"
	}
}
