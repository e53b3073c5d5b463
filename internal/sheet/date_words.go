package sheet

import (
	"regexp"
	"strings"

	"github.com/assay-isms/assay/internal/errs"
)

var months = monthWords(
	"january jan januar jänner jän janvier janv enero ene gennaio gen januari janeiro",
	"february feb februar feber février févr fév febrero febbraio februari fevereiro fev",
	"march mar märz mrz mär mars marzo maart mrt março",
	"april apr avril avr abril abr aprile",
	"may mai mayo maggio mag mei maio",
	"june jun juni juin junio giugno giu junho",
	"july jul juli juillet juil julio luglio lug julho",
	"august aug août aou agosto ago augustus",
	"september sep sept septembre septiembre set settembre setembro",
	"october oct oktober okt octobre octubre ottobre ott outubro out",
	"november nov novembre noviembre novembro",
	"december dec dezember dez décembre déc diciembre dic dicembre dezembro",
)

func monthWords(lists ...string) map[string]int {
	m := map[string]int{}
	for i, words := range lists {
		for w := range strings.FieldsSeq(words) {
			m[key(w)] = i + 1
		}
	}
	return m
}

var (
	fillers = keySet("of the de del di do den der am le el il th st nd rd er on by bis until end ende fin " +
		"monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun " +
		"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo mi fr sa so " +
		"lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim")
	leadWord    = regexp.MustCompile(`^\pL+[.,:]*\s+`)
	ordinalDay  = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|er|o)$`)
	wordRun     = regexp.MustCompile(`\d+|[^\d ]+`)
	quarterFact = regexp.MustCompile(`^(?:[qt] ?([1-4])|([1-4]) ?[qt]|([1-4])(?:e|er|eme|st|nd|rd|th|o)? ?(?:quartal|quarter|trimestre|kwartaal)|(?:quartal|quarter|trimestre|kwartaal) ?([1-4]))(?: (?:of|de|du|von|del|van))?(?: (\d{4}|\d{2}))?$`)
	yearQuarter = regexp.MustCompile(`^(\d{4}) ?[qt] ?([1-4])$`)
)

// withoutLead takes off words that stand before a date: "Mo, 14.03.2026", "bis 31.12.2026".
func withoutLead(t string) string {
	for {
		word := leadWord.FindString(t)
		if word == "" || !fillers[key(word)] {
			return t
		}
		t = t[len(word):]
	}
}

// writtenDate reads dates with words in them: "14. März 2026", "March 2026", "Q3 2026".
func writtenDate(text, t string) (Dated, error) {
	p := plain(t)
	if m := yearQuarter.FindStringSubmatch(p); m != nil {
		return quarter(number(m[1]), number(m[2])), nil
	}
	if m := quarterFact.FindStringSubmatch(p); m != nil {
		if m[5] == "" {
			return Dated{}, errs.Invalidf("%q has no year. Write the quarter with its year, as in Q3 2026, or a day, as in 2026-09-30.", shorten(t))
		}
		return quarter(fullYear(m[5]), number(m[1]+m[2]+m[3]+m[4])), nil
	}
	numbers, month, ok := dateWords(p)
	if !ok || month == 0 {
		return Dated{}, notADate(text)
	}
	return withMonthName(text, t, numbers, month)
}

func quarter(year, q int) Dated { return span(year, 3*q-2, 3*q, ByQuarter) }

func notADate(text string) error {
	return errs.Invalidf("%q is not a date. %s", shorten(Clean(text)), dateHelp)
}

// dateWords finds the numbers and the month among the words of a date; ok is false if another word is among them.
func dateWords(p string) (numbers []string, month int, ok bool) {
	for w := range strings.FieldsSeq(p) {
		if m := ordinalDay.FindStringSubmatch(w); m != nil {
			w = m[1]
		}
		for _, run := range wordRun.FindAllString(w, -1) {
			switch {
			case run[0] >= '0' && run[0] <= '9':
				numbers = append(numbers, run)
			case months[key(run)] > 0 && month == 0:
				month = months[key(run)]
			case !fillers[key(run)]:
				return nil, 0, false
			}
		}
	}
	return numbers, month, true
}

// withMonthName reads the numbers that stand with a month's name: year, or day and year in either order.
func withMonthName(text, t string, numbers []string, month int) (Dated, error) {
	switch {
	case len(numbers) == 0:
		return Dated{}, errs.Invalidf("%q has no year. %s", shorten(t), dateHelp)
	case len(numbers) == 1 && len(numbers[0]) == 4:
		return oneMonth(text, number(numbers[0]), month)
	case len(numbers) == 1 && len(numbers[0]) == 2 && strings.ContainsAny(t, "-'/’"):
		return oneMonth(text, fullYear(numbers[0]), month) // Mar-26, as spreadsheets show it
	case len(numbers) == 1 && len(numbers[0]) <= 2:
		return Dated{}, errs.Invalidf("%q has no clear year. %s", shorten(t), dateHelp)
	case len(numbers) == 2 && len(numbers[0]) == 4:
		return oneDay(text, number(numbers[0]), month, number(numbers[1]), "")
	case len(numbers) == 2 && len(numbers[0]) <= 2:
		return oneDay(text, fullYear(numbers[1]), month, number(numbers[0]), "")
	}
	return Dated{}, notADate(text)
}
