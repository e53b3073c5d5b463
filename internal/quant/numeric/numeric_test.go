package numeric

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func close(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Max(1e-300, math.Abs(want))) {
		t.Errorf("%s = %.17g, want %.17g (off by %.3g)", what, got, want, got/want-1)
	}
}

func TestElementary(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		x := rng.Float64()*1400 - 700
		close(t, "Exp", Exp(x), math.Exp(x), 4e-16)
		y := math.Exp(x)
		close(t, "Log", Log(y), math.Log(y), 5e-16)
		z := 1 + rng.NormFloat64()*0.1
		if z > 0 {
			close(t, "Log near 1", Log(z), math.Log(z), 6e-16)
		}
		u := rng.NormFloat64() * 0.3
		if u > -1 {
			close(t, "Log1p", Log1p(u), math.Log1p(u), 6e-16)
		}
		close(t, "Expm1", Expm1(u), math.Expm1(u), 1e-15)
		v := rng.NormFloat64() * 1000
		s, c := SinCos(v)
		if math.Abs(s-math.Sin(v)) > 4e-16 || math.Abs(c-math.Cos(v)) > 4e-16 {
			t.Errorf("SinCos(%v) = %v %v", v, s, c)
		}
		if math.Abs(atan(v)-math.Atan(v)) > 4e-16 {
			t.Errorf("atan(%v) = %v", v, atan(v))
		}
		e := rng.NormFloat64() * 5
		close(t, "Erfc", Erfc(e), math.Erfc(e), 3e-15)
	}
}

func TestSpecial(t *testing.T) {
	for _, x := range []float64{0.001, 0.1, 0.5, 1, 1.5, 2, 3.7, 10, 50, 1000, 1e6} {
		want, _ := math.Lgamma(x)
		if math.Abs(LogGamma(x)-want) > 4e-15*math.Max(1, math.Abs(want)) {
			t.Errorf("LogGamma(%v) = %v, want %v", x, LogGamma(x), want)
		}
	}
	for _, p := range []float64{1e-300, 1e-9, 0.05, 0.3, 0.5, 0.7, 0.95, 0.999999} {
		close(t, "NormalCDF(NormalQuantile)", NormalCDF(NormalQuantile(p)), p, 1e-12)
	}
	close(t, "z.95", NormalQuantile(0.95), 1.6448536269514722, 4e-16)
	for _, a := range []float64{0.05, 0.5, 1, 3, 30, 1000} {
		for _, p := range []float64{1e-6, 0.05, 0.5, 0.95, 0.999} {
			got, _ := GammaCDF(a, GammaQuantile(a, p))
			close(t, "GammaCDF(GammaQuantile)", got, p, 1e-11)
		}
	}
	p, q := GammaCDF(3, 2.5) // 1 - e^-2.5 (1 + 2.5 + 3.125)
	close(t, "P(3, 2.5)", p, 1-math.Exp(-2.5)*6.625, 1e-14)
	close(t, "Q(3, 2.5)", q, math.Exp(-2.5)*6.625, 1e-14)
	b, _ := BetaCDF(2, 3, 0.4) // 1 - Σ binomial: I = 6x² - 8x³ + 3x⁴
	close(t, "I(.4; 2, 3)", b, 6*0.16-8*0.064+3*0.0256, 1e-14)
	for _, p := range []float64{1e-6, 0.025, 0.5, 0.975} {
		got, _ := BetaCDF(2.3, 3.7, BetaQuantile(2.3, 3.7, p))
		close(t, "BetaCDF(BetaQuantile)", got, p, 1e-12)
	}
}

