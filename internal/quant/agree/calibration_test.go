package agree

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Exact limits from the literature: Clopper–Pearson of 10 in 20 and 0 in 10, Garwood of 10 and of no incidents.
func TestExactLimits(t *testing.T) {
	half := binomialLimits(10, 20)
	close(t, "10 of 20, lower", half[0], 0.2720, 0.00005)
	close(t, "10 of 20, upper", half[1], 0.7280, 0.00005)
	none := binomialLimits(0, 10)
	close(t, "0 of 10, upper: 1 - .025^(1/10)", none[1], 1-math.Pow(0.025, 0.1), 1e-12)
	ten := poissonTest("", 10, 10, 1)
	close(t, "10 incidents, lower", ten.Limits[0], 4.795, 0.0005)
	close(t, "10 incidents, upper", ten.Limits[1], 18.390, 0.0005)
	zero := poissonTest("", 0, 3, 1)
	close(t, "no incident, upper: -ln .025", zero.Limits[1], -math.Log(0.025), 1e-11)
	close(t, "no incident where 3 are expected", zero.P, 2*math.Exp(-3), 1e-14)
	if p := poissonTest("", 3, 3, 1).P; p != 1 {
		t.Errorf("as many as expected: p = %v", p)
	}
}

// Brier's score falls apart into Murphy's three parts exactly, for any forecasts.
func TestMurphy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []Estimate
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			list = append(list, Estimate{
				Kind: AProbability, Probability: rapid.SampledFrom([]float64{0, 0.1, 0.35, 0.5, 0.8, 1}).Draw(t, "stated"),
				Outcome: float64(rapid.IntRange(0, 1).Draw(t, "outcome")),
			})
		}
		b := brier(list)
		if d := b.Reliability - b.Resolution + b.Uncertainty - b.Brier; math.Abs(d) > 1e-14 {
			t.Fatalf("the parts miss the score by %v: %+v", d, b)
		}
	})
}

// The score of Gneiting and Raftery is the integral of (F(x) - 1{x ≥ y})²: by quadrature.
func TestCRPS(t *testing.T) {
	for _, e := range []Estimate{
		{Low: -1, High: 3, Level: 0.9, Outcome: 2.2},
		{Low: 1, High: 30, Level: 0.9, Outcome: 4}, {Low: 1, High: 30, Level: 0.8, Outcome: 200}, {Low: 1, High: 30, Level: 0.9, Outcome: 0},
	} {
		z := math.Sqrt2 * math.Erfinv(e.Level)
		cdf := func(x float64) float64 {
			w := (x - 0.5*(e.Low+e.High)) * 2 * z / (e.High - e.Low)
			if e.Low > 0 {
				w = (math.Log(max(x, 1e-300)) - 0.5*math.Log(e.Low*e.High)) * 2 * z / math.Log(e.High/e.Low)
			}
			return 0.5 * math.Erfc(-w/math.Sqrt2)
		}
		sum, dx := 0.0, 0.001
		for x := -20.0; x < 3000; x += dx {
			f := cdf(x + dx/2)
			if x+dx/2 >= e.Outcome {
				f--
			}
			sum += f * f * dx
		}
		close(t, "CRPS", crpsScore(e), sum, 2e-3*sum)
	}
}

// A gamma distributed rate after incidents, by hand: the 90 % interval of shape 3, scale 1/2 and then 4 incidents in 2 years.
func TestGammaPoisson(t *testing.T) {
	u := updated(3, 0.5, 4, 2)
	close(t, "mean", u.Mean, 7.0/4, 1e-14)
	close(t, "5 %, χ² with 14 degrees of freedom", u.Interval[0], 6.5706/8, 0.00005)
	close(t, "95 %", u.Interval[1], 23.685/8, 0.0005)
}

func TestWinkler(t *testing.T) {
	close(t, "inside", winklerScore(10, 20, 15, 0.9), 10, 0)
	close(t, "below", winklerScore(10, 20, 8, 0.9), 10+20*2, 1e-12)
	close(t, "above", winklerScore(10, 20, 21, 0.9), 10+20, 1e-12)
}

func TestCalibrate(t *testing.T) {
	text := "id,estimator,low,high,level,probability,rate,rate_low,rate_high,years,outcome\n"
	for range 20 {
		text += "a,Ann,10,100,,,,,,,500\nb,Bob,10,100,0.9,,,,,,50\n"
	}
	text += "c,Ann,,,,0.2,,,,,1\nd,Bob,,,,0.2,,,,,0\ne,,,,,,2,0.5,5,3,4\nf,,1,2,,,,,,,\n"
	list, err := ReadEstimates(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	all := Calibrate(list)
	if len(all) != 3 || all[1].Estimator != "Ann" || all[2].Estimator != "Bob" {
		t.Fatalf("%+v", all)
	}
	if v := all[1].Intervals[0]; v.Hits != 0 || !strings.HasPrefix(v.Verdict, "too narrow") {
		t.Errorf("Ann: %+v", v)
	}
	if v := all[2].Intervals[0]; v.HitRate != 1 || !strings.HasPrefix(v.Verdict, "as stated") {
		t.Errorf("Bob: %+v", v)
	}
	r := all[0].Rates.Each[0]
	if r.Expected != 6 || r.Incidents != 4 || r.Suggested == nil || !(r.Suggested.Mean > 4.0/3 && r.Suggested.Mean < 2.2) {
		t.Errorf("rates: %+v %+v", r, r.Suggested)
	}
	for text, want := range map[string]string{
		"":                                 "empty",
		"low,hihg,outcome\n":               "hihg",
		"low,high\n1,2\n":                  "no column outcome",
		"low,high,outcome\n2,1,1\n":        "Row 2",
		"low,high,outcome\n1,x,1\n":        "not a number",
		"low,high,outcome\n1,2,\n":         "No estimate has an outcome",
		"probability,outcome\n0.5,2\n":     "0 or 1",
		"rate,years,outcome\n1,0,2\n":      "years are above 0",
		"low,high,rate,outcome\n1,2,1,1\n": "exactly one",
	} {
		if _, err := ReadEstimates(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
