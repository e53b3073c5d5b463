package effectiveness

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/record"
)

// ready is the definition in words of the package, written apart from the code: a control is ready if it applies, no exception
// ended, it is implemented, something shows it at work, all that does is fresh and passed, and the decision is approved.
func ready(f facts, needs []Need) bool {
	shown := false
	for _, n := range needs {
		if !n.Direct || n.Standing == Unused {
			continue
		}
		if n.Standing != Fresh {
			return false
		}
		shown = true
	}
	return f.applicability == "applicable" && f.ended == "" && f.implementation == "implemented" && shown && f.approved
}

func TestReadinessEqualsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SampledFrom([]record.Date{"", "2026-03-01"})
		p, want, counted := Report{}, 0, 0
		for range rapid.IntRange(5, 25).Draw(t, "controls") {
			f := facts{applicability: rapid.SampledFrom([]string{"undecided", "applicable", "applicable", "applicable", "excluded"}).Draw(t, "applies"),
				implementation: rapid.SampledFrom([]string{"planned", "implemented", "implemented"}).Draw(t, "implementation"),
				approved:       rapid.Bool().Draw(t, "approved"), exception: days.Draw(t, "exception"), ended: days.Draw(t, "ended")}
			s := Status{Needs: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Need {
				return Need{Direct: rapid.Bool().Draw(t, "direct"), Standing: rapid.SampledFrom([]Standing{Fresh, Fresh, Stale, Failed, Unused}).Draw(t, "standing"), Until: "2026-05-01"}
			}), 0, 4).Draw(t, "needs")}
			s.judge(f)
			p.Controls = append(p.Controls, s)
			if f.applicability != "excluded" {
				counted++
			}
			if ready(f, s.Needs) {
				want++
			}
			if s.Works() != ready(f, s.Needs) || s.Reason == "" || Labels[s.State] == "" {
				t.Fatalf("state %s (%s) of %+v with %+v", s.State, s.Reason, f, s.Needs)
			}
			if s.Works() && s.Until == "" {
				t.Fatal("a control that works does not say until when")
			}
		}
		if got := p.Readiness(); counted == 0 && got != 0 || counted > 0 && got != float64(want)/float64(counted) {
			t.Fatalf("readiness %v, by definition %d of %d", got, want, counted)
		}
	})
}
