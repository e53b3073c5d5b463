// Package approval is consent to a record as it stands, by somebody other than its author (A.5.3). It is for records that live on
// after it: what changes what was approved voids the approval. Versions that freeze when they are approved do without it.
package approval

import (
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/record"
)

// Approval is who approved and when; a record struct embeds it.
type Approval struct {
	ApprovedBy string // the name
	ApprovedOn record.Date
}

// Given reports whether the record is approved as it stands.
func (a *Approval) Given() bool { return a.ApprovedOn != "" }

// commandLine begins the id of who works at the machine itself.
const commandLine = "cli:"

// Fields are the fields of an approval, for the end of a kind's fields.
func Fields[T any](at func(*T) *Approval) []record.Field[*T] {
	return []record.Field[*T]{
		{Name: "approved_on", Label: "Approved on", Computed: true, Listed: true, Indexed: true, Ptr: func(rec *T) any { return &at(rec).ApprovedOn }},
		{Name: "approved_by", Label: "Approved by", Computed: true, Ptr: func(rec *T) any { return &at(rec).ApprovedBy }},
	}
}

// Keep voids the approval of a record that no longer says what was approved; call it in Before. later are the fields that tell
// what happened afterwards.
func Keep[R interface {
	comparable
	record.Record
}](w *record.Writer, kind string, old, rec R, a *Approval, later ...string) error {
	var none R
	if old == none {
		*a = Approval{}
		return nil
	}
	k, err := w.Org().Store().Kind(kind)
	if err != nil {
		return err
	}
	for _, c := range k.Diff(old, rec) {
		if !c.Field.Computed && !slices.Contains(later, c.Field.Name) {
			*a = Approval{}
		}
	}
	return nil
}

// Step is the step that approves. Who made the last change of a record cannot approve it; the command line, which acts for whoever
// holds the machine, may approve what it wrote. check refuses a record that is not ready.
func Step[R record.Record](label, about string, at func(R) *Approval, check func(*record.Writer, R) error) record.Step[R] {
	return record.Step[R]{Name: "approve", Label: label, About: about + " Your name and the day are recorded; a later change asks for a new approval.", Needs: record.MayApprove,
		Open: func(rec R) bool { return !at(rec).Given() },
		Do: func(w *record.Writer, rec R) error {
			if err := check(w, rec); err != nil {
				return err
			}
			m, actor := rec.Base(), w.Actor()
			if (m.UpdatedBy == actor.ID || m.UpdatedBy == actor.User) && actor.ID != record.System.ID && !strings.HasPrefix(actor.ID, commandLine) {
				return errs.New(errs.Conflict, "You made the last change of %s. Ask somebody else who may approve.", m.Ref)
			}
			*at(rec) = Approval{actor.Name, w.Today()}
			return nil
		}}
}
