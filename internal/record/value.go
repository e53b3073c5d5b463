package record

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Date is a calendar day, written 2006-01-02; "" for none.
type Date string

// dateOf is the day of a moment, in UTC.
func dateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// Plus is so many days later; no day stays none.
func (d Date) Plus(days int) Date {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Date(day.AddDate(0, 0, days).Format(time.DateOnly))
}

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
// several references are separated by spaces, structures are JSON.
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
		if text := string(b); text != "null" && text != "{}" && text != "[]" {
			return text
		}
		return ""
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
	return f.Text(r) == ""
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
		if text == "" {
			text = "null"
		}
		_ = json.Unmarshal([]byte("null"), v) // a list forgets its items, which would shine through those of the new one
		if err := json.Unmarshal([]byte(text), v); err != nil {
			return fmt.Errorf("cannot be read as JSON: %v", err)
		}
	}
	return nil
}

// unique sorts the values and leaves out what is empty or there twice.
func unique(values []string) []string {
	slices.Sort(values)
	values = slices.Compact(values)
	if len(values) > 0 && values[0] == "" {
		return values[1:]
	}
	return values
}

func (f *Field[R]) inOrder(values []string) Set {
	rank := func(v string) int { return slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == v }) }
	values = unique(values)
	slices.SortStableFunc(values, func(a, b string) int { return rank(a) - rank(b) })
	return Set(values)
}

// order brings a value of several parts into the one order it is kept in.
func (f *Field[R]) order(r R) {
	switch v := f.Ptr(r).(type) {
	case *Set:
		*v = f.inOrder(slices.Clone(*v))
	case *Refs:
		*v = unique(slices.Clone(*v))
	}
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
	case *float64:
		if math.IsNaN(*v) || math.IsInf(*v, 0) {
			return "is not a number"
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
		case strings.ContainsRune(s, 0) || !utf8.ValidString(s):
			return "holds what is not text: a zero byte, or bytes that are not UTF-8"
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
	s = decompose(s)
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			end := i + 1
			for end < len(s) && s[end] >= '0' && s[end] <= '9' {
				end++
			}
			for range 8 - (end - i) {
				b = append(b, '0')
			}
			b = append(b, s[i:end]...)
			i = end
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
			i++
		case c < utf8.RuneSelf:
			b = append(b, c)
			i++
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if i += size; !unicode.Is(unicode.Mn, r) {
				b = utf8.AppendRune(b, unicode.ToLower(r))
			}
		}
	}
	return string(b)
}

// keyOf is the text a list sorts the field by.
func (f *Field[R]) keyOf(r R) string {
	if f.kind == typeChoice {
		v := *f.Ptr(r).(*string)
		i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == v })
		return string([]byte{'0' + byte((i+1)/10), '0' + byte((i+1)%10)})
	}
	key := Fold(*f.Ptr(r).(*string))
	if len(key) > 64 {
		key = strings.ToValidUTF8(key[:64], "")
	}
	return key
}

// checkField is check, and holds a day to what its field says: not ahead of today, not before another.
func (w *Writer) checkField(k *Kind, f *AnyField, rec Record) string {
	day, ok := f.Ptr(rec).(*Date)
	if msg := f.check(rec); msg != "" || !ok || *day == "" {
		return msg
	}
	if f.Past && *day > w.Today() {
		return fmt.Sprintf("%s lies in the future; enter it when it is done", *day)
	}
	if f.From != "" {
		if from := k.byName[f.From]; *from.Ptr(rec).(*Date) > *day {
			return fmt.Sprintf("%s is before %q, %s", *day, from.Label, from.Text(rec))
		}
	}
	return ""
}
