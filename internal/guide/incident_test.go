package guide

import (
	"slices"
	"testing"

	"github.com/assay-isms/assay/internal/catalog"
)

func TestClocks(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Clocks() {
		f := faults{t, "library/clocks: " + c.ID}
		f.when(seen[c.ID], "its id is there twice")
		seen[c.ID] = true
		f.when(c.Duty == "" || c.Fact == "" || c.Title == "" || c.Law == "" || c.From == "" || c.To == "" || c.Source == "", "a text is missing")
		f.when(!slices.Contains([]string{"aware", "classified", "notified", "mended"}, c.Moment), "moment is %q", c.Moment)
		f.when((c.Moment == "notified") != (c.After != ""), "after names the clock that notified, and only then")
		d, units := c.Duration, 0
		for _, n := range []int{d.Hours, d.Days, d.BusinessDays, d.Months} {
			if n != 0 {
				units++
			}
		}
		f.when(units > 1, "a duration has one unit")
		f.when(len(c.Content) == 0, "says nothing of what must be in it")
	}
	for _, c := range Clocks() {
		if _, ok := FindClock(c.After); c.After != "" && !ok {
			t.Errorf("%s comes after %s, which is no clock", c.ID, c.After)
		}
	}
}

func TestPlaybooks(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Playbooks() {
		f := faults{t, "library/incidents: " + p.ID}
		f.when(seen[p.ID], "its id is there twice")
		seen[p.ID] = true
		for part, lines := range map[string][]string{"signs": p.Signs, "first_hour": p.FirstHour, "contain": p.Contain, "eradicate": p.Eradicate, "recover": p.Recover, "keep": p.Keep, "notify": p.Notify, "lessons": p.Lessons} {
			f.when(len(lines) == 0, "%s is empty", part)
		}
		for _, id := range p.Clocks {
			_, ok := FindClock(id)
			f.when(!ok, "%q is no clock", id)
		}
		for _, id := range p.Threats {
			_, ok := FindCause(id)
			f.when(!ok, "%q is no threat", id)
		}
		for _, id := range p.Controls {
			_, ok := catalog.Find(id)
			f.when(!ok, "%q is no control", id)
		}
	}
}

func TestContinuityLibrary(t *testing.T) {
	times := ImpactTimes()
	if !slices.IsSortedFunc(times, func(a, b ImpactTime) int { return int(a.Hours - b.Hours) }) {
		t.Error("times do not rise")
	}
	for _, i := range Impacts() {
		if len(i.Levels) != 5 {
			t.Errorf("%s has %d levels, want 0 to 4", i.ID, len(i.Levels))
		}
	}
	for _, p := range TypicalProcesses() {
		last := 0
		for _, at := range times {
			if n, ok := p.Hurts[at.ID]; !ok || n < last || n > 4 {
				t.Errorf("%s hurts %d after %s", p.ID, n, at.ID)
			} else {
				last = n
			}
		}
	}
	for _, s := range Scenes() {
		f := faults{t, "library/continuity: " + s.ID}
		f.when(len(s.Injects) == 0 || s.Aim == "" || s.Opening == "", "is not complete")
		for _, i := range s.Injects {
			f.when(i.Minute > s.Minutes || i.Says == "" || i.LooksFor == "", "its inject at minute %d is not complete or too late", i.Minute)
		}
		for _, id := range s.Controls {
			_, ok := catalog.Find(id)
			f.when(!ok, "%q is no control", id)
		}
	}
}
