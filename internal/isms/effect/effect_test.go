package effect_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/isms/effect"
	"github.com/assay-isms/assay/internal/isms/evidence"
	"github.com/assay-isms/assay/internal/record"
)

const today = record.Date("2026-06-30")

// before is the day so many days before today.
func before(days int) record.Date {
	t, _ := time.Parse(time.DateOnly, string(today))
	return record.Date(t.AddDate(0, 0, -days).Format(time.DateOnly))
}

// proof is evidence collected and fresh until so many days before today.
func proof(n, collected, fresh int, result string) *evidence.Evidence {
	return &evidence.Evidence{Meta: record.Meta{Ref: fmt.Sprintf("EV-%d", n)}, CollectedOn: before(collected), FreshUntil: before(fresh), Result: result}
}

func TestReliability(t *testing.T) {
	for _, c := range []struct {
		name   string
		since  record.Date
		proofs []*evidence.Evidence
		want   effect.Observed
	}{
		{"nothing shows it", "", nil, effect.Observed{Days: 365}},
		{"the whole year", "", []*evidence.Evidence{proof(1, 400, -10, "")}, effect.Observed{Reliability: 1, Days: 365, Covered: 365}},
		{"since it is there", before(9), []*evidence.Evidence{proof(1, 4, -10, "")}, effect.Observed{Reliability: 0.5, Days: 10, Covered: 5}},
		{"implemented today", today, []*evidence.Evidence{proof(1, 0, 0, "")}, effect.Observed{Reliability: 1, Days: 1, Covered: 1}},
		{"two that overlap count once", before(9), []*evidence.Evidence{proof(1, 9, 5, ""), proof(2, 6, 5, "")}, effect.Observed{Reliability: 0.5, Days: 10, Covered: 5}},
		{"a failed test closes the days until one passes", before(9), []*evidence.Evidence{proof(1, 9, 0, ""), proof(2, 7, 0, "failed"), proof(3, 2, 0, "passed")},
			effect.Observed{Reliability: 0.5 * 0.5, Days: 10, Covered: 5, Tests: 2, Passed: 1}},
		{"a failed test stays open", before(9), []*evidence.Evidence{proof(1, 9, 0, "passed"), proof(2, 4, 0, "failed")},
			effect.Observed{Reliability: 0.5 * 0.5, Days: 10, Covered: 5, Tests: 2, Passed: 1}},
		{"a test before the window covers and does not count", before(9), []*evidence.Evidence{proof(1, 30, 5, "passed")}, effect.Observed{Reliability: 0.5, Days: 10, Covered: 5}},
		{"of two tests on a day the later counts", before(9), []*evidence.Evidence{proof(10, 9, 0, "passed"), proof(9, 9, 0, "failed")},
			effect.Observed{Reliability: 0.5, Days: 10, Covered: 10, Tests: 2, Passed: 1}},
	} {
		if got := effect.Reliability(c.proofs, c.since, today); math.Abs(got.Reliability-c.want.Reliability) > 1e-12 || got.Days != c.want.Days || got.Covered != c.want.Covered || got.Tests != c.want.Tests || got.Passed != c.want.Passed {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestReliabilityFollowsEvidence: it is a share, evidence without a result never lowers it, a failed test never raises it.
func TestReliabilityFollowsEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(n int, result string) *evidence.Evidence {
			collected := rapid.IntRange(0, 500).Draw(t, "collected")
			return proof(n, collected, collected-rapid.IntRange(0, 400).Draw(t, "fresh for"), result)
		}
		var proofs []*evidence.Evidence
		for i := range rapid.IntRange(0, 6).Draw(t, "proofs") {
			proofs = append(proofs, draw(i, rapid.SampledFrom([]string{"", "passed", "failed"}).Draw(t, "result")))
		}
		since := rapid.SampledFrom([]record.Date{"", before(0), before(40), before(500)}).Draw(t, "since")
		at := func(more ...*evidence.Evidence) float64 {
			o := effect.Reliability(append(append([]*evidence.Evidence{}, proofs...), more...), since, today)
			if o.Reliability < 0 || o.Reliability > 1 || o.Covered > o.Days || o.Passed > o.Tests {
				t.Fatalf("%+v", o)
			}
			return o.Reliability
		}
		plain := at()
		if with := at(draw(7, "")); with < plain {
			t.Errorf("evidence lowers %v to %v", plain, with)
		}
		if with := at(draw(8, "failed")); with > plain {
			t.Errorf("a failed test raises %v to %v", plain, with)
		}
	})
}
