package record

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Date is a calendar day, written 2006-01-02; "" for none.
type Date string

// Ref is the id of another record of the same organisation; "" for none.
type Ref string

// Refs are ids of other records, each once.
type Refs []string

// Set is several values of a choice, each once, in the order of the options.
type Set []string

type fieldType int

const (
	typeText fieldType = iota
	typeChoice
	typeSet
	typeBool
	typeInt
	typeFloat
	typeDate
	typeRef
	typeRefs
	typeJSON
)

func typeOf(ptr any, f *AnyField) fieldType {
	switch ptr.(type) {
	case *string:
		if len(f.Options) > 0 {
			return typeChoice
		}
		return typeText
	case *Set:
		return typeSet
	case *bool:
		return typeBool
	case *int:
		return typeInt
	case *float64:
		return typeFloat
	case *Date:
		return typeDate
	case *Ref:
		return typeRef
	case *Refs:
		return typeRefs
	}
	return typeJSON
}

// Type names the field's type for doors that serve all kinds: text, choice, set, bool, int, float, date, ref, refs, json.
func (f *Field[R]) Type() string {
	return [...]string{"text", "choice", "set", "bool", "int", "float", "date", "ref", "refs", "json"}[f.kind]
}

func (f *Field[R]) isRef() bool { return f.kind == typeRef || f.kind == typeRefs }

// Option finds an option by value.
func (f *Field[R]) Option(value string) (Option, bool) {
	i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value })
	if i < 0 {
		return Option{}, false
	}
	return f.Options[i], true
}

// Text writes the field's value as stored text: what exports carry and Parse reads. References are ids, sets and
// several references are separated by spaces.
func (f *Field[R]) Text(r R) string {
	switch v := f.Ptr(r).(type) {
	case *string:
		return *v
	case *Date:
		return string(*v)
	case *Ref:
		return string(*v)
	case *Set:
		return strings.Join(*v, " ")
	case *Refs:
		return strings.Join(*v, " ")
	case *bool:
		return strconv.FormatBool(*v)
	case *int:
		return strconv.Itoa(*v)
	case *float64:
		return strconv.FormatFloat(*v, 'f', -1, 64)
	default:
		b, _ := json.Marshal(v)
		return string(b)
	}
}

// Empty reports whether the field has its zero value.
func (f *Field[R]) Empty(r R) bool {
	switch v := f.Ptr(r).(type) {
	case *string:
		return *v == ""
	case *Date:
		return *v == ""
	case *Ref:
		return *v == ""
	case *Set:
		return len(*v) == 0
	case *Refs:
		return len(*v) == 0
	case *bool:
		return !*v
	case *int:
		return *v == 0
	case *float64:
		return *v == 0
	}
	text := f.Text(r)
	return text == "null" || text == "{}" || text == "[]"
}

// Parse reads text, as Text writes it, into the field. The error is a sentence for people.
func (f *Field[R]) Parse(r R, text string) (err error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch v := f.Ptr(r).(type) {
	case *string:
		*v = text
	case *Date:
		*v = Date(text)
	case *Ref:
		*v = Ref(text)
	case *Set:
		*v = f.inOrder(strings.Fields(text))
	case *Refs:
		*v = Refs(unique(strings.Fields(text)))
	case *bool:
		*v = text == "true" || text == "on" || text == "1" || text == "yes"
	case *int:
		*v = 0
		if text != "" {
			if *v, err = strconv.Atoi(text); err != nil {
				return fmt.Errorf("%q is not a whole number", text)
			}
		}
	case *float64:
		*v = 0
		if text != "" {
			if *v, err = strconv.ParseFloat(text, 64); err != nil {
				return fmt.Errorf("%q is not a number; write it like 1250.50", text)
			}
		}
	default:
		if err := json.Unmarshal([]byte(text), v); err != nil {
			return fmt.Errorf("cannot be read as JSON: %v", err)
		}
	}
	return nil
}

func unique(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}

func (f *Field[R]) inOrder(values []string) Set {
	rank := func(v string) int { return slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == v }) }
	slices.SortStableFunc(values, func(a, b string) int { return rank(a) - rank(b) })
	return Set(slices.Compact(values))
}

// check tells what is wrong with the field's value, "" if nothing.
func (f *Field[R]) check(r R) string {
	if f.Required && f.Empty(r) {
		return "is missing"
	}
	switch v := f.Ptr(r).(type) {
	case *string:
		return f.checkText(*v)
	case *Set:
		for _, s := range *v {
			if msg := f.checkText(s); msg != "" {
				return msg
			}
		}
	case *Date:
		if _, err := time.Parse(time.DateOnly, string(*v)); *v != "" && err != nil {
			return fmt.Sprintf("%q is not a date; write it like 2026-03-14", string(*v))
		}
	}
	return ""
}

const maxText = 100_000

func (f *Field[R]) checkText(s string) string {
	if f.kind == typeText {
		switch {
		case len(s) > maxText:
			return fmt.Sprintf("is longer than %d characters", maxText)
		case strings.ContainsRune(s, 0):
			return "contains a NUL character"
		case !f.Long && strings.ContainsAny(s, "\n\r"):
			return "must be one line"
		}
		return ""
	}
	if _, ok := f.Option(s); s != "" && !ok {
		return fmt.Sprintf("%q is not one of %s", s, f.optionList())
	}
	return ""
}

func (f *Field[R]) optionList() string {
	labels := make([]string, len(f.Options))
	for i, o := range f.Options {
		labels[i] = o.Value
	}
	return strings.Join(labels, ", ")
}

// Fold makes text comparable for people: lower case, without accents, numbers padded so that AS-9 comes before
// AS-10.
func Fold(s string) string {
	var b strings.Builder
	digits := 0
	s = norm.NFD.String(s)
	for i, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r >= '0' && r <= '9':
			if digits == 0 {
				n := 1
				for i+n < len(s) && s[i+n] >= '0' && s[i+n] <= '9' {
					n++
				}
				b.WriteString(strings.Repeat("0", max(0, 8-n)))
			}
			digits++
			b.WriteRune(r)
			continue
		}
		digits = 0
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// keyOf is the text a list sorts the field by.
func (f *Field[R]) keyOf(r R) string {
	if f.kind == typeChoice {
		v := *f.Ptr(r).(*string)
		i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == v })
		return fmt.Sprintf("%02d", i+1)
	}
	key := Fold(*f.Ptr(r).(*string))
	if len(key) > 64 {
		key = strings.ToValidUTF8(key[:64], "")
	}
	return key
}
