package matrix

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// τ-b of [12, 2, 1, 12, 2] and [1, 4, 7, 1, 0] is -.4714045: the example of SciPy's documentation of kendalltau.
func TestTauB(t *testing.T) {
	x, y := []int{12, 2, 1, 12, 2}, []float64{1, 4, 7, 1, 0}
	var risks []Rated
	for i := range x {
		risks = append(risks, Rated{string(rune('a' + i)), x[i], y[i]})
	}
	o := Compare(risks)
	if o.TauB == nil || math.Abs(*o.TauB+0.4714045) > 5e-8 {
		t.Fatalf("%+v", o)
	}
	if o.Discordant != 6 || len(o.Reversed) != 6 || o.Reversed[0] != (Reversal{"a", "c", 7}) {
		t.Errorf("%+v", o)
	}
	if o := Compare([]Rated{{"a", 1, 1}, {"b", 1, 2}}); o.TauB != nil || o.Undefined == "" {
		t.Errorf("%+v", o)
	}
}

// The order of the risks does not matter, and turning levels around turns the sign.
func TestTauInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var risks, turned []Rated
		for i := range rapid.IntRange(2, 20).Draw(t, "n") {
			r := Rated{string(rune('a' + i)), rapid.IntRange(1, 4).Draw(t, "level"), float64(rapid.IntRange(0, 5).Draw(t, "loss"))}
			risks = append(risks, r)
			r.Level = 5 - r.Level
			turned = append(turned, r)
		}
		a, b, c := Compare(risks), Compare(rapid.Permutation(risks).Draw(t, "order")), Compare(turned)
		if (a.TauB == nil) != (b.TauB == nil) || a.TauB != nil && (*a.TauB != *b.TauB || *a.TauB != -*c.TauB || math.Abs(*a.TauB) > 1+1e-15) {
			t.Fatalf("%+v %+v %+v", a, b, c)
		}
	})
}

func steps(bounds ...float64) (out []Step) {
	for i := range len(bounds) - 1 {
		out = append(out, Step{string(rune('a' + i)), &bounds[i], &bounds[i+1]})
	}
	return out
}

func criteria(matrix ...[]int) *Criteria {
	return &Criteria{
		Likelihood: steps(0.01, 0.1, 1, 10), Consequence: steps(1e3, 1e4, 1e5, 1e6),
		Levels: []Level{{"low"}, {"medium"}, {"high"}}, Matrix: matrix,
	}
}

func rules(r *Report, w Weight) (out []string) {
	for _, f := range r.Findings {
		if f.Weight == w && !slices.Contains(out, f.Rule) {
			out = append(out, f.Rule)
		}
	}
	return out
}

func TestExamine(t *testing.T) {
	for _, c := range []struct {
		name              string
		of                *Criteria
		refused, warnings []string
	}{
		{"sound", criteria([]int{1, 1, 2}, []int{1, 2, 3}, []int{2, 3, 3}), nil, []string{"decades"}},
		{"not monotone", criteria([]int{1, 2, 2}, []int{1, 1, 3}, []int{2, 3, 3}), []string{"monotone"}, nil},
		{"dominance", criteria([]int{2, 2, 2}, []int{2, 1, 3}, []int{2, 3, 3}), []string{"monotone", "dominance"}, nil},
		{"betweenness", criteria([]int{1, 1, 2}, []int{1, 3, 3}, []int{2, 3, 3}), nil, []string{"betweenness"}},
		{"reversal", criteria([]int{1, 1, 1}, []int{1, 1, 1}, []int{3, 3, 3}), nil, []string{"betweenness", "unused", "weak consistency"}},
	} {
		r := c.of.Examine()
		for _, want := range c.refused {
			if !slices.Contains(rules(r, Refused), want) {
				t.Errorf("%s: refused by %v, want %v", c.name, rules(r, Refused), c.refused)
			}
		}
		for _, want := range c.warnings {
			if !slices.Contains(rules(r, Warning), want) {
				t.Errorf("%s: warnings %v, want %v", c.name, rules(r, Warning), c.warnings)
			}
		}
		if r.Publishable != (len(c.refused) == 0) {
			t.Errorf("%s: publishable %v with %+v", c.name, r.Publishable, r.Findings)
		}
	}
	far := criteria([]int{1, 1, 1}, []int{1, 1, 1}, []int{3, 3, 3})
	far.Consequence = steps(1, 10, 1e6, 1e9)
	if got := rules(far.Examine(), Refused); !slices.Contains(got, "reversal") {
		t.Errorf("a level that reverses the amounts: %v", got)
	}
	overlapping := criteria([]int{1, 1, 2}, []int{1, 2, 3}, []int{2, 3, 3})
	earlier := 0.05
	overlapping.Likelihood[1].From = &earlier
	if got := rules(overlapping.Examine(), Refused); !slices.Contains(got, "scale") {
		t.Errorf("overlapping steps: %v", got)
	}
	bare := criteria([]int{1, 1, 2}, []int{1, 2, 3}, []int{2, 3, 3})
	bare.Likelihood[0].From = nil
	if r := bare.Examine(); !r.Publishable || !slices.Contains(rules(r, Unknown), "bounds") {
		t.Errorf("steps without bounds: %+v", r)
	}
}

func TestSpans(t *testing.T) {
	r := criteria([]int{1, 1, 2}, []int{1, 2, 3}, []int{2, 3, 3}).Examine()
	if s := r.Spans[0]; s.From != 10 || s.To != 1e4 || math.Abs(*s.Decades-3) > 1e-12 {
		t.Errorf("%+v", s)
	}
}

func TestShapeIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{`:  "not criteria",
		`{}`: "two steps",
		`{"likelihood":[{"name":"a"},{"name":"b"}],"consequence":[{"name":"a"},{"name":"b"}],"levels":[{"name":"x"},{"name":"y"}],"matrix":[[1,2]]}`:                                      "needs a row",
		`{"likelihood":[{"name":"a"},{"name":"b"}],"consequence":[{"name":"a"},{"name":"b"}],"levels":[{"name":"x"},{"name":"y"}],"matrix":[[1,2],[1]]}`:                                  "needs a column",
		`{"likelihood":[{"name":"a"},{"name":"b"}],"consequence":[{"name":"a"},{"name":"b"}],"levels":[{"name":"x"},{"name":"y"}],"matrix":[[1,2],[1,3]]}`:                                "says level 3",
		`{"likelihood":[{"name":"a"},{"name":"b"}],"consequence":[{"name":"a"},{"name":"b"}],"levels":[{"name":"x"},{"name":"y"}],"matrix":[[1,2],[1,2]],"risks":[{"id":"R","level":9}]}`: "Risk R",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
