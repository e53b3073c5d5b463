package sheet

import (
	"regexp"
	"slices"
	"strings"
)

// Known is a person who may be meant.
type Known struct {
	Name  string // given name first: "Miriam Okafor"
	Email string
}

// Found is who a text means.
type Found struct {
	Index       int   // into the people given, -1 for none
	Certain     bool  // one person, and no other, fits
	Nobody      bool  // the text is empty or a placeholder such as "?" and means nobody
	Suggestions []int // who may be meant where it is not certain, likeliest first
}

var (
	titles  = keySet("dr prof professor mr mrs ms miss mx herr frau hr fr monsieur madame mme mlle sr sra dott dottssa ing dipl med phd msc bsc mba")
	email   = regexp.MustCompile(`[^\s<>()\[\],;:"]+@[^\s<>()\[\],;:"]+`)
	allCaps = regexp.MustCompile(`^\p{Lu}{2,3}$`)
)

// How well a person fits a text; a weaker fit never competes with a stronger one.
const (
	fitsNot     = iota
	fitsMaybe   // a part fits, or nearly: only a suggestion
	fitsLetters // initials, "MO"
	fitsPart    // one or more of the names, "Okafor", "M. Okafor"
	fitsWhole   // the whole name or the address
)

// Person finds who is meant by "M. Okafor", "Okafor, Miriam", "Dr. C. Duval", an address or initials. A text that fits
// several people equally, or one only in part, is not certain.
func Person(text string, people []Known) Found {
	if Blank(text) {
		return Found{Index: -1, Nobody: true}
	}
	best, fits := fitsNot, make([]int, len(people))
	for i, p := range people {
		fits[i] = p.fit(text)
		best = max(best, fits[i])
	}
	found := Found{Index: -1}
	for strength := best; strength > fitsNot; strength-- {
		for i := range people {
			if fits[i] == strength {
				found.Suggestions = append(found.Suggestions, i)
			}
		}
		if strength == best && len(found.Suggestions) == 1 && best > fitsMaybe {
			return Found{Index: found.Suggestions[0], Certain: true}
		}
	}
	return found
}

func (p Known) fit(text string) int {
	if address := email.FindString(text); address != "" {
		if strings.EqualFold(strings.TrimPrefix(address, "mailto:"), p.Email) {
			return fitsWhole
		}
		text = strings.ReplaceAll(text, address, " ")
	}
	said, name := nameWords(bracketed.ReplaceAllString(text, " ")), nameWords(p.Name)
	initials := allCaps.FindString(Clean(text))
	switch {
	case len(said) == 0:
		return fitsNot
	case sameWords(said, name):
		return fitsWhole
	case namesPart(said, name):
		return fitsPart
	case initials != "" && strings.EqualFold(initials, firstLetters(name)):
		return fitsLetters
	case local(p.Email) != "" && local(p.Email) == strings.Join(said, ""):
		return fitsLetters
	case nearly(said, name):
		return fitsMaybe
	}
	return fitsNot
}

// nameWords are the words of a name without titles.
func nameWords(name string) []string {
	words := strings.Fields(digraphs.Replace(plain(name)))
	return slices.DeleteFunc(words, func(w string) bool { return titles[w] })
}

func sameWords(a, b []string) bool {
	return len(a) > 0 && slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// namesPart tells whether every word said is one of the names or the initial of another, at least one of them whole.
func namesPart(said, name []string) bool {
	left := slices.Clone(name)
	whole := false
	initials := said[:0:0]
	for _, w := range said {
		if len([]rune(w)) == 1 {
			initials = append(initials, w)
			continue
		}
		i := slices.Index(left, w)
		if i < 0 {
			return false
		}
		left, whole = slices.Delete(left, i, i+1), true
	}
	for _, w := range initials {
		i := slices.IndexFunc(left, func(n string) bool { return strings.HasPrefix(n, w) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return whole
}

func firstLetters(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(string([]rune(w)[:1]))
	}
	return b.String()
}

func local(address string) string {
	name, _, _ := strings.Cut(address, "@")
	return strings.Join(nameWords(name), "")
}

// nearly tells whether a word said is one of the names, but for a slip of one letter.
func nearly(said, name []string) bool {
	return slices.ContainsFunc(said, func(w string) bool {
		return len(w) > 2 && slices.ContainsFunc(name, func(n string) bool {
			return w == n || len(w) > 4 && distance(w, n) <= 1
		})
	})
}