func TestSpectrum(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := 4; n <= 1024; n *= 2 {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		s := Spectrum(x, make([]Point, n/2+1))
		want := func(k int) (re, im float64) {
			for j, v := range x {
				a := 2 * math.Pi * float64(j*k%n) / float64(n)
				re, im = re+v*math.Cos(a), im-v*math.Sin(a)
			}
			return re, im
		}
		for p := range s {
			k, m := 0, n/2
			for b, q := p, m/2; q > 0; b, q = b/2, q/2 {
				k += b % 2 * q
			}
			re, im := want(k)
			if p == m {
				re, im = want(m)
			}
			if math.Abs(s[p].Re-re)+math.Abs(s[p].Im-im) > 1e-11 {
				t.Fatalf("n = %d: value %d (k = %d) is %v, want %v %v", n, p, k, s[p], re, im)
			}
		}
		for i, v := range FromSpectrum(s, make([]float64, n)) {
			if math.Abs(v-x[i]) > 1e-14*8 {
				t.Fatalf("n = %d: %d comes back as %v, was %v", n, i, v, x[i])
			}
		}
	}
}

func TestHermite(t *testing.T) {
	for _, n := range []int{5, 16, 32, 64} {
		nodes, weights := Hermite(n)
		for power, want := range map[int]float64{0: 1, 1: 0, 2: 1, 3: 0, 4: 3, 6: 15, 8: 105} {
			got := 0.0
			for i, z := range nodes {
				got += weights[i] * math.Pow(z, float64(power))
			}
			if math.Abs(got-want) > 1e-11*math.Max(1, want) {
				t.Errorf("%d nodes: moment %d is %v, want %v", n, power, got, want)
			}
		}
	}
}

// The tables are the numbers that their comments say.
func TestTables(t *testing.T) {
	for j, v := range exp2Table {
		close(t, "2^(j/64)", v, math.Exp2(float64(j)/64), 3e-16)
	}
	for j, v := range atanTable[:17] {
		close(t, "arc tangent", v, math.Atan(float64(j)/16), 3e-16)
	}
	area := zigguratX[1]*zigguratF[1] + math.Sqrt(math.Pi/2)*math.Erfc(zigguratX[1]/math.Sqrt2)
	for i := 1; i < 256; i++ {
		close(t, "area of a layer", zigguratX[i]*(zigguratF[i+1]-zigguratF[i]), area, 1e-11)
		close(t, "height of a layer", zigguratF[i], math.Exp(-zigguratX[i]*zigguratX[i]/2), 1e-15)
	}
	if zigguratX[1] != zigguratR {
		t.Errorf("the tail begins at %v", zigguratX[1])
	}
}

func TestRandomMoments(t *testing.T) {
	r := NewRandom(0, "moments")
	const n = 400000
	check := func(what string, draw func() float64, mean, variance float64) {
		var sum, squares float64
		for range n {
			x := draw() - mean
			sum += x
			squares += x * x
		}
		if e := sum / n; math.Abs(e) > 4*math.Sqrt(variance/n) {
			t.Errorf("%s: mean is off by %v", what, e)
		}
		if v := squares / n; math.Abs(v/variance-1) > 0.05 {
			t.Errorf("%s: variance %v, want %v", what, v, variance)
		}
	}
	check("uniform", r.Uniform, 0.5, 1.0/12)
	check("normal", r.Normal, 0, 1)
	check("normal beyond 3", func() float64 {
		if math.Abs(r.Normal()) > 3 {
			return 1
		}
		return 0
	}, math.Erfc(3/math.Sqrt2), math.Erfc(3/math.Sqrt2))
	check("exponential", r.Exponential, 1, 1)
	check("gamma 0.3", func() float64 { return r.Gamma(0.3) }, 0.3, 0.3)
	check("gamma 4.5", func() float64 { return r.Gamma(4.5) }, 4.5, 4.5)
	check("Poisson 0.7", func() float64 { return float64(r.Poisson(0.7)) }, 0.7, 0.7)
	check("Poisson 40", func() float64 { return float64(r.Poisson(40)) }, 40, 40)
	const q = 0.7
	log := math.Log(1 - q)
	check("logarithmic", func() float64 { return float64(r.Logarithmic(q)) }, -q/((1-q)*log), -q*(q+log)/((1-q)*log*(1-q)*log))
	check("below 6", func() float64 { return float64(r.Below(6)) }, 2.5, 35.0/12)
}

