package transition

import (
	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/control"
	"github.com/assay-isms/assay/internal/record"
	"github.com/assay-isms/assay/internal/report"
)

// Shown is the Statement of Applicability as one edition puts it.
type Shown struct {
	Lines []control.Line
	// From is the edition whose decisions it is derived from; "" if the organisation keeps the edition shown.
	From catalog.Edition
	// Open is how many questions between merged controls are shown as suggested.
	Open int
}

// Statement reads the Statement of Applicability in an edition: the one kept, or where that edition is not kept, what
// the decisions on the other say in its terms. It is empty where neither is kept.
func Statement(r *record.Reader, e catalog.Edition) (s Shown, err error) {
	if s.Lines, err = control.Statement(r, e); err != nil || len(s.Lines) > 0 {
		return s, err
	}
	kept, err := control.Statement(r, e.Other())
	if err != nil || len(kept) == 0 {
		return s, err
	}
	p, err := Prepare(r, e.Other(), e, Options{Suggested: true})
	if err != nil {
		return s, err
	}
	byRef := map[string]*control.Line{}
	for i := range kept {
		byRef[kept[i].Ref] = &kept[i]
	}
	s.From = e.Other()
	for _, c := range p.Controls {
		s.Lines = append(s.Lines, p.line(c, byRef, r.Today()))
		s.Open += len(c.Questions)
	}
	return s, nil
}

func (p *Plan) line(c *Control, kept map[string]*control.Line, today record.Date) control.Line {
	fact, _ := catalog.Find(c.ID)
	out := &control.Control{Meta: record.Meta{Ref: c.ID}, Title: c.Title, Edition: string(p.To), Group: fact.Theme + fact.Set}
	out.Take(c.After)
	var parts []*control.Line
	var met []record.Hit
	for _, part := range c.Parts {
		if l := kept[part.Control]; l != nil {
			parts = append(parts, l)
			met = append(met, l.Requirements...)
		}
	}
	return control.Derived(out, p.Names[string(c.After.Owner)], met, parts, today)
}

// Report makes the document of the statement in an edition, kept or derived.
func Report(r *record.Reader, e catalog.Edition, organisation string) (report.Document, error) {
	s, err := Statement(r, e)
	if err != nil {
		return report.Document{}, err
	}
	return control.ReportLines(r, s.Lines, control.Heading{Organisation: organisation, Edition: e, From: s.From})
}
