package agree

import "github.com/assay-isms/assay/internal/quant/numeric"

// Alpha is Krippendorff's α = 1 - D_o/D_e for any number of raters, missing ratings and the scale's level of measurement
// (Krippendorff, Content Analysis, 2nd ed. 2004, ch. 11; Computing Krippendorff's Alpha-Reliability, 2011). Units with one
// rating say nothing about agreement and are left out.
func (r *Ratings) Alpha() Measure {
	if len(r.Raters) < 2 {
		return undefined("there is one rater; agreement needs two")
	}
	pairs, totals, n := r.coincidences()
	if n == 0 {
		return undefined("no unit has two ratings")
	}
	distance := r.Scale.squaredDistances(totals)
	var observed, expected numeric.Sum
	for c := range totals {
		for k := range totals {
			observed.Add(float64(pairs[c][k] * distance[c][k]))
			expected.Add(float64(float64(totals[c]*totals[k]) * distance[c][k]))
		}
	}
	if n < 2 {
		return undefined("no two ratings can be paired")
	}
	return chanceCorrected(observed.Value(), expected.Value()/(n-1))
}

// coincidences counts pairs of ratings within units, each weighted by 1/(ratings of the unit - 1), their totals by level,
// and all of them.
func (r *Ratings) coincidences() (pairs [][]float64, totals []float64, n float64) {
	levels := len(r.Scale.Labels)
	pairs, totals = make([][]float64, levels), make([]float64, levels)
	for c := range pairs {
		pairs[c] = make([]float64, levels)
	}
	for _, given := range r.Given {
		counts, m := r.counts(given)
		if m < 2 {
			continue
		}
		for c, a := range counts {
			for k, b := range counts {
				if c == k {
					b--
				}
				pairs[c][k] += float64(a*b) / float64(m-1)
			}
			totals[c] += float64(a)
		}
		n += float64(m)
	}
	return pairs, totals, n
}

// counts are how often each level was given to a unit, and by how many.
func (r *Ratings) counts(given []int) (counts []int, m int) {
	counts = make([]int, len(r.Scale.Labels))
	for _, g := range given {
		if g != missing {
			counts[g]++
			m++
		}
	}
	return counts, m
}

// squaredDistances are the δ² of the level of measurement. Ordinal distance counts the ratings between two levels and half
// of those on them.
func (s *Scale) squaredDistances(totals []float64) [][]float64 {
	out := make([][]float64, len(totals))
	for c := range out {
		out[c] = make([]float64, len(totals))
		for k := range out[c] {
			if c != k {
				d := s.distance(min(c, k), max(c, k), totals)
				out[c][k] = float64(d * d)
			}
		}
	}
	return out
}

func (s *Scale) distance(c, k int, totals []float64) float64 {
	switch s.Level {
	case Ordinal:
		d := -0.5 * (totals[c] + totals[k])
		for _, t := range totals[c : k+1] {
			d += t
		}
		return d
	case Interval:
		return s.values[k] - s.values[c]
	case Ratio:
		return (s.values[k] - s.values[c]) / (s.values[k] + s.values[c])
	}
	return 1
}

// Raw is the share of pairs of ratings of the same unit that are equal, each unit counted by its ratings as in Alpha.
func (r *Ratings) Raw() Measure {
	pairs, _, n := r.coincidences()
	if n == 0 {
		return undefined("no unit has two ratings")
	}
	equal := 0.0
	for c := range pairs {
		equal += pairs[c][c]
	}
	return defined(equal / n)
}