// Two variables are one above and one below the median, as far as a normal variable is (Kolmogorov and Smirnov's test), in
// places of equal chance; of many, a place has mean and variance of a Poisson number of them, all independent.
func TestScatter(t *testing.T) {
	r := NewRandom(0, "scatter")
	const n = 3000
	var shares []float64
	places := 0.0
	for range n {
		var sums [Places]float64
		r.Scatter(2, 0, 1, &sums)
		var logs []float64
		for i, x := range sums {
			if x != 0 {
				logs = append(logs, math.Log(x))
				places += float64(i)
			}
		}
		if len(logs) == 2 {
			close(t, "the two", logs[0]+logs[1]+1, 1, 1e-9)
			shares = append(shares, math.Erf(math.Abs(logs[0])/math.Sqrt2))
		}
	}
	slices.Sort(shares)
	worst := 0.0
	for i, u := range shares {
		worst = max(worst, math.Abs(u-(float64(i)+0.5)/float64(len(shares))))
	}
	if worst*math.Sqrt(float64(len(shares))) > 1.95 { // 0.1 %
		t.Errorf("the distribution is off by %v", worst)
	}
	close(t, "the mean place", places/(2*n)/(Places/2), 1, 4/math.Sqrt(3*2*n))
	var sums [Places]float64
	var mean, squares float64
	const each, rounds = 5, 20
	for range rounds {
		clear(sums[:])
		r.Scatter(each*Places+1, 0, 0.5, &sums)
		for _, x := range sums {
			mean += x / (rounds * Places)
			squares += x * x / (rounds * Places)
		}
	}
	close(t, "mean", mean, each*math.Exp(0.125), 4*math.Sqrt(each*math.Exp(0.5)/(rounds*Places)))
	close(t, "variance", squares-mean*mean, each*math.Exp(0.5), 0.02)
}

func TestRanked(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1, 2, 5000} {
		for _, draw := range []func() float64{rng.Float64, func() float64 { return math.Exp(300 * rng.NormFloat64()) }, func() float64 { return float64(rng.IntN(3)) }, func() float64 { return 0 }} {
			x := make([]float64, n)
			for i := range x {
				x[i] = draw()
			}
			r := NewRanked(x)
			slices.Sort(x)
			for _, i := range []int{n / 2, n - 1, 0, n / 3} {
				tail := r.From(i)
				if tail[0] != x[i] || slices.Min(tail) != x[i] || len(tail) != n-i {
					t.Fatalf("of %d numbers that of rank %d is %v, not %v", n, i, tail[0], x[i])
				}
			}
		}
	}
}

// A piece does not fall, ends where it should, and is found again by its value.
func TestPiece(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		p := Piece{At: 3, Width: 2, From: rng.Float64(), Rise: 0.01 + rng.Float64()}
		p.Start, p.End = 3*p.Rise*rng.Float64(), 3*p.Rise*rng.Float64()
		end, slope := p.Value(1)
		close(t, "its end", end, p.From+p.Rise, 1e-14)
		close(t, "its last slope", slope, p.End, 1e-12)
		last := p.At
		for i := 1; i < 50; i++ {
			v := p.From + p.Rise*float64(i)/50
			x := p.Where(v)
			back, _ := p.Value((x - p.At) / p.Width)
			close(t, "the value found", back, v, 1e-12)
			if x < last {
				t.Fatalf("%+v falls at %v", p, x)
			}
			last = x
		}
	}
}

func BenchmarkSpectrum(b *testing.B) {
	x, s := make([]float64, 4096), make([]Point, 2049)
	x[7] = 1
	for b.Loop() {
		FromSpectrum(Spectrum(x, s), x)
	}
}

func BenchmarkExp(b *testing.B) {
	v := 0.0
	for b.Loop() {
		v += Exp(-v * 1e-9)
	}
}

func BenchmarkErfcx(b *testing.B) {
	v := 0.0
	for b.Loop() {
		v += Erfcx(v * 1e-9)
	}
}
