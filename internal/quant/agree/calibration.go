package agree

import (
	"math"
	"slices"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// Estimate is something estimated and what came of it: an interval with an amount, a probability with 0 or 1, or a rate
// with a number of incidents in some years.
type Estimate struct {
	ID        string
	Estimator string
	Low, High float64 // the interval that should hold the outcome with probability Level
	Level     float64
	// Probability is that of the event, Rate the incidents a year; RateLow and RateHigh, unless 0, are a 90 % interval for it.
	Probability       float64
	Rate              float64
	RateLow, RateHigh float64
	Years             float64
	Outcome           float64
	Kind              Kind
}

// Kind tells what was estimated.
type Kind int

const (
	AnInterval Kind = iota
	AProbability
	ARate
)

// Calibration is how well estimates came true, of everybody or of one estimator.
type Calibration struct {
	Estimator     string         `json:"estimator,omitempty"`
	Intervals     []Intervals    `json:"intervals,omitempty"` // one for each level that was stated
	Probabilities *Probabilities `json:"probabilities,omitempty"`
	Rates         *Rates         `json:"rates,omitempty"`
}

// Intervals judges intervals of one stated level.
type Intervals struct {
	Level   float64 `json:"level"`
	N       int     `json:"n"`
	Hits    int     `json:"hits"`
	HitRate float64 `json:"hit_rate"`
	// Limits are exact 95 % confidence limits of the hit rate (Clopper and Pearson, Biometrika 26, 1934, pp. 404–413).
	Limits  [2]float64 `json:"hit_rate_limits"`
	Verdict string     `json:"verdict"`
	// Winkler is the mean of width and penalties, in the unit of the amounts (Winkler, J. American Statistical Association 67,
	// 1972, pp. 187–191); less is better. WinklerLog is the same of natural logarithms, where all amounts are above 0.
	Winkler    float64  `json:"winkler"`
	WinklerLog *float64 `json:"winkler_log,omitempty"`
	// CRPS is the mean continuous ranked probability score of the lognormal distributions that the intervals stand for, or
	// of normal ones where an amount is not above 0 (Gneiting and Raftery, J. American Statistical Association 102, 2007,
	// pp. 359–378; Baran and Lerch, Q. J. Royal Meteorological Society 141, 2015, pp. 2289–2299); less is better.
	CRPS float64 `json:"crps"`
}

// Probabilities judges probabilities of events.
type Probabilities struct {
	N int `json:"n"`
	// Brier is the mean squared distance from what happened (Brier, Monthly Weather Review 78, 1950, pp. 1–3): reliability -
	// resolution + uncertainty (Murphy, J. Applied Meteorology 12, 1973, pp. 595–600), grouped by equal probabilities.
	Brier       float64 `json:"brier"`
	Reliability float64 `json:"reliability"`
	Resolution  float64 `json:"resolution"`
	Uncertainty float64 `json:"uncertainty"`
	// Groups are the probabilities that were stated with how often the event came.
	Groups []Frequency `json:"groups"`
}

// Frequency is how often what was given one probability happened.
type Frequency struct {
	Stated   float64 `json:"stated"`
	N        int     `json:"n"`
	Happened int     `json:"happened"`
}

// Rates judges rates by the incidents that came.
type Rates struct {
	N     int        `json:"n"`
	Total RateTest   `json:"total"`
	Each  []RateTest `json:"each"`
}

// RateTest compares incidents with the number expected.
type RateTest struct {
	ID        string  `json:"id,omitempty"`
	Expected  float64 `json:"expected"`
	Incidents int     `json:"incidents"`
	// P is the exact probability of a number as far out under the stated rate, twice the smaller tail.
	P float64 `json:"p"`
	// Limits are exact 95 % confidence limits of the rate a year (Garwood, Biometrika 28, 1936, pp. 437–442); of all incidents
	// together they are limits of the ratio of incidents to those expected.
	Limits [2]float64 `json:"limits"`
	// Suggested is the rate that the interval and the incidents together suggest. Someone decides whether to adopt it.
	Suggested *Update `json:"suggested,omitempty"`
}

// Update is a gamma distributed rate after incidents were seen (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6).
type Update struct {
	Mean     float64    `json:"mean"`
	Interval [2]float64 `json:"gamma90"`
}

// Calibrate judges all estimates together, then those of each estimator, in the order of their names.
func Calibrate(all []Estimate) []Calibration {
	out := []Calibration{calibrate("", all)}
	byName := map[string][]Estimate{}
	var names []string
	for _, e := range all {
		if e.Estimator != "" && byName[e.Estimator] == nil {
			names = append(names, e.Estimator)
		}
		byName[e.Estimator] = append(byName[e.Estimator], e)
	}
	slices.Sort(names)
	for _, n := range names {
		out = append(out, calibrate(n, byName[n]))
	}
	return out
}

func calibrate(name string, all []Estimate) Calibration {
	c := Calibration{Estimator: name}
	var levels []float64
	byLevel := map[float64][]Estimate{}
	var probabilities, rates []Estimate
	for _, e := range all {
		switch e.Kind {
		case AProbability:
			probabilities = append(probabilities, e)
		case ARate:
			rates = append(rates, e)
		default:
			if byLevel[e.Level] == nil {
				levels = append(levels, e.Level)
			}
			byLevel[e.Level] = append(byLevel[e.Level], e)
		}
	}
	slices.Sort(levels)
	for _, l := range levels {
		c.Intervals = append(c.Intervals, intervals(l, byLevel[l]))
	}
	if len(probabilities) > 0 {
		c.Probabilities = brier(probabilities)
	}
	if len(rates) > 0 {
		c.Rates = incidents(rates)
	}
	return c
}

func intervals(level float64, list []Estimate) Intervals {
	r := Intervals{Level: level, N: len(list)}
	n := float64(len(list))
	var winkler, logs, crps numeric.Sum
	positive := true
	for _, e := range list {
		if e.Outcome >= e.Low && e.Outcome <= e.High {
			r.Hits++
		}
		winkler.Add(winklerScore(e.Low, e.High, e.Outcome, level))
		crps.Add(crpsScore(e))
		if e.Low > 0 && e.Outcome > 0 {
			logs.Add(winklerScore(numeric.Log(e.Low), numeric.Log(e.High), numeric.Log(e.Outcome), level))
		} else {
			positive = false
		}
	}
	r.HitRate, r.Winkler, r.CRPS = float64(r.Hits)/n, winkler.Value()/n, crps.Value()/n
	if positive {
		mean := logs.Value() / n
		r.WinklerLog = &mean
	}
	r.Limits = binomialLimits(r.Hits, len(list))
	switch {
	case level > r.Limits[1]:
		r.Verdict = "too narrow: fewer outcomes lie inside than stated"
	case level < r.Limits[0]:
		r.Verdict = "too wide: more outcomes lie inside than stated"
	default:
		r.Verdict = "as stated, as far as so many estimates tell"
	}
	return r
}

func winklerScore(low, high, x, level float64) float64 {
	penalty := 2 / (1 - level)
	score := high - low
	if x < low {
		score += float64(penalty * (low - x))
	}
	if x > high {
		score += float64(penalty * (x - high))
	}
	return score
}

const invSqrtPi = 0.5641895835477563

// crpsScore is that of the lognormal, or else normal, distribution with the interval as its central part.
func crpsScore(e Estimate) float64 {
	z := numeric.NormalQuantile(0.5 * (1 + e.Level))
	if e.Low <= 0 {
		sigma := (e.High - e.Low) / (2 * z)
		w := (e.Outcome - 0.5*(e.Low+e.High)) / sigma
		return float64(sigma * (float64(w*(1-2*numeric.NormalTail(w))) + 2*numeric.NormalDensity(w) - invSqrtPi))
	}
	low, high := numeric.Log(e.Low), numeric.Log(e.High)
	mu, sigma := 0.5*(low+high), (high-low)/(2*z)
	mean := numeric.Exp(mu + 0.5*float64(sigma*sigma))
	spread := numeric.NormalCDF(sigma/math.Sqrt2) - 1
	if e.Outcome <= 0 {
		return -e.Outcome - 2*float64(mean*spread)
	}
	w := (numeric.Log(e.Outcome) - mu) / sigma
	return float64(e.Outcome*(1-2*numeric.NormalTail(w))) - 2*float64(mean*(numeric.NormalCDF(w-sigma)+spread))
}

// binomialLimits are exact two-sided 95 % limits of a probability.
func binomialLimits(hits, n int) [2]float64 {
	k, m := float64(hits), float64(n)
	out := [2]float64{0, 1}
	if hits > 0 {
		out[0] = numeric.BetaQuantile(k, m-k+1, 0.025)
	}
	if hits < n {
		out[1] = numeric.BetaQuantile(k+1, m-k, 0.975)
	}
	return out
}

func brier(list []Estimate) *Probabilities {
	r := &Probabilities{N: len(list)}
	n := float64(len(list))
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b Estimate) int {
		switch {
		case a.Probability < b.Probability:
			return -1
		case a.Probability > b.Probability:
			return 1
		}
		return 0
	})
	var score numeric.Sum
	happened := 0
	for _, e := range sorted {
		score.Add(square(e.Probability - e.Outcome))
		if k := len(r.Groups); k == 0 || r.Groups[k-1].Stated != e.Probability {
			r.Groups = append(r.Groups, Frequency{Stated: e.Probability})
		}
		g := &r.Groups[len(r.Groups)-1]
		g.N++
		g.Happened += int(e.Outcome)
		happened += int(e.Outcome)
	}
	base := float64(happened) / n
	var reliability, resolution numeric.Sum
	for _, g := range r.Groups {
		share := float64(g.Happened) / float64(g.N)
		reliability.Add(float64(float64(g.N) * square(g.Stated-share)))
		resolution.Add(float64(float64(g.N) * square(share-base)))
	}
	r.Brier, r.Reliability, r.Resolution = score.Value()/n, reliability.Value()/n, resolution.Value()/n
	r.Uncertainty = float64(base * (1 - base))
	return r
}

