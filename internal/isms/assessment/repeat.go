package assessment

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strconv"

	"github.com/assay-isms/assay/internal/isms/people"
	"github.com/assay-isms/assay/internal/isms/risk"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/record"
)

// mostRepeated is the greatest share of risks that a rater is asked twice, in percent: what is asked again lies in the first
// half of the list, so that others come between.
const mostRepeated = 50

// repeated is how many risks each rater is asked a second time.
func (v *RunView) repeated() int {
	n := len(v.Lines)
	return min((n*v.Run.Repeats+99)/100, n/2)
}

// Places is how many ratings each rater is asked for.
func (v *RunView) Places() int { return len(v.Lines) + v.repeated() }

// place is one place in a rater's list.
type place struct {
	line   int
	repeat bool
}

// places is the list of a rater: every risk once, some of the first half again in the second. Which, and where, hangs on the
// organisation's key: neither the rater nor anybody else can tell before they stand there.
func (v *RunView) places(s *sealer, rater string) []place {
	n := len(v.Lines)
	half := (n + 1) / 2
	draws := map[int][]byte{}
	chosen := make([]int, half)
	for i := range chosen {
		chosen[i], draws[i] = i, s.Draw(rater+"\n"+v.Lines[i].Risk.ID)
	}
	slices.SortFunc(chosen, func(a, b int) int { return bytes.Compare(draws[a], draws[b]) })
	after := map[int][]int{}
	for _, line := range chosen[:v.repeated()] {
		at := half + int(binary.BigEndian.Uint32(draws[line][8:]))%(n-half)
		after[at] = append(after[at], line)
	}
	var out []place
	for i := range n {
		out = append(out, place{i, false})
		for _, line := range after[i] {
			out = append(out, place{line, true})
		}
	}
	return out
}

// at is the rating that the rater gave at a place; nil if there is none.
func (v *RunView) at(p place, rater string) *Rated {
	l := &v.Lines[p.line]
	if !p.repeat {
		return l.of(rater)
	}
	i := slices.IndexFunc(l.Repeats, func(x *Rated) bool { return string(x.Rater) == rater })
	if i < 0 {
		return nil
	}
	return l.Repeats[i]
}

// OwnPlace is a place in the acting rater's list, counted from 1.
type OwnPlace struct {
	Place int
	Risk  *risk.Risk
	Said  *Said // nil while nothing was said here
}

// Own is the acting rater's list with what was said so far. It is shown to nobody else.
func Own(r *record.Reader, v *RunView) ([]OwnPlace, error) {
	own := v.Own(r.Org().Actor().Email)
	if own == nil {
		return nil, v.noRater()
	}
	s, err := newSealer(r, v.Run.ID)
	if err != nil {
		return nil, err
	}
	var out []OwnPlace
	for i, p := range v.places(s, own.ID) {
		o := OwnPlace{Place: i + 1, Risk: v.Lines[p.line].Risk}
		if x := v.at(p, own.ID); x != nil {
			if in, err := s.open(x); err == nil { // what cannot be opened is rated again
				o.Said = &in.Said
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// SelfAgreement is how far a rater, asked the same twice, said the same.
type SelfAgreement struct {
	Rater  *people.Person `json:"-"`
	Person string         `json:"person"`
	Name   string         `json:"name"`
	Scales []SelfScale    `json:"scales"`
}

// SelfScale is a rater's drift on one scale.
type SelfScale struct {
	Scale string `json:"scale"`
	Risks int    `json:"risks"` // rated twice
	Equal int    `json:"equal"`
	// Drift is the mean of second less first rating, in steps; Distance the mean of the steps between them.
	Drift    float64       `json:"drift"`
	Distance float64       `json:"distance"`
	Kappa    agree.Measure `json:"weighted_kappa"` // Cohen's, with linear weights
}

// SelfAgreement measures each rater's drift by the risks that were asked twice; nil while the ratings are sealed.
func (v *RunView) SelfAgreement() (out []SelfAgreement, err error) {
	if v.Run.Status == Draft || v.Run.Status == Rating {
		return nil, nil
	}
	return selfAgreement([]*RunView{v})
}

// selfAgreement measures over several runs. κ is over the longest scale among them.
func selfAgreement(runs []*RunView) (out []SelfAgreement, err error) {
	pairs := map[string][][2]*Rated{}
	var raters []*people.Person
	for _, v := range runs {
		for _, p := range v.Raters {
			if pairs[p.ID] == nil {
				pairs[p.ID] = [][2]*Rated{}
				raters = append(raters, p)
			}
			for i := range v.Lines {
				first, second := v.at(place{i, false}, p.ID), v.at(place{i, true}, p.ID)
				if first != nil && second != nil && first.State == released && second.State == released {
					pairs[p.ID] = append(pairs[p.ID], [2]*Rated{first, second})
				}
			}
		}
	}
	for _, p := range raters {
		if len(pairs[p.ID]) == 0 {
			continue
		}
		a := SelfAgreement{Rater: p, Person: p.Ref, Name: p.Name}
		for _, sc := range scales {
			x, err := sc.self(pairs[p.ID], sc.longest(runs))
			if err != nil {
				return nil, err
			}
			a.Scales = append(a.Scales, x)
		}
		out = append(out, a)
	}
	return out, nil
}

// scale is one of the two scales that ratings are given on.
type scale struct {
	name  string
	steps func(*risk.Criteria) []risk.Step
	value func(*Rated) int
	said  func(Said) int
}

var scales = []scale{
	{"likelihood", func(c *risk.Criteria) []risk.Step { return c.Likelihood }, func(x *Rated) int { return x.Likelihood }, func(s Said) int { return s.Likelihood }},
	{"consequence", func(c *risk.Criteria) []risk.Step { return c.Consequence }, func(x *Rated) int { return x.Consequence }, func(s Said) int { return s.Consequence }},
}

func (sc scale) longest(runs []*RunView) (n int) {
	for _, v := range runs {
		n = max(n, len(sc.steps(v.Criteria)))
	}
	return n
}

// declared is the scale with so many steps, as package agree measures on it.
func declared(steps int) (*agree.Scale, error) {
	labels := make([]string, steps)
	for i := range labels {
		labels[i] = strconv.Itoa(i + 1)
	}
	return agree.NewScale(agree.Ordinal, labels)
}

func (sc scale) self(pairs [][2]*Rated, steps int) (out SelfScale, err error) {
	out = SelfScale{Scale: sc.name, Risks: len(pairs)}
	var rows [][]string
	drift, distance := 0, 0
	for _, p := range pairs {
		a, b := sc.value(p[0]), sc.value(p[1])
		if a == b {
			out.Equal++
		}
		drift += b - a
		distance += max(b-a, a-b)
		rows = append(rows, []string{strconv.Itoa(a), strconv.Itoa(b)})
	}
	out.Drift, out.Distance = float64(drift)/float64(len(pairs)), float64(distance)/float64(len(pairs))
	declared, err := declared(steps)
	if err != nil {
		return out, err
	}
	ratings, err := agree.NewRatings(declared, rows)
	if err == nil {
		out.Kappa = ratings.Cohen(0, 1, agree.Linear)
	}
	return out, err
}
