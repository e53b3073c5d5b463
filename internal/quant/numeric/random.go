package numeric

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
)

// Random draws random numbers: xoshiro256++ (Blackman and Vigna, ACM TOMS 47, 2021). Equal seeds give equal numbers on
// every processor.
type Random struct{ a, b, c, d uint64 }

// NewRandom is seeded with SHA-256 of the texts, each with its length before it, and the number.
func NewRandom(block int, texts ...string) *Random {
	h := sha256.New()
	for _, t := range texts {
		h.Write([]byte(strconv.Itoa(len(t)) + ":" + t))
	}
	h.Write([]byte(strconv.Itoa(block)))
	s := h.Sum(nil)
	word := func(i int) uint64 { return binary.BigEndian.Uint64(s[8*i:]) }
	return &Random{word(0), word(1), word(2), word(3) | 1}
}

// Bits are the next 64 random bits.
func (r *Random) Bits() uint64 {
	out := bits.RotateLeft64(r.a+r.d, 23) + r.a
	t := r.b << 17
	r.c ^= r.a
	r.d ^= r.b
	r.b ^= r.c
	r.a ^= r.d
	r.c ^= t
	r.d = bits.RotateLeft64(r.d, 45)
	return out
}

// fill draws the next bits, as many as there is room for.
func (r *Random) fill(out []uint64) {
	a, b, c, d := r.a, r.b, r.c, r.d
	for i := range out {
		out[i] = bits.RotateLeft64(a+d, 23) + a
		t := b << 17
		c ^= a
		d ^= b
		b ^= c
		a ^= d
		c ^= t
		d = bits.RotateLeft64(d, 45)
	}
	r.a, r.b, r.c, r.d = a, b, c, d
}

// Uniform is between 0 and 1, neither of them.
func (r *Random) Uniform() float64 { return (float64(int64(r.Bits()>>12)) + 0.5) * 0x1p-52 }

// Below is a whole number from 0 to n-1, without bias (Lemire, ACM TOMACS 29, 2019).
func (r *Random) Below(n int) int {
	high, low := bits.Mul64(r.Bits(), uint64(n))
	for low < uint64(n) && low < -uint64(n)%uint64(n) {
		high, low = bits.Mul64(r.Bits(), uint64(n))
	}
	return int(high)
}

const zigguratR = 3.6541528853610088 // where the tail begins: zigguratX[1]

// Normal is a standard normal variable by the ziggurat (Marsaglia and Tsang, J. Stat. Software 5, 2000, with layer and
// position from different bits, as Doornik asked in 2005).
func (r *Random) Normal() float64 {
	for {
		u := r.Bits()
		i := u & 255
		x := float64(float64(int64(u>>11)) * 0x1p-53 * zigguratX[i])
		if x < zigguratX[i+1] || r.edge(int(i), &x) {
			if u&256 != 0 {
				return -x
			}
			return x
		}
	}
}

// edge decides about a point outside the rectangle that lies wholly under the curve.
func (r *Random) edge(i int, x *float64) bool {
	if i == 0 {
		for {
			t := -Log(r.Uniform()) / zigguratR
			if -2*Log(r.Uniform()) > float64(t*t) {
				*x = zigguratR + t
				return true
			}
		}
	}
	low, high := zigguratF[i], zigguratF[i+1]
	return low+float64(r.Uniform()*(high-low)) < Exp(-0.5*float64(*x**x))
}

// Places is how many sums Scatter adds to.
const Places = 1 << 14

// Scatter draws n lognormal variables and adds each to one of the sums, chosen at random. They come in pairs, one as far above
// the median as the other is below it (antithetic variates: Hammersley and Morton, Proc. Cambridge Phil. Soc. 52, 1956, pp.
// 449–475), unless both fall to one sum, where they are independent: so that each sum has the law it has with independent
// variables, and their mean spreads no more. One word gives a pair: two places (14 bits each), layer and position in the
// ziggurat (8 and 28 bits). μ ± 12σ must lie between -690 and 690.
func (r *Random) Scatter(n int, mu, sigma float64, sums *[Places]float64) {
	middle, slope := float64(mu*stepInv), float64(sigma*stepInv)
	if n%2 == 1 {
		sums[r.Bits()%Places] += expSteps(middle + float64(slope*r.Normal()))
	}
	var words [512]uint64
	for pairs := n / 2; pairs > 0; pairs -= len(words) {
		some := words[:min(pairs, len(words))]
		r.fill(some)
		for _, w := range some {
			l := &layers[w&255]
			u := w >> 8 & (1<<positionBits - 1)
			z := float64(float64(int64(u)) * l.width)
			if u >= l.inside {
				z = r.outside(w, z)
			}
			z = float64(slope * z)
			i, j := w>>50, w>>36%Places
			if i == j {
				sums[i] += expSteps(middle+float64(slope*r.Normal())) + expSteps(middle+float64(slope*r.Normal()))
				continue
			}
			sums[i] += expSteps(middle + z)
			sums[j] += expSteps(middle - z)
		}
	}
}

