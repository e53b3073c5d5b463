package quant_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-isms/assay/internal/quant"
	"github.com/assay-isms/assay/internal/quant/agree"
	"github.com/assay-isms/assay/internal/quant/choice"
	"github.com/assay-isms/assay/internal/quant/matrix"
	"github.com/assay-isms/assay/internal/quant/numeric"
)

var update = flag.Bool("update", false, "write testdata/bits.txt anew: only when figures may change, with a new quant.Engine")

const portfolioOfAllKinds = `{"currency": "EUR", "criteria": {"id": "RC-1"}, "scenarios": [
	{"id": "R1", "rate": 0.34, "severity": {"lognormal90": [32341, 1201145]}},
	{"id": "R2", "probability": 0.3, "severity": {"pert": [1e4, 2e5, 1e6]}},
	{"id": "R3", "rate": {"gamma90": [0.1, 2]}, "severity": {"discrete": [[100, 0.8], [500, 0.2]]}},
	{"id": "R4", "rate": 2, "severity": {"exponential": 30000}, "controls": [
		{"id": "C1", "on": "frequency", "efficacy": [0.3, 0.6], "coverage": 0.9, "reliability": 0.95},
		{"id": "C2", "on": "severity", "efficacy": [0.1, 0.2], "coverage": 0.7, "reliability": 0.8}]},
	{"id": "R5", "rate": 0.7, "severity": {"lognormal90": [90000, 110000]}},
	{"id": "R6", "rate": 0.01, "severity": {"lognormal90": [10, 1e9]}}]}`

// The figures have the bits that testdata/bits.txt records. make test-bits runs this for seven processors.
func TestBits(t *testing.T) {
	got := strings.Join([]string{
		"numeric " + numericBits(), "fft " + aggregateBits(t, 0, quant.Options{}), "dependent " + aggregateBits(t, 0.5, quant.Options{Cells: 512}),
		"panjer " + aggregateBits(t, 0, quant.Options{Method: quant.Panjer, Cells: 512}),
		"mc " + aggregateBits(t, 0, quant.Options{Method: quant.MonteCarlo, Years: 1 << 15}),
		"mc-dependent " + aggregateBits(t, 0.5, quant.Options{Method: quant.MonteCarlo, Years: 1 << 14}),
		"many " + manyBits(t), "bands " + bandBits(t), "choice " + choiceBits(t),
		"attribute " + attributeBits(t), "agree " + agreeBits(t), "calibrate " + calibrateBits(t), "matrix " + matrixBits(t),
	}, "\n") + "\n"
	file := filepath.Join("testdata", "bits.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the bits differ from %s:\n%s", file, got)
	}
}

func numericBits() string {
	h := sha256.New()
	add := func(values ...float64) {
		for _, v := range values {
			h.Write(binary.BigEndian.AppendUint64(nil, math.Float64bits(v)))
		}
	}
	r := numeric.NewRandom(7, "bits")
	for range 2000 {
		u, z := r.Uniform(), r.Normal()
		x := float64(20 * z)
		s, c := numeric.SinCos(float64(100 * x))
		low, high := numeric.GammaCDF(0.1+float64(10*u), math.Abs(x))
		b, front := numeric.BetaCDF(0.5+u, 2+u, u)
		add(u, z, numeric.Exp(x), numeric.Log(math.Abs(x)), numeric.Log1p(u), numeric.Expm1(z), s, c, numeric.Erfc(z), low, high, b, front,
			numeric.LogGamma(1+u), numeric.NormalQuantile(u), r.Gamma(0.2+float64(3*u)), float64(r.Poisson(float64(100*u))), float64(r.Below(1000)))
	}
	for _, p := range []float64{0.01, 0.05, 0.5, 0.95} {
		add(numeric.GammaQuantile(0.3, p), numeric.GammaQuantile(30, p), numeric.BetaQuantile(2, 5, p))
	}
	var sums [numeric.Places]float64
	r.Scatter(40001, 2, 1.5, &sums)
	add(sums[:]...)
	for range 500 {
		add(float64(r.Logarithmic(0.9)))
	}
	nodes, weights := numeric.Hermite(40)
	add(append(nodes, weights...)...)
	return fmt.Sprintf("%x", h.Sum(nil))
}

func portfolio(t *testing.T, dependence float64) *quant.Portfolio {
	t.Helper()
	p, err := quant.ReadPortfolio(strings.NewReader(portfolioOfAllKinds))
	if err != nil {
		t.Fatal(err)
	}
	p.Criteria.Dependence = dependence
	return p
}

