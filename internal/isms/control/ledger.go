package control

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/isms/treatment"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// ledger is what the registers say of the controls of one organisation: which risks and actions need them, and what
// evidence there is. It is kept in memory and brought up to date from the journal's tail, so that a statement of 93
// controls does not read thousands of records for every page.
type ledger struct {
	mu    sync.Mutex
	entry int64 // journal entries it has seen
	known map[string]user
	of    map[string]*uses // by control
}

// user is a record that names controls.
type user struct {
	link     record.Link
	controls record.Refs
	evidence *evidence.Evidence // nil for others
}

// uses are the users of one control, in the order of the statement. The lists are handed out: a change makes new ones.
type uses struct {
	risks, treatments []record.Link
	evidence          []*evidence.Evidence // newest first
}

// ledgers are those of the organisations looked at last.
type ledgers struct {
	mu   sync.Mutex
	byID map[string]*ledger
	last []string
}

type ledgersKey struct{}

// keepLedgers is how many organisations' ledgers stay in memory.
const keepLedgers = 16

func (l *ledgers) get(org string) *ledger {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = append(slices.DeleteFunc(l.last, func(id string) bool { return id == org }), org)
	if len(l.last) > keepLedgers {
		delete(l.byID, l.last[0])
		l.last = l.last[1:]
	}
	if l.byID[org] == nil {
		l.byID[org] = &ledger{}
	}
	return l.byID[org]
}

var users = []*record.Kind{risk.Risks.Kind(), treatment.Treatments.Kind(), evidence.Evidences.Kind()}

// usesOf tells who uses the controls at the moment the reader shows. Of the past, and within a change that may still
// fail, it is read anew.
func usesOf(r *record.Reader) (map[string]*uses, error) {
	if r.Org().Past() || r.Writing() {
		l := &ledger{}
		err := l.fill(r)
		return l.of, err
	}
	kept, _ := r.Org().Store().Memo.LoadOrStore(ledgersKey{}, &ledgers{byID: map[string]*ledger{}})
	return kept.(*ledgers).get(r.Org().ID()).at(r)
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

// at brings the ledger to the reader's moment and hands out its lists. A reader that began before the ledger was last
// brought up to date reads anew.
func (l *ledger) at(r *record.Reader) (map[string]*uses, error) {
	size, err := r.Size()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.of == nil:
		err = l.fill(r)
	case size < l.entry:
		fresh := &ledger{}
		err = fresh.fill(r)
		return fresh.of, err
	case size > l.entry:
		err = l.follow(r, size)
	}
	if err != nil {
		l.of = nil
		return nil, err
	}
	l.entry = size
	out := make(map[string]*uses, len(l.of))
	for id, u := range l.of {
		shown := *u
		out[id] = &shown
	}
	return out, nil
}

func (l *ledger) fill(r *record.Reader) error {
	l.known, l.of = map[string]user{}, map[string]*uses{}
	changed := map[string]bool{}
	for _, k := range users {
		if err := r.Each(k, record.Query{}, func(rec record.Record) error {
			l.set(k, rec.Base().ID, rec, changed)
			return nil
		}); err != nil {
			return err
		}
	}
	l.arrange(changed)
	return nil
}

func (l *ledger) follow(r *record.Reader, size int64) error {
	changed := map[string]bool{}
	err := r.Between(l.entry, size, users, func(k *record.Kind, id string, v record.Version) error {
		if v.Record != nil || v.Op == journal.Delete {
			l.set(k, id, v.Record, changed)
		}
		return nil
	})
	l.arrange(changed)
	return err
}

// set notes what a record now says; rec is nil if it was deleted.
func (l *ledger) set(k *record.Kind, id string, rec record.Record, changed map[string]bool) {
	for _, c := range l.known[id].controls {
		changed[c] = true
	}
	delete(l.known, id)
	if rec == nil {
		return
	}
	u := user{link: record.Link{Hit: record.Hit{ID: id, Kind: k.Name, Ref: rec.Base().Ref, Title: k.TitleOf(rec)}, Field: "controls"}}
	switch rec := rec.(type) {
	case *risk.Risk:
		u.controls = rec.Controls
	case *treatment.Treatment:
		u.controls = rec.Controls
	case *evidence.Evidence:
		u.controls, u.evidence = rec.Controls, rec
	}
	if len(u.controls) == 0 {
		return
	}
	l.known[id] = u
	for _, c := range u.controls {
		changed[c] = true
	}
}

// arrange makes the lists of the changed controls anew.
func (l *ledger) arrange(changed map[string]bool) {
	for c := range changed {
		l.of[c] = &uses{}
	}
	for _, u := range l.known {
		for _, c := range u.controls {
			if !changed[c] {
				continue
			}
			to := l.of[c]
			switch u.link.Kind {
			case "risk":
				to.risks = append(to.risks, u.link)
			case "treatment":
				to.treatments = append(to.treatments, u.link)
			default:
				to.evidence = append(to.evidence, u.evidence)
			}
		}
	}
	byRef := func(a, b record.Link) int { return strings.Compare(record.Fold(a.Ref), record.Fold(b.Ref)) }
	for c := range changed {
		to := l.of[c]
		slices.SortFunc(to.risks, byRef)
		slices.SortFunc(to.treatments, byRef)
		slices.SortFunc(to.evidence, func(a, b *evidence.Evidence) int {
			return cmp.Or(cmp.Compare(b.CollectedOn, a.CollectedOn), strings.Compare(record.Fold(b.Ref), record.Fold(a.Ref)))
		})
	}
}
