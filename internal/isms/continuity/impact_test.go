package continuity

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/errs"
	"github.com/assay-isms/assay/internal/guide"
)

func TestSuggestedMTPD(t *testing.T) {
	for _, c := range []struct {
		p     Process
		hours float64 // 0 for no suggestion
		level int
		by    []string
	}{
		{Process{}, 0, 0, nil},
		{Process{Money: "0 1 1 2 2 2", Staff: "2 2 2 2 2 2"}, 0, 0, nil},
		{Process{Money: "0 1 2 3 4 4"}, 72, 3, []string{"Money"}},
		{Process{Money: "0 1 2 3 4 4", Law: "0 0 4 4 4 4"}, 24, 4, []string{"Law and contract"}},
		{Process{People: "3 3 3 3 3 3", Money: "4 4 4 4 4 4"}, 1, 4, []string{"Life and health", "Money"}},
		{Process{Customers: "0 3 0 0 0 4"}, 4, 3, []string{"Customers and the public"}}, // harm that falls again was harm
	} {
		s := c.p.SuggestMTPD()
		if s == nil {
			s = &Suggestion{}
		}
		if s.Hours != c.hours || s.Level != c.level || !slices.Equal(s.Categories, c.by) {
			t.Errorf("%v: %+v, want %v h at level %d by %q", c.p.texts(), s, c.hours, c.level, c.by)
		}
	}
}

// TestSuggestedMTPDIsNeverTooLate reads the levels as they are written: no category is at level 3 before the suggestion is over,
// one is when it is, and what is suggested contradicts nothing.
func TestSuggestedMTPDIsNeverTooLate(t *testing.T) {
	times := guide.ImpactTimes()
	rapid.Check(t, func(t *rapid.T) {
		p := Process{}
		rows := []*string{&p.People, &p.Customers, &p.Money, &p.Law, &p.Information, &p.Staff}
		first := len(times)
		for _, row := range rows {
			if rapid.Bool().Draw(t, "said") {
				var words []string
				for i := range times {
					n := rapid.IntRange(0, 4).Draw(t, "level")
					if words = append(words, strconv.Itoa(n)); n >= 3 {
						first = min(first, i)
					}
				}
				*row = strings.Join(words, " ")
			}
		}
		s := p.SuggestMTPD()
		if first == len(times) {
			if s != nil {
				t.Fatalf("%v: suggests %v h though nothing is serious", p.texts(), s.Hours)
			}
			return
		}
		if s == nil || s.Hours != times[first].Hours {
			t.Fatalf("%v: suggests %+v, want %v h", p.texts(), s, times[first].Hours)
		}
		p.MTPD, p.RTO = s.Hours, s.Hours
		for _, c := range p.itself() {
			if c.Kind != "harm_falls" {
				t.Fatalf("%v with the suggested %v h: %s", p.texts(), s.Hours, c.Says)
			}
		}
	})
}

func TestAllFaultyLevelsAreToldAtOnce(t *testing.T) {
	p := Process{People: "0 0", Money: "0 1 2 3 4 5", Staff: "0 0 0 0 0 0"}
	e, _ := p.checkLevels().(*errs.Error)
	if e == nil || len(e.Fields) != 2 || e.Fields[0].Name != "impact_people" || e.Fields[1].Name != "impact_money" {
		t.Errorf("%v", e)
	}
}
