package quant

import (
	"fmt"
	"math"
	"testing"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func p(x float64) *float64              { return &x }
func interval(a, b float64) *[2]float64 { return &[2]float64{a, b} }

// modelOf is the model of scenarios that must be sound.
func modelOf(t testing.TB, dependence float64, scenarios ...Scenario) *model {
	t.Helper()
	portfolio := Portfolio{Scenarios: scenarios}
	if err := portfolio.Check(); err != nil {
		t.Fatal(err)
	}
	risks, unset := portfolio.risks(0.5)
	if len(unset) > 0 {
		t.Fatal(unset)
	}
	m, err := newModel(risks, dependence)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The mean of a lognormal severity given by a 90 % interval, as Netflix's riskquant tests it.
func TestLognormalFromInterval(t *testing.T) {
	l := lognormal90(635000, 19e6)
	near(t, "mean", l.mean(), 5922706.83351131, 1e-7)
	near(t, "5 %", l.quantile(0.05), 635000, 1e-7)
	near(t, "95 %", l.quantile(0.95), 19e6, 1e-6)
}

func TestPERTMean(t *testing.T) {
	near(t, "mean", newPERT(1e4, 2e5, 1e6).mean(), 301666.67, 0.005)
}

// Compound Poisson with rate 3 on 1, 2, 3: P(2) = (1.9²/2 + 0.8)·e⁻³.
func TestCompoundPoissonByHand(t *testing.T) {
	m := modelOf(t, 0, Scenario{ID: "A", Rate: &Rate{Value: 3}, Severity: &Severity{Discrete: [][2]float64{{1, 1.9 / 3}, {2, 0.8 / 3}, {3, 0.1}}}})
	groups := put(m.groups(1, 64), 1, 64)
	f, err := byTransform(groups, m.factor, 5)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "P(0)", f[0], math.Exp(-3), 1e-15)
	near(t, "P(2)", f[2], 2.605*math.Exp(-3), 1e-15)
	near(t, "P(2) by recursion", byRecursion(groups, m.factor)[2], 2.605*math.Exp(-3), 1e-15)
	near(t, "P(0) in closed form", m.none, math.Exp(-3), 1e-16)
}

// Grübel and Hermesmeier (1999), Table 1: a Poisson number with mean 20 of losses with Lévy's distribution, rounded to whole
// amounts: the recursion beside transforms of 1,024 cells with tilts 0, 1, 5 and 25, and the exact values. The digits are
// those of aggregate 0.24.0 (S. J. Mildenhall, PyPI), whose documentation finds its table identical to the printed one.
var gruebelHermesmeier = []struct {
	at               int
	recursion, exact float64
	tilted           [4]float64
}{
	{1, 2.461596e-07, 1.077792e-07, [4]float64{2.064467e-04, 7.345782e-05, 1.560195e-06, 2.461596e-07}},
	{10, 3.432449e-05, 3.075381e-05, [4]float64{2.379936e-04, 1.066819e-04, 3.562366e-05, 3.432449e-05}},
	{100, 1.155854e-03, 1.155480e-03, [4]float64{1.321166e-03, 1.214775e-03, 1.156914e-03, 1.155854e-03}},
	{1000, 2.012107e-04, 2.012941e-04, [4]float64{2.134102e-04, 2.056144e-04, 2.012905e-04, 2.012078e-04}},
}

func TestGruebelHermesmeier(t *testing.T) {
	levy := func(x float64) float64 { return math.Erfc(1 / math.Sqrt(2*x)) }
	pooled := make([]float64, 1024)
	pooled[0] = 20 * levy(0.5)
	for j := 1; j < len(pooled); j++ {
		pooled[j] = 20 * (levy(float64(j)+0.5) - levy(float64(j)-0.5))
	}
	groups := []group{{kind: poisson, rate: 20, masses: pooled}}
	one, _ := newFactor(0, nil)
	recursion := byRecursion(groups, one)
	var tilted [4][]float64
	for i, tilt := range []float64{0, 1, 5, 25} {
		var err error
		if tilted[i], err = byTransform(groups, one, tilt); err != nil {
			t.Fatal(err)
		}
	}
	const digits = 1e-5 // a tilt of 25 leaves no more of a float64's
	for _, row := range gruebelHermesmeier {
		near(t, "recursion", recursion[row.at]/row.recursion, 1, digits)
		for i := range tilted {
			near(t, "transform", tilted[i][row.at]/row.tilted[i], 1, digits)
		}
		exact, weight := 0.0, math.Exp(-20)
		for k := 1; k < 120; k++ { // Lévy's distribution is stable: the sum of k is distributed as k² times one
			weight *= 20 / float64(k)
			square := float64(k * k)
			exact += weight * (levy((float64(row.at)+0.5)/square) - levy((float64(row.at)-0.5)/square))
		}
		near(t, "exact", exact/row.exact, 1, digits)
	}
}

// all kinds of frequency and severity at once.
func mixedPortfolio() []Scenario {
	return []Scenario{
		{ID: "R1", Rate: &Rate{Value: 0.34}, Severity: &Severity{Lognormal90: interval(32341, 1201145)}},
		{ID: "R2", Probability: p(0.3), Severity: &Severity{PERT: &[3]float64{1e4, 2e5, 1e6}}},
		{ID: "R3", Rate: &Rate{Gamma90: interval(0.1, 2)}, Severity: &Severity{Discrete: [][2]float64{{100, 0.8}, {50000, 0.2}}}},
		{ID: "R4", Rate: &Rate{Value: 2}, Severity: &Severity{Exponential: p(30000)}},
		{ID: "R5", Rate: &Rate{Value: 0.1}, Severity: &Severity{Fixed: p(250000)}, Controls: []Effect{
			{ID: "C1", On: OnSeverity, Efficacy: interval(0.2, 0.6), Coverage: p(0.8), Reliability: p(0.9)}}},
		{ID: "R6", Rate: &Rate{Value: 0.7}, Severity: &Severity{Lognormal90: interval(90000, 110000)}},
	}
}

// FFT and Panjer's recursion agree to 1e-11 on the same grid, with every kind of risk, with and without a common factor.
func TestTransformIsRecursion(t *testing.T) {
	for _, dependence := range []float64{0, 0.6} {
		m := modelOf(t, dependence, mixedPortfolio()...)
		n := 1024
		step := 6e7 / float64(n)
		groups := put(m.groups(step, 6e7), step, n)
		fast, err := byTransform(groups, m.factor, 9)
		if err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for j, v := range byRecursion(groups, m.factor) {
			worst = max(worst, math.Abs(fast[j]-v))
		}
		if worst > 1e-11 {
			t.Errorf("dependence %v: they differ by %v", dependence, worst)
		}
		t.Logf("dependence %v: greatest difference %.2g", dependence, worst)
	}
}

// The recursion starts below the smallest number: 2,000 events a year.
func TestRecursionFromNothing(t *testing.T) {
	m := modelOf(t, 0, Scenario{ID: "A", Rate: &Rate{Value: 2000}, Severity: &Severity{Fixed: p(1)}})
	groups := put(m.groups(1, 4096), 1, 4096)
	f := byRecursion(groups, m.factor)
	lg, _ := math.Lgamma(2001)
	near(t, "P(2000 events)", f[2000], math.Exp(2000*math.Log(2000)-2000-lg), 1e-13)
}

// Masses keep the mean below any amount, and a grid of half the cells made from them is the one made anew.
func TestDiscretisation(t *testing.T) {
	for name, l := range map[string]law{
		"lognormal": lognormal90(1e4, 1e6), "narrow lognormal": lognormal90(9e4, 1.1e5), "wide lognormal": lognormal90(10, 1e8),
		"PERT": newPERT(1e4, 2e5, 1e6), "PERT at its end": newPERT(0, 0, 1e6), "exponential": exponential(5e4), "atoms": atoms{{3e4, 0.5}, {77777, 0.5}},
	} {
		end, n := 2e6, 2048
		step := end / float64(n)
		masses := ready([]part{{1, l}}, step, end).on(step, n)
		for _, k := range []int{16, 100, 777, 2000} {
			want, _, _ := l.limited(float64(k) * step)
			near(t, name, limitedOn(masses[:k], step, 1)/want, 1, 2e-7)
		}
		half := ready([]part{{1, l}}, 2*step, end).on(2*step, n/2)
		for j, v := range coarsened(masses) {
			if math.Abs(v-half[j]) > 2e-7 {
				t.Errorf("%s: mass %d is %v coarsened and %v made anew", name, j, v, half[j])
				break
			}
		}
	}
}

// Limited expected values and moments are what the densities give by quadrature.
func TestLaws(t *testing.T) {
	for name, l := range map[string]law{"lognormal": lognormal90(1, 30), "PERT": newPERT(1, 2, 11), "exponential": exponential(4)} {
		const n = 200000
		var mean, second, limited float64
		for i := range n {
			x := l.quantile((float64(i) + 0.5) / n)
			mean, second, limited = mean+x/n, second+x*x/n, limited+min(x, 5)/n
		}
		near(t, name+": mean", mean/l.mean(), 1, 1e-3)
		near(t, name+": second moment", second/l.second(), 1, 5e-2)
		got, tail, density := l.limited(5)
		near(t, name+": E[min(X, 5)]", got, limited, 1e-4)
		near(t, name+": quantile of the tail", l.quantile(1-tail), 5, 1e-9)
		up, _, _ := l.limited(5 + 1e-4)
		near(t, name+": slope", (up-got)/1e-4, tail, 1e-4)
		_, next, _ := l.limited(5 + 1e-5)
		near(t, name+": density", (tail-next)/1e-5, density, 1e-5)
		double := l.scaled(2)
		near(t, name+": scaled", double.mean(), 2*l.mean(), 1e-12*l.mean())
		r, sum := numeric.NewRandom(0, name), 0.0
		for range n {
			sum += l.draw(r) / n
		}
		near(t, name+": mean of draws", sum, l.mean(), 5*math.Sqrt((l.second()-l.mean()*l.mean())/n))
	}
}

// A gamma distribution with the 5 % and 95 % quantiles asked for.
func TestGammaFromInterval(t *testing.T) {
	for _, c := range [][2]float64{{0.1, 2}, {1, 1.01}, {0.001, 90}, {3, 12}} {
		shape, scale := numeric.GammaFrom90(c[0], c[1])
		low, _ := numeric.GammaCDF(shape, c[0]/scale)
		_, high := numeric.GammaCDF(shape, c[1]/scale)
		near(t, "below the interval", low, 0.05, 1e-9)
		near(t, "above the interval", high, 0.05, 1e-9)
	}
}

func benchmarkPortfolio(n int) *Portfolio {
	out := &Portfolio{Currency: "EUR"}
	for i := range n {
		low := 1000 * float64(1+i%17)
		out.Scenarios = append(out.Scenarios, Scenario{
			ID: fmt.Sprintf("R%04d", i), Rate: &Rate{Value: 0.05 + 0.01*float64(i%46)}, Severity: &Severity{Lognormal90: interval(low, low*float64(10+i%30))},
		})
	}
	return out
}

func BenchmarkAggregate(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			portfolio := benchmarkPortfolio(n)
			for b.Loop() {
				if _, err := Aggregate(portfolio, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSimulate(b *testing.B) {
	risks, _ := benchmarkPortfolio(100).risks(0.5)
	m, _ := newModel(risks, 0)
	for b.Loop() {
		m.simulate("bench", 1<<18)
	}
}

func BenchmarkSeparateCurves(b *testing.B) {
	portfolio := benchmarkPortfolio(100)
	for b.Loop() {
		for _, s := range portfolio.Scenarios {
			if _, err := Aggregate(&Portfolio{Scenarios: []Scenario{s}}, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// With many events a year the common factor is most of the spread. Transform and simulation, which draws the factor itself,
// agree; where the transform cannot resolve it, it says so instead of giving a figure.
func TestFactorIsResolved(t *testing.T) {
	t.Parallel()
	many := func(rate float64) *Portfolio {
		return &Portfolio{Criteria: Criteria{Dependence: 0.5}, Scenarios: []Scenario{{ID: "A", Rate: &Rate{Value: rate}, Severity: &Severity{Exponential: p(1)}}}}
	}
	for _, rate := range []float64{5, 30, 100, 300} {
		exact, err := Aggregate(many(rate), Options{})
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := Aggregate(many(rate), Options{Method: MonteCarlo, Years: 1 << 17})
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range exact.Quantiles {
			if e := drawn.Error.Quantiles[k]; math.Abs(v-drawn.Quantiles[k]) > 4*e {
				t.Errorf("rate %v, %s: %v, simulated %v ± %v", rate, k, v, drawn.Quantiles[k], e)
			}
		}
	}
	if _, err := Aggregate(many(1e5), Options{}); err == nil {
		t.Error("100,000 events a year with a common factor have figures by transform")
	}
}
