package control

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/record"
)

// ledger is what the registers say of the controls of one organisation, by control: which risks and actions need it, and what
// evidence there is. It follows the journal, so that a statement of 93 controls does not read thousands of records for every page.
type ledger map[string]*uses

// uses are the users of one control, in the order of the statement. The lists are handed out: a change makes new ones.
type uses struct {
	risks, treatments []record.Link
	evidence          []*evidence.Evidence // newest first
}

type ledgerKey struct{}

var users = []*record.Kind{risk.Risks.Kind(), treatment.Treatments.Kind(), evidence.Evidences.Kind()}

// usesOf tells who uses the controls at the moment the reader shows.
func usesOf(r *record.Reader) (ledger, error) {
	return record.Follow(r, ledgerKey{}, users, func() (ledger, error) {
		var all []record.Changed
		for _, k := range users {
			if err := r.Each(k, record.Query{}, func(rec record.Record) error {
				all = append(all, record.Changed{Kind: k, ID: rec.Base().ID, After: rec})
				return nil
			}); err != nil {
				return nil, err
			}
		}
		return ledger{}.after(all)
	}, ledger.after)
}

// EvidenceOf is the evidence of every control that has some, newest first, by the control's id.
func EvidenceOf(r *record.Reader) (map[string][]*evidence.Evidence, error) {
	used, err := usesOf(r)
	if err != nil {
		return nil, err
	}
	out := map[string][]*evidence.Evidence{}
	for id, u := range used {
		if len(u.evidence) > 0 {
			out[id] = u.evidence
		}
	}
	return out, nil
}

// after is the ledger after the changes; the lists it had stay as they were.
func (l ledger) after(changes []record.Changed) (ledger, error) {
	l = maps.Clone(l)
	changed := map[string]*uses{}
	of := func(control string) *uses {
		if changed[control] == nil {
			changed[control] = &uses{}
			if was := l[control]; was != nil {
				changed[control] = &uses{slices.Clone(was.risks), slices.Clone(was.treatments), slices.Clone(was.evidence)}
			}
			l[control] = changed[control]
		}
		return changed[control]
	}
	for _, c := range changes {
		for _, control := range controlsOf(c.Before) {
			of(control).remove(c.ID)
		}
		for _, control := range controlsOf(c.After) {
			of(control).add(c.Kind, c.After)
		}
	}
	for _, u := range changed {
		u.sort()
	}
	return l, nil
}

// controlsOf are the controls that a record of the ledger names; nil for no record.
func controlsOf(rec record.Record) record.Refs {
	switch rec := rec.(type) {
	case *risk.Risk:
		return rec.Controls
	case *treatment.Treatment:
		return rec.Controls
	case *evidence.Evidence:
		return rec.Controls
	}
	return nil
}

func (u *uses) remove(id string) {
	is := func(l record.Link) bool { return l.ID == id }
	u.risks, u.treatments = slices.DeleteFunc(u.risks, is), slices.DeleteFunc(u.treatments, is)
	u.evidence = slices.DeleteFunc(u.evidence, func(e *evidence.Evidence) bool { return e.ID == id })
}

func (u *uses) add(k *record.Kind, rec record.Record) {
	link := record.Link{Hit: record.Hit{ID: rec.Base().ID, Kind: k.Name, Ref: rec.Base().Ref, Title: k.TitleOf(rec)}, Field: "controls"}
	switch rec := rec.(type) {
	case *risk.Risk:
		u.risks = append(u.risks, link)
	case *treatment.Treatment:
		u.treatments = append(u.treatments, link)
	case *evidence.Evidence:
		u.evidence = append(u.evidence, rec)
	}
}

func (u *uses) sort() {
	byRef := func(a, b record.Link) int { return strings.Compare(record.Fold(a.Ref), record.Fold(b.Ref)) }
	slices.SortFunc(u.risks, byRef)
	slices.SortFunc(u.treatments, byRef)
	slices.SortFunc(u.evidence, func(a, b *evidence.Evidence) int {
		return cmp.Or(cmp.Compare(b.CollectedOn, a.CollectedOn), strings.Compare(record.Fold(b.Ref), record.Fold(a.Ref)))
	})
}
