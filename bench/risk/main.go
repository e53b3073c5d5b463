// Command risk measures the figures of risk beside numpy, on the same portfolios in one run: go run . prints one table with
// the targets that are met and those that are missed. It needs Debian's python3-numpy.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/assay-isms/assay/internal/quant"
)

//go:embed portfolio.py
var script string

var levels = []float64{0.95, 0.99, 0.999}

// task is what numpy computes.
type task struct {
	Rates   []float64 `json:"rates"`
	Mu      []float64 `json:"mu"`
	Sigma   []float64 `json:"sigma"`
	Step    float64   `json:"step"`
	Cells   int       `json:"cells"`
	Tilt    float64   `json:"tilt"`
	Spacing float64   `json:"spacing"`
	Levels  []float64 `json:"levels"`
	Years   int       `json:"years"`
}

// found is what numpy found, times in seconds.
type found struct {
	Numpy       string    `json:"numpy"`
	ByYear      float64   `json:"by_year"`
	ByBlock     float64   `json:"by_block"`
	Direct      float64   `json:"direct"`
	ByTable     float64   `json:"by_table"`
	Simulated   []float64 `json:"simulated"`
	Transformed []float64 `json:"transformed"`
	Tabulated   []float64 `json:"tabulated"`
}

func main() {
	fmt.Printf("%s, %d cores, %s, load average %s\n\n", runtime.Version(), runtime.NumCPU(), runtime.GOARCH, load())
	hundred := portfolio(100, 1)
	reference := aggregate(hundred, quant.Options{Quantiles: levels, Cells: 1 << 16})
	result := aggregate(hundred, quant.Options{Quantiles: levels})
	exact := best(200, func() { aggregate(hundred, quant.Options{Quantiles: levels}) })
	thousand := portfolio(1000, 1)
	const years = 1 << 18
	simulate := func() { aggregate(hundred, quant.Options{Quantiles: levels, Method: quant.MonteCarlo, Years: years}) }
	simulated := bestProcessor(8, simulate)
	n := numpy(hundred, result, years)

	line("100 risks, whole distribution", ms(exact), "≤ 1 ms", ratio(exact.Seconds(), 1e-3))
	line("  mean against closed form", fmt.Sprintf("%.1e", math.Abs(result.Mean/closedMean(hundred)-1)), "exact", ratio(math.Abs(result.Mean/closedMean(hundred)-1), 1e-14))
	worst := furthest(result, reference)
	line("  VaR 95, 99, 99.9 % against 65,536 cells", fmt.Sprintf("%.1e", worst), "≤ 5e-4", ratio(worst, 5e-4))
	all := best(30, func() { aggregate(thousand, quant.Options{Quantiles: levels}) })
	line("1,000 risks", ms(all), "≤ 8 ms", ratio(all.Seconds(), 8e-3))
	each := best(60, func() { separately(hundred) })
	line("100 separate curves", ms(each), "≤ 20 ms", ratio(each.Seconds(), 20e-3))

	fmt.Printf("\nnumpy %s on the same portfolio of 100 risks, the range of the grid given to it; processor time\n", n.Numpy)
	wide := portfolio(100, 20)
	against("", hundred, exact, n, years)
	against(", severities 20 times as wide", wide, best(100, func() { aggregate(wide, quant.Options{Quantiles: levels}) }), n, years)
	fmt.Printf("The transforms have %d cells, which Assay extrapolates and numpy does not\n", result.Cells)
	times("transform, severities on every cell", n.Direct, exact.Seconds(), 15)
	times("transform, severities tabulated", n.ByTable, exact.Seconds(), 0)
	line(fmt.Sprintf("simulation of %d years in Assay", years), ms(simulated), "", 0)
	line("  that is, by the clock on all cores", ms(best(8, simulate)), "", 0)
	times("simulation, a number for each year", n.ByYear, simulated.Seconds(), 5)
	times("simulation, a number for each block as in Assay", n.ByBlock, simulated.Seconds(), 5)
	for i, p := range levels {
		v := result.Quantiles[fmt.Sprint(p)]
		fmt.Printf("  VaR %v: Assay %.6g, numpy's transforms %+.1e and %+.1e from it, its simulation %+.1e\n", p, v, n.Transformed[i]/v-1, n.Tabulated[i]/v-1, n.Simulated[i]/v-1)
	}
	fmt.Printf("\nload average %s\n", load())
}

// portfolio has n lognormal risks: an event in 2 to 20 years each, its loss within a factor of 10 to 39, or of so many times that.
func portfolio(n int, wider float64) *quant.Portfolio {
	p := &quant.Portfolio{Currency: "EUR", Criteria: quant.Criteria{ID: "bench"}}
	for i := range n {
		low := 1000 * float64(1+i%17)
		p.Scenarios = append(p.Scenarios, quant.Scenario{
			ID: fmt.Sprintf("R%04d", i), Rate: &quant.Rate{Value: 0.05 + 0.01*float64(i%46)},
			Severity: &quant.Severity{Lognormal90: &[2]float64{low, low * wider * float64(10+i%30)}},
		})
	}
	return p
}

