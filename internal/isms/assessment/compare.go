package assessment

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Change is what became of one risk between two runs.
type Change struct {
	Risk    string   `json:"risk"`
	Title   string   `json:"title"`
	Change  string   `json:"change"`  // added, removed or changed
	Factors []string `json:"factors"` // of a changed risk: facts, figures, controls, criteria, rating
	Why     string   `json:"why"`
	Before  string   `json:"before"` // the level; "not rated" where there was none, "" where the risk was not there
	After   string   `json:"after"`
}

// Comparison sets two runs side by side.
type Comparison struct {
	Before    string     `json:"before"`
	After     string     `json:"after"`
	Changes   []Change   `json:"changes"`
	Unchanged int        `json:"unchanged"`
	Waterfall *Waterfall `json:"waterfall"`
}

// stood is a risk as a run has it.
type stood struct {
	risk     *risk.Risk
	criteria *risk.Criteria
	rating   [2]int // 0 where not rated
}

func (s *stood) rated() bool { return s.criteria != nil && s.rating[0] > 0 && s.rating[1] > 0 }

// whole is a run as it stood.
type whole struct {
	ref      string
	criteria *risk.Criteria // nil if the run names none
	manifest *Manifest      // nil unless raters rated and someone approved
	risks    map[string]*stood
}

// ids of the risks, in the order of their references.
func (p *whole) ids() []string {
	return slices.SortedFunc(maps.Keys(p.risks), func(a, b string) int {
		return strings.Compare(record.Fold(p.risks[a].risk.Ref), record.Fold(p.risks[b].risk.Ref))
	})
}

func (s *stood) level() string {
	if s.criteria != nil {
		if name := s.criteria.LevelName(s.criteria.LevelOf(s.rating[0], s.rating[1])); name != "" {
			return name
		}
	}
	return string(NotRated)
}

// Compare tells which risks were added, removed and changed from run a to run b, and by which factor. An approved
// run is taken as it was approved, another as it stands. A run without a list of risks has all that were open.
func Compare(ctx context.Context, org *record.Org, a, b string) (*Comparison, error) {
	before, err := standing(ctx, org, a)
	if err != nil {
		return nil, err
	}
	after, err := standing(ctx, org, b)
	if err != nil {
		return nil, err
	}
	out := &Comparison{Before: before.ref, After: after.ref, Changes: []Change{}, Waterfall: waterfall(before, after)}
	for id, x := range before.risks {
		y := after.risks[id]
		if y == nil {
			out.Changes = append(out.Changes, Change{Risk: x.risk.Ref, Title: x.risk.Title, Change: "removed", Factors: []string{}, Before: x.level()})
		} else if c := x.changedTo(y); len(c.Factors) > 0 {
			out.Changes = append(out.Changes, c)
		} else {
			out.Unchanged++
		}
	}
	for id, y := range after.risks {
		if before.risks[id] == nil {
			out.Changes = append(out.Changes, Change{Risk: y.risk.Ref, Title: y.risk.Title, Change: "added", Factors: []string{}, After: y.level()})
		}
	}
	slices.SortFunc(out.Changes, func(x, y Change) int { return strings.Compare(record.Fold(x.Risk), record.Fold(y.Risk)) })
	return out, nil
}

func (s *stood) changedTo(t *stood) Change {
	c := Change{Risk: t.risk.Ref, Title: t.risk.Title, Change: "changed", Factors: []string{}, Before: s.level(), After: t.level()}
	var why []string
	for _, f := range s.differences(t) {
		c.Factors, why = append(c.Factors, f.factor), append(why, strings.Join(f.fields, ", "))
	}
	if s.criteria != nil && t.criteria != nil && s.criteria.ContentID() != t.criteria.ContentID() {
		c.Factors = append(c.Factors, "criteria")
		text := s.criteria.Ref + " → " + t.criteria.Ref
		if under := s.under(t.criteria, newMappings()); under.After != "" && under.After != s.level() {
			text += fmt.Sprintf(" alone makes %s of %s", under.After, s.level())
		}
		why = append(why, text)
	}
	if s.rating != t.rating {
		c.Factors, why = append(c.Factors, "rating"), append(why, ratingText(s.rating)+" → "+ratingText(t.rating))
	}
	c.Why = strings.Join(why, "; ")
	return c
}

