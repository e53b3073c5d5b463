package control

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/assay-isms/assay/internal/isms/effectiveness"
	"github.com/assay-isms/assay/internal/record"
)

// works is the definition in words of judge, written apart from it: a control works if it applies, no exception of it ended, it
// is implemented, something shows it at work, all that does is fresh and passed, and the decision is approved.
func works(l *Line, s standing) bool {
	shown := false
	for _, n := range s.needs {
		if !n.Direct || n.Standing == effectiveness.Unused {
			continue
		}
		if n.Standing != effectiveness.Fresh {
			return false
		}
		shown = true
	}
	return l.Applicability == "applicable" && s.ended == "" && l.Implementation == "implemented" && shown && s.approved == "applicable"
}

func TestReadinessEqualsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SampledFrom([]record.Date{"", "", "2026-03-01"})
		var lines []Line
		want, counted := 0, 0
		for range rapid.IntRange(10, 20).Draw(t, "controls") {
			l := Line{Control: &Control{Applicability: rapid.SampledFrom([]string{"undecided", "applicable", "applicable", "applicable", "excluded"}).Draw(t, "applies"),
				Implementation: rapid.SampledFrom([]string{"not_started", "planned", "partly", "implemented", "implemented"}).Draw(t, "implementation")}}
			s := standing{approved: rapid.SampledFrom([]string{"", "applicable", "applicable", "excluded"}).Draw(t, "approved"), exception: days.Draw(t, "exception"), ended: days.Draw(t, "ended"),
				needs: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) effectiveness.Need {
					return effectiveness.Need{Direct: rapid.Bool().Draw(t, "direct"), Until: "2026-05-01", Standing: rapid.SampledFrom([]effectiveness.Standing{
						effectiveness.Fresh, effectiveness.Fresh, effectiveness.Fresh, effectiveness.Stale, effectiveness.Failed, effectiveness.Unused}).Draw(t, "standing")}
				}), 0, 3).Draw(t, "needs")}
			l.judge(s, "2026-02-01")
			if l.Applicability != "excluded" {
				counted++
			}
			if works(&l, s) {
				want++
			}
			if (l.State == Working) != works(&l, s) {
				t.Fatalf("%s (%s) of %+v", l.State, l.Why, s)
			}
			if l.State == Working && l.Until == "" || l.State != Excluded && l.Why == "" {
				t.Fatalf("%s says neither why nor until when", l.State)
			}
			lines = append(lines, l)
		}
		if got := Readiness(lines); counted == 0 && got != 0 || counted > 0 && got != float64(want)/float64(counted) {
			t.Fatalf("readiness %v, by definition %d of %d", got, want, counted)
		}
	})
}