func incidents(list []Estimate) *Rates {
	r := &Rates{N: len(list)}
	var expected numeric.Sum
	total := 0
	for _, e := range list {
		mean := float64(e.Rate * e.Years)
		expected.Add(mean)
		total += int(e.Outcome)
		t := poissonTest(e.ID, int(e.Outcome), mean, e.Years)
		if e.RateLow > 0 {
			shape, scale := numeric.GammaFrom90(e.RateLow, e.RateHigh)
			t.Suggested = updated(shape, scale, e.Outcome, e.Years)
		}
		r.Each = append(r.Each, t)
	}
	r.Total = poissonTest("", total, expected.Value(), expected.Value())
	return r
}

// poissonTest compares n incidents with the mean expected; limits are for the incidents divided by per.
func poissonTest(id string, n int, mean, per float64) RateTest {
	t := RateTest{ID: id, Expected: mean, Incidents: n}
	atMost, _ := numeric.PoissonCDF(n, mean)
	_, atLeast := numeric.PoissonCDF(n-1, mean)
	t.P = min(1, 2*min(atMost, atLeast))
	if n > 0 {
		t.Limits[0] = numeric.GammaQuantile(float64(n), 0.025) / per
	}
	t.Limits[1] = numeric.GammaQuantile(float64(n)+1, 0.975) / per
	return t
}

// updated is the gamma distribution of a rate after n incidents in so many years.
func updated(shape, scale, n, years float64) *Update {
	shape, scale = shape+n, 1/(1/scale+years)
	return &Update{
		Mean:     float64(shape * scale),
		Interval: [2]float64{float64(scale * numeric.GammaQuantile(shape, 0.05)), float64(scale * numeric.GammaQuantile(shape, 0.95))},
	}
}
