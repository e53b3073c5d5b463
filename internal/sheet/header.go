package sheet

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// By tells how a column of theirs was found to be a field of ours.
type By string

// The ways a column is matched, best first.
const (
	ByUser    By = "user"
	ByName    By = "name"
	ByLabel   By = "label"
	BySynonym By = "synonym"
)

// target is a field that a header's text can stand for, with how surely (up to 110).
type target struct {
	field string
	by    By
	score int
}

// dictionary maps the key of a header's text to the fields it can stand for.
type dictionary map[string][]target

func newDictionary(columns []Column) dictionary {
	d := dictionary{}
	for _, c := range columns {
		d.add(c.Name, target{c.Name, ByName, 100})
		d.add(c.Label, target{c.Name, ByLabel, 95})
		for _, s := range c.Synonyms {
			d.add(s, target{c.Name, BySynonym, 90})
		}
		for _, s := range c.Also {
			d.add(s, target{c.Name, BySynonym, 80})
		}
	}
	return d
}

func (d dictionary) add(text string, t target) {
	if k := key(text); k != "" {
		d[k] = append(d[k], t)
	}
}

// reading is one way to read a header, with what it costs in certainty.
type reading struct {
	text string
	cost int
}

var (
	bracketed = regexp.MustCompile(`[(\[{]([^)\]}]*)[)\]}]?`)
	ordinal   = regexp.MustCompile(`^\d+(?:\.\d+)*[.):]?\s+`)
	parts     = regexp.MustCompile(`\s*[/|\n]\s*|\s+[–—-]\s+`)
)

// readings are the ways to read "2. Likelihood (1-5)" or "Ort / Bemerkung": whole, without brackets, without a
// leading number, each part, what the brackets hold.
func readings(text string) []reading {
	text = Clean(text)
	bare := Clean(bracketed.ReplaceAllString(text, " "))
	list := []reading{{text, 0}, {bare, 2}, {ordinal.ReplaceAllString(bare, ""), 3}}
	if split := parts.Split(bare, -1); len(split) > 1 {
		for i, p := range split {
			list = append(list, reading{p, 10 + min(i, 9)})
		}
	}
	for _, m := range bracketed.FindAllStringSubmatch(text, -1) {
		list = append(list, reading{m[1], 20})
	}
	return list
}

// targets are the fields a header's text can stand for, each once, surest first.
func (d dictionary) targets(text string) []target {
	var found []target
	for _, r := range readings(text) {
		k := key(r.text)
		if k == "" {
			continue
		}
		for _, form := range []reading{{k, 0}, {strings.TrimSuffix(k, "s"), 5}, {k + "s", 5}} {
			for _, t := range d[form.text] {
				t.score -= r.cost + form.cost
				found = append(found, t)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b target) int { return cmp.Compare(b.score, a.score) })
	seen := map[string]bool{}
	return slices.DeleteFunc(found, func(t target) bool {
		again := seen[t.field]
		seen[t.field] = true
		return again
	})
}

// claim is one header's wish for one field.
type claim struct {
	column int
	target
}

// assign gives each field to the column that claims it most surely, each column one field at most.
func (d dictionary) assign(cells []string) (given map[int]target, score int) {
	var claims []claim
	for i, text := range cells {
		if text == "" {
			continue
		}
		for _, t := range d.targets(text) {
			claims = append(claims, claim{i, t})
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(b.score, a.score) })
	given = map[int]target{}
	taken := map[string]bool{}
	for _, c := range claims {
		if _, busy := given[c.column]; busy || taken[c.field] {
			continue
		}
		given[c.column], taken[c.field] = c.target, true
		score += c.score
	}
	return given, score
}
