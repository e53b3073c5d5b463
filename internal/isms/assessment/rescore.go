package assessment

import (
	"context"

	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/record"
)

// Rescored is a run under another version of the criteria. Nothing of it is written.
type Rescored struct {
	Run           string         `json:"run"`
	Criteria      string         `json:"criteria"` // the version looked at
	Version       *risk.Criteria `json:"-"`
	Ratings       []string       `json:"ratings"` // how steps were carried over, by version they were given under
	Rising        int            `json:"rising"`  // risks whose level is higher under it
	Falling       int            `json:"falling"` // or lower
	NotComparable int            `json:"not_comparable"`
	Risks         []RescoredRisk `json:"risks"`
}

// RescoredRisk is a risk before and under the other version.
type RescoredRisk struct {
	Risk   string  `json:"risk"`
	Title  string  `json:"title"`
	Rating *[2]int `json:"rating"` // likelihood and consequence as rated; null where it was not
	Under  *[2]int `json:"under"`  // the steps they fall on; null where they are not comparable
	Before string  `json:"before"` // levels
	After  string  `json:"after"`
	Move   Move    `json:"move"`

	Levels [2]int         `json:"-"` // from 1; 0 where there is none
	From   *risk.Criteria `json:"-"`
}

// Move is what another version makes of a level.
type Move string

// The moves. Versions with another number of levels are compared by what the organisation accepts alone.
const (
	Rises         Move = "rises"
	Falls         Move = "falls"
	Stays         Move = "stays"
	Incomparable  Move = "not comparable"
	WithoutRating Move = "not rated"
)

// Rescore shows a run as it stood under any version of the criteria, a draft too.
func Rescore(ctx context.Context, org *record.Org, run, criteria string) (*Rescored, error) {
	var under *risk.Criteria
	if err := org.Read(ctx, func(r *record.Reader) (err error) {
		under, err = risk.CriteriaVersions.Find(r, criteria)
		return err
	}); err != nil {
		return nil, err
	}
	p, err := standing(ctx, org, run)
	if err != nil {
		return nil, err
	}
	out := &Rescored{Run: p.ref, Criteria: under.Ref, Version: under, Ratings: []string{}, Risks: []RescoredRisk{}}
	maps := newMappings()
	for _, id := range p.ids() {
		x := p.risks[id].under(under, maps)
		switch x.Move {
		case Rises:
			out.Rising++
		case Falls:
			out.Falling++
		case Incomparable:
			out.NotComparable++
		}
		out.Risks = append(out.Risks, x)
	}
	out.Ratings = append(out.Ratings, maps.said...)
	return out, nil
}

// mappings between versions, each made once.
type mappings struct {
	made map[[2]*risk.Criteria]*risk.Mapping
	said []string
}

func newMappings() *mappings { return &mappings{made: map[[2]*risk.Criteria]*risk.Mapping{}} }

func (m *mappings) between(a, b *risk.Criteria) *risk.Mapping {
	k := [2]*risk.Criteria{a, b}
	if m.made[k] == nil {
		x := a.MapTo(b)
		m.made[k] = &x
		text := a.Ref + " to " + b.Ref + ": " + x.How
		if x.Why != "" {
			text += " (" + x.Why + ")"
		}
		m.said = append(m.said, text+".")
	}
	return m.made[k]
}

// carry is the rating on the steps of another version; ok is false where it cannot be carried over.
func (m *mappings) carry(rating [2]int, from, to *risk.Criteria) (on [2]int, ok bool) {
	x := m.between(from, to)
	if !x.Whole() {
		return on, false
	}
	return [2]int{x.Likelihood[rating[0]-1], x.Consequence[rating[1]-1]}, true
}

// under is a risk as it stood, and what the other version says of it.
func (s *stood) under(c *risk.Criteria, maps *mappings) RescoredRisk {
	x := RescoredRisk{Risk: s.risk.Ref, Title: s.risk.Title, Before: s.level(), Move: WithoutRating, From: s.criteria}
	if !s.rated() {
		return x
	}
	rating := s.rating
	x.Rating, x.Move = &rating, Incomparable
	x.Levels[0] = s.criteria.LevelOf(rating[0], rating[1])
	on, ok := maps.carry(rating, s.criteria, c)
	if !ok {
		return x
	}
	x.Under, x.Levels[1] = &on, c.LevelOf(on[0], on[1])
	x.After = c.LevelName(x.Levels[1])
	x.Move = moved(s.criteria, c, x.Levels)
	return x
}

// moved compares levels of two versions.
func moved(from, to *risk.Criteria, levels [2]int) Move {
	before, after := levels[0], levels[1]
	if len(from.Levels) != len(to.Levels) {
		rank := map[bool]int{true: 0, false: 1}
		before, after = rank[from.Acceptable(before)], rank[to.Acceptable(after)]
	}
	switch {
	case after > before:
		return Rises
	case after < before:
		return Falls
	}
	return Stays
}
