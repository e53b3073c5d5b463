package prose

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sides puts the old and the new text together again from the pieces.
func sides(pieces []Piece) (old, new string) {
	for _, p := range pieces {
		if p.Op != Added {
			old += p.Text
		}
		if p.Op != Removed {
			new += p.Text
		}
	}
	return old, new
}

var vocabulary = rapid.SampledFrom([]string{"rule", "days", "30", "owner", "the", "a", ",", ".", "naïve", "東京", "it's"})

func sentence(t *rapid.T, name string) string {
	return strings.Join(rapid.SliceOfN(vocabulary, 0, 30).Draw(t, name), rapid.SampledFrom([]string{" ", "  ", "\n"}).Draw(t, "space"))
}

// TestWordsApply: what is left and added gives the new text, what is left and removed the old one, whatever both are.
func TestWordsApply(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := sentence(t, "a"), sentence(t, "b")
		if rapid.Bool().Draw(t, "any") {
			a, b = rapid.String().Draw(t, "any a"), rapid.String().Draw(t, "any b")
			a, b = strings.ToValidUTF8(a, ""), strings.ToValidUTF8(b, "")
		}
		if old, new := sides(Words(a, b)); old != a || new != b {
			t.Fatalf("%q and %q give %q and %q", a, b, old, new)
		}
		if p := Words(a, a); len(p) > 1 || len(p) == 1 && p[0].Op != Same {
			t.Fatalf("%q differs from itself: %v", a, p)
		}
	})
}

// TestMyersIsShortest compares the length of the edits with that by the longest common subsequence.
func TestMyersIsShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOfN(vocabulary, 0, 14).Draw(t, "a"), rapid.SliceOfN(vocabulary, 0, 14).Draw(t, "b")
		same := 0
		for _, e := range myers(a, b) {
			if e.same {
				same += e.a1 - e.a0
				if !slices.Equal(a[e.a0:e.a1], b[e.b0:e.b1]) {
					t.Fatalf("%v is not %v", a[e.a0:e.a1], b[e.b0:e.b1])
				}
			}
		}
		if want := common(a, b); same != want {
			t.Fatalf("%d of %v and %v are left, want %d", same, a, b, want)
		}
	})
}

func common(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if a[0] == b[0] {
		return 1 + common(a[1:], b[1:])
	}
	row := make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		last := 0
		for j := len(b) - 1; j >= 0; j-- {
			here := row[j]
			if a[i] == b[j] {
				row[j] = last + 1
			} else {
				row[j] = max(row[j], row[j+1])
			}
			last = here
		}
	}
	return row[0]
}

// TestDiffApplies: the blocks of the changes are those of the two texts, and the pieces of a changed block are its texts.
func TestDiffApplies(t *testing.T) {
	text := func(t *rapid.T, name string) string {
		n := rapid.IntRange(0, 8).Draw(t, name)
		var parts []string
		for range n {
			s := strings.ReplaceAll(sentence(t, "part"), "\n", " ")
			parts = append(parts, rapid.SampledFrom([]string{"", "## ", "- ", "1. ", "> ", "**x** "}).Draw(t, "mark")+s)
		}
		return strings.Join(parts, "\n\n")
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := text(t, "a"), text(t, "b")
		var old, new []string
		for _, c := range Diff(a, b) {
			if c.Old != nil {
				old = append(old, c.Old.Text())
			}
			if c.New != nil {
				new = append(new, c.New.Text())
			}
			if c.Op == Changed {
				if o, n := sides(c.Pieces); o != c.Old.Text() || n != c.New.Text() {
					t.Fatalf("pieces of %q give %q and %q", c.New.Text(), o, n)
				}
			}
			if c.Op == Same && c.Old.Text() != c.New.Text() {
				t.Fatalf("%q is not %q", c.Old.Text(), c.New.Text())
			}
		}
		if !slices.Equal(old, texts(a)) || !slices.Equal(new, texts(b)) {
			t.Fatalf("%q and %q give %q and %q", a, b, old, new)
		}
	})
}

func texts(source string) (out []string) {
	for _, b := range Parse(source) {
		out = append(out, b.Text())
	}
	return out
}

func TestChangedRule(t *testing.T) {
	old := "## Rules\n\n1. **Leaving.** All rights end within 48 hours.\n2. Guests have a sponsor.\n"
	new := "## Rules\n\n1. A new first rule about something else entirely.\n2. **Leaving.** All rights end within 24 hours.\n3. Guests have a sponsor.\n"
	var ops []Op
	for _, c := range Diff(old, new) {
		ops = append(ops, c.Op)
		if c.Op == Changed && !slices.Equal(c.Pieces, []Piece{{Same, "Leaving. All rights end within "}, {Removed, "48"}, {Added, "24"}, {Same, " hours."}}) {
			t.Errorf("pieces %v", c.Pieces)
		}
	}
	if !slices.Equal(ops, []Op{Same, Added, Changed, Same}) {
		t.Errorf("changes are %v", ops)
	}
}

func TestLongTextsThatShareNothing(t *testing.T) {
	a, b := strings.Repeat("one two ", 20000), strings.Repeat("three four ", 20000)
	if old, new := sides(Words(a, b)); old != a || new != b {
		t.Error("a long text is not what it was")
	}
}
