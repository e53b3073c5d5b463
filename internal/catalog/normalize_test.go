package catalog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNormalize(t *testing.T) {
	for _, s := range []struct {
		text string
		hint Edition
		want string // empty: not a control
	}{
		{"A.8.13", Edition2022, "A.8.13"},
		{"8.13", Edition2022, "A.8.13"},
		{"a8.13", Edition2022, "A.8.13"},
		{"A8.13", "", "A.8.13"},
		{"A 8.13", Edition2022, "A.8.13"},
		{"A.\u00a08.13", Edition2022, "A.8.13"},
		{" (A.8.13). ", Edition2022, "A.8.13"},
		{"Annex A.8.13", Edition2022, "A.8.13"},
		{"Annex A 8.13", Edition2022, "A.8.13"},
		{"A.05.01", Edition2022, "A.5.1"},
		{"A.8.13 Information backup", Edition2022, "A.8.13"},
		{"A.8.13: information backup", Edition2022, "A.8.13"},
		{"A.5.31 – Legal, statutory, regulatory and contractual requirements", Edition2022, "A.5.31"},
		{"A.8.1 User end point devices", Edition2022, "A.8.1"},
		{"5.1", Edition2022, "A.5.1"},
		{"5.1", "", "A.5.1"},
		{"A.9.2.5", Edition2013, "A.9.2.5"},
		{"9.2.5", Edition2013, "A.9.2.5"},
		{"6.1.2", Edition2013, "A.6.1.2"},
		// The other edition, where nothing else is meant.
		{"A.9.2.5", Edition2022, "A.9.2.5"},
		{"A.6.1.2", Edition2022, "A.6.1.2"},
		{"9.2.5", Edition2022, "A.9.2.5"},
		{"A.5.18", Edition2013, "A.5.18"},
		{"5.18", Edition2013, "A.5.18"},
		{"A.7.14", "", "A.7.14"},
		// The other edition, where something else is meant: an objective, a clause.
		{"A.5.1", Edition2013, ""},
		{"A.8.3", Edition2013, ""},
		{"7.5", Edition2013, ""},
		{"6.1.2", Edition2022, ""},
		{"9.2.2", Edition2022, ""},
		// Not a control.
		{"", Edition2022, ""},
		{"A.8", Edition2022, ""},
		{"A.8.35", Edition2022, ""},
		{"A.8.13.1", Edition2022, ""},
		{"6.1.2.a", "", ""},
		{"8.13a", Edition2022, ""},
		{"CC8.13", Edition2022, ""},
		{"Art. 5.1", Edition2022, ""},
		{"B.8.13", Edition2022, ""},
		{"A.8.13 Something else", Edition2022, ""},
		{"A.8.13, A.8.14", Edition2022, ""},
	} {
		got, ok := Normalize(s.text, s.hint)
		if got.ID != s.want || ok != (s.want != "") {
			t.Errorf("Normalize(%q, %q) = %q, %v; want %q", s.text, s.hint, got.ID, ok, s.want)
		}
	}
}

func TestFindAll(t *testing.T) {
	for _, s := range []struct{ text, found, unknown string }{
		{"A.8.7; A.8.13", "A.8.7 A.8.13", ""},
		{"8.1, A.8.24", "A.8.1 A.8.24", ""},
		{"A.6.3 A.8.5", "A.6.3 A.8.5", ""},
		{"A.8.13, A.8.7,A.8.13", "A.8.13 A.8.7", ""},
		{"A.8.7 and A.8.13 & A.5.1", "A.8.7 A.8.13 A.5.1", ""},
		{"- A.8.7\r\n- A.8.13\r\n", "A.8.7 A.8.13", ""},
		{"A.8.7/A.8.13 | A.5.9.", "A.8.7 A.8.13 A.5.9", ""},
		{"A.8.31 Separation of development, test and production environments, A.8.5 Secure authentication", "A.8.31 A.8.5", ""},
		{"A.8.5, A.9.4.2", "A.8.5 A.9.4.2", ""},
		{"A.8.99 A.8.5", "A.8.5", "A.8.99"},
		{"A.8.13 daily; see wiki, A.8.5", "A.8.13 A.8.5", "daily|see wiki"},
		{"CIS 5.1; A.8.5", "A.8.5", "CIS 5.1"},
		{"ISO 27001:2022 A.5.1", "", "ISO 27001:2022 A.5.1"},
		{"A.5.1-A.5.4, A.8.5", "A.8.5", "A.5.1-A.5.4"},
		{"A.5.1 to 5.4", "", "A.5.1 to 5.4"},
		{"A.5.1 … A.5.4", "", "A.5.1 … A.5.4"},
		{"A.5.1 through A.5.4", "A.5.1", "through A.5.4"},
		{"n/a", "", "n/a"},
		{" ;, ", "", ""},
	} {
		found, unknown := FindAll(s.text, Edition2022)
		equal(t, s.text+": found", strings.Join(ids(found), " "), s.found)
		equal(t, s.text+": unknown", strings.Join(unknown, "|"), s.unknown)
	}
}

func ids(controls []Control) []string {
	out := make([]string, len(controls))
	for i, c := range controls {
		out[i] = c.ID
	}
	return out
}

// Any list of controls of an edition, in any of the spellings and with any separators, is read back whole.
func TestFindAllReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edition := rapid.SampledFrom([]Edition{Edition2013, Edition2022}).Draw(t, "edition")
		want := rapid.SliceOfNDistinct(rapid.SampledFrom(Controls(edition)), 0, 6,
			func(c Control) string { return c.ID }).Draw(t, "controls")
		var text strings.Builder
		for _, c := range want {
			number := strings.TrimPrefix(c.ID, "A.")
			text.WriteString(rapid.SampledFrom([]string{c.ID, number, "a" + number, "A " + number, c.ID + " " + c.Title}).Draw(t, "spelling"))
			text.WriteString(rapid.SampledFrom([]string{" ", ";", ", ", "\n", " / ", " and "}).Draw(t, "separator"))
		}
		found, unknown := FindAll(text.String(), edition)
		if !slices.Equal(ids(found), ids(want)) || len(unknown) > 0 {
			t.Fatalf("%q: found %v, unknown %q", text.String(), ids(found), unknown)
		}
	})
}

// Any text at all is read to its end, and no letter that is not part of a control's id is lost.
func TestFindAllLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aA.;,-– 0123589xé\n"))).Draw(t, "text")
		_, unknown := FindAll(text, Edition2022)
		if strings.Count(strings.Join(unknown, ""), "x") != strings.Count(text, "x") {
			t.Fatalf("%q: unknown %q", text, unknown)
		}
	})
}

func TestSortKeyKeepsTheStandardsOrder(t *testing.T) {
	byKey := func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) }
	for _, e := range []Edition{Edition2013, Edition2022} {
		if !slices.IsSortedFunc(ids(Controls(e)), byKey) {
			t.Errorf("controls of %s are out of order", e)
		}
		clauses := Clauses(e)
		if !slices.IsSortedFunc(clauses, func(a, b Clause) int { return byKey(a.ID, b.ID) }) {
			t.Errorf("clauses of %s are out of order", e)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(0, 9999).Draw(t, "n"), rapid.IntRange(0, 9999).Draw(t, "m")
		if got := strings.Compare(SortKey("A.5."+itoa(n)), SortKey("A.5."+itoa(m))); got != min(1, max(-1, n-m)) {
			t.Fatalf("%d and %d: %d", n, m, got)
		}
	})
}
