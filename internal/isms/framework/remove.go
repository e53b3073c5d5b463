package framework

import (
	"slices"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Remove deletes a framework with its mappings and requirements, as one change that can be undone.
func Remove(w *record.Writer, ref string) error {
	if b := builtIn(ref); b != nil {
		return errs.New(errs.Conflict, "%s is built in and cannot be removed.", b.Title)
	}
	f, err := Frameworks.Find(w.Reader, ref)
	if err != nil {
		return err
	}
	maps, err := mappingsOf(w.Reader, f.ID)
	if err != nil {
		return err
	}
	for _, m := range maps {
		if err := w.Delete(Mappings.Kind(), m.ID, m.Rev); err != nil {
			return err
		}
	}
	items, err := itemsOf(w.Reader, f.ID)
	if err != nil {
		return err
	}
	for _, i := range slices.Backward(inOrder(items)) { // what is part of an item goes before it
		if err := w.Delete(Items.Kind(), i.ID, i.Rev); err != nil {
			return err
		}
	}
	return w.Delete(Frameworks.Kind(), f.ID, f.Rev)
}
