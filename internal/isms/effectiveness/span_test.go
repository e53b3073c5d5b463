package effectiveness

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/record"
)

const horizon = 60

// drawn are runs as they come, in any order, empty and overlapping ones among them.
func drawn(t *rapid.T, label string) []span {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) span {
		return span{rapid.IntRange(0, horizon-1).Draw(t, "from"), rapid.IntRange(0, horizon-1).Draw(t, "to")}
	}), 0, 8).Draw(t, label)
}

func (s span) has(day int) bool { return s.from <= day && day <= s.to }

func has(all []span, day int) bool {
	for _, s := range all {
		if s.has(day) {
			return true
		}
	}
	return false
}

// same compares runs with what is said of each day alone.
func same(t *rapid.T, got spans, want func(day int) bool) {
	n := 0
	for d := -1; d <= horizon; d++ {
		if want(d) {
			n++
		}
		if has(got, d) != want(d) {
			t.Fatalf("day %d: %v, counted day by day %v; runs %v", d, has(got, d), want(d), got)
		}
	}
	if got.days() != n {
		t.Fatalf("%d days, counted day by day %d", got.days(), n)
	}
	for i := 1; i < len(got); i++ {
		if got[i].from <= got[i-1].to+1 {
			t.Fatalf("runs touch: %v", got)
		}
	}
}

func TestDaysEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn(t, "a"), drawn(t, "b")
		same(t, join(a), func(d int) bool { return has(a, d) })
		same(t, join(a).less(join(b)), func(d int) bool { return has(a, d) && !has(b, d) })
		same(t, join(a).within(join(b)), func(d int) bool { return has(a, d) && has(b, d) })
	})
}

func TestWholeEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lives []life
		var there, fresh [][]span
		for range rapid.IntRange(0, 4).Draw(t, "records") {
			a, b := drawn(t, "there"), drawn(t, "fresh")
			there, fresh = append(there, a), append(fresh, b)
			lives = append(lives, life{join(a), join(b)})
		}
		same(t, whole(lives), func(d int) bool {
			any := false
			for i := range there {
				if has(there[i], d) {
					if any = true; !has(fresh[i], d) {
						return false
					}
				}
			}
			return any
		})
	})
}

// TestFailureEndsOnTheDayItIsSettled compares the state of a day with the days counted: both leave out the day of settling.
func TestFailureEndsOnTheDayItIsSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today, on := rapid.IntRange(0, horizon).Draw(t, "today"), rapid.IntRange(0, horizon).Draw(t, "on")
		p := record.Proof{On: date(on), Failed: true}
		if settled := rapid.IntRange(on-1, horizon).Draw(t, "settled"); settled >= on {
			p.Until = date(settled)
		}
		_, standing := (&Need{}).Judge(p, date(today))
		if fails := open(p.On, p.Until, never).has(today); fails != (standing == Failed) {
			t.Fatalf("failed on day %d, settled on %q: day %d is %s, counted as failing %v", on, p.Until, today, standing, fails)
		}
	})
}
