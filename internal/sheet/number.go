package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

// Mark is the character that separates whole numbers from decimals.
type Mark int

// GuessMark takes whichever reading is the only possible one.
const (
	GuessMark Mark = iota
	PointMark      // 1,234.56
	CommaMark      // 1.234,56
)

var (
	currency  = regexp.MustCompile(`(?i)^\p{Sc}|\p{Sc}$|^(?:eur|usd|gbp|chf|sek|nok|dkk|pln|czk|fr\.?|kr\.?)\s?\b|\b\s?(?:eur|usd|gbp|chf|sek|nok|dkk|pln|czk|fr\.?|kr\.?|zł)$|[.,][-–—]{1,2}$`)
	grouped   = regexp.MustCompile(`^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?$`)
	bothMarks = regexp.MustCompile(`^\d{1,3}(?:(?:,\d{3})+(\.)\d+|(?:\.\d{3})+(,)\d+)$`)
	thousands = regexp.MustCompile(`^\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,})$`)
	unclear   = regexp.MustCompile(`^[1-9]\d{0,2}([.,])\d{3}$`)
	oneMark   = regexp.MustCompile(`^\d*([.,])\d+$`)
)

// MarkOf learns from a column which mark its numbers use; GuessMark if they do not tell.
func MarkOf(samples []string) Mark {
	var votes [3]int
	for _, s := range samples {
		body, _, _ := numberBody(s)
		switch {
		case unclear.MatchString(body):
		case bothMarks.MatchString(body):
			m := bothMarks.FindStringSubmatch(body)
			votes[markOf(m[1]+m[2])]++
		case thousands.MatchString(body):
			votes[PointMark+CommaMark-markOf(string(body[strings.IndexAny(body, ".,")]))]++
		case oneMark.MatchString(body):
			votes[markOf(oneMark.FindStringSubmatch(body)[1])]++
		}
	}
	switch {
	case votes[PointMark] > 0 && votes[CommaMark] == 0:
		return PointMark
	case votes[CommaMark] > 0 && votes[PointMark] == 0:
		return CommaMark
	}
	return GuessMark
}

func markOf(char string) Mark {
	if char == "," {
		return CommaMark
	}
	return PointMark
}

// Number reads 12, 12.5, 12,5, 1.234,56, 1,234.56, 1 234, 1'234, € 40, 12 % (0.12) and (12) for minus twelve. ok is
// false where the text stands for nothing. "1.234" and "1,234" are an error unless mark says which they mean.
func Number(text string, mark Mark) (value float64, ok bool, err error) {
	if Blank(text) {
		return 0, false, nil
	}
	if err := unreadable(text); err != nil {
		return 0, false, err
	}
	body, negative, percent := numberBody(text)
	if m := unclear.FindStringSubmatch(body); m != nil && mark == GuessMark {
		return 0, false, errs.Invalidf("%q may be %s or %s. Write it without a separator for thousands, or with another number of decimals.",
			shorten(Clean(text)), strings.Replace(body, m[1], "", 1), strings.Replace(body, m[1], ".", 1))
	}
	value, err = strconv.ParseFloat(normalNumber(body, mark), 64)
	if err != nil || math.IsInf(value, 0) || !strings.ContainsAny(body, "0123456789") {
		return 0, false, errs.Invalidf("%q is not a number. Write digits, such as 1234.5.", shorten(Clean(text)))
	}
	if percent {
		value /= 100
	}
	if negative {
		value = -value
	}
	return value, true, nil
}

// numberBody takes off what stands around the digits.
func numberBody(text string) (body string, negative, percent bool) {
	body = strings.ReplaceAll(strings.ReplaceAll(Clean(text), "−", "-"), "’", "'")
	if strings.HasPrefix(body, "(") && strings.HasSuffix(body, ")") {
		body, negative = body[1:len(body)-1], true
	}
	body, percent = strings.CutSuffix(body, "%")
	for range 2 { // a sign may stand on either side of a currency
		body = strings.TrimSpace(currency.ReplaceAllString(strings.TrimSpace(body), ""))
		if rest, minus := strings.CutPrefix(body, "-"); minus {
			body, negative = rest, true
		}
	}
	return strings.TrimPrefix(strings.TrimSpace(body), "+"), negative, percent
}

// normalNumber rewrites digits with a point for decimals and nothing between thousands; what is none stays as it is.
func normalNumber(body string, mark Mark) string {
	switch {
	case grouped.MatchString(body):
		return strings.ReplaceAll(strings.NewReplacer(" ", "", "'", "").Replace(body), ",", ".")
	case bothMarks.MatchString(body):
		if m := bothMarks.FindStringSubmatch(body); m[1] == "." {
			return strings.ReplaceAll(body, ",", "")
		}
		return strings.ReplaceAll(strings.ReplaceAll(body, ".", ""), ",", ".")
	case thousands.MatchString(body):
		return strings.NewReplacer(",", "", ".", "").Replace(body)
	case unclear.MatchString(body) && markOf(unclear.FindStringSubmatch(body)[1]) != mark:
		return strings.NewReplacer(",", "", ".", "").Replace(body)
	case oneMark.MatchString(body):
		return strings.ReplaceAll(body, ",", ".")
	}
	if strings.Trim(body, "0123456789") != "" {
		return "" // not "0x10", "1e5", "Inf"
	}
	return body
}
