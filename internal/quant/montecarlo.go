package quant

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/assay-isms/assay/internal/quant/numeric"
)

// blockYears are simulated together. Every risk has random numbers of its own in every block, so that a scenario added or
// changed leaves the losses of the others as they are, and blocks may run side by side.
const blockYears = numeric.Places

// simulated fills in figures from simulated years, with standard errors. Mean, sd and probability of no loss stay closed
// forms; the simulation must agree with the mean within 6 standard errors, or there is no figure.
func (r *Result) simulated(m *model, criteria string, how Options) error {
	years := (how.Years + blockYears - 1) / blockYears * blockYears
	losses := m.simulate(criteria, years)
	mean := numeric.Total(losses) / float64(years)
	if err := agrees(mean, m, years); err != nil {
		return err
	}
	r.Method, r.Cells, r.Error.Of = MonteCarlo, years, "standard error"
	in := numeric.NewRanked(losses)
	for _, p := range how.Quantiles {
		k := key(p)
		i := rank(p, years)
		spread := int(math.Ceil(math.Sqrt(float64(float64(float64(years)*p) * (1 - p)))))
		r.Error.Quantiles[k] = 0.5 * (in.From(min(i+spread, years-1))[0] - in.From(max(i-spread, 0))[0])
		tail := in.From(i)
		r.Quantiles[k] = tail[0]
		r.ExpectedShortfall[k], r.Error.ExpectedShortfall[k] = worst(tail, years, p)
	}
	r.draw(slices.Max(how.Quantiles), func(p float64) float64 { return in.From(rank(p, years))[0] })
	return nil
}

// rank is the place of the p-quantile among n sorted losses.
func rank(p float64, n int) int {
	return min(max(int(math.Ceil(float64(p*float64(n))-1e-9))-1, 0), n-1)
}

// worst is the mean of the worst 1-p of n years, of which tail are the greatest losses, and its standard error (Manistre
// and Hancock, North American Actuarial J. 9, 2005).
func worst(tail []float64, n int, p float64) (mean, err float64) {
	v := tail[0]
	share := float64(float64(n) * (1 - p))
	var excess, squares numeric.Sum
	for _, x := range tail {
		excess.Add(x - v)
		squares.Add(float64((x - v) * (x - v)))
	}
	e := excess.Value() / share
	variance := squares.Value()/share - float64(float64(e*e)*(1-p))
	return v + e, math.Sqrt(max(0, variance) / share)
}

// simulate draws the losses of so many years.
func (m *model) simulate(criteria string, years int) []float64 {
	losses := make([]float64, years)
	blocks := make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), years/blockYears) {
		wait.Go(func() {
			for b := range blocks {
				m.simulateBlock(criteria, b, losses[b*blockYears:][:blockYears])
			}
		})
	}
	for b := range years / blockYears {
		blocks <- b
	}
	close(blocks)
	wait.Wait()
	return losses
}

// simulateBlock adds the losses of each risk in turn to the years of a block.
func (m *model) simulateBlock(criteria string, block int, years []float64) {
	var factors []float64 // of each year
	if m.factor.sigma > 0 {
		rng := numeric.NewRandom(block, criteria, "", "dependence")
		factors = make([]float64, len(years))
		for y := range factors {
			factors[y] = m.factor.value(rng.Normal())
		}
	}
	var events []int32
	for i := range m.risks {
		r := &m.risks[i]
		rng := numeric.NewRandom(block, criteria, r.id)
		if factors == nil && r.kind == poisson {
			r.scatter(rng, years)
			continue
		}
		events = r.happen(rng, factors, m.factor.hazard[r.id], len(years), events[:0])
		for _, y := range events {
			years[y] += r.draw(rng)
		}
	}
}

// scatter adds the losses of a poisson risk. Its parts are independent poisson risks, and the events of a block are one Poisson
// number, each in a year of its own choice.
func (r *risk) scatter(rng *numeric.Random, years []float64) {
	for _, p := range r.severity {
		n := rng.Poisson(float64(float64(r.rate*p.weight) * float64(len(years))))
		if l, ok := p.law.(lognormal); ok && math.Abs(l.mu)+float64(12*l.sigma) < 690 {
			rng.Scatter(n, l.mu, l.sigma, (*[blockYears]float64)(years))
			continue
		}
		for range n {
			years[rng.Below(len(years))] += p.law.draw(rng)
		}
	}
}

// happen appends the years of all events of a block, in no order.
func (r *risk) happen(rng *numeric.Random, factors []float64, hazard float64, years int, events []int32) []int32 {
	switch {
	case factors != nil:
		return r.happenYearly(rng, factors, hazard, events)
	case r.kind == bernoulli:
		return r.happenAtMostOnce(rng, years, events)
	}
	// A negative binomial number is a Poisson number of bunches, each of a logarithmic number of events (Quenouille, Biometrics 5,
	// 1949, pp. 162–164).
	odds := r.rate / r.shape
	for range rng.Poisson(float64(float64(r.shape*numeric.Log1p(odds)) * float64(years))) {
		y := int32(rng.Below(years))
		for range rng.Logarithmic(odds / (1 + odds)) {
			events = append(events, y)
		}
	}
	return events
}

// happenAtMostOnce leaps from one year with an event to the next: the years between are geometrically distributed.
func (r *risk) happenAtMostOnce(rng *numeric.Random, years int, events []int32) []int32 {
	if r.rate == 0 {
		return events
	}
	scale := 0.0
	if r.rate < 1 {
		scale = -1 / numeric.Log1p(-r.rate)
	}
	for y := 0.0; ; y++ {
		if y += math.Floor(float64(scale * rng.Exponential())); y >= float64(years) {
			return events
		}
		events = append(events, int32(y))
	}
}

// happenYearly draws year by year, with the factor of the year.
func (r *risk) happenYearly(rng *numeric.Random, factors []float64, hazard float64, events []int32) []int32 {
	for y, m := range factors {
		rate := float64(r.rate * m)
		n := 0
		switch r.kind {
		case bernoulli:
			if rng.Uniform() < -numeric.Expm1(-float64(hazard*m)) {
				n = 1
			}
		case mixed:
			n = rng.Poisson(float64(rate*rng.Gamma(r.shape)) / r.shape)
		default:
			n = rng.Poisson(rate)
		}
		for range n {
			events = append(events, int32(y))
		}
	}
	return events
}

func (r *risk) draw(rng *numeric.Random) float64 {
	if len(r.severity) == 1 {
		return r.severity[0].law.draw(rng)
	}
	u := rng.Uniform()
	for _, p := range r.severity[:len(r.severity)-1] {
		if u -= p.weight; u < 0 {
			return p.law.draw(rng)
		}
	}
	return r.severity[len(r.severity)-1].law.draw(rng)
}
