package agree

import "github.com/assay-isms/assay/internal/quant/numeric"

// Weighting is how much a disagreement between levels counts in Cohen's κ.
type Weighting int

const (
	Unweighted Weighting = iota // all alike (Cohen, Educational and Psychological Measurement 20, 1960, pp. 37–46)
	Linear                      // by the declared levels between (Cohen, Psychological Bulletin 70, 1968, pp. 213–220)
	Quadratic                   // by their square
)

// disagreement between two places of the scale, 0 to 1, over all declared levels.
func (w Weighting) disagreement(a, b, levels int) float64 {
	d := float64(max(a, b)-min(a, b)) / float64(levels-1)
	switch {
	case a == b:
		return 0
	case w == Linear:
		return d
	case w == Quadratic:
		return float64(d * d)
	}
	return 1
}

// Cohen is κ of two raters, by their columns, over the units that both rated.
func (r *Ratings) Cohen(a, b int, w Weighting) Measure {
	levels := len(r.Scale.Labels)
	if w != Unweighted && r.Scale.Level == Nominal {
		return undefined("the levels of a nominal scale have no order to weigh by")
	}
	table := make([][]float64, levels)
	for i := range table {
		table[i] = make([]float64, levels)
	}
	n := 0.0
	for _, given := range r.Given {
		if given[a] != missing && given[b] != missing {
			table[given[a]][given[b]]++
			n++
		}
	}
	if n == 0 {
		return undefined("no unit was rated by both")
	}
	rows, columns := margins(table)
	var observed, expected numeric.Sum
	for i := range table {
		for j, count := range table[i] {
			d := w.disagreement(i, j, levels)
			observed.Add(float64(count * d))
			expected.Add(float64(float64(rows[i]*columns[j]) * d))
		}
	}
	return chanceCorrected(observed.Value(), expected.Value()/n)
}

func margins(table [][]float64) (rows, columns []float64) {
	rows, columns = make([]float64, len(table)), make([]float64, len(table))
	for i := range table {
		for j, v := range table[i] {
			rows[i] += v
			columns[j] += v
		}
	}
	return rows, columns
}

// Fleiss is κ of any number of raters, who need not be the same for each unit but equally many (Fleiss, Psychological
// Bulletin 76, 1971, pp. 378–382).
func (r *Ratings) Fleiss() Measure {
	totals := make([]float64, len(r.Scale.Labels))
	equal, n, m := 0.0, 0.0, 0
	for _, given := range r.Given {
		counts, rated := r.counts(given)
		if m == 0 {
			m = rated
		}
		if rated != m {
			return undefined("units have different numbers of ratings; α bears that, κ of Fleiss does not")
		}
		for c, k := range counts {
			equal += float64(k * (k - 1))
			totals[c] += float64(k)
		}
		n += float64(rated)
	}
	if m < 2 {
		return undefined("units have fewer than two ratings")
	}
	chance := 0.0
	for _, t := range totals {
		chance += float64(float64(t/n) * (t / n))
	}
	return chanceCorrected(1-equal/float64(n*float64(m-1)), 1-chance)
}
