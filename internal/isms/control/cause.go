package control

import (
	"slices"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/journal"
	"github.com/assay-isms/assay/internal/record"
)

// Compare lists what differs between two moments of one edition with what caused each difference. The reader must see
// both moments; the journal between them is read once, however many differences there are.
func Compare(r *record.Reader, before, after *Snapshot) ([]Difference, error) {
	all := differences(before, after)
	out := make([]Difference, len(all))
	early, late := before, after
	if early.Entry > late.Entry {
		early, late = late, early
	}
	t := newTrail(early, late)
	if len(all) > 0 && early.Entry < late.Entry {
		kinds := []*record.Kind{Controls.Kind(), risk.Risks.Kind(), risk.CriteriaVersions.Kind()}
		if err := r.Between(early.Entry, late.Entry, kinds, t.follow); err != nil {
			return nil, err
		}
	}
	for i, f := range all {
		out[i] = f.Difference
		out[i].Cause = t.causeOf(f)
	}
	return out, nil
}

// step is the entry that last changed one thing, and of which kind that makes it.
type step struct {
	record.Version
	of, kind, title string
}

// place is one thing that an entry can change: a field of a control, or of a risk's link to it.
type place struct{ record, field string }

// trail follows every control and risk from the earlier statement to the later.
type trail struct {
	late     *Snapshot
	controls map[string]*Control
	risks    map[string]*risk.Risk
	steps    map[place]step
	criteria map[int64]bool            // batches that changed criteria
	linked   map[int64]map[string]bool // batch → controls that a risk came to need, or needs no more
}

func newTrail(early, late *Snapshot) *trail {
	t := &trail{late: late, controls: map[string]*Control{}, risks: map[string]*risk.Risk{}, steps: map[place]step{}, criteria: map[int64]bool{}, linked: map[int64]map[string]bool{}}
	for i := range early.Lines {
		t.controls[early.Lines[i].ID] = early.Lines[i].Control
	}
	for id, r := range early.risks {
		t.risks[id] = r
	}
	return t
}

func (t *trail) follow(k *record.Kind, id string, v record.Version) error {
	if v.Record == nil && v.Op != journal.Delete {
		return nil // erased: what it changed shows at the entry after it, or not at all
	}
	switch rec := v.Record.(type) {
	case *Control:
		t.followControl(id, rec, v)
	case *risk.Risk:
		t.followRisk(id, rec, v)
	case *risk.Criteria:
		t.criteria[v.Batch] = true
	default:
		if k == risk.Risks.Kind() {
			t.followRisk(id, &risk.Risk{}, v)
		}
	}
	return nil
}

func (t *trail) followControl(id string, now *Control, v record.Version) {
	s := step{Version: v, of: "control", kind: "decision", title: now.Title}
	was := t.controls[id]
	if was == nil {
		t.steps[place{id, ""}] = s
		was = &Control{}
	}
	for _, c := range compared {
		if c.key(was) != c.key(now) {
			t.steps[place{id, c.field}] = s
		}
	}
	t.controls[id] = now
}

func (t *trail) followRisk(id string, now *risk.Risk, v record.Version) {
	was := t.risks[id]
	if was == nil {
		was = &risk.Risk{}
	}
	s := step{Version: v, of: "risk", kind: "risk", title: now.Title}
	if now.Title == "" { // deleted
		s.title, s.Ref = was.Title, was.Ref
	}
	for _, control := range slices.Concat(was.Controls, now.Controls) {
		if slices.Contains(was.Controls, control) != slices.Contains(now.Controls, control) {
			t.steps[place{id, "risks " + control}] = s
			if t.linked[v.Batch] == nil {
				t.linked[v.Batch] = map[string]bool{}
			}
			t.linked[v.Batch][control] = true
		}
	}
	if t.late.rating(was) != t.late.rating(now) {
		if was.Criteria != "" && was.Criteria != now.Criteria {
			s.kind = "criteria"
		}
		t.steps[place{id, "rating"}] = s
	}
	t.risks[id] = now
}

// causeOf is what made the difference. A decision taken in one step with a risk or with criteria follows from those.
func (t *trail) causeOf(f found) *Cause {
	for _, l := range f.lines {
		if l == nil {
			continue
		}
		for _, c := range slices.Backward(l.Corrections) {
			if slices.Contains(c.fields(), f.Field) {
				return &Cause{Kind: "correction", Of: Corrections.Name, Record: c.Ref, Title: c.Title, Entry: c.Seq, Actor: c.UpdatedBy, Time: c.UpdatedAt, Reason: c.Why}
			}
		}
	}
	at := place{f.control, f.Field}
	switch f.Field {
	case "risks":
		at = place{f.risk, "risks " + f.control}
	case "rating":
		at = place{f.risk, "rating"}
	}
	s, ok := t.steps[at]
	if !ok {
		return nil
	}
	kind := s.kind
	if t.criteria[s.Batch] {
		kind = "criteria"
	} else if kind == "decision" && t.linked[s.Batch][f.control] {
		kind = "risk"
	}
	return &Cause{Kind: kind, Of: s.of, Record: s.Ref, Title: s.title, Entry: s.Seq, Actor: s.Actor, Time: s.Time, Reason: s.Reason}
}
