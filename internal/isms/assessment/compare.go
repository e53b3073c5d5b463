package assessment

import (
	"context"
	"fmt"
	"github.com/assay-isms/assay/internal/isms/risk"
	"slices"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/record"
)

// Change is what became of one risk between two runs.
type Change struct {
	Risk    string   `json:"risk"`
	Title   string   `json:"title"`
	Change  string   `json:"change"`  // added, removed or changed
	Factors []string `json:"factors"` // of a changed risk: facts, criteria, rating
	Why     string   `json:"why"`
	Before  string   `json:"before"` // the level; "not rated" where there was none, "" where the risk was not there
	After   string   `json:"after"`
}

// Comparison sets two runs side by side.
type Comparison struct {
	Before    string   `json:"before"`
	After     string   `json:"after"`
	Changes   []Change `json:"changes"`
	Unchanged int      `json:"unchanged"`
}

// stood is a risk as a run has it.
type stood struct {
	ref, title string
	facts      facts
	criteria   *risk.Criteria
	rating     [2]int // 0 where not rated
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
	out := &Comparison{Changes: []Change{}}
	before, ref, err := standing(ctx, org, a)
	if err != nil {
		return nil, err
	}
	out.Before = ref
	after, ref, err := standing(ctx, org, b)
	if err != nil {
		return nil, err
	}
	out.After = ref
	for id, x := range before {
		y := after[id]
		if y == nil {
			out.Changes = append(out.Changes, Change{Risk: x.ref, Title: x.title, Change: "removed", Factors: []string{}, Before: x.level()})
		} else if c := x.changedTo(y); len(c.Factors) > 0 {
			out.Changes = append(out.Changes, c)
		} else {
			out.Unchanged++
		}
	}
	for id, y := range after {
		if before[id] == nil {
			out.Changes = append(out.Changes, Change{Risk: y.ref, Title: y.title, Change: "added", Factors: []string{}, After: y.level()})
		}
	}
	slices.SortFunc(out.Changes, func(x, y Change) int { return strings.Compare(record.Fold(x.Risk), record.Fold(y.Risk)) })
	return out, nil
}

func (s *stood) changedTo(t *stood) Change {
	c := Change{Risk: t.ref, Title: t.title, Change: "changed", Factors: []string{}, Before: s.level(), After: t.level()}
	var why []string
	if fields := s.facts.differ(t.facts); len(fields) > 0 {
		c.Factors, why = append(c.Factors, "facts"), append(why, strings.Join(fields, ", "))
	}
	if s.criteria != nil && t.criteria != nil && s.criteria.ContentID() != t.criteria.ContentID() {
		c.Factors = append(c.Factors, "criteria")
		text := s.criteria.Ref + " → " + t.criteria.Ref
		if under := (&stood{criteria: t.criteria, rating: s.rating}).level(); s.rating[0] > 0 && under != s.level() {
			text += fmt.Sprintf(" alone makes %s of %s", under, s.level())
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

// differ names the facts that are not the same.
func (f facts) differ(g facts) (fields []string) {
	for _, d := range []struct {
		what string
		a, b any
	}{
		{"title", f.Title, g.Title}, {"description", f.Description, g.Description}, {"assets", f.Assets, g.Assets}, {"harms", f.Properties, g.Properties},
		{"causes", f.Causes, g.Causes}, {"owner", f.Owner, g.Owner}, {"option", f.Option, g.Option}, {"controls", f.Controls, g.Controls},
	} {
		if hashOf(d.a) != hashOf(d.b) {
			fields = append(fields, d.what)
		}
	}
	return fields
}

// standing reads the risks of a run by id.
func standing(ctx context.Context, org *record.Org, ref string) (out map[string]*stood, name string, err error) {
	var a *Assessment
	var at time.Time
	if err := org.Read(ctx, func(r *record.Reader) (err error) {
		if a, err = Assessments.Find(r, ref); err != nil || a.Entry == 0 {
			return err
		}
		at, err = timeOf(r, a.Entry)
		return err
	}); err != nil {
		return nil, "", err
	}
	if a.Entry > 0 {
		past, release, err := org.AsOf(ctx, at)
		if err != nil {
			return nil, "", err
		}
		defer release()
		org = past
	}
	return out, a.Ref, org.Read(ctx, func(r *record.Reader) error {
		if len(a.Risks) == 0 {
			out, err = registerNow(r)
			return err
		}
		v, err := ReadRun(r, a.ID)
		if err != nil {
			return err
		}
		out = map[string]*stood{}
		for i := range v.Lines {
			l := &v.Lines[i]
			s, _ := v.Outcome(l)
			out[l.Risk.ID] = &stood{l.Risk.Ref, l.Risk.Title, factsOf(l.Risk), v.Criteria, [2]int{s.Likelihood, s.Consequence}}
		}
		return nil
	})
}

// registerNow is every open risk with its rating in the register.
func registerNow(r *record.Reader) (map[string]*stood, error) {
	versions, err := risk.CriteriaVersions.All(r, record.Query{})
	if err != nil {
		return nil, err
	}
	out := map[string]*stood{}
	return out, r.Each(risk.Risks.Kind(), record.Query{Filters: []record.Filter{{Field: "status", Op: "not", Values: []string{"closed"}}}}, func(rec record.Record) error {
		x := rec.(*risk.Risk)
		s := &stood{ref: x.Ref, title: x.Title, facts: factsOf(x), rating: [2]int{x.Likelihood, x.Consequence}}
		for _, c := range versions {
			if c.ID == string(x.Criteria) {
				s.criteria = c
			}
		}
		out[x.ID] = s
		return nil
	})
}
