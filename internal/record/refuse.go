package record

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/assay-isms/assay/internal/errs"
)

// stale names who changed what since revision rev.
func (w *Writer) stale(k *Kind, now Record, rev int64) error {
	m := now.Base()
	e := errs.New(errs.Stale, "%s was changed since you opened it: revision %d by %s on %s. Look at it and save again.",
		m.Ref, m.Rev, w.actorName(m.UpdatedBy), m.UpdatedAt.Format("2 January 2006 15:04 UTC"))
	versions, err := w.History(k, m.ID, 0)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Rev > rev {
			for _, c := range v.Changes {
				e.Fields = append(e.Fields, errs.Field{Name: c.Field.Name, Message: fmt.Sprintf("is now %q", c.New)})
			}
		}
	}
	return e
}

// withLinks adds to what a rule of the kind refuses the references that lead nowhere, which may be why.
func (w *Writer) withLinks(k *Kind, old, rec Record, refused error) error {
	e, ok := errors.AsType[*errs.Error](refused)
	if !ok || e.Kind != errs.Invalid && e.Kind != errs.NotFound {
		return refused
	}
	bad, err := w.checkLinks(k, old, rec)
	if err != nil || len(bad) == 0 {
		return cmp.Or(err, refused)
	}
	if e.Kind == errs.Invalid { // the rule knows better what is wrong with a field that it names
		bad = slices.DeleteFunc(bad, func(b errs.Field) bool {
			return slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Name == b.Name })
		})
		bad = append(bad, e.Fields...)
	}
	return &errs.Error{Kind: errs.Invalid, Message: "The record cannot be saved.", Fields: bad}
}