func aggregateBits(t *testing.T, dependence float64, how quant.Options) string {
	t.Helper()
	r, err := quant.Aggregate(portfolio(t, dependence), how)
	if err != nil {
		t.Fatal(err)
	}
	return r.Hash
}

// manyBits is the hash of so many risks that they are transformed, and their laws added up, in several batches.
func manyBits(t *testing.T) string {
	t.Helper()
	p := &quant.Portfolio{Currency: "EUR"}
	for i := range 400 {
		low := 900 + 7*float64(i)
		s := quant.Scenario{ID: fmt.Sprintf("R%03d", i), Rate: &quant.Rate{Value: float64(30+i) / 300}, Severity: &quant.Severity{Lognormal90: &[2]float64{low, 30 * low}}}
		if i%4 == 0 {
			s.Rate = &quant.Rate{Gamma90: &[2]float64{0.05, float64(20+i) / 100}}
		}
		p.Scenarios = append(p.Scenarios, s)
	}
	r, err := quant.Aggregate(p, quant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Hash
}

// bandBits is the hash of a portfolio whose rates lie together at the 5 % quantile of what is uncertain in them.
func bandBits(t *testing.T) string {
	t.Helper()
	r, err := quant.Aggregate(portfolio(t, 0).AtRates(0.05), quant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Hash
}

func choiceBits(t *testing.T) string {
	t.Helper()
	var actions []choice.Action
	var losses []choice.Loss
	for i, s := range portfolio(t, 0).Scenarios {
		share := float64(2+i) / 10
		actions = append(actions, choice.Action{ID: s.ID, Cost: 1000 * float64(i+1), Controls: []string{s.ID}})
		losses = append(losses, choice.Loss{Scenario: s, Effects: map[string][]quant.Effect{s.ID: {
			{ID: s.ID, On: quant.Frequency, Efficacy: &[2]float64{share, share}, Coverage: &share, Reliability: &share}}}})
	}
	c, err := choice.New(actions, losses, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	points, _, err := c.Frontier()
	return hashOf(t, points, err)
}

func attributeBits(t *testing.T) string {
	t.Helper()
	before := portfolio(t, 0)
	before.Scenarios[3].Controls = nil
	before.Scenarios = before.Scenarios[1:]
	a, err := quant.Attribute(before, portfolio(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	return a.Hash
}

// hashOf hashes what JSON shows: the shortest text that gives the same bits.
func hashOf(t *testing.T, v any, err error) string {
	t.Helper()
	b, failed := json.Marshal(v)
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	return fmt.Sprintf("%x", sha256.Sum256(b))
}

func agreeBits(t *testing.T) string {
	t.Helper()
	scale, err := agree.NewScale(agree.Ratio, []string{"1", "2", "3", "4", "5"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := agree.ReadRatings(strings.NewReader("1,1,2,1\n2,2,3,2\n3,3,3,3\n1,2,3,4\n5,4,5,2\n"), scale)
	if err != nil {
		t.Fatal(err)
	}
	return hashOf(t, r.Report(), nil)
}

func calibrateBits(t *testing.T) string {
	t.Helper()
	list, err := agree.ReadEstimates(strings.NewReader("low,high,probability,rate,rate_low,rate_high,years,outcome\n10,100,,,,,,50\n10,90,,,,,,500\n" +
		"-3,4,,,,,,1\n,,0.2,,,,,1\n,,0.3,,,,,0\n,,,1,0.2,3,2,4\n"))
	return hashOf(t, agree.Calibrate(list), err)
}

func matrixBits(t *testing.T) string {
	t.Helper()
	c, err := matrix.Read(strings.NewReader(`{"likelihood": [{"name": "a", "from": 0.013, "to": 0.1}, {"name": "b", "from": 0.1, "to": 7}],
		"consequence": [{"name": "a", "from": 1100, "to": 10000}, {"name": "b", "from": 10000, "to": 123456}], "levels": [{"name": "low"}, {"name": "high"}],
		"matrix": [[1, 1], [1, 2]], "risks": [{"id": "a", "level": 1, "expected_loss": 3.7}, {"id": "b", "level": 2, "expected_loss": 1.9}, {"id": "c", "level": 2, "expected_loss": 9}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return hashOf(t, c.Examine(), nil)
}
