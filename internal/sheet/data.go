package sheet

import (
	"regexp"
	"slices"
	"strings"
)

// Skipped is a row that is not data.
type Skipped struct {
	Number int
	Text   string // what the row says, shortened
	Reason string
}

const (
	aboveHeader   = "stands above the header"
	repeatsHeader = "repeats the header"
	isTotal       = "is a total, not an entry"
)

// Data is the rows below the header that are entries, and the rows left out with the reason.
func (m *Match) Data() ([]Row, []Skipped) {
	var data []Row
	var skipped []Skipped
	var header Row
	for _, row := range m.sheet.Rows {
		reason := ""
		switch {
		case row.Number < m.HeaderRow:
			reason = aboveHeader
		case row.Number == m.HeaderRow:
			header = row
			continue
		case slices.Equal(row.Cells, header.Cells):
			reason = repeatsHeader
		case totalRow(row):
			reason = isTotal
		default:
			data = append(data, row)
			continue
		}
		skipped = append(skipped, Skipped{row.Number, rowText(row), reason})
	}
	return data, skipped
}

func rowText(row Row) string {
	filled := slices.DeleteFunc(slices.Clone(row.Cells), func(c string) bool { return c == "" })
	return shorten(strings.Join(filled, " · "))
}

const totalWords = `(?:grand |sub ?)?(?:total|totals|sum|summe|gesamt|gesamtsumme|zwischensumme|somme|sous total|suma|somma|totale|totaal|soma|anzahl|count)`

var (
	totalAlone  = regexp.MustCompile(`^` + totalWords + `[\d ]*$`)
	totalCounts = regexp.MustCompile(`^` + totalWords + `(?: \pL+){0,2} \d+$`)
	figure      = regexp.MustCompile(`^[-+(]?[\p{Sc}]?\s?\d[\d.,' ]*\s?[%\p{Sc})]?$`)
)

// totalRow tells a row such as "Total: 15" or "Summe;;;45": its first text is a word for a total, the rest figures.
func totalRow(row Row) bool {
	first := slices.IndexFunc(row.Cells, func(c string) bool { return c != "" })
	words := plain(row.Cells[first])
	if !totalAlone.MatchString(words) && !totalCounts.MatchString(words) {
		return false
	}
	return !slices.ContainsFunc(row.Cells[first+1:], func(c string) bool {
		return c != "" && !figure.MatchString(c) && !IsFormula(c)
	})
}
