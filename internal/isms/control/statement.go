package control

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/catalog"
	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

// State is how a control stands: its shape, word and colour everywhere in the product.
type State string

// The states.
const (
	Working   State = "working"
	Partly    State = "partly"
	Failing   State = "failing"
	Stale     State = "stale"
	None      State = "none" // nothing shows it at work
	Excluded  State = "excluded"
	Undecided State = "undecided"
)

// Line is one line of the Statement of Applicability.
type Line struct {
	*Control
	OwnerName    string
	Risks        []record.Link // whose treatment needs the control
	Treatments   []record.Link // actions of the plan
	Requirements []record.Hit
	Evidence     []*evidence.Evidence // newest first
	State        State
	Why          string               // one sentence for the state
	Until        record.Date          // if it works: the last day it does, if nothing is done; with an exception: its last day
	Needs        []effectiveness.Need // how each kind of record shows it
	stand        standing
	Conflict     string        // the exclusion contradicts a treatment; "" if not
	Gap          string        // a reason was chosen and not explained; "" if not
	Corrections  []*Correction // that make the line differ from what was known; only of what was true
	Past         []record.Link // every correction of the control's past; only of a single line
	Doubt        string        // a correction reaches to the present, and the control was not changed; only of a single line
}

// Newest is the evidence collected last; nil if there is none.
func (l *Line) Newest() *evidence.Evidence {
	if len(l.Evidence) == 0 {
		return nil
	}
	return l.Evidence[0]
}

// Statement reads the Statement of Applicability of an edition at the moment the reader shows, in the standard's
// order. Its cost is that of the controls: who uses them is kept up to date beside the records.
func Statement(r *record.Reader, e catalog.Edition) ([]Line, error) {
	controls, err := edition(r, e)
	if err != nil {
		return nil, err
	}
	stand, err := standings(r, e, func() ([]*Control, error) { return controls, nil })
	if err != nil {
		return nil, err
	}
	used, err := usesOf(r)
	if err != nil {
		return nil, err
	}
	names, err := r.Named(namesIn(controls))
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(controls))
	for i, c := range controls {
		l := Line{Control: c, OwnerName: names[string(c.Owner)].Title}
		if u := used[c.ID]; u != nil {
			l.Risks, l.Treatments, l.Evidence = u.risks, u.treatments, u.evidence
		}
		for _, id := range c.Requirements {
			l.Requirements = append(l.Requirements, names[id])
		}
		l.judge(stand[c.ID], r.Today())
		lines[i] = l
	}
	return lines, nil
}

// One reads a single line.
func One(r *record.Reader, id string) (Line, error) {
	c, err := Controls.Find(r, id)
	if err != nil {
		return Line{}, err
	}
	to, err := r.LinksTo(c.ID, 1000)
	if err != nil {
		return Line{}, err
	}
	l := Line{Control: c}
	by := map[string][]record.Link{}
	for _, link := range to {
		by[link.Kind] = append(by[link.Kind], link)
	}
	proofs, err := evidenceOf(r, map[string][]record.Link{c.ID: by["evidence"]})
	if err != nil {
		return Line{}, err
	}
	names, err := r.Named(namesIn([]*Control{c}))
	if err != nil {
		return Line{}, err
	}
	l.OwnerName, l.Risks, l.Treatments, l.Evidence = names[string(c.Owner)].Title, by["risk"], by["treatment"], proofs[c.ID]
	l.Past = by[Corrections.Name]
	for _, id := range c.Requirements {
		l.Requirements = append(l.Requirements, names[id])
	}
	stand, err := standings(r, catalog.Edition(c.Edition), func() ([]*Control, error) { return edition(r, catalog.Edition(c.Edition)) })
	if err != nil {
		return Line{}, err
	}
	l.judge(stand[c.ID], r.Today())
	if len(l.Past) == 0 || r.Org().Past() {
		return l, nil
	}
	truth, err := TrueOn(r, []Line{l}, r.Org().Now())
	if err == nil && len(truth[0].Corrections) > 0 {
		last := truth[0].Corrections[len(truth[0].Corrections)-1]
		l.Doubt = fmt.Sprintf("%s says that it was otherwise from %s on, and nothing was recorded since", last.Ref, last.From)
	}
	return l, err
}

func namesIn(controls []*Control) (ids []string) {
	for _, c := range controls {
		if c.Owner != "" {
			ids = append(ids, string(c.Owner))
		}
		ids = append(ids, c.Requirements...)
	}
	return ids
}

// evidenceOf reads the linked evidence once, newest first per control.
func evidenceOf(r *record.Reader, links map[string][]record.Link) (map[string][]*evidence.Evidence, error) {
	by := map[string][]string{} // evidence id → control ids
	var ids []string
	for control, list := range links {
		for _, l := range list {
			if by[l.ID] == nil {
				ids = append(ids, l.ID)
			}
			by[l.ID] = append(by[l.ID], control)
		}
	}
	out := map[string][]*evidence.Evidence{}
	for len(ids) > 0 {
		part := ids[:min(len(ids), 200)]
		ids = ids[len(part):]
		found, err := evidence.Evidences.All(r, record.Query{Sort: "-collected_on", Filters: []record.Filter{{Field: "id", Values: part}}})
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			for _, control := range by[e.ID] {
				out[control] = append(out[control], e)
			}
		}
	}
	for _, list := range out { // each part was in order
		slices.SortStableFunc(list, func(a, b *evidence.Evidence) int { return cmp.Compare(b.CollectedOn, a.CollectedOn) })
	}
	return out, nil
}

// gap says which chosen reason nobody explained; "" if none.
func (l *Line) gap() string {
	open := l.Unexplained(len(l.Risks) > 0)
	if len(open) == 0 {
		return ""
	}
	return fmt.Sprintf("%s applies because of %s, and nobody wrote why", l.Ref, strings.ToLower(labelsOf(Reasons, open)))
}

// conflict says how excluding a control contradicts the risks that need it; "" if none does.
func conflict(c *Control, risks []record.Link) string {
	if len(risks) == 0 {
		return ""
	}
	return fmt.Sprintf("%s is excluded, but the treatment of %s relies on it", c.Ref, refs(risks))
}

func refs(links []record.Link) string {
	text := ""
	for i, l := range links {
		if i == 5 {
			return text + fmt.Sprintf(" and %d more", len(links)-i)
		}
		if i > 0 {
			text += ", "
		}
		text += l.Ref
	}
	return text
}
