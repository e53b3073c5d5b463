package continuity

import (
	"slices"
	"testing"
)

// graph is three processes in a circle over two assets, one of which rests on the other.
func graph() ([]*Process, map[string]*thing) {
	a, b, c := &Process{Title: "A", RTO: 8, RPO: 4, MTPD: 24}, &Process{Title: "B", RTO: 8}, &Process{Title: "C", RTO: 24}
	a.ID, b.ID, c.ID = "a", "b", "c"
	return []*Process{a, b, c}, map[string]*thing{
		"a": {ref: "PR-1", title: "A", recovers: 8, needs: []string{"b", "x"}}, "b": {ref: "PR-2", title: "B", recovers: 8, needs: []string{"c"}}, "c": {ref: "PR-3", title: "C", recovers: 24, needs: []string{"a"}},
		"x": {ref: "AS-1", title: "X", recovers: 6, needs: []string{"y", "gone"}}, "y": {ref: "AS-2", title: "Y", recovers: 12, loses: 24, backup: "BK-1", needs: []string{"x"}},
	}
}

func TestConflictsAreFoundThroughOthers(t *testing.T) {
	processes, things := graph()
	var got []string
	unknown := map[string]bool{}
	for _, p := range processes {
		for _, c := range p.against(things, unknown) {
			got = append(got, p.Title+" "+c.Kind+" "+c.On+" by "+c.Path)
		}
	}
	want := []string{
		"A recovers_later PR-3 by B → C", "A recovers_later AS-2 by X → Y", "A loses_more BK-1 by X → Y",
		"B recovers_later PR-3 by C", "B recovers_later AS-2 by C → A → X → Y",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(unknown) != 0 {
		t.Errorf("unknown: %v", unknown)
	}
	things["y"].recovers = 0
	processes[0].against(things, unknown)
	if !unknown["y"] || len(unknown) != 1 {
		t.Errorf("unknown: %v, want y", unknown)
	}
}

func TestAProcessContradictsItself(t *testing.T) {
	for _, c := range []struct {
		p    Process
		want []string
	}{
		{Process{RTO: 24, MTPD: 8}, []string{"longer_than_bearable"}},
		{Process{RTO: 8, MTPD: 8}, nil},
		{Process{RTO: 8, MTPD: 72, Money: "0 0 2 3 4 4"}, nil}, // level 3 after three days, which it bears
		{Process{RTO: 8, MTPD: 73, Money: "0 0 2 3 4 4"}, []string{"harm_before"}},
		{Process{RTO: 8, MTPD: 24, Money: "0 0 1 1 1 1", Law: "0 3 3 3 3 3"}, []string{"harm_before"}},
		{Process{RTO: 8, MTPD: 72, Money: "0 3 1 1 1 1", Staff: "2 1 1 1 1 0"}, []string{"harm_before", "harm_falls", "harm_falls"}},
		{Process{RTO: 8}, nil},
	} {
		var got []string
		for _, x := range c.p.itself() {
			got = append(got, x.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.p, got, c.want)
		}
	}
}

func TestLevels(t *testing.T) {
	for text, good := range map[string]bool{"": true, "0 1 2 3 4 4": true, "0 0 0 0 0 0": true, "0 1 2": false, "0 1 2 3 4 5": false, "0 2 1 3 4 4": true, "a b c d e f": false, "-1 0 0 0 0 0": false} {
		if _, err := levels(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTimesAreWrittenAsPeopleSayThem(t *testing.T) {
	for h, want := range map[float64]string{1: "1 hour", 0.5: "0.5 hours", 24: "24 hours", 36: "36 hours", 48: "2 days", 50: "50 hours", 168: "7 days"} {
		if got := hours(h); got != want {
			t.Errorf("%v: %q, want %q", h, got, want)
		}
	}
}
