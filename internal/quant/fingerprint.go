package quant

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"math"
	"slices"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// digest hashes texts with their lengths and numbers by their bits.
type digest struct{ hash.Hash }

func newDigest(about string) digest {
	d := digest{sha256.New()}
	d.text("assay quant " + about)
	d.text(Engine)
	return d
}

func (d digest) number(x float64) {
	d.Write(binary.BigEndian.AppendUint64(nil, math.Float64bits(x)))
}

func (d digest) text(s string) {
	d.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
	d.Write([]byte(s))
}

func (d digest) String() string { return hex.EncodeToString(d.Sum(nil)) }

// fingerprint is the hash of the portfolio, its scenarios in the order of their ids, of how it was computed, and of every figure.
func (r *Result) fingerprint(p *Portfolio, how Options) string {
	sorted := *p
	sorted.Recorded = nil
	sorted.Scenarios = slices.Clone(p.Scenarios)
	slices.SortFunc(sorted.Scenarios, func(a, b Scenario) int { return strings.Compare(a.ID, b.ID) })
	d := newDigest("aggregate")
	input, _ := json.Marshal(sorted)
	d.text(string(input))
	d.text(string(r.Method))
	for _, x := range []float64{float64(how.Cells), float64(how.Years), float64(r.Cells), r.Mean, r.SD, r.MeanRange[0], r.MeanRange[1], r.PZero, r.Error.TruncatedMass} {
		d.number(x)
	}
	for _, level := range how.Quantiles {
		k := key(level)
		for _, x := range []float64{level, r.Quantiles[k], r.ExpectedShortfall[k], r.Error.Quantiles[k], r.Error.ExpectedShortfall[k]} {
			d.number(x)
		}
	}
	for _, point := range r.Curve {
		d.number(point[0])
		d.number(point[1])
	}
	return d.String()
}

// agrees refuses a simulation whose mean is too far from the closed form to be chance.
func agrees(mean float64, m *model, years int) error {
	if slack := 6 * m.sd / math.Sqrt(float64(years)); !(math.Abs(mean-m.mean) <= slack) {
		return errs.New(errs.Internal, "the simulation has mean %v; the closed form says %v", mean, m.mean)
	}
	return nil
}
