package quant

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/assay-isms/assay/internal/errs"
)

// digest gathers texts with their lengths and numbers by their bits, to be hashed.
type digest []byte

func newDigest(about string) digest {
	var d digest
	d.text("assay quant " + about)
	d.text(Engine)
	return d
}

func (d *digest) numbers(list ...float64) {
	d.length(len(list))
	for _, x := range list {
		*d = binary.BigEndian.AppendUint64(*d, math.Float64bits(x))
	}
}

func (d *digest) length(n int) { *d = binary.BigEndian.AppendUint32(*d, uint32(n)) }

func (d *digest) text(s string) {
	d.length(len(s))
	*d = append(*d, s...)
}

// optional marks what is unset apart from what is 0.
func (d *digest) optional(x *float64) {
	if x == nil {
		d.numbers()
		return
	}
	d.numbers(*x)
}

func (d *digest) String() string {
	sum := sha256.Sum256(*d)
	return hex.EncodeToString(sum[:])
}

func (d *digest) scenario(s Scenario) {
	d.text(s.ID)
	d.optional(s.Probability)
	switch {
	case s.Rate == nil:
		d.text("")
	case s.Rate.Gamma90 != nil:
		d.text("gamma90")
		d.numbers(s.Rate.Gamma90[:]...)
	default:
		d.text("rate")
		d.numbers(s.Rate.Value)
	}
	if s.Severity != nil {
		d.severity(*s.Severity)
	}
	d.length(len(s.Controls))
	for _, e := range s.Controls {
		d.text(e.ID)
		d.text(string(e.On))
		if e.Efficacy != nil {
			d.numbers(e.Efficacy[:]...)
		}
		d.optional(e.Coverage)
		d.optional(e.Reliability)
	}
}

func (d *digest) severity(s Severity) {
	switch {
	case s.Lognormal90 != nil:
		d.text("lognormal90")
		d.numbers(s.Lognormal90[:]...)
	case s.PERT != nil:
		d.text("pert")
		d.numbers(s.PERT[:]...)
	case s.Exponential != nil:
		d.text("exponential")
		d.numbers(*s.Exponential)
	case s.Fixed != nil:
		d.text("fixed")
		d.numbers(*s.Fixed)
	default:
		d.text("discrete")
		for _, p := range s.Discrete {
			d.numbers(p[:]...)
		}
	}
}

// fingerprint is the hash of the portfolio, its scenarios in the order of their ids, of how it was computed, and of every figure.
func (r *Result) fingerprint(p *Portfolio, how Options) string {
	d := append(make(digest, 0, 4096+128*len(p.Scenarios)), newDigest("aggregate")...)
	d.text(p.Currency)
	d.text(p.Criteria.ID)
	d.numbers(p.Criteria.Dependence)
	for _, s := range p.byID() {
		d.scenario(s)
	}
	d.text(string(how.Method))
	d.text(string(r.Method))
	d.numbers(float64(how.Cells), float64(r.Cells), r.Mean, r.SD, r.MeanRange[0], r.MeanRange[1], r.PZero, r.Error.TruncatedMass)
	for _, level := range how.Quantiles {
		k := key(level)
		d.numbers(level, r.Quantiles[k], r.ExpectedShortfall[k], r.Error.Quantiles[k], r.Error.ExpectedShortfall[k])
	}
	for _, point := range r.Curve {
		d.numbers(point[:]...)
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
