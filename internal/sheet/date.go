package sheet

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/assay-isms/assay/internal/errs"
)

// Order says what 1/2/2026 means.
type Order int

// GuessOrder reads the day first and says so where it could be otherwise.
const (
	GuessOrder Order = iota
	DayFirst
	MonthFirst
)

// Precision is how much of a date was written.
type Precision string

// The precisions; the zero Precision belongs to an empty date.
const (
	ByDay     Precision = "day"
	ByMonth   Precision = "month"
	ByQuarter Precision = "quarter"
	ByYear    Precision = "year"
)

// Dated is the time a text names, from the first to the last day meant; for one day they are equal. A deadline takes
// To, a thing done takes From. The zero Dated is an empty text or placeholder.
type Dated struct {
	From, To  string // ISO, such as 2026-03-14
	Precision Precision
	Note      string // a sentence where the reading deserves a look
}

const dateHelp = "Write it as 2026-03-14."

var (
	triple    = regexp.MustCompile(`^(\d{1,4})\s?([-./ ])\s?(\d{1,2})\s?[-./ ]\s?'?(\d{4}|\d{1,2})\.?$`)
	compact   = regexp.MustCompile(`^((?:19|20)\d\d)(\d\d)(\d\d)$`)
	yearMonth = regexp.MustCompile(`^(\d{4})[-./ ](\d{1,2})$`)
	monthYear = regexp.MustCompile(`^(\d{1,2})[-./ ]+(\d{4})$`)
	yearOnly  = regexp.MustCompile(`^(?:19|20)\d\d$`)
	dayMonth  = regexp.MustCompile(`^\d{1,2}\s?[./-]\s?\d{1,2}\.?$`)
	dayNumber = regexp.MustCompile(`^[2-7]\d{4}(?:[.,]\d+)?$`)
	clock     = regexp.MustCompile(`(?:[T\s,]\s*|\s+)(?:um\s|at\s|à\s)?\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?i:am|pm|uhr|h)?\s?(?:Z|UTC|[-+]\d{2}:?\d{2})?$`)
)

// Date reads a day, month, quarter or year written in any usual way, in seven languages, or as a spreadsheet's day
// number. A time of day is left out. order settles 1/2/2026; OrderOf finds it in a column.
func Date(text string, order Order) (Dated, error) {
	if Blank(text) {
		return Dated{}, nil
	}
	if err := unreadable(text); err != nil {
		return Dated{}, err
	}
	t := withoutLead(withoutClock(text))
	if m := triple.FindStringSubmatch(t); m != nil {
		return numericDate(text, m, order)
	}
	if m := compact.FindStringSubmatch(t); m != nil {
		return oneDay(text, number(m[1]), number(m[2]), number(m[3]), "")
	}
	if m := yearMonth.FindStringSubmatch(t); m != nil {
		return oneMonth(text, number(m[1]), number(m[2]))
	}
	if m := monthYear.FindStringSubmatch(t); m != nil {
		return oneMonth(text, number(m[2]), number(m[1]))
	}
	switch {
	case yearOnly.MatchString(t):
		return span(number(t), 1, 12, ByYear), nil
	case dayMonth.MatchString(t):
		return Dated{}, errs.Invalidf("%q has no clear year. %s", shorten(t), dateHelp)
	case dayNumber.MatchString(t):
		return serialDate(t), nil
	}
	return writtenDate(text, t)
}

func withoutClock(text string) string {
	return strings.TrimSpace(clock.ReplaceAllString(Clean(text), ""))
}

// number reads digits that a pattern has found.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// fullYear reads 26 as 2026 and 85 as 1985.
func fullYear(digits string) int {
	switch n := number(digits); {
	case len(digits) > 2:
		return n
	case n < 80:
		return 2000 + n
	default:
		return 1900 + n
	}
}

// numericDate reads three numbers: year first if the first has four digits, else as order says. The fourth element
// of parts is the last number.
func numericDate(text string, parts []string, order Order) (Dated, error) {
	first, separator, middle, third := parts[1], parts[2], number(parts[3]), parts[4]
	if len(first) > 2 {
		return oneDay(text, fullYear(first), middle, number(third), "")
	}
	year, day, month := fullYear(third), number(first), middle
	if order == MonthFirst && separator != "." {
		day, month = month, day
	}
	switch {
	case month > 12 && day <= 12:
		day, month = month, day
		note := fmt.Sprintf("%q was read as %s, as there is no month %d.", Clean(text), iso(year, month, day), day)
		return oneDay(text, year, month, day, note)
	case order == GuessOrder && separator != "." && day <= 12 && day != month:
		note := fmt.Sprintf("%q was read day first, as %s; it could be %s.", Clean(text), iso(year, month, day), iso(year, day, month))
		return oneDay(text, year, month, day, note)
	}
	return oneDay(text, year, month, day, "")
}

func iso(year, month, day int) string { return fmt.Sprintf("%04d-%02d-%02d", year, month, day) }

func oneDay(text string, year, month, day int, note string) (Dated, error) {
	if err := checkMonth(text, year, month); err != nil {
		return Dated{}, err
	}
	if days := daysIn(year, month); day < 1 || day > days {
		return Dated{}, errs.Invalidf("%q is not a date: %s %d has %d days.", shorten(Clean(text)), time.Month(month), year, days)
	}
	d := iso(year, month, day)
	return Dated{d, d, ByDay, note}, nil
}

func oneMonth(text string, year, month int) (Dated, error) {
	if err := checkMonth(text, year, month); err != nil {
		return Dated{}, err
	}
	return span(year, month, month, ByMonth), nil
}

func checkMonth(text string, year, month int) error {
	if month < 1 || month > 12 {
		return errs.Invalidf("%q is not a date: there is no month %d. %s", shorten(Clean(text)), month, dateHelp)
	}
	if year < 1900 || year > 2200 {
		return errs.Invalidf("%q is not a likely date: the year is %d. %s", shorten(Clean(text)), year, dateHelp)
	}
	return nil
}

// span runs from the first day of one month to the last of another.
func span(year, from, to int, p Precision) Dated {
	return Dated{From: iso(year, from, 1), To: iso(year, to, daysIn(year, to)), Precision: p}
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func serialDate(t string) Dated {
	serial, _ := strconv.ParseFloat(strings.Replace(t, ",", ".", 1), 64)
	d := serialTime(serial, false).Format(time.DateOnly)
	return Dated{d, d, ByDay, fmt.Sprintf("%s was read as a spreadsheet's day number, %s.", t, d)}
}

// OrderOf learns from a whole column whether days or months come first. note says so where the column contradicts
// itself, or does not tell although it has dates that need it.
func OrderOf(samples []string) (order Order, note string) {
	var day, month, either int
	for _, s := range samples {
		m := triple.FindStringSubmatch(withoutLead(withoutClock(s)))
		if m == nil || len(m[1]) > 2 {
			continue
		}
		switch a, b := number(m[1]), number(m[3]); {
		case m[2] == "." || a > 12 && b <= 12:
			day++
		case b > 12 && a <= 12:
			month++
		case a != b:
			either++
		}
	}
	switch {
	case day > 0 && month > 0:
		return GuessOrder, fmt.Sprintf("The column has %d dates with the day first and %d with the month first.", day, month)
	case day > 0:
		return DayFirst, ""
	case month > 0:
		return MonthFirst, ""
	case either > 0:
		return GuessOrder, "No date in the column tells whether days or months come first; days are taken to."
	}
	return GuessOrder, ""
}