func aggregate(p *quant.Portfolio, how quant.Options) *quant.Result {
	r, err := quant.Aggregate(p, how)
	must(err)
	return r
}

// separately computes a distribution for each scenario alone.
func separately(p *quant.Portfolio) {
	for _, s := range p.Scenarios {
		aggregate(&quant.Portfolio{Currency: p.Currency, Criteria: p.Criteria, Scenarios: []quant.Scenario{s}}, quant.Options{Quantiles: levels})
	}
}

// against compares with the years that numpy must simulate for the same quantile, in either way. A year of either portfolio
// has as many events and takes it as long.
func against(which string, p *quant.Portfolio, took time.Duration, n found, years float64) {
	need := yearsFor(p, 0.001)
	fmt.Printf("100 risks%s: %s; 0.1 %% error in VaR 99 %% takes %.3g simulated years\n", which, ms(took), need)
	for _, way := range []struct {
		name string
		year float64
	}{{"  numpy, a number for each year", n.ByYear / years}, {"  numpy, a number for each block as in Assay", n.ByBlock / years}} {
		line(way.name, fmt.Sprintf("%.2f s", way.year*need), "≥ 10,000 times", 10000*took.Seconds()/(way.year*need))
		line("    that is, times Assay's whole distribution", fmt.Sprintf("%.0f", way.year*need/took.Seconds()), "", 0)
	}
}

// parameters of a scenario's lognormal severity.
func parameters(s quant.Scenario) (mu, sigma float64) {
	low, high := math.Log(s.Severity.Lognormal90[0]), math.Log(s.Severity.Lognormal90[1])
	return (low + high) / 2, (high - low) / (2 * 1.6448536269514722)
}

func closedMean(p *quant.Portfolio) (mean float64) {
	for _, s := range p.Scenarios {
		mu, sigma := parameters(s)
		mean += s.Rate.Value * math.Exp(mu+sigma*sigma/2)
	}
	return mean
}

func furthest(r, reference *quant.Result) (worst float64) {
	for k, v := range reference.Quantiles {
		worst = max(worst, math.Abs(r.Quantiles[k]/v-1))
	}
	return worst
}

// yearsFor is how many years a simulation needs until the standard error of the 99 % quantile is that share of it.
func yearsFor(p *quant.Portfolio, share float64) float64 {
	r := aggregate(p, quant.Options{Quantiles: []float64{0.9895, 0.99, 0.9905}})
	v := r.Quantiles["0.99"]
	density := 0.001 / (r.Quantiles["0.9905"] - r.Quantiles["0.9895"])
	return 0.99 * 0.01 / math.Pow(density*v*share, 2)
}

func numpy(p *quant.Portfolio, r *quant.Result, years int) (out found) {
	end := r.Quantiles["0.999"] * 1.15
	t := task{Step: end / float64(r.Cells), Cells: r.Cells, Tilt: 14.6, Spacing: 0.125, Levels: levels, Years: years}
	for _, s := range p.Scenarios {
		mu, sigma := parameters(s)
		t.Rates, t.Mu, t.Sigma = append(t.Rates, s.Rate.Value), append(t.Mu, mu), append(t.Sigma, sigma)
	}
	input, err := json.Marshal(t)
	must(err)
	cmd := exec.Command("/usr/bin/python3", "-c", script)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), os.Stderr
	for _, e := range os.Environ() { // some machines tune OpenBLAS for another processor
		if !strings.HasPrefix(e, "OPENBLAS_CORETYPE=") && !strings.HasPrefix(e, "OPENBLAS_L2_SIZE=") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	answer, err := cmd.Output()
	must(err)
	must(json.Unmarshal(answer, &out))
	return out
}

func best(repeats int, f func()) time.Duration {
	shortest := time.Hour
	for range repeats {
		start := time.Now()
		f()
		shortest = min(shortest, time.Since(start))
	}
	return shortest
}

// bestProcessor is the shortest time of all processors together.
func bestProcessor(repeats int, f func()) time.Duration {
	used := func() time.Duration {
		var u syscall.Rusage
		must(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	shortest := time.Hour
	for range repeats {
		start := used()
		f()
		shortest = min(shortest, used()-start)
	}
	return shortest
}

// ratio is by what a target is missed; at most 1 if it is met.
func ratio(got, limit float64) float64 { return got / limit }

func line(what, value, target string, missed float64) {
	verdict := ""
	if target != "" {
		verdict = target + ": met"
		if missed > 1 {
			verdict = fmt.Sprintf("%s: MISSED by a factor of %.2f", target, missed)
		}
	}
	fmt.Printf("%-62s %14s  %s\n", what, value, verdict)
}

// times is a line with how often Assay does what numpy does once.
func times(what string, theirs, ours, target float64) {
	text := ""
	if target > 0 {
		text = fmt.Sprintf("≥ %v times", target)
	}
	line(what, fmt.Sprintf("%.2f ms", theirs*1e3), text, target*ours/theirs)
	line("  that is, times Assay", fmt.Sprintf("%.1f", theirs/ours), "", 0)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.3f ms", d.Seconds()*1e3) }

// load is how busy the machine was for the last 1, 5 and 15 minutes.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