func ratingText(r [2]int) string {
	if r[0] == 0 || r[1] == 0 {
		return string(NotRated)
	}
	return fmt.Sprintf("%d × %d", r[0], r[1])
}

// factor is what changed of one sort, by the names of the fields.
type factor struct {
	factor string
	fields []string
}

// differences between a risk then and later, apart from its rating and criteria.
func (s *stood) differences(t *stood) (out []factor) {
	f, g := factsOf(s.risk), factsOf(t.risk)
	for _, d := range []struct {
		factor, what string
		a, b         any
	}{
		{"facts", "title", f.Title, g.Title}, {"facts", "description", f.Description, g.Description}, {"facts", "assets", f.Assets, g.Assets}, {"facts", "harms", f.Properties, g.Properties},
		{"facts", "causes", f.Causes, g.Causes}, {"facts", "owner", f.Owner, g.Owner}, {"figures", "figures before treatment", s.risk.Now.Given(), t.risk.Now.Given()},
		{"controls", "option", f.Option, g.Option}, {"controls", "controls", f.Controls, g.Controls}, {"controls", "rating after treatment", s.residual(), t.residual()},
		{"controls", "figures after treatment", s.risk.After.Given(), t.risk.After.Given()},
	} {
		switch n := len(out); {
		case hashOf(d.a) == hashOf(d.b):
		case n > 0 && out[n-1].factor == d.factor:
			out[n-1].fields = append(out[n-1].fields, d.what)
		default:
			out = append(out, factor{d.factor, []string{d.what}})
		}
	}
	return out
}

func (s *stood) residual() [2]int {
	return [2]int{s.risk.ResidualLikelihood, s.risk.ResidualConsequence}
}

// standing reads the risks of a run.
func standing(ctx context.Context, org *record.Org, ref string) (p *whole, err error) {
	var a *Assessment
	var at time.Time
	if err := org.Read(ctx, func(r *record.Reader) (err error) {
		if a, err = Assessments.Find(r, ref); err != nil || a.Entry == 0 {
			return err
		}
		at, err = timeOf(r, a.Entry)
		return err
	}); err != nil {
		return nil, err
	}
	if a.Entry > 0 {
		past, release, err := org.AsOf(ctx, at)
		if err != nil {
			return nil, err
		}
		defer release()
		org = past
	}
	return p, org.Read(ctx, func(r *record.Reader) error {
		v, err := ReadRun(r, a.ID)
		if err != nil {
			return err
		}
		if p, err = v.whole(r); err == nil {
			p.manifest = a.Manifest
		}
		return err
	})
}

// whole is the run as the reader shows it. A run without a list of risks has all that are open, as the register rates them.
func (v *RunView) whole(r *record.Reader) (*whole, error) {
	p := &whole{ref: v.Run.Ref, criteria: v.Criteria, risks: map[string]*stood{}}
	if len(v.Run.Risks) > 0 {
		p.risks = v.stood()
		return p, nil
	}
	versions, err := risk.CriteriaVersions.All(r, record.Query{})
	if err != nil {
		return nil, err
	}
	byID := map[string]*risk.Criteria{}
	for _, c := range versions {
		byID[c.ID] = c
	}
	return p, r.Each(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}}}, func(rec record.Record) error {
		x := rec.(*risk.Risk)
		p.risks[x.ID] = &stood{x, byID[string(x.Criteria)], [2]int{x.Likelihood, x.Consequence}}
		return nil
	})
}

// stood are the risks of the run with their outcomes, by id.
func (v *RunView) stood() map[string]*stood {
	out := map[string]*stood{}
	for i := range v.Lines {
		s, _ := v.Outcome(&v.Lines[i])
		out[v.Lines[i].Risk.ID] = &stood{v.Lines[i].Risk, v.Criteria, [2]int{s.Likelihood, s.Consequence}}
	}
	return out
}
