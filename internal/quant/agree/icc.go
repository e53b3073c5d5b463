package agree

import "github.com/assay-isms/assay/internal/quant/numeric"

// ICC are the six intraclass correlations of Shrout and Fleiss (Psychological Bulletin 86, 1979, pp. 420–428), of single
// ratings and of the mean of all raters: each unit rated by other raters (1), by a sample of raters (2), by these raters (3).
type ICC struct {
	Single1 Measure `json:"icc_1_1"`
	Single2 Measure `json:"icc_2_1"`
	Single3 Measure `json:"icc_3_1"`
	Mean1   Measure `json:"icc_1_k"`
	Mean2   Measure `json:"icc_2_k"`
	Mean3   Measure `json:"icc_3_k"`
}

// ICC needs a scale of numbers, two units and two raters at least, and every rating.
func (r *Ratings) ICC() ICC {
	x, why := r.matrix()
	if why != "" {
		u := undefined(why)
		return ICC{u, u, u, u, u, u}
	}
	n, k := float64(len(x)), float64(len(x[0]))
	between, within, raters, residual := meanSquares(x)
	of := func(numerator, denominator float64) Measure {
		if denominator == 0 {
			return undefined("the units do not differ")
		}
		return defined(numerator / denominator)
	}
	return ICC{
		Single1: of(between-within, between+float64((k-1)*within)),
		Single2: of(between-residual, between+float64((k-1)*residual)+float64(k*(raters-residual))/n),
		Single3: of(between-residual, between+float64((k-1)*residual)),
		Mean1:   of(between-within, between),
		Mean2:   of(between-residual, between+(raters-residual)/n),
		Mean3:   of(between-residual, between),
	}
}

// matrix are the ratings as numbers, or why they are none.
func (r *Ratings) matrix() (x [][]float64, why string) {
	switch {
	case r.Scale.values == nil || r.Scale.Level == Nominal:
		return nil, "the levels of the scale are not numbers"
	case len(r.Given) < 2 || len(r.Raters) < 2:
		return nil, "there are not two units and two raters"
	}
	for _, given := range r.Given {
		row := make([]float64, len(given))
		for j, g := range given {
			if g == missing {
				return nil, "a rating is missing"
			}
			row[j] = r.Scale.values[g]
		}
		x = append(x, row)
	}
	return x, ""
}

// meanSquares are those of the analysis of variance: between units, within units, between raters, and the rest.
func meanSquares(x [][]float64) (between, within, raters, residual float64) {
	n, k := float64(len(x)), float64(len(x[0]))
	var all numeric.Sum
	rows, columns := make([]float64, len(x)), make([]float64, len(x[0]))
	for i, row := range x {
		for j, v := range row {
			all.Add(v)
			rows[i] += v / k
			columns[j] += v / n
		}
	}
	mean := all.Value() / float64(n*k)
	var b, w, c numeric.Sum
	for i, row := range x {
		b.Add(float64(k * square(rows[i]-mean)))
		for _, v := range row {
			w.Add(square(v - rows[i]))
		}
	}
	for _, v := range columns {
		c.Add(float64(n * square(v-mean)))
	}
	rest := w.Value() - c.Value()
	return b.Value() / (n - 1), w.Value() / float64(n*(k-1)), c.Value() / (k - 1), rest / float64((n-1)*(k-1))
}

func square(x float64) float64 { return float64(x * x) }
