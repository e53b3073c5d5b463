package agree

// Report is everything that ratings say about agreement.
type Report struct {
	Level    Level    `json:"level"`
	Scale    []string `json:"scale"`
	Units    int      `json:"units"`
	Raters   int      `json:"raters"`
	Pairable int      `json:"pairable"` // ratings of units that have two or more
	Missing  int      `json:"missing"`
	// Unused are declared levels that nobody gave. They are part of the scale all the same.
	Unused []string `json:"unused_levels,omitempty"`
	Raw    Measure  `json:"raw_agreement"`
	Alpha  Measure  `json:"krippendorff_alpha"`
	Fleiss Measure  `json:"fleiss_kappa"`
	Cohen  []Pair   `json:"cohen_kappa,omitempty"`
	ICC    ICC      `json:"icc"`
}

// Pair is Cohen's κ of two raters.
type Pair struct {
	Raters    [2]string `json:"raters"`
	Kappa     Measure   `json:"kappa"`
	Linear    Measure   `json:"linear"`
	Quadratic Measure   `json:"quadratic"`
}

// Report computes all measures.
func (r *Ratings) Report() *Report {
	out := &Report{
		Level: r.Scale.Level, Scale: r.Scale.Labels, Units: len(r.Units), Raters: len(r.Raters),
		Raw: r.Raw(), Alpha: r.Alpha(), Fleiss: r.Fleiss(), ICC: r.ICC(),
	}
	used := make([]int, len(r.Scale.Labels))
	for _, given := range r.Given {
		counts, m := r.counts(given)
		out.Missing += len(given) - m
		if m > 1 {
			out.Pairable += m
		}
		for c, k := range counts {
			used[c] += k
		}
	}
	for c, k := range used {
		if k == 0 {
			out.Unused = append(out.Unused, r.Scale.Labels[c])
		}
	}
	for a := range r.Raters {
		for b := a + 1; b < len(r.Raters); b++ {
			out.Cohen = append(out.Cohen, Pair{
				[2]string{r.Raters[a], r.Raters[b]}, r.Cohen(a, b, Unweighted), r.Cohen(a, b, Linear), r.Cohen(a, b, Quadratic),
			})
		}
	}
	return out
}
