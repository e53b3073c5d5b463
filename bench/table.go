package main

import (
	"fmt"
	"strings"
	"time"
)

// target is what a measure should reach; zero parts are not asked for.
type target struct {
	p50, p99 time.Duration // at most
	rate     float64       // a second, at least
	bytes    int64         // at most
}

// section begins the lines of one store.
func section(title string) {
	fmt.Printf("\n%-36s %10s %10s %10s %10s  %s\n", title, "p50", "p99", "a second", "CPU", "target")
}

// spread is a line of timings. rate is 0 if it was not measured; cpu is what the server computed for one request, which
// other programs on the machine change less than the rest.
func spread(what string, p50, p99 time.Duration, rate float64, cpu time.Duration, t target) {
	texts := []string{short(p50), short(p99), "", ""}
	if rate > 0 {
		texts[2], texts[3] = thousands(int(rate)), short(cpu)
	}
	var wanted, missed []string
	judge := func(asked, met bool, format string, limit any, part string) {
		if asked {
			wanted = append(wanted, fmt.Sprintf(format, limit))
			if !met {
				missed = append(missed, part)
			}
		}
	}
	judge(t.p50 > 0, p50 < t.p50, "p50 < %s", t.p50, "p50")
	judge(t.p99 > 0, p99 < t.p99, "p99 < %s", t.p99, "p99")
	judge(t.rate > 0, rate >= t.rate, "≥ %s/s", thousands(int(t.rate)), "a second")
	fmt.Printf("%-36s %10s %10s %10s %10s  %s\n", what, texts[0], texts[1], texts[2], texts[3], verdict(wanted, missed))
}

// pace is a line of entries a second.
func pace(what string, entries int64, took time.Duration, t target) {
	rate := float64(entries) / took.Seconds()
	var wanted, missed []string
	if t.rate > 0 {
		wanted = []string{"≥ " + thousands(int(t.rate)) + "/s"}
		if rate < t.rate {
			missed = []string{fmt.Sprintf("by a factor of %.1f", t.rate/rate)}
		}
	}
	fmt.Printf("%-36s %10s %10s %10s %10s  %s\n", what, short(took), "", thousands(int(rate)), "", verdict(wanted, missed))
}

// size is a number of bytes, shown as kB or MB.
type size struct {
	bytes int64
	unit  string
}

func kilobytes(n int64) size { return size{n, "kB"} }
func megabytes(n int64) size { return size{n, "MB"} }

func (s size) String() string {
	if s.unit == "MB" {
		return fmt.Sprintf("%.1f MB", float64(s.bytes)/1e6)
	}
	return fmt.Sprintf("%.1f kB", float64(s.bytes)/1e3)
}

// report is a line with one number of bytes.
func report(what string, s size, t target) {
	var wanted, missed []string
	if t.bytes > 0 {
		wanted = []string{"≤ " + size{t.bytes, s.unit}.String()}
		if s.bytes > t.bytes {
			missed = []string{fmt.Sprintf("by %.0f %%", 100*float64(s.bytes-t.bytes)/float64(t.bytes))}
		}
	}
	fmt.Printf("%-36s %10s %10s %10s %10s  %s\n", what, s, "", "", "", verdict(wanted, missed))
}

func verdict(wanted, missed []string) string {
	switch {
	case len(wanted) == 0:
		return ""
	case len(missed) == 0:
		return strings.Join(wanted, ", ") + ": met"
	}
	return strings.Join(wanted, ", ") + ": MISSED " + strings.Join(missed, ", ")
}

func short(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