// expSteps is 2^(y/64), within 4e-11 of it, by the table of Exp and a polynomial of degree 3; y/64 lies between -1000 and 1000.
func expSteps(y float64) float64 {
	const (
		c1 = math.Ln2 / 64
		c2 = c1 * c1 / 2
		c3 = c1 * c1 * c1 / 6
	)
	whole := y + toInteger // its last bits are those of y, rounded
	f := y - (whole - toInteger)
	k := math.Float64bits(whole)
	t := exp2Table[k&63]
	v := t + float64(t*float64(f*(c1+float64(f*(c2+float64(f*c3))))))
	return math.Float64frombits(math.Float64bits(v) + k>>6<<52)
}

// positionBits are how finely Scatter places a variable within its layer.
const positionBits = 28

// layers are those of the ziggurat: the width of a position, and how many positions lie wholly under the curve.
var layers = func() (out [256]struct {
	width  float64
	inside uint64
}) {
	for i := range out {
		out[i].width = zigguratX[i] / (1 << positionBits)
		out[i].inside = uint64(int64(zigguratX[i+1] / zigguratX[i] * (1 << positionBits)))
	}
	return out
}()

// outside decides about a point x that does not lie wholly under the curve, in the layer of the word w.
func (r *Random) outside(w uint64, x float64) float64 {
	if !r.edge(int(w&255), &x) {
		return math.Abs(r.Normal())
	}
	return x
}

// Logarithmic is a number with the probabilities q^n/n / -ln(1-q) for n from 1 (Kemp, J. Royal Stat. Society C 30, 1981, pp.
// 249–253, algorithm LK).
func (r *Random) Logarithmic(q float64) int {
	v := r.Uniform()
	if v >= q {
		return 1
	}
	u := -Expm1(float64(r.Uniform() * Log1p(-q)))
	switch {
	case v <= float64(u*u):
		return int(1 + Log(v)/Log(u))
	case v <= u:
		return 2
	}
	return 1
}

// Exponential has mean 1.
func (r *Random) Exponential() float64 { return -Log(r.Uniform()) }

// Gamma has the given shape and scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000, pp. 363–372).
func (r *Random) Gamma(shape float64) float64 {
	boost := 1.0
	if shape < 1 {
		boost = Pow(r.Uniform(), 1/shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(float64(9*d))
	for {
		z := r.Normal()
		v := 1 + float64(c*z)
		if v <= 0 {
			continue
		}
		v = float64(v * float64(v*v))
		if Log(r.Uniform()) < 0.5*float64(z*z)+d-float64(d*v)+float64(d*Log(v)) {
			return float64(boost * float64(d*v))
		}
	}
}

// Poisson is a number of events where mean are expected: inversion below 10, above it transformed rejection (Hörmann,
// Insurance: Mathematics and Economics 12, 1993, algorithm PTRS).
func (r *Random) Poisson(mean float64) int {
	if mean < 10 {
		return r.fewEvents(mean)
	}
	b := 0.931 + float64(2.53*math.Sqrt(mean))
	a := -0.059 + float64(0.02483*b)
	invAlpha := 1.1239 + 1.1328/(b-3.4)
	vr := 0.9277 - 3.6224/(b-2)
	logMean := Log(mean)
	for {
		u, v := r.Uniform()-0.5, r.Uniform()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/us+b)*u) + mean + 0.43)
		if us >= 0.07 && v <= vr {
			return int(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		if Log(float64(v*invAlpha)/(a/float64(us*us)+b)) <= float64(k*logMean)-mean-LogGamma(k+1) {
			return int(k)
		}
	}
}

func (r *Random) fewEvents(mean float64) int {
	p := Exp(-mean)
	u := r.Uniform()
	k := 0
	for u > p && k < 1000 {
		u -= p
		k++
		p = float64(p*mean) / float64(k)
	}
	return k
}
