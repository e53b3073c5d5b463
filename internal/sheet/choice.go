package sheet

import (
	"fmt"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

var (
	yesWords = keySet("yes y ja j oui si sí s sim true wahr vrai verdadero vero waar verdadeiro x 1 on ok ✓ ✔ ✔️ ☑ ☒ ✅ 🗸 ● •")
	noWords  = keySet("no n nein non não nee false falsch faux falso onwaar 0 off - – — ✗ ✘ ☐ ❌ ○")
)

// YesNo reads a yes or no in seven languages, as a tick or as a number. ok is false where the text is empty or a
// placeholder; a dash, as in a column of ticks, is a no.
func YesNo(text string) (value, ok bool, err error) {
	k := key(text)
	switch {
	case k == "":
		return false, false, nil
	case yesWords[k]:
		return true, true, nil
	case noWords[k]:
		return false, true, nil
	case Blank(text):
		return false, false, nil
	}
	if err := unreadable(text); err != nil {
		return false, false, err
	}
	return false, false, errs.Invalidf("%q is neither yes nor no. Write yes or no.", shorten(Clean(text)))
}

// Option is one of a fixed set of choices.
type Option struct {
	Value    string // stored
	Label    string // as people see it
	Synonyms []string
}

// Pick reads a choice: by value, label or synonym, also within brackets or a bilingual text, then by a beginning
// that only one option has. It returns the option's Value, or "" where the text stands for nothing.
func Pick(text string, options []Option) (string, error) {
	var found []string
	for _, r := range readings(text) {
		if value, ok := pickExact(r.text, options); ok && (len(found) == 0 || found[0] != value) {
			if r.cost < 10 {
				return value, nil
			}
			found = append(found, value)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	if Blank(text) {
		return "", nil
	}
	if err := unreadable(text); err != nil {
		return "", err
	}
	if value, ok := pickPrefix(text, options); ok {
		return value, nil
	}
	return "", pickError(text, options)
}

func pickExact(text string, options []Option) (string, bool) {
	k := key(text)
	for _, o := range options {
		for _, word := range o.words() {
			if k != "" && k == key(word) {
				return o.Value, true
			}
		}
	}
	return "", false
}

func (o Option) words() []string { return append([]string{o.Value, o.Label}, o.Synonyms...) }

// pickPrefix finds the only option that begins with the text.
func pickPrefix(text string, options []Option) (string, bool) {
	k := key(text)
	if len([]rune(k)) < 3 {
		return "", false
	}
	found := ""
	for _, o := range options {
		for _, word := range o.words() {
			if !strings.HasPrefix(key(word), k) {
				continue
			}
			if found != "" && found != o.Value {
				return "", false
			}
			found = o.Value
		}
	}
	return found, found != ""
}

func pickError(text string, options []Option) error {
	var labels, words []string
	for _, o := range options {
		label := o.Label
		if label == "" {
			label = o.Value
		}
		labels = append(labels, label)
		words = append(words, o.words()...)
	}
	hint := ""
	if near := closest(text, words); near != "" {
		hint = fmt.Sprintf(" Did you mean %q?", near)
	}
	return errs.Invalidf("%q is none of the choices.%s They are %s.", shorten(Clean(text)), hint, strings.Join(labels, ", "))
}
